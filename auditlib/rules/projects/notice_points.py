"""Public notices of projects: which points needed one, which notices stand for which project (PROJ-10)."""

from functools import reduce

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.contracts import accepted_projects
from auditlib.models.identity import plain
from auditlib.models.projects import project_names, with_project, with_project_no
from auditlib.models.texts import said
from auditlib.models.vocabulary import FALSE, TRUE, as_listed, either, lookup, subquery, true_names

POINTS = ("年度计划", "资金分配", "项目实施前", "项目完成后", "收益分配")
#: Points that one notice of county or town serves for all projects of the year.
BY_YEAR = ("年度计划", "资金分配")
SEPARATORS = r"[、，,；;/\s]+"


def needed(rows: ir.Table, acceptance, budget_allocation, asset_register, income_distribution, project) -> ir.Table:
    """``row_id``, ``point``, ``since``: what a project's course until now called for. What was not handed in calls for nothing."""
    done = accepted_projects(acceptance, project).select("project_no", "accept_date")
    issued = with_project_no(budget_allocation, project).filter(_.amount > 0).group_by("project_no").agg(issued=_.issued_on.min())
    shared_out = _shared_out(income_distribution, asset_register, project)
    rows = reduce(lambda one, other: lookup(one, other, "project_no"), (done, issued, shared_out), rows)
    done = ibis.coalesce(rows.finish_date, rows.accept_date)
    # What came later shows that a step was taken, though its own day is not told.
    begun = ibis.coalesce(rows.start_date, done)
    days = {
        "年度计划": ibis.coalesce(rows.approval_date, begun),
        "资金分配": rows.issued,
        "项目实施前": begun,
        "项目完成后": done,
        "收益分配": rows.shared_out,
    }
    return either(*(rows.select("row_id", point=ibis.literal(point), since=day) for point, day in days.items())).filter(_.since.notnull())


def _shared_out(income_distribution: ir.Table, asset_register: ir.Table, project: ir.Table) -> ir.Table:
    """``project_no``, ``shared_out``: the first day on which income of the project's assets was shared out."""
    paid = income_distribution.filter(_.amount > 0).select("project_no", "asset_no", "pay_date")
    paid = as_listed(as_listed(paid, "asset_no", asset_register), "project_no", project)
    of = (
        as_listed(asset_register, "project_no", project)
        .filter(_.asset_no.notnull())
        .group_by("asset_no")
        .agg(of_project=_.project_no.min())
    )
    paid = lookup(paid, of, "asset_no").mutate(project_no=ibis.coalesce(_.project_no, _.of_project))
    return paid.filter(_.project_no.notnull()).group_by("project_no").agg(shared_out=_.pay_date.min())


def given(rows: ir.Table, notices: ir.Table, asset_register: ir.Table) -> ir.Table:
    """``row_id``, ``point``, ``combined``, ``doubt``: the notices that each project had; ``combined`` ones must be read to see whether it
    is among theirs; of those in ``doubt`` nobody tells whether they are of this project, or of this point.

    By the number of the project or its asset (several numbers in one cell are several), else by the project's name in the text. A notice
    of the year's plan or money that names no project is of all projects of its year, in its town where it is a town's.
    """
    posted, rows = _posted(notices), rows.mutate(plan_year=ibis.coalesce(_.plan_year.cast("int64"), _.approval_date.year().cast("int64")))
    by_number = _by_number(posted, rows, asset_register)
    names = rows.filter(_.project_name.notnull()).select("row_id", name=plain(_.project_name))
    rest = posted.anti_join(by_number, "notice")
    by_name = subquery(rest.join(names, rest.text.contains(names.name)), "row_id", "point", "notice")
    rest = subquery(rest.anti_join(by_name, "notice"))
    wide = _of_year(rest, rows).select("row_id", "point", "combined")
    own = by_number.union(by_name).mutate(combined=FALSE, doubt=_.point.isnull()).select("row_id", "point", "combined", "doubt")
    parts = own, wide.filter(_.point.notnull()).mutate(doubt=FALSE), _in_doubt(rest, rows)
    told = ibis.union(*(part.select("row_id", "point", "combined", "doubt") for part in parts))
    # A notice of no known point may be of any.
    any_of = (told.filter(_.point.isnull()).mutate(point=ibis.literal(point)) for point in POINTS)
    every = either(told.filter(_.point.notnull()), *any_of)
    return every.group_by("row_id", "point").agg(combined=_.combined.all(), doubt=_.doubt.all())


def _in_doubt(rest: ir.Table, rows: ir.Table) -> ir.Table:
    """Notices found to be nobody's, for each project whose they may be: they name nothing that it could be known by, and are not told to be
    of another year or town."""
    facts = rows.select("row_id", "plan_year", "town_name", no=_.project_no.nullif(_.project_name), name="project_name")
    pairs = rest.cross_join(facts)
    silent = pairs.numbers.isnull() & pairs.text.isnull()
    unlike = (pairs.text.isnull() & pairs.no.isnull()) | (pairs.numbers.isnull() & pairs.name.isnull())
    here = (pairs.year == pairs.plan_year).fill_null(True) & (pairs.at_town == pairs.town_name).fill_null(True)
    undated = pairs.point.isin(BY_YEAR) & (pairs.year.isnull() | pairs.plan_year.isnull())
    return pairs.filter(here & (silent | unlike | undated.fill_null(False))).mutate(combined=FALSE, doubt=TRUE)


def _posted(notices: ir.Table) -> ir.Table:
    """Notices in the words of this module, with the ``year`` that their text names, else that of their first day."""
    named_year = notices.notice_object.re_extract("20[0-9][0-9]", 0).nullif("").cast("int64")
    return notices.select(
        "level",
        notice="row_id",
        point="object_type",
        numbers="object_no",
        text=plain(notices.notice_object),
        at_town="town_name",
        at_village="village_name",
        year=ibis.coalesce(named_year, notices.from_date.year()),
    )


def _by_number(posted: ir.Table, rows: ir.Table, asset_register: ir.Table) -> ir.Table:
    """``row_id``, ``point``, ``notice``: by the number of the project, or of an asset of it."""
    numbers = rows.select("row_id", number=plain(_.project_no)).filter(_.number.notnull())
    assets = with_project(asset_register, project_names(asset_register), "asset_no").filter(_.asset_no.notnull())
    of_assets = assets.select("project", of_asset=plain(_.asset_no)).join(numbers, [("project", "number")])
    numbers = numbers.union(of_assets.select("row_id", number="of_asset"))
    listed = posted.mutate(number=posted.numbers.re_replace(SEPARATORS, "、").split("、").unnest()).mutate(number=plain(_.number))
    return subquery(listed.join(numbers, "number"), "row_id", "point", "notice")


def _of_year(posted: ir.Table, rows: ir.Table) -> ir.Table:
    """Notices that name no project, for each project of their year: of all of them (BY_YEAR), or ``combined`` for some."""
    places = rows.select("row_id", "plan_year", "town_name", "village_name")
    wide = posted.join(places, posted.year == places.plan_year)
    county = (wide.level == "县").fill_null(False) | wide.at_town.isnull() | (wide.at_town == wide.town_name)
    here = ibis.coalesce(wide.at_village == wide.village_name, wide.at_town == wide.town_name, wide.level == "县")
    of_year, combined = wide.point.isin(BY_YEAR) & county, said("notice.combined", wide.text) & here
    return wide.mutate(combined=~of_year).filter(of_year | combined.fill_null(False))


def missing(rows: ir.Table, wanted: ir.Table, had: ir.Table) -> ir.Table:
    """``rows`` that lack a notice: ``missing`` (the points), ``since`` (the earliest), ``combined`` (all of them may stand in a combined
    one); ``not_judged`` where of each nobody can say."""
    lacking = lookup(subquery(wanted), had, ["row_id", "point"]).filter(_.combined.isnull() | _.combined | _.doubt)
    lacking = subquery(lacking.mutate(doubt=_.doubt.fill_null(False)))
    told = true_names({point: ((lacking.point == point) & ~lacking.doubt).any() for point in POINTS})
    found = lacking.group_by("row_id").agg(
        missing=told,
        since=ibis.coalesce(_.since.min(where=~_.doubt), _.since.min()),
        combined=_.combined.fill_null(False).all(where=~_.doubt).fill_null(False),
        not_judged=ibis.ifelse(_.doubt.all(), "有公示没有写明类型、年度或对象，可能是该项目的", ibis.null("string")),
    )
    return lookup(found, rows, "row_id")


def short(notices: ir.Table, days_min: ir.Value) -> ir.Table:
    """Notices that stood less than ``days_min`` days: ``days``, and whether the same was put up long enough another time (``again``)."""
    rows = notices.mutate(days=notices.to_date.delta(notices.from_date, unit="day"), days_min=days_min.cast("int64"))
    same = ibis.window(group_by=["subject", "object_type", "level"])
    rows = rows.mutate(subject=ibis.coalesce(rows.object_no, plain(rows.notice_object)))
    rows = rows.mutate(longest=rows.days.max().over(same))
    found = rows.filter(_.object_type.isin(POINTS), _.days < _.days_min)
    return found.mutate(again=(found.longest >= found.days_min) & found.subject.notnull())

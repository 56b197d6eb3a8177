"""Irregular appraisals (HOUSE-02): incomplete, too late, in conflict, too many in a day."""

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.houses import appraisals, renovations
from auditlib.models.persons import homes
from auditlib.models.texts import answered, said
from auditlib.models.vocabulary import FALSE, breach, exists, first_true, kinds, left_empty, lookup, match, one_per, true_names, unread
from auditlib.rules.catalogue import ABSENT, rule

NEEDED = {"report_no": "报告编号", "institution": "鉴定机构", "appraise_date": "鉴定日期"}


@rule(
    "HOUSE-02",
    basis=("house.guideline", "house.conflict_days", "house.appraisals_per_day"),
    severity="M",
    strength="A",
    amount="I",
    matter="thing",
    against=("house_appraisal", "house_renovation"),
    tests=("report_no", "institution", "appraise_date", "level", "appraiser", "house_renovation.start_date|house_renovation.pay_date"),
    exceeds="house.appraisals_per_day",
)
def irregular_appraisal(house_appraisal, house_renovation=ABSENT, poor_person=ABSENT, poor_household=ABSENT, *, policy):
    """An appraisal is incomplete (资料不全), later than works or payment (鉴定滞后), in conflict with another of the same house (结论不一),
    or one of too many in a day.

    A column that no row of a list fills is not held against a row. The amount is the subsidy of the house's renovations. Too many of
    one appraiser's day are one matter.
    """
    places = homes(poor_household, poor_person, house_renovation, house_appraisal)
    rows, works = appraisals(house_appraisal, places), renovations(house_renovation, places)
    found = kinds(
        {
            "资料不全": _incomplete(rows),
            "鉴定滞后": _late(rows, works),
            "结论不一": _conflicting(rows, works, int(policy.value("house.conflict_days"))),
            "一日多户": _too_many(rows, int(policy.value("house.appraisals_per_day"))),
            "未判断": _untold(rows, works),
        }
    )
    return breach(
        lookup(found, works.group_by("home").agg(paid=_.subsidy.sum()), "home"),
        "level appraise_date institution appraiser report_no aspect other_date other_level houses related thing"
        " x_after x_review x_renovated x_disaster not_judged",
        on="appraise_date",
        amount="paid",
        detail=ibis.coalesce(_.detail, _.aspect),
        strength=ibis.ifelse(_.aspect == "一日多户", ibis.null("string"), "A"),
    )


def _incomplete(rows: ir.Table) -> ir.Table:
    """Without number, institution or date, where the list fills that column at all."""
    named = {c: answered(rows[c]).isnull() & rows[c].notnull() if rows[c].type().is_string() else FALSE for c in NEEDED}
    rows = rows.mutate(lacking=true_names({name: named[c] | left_empty(rows, c) for c, name in NEEDED.items()}))
    return rows.filter(_.lacking != "").mutate(detail="缺" + _.lacking)


def _untold(rows: ir.Table, works: ir.Table) -> ir.Table:
    """Appraisals of which something could not be asked: a cell that could not be read, no number of the household, no day of its works."""
    undated = works.filter(_.start_date.isnull(), _.pay_date.isnull())
    rows = exists(rows, undated.anti_join(works.filter(_.start_date.notnull() | _.pay_date.notnull()), "home"), "home", "undated")
    cells = {f"“{name}”未能读出": unread(rows, c) for c, name in {**NEEDED, "level": "鉴定等级", "appraiser": "鉴定人"}.items()}
    more = {"“户编号、证件号码”为空，无从与改造比对": rows.hh_no.isnull() & rows.id_no.isnull(), "改造没有开工、发放日期": rows.undated}
    return rows.mutate(not_judged=first_true(cells | more)).filter(_.not_judged.notnull())


def _late(rows: ir.Table, works: ir.Table) -> ir.Table:
    """The first appraisal of a house came after the works had begun, or after the subsidy. One that comes before another renovation is that
    one's."""
    first = ibis.least(ibis.coalesce(works.start_date, works.pay_date), ibis.coalesce(works.pay_date, works.start_date))
    works = works.filter(first.notnull()).select("home", "ended", other_date=first, of_works="row_id")
    pairs = rows.inner_join(works, "home")
    before = (pairs.appraise_date <= pairs.other_date).fill_null(True)
    had_one, of_another = (before.any().over(ibis.window(group_by=key)) for key in ("of_works", "row_id"))
    pairs = pairs.mutate(had_one=had_one, of_another=of_another).filter(~_.had_one, ~_.of_another)
    first = one_per(one_per(pairs, "of_works", [_.appraise_date, _.row_id]), "row_id", [_.other_date.desc(), _.of_works])
    return first.mutate(related=ibis.array([_.of_works]), x_after=_.safe & (_.appraise_date >= _.ended).fill_null(False))


def _conflicting(rows: ir.Table, works: ir.Table, days: int) -> ir.Table:
    """Two appraisals of one house within some days come to different levels: the later one."""
    rows = rows.filter(_.home.notnull(), _.appraise_date.notnull(), _.level.notnull())
    line = ibis.window(group_by=["home", "house"], order_by=["appraise_date", "row_id"])
    before = {"other_date": "appraise_date", "other_level": "level", "other_row": "row_id"}
    rows = rows.mutate(**{name: rows[column].lag().over(line) for name, column in before.items()})
    found = rows.filter(_.level != _.other_level, _.appraise_date.delta(_.other_date, unit="day") <= days)
    found = match(
        found,
        works.select("home", "ended", "row_id"),
        "home",
        "x_renovated",
        lambda p: p.x_renovated_ended.between(p.other_date, p.appraise_date),
    )
    words = {"x_review": "house.reviewed", "x_disaster": "disaster"}
    return found.mutate(related=ibis.array([_.other_row]), **{name: said(concept, _.remark) for name, concept in words.items()})


def _too_many(rows: ir.Table, most: int) -> ir.Table:
    """Appraisals of a day on which their appraiser signed for more houses than one can see."""
    known = rows.filter(_.hh_no.notnull() | _.id_no.notnull(), _.appraiser.notnull(), _.appraise_date.notnull())
    signed = known.mutate(one=_.home + "|" + _.house)
    days = signed.group_by("appraiser", "appraise_date").agg(houses=_.one.nunique()).filter(_.houses > most)
    return signed.inner_join(days, ["appraiser", "appraise_date"]).mutate(thing=_.appraiser + "｜" + _.appraise_date.cast("string"))

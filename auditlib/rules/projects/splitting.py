"""Contracts that may have been one, split to stay below the limit for tender (PROJ-03)."""

import datetime as dt

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY
from auditlib.models.contracts import contracts, projects
from auditlib.models.dates import literal_date
from auditlib.models.identity import plain
from auditlib.models.texts import less, said
from auditlib.models.vocabulary import UNKNOWN, filled, first_true, lookup, one_per, subquery

EPOCH = literal_date(dt.date(2000, 1, 1))
#: Why a contract's place in a group is not known: what is blank.
BLANK = {"招标方式为空": "method", "业主（实施单位、村）不明": "owner", "采购类别为空": "category", "中标单位为空": "seller"}
TENDERED = ("公开招标", "邀请招标")


def untendered(procurement_contract: ir.Table, project: ir.Table) -> ir.Table:
    """Contracts with amount and date that were not put out to tender: with ``owner``, ``year`` of the funds, ``content``, and ``blank``:
    what must be known of them and is not.

    Owner: the project's unit; where none is known, the village, each a legal owner of its own, or the town in a list that names villages
    and here names none.
    """
    listed = procurement_contract.select("row_id", "town_name", "village_name", "project_name", villages=filled(_.village_name))
    rows = lookup(contracts(procurement_contract, project), listed, "row_id")
    rows = rows.filter(_.contract_amount > 0, _.contract_date.notnull(), ~_.method.isin(TENDERED).fill_null(False))
    facts = projects(project).select("project_no", "owner_unit", "plan_year", of_village="village_name", name="project_name")
    rows = lookup(rows, facts.filter(_.project_no.notnull()), "project_no")
    town = ibis.ifelse(rows.villages, rows.town_name, ibis.null("string"))
    rows = rows.mutate(
        owner=ibis.coalesce(rows.owner_unit, rows.village_name, rows.of_village, town),
        year=ibis.coalesce(rows.plan_year.cast("int64"), rows.contract_date.year().cast("int64")),
        kind=rows.category.fill_null("工程"),
        day=rows.contract_date.delta(EPOCH, unit="day"),
        content=plain(less("project.part", ibis.coalesce(rows.name, rows.project_name))),
        seller=plain(rows.supplier),
    )
    return subquery(rows.mutate(blank=first_true({why: rows[cell].isnull() for why, cell in BLANK.items()})))


def doubtful(rows: ir.Table, accused: ir.Table, days: int, lowest: ir.Value) -> ir.Table:
    """Contracts not accused that would stand in such a group if what is not known of one in it were so: put out by no tender, of one owner
    in the town, of the kind with the ``lowest`` limit, of one seller: ``row_id``, ``not_judged``."""
    rows = rows.mutate(
        ceiling=ibis.ifelse(rows.category.isnull(), lowest.cast(MONEY), rows.ceiling),
        kind=rows.category.fill_null(""),
        owner=ibis.coalesce(rows.owner, rows.town_name, ""),
        of_owner=ibis.literal(""),
    )
    alike = split(rows, days).filter(_.blank.notnull() | ~_.plain).select("row_id")
    silent = rows.filter(_.seller.isnull()).select("row_id")
    found = alike.union(_members(rows, "", "of_owner", days).select("row_id").semi_join(silent, "row_id")).distinct()
    told = lookup(found.anti_join(accused, "row_id"), rows.select("row_id", "blank"), "row_id")
    return told.select("row_id", not_judged=told.blank.fill_null("同组的其他合同缺少招标方式、业主或采购类别"))


def split(rows: ir.Table, days: int) -> ir.Table:
    """``rows`` that stand in a group of at least two, of one owner and one seller (or one content), within ``days``, that together reach
    the limit.

    A group begins with any of its contracts; each contract keeps the largest group that it stands in: ``total``, ``together``, ``related``,
    ``by``, ``small`` (all by the village's own decision), and ``group``: the owner, the year of the funds and what its contracts share.
    """
    parts = [_members(rows, by, key, days) for by, key in (("同一供应商", "seller"), ("同一内容", "content"))]
    found = one_per(ibis.union(*parts), "row_id", [_.total.desc(), _.by.desc(), _.first])
    return lookup(found.drop("first"), rows, "row_id")


def _members(rows: ir.Table, by: str, key: str, days: int) -> ir.Table:
    """The contracts of each group by ``key``, which begins with ``first``."""
    one = rows.filter(rows[key].notnull()).select("row_id", "day", "ceiling", "owner", "kind", "year", what=rows[key])
    other = one.select("owner", "kind", "year", "what", member="row_id", at="day")
    facts = rows.select(
        member="row_id", amount="contract_amount", own=said("project.village_decided", rows.method), known=rows.blank.isnull()
    )
    pairs = subquery(one.join(other, ["owner", "kind", "year", "what"])).filter((_.at - _.day).between(0, days))
    group = pairs.owner + "｜" + pairs.year.cast("string") + "｜" + pairs.what
    members = pairs.select("member", group=group, first="row_id")
    groups = _reaching(lookup(pairs, facts, "member")).rename(first="row_id")
    found = lookup(members, groups, "first").filter(_.total.notnull())
    return found.mutate(by=ibis.literal(by)).drop("ceiling").rename(row_id="member")


def _reaching(pairs: ir.Table) -> ir.Table:
    """Groups of several contracts, by the first, that together reach the ``ceiling``."""
    groups = pairs.group_by("row_id", "ceiling").agg(
        total=_.amount.sum().cast(MONEY),
        together=_.count(),
        related=_.member.collect(),
        not_small=(~_.own).any(),
        unclear=_.own.isnull().any(),
        plain=_.known.all(),
    )
    small = ibis.cases((groups.not_small, False), (groups.unclear, UNKNOWN), else_=True)
    return groups.mutate(small=small).drop("not_small", "unclear").filter((_.together > 1) & (_.total >= _.ceiling))

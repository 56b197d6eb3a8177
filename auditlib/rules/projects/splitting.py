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
from auditlib.models.vocabulary import UNKNOWN, lookup, one_per, subquery

EPOCH = literal_date(dt.date(2000, 1, 1))
TENDERED = ("公开招标", "邀请招标")


def untendered(procurement_contract: ir.Table, project: ir.Table) -> ir.Table:
    """Contracts with amount and date that were not put out to tender: with ``owner``, ``year`` of the funds, ``content``.

    Owner: the project's unit; where none is known, the village, each a legal owner of its own.
    """
    listed = procurement_contract.select("row_id", "town_name", "village_name", "project_name")
    rows = lookup(contracts(procurement_contract, project), listed, "row_id")
    rows = rows.filter(_.contract_amount > 0, _.contract_date.notnull(), ~_.method.isin(TENDERED).fill_null(False))
    facts = projects(project).filter(_.project_no.notnull())
    facts = facts.select("project_no", "owner_unit", "plan_year", of_village="village_name", name="project_name")
    rows = lookup(rows, facts, "project_no")
    rows = rows.mutate(
        owner=ibis.coalesce(rows.owner_unit, rows.village_name, rows.of_village, rows.town_name),
        year=ibis.coalesce(rows.plan_year.cast("int64"), rows.contract_date.year().cast("int64")),
        kind=rows.category.fill_null("工程"),
        day=rows.contract_date.delta(EPOCH, unit="day"),
        content=plain(less("project.part", ibis.coalesce(rows.name, rows.project_name))),
        seller=plain(rows.supplier),
    )
    return subquery(rows.filter(_.owner.notnull()))


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
    facts = rows.select(member="row_id", amount="contract_amount", own=said("project.village_decided", rows.method))
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
    )
    small = ibis.cases((groups.not_small, False), (groups.unclear, UNKNOWN), else_=True)
    return groups.mutate(small=small).drop("not_small", "unclear").filter((_.together > 1) & (_.total >= _.ceiling))

"""Was a borrower, or the household, in the poverty register on the day of the loan (LOAN-01)?

Persons and households stand side by side under one ``key`` (``id:…``, ``hh:…``), so that a loan is asked through all its keys at once.
"""

from __future__ import annotations

import datetime as dt

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.dates import NO_DATE
from auditlib.models.identity import folded
from auditlib.models.vocabulary import lookup, subquery

ADMITTED = ("新识别", "返贫", "自然增加", "即时帮扶")
LEFT = ("脱贫", "自然减少")
ALWAYS = dt.date(1900, 1, 1)


def unregistered(loans: ir.Table, persons: ir.Table, households: ir.Table | None, changes: ir.Table | None, edge_from: dt.date) -> ir.Table:
    """Loans of borrowers not in the register on the day of issue, with ``kind``, ``since`` and the exceptions of LOAN-01."""
    found = lookup(loans, standing(loans, persons, households, changes, edge_from), "loan")
    found = subquery(found.filter(_.removed | ~_.eligible))
    found = found.mutate(
        kind=ibis.cases((found.removed, "清退后放款"), (~found.known, "未建档"), (found.edge, "边缘户尚不能借款"), else_="放款后才识别")
    )
    found = lookup(found, _similar(found, persons), "loan")
    found = found.cross_join(persons.agg(first_year=_.snapshot_date.min().year()))
    absent, late, unknown = found.kind == "未建档", found.kind == "放款后才识别", ibis.null("boolean")
    nameless = found.borrower_name.isnull() | found.village_name.isnull()
    return found.mutate(
        x_hh=ibis.ifelse(found.hh_known, found.hh_eligible & ~found.removed, unknown),
        x_lag=late & (found.since.year() == found.issue_date.year()).fill_null(False),
        x_removed=ibis.cases((absent, found.left_ever), (late, found.left_before), else_=False),
        x_typo=ibis.ifelse(absent & nameless, unknown, found.similar.fill_null(False)),
        x_snapshot=ibis.ifelse(absent & (found.first_year > found.issue_date.year()).fill_null(True), unknown, False),
    )


def _similar(found: ir.Table, persons: ir.Table) -> ir.Table:
    """``loan`` and ``similar``: a registered person of the same name and village whose number differs in at most two places."""
    people = persons.select("village_name", borrower_name=folded(persons.name), other_id="id_no").distinct()
    pairs = found.filter(_.kind == "未建档").select("loan", "borrower_id", "village_name", borrower_name=folded(_.borrower_name))
    near = pairs.join(people, ["borrower_name", "village_name"]).filter(_.borrower_id.levenshtein(_.other_id) <= 2)
    return near.select("loan").distinct().mutate(similar=ibis.literal(True))


def standing(loans: ir.Table, persons: ir.Table, households: ir.Table | None, changes: ir.Table | None, edge_from: dt.date) -> ir.Table:
    """One row per ``loan``: what the register says of the borrower and of the household on the day of issue.

    ``known`` borrower in the register at all; ``since`` day of identification; ``edge`` only as 边缘户; ``eligible``, ``removed`` on that day;
    ``hh_known``, ``hh_eligible`` the same through the household's keys; ``left_before``, ``left_ever`` a record of 脱贫 or 自然减少.
    """
    keys = _keys(loans, persons)
    asked = lookup(keys, _register(persons, households, changes), "key")
    poor = (asked.poor_since <= asked.issue_date).fill_null(False)
    edge = ((asked.edge_since <= asked.issue_date) & (asked.issue_date >= ibis.literal(edge_from))).fill_null(False)
    asked = asked.mutate(
        eligible=poor | edge,
        known=asked.poor_since.notnull() | asked.edge_since.notnull(),
        edge=asked.poor_since.isnull() & asked.edge_since.notnull(),
        since=ibis.coalesce(asked.poor_since, asked.edge_since),
    )
    if changes is not None:
        asked = lookup(asked, _events(keys, persons, changes), ["loan", "role", "key"])
    else:
        asked = asked.mutate(removed=ibis.literal(False), left_before=ibis.null("boolean"), left_ever=ibis.null("boolean"))
    own, house = _.role == "borrower", _.role == "household"
    return asked.group_by("loan").agg(
        known=(_.known & own).any(),
        since=_.since.min(where=own),
        edge=(_.edge & own).any(),
        eligible=(_.eligible & own).any(),
        removed=_.removed.fill_null(False).any(),
        hh_known=house.any(),
        hh_eligible=(_.eligible & house).any(),
        left_before=_.left_before.any() if changes is None else _.left_before.fill_null(False).any(),
        left_ever=_.left_ever.any() if changes is None else _.left_ever.fill_null(False).any(),
    )


def _key(kind: str, column: ir.StringValue) -> ir.StringValue:
    return ibis.literal(f"{kind}:") + column


def _keys(loans: ir.Table, persons: ir.Table) -> ir.Table:
    """``loan``, ``issue_date``, ``role`` (borrower, household), ``key``: everything under which the loan may be registered."""

    def keys(table: ir.Table, role: str, key: ir.StringValue) -> ir.Table:
        return table.select("loan", "issue_date", role=ibis.literal(role), key=key)

    members = persons.filter(_.hh_no.notnull()).select(member="id_no", register_hh="hh_no").distinct()
    ids = loans.select("loan", "issue_date", id_no=_.borrower_id).union(loans.select("loan", "issue_date", id_no=_.head_id))
    found = ids.join(members, ids.id_no == members.member)
    others = loans.filter(_.head_id != _.borrower_id)
    every = ibis.union(
        keys(loans, "borrower", _key("id", loans.borrower_id)),
        keys(loans, "household", _key("hh", loans.hh_no)),
        keys(others, "household", _key("id", others.head_id)),
        keys(found, "household", _key("hh", found.register_hh)),
    )
    return every.filter(_.key.notnull()).distinct()


def _register(persons: ir.Table, households: ir.Table | None, changes: ir.Table | None) -> ir.Table:
    """``key``, ``poor_since``, ``edge_since``: one row per registered person and household, over all snapshots.

    Without a day of identification: the first snapshot that holds it, if an earlier one does not; else since ever.
    """
    parts = [
        _entries(persons, _key("id", persons.id_no), ibis.coalesce(persons.identified_on, persons.first_identified)),
        _entries(persons, _key("hh", persons.hh_no), ibis.coalesce(persons.first_identified, persons.identified_on)),
    ]
    if households is not None:
        parts += [
            _entries(households, _key(kind, key), households.first_identified)
            for kind, key in (("id", households.id_no), ("hh", households.hh_no))
        ]
    entries = ibis.union(*parts).filter(_.key.notnull())
    start = entries.agg(start=_.snapshot_date.min())
    first = _.snapshot_date.min()
    found = entries.group_by("key", "edge").agg(since=_.since.min(), first=first).cross_join(start)
    since = ibis.coalesce(found.since, ibis.ifelse(found.first > found.start, found.first, NO_DATE), ibis.literal(ALWAYS))
    found = found.select("key", "edge", since=since)
    if changes is not None:
        admitted = changes.filter(_.change_type.isin(ADMITTED) & _.change_date.notnull())
        rows = [
            admitted.select(key=_key(k, admitted[c]), edge=ibis.literal(False), since=admitted.change_date)
            for k, c in (("id", "id_no"), ("hh", "hh_no"))
        ]
        found = ibis.union(found, *rows).filter(_.key.notnull())
    return found.group_by("key").agg(poor_since=_.since.min(where=~_.edge), edge_since=_.since.min(where=_.edge))


def _entries(table: ir.Table, key: ir.StringValue, since: ir.DateValue) -> ir.Table:
    """A 边缘户 is no registered household, unless the row itself names a kind of poor household or a status of exit."""
    monitored = table.monitored_type.contains("边缘").fill_null(False)
    poor = table.household_attr.re_search("贫困户|脱贫户|低保|五保|特困").fill_null(False) | table.exit_status.notnull() | table.policy_status.notnull()
    edge = monitored & ~poor
    return table.select(
        key=key,
        edge=edge,
        since=ibis.ifelse(edge, ibis.coalesce(table.risk_identified_on, since), since),
        snapshot_date=table.snapshot_date,
    )


def _events(keys: ir.Table, persons: ir.Table, changes: ir.Table) -> ir.Table:
    """Per loan and key: ``removed`` (清退 on or before the day of issue, no admission since), ``left_before``, ``left_ever``.

    清退 of the head, or of a household without a person, is of the whole household; of another member only of the member.
    """
    heads = persons.filter(_.relation == "户主").select(head_of="id_no").distinct()
    wide = changes.left_join(heads, changes.id_no == heads.head_of)
    wide = wide.filter(wide.id_no.isnull() | wide.head_of.notnull() | (wide.change_type != "清退"))
    days = ibis.union(
        changes.select(key=_key("id", changes.id_no), type=changes.change_type, day=changes.change_date),
        wide.select(key=_key("hh", wide.hh_no), type=wide.change_type, day=wide.change_date),
    )
    met = keys.join(days.filter(_.key.notnull()), "key")
    before = _.day <= _.issue_date
    found = met.group_by("loan", "role", "key").agg(
        out=_.day.max(where=before & (_.type == "清退")),
        back=_.day.max(where=before & _.type.isin(ADMITTED)),
        left_before=(before & _.type.isin(LEFT)).any(),
        left_ever=_.type.isin(LEFT).any(),
    )
    removed = (found.out.notnull() & (found.back.isnull() | (found.back < found.out))).fill_null(False)
    return found.select("loan", "role", "key", "left_before", "left_ever", removed=removed)

"""Two sets of matters or leads: what is new, gone, changed, the same; what was not judged again has not gone."""

from __future__ import annotations

import datetime as dt
import json
from decimal import Decimal

import pyarrow as pa

from auditlib.diff.changes import changes, leads_changed
from auditlib.matters import MATTERS


def matter(id: str, **more) -> dict:
    usual = dict.fromkeys(MATTERS.names) | {
        "matter_id": id,
        "rule_id": id[:7],
        "severity": "H",
        "questioned_amount": Decimal("560.00"),
        "leads": 8,
    }
    return usual | {"evidence_digest": "a"} | more


def table(*matters: dict) -> pa.Table:
    return pa.Table.from_pylist(list(matters), schema=MATTERS)


def test_a_matter_is_new_gone_changed_or_the_same():
    before = {m["matter_id"]: m for m in (matter("FUND-01-M1"), matter("FUND-01-M2"), matter("FUND-01-M3"))}
    found = changes(
        before,
        table(matter("FUND-01-M1"), matter("FUND-01-M2", evidence_digest="b", questioned_amount=Decimal("500.00")), matter("LOAN-02-M4")),
    )
    assert {c.id: (c.state, c.differ) for c in found.found} == {
        "FUND-01-M1": ("same", ()),
        "FUND-01-M2": ("changed", ("evidence_digest", "questioned_amount")),
        "FUND-01-M3": ("gone", ()),
        "LOAN-02-M4": ("new", ()),
    }
    assert found.by_rule == {"FUND-01": {"same": 1, "changed": 1, "gone": 1}, "LOAN-02": {"new": 1}}
    assert [c.id for c in found.of("gone", "new")] == ["FUND-01-M3", "LOAN-02-M4"]


def test_what_was_not_judged_again_has_not_gone():
    before = {m["matter_id"]: m for m in (matter("FUND-01-M1"), matter("LOAN-02-M2"))}
    assert changes(before, table(), judged={"LOAN-02"}).by_rule == {"FUND-01": {"not_judged": 1}, "LOAN-02": {"gone": 1}}
    assert changes({}, table(matter("FUND-01-M1")), judged=set()).counts == {"new": 1}


def test_a_snapshot_that_knows_less_is_compared_by_what_it_knows():
    """As the case record holds a matter: its digest, severity, and amount as text."""
    known = {"rule_id": "FUND-01", "evidence_digest": "a", "severity": "H", "questioned_amount": "560.00"}
    assert changes({"FUND-01-M1": known}, table(matter("FUND-01-M1", leads=9))).counts == {"same": 1}
    less = known | {"questioned_amount": "56.00"}
    assert changes({"FUND-01-M1": less}, table(matter("FUND-01-M1"))).found[0].differ == ("questioned_amount",)
    assert changes({"FUND-01-M1": known | {"questioned_amount": None}}, table(matter("FUND-01-M1", questioned_amount=None))).counts == {
        "same": 1
    }


def lead(id: str, digest: str = "a", facts: dict | None = None, exceptions: dict | None = None, **more) -> dict:
    columns = "severity strength amount_class town village subject questioned_amount".split()
    usual = dict.fromkeys(columns) | {
        "lead_id": id,
        "rule_id": id[:7],
        "matter_id": "FUND-01-M1",
        "occurred_on": dt.date(2019, 5, 20),
        "evidence_digest": digest,
    }
    return usual | {"facts": json.dumps(facts or {}), "exceptions": json.dumps(exceptions or {})} | more


def test_the_facts_exceptions_and_cited_values_that_differ_are_named():
    cited = {"id": "death_grace_months", "value": "1", "from": "2013-01-01"}
    then = lead("FUND-01-1", "a", {"days": 36, "name": "王小明", "policy": [cited]}, {"x_hh": None})
    now = lead("FUND-01-1", "b", {"days": 35, "name": "王小明", "policy": [cited | {"value": "2"}]}, {"x_hh": False}, village="东村")
    assert leads_changed([then], [now], {"FUND-01"}).found[0].differ == ("days", "x_hh", "policy death_grace_months", "village")


def test_a_lead_that_moves_to_another_line_of_another_file_is_the_same():
    then, now = (lead("FUND-01-1", source_file=file, source_row=row) for file, row in (("a.xlsx", 3), ("b.xlsx", 9)))
    assert leads_changed([then], [now], {"FUND-01"}).counts == {"same": 1}

"""整改台账 (DOMAIN §5.5, L47) in Excel: the matters that were reported, with what was done about them. A printout: the desk's own workbook goes both ways."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal

from auditlib.casework.cases import Case
from auditlib.contracts import Ledger
from auditlib.desk.papers.county import Desk
from auditlib.desk.papers.forms import Template
from auditlib.desk.papers.paper import Kind, Paper, not_verified
from auditlib.desk.papers.sheets import Column, workbook

TITLE = "整改台账"
LEDGER = "issue_ledger"
#: Of any of these a matter has entered its rectification.
ENTERED = ("reported", "status", "transfer", "issue_no")
KINDS = {"money": "money", "date": "date", "integer": "count"}
#: Acceptance at three levels, 移送 and the new term, which the ledger as handed in does not have.
BESIDE = (
    Column("accepted_town", "镇级验收人和日期"),
    Column("accepted_county", "县级验收人和日期"),
    Column("accepted_city", "市级验收人和日期"),
    Column("deadline_new", "新期限", "date"),
    Column("reason_continued", "持续整改原因", width=20),
    Column("transfer", "移送情形", width=10),
    Column("transfer_to", "移送对象"),
    Column("matter", "事项编号", width=22),
)
#: Columns of the ledger that the desk fills under another name.
CALLED = {"resp_unit": "unit", "resp_person": "person", "evidence": "evidence_rectified", "found_on": "checked_on"}


def columns(ledger: Ledger) -> list[Column]:
    """The columns of the ledger's contract under their own headings, then those BESIDE."""
    places = {"county_name", "town_name", "village_name"}
    own = [c for c in ledger.columns.values() if c.type != "period" and (c.name in places or not c.name.endswith(("_name", "_code")))]
    order = sorted(own, key=lambda column: column.name != "issue_no")
    return [*(Column(c.name, c.header, KINDS.get(c.type, "text"), 40 if c.name == "description" else 14) for c in order), *BESIDE]


def _make(desk: Desk, cases: list[Case], templates: Mapping[str, Template]) -> Iterator[Paper]:
    listed = columns(desk.contracts[LEDGER])
    rows = [_row(desk, case, listed) for case in cases]
    notes = f"{desk.county.name}　{desk.common()['notice']}　{desk.common()['exported']}"
    yield Paper(f"{TITLE}.xlsx", workbook(TITLE, notes, listed, rows, desk.day(cases)))


def _row(desk: Desk, case: Case, listed: list[Column]) -> dict[str, str | Decimal | dt.date | int | None]:
    facts = case.facts
    known = {
        "issue_no": desk.value(case, "issue_no") or desk.value(case, "finding_no"),
        "county_name": desk.county.name,
        "town_name": desk.text(facts.get("town"), "place"),
        "village_name": desk.text(facts.get("village"), "place"),
        "description": desk.sentence(case),
        "object": desk.subject(case),
        "amount": case.money("verified_amount"),
        "transfer": desk.moves.lists.get("transfer", {}).get(case.values.get("transfer", ""), ""),
        "matter": case.id,
    }
    return {column.name: known[column.name] if column.name in known else _filled(desk, case, column) for column in listed}


def _filled(desk: Desk, case: Case, column: Column) -> str | Decimal | dt.date | int | None:
    """What was filled in, under the ledger's name of the column or the desk's."""
    name = column.name if column.name in case.values else CALLED.get(column.name, column.name)
    if column.kind == "money":
        return case.money(name)
    if column.kind == "date":
        return case.day(name)
    if column.kind == "count":
        return int(text) if (text := case.values.get(name)) else None
    kind = desk.contracts[LEDGER].kinds.get(column.name) or "words"
    return desk.value(case, name, kind)


def _entered(case: Case) -> bool:
    return case.verified and any(case.values.get(name) for name in ENTERED)


def _refuses(case: Case) -> str:
    if not case.verified:
        return not_verified(case)
    return "" if _entered(case) else "该事项还没有反映、整改或移送的记录，不在整改台账内"


RECTIFICATION = Kind(TITLE, [], _entered, _refuses, _make)

"""Ledgers as offices send them (``offices.txt``): a usual part of the columns under usual headings. None is taken for another ledger."""

from __future__ import annotations

import datetime as dt
import re
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from auditlib.intake import read_county
from auditlib.parameters import County
from tests.intake.helpers import identity, workbook

TEXT = (Path(__file__).parent / "offices.txt").read_text(encoding="utf-8")
CASES = re.split(r"^== ", TEXT, flags=re.M)[1:]
NUMBERS = {f"P{n}": identity(f"19{50 + n}0312", f"{100 + n}") for n in range(1, 10)}
IDS = [f"{case.split(' ')[0]}-{n:02}" for n, case in enumerate(CASES, 1)]


def personal(text: str) -> str:
    """P1 … P9 as identity numbers, also inside a text."""
    return re.sub(r"\bP[1-9](?=\d\d$|\d\dB\d$|$)", lambda found: NUMBERS[found.group()], text)


def parse(case: str) -> tuple[str, list[list[str]], list[tuple], dict[int, dict[str, str]]]:
    """Ledger, rows, merged cells, and what is expected of rows by number."""
    head, *lines = [line for line in case.strip().splitlines() if not line.startswith("#")]
    ledger, _, titles = (part.strip() for part in head.partition("|"))
    rows = [[title] for title in titles.split("/") if title]
    expected: dict[int, dict[str, str]] = {}
    for line in filter(str.strip, lines):
        if told := re.match(r">(\d*) (.*)", line):
            expected[int(told.group(1) or 1)] = dict(re.split(r"\s*=\s*", part.strip(), maxsplit=1) for part in told.group(2).split(";"))
        else:
            rows.append([personal(cell.strip()) for cell in line.split("|")])
    return ledger, rows, list(_merges(rows)), expected


def _merges(rows: list[list[str]]):
    """The ranges that < and ^ join; the cells themselves become empty."""
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            right = next((n for n in range(c + 1, len(row)) if row[n] != "<"), len(row)) - 1
            below = next((n for n in range(r + 1, len(rows)) if len(rows[n]) <= c or rows[n][c] != "^"), len(rows)) - 1
            if cell not in ("<", "^") and (right > c or below > r):
                yield r, c, below, right


@pytest.fixture(scope="module")
def received(tmp_path_factory, ledgers, parameters):
    """All cases read as one county, each a workbook whose name says nothing."""
    top = tmp_path_factory.mktemp("offices")
    (top / "in").mkdir()
    for n, case in enumerate(CASES, 1):
        _, rows, merges, _ = parse(case)
        cells = [[None if cell in ("<", "^", "") else cell for cell in row] for row in rows]
        workbook(top / "in" / f"{n:02}.xlsx", {"Sheet1": cells}, {"Sheet1": merges})
    county = County(id="changle", name="昌乐县", english="Changle", kind="县", code="370725")
    return read_county(top / "in", county, parameters, ledgers, top / "out"), top / "out"


@pytest.mark.parametrize("number", range(1, len(CASES) + 1), ids=IDS)
def test_offices(received, number):
    intake, out = received
    ledger, _, _, expected = parse(CASES[number - 1])
    (sheet,) = [sheet for sheet in intake.sheets if sheet["file"] == f"{number:02}.xlsx"]
    assert sheet["ledger"] == ledger, (sheet["evidence"], sheet["questions"])
    refused = pq.read_table(out / "quarantine.parquet").to_pylist()
    assert [row for row in refused if row["source_file"] == sheet["file"] and row["scope"] == "row"] == []
    rows = [row for row in pq.read_table(out / "ledgers" / f"{ledger}.parquet").to_pylist() if row["source_file"] == sheet["file"]]
    rows.sort(key=lambda row: row["source_row"])
    assert len(rows) >= max(expected)
    found = {n: {column: shown(rows[n - 1][column]) for column in values} for n, values in expected.items()}
    assert found == {n: {column: personal(value) for column, value in values.items()} for n, values in expected.items()}


def shown(value) -> str:
    match value:
        case None:
            return "-"
        case bool():
            return "是" if value else "否"
        case Decimal():
            return str(value)
        case dt.date():
            return value.isoformat()
        case _:
            return str(value)


def test_every_ledger_that_offices_send_is_tried(ledgers):
    tried = {case.split(" ")[0] for case in CASES}
    added = [
        ledger.name
        for ledger in ledgers.values()
        if ledger.id in {"L04", "L05", "L11", "L16", "L17", "L25", "L29", "L31"} or "L33" <= ledger.id <= "L48"
    ]
    assert [name for name in added if name not in tried] == []

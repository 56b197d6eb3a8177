"""A small run with matters of three rules, its case record, and the real command."""

from __future__ import annotations

import datetime as dt
import json
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest

from auditlib import cli
from auditlib.casework.cases import Case, cases_of
from auditlib.casework.moves import load_moves
from auditlib.casework.record import Record
from auditlib.leads import LEADS, write
from auditlib.matters import matters_of
from auditlib.project_key import MARK, PUBLISHED
from auditlib.rules import RULES

PARAMETERS = Path(__file__).parents[2] / "parameters"
MOVES = load_moves(PARAMETERS)
#: Somebody who cannot exist.
ID = "370799195007174019"


def lead(rule: str, number: int, amount: str | None = "560.00", *, matter: str = "", day: str = "2019-03-08", **more) -> dict:
    """One lead as a run leaves it; those of one matter share its word."""
    declared = RULES[rule]
    row = dict.fromkeys(LEADS.names) | {
        "lead_id": f"{rule}-{PUBLISHED.digest(f'{rule}{number}', 10)}",
        "matter_id": f"{rule}-M{PUBLISHED.digest(rule + (matter or str(number)), 10)}",
        "rule_id": rule,
        "severity": declared.severity,
        "strength": declared.strength,
        "amount_class": declared.amount,
        "county": "linqu",
        "town": "城关街道",
        "village": "东关村",
        "subject": ID,
        "occurred_on": dt.date.fromisoformat(day),
        "questioned_amount": None if amount is None else Decimal(amount),
        "facts": json.dumps({"name": "柳如真", "amount": amount}, ensure_ascii=False),
        "exceptions": "{}",
        "source_file": "低保发放.xlsx",
        "source_sheet": "3月",
        "source_row": number + 1,
        "source_sha256": "0" * 64,
        "related_sources": "[]",
        "money": json.dumps(
            [{"of": "other", "thing": f"{rule}{number}", "ledger": "", "row": str(number), "amount": amount}] if amount else []
        ),
    }
    row |= more
    row["evidence_digest"] = PUBLISHED.digest(f"{row['facts']}{row['questioned_amount']}", 16)
    return row


LEADS_FOUND = [
    lead("FUND-01", 1, matter="a"),
    lead("FUND-01", 2, matter="a", day="2019-04-08"),
    lead("FUND-01", 3, "1200.00", town=None, village=None),
    lead("LOAN-02", 4, "10000.00", village="西关村"),
    lead("EDU-02", 5, None),
]


@dataclass
class Desk:
    """A run and its desk; ``says`` is what the last command printed."""

    top: Path
    capsys: pytest.CaptureFixture
    says: str = ""

    @property
    def out(self) -> Path:
        return self.top / "runs" / "one"

    def found(self, leads: list[dict]) -> None:
        """Let the run have found these leads."""
        folder = self.out / "linqu"
        folder.mkdir(parents=True, exist_ok=True)
        table = pa.Table.from_pylist(leads, schema=LEADS)
        write(table, folder / "leads.parquet")
        write(matters_of(table), folder / "matters.parquet")
        (self.out / MARK).parent.mkdir(exist_ok=True)
        (self.out / MARK).write_text(PUBLISHED.fingerprint + "\n")

    def call(self, *arguments: str) -> int:
        with pytest.raises(SystemExit) as stop:
            cli.main(["cases", *map(str, arguments), "--outputs", str(self.out)])
        captured = self.capsys.readouterr()
        self.says = captured.out + captured.err
        return stop.value.code or 0

    def export(self, *more: str) -> Path:
        assert self.call("export", "--to", self.top / "desk", *more) == 0, self.says
        return self.top / "desk" / "疑点核查表_临朐县.xlsx"

    def take(self, *paths: Path, dry: bool = False) -> int:
        return self.call("import", *paths, "--by", "审计员甲", *["--dry-run"] * dry)

    @property
    def cases(self) -> dict[str, Case]:
        with Record.open(None, self.out, PUBLISHED) as record:
            return cases_of(record.entries(), MOVES)

    def case(self, rule: str, number: int = 0) -> Case:
        """The number-th case of a rule, by amount."""
        return sorted((case for case in self.cases.values() if case.rule_id == rule), key=lambda case: -(case.amount or 0))[number]

    def status(self) -> dict:
        assert self.call("status", "--json") == 0, self.says
        return json.loads(self.says)["total"]


@pytest.fixture
def desk(tmp_path, capsys) -> Desk:
    made = Desk(tmp_path, capsys)
    made.found(LEADS_FOUND)
    return made


class Book:
    """A workbook in the hands of an auditor: cells by id of the matter and title of the column."""

    def __init__(self, path: Path):
        self.path, self.book = path, openpyxl.load_workbook(path)

    def place(self, matter: str, title: str):
        for page in self.book.worksheets:
            titles = {cell.value: cell.column for cell in page[1]}
            if title in titles and {"核实结果", "取证单号", "整改状态"} & {*titles}:
                for row in page.iter_rows(min_row=2):
                    if row[titles["事项编号"] - 1].value == matter:
                        return page.cell(row[0].row, titles[title])
        raise LookupError((matter, title))

    def fill(self, matter: str, **values: object) -> Book:
        for title, value in values.items():
            self.place(matter, title).value = value
        return self

    def save(self, path: Path | None = None) -> Path:
        self.book.save(path or self.path)
        return path or self.path


DISMISSED = {
    "核实结果": "不属实", "排除理由代码": "ACC 应发未超期", "排除理由": "补发 2019 年 2 月的款", "佐证材料": "补发审批表第 3 页",
    "核实人": "审计员甲", "核实日期": dt.date(2019, 11, 20), "复核人": "审计员乙",
}  # fmt: skip
VERIFIED = {"核实结果": "属实", "属实金额": 560, "核实人": "审计员甲", "核实日期": dt.date(2019, 11, 20), "复核人": "审计员乙"}

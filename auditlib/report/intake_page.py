"""One county's intake report: what was received, how each sheet was understood, what needs an answer. No value of any row."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from auditlib.contracts import Ledger
from auditlib.intake.journal import Intake, place
from auditlib.parameters import County
from auditlib.privacy.open_gates import Gates
from auditlib.report import page

#: What of every sheet is added up.
COUNTED = ("rows", "kept", "quarantined", "totals", "notes", "unread", "difference")
#: In place of a header that is a value.
VALUE = "（数据，不显示）"
#: A header never is a long number, an amount or a day.
VALUED = re.compile(r"\d{5,}|\d[\d,]*\.\d|\d{4}[-/.]\d")
STATES = {
    "read": ("已读取", "ok"), "refused": ("未能读取", "bad"), "ignored": ("不作资料", ""), "identical": ("重复文件", "warn"),
    "unpacked": ("已解开", "ok"),
}  # fmt: skip


def intake_html(intake: Mapping | Path, county: County, gates: Gates, contracts: Mapping[str, Ledger] | None = None) -> str:
    """The page of one county's intake.

    ``intake``: the content of intake.json, or the folder that holds it; of a question the lines after the first are the YAML to paste.
    ``gates`` mask names of files and sheets, and whatever sentences quote. With ``contracts`` ledgers and columns are called in Chinese,
    and the ledgers not received are listed.
    """
    if isinstance(intake, Path):
        intake = json.loads((intake / "intake.json").read_text(encoding="utf-8"))
    contracts = contracts or {}
    sheets = [_sheet(sheet, gates.words) for sheet in intake["sheets"]]
    body = page.render(
        "intake.html.j2",
        county=county,
        digest=intake["digest"],
        files=intake["files"],
        states=STATES,
        words=gates.words,
        sheets=sheets,
        balanced=not any(sheet["difference"] for sheet in sheets),
        totals={name: sum(sheet[name] for sheet in sheets) for name in COUNTED},
        unread=Intake(**intake).unread,
        asked=[(sheet, question) for sheet in sheets for question in sheet["questions"]],
        warned=[(sheet, warning) for sheet in sheets for warning in sheet["warnings"]],
        received=[(name, intake["ledgers"][name]) for name in _in_order(intake["ledgers"], contracts)],
        lacking=[name for name in _in_order(contracts, contracts) if name not in intake["ledgers"]],
        title=lambda name: _title(name, contracts),
        heading=lambda ledger, column: _heading(contracts.get(ledger), column),
    )
    return page.build(f"{county.name}资料接收报告", body, kind="intake", home="../index.html", made_of=f"资料摘要 {intake['digest'][:16]}")


def _sheet(sheet: Mapping, shown: Callable[[str], str]) -> dict:
    left = sheet["rows"] - sheet["kept"] - sheet["quarantined"] - sheet["totals"] - sheet["notes"]
    unread = 0 if sheet["ledger"] else left
    values = _row_of_values(sheet["mapping"])
    shown = _without(values, shown)
    headers = [VALUE if entry["header"] in values else shown(str(entry["header"])) for entry in sheet["mapping"]]
    return dict(sheet) | {
        "place": shown(place(sheet)),
        "evidence": shown(_words(sheet["evidence"])),
        "unread": unread,
        "difference": left - unread,
        "headers": [*zip(headers, sheet["mapping"], strict=True)],
        "questions": [[shown(part) for part in question.split("\n", 1)] for question in sheet["questions"]],
        "warnings": [shown(_words(warning)) for warning in sheet["warnings"]],
    }


def _row_of_values(mapping: Iterable[Mapping]) -> set[str]:
    """The headers that are no headers: where one that serves no column is a number, what stands beside it is of the same row of values."""
    unused = {str(entry["header"]) for entry in mapping if not entry["column"]}
    return unused if any(VALUED.search(header) for header in unused) else set()


def _without(values: set[str], shown: Callable[[str], str]) -> Callable[[str], str]:
    """As ``shown``, and what is a value of a row is not told in a sentence either; the longest first, for one may lie in another."""
    found = re.compile("|".join(re.escape(value) for value in sorted(values, key=len, reverse=True) if len(value) > 1) or r"\Z(?!)")
    return lambda text: shown(found.sub(VALUE, text))


def _words(value: object) -> str:
    if isinstance(value, Mapping):
        return "；".join(f"{key}：{_words(item)}" for key, item in value.items())
    if isinstance(value, (list, tuple)):
        return "；".join(map(_words, value))
    return "" if value is None else str(value)


def _heading(contract: Ledger | None, column: str | None) -> str:
    return contract.columns[column].header if contract and column in contract.columns else column or ""


def _title(name: str, contracts: Mapping[str, Ledger]) -> str:
    return f"{contracts[name].id} {contracts[name].title}" if name in contracts else name


def _in_order(names: Iterable[str], contracts: Mapping[str, Ledger]) -> list[str]:
    return sorted(names, key=lambda name: (contracts[name].id if name in contracts else "", name))

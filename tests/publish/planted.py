"""A county full of marked persons: in every column of every ledger that holds a name, a number, an account or a telephone, again in every free text,
in names of files and sheets, in every way in which people write a number or a name. All invented (prefix 370799, characters that no page has otherwise)."""

from __future__ import annotations

import csv
import datetime as dt
import html
import json
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import xlsxwriter

from auditlib.columns import Column
from auditlib.contracts import Ledger
from synthetic.people import with_check_digit

#: Two to four characters, compound surnames, middle dots, endings of offices, characters beyond the basic plane.
NAMES = "褚钰 褚钰璟 欧阳璟 司马璟钰 褚璟村 钰璟府 璟钰站 郑璟局 赵钰镇 璟依钰·钰买璟 马娥䶮 李𫠆璟".split()
GROUPS = ("{}", "1.{}", "（{}）", "户主{}", "号码:{}。", "本人{},已核", "{}另有说明", "电话{}", "3、{}；")
#: How digits are set apart: every separator, and groups of different lengths.
SEPARATORS = ("", "-", ".", "/", "_", " ", "\u00a0", "\u3000", "\t", "\u200b", "\u2009", "－", "．", ",")
NAMED = ("{}", "承包人：{}", "{}和{}", "收款人 {}", "{}等3户", "村东{}家", "{}、{}", "给{}的补贴", "{}（已故）")


@dataclass(frozen=True)
class Person:
    name: str
    id_no: str
    account: str
    phone: str
    landline: str


def persons() -> list[Person]:
    return [
        Person(
            name,
            with_check_digit(f"370799{1931 + number}0{1 + number % 9}1{number % 10}{251 + number}"),
            f"62179900999{97_310_245 + 7919 * number}",
            f"199{73_518_264 + 104_729 * number}",
            f"0536-{7_316_482 + 7919 * number}",
        )
        for number, name in enumerate(NAMES)
    ]


def groupings(number: str) -> Iterator[str]:
    """A number in every way of writing: in groups, in brackets, in full-width digits."""
    for separator in SEPARATORS:
        for size in (3, 4, 6):
            yield separator.join(number[at : at + size] for at in range(0, len(number), size))
    yield f"({number[:3]}){number[3:]}"
    yield f"{number[:6]} {number[6:14]}-{number[14:]}"
    yield "".join(chr(0xFF10 + int(c)) if c.isdigit() else c for c in number)


def spellings(name: str) -> Iterator[str]:
    yield from (
        name,
        " ".join(name),
        "\u3000".join(name),
        name.replace("·", "•"),
        name.replace("·", "・"),
        name.replace("·", ""),
        name.replace("·", "."),
    )
    yield name[0] + "\u200b" + name[1:]


def words(number: int, everybody: list[Person]) -> str:
    """A free text that names somebody: the spellings go round with ``number``."""
    who, other = everybody[number % len(everybody)], everybody[(number + 5) % len(everybody)]
    spelt = [*spellings(who.name)][number % 8]
    text = NAMED[number % len(NAMED)].format(spelt, other.name)
    for digits in (who.id_no, other.account, who.phone):
        ways = [*groupings(digits)]
        text += "，" + GROUPS[number % len(GROUPS)].format(ways[number % len(ways)])
    return f"{text}，1.{who.id_no} 2.{who.phone} 3.{who.account}，座机{other.landline}"


class Cells:
    """Cells of a ledger by the contract of their column."""

    def __init__(self, everybody: list[Person]):
        self.everybody, self.made = everybody, 0

    def of(self, column: Column, row: int) -> str:
        self.made += 1
        who = self.everybody[row % len(self.everybody)]
        kind = column.kind
        if kind == "words":
            return words(self.made, self.everybody)
        if kind in ("name", "party"):
            return f"{who.name}和{self.everybody[(row + 3) % len(self.everybody)].name}" if kind == "party" and row % 4 == 3 else who.name
        if kind == "identity":
            return {"cert_no": f"{who.id_no}43", "student_no": f"G{who.id_no}"}.get(column.name, who.id_no)
        if kind == "account":
            return who.account
        if kind == "phone":
            return (who.phone, f"{who.phone}、{who.landline}", who.landline)[self.made % 3]
        return self._plain(column, row)

    def _plain(self, column: Column, row: int) -> str:
        day = dt.date(2018, 1 + row % 12, 5)
        match column.type:
            case "money" | "number":
                return f"{1000 + 10 * row}.00"
            case "percent" | "rate" | "ratio":
                return "5%"
            case "integer" | "term":
                return str(2 + row % 5)
            case "year":
                return "2018"
            case "date" | "snapshot":
                return day.isoformat()
            case "period":
                return "2018-01-01至2018-12-31"
            case "boolean":
                return "是"
            case "category":
                return next(iter(column.values), "其他")
        return {"town_name": "城关街道", "village_name": "东董官庄村", "county_name": "临朐县"}.get(
            column.name, f"{column.name.upper()}{row:04}"
        )


def write(folder: Path, ledgers: dict[str, Ledger], rows: int = 12) -> list[Person]:
    """The county's files under ``folder``/临朐县, every ledger one; some of them are named after a person. Returns the persons."""
    everybody = persons()
    cells = Cells(everybody)
    county = folder / "临朐县"
    county.mkdir(parents=True)
    for place, ledger in enumerate(ledgers.values()):
        columns = [column for column in ledger.columns.values() if column.type != "period" or not set(column.into) & {*ledger.columns}]
        table = [[column.header for column in columns], *([cells.of(column, row) for column in columns] for row in range(rows))]
        who = everybody[place % len(everybody)]
        if place % 2:
            name = f"{ledger.title}{who.name}.csv" if place % 3 else f"{ledger.title}{who.id_no}.csv"
            with (county / name).open("w", encoding="utf-8-sig", newline="") as file:
                csv.writer(file).writerows(table)
        else:
            _workbook(county / f"{ledger.title}.xlsx", f"{who.name}{who.phone}", table)
    # no header at all: a row of values stands where one should be
    lines = [f"{p.name},{p.id_no},{p.account},{p.phone},300.00" for p in everybody]
    (county / "无表头.csv").write_text("\n".join(lines), encoding="utf-8")
    (county / f"{everybody[1].name}{everybody[1].id_no}.doc").write_bytes(b"\xd0\xcf\x11\xe0nothing")
    return everybody


def _workbook(path: Path, sheet: str, table: list[list[str]]) -> None:
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet(re.sub(r"[\[\]:*?/\\]", "", sheet)[:31])
        for number, row in enumerate(table):
            page.write_row(number, 0, row)


def readings(path: Path) -> Iterator[str]:
    """All that somebody can read out of a file, whatever its form: bytes, text without tags, attributes, decoded strings."""
    text = path.read_bytes().decode("utf-8", "replace")
    yield text
    yield html.unescape(text)
    yield html.unescape(re.sub(r"<[^<>]*>", "", text))
    if path.suffix in (".ipynb", ".json"):
        yield "\n".join(_strings(json.loads(text)))
    if path.suffix == ".log":
        yield "\n".join(string for line in text.splitlines() for string in _strings(json.loads(line)))


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            yield from _strings(key)
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
    else:
        yield str(value)


def given_away(text: str, everybody: list[Person]) -> set[str]:
    """The marks that stand in a text, in whatever writing: compared letter by letter and digit by digit, line by line. A mask sets apart."""
    lines = {"".join(c for c in unicodedata.normalize("NFKC", line) if c.isalnum() or c == "*") for line in text.splitlines()}
    marks = {
        bare
        for p in everybody
        for mark in (p.name, p.id_no, p.account, p.phone, p.landline)
        for bare in ["".join(filter(str.isalnum, mark))]
    }
    flat = "\n".join(lines)
    return {mark for mark in marks if mark in flat}

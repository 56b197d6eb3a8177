"""入户核查安排.xlsx: the villages in their order, and for each a sheet to take along, with all that has to be looked at there."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import xlsxwriter

from auditlib.casework.visits import BASIS, Look, Plan, Village, savings
from auditlib.desk.columns import VISITS
from auditlib.excel import Page, cell_text, printed, workbook
from auditlib.outside import as_name
from auditlib.privacy.open_gates import Gates
from auditlib.private import private
from auditlib.rules.catalogue import SEVERITY_ZH

OVERVIEW, RESTED, NOWHERE = "总览", "近期已走访", "村名不明"
EMPTY = "（空白处由核查人填写）"
#: Columns of the overview, of the sheet of a village, of what has no village, and of what is left alone for now.
VILLAGES = "number town village days households sites items grave weight separate saved doors_saved"
TAKEN = "stop day name place title severity wrong see result evidence signed id"
LOST = "town name place title severity wrong see found result id"
LEFT = "town village name place on team title severity wrong see id"


@private()
def write(path: Path, county: str, plan: Plan, stamp: str, gates: Gates | None) -> None:
    """Write the workbook. ``stamp``: who took it out and when, on every page; ``gates``: mask persons by them, None: names in full."""
    terms = plan.terms
    with workbook(path, constant_memory=True) as book:
        pages = _Pages(book, stamp, gates)
        names = [_sheet_name(number, village.name) for number, village in enumerate(plan.villages, 1)]
        _overview(pages, county, plan, names)
        for number, (name, village) in enumerate(zip(names, plan.villages, strict=True), 1):
            _village(pages, name, number, village)
        if plan.rested:
            since = f"{terms.as_of} 前 {terms.revisit_days} 天内已有人入户，又没有严重事项，这次不去"
            seen = ((look, stop.visited) for stop in plan.rested for look in stop.looks)
            rows = [_item(look) | {"on": visited.on.isoformat(), "team": visited.team} for look, visited in seen]
            intro = [f"{since}：先查走访记录和资料，确需入户的并入下次。"]
            pages.table(RESTED, "近期已走访、暂不入户的户", intro, LEFT, rows)
        if plan.nowhere:
            intro = ["资料里没有村名、也查不到住址的事项。查明所在村后，并入该村的核查；一项也不能漏。"]
            pages.table(NOWHERE, "村名不明的事项", intro, LOST, [_item(look) for look in plan.nowhere])


def _overview(pages: _Pages, county: str, plan: Plan, names: list[str]) -> None:
    terms, (totals,) = plan.terms, savings({county: plan})
    intro = [
        "；".join(f"{name} {value}" for name, value in totals.items() if name != "单位"),
        f"一村只进一次，各项规则的事项一并核完。少进村 = 村 × 规则（分开核查）− 合并进村。依据：{BASIS}。",
        f"先后按事项的程度加权（权重：{'、'.join(f'{SEVERITY_ZH[letter]} {weight}' for letter, weight in terms.weights.items())}）；"
        f"一组一天最多 {terms.stops} 户（处），多的分几天；近 {terms.revisit_days} 天内有人入过户的，除有严重事项或被抽中的外不再去。",
        "与帮扶干部入户、贫困人口动态调整的入户同一天进行：请镇街安排帮扶干部陪同，需要补正的信息当场交动态调整。",
    ]
    rows = [
        {"number": number, "town": village.town, "village": village.name, "items": len(village.items), "grave": len(village.grave)}
        | {name: getattr(village, name) for name in ("days", "households", "sites", "weight", "separate", "saved", "doors_saved")}
        for number, village in enumerate(plan.villages, 1)
    ]
    added = ("days", "households", "sites", "separate", "saved", "doors_saved")
    total = {"town": "合计"} | {name: sum(row[name] for row in rows) for name in added}
    for name in ("items", "grave"):  # of several villages once
        total[name] = len({one for village in plan.villages for one in getattr(village, name)})
    pages.table(OVERVIEW, f"{county} 入户核查安排", intro, VILLAGES, rows, total=total, links=names)


def _village(pages: _Pages, name: str, number: int, village: Village) -> None:
    rows = [_item(look) | {"stop": place, "day": stop.day} for place, stop in enumerate(village.stops, 1) for look in stop.looks]
    told = f"第 {number} 位　{village.days} 天　{village.households} 户、现场 {village.sites} 处"
    told += f"　{len(village.items)} 项（严重 {len(village.grave)} 项）"
    intro = [f"{told}　比分开核查少进村 {village.saved} 次　{EMPTY}"]
    end = "核查人（两人）：　　　　　　　　　　　陪同的村干部、帮扶干部：　　　　　　　　　　　进村日期：　　　　　　　"
    pages.table(name, f"{village.town or ''}{village.name} 入户核查表", intro, TAKEN, rows, end=end)


def _item(look: Look) -> dict[str, object]:
    told = {name: getattr(look, name) for name in ("id", "town", "village", "name", "place", "wrong", "see")}
    return told | {"title": f"{look.check} {look.title}", "severity": SEVERITY_ZH[look.severity]}


def _sheet_name(number: int, village: str) -> str:
    """Its place in the order makes it unlike every other."""
    return f"{number:02d} {as_name(cell_text(village), '')}"[:31].rstrip()


class _Pages:
    """Writes the sheets of one workbook, masked where ``gates`` say so."""

    def __init__(self, book: xlsxwriter.Workbook, stamp: str, gates: Gates | None):
        self.book, self.stamp, self.gates = book, stamp, gates

    def table(
        self,
        name: str,
        title: str,
        intro: list[str],
        names: str,
        rows: list[dict],
        *,
        total: dict | None = None,
        links: Sequence[str] = (),
        end: str = "",
    ) -> None:
        """A sheet: title, what to know, the table of these columns, a total, a line for signatures; ``links``: where its villages lead."""
        columns = [VISITS[column] for column in names.split()]
        page = Page(self.book, name, [column.width for column in columns])
        page.title(self._masked([title], "place")[0])
        for text in intro:
            page.paragraph(text)
        head, cells = page.row, [self._masked([row.get(column.name) for row in rows], column.holds) for column in columns]
        sums = [total.get(column.name) for column in columns] if total else ()
        places = {names.split().index("village"): links} if links else {}
        page.table([column.title for column in columns], zip(*cells, strict=True), sums, places)
        if end:
            page.sheet.write_string(page.row, 0, end)
        page.sheet.freeze_panes(head + 1, 0)
        printed(page.sheet, name, head, self.stamp)

    def _masked(self, values: list[object], holds: str | None) -> list[object]:
        return self.gates.column(values, holds) if self.gates and holds else values

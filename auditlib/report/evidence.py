"""The rows that a lead stands on, as a page or a terminal may show them: masked, row and deciding cells marked by more than colour."""

import re
from collections.abc import Mapping, Sequence

from auditlib.contracts import Ledger
from auditlib.evidence.excerpt import Evidence, Excerpt, Heading, Line
from auditlib.intake.journal import place
from auditlib.privacy.masks import TITLES, scrub
from auditlib.privacy.open_gates import OPEN, UNTOLD, Gates
from auditlib.report.page import render
from auditlib.report.tables import Table, clauses, cleaned

#: Columns shown where fewer decide, and characters of a cell.
COLUMNS, LONGEST = 8, 60
#: What stands before the number of the row in question, and around a cell that decides where there is no type.
HERE, OPENING, CLOSING = "▶ ", "【", "】"
ACCUSED, COMPARED = "被指认的行", "比对的行"
LEGEND = "▶ 是所指的行；加粗并有下划线的格是据以判断的内容；其余是文件中上下相邻的行。"
#: Rows around that are no data and not shown: who signed a table stands in no ledger, so no gate knows him.
ASIDE = {"note": "说明、签字或分页行，内容略", "example": "填表示例，内容略"}
#: An unread column under such a heading holds somebody's name.
CALLED = re.compile(rf"(?:{TITLES}|姓名|名字|人)$")


def evidence_table(evidence: Evidence, contracts: Mapping[str, Ledger], gates: Gates | None = OPEN) -> Table:
    """The accused row and those compared, under each other or side by side. ``gates``: what masks them; None: nothing (audit team only)."""
    compared = [(COMPARED + (f" {number}" if len(evidence.compared) > 1 else ""), one) for number, one in enumerate(evidence.compared, 1)]
    shown = [_Shown(label, one, contracts, gates) for label, one in [(ACCUSED, evidence.accused), *compared]]
    more = f"比对的行还有 {evidence.more:,} 行，未列出。" if evidence.more else ""
    body = render("evidence.html.j2", parts=shown, more=more, here=HERE, legend=LEGEND)
    return Table(body, "\n\n".join([*(one.text for one in shown), *filter(None, [more])]))


class _Shown:
    """One excerpt, masked and cut to what fits a page."""

    def __init__(self, label: str, excerpt: Excerpt, contracts: Mapping[str, Ledger], gates: Gates | None):
        self.excerpt, self.gates = excerpt, gates
        ledger = contracts.get(excerpt.ledger or "")
        where = self._words(place({"file": excerpt.file, "sheet": excerpt.sheet}))
        self.caption = f"{label}：{where} 第 {excerpt.row} 行" + (f"（{ledger.title} {ledger.id}）" if ledger else "")
        self.proof = excerpt.problem or f"文件 SHA-256 {excerpt.sha256[:16]}…，与运行时的记录一致"
        self.columns = _columns(excerpt.headings)
        shown = [excerpt.headings[n] for n in self.columns]
        self.letters, self.decides = [heading.letter for heading in shown], [heading.decides for heading in shown]
        if left_out := len(excerpt.headings) - len(shown):
            self.proof += f"；另有 {left_out} 列未显示"
        self.heads, self.lines = self._heads(), self._lines()

    @property
    def text(self) -> str:
        rows = [" | ".join(["", *texts]) for _row, texts in self.heads]
        for line, cells in self.lines:
            marked = [f"{OPENING}{text}{CLOSING}" if line.found and n else text for n, text in zip(self.decides, cells, strict=False)]
            rows.append(" | ".join([f"{HERE * line.found}{line.row}", *marked]))
        return "\n".join([self.caption, *rows, self.proof])

    def _heads(self) -> list[tuple[str, list[str]]]:
        """The header's rows as received, under their numbers; of a file that has none the headings."""
        rows = [(str(line.row), [line.cells[n] for n in self.columns]) for line in self.excerpt.header]
        rows = rows or [("", [self.excerpt.headings[n].text for n in self.columns])]
        return [(row, [_cut(self._words(text or "")) for text in texts]) for row, texts in rows if any(texts)]

    def _lines(self) -> list[tuple[Line, list[str]]]:
        """Each line with its masked texts; of one that is not shown, what it is."""
        lines = self.excerpt.lines
        texts = zip(*(self._column(self.excerpt.headings[n], [line.cells[n] or "" for line in lines]) for n in self.columns), strict=True)
        return [
            (line, [ASIDE[line.aside]] if line.aside in ASIDE else [*map(_cut, cells)]) for line, cells in zip(lines, texts, strict=True)
        ]

    def _column(self, heading: Heading, texts: list[str]) -> list[str]:
        """A column masked by what it holds. Of numbers and codes only the row in question is certain: those around may be anything."""
        if self.gates is None:
            return texts
        kind = heading.kind or (None if heading.column else "party" if CALLED.search(heading.text) else UNTOLD)
        masked = [str(text) for text in self.gates.column(texts, kind)]
        if kind in ("words", UNTOLD):
            return [clauses(scrub(text)) for text in masked]
        if kind is None:
            return [text if line.found else scrub(text) for line, text in zip(self.excerpt.lines, masked, strict=True)]
        return masked

    def _words(self, text: str) -> str:
        return self.gates.words(text) if self.gates else text


def _columns(headings: Sequence[Heading]) -> list[int]:
    """Which columns are shown, in their order: all that decide, then those that were read, then the others, as many as fit."""
    order = sorted(range(len(headings)), key=lambda n: (not headings[n].decides, headings[n].column is None))
    return sorted(order[: max(COLUMNS, sum(heading.decides for heading in headings))])


def _cut(text: str) -> str:
    return cleaned(text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…")

"""Masked tables for reports: compact HTML that the page's script sorts, filters and pages, and the same as plain text."""

from __future__ import annotations

import datetime as dt
import html
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import islice

import pyarrow as pa

from auditlib.outside import shown
from auditlib.report.gates import OPEN

MAX_ROWS = 2000
#: Rows of the plain text: what nbval compares and what a terminal shows.
TEXT_ROWS = 50
#: A cell of a page; a longer text is cut (the file has it whole).
MAX_CHARACTERS = 500
#: Whole numbers that are names, not amounts: no thousands separators.
PLAIN_NUMBERS = ("year", "row", "no", "id", "code", "month", "年度", "年份", "行号", "行")
#: Columns whose numbers are somebody's, not amounts.
PERSONAL = ("name", "identity", "account", "phone", "birth")
EMPTY = ""
#: Of free text, in which names stand that nobody can know of, a cell shows the clauses that begin within so many characters.
CLAUSES = 40
CLAUSE_END = re.compile("[，。；;！？!?\n]")
#: A column with longer texts is wrapped; all others stay on one line.
LONG = 20
#: Columns that name a row for links (#LOAN-02-…), where they are among the first two: of the leads of a matter each its own.
ANCHORS = ("lead_id", "matter_id")
#: A line break within a cell is layout.
BREAKS = str.maketrans(dict.fromkeys("\t\n\v\f\r", " "))


@dataclass(frozen=True, repr=False)
class Table:
    """A masked table: HTML in a notebook or page, plain text elsewhere."""

    html: str
    text: str

    def _repr_html_(self) -> str:
        return self.html

    def __repr__(self) -> str:
        return self.text


@dataclass(frozen=True)
class Several:
    """A cell that stands for several values: some of them, and how many there are; ``between``: the values are the least and the greatest."""

    values: list
    count: int
    between: bool = False

    def joined(self, texts: list[str]) -> str:
        return ("～" if self.between else "、").join(texts) + (f"（共 {self.count} 个）" if len(texts) < self.count else "")


def several(values: Iterable[object], most: int = 3) -> object:
    """Different values of one column as one cell: the value where there is one only, the first and the last of many days or numbers."""
    known = list(dict.fromkeys(value for value in values if value is not None and value == value))
    if len(known) < 2:
        return known[0] if known else None
    if all(isinstance(value, (dt.date, int, Decimal)) and not isinstance(value, bool) for value in known):
        known.sort()
        return Several([known[0], known[-1]], len(known), between=True) if len(known) > most else Several(known, len(known))
    return Several(known[:most], len(known))


def html_table(
    rows: object,
    labels: Mapping[str, str] | None = None,
    caption: str = "",
    *,
    kinds: Mapping[str, str | None] | None = None,
    max_rows: int = MAX_ROWS,
    full_list: str = "leads.parquet",
    frozen: bool = False,
) -> Table:
    """Rows as a masked table.

    ``rows``: a list of dicts, an Arrow table or a pandas frame. ``labels``: {column: heading}; with labels, only these columns
    are shown, in their order; without, all columns. ``kinds``: what a column holds (gates.column); of others the contracts tell it by the column's name.
    A row has the id of its lead or matter (ANCHORS); page.build sees to it that no id comes twice.
    ``frozen``: the first column stays in sight when a wide table is moved sideways. ``max_rows``: rows shown; the caption then says how many there are and that ``full_list`` holds them all.
    Money (decimals of two places) has two decimals, whole numbers have thousands separators, dates are ISO,
    booleans 是/否, an unknown boolean 未知. Every text is escaped.
    """
    columns, records, total = _records(rows, max_rows)
    if labels:
        columns = list(labels)
    labels = labels or {}
    kinds = kinds or {}
    headings = [labels.get(name) or name for name in columns]
    shown, numeric = [], []
    for name in columns:
        values = [record.get(name) for record in records]
        kind = kinds[name] if name in kinds else OPEN.kind(name)
        numeric.append(kind not in PERSONAL and _numeric(values))
        shown.append(column_texts(name, values, kind))
    note = f"共 {total:,} 行" if total <= max_rows else f"共 {total:,} 行，显示前 {max_rows:,} 行，全部见 {full_list}"
    cells = list(zip(*shown, strict=True))
    caption, headings = OPEN.words(caption), [OPEN.words(text) for text in headings]
    anchors = next((column for name in ANCHORS for column, held in zip(shown, columns[:2], strict=False) if held == name), [""] * len(cells))
    return Table(_html(caption, note, headings, cells, anchors, numeric, frozen), _text(caption, note, headings, cells))


def _records(rows: object, max_rows: int) -> tuple[list[str], list[dict], int]:
    """Column names, the first rows as dicts of plain Python values, and how many rows there are."""
    if isinstance(rows, pa.Table):
        return rows.column_names, rows.slice(0, max_rows).to_pylist(), rows.num_rows
    if hasattr(rows, "to_dict") and hasattr(rows, "columns"):  # pandas, which is not imported here
        head = rows.head(max_rows).astype(object)
        return list(map(str, rows.columns)), head.where(head.notna(), None).rename(columns=str).to_dict("records"), len(rows)
    rows = list(rows)
    columns = list(dict.fromkeys(name for row in rows for name in row))
    return columns, list(islice(rows, max_rows)), len(rows)


def _numeric(values: Iterable[object]) -> bool:
    kinds = {type(value) for value in values if value is not None}
    return bool(kinds) and all(issubclass(kind, (int, float, Decimal)) and kind is not bool for kind in kinds)


def column_texts(name: str, values: list, kind: str | None) -> list[str]:
    """The column as masked text: a whole column at once, which costs one search. A cell of several values is masked value by value."""
    boolean = name.startswith("x_") or any(isinstance(value, bool) for value in values)
    plain = name.rpartition("_")[2] in PLAIN_NUMBERS
    cells = [value if isinstance(value, Several) else _several(value) for value in values]
    texts = (_text_of(value, boolean and len(cell.values) == 1, plain, kind in PERSONAL) for cell in cells for value in cell.values)
    masked = iter(map(clauses, OPEN.column([*texts], kind)) if kind == "words" else OPEN.column([*texts], kind))
    return [cleaned(cell.joined([*islice(masked, len(cell.values))])) for cell in cells]


def clauses(text: str) -> str:
    """Free text cut at the end of the clause that reaches beyond CLAUSES; the row as received has the rest."""
    end = CLAUSE_END.search(text, CLAUSES)
    return text[: end.start()] + "…" if end and end.end() < len(text) else text


def _several(value: object) -> Several:
    values = list(value) if isinstance(value, (list, tuple)) else [value]
    return Several(values, len(values))


def _text_of(value: object, boolean: bool, plain: bool, personal: bool) -> str:
    if value is None or value != value:
        return "未知" if boolean else EMPTY
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(value) if isinstance(value, str) or personal else _number(value, plain)


def _number(value: object, plain: bool) -> str:
    if isinstance(value, (dt.datetime, dt.date)):
        return value.isoformat(" ", "seconds") if isinstance(value, dt.datetime) and value.time() != dt.time() else value.isoformat()[:10]
    if plain and not isinstance(value, float):
        return str(value)
    if isinstance(value, Decimal):
        if value.as_tuple().exponent == -2:
            return f"{value:,.2f}"
        return f"{value:,f}".rstrip("0").rstrip(".") if "." in f"{value:f}" else f"{value:,f}"
    if isinstance(value, int):
        return f"{value:,}"
    if isinstance(value, float):
        return f"{value:,.0f}" if value.is_integer() else f"{value:,.4f}".rstrip("0")
    return str(value)


def cleaned(text: str) -> str:
    """Line breaks within a cell as spaces, what does not print by its number (a right-to-left mark would turn the row around); very long text cut."""
    if len(text) > MAX_CHARACTERS:
        text = text[: MAX_CHARACTERS - 1] + "…"
    return shown(text.translate(BREAKS))


def _html(caption: str, note: str, headings: list[str], cells: list[tuple[str, ...]], anchors: list[str], numeric: list[bool], frozen: bool) -> str:
    """HTML5 without the end tags that it does not need: a third fewer bytes a row."""
    kinds = [" class=n" if n else "" for n in numeric]
    wide = [any(len(text) > LONG for text in column) for column in zip(*cells, strict=True)] or [False] * len(kinds)
    head = "".join(f'<th scope="col"{kind}>{html.escape(cleaned(text))}' for text, kind in zip(headings, kinds, strict=True))
    starts = [f"<td{kind}>" if kind or not long else "<td class=w>" for kind, long in zip(kinds, wide, strict=True)]
    body = "\n".join(
        (f'<tr id="{html.escape(anchor)}">' if anchor else "<tr>")
        + "".join(start + html.escape(text, quote=False) for start, text in zip(starts, row, strict=True))
        for anchor, row in zip(anchors, cells, strict=True)
    )
    title = html.escape(cleaned(caption))
    first, kind = (" class=first", "t tight") if frozen else ("", "t")
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{title or "表"}"><table class="{kind}">'
        f"<caption>{title} <small>{note}</small></caption>\n<thead{first}><tr>{head}</thead>\n<tbody{first}>\n{body}\n</tbody></table></div>"
    )


def _text(caption: str, note: str, headings: list[str], cells: list[tuple[str, ...]]) -> str:
    lines = [f"{caption} ({note})".strip(), " | ".join(headings), *(" | ".join(row) for row in cells[:TEXT_ROWS])]
    if len(cells) > TEXT_ROWS:
        lines.append("…")
    return "\n".join(lines)

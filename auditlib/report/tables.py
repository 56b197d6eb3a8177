"""Masked tables for reports: compact HTML that the page's script sorts, filters and pages, and the same as plain text."""

import datetime as dt
import html
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import islice

import pyarrow as pa

from auditlib.matters import Several
from auditlib.outside import shown
from auditlib.privacy.open_gates import OPEN

MAX_ROWS = 50_000
#: Rows that a page reads without its script; the further ones are data from which the script makes rows as they are wanted.
HTML_ROWS = 200
#: Rows of the plain text: what nbval compares and what a terminal shows.
TEXT_ROWS = 50
#: A cell of a page; a longer text is cut (the file has it whole).
MAX_CHARACTERS = 500
#: Whole numbers that are names, not amounts: no thousands separators.
PLAIN_NUMBERS = ("year", "row", "no", "id", "code", "month", "年度", "年份", "行号", "行")
#: Of these, the ones that are codes: texts, also in Excel.
CODES = ("no", "id", "code")
YEARS = ("year", "年度", "年份")
#: The column of money of which a reader looks for a least and a greatest amount, where there are several.
QUESTIONED = re.compile("(?:.*_)?amount|疑点金额（元）")
#: Columns whose numbers are somebody's, not amounts.
PERSONAL = ("name", "identity", "account", "phone", "birth")
#: A column to choose by has so few different texts, each in two rows on average; more such columns than MAX_FACETS help nobody.
FACET_VALUES, MAX_FACETS = 20, 5
#: Names that the address of a page gives to the rest of a table's view.
RESERVED = ("q", "sort", "page", "from", "to")
EMPTY = ""
#: Of free text, in which names stand that nobody can know of, a cell shows the clauses that begin within so many characters.
CLAUSES = 40
CLAUSE_END = re.compile("[，。；;！？!?\n]")
#: A column with longer texts is wrapped; all others stay on one line.
LONG = 20
#: Columns that name a row for links (#LOAN-02-…), where they are among the first two: of the leads of a matter each its own.
ANCHORS = ("lead_id", "matter_id")
#: A table of more columns stands closer.
TIGHT = 12
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
class Column:
    """One column as it is shown: the texts of its rows and of the total rows, and what the page's script may do with it.

    ``number``: it holds numbers; ``facet``: rows can be chosen by its texts; ``money``: by a least and a greatest amount;
    ``decimals`` of a column whose total is the sum of its rows, so that the script may add up fewer rows; None: it may not.
    """

    name: str
    heading: str
    texts: list[str]
    foot: list[str]
    number: bool
    facet: bool
    money: bool
    decimals: int | None


def html_table(
    rows: object,
    labels: Mapping[str, str] | None = None,
    caption: str = "",
    *,
    kinds: Mapping[str, str | None] | None = None,
    max_rows: int = MAX_ROWS,
    full_list: str = "leads.parquet",
    foot: Sequence[Mapping[str, object]] = (),
) -> Table:
    """Rows as a masked table: a list of dicts, an Arrow table or a pandas frame; every text is escaped.

    labels    {column: heading}: only these columns, in their order; without, all
    kinds     what a column holds (gates.column); of others the contracts tell it by name
    max_rows  rows shown; the caption then says how many there are and that ``full_list`` holds them all
    foot      rows below all others however these are sorted, the total of all rows first; below one row there is none

    A row has the id of its lead or matter (ANCHORS); page.build sees to it that no id comes twice. Money (decimals of two places) has two
    decimals, whole numbers have thousands separators, dates are ISO, booleans 是/否, an unknown boolean 未知.
    """
    names, records, total = _records(rows, max_rows)
    names = list(labels) if labels else names
    labels, kinds, foot = labels or {}, kinds or {}, foot if len(records) > 1 else ()
    columns = _chosen([_column(n, labels.get(n) or n, kinds[n] if n in kinds else OPEN.kind(n), records, foot) for n in names])
    note = f"共 {total:,} 行" if total <= max_rows else f"共 {total:,} 行，显示前 {max_rows:,} 行，全部见 {full_list}"
    caption = OPEN.words(caption)
    return Table(_html(caption, note, columns, total, full_list), _text(caption, note, columns))


def headed(rows: Sequence[Mapping[str, object]], caption: str, *, kinds: Mapping[str, str | None] | None = None, **more) -> Table:
    """Rows that name their headings themselves; of persons they hold what ``kinds`` say, else nothing. ``more``: see `html_table`."""
    names = dict.fromkeys(name for row in rows for name in row)
    return html_table(rows, {name: name for name in names}, caption, kinds=names | (kinds or {}), **more)


def _column(name: str, heading: str, kind: str | None, records: list[dict], foot: Sequence[Mapping[str, object]]) -> Column:
    values, totals = [record.get(name) for record in records], [record.get(name) for record in foot]
    end, texts = name.rpartition("_")[2], column_texts(name, [*values, *totals], kind)
    rows, total, decimals = texts[: len(values)], totals[0] if totals else None, None if kind in PERSONAL else _decimals(values)
    words = all(value is None or isinstance(value, (str, bool)) or end in YEARS for value in values)
    adds_up = total is not None and decimals is not None and total == sum(value for value in values if value is not None)
    return Column(
        name,
        OPEN.words(heading),
        rows,
        [EMPTY if value is None else text for value, text in zip(totals, texts[len(values) :], strict=True)],
        number=kind not in PERSONAL and end not in CODES and _numeric(values),
        facet=kind not in PERSONAL and name not in RESERVED and words and _repeats(rows),
        money=decimals == 2,
        decimals=decimals if adds_up else None,
    )


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
    """Whether the values that are there are numbers; of several in one cell, each."""
    kinds = {type(one) for value in values for one in (value.values if isinstance(value, Several) else [value]) if one is not None}
    return bool(kinds) and all(issubclass(kind, (int, float, Decimal)) and kind is not bool for kind in kinds)


def _decimals(values: list) -> int | None:
    """2 of money, 0 of whole numbers, None of anything else."""
    kinds = {value.as_tuple().exponent if isinstance(value, Decimal) else type(value) for value in values if value is not None}
    return 0 if kinds == {int} else 2 if kinds == {-2} else None


def _repeats(texts: list[str]) -> bool:
    return 2 <= len(set(texts)) <= min(FACET_VALUES, len(texts) // 2) and all(len(text) <= LONG for text in set(texts))


def _chosen(columns: list[Column]) -> list[Column]:
    """The columns with the first facets left, and of money the questioned amount, else the first."""
    facets = [column.name for column in columns if column.facet][:MAX_FACETS]
    money = sorted((column.name for column in columns if column.money), key=lambda name: not QUESTIONED.fullmatch(name))[:1]
    return [replace(column, facet=column.name in facets, money=column.name in money) for column in columns]


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
    """Line breaks within a cell as spaces, what does not print by its number; very long text cut."""
    if len(text) > MAX_CHARACTERS:
        text = text[: MAX_CHARACTERS - 1] + "…"
    return shown(text.translate(BREAKS))


def _html(caption: str, note: str, columns: list[Column], total: int, full_list: str) -> str:
    """HTML5 without the end tags that it does not need: a third fewer bytes a row. Rows beyond HTML_ROWS are lists of texts."""
    kinds = ["n" if column.number else "w" if any(len(text) > LONG for text in column.texts) else "" for column in columns]
    starts = [f"<td class={kind}>" if kind else "<td>" for kind in kinds]
    rows = list(zip(*(column.texts for column in columns), strict=True))
    named = next((n for name in ANCHORS for n, column in enumerate(columns[:2]) if column.name == name), None)
    abilities = [_abilities(column, n == named) for n, column in enumerate(columns)]
    head = "".join(f'<th scope="col"{able}>{html.escape(cleaned(column.heading))}' for able, column in zip(abilities, columns, strict=True))
    body = "\n".join(_row(starts, row, row[named] if named is not None else "") for row in rows[:HTML_ROWS])
    totals = zip(*(column.foot for column in columns), strict=True)
    feet = "".join(_row(starts, row, note="" if n else f"<small>全部 {total:,} 行</small>") for n, row in enumerate(totals))
    feet = feet and f"\n<tfoot>{feet}</tfoot>"
    title, tight = html.escape(cleaned(caption)), " tight" if len(columns) > TIGHT else ""
    return (
        f'<div class="scroll" role="region" tabindex="0" aria-label="{title or "表"}"><table class="t{tight}">'
        f"<caption>{title} <small>{note}</small></caption>\n<thead><tr>{head}</thead>\n<tbody>\n{body}\n</tbody>{feet}</table>"
        f"{_further(rows[HTML_ROWS:], full_list)}</div>"
    )


def _abilities(column: Column, named: bool) -> str:
    """What the page's script may do with a column, as attributes of its heading."""
    name = html.escape(cleaned(column.name))
    facet, added = f' data-f="{name}"', f" data-s={column.decimals}"
    able = {" class=n": column.number, facet: column.facet, " data-m": column.money, added: column.decimals is not None, " data-id": named}
    return "".join(text for text, is_able in able.items() if is_able)


def _row(starts: list[str], texts: Sequence[str], anchor: str = "", note: str = "") -> str:
    first, *others = (start + html.escape(text, quote=False) for start, text in zip(starts, texts, strict=True))
    return (f'<tr id="{html.escape(anchor)}">' if anchor else "<tr>") + first + note + "".join(others)


def _further(rows: list[tuple[str, ...]], full_list: str) -> str:
    """Rows as data, one a line, in which no tag can begin."""
    if not rows:
        return ""
    data = ",\n".join(json.dumps(row, ensure_ascii=False, separators=(",", ":")) for row in rows).replace("<", "\\u003c")
    said = f"这里列出前 {HTML_ROWS} 行，其余 {len(rows):,} 行须由本页的脚本显示；也可查阅 {html.escape(full_list)}。"
    return f'\n<p class="more">{said}</p>\n<script type="application/json">[\n{data}\n]</script>'


def _text(caption: str, note: str, columns: list[Column]) -> str:
    rows, feet = (list(zip(*texts, strict=True)) for texts in ([c.texts for c in columns], [c.foot for c in columns]))
    lines = [f"{caption} ({note})".strip(), *(" | ".join(row) for row in ([c.heading for c in columns], *rows[:TEXT_ROWS]))]
    return "\n".join([*lines, *(["…"] if len(rows) > TEXT_ROWS else []), *map(" | ".join, feet)])

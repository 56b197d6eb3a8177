"""Rows of one table → typed rows of one ledger, and what could not be read, with column, original text and reason."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from auditlib.columns import Column
from auditlib.contracts import Ledger
from auditlib.intake import clean, clean_dates, clean_identity, clean_numbers, clean_periods, wordings
from auditlib.intake.grids import UNREAD as NO_VALUE
from auditlib.intake.headers import Header
from auditlib.intake.refusals import ROW, Reading, told, unknown, unread_cells
from auditlib.intake.rows import in_order

CLEANERS: dict[str, clean.Cleaner] = {
    "text": clean_identity.text,
    "name": clean_identity.name,
    "identity": clean_identity.identity,
    "account": clean_identity.account,
    "phone": clean_identity.phone,
    "category": clean_identity.category,
    "money": clean_numbers.money,
    "rate": clean_numbers.rate,
    "percent": clean_numbers.percent,
    "ratio": clean_numbers.ratio,
    "number": clean_numbers.number,
    "integer": clean_numbers.integer,
    "year": clean_numbers.year,
    "term": clean_numbers.term,
    "date": clean_dates.date,
    "snapshot": clean_dates.snapshot,
    "period": clean_periods.period,
    "boolean": clean_numbers.boolean,
}
#: One amount merged over several rows is one amount: it is never repeated.
NEVER_FILLED = {"money", "rate", "percent", "ratio", "number", "integer", "term"}
BEYOND = "超出合理范围（该列允许 {}）；请核对是否错列（如账号填入金额）或错单位（如元、万元），改正后重新提交；确属实的，放宽 parameters/ledgers/ 中该列的 plausible 后重新运行"
UNLIKE = "与全列的写法不一致，单位存疑；请在表头注明单位，或改正此格后重新提交"
#: What stands in a cell without a value (grids.UNREAD) → why nothing can be read.
VALUELESS = (
    ("^=", "公式未计算，没有存下结果；请用 Excel/WPS 打开原表，重新计算后保存"),
    ("^##+$", "列宽不足，只导出了 #；请在原表加宽该列后重新导出"),
    ("\ufffd", "有损坏的字节，无法辨认；请重新导出后提交"),
    ("", "公式错误值，没有结果；请在原表改正公式，重新计算后保存"),
)
_DATES = {"date", "snapshot"}


@dataclass(frozen=True)
class Source:
    """How a ledger's column is fed from a table: by a header, or by one text for all rows.

    `unit`: of header or unit row, else what was decided for the whole column (column_units). `doubt`: SQL condition on `{number}` and
    `{text}`, what does not fit that decision. `points`: the column writes 1.234,56. `part`: a period's second header, as 季度 beside 年度.
    """

    column: Column
    header: Header | None
    constant: str | None = None
    unit: str | None = None
    part: Header | None = None
    settled: bool = False
    doubt: str = ""
    points: bool = False


@dataclass(frozen=True)
class Typed:
    """Kept rows (ledger columns, `unread` and `row`), what could not be read (REFUSED), rows without content, warnings.

    `unread`: column → how many cells of the kept rows were not read; `unknown`: wordings that a category or boolean column does not know → how many cells.
    """

    kept: pa.Table
    refused: pa.Table
    no_content: pa.Array
    warnings: dict[tuple[str, str], int]
    unread: dict[str, int]
    unknown: dict[tuple[str, str], int]

    @property
    def quarantined(self) -> int:
        """How many rows can not stand."""
        return len(self.refused.filter(pc.equal(self.refused["scope"], ROW))["row"].unique())


def fill_merged(
    table: pa.Table, first_row: int, sources: list[Source], merges: list[tuple[int, int, int, int]]
) -> tuple[pa.Table, set[int], pa.Array]:
    """Text and date cells merged downwards take the text above.

    Also returns the columns that had any such cell, and for each row whether such a cell covers it from above.
    """
    fillable = {s.header.index for s in sources if s.header and s.column.type not in NEVER_FILLED}
    spans: dict[int, list[tuple[int, int]]] = {}
    for top, left, bottom, _ in merges:
        top, bottom = top - first_row, min(bottom - first_row, table.num_rows - 1)
        if left in fillable and bottom > top >= 0:
            spans.setdefault(left, []).append((top, bottom))
    covered = np.zeros(table.num_rows, bool)
    for index, ranges in spans.items():
        take = np.arange(table.num_rows)
        for top, bottom in ranges:
            take[top : bottom + 1] = top
            covered[top + 1 : bottom + 1] = True
        place = table.schema.get_field_index(f"c{index}")
        table = table.set_column(place, f"c{index}", table[f"c{index}"].take(pa.array(take)))
    return table, set(spans), pa.array(covered)


def fill_down(table: pa.Table, sources: list[Source], merged: set[int]) -> pa.Table:
    """Columns that the contract fills down, where the sheet has no merged cells to say so: a blank takes the text above."""
    for source in sources:
        if source.header and source.column.fill_down and source.header.index not in merged:
            place = table.schema.get_field_index(f"c{source.header.index}")
            table = table.set_column(place, table.column_names[place], pc.fill_null_forward(table.column(place)))
    return table


def type_rows(connection: duckdb.DuckDBPyConnection, ledger: Ledger, sources: list[Source], table: pa.Table) -> Typed:
    """Type the data rows of a table (columns row, c0, c1, …)."""
    tidied = tidy(sources, table)
    empty = _without_content(ledger, tidied)
    no_content = table["row"].filter(empty)
    tidied = tidied.filter(pc.invert(empty))
    cleaned = {source.column.name: cleaned for source in sources if (cleaned := _cleaner(source, tidied))}
    result = in_order(clean.run(connection, tidied, cleaned, ["row"]).to_arrow_table())
    reading = Reading(ledger, [source.column for source in sources], tidied, result)
    counts = {key: pc.sum(result[f"warn_{n}"]).as_py() or 0 for n, key in enumerate(clean.warnings_of(cleaned))}
    kept, refused = reading.kept(), reading.refused()
    return Typed(
        kept,
        refused,
        no_content,
        {key: count for key, count in counts.items() if count} | told(refused, ledger),
        unread_cells(kept),
        unknown(refused),
    )


def _cleaner(source: Source, tidied: pa.Table) -> clean.Cleaned | None:
    """None for a column with no text at all: exports have many, and planning their expressions costs more than running them."""
    t = f"t_{source.column.name}"
    if pa.types.is_date(tidied.schema.field(t).type) and source.column.type in _DATES:
        return _within(clean.Cleaned(t), source.column)
    return None if tidied[t].null_count == tidied.num_rows else cleaner(source)


def cleaner(source: Source) -> clean.Cleaned:
    """What a column's type makes of its texts, in its unit, within what its contract holds plausible."""
    t = f"t_{source.column.name}"
    cleaned = _within(CLEANERS[source.column.type](t, source.column, source.unit), source.column)
    if not source.doubt:
        return cleaned
    doubtful = f"coalesce({source.doubt.format(number=f'abs(TRY_CAST({t} AS DOUBLE))', text=t)}, false)"
    return replace(
        cleaned,
        value=f"CASE WHEN NOT {doubtful} THEN {cleaned.value} END",
        reason=f"CASE WHEN {doubtful} THEN {clean.quote(UNLIKE)} ELSE {cleaned.reason} END",
    )


def _within(cleaned: clean.Cleaned, column: Column) -> clean.Cleaned:
    if column.bounds is None:
        return cleaned
    low, high = (f"DATE '{end}'" if isinstance(end, dt.date) else str(end) for end in column.bounds)
    allowed = " 至 ".join(f"{end:,}" if isinstance(end, int) else str(end) for end in column.bounds)
    beyond = f"coalesce({cleaned.value} NOT BETWEEN {low} AND {high}, false)"
    return replace(
        cleaned,
        value=f"CASE WHEN NOT {beyond} THEN {cleaned.value} END",
        reason=f"coalesce({cleaned.reason}, CASE WHEN {beyond} THEN {clean.quote(BEYOND.format(allowed))} END)",
    )


def texts_of(source: Source, table: pa.Table) -> pa.ChunkedArray:
    """The column as received: text, or days where the file has days."""
    if source.header is None:
        return pa.chunked_array([pa.repeat(pa.scalar(source.constant), table.num_rows)])
    raw = table[f"c{source.header.index}"]
    if source.part:
        raw = clean_periods.joined(
            raw.cast(pa.string()), table[f"c{source.part.index}"].cast(pa.string()), source.part.text + source.header.text
        )
    return raw


def tidy(sources: list[Source], table: pa.Table) -> pa.Table:
    """For each column the original (r_), the tidy text (t_), and why a cell that holds something has no value (v_)."""
    columns = {"row": table["row"]}
    for source in sources:
        name, kind = source.column.name, source.column.type
        raw = texts_of(source, table)
        original = raw.cast(pa.string())
        if pa.types.is_date(raw.type) and kind in _DATES:
            text, valueless = raw, pa.nulls(table.num_rows, pa.string())
        else:
            text = clean.tidy(original, kind)
            valueless = _valueless(text)
            if valueless.null_count < len(valueless):
                text = pc.if_else(pc.is_valid(valueless), None, text)
            if source.points:
                text = clean.without_points(text)
        columns |= {f"r_{name}": original, f"t_{name}": text, f"v_{name}": valueless}
        if kind == "category" and source.column.values:
            columns[f"k_{name}"] = wordings.canonical(text, source.column)
    return pa.table(columns)


def _valueless(text: pa.ChunkedArray) -> pa.ChunkedArray | pa.Array:
    here = pc.fill_null(pc.match_substring_regex(text, NO_VALUE), False)
    if not pc.any(here).as_py():
        return pa.nulls(len(text), pa.string())
    why = pa.scalar(None, pa.string())
    for pattern, reason in reversed(VALUELESS):
        why = pc.if_else(pc.fill_null(pc.match_substring_regex(text, pattern), False), reason, why)
    return pc.if_else(here, why, pa.scalar(None, pa.string()))


def _without_content(ledger: Ledger, tidied: pa.Table) -> pa.ChunkedArray:
    """Rows in which everything is empty, or nil, that makes a row one of this ledger."""
    empty = None
    for name in ledger.row_if:
        if f"t_{name}" in tidied.column_names:
            column = tidied[f"t_{name}"]
            here = pc.and_(pc.is_null(column), pc.is_null(tidied[f"v_{name}"]))
            if ledger.columns[name].type == "money":
                here = pc.or_(here, pc.fill_null(pc.match_substring_regex(column, r"^0+(\.0+)?$"), False))
            empty = here if empty is None else pc.and_(empty, here)
    return empty if empty is not None else pc.is_null(tidied["row"])

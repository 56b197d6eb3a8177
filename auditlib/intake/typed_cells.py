"""The cells of one column, typed: those that are clean as received as they stand, every other text once, by the column's cleaner."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from auditlib.columns import Column
from auditlib.intake import clean, clean_dates, clean_identity, clean_numbers, wordings
from auditlib.intake.grids import UNREAD as NO_VALUE
from auditlib.intake.headers import Header
from auditlib.intake.plain import plain

CLEANERS: dict[str, clean.Cleaner] = {
    "text": clean_identity.text, "name": clean_identity.name, "identity": clean_identity.identity, "account": clean_identity.account,
    "phone": clean_identity.phone, "category": clean_identity.category, "money": clean_numbers.money, "rate": clean_numbers.rate,
    "percent": clean_numbers.percent, "ratio": clean_numbers.ratio, "number": clean_numbers.number, "integer": clean_numbers.integer,
    "year": clean_numbers.year, "term": clean_numbers.term, "boolean": clean_numbers.boolean,
    "date": clean_dates.date, "snapshot": clean_dates.date, "period": clean_dates.period,
}  # fmt: skip
BEYOND = "超出合理范围（该列允许 {}）；请核对是否错列（如账号填入金额）或错单位（如元、万元），改正后重新提交；确属实的，放宽 parameters/ledgers/ 中该列的 plausible 后重新运行"
UNLIKE = "与全列的写法不一致，单位存疑；请在表头注明单位，或改正此格后重新提交"
#: What stands in a cell without a value (grids.UNREAD) → why nothing can be read.
VALUELESS = (
    ("^=", "公式未计算，没有存下结果；请用 Excel/WPS 打开原表，重新计算后保存"),
    ("^##+$", "列宽不足，只导出了 #；请在原表加宽该列后重新导出"),
    ("\ufffd", "有损坏的字节，无法辨认；请重新导出后提交"),
    ("", "公式错误值，没有结果；请在原表改正公式，重新计算后保存"),
)
Values = pa.Array | pa.ChunkedArray
#: Cells looked at to see whether a column repeats itself.
SAMPLE = 5_000


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
class Cells:
    """One column, row by row.

    value   typed; null where there is none            reason  why a cell that holds something has no value; null where that is well
    empty   whether a cell says nothing                extra   further columns of the ledger filled from the same cells
    warned  what to tell → in which rows
    """

    value: Values
    empty: Values
    reason: Values | None = None
    extra: dict[str, Values] = field(default_factory=dict)
    warned: dict[str, Values] = field(default_factory=dict)

    def each(self, function: Callable[[Values], Values]) -> Cells:
        """With `function` applied to every part."""
        parts = ({name: function(part) for name, part in found.items()} for found in (self.extra, self.warned))
        return Cells(function(self.value), function(self.empty), None if self.reason is None else function(self.reason), *parts)


def cells_of(connection: duckdb.DuckDBPyConnection, source: Source, table: pa.Table) -> Cells:
    """Type what `source` reads of a table (columns row, c0, c1, …)."""
    texts = texts_of(source, table).cast(pa.string()).combine_chunks()
    if not _repeat(texts):
        return _typed(connection, source, texts)
    different = texts.dictionary_encode()
    cells = _typed(connection, source, different.dictionary).each(lambda part: part.take(different.indices))
    return replace(cells, empty=pc.fill_null(cells.empty, True))


def _repeat(texts: pa.Array) -> bool:
    """Whether a text most often stands in several of the cells: then each is looked at once."""
    sample = texts.take(pa.array(np.arange(0, len(texts), len(texts) // SAMPLE + 1)))
    return len(sample.unique()) * 2 < len(sample)


def _typed(connection: duckdb.DuckDBPyConnection, source: Source, texts: pa.Array) -> Cells:
    kind = source.column.arrow
    looked_at = source.doubt or source.points
    values = pa.nulls(len(texts), kind) if looked_at else plain(texts, source.column, source.unit)
    odd = pc.and_(pc.is_null(values), pc.is_valid(texts))
    found = texts.filter(odd).dictionary_encode()
    if not len(found):
        return Cells(values, pc.is_null(texts))
    cells = _cleaned(connection, source, found.dictionary).each(lambda part: part.take(found.indices))
    spread = cells.each(lambda part: pc.replace_with_mask(pa.nulls(len(texts), part.type), odd, part))
    return replace(
        spread,
        value=pc.replace_with_mask(values, odd, cells.value.cast(kind)),
        empty=pc.replace_with_mask(pc.is_null(texts), odd, cells.empty),
    )


def _cleaned(connection: duckdb.DuckDBPyConnection, source: Source, texts: pa.Array) -> Cells:
    """What the cleaner makes of each text."""
    column = source.column
    tidy = clean.tidy(texts, column.type)
    valueless = _valueless(tidy)
    tidy, empty = pc.if_else(pc.is_valid(valueless), None, tidy), pc.is_null(tidy)
    if tidy.null_count == len(tidy):
        return Cells(tidy, empty, valueless)
    asked = {"row": pa.array(range(len(tidy))), clean.TEXT: clean.without_points(tidy) if source.points else tidy}
    if column.type == "category" and column.values:
        asked[clean.CATEGORY] = wordings.canonical(tidy, column)
    cleaned = cleaner(source)
    found = clean.run(connection, pa.table(asked), cleaned)
    reason = pc.coalesce(valueless, found["reason"])
    extra = {name: found[name] for name in cleaned.extra}
    warned = {text: found[f"warn_{number}"] for number, text in enumerate(cleaned.warnings)}
    return Cells(found["value"], empty, reason, extra, warned).each(_whole)


def _whole(part: Values) -> pa.Array:
    return part.combine_chunks() if isinstance(part, pa.ChunkedArray) else part


def cleaner(source: Source) -> clean.Cleaned:
    """What a column's type makes of its texts, in its unit, within what its contract holds plausible."""
    cleaned = _within(CLEANERS[source.column.type](source.column, source.unit), source.column)
    if not source.doubt:
        return cleaned
    doubtful = f"coalesce({source.doubt.format(number=f'abs(TRY_CAST({clean.TEXT} AS DOUBLE))', text=clean.TEXT)}, false)"
    return replace(
        cleaned,
        value=f"CASE WHEN NOT {doubtful} THEN {cleaned.value} END",
        reason=f"CASE WHEN {doubtful} THEN {clean.quote(UNLIKE)} ELSE {cleaned.reason} END",
        extra={name: f"CASE WHEN NOT {doubtful} THEN {value} END" for name, value in cleaned.extra.items()},
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
        raw = clean_dates.joined(
            raw.cast(pa.string()), table[f"c{source.part.index}"].cast(pa.string()), source.part.text + source.header.text
        )
    return raw


def _valueless(text: pa.ChunkedArray) -> pa.ChunkedArray | pa.Array:
    here = pc.fill_null(pc.match_substring_regex(text, NO_VALUE), False)
    if not pc.any(here).as_py():
        return pa.nulls(len(text), pa.string())
    why = pa.scalar(None, pa.string())
    for pattern, reason in reversed(VALUELESS):
        why = pc.if_else(pc.fill_null(pc.match_substring_regex(text, pattern), False), reason, why)
    return pc.if_else(here, why, pa.scalar(None, pa.string()))

"""Rows of one table → typed rows of one ledger, and the rows that can not be typed, with column, original text and reason."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace

import duckdb
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from auditlib.contracts import Column, Ledger
from auditlib.intake import clean, clean_dates, clean_identity, clean_numbers, clean_periods
from auditlib.intake.headers import Header
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
REQUIRED = "必填为空"
BEYOND = "超出合理范围（该列允许 {}）；请核对是否错列（如账号填入金额）或错单位（如元、万元），改正后重新提交；确属实的，放宽 parameters/ledgers/ 中该列的 plausible 后重新运行"
_DATES = {"date", "snapshot"}


@dataclass(frozen=True)
class Source:
    """How a ledger's column is fed from a table: by a header, or by one text for all rows.

    `unit`: of header or unit row. `part`: a period's second header, as 季度 beside 年度.
    """

    column: Column
    header: Header | None
    constant: str | None = None
    unit: str | None = None
    part: Header | None = None


@dataclass(frozen=True)
class Typed:
    """Kept rows (ledger columns and `row`), refused values (row, column, original, reason), rows without content, warnings."""

    kept: pa.Table
    refused: pa.Table
    no_content: pa.Array
    warnings: dict[tuple[str, str], int]


REFUSED = pa.schema([("row", pa.int32()), ("column", pa.string()), ("original", pa.string()), ("reason", pa.string())])


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
    tidy = _tidy(sources, table)
    empty = _without_content(ledger, tidy)
    no_content = table["row"].filter(empty)
    tidy = tidy.filter(pc.invert(empty))
    cleaned = {source.column.name: _cleaner(source, tidy) for source in sources}
    originals = [f"r_{source.column.name}" for source in sources]
    result = in_order(clean.run(connection, tidy, cleaned, ["row", *originals]).to_arrow_table())
    refused = _refused(result, sources)
    bad = pc.is_in(result["row"], value_set=refused["row"].combine_chunks())
    kept = result.filter(pc.invert(bad))
    warnings = {key: pc.sum(result[f"warn_{n}"]).as_py() or 0 for n, key in enumerate(clean.warnings_of(cleaned))}
    return Typed(kept, refused, no_content, {key: count for key, count in warnings.items() if count})


def _cleaner(source: Source, tidy: pa.Table) -> clean.Cleaned:
    t = f"t_{source.column.name}"
    if pa.types.is_date(tidy.schema.field(t).type) and source.column.type in _DATES:
        return _within(clean.Cleaned(t), source.column)
    if tidy[t].null_count == tidy.num_rows:
        return _nothing(source.column)
    return cleaner(t, source.column, source.unit)


def cleaner(t: str, column: Column, unit: str | None) -> clean.Cleaned:
    """What a column's type makes of its texts, within what its contract holds plausible."""
    return _within(CLEANERS[column.type](t, column, unit), column)


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
        warnings=cleaned.warnings | {f"「{column.header}」超出合理范围（{allowed}），已隔离": beyond},
    )


def _nothing(column: Column) -> clean.Cleaned:
    """A column with no text at all: exports have many, and planning their expressions costs more than running them."""
    notes = [f"{column.name}_note"] if column.type == "identity" else []
    return clean.Cleaned("NULL", extra=dict.fromkeys([*notes, *column.into, *([column.part] if column.part else [])], "NULL"))


def _tidy(sources: list[Source], table: pa.Table) -> pa.Table:
    columns = {"row": table["row"]}
    for source in sources:
        name, kind = source.column.name, source.column.type
        if source.header is None:
            raw = pa.chunked_array([pa.repeat(pa.scalar(source.constant), table.num_rows)])
        else:
            raw = table[f"c{source.header.index}"]
        if source.part:
            raw = clean_periods.joined(
                raw.cast(pa.string()), table[f"c{source.part.index}"].cast(pa.string()), source.part.text + source.header.text
            )
        typed_dates = pa.types.is_date(raw.type) and kind in _DATES
        columns[f"r_{name}"] = raw.cast(pa.string())
        columns[f"t_{name}"] = raw if typed_dates else clean.tidy(raw.cast(pa.string()), kind)
    return pa.table(columns)


def _without_content(ledger: Ledger, tidy: pa.Table) -> pa.ChunkedArray:
    """Rows in which everything is empty, or nil, that makes a row one of this ledger."""
    empty = None
    for name in ledger.row_if:
        if f"t_{name}" in tidy.column_names:
            column = tidy[f"t_{name}"]
            here = pc.is_null(column)
            if ledger.columns[name].type == "money":
                here = pc.or_(here, pc.fill_null(pc.match_substring_regex(column, r"^0+(\.0+)?$"), False))
            empty = here if empty is None else pc.and_(empty, here)
    return empty if empty is not None else pc.is_null(tidy["row"])


def _refused(result: pa.Table, sources: list[Source]) -> pa.Table:
    parts = []
    for source in sources:
        name = source.column.name
        reason = result[f"why_{name}"].cast(pa.string())
        if source.column.required:
            reason = pc.if_else(_absent(result, source.column), pc.coalesce(reason, pa.scalar(REQUIRED)), reason)
        here = pc.is_valid(reason)
        if pc.any(here).as_py():
            rows = pa.table([result["row"], pa.repeat(name, result.num_rows), result[f"r_{name}"], reason], schema=REFUSED)
            parts.append(rows.filter(here))
    return pa.concat_tables(parts).sort_by([("row", "ascending"), ("column", "ascending")]) if parts else REFUSED.empty_table()


def _absent(result: pa.Table, column: Column) -> pa.ChunkedArray:
    """Nothing there. A number that can not be matched is there: its note says what is wrong."""
    if column.type == "period":
        return pc.and_(*(pc.is_null(result[name]) for name in column.into))
    if column.type == "identity":
        return pc.and_(pc.is_null(result[column.name]), pc.is_null(result[f"{column.name}_note"]))
    return pc.is_null(result[column.name])

"""Text → typed values, as table expressions: every type gives a value, or a reason why there is none.

A cleaner says in SQL what becomes of the column TEXT, tidy text (NFKC, trimmed, null where blank): in stages, each of which uses the
columns of those before, because DuckDB copies an expression wherever it is used. Nothing here looks at a row in Python.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from auditlib.columns import Column
from auditlib.outside import INVISIBLE

#: Written for "nothing", in any column.
BLANK = ["", "-", "--", "---", "—", "——", "/", "//", "\\", "NULL", "null", "Null", "None", "NaN", "nan", "N/A", "n/a", "."]
#: Written for "nothing", except where they are an answer (有/无) or a placeholder worth a note (identity).
NOTHING = ["无", "暂无", "空", "空白", "没有"]
#: Why a wording of a category or boolean column has no value.
UNKNOWN = "写法不在该列的类别之内"
#: What cleaners call the texts they look at, and the category that the wordings of the contract give each.
TEXT, CATEGORY = "t", "category"
#: A number whose thousands are marked by points and whose fraction by a comma, or which may be one.
POINTED = r"^[+-]?\d{1,3}(\.\d{3})*(,\d+)?(元|万元)?$"


@dataclass(frozen=True)
class Cleaned:
    """How one column is typed. `value` and `reason` are SQL over the last stage; `reason` is null where the value is fine.

    extra     further columns of the ledger filled from the same cells (notes, the days of a period)
    warnings  what to tell once per sheet, with the condition that counts it
    """

    value: str
    reason: str = "NULL"
    stages: tuple[dict[str, str], ...] = ()
    extra: dict[str, str] = field(default_factory=dict)
    warnings: dict[str, str] = field(default_factory=dict)


#: A cleaner: (contract, unit of header or unit row) → Cleaned
Cleaner = Callable[[Column, str | None], Cleaned]


def quote(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"


def fits(expression: str, pattern: str) -> str:
    """SQL: a text fits a pattern from its first to its last character."""
    return f"regexp_full_match({expression}, {quote(pattern)})"


def tidy(column: pa.ChunkedArray | pa.Array, kind: str) -> pa.ChunkedArray | pa.Array:
    """Text as the cleaners expect it: NFKC, nothing invisible, trimmed, no leading apostrophe, null where it says nothing."""
    if not pa.types.is_string(column.type):
        return column
    if not pc.all(pc.ascii_is_printable(column), skip_nulls=True).as_py():
        column = pc.utf8_normalize(column, "NFKC")
        column = pc.replace_substring_regex(column, f"[{INVISIBLE}]", "")
    column = pc.utf8_trim_whitespace(pc.utf8_ltrim(pc.utf8_trim_whitespace(column), "'‘’`"))
    says_nothing = BLANK if kind in ("boolean", "identity") else BLANK + NOTHING
    return pc.if_else(pc.is_in(column, value_set=pa.array(says_nothing)), None, column)


def without_points(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Numbers written 1.234,56 as 1234.56; other texts as they are."""
    plain = pc.replace_substring(pc.replace_substring(column, ".", ""), ",", ".")
    return pc.if_else(pc.fill_null(pc.match_substring_regex(column, POINTED), False), plain, column)


def run(connection: duckdb.DuckDBPyConnection, texts: pa.Table, cleaned: Cleaned) -> pa.Table:
    """Type texts (columns row, TEXT, and CATEGORY for a cleaner that asks for it), in order of `row`.

    Returns `value`, `reason`, the extras, and `warn_<n>` for the conditions of `warnings`.
    """
    sql = "SELECT * FROM tidy_texts"
    for stage in cleaned.stages:
        sql = f"SELECT *, {', '.join(f'{expression} AS {name}' for name, expression in stage.items())} FROM ({sql})"
    outputs = {"value": cleaned.value, "reason": f"CAST({cleaned.reason} AS VARCHAR)", **cleaned.extra}
    outputs |= {f"warn_{number}": condition for number, condition in enumerate(cleaned.warnings.values())}
    connection.register("tidy_texts", texts)
    found = connection.sql(
        f"SELECT {', '.join(f'{expression} AS {name}' for name, expression in outputs.items())} FROM ({sql}) ORDER BY row"
    )
    table = found.to_arrow_table().combine_chunks()
    connection.unregister("tidy_texts")
    return table

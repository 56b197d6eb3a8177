"""Workbooks of the data request (auditlib.request) that come back: their covers and unfilled sheets hand nothing in."""

from collections.abc import Sequence
from functools import reduce

import pyarrow as pa
import pyarrow.compute as pc

#: The first cell of a cover sheet, and what stands for the running number of a row that shows how to fill in.
COVER, EXAMPLE = "审计资料填报说明", "示例"
#: What the intake report says of them. A ledger without rows would mean that there is nothing to report, which somebody has to say.
COVERED = "资料需求的填报说明，不含资料"
UNFILLED = "填报表没有填写（只有示例行），不算提交"


def empty_form(table: pa.Table, spans: Sequence[tuple[int, int]]) -> str | None:
    """Why a sheet hands nothing in: it is a cover, or has only examples in the rows of its tables (``spans``: first, end)."""
    first = table["c0"]
    if not pa.types.is_string(first.type) or not table.num_rows:
        return None
    if first[0].as_py() == COVER:
        return COVERED
    shown = pc.equal(first, EXAMPLE)
    if not pc.any(shown).as_py():
        return None
    filled = reduce(pc.or_, (column.is_valid() for column in table.columns[1:]))
    rows, examples = (sum(pc.sum(kind.slice(start, end - start)).as_py() or 0 for start, end in spans) for kind in (filled, shown))
    return UNFILLED if rows == examples > 0 else None


def examples(table: pa.Table, column: str) -> int:
    """How many rows have the mark of an example in place of their running number."""
    return pc.sum(pc.equal(table[column], EXAMPLE)).as_py() or 0 if pa.types.is_string(table.schema.field(column).type) else 0

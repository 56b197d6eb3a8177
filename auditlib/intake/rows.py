"""What each row of a table is: data, total, note or blank. Table expressions over the text as received."""

from __future__ import annotations

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from auditlib.intake.forms import EXAMPLE
from auditlib.intake.layout import Block

#: Separates cells where a row is looked at as one text.
CELL = "\x1f"
#: A total or a signature stands in the first columns.
FRONT = 8

#: White space as people type it: RE2's own class knows neither the full-width space nor NBSP.
_S = r"[\s\x{3000}\x{00A0}]*"

_TOTAL = "|".join(
    [
        rf"{CELL}(本页|本村|本镇|本户|本组|本批|本月|本年|全[县区市镇乡村])?[合小总累共]{_S}计[:：]?{_S}{CELL}",
        rf"^{CELL}(本页|本村|本镇)?[合小总累共]{_S}计",
        rf"^{CELL}[^{CELL}]{{1,20}}[合小总累共]{_S}计[:：]?{_S}{CELL}",
        rf"^{CELL}其{_S}中",
    ]
)
_ROLE = r"(制表|审核|复核|初审|负责|填表|填报|统计|经办|主管|分管|单位|报账|记账|出纳|会计|签字|签章|盖章|联系|监督)"
_NOTE = "|".join(
    [
        rf"{CELL}{_S}(单位|村|镇|部门|财务|科室|分管)?{_ROLE}(人|员|领导|单位|部门|日期|时间|电话|意见)?(签字|签章|签名)?([(（][^)）]*[)）])?{_S}[:：]",
        rf"^{CELL}{_S}(注|备注|说明|附注|填表说明|填报说明|注意){_S}(\d|[一二三])?{_S}[:：、.]",
        rf"^{CELL}{_S}{EXAMPLE}{_S}{CELL}",
        rf"^{CELL}{_S}(第{_S}\d+{_S}页|共{_S}\d+{_S}页|以下空白|以下无正文)",
        rf"^{CELL}{_S}[—-]?{_S}\d+{_S}[—/-]{_S}\d+{_S}[—-]?{_S}{CELL}$",
    ]
)


def classify(connection: duckdb.DuckDBPyConnection, block: Block, table: pa.Table, identities: list[int], covered: pa.Array) -> pa.Array:
    """data, total, note or blank per row of `table` (columns row, c0, c1, …), in its order.

    A row with one cell only is a section title, unless that cell stands in a column of `identities`, or the row is
    `covered` by cells merged from above, which are its own.
    """
    columns = [name for name in table.column_names if name != "row"]
    cells = [name if pa.types.is_string(table.schema.field(name).type) else f"CAST({name} AS VARCHAR)" for name in columns]
    filled = " + ".join(f"({name} IS NOT NULL)::INT" for name in columns)
    alone = " AND ".join([f"c{index} IS NULL" for index in identities if f"c{index}" in columns] or ["true"])
    table = table.append_column("covered", covered)
    front = ", ".join(cells[:FRONT])
    whole = f"concat_ws(chr(31), {', '.join(cells)})" if block.repeated else "NULL"
    sections = "filled = 1 AND alone AND NOT covered" if len(block.headers) > 2 else "false"
    sql = f"""
        SELECT CASE
            WHEN filled = 0 THEN 'blank'
            WHEN list_contains($repeated, whole) THEN 'note'
            WHEN regexp_matches(front, $total) THEN 'total'
            WHEN regexp_matches(front, $note) THEN 'note'
            WHEN {sections} THEN 'note'
            ELSE 'data' END AS kind, "row"
        FROM (
            SELECT "row", covered, {filled} AS filled, {alone} AS alone, {whole} AS whole,
                chr(31) || concat_ws(chr(31), {front}) || chr(31) AS front
            FROM block_rows)"""
    connection.register("block_rows", table)
    values = {"repeated": sorted(block.repeated) or [""], "total": _TOTAL, "note": _NOTE}
    kinds = in_order(connection.execute(sql, values).to_arrow_table())["kind"]
    connection.unregister("block_rows")
    return kinds.combine_chunks()


def in_order(found: pa.Table) -> pa.Table:
    """What the engine found, by its column `row` and in one piece: several threads give rows in any order, and as many pieces as they like."""
    row = found["row"].combine_chunks()
    if not pc.all(pc.less(row[:-1], row[1:])).as_py():
        found = found.sort_by("row")
    return found.combine_chunks()

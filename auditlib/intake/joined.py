"""One column that holds what a ledger keeps in two: under 学段/年级 stand 小学/三年级, 小学三年级 or 初中."""

import re
from dataclasses import replace

import pyarrow as pa
import pyarrow.compute as pc

from auditlib.columns import Column
from auditlib.intake.headers import JOINED
from auditlib.intake.typed_cells import Source


def separated(table: pa.Table, sources: list[Source]) -> tuple[pa.Table, list[Source]]:
    """The table with a column of its own for each part of a joined header, and the sources that read them.

    A cell with as many parts as the header is taken apart. In any other the category is the first of its words that the cell
    names, and a text is what then is left; where the cell names none, it stands for both as it is, and typing says what it makes of it.
    """
    result = []
    for source in sources:
        if source.header is None or source.header.part is None:
            result.append(source)
            continue
        beside = [s.column for s in sources if s.header and s.header.index == source.header.index and s.column.type == "category"]
        cells = table[f"c{source.header.index}"].cast(pa.string())
        index = table.num_columns - 1
        table = table.append_column(f"c{index}", _part(cells, source, beside))
        result.append(replace(source, header=replace(source.header, index=index)))
    return table, result


def _part(cells: pa.ChunkedArray, source: Source, categories: list[Column]) -> pa.ChunkedArray:
    texts = {cell: _of_cell(cell, source, categories) for cell in cells.unique().to_pylist() if cell is not None}
    if not texts:
        return cells
    places = pc.index_in(cells, value_set=pa.array(list(texts), pa.string()))
    return pc.take(pa.array(list(texts.values()), pa.string()), places)


def _of_cell(cell: str, source: Source, categories: list[Column]) -> str | None:
    parts = [part.strip() for part in JOINED.split(cell)]
    if len(parts) == source.header.of and all(parts):
        return parts[source.header.part]
    words = sorted((word for column in categories for word in column.canonical), key=len, reverse=True)
    found = re.search("|".join(map(re.escape, words)), cell) if words else None
    if found is None:
        return cell
    if source.column.type == "category":
        return found.group()
    return cell.replace(found.group(), "", 1).strip() or cell

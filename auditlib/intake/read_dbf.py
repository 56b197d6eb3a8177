"""Tables of FoxPro and dBASE (.dbf), as older systems of finance, social security and statistics export them.

Numbers and days stay as they are written, digit by digit. Deleted records, memos, which another file keeps, and texts whose last character
the width of their field cuts in two are told.
"""

import os
import struct
from decimal import Decimal
from pathlib import Path
from typing import Any

from dbfread import DBF, FieldParser

from auditlib.errors import IntakeError
from auditlib.intake.grids import BROKEN, Grid, lay_out
from auditlib.intake.guard import DAMAGED, TRUNCATED
from auditlib.intake.read_text import is_mostly_utf8
from auditlib.outside import shown

#: Kinds of fields: the number of a memo, the program's own flags, and what is written as text of its own.
_MEMOS, _FLAGS, _TEXTS, _WRITTEN = "MGP", "0", "CV", "NFD"
_DELETED = "有 {:,} 条记录打了删除标记，未读入；仍然有效的，请在原软件中恢复后重新导出"
_MEMO = "备注型字段「{}」的内容存在另一个文件（.fpt、.dbt）里，未读入；需要时请在原软件中导出为 .xlsx 后提交"
_CUT = "「{}」有 {:,} 格的文字超出字段宽度，末尾被截去，请核对"
_MORE = "文件头写有 {:,} 条记录，实有 {:,} 条，都已读入，请核对"


class _Shown(FieldParser):
    """Values as the cells of a sheet: what is written as text stays as it is written, a value that makes no sense is broken."""

    def parse(self, field: Any, data: bytes) -> Any:
        if field.type in _WRITTEN:
            return data.decode("ascii", "replace").strip(" \0")
        try:
            value = super().parse(field, data)
        except (ValueError, OverflowError, struct.error):
            return BROKEN
        return "" if field.type in _MEMOS + _FLAGS else str(value) if isinstance(value, Decimal) else value


def read(path: Path, folder: Path) -> list[Grid]:
    """The one sheet of a file: its first row are the names of the fields, record n is row n + 1. Raises IntakeError."""
    data = path.read_bytes()
    # the byte that names the encoding is wrong as often as right
    encoding = "utf-8" if is_mostly_utf8(data) else "gb18030"
    try:
        table = DBF(
            os.fspath(path),
            encoding,
            ignorecase=False,
            parserclass=_Shown,
            recfactory=lambda items: [value for _, value in items],
            ignore_missing_memofile=True,
            char_decode_errors="replace",
        )
        table.memofilename = None
        start, size, count = table.header.headerlen, table.header.recordlen, table.header.numrecords
        if size != 1 + sum(field.length for field in table.fields):
            raise IntakeError(DAMAGED)
        rows = [[name.strip(BROKEN) for name in table.field_names], *table]
    except (ValueError, struct.error):
        raise IntakeError(DAMAGED) from None
    if len(data) < start + size * count:
        raise IntakeError(TRUNCATED)
    marks = data[start::size].partition(b"\x1a")[0].rstrip(b"\0")
    numbers = [1, *(number for number, mark in enumerate(marks, 2) if mark == ord(" "))]
    told = [_MORE.format(count, len(marks))] if len(marks) > count else []
    told += [_DELETED.format(len(marks) + 1 - len(rows))] if len(marks) >= len(rows) else []
    told += [_MEMO.format(shown(name)) for name, field in zip(rows[0], table.fields, strict=True) if field.type in _MEMOS]
    told += _cut(table, rows)
    return [lay_out(path.stem, folder / "0.arrow", rows, numbers, warnings=told)]


def _cut(table: DBF, rows: list[list[Any]]) -> list[str]:
    """Take the half characters from the ends of texts; what to tell of it."""
    told = []
    for place, field in enumerate(table.fields):
        if field.type in _TEXTS and (cut := [row for row in rows[1:] if row[place].endswith(BROKEN)]):
            for row in cut:
                row[place] = row[place].removesuffix(BROKEN)
            told.append(_CUT.format(shown(rows[0][place]), len(cut)))
    return told

"""Workbooks that auditlib writes: what somebody put into a cell stays text, and a file that is open in Excel is told as what it is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import xlsxwriter
from xlsxwriter.exceptions import FileCreateError

from auditlib.errors import AuditError
from auditlib.outside import readable

#: A cell of an auditee that begins with = is no formula, one that begins with http no link.
PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@contextmanager
def workbook(path: Path, **options: object) -> Iterator[xlsxwriter.Workbook]:
    """A new workbook, there as a whole when the block ends, or not at all. ``options``: further ones of xlsxwriter.

    Raises AuditError when it can not be written there.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        with xlsxwriter.Workbook(str(part), PLAIN | options) as book:
            yield book
        part.replace(path)
    except (FileCreateError, PermissionError):
        with suppress(OSError):
            part.unlink()
        raise AuditError(f"{readable(path.name)}: can not be written; close it in Excel or WPS, or choose another folder, then give the same command again") from None

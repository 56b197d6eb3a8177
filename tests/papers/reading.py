"""What a paper says, read back by python-docx and openpyxl."""

from __future__ import annotations

import io
import zipfile

import openpyxl
from docx import Document


def word(content: bytes):
    return Document(io.BytesIO(content))


def lines(content: bytes) -> str:
    """Every text of a Word paper, in its order: paragraphs and cells, then header and footer."""
    document = word(content)
    texts = []
    for item in document.iter_inner_content():
        texts += [item.text] if hasattr(item, "runs") else [cell.text for row in item.rows for cell in row.cells]
    section = document.sections[0]
    return "\n".join([*texts, *(p.text for part in (section.header, section.footer) for p in part.paragraphs)])


def beside(content: bytes, label: str) -> str:
    """What stands beside a label."""
    return next(
        row.cells[1].text for table in word(content).tables for row in table.rows if len(row.cells) == 2 and row.cells[0].text == label
    )


def rows(content: bytes, *headers: str) -> list[list[str]]:
    """The rows of the table with these headers."""
    for table in word(content).tables:
        cells = [[cell.text for cell in row.cells] for row in table.rows]
        if cells and cells[0] == [*headers]:
            return cells[1:]
    raise LookupError(headers)


def sheet(content: bytes):
    return openpyxl.load_workbook(io.BytesIO(content)).worksheets[0]


def listed(content: bytes) -> list[dict[str, object]]:
    """The rows of a list in Excel by its headers, the totals last."""
    head, *below = [[cell.value for cell in row] for row in sheet(content).iter_rows(min_row=3)]
    return [dict(zip(head, row, strict=True)) for row in below]


def everything(content: bytes) -> str:
    """The text of all parts of the file."""
    with zipfile.ZipFile(io.BytesIO(content)) as files:
        return "\n".join(files.read(name).decode("utf-8", "replace") for name in files.namelist())

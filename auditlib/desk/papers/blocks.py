"""What a template is put together of: the page, titles, labels with fields, tables in loops. Plain tables, no merged cells: WPS shows them otherwise."""

from __future__ import annotations

from collections.abc import Sequence

from docx.document import Document as Word
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.table import Table
from docx.text.paragraph import Paragraph

BODY, HEAD, LATIN = "仿宋", "黑体", "Times New Roman"
#: What Word and WPS take where a font is not there.
STAND_INS = {BODY: "仿宋_GB2312,FangSong,STFangsong,Noto Serif CJK SC", HEAD: "SimHei,STHeiti,Noto Sans CJK SC"}
#: Left, right: room for the binding; all in cm.
MARGINS = {"left_margin": 2.6, "right_margin": 2.2, "top_margin": 2.4, "bottom_margin": 2.0}
#: Fields of numbers, which stand to the right.
NUMBERS = ("amount", "count", "rows", "kept", "quarantined")


def page(word: Word) -> None:
    """A4 upright, 仿宋 of twelve points, and what stands in for fonts that are not there."""
    section = word.sections[0]
    section.page_width, section.page_height = Cm(21.0), Cm(29.7)
    for name, size in MARGINS.items():
        setattr(section, name, Cm(size))
    style = word.styles["Normal"]
    style.font.name, style.font.size = LATIN, Pt(12)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), BODY)
    style.paragraph_format.space_after = Pt(0)
    table = next(part for part in word.part.package.iter_parts() if part.partname == "/word/fontTable.xml")
    fonts = "".join(f'<w:font w:name="{name}"><w:altName w:val="{stand_ins}"/></w:font>' for name, stand_ins in STAND_INS.items())
    table._blob = table.blob.replace(b"</w:fonts>", f"{fonts}</w:fonts>".encode())


def wide(word: Word) -> None:
    """A4 lying, for lists."""
    section = word.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = section.page_height, section.page_width


def foot(word: Word) -> None:
    """密级 above; below who took it out, and 第 x 页 共 y 页."""
    section = word.sections[0]
    above = section.header.paragraphs[0]
    above.alignment = ALIGN.RIGHT
    _run(above, "{{ notice }}", 9)
    below = section.footer.paragraphs[0]
    below.alignment = ALIGN.CENTER
    _pages(below, 9)
    mark = section.footer.add_paragraph()
    mark.alignment = ALIGN.CENTER
    _run(mark, "{{ exported }}", 8)


def _run(paragraph: Paragraph, text: str, size: float = 12, font: str = BODY) -> None:
    run = paragraph.add_run(text)
    run.font.name, run.font.size = LATIN, Pt(size)
    run._r.rPr.rFonts.set(qn("w:eastAsia"), font)


def _pages(paragraph: Paragraph, size: float) -> None:
    """第 x 页 共 y 页, which Word and WPS count."""
    for text, field in (("第 ", "PAGE"), (" 页 共 ", "NUMPAGES"), (" 页", "")):
        _run(paragraph, text, size)
        if field:
            simple = OxmlElement("w:fldSimple")
            simple.set(qn("w:instr"), field)
            _run(paragraph, "1", size)  # until somebody counts the pages
            simple.append(paragraph.runs[-1]._r)
            paragraph._p.append(simple)


def title(word: Word, text: str) -> None:
    paragraph = word.add_paragraph()
    paragraph.alignment = ALIGN.CENTER
    paragraph.paragraph_format.space_after = Pt(6)
    _run(paragraph, text, 20, HEAD)


def heading(word: Word, text: str) -> None:
    paragraph = word.add_paragraph()
    paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(8), Pt(3)
    paragraph.paragraph_format.keep_with_next = True
    _run(paragraph, text, 12, HEAD)


def paragraphs(word: Word, *texts: str, align: ALIGN | None = None, size: float = 12) -> None:
    for text in texts:
        paragraph = word.add_paragraph()
        paragraph.alignment = align
        _run(paragraph, text, size)


def pairs(word: Word, *rows: tuple[str, str], together: bool = False) -> None:
    """Labels and what stands beside them. ``together``: on one page, for signatures."""
    table = _table(word, (4.2, 12.0))
    for no, (label, value) in enumerate(rows, 1):
        for cell, text, font in zip(table.add_row().cells, (label, value), (HEAD, BODY), strict=True):
            _cell(cell.paragraphs[0], text, font)
            cell.paragraphs[0].paragraph_format.keep_with_next = together and no < len(rows)


def listing(word: Word, name: str, columns: dict[str, tuple[str, float]], more: dict[str, str] | None = None) -> None:
    """A table of rows: header on every page, one row in a loop. ``columns``: field → header and width in cm; ``more``: field → what its cell says."""
    table = _table(word, [width for _, width in columns.values()])
    head = table.add_row()
    repeat = OxmlElement("w:tblHeader")
    head._tr.get_or_add_trPr().append(repeat)
    for cell, (label, _) in zip(head.cells, columns.values(), strict=True):
        _cell(cell.paragraphs[0], label, HEAD)
    _cell(table.add_row().cells[0].paragraphs[0], f"{{%tr for row in {name} %}}", BODY)
    for cell, field in zip(table.add_row().cells, columns, strict=True):
        _cell(cell.paragraphs[0], (more or {}).get(field, f"{{{{ row.{field} }}}}"), BODY)
        if field.endswith(NUMBERS):
            cell.paragraphs[0].alignment = ALIGN.RIGHT
    _cell(table.add_row().cells[0].paragraphs[0], "{%tr endfor %}", BODY)
    word.add_paragraph().paragraph_format.line_spacing = Pt(6)


def _table(word: Word, widths: Sequence[float]) -> Table:
    table = word.add_table(0, len(widths), "Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Cm(width)
    return table


def _cell(paragraph: Paragraph, text: str, font: str) -> None:
    _run(paragraph, text, 10.5, font)

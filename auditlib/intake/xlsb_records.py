"""The sheets of an .xlsb, from its records: merged ranges, errors, formulas that nobody calculated, numbers with digit-carrying formats."""

import zipfile
from collections.abc import Iterator

from auditlib.intake.overlay import ERRORS, Format, Overlay, format_of
from auditlib.intake.sheet_xml import members_of

ROW, MERGE, SHEET, FORMAT, STYLE = 0, 176, 156, 44, 47
NUMBERS, FAULTS = {2, 5, 9}, {3, 11}
FORMULA_TEXT, FORMULA_NUMBER, FORMULAS = 8, 9, {8, 9, 10, 11}
CALCULATION, ON_LOAD = 157, 24  # where the first bit says that all is to be calculated when Excel opens it
STYLES_BEGIN, STYLES_END = 617, 618


def overlays(archive: zipfile.ZipFile) -> dict[str, Overlay]:
    """What lies over the cells of each sheet, by its name."""
    members = members_of(archive, "xl/_rels/workbook.bin.rels")
    names, styles, sheets, on_load = archive.NameToInfo, _styles(archive), {}, False
    for kind, data in _records(archive.read("xl/workbook.bin")):
        if kind == SHEET:
            relation, after = _text(data, 8)
            part = members.get(relation)
            if part in names:
                sheets[_text(data, after)[0]] = _Sheet(archive.read(part), styles)
        elif kind == CALCULATION and len(data) > ON_LOAD:
            on_load = bool(data[ON_LOAD] & 1)
    calculated = any(sheet.calculated for sheet in sheets.values())
    for sheet in sheets.values():
        for row, column in [*([] if calculated else sheet.blank), *(sheet.nought if on_load else [])]:
            sheet.overlay.cells[row][column] = "=公式"
    return {name: sheet.overlay for name, sheet in sheets.items()}


class _Sheet:
    """What lies over one sheet; where its formulas gave an empty text and where 0, and whether any gave something else."""

    def __init__(self, sheet: bytes, styles: dict[int, Format]):
        self.overlay, self.blank, self.nought, self.calculated, row = Overlay(), [], [], False, 0
        for kind, data in _records(sheet):
            column = _number(data, 0)
            if kind == ROW:
                row = column
            elif kind == MERGE:
                top, bottom, left, right = (_number(data, place) for place in (0, 4, 8, 12))
                self.overlay.merges.append((top, left, bottom, right))
            elif kind in FAULTS and len(data) > 8:
                self.overlay.cells[row][column] = ERRORS.get(data[8], "#REF!")
            elif kind in NUMBERS and (style := styles.get(int.from_bytes(data[4:7], "little"))):
                self.overlay.cells[row][column] = style
            if kind == FORMULA_TEXT and not _number(data, 8):
                self.blank.append((row, column))
            elif kind == FORMULA_NUMBER and data[8:16] == bytes(8):
                self.nought.append((row, column))
            elif kind in FORMULAS:
                self.calculated = True


def _styles(archive: zipfile.ZipFile) -> dict[int, Format]:
    """Cell styles whose number format carries digits, by the number that cells name them by."""
    codes: dict[int, Format | None] = {}
    styles: list[Format | None] = []
    inside = False
    for kind, data in _records(archive.read("xl/styles.bin")) if "xl/styles.bin" in archive.NameToInfo else ():
        if kind == FORMAT:
            codes[int.from_bytes(data[:2], "little")] = format_of(_text(data, 2)[0])
        elif kind == STYLE and inside:
            styles.append(codes.get(int.from_bytes(data[2:4], "little")))
        inside = kind == STYLES_BEGIN or (inside and kind != STYLES_END)
    return {number: style for number, style in enumerate(styles) if style}


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """(kind, content); both lengths are written seven bits a byte."""
    place = 0
    while place < len(data):
        kind, place = _varying(data, place, 2)
        length, place = _varying(data, place, 4)
        yield kind, data[place : place + length]
        place += length


def _varying(data: bytes, place: int, most: int) -> tuple[int, int]:
    number = 0
    for shift in range(most):
        byte = data[place] if place < len(data) else 0
        number |= (byte & 0x7F) << (7 * shift)
        place += 1
        if byte < 0x80:
            break
    return number, place


def _number(data: bytes, place: int) -> int:
    return int.from_bytes(data[place : place + 4], "little")


def _text(data: bytes, place: int) -> tuple[str, int]:
    """A counted text of UTF-16, and where it ends."""
    end = place + 4 + 2 * _number(data, place)
    return data[place + 4 : end].decode("utf-16-le", "replace"), end

"""The sheets of an .xls, from its records: errors and numbers with digit-carrying formats, which calamine does not give."""

from collections.abc import Iterator

from auditlib.intake import compound
from auditlib.intake.overlay import ERRORS, Format, Overlay, format_of

SHEET, FORMAT, STYLE = 0x85, 0x41E, 0xE0
NUMBER, RK, RKS, FAULT, FORMULA, FORMULA_2 = 0x203, 0x27E, 0xBD, 0x205, 0x06, 0x206
END = 0x0A
ERROR, EMPTY_TEXT = 2, 3  # values of a formula that are no number


def overlays(data: bytes) -> dict[str, Overlay]:
    """What lies over the cells of each sheet, by its name."""
    book = compound.stream(data, "Workbook")
    codes: dict[int, Format | None] = {}
    styles: list[int] = []
    starts: dict[str, int] = {}
    for kind, record in _records(book, 0):
        if kind == SHEET:
            starts[_text(record, 7, record[6] if len(record) > 6 else 0)] = int.from_bytes(record[:4], "little")
        elif kind == FORMAT:
            codes[_short(record, 0)] = format_of(_text(record, 4, _short(record, 2)))
        elif kind == STYLE:
            styles.append(_short(record, 2))
    known = {number: digits for number, code in enumerate(styles) if (digits := codes.get(code))}
    sheets = {name: _Sheet(book, start, known) for name, start in starts.items()}
    if not any(sheet.calculated for sheet in sheets.values()):
        for sheet in sheets.values():  # formulas that a program wrote and nobody calculated have an empty text as their value, all of them
            for row, column in sheet.blank:
                sheet.overlay.cells[row][column] = "=公式"
    return {name: sheet.overlay for name, sheet in sheets.items()}


class _Sheet:
    """What lies over one sheet; where its formulas gave an empty text, and whether any gave something else."""

    def __init__(self, book: bytes, start: int, styles: dict[int, Format]):
        self.overlay, self.blank, self.calculated = Overlay(), [], False
        for kind, record in _records(book, start):
            row, column, style = (_short(record, place) for place in (0, 2, 4))
            if kind in (NUMBER, RK) and style in styles:
                self.overlay.cells[row][column] = styles[style]
            elif kind == RKS:
                for place in range(4, len(record) - 2, 6):
                    if known := styles.get(_short(record, place)):
                        self.overlay.cells[row][column + (place - 4) // 6] = known
            elif kind == FAULT and record[7:8] == b"\1":
                self.overlay.cells[row][column] = ERRORS.get(record[6], "#REF!")
            elif kind in (FORMULA, FORMULA_2):
                self._formula(row, column, record, styles.get(style))

    def _formula(self, row: int, column: int, record: bytes, known: Format | None) -> None:
        special = record[6] if record[12:14] == b"\xff\xff" else None
        if special == EMPTY_TEXT:
            self.blank.append((row, column))
            return
        self.calculated = True
        if special == ERROR:
            self.overlay.cells[row][column] = ERRORS.get(record[8], "#REF!")
        elif special is None and known:
            self.overlay.cells[row][column] = known


def _records(book: bytes, place: int) -> Iterator[tuple[int, bytes]]:
    """(kind, content) up to the end of the part that begins at `place`.

    Charts within a sheet have parts of their own, which come after it.
    """
    while place + 4 <= len(book):
        kind, length = _short(book, place), _short(book, place + 2)
        yield kind, book[place + 4 : place + 4 + length]
        if kind == END:
            return
        place += 4 + length


def _text(record: bytes, place: int, length: int) -> str:
    """A text whose first byte says whether its characters have one byte or two."""
    if record[place : place + 1] in (b"\1", b"\x05"):
        return record[place + 1 : place + 1 + 2 * length].decode("utf-16-le", "replace")
    return record[place + 1 : place + 1 + length].decode("latin-1")


def _short(data: bytes, place: int) -> int:
    return int.from_bytes(data[place : place + 2], "little")

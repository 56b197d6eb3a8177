"""Pages of text and tables in the workbooks of a data request."""

from collections.abc import Sequence

from auditlib.excel import A4
from auditlib.outside import shown

#: Points of a line of text, and the most that a row may be high.
LINE, TALLEST = 15, 409
_EDGE = {"valign": "top", "border": 1, "border_color": "#BFBFBF", "text_wrap": True, "num_format": "@"}


class Page:
    """A page written from top to bottom; ``widths``: of its columns, in characters."""

    def __init__(self, book, name: str, widths: Sequence[int]):
        self.sheet, self.widths, self.row = book.add_worksheet(name), widths, 0
        self._bold, self._wrapped = book.add_format({"bold": True, "font_size": 14}), book.add_format({"text_wrap": True, "valign": "top"})
        self._head, self._cell = book.add_format(_EDGE | {"bold": True, "bg_color": "#D9E2EF"}), book.add_format(_EDGE)
        for place, width in enumerate(widths):
            self.sheet.set_column(place, place, width)
        self.sheet.set_landscape()
        self.sheet.set_paper(A4)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_footer(f"&L{name}&R第 &P 页 共 &N 页")

    def title(self, text: str) -> None:
        self.sheet.write_string(self.row, 0, shown(text), self._bold)
        self.row += 1

    def paragraph(self, text: str) -> None:
        """A line across all columns."""
        self.sheet.set_row(self.row, _height([text], [sum(self.widths)]))
        self.sheet.merge_range(self.row, 0, self.row, len(self.widths) - 1, shown(text), self._wrapped)
        self.row += 1

    def table(self, head: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
        """A table with an empty line below it."""
        for number, cells in enumerate([head, *rows]):
            texts = [shown(str(cell)) for cell in cells]
            self.sheet.set_row(self.row, _height(texts, self.widths))
            for place, text in enumerate(texts):
                self.sheet.write_string(self.row, place, text, self._cell if number else self._head)
            self.row += 1
        self.row += 1


def _height(texts: Sequence[str], widths: Sequence[int]) -> int:
    """So that wrapped text is seen whole without a click; a Chinese character is two wide."""
    return min(
        TALLEST,
        LINE * max(-(-sum(1 + (not c.isascii()) for c in text) // (width - 1)) or 1 for text, width in zip(texts, widths, strict=True)),
    )

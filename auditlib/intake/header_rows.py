"""Which rows of a sheet are headers: the first one, and those of further tables below it.

Start and depth of a header are chosen by trying them all and counting the headers that some ledger knows. A header that no
ledger knows is told by what stands around it: texts where the rows above and below have numbers.
"""

import re
from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from auditlib.intake.headers import Header, Vocabulary, header_key, is_header_cell
from auditlib.intake.titles import period_in
from auditlib.outside import plain

HEAD_ROWS = 30
MAX_DEPTH = 3
MIN_KNOWN = 2
#: Rows that may be headers are looked at one by one: no more than so many.
LOOKED_AT = 5_000
#: Cells looked at to see whether a column holds numbers.
SAMPLE = 200
_DIGIT = "[0-9０-９]"
Merge = tuple[int, int, int, int]
Row = list[str | None]

#: How headers end; names of people, villages and kinds of payment rarely do.
_ENDS = re.compile(
    r".*(号|号码|姓名|名称|日期|日|时间|金额?|额|费|资|款|数|量|价|率|类型|类别|性质|单位|地址|备注|标准|面积|情况|状态|年度|项目|卡|账户|电话|编码|代码|关系|原因|方式|等级|内容)"
)
_NOTHING = {"无", "-", "—", "/", "空", "不详", "未知", "暂无"}
_TITLE = re.compile(r"[表册单]$|名单|花名册|台账|明细|发放|补[贴助]|统计|情况")
_PAGE = re.compile(r"第\d+页|共\d+页|续表?\d*|[(),，]")


@dataclass(frozen=True)
class Place:
    """A header found: `depth` rows from `start`; `score` of its headers are known to some ledger."""

    start: int
    depth: int
    headers: list[Header]
    score: int

    @property
    def below(self) -> int:
        return self.start + self.depth

    @property
    def places(self) -> set[tuple[int, str]]:
        """Where which header stands: the same headers in another order are another table's."""
        return {(header.index, header.key) for header in self.headers}

    @property
    def good(self) -> bool:
        """Most of it is known: no row of data that happens to look like headers."""
        return self.score >= max(3, len(self.headers) // 2)


def rows_of(table: pa.Table, start: int, end: int) -> list[Row]:
    columns = [column.to_pylist() for column in table.slice(start, max(end - start, 0)).columns[1:]]
    return [list(row) for row in zip(*columns, strict=True)]


def first_header(table: pa.Table, merges: list[Merge], vocabulary: Vocabulary) -> Place | None:
    """The first good header in its best shape; else the best of the first rows; else one of known words further down."""
    head = rows_of(table, 0, HEAD_ROWS + MAX_DEPTH)
    last = min(len(head), HEAD_ROWS)
    for start in range(last):
        place = _best(head, range(start, start + 1), 0, merges, vocabulary)
        if place and place.good:
            return _best(head, range(start, min(start + MAX_DEPTH, last)), 0, merges, vocabulary)
    found = _best(head, range(last), 0, merges, vocabulary)
    return found or next(
        (place for row in _of_known_words(table, last, vocabulary) if (place := _around(table, row, last, merges, vocabulary)).good), None
    )


def headers_below(table: pa.Table, first: Place, merges: list[Merge], vocabulary: Vocabulary) -> list[Place]:
    """Different headers below `first`, from top to bottom; a header that repeats the one above it (a printed page) is none."""
    places = [first]
    candidates = {*_of_known_words(table, first.below, vocabulary), *_texts_among_numbers(table, first, vocabulary)}
    for row in sorted(candidates)[:LOOKED_AT]:
        last = places[-1]
        if row < last.below:
            continue
        here = {(index, header_key(cell)) for index, cell in enumerate(rows_of(table, row, row + 1)[0]) if cell}
        if here <= last.places:
            if _other_title(table, row, last):
                places.append(Place(row, 1, _flatten(rows_of(table, row, row + 1), row, merges), last.score))
        elif place := _different(table, row, last, merges, vocabulary):
            places.append(place)
    return places[1:]


def _of_known_words(table: pa.Table, start: int, vocabulary: Vocabulary) -> list[int]:
    """Rows below `start` in which at least three cells are headers as the contracts write them."""
    below = table.slice(start)
    hits = np.zeros(below.num_rows, np.int16)
    for column in below.columns[1:]:
        hits += pc.is_in(column, value_set=vocabulary.raw_texts).to_numpy()
    return [start + row for row in np.flatnonzero(hits >= 3)[:LOOKED_AT].tolist()]


def _texts_among_numbers(table: pa.Table, first: Place, vocabulary: Vocabulary) -> list[int]:
    """Rows that look like a header nobody knows: no digit at all, and words where their columns hold numbers."""
    body = table.slice(first.below)
    rows, words = np.arange(body.num_rows), np.zeros(body.num_rows, bool)
    for column in _numbers(body):  # a row with a digit is out, and need not be looked at again
        cells = column if len(rows) == len(column) else column.take(rows)
        digit = pc.match_substring_regex(cells, _DIGIT)
        words = (words | pc.is_valid(digit).to_numpy())[without := ~pc.fill_null(digit, False).to_numpy()]
        rows = rows[without]
    found = [first.below + row for row in rows[words][:LOOKED_AT].tolist()]
    return [row for row in found if _like_a_header(table, row, vocabulary)]


def _numbers(body: pa.Table) -> list[pa.ChunkedArray]:
    """Columns most of whose first cells hold a digit."""
    found = []
    for column in body.columns[1:]:
        cells = column.drop_null().slice(0, SAMPLE)
        if len(cells) and pc.sum(pc.match_substring_regex(cells, _DIGIT)).as_py() * 2 > len(cells):
            found.append(column)
    return found


def _like_a_header(table: pa.Table, row: int, vocabulary: Vocabulary) -> bool:
    before, own, after = (rows_of(table, n, n + 1)[0] if 0 <= n < table.num_rows else [] for n in (row - 1, row, row + 1))
    cells = [cell for cell in own if cell]
    if len(cells) < 2 or len(set(cells)) < len(cells) or any(map(_is_no_header, cells)) or not _holds_digits(after):
        return False
    above_numbers = sum(bool(text and number and re.search(r"\d", number)) for text, number in zip(own, after, strict=True))
    alike = sum(bool(vocabulary.knows(Header(0, (), cell)) or _ENDS.fullmatch(plain(cell))) for cell in cells)
    if above_numbers < 2 and not (above_numbers and alike == len(cells)):
        return False
    apart = sum(cell is not None for cell in before) <= 1
    return alike * 3 >= len(cells) if apart else len(cells) >= 3 and alike * 3 >= len(cells) * 2


def _is_no_header(cell: str) -> bool:
    return len(cell) > 40 or bool(re.search(r"\d", cell)) or not is_header_cell(cell) or plain(cell) in _NOTHING or plain(cell)[0] in "([【"


def _holds_digits(row: Row) -> bool:
    return any(cell and re.search(r"\d", cell) for cell in row)


def _other_title(table: pa.Table, row: int, last: Place) -> bool:
    """Whether a repeated header stands under a title of its own, as a roster of another programme or year does."""
    above = [cell for cells in rows_of(table, max(row - 3, last.below), row) if sum(map(bool, cells)) <= 2 for cell in cells if cell]
    own = [cell for cells in rows_of(table, max(last.start - 4, 0), last.start) for cell in cells if cell]
    new = {_PAGE.sub("", plain(text)) for text in above} - {_PAGE.sub("", plain(text)) for text in own}
    return any(is_header_cell(text) and (_TITLE.search(text) or period_in({"标题": text})) for text in new if len(text) >= 4)


def _different(table: pa.Table, row: int, last: Place, merges: list[Merge], vocabulary: Vocabulary) -> Place | None:
    place = _around(table, row, last.below, merges, vocabulary)
    if place and place.good:
        return None if place.places <= last.places else place
    if not _like_a_header(table, row, vocabulary):
        return None
    headers = _flatten(rows_of(table, row, row + 1), row, merges)
    return Place(row, 1, headers, _score(headers, vocabulary))


def _around(table: pa.Table, row: int, floor: int, merges: list[Merge], vocabulary: Vocabulary) -> Place | None:
    first = max(row - MAX_DEPTH + 1, floor)
    rows = rows_of(table, first, row + MAX_DEPTH)
    return _best(rows, range(len(rows)), first, merges, vocabulary)


def _best(rows: list[Row], starts: range, offset: int, merges: list[Merge], vocabulary: Vocabulary) -> Place | None:
    best, most = None, (MIN_KNOWN - 1, False)
    for depth in range(1, MAX_DEPTH + 1):
        for start in starts:
            block = rows[start : start + depth]
            if len(block) < depth or not all(any(row) for row in block) or not all(map(_groups, block[:-1])):
                continue
            headers = _flatten(block, offset + start, merges)
            score = _score(headers, vocabulary)
            found = score, _merged_groups(offset + start, depth, merges)
            if score >= MIN_KNOWN and found > most:
                best, most = Place(offset + start, depth, headers, score), found
    return best


def _merged_groups(start: int, depth: int, merges: list[Merge]) -> bool:
    """Whether headings merged over several columns each stand above the last row: they tell one 金额 from the other."""
    return sum(start <= r0 < start + depth - 1 and c1 > c0 for r0, c0, _, c1 in merges) > 1


def _groups(row: Row) -> bool:
    """A row of group headings or of headers merged downwards holds at least two different short texts, none of them data."""
    cells = {cell for cell in row if cell}
    return len(cells) >= 2 and all(len(cell) <= 40 for cell in cells)


def _score(headers: list[Header], vocabulary: Vocabulary) -> int:
    return len({(header.path, key) for header in headers if (key := vocabulary.knows(header))})


def _flatten(rows: list[Row], first: int, merges: list[Merge]) -> list[Header]:
    """Columns' headers: the lowest text of each column, under the group headings that stand or spread above it."""
    spread = [_spread(row, rows[i + 1 :], first + i, merges) for i, row in enumerate(rows[:-1])]
    headers = []
    for column in range(len(rows[0])):
        texts = [row[column] for row in rows]
        depth = max((i for i, text in enumerate(texts) if text and is_header_cell(text)), default=None)
        if depth is not None:
            path = tuple(dict.fromkeys(text for row in spread[:depth] if (text := row[column]) and text != texts[depth]))
            headers.append(Header(column, path, texts[depth]))
    return headers


def _spread(row: Row, below: list[Row], number: int, merges: list[Merge]) -> Row:
    """A heading stands over all columns it is merged over; without merges, over the empty cells to its right."""
    result = list(row)
    spans = [(c0, c1) for r0, c0, r1, c1 in merges if r0 <= number <= r1 and c1 > c0]
    if spans:
        for c0, c1 in spans:
            result[c0 : c1 + 1] = [row[c0]] * (min(c1, len(row) - 1) - c0 + 1)
        return result
    for column in range(1, len(row)):
        if not row[column] and any(line[column] for line in below):
            result[column] = result[column - 1]
    return result

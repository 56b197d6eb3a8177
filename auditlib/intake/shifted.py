"""Rows of a text file with more cells than the others: an unquoted mark within a cell has shifted what follows (1,200 as two cells).

Such a row is mended where exactly one way of joining thousands gives every cell a place among its like; else nobody knows which cell is
which.
"""

import re
from collections import Counter, defaultdict
from itertools import combinations, islice, pairwise

import pyarrow as pa
import pyarrow.compute as pc

_THOUSANDS, _REST = re.compile(r"[-+(¥￥]?\d{1,3}|\d{3}"), re.compile(r"\d{3}(\.\d*)?(元|\))?")
#: What a cell looks like; numbers with and without thousands look alike.
_LOOKS = (
    ("nothing", re.compile(r"\s*")),
    ("number of somebody", re.compile(r"['\s]*\d{11,}[Xx]?")),
    ("day", re.compile(r"(19|20)\d\d([-/.年]?\d{1,2}([-/.月]?\d{1,2}日?)?)?([ T].*)?")),
    ("amount", re.compile(r"[-+(¥￥]*\d[\d,]*(\.\d*)?(元|\))?")),
)
#: Rows looked at to see what is usual.
SAMPLE = 2_000
#: Ways of joining that are tried, at most.
WAYS = 1_000
#: What so many cells of a column look like is usual there: a header alone is not.
USUAL = 2
#: From this share of rows with more cells on, the file has a column without a header, and nothing is shifted.
MANY = 0.5


def put_right(rows: list[list[str]], width: int, total: int) -> tuple[list[int], list[int]]:
    """Mend `rows` in place, some or all of a text's `total`; indices of the rows that were mended, and of those that stay shifted."""
    wide = [index for index, row in enumerate(rows) if len(row) > width and any(cell.strip() for cell in row[width:])]
    if not wide or len(wide) >= MANY * total:
        return [], []
    usual = islice((row for row in rows if len(row) == width), SAMPLE)
    counted = [Counter(map(_look, column)) for column in zip(*usual, strict=True)]
    looks = [{look for look, count in column.items() if count >= USUAL} for column in counted] or [set()]
    if looks[-1] <= {"words", "nothing"}:
        looks[-1] = {look for look, _ in _LOOKS} | {"words"}  # a remark holds what it likes, most rows have none
    mended, shifted = {}, []
    for index in wide:
        ways, as_it_is = _fitting(rows[index], width, looks), _fits(rows[index], looks)
        if as_it_is and not ways:
            continue  # what is too much stands behind its last cell: a comma in a remark
        if len(ways) == 1 and not as_it_is:
            mended[index] = ways[0]
        else:
            shifted.append(index)
    if shifted:  # thousands are not what all of them suffer from
        return [], sorted([*mended, *shifted])
    for index, row in mended.items():
        rows[index] = row
    return [*mended], []


def apart(table: pa.Table, named: int) -> list[int]:
    """Numbers of the rows of a text (columns row, c0, …) that have more cells than the `named` columns of its header, where in each of
    them a number of thousands stands in two cells: whether that, or a column without a header, is what is too much nobody knows.
    """
    rows = table.filter(table[f"c{named}"].is_valid())
    for left, right in pairwise(rows.columns[1 : named + 2]):
        if all(
            pc.all(pc.match_substring_regex(side, f"^({form.pattern})$"), skip_nulls=False).as_py()
            for side, form in ((left, _THOUSANDS), (right, _REST))
        ):
            return rows["row"].to_pylist()
    return []


def _fitting(row: list[str], width: int, looks: list[set[str]]) -> list[list[str]]:
    """The ways of joining thousands that give a row of `width` cells, each of which looks like the others of its column."""
    joints = [n for n in range(len(row) - 1) if _THOUSANDS.fullmatch(row[n].strip()) and _REST.fullmatch(row[n + 1].strip())]
    found = []
    for number, chosen in enumerate(combinations(joints, len(row) - width)):
        if number == WAYS:
            return []
        joined: dict[int, list[str]] = defaultdict(list)
        place = -1
        for n, cell in enumerate(row):
            place += n - 1 not in chosen
            joined[place].append(cell.strip() if n in chosen or n - 1 in chosen else cell)
        cells = [",".join(parts) for parts in joined.values()]
        if _fits(cells, looks):
            found.append(cells)
    return found


def _fits(cells: list[str], looks: list[set[str]]) -> bool:
    """Whether each of the first cells looks like the others of its column."""
    return all(_look(cell) in look for cell, look in zip(cells, looks, strict=False))


def _look(cell: str) -> str:
    return next((look for look, form in _LOOKS if form.fullmatch(cell)), "words")

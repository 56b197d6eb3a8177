"""A text → columns, block by block: no more of a file is in memory than a block, and no cell becomes an object of Python.

Two readers look at every block. Arrow's takes it whole, and stands when it finds as many rows, all of the usual width, as the other counts
ends of lines in the bytes, with quotation marks in pairs on each line. Of a block where the two differ, each line is looked at: those
without quotation marks that have the usual number of cells go to Arrow, the odd ones are read line by line (delimited.py) and put in their
places.
"""

import codecs
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv as arrow

from auditlib.intake.delimited import Lines, line_by_line, usual_width
from auditlib.intake.guard import MAX_COLUMNS
from auditlib.intake.sheet_writer import Piece, text_column, write_columns

BLOCK = 1 << 22
#: Lines from the beginning that say what is usual in a text.
FIRST = 2_000
FEED, QUOTE, RETURN = b'\n"\r'
#: Ends files of DOS.
END = b"\x1a"
#: A byte that no text holds, and what stands for bytes that are no character.
NUL, BROKEN = b"\0", "\ufffd".encode()


def blocks(path: Path, encoding: str, errors: str = "strict") -> Iterator[bytes]:
    """A file as UTF-8, in blocks that end where a line does. Raises UnicodeError."""
    as_it_is = errors == "strict" and encoding.startswith("utf-8")  # looked at where a block is read
    decoder = None if as_it_is else codecs.getincrementaldecoder(encoding.removesuffix("-sig"))(errors)
    rest = b""
    with path.open("rb") as file:
        file.seek(len(codecs.BOM_UTF8) if encoding == "utf-8-sig" else 0)
        while block := file.read(BLOCK):
            rest += decoder.decode(block).encode() if decoder else block
            end = rest.rfind(b"\n") + 1
            if end:
                yield rest[:end]
                rest = rest[end:]
    if decoder:
        rest += decoder.decode(b"", True).encode()
    rest = rest.removesuffix(END)
    if rest:
        yield rest


def write_text(folder: Path, text: Iterable[bytes], first: list[str], mark: str) -> tuple[Path, int, Lines]:
    """Write a text that is cut into blocks, and begins with the lines `first`, as a sheet: its file, its width, and what its odd lines
    gave.

    A sheet of more than MAX_COLUMNS is not written. Raises UnicodeError for what is no character.
    """
    path, passing = folder / "0.arrow", _Passing(first[:FIRST], mark)
    if passing.width > MAX_COLUMNS:
        return path, passing.width, Lines()
    write_columns(path, passing.width, passing.pieces(text))
    odd = passing.odd()
    width = max([passing.width, *map(len, odd.rows)])
    if odd.rows and width <= MAX_COLUMNS:
        whole, path = path, folder / "1.arrow"
        write_columns(path, width, _in_place(whole, odd, width))
    return path, width, odd


class _Passing:
    """A text on its way: what of it Arrow read goes on as pieces of columns, the rest waits."""

    def __init__(self, first: list[str], mark: str):
        self.first, self.mark, self.width = first, mark, usual_width(first, mark)
        self.lines = 0
        self.marked: dict[bytes, list[int]] = {NUL: [], BROKEN: []}
        self.waiting: dict[int, str] = {}
        #: Lines that part those that wait, so that no two are taken for one.
        self.between: dict[int, str] = dict(enumerate(first, 1))
        self.open = False

    def pieces(self, text: Iterable[bytes]) -> Iterator[Piece]:
        for block in text:
            for mark, lines in self.marked.items():
                if mark in block:
                    lines += [self.lines + n for n, line in enumerate(split(block.decode()), 1) if mark.decode() in line]
            block = block.replace(NUL, b"")
            count = block.count(FEED) + (not block.endswith(b"\n"))
            columns = None if self.open else self._at_once(block, count)
            if columns is None:
                yield from self._looked_at(block)
            else:
                yield np.arange(self.lines + 1, self.lines + count + 1), columns
                self.lines += count

    def _at_once(self, block: bytes, count: int) -> list[pa.Array] | None:
        """The block as columns, where both readers find the same."""
        held = np.frombuffer(block, np.uint8)
        if block.count(RETURN) not in (0, block.count(FEED)):
            return None
        quotes = np.flatnonzero(held == QUOTE)
        if len(quotes) and (np.diff(np.searchsorted(quotes, np.flatnonzero(held == FEED)), prepend=0, append=len(quotes)) % 2).any():
            return None
        columns = self._read(block)
        return columns if columns and len(columns[0]) == count else None

    def _read(self, block: bytes) -> list[pa.Array] | None:
        names = [f"c{index}" for index in range(self.width)]
        try:
            table = arrow.read_csv(
                pa.BufferReader(block),
                arrow.ReadOptions(column_names=names, block_size=len(block) + 1, use_threads=False),
                arrow.ParseOptions(delimiter=self.mark, ignore_empty_lines=False),
                arrow.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=True, null_values=[""]),
            )
        except (pa.ArrowInvalid, ValueError):  # Arrow knows only marks of one byte
            return None
        return table.to_batches()[0].columns

    def _looked_at(self, block: bytes) -> Iterator[Piece]:
        """The plain lines of a block; the others wait."""
        numbers, plain = [], []
        for line in split(block.decode()):
            self.lines += 1
            if '"' in line or line.count(self.mark) != self.width - 1 or self.width <= 2 and self.open:
                self.waiting[self.lines] = line
                self.open = True
                continue
            if self.open:
                self.between[self.lines] = line
            numbers.append(self.lines)
            plain.append(line)
            self.open = False
        if plain:
            columns = self._read("\n".join([*plain, ""]).encode())
            if columns is None or len(columns[0]) < len(plain):
                columns = [text_column(cells) for cells in zip(*(line.split(self.mark) for line in plain), strict=True)]
            yield np.array(numbers), columns

    def odd(self) -> Lines:
        """The rows of the lines that wait."""
        looked_at = dict(sorted((self.between | self.waiting).items())) if self.waiting else {}
        found = line_by_line([*looked_at.values()], self.mark, self.width, [*looked_at], self.lines)
        mine = [place for place, number in enumerate(found.numbers) if number in self.waiting]
        rows, numbers = [found.rows[place] for place in mine], [found.numbers[place] for place in mine]
        return Lines(rows, numbers, found.shifted, found.told, self.marked[NUL], self.marked[BROKEN], self.lines)


def split(text: str) -> list[str]:
    """The lines of a text; what ends the last begins none."""
    return text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n")


def _in_place(whole: Path, odd: Lines, width: int) -> Iterator[Piece]:
    """The pieces that were written to `whole`, with the odd rows among them."""
    done = 0
    with pa.memory_map(str(whole)) as source:
        file = pa.ipc.open_file(source)
        for index in range(file.num_record_batches):
            numbers, *columns = file.get_batch(index).columns
            upto = bisect_right(odd.numbers, numbers[-1].as_py()) if index + 1 < file.num_record_batches else len(odd.numbers)
            yield _together(numbers.to_numpy(), columns, odd.numbers[done:upto], odd.rows[done:upto], width)
            done = upto
    if done < len(odd.numbers):
        yield _together(np.array([], int), [], odd.numbers[done:], odd.rows[done:], width)


def _together(numbers: np.ndarray, columns: list[pa.Array], others: list[int], rows: list[list[str]], width: int) -> Piece:
    if not others:
        return numbers, columns
    numbers = np.concatenate([numbers, others])
    order = pa.array(np.argsort(numbers, kind="stable"))
    more = [text_column(cells) for cells in zip_longest(*rows, fillvalue="")]
    parts = zip_longest(columns, more)
    lengths = len(numbers) - len(others), len(others)
    filled = (
        pa.concat_arrays([pa.nulls(length, pa.string()) if part is None else part for part, length in zip(pair, lengths, strict=True)])
        for pair in parts
    )
    return numbers[order], [column.take(order) for column in filled]

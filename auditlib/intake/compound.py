"""The directory of an OLE2 compound file (.xls, .doc, .et, encrypted .xlsx): which streams it has at its top."""

from __future__ import annotations

from collections.abc import Iterator

SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")
SECTOR_SIZES = {b"\x09\0": 512, b"\x0c\0": 4096}
ENTRY = 128
NONE = 0xFFFFFFFF
LAST = 0xFFFFFFFA  # from here on sector numbers have other meanings


def top_streams(data: bytes) -> set[str]:
    """Names of the root's own streams and folders: what is embedded deeper (a document within a table) does not count."""
    entries = [block[at : at + ENTRY] for block in _chain(data, _number(data, 48)) for at in range(0, len(block), ENTRY)]
    names: set[str] = set()
    seen: set[int] = set()
    waiting = [_number(entries[0], 76)] if entries and len(entries[0]) == ENTRY else []
    while waiting:
        index = waiting.pop()
        if index in seen or index >= len(entries) or len(entries[index]) < ENTRY:
            continue
        seen.add(index)
        entry = entries[index]
        names.add(entry[: max(int.from_bytes(entry[64:66], "little") - 2, 0)].decode("utf-16-le", "replace"))
        waiting += [_number(entry, 68), _number(entry, 72)]  # left and right of it in the tree of one folder
    return names


def _chain(data: bytes, sector: int) -> Iterator[bytes]:
    """The sectors of a stream, from its first one on."""
    size = SECTOR_SIZES.get(data[30:32])
    if size is None:
        return
    tables = _tables(data, size)
    seen: set[int] = set()
    while sector < LAST and sector not in seen:
        seen.add(sector)
        yield data[(sector + 1) * size : (sector + 2) * size]
        table, place = divmod(sector, size // 4)
        sector = _number(data, (tables[table] + 1) * size + place * 4) if table < len(tables) else NONE


def _tables(data: bytes, size: int) -> list[int]:
    """Sectors that hold the allocation table: the first 109 stand in the header, the others in a chain of their own."""
    tables = [_number(data, 76 + 4 * index) for index in range(109)]
    sector, seen = _number(data, 68), set()
    while sector < LAST and sector not in seen:
        seen.add(sector)
        start = (sector + 1) * size
        tables += [_number(data, start + 4 * index) for index in range(size // 4 - 1)]
        sector = _number(data, start + size - 4)
    return [table for table in tables if table < LAST]


def _number(data: bytes, place: int) -> int:
    return int.from_bytes(data[place : place + 4], "little") if place + 4 <= len(data) else NONE

"""OLE2 compound files (.xls, .doc, .et, encrypted .xlsx): which streams they have at their top, and what these hold."""

from collections.abc import Iterator

SIGNATURE = bytes.fromhex("d0cf11e0a1b11ae1")
SECTOR_SIZES = {b"\x09\0": 512, b"\x0c\0": 4096}
ENTRY = 128
SHORT = 4096
NONE = 0xFFFFFFFF
LAST = 0xFFFFFFFA  # from here on sector numbers have other meanings


def top_streams(data: bytes) -> set[str]:
    """Names of the root's own streams and folders: what is embedded deeper (a document within a table) does not count."""
    return set(_entries(data))


def stream(data: bytes, name: str) -> bytes:
    """What one of them holds; nothing when it is not there, or shorter than 4,096 bytes (such are kept elsewhere; no workbook is)."""
    entry = _entries(data).get(name, b"")
    size = _number(entry, 120) if entry else 0
    return b"".join(_chain(data, _number(entry, 116)))[:size] if size >= SHORT else b""


def _entries(data: bytes) -> dict[str, bytes]:
    """The root's own entries in the directory, by name."""
    entries = [block[at : at + ENTRY] for block in _chain(data, _number(data, 48)) for at in range(0, len(block), ENTRY)]
    found: dict[str, bytes] = {}
    seen: set[int] = set()
    waiting = [_number(entries[0], 76)] if entries and len(entries[0]) == ENTRY else []
    while waiting:
        index = waiting.pop()
        if index in seen or index >= len(entries) or len(entries[index]) < ENTRY:
            continue
        seen.add(index)
        entry = entries[index]
        found[entry[: max(int.from_bytes(entry[64:66], "little") - 2, 0)].decode("utf-16-le", "replace")] = entry
        waiting += [_number(entry, 68), _number(entry, 72)]  # left and right of it in the tree of one folder
    return found


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

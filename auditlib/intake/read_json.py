"""JSON as interfaces give it: a list of records, alone, within an answer (data, rows …), or one record to a line. Keys are the headers."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from auditlib.errors import IntakeError
from auditlib.intake.grids import Grid, lay_out
from auditlib.intake.guard import JSON
from auditlib.intake.read_text import decode

#: How deep within an answer its records may lie.
DEPTH = 4
#: Keys that make a table; a file without one is no list of anything.
LEAST = 3
#: A value's key in its record, behind those of the records around it.
Key = tuple[str, ...]
_WORDS = {None: "", True: "是", False: "否"}


def read(path: Path, folder: Path) -> list[Grid]:
    """A sheet for every list of records in the file, called as the file and the key it stands under. Numbers keep their digits.

    Raises IntakeError where none of them is a table.
    """
    try:
        lists = [*_lists(_parsed(decode(path.read_bytes())), path.stem)]
    except (ValueError, RecursionError):
        raise IntakeError(JSON) from None
    tables = [(name, [dict(_values(record)) for record in records]) for name, records in lists]
    if not any(len({path for record in records for path in record}) >= LEAST for _, records in tables):
        raise IntakeError(JSON)
    return [_sheet(name, records, folder / f"{number}.arrow") for number, (name, records) in enumerate(tables)]


def _sheet(name: str, records: list[dict[Key, Any]], target: Path) -> Grid:
    """Records as rows below the keys; a record within a record is a group of columns under the key that it stands at."""
    paths = dict.fromkeys(path for record in records for path in record)
    groups = dict.fromkeys("".join(path[:-1]) for path in paths)
    columns = [path for group in groups for path in paths if "".join(path[:-1]) == group]
    above = ["".join(path[:-1]) for path in columns]
    heads = [above, [path[-1] for path in columns]] if any(above) else [[path[-1] for path in columns]]
    merges = [(0, above.index(group), 0, above.index(group) + above.count(group) - 1) for group in groups if group]
    rows = ([_text(record.get(path)) for path in columns] for record in records)
    return lay_out(name, target, [*heads, *rows], merges=merges)


def _parsed(text: str) -> Any:
    """Its value; of several, one to a line, the list of them."""
    decoder = json.JSONDecoder(parse_float=str, parse_int=str)
    try:
        return decoder.decode(text)
    except ValueError:
        return [decoder.decode(line) for line in text.splitlines() if line.strip()]


def _lists(value: Any, name: str, depth: int = 0) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """The lists of records within a value, each with its name."""
    if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        yield name, value
    elif isinstance(value, dict) and depth < DEPTH:
        for key, item in value.items():
            yield from _lists(item, f"{name}.{key}", depth + 1)


def _values(record: dict[str, Any], above: Key = ()) -> Iterator[tuple[Key, Any]]:
    """What a record holds, and the records in it."""
    for key, value in record.items():
        if isinstance(value, dict):
            yield from _values(value, (*above, key))
        else:
            yield (*above, key), value


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return _WORDS[value] if value is None or isinstance(value, bool) else json.dumps(value, ensure_ascii=False)

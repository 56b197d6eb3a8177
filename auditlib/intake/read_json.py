"""JSON as interfaces give it: a list of records, alone, within an answer (data, rows …), or one record to a line. Keys are the headers."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from auditlib.errors import IntakeError
from auditlib.intake.grids import Grid
from auditlib.intake.guard import MAX_COLUMNS
from auditlib.intake.not_tables import JSON
from auditlib.intake.read_text import decode
from auditlib.intake.sheet_writer import write_sheet

#: How deep within an answer its records may lie.
DEPTH = 4
#: Keys that make a table.
LEAST = 3
_WORDS = {None: "", True: "是", False: "否"}


def read(path: Path, folder: Path) -> list[Grid]:
    """The longest list of records in the file, the keys as its first row. Numbers keep their digits. Raises IntakeError."""
    try:
        records = max(_lists(_parsed(decode(path.read_bytes())[0])), key=len, default=[])
    except (ValueError, RecursionError):
        raise IntakeError(JSON) from None
    keys = list(dict.fromkeys(key for record in records for key in record))
    if not LEAST <= len(keys) <= MAX_COLUMNS:
        raise IntakeError(JSON)
    target = folder / "0.arrow"
    write_sheet(target, len(keys), [keys, *([_text(record.get(key)) for key in keys] for record in records)])
    return [Grid(path.stem, target, len(keys))]


def _parsed(text: str) -> Any:
    """Its value; of several, one to a line, the list of them."""
    decoder = json.JSONDecoder(parse_float=str, parse_int=str)
    try:
        return decoder.decode(text)
    except ValueError:
        return [decoder.decode(line) for line in text.splitlines() if line.strip()]


def _lists(value: Any, depth: int = 0) -> Iterator[list[dict[str, Any]]]:
    """The lists of records within a value."""
    if isinstance(value, list) and value and all(isinstance(item, dict) for item in value):
        yield value
    elif isinstance(value, dict) and depth < DEPTH:
        for item in value.values():
            yield from _lists(item, depth + 1)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value
    return _WORDS[value] if value is None or isinstance(value, bool) else json.dumps(value, ensure_ascii=False)

"""The case record: what auditors decided, who, when and on which facts. It is only added to, and outlives every run.

Each entry is sealed under the project's key over all that it says and the seal of the entry before. Who has the database but not the key
can change nothing that `Record.verify` does not find; what was cut off at the end is found by the heads that runs and workbooks wrote down.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from auditlib.casework.store import ENTRIES, Store, store
from auditlib.errors import AuditError
from auditlib.outside import shown
from auditlib.project_key import FILE, PUBLISHED, Key

VERSION = "1"
#: Characters of a seal: the whole of HMAC-SHA-256.
SEAL = 64


@dataclass(frozen=True)
class Entry:
    """One line of the record. From ``seq`` on the record fills in.

    county   the county's code                           thing   what it is about: an id of a matter, issue, sample …
    kind     what happened to it                         data    what was said, values that JSON can hold
    digest   of the facts that it was decided on         origin  file, sheet and cell that it came from
    seq      1, 2, 3 … without a gap                     by, at  who, and when (ISO 8601, UTC, seconds)
    before   the seal of the entry before                hash    its own seal
    """

    county: str
    thing: str
    kind: str
    data: dict
    digest: str = ""
    origin: str = ""
    seq: int = 0
    by: str = ""
    at: str = ""
    before: str = ""
    hash: str = ""


class Record:
    """An open record; ``name`` is its address as it may be shown. A context manager."""

    def __init__(self, place: Store, key: Key, there: bool):
        self.name, self._store, self._key, self._there = place.name, place, key, there

    @classmethod
    def open(cls, address: str | None, outputs: Path, key: Key, *, write: bool = False) -> Record:
        """The record at ``address`` (store.ADDRESSES), by default beside the folder of the run; made when there is none, if it is opened to ``write``.

        Opened to read where there is none it is empty, and nothing is made. Raises AuditError, also when it was made under another key.
        """
        place = store(address, outputs)
        there = place.exists()
        if write and not there:
            place.make({"version": VERSION, "key": key.fingerprint})
            there = True
        if there:
            _refuse(place, key)
        return cls(place, key, there)

    def __enter__(self) -> Record:
        return self

    def __exit__(self, *_: object) -> None:
        self._store.engine.dispose()

    @property
    def head(self) -> tuple[int, str]:
        """Number and seal of the last entry; ``(0, "")`` of an empty record."""
        if not self._there:
            return 0, ""
        with self._store.reading() as connection:
            return _head(connection)

    def entries(self, county: str | None = None, until: int | None = None) -> list[Entry]:
        """The entries in their order, of one county or all, up to and including number ``until``."""
        if not self._there:
            return []
        with self._store.reading() as connection:
            return _entries(connection, county, until)

    def append(self, make: Callable[[list[Entry]], Iterable[Entry]] | Iterable[Entry], by: str) -> list[Entry]:
        """Add entries in the name of ``by``, all or none, and return them as they stand.

        ``make`` is called with all entries while nobody else can add any, so what it decides is decided on what is true.
        """
        if not by.strip():
            raise AuditError("nobody is named as the one who decides; name who does")
        with self._store.adding() as connection:
            seq, before = _head(connection)
            made = make(_entries(connection)) if callable(make) else make
            at = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
            added = []
            for entry in made:
                seq += 1
                entry = replace(entry, seq=seq, by=shown(by.strip()), at=at, before=before)
                entry = replace(entry, hash=_seal(self._key, _row(entry)))
                before = entry.hash
                added.append(entry)
            if added:
                connection.execute(sa.insert(ENTRIES), [_row(entry) for entry in added])
        return added

    def verify(self, heads: Iterable[tuple[int, str]] = ()) -> list[str]:
        """All that is wrong with the record, a sentence each; ``heads``: what `head` was when others wrote it down."""
        if self._there:
            with self._store.reading() as connection:
                rows = [row._asdict() for row in connection.execute(sa.select(ENTRIES).order_by(ENTRIES.c.seq))]
        else:
            rows = []
        return [*_chain(rows, self._key), *_lost(rows, heads)]


def _refuse(place: Store, key: Key) -> None:
    """Raises AuditError for a record of a later version, or of another key."""
    about = place.about()
    if about.get("version") != VERSION:
        raise AuditError(f"{place.name}: the case record was written by a later version of auditlib (its tables are {shown(about.get('version', '?'))}, this one knows {VERSION}); update auditlib")
    if (before := about.get("key")) == PUBLISHED.fingerprint != key.fingerprint:
        raise AuditError(f"{place.name}: the case record there is the demo's, made under its published key; choose another one")
    if before != key.fingerprint:
        raise AuditError(
            f"{place.name}: the case record was made under another project key (fingerprint {shown(str(before))}, yours {key.fingerprint}); "
            f"put that key back as parameters/{FILE}, or choose another record"
        )


def _head(connection: sa.Connection) -> tuple[int, str]:
    last = connection.execute(sa.select(ENTRIES.c.seq, ENTRIES.c.hash).order_by(ENTRIES.c.seq.desc()).limit(1)).first()
    return tuple(last) if last else (0, "")


def _entries(connection: sa.Connection, county: str | None = None, until: int | None = None) -> list[Entry]:
    question = sa.select(ENTRIES).order_by(ENTRIES.c.seq)
    if county is not None:
        question = question.where(ENTRIES.c.county == county)
    if until is not None:
        question = question.where(ENTRIES.c.seq <= until)
    return [Entry(**{**row, "data": json.loads(row["data"])}) for row in connection.execute(question).mappings()]


def _row(entry: Entry) -> dict:
    return {**vars(entry), "data": json.dumps(entry.data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)}


def _seal(key: Key, row: dict) -> str:
    """Over the row without its own seal, each value with its bounds."""
    return key.digest(json.dumps([row[column.name] for column in ENTRIES.columns if column.name != "hash"], ensure_ascii=False), SEAL)


def _chain(rows: Sequence[dict], key: Key) -> list[str]:
    found = []
    seq, before = 0, ""
    for row in rows:
        if row["seq"] != seq + 1:
            found.append(f"entries {seq + 1} to {row['seq'] - 1} are missing")
        elif row["before"] != before:
            found.append(f"entry {row['seq']} does not follow the entry before it")
        if _seal(key, row) != row["hash"]:
            found.append(f"entry {row['seq']} was changed after it was recorded")
        seq, before = row["seq"], row["hash"]
    return found


def _lost(rows: Sequence[dict], heads: Iterable[tuple[int, str]]) -> list[str]:
    seals = {row["seq"]: row["hash"] for row in rows}
    last = max(seals, default=0)
    found = []
    for seq, seal in sorted(set(heads)):
        if seq > last:
            found.append(f"entry {seq} was known once, and the record ends at {last}: later entries were lost, or an older back-up was put back")
        elif seq and seals.get(seq) != seal:
            found.append(f"entry {seq} is not the one that was known once: the record was replaced by another, or written anew")
    return found

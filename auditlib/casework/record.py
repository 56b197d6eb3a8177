"""The case record: what auditors decided, who, when and on which facts. It is only added to, and outlives every run.

Each entry is sealed under the project's key over all that it says and the seal of the entry before. Who has the database but not the key
can change nothing that `Record.verify` does not find; what was cut off at the end is found by the heads that runs and workbooks wrote down.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa

from auditlib.casework.store import BACK_UP, ENTRIES, Store, store
from auditlib.errors import AuditError
from auditlib.messages import _
from auditlib.outside import shown
from auditlib.project_key import FILE, PUBLISHED, Key

VERSION = "1"
#: Characters of a seal: the whole of HMAC-SHA-256.
SEAL = 64
#: Halves of characters, which a cell can hold and no database: they are written as JSON writes them.
_HALF = re.compile("[\ud800-\udfff]")


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
        """The record at ``address`` (store.ADDRESSES), by default beside the folder of the run.

        Where there is none, opening to ``write`` makes it; opened to read it is empty, and nothing is made. Raises AuditError, also when it
        was made under another key.
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
            return self._entries(connection, county, until)

    def append(self, make: Callable[[list[Entry]], Iterable[Entry]] | Iterable[Entry], by: str) -> list[Entry]:
        """Add entries in the name of ``by``, all or none, and return them as they stand.

        ``make`` is called with all entries while nobody else can add any, so what it decides is decided on what is true.
        """
        if not by.strip():
            raise AuditError(_("nobody is named as the one who decides; name who does"))
        with self._store.adding() as connection:
            seq, before = _head(connection)
            made = make(self._entries(connection)) if callable(make) else make
            whose = {"by": shown(by.strip()), "at": datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")}
            added, rows = [], []
            for number, entry in enumerate(made, seq + 1):
                entry = replace(entry, origin=shown(entry.origin), seq=number, before=before, **whose)
                row = _row(entry)
                before = row["hash"] = _seal(self._key, row)
                added.append(replace(entry, hash=before))
                rows.append(row)
            _add(connection, rows)
        return added

    def copy(self, address: str) -> tuple[int, str]:
        """Carry the record as it stands, seals and all, to ``address`` (a back-up, or another database), and return the head of both.

        What stands there already must be the same entries, so a back-up is made again into the same place. Raises AuditError when it is
        not, and when either record is broken.
        """
        if not self._there:
            raise AuditError("{name}: there is no case record", name=self.name)
        self._demand_sound()
        with Record.open(address, Path(), self._key, write=True) as other:
            if other._store.place == self._store.place:
                raise AuditError("{name}: a case record is not copied to where it is; choose another place", name=self.name)
            with other._store.adding() as connection:
                there, ours = other._entries(connection), self.entries()
                if there != ours[: len(there)]:
                    raise AuditError(
                        "{name}: it has entries that {own} does not have; nothing was copied; choose another place",
                        name=other.name,
                        own=self.name,
                    )
                _add(connection, [_row(entry) for entry in ours[len(there) :]])
            other._demand_sound()
            return other.head

    def verify(self, heads: Iterable[tuple[int, str]] = ()) -> list[str]:
        """All that is wrong with the record, a sentence each; ``heads``: what `head` was when others wrote it down."""
        found, rows = [], []
        if self._there:
            if self._store.damaged():
                found.append(_("the database is damaged; {back_up}", back_up=BACK_UP))
            with self._store.reading() as connection:
                rows = [dict(row) for row in connection.execute(sa.select(ENTRIES).order_by(ENTRIES.c.seq)).mappings()]
        return [*found, *_broken(rows, self._key), *_lost(rows, heads)]

    def _entries(self, connection: sa.Connection, county: str | None = None, until: int | None = None) -> list[Entry]:
        """Raises AuditError where the past was changed: nothing is decided, or shown, on that."""
        question = sa.select(ENTRIES).order_by(ENTRIES.c.seq)
        if until is not None:
            question = question.where(ENTRIES.c.seq <= until)
        rows = [dict(row) for row in connection.execute(question).mappings()]
        if wrong := next(_broken(rows, self._key), None):
            raise AuditError(
                "{name}: {wrong}; auditlib cases verify tells all that is wrong; {back_up}", name=self.name, wrong=wrong, back_up=BACK_UP
            )
        return [Entry(**{**row, "data": json.loads(row["data"])}) for row in rows if county in (None, row["county"])]

    def _demand_sound(self) -> None:
        if found := self.verify():
            more = _(" (and {count} more)", count=len(found) - 1) if len(found) > 1 else ""
            raise AuditError("{name}: the case record is broken: {problem}{more}", name=self.name, problem=found[0], more=more)


class OfAnother(AuditError):
    """The record was made under another project's key."""


def _refuse(place: Store, key: Key) -> None:
    """Raises AuditError for a record of a later version, or of another key."""
    about = place.about()
    version, before = shown(about.get("version", "unknown")), shown(about.get("key", "unknown"))
    if version != VERSION:
        raise AuditError(
            "{name}: a later version of auditlib made it (its form is {version}, ours {ours}); update auditlib",
            name=place.name,
            version=version,
            ours=VERSION,
        )
    if before == PUBLISHED.fingerprint != key.fingerprint:
        raise OfAnother("{name}: the case record there is the demo's, made under its published key; choose another place", name=place.name)
    if before != key.fingerprint:
        raise OfAnother(
            "{name}: the case record there was made under another project key (fingerprint {before}, yours {fingerprint}); "
            "put that key back as parameters/{file}, or choose another place",
            name=place.name,
            before=before,
            fingerprint=key.fingerprint,
            file=FILE,
        )


def _head(connection: sa.Connection) -> tuple[int, str]:
    last = connection.execute(sa.select(ENTRIES.c.seq, ENTRIES.c.hash).order_by(ENTRIES.c.seq.desc()).limit(1)).first()
    return tuple(last) if last else (0, "")


def _add(connection: sa.Connection, rows: list[dict]) -> None:
    if rows:
        connection.execute(sa.insert(ENTRIES), rows)


def _row(entry: Entry) -> dict:
    data = json.dumps(entry.data, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    return {**vars(entry), "data": _HALF.sub(lambda half: f"\\u{ord(half.group()):04x}", data)}


def _seal(key: Key, row: dict) -> str:
    """Over the row without its own seal, each value with its bounds; also over what a forger put there and no entry can hold."""
    values = [row[column.name] for column in ENTRIES.columns if column.name != "hash"]
    return key.digest(json.dumps(values, ensure_ascii=False, default=repr), SEAL)


def _broken(rows: list[dict], key: Key) -> Iterator[str]:
    """What the entries themselves tell: gaps, links that do not hold, values that are not those sealed."""
    seq, before = 0, ""
    for row in rows:
        if row["seq"] != seq + 1:
            yield _("entries {first} to {last} are missing", first=seq + 1, last=row["seq"] - 1)
        elif row["before"] != before:
            yield _("entry {seq} does not follow the entry before it", seq=row["seq"])
        if _seal(key, row) != row["hash"]:
            yield _("entry {seq} was changed after it was recorded, or was not recorded by auditlib", seq=row["seq"])
        seq, before = row["seq"], row["hash"]


def _lost(rows: list[dict], heads: Iterable[tuple[int, str]]) -> Iterator[str]:
    """What only others can tell: entries that they knew and that are gone from the end, or a whole other record."""
    seals = {row["seq"]: row["hash"] for row in rows}
    last = max(seals, default=0)
    for seq, seal in sorted(set(heads)):
        if seq > last:
            yield _(
                "entry {seq} was known once, and the record ends at {last}: entries were lost, or an older back-up was put back",
                seq=seq,
                last=last,
            )
        elif seq and seals.get(seq) != seal:
            yield _("entry {seq} is not the one that was known once: the record was replaced by another, or written anew", seq=seq)

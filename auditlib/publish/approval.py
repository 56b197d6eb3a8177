"""The approval of an announcement: an entry of the case record that says who approves, when, and the digest of exactly what."""

from collections.abc import Iterable

from auditlib.casework.record import Entry, Record

#: Kind of the entry, and what it is about: no matter, but what is told of all.
APPROVED, THING = "approved", "公告"


def approval_of(digest: str, entries: Iterable[Entry]) -> Entry | None:
    """The last approval of this very content."""
    return next((entry for entry in reversed([*entries]) if entry.kind == APPROVED and entry.digest == digest), None)


def last_approved(entries: Iterable[Entry]) -> Entry | None:
    """The last approval of whatever content."""
    return next((entry for entry in reversed([*entries]) if entry.kind == APPROVED), None)


def approve(record: Record, digest: str, data: dict, by: str) -> Entry:
    """Record it; ``data``: what was checked, and the tables, so that the next announcement can be held against them."""
    (entry,) = record.append([Entry("", THING, APPROVED, data, digest)], by)
    return entry

"""Evaluated samples in the case record: an entry for each, so that a run reads them as they stood and its pages can be made again.

A summary of a sample is made by sampling.paper.summary: figures and places, no person.
"""

import json
from collections.abc import Callable, Iterable

from auditlib.casework.record import Entry

#: The kind of the entries.
SAMPLED = "sample"
#: The summaries of evaluated samples, beside their papers or in a county's folder of a run.
SAMPLES = "samples.json"


def entering(told: dict, seal: str, origin: str) -> Callable[[list[Entry]], list[Entry]]:
    """For Record.append: the entry of a summary, unless it is the last that was said of the sample of this seal."""
    entry = Entry(told["county"], f"S-{seal[:12]}", SAMPLED, told, digest=seal, origin=origin)

    def make(entries: list[Entry]) -> list[Entry]:
        said = [one.data for one in entries if one.kind == SAMPLED and one.thing == entry.thing]
        return [] if said and said[-1] == told else [entry]

    return make


def samples_of(entries: Iterable[Entry]) -> dict[str, list[dict]]:
    """County → the summaries of its samples as last evaluated, in the order in which they first came, for samples.json."""
    last = {entry.thing: entry for entry in entries if entry.kind == SAMPLED}
    by_county: dict[str, list[dict]] = {}
    for entry in last.values():
        by_county.setdefault(entry.county, []).append(entry.data)
    return by_county


def text_of(samples: Iterable[dict]) -> str:
    """The text of samples.json."""
    return json.dumps([*samples], ensure_ascii=False, indent=1, sort_keys=True) + "\n"

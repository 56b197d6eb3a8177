"""Synthetic counties as received, with planted breaches, lawful look-alikes and the answer key to both.

All people are invented; their identity numbers begin with 370799, which was never issued.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from random import Random

from auditlib.contracts import load_ledgers
from auditlib.parameters import load_parameters
from synthetic import files, intake, key, lawful
from synthetic.breaches import plant_all, plant_late
from synthetic.houses import COUNTIES, filings
from synthetic.world import World


def write_demo(folder: Path, scale: float = 1, counties: list[str] | None = None, seed: int = 20190921) -> Path:
    """Write `folder`/<county>/… for sixteen units (or those of `counties`, by id) and `folder`/answer_key.csv; returns `folder`.

    The same arguments give the same bytes, on every machine, and a county the same whichever others are written.
    `scale` multiplies households, payments and loans. Raises ParameterError when a county is unknown.
    """
    parameters = load_parameters()
    contracts = load_ledgers(parameters.folder / "ledgers")
    chosen = {parameters.county(text).id for text in counties} if counties is not None else set(COUNTIES)
    lines = []
    for index, (id, house) in enumerate(COUNTIES.items()):
        if id not in chosen:
            continue
        county = parameters.county(id)
        world = World(county, index, parameters, scale, seed, frozenset(house.missing))
        answers = key.AnswerKey(county.id, contracts)
        lawful.before(world)
        innocent = {name: len(rows) for name, rows in world.tables.items()}
        plant_all(world, answers)
        lawful.after(world)
        plant_late(world, answers)
        lines += answers.lines(world.tables)
        lines += intake.spoil(world, innocent, Counter(filing.ledger for filing in filings(house)))
        files.write(world, folder / house.folder, contracts, Random(seed * 100 + index), house)
    folder.mkdir(parents=True, exist_ok=True)
    key.write(folder / "answer_key.csv", lines)
    return folder

"""Synthetic counties as received, with planted breaches, lawful look-alikes and the answer key to both.

All people are invented; their identity numbers begin with 370799, which was never issued.
"""

from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from random import Random

from auditlib.contracts import Ledger, load_ledgers
from auditlib.parameters import Parameters, load_parameters
from synthetic import intake, key, lawful, of_many, plant
from synthetic.files import Clerk
from synthetic.houses import COUNTIES, filings
from synthetic.world import World


def write_demo(folder: Path, scale: float = 1, counties: list[str] | None = None, seed: int = 20190921, jobs: int = 1) -> Path:
    """Write `folder`/<county>/… for sixteen units (or those of `counties`, by id) and `folder`/answer_key.csv; returns `folder`.

    The same arguments give the same bytes, on every machine, and a county the same whichever others are written, `jobs` of them at a time.
    `scale` multiplies households, payments and loans. Raises ParameterError when a county is unknown.
    """
    parameters = load_parameters()
    contracts = load_ledgers(parameters.folder / "ledgers")
    chosen = {parameters.county(text).id for text in counties} if counties is not None else set(COUNTIES)
    folder.mkdir(parents=True, exist_ok=True)
    write = partial(_write, folder, parameters, contracts, scale, seed)
    places = [(index, id) for index, id in enumerate(COUNTIES) if id in chosen]
    if jobs == 1:
        written = [write(*place) for place in places]
    else:
        with ProcessPoolExecutor(jobs, mp_context=get_context("spawn")) as pool:
            written = list(pool.map(write, *zip(*places, strict=True)))
    key.write(folder / "answer_key.csv", [line for lines in written for line in lines])
    return folder


def _write(folder: Path, parameters: Parameters, contracts: dict[str, Ledger], scale: float, seed: int, index: int, id: str) -> list[dict]:
    """Write one county; returns its lines of the answer key."""
    county, house = parameters.county(id), COUNTIES[id]
    world = World(county, index, parameters, scale, seed, frozenset(house.missing))
    answers = key.AnswerKey(county.id, contracts)
    innocent = build(world, answers)
    lines = answers.lines(world.tables)
    lines += intake.spoil(world, innocent, Counter(filing.ledger for filing in filings(house)))
    Clerk(world, contracts, Random(seed * 100 + index), house).write(folder / house.folder)
    return lines


def build(world: World, answers: key.AnswerKey) -> dict[str, int]:
    """The lawful county and what is planted in it; how many rows of each ledger, from the first, nothing planted has touched."""
    lawful.before(world)
    innocent = {name: len(rows) for name, rows in world.tables.items()}
    plant.plant(world, answers)
    of_many.plant(world, answers)
    lawful.after(world)
    of_many.plant_issues(world, answers)
    return innocent

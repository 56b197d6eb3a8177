"""From a plan and a population to a sampling paper: the size, the draw, and what the paper says of the units drawn."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

from auditlib.contracts import Ledger
from auditlib.errors import AuditError
from auditlib.project_key import Key
from auditlib.sampling.drawing import draw
from auditlib.sampling.frames import Population, ledger_population
from auditlib.sampling.paper import Facts, Paper
from auditlib.sampling.plan import Frame, planned_size

#: The values of a column as they may be read outside the team, by what of persons the column holds (report.gates.Gates.column).
Masked = Callable[[Sequence[object], str | None], list[object]]


def population_of(frame: Frame, out: Path, contracts: Mapping[str, Ledger], key: Key) -> Population:
    """The population of a frame: the ledger that intake left of a county under ``out``. Raises AuditError where it was not received."""
    show = [column for column in frame.show if column not in (frame.stratum, frame.amount)]
    path = out / "ledgers" / f"{frame.ledger}.parquet"
    return ledger_population(path, contracts[frame.ledger], key, unit=frame.unit, amount=frame.amount, stratum=frame.stratum, show=show)


def prepare(
    frame: Frame,
    population: Population,
    key: Key,
    *,
    name: str,
    county: tuple[str, str],
    confidence: Decimal,
    seed: str,
    size: int | None = None,
    allocation: str = "proportional",
    threshold: Decimal | None = None,
) -> Paper:
    """Draw the sample of a frame. ``county``: id and name; ``size``: another than the planned one.

    Raises AuditError for what can not be planned or drawn.
    """
    try:
        planned, reason = planned_size(frame.method, frame.tolerable, frame.expected, confidence, len(population.units) or None)
        wanted = planned if size is None else size
        if wanted != planned:
            reason += f"；审计人员定为 {wanted}"
        sample = draw(population.units, wanted, seed, key, method=frame.method, allocation=allocation, threshold=threshold)
    except ValueError as error:
        raise AuditError(f"{frame.title}：{error}") from None
    facts = Facts(
        title=frame.title,
        county=county[0],
        county_name=county[1],
        frame=name,
        source=population.source,
        sha256=population.sha256,
        population=frame.population,
        error=frame.error,
        check=frame.check,
        covers=frame.covers or "",
        tolerable=format(frame.tolerable, "f"),
        expected=format(frame.expected, "f"),
        confidence=format(confidence, "f"),
        reason=reason,
        key=key.fingerprint,
    )
    keys = [*(one.unit.key for one in sample.drawn), *(unit.key for unit in sample.reserve)]
    return Paper(facts, sample, {unit: population.told(unit) for unit in keys})


def without_names(paper: Paper, population: Population, mask: Masked) -> Paper:
    """The paper with what it shows of persons masked; places stay."""
    cells = {heading: [unit["shown"].get(heading, "") for unit in paper.units.values()] for heading in paper.headings}
    shown = {heading: mask(values, population.kinds.get(heading)) for heading, values in cells.items()}
    units = {
        key: unit | {"shown": {heading: str(texts[place]) for heading, texts in shown.items()}}
        for place, (key, unit) in enumerate(paper.units.items())
    }
    return replace(paper, units=units)

"""The visits of a county as its run, its case record and its log of visits make them, and their workbook."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from auditlib.audit import open_county
from auditlib.casework.cases import Case, cases_of
from auditlib.casework.visits import Plan, plan
from auditlib.desk.looks import Households, load_checks, looks, sampled, terms_of, visited
from auditlib.desk.office import Office, stamped
from auditlib.desk.raised import leads_of
from auditlib.desk.visit_book import write
from auditlib.ledgers import Ledgers
from auditlib.parameters import County, Parameters
from auditlib.private import private
from auditlib.sampling.paper import Paper


def planned(
    out: Path, ledgers: Ledgers, county: County, parameters: Parameters, cases: Mapping[str, Case], papers: Iterable[Paper] = ()
) -> Plan:
    """The visits for the open matters that a run left of a county under ``out``, and for the units that sampling papers send somebody to.

    ``cases``: what the case record says of its matters, by id.
    """
    checks, households = load_checks(parameters.folder), Households.of(ledgers)
    terms = terms_of(county, parameters, checks)
    found = looks(out, cases, leads_of(out), checks, households, ledgers.contracts)
    units = [unit for paper in papers for unit in sampled(paper, out, parameters, ledgers.contracts, households)]
    return plan([*found, *units], visited(ledgers, households, terms.as_of), terms)


def planned_at(office: Office, county: County, papers: Iterable[Paper] = ()) -> Plan:
    """The visits of a county of the office, by its case record; of the ``papers`` only the county's own count."""
    out = office.outputs / county.id
    ledgers = open_county(out, county, office.parameters, office.contracts)
    cases = cases_of(office.record.entries(county.id), office.moves)
    return planned(out, ledgers, county, office.parameters, cases, [paper for paper in papers if paper.facts.county == county.id])


@private()
def write_plan(office: Office, county: County, made: Plan, to: Path, by: str, at: str, names: str) -> Path:
    """Write 入户核查安排_<county>.xlsx into ``to``. ``names``: full or masked; ``at``: the moment, as it is shown."""
    gates = office.gates(county.id) if names == "masked" else None
    to.mkdir(parents=True, exist_ok=True)
    path = to / f"入户核查安排_{county.name}.xlsx"
    write(path, county.name, made, stamped(county, by, at, gates), gates)
    return path

"""The visits of a county: what has to be looked at on site, of open matters and of samples, as run, record and log of visits say."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal

import ibis
import pyarrow.parquet as pq
from pydantic import model_validator

from auditlib.audit import open_county
from auditlib.casework.cases import Case, cases_of
from auditlib.casework.visits import Look, Plan, Terms, Visited, plan
from auditlib.contracts import Ledger
from auditlib.desk.office import Office, stamped
from auditlib.desk.raised import leads_of, sentence
from auditlib.desk.visit_book import write
from auditlib.errors import ParameterError, Wrong
from auditlib.leads import facts_of
from auditlib.ledgers import Ledgers
from auditlib.matters import MATTERS, amount_of
from auditlib.messages import _, meant
from auditlib.models.dates import literal_date
from auditlib.models.persons import homes
from auditlib.parameters import County, Parameters
from auditlib.private import private
from auditlib.rules import RULES
from auditlib.rules.catalogue import SEVERITIES
from auditlib.rules.policy import Policy
from auditlib.sampling.paper import Paper
from auditlib.sampling.plan import load_plan
from auditlib.sampling.preparing import population_of
from auditlib.strict_yaml import Strict, load

FILE = "visits.yaml"
STOPS = "visit.stops_a_day"
HOME, SITE = "入户", "现场"
#: Facts that tell whom a matter is about by a number, and what the thing or the person is called.
NUMBERS = ("id_no", "borrower_id", "hh_no", "household")
THINGS = ("asset_no", "project_no", "supply_no")
CALLED = ("name", "borrower_name", "asset_name", "project_name", "supply_name")


class Checks(Strict):
    """parameters/visits.yaml. ``site``: 入户 or 现场 → the rules whose matters cannot be settled from papers; ``weights``: by severity."""

    site: dict[Literal["入户", "现场"], list[str]]
    weights: dict[Literal["H", "M", "L", "D"], int]

    @model_validator(mode="after")
    def _consistent(self) -> Checks:
        named = [rule for rules in self.site.values() for rule in rules]
        if unknown := [rule for rule in named if rule not in RULES]:
            raise Wrong(
                "there is no rule {rule_id}{hint}; allowed: ids of `auditlib rules`", rule_id=unknown[0], hint=meant(unknown[0], RULES)
            )
        if twice := [rule for rule in named if named.count(rule) > 1]:
            raise Wrong("{rule_id} stands twice; allowed: each rule once", rule_id=twice[0])
        if missing := [letter for letter in SEVERITIES if letter not in self.weights]:
            raise Wrong("weights: {severity} is missing; allowed: {severities}", severity=missing[0], severities=", ".join(SEVERITIES))
        return self

    @cached_property
    def method(self) -> dict[str, str]:
        """Rule → 入户 or 现场."""
        return {rule: method for method, rules in self.site.items() for rule in rules}


def load_checks(parameters: Path) -> Checks:
    """The checks on site of a folder of parameters. Raises ParameterError with file and line."""
    return load(parameters / FILE, Checks)


def terms_of(county: County, parameters: Parameters, checks: Checks) -> Terms:
    """On which terms the visits of a county are planned. Raises ParameterError for a day on which nobody is visited."""
    policy = Policy(parameters.policy_of(county), parameters.run.as_of)
    days, stops = (int(policy.value(name)) for name in ("visit.revisit_days", STOPS))
    if stops < 1:
        raise ParameterError(
            _("{policy} is {value}: a team that sees nobody in a day never ends", policy=STOPS, value=stops),
            policy.values[STOPS].file,
            None,
            _("1 or more"),
        )
    return Terms(parameters.run.as_of, days, stops, checks.weights)


@dataclass(frozen=True)
class Households:
    """Who lives where by the register.

    homes   number of a person or household → the household's present number
    heads   household → its head's name; where: its town and village, both as last registered
    called  village and head's name → the household, where one only is meant
    """

    homes: Mapping[str, str]
    heads: Mapping[str, str]
    where: Mapping[str, tuple[str | None, str | None]]
    called: Mapping[tuple[str, str], str]

    @classmethod
    def of(cls, ledgers: Ledgers) -> Households:
        """From poor_household and poor_person, as far as the county handed them in."""
        tables = [ledgers.unbound(name) for name in ("poor_household", "poor_person") if ledgers.received(name)]
        if not tables:
            return cls({}, {}, {}, {})
        found = {row["number"]: row["home"] for row in ledgers.query(ledgers.sql(homes(*tables))).to_pylist()}
        heads, where, namesakes = {}, {}, defaultdict(set)
        for row in _heads(ledgers):
            home = found.get(row["hh_no"]) or row["hh_no"]
            heads[home], where[home] = row["name"], (row["town_name"], row["village_name"])
            namesakes[row["village_name"] or "", row["name"]].add(home)
        return cls(found, heads, where, {who: of_name.pop() for who, of_name in namesakes.items() if len(of_name) == 1})

    def number(self, *numbers: str | None) -> str:
        """The household that the first known of these numbers stands for; empty where the register knows none of them."""
        return next((self.homes[number] for number in numbers if number in self.homes), "")


def _heads(ledgers: Ledgers) -> list[dict]:
    """Household, head's name, town and village, the newest snapshot last."""
    if not ledgers.received("poor_household"):
        return []
    told = ledgers.unbound("poor_household").filter(ibis._.hh_no.notnull(), ibis._.name.notnull())
    rows = ledgers.query(ledgers.sql(told.select("snapshot_date", "hh_no", "name", "town_name", "village_name").distinct())).to_pylist()
    return sorted(rows, key=lambda row: tuple(str(value or "") for value in row.values()))


def visited(ledgers: Ledgers, households: Households, as_of: dt.date) -> dict[str, Visited]:
    """Household → the last visit until ``as_of``, by the log of visits (L48); a line that names nobody for sure tells of nobody."""
    if not ledgers.received("visit_log"):
        return {}
    log = ledgers.unbound("visit_log").filter(ibis._.visit_date <= literal_date(as_of))
    rows = ledgers.query(ledgers.sql(log.select("visit_date", "team", "hh_no", "id_no", "name", "village_name").distinct())).to_pylist()
    found: dict[str, Visited] = {}
    for row in sorted(rows, key=lambda row: (row["visit_date"], row["team"] or "")):
        named = households.called.get((row["village_name"] or "", row["name"] or ""))
        who = households.number(row["hh_no"], row["id_no"]) or row["hh_no"] or row["id_no"] or named
        if who:
            found[who] = Visited(row["visit_date"], row["team"] or "")
    return found


def looks(
    out: Path, cases: Mapping[str, Case], leads: Mapping[str, list[dict]], checks: Checks, households: Households, contracts
) -> Iterator[Look]:
    """The looks of each matter under ``out`` that is open and needs one, a look for each of its households or sites.

    What only ranks (strength C) is no matter; without a case a matter is open.
    """
    for matter in pq.read_table(out / "matters.parquet").cast(MATTERS).to_pylist():
        case, rule = cases.get(matter["matter_id"]), RULES[matter["rule_id"]]
        method = (case.values.get("method") if case else "") or checks.method.get(rule.id, "")
        if method not in (HOME, SITE) or matter["strength"] == "C" or (case and not case.open):
            continue
        parts: dict[tuple[str, str], list[dict]] = defaultdict(list)
        for lead in leads[matter["matter_id"]]:
            thing = next(iter(_told(lead, THINGS)), lead["subject"]) or lead["matter_id"]
            parts[_whose(lead, method, households) or ("", thing)].append(lead)
        for (household, thing), found in parts.items():
            town, village = _where(found, household, households)
            yield Look(
                id=matter["matter_id"],
                check=rule.id,
                title=rule.zh,
                town=town,
                village=village,
                household=household,
                place=household or thing,
                name=_name(found[0], household, households),
                severity=matter["severity"],
                amount=amount_of(found),
                wrong=sentence(rule, found, contracts),
                see=rule.procedure,
            )


def sampled(paper: Paper, out: Path, parameters: Parameters, contracts: Mapping[str, Ledger], households: Households) -> Iterator[Look]:
    """A look for each unit that a sampling paper sends somebody to (现场). Whose it is, the ledger says from which it was drawn."""
    if paper.facts.check != SITE:
        return
    frame = load_plan(parameters.folder, contracts).frames.get(paper.facts.frame)
    rows = population_of(frame, out, contracts, parameters.key).first if frame else {}
    for one in paper.sample.drawn:
        key = one.unit.key
        # a unit of a ledger that was handed in anew since is told by its paper alone
        row, told = rows.get(key, {}), paper.units[key]
        household = households.number(*(row.get(name) for name in NUMBERS))
        yield Look(
            id=key,
            check=paper.facts.title,
            title="抽样",
            town=told["town"] or None,
            village=told["village"] or None,
            household=household,
            place=household or next((row[name] for name in THINGS if row.get(name)), key),
            name=households.heads.get(household) or next((row[name] for name in CALLED if row.get(name)), ""),
            severity="L",
            amount=one.unit.amount,
            wrong=f"抽中的样本，核对有无：{paper.facts.error}",
            see=f"逐项核对后填入抽样底稿，样本编号 {key}",
            drawn=True,
        )


def _whose(lead: dict, method: str, households: Households) -> tuple[str, str] | None:
    """The household that a lead is about, and nothing else; None of a site."""
    numbers = [*_told(lead, NUMBERS), *filter(None, [lead["subject"]])]
    known = households.number(lead["subject"], *numbers)
    # whom the register does not know, a borrower who is not poor, is a household all the same
    return (known or numbers[0], "") if known or (method == HOME and numbers) else None


def _where(leads: list[dict], household: str, households: Households) -> tuple[str | None, str | None]:
    """Town and village that these leads agree on, else where the household is registered."""
    places = {(lead["town"], lead["village"]) for lead in leads}
    place = places.pop() if len(places) == 1 else (None, None)
    return place if place[1] else households.where.get(household, place)


def _name(lead: dict, household: str, households: Households) -> str:
    """The head of the household, in brackets the member whom the matter is about; of a site what it is called."""
    head, who = households.heads.get(household, ""), next(iter(_told(lead, CALLED)), "")
    return f"{head}（{who}）" if head and who and head != who else head or who


def _told(lead: dict, names: tuple[str, ...]) -> list[str]:
    """What a lead's facts say under these names, in the names' order."""
    facts = facts_of(lead)
    return [str(facts[name]) for name in names if facts.get(name)]


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

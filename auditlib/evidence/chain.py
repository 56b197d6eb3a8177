"""All of a lead or matter in its order: file → sheet → row → text → typed value → rule → SQL → values in force → matter → decisions.

A tree of plain values, unmasked; report.explained writes it down.
"""

import inspect
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pyarrow.compute as pc
import pyarrow.parquet as pq

from auditlib.casework.cases import Case
from auditlib.contracts import Ledger
from auditlib.errors import AuditError
from auditlib.evidence.excerpt import Excerpt
from auditlib.evidence.files import Files
from auditlib.evidence.query import ledgers_for, sql_of
from auditlib.found import records_of
from auditlib.leads import LEADS, cited_by, facts_of, places_of
from auditlib.matters import MATTERS
from auditlib.parameters import County, Parameters
from auditlib.rules import RULES, Rule
from auditlib.rules.run import is_exception
from auditlib.standing import basis, departs, run_digest

#: Leads of a matter that are taken along with their rows.
LEADS_SHOWN = 10


@dataclass(frozen=True)
class Row:
    """A row as received and what was read from it: ``values``, of the cells that decide, or of title and file name where no cell tells.

    column  of the ledger, in its typed form      heading, letter  as received; empty: no cell, the whole table has one value
    text    as received; None: an empty cell      value            typed; None: nothing was read from it
    unread  the cell held something that could not be read
    """

    excerpt: Excerpt
    ledger: str
    values: tuple[dict, ...] = ()


@dataclass(frozen=True)
class Told:
    """One lead. ``lead``: its row of leads.parquet, of whose facts the values in force are ``policy`` and the others ``facts``.

    ``tested``: exception → yes, no or unknown.
    """

    lead: dict
    facts: dict
    policy: tuple[dict, ...]
    tested: dict[str, bool | None]
    accused: Row
    compared: tuple[Row, ...]
    more: int


@dataclass(frozen=True)
class Chain:
    """One lead, or a matter with the first of its leads and how many more it has.

    matter   its row of matters.parquet                       case   what the record says of it; None: nothing
    reasoning of the rule's function                          sql    empty: the rule, files or parameters differ, as ``departs`` says
    run      digest of what the county's results were made from, as in the foot of its pages
    """

    id: str
    county: County
    rule: Rule
    reasoning: str
    run: str
    sql: str
    departs: str
    leads: tuple[Told, ...]
    more: int
    matter: dict
    case: Case | None

    @property
    def broken(self) -> list[str]:
        """Why what is told can not be proved from the files as received, each reason once."""
        rows = [row for told in self.leads for row in (told.accused, *told.compared)]
        return list(dict.fromkeys(row.excerpt.problem for row in rows if not (row.excerpt.proved or row.excerpt.apart)))


def ids_of(out: Path) -> Iterator[str]:
    """The ids of all leads and matters that a run found for a county."""
    if (out / "leads.parquet").exists():
        table = pq.read_table(out / "leads.parquet", columns=["lead_id", "matter_id"])
        for name in table.column_names:
            yield from table[name].unique().to_pylist()


def chain_of(
    id: str, files: Files, county: County, parameters: Parameters, contracts: Mapping[str, Ledger], cases: Mapping[str, Case]
) -> Chain:
    """The chain of a lead or matter of a county, one of ``ids_of``; ``cases``: what the case record says of its matters.

    Raises AuditError where there is no such rule any more.
    """
    out = files.out
    leads = pq.read_table(out / "leads.parquet").cast(LEADS)
    chosen = leads.filter(pc.or_(pc.equal(leads["lead_id"], id), pc.equal(leads["matter_id"], id))).to_pylist()
    matters = pq.read_table(out / "matters.parquet").cast(MATTERS)
    (matter,) = matters.filter(pc.equal(matters["matter_id"], chosen[0]["matter_id"])).to_pylist()
    rule = RULES.get(chosen[0]["rule_id"])
    if rule is None:
        raise AuditError("{id}: there is no such rule any more; look at it with the version that found it, or run its county again", id=id)
    why, sql = departs(out, basis(parameters)), ""
    if not why:
        ledgers = ledgers_for(rule.scope, out, county, parameters, contracts)
        sql = sql_of(rule, records_of(out)[rule.id]["rows_read"], out, county, parameters, ledgers)
    shown = tuple(_told(lead, files) for lead in chosen[:LEADS_SHOWN])
    of_rule = (rule, inspect.getdoc(rule.function) or "", run_digest(out), sql, why)
    return Chain(id, county, *of_rule, shown, len(chosen) - len(shown), matter, cases.get(matter["matter_id"]))


def _told(lead: dict, files: Files) -> Told:
    evidence, facts = files.of(lead), facts_of(lead)
    tested = {name: value for name, value in json.loads(lead["exceptions"]).items() if is_exception(name)}
    accused = _row(evidence.accused, lead, facts, files, RULES[lead["rule_id"]].accused)
    compared = tuple(_row(excerpt, place, facts, files) for excerpt, place in zip(evidence.compared, places_of(lead), strict=False))
    return Told(lead, facts, tuple(cited_by(lead)), tested, accused, compared, evidence.more)


def _row(excerpt: Excerpt, place: Mapping, facts: Mapping, files: Files, ledgers: tuple[str, ...] = ()) -> Row:
    """What was read from a row: of the cells that decide, and of the facts that stand in no cell."""
    ledger, typed = files.typed(place, facts, (excerpt.ledger,) if excerpt.ledger else ledgers)
    contract = files.contracts.get(ledger)
    if contract is None:
        return Row(excerpt, ledger)
    unread = (typed.get("unread") or "").split(",")
    fields, values, seen = contract.fields(), [], set()
    for place, heading in enumerate(excerpt.headings):
        if heading.column is None:
            continue
        column = contract.columns[heading.column]
        filled = [name for name in (column.name, *column.into) if name in fields]
        filled += [column.part] if column.part and typed.get(column.part) is not None else []
        seen |= {*filled}
        if heading.decides and excerpt.found:
            cell = {"heading": heading.text, "letter": heading.letter, "text": excerpt.found.cells[place], "unread": column.name in unread}
            values += [{"column": name, "value": typed.get(name), **cell} for name in filled]
    told = [name for name in facts if name in fields and name not in seen and typed.get(name) is not None and excerpt.headings]
    nowhere = {"heading": "", "letter": "", "text": None, "unread": False}
    return Row(excerpt, contract.name, (*values, *({"column": name, "value": typed[name], **nowhere} for name in told)))

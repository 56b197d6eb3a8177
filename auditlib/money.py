"""Whose money a lead questions, so that money is counted once per real thing and never above its own amount (DESIGN §4).

A project questioned on its project row, its contract and its payments is one project; a payment that two rosters list is one payment; an
asset made of a project's money is that project's money. What a ledger's rows tell of stands in its contract (contracts.Money). A lead
claims money of the row that it accuses, and beyond what that row holds, of the rows that it was compared with. Claims on one thing are
added row by row within a ledger; between ledgers and between rules the greatest counts; the thing's own amount is the limit.
"""

from __future__ import annotations

import json
import weakref
from collections import Counter, defaultdict
from collections.abc import Iterable
from decimal import Decimal
from functools import cached_property

import ibis
import pyarrow as pa
import pyarrow.compute as pc
from ibis import _
from ibis.expr import types as ir

from auditlib.contracts import Ledger, Money
from auditlib.ledgers import ORIGIN, Ledgers, unit_of
from auditlib.project_key import Key
from auditlib.sql_cache import cached

#: The ledger that says how much a thing is worth; where it does not know the thing, the ledger that tells most of it does.
PRINCIPAL = {"project": "project", "loan": "micro_loan", "asset": "asset_register"}
#: The ledger of payments, and those that may list the same payments again: same person, same day, same amount.
PAYMENTS, AGAIN = "benefit_payment", ("education_aid", "house_renovation", "income_distribution")
SAME = ("id_no", "pay_date", "amount")
#: Kinds that make up the money audited row by row (抽审资金): each yuan of them stands in one thing.
SAMPLED = ("payment", "project", "loan", "subsidy")
#: Kinds that stand beside the totals: what earlier audits found is questioned again with the things that it was found of.
BESIDE = ("issue",)
#: Amount classes, the gravest first.
CLASSES = "VWIN"
#: What of a lead says whom it claims money of.
CLAIMED = ["county", "strength", "amount_class", "money"]
ZERO = Decimal("0.00")
DECIMAL = "decimal(18,2)"


def columns(ledger: ir.Table, money: Money | None) -> dict[str, ir.Value]:
    """Of each row: the thing and the project whose money it tells of, as text, and its own amount (元); null where it does not say."""
    if money is None:
        return {"thing": ibis.null("string"), "of_project": ibis.null("string"), "own": ibis.null(DECIMAL)}
    things = [ibis.literal(f"{name}=") + ledger[name] for name in money.thing if name in ledger.columns]
    project = money.project and ibis.literal("project_no=") + ledger[money.project]
    amounts = [ledger[name].abs().cast(DECIMAL) for name in money.amount]
    return {
        "thing": ibis.coalesce(*things, ibis.null("string")),
        "of_project": ibis.null("string") if project is None else project,
        "own": (ibis.greatest(*amounts) if len(amounts) > 1 else amounts[0]) if amounts else ibis.null(DECIMAL),
    }


class Books:
    """What the ledgers of a county (or of all) say of their money, worked out once: ``Books.of(ledgers)``."""

    def __init__(self, ledgers: Ledgers):
        self._ledgers = weakref.proxy(ledgers)  # which keep these books: in a circle neither would go before the collector comes

    @classmethod
    def of(cls, ledgers: Ledgers) -> Books:
        return ledgers.worked_out.setdefault("books", cls(ledgers))

    def thing(self, row: dict) -> tuple[str, str | None, Decimal | None]:
        """Kind, thing and own amount of the money that a row tells of, from its ``ledger``, ``row_id`` and `columns`.

        A thing of None is the row itself; a kind of "" tells of no money.
        """
        contract = self._ledgers.contracts.get(row["ledger"])
        if contract is None or contract.money is None:
            return "", None, None
        unit = row["county_id"] or ""
        kind, thing = self._resolved(contract.money.of, unit, row["thing"], row["of_project"])
        return kind, thing, (row["own"] or None) if thing is None else self._worth.get((unit, kind, thing))

    def _resolved(self, kind: str, unit: str, thing: str | None, project: str | None) -> tuple[str, str | None]:
        """Kind and thing, once what is another thing's money is called by that; None: of a row that is its own thing."""
        return ("project", project) if (unit, project) in self._projects else self._same.get((unit, kind, thing), (kind, thing))

    def place(self, row: dict) -> str:
        """Where a row stands; of a payment that another roster lists, where the ledger of payments has it."""
        return self._again.get(row["row_id"], ("", ZERO, place(row)))[2]

    def bases(self) -> dict[str, Decimal]:
        """Kind → money of all its things (元), each once: what a share of what was questioned may be printed of."""
        sums: Counter = Counter()
        for (_unit, kind, _thing), worth in self._worth.items():
            sums[kind] += worth
        for name, contract in self._money().items():
            if contract.money.amount:
                sums[contract.money.of] += self._alone(name, contract)
        return {kind: amount.quantize(ZERO) for kind, amount in sorted(sums.items())}

    def _money(self) -> dict[str, Ledger]:
        names = self._ledgers.filed()
        return {name: self._ledgers.contracts[name] for name in names if self._ledgers.contracts[name].money}

    @cached_property
    def _told(self) -> list[dict]:
        """What every ledger tells of every thing: ledger, county, thing, project, the sum and the greatest of its rows' amounts."""
        told = []
        for name, contract in self._money().items():
            if contract.money.thing or contract.money.project:
                table = self._ledgers.unbound(name)
                rows = _valued(table, contract.money)
                sums = rows.filter(_.thing.notnull() | _.of_project.notnull()).group_by("unit", "thing", "of_project")
                sums = sums.agg(sum=_.own.sum().cast("decimal(38,2)"), most=_.own.max())
                told += [row | {"ledger": name} for row in self._ask(name, "things", sums)]
        return told

    @cached_property
    def _projects(self) -> set[tuple[str, str]]:
        """The projects that a ledger of projects knows by their number."""
        return {
            (row["unit"], row["thing"]) for row in self._told if self._kind(row) == "project" and row["thing"].startswith("project_no=")
        }

    @cached_property
    def _same(self) -> dict[tuple[str, str, str], tuple[str, str]]:
        """Things that are another thing's money: an asset made by a project; a project called by its name alone."""
        same = {}
        for row in self._told:
            project = (row["unit"], row["of_project"])
            if row["thing"] and self._kind(row) == "asset" and project in self._projects:
                same[row["unit"], "asset", row["thing"]] = ("project", row["of_project"])
        return same | self._names

    @cached_property
    def _names(self) -> dict[tuple[str, str, str], tuple[str, str]]:
        """A project's name → its number, where one number only bears it."""
        table = self._ledgers.unbound("project") if self._ledgers.received("project") else None
        if table is None:
            return {}
        named = (
            table.select(unit=unit_of(table), name="project_name", number="project_no")
            .filter(_.name.notnull(), _.number.notnull())
            .distinct()
        )
        numbers = defaultdict(set)
        for row in self._ask("project", "names", named):
            numbers[row["unit"], "project", f"project_name={row['name']}"].add(f"project_no={row['number']}")
        return {name: ("project", found.pop()) for name, found in numbers.items() if len(found) == 1}

    def _kind(self, row: dict) -> str:
        return self._ledgers.contracts[row["ledger"]].money.of

    @cached_property
    def _worth(self) -> dict[tuple[str, str, str], Decimal]:
        """County, kind, thing → its own amount."""
        principal, others = {}, defaultdict(Counter)
        for row in self._told:
            own = row["unit"], *self._resolved(self._kind(row), row["unit"], row["thing"], row["of_project"])
            if own[2] is None or row["most"] is None:
                continue
            if row["ledger"] == PRINCIPAL.get(own[1]):
                principal[own] = max(principal.get(own, ZERO), row["most"])
            else:
                others[own][row["ledger"]] += row["sum"]
        most = {thing: max(sums.values()) for thing, sums in others.items()}
        return {thing: amount for thing, amount in (most | principal).items() if amount}

    def _alone(self, name: str, contract: Ledger) -> Decimal:
        """The money of a ledger's rows that are their own thing."""
        rows = _valued(self._ledgers.unbound(name), contract.money).filter(_.thing.isnull())
        sums = rows.group_by("unit", "of_project").agg(sum=_.own.sum().cast("decimal(38,2)"))
        alone = sum(
            (row["sum"] or ZERO for row in self._ask(name, "alone", sums) if (row["unit"], row["of_project"]) not in self._projects), ZERO
        )
        return alone - sum((amount for ledger, amount, _place in self._again.values() if ledger == name), ZERO)

    @cached_property
    def _again(self) -> dict[int, tuple[str, Decimal, str]]:
        """Rows of other rosters that list one again → their ledger, the amount, its place. The n-th of equal ones is the n-th there."""
        found = {}
        for name in filter(self._ledgers.received, AGAIN if self._ledgers.received(PAYMENTS) else ()):
            paid, again = self._paid(PAYMENTS), self._paid(name)
            pairs = _ranked(again, paid).inner_join(_ranked(paid, again).drop("row_id"), ["unit", *SAME, "n"])
            found |= {row["row_id"]: (name, row["amount"], place(row)) for row in self._ask(name, "again", pairs)}
        return found

    def _paid(self, name: str) -> ir.Table:
        table = self._ledgers.unbound(name)
        (amount,) = self._ledgers.contracts[name].money.amount
        return table.select("row_id", "id_no", "pay_date", *(ORIGIN if name == PAYMENTS else ()), unit=unit_of(table), amount=table[amount])

    def _ask(self, name: str, what: str, question: ir.Table) -> list[dict]:
        ledgers = self._ledgers
        asked = ("money", ledgers.engine.dialect, name, what, ledgers.contracts[name].money.model_dump_json(), ledgers.schema(name))
        if what == "again":
            asked = (*asked, ledgers.schema(PAYMENTS))
        return ledgers.query(cached(asked, lambda: ledgers.sql(question))).to_pylist()


def _valued(table: ir.Table, money: Money) -> ir.Table:
    return table.select("row_id", unit=unit_of(table), **columns(table, money))


def _ranked(rows: ir.Table, others: ir.Table) -> ir.Table:
    """The payments of one roster that the other lists too, equal ones numbered."""
    rows = rows.filter(_.id_no.notnull(), _.pay_date.notnull(), _.amount > 0).semi_join(others, ["unit", *SAME])
    return rows.mutate(n=ibis.row_number().over(ibis.window(group_by=["unit", *SAME], order_by="row_id")))


def place(row: dict) -> str:
    """Where a row stands, whatever its file is called."""
    return f"{row['source_sha256']}|{row['source_sheet']}|{row['source_row']}"


def claims(amount: Decimal | None, rows: Iterable[dict], books: Books, key: Key, otherwise: str) -> str:
    """What a lead claims, as JSON: for each row, kind, thing, ledger, row, amount and the thing's own amount. Things and rows are digests.

    ``rows``: the accused one first, with their place; ``otherwise``: the thing where no row tells of money.
    """
    made, left = [], amount or ZERO
    for row in rows:
        kind, thing, own = books.thing(row)
        limit = row["own"] or own
        if not kind or left <= 0 or (not limit and made):
            continue
        part = min(left, limit) if limit else left
        left -= part
        alone = thing is None
        made.append((kind, books.place(row) if alone else thing, row["ledger"], place(row), part, row["own"] if alone else own))
    if amount and not made:
        made.append(("other", otherwise, "", otherwise, amount, None))
    return json.dumps(
        [
            {"of": of, "thing": key.digest(f"{of}|{thing}", 12), "ledger": ledger, "row": key.digest(row, 12), "amount": f"{part:f}"}
            | ({"own": f"{own:f}"} if own else {})
            for of, thing, ledger, row, part, own in made
        ]
    )


def counted(leads: Iterable[dict]) -> Counter:
    """(kind, class) → what these leads claim (元): each thing once, never above its own amount. Rows as in leads.parquet.

    What has no amount of its own is in no base, and counts as ``other``, so that no share can be printed of what does not contain it.
    """
    things: dict[tuple, dict] = defaultdict(lambda: defaultdict(lambda: defaultdict(Counter)))
    worth: dict[tuple, Decimal] = {}
    for lead in leads:
        for claim in json.loads(lead["money"]):
            thing = (lead["county"], claim["of"], claim["thing"])
            row = things[thing][claim["ledger"]][claim["row"]]
            row[lead["amount_class"]] = max(row[lead["amount_class"]], Decimal(claim["amount"]))
            if "own" in claim:
                worth[thing] = Decimal(claim["own"])
    sums: Counter = Counter()
    for thing, ledgers in things.items():
        for letter, amount in _of_thing(ledgers, worth.get(thing)).items():
            sums[thing[1] if thing in worth else "other", letter] += amount
    return sums


def _of_thing(ledgers: dict[str, dict[str, Counter]], worth: Decimal | None) -> dict[str, Decimal]:
    """What is claimed of one thing, by class: the gravest class first, no yuan in two."""
    whole = max(sum(max(row.values()) for row in rows.values()) for rows in ledgers.values())
    left = whole if worth is None else min(whole, worth)
    found = {}
    for letter in CLASSES:
        own = max(sum((row[letter] for row in rows.values()), ZERO) for rows in ledgers.values())
        found[letter] = min(left, own)
        left -= found[letter]
    return found


def questioned(leads: Iterable[dict]) -> Counter:
    """What is `counted` of the leads that accuse: those of strength C only rank samples, those of class N only count."""
    return counted(lead for lead in leads if lead["strength"] != "C" and lead["amount_class"] != "N")


def of_rules(leads: pa.Table, rules: Iterable[str] | None) -> pa.Table:
    """The leads of these rules; of all where none are named."""
    return leads if rules is None else leads.filter(pc.is_in(leads["rule_id"], pa.array(sorted(rules), pa.string())))


def total(leads: pa.Table, rules: Iterable[str] | None = None) -> dict[str, Decimal]:
    """Questioned amount by amount class (V, W, I), 元; see `questioned`. Of all rules together, the kinds of BESIDE are left out."""
    sums = questioned(of_rules(leads, rules).select(CLAIMED).to_pylist())
    apart = BESIDE if rules is None else ()
    return {letter: sum((amount for (kind, own), amount in sums.items() if own == letter and kind not in apart), ZERO) for letter in "VWI"}


def by_kind(leads: pa.Table) -> dict[str, Decimal]:
    """Questioned amount by kind of money, 元; see `questioned`."""
    sums: Counter = Counter()
    for (kind, _letter), amount in questioned(leads.select(CLAIMED).to_pylist()).items():
        sums[kind] += amount
    return dict(sums)

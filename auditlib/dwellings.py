"""Where a person or household lives, by their number: for rows whose own ledger does not tell (medical settlements, interest subsidies).

The register of the poor is believed first, then the other ledgers of the county together. Whoever does not stand in the same village
throughout the ledgers asked is of no village: better nowhere than before a stranger's door.
"""

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.contracts import Ledger
from auditlib.ledgers import Ledgers, unit_of
from auditlib.models.vocabulary import subquery
from auditlib.sql_cache import cached

DWELLINGS = "_dwellings"
REGISTER = ("poor_household", "poor_person")
#: Numbers of the register, given to one person or household. An identity number is the third kind, whatever its column is called.
REGISTERED = ("hh_no", "person_no")
PLACE = ("town_name", "village_name")
SCHEMA = ibis.schema({"unit": "string", "number": "string", "trust": "int8", "town": "string", "village": "string"})


def numbers(contract: Ledger) -> list[str]:
    """The columns that tell whom a row is about by a number: those of its subject and of the register, never a proxy's or a relative's."""
    return [
        name for name, column in contract.columns.items() if name in REGISTERED or (column.type == "identity" and name in contract.subject)
    ]


def placed(rows: list[dict], contract: Ledger, wanted: ir.Table, ledgers: Ledgers) -> list[dict]:
    """``rows`` of one ledger (row_id, town, village), each missing place filled where the dwelling is known and agrees with what the row
    says.

    ``wanted``: the table of their row_ids.
    """
    columns, sources = numbers(contract), _sources(ledgers)
    if not columns or not sources or all(row["town"] and row["village"] for row in rows):
        return rows
    dialect, table = ledgers.engine.dialect, ledgers.unbound(contract.name)
    ledgers.prepare(DWELLINGS, cached(("dwellings", dialect, sources), lambda: ledgers.sql(_dwellings(ledgers, sources))))
    sql = cached(
        ("dwelt", dialect, contract.name, columns, table.schema()),
        lambda: ledgers.sql(_dwelt(subquery(table.semi_join(wanted, "row_id")), columns)),
    )
    # of several numbers of a row the most trusted one tells
    homes = {found["row_id"]: found for found in sorted(ledgers.query(sql).to_pylist(), key=lambda f: (f["trust"], f["nth"]), reverse=True)}
    return [row | _filled(row, homes.get(row["row_id"])) for row in rows]


def _filled(row: dict, home: dict | None) -> dict:
    if home is None or any(row[name] and home[name] and row[name] != home[name] for name in ("town", "village")):
        return {}
    return {name: row[name] or home[name] for name in ("town", "village")}


def _dwelt(rows: ir.Table, columns: list[str]) -> ir.Table:
    """row_id, town, village of the dwelling of each number of the rows; ``nth``: which of ``columns`` the number stands in."""
    asked = [
        rows.select("row_id", unit=unit_of(rows), number=_number(rows, name), nth=ibis.literal(nth, "int8"))
        for nth, name in enumerate(columns)
        if name in rows.columns
    ]
    told = ibis.table(SCHEMA, name=DWELLINGS)
    return ibis.union(*asked).inner_join(told, ["unit", "number"]).select("row_id", "nth", "trust", "town", "village")


def _dwellings(ledgers: Ledgers, sources: list[tuple[str, list[str], ibis.Schema]]) -> ir.Table:
    """The village of every number that one village only has in the most trusted ledgers that know any (SCHEMA)."""
    told = []
    for name, columns, _schema in sources:
        rows, trust = ledgers.unbound(name), ibis.literal(0 if name in REGISTER else 1, "int8")
        told += [
            rows.select(unit=unit_of(rows), number=_number(rows, c), trust=trust, town="town_name", village="village_name") for c in columns
        ]
    known = ibis.union(*told).filter(_.number.notnull(), _.village.notnull())
    found = known.group_by("unit", "number", "trust").agg(
        town=_.town.min(), village=_.village.min(), last_town=_.town.max(), last_village=_.village.max()
    )
    best = found.mutate(most=_.trust.min().over(ibis.window(group_by=["unit", "number"]))).filter(_.trust == _.most)
    one = best.filter(_.village == _.last_village, (_.town == _.last_town).fill_null(True))
    return one.select(*SCHEMA.names)


def _sources(ledgers: Ledgers) -> list[tuple[str, list[str], ibis.Schema]]:
    """The ledgers that tell where somebody lives, each with its columns of numbers."""
    found = []
    for name in ledgers.filed():
        schema, contract = ledgers.schema(name), ledgers.contracts[name]
        columns = [column for column in numbers(contract) if column in schema.names]
        if columns and all(column in schema.names for column in PLACE):
            found.append((name, columns, schema))
    return found


def _number(table: ir.Table, column: str) -> ir.StringValue:
    """The number with its kind: a household's may look like a person's."""
    return ibis.literal(f"{column if column in REGISTERED else 'id_no'}=") + table[column]

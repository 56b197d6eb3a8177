"""Every rule survives whatever intake accepts: the ends of every column's plausible range, days at both ends, nothing at all, texts that try.

Ledgers of all kinds are filled with such values, drawn by a seed, on keys few enough that rows meet; then all rules judge them as in a run.
Compiled for that as they are for a county that handed in everything, they also tell what their SQL costs.
"""

from __future__ import annotations

import contextlib
import datetime as dt
from decimal import Decimal
from random import Random

import ibis
import pyarrow as pa
import pytest

from auditlib.audit import in_turn, judge_city, judge_county
from auditlib.columns import Column
from auditlib.contracts import Ledger
from auditlib.decisions import FINDING, NONE_VERIFIED, Decided
from auditlib.engines import connect
from auditlib.errors import NotRun
from auditlib.leads import ACCUSED
from auditlib.ledgers import from_tables
from auditlib.models.amounts import product, share
from auditlib.report.manual.entries import Manual
from auditlib.rules.policy import Policy
from auditlib.rules.run import Compiled, as_sql
from tests.rules.tables import loaded

#: Bytes of SQL of the rules of a county that handed in every ledger, each shared table once: 5,980,000 measured, 8,350,000 with the columns
#: that nobody reads, and half as much again where nothing is shared.
BOUND = 6_000_000
ROWS = 32
KEYS = ["K1", "K2", None]
TEXTS = [
    *KEYS, "长" * 5_000, "\U0002ebf0𫠆\ue816", "'; DROP TABLE x; --", "A|B|C", "100%", "\\d+(", "〔2019〕1号", "2099年12月31日", "每年99月99日前", "3-1",
    "退回 死亡 展期 减免 未享受", "0", "99999999999999999999",
]  # fmt: skip
NUMBERS = ["370799194501010018", "370799194701010025", "370799195001010033", "370799199912310012", None]
NAMES = ["张三", "李四", "?", "长" * 200, None]
DAYS = [dt.date(1900, 1, 1), dt.date(2099, 12, 31), dt.date(2016, 2, 29), dt.date(2019, 1, 1), dt.date(2019, 12, 31), None]


def pool(column: Column | None, name: str, kind: pa.DataType) -> list:
    """What stands in a column: the ends of what is plausible and their neighbours, and what makes rows of several ledgers meet."""
    if pa.types.is_date(kind):
        return DAYS
    if pa.types.is_boolean(kind):
        return [True, False, None]
    if pa.types.is_decimal(kind) or pa.types.is_integer(kind):
        low, high = map(Decimal, column.bounds)
        step = Decimal(1).scaleb(-kind.scale) if pa.types.is_decimal(kind) else Decimal(1)
        usual = [Decimal(n) for n in (0, 1, 12, 2018, 2019)]
        values = [n for n in (low, high, low + step, high - step, step, -step, *usual) if low <= n <= high]
        return [None, *(values if pa.types.is_decimal(kind) else map(int, values))]
    kinds = {"identity": NUMBERS, "name": NAMES, "category": [*(column.values if column else ()), "别的", None]}
    if column and column.type in kinds:
        return kinds[column.type]
    return KEYS if name.endswith(("_no", "_name", "code", "uscc", "account")) else TEXTS


def filled(ledger: Ledger, seed: int, first: int, counties: list[str]) -> pa.Table:
    rng = Random(f"{seed} {ledger.name}")
    origin = {"row_id": range(first, first + ROWS), "source_row": range(1, ROWS + 1)}
    columns = []
    for field in ledger.schema():
        if field.name in origin:
            values = list(origin[field.name])
        elif field.name.startswith("source_"):
            values = [ledger.name] * ROWS
        else:
            values = rng.choices(pool(ledger.columns.get(field.name), field.name, field.type), k=ROWS)
        columns.append(pa.array(values, field.type))
    table = pa.Table.from_arrays(columns, schema=ledger.schema())
    return table.append_column("county_id", pa.array(rng.choices(counties, k=ROWS))) if counties else table


def ledgers(seed: int, counties: list[str]):
    parameters, contracts = loaded()
    kinds = [ledger for ledger in contracts.values() if ledger.name != "programme"]
    tables = {ledger.name: filled(ledger, seed, 1 + place * ROWS, counties) for place, ledger in enumerate(kinds)}
    return from_tables(tables, parameters.programmes, contracts)


@pytest.fixture(scope="module")
def parameters():
    """With a stand-in for every policy value that a county has yet to enter, so that every rule runs."""
    shipped = loaded()[0]
    return shipped.model_copy(update={"policy": Manual(shipped).policy().values})


@pytest.mark.parametrize("seed", [1, 2])
def test_every_rule_of_a_county_survives(parameters, seed):
    judged, broken = judge_county(ledgers(seed, []), parameters.counties["linqu"], parameters)
    assert broken == []
    records = [item.record() for item in judged]
    # Of rows at random all may lack what decides a rule: it then says so.
    reasons = [record["reason"] for record in records if record["status"] != "run"]
    assert [reason for reason in reasons if not reason.startswith(f"{ROWS} 行全部无法判断")] == [NONE_VERIFIED]
    assert sum(record["leads"] for record in records) > 100  # the rows do meet


def test_every_finding_survives(parameters, monkeypatch):
    few = [rule for rule in in_turn() if rule.id.startswith("FUND-0") or rule.id == "RECT-04"]
    monkeypatch.setattr("auditlib.audit.in_turn", lambda: few)
    judged, _broken = judge_county(ledgers(1, []), parameters.counties["linqu"], parameters)
    values = {"verified_amount": "999999999999.99", "checked_on": "1900-01-01", "issue_no": "0", "transfer": "OUT"}
    verified = [Decided(matter, "属实", "属实", values) for item in judged for matter in item.by_matter]
    judged, broken = judge_county(ledgers(1, []), parameters.counties["linqu"], parameters, verified)
    assert broken == []
    assert [item.leads.num_rows > 0 for item in judged if item.rule.id == "RECT-04"] == [True]


@pytest.mark.parametrize("seed", [1, 2])
def test_every_rule_over_all_counties_survives(parameters, monkeypatch, seed):
    monkeypatch.setattr("auditlib.audit.open_city", lambda *_: ledgers(seed, ["linqu", "changle"]))
    monkeypatch.setattr("auditlib.audit.counties_read", lambda *_: {})
    judged, broken = judge_city(in_turn("city"), None, parameters, loaded()[1])
    assert broken == [] and all(item.ran for item in judged)


@pytest.fixture(scope="module")
def compiled() -> dict[str, Compiled]:
    """Each rule of a county that has its policy values, as it was compiled above: found again, not compiled once more."""
    shipped, there, found = loaded()[0], ledgers(1, []), {}
    for name, form in (("lead", ACCUSED), ("finding", FINDING)):
        there.add(name, form.empty_table())
    for rule in in_turn():
        with contextlib.suppress(NotRun):
            policy = Policy(shipped.policy, shipped.run.as_of, words=shipped.words)
            found[rule.id] = as_sql(rule, there, policy, shipped.run.audit_from)
    return found


def test_no_rule_writes_out_what_is_shared(compiled):
    shared = {name: sql for rule in compiled.values() for name, sql in rule.prepared.items()}
    own = [sql for rule in compiled.values() for sql in (rule.sql, rule.not_judged) if sql]
    assert sum(len(sql.encode()) for sql in (*shared.values(), *own)) < BOUND


def test_only_what_several_read_is_made(compiled):
    """A table in memory, or a file of the session, is worth it from its second reader on, be it a rule or another such table."""
    readers: dict[str, set[str]] = {}
    for rule in compiled.values():
        for name in rule.prepared:
            texts = (rule.sql, rule.not_judged or "", *rule.prepared.values())
            readers.setdefault(name.rpartition("_")[0], set()).update(text for text in texts if f'"{name}"' in text)
    assert {model for model, texts in readers.items() if len(texts) < 2} == set()


def exact(amount: Decimal, part: int, whole: int | None) -> Decimal | None:
    """The oracle, in Python's integers of any length."""
    if whole is None:
        return None
    fen = (int(amount * 100) * part * 2 + whole) // (whole * 2)
    return Decimal(fen) / 100 if fen < 10**18 else None


def test_a_share_is_exact_to_the_fen_however_large(engine):
    rng = Random(1)
    drawn = [
        (
            Decimal(rng.randrange(10 ** rng.randrange(1, 13))) / 100,
            rng.randrange(10 ** rng.randrange(1, 13)),
            rng.randrange(1, 10 ** rng.randrange(1, 13)),
        )
        for _ in range(500)
    ]
    ends = [
        (Decimal(10**10), 10**12, 10**12 - 7),
        (Decimal(10**10), 10**12, 1),
        (Decimal("0.01"), 1, 2),
        (Decimal("0.03"), 1, 2),
        (Decimal(1), 5, None),
    ]
    rows = [*ends, *drawn]
    amounts, parts, wholes = zip(*rows, strict=True)
    opened = connect(engine)
    opened.add(
        "numbers",
        pa.table(
            {
                "n": pa.array(range(len(rows)), pa.int64()),
                "a": pa.array(amounts, pa.decimal128(18, 2)),
                "p": pa.array(parts, pa.int64()),
                "w": pa.array(wholes, pa.int64()),
            }
        ),
    )
    table = ibis.table({"n": "int64", "a": "decimal(18,2)", "p": "int64", "w": "int64"}, name="numbers")
    found = opened.query(opened.sql(table.select("n", s=share(table.a, table.p, table.w)))).sort_by("n")["s"].to_pylist()
    assert found == [exact(*row) for row in rows]


def test_a_product_is_money_or_unknown(engine):
    rows = [
        ("99999999.9999", "99999999.9999"),
        ("1234567.8900", "98765.4321"),
        ("-100000000.0000", "0.0001"),
        ("100000000.0000", "100000000.0000"),
    ]
    opened = connect(engine)
    opened.add(
        "numbers",
        pa.table({name: pa.array([Decimal(row[place]) for row in rows], pa.decimal128(18, 4)) for place, name in enumerate("ab")}),
    )
    table = ibis.table({"a": "decimal(18,4)", "b": "decimal(18,4)"}, name="numbers")
    found = opened.query(opened.sql(table.select("a", "b", p=product(table.a, table.b)))).to_pylist()
    cents = {(row["a"], row["b"]): row["p"] for row in found}
    for one, other in ((Decimal(a), Decimal(b)) for a, b in rows):
        held = (one * other).quantize(Decimal("0.01"), "ROUND_HALF_UP")
        assert cents[one, other] == (held if abs(held) < 10**16 else None)

"""Two versions of one list (更正, 6月更新, the same list sent twice): which of them holds, and what becomes of the other's rows.

Two tables of a ledger are versions when most of their business keys, amounts left out, are the same: the same payment on the same day,
the same contract; and when they are one form, for a bank and an office that both tell of a loan are two witnesses. A list whose rows all
stand in another one, with their amounts, is an extract of that, whatever the names say. The later version holds, as far as names say which
that is, and of an extract the whole list; the rows of the other are set aside and told, never counted beside it. The auditor settles it in
the county's parameters.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path, PurePosixPath
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from auditlib.contracts import Ledger
from auditlib.intake.clean import quote
from auditlib.intake.journal import Intake, place
from auditlib.intake.questions import Asker, pins_of
from auditlib.intake.store import SET_ASIDE, Store, cells_of_rows, rewrite
from auditlib.outside import plain
from auditlib.parameters import County

#: A key is looked at where so many of a table's rows have it.
PRESENT = 0.9
#: Of all columns that two tables have, so many are of both where they are one form. Tables whose names differ by a mark only need so many
#: keys in common; others so many of the smaller one's, of the larger one's, and so many in all. An extract has nearly all of its rows, with
#: the same amounts, in the larger one.
ALIKE = 0.8
NAMED, OF_SMALLER, OF_LARGER, IN_ALL, EXTRACT = 0.5, 0.8, 0.5, 3, 0.95

WHOLE, ROWS, WITHIN, TOLD = "whole", "rows", "within", "told"

_CORRECTED = r"更正|修订|修正|修改|改正|订正|补正|最终|终版|定稿|正式"
_UPDATED = r"更新|最新|新版?|再报|重报|复制|副本|copy|[vV]\d+(?:\.\d+)?|第[一二三四五六七八九\d]版"
_OLD = r"旧版?|原版?|作废|草稿|初稿|初版|征求意见"
_DAY = r"(?:(?:19|20)\d\d年?)?(?:\d{1,2}月)?(?:\d{1,2}[日号])?"
#: What tells two versions' names from each other: （更正）, （6月更新）, -最终版, v2.
_MARK = re.compile(rf"[(\[【_-]*{_DAY}(?:{_CORRECTED}|{_UPDATED}|{_OLD})(?:后|版|稿|件|表)?\d*[)\]】]*")
#: What tells two lists of different times or batches from each other.
_TIMES = re.compile(
    r"(?:199\d|20[0-3]\d)(?:年|(?!\d))|\d{1,2}月|[一二三四1-4]季度?|[上下]半年|[春秋]季?|第[一二三四五六七八九十\d]+[批期次]|[一二三四五六七八九十]批"
)


@dataclass(frozen=True)
class _Table:
    """One ledger's rows of one sheet."""

    file: str
    sheet: str
    rows: int
    columns: frozenset[str]

    def of_one_form(self, other: _Table) -> bool:
        """Whether both have nearly the same columns; two offices that tell of the same things hardly do."""
        return len(self.columns & other.columns) >= ALIKE * len(self.columns | other.columns)

    @property
    def name(self) -> str:
        """File and sheet, as far as they say something."""
        stem = plain(PurePosixPath(self.file).stem)
        return stem if re.fullmatch(r"(?i)sheet\d*|工作表\d*", self.sheet) or plain(self.sheet) == stem else f"{stem} {plain(self.sheet)}"

    @property
    def base(self) -> str:
        return _MARK.sub("", self.name)

    @property
    def corrects(self) -> bool:
        return bool(re.search(_CORRECTED, self.name))

    @property
    def rank(self) -> tuple:
        """The higher, the likelier it holds: corrected, updated, of a later time, fuller; then by path, so that it is always the same."""
        older, newer = bool(re.search(_OLD, self.name)), bool(re.search(_UPDATED, self.name, re.IGNORECASE))
        numbers = [int(number) for mark in _MARK.findall(self.name) or [self.name] for number in re.findall(r"\d{1,4}", mark)]
        return self.corrects, not older, newer, numbers, self.rows, self.file, self.sheet


def settle(store: Store, journal: Intake, county: County, connection: duckdb.DuckDBPyConnection) -> None:
    """Set the rows of replaced versions aside: from the ledgers of a closed `store` to its rows set aside, and in `journal`."""
    for name in sorted(name for name, rows in store.rows.items() if rows):
        replaced = _replaced(store.path(name), store.ledgers[name], journal, county, connection)
        _move(store, journal, name, sorted({row for ids, _ in replaced.values() for row in ids}), connection)
        for (old, new), (ids, common) in sorted(replaced.items(), key=lambda item: (item[0][0].file, item[0][0].sheet)):
            _tell(journal, county, store.ledgers[name], old, new, len(ids), common)


def _move(store: Store, journal: Intake, name: str, ids: list[int], connection: duckdb.DuckDBPyConnection) -> None:
    """Rows of a ledger from its file to those set aside."""
    if ids:
        table = pq.read_table(store.path(name))
        aside = pc.is_in(table["row_id"], value_set=pa.array(ids, pa.int64()))
        rewrite(store.path(name), table.filter(pc.invert(aside)))
        _keep_aside(store.aside, name, table.filter(aside), journal, connection)
        store.rows[name] -= len(ids)


def _replaced(
    path: Path, ledger: Ledger, journal: Intake, county: County, connection: duckdb.DuckDBPyConnection
) -> dict[tuple[_Table, _Table], tuple[list[int], int]]:
    """(replaced table, the one that holds) → the row ids set aside, and how many keys they share."""
    source = f"read_parquet({quote(str(path))})"
    found = connection.sql(f"SELECT source_file, source_sheet, count(*) FROM {source} GROUP BY ALL ORDER BY ALL").fetchall()
    columns: dict[tuple[str, str], set[str]] = defaultdict(set)
    for entry in journal.sheets:
        columns[entry["file"], entry["sheet"]] |= {mapped["column"] for mapped in entry["mapping"] if mapped["column"]}
    tables = [_Table(file, sheet, rows, frozenset(columns[file, sheet])) for file, sheet, rows in found]
    if len(tables) < 2:
        return {}
    result: dict[tuple[_Table, _Table], tuple[list[int], int]] = {}
    held = {table: {pin.ledger for pin in pins_of(county, table.file, table.sheet)} & {ledger.name} for table in tables}
    decided: set[tuple[_Table, _Table]] = set()
    gone: set[_Table] = set()
    taken: set[int] = set()
    for key in _keys(ledger):
        keyed = _keyed(connection, source, key, tables)
        undecided = {*combinations(keyed, 2)} - decided
        decided |= undecided
        for first, second, common, same in _in_common(connection, source, key, ledger, tables) if undecided else []:
            if (first, second) not in undecided:
                continue
            extract = same >= max(IN_ALL, EXTRACT * min(first.rows, second.rows))
            verdict = _versions(ledger, key, first, second, common, extract)
            if verdict is None or held[first] and held[second] or {first, second} & gone:
                continue
            old, new = sorted((first, second), key=lambda table: (bool(held[table]), verdict == WITHIN and table.rows, table.rank))
            rows = [] if verdict == TOLD else _rows(connection, source, _same(ledger, key), old, new, verdict == WHOLE)
            ids = [row for row in rows if row not in taken]
            taken.update(ids)
            gone |= {old} if verdict == WHOLE else set()
            if ids or verdict == TOLD:
                result[old, new] = ids, common
    return result


def _keys(ledger: Ledger) -> list[list[str]]:
    """The business keys without their amounts, in the contract's order."""
    keys = [
        tuple(name for name in key if ledger.columns[name].type != "money") if set(key) <= ledger.columns.keys() else ()
        for key in ledger.key
    ]
    return [list(key) for key in dict.fromkeys(keys) if key]


def _keyed(connection: duckdb.DuckDBPyConnection, source: str, key: list[str], tables: list[_Table]) -> list[_Table]:
    """The tables whose rows have this key, in their order."""
    share = f"avg(({_all_there(key)})::INT)"
    found = connection.sql(f"SELECT source_file, source_sheet FROM {source} GROUP BY ALL HAVING {share} >= {PRESENT}").fetchall()
    return [table for table in tables if (table.file, table.sheet) in found]


def _in_common(
    connection: duckdb.DuckDBPyConnection, source: str, key: list[str], ledger: Ledger, tables: list[_Table]
) -> list[tuple[_Table, _Table, int, int]]:
    """Pairs of tables that have keys in common, how many, and how many of these with the same amounts."""
    columns = ", ".join([*key, "period_to"] if _by_period(ledger, key) else key)
    amounts = f"list(DISTINCT ({', '.join(ledger.money.amount)}))" if ledger.money and ledger.money.amount else "[true]"
    keys = f"SELECT source_file AS f, source_sheet AS s, {columns}, {amounts} AS amounts FROM {source} WHERE {_all_there(key)} GROUP BY ALL"
    counts = "count(*), count(*) FILTER (list_has_any(a.amounts, b.amounts))"
    pairs = f"FROM k a JOIN k b ON (a.f, a.s) < (b.f, b.s) AND {_same(ledger, key)}"
    found = connection.sql(f"WITH k AS ({keys}) SELECT a.f, a.s, b.f, b.s, {counts} {pairs} GROUP BY ALL ORDER BY ALL").fetchall()
    by_place = {(table.file, table.sheet): table for table in tables}
    return [(by_place[f, s], by_place[g, t], count, same) for f, s, g, t, count, same in found]


def _by_period(ledger: Ledger, key: list[str]) -> bool:
    """Whether the day of the payment tells more than the period, which a title gives as a month or as the year around it."""
    return {"period_from", ledger.occurred} <= {*key}


def _same(ledger: Ledger, key: list[str]) -> str:
    """SQL: rows a and b have the same key; one's period may lie within the other's."""
    tests = {name: f"a.{name} = b.{name}" for name in key}
    if _by_period(ledger, key):
        within = "a.period_from BETWEEN b.period_from AND b.period_to OR b.period_from BETWEEN a.period_from AND a.period_to"
        tests["period_from"] = f"({tests['period_from']} OR {within})"
    return " AND ".join(tests.values())


def _all_there(key: list[str]) -> str:
    return " AND ".join(f"{name} IS NOT NULL" for name in key)


def _versions(ledger: Ledger, key: list[str], first: _Table, second: _Table, common: int, extract: bool) -> str | None:
    """None where they are two lists. Else what becomes of the older of two versions.

    WHOLE  a correction of the whole replaces it     ROWS    what has the same key is replaced
    WITHIN likewise, and the older is the extract
    TOLD   nothing: names do not say which is older, and a thing's money (a loan's, a project's) is counted once, whatever lists tell of it
    """
    small, large = sorted((first.rows, second.rows))
    if first.name != second.name and first.base == second.base and common >= NAMED * small:
        corrected, other = (first, second) if first.corrects else (second, first)
        return WHOLE if corrected.corrects and not other.corrects and corrected.rows >= NAMED * other.rows else ROWS
    things = ledger.money is not None and bool(ledger.money.thing)
    numbered = any(_is_number(ledger, name) for name in key)
    firm = not ledger.money or numbered or ledger.occurred in key
    times = [set(_TIMES.findall(table.name)) for table in (first, second)]
    if times[0] and times[1] and times[0] != times[1] and not (extract and firm and ledger.money and not things):
        return ROWS if numbered and things and first.of_one_form(second) and common >= NAMED * small else None
    if not firm or not extract and common < max(IN_ALL, OF_SMALLER * small, OF_LARGER * large):
        return None
    if things:
        return TOLD if first.columns == second.columns else None
    return (WITHIN if extract else ROWS) if ledger.money or first.of_one_form(second) else None


def _is_number(ledger: Ledger, name: str) -> bool:
    """Whether a column of a key is the number of one thing: a contract, a voucher, a certificate."""
    column = ledger.columns[name]
    return column.type == "text" and column.holds in (None, "identity") and not column.catalogue and not column.fill_down


def _rows(connection: duckdb.DuckDBPyConnection, source: str, same: str, old: _Table, new: _Table, whole: bool) -> list[int]:
    chosen = f"SELECT row_id FROM {source} a WHERE source_file = ? AND source_sheet = ?"
    if whole:
        return [row for (row,) in connection.execute(chosen, [old.file, old.sheet]).fetchall()]
    sql = f"{chosen} AND EXISTS (SELECT 1 FROM {source} b WHERE b.source_file = ? AND b.source_sheet = ? AND {same})"
    return [row for (row,) in connection.execute(sql, [old.file, old.sheet, new.file, new.sheet]).fetchall()]


def _keep_aside(path: Path, name: str, rows: pa.Table, journal: Intake, connection: duckdb.DuckDBPyConnection) -> None:
    """Append replaced rows to those set aside, their cells in the order of their sheet's headers."""
    mappings = {(entry["file"], entry["sheet"]): entry["mapping"] for entry in journal.sheets if entry["ledger"] == name}
    parts = [pq.read_table(path)]
    for (file, sheet), mapping in mappings.items():
        here = rows.filter(pc.and_(pc.equal(rows["source_file"], file), pc.equal(rows["source_sheet"], sheet)))
        cells = cells_of_rows(connection, here, [mapped["column"] for mapped in mapping])
        values = {"ledger": pa.repeat(name, len(here)), "kind": pa.repeat("replaced", len(here)), "cells": cells}
        parts.append(pa.table([values[field.name] if field.name in values else here[field.name] for field in SET_ASIDE], schema=SET_ASIDE))
    rewrite(path, pa.concat_tables(parts))


def _tell(journal: Intake, county: County, ledger: Ledger, old: _Table, new: _Table, count: int, common: int) -> None:
    entries: dict[_Table, list[dict[str, Any]]] = defaultdict(list)
    for entry in journal.sheets:
        for table in (old, new):
            if (entry["file"], entry["sheet"], entry["ledger"]) == (table.file, table.sheet, ledger.name):
                entries[table].append(entry)
    left = count
    for entry in entries[old]:
        moved = min(left, entry["kept"])
        entry["kept"], entry["notes"], left = entry["kept"] - moved, entry["notes"] + moved, left - moved
    asker = Asker(county, new.file, new.sheet)
    entries[old][0]["questions"].append(asker.which_version(ledger, place(entries[old][0]), place(entries[new][0]), common, count))
    entries[new][0]["warnings"].append(
        f"与 {place(entries[old][0])} 像是同一份资料的两个版本（{common:,} 行是同一笔）{'，暂以本表为准' if count else ''}"
    )

"""A row as received is found again by its business key, in whatever file and line it stands now."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from auditlib.contracts import load_ledgers
from auditlib.diff.rows import Fate, fates
from tests.diff.runs import ROOT

CONTRACTS = load_ledgers(ROOT / "parameters" / "ledgers")
DEATHS = CONTRACTS["death_register"]


def ledger(folder: Path, *rows: dict, without: str = "") -> Path:
    folder.mkdir()
    path = folder / "death_register.parquet"
    whole = pa.Table.from_pylist([dict.fromkeys(DEATHS.schema().names) | row for row in rows], schema=DEATHS.schema())
    pq.write_table(whole.drop_columns([without]) if without else whole, path)
    return path


def dead(number: str, row: int, file: str = "死亡.xlsx", **more) -> dict:
    place = {"source_file": file, "source_sheet": "Sheet1", "source_row": row, "source_sha256": file[::-1]}
    return {"row_id": row, "name": "王小明", "id_no": number, **place} | more


def place(row: dict) -> tuple:
    return tuple(row[name] for name in ("source_file", "source_sheet", "source_row", "source_sha256"))


def test_a_row_is_there_changed_or_gone(tmp_path):
    day = {"death_date": dt.date(2019, 3, 15)}
    rows = [dead(f"37079919500101{n}00X", n, **day) for n in range(1, 5)]
    here = ledger(tmp_path / "here", *rows)
    ledger(tmp_path / "there", dead(rows[0]["id_no"], 99, "新.xlsx", **day), dead(rows[1]["id_no"], 2, name="王晓明", **day))
    found = fates([place(row) for row in rows[:3]], [here], tmp_path / "there", CONTRACTS)
    assert [found[place(row)] for row in rows[:3]] == [
        Fate("death_register", True),
        Fate("death_register", True, ("name",)),
        Fate("death_register", False),
    ]
    assert place(rows[3]) not in found


def test_of_several_rows_of_one_key_the_one_most_like_it_tells(tmp_path):
    day = {"death_date": dt.date(2019, 3, 15)}
    row = dead("37079919500101100X", 1, **day)
    here = ledger(tmp_path / "here", row)
    ledger(tmp_path / "there", dead(row["id_no"], 5, name="张*", town_name="城关", **day), dead(row["id_no"], 6, name="王晓明", **day))
    assert fates([place(row)], [here], tmp_path / "there", CONTRACTS)[place(row)].differ == ("name",)


def test_a_row_without_its_key_is_known_by_all_that_it_says(tmp_path):
    """No number and no day: another word in it makes it another row."""
    rows = [dead(None, 1), dead(None, 2, name="刘会兰")]
    here = ledger(tmp_path / "here", *rows)
    ledger(tmp_path / "there", dead(None, 7), dead(None, 8, name="刘会蓝"))
    found = fates([*map(place, rows)], [here], tmp_path / "there", CONTRACTS)
    assert [found[place(row)].there for row in rows] == [True, False]


def test_a_ledger_that_the_other_run_does_not_have_or_has_under_an_earlier_contract(tmp_path):
    row = dead("37079919500101100X", 1, death_date=dt.date(2019, 3, 15))
    here = ledger(tmp_path / "here", row)
    assert fates([place(row)], [here], tmp_path / "nowhere", CONTRACTS) == {place(row): Fate("death_register", False)}
    ledger(tmp_path / "there", row, without="source")  # a column of its first key
    assert fates([place(row)], [here], tmp_path / "there", CONTRACTS) == {place(row): Fate("death_register", True)}
    assert fates([], [here], tmp_path / "there", CONTRACTS) == {}

"""Rows are in the order of their files, and the bytes the same, with any number of threads."""

from __future__ import annotations

import pytest

from tests.intake.helpers import identity

ROWS = 150_000  # DuckDB gives its threads a hundred thousand rows each
PERSON = identity("19450312", "101")


def written(folder) -> None:
    lines = (f"张{n % 91},{PERSON},{'去年' if n % 1000 == 7 else f'2019-03-{n % 28 + 1:02}'}\n" for n in range(ROWS))
    (folder / "死亡人员.csv").write_text("姓名,身份证号,死亡日期\n" + "".join(lines) + "合计,,\n" * 9, encoding="utf-8")


@pytest.fixture
def bytes_of(read, monkeypatch):
    def with_threads(count: int) -> tuple[dict[str, bytes], list[int]]:
        monkeypatch.setenv("AUDITLIB_THREADS", str(count))
        result = read(f"out{count}")
        files = {p.relative_to(result.out).as_posix(): p.read_bytes() for p in sorted(result.out.rglob("*")) if p.is_file()}
        return files, [row["source_row"] for row in result.rows("death_register")]

    return with_threads


def test_the_same_bytes_with_any_number_of_threads(folder, bytes_of):
    written(folder)
    (one, in_order), (many, _) = bytes_of(1), bytes_of(8)
    assert in_order == sorted(in_order) and len(in_order) > 0
    assert one.keys() == many.keys() and [name for name in one if one[name] != many[name]] == []

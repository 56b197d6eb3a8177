"""Modules import in one direction, and docs/house.md shows it."""

from __future__ import annotations

import re
import tomllib

from tests.docs import house
from tests.docs.conftest import ROOT

CELL = re.compile(r"^\| (\w*) \| ([\d,]+) \|", re.MULTILINE)


def test_every_module_imports_only_from_its_own_station_and_those_above():
    order, stands = [*house.STATIONS], house.station_of()
    back = [
        f"{module} ({stands[module]}) imports {name} ({stands[name]})"
        for module, imported in house.imports().items()
        for name in sorted(imported)
        if order.index(stands[name]) > order.index(stands[module])
    ]
    assert back == []


def test_no_modules_import_one_another_in_a_circle():
    assert house.circles() == []


def test_the_library_knows_nothing_of_what_stands_beside_it():
    beside = re.compile(r"^\s*(?:from|import) (?:synthetic|tests|bench)\b", re.MULTILINE)
    assert {name for name, path in house.modules().items() if beside.search(path.read_text(encoding="utf-8"))} == {"cli"}


def test_no_module_is_longer_than_can_be_held_in_the_head():
    assert [name for name, path in house.modules().items() if len(path.read_text(encoding="utf-8").splitlines()) > 400] == []


def test_the_page_shows_the_stations_as_they_are():
    shown = house.PAGE.read_text(encoding="utf-8")
    count = {name: int(number.replace(",", "")) for name, number in CELL.findall(shown)}
    assert shown.splitlines()[:-1] == (house.HEAD.rstrip("\n").splitlines() + house.rows(count)), "run `python -m tests.docs.house`"
    lines = house.lines()
    # a page that every change of a line makes old would be renewed without being read
    assert [name for name in lines if abs(lines[name] - count[name]) > max(100, lines[name] // 10)] == [], (
        "run `python -m tests.docs.house`"
    )


def test_every_dependency_is_explained():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [name for group in (project["dependencies"], *project["optional-dependencies"].values()) for name in group]
    told = (ROOT / "docs" / "decisions" / "0001-dependencies.md").read_text(encoding="utf-8").lower()
    assert [name for name in wanted if re.match(r"[\w-]+", name)[0].lower() not in told] == []

"""The demo by itself: the same bytes every time, numbers that belong to nobody, a key that can be followed, every layout there."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from python_calamine import CalamineWorkbook

from auditlib.contracts import load_ledgers
from auditlib.errors import ParameterError
from auditlib.parameters import load_parameters
from auditlib.rules import RULES
from synthetic import key, lawful, write_demo
from synthetic.houses import COUNTIES, HOUSES, filings
from synthetic.people import uscc, with_check_digit
from synthetic.plant import unfilled_rules
from synthetic.world import World

SMALL = ["kuiwen", "changle", "fangzi"]
#: The plan's catalogue: rules by group. A rule that an audit team adds for itself need not be planted.
GROUPS = {
    "FUND": 12,
    "PROJ": 11,
    "LOAN": 12,
    "ASSET": 9,
    "EDU": 6,
    "MED": 7,
    "HOUSE": 6,
    "WATER": 4,
    "STD": 4,
    "SCREEN": 6,
    "CONS": 3,
    "RECT": 5,
    "CROSS": 5,
}
CATALOGUE = [f"{group}-{number:02}" for group, count in GROUPS.items() for number in range(1, count + 1)]
#: Rules that accuse rows; statements have nothing to plant.
ACCUSING = {rule_id: RULES[rule_id] for rule_id in CATALOGUE if rule_id in RULES and not RULES[rule_id].statement}


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_demo(tmp_path_factory.mktemp("demo"), scale=0.3, counties=SMALL)


@pytest.fixture(scope="module")
def lines(demo: Path) -> list[dict]:
    with (demo / "answer_key.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def digests(folder: Path) -> dict[str, str]:
    return {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in sorted(folder.rglob("*")) if p.is_file()}


def texts(path: Path) -> list[str]:
    """Every cell of a file as text, whatever its format."""
    if path.suffix == ".xlsx":
        book = CalamineWorkbook.from_path(path)
        return [str(cell) for name in book.sheet_names for row in book.get_sheet_by_name(name).to_python() for cell in row]
    if path.suffix == ".parquet":
        return [str(cell) for column in pq.read_table(path).columns for cell in column.to_pylist()]
    data = path.read_bytes()
    encoding = "utf-16" if data.startswith(b"\xff\xfe") else "utf-8"
    try:
        return re.split(r"[,\t\r\n<>]", data.decode(encoding))
    except UnicodeDecodeError:
        return re.split(r"[,\t\r\n<>]", data.decode("gb18030"))


def test_same_bytes(demo: Path, tmp_path: Path):
    again = write_demo(tmp_path, scale=0.3, counties=SMALL, jobs=2)
    assert digests(demo) == digests(again)


def test_a_county_does_not_depend_on_the_others(demo: Path, tmp_path: Path):
    alone = write_demo(tmp_path, scale=0.3, counties=["changle"])
    folder = COUNTIES["changle"].folder
    assert digests(demo / folder) == digests(alone / folder)


def test_seed_and_scale_change_it(demo: Path, tmp_path: Path):
    other = write_demo(tmp_path / "seed", scale=0.3, counties=["kuiwen"], seed=7)
    larger = write_demo(tmp_path / "scale", scale=1, counties=["kuiwen"])
    folder = COUNTIES["kuiwen"].folder
    sizes = [sum(p.stat().st_size for p in (f / folder).rglob("*") if p.is_file()) for f in (demo, larger)]
    assert digests(demo / folder) != digests(other / folder)
    assert sizes[1] > sizes[0]


def test_identity_numbers_belong_to_nobody(demo: Path):
    """Whatever looks like an 18-digit identity number begins with 370799; where Excel has not spoilt it, its check digit is right."""
    seen = 0
    for path in demo.rglob("*"):
        for text in texts(path) if path.is_file() and path.parent != demo else ():
            for number in re.findall(r"(?<![0-9A-Z])[1-9]\d{5}(?:19|20)\d{2}[01]\d[0-3]\d{4}[0-9X](?![0-9A-Z])", text):
                seen += 1
                assert number.startswith("370799"), path
                assert with_check_digit(number[:17]) == number or number.endswith("000"), path
    assert seen > 1000


def test_check_digits():
    assert with_check_digit("37079919500101001") == "370799195001010013"
    assert len(uscc("1")) == 18 and uscc("1").startswith("91370799")


def test_people_are_shaped_as_the_register_is():
    """DOMAIN §4.3: old and small households; half poor through illness; four to six in a hundred die in a year."""
    parameters = load_parameters()
    world = World(parameters.county("linqu"), 4, parameters, 2, 20190921)
    lawful.before(world)
    members = [person for household in world.households for person in household.members]
    ages = sorted(person.age() for person in members)
    causes = Counter(household.cause for household in world.households)
    assert ages[len(ages) // 2] >= 65
    assert 1.7 <= len(members) / len(world.households) <= 2.2
    assert 0.4 < causes["因病"] / len(world.households) < 0.6 and 0.15 < causes["因残"] / len(world.households) < 0.35
    assert 0.04 <= sum(person.died_on is not None for person in members) / len(members) / 2 <= 0.06


def test_key_lines(demo: Path, lines: list[dict]):
    contracts = load_ledgers(load_parameters().folder / "ledgers")
    assert tuple(lines[0]) == key.COLUMNS
    for line in lines:
        assert line["county"] in SMALL
        columns = json.loads(line["key"])
        assert set(columns) <= set(contracts[line["ledger"]].fields())
        if line["rule_id"] == "INTAKE":
            assert line["kind"] in ("quarantined", "not_matchable") and int(line["amount"]) > 0
            continue
        assert line["kind"] in ("breach", "look-alike", "downgraded") and columns and line["subject"]
        assert (line["kind"] == "breach") <= (line["exception"] == "")
        assert (line["kind"] == "look-alike") <= (line["amount"] == "" and line["exception"] != "")
        assert (line["kind"] == "downgraded") <= (
            Decimal(line["amount"]) == 0 and line["severity"] in ("L", "D") if line["amount"] else False
        )
        if line["kind"] == "breach" and line["amount"]:
            assert Decimal(line["amount"]) > 0


def test_every_rule_is_planted_in_every_county(lines: list[dict]):
    """At least two breaches and one look-alike each, except where the county does not hand a ledger in, or a policy value is empty."""
    counts = Counter((line["county"], line["rule_id"], line["kind"]) for line in lines)
    unfilled = unfilled_rules(load_parameters())
    for county in SMALL:
        for rule_id, rule in ACCUSING.items():
            if rule_id in unfilled:
                continue
            if set(rule.ledgers) & set(COUNTIES[county].missing):
                assert not counts[county, rule_id, "breach"]
                continue
            assert counts[county, rule_id, "breach"] >= 2, (county, rule_id)
            assert counts[county, rule_id, "look-alike"] >= 1, (county, rule_id)


def test_no_row_is_both_breach_and_look_alike(lines: list[dict]):
    kinds = defaultdict(set)
    for line in lines:
        kinds[line["county"], line["rule_id"], line["ledger"], line["key"]].add(line["kind"])
    assert not [place for place, found in kinds.items() if place[1] != "INTAKE" and len(found) > 1]


def test_every_county_files_every_ledger_that_it_has():
    parameters = load_parameters()
    contracts = load_ledgers(parameters.folder / "ledgers")
    assert set(COUNTIES) == set(parameters.counties)
    for county in COUNTIES.values():
        assert {filing.ledger for filing in filings(county)} >= {
            name for name, ledger in contracts.items() if ledger.id.startswith("L") and name != "programme"
        }
    for id, county in COUNTIES.items():
        assert parameters.county(county.folder).id == id


def test_layouts_are_all_used():
    used = {option for county in COUNTIES.values() for filing in filings(county) for option in filing.options}
    endings = {filing.path.rsplit(".", 1)[-1] for county in COUNTIES.values() for filing in filings(county)}
    encodings = {filing.options.get("encoding") for county in COUNTIES.values() for filing in filings(county)}
    assert endings == {"xlsx", "xls", "csv", "txt", "parquet"}
    assert encodings >= {"utf-8", "utf-8-sig", "utf-16", "gb18030"}
    assert used >= set(
        "sheet by title unit wan plain head merge totals page footer noserial numbers repeat brackets national wide bare notes numbering".split()
    )
    assert {county.house for county in COUNTIES.values()} == set(HOUSES)


def test_unknown_county_is_refused(tmp_path: Path):
    with pytest.raises(ParameterError, match="nowhere"):
        write_demo(tmp_path, counties=["nowhere"])
    assert not list(tmp_path.iterdir())


def test_only_the_demo_command_knows_of_the_synthetic_counties():
    importing = re.compile(r"^\s*(from|import) synthetic\b", re.MULTILINE)
    library = Path(key.__file__).parents[1] / "auditlib"
    assert {path.name for path in library.rglob("*.py") if importing.search(path.read_text(encoding="utf-8"))} == {"cli.py"}

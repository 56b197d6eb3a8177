"""What the matters of a rule are about: rows of one real thing share a letter, rows of another have their own. And what leads tell of
their rows."""

import re
from pathlib import Path

from auditlib.rules import RULES
from tests.rules.tables import loaded


def test_a_rule_accuses_ledgers_that_it_reads():
    for rule in RULES.values():
        assert set(rule.accused) <= {*rule.ledgers, *rule.optional}, rule.id


def test_the_table_of_matters_and_amounts_names_every_rule():
    (page,) = Path(__file__).resolve().parents[2].glob("docs/decisions/0018-*.md")
    first_cells = re.findall(r"^\| ([A-Z]+-.*?) \|", page.read_text(encoding="utf-8"), re.M)
    named = []
    for part in ", ".join(first_cells).split(", "):
        group, first, last = re.fullmatch(r"([A-Z]+)-(\d\d)(?: – [A-Z]+-(\d\d))?", part).groups()
        named += [f"{group}-{n:02d}" for n in range(int(first), int(last or first) + 1)]
    assert sorted(named) == sorted(rule.id for rule in RULES.values() if not rule.statement)


def test_every_accused_ledger_says_what_is_needed_to_fetch_the_paper():
    contracts = loaded()[1]
    accused = {name for rule in RULES.values() if not rule.statement for name in rule.accused if name in contracts}
    assert not [name for name in sorted(accused) if not contracts[name].evidence]

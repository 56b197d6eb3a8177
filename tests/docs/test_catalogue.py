"""Nothing undocumented, nothing unused, nothing out of date (promises 22 and 32)."""

from __future__ import annotations

import json
import re

import click
import pytest

from auditlib.cli import EXIT_CODES, commands
from auditlib.models.texts import WORDS
from auditlib.report.manual import html, markdown
from auditlib.report.manual.columns import columns_read
from auditlib.rules import RULES, SUBJECTS
from tests.docs.conftest import ROOT
from tests.engines.test_forbidden import faults
from tests.rules.on_sail import ON_SAIL, kinds

DOCS = ROOT / "docs"


@pytest.fixture(scope="session")
def made(manual) -> dict[str, str]:
    return markdown.pages(manual, commands)


def test_generated_pages_are_up_to_date(made):
    assert markdown.out_of_date(DOCS, made) == [], "run `make docs`"


@pytest.mark.parametrize("rule_id", sorted(RULES))
def test_every_rule_is_documented_and_tested(manual, made, rule_id):
    entry = manual.entries[rule_id]
    assert re.search(rf"^## {rule_id}$", made[f"rules/{entry.rule.subject}.md"], re.M)
    told = {
        "law or policy value": entry.rule.law or entry.policy,
        "phrase": entry.rule.phrase,
        "answers": entry.rule.answers,
        "disposition": entry.rule.disposition,
    }
    assert entry.rule.statement or [what for what, text in told.items() if not text] == []
    assert [column for column, label in (*entry.facts, *entry.exceptions) if not label] == [], "a Chinese label for each"
    unread = [name for name in (*entry.rule.ledgers, *entry.rule.optional) if not entry.reads[name]]
    assert unread == [], "the rule asks for ledgers that it does not read"
    if entry.rule.statement:
        assert any(rule_id in path.read_text(encoding="utf-8") for path in (ROOT / "tests" / "rules").glob("test_*.py"))
    else:
        leads = [row["lead"] for case in entry.cases for table in case.tables for row in table.rows if "lead" in row]
        assert any(re.search(r"\d|-|;", lead) for lead in leads), "an example with a row that fires"


@pytest.mark.parametrize("rule_id", sorted(RULES))
def test_no_rule_uses_what_engines_disagree_on(manual, rule_id):
    assert faults(manual.entries[rule_id].expression) == []


def test_what_the_rules_do_is_done_on_sail_every_time(manual):
    of_rules = {rule_id: kinds(entry.expression) for rule_id, entry in manual.entries.items() if not entry.rule.statement}
    there = set().union(*(of_rules[rule_id] for rule_id in ON_SAIL))
    missing = {rule_id: kept for rule_id, of_rule in of_rules.items() if (kept := sorted(of_rule - there))}
    assert missing == {}, "name one of these rules in tests/rules/on_sail.py"


@pytest.mark.parametrize("subject", sorted({rule.subject for rule in RULES.values()}))
def test_every_subject_has_a_notebook_that_shows_all_its_rules(subject):
    """A notebook shows rules one by one, and those that nobody has written a cell for in its last ones."""
    notebook = json.loads((ROOT / "notebooks" / f"{subject}.ipynb").read_text(encoding="utf-8"))
    code = "\n".join("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code")
    rest = f'("{subject}")' in code
    assert [rule.id for rule in RULES.values() if rule.subject == subject and not rest and rule.id not in code] == []


def test_every_policy_value_is_used_or_says_why_it_is_kept(manual):
    used = {value_id: bool(manual.users(value_id)) for value_id in manual.parameters.policy}
    kept = {value_id: value.for_reference is not None for value_id, value in manual.parameters.policy.items()}
    assert [i for i in used if not used[i] and not kept[i]] == [], "no rule reads it: delete it, or say `for_reference: why`"
    assert [i for i in used if used[i] and kept[i]] == [], "a rule reads it: for_reference is not true any more"


def test_every_policy_value_that_a_rule_names_exists(manual):
    named = {policy_id for rule in RULES.values() for policy_id in rule.basis}
    assert named <= manual.parameters.policy.keys()


def test_every_concept_of_words_is_read(manual, words_read):
    """A wording that an office adds to a concept nobody reads would change nothing."""
    assert {WORDS + concept for concept in manual.parameters.words.concepts} - words_read == set()


def test_every_ledger_is_listed(manual, made):
    listed = set(re.findall(r"^## ((?:L|U)\d\d[a-z]?)$", made["ledgers.md"], re.M))
    assert listed == {contract.id for contract in manual.contracts.values()}
    shared, *sections = re.split(r"^## (?=[LU]\d)", made["ledgers.md"], flags=re.M)
    for contract, section in zip(manual.contracts.values(), sections, strict=True):
        rows = section + "".join(shared.split(f"### {item.partition('.')[0]}\n")[1] for item in contract.include)
        assert [column for column in contract.columns if f"| `{column}` |" not in rows] == [], contract.name


def test_every_command_option_and_exit_code_is_documented(made):
    text = made["command.md"]
    for name, command in commands.commands.items():
        section = text.split(f"\n## auditlib {name}\n")[1].split("\n## ")[0]
        for option in command.params:
            names = option.opts if isinstance(option, click.Option) else [option.metavar]
            assert all(re.search(rf"(?<![\w-]){re.escape(opt)}(?![\w-])", section) for opt in names), (name, option.name)
            assert not isinstance(option, click.Option) or option.help, (name, option.name)
    code = (ROOT / "auditlib" / "cli.py").read_text(encoding="utf-8")
    known = set(re.findall(r"^ +(\d+) ", EXIT_CODES, re.M))
    assert set(re.findall(r"sys\.exit\((\d+)\)", code)) | {"0", "1"} <= known
    assert all(re.search(rf"^ +{number} ", text, re.M) for number in known)


def test_links_resolve():
    """Relative links of every Markdown file, with the heading that they name."""
    broken = []
    for path in [*ROOT.glob("*.md"), *DOCS.rglob("*.md"), *(ROOT / "parameters").rglob("*.md")]:
        for target in re.findall(r"\]\(([^)\s]+)\)", re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.S)):
            place, _, heading = target.partition("#")
            file = (path.parent / place).resolve() if place else path
            headings = re.findall(r"^#+ (.+)$", file.read_text(encoding="utf-8"), re.M) if heading and file.is_file() else []
            if "://" not in target and (not file.exists() or heading and heading not in map(markdown.anchor, headings)):
                broken.append(f"{path.relative_to(ROOT)}: {target}")
    assert broken == []


def test_rule_pages(manual, tmp_path):
    """Two rules and the index: complete, offline, and linked."""
    index = html.index_page(manual)
    assert re.findall(r'href="([A-Z]+-\d\d[a-z]?)\.html"', index) == [
        rule.id for subject in SUBJECTS for rule in sorted(RULES.values(), key=lambda rule: rule.id) if rule.subject == subject
    ]
    for rule_id in ("LOAN-02", "FUND-01"):
        page, entry = html.rule_page(manual.entries[rule_id]), manual.entries[rule_id]
        wanted = [
            entry.rule.zh,
            entry.rule.title,
            entry.rule.phrase,
            *entry.rule.law,
            *(v.id for v in entry.policy),
            *(x for x, _ in entry.exceptions),
        ]
        assert [text for text in wanted if text not in page] == []
        assert "SELECT" in page and page.count("<table") >= 2 + len(entry.cases)
        assert "default-src 'none'" in page and not re.search(r"(?:src|href)=\"https?://", page)


def test_columns_read_follow_a_column_through_joins_and_leave_out_what_is_not_used():
    import ibis

    left = ibis.table({"k": "string", "a": "int64", "b": "int64", "c": "int64", "unused": "int64"}, name="left")
    right = ibis.table({"k": "string", "x": "int64", "y": "int64"}, name="right")
    totals = right.group_by("k").agg(x=right.x.sum(), y=right.y.max())
    joined = left.mutate(waste=left.unused + 1).join(totals, "k").filter(lambda t: t.b > 0)
    assert columns_read(joined.select("a", "x")) == {"left": {"k", "a", "b"}, "right": {"k", "x"}}
    once = left.mutate(n=ibis.row_number().over(group_by=["a", "unused"], order_by="c")).filter(lambda t: t.n == 0)
    assert columns_read(once.select("k")) == {"left": {"k", "c"}}
    both = ibis.union(left.select("k", "a"), left.select("k", a="b"))
    assert columns_read(both.select("a")) == {"left": {"a", "b"}}
    assert columns_read(left.filter(left.k.isin(right.filter(right.y > 1).k)).select("a")) == {"left": {"k", "a"}, "right": {"k", "y"}}

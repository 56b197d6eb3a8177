"""The language of rules: models above rules, names without an underscore, bodies that can be read at once."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import auditlib
from auditlib.models.texts import WORDS, reading
from auditlib.report.manual.entries import Manual
from auditlib.rules import RULES
from tests.rules.tables import loaded

PACKAGE = Path(auditlib.__file__).parent
MODELS, OF_RULES = sorted((PACKAGE / "models").glob("*.py")), sorted((PACKAGE / "rules").rglob("*.py"))
BODY = 25
#: Rules whose body is still longer; a rule leaves this list when it gets shorter, and none comes into it.
LONGER = set("LOAN-09 LOAN-03 LOAN-07".split())


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


def test_no_name_begins_with_an_underscore():
    assert [path.name for path in (*MODELS, *OF_RULES) if path.name.startswith("_") and path.name != "__init__.py"] == []


def test_models_know_nothing_of_rules():
    stations = ("rules", "leads", "matters", "audit", "casework", "report", "notebook", "batch", "cli")
    for path in MODELS:
        assert not {name for name in imported(path) if name.startswith(tuple(f"auditlib.{station}" for station in stations))}, path.name


def test_every_concept_of_words_is_read():
    """A wording that an office adds to a concept nobody reads would change nothing."""
    parameters, asked = loaded()[0], set()
    manual = Manual(parameters)
    with reading(parameters.words, asked):
        for rule in RULES.values():
            manual.expression(rule, manual.policy(), rule.optional)
    assert {WORDS + concept for concept in parameters.words.concepts} - asked == set()


def body_lines(function) -> int:
    (tree,) = ast.parse(inspect.getsource(function)).body
    _docstring, *body = tree.body
    return body[-1].end_lineno - body[0].lineno + 1


def test_a_body_can_be_read_at_once():
    assert {rule.id for rule in RULES.values() if body_lines(rule.function) > BODY} == LONGER

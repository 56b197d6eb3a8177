"""The language of rules: models above rules, names without an underscore, bodies that can be read at once."""

from __future__ import annotations

import ast
import inspect
from pathlib import Path

import auditlib
from auditlib.rules import RULES

PACKAGE = Path(auditlib.__file__).parent
MODELS, OF_RULES = sorted((PACKAGE / "models").glob("*.py")), sorted((PACKAGE / "rules").rglob("*.py"))
BODY = 25
HELPER = 15
#: Modules of one algorithm that is told in longer steps: FUND-04, FUND-11, LOAN-02, LOAN-09/10, ASSET-04, PROJ-02.
ALGORITHMS = set(
    "special_funds/duplicates special_funds/rosters micro_loans/household_debt micro_loans/interest "
    "project_assets/rent projects/steps".split()
)


def imported(path: Path) -> set[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}


def test_no_name_begins_with_an_underscore():
    assert [path.name for path in (*MODELS, *OF_RULES) if path.name.startswith("_") and path.name != "__init__.py"] == []


def test_models_know_nothing_of_rules():
    stations = ("rules", "leads", "matters", "audit", "casework", "report", "notebook", "batch", "cli")
    for path in MODELS:
        assert not {name for name in imported(path) if name.startswith(tuple(f"auditlib.{station}" for station in stations))}, path.name


def body_lines(function: ast.FunctionDef) -> int:
    body = function.body[1:] if ast.get_docstring(function) else function.body
    return body[-1].end_lineno - body[0].lineno + 1


def test_a_body_can_be_read_at_once():
    bodies = {rule.id: ast.parse(inspect.getsource(rule.function)).body[0] for rule in RULES.values()}
    assert {rule_id for rule_id, body in bodies.items() if body_lines(body) > BODY} == set()


def test_a_helper_can_be_read_at_once():
    bodies = {(rule.function.__module__, rule.function.__name__) for rule in RULES.values()}
    longer = []
    for path in sorted((PACKAGE / "rules").glob("*/*.py")):
        module = f"{path.parent.name}/{path.stem}"
        functions = (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.FunctionDef))
        helpers = (f for f in functions if (f"auditlib.rules.{path.parent.name}.{path.stem}", f.name) not in bodies)
        longer += [(module, f.name) for f in helpers if module not in ALGORITHMS and body_lines(f) > HELPER]
    assert longer == []

"""The text tables that test a rule, read from ``tests/rules/`` without running anything."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Block:
    """One table of a case: ledger rows, or policy values set for the case."""

    name: str
    columns: list[str]
    rows: list[list[str]]


def read_text_tables(folder: Path) -> dict[str, list[str]]:
    """Rule id → its texts in all ``rule_tests({…})`` of the folder's test modules; nothing where there is no such folder."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(folder.glob("test_*.py")):
        module = ast.parse(path.read_text(encoding="utf-8"))
        names = {s.targets[0].id: s.value for s in module.body if isinstance(s, ast.Assign) and isinstance(s.targets[0], ast.Name)}
        for call in ast.walk(module):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name) and call.func.id == "rule_tests":
                for rule_id, texts in _value(call.args[0], names).items():
                    found[rule_id] += [texts] if isinstance(texts, str) else texts
    return dict(found)


def _value(node: ast.expr, names: dict[str, ast.expr]):
    """A literal in which names of the module may stand for further literals."""
    match node:
        case ast.Name(id=name):
            return _value(names[name], names)
        case ast.Dict(keys=keys, values=values):
            return {_value(key, names): _value(value, names) for key, value in zip(keys, values, strict=True)}
        case ast.List(elts=items) | ast.Tuple(elts=items):
            return [text for item in items for text in _texts(item, names)]
        case ast.BinOp(left=left, op=ast.Add(), right=right):
            return _value(left, names) + _value(right, names)
        case _:
            return ast.literal_eval(node)


def _texts(node: ast.expr, names: dict[str, ast.expr]) -> list:
    value = _value(node.value if isinstance(node, ast.Starred) else node, names)
    return value if isinstance(node, ast.Starred) else [value]


def blocks(text: str) -> list[Block]:
    """The tables of one case: blocks separated by blank lines, first line the name, second the columns, ``#`` begins a comment."""
    found = []
    for part in re.split(r"\n\s*\n", text.strip()):
        name, *lines = [line.strip() for line in part.strip().splitlines() if not line.strip().startswith("#")]
        columns, *rows = [[cell.strip() for cell in line.split("|")] for line in lines]
        found.append(Block(name, columns, [row + [""] * (len(columns) - len(row)) for row in rows]))
    return found

"""The picture of the house, from the imports: stations in their order, what each is, how large, and which of those before it it uses.

`python -m tests.docs.house` writes docs/house.md anew.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from tests.docs.conftest import ROOT

PACKAGE, PAGE = ROOT / "auditlib", ROOT / "docs" / "house.md"
#: The stations, a line each: name, its modules and folders, what it is. A module imports only from stations above its own, or its own.
STATIONS = {
    name: (places.split(), about)
    for name, places, about in (
        ("foundations", "__init__ errors messages outside private processes scratch strict_yaml project_key fingerprint sql_cache excel help",
         "errors and messages in two languages, strict YAML, text from outside, files for their owner only"),
        ("parameters", "dated_values words parameters columns contracts county_contracts",
         "what the auditor decides, and what each ledger must hold"),
        ("intake", "intake", "files as received → typed ledgers, quarantine, journal"),
        ("ledgers", "slim folding engines ledgers", "one county's ledgers, or all counties', opened on an engine"),
        ("models", "models", "what ledgers say of persons, payments, loans, projects …, asked by name"),
        ("rules", "rules", "pure functions: ledgers and policy in, rows in breach out"),
        ("leads", "leads money dwellings matters decisions headings standing found audit results what_if",
         "rows in breach → leads and matters, their money, what was decided of them"),
        ("privacy", "privacy", "masks, and the search for names and numbers in what is finished"),
        ("casework", "casework", "the case record: moves, decisions, issues, terms, visits"),
        ("evidence", "evidence", "the rows as received that a lead stands on"),
        ("sampling", "sampling", "samples: size, draw, evaluation, the paper"),
        ("desk", "desk", "workbooks and Word papers that somebody fills in or signs"),
        ("diff", "diff", "two runs side by side, and why they differ"),
        ("report", "report", "tables, charts, pages, the catalogue"),
        ("notebook", "notebook", "`Audit`, the one object that a notebook works with"),
        ("kernels", "kernels", "Jupyter kernels forked from a warm process"),
        ("batch", "batch", "counties × notebooks: jobs, kernels, manifest, proof"),
        ("lab", "lab", "the auditor's own place in JupyterLab"),
        ("publish", "publish", "a site for the audit team, an auditee, or everybody"),
        ("request", "request", "what to ask each office for, and what is missing"),
        ("command", "commands cli __main__", "the command `auditlib`"),
    )
}  # fmt: skip
HEAD = """# The house

Stations in their order, as the imports have it: a module uses only stations above its own, and no modules use one another in a circle. The
tests see to both, and to this page: `python -m tests.docs.house` writes it anew. `synthetic/` stands beside the library, which never imports
it but for the command `auditlib demo`.

| station | lines | what it is | uses |
| --- | ---: | --- | --- |
"""


def modules() -> dict[str, Path]:
    """Module below the package → its file."""
    paths = (path for path in PACKAGE.rglob("*.py") if "_shipped" not in path.parts)
    return {".".join(path.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__"): path for path in sorted(paths)}


def imports() -> dict[str, set[str]]:
    """Module → the other modules of the library that it imports, wherever in it."""
    known = modules()
    return {name: {*_imported(path, known)} - {name} for name, path in known.items()}


def _imported(path: Path, known: dict[str, Path]) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] == PACKAGE.name:
            module = node.module.removeprefix(PACKAGE.name).removeprefix(".")
            for name in (f"{module}.{alias.name}".removeprefix(".") for alias in node.names):
                yield name if name in known else module or "__init__"
        elif isinstance(node, ast.Import):
            yield from (name.partition(".")[2] for name in (alias.name for alias in node.names) if name.startswith(f"{PACKAGE.name}."))


def station_of() -> dict[str, str]:
    """Module → its station. Raises KeyError for one that stands in none."""
    stands = {place: name for name, (places, _) in STATIONS.items() for place in places}
    return {module: stands[module.partition(".")[0]] for module in modules()}


def uses() -> dict[str, list[str]]:
    """Station → the others that it uses, in their order."""
    stands, found = station_of(), {name: set() for name in STATIONS}
    for module, imported in imports().items():
        found[stands[module]] |= {stands[name] for name in imported} - {stands[module]}
    return {name: [other for other in STATIONS if other in others] for name, others in found.items()}


def lines() -> dict[str, int]:
    """Station → lines of its Python."""
    count = dict.fromkeys(STATIONS, 0)
    for module, station in station_of().items():
        count[station] += len(modules()[module].read_text(encoding="utf-8").splitlines())
    return count


def circles() -> list[str]:
    """The modules that no order puts behind all that they import."""
    left, done = imports(), set()
    while ready := {name for name, imported in left.items() if imported <= done}:
        done |= ready
        left = {name: imported for name, imported in left.items() if name not in ready}
    return sorted(left)


def rows(count: dict[str, int]) -> list[str]:
    used = uses()
    return [f"| {name} | {count[name]:,} | {about} | {', '.join(used[name])} |" for name, (_, about) in STATIONS.items()]


def page() -> str:
    count = lines()
    return "\n".join(chain([HEAD.rstrip("\n")], rows(count), [f"| | {sum(count.values()):,} | | |"])) + "\n"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")

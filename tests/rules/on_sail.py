"""Which rules run on Sail in `make test`, and what of a rule an engine can do in its own way: each operation by the types that it is given.

Sail plans a rule anew in 1.5 s an example, most of it for the same few operations. All examples of all rules run there in `make test-all`.
"""

from __future__ import annotations

from ibis.common.graph import Graph
from ibis.expr import operations as ops
from ibis.expr import types as ir

from auditlib.slim import slim

#: One rule at least for each of the `kinds` of all rules: tests/docs/test_catalogue.py says which one is missing.
ON_SAIL = set(
    """
    ASSET-02 ASSET-04 CONS-02 CROSS-01 CROSS-03 EDU-02 FUND-04 FUND-05 FUND-09 FUND-10 FUND-11 HOUSE-04 LOAN-01 LOAN-02 LOAN-09
    MED-05 MED-06 PROJ-01 PROJ-02 PROJ-04 PROJ-09 RECT-04 SCREEN-06 STD-01 STD-04 WATER-02
    """.split()
)


def kinds(table: ir.Table) -> set[tuple[str, str, str, str]]:
    """The operations of an expression: (name, type of an argument, type of the result, how it joins or bounds)."""
    return {
        (type(node).__name__, given, _type(node), str(getattr(node, "how", "")))
        for node in Graph.from_bfs(slim(table).op())
        for given in {_type(child) for child in node.__children__} or {""}
    }


def _type(node: ops.Node) -> str:
    kind = getattr(node, "dtype", None)
    return "" if kind is None else "integer" if kind.is_integer() else type(kind).__name__

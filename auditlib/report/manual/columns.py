"""The columns of each ledger that a rule really reads: its result followed back to the ledgers.

What is computed on the way and never used does not count. Nor does a column that only tells rows apart (the partition
of a window, a DISTINCT): ``shared.once`` compares whole rows, and would make every column of a ledger one that is read.
"""

from collections import defaultdict

from ibis.expr import operations as ops
from ibis.expr import types as ir


def columns_read(expression: ir.Table) -> dict[str, set[str]]:
    """Ledger → its columns that ``expression`` reads."""
    found: dict[str, set[str]] = defaultdict(set)
    todo: list[ops.Node] = _all(expression.op())
    seen: set[ops.Node] = set()
    while todo:
        node = todo.pop()
        if node in seen:
            continue
        seen.add(node)
        if isinstance(node, ops.Field) and isinstance(node.rel, ops.UnboundTable):
            found[node.rel.name].add(node.name)
        else:
            todo += _needed(node)
    return dict(found)


def _all(relation: ops.Relation) -> list[ops.Node]:
    return [ops.Field(relation, name) for name in relation.schema.names]


def _needed(node: ops.Node) -> list[ops.Node]:
    """What decides a node: of a column its value and the rows of its relation, of a relation what chooses its rows."""
    match node:
        case ops.Field(rel=ops.Set() as both, name=name):
            return [ops.Field(both.left, name), ops.Field(both.right, name)]
        case ops.Field():
            return [node.rel, node.rel.values[node.name]]
        case ops.Project() | ops.Distinct() | ops.Sort():
            return [node.parent]
        case ops.Aggregate():
            return [node.parent, *node.groups.values()]
        case ops.JoinChain():
            return [node.first, *node.rest]
        case ops.WindowFunction():
            return [node.func, *node.order_by]
        case ops.Subquery():
            return [*_all(node.rel), *node.__children__]
        case _:
            return list(node.__children__)

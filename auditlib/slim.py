"""An expression less what nobody reads, before it becomes SQL.

Rules carry whole rows from step to step, and two thirds of what Ibis would translate are columns that are only passed on: in the time of
compiling, in the text that a reader is shown, and in what the engine has to plan.
"""

from collections import defaultdict

from ibis.common.graph import Graph, Node
from ibis.expr import operations as ops
from ibis.expr import types as ir


def slim(expression: ir.Expr) -> ir.Table:
    """``expression`` with all of its own columns, of every step before it only those that are read, and bound to no engine."""
    relation = expression.as_table().op()
    read, alive = _read(relation)

    def made(node: Node, changed: dict | None) -> Node:
        parts = changed or dict(zip(node.__argnames__, node.__args__, strict=True))
        match node:
            case ops.Project() | ops.JoinChain():
                return type(node)(**parts | {"values": _kept(parts["values"], read[node])})
            case ops.Aggregate():
                return ops.Aggregate(**parts | {"metrics": _kept(parts["metrics"], read[node])})
            case ops.DropColumns():
                return _only(parts["parent"], node, read[node])
            case ops.Union():
                return ops.Union(**parts | {side: _only(parts[side], node, read[node]) for side in ("left", "right")})
            case ops.Limit(n=None, offset=0):
                return parts["parent"]
            case ops.DatabaseTable():
                return ops.UnboundTable(node.name, node.schema, node.namespace)
        return node.__recreate__(changed) if changed else node

    return relation.replace(made, filter=alive.__contains__).to_expr()


def _read(relation: ops.Relation) -> tuple[dict[ops.Relation, set[str]], set[Node]]:
    """The columns that are read of each relation, and all nodes that anything is read of."""
    read: dict[ops.Relation, set[str]] = defaultdict(set, {relation: {*relation.schema}})
    alive = {relation}
    order, _ = Graph.from_bfs(relation).toposort()
    for node in reversed(order):  # whoever reads comes before what is read
        if node not in alive:
            continue
        if isinstance(node, ops.Relation):
            read[node] = read[node] or {node.schema.names[0]}  # of rows that are only counted
        children = node.__children__
        match node:
            case ops.Field():
                read[node.rel].add(node.name)
            case ops.Project():
                children = node.parent, *_kept(node.values, read[node]).values()
            case ops.JoinChain():
                children = node.first, *node.rest, *_kept(node.values, read[node]).values()
            case ops.Aggregate():
                children = node.parent, *node.groups.values(), *_kept(node.metrics, read[node]).values()
            case ops.Filter() | ops.Sort() | ops.Limit() | ops.Reference() | ops.DropColumns() | ops.Union(distinct=False):
                for parent in (child for child in children if isinstance(child, ops.Relation)):
                    read[parent] |= read[node]
            case ops.JoinLink() | ops.CountStar():  # reads rows, and columns by fields only
                pass
            case _:  # a subquery, a DISTINCT, whatever else there may be: of all columns
                for known in (known for known in (node, *children) if isinstance(known, ops.Relation)):
                    read[known] |= {*known.schema}
        alive.update(children)
    return read, alive


def _kept(values: dict[str, ops.Value], read: set[str]) -> dict[str, ops.Value]:
    return {name: value for name, value in values.items() if name in read}


def _only(parent: ops.Relation, node: ops.Relation, read: set[str]) -> ops.Relation:
    """``parent`` with the columns of ``node`` that are read, in its order."""
    names = [name for name in node.schema if name in read]
    return parent if [*parent.schema] == names else ops.Project(parent, {name: ops.Field(parent, name) for name in names})

"""An expression less what nobody reads, and in as few steps as it takes, before it becomes SQL.

Rules carry whole rows from step to step, and two thirds of what Ibis would translate are columns that are only passed on: in the time of
compiling, in the text that a reader is shown, and in what the engine has to plan. So columns that nobody reads go, steps that one SELECT
can say are one (folding.py), and what a text says is read once a step, however often the step asks.
"""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain

from ibis.backends.sql.rewrites import Select
from ibis.common.graph import Graph, Node
from ibis.expr import operations as ops
from ibis.expr import types as ir

from auditlib.folding import Order, folded, holding, selected, step_of

#: Answers that are read out of a text, and what reads it.
READINGS = (ops.SearchedCase, ops.IfElse, ops.RegexSearch)
PATTERNS = (ops.RegexSearch, ops.RegexReplace, ops.RegexExtract)


def slim(expression: ir.Expr) -> ir.Table:
    """``expression`` with all of its own columns, of every step before it only those that are read, and bound to no engine."""
    relation = expression.as_table().op()
    order, _ = Graph.from_bfs(relation).toposort()
    read = _read(relation, order, holding(order, PATTERNS))
    windowed = holding(order, ops.WindowFunction)
    inlined = folded(order, read.readers, read.written, windowed)
    once: dict[ops.Value, ops.Value] = {}

    def made(node: Node, changed: dict | None) -> Node:
        parts = changed or dict(zip(node.__argnames__, node.__args__, strict=True))
        kept, parent = read.columns[node], parts.get("parent")
        inside = parent is not None and step_of(node.parent) in inlined
        match node:
            case ops.Field() if step_of(node.rel) in inlined:
                return parts["rel"].values[node.name]
            case ops.CountStar() if step_of(node.arg) in inlined:
                return ops.CountStar(parts["arg"].parent, parts["where"])
            case ops.Project() if again := read.again.get(node):
                names = read.columns[step_of(node.parent)]
                passed = {name: parent.values[name] if inside else ops.Field(parent, name) for name in node.parent.schema if name in names}
                asked = {f"_{place}": once[value] for place, value in enumerate(again)}
                first = selected(parent, inside, passed | asked)
                known = {value: ops.Field(first, name) for name, value in first.values.items() if not isinstance(value, ops.Literal)}
                values = _kept(parts["values"], kept)
                return Select(first, selections={name: value.replace(known, filter=ops.Value) for name, value in values.items()})
            case ops.Project():
                return selected(parent, inside, _kept(parts["values"], kept))
            case ops.Filter() | ops.DropColumns() if node not in windowed:
                values = {name: parent.values[name] if inside else ops.Field(parent, name) for name in node.schema if name in kept}
                return selected(parent, inside, values, parts.get("predicates", ()))
            case ops.JoinChain():
                return ops.JoinChain(**parts | {"values": _kept(parts["values"], kept)})
            case ops.Aggregate():
                return ops.Aggregate(parent.parent if inside else parent, parts["groups"], _kept(parts["metrics"], kept))
            case ops.JoinReference() if inside:
                return ops.JoinReference(parent.parent, node.identifier)
            case ops.Union():
                return ops.Union(**parts | {side: _only(parts[side], node, kept) for side in ("left", "right")})
            case ops.Limit(n=None, offset=0):
                return parent
            case ops.DatabaseTable():
                return ops.UnboundTable(node.name, node.schema, node.namespace)
        new = node.__recreate__(changed) if changed else node
        if node in read.shared:
            once[node] = new
        return new

    return relation.replace(made, filter=read.alive.__contains__).to_expr()


@dataclass
class Read:
    """What is read of each relation: ``columns``; how often each is ``written``, by (relation, column); the ``readers`` of its rows.

    ``alive``: all nodes that anything is read of. ``again``: what a step reads out of texts more than once.
    """

    alive: set[Node]
    columns: dict[Node, set[str]]
    written: Counter = field(default_factory=Counter)
    readers: dict[Node, list[Node]] = field(default_factory=lambda: defaultdict(list))
    again: dict[Node, list[ops.Value]] = field(default_factory=lambda: defaultdict(list))

    @cached_property
    def shared(self) -> set[ops.Value]:
        return {*chain.from_iterable(self.again.values())}


def _read(relation: ops.Relation, order: Order, texts: set[Node]) -> Read:
    """``texts``: the nodes that read texts."""
    read = Read({relation}, defaultdict(set, {relation: {*relation.schema}}))
    times: Counter[Node] = Counter()
    within: dict[Node, set[Node]] = defaultdict(set)
    for node in reversed(order):  # whoever reads comes before what is read
        if node not in read.alive:
            continue
        if isinstance(node, ops.Relation):
            columns = read.columns[node] = read.columns[node] or {node.schema.names[0]}  # of rows that are only counted
        elif isinstance(node, READINGS) and node in texts and times[node] > 1 and len(within[node]) == 1:
            (step,) = within[node]
            if isinstance(step, ops.Project):
                read.again[step].append(node)
                times[node] = 1
        children = order[node]
        match node:
            case ops.Field():
                read.columns[node.rel].add(node.name)
                read.written[step_of(node.rel), node.name] += times[node]
            case ops.Project():
                children = node.parent, *_kept(node.values, columns).values()
            case ops.JoinChain():
                children = node.first, *node.rest, *_kept(node.values, columns).values()
            case ops.Aggregate():
                children = node.parent, *node.groups.values(), *_kept(node.metrics, columns).values()
            case ops.Filter() | ops.Sort() | ops.Limit() | ops.Reference() | ops.DropColumns() | ops.Union(distinct=False):
                for parent in (child for child in children if isinstance(child, ops.Relation)):
                    read.columns[parent] |= columns
                    if node is step_of(node):
                        read.written.update((step_of(parent), name) for name in columns)
            case ops.JoinLink() | ops.CountStar():  # reads rows, and columns by fields only
                pass
            case _:  # a subquery, a DISTINCT, whatever else there may be: of all columns
                for known in (known for known in (node, *children) if isinstance(known, ops.Relation)):
                    read.columns[known] |= {*known.schema}
        for child in children:
            if not isinstance(child, ops.Relation):
                times[child] += times[node] if isinstance(node, ops.Value) else 1
                within[child] |= within[node] if isinstance(node, ops.Value) else {node}
            elif node is step_of(node) and not isinstance(node, ops.Field):
                read.readers[step_of(child)].append(node)
        read.alive.update(children)
    return read


def _kept(values: dict[str, ops.Value], read: set[str]) -> dict[str, ops.Value]:
    return {name: value for name, value in values.items() if name in read}


def _only(parent: ops.Relation, node: ops.Relation, read: set[str]) -> ops.Relation:
    """``parent`` with the columns of ``node`` that are read, in its order."""
    names = [name for name in node.schema if name in read]
    return parent if [*parent.schema] == names else Select(parent, selections={name: ops.Field(parent, name) for name in names})

"""Which steps of an expression are one SELECT with the step that reads them, so that nothing is written twice.

Ibis folds a step into the next by writing what it works out wherever that is read, or not at all. Here a step is folded when each column
that it works out is written once, and SQL can say both in one: no rows are left out after they were counted over, joined or summed up.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from ibis.backends.sql.rewrites import Select
from ibis.common.graph import Node
from ibis.expr import operations as ops

#: The children of every node, whose own come before it.
Order = Mapping[Node, tuple[Node, ...]]
#: Values that ask another relation, or make several rows of one: whoever holds one stays a step of its own.
APART = (ops.Subquery, ops.ExistsSubquery, ops.Unnest, ops.Impure)
#: What can be folded into its reader.
FOLDS = (ops.Project, ops.Filter, ops.DropColumns, ops.JoinChain)


def step_of(relation: ops.Relation) -> ops.Relation:
    """The relation that stands for it: a limit to no number of rows is none."""
    while isinstance(relation, ops.Limit) and relation.n is None and relation.offset == 0:
        relation = relation.parent
    return relation


def holding(order: Order, kind: type | tuple[type, ...]) -> set[Node]:
    """The nodes that hold a value of this kind, not counting the steps before them."""
    found: set[Node] = set()
    for node, children in order.items():
        if isinstance(node, kind) or any(child in found for child in children if isinstance(child, ops.Value)):
            found.add(node)
    return found


@dataclass(frozen=True)
class Shape:
    """A step with what was folded into it: the columns that it works out, and whether one of them is the same in all rows, and whether it
    leaves out rows, looks over them, joins, or gives columns other names.
    """

    base: ops.Relation
    worked_out: set[str]
    constants: bool = False
    filters: bool = False
    windows: bool = False
    joins: bool = False
    renames: bool = False

    @property
    def plain(self) -> bool:
        """Whether it only passes columns on."""
        return not (self.worked_out or self.filters or self.windows or self.joins)

    @property
    def table(self) -> bool:
        """Whether it is a table as it stands. (Two joins upon one step are one reading of it to Ibis, which then writes the step twice.)"""
        return self.plain and not self.renames and isinstance(self.base, ops.PhysicalTable)


def folded(order: Order, readers: Mapping[Node, list[Node]], written: Mapping[tuple[Node, str], int], windowed: set[Node]) -> set[Node]:
    """The steps that are folded into all that read them.

    ``readers``: of the rows of each step (none: nobody reads it, or it is the answer); ``written``: how often the readers write each
    (step, column); ``windowed``: the nodes that hold a window function.
    """
    apart, shapes = holding(order, APART), dict[Node, Shape]()
    for node in order:
        if not (isinstance(node, FOLDS) and readers[node]) or node in apart or (isinstance(node, ops.Filter) and node in windowed):
            continue
        shape = _shape(node, shapes, written, windowed)
        alone = len({reader for reader in readers[node] if not isinstance(reader, ops.CountStar)}) == 1
        once = shape.plain or (alone and all(written[node, name] <= 1 for name in shape.worked_out))
        if once and all(reader not in apart and _takes(reader, shape, windowed) for reader in readers[node]):
            shapes[node] = shape
    return {*shapes}


def _shape(node: ops.Relation, folded: Mapping[Node, Shape], written: Mapping[tuple[Node, str], int], windowed: set[Node]) -> Shape:
    parent = node.first if isinstance(node, ops.JoinChain) else step_of(node.parent)
    before = folded.get(parent) or Shape(parent, set())
    worked_out, constants, renames = before.worked_out, before.constants, before.renames
    if isinstance(node, ops.Project | ops.JoinChain):
        passed = {name: value.name for name, value in node.values.items() if isinstance(value, ops.Field)}
        worked_out = {name for name in node.values if written[node, name] and passed.get(name) in {None, *before.worked_out}}
        constants |= any(written[node, name] and value.shape.is_scalar() for name, value in node.values.items())
        renames |= any(name != old for name, old in passed.items())
    return Shape(
        before.base,
        worked_out,
        constants,
        filters=before.filters or isinstance(node, ops.Filter),
        windows=before.windows or node in windowed,
        joins=before.joins or isinstance(node, ops.JoinChain),
        renames=renames,
    )


def _takes(reader: Node, shape: Shape, windowed: set[Node]) -> bool:
    """Whether a step of this shape can be folded into one that reads it, so that both are still one SELECT."""
    over = shape.windows or shape.constants  # nothing counts over what was counted over rows; nor, to Ibis, over what is the same in all
    match reader:
        case ops.Project() | ops.DropColumns():
            return not (over and reader in windowed)
        case ops.Filter():
            return not (shape.windows or shape.joins or reader in windowed)
        case ops.Aggregate():
            return not (over or shape.filters or shape.joins)
        case ops.JoinReference():
            return shape.table
        case ops.CountStar():
            return not shape.joins
    return False


def selected(parent: ops.Relation, inside: bool, values: dict[str, ops.Value], predicates: tuple[ops.Value, ...] = ()) -> ops.Relation:
    """These values of the parent, or of what the parent reads where it is folded into them."""
    if not inside:
        return Select(parent, selections=values, predicates=predicates)
    if isinstance(parent, ops.JoinChain):
        return ops.JoinChain(parent.first, parent.rest, values)
    return Select(parent.parent, selections=values, predicates=(*parent.predicates, *predicates))

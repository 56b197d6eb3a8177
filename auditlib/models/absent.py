"""A ledger that was not handed in is an empty table that knows it: what is asked of it is unknown, not no."""

from functools import lru_cache

from ibis.expr import operations as ops
from ibis.expr import types as ir

from auditlib.ledgers import ABSENT

#: Joins in which the right side too decides which rows there are.
DECIDING = ("inner", "semi", "cross", "right", "outer", "any_inner")


def absent(table: ir.Table) -> bool:
    """Whether a ledger that decides which rows ``table`` has was not handed in: that a row is not there then says nothing.

    It is passed on by filters, groups, unions (a row may stand in the part that is missing) and joins that need a partner,
    not by what a left join adds or an anti join takes away.
    """
    return _absent(table.op())


@lru_cache(maxsize=4096)
def _absent(relation: ops.Relation) -> bool:
    if isinstance(relation, ops.UnboundTable | ops.DatabaseTable):
        return relation.name.startswith(ABSENT)
    if isinstance(relation, ops.JoinChain):
        return _absent(relation.first) or any(_absent(link.table) for link in relation.rest if link.how in DECIDING)
    return any(_absent(part) for part in relation.args if isinstance(part, ops.Relation))

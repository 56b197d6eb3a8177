"""What every lead tells of the row that it accuses, whatever rule finds it: the evidence to ask for, and the real thing that it is about.

A rule says what is wrong. Under which batch, account, voucher or contract the paper lies is known from the row itself, in the same way for
all rules: so it stands in the ledger's contract (``evidence``, ``subject``) and is joined to a rule's candidates here, once.
"""

from collections.abc import Mapping

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.contracts import Ledger
from auditlib.models.vocabulary import subquery
from auditlib.rules.catalogue import Rule
from auditlib.rules.judging import undecided

PLACE = ("town_name", "village_name")
#: How the columns end that hold a number which is given once: of a person, a loan, a document. All others of a subject are names.
NUMBERS = ("no", "id", "code", "account", "uscc", "plate")


def evidenced(rule: Rule, found: ir.Table, tables: Mapping[str, ir.Table | None], contracts: Mapping[str, Ledger]) -> ir.Table:
    """``found`` with the evidence of the accused rows, where the rule does not show the column itself, and with ``thing``; without rows
    that cannot be judged (judging.py).

    ``thing`` is the text that all rows of one matter (事项) share: what the rule's ``matter`` says, else the subject of the accused row.
    """
    found = subquery(found)
    # The leads of other rules are no filed rows: a rule on them tells the thing itself.
    accused = {name: tables[name] for name in rule.accused if tables.get(name) is not None and name in contracts}
    if not accused:
        return found.mutate(thing=found[rule.matter] if rule.matter else ibis.null("string"))
    more = {c: table[c].type() for name, table in accused.items() for c in contracts[name].evidence if c not in found.columns}
    # Only the rows that are accused: the ledger may hold millions.
    rows = [_told(rule, table.semi_join(found, "row_id"), contracts[name], more) for name, table in accused.items()]
    joined = found.left_join(subquery(ibis.union(*rows) if len(rows) > 1 else rows[0]), [("row_id", "t_row")])
    if rule.deciders:
        joined = joined.filter(joined.undecided.isnull())
    things = [joined[c] for c in (rule.matter, "subject_told") if c]
    return joined.select(*(c for c in found.columns if c != "thing"), *more, thing=ibis.coalesce(*things))


def _told(rule: Rule, table: ir.Table, contract: Ledger, columns: dict) -> ir.Table:
    """Each row's ``t_row`` (its id), ``columns`` as far as the ledger has them, ``subject_told``, and why it cannot be judged
    (``undecided``).

    A mere name is not one thing: people, projects and works of two villages share theirs. So the place is told with it.
    """
    at = ibis.literal("")
    for column in PLACE:
        at = at + (table[column].fill_null("") + "｜" if column in table.columns else "")
    subjects = [table[c].cast("string") if c.rpartition("_")[2] in NUMBERS else at + table[c].cast("string") for c in contract.subject]
    told = {c: table[c] if c in table.columns else ibis.null(kind) for c, kind in columns.items()}
    told |= {"undecided": undecided(rule, contract.name, table, contract)} if rule.deciders else {}
    return table.select(**told, t_row=_.row_id, subject_told=ibis.coalesce(*subjects, ibis.null("string")))

"""Inpatient settlements of registered people (STD-01)."""

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY
from auditlib.models.persons import at_home
from auditlib.models.settlements import stays
from auditlib.models.texts import said
from auditlib.models.vocabulary import subquery

#: Fully covered by law or by relief of single cases: x_ → concept of what diagnosis or remark say.
SPECIAL = {"x_mental": "med.mental", "x_maternity": "med.maternity", "x_relief": "med.special_relief"}


def settlements(medical_settlement: ir.Table, places: ir.Table) -> ir.Table:
    """Inpatient settlements of registered people: home, year, on, total, scope, paid, own (what the patient paid), row and the x_ of
    SPECIAL.

    Settlements in which more was paid than they cost are MED-07 and left out, as are those taken back.
    """
    rows = stays(medical_settlement).mutate(on=ibis.coalesce(_.settled_on, _.discharge, _.admit))
    rows = rows.filter(_.inpatient, ~_.refund, _.id_no.notnull(), _.on.notnull(), _.total_fee > 0, _.payers <= _.total_fee)
    told = {x: said(concept, rows.diagnosis, rows.liability).fill_null(False) | rows[f"n_{x[2:]}"] for x, concept in SPECIAL.items()}
    # The name of a psychiatric hospital tells of its patients; one of charity, or for mothers and children, does not.
    told["x_mental"] |= said("med.mental", rows.hospital).fill_null(False)
    rows = rows.mutate(
        year=_.on.year(),
        total="total_fee",
        scope=ibis.coalesce(_.in_scope_fee, _.total_fee),
        paid=ibis.ifelse(_.payers > 0, _.payers, ibis.coalesce(_.total_fee - _.own, 0)).cast(MONEY),
        row="row_id",
        settlement="stay",
        **told,
    )
    return subquery(at_home(rows, places).filter(_.registered))

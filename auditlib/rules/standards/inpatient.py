"""Inpatient settlements, one row each however many payers' rows they stand in (STD-01)."""

from __future__ import annotations

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY
from auditlib.models.persons import at_home
from auditlib.models.texts import said
from auditlib.models.vocabulary import subquery

PAYERS = ("basic_pay", "critical_pay", "assist_pay", "commercial_pay", "hospital_reduction")
#: Fully covered by law or by relief of single cases: x_ → concept of what diagnosis or remark say.
SPECIAL = {"x_mental": "med.mental", "x_maternity": "med.maternity", "x_relief": "med.special_relief"}


def settlements(medical_settlement: ir.Table, places: ir.Table) -> ir.Table:
    """Inpatient settlements of registered people: home, year, on, total, scope, paid, own (what the patient paid), row and the x_ of
    SPECIAL.

    Settlements in which more was paid than they cost are MED-07 and left out.
    """
    rows = medical_settlement.mutate(on=ibis.coalesce(_.settled_on, _.discharge, _.admit))
    inpatient = said("med.inpatient", rows.visit_type) | (rows.visit_type.isnull() & rows.admit.notnull())
    one = _one_each(rows.filter(inpatient, _.id_no.notnull(), _.on.notnull(), _.total_fee > 0)).filter(_.payers <= _.total)
    paid = ibis.ifelse(_.payers > 0, _.payers, ibis.coalesce(_.total - _.own, 0)).cast(MONEY)
    return subquery(at_home(one, places).filter(_.registered).mutate(year=_.on.year(), paid=paid))


def _one_each(rows: ir.Table) -> ir.Table:
    """Rows of several payers repeat the total; each payer's own column holds its part once."""
    rows = rows.mutate(settlement=ibis.coalesce(_.settle_no, _.id_no + "|" + _.hospital.fill_null("") + "|" + _.on.cast("string")))
    texts = (rows.diagnosis, rows.remark, rows.liability)
    return rows.group_by("settlement", "id_no").agg(
        on=_.on.max(),
        total=_.total_fee.max(),
        scope=ibis.coalesce(_.in_scope_fee.max(), _.total_fee.max()),
        own=_.self_pay.max(),
        row=_.row_id.min(),
        payers=sum(rows[payer].max().fill_null(0) for payer in PAYERS).cast(MONEY),
        **{name: said(concept, *texts).fill_null(False).any() for name, concept in SPECIAL.items()},
    )

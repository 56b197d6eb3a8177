"""Inpatient settlements, one row each however many payers' rows they stand in, and what a household was paid in a year (STD-01)."""

from __future__ import annotations

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY, money
from auditlib.models.persons import at_home
from auditlib.models.texts import said
from auditlib.models.vocabulary import subquery

PAYERS = ("basic_pay", "critical_pay", "assist_pay", "commercial_pay", "hospital_reduction")
#: Fully covered by law or by relief of single cases: x_ → concept of what diagnosis or remark say.
SPECIAL = {"x_mental": "med.mental", "x_maternity": "med.maternity", "x_relief": "med.special_relief"}


def settlements(medical_settlement: ir.Table, tekun: ir.Table, places: ir.Table) -> ir.Table:
    """One row per inpatient settlement of registered people: home, year, on, total, scope, paid, own (what the patient paid), row, tekun and the x_ of SPECIAL.

    Rows of several payers repeat the total; each payer's own column holds its part once. Settlements in which more was paid than
    they cost are MED-07 and left out.
    """
    rows = medical_settlement.mutate(on=ibis.coalesce(_.settled_on, _.discharge, _.admit))
    rows = rows.filter(
        _.visit_type.re_search("住院") | (_.visit_type.isnull() & _.admit.notnull()), _.id_no.notnull(), _.on.notnull(), _.total_fee > 0
    )
    rows = rows.mutate(settlement=ibis.coalesce(_.settle_no, _.id_no + "|" + _.hospital.fill_null("") + "|" + _.on.cast("string")))
    one = rows.group_by("settlement", "id_no").agg(
        on=_.on.max(),
        total=_.total_fee.max(),
        scope=ibis.coalesce(_.in_scope_fee.max(), _.total_fee.max()),
        own=_.self_pay.max(),
        row=_.row_id.min(),
        payers=sum((rows[p].max().fill_null(money(0)) for p in PAYERS[1:]), rows[PAYERS[0]].max().fill_null(money(0))).cast(MONEY),
        **{name: said(words, rows.diagnosis, rows.remark, rows.liability).fill_null(False).any() for name, words in SPECIAL.items()},
    )
    one = at_home(one.filter(_.payers <= _.total), places).filter(_.registered)
    one = one.left_join(tekun.select(t_id="id_no").distinct(), [("id_no", "t_id")])
    one = one.mutate(
        year=_.on.year(),
        x_tekun=_.t_id.notnull(),
        paid=ibis.ifelse(_.payers > 0, _.payers, ibis.coalesce(_.total - _.own, money(0))).cast(MONEY),
    ).drop("t_id")
    return subquery(one)


def by_household(one: ir.Table) -> ir.Table:
    """Sums per home and year: n, total, scope, paid, all_free (nobody paid anything), until (last day), rows."""
    return one.group_by("home", "year").agg(
        n=_.count(),
        total=_.total.sum().cast(MONEY),
        scope=_.scope.sum().cast(MONEY),
        paid=_.paid.sum().cast(MONEY),
        all_free=(_.own == 0).fill_null(False).all(),
        until=_.on.max(),
        rows=_.row.collect(),
    )

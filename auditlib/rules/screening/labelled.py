"""What other offices' lists say of being registered poor (SCREEN-05), one row per list and person."""

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.texts import denied, said
from auditlib.models.vocabulary import UNKNOWN, either, one_per

#: What an office writes of somebody who is registered, or is not.
REGISTERED = "label.registered"


def labels(medical_enrol: ir.Table, house_renovation: ir.Table, education_aid: ir.Table) -> ir.Table:
    """``row_id``, ``office``, person, ``label`` as written, ``year``, and ``poor``: whether the label says registered; others are left
    out."""
    year = ibis.coalesce(education_aid.term_from, education_aid.pay_date).year()
    rows = either(
        _label(medical_enrol.mutate(hh_no=ibis.null("string")), "医保", medical_enrol.identity_type, medical_enrol.year),
        _label(house_renovation, "住建", house_renovation.category, house_renovation.plan_year),
        _label(education_aid, "教育", _telling(education_aid.tier, education_aid.remark), year),
    )
    ordinary, poor = denied(REGISTERED, rows.label), said(REGISTERED, rows.label)
    rows = rows.mutate(poor=ibis.cases((ordinary, False), (poor, True), else_=UNKNOWN)).filter(_.poor.notnull(), _.id_no.notnull())
    return one_per(rows, ["office", "id_no", "poor"], [_.year.desc(), _.row_id])


def _telling(label: ir.StringValue, remark: ir.StringValue) -> ir.StringValue:
    """The label where it tells of being registered, else the remark."""
    return ibis.ifelse((said(REGISTERED, label) | denied(REGISTERED, label)).fill_null(False), label, remark)


def _label(rows: ir.Table, office: str, label: ir.StringValue, year: ir.IntegerValue) -> ir.Table:
    person = ("row_id", "id_no", "name", "town_name", "village_name", "hh_no")
    return rows.select(*person, office=ibis.literal(office), label=label, year=year.cast("int32"))


def in_register(people: ir.Table) -> ir.Table:
    """One row per registered person, of `register.yearly`: ``reg_row``, ``reg_stopped`` in the newest year, ``reg_since`` when
    identified."""
    newest = one_per(people, "id_no", [_.year.desc(), _.row_id]).select("id_no", reg_row="row_id", reg_stopped="stopped")
    since = people.group_by("id_no").agg(reg_since=ibis.coalesce(_.identified_on, _.first_identified).min())
    return newest.inner_join(since, "id_no").select("id_no", "reg_row", "reg_stopped", "reg_since")


def by_village(listed: ir.Table, people: ir.Table) -> ir.Table:
    """Persons of each village that an office's list calls registered, and those whom the register holds."""
    register = people.group_by("village_name").agg(register_count=_.id_no.nunique())
    office = listed.group_by("office", "village_name").agg(office_count=_.id_no.nunique(where=_.poor))
    return office.inner_join(register, "village_name").select("office", "village_name", "office_count", "register_count")

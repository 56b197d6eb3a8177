"""Payments by who really received them: the account's holder, the proxy, the household behind each beneficiary (FUND-11, FUND-12,
CROSS-02)."""

import ibis
from ibis.expr import types as ir

from auditlib.models.identity import alike, folded
from auditlib.models.persons import household_of
from auditlib.models.texts import said
from auditlib.models.vocabulary import lookup, subquery


def with_home(paid: ir.Table, poor_person: ir.Table) -> ir.Table:
    """``paid`` with home (household of the beneficiary)."""
    rows = lookup(paid, household_of(poor_person).select("id_no", "reg_hh"), "id_no")
    return subquery(rows.mutate(home=ibis.coalesce(rows.reg_hh, rows.hh_no)).drop("reg_hh"))


def with_payee(rows: ir.Table) -> ir.Table:
    """``rows`` with other (the account is in another's name), x_institution, x_village, x_proxy.

    The last three are what holder and remark say; where nothing is written nothing is said.
    """
    texts = (rows.account_name, rows.remark)
    rows = rows.mutate(
        other=~alike(rows.account_name, rows.name),
        x_institution=said("place.care_home", *texts).fill_null(False),
        x_village=said("place.village_body", *texts).fill_null(False),
        x_proxy=said("person.authorised", rows.proxy_relation, rows.remark).fill_null(False),
    )
    return subquery(rows)


def placed(rows: ir.Table) -> ir.Table:
    """Add place: the order of the rows by content, whatever file they stand in."""
    content = [rows.pay_date, rows.programme, rows.village_name, rows.id_no, rows.name, rows.amount, rows.row_id]
    return rows.mutate(place=ibis.row_number().over(order_by=content))


def persons(rows: ir.Table) -> dict[str, ir.Value]:
    """How many persons and households a group of payments stands for; a name spelled with two numbers is one person."""
    names = folded(rows.name).nunique()
    return {
        "persons": ibis.ifelse(names == 0, rows.id_no.nunique(), ibis.least(rows.id_no.nunique(), names)),
        "homes": rows.home.nunique(),
        "homeless": rows.home.isnull().sum(),
    }


def one_home(groups: ir.Table) -> ir.BooleanValue:
    """Whether all persons of a group live in one household; unknown while the household of one of them is."""
    return ibis.cases((groups.homes > 1, False), (groups.homeless > 0, ibis.null("boolean")), else_=True)

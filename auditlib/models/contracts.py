"""Projects, contracts, payments and acceptances brought to one row per matter, and to each other (PROJ rules).

A project may stand in several rows (years, snapshots), a contract in several (bidders, packages), a payment or an acceptance may
name the contract, or only the project. Where only the project is named and it has one contract, that contract is meant.
"""

import datetime as dt

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.acceptances import concluded
from auditlib.models.amounts import MONEY
from auditlib.models.dates import literal_date
from auditlib.models.identity import plain
from auditlib.models.prepared import prepared
from auditlib.models.projects import with_project_no
from auditlib.models.texts import answered, said
from auditlib.models.vocabulary import as_listed, exists, lookup, one_copy, one_per, subquery

NO_TEXT = ibis.null("string")


def approved_change(doc: ir.StringValue) -> ir.StringValue:
    """A cell for the document of a change, where it names one: null for 无, and for a change that is only asked for or was refused."""
    return answered(doc, "approval.given", "project.adjusted")


@prepared
def projects(project: ir.Table) -> ir.Table:
    """One row per project: the newest row, with the earliest approval and start, the latest finish and planned end, the largest amount."""
    rows = project.mutate(key=ibis.coalesce(project.project_no, project.project_name, project.row_id.cast("string")))
    newest = one_per(rows, "key", [_.plan_year.desc(), _.planned_end.desc(), _.plan_doc, _.row_id])
    newest = newest.select(
        "key", *"row_id project_no project_name town_name village_name plan_year plan_doc owner_unit status remark".split()
    )
    facts = rows.group_by("key").agg(
        approval_date=_.approval_date.min(),
        planned_start=_.planned_start.min(),
        planned_end=_.planned_end.max(),
        start_date=_.start_date.min(),
        finish_date=_.finish_date.max(),
        approved_amount=_.approved_amount.max(),
        change_doc=approved_change(_.change_doc).max(),
        change_flag=_.change_flag.any(),
    )
    return lookup(newest, facts, "key").drop("key")


@prepared
def contracts(procurement_contract: ir.Table, project: ir.Table) -> ir.Table:
    """One row per contract: contract (its key), number_of (contracts of its project), earliest dates, amount.

    Rows of other bidders belong to the contract of their package, or of the project when it has one. A contract over several projects is
    the sum of its parts; when they all state one amount, that amount is the contract's.
    """
    rows = with_project_no(procurement_contract, project)
    rows = as_listed(rows, "contract_no", rows)
    package, whole = ibis.window(group_by=["of", "package_no"]), ibis.window(group_by="project_no")
    rows = rows.mutate(of=ibis.coalesce(rows.project_no, rows.project_name))
    rows = rows.mutate(
        of_package=ibis.ifelse(rows.package_no.notnull(), rows.contract_no.max().over(package), NO_TEXT),
        least=ibis.ifelse(rows.project_no.notnull(), rows.contract_no.min().over(whole), NO_TEXT),
        most=rows.contract_no.max().over(whole),
    )
    only = ibis.ifelse((rows.least == rows.most) & rows.contract_amount.isnull(), rows.least, NO_TEXT)
    apart = rows.project_no + "|" + ibis.coalesce(rows.package_no, "")
    rows = rows.mutate(contract=ibis.coalesce(rows.contract_no, rows.of_package, only, apart, "#" + rows.row_id.cast("string")))
    head = one_per(rows, "contract", [_.contract_amount.desc(), (_.bidder == _.supplier).desc(), _.supplier, _.row_id])
    parts = rows.group_by("contract", "project_no").agg(part=_.contract_amount.max()).group_by("contract")
    amounts = parts.agg(contract_amount=ibis.ifelse(_.part.min() == _.part.max(), _.part.max(), _.part.sum()).cast(MONEY))
    facts = rows.group_by("contract").agg(
        method=_.method.max(),
        notice_date=_.notice_date.min(),
        bid_open_date=_.bid_open_date.min(),
        award_date=_.award_date.min(),
        contract_date=_.contract_date.min(),
        category=_.category.max(),
        retention_ratio=_.retention_ratio.max(),
        change_doc=approved_change(_.change_doc).max(),
        remark=_.remark.max(),
    )
    head = head.select("row_id", "contract", "contract_no", "project_no", "supplier")
    found = subquery(lookup(lookup(head, facts, "contract"), amounts, "contract"))
    return found.mutate(number_of=ibis.ifelse(found.project_no.notnull(), found.row_id.count().over(group_by="project_no"), 1))


def with_contract(rows: ir.Table, contract: ir.Table) -> ir.Table:
    """``rows`` with the contract that they name (c_contract, c_project) and the only one of their project (o_contract, o_supplier)."""
    rows = as_listed(rows, "contract_no", contract)
    named = contract.filter(_.contract_no.notnull()).select("contract_no", c_contract="contract", c_project="project_no")
    only = contract.filter(_.number_of == 1, _.project_no.notnull())
    return lookup(lookup(rows, named, "contract_no"), only.select("project_no", o_contract="contract", o_supplier="supplier"), "project_no")


def each_once(rows: ir.Table, of: str, as_of: dt.date) -> ir.Table:
    """Payments up to the audit date, each voucher of a project (``of``) once, whatever lists hold it."""
    rows = rows.filter(_.amount.notnull(), (_.pay_date <= literal_date(as_of)) | _.pay_date.isnull())
    voucher = ["voucher_no", of, "contract_no", "payee", "pay_date", "amount"]
    single = one_per(rows.filter(_.voucher_no.notnull()), voucher, [_.row_id])
    return subquery(one_copy(rows.filter(_.voucher_no.isnull()), tuple(voucher)).union(single.select(*rows.columns)))


def paid(project_payment: ir.Table, contract: ir.Table, project: ir.Table, as_of: dt.date) -> ir.Table:
    """Payments up to the audit date, each voucher once, without tax rows: row_id, contract_no, project_no, contract (null: none meant),
    pay_date, amount, fee.

    A payment that names no contract is of the one that its payee holds of the project, else of the project's only one; not when it is
    another party's fee, or goes to one who holds another contract of the county (it is booked on the wrong project).
    """
    rows = each_once(with_project_no(project_payment, project), "project_no", as_of)
    rows = with_contract(rows.filter(~said("contract.tax", _.stage, _.payee, _.purpose).fill_null(False)), contract)
    firms = contract.mutate(firm=plain(_.supplier)).filter(_.firm.notnull())
    held = firms.group_by("project_no", "firm").agg(contracts=_.count(), p_contract=_.contract.min()).filter(_.contracts == 1)
    rows = lookup(rows.mutate(firm=plain(rows.payee)), held.drop("contracts"), ["project_no", "firm"])
    rows = exists(rows, firms, "firm", "supplies")
    stranger = rows.firm != plain(rows.o_supplier)
    other = said("contract.service_fee", rows.stage, rows.payee, rows.purpose).fill_null(False) & stranger.fill_null(True)
    elsewhere = rows.supplies & stranger.fill_null(False)
    only = ibis.coalesce(rows.p_contract, ibis.ifelse(other | elsewhere, NO_TEXT, rows.o_contract))
    return rows.select(
        *"row_id contract_no pay_date amount".split(),
        project_no=ibis.coalesce(rows.c_project, rows.project_no),
        contract=ibis.coalesce(rows.c_contract, ibis.ifelse(rows.contract_no.notnull(), NO_TEXT, only)),
        fee=other & rows.c_contract.isnull(),
    )


@prepared
def accepted(acceptance: ir.Table, contract: ir.Table, project: ir.Table) -> ir.Table:
    """`concluded` of each contract, and (``contract`` is null) of each project whose acceptance names none: project_no, contract."""
    rows = with_contract(with_project_no(acceptance, project), contract)
    rows = rows.mutate(project_no=ibis.coalesce(rows.project_no, rows.c_project), contract=ibis.coalesce(rows.c_contract, rows.o_contract))
    rows = rows.mutate(group=ibis.coalesce(rows.contract, "|" + rows.project_no))
    of = rows.group_by("group").agg(project_no=_.project_no.min(), contract=_.contract.min())
    return lookup(concluded(rows, "group"), of, "group")


@prepared
def accepted_projects(acceptance: ir.Table, project: ir.Table) -> ir.Table:
    """`concluded` of each project over all its contracts."""
    return concluded(with_project_no(acceptance, project), "project_no")


@prepared
def with_acceptance(contract: ir.Table, acceptance: ir.Table, project: ir.Table) -> ir.Table:
    """Contracts with accept_date, settled_on of the contract, else of its project; refused; audited, submitted of the contract only;
    accepted_alone."""
    found = accepted(acceptance, contract, project)
    own = found.filter(_.contract.notnull()).select("contract", "accept_date", "settled_on", "audited", "submitted", "refused", met=True)
    whole = found.filter(_.contract.isnull()).select("project_no", w_accept="accept_date", w_settled="settled_on", w_refused="refused")
    joined = lookup(lookup(contract, own, "contract"), whole, "project_no")
    return joined.select(
        *contract.columns,
        "audited",
        "submitted",
        accept_date=ibis.coalesce(joined.accept_date, joined.w_accept),
        settled_on=ibis.coalesce(joined.settled_on, joined.w_settled),
        refused=ibis.coalesce(joined.refused, joined.w_refused, False),
        accepted_alone=joined.met.notnull() & (joined.number_of > 1),
    )

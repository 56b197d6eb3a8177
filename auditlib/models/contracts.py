"""Projects, contracts, payments and acceptances brought to one row per matter, and to each other (PROJ rules).

A project may stand in several rows (years, snapshots), a contract in several (bidders, packages), a payment or an acceptance may
name the contract, or only the project. Where only the project is named and it has one contract, that contract is meant.
"""

from __future__ import annotations

import datetime as dt

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.dates import literal_date
from auditlib.models.prepared import prepared
from auditlib.models.projects import with_project_no
from auditlib.models.texts import answered, denied, said
from auditlib.models.vocabulary import one_copy, one_per


def approved_change(doc: ir.StringValue) -> ir.StringValue:
    """A cell for the document of a change, where it names one: null for 无, and for a change that is only asked for or was refused."""
    return answered(doc, "approval.given", "project.adjusted")


@prepared
def projects(project: ir.Table) -> ir.Table:
    """One row per project: the newest row, with the earliest approval and start, the latest finish and planned end, the largest amount."""
    rows = project.mutate(
        key=ibis.coalesce(project.project_no, project.project_name, project.row_id.cast("string")),
        change_doc=approved_change(project.change_doc),
    )
    newest = one_per(rows, "key", [_.plan_year.desc(), _.planned_end.desc(), _.plan_doc, _.row_id])
    facts = rows.group_by(of=_.key).agg(
        approved_on=_.approval_date.min(),
        plan_start=_.planned_start.min(),
        plan_end=_.planned_end.max(),
        started=_.start_date.min(),
        finished=_.finish_date.max(),
        approved=_.approved_amount.max(),
        doc=_.change_doc.max(),
        changed=_.change_flag.any(),
    )
    return newest.inner_join(facts, [("key", "of")]).select(
        "row_id",
        "project_no",
        "project_name",
        "town_name",
        "village_name",
        "plan_year",
        "plan_doc",
        "owner_unit",
        "status",
        "remark",
        approval_date="approved_on",
        planned_start="plan_start",
        planned_end="plan_end",
        start_date="started",
        finish_date="finished",
        approved_amount="approved",
        change_doc="doc",
        change_flag="changed",
    )


@prepared
def contracts(procurement_contract: ir.Table, project: ir.Table | None = None) -> ir.Table:
    """One row per contract: contract (its key), number_of (contracts of its project), earliest dates, amount.

    Rows of other bidders belong to the contract of their package, or of the project when it has one. A contract over several projects
    is the sum of its parts; when they all state one amount, that amount is the contract's.
    """
    rows = with_project_no(procurement_contract, project)
    package, whole = ibis.window(group_by=["project_no", "package_no"]), ibis.window(group_by="project_no")
    rows = rows.mutate(
        change_doc=approved_change(rows.change_doc),
        of_package=ibis.ifelse(rows.package_no.notnull(), rows.contract_no.max().over(package), ibis.null("string")),
        least=ibis.ifelse(rows.project_no.notnull(), rows.contract_no.min().over(whole), ibis.null("string")),
        most=rows.contract_no.max().over(whole),
    )
    only = ibis.ifelse((rows.least == rows.most) & rows.contract_amount.isnull(), rows.least, ibis.null("string"))
    apart = rows.project_no + "|" + ibis.coalesce(rows.package_no, "")
    rows = rows.mutate(contract=ibis.coalesce(rows.contract_no, rows.of_package, only, apart, "#" + rows.row_id.cast("string")))
    head = one_per(rows, "contract", [_.contract_amount.desc(), (_.bidder == _.supplier).desc(), _.supplier, _.row_id])
    parts = rows.group_by("contract", "project_no").agg(part=_.contract_amount.max())
    amounts = parts.group_by(a_contract=_.contract).agg(contract_sum=ibis.ifelse(_.part.min() == _.part.max(), _.part.max(), _.part.sum()))
    facts = rows.group_by(f_contract=_.contract).agg(
        way=_.method.max(),
        noticed=_.notice_date.min(),
        opened=_.bid_open_date.min(),
        awarded=_.award_date.min(),
        signed=_.contract_date.min(),
        kind=_.category.max(),
        retained=_.retention_ratio.max(),
        doc=_.change_doc.max(),
        said=_.remark.max(),
    )
    found = head.inner_join(facts, [("contract", "f_contract")]).inner_join(amounts, [("contract", "a_contract")])
    found = found.select(
        "row_id",
        "contract",
        "contract_no",
        "project_no",
        "supplier",
        method="way",
        notice_date="noticed",
        bid_open_date="opened",
        award_date="awarded",
        contract_date="signed",
        category="kind",
        retention_ratio="retained",
        change_doc="doc",
        remark="said",
        contract_amount=_.contract_sum.cast("decimal(18,2)"),
    )
    return found.mutate(number_of=ibis.ifelse(found.project_no.notnull(), found.row_id.count().over(group_by="project_no"), 1))


def _only(contract: ir.Table) -> ir.Table:
    return contract.filter(_.number_of == 1, _.project_no.notnull()).select(
        o_project="project_no", o_contract="contract", o_supplier="supplier"
    )


def _numbered(contract: ir.Table) -> ir.Table:
    return contract.filter(_.contract_no.notnull()).select(c_no="contract_no", c_contract="contract", c_project="project_no")


def paid(project_payment: ir.Table, contract: ir.Table, project: ir.Table | None, as_of: dt.date) -> ir.Table:
    """Payments up to the audit date, each voucher once, without tax rows: row_id, contract_no, project_no, contract (null: none meant),
    pay_date, amount, fee.

    A payment that names no contract is not of the project's only contract when it is another party's fee, or goes to one who holds
    another contract of the county and not this one (it is booked on the wrong project).
    """
    rows = with_project_no(project_payment, project)
    rows = rows.filter(rows.amount.notnull(), (rows.pay_date <= literal_date(as_of)) | rows.pay_date.isnull())
    rows = rows.filter(~said("contract.tax", rows.stage, rows.payee, rows.purpose).fill_null(False))
    voucher = ["voucher_no", "project_no", "contract_no", "payee", "pay_date", "amount"]
    single = one_per(rows.filter(_.voucher_no.notnull()), voucher, [_.row_id])
    rows = one_copy(rows.filter(_.voucher_no.isnull()), tuple(voucher)).union(single.select(*rows.columns))
    numbered, only = _numbered(contract), _only(contract)
    rows = rows.left_join(numbered, [("contract_no", "c_no")])
    rows = rows.left_join(only, (rows.project_no == only.o_project) & rows.contract_no.isnull())
    firms = contract.filter(_.supplier.notnull()).select(firm="supplier").distinct()
    rows = rows.left_join(firms, [("payee", "firm")])
    other = said("contract.service_fee", rows.stage, rows.payee, rows.purpose).fill_null(False) & (rows.payee != rows.o_supplier).fill_null(
        True
    )
    elsewhere = rows.firm.notnull() & (rows.firm != rows.o_supplier).fill_null(False)
    return rows.select(
        "row_id",
        "contract_no",
        "pay_date",
        "amount",
        project_no=ibis.coalesce(rows.c_project, rows.project_no),
        contract=ibis.coalesce(rows.c_contract, ibis.ifelse(other | elsewhere, ibis.null("string"), rows.o_contract)),
        fee=other & rows.c_contract.isnull(),
    )


@prepared
def accepted(acceptance: ir.Table, contract: ir.Table | None, project: ir.Table | None) -> ir.Table:
    """One row per project and contract (null: of the whole project): first passed accept_date, settled_on, audited, submitted amount, ``refused``.

    Refused: every acceptance that is listed was.

    An audited amount repeated by several rows of one report counts once; reports of their own number are added.
    """
    rows = with_project_no(acceptance, project)
    if contract is None:
        rows = rows.mutate(contract=ibis.null("string"))
    else:
        numbered, only = _numbered(contract), _only(contract)
        joined = rows.left_join(numbered, [("contract_no", "c_no")])
        joined = joined.left_join(only, [("project_no", "o_project")])
        rows = joined.select(
            *(c for c in rows.columns if c != "project_no"),
            project_no=ibis.coalesce(joined.project_no, joined.c_project),
            contract=ibis.coalesce(joined.c_contract, joined.o_contract),
        )
    rows = rows.mutate(
        passed=~denied("acceptance.passed", rows.conclusion).fill_null(False), group=ibis.coalesce(rows.contract, "|" + rows.project_no)
    )
    reports = rows.group_by("group", report=ibis.coalesce(_.audit_report_no, "")).agg(
        project_no=_.project_no.min(),
        contract=_.contract.min(),
        accept_date=_.accept_date.min(where=_.passed),
        settled_on=_.settled_on.min(),
        audited=_.audited_amount.max(),
        submitted=_.settlement_amount.max(),
        passed=_.passed.any(),
    )
    return reports.group_by(a_group=_.group).agg(
        a_project=_.project_no.min(),
        a_contract=_.contract.min(),
        accept_date=_.accept_date.min(),
        settled_on=_.settled_on.min(),
        audited=_.audited.sum(),
        submitted=_.submitted.sum(),
        refused=~_.passed.any(),
    )


@prepared
def with_acceptance(contract: ir.Table, acceptance: ir.Table | None, project: ir.Table | None) -> ir.Table:
    """Contracts with accept_date, settled_on of the contract, else of its project; refused; audited, submitted of the contract only; accepted_alone."""
    if acceptance is None:
        day, money = ibis.null("date"), ibis.null("decimal(18,2)")
        no = ibis.literal(False)
        return contract.mutate(accept_date=day, settled_on=day, audited=money, submitted=money, refused=no, accepted_alone=no)
    found = accepted(acceptance, contract, project)
    own = found.filter(_.a_contract.notnull())
    whole = found.filter(_.a_contract.isnull()).select(
        w_project="a_project", w_accept="accept_date", w_settled="settled_on", w_refused="refused"
    )
    joined = contract.left_join(own, [("contract", "a_contract")]).left_join(whole, [("project_no", "w_project")])
    return joined.select(
        *contract.columns,
        "audited",
        "submitted",
        accept_date=ibis.coalesce(joined.accept_date, joined.w_accept),
        settled_on=ibis.coalesce(joined.settled_on, joined.w_settled),
        refused=ibis.coalesce(joined.refused, joined.w_refused, False),
        accepted_alone=joined.a_contract.notnull() & (joined.number_of > 1),
    )

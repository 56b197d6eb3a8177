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
from auditlib.models.projects import numbered, with_project_no
from auditlib.models.texts import answered, said, sum_said
from auditlib.models.vocabulary import FALSE, as_listed, exists, filled, first_true, lookup, one_copy, one_per, subquery

NO_TEXT = ibis.null("string")


def approved_change(doc: ir.StringValue) -> ir.StringValue:
    """A cell for the document of a change, where it names one: null for 无, and for a change that is only asked for or was refused."""
    return answered(doc, "approval.given", "project.adjusted")


@prepared
def projects(project: ir.Table) -> ir.Table:
    """One row per project: the newest row, with the earliest approval and start, the latest finish and planned end, the largest amount.

    A name alone is a project of its village.
    """
    rows = numbered(project)
    named = rows.project_name + "｜" + rows.town_name.fill_null("") + "｜" + rows.village_name.fill_null("")
    rows = rows.mutate(key=ibis.coalesce(rows.project_no, named, rows.row_id.cast("string")))
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

    Rows of other bidders belong to the contract of their package, or of the project when it has one; a row without number and package that
    states an amount is the contract of its supplier. A contract over several projects is the sum of its parts; when they all state one
    amount, that amount is the contract's. ``changes_told``, ``retention_told``: a list that has it fills that column somewhere.
    """
    rows = with_project_no(procurement_contract, project)
    rows = as_listed(rows, "contract_no", rows).mutate(changes=filled(_.change_doc), retentions=filled(_.retention_ratio))
    package, whole = ibis.window(group_by=["of", "package_no"]), ibis.window(group_by="project_no")
    rows = rows.mutate(of=ibis.coalesce(rows.project_no, rows.project_name))
    of_package = ibis.ifelse(rows.package_no.notnull(), rows.contract_no.max().over(package), NO_TEXT)
    apart = rows.project_no + "|" + ibis.coalesce(rows.package_no, "")
    signed = ibis.ifelse(rows.package_no.isnull() & rows.contract_amount.notnull(), apart + plain(rows.supplier).fill_null(""), NO_TEXT)
    rows = rows.mutate(own=ibis.coalesce(rows.contract_no, of_package, signed), apart=apart)
    rows = rows.mutate(least=ibis.ifelse(rows.project_no.notnull(), rows.own.min().over(whole), NO_TEXT), most=rows.own.max().over(whole))
    only = ibis.ifelse((rows.least == rows.most) & rows.contract_amount.isnull(), rows.least, NO_TEXT)
    rows = rows.mutate(contract=ibis.coalesce(rows.own, only, rows.apart, "#" + rows.row_id.cast("string")))
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
        changes_told=_.changes.any(),
        retention_told=_.retentions.any(),
    )
    head = head.select("row_id", "contract", "contract_no", "project_no", "supplier")
    found = subquery(lookup(lookup(head, facts, "contract"), amounts, "contract"))
    return found.mutate(number_of=ibis.ifelse(found.project_no.notnull(), found.row_id.count().over(group_by="project_no"), 1))


def with_contract(rows: ir.Table, contract: ir.Table) -> ir.Table:
    """``rows`` with the contract that they name (c_contract, c_project) and the only one of their project (o_contract, o_supplier,
    o_no)."""
    rows = as_listed(rows, "contract_no", contract)
    named = contract.filter(_.contract_no.notnull()).select("contract_no", c_contract="contract", c_project="project_no")
    only = contract.filter(_.number_of == 1, _.project_no.notnull())
    only = only.select("project_no", o_contract="contract", o_supplier="supplier", o_no="contract_no")
    return lookup(lookup(rows, named, "contract_no"), only, "project_no")


def each_once(rows: ir.Table, of: str, as_of: dt.date) -> ir.Table:
    """Payments up to the audit date, each voucher of a project (``of``) once, whatever lists hold it; ``again``: an entry without voucher
    that its list holds already, word for word."""
    rows = rows.filter((_.pay_date <= literal_date(as_of)) | _.pay_date.isnull())
    voucher = ["voucher_no", of, "contract_no", "payee", "pay_date", "amount"]
    single = one_per(rows.filter(_.voucher_no.notnull()), voucher, [_.row_id]).mutate(again=FALSE)
    rest = one_copy(rows.filter(_.voucher_no.isnull()), tuple(voucher))
    rest = rest.mutate(again=ibis.row_number().over(ibis.window(group_by=[*voucher, "stage", "purpose"], order_by="row_id")) > 0)
    return subquery(rest.union(single.select(*rest.columns)))


def paid(project_payment: ir.Table, contract: ir.Table, project: ir.Table, as_of: dt.date) -> ir.Table:
    """Payments up to the audit date, each voucher once, without tax rows: row_id, contract_no, project_no, contract (null: none meant),
    pay_date, amount, fee, service (of either kind); ``stated``: paid in all, as the entry says; ``alone``: all that the list shows of the
    project is of one contract; ``sure``: the entry tells what, or whom, it pays; ``open_to``: the project, else the payee, whose contract
    may be meant where nothing tells which.

    A payment that names no contract is of the one that its payee holds of the project, else of the project's only one; not when it is
    another party's fee, or goes to one who holds another contract of the county (it is booked on the wrong project). A number that the list
    of contracts does not know speaks against a contract that has one, not against one that the list gives none.
    """
    rows = each_once(with_project_no(project_payment, project), "project_no", as_of)
    rows = rows.mutate(stated=ibis.coalesce(_.cumulative, sum_said("payment.cumulative", _.purpose, _.remark)))
    rows = _whose(with_contract(rows, contract), contract)
    rows = rows.mutate(contract=ibis.ifelse(rows.tax, NO_TEXT, ibis.coalesce(rows.c_contract, rows.meant)))
    of_project = rows.filter(_.project_no.notnull()).group_by("project_no")
    rows = lookup(rows, of_project.agg(alone=(_.contract.nunique() == 1) & _.contract.notnull().all()), "project_no").filter(~_.tax)
    named = rows.c_contract.notnull() | rows.p_contract.notnull() | ibis.coalesce(rows.stage, rows.purpose).notnull()
    open_ = rows.contract.isnull() & rows.contract_no.isnull() & ~rows.fee & ~rows.elsewhere
    return rows.select(
        *"row_id contract_no pay_date amount stated contract fee service".split(),
        project_no=ibis.coalesce(rows.c_project, rows.project_no),
        alone=rows.alone.fill_null(True),
        sure=(named | (rows.firm == plain(rows.o_supplier)).fill_null(False)) & ~rows.again,
        open_to=ibis.ifelse(open_, ibis.coalesce(rows.project_no, rows.firm), NO_TEXT),
    )


def _whose(rows: ir.Table, contract: ir.Table) -> ir.Table:
    """`with_contract` rows with ``tax``, ``service`` (design, supervision …), ``fee`` (another party's), ``elsewhere`` (to one who holds
    another contract), p_contract (the one that the payee holds of the project), and ``meant``, the contract of a payment that names
    none."""
    firms = contract.mutate(firm=plain(_.supplier)).filter(_.firm.notnull())
    held = firms.group_by("project_no", "firm").agg(contracts=_.count(), p_contract=_.contract.min(), p_no=_.contract_no.min())
    rows = lookup(rows.mutate(firm=plain(rows.payee)), held.filter(_.contracts == 1).drop("contracts"), ["project_no", "firm"])
    rows = exists(rows, firms, "firm", "supplies")
    stranger = rows.firm != plain(rows.o_supplier)
    service = said("contract.service_fee", rows.stage, rows.payee, rows.purpose).fill_null(False)
    other, elsewhere = service & stranger.fill_null(True), (rows.supplies & stranger.fill_null(False)).fill_null(False)
    only = ibis.coalesce(rows.p_contract, ibis.ifelse(other | elsewhere, NO_TEXT, rows.o_contract))
    number = ibis.ifelse(rows.p_contract.notnull(), rows.p_no, rows.o_no)
    return rows.mutate(
        tax=said("contract.tax", rows.stage, rows.payee, rows.purpose).fill_null(False),
        service=service,
        elsewhere=elsewhere,
        fee=other & rows.c_contract.isnull(),
        meant=ibis.ifelse(rows.contract_no.notnull() & number.notnull(), NO_TEXT, only),
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
    """Contracts with accept_date, settled_on of the contract, else of its project; refused; audited, submitted, unaudited of the contract
    only; accepted_alone; ``doubt``: why nobody can say whether and when it was accepted (null: one can)."""
    found, whole_of = accepted(acceptance, contract, project), "accept_date settled_on refused unclear".split()
    facts = [*whole_of, "audited", "submitted", "unaudited"]
    own = found.filter(_.contract.notnull()).select("contract", *facts, met=True)
    whole = found.filter(_.contract.isnull()).select("project_no", **{f"w_{fact}": fact for fact in whole_of}, w_met=True)
    joined = lookup(lookup(contract, own, "contract"), whole, "project_no")
    both = {fact: ibis.coalesce(joined[fact], joined[f"w_{fact}"]) for fact in whole_of}
    joined = joined.mutate(**both | {"refused": both["refused"].fill_null(False)}, listed=joined.met.notnull() | joined.w_met.notnull())
    strays = with_project_no(acceptance, project).filter(_.contract_no.isnull())
    joined = joined.cross_join(strays.agg(some=_.row_id.count(), stray=_.project_no.isnull().any().fill_null(False)))
    untied = ~joined.listed & (joined.stray | (joined.project_no.isnull() & (joined.some > 0)))
    undated = joined.listed & joined.accept_date.isnull() & ~joined.refused
    unclear = joined.listed & joined.unclear & ~joined.refused
    doubt = first_true({"验收日期为空": undated, "验收结论为空": unclear, "验收没有写明是哪个项目、哪份合同": untied})
    kept = ["audited", "submitted", "accept_date", "settled_on", "refused"]
    return joined.select(
        *contract.columns,
        *kept,
        unaudited=joined.unaudited.fill_null(False),
        accepted_alone=joined.met.notnull() & (joined.number_of > 1),
        doubt=doubt,
    )

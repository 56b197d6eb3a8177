"""The money of projects: payment above contract or settlement (PROJ-05), ahead of progress (PROJ-06), for work not done (PROJ-07).

How projects, contracts, payments and acceptances find each other: ``_contracts``.
"""

from __future__ import annotations

import ibis
from ibis import _

from auditlib.models.amounts import MONEY, money, share
from auditlib.models.projects import with_project_no
from auditlib.models.vocabulary import lookup, one_per, says
from auditlib.rules._contracts import accepted, contracts, paid, projects, with_acceptance
from auditlib.rules.catalogue import rule


@rule(
    "PROJ-05",
    basis="project.amount_tolerance",
    severity="H",
    strength="A",
    amount="V",
    matter="contract_no",
)
def paid_above_contract(procurement_contract, project_payment, acceptance=None, project=None, *, policy, as_of):
    """Cumulative payment above the contract (without an approved change) or above the audited settlement.

    Payments go by contract number, else to the project's only contract; tax rows and other parties' fees are left out. An audited
    amount of a project with several contracts is held against all its payments, and its largest contract is accused.
    """
    signed = with_acceptance(contracts(procurement_contract, project), acceptance, project)
    payments = paid(project_payment, signed, project, as_of)
    tolerance = money(policy.value("project.amount_tolerance"))
    each = _against_contract(signed, payments, project, tolerance)
    if acceptance is None:
        return each
    return each.union(_against_project(signed, payments, accepted(acceptance, signed, project), each, tolerance))


def _against_contract(signed, payments, project, tolerance):
    sums = (
        payments.filter(_.contract.notnull())
        .group_by(p_contract=_.contract)
        .agg(paid=_.amount.sum(), last_paid=_.pay_date.max(), related=_.row_id.collect())
    )
    rows = signed.inner_join(sums, [("contract", "p_contract")])
    doc, flag = rows.change_doc, ibis.literal(False)
    if project is not None:
        whole = projects(project).filter(_.project_no.notnull()).select(w_no="project_no", w_doc="change_doc", w_flag="change_flag")
        rows = rows.left_join(whole, [("project_no", "w_no")])
        doc, flag = (
            ibis.coalesce(rows.change_doc, ibis.ifelse(rows.number_of == 1, rows.w_doc, ibis.null("string"))),
            rows.w_flag | rows.w_doc.notnull(),
        )
    changed = ibis.cases((doc.notnull(), True), (flag.fill_null(False), ibis.null("boolean")), else_=False)
    rows = rows.mutate(
        over_contract=(rows.paid > rows.contract_amount.nullif(0) + tolerance).fill_null(False),
        over_audit=(rows.paid > rows.audited.nullif(0) + tolerance).fill_null(False),
        changed=changed,
    ).filter(_.over_contract | _.over_audit)
    by_contract = rows.over_contract & ~(rows.over_audit & rows.changed.fill_null(False))
    limit = ibis.cases(
        (by_contract & rows.over_audit, ibis.least(rows.contract_amount, rows.audited)),
        (by_contract, rows.contract_amount),
        else_=rows.audited,
    )
    return _excess(rows.mutate(payable=limit, x_variation=ibis.ifelse(rows.over_audit, False, rows.changed)), "")


def _against_project(signed, payments, settled, each, tolerance):
    """The largest contract of each project of several contracts whose payments exceed the settlement of the whole, when no contract does."""
    whole = settled.filter(_.a_contract.isnull(), _.audited > 0).select("a_project", whole_audited="audited")
    sums = (
        payments.filter(~_.fee, _.project_no.notnull())
        .group_by(p_project=_.project_no)
        .agg(paid=_.amount.sum(), last_paid=_.pay_date.max(), related=_.row_id.collect())
    )
    largest = one_per(signed.filter(_.number_of > 1), "project_no", [_.contract_amount.desc(), _.contract])
    breaches = each.select(e_row="row_id")
    accused = signed.inner_join(breaches, [("row_id", "e_row")]).select(e_project="project_no").distinct()
    rows = largest.inner_join(whole, [("project_no", "a_project")])
    rows = rows.inner_join(sums, [("project_no", "p_project")])
    rows = rows.anti_join(accused, [("project_no", "e_project")])
    rows = rows.filter(_.paid > _.whole_audited + tolerance)
    return _excess(rows.mutate(audited=_.whole_audited, payable=_.whole_audited, x_variation=ibis.literal(False)), "项目")


def _excess(rows, aspect: str):
    return rows.select(
        "row_id", "contract_no", "supplier", "contract_amount", "audited", "payable", "last_paid", "related", "x_variation",
        paid=_.paid.cast(MONEY),
        aspect=ibis.literal(aspect),
        occurred_on="last_paid",
        questioned_amount=(_.paid - _.payable).cast(MONEY),
    ).select(
        "row_id", "contract_no", "supplier", "contract_amount", "audited", "payable", "paid", "last_paid", "occurred_on", "questioned_amount",
        "aspect", "x_variation", "related",
    )  # fmt: skip


@rule(
    "PROJ-06",
    basis=("progress_ratio_max", "project.retention_months"),
    severity="M",
    strength="A",
    amount="I",
    matter="contract_no",
)
def paid_ahead(procurement_contract, project_payment, acceptance, project=None, *, policy, as_of):
    """Before acceptance more than the progress ceiling of the contract was paid (超进度), or after it no retention was kept (质保金).

    Not accepted: counted up to the audit date. Settled without a date of acceptance: not judged.
    """
    signed = with_acceptance(contracts(procurement_contract, project), acceptance, project).filter(_.contract_amount > 0)
    days = paid(project_payment, signed, project, as_of).filter(_.contract.notnull(), _.pay_date.notnull())
    days = days.group_by(p_contract=_.contract, pay_date=_.pay_date).agg(day_paid=_.amount.sum(), rows=_.row_id.min())
    rows = signed.inner_join(days, [("contract", "p_contract")])
    settled_undated = rows.accept_date.isnull() & (rows.settled_on.notnull() | rows.audited.notnull())
    before = rows.filter(~settled_undated, (rows.pay_date < rows.accept_date) | rows.accept_date.isnull())
    ceiling = policy.at("progress_ratio_max", before.pay_date)
    ahead = _crossing(before.mutate(base=before.contract_amount, payable=_percent(before.contract_amount, ceiling)), "超进度", policy)
    months = int(policy.value("project.retention_months"))
    kept = rows.filter(rows.retention_ratio > 0, rows.pay_date < rows.accept_date + ibis.interval(months=months))
    base = ibis.coalesce(kept.audited, kept.submitted, kept.contract_amount)
    return ahead.union(_crossing(kept.mutate(base=base, payable=_percent(base, 100 - kept.retention_ratio)), "质保金", policy))


def _percent(amount, percent):
    return share(amount.cast(MONEY), (percent * 100).cast("int64"), 10_000)


def _crossing(rows, aspect: str, policy):
    """Contracts whose payments in these rows end above the limit, with the day on which they first did."""
    tolerance = money(policy.value("project.amount_tolerance"))
    so_far = rows.day_paid.sum().over(ibis.cumulative_window(group_by="contract", order_by="pay_date"))
    rows = rows.mutate(so_far=so_far)
    facts = (
        "row_id",
        "contract",
        "contract_no",
        "supplier",
        "contract_amount",
        "retention_ratio",
        "accept_date",
        "category",
        "remark",
        "base",
    )
    crossed = rows.pay_date.min(where=rows.so_far > rows.payable + tolerance)
    found = rows.group_by(*facts).agg(paid=rows.day_paid.sum(), payable=rows.payable.max(), crossed=crossed, related=rows.rows.collect())
    found = found.filter(_.paid > _.payable + tolerance)
    over = found.paid - found.payable
    # Above the whole base it is no matter of retention but of PROJ-05.
    over = ibis.least(over, found.base - found.payable) if aspect == "质保金" else over
    return found.select(
        "row_id", "contract_no", "supplier", "contract_amount", "retention_ratio", "accept_date", "crossed", "related",
        aspect=ibis.literal(aspect),
        base=_.base.cast(MONEY),
        payable=_.payable.cast(MONEY),
        paid=_.paid.cast(MONEY),
        occurred_on=_.crossed,
        questioned_amount=over.cast(MONEY),
        x_goods=_.category.isin(["货物", "服务"]),
        x_guarantee=says("保函|保证保险", _.remark) if aspect == "质保金" else ibis.literal(False),
    )  # fmt: skip


@rule(
    "PROJ-07",
    basis="project.amount_tolerance",
    severity="H",
    strength="B",
    amount="V",
    matter="contract_no",
    needs=("acceptance.quantity_plan", "acceptance.quantity_actual"),
)
def quantity_short(acceptance, procurement_contract=None, project_payment=None, project=None, *, policy, as_of):
    """The quantity found at the last acceptance is below the planned one that was settled and paid for.

    Amount: (planned − found) × unit price, the unit price being the settled amount, else the contract's, by the planned quantity; of that
    what is already paid.
    """
    rows = with_project_no(acceptance, project).mutate(part=ibis.coalesce(_.contract_no, ""))
    last = one_per(rows, ["project_no", "project_name", "part"], [_.accept_date.desc(nulls_first=False), _.level, _.row_id.desc()])
    short = last.filter(_.quantity_plan > 0, (_.quantity_actual >= 0) & (_.quantity_actual < _.quantity_plan))
    short = _with_money(short, procurement_contract, project_payment, project, as_of)
    price = ibis.coalesce(short.audited_amount, short.settlement_amount, short.contract_amount)
    tolerance = money(policy.value("project.amount_tolerance"))
    found = short.mutate(price=price, due=_by_quantity(price, short), by_contract=_by_quantity(short.contract_amount, short))
    return found.select(
        "row_id", "project_name", "contract_no", "quantity_plan", "quantity_actual", "price", "due", "paid", "accept_date",
        related=ibis.array([_.contract_row]),
        occurred_on="accept_date",
        questioned_amount=ibis.ifelse(_.price.notnull(), ibis.greatest(ibis.least(_.price, ibis.coalesce(_.paid, _.price)) - _.due,
            money(0)), _.price).cast(MONEY),
        x_deducted=_.audited_amount <= _.by_contract + tolerance,
        x_unpaid=_.paid <= _.due + tolerance,
        x_variation=_.doc.notnull(),
    )  # fmt: skip


def _by_quantity(amount, rows):
    """The part of an amount for the planned quantity that the quantity found is worth."""
    return share(amount.cast(MONEY), (rows.quantity_actual * 10_000).cast("int64"), (rows.quantity_plan * 10_000).cast("int64"))


def _with_money(rows, procurement_contract, project_payment, project, as_of):
    """Add contract_amount, contract_row, doc (approved change), paid: of the contract named, else of the project's only one."""
    if procurement_contract is None:
        return rows.mutate(
            contract_amount=ibis.null(MONEY), contract_row=ibis.null("int64"), doc=ibis.null("string"), paid=ibis.null(MONEY)
        )
    signed = contracts(procurement_contract, project)
    facts = signed.select("contract", "contract_amount", contract_row="row_id", doc="change_doc")
    only = signed.filter(_.number_of == 1).select("project_no", only="contract")
    named = signed.filter(_.contract_no.notnull()).select("contract_no", named="contract")
    rows = lookup(lookup(rows, only, "project_no"), named, "contract_no")
    rows = lookup(rows.mutate(contract=ibis.ifelse(rows.contract_no.isnull(), rows.only, rows.named)), facts, "contract")
    if project_payment is None:
        return rows.mutate(paid=ibis.null(MONEY))
    sums = paid(project_payment, signed, project, as_of).group_by("contract").agg(paid=_.amount.sum().cast(MONEY))
    return lookup(rows, sums, "contract").mutate(paid=ibis.ifelse(_.contract.notnull(), _.paid.fill_null(0), _.paid))

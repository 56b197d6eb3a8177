"""The money of projects: payment above contract or settlement (PROJ-05), ahead of progress (PROJ-06), for work not done (PROJ-07).

How projects, contracts, payments and acceptances find each other: ``auditlib.models.contracts``.
"""

from __future__ import annotations

import ibis
from ibis import _

from auditlib.models.absent import absent
from auditlib.models.amounts import MONEY, money, share
from auditlib.models.contracts import accepted, contracts, paid, projects, with_acceptance
from auditlib.models.dates import NO_DATE
from auditlib.models.projects import with_project_no
from auditlib.models.texts import claim
from auditlib.models.vocabulary import FALSE, UNKNOWN, breach, kinds, lookup, one_per
from auditlib.rules.catalogue import ABSENT, rule


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
    unknown = signed.filter(ibis.coalesce(_.contract_amount.nullif(0), _.audited.nullif(0)).isnull()).semi_join(payments, "contract")
    found = {"": each, "未判断": _not_judged(unknown, "合同金额、审定金额均为空")}
    if acceptance is not None:
        found["项目"] = _against_project(signed, payments, accepted(acceptance, signed, project), each, tolerance)
    return kinds(found)


def _not_judged(rows, reason):
    return breach(rows, on=NO_DATE, amount=ibis.null(MONEY), not_judged=ibis.literal(reason), related=ibis.array([ibis.null("int64")]))


def _changed(rows, project):
    """Add changed: there is the document of an approved change, of the contract or of the project whose only contract it is.

    Unknown where only a flag, or a document of a project with other contracts, tells of a change.
    """
    if project is None:
        return rows.mutate(changed=rows.change_doc.notnull())
    whole = projects(project).filter(_.project_no.notnull()).select("project_no", w_doc="change_doc", w_flag="change_flag")
    rows = lookup(rows, whole, "project_no")
    doc = ibis.coalesce(rows.change_doc, ibis.ifelse(rows.number_of > 1, ibis.null("string"), rows.w_doc))
    flag = (rows.w_flag | rows.w_doc.notnull()).fill_null(False)
    return rows.mutate(changed=ibis.cases((doc.notnull(), True), (flag, UNKNOWN), else_=False)).drop("w_doc", "w_flag")


def _against_contract(signed, payments, project, tolerance):
    sums = (
        payments.filter(_.contract.notnull())
        .group_by(p_contract=_.contract)
        .agg(paid=_.amount.sum(), last_paid=_.pay_date.max(), related=_.row_id.collect())
    )
    rows = _changed(signed.inner_join(sums, [("contract", "p_contract")]), project)
    rows = rows.mutate(
        over_contract=(rows.paid > rows.contract_amount.nullif(0) + tolerance).fill_null(False),
        over_audit=(rows.paid > rows.audited.nullif(0) + tolerance).fill_null(False),
    ).filter(_.over_contract | _.over_audit)
    by_contract = rows.over_contract & ~(rows.over_audit & rows.changed.fill_null(False))
    limit = ibis.cases(
        (by_contract & rows.over_audit, ibis.least(rows.contract_amount, rows.audited)),
        (by_contract, rows.contract_amount),
        else_=rows.audited,
    )
    return _excess(rows.mutate(payable=limit, x_variation=ibis.ifelse(rows.over_audit, False, rows.changed)))


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
    return _excess(rows.mutate(audited=_.whole_audited, payable=_.whole_audited, x_variation=FALSE))


def _excess(rows):
    return breach(
        rows,
        "contract_no supplier contract_amount audited payable last_paid related x_variation",
        on="last_paid",
        amount=(_.paid - _.payable),
        paid=_.paid.cast(MONEY),
    )


@rule(
    "PROJ-06",
    basis=("progress_ratio_max", "retention_ratio_max", "project.retention_months", "project.delivery_days"),
    severity="M",
    strength="A",
    amount="I",
    matter="contract_no",
    claims="x_guarantee",
)
def paid_ahead(procurement_contract, project_payment, acceptance, project=None, *, policy, as_of):
    """Before acceptance more than the progress ceiling of the contract was paid (超进度), or after it no retention was kept (质保金).

    Not accepted: counted up to the audit date. Settled without a date of acceptance: not judged, unless acceptance was refused. Goods may be paid
    when they come: some days before the project is finished or accepted, not months. No more retention need be kept than the law lets an owner
    keep.
    """
    signed = with_acceptance(contracts(procurement_contract, project), acceptance, project)
    signed = _with_delivery(signed, project).mutate(
        undated=_.accept_date.isnull() & ~_.refused & (_.settled_on.notnull() | _.audited.notnull())
    )
    payments = paid(project_payment, signed, project, as_of).filter(_.contract.notnull())
    days = payments.filter(_.pay_date.notnull()).group_by(p_contract=_.contract, pay_date=_.pay_date)
    days = days.agg(day_paid=_.amount.sum(), rows=_.row_id.min())
    rows = signed.filter(_.contract_amount > 0).inner_join(days, [("contract", "p_contract")])
    before = rows.filter(~_.undated, (_.pay_date < _.accept_date) | _.accept_date.isnull())
    ceiling = policy.at("progress_ratio_max", before.pay_date)
    ahead = _crossing(before.mutate(base=before.contract_amount, payable=_percent(before.contract_amount, ceiling)), policy)
    months = int(policy.value("project.retention_months"))
    kept = rows.filter(rows.retention_ratio > 0, rows.pay_date < rows.accept_date + ibis.interval(months=months))
    base = ibis.coalesce(kept.audited, kept.submitted, kept.contract_amount)
    ratio = ibis.least(kept.retention_ratio, policy.at("retention_ratio_max", kept.accept_date))
    kept = _crossing(kept.mutate(base=base, payable=_percent(base, 100 - ratio)), policy)
    # Above the whole base it is no matter of retention but of PROJ-05.
    kept = kept.mutate(questioned_amount=ibis.least(kept.questioned_amount, kept.base - kept.payable))
    found = {"超进度": ahead.drop("said"), "质保金": claim(kept, "x_guarantee", "contract.guarantee", kept.said).drop("said")}
    of_payment = signed.semi_join(payments, "contract")
    undated = signed.semi_join(payments.filter(_.pay_date.isnull()), "contract").filter(_.contract_amount > 0, ~_.undated)
    accused = ahead.select("row_id").union(kept.select("row_id"))
    return kinds(
        found
        | {
            "合同金额": _not_judged(of_payment.filter(~(_.contract_amount > 0).fill_null(False)), "合同金额为空"),
            "验收日期": _not_judged(
                of_payment.filter(_.contract_amount > 0, _.undated).anti_join(accused, "row_id"), "已结算，验收日期为空"
            ),
            "付款日期": _not_judged(undated.anti_join(accused, "row_id"), "付款日期为空"),
        }
    )


def _with_delivery(signed, project):
    """Add delivered: the day on which the project was finished, else accepted."""
    if project is None:
        return signed.mutate(delivered=signed.accept_date)
    done = projects(project).filter(_.project_no.notnull()).select("project_no", done="finish_date")
    return lookup(signed, done, "project_no").mutate(delivered=ibis.coalesce(_.done, _.accept_date)).drop("done")


def _percent(amount, percent):
    return share(amount.cast(MONEY), (percent * 100).cast("int64"), 10_000)


def _crossing(rows, policy):
    """Contracts whose payments in these rows end above the limit, with the day on which they first did."""
    tolerance = money(policy.value("project.amount_tolerance"))
    so_far = rows.day_paid.sum().over(ibis.cumulative_window(group_by="contract", order_by="pay_date"))
    rows = rows.mutate(so_far=so_far)
    facts = (
        "row_id", "contract", "contract_no", "supplier", "contract_amount", "retention_ratio", "accept_date", "delivered", "category", "remark", "base",
    )  # fmt: skip
    crossed = rows.pay_date.min(where=rows.so_far > rows.payable + tolerance)
    found = rows.group_by(*facts).agg(paid=rows.day_paid.sum(), payable=rows.payable.max(), crossed=crossed, related=rows.rows.collect())
    found = found.filter(_.paid > _.payable + tolerance)
    on_delivery = found.delivered.delta(found.crossed, unit="day") <= int(policy.value("project.delivery_days"))
    return breach(
        found,
        "contract_no supplier contract_amount retention_ratio accept_date crossed related",
        on=_.crossed,
        amount=(_.paid - _.payable),
        said="remark",
        base=_.base.cast(MONEY),
        payable=_.payable.cast(MONEY),
        paid=_.paid.cast(MONEY),
        x_goods=ibis.cases((_.category == "服务", True), (_.category == "货物", on_delivery), (_.category.isnull(), UNKNOWN), else_=False),
    )


@rule(
    "PROJ-07",
    basis="project.amount_tolerance",
    severity="H",
    strength="B",
    amount="V",
    matter="contract_no",
    decides=("quantity_plan", "quantity_actual"),
)
def quantity_short(acceptance, procurement_contract=ABSENT, project_payment=ABSENT, project=None, *, policy, as_of):
    """The quantity found at the last acceptance that states one is below the planned one that was settled and paid for.

    Amount: (planned − found) × unit price, the unit price being the settled amount, else the contract's, by the planned quantity; of that
    what is already paid.
    """
    rows = with_project_no(acceptance, project).mutate(part=ibis.coalesce(_.contract_no, ""))
    last = one_per(
        rows.filter(_.quantity_plan.notnull(), _.quantity_actual.notnull()),
        ["project_no", "project_name", "part"],
        [_.accept_date.desc(nulls_first=False), _.level, _.row_id.desc()],
    )
    short = last.filter(_.quantity_plan > 0, (_.quantity_actual >= 0) & (_.quantity_actual < _.quantity_plan))
    short = _changed(_with_money(short, procurement_contract, project_payment, project, as_of), project)
    price = ibis.coalesce(short.audited_amount, short.settlement_amount, short.contract_amount)
    tolerance = money(policy.value("project.amount_tolerance"))
    found = short.mutate(price=price, due=_by_quantity(price, short), by_contract=_by_quantity(short.contract_amount, short))
    return breach(
        found,
        "project_name contract_no quantity_plan quantity_actual price due paid accept_date",
        on="accept_date",
        amount=ibis.ifelse(
            _.price.notnull(), ibis.greatest(ibis.least(_.price, ibis.coalesce(_.paid, _.price)) - _.due, money(0)), _.price
        ),
        related=ibis.array([_.contract_row]),
        x_deducted=_.audited_amount <= _.by_contract + tolerance,
        x_unpaid=_.paid <= _.due + tolerance,
        x_variation="changed",
    )


def _by_quantity(amount, rows):
    """The part of an amount for the planned quantity that the quantity found is worth."""
    return share(amount.cast(MONEY), (rows.quantity_actual * 10_000).cast("int64"), (rows.quantity_plan * 10_000).cast("int64"))


def _with_money(rows, procurement_contract, project_payment, project, as_of):
    """Add contract_amount, contract_row, change_doc, number_of: of the contract named, else of the project's only one; and paid.

    Where the list of contracts does not have it, paid is by the contract's number, or of the whole project where no contract is named.
    """
    signed = contracts(procurement_contract, project)
    facts = signed.select("contract", "contract_amount", "change_doc", "number_of", contract_row="row_id")
    only = signed.filter(_.number_of == 1).select("project_no", only="contract")
    named = signed.filter(_.contract_no.notnull()).select("contract_no", named="contract")
    rows = lookup(lookup(rows, only, "project_no"), named, "contract_no")
    rows = lookup(rows.mutate(contract=ibis.ifelse(rows.contract_no.isnull(), rows.only, rows.named)), facts, "contract")
    if absent(project_payment):
        return rows.mutate(paid=ibis.null(MONEY))
    payments = paid(project_payment, signed, project, as_of)
    rows = lookup(rows, payments.group_by("contract").agg(of_contract=_.amount.sum().cast(MONEY)), "contract")
    rows = lookup(rows, payments.group_by("contract_no").agg(of_number=_.amount.sum().cast(MONEY)), "contract_no")
    rows = lookup(rows, payments.filter(~_.fee).group_by("project_no").agg(of_project=_.amount.sum().cast(MONEY)), "project_no")
    return rows.mutate(
        paid=ibis.cases(
            (rows.contract.notnull(), rows.of_contract.fill_null(0)),
            (rows.contract_no.notnull(), rows.of_number),
            (rows.project_no.notnull(), rows.of_project.fill_null(0)),
            else_=ibis.null(MONEY),
        ).cast(MONEY)
    )

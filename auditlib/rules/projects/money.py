"""The money of projects: payment above contract or settlement (PROJ-05), ahead of progress (PROJ-06), for work not done (PROJ-07).

How projects, contracts, payments and acceptances find each other: ``auditlib.models.contracts``.
"""

import ibis
from ibis import _

from auditlib.models.absent import absent
from auditlib.models.amounts import MONEY, NO_AMOUNT, money, share
from auditlib.models.contracts import accepted, contracts, paid, projects, with_acceptance, with_contract
from auditlib.models.dates import NO_DATE
from auditlib.models.identity import plain
from auditlib.models.projects import with_project_no
from auditlib.models.texts import claim, said
from auditlib.models.vocabulary import FALSE, TRUE, UNKNOWN, breach, exists, first_true, kinds, lookup, one_per, subquery
from auditlib.rules.catalogue import ABSENT, rule


@rule("PROJ-05", basis="project.amount_tolerance", severity="H", strength="A", amount="V", matter="contract_no", claims="x_told_change")
def paid_above_contract(procurement_contract, project_payment, acceptance=ABSENT, project=ABSENT, *, policy, as_of):
    """Cumulative payment above the contract (without an approved change) or above the audited settlement.

    Payments go by contract number, else to the project's only contract; tax rows and other parties' fees are left out. An audited amount of
    a project with several contracts is held against all its payments, and its largest contract is accused, where that is more than its
    contracts exceed each by itself.
    """
    listed = contracts(procurement_contract, project)
    signed = claim(with_acceptance(listed, acceptance, project), "x_told_change", "project.adjusted", _.remark)
    payments = paid(project_payment, signed, project, as_of)
    tolerance = money(policy.value("project.amount_tolerance"))
    each = _against_contract(_changed(signed, project), payments, tolerance)
    whole = _against_project(signed, payments, accepted(acceptance, listed, project).filter(_.contract.isnull()), tolerance)
    above = (each.paid - each.payable).sum(where=~(each.x_variation | each.x_told_change).fill_null(False))
    of_project = each.group_by("project_no").agg(above=above)
    whole = lookup(whole, of_project, "project_no").filter(_.paid - _.payable > _.above.fill_null(0))
    each = each.anti_join(whole, "project_no")
    accused = each.select("row_id").union(whole.select("row_id"))
    unjudged = _unpaid(signed.anti_join(accused, "row_id"), payments, tolerance)
    return kinds({"": _excess(each), "未判断": unjudged, "项目": _excess(whole)})


def _unpaid(signed, payments, tolerance):
    """Contracts not accused of which nobody can say what they come to, or what was paid for them."""
    open_ = payments.filter(_.open_to.notnull()).group_by("open_to").agg(more=_.amount.sum())
    rows = lookup(signed, _totals(payments, "contract"), "contract").mutate(firm=plain(_.supplier))
    rows = lookup(lookup(rows, open_.rename(project_no="open_to"), "project_no"), open_.rename(firm="open_to", by_firm="more"), "firm")
    limits = rows.contract_amount.nullif(0), rows.audited.nullif(0)
    least = ibis.least(ibis.coalesce(*limits), ibis.coalesce(*reversed(limits)))
    entered, more = rows.entered.fill_null(0), rows.more.fill_null(0) + rows.by_firm.fill_null(0)
    reason = {
        "合同金额、审定金额均为空": least.isnull() & rows.entered.notnull(),
        "付款金额为空": rows.blank,
        "付款没有写明收款人和用途，或重复登记，不能确定": entered > least + tolerance,
        "付款没有写明是哪份合同的": (more > 0) & (entered + more > least + tolerance),
        "审定金额为空": rows.unaudited & rows.entered.notnull(),
    }
    rows = rows.mutate(not_judged=first_true(reason)).filter(_.not_judged.notnull())
    return breach(rows, "not_judged", on=NO_DATE, amount=NO_AMOUNT)


def _changed(rows, project):
    """Add changed: there is the document of an approved change, of the contract or of the project whose only contract it is.

    Unknown where only a flag, or a document of a project with other contracts, tells of a change, and where neither the list of contracts
    nor the project's row would tell one.
    """
    whole = projects(project).filter(_.project_no.notnull()).select("project_no", w_doc="change_doc", w_flag="change_flag", listed=TRUE)
    rows = lookup(rows, whole, "project_no").cross_join(whole.agg(docs=_.w_doc.count()))
    silent = ~rows.changes_told.fill_null(False) & (rows.listed.isnull() | (rows.docs == 0))
    own = rows.change_doc.notnull() | (rows.w_doc.notnull() & (rows.number_of <= 1).fill_null(True))
    told = (rows.w_flag | rows.w_doc.notnull()).fill_null(False)
    return subquery(
        rows.mutate(changed=ibis.cases((own, True), (told | silent, UNKNOWN), else_=False)).drop("w_doc", "w_flag", "listed", "docs")
    )


def _totals(payments, by):
    """Per ``by`` what was ``paid``: what entries that tell it come to, or what the last of them says was paid in all, and later ones; what
    all ``entered`` come to, and whether a sum is ``blank``."""
    rows = payments.filter(payments[by].notnull())
    last = one_per(rows.filter(_.stated.notnull(), _.pay_date.notnull(), _.alone), by, [_.pay_date.desc(), _.stated.desc()])
    rows = lookup(rows, last.select(by, in_all="stated", on="pay_date"), by)
    sums = rows.group_by(by).agg(
        sure_paid=_.amount.sum(where=_.sure).fill_null(0),
        in_all=_.in_all.max() + _.amount.sum(where=_.pay_date > _.on).fill_null(0),
        entered=_.amount.sum().fill_null(0).cast(MONEY),
        blank=(_.amount.isnull() & _.stated.isnull()).any(),
        last_paid=_.pay_date.max(),
        related=_.row_id.collect(),
    )
    return sums.mutate(paid=ibis.greatest(sums.sure_paid, ibis.coalesce(sums.in_all, sums.sure_paid)).cast(MONEY)).drop(
        "sure_paid", "in_all"
    )


def _against_contract(signed, payments, tolerance):
    rows = subquery(signed.join(_totals(payments, "contract"), "contract"))
    over_contract, over_audit = (
        (rows.paid > limit.nullif(0) + tolerance).fill_null(False) for limit in (rows.contract_amount, rows.audited)
    )
    payable = ibis.cases(
        (over_contract & over_audit & ~rows.changed.fill_null(False), ibis.least(rows.contract_amount, rows.audited)),
        (over_contract & ~over_audit, rows.contract_amount),
        else_=rows.audited,
    )
    told = rows.x_told_change & said("approval.given", rows.remark)
    spares = {"x_variation": rows.changed, "x_told_change": told}
    rows = rows.mutate(payable=payable, **{x: ibis.ifelse(over_audit, False, spare) for x, spare in spares.items()})
    return rows.filter(over_contract | over_audit)


def _against_project(signed, payments, settled, tolerance):
    """The largest contract of each project of several contracts whose payments exceed the settlement of the whole; services are settled
    apart."""
    whole = settled.filter(_.audited > 0).select("project_no", payable="audited")
    signed = exists(signed, payments.filter(_.service), "contract", "serves")
    works = ibis.ifelse(_.category.isnull(), ~_.serves, _.category != "服务")
    largest = one_per(signed.filter(_.number_of > 1, works), "project_no", [_.contract_amount.desc(), _.contract])
    payments = payments.filter(~_.fee).anti_join(signed.filter(~works), "contract")
    rows = subquery(largest.drop("audited").join(whole, "project_no").join(_totals(payments, "project_no"), "project_no"))
    return rows.filter(rows.paid > rows.payable + tolerance).mutate(audited=_.payable, x_variation=FALSE, x_told_change=FALSE)


def _excess(rows):
    facts = "contract_no supplier contract_amount audited payable last_paid related x_variation x_told_change x_told_change_words paid"
    return breach(rows, facts, on="last_paid", amount=_.paid - _.payable)


@rule(
    "PROJ-06",
    basis=("progress_ratio_max", "retention_ratio_max", "project.retention_months", "project.delivery_days"),
    severity="M",
    strength="A",
    amount="I",
    matter="contract_no",
    claims="x_guarantee",
)
def paid_ahead(procurement_contract, project_payment, acceptance, project=ABSENT, *, policy, as_of):
    """Before acceptance more than the progress ceiling of the contract was paid (超进度), or after it no retention was kept (质保金).

    Not accepted: counted up to the audit date. Where nobody can say whether or when it was accepted, or whether a retention was agreed, and
    too much was paid if not, it is not judged. Goods may be paid when they come: some days before the project is finished or accepted, not
    months. No more retention need be kept than the law lets an owner keep.
    """
    signed = with_acceptance(contracts(procurement_contract, project), acceptance, project)
    payments = paid(project_payment, signed, project, as_of).filter(_.contract.notnull())
    days = payments.filter(_.pay_date.notnull()).group_by("contract", "pay_date").agg(day_paid=_.amount.sum(), rows=_.row_id.min())
    rows = subquery(_with_delivery(signed, project).filter(_.contract_amount > 0).join(days, "contract"))
    part = policy.at("progress_ratio_max", rows.pay_date)
    before = rows.mutate(base=_.contract_amount, part=part).filter(
        _.doubt.notnull() | (_.pay_date < _.accept_date) | _.accept_date.isnull()
    )
    kept_until = rows.accept_date + ibis.interval(months=int(policy.value("project.retention_months")))
    most = policy.at("retention_ratio_max", rows.accept_date)
    base = ibis.coalesce(rows.audited, rows.submitted, rows.contract_amount)
    after = rows.mutate(base=base, part=100 - ibis.least(ibis.coalesce(_.retention_ratio, most), most)).filter(
        _.doubt.isnull(), _.pay_date < kept_until
    )
    agreed = (after.retention_ratio > 0) | (after.retention_ratio.isnull() & ~after.retention_told.fill_null(False))
    ahead, kept = _crossing(before, policy), _crossing(after.filter(agreed), policy)
    # Above the whole base it is no matter of retention but of PROJ-05.
    kept = kept.mutate(questioned_amount=ibis.least(kept.questioned_amount, kept.base - kept.payable))
    kept = claim(kept, "x_guarantee", "contract.guarantee", kept.said)
    sure = {"超进度": ahead.filter(_.doubt.isnull()), "质保金": kept.filter(_.retention_ratio.notnull())}
    doubts = ahead.select("row_id", "doubt").union(
        kept.select("row_id", doubt=ibis.ifelse(_.retention_ratio.isnull(), "质保金比例为空", ibis.null("string")))
    )
    return kinds(sure | {"未判断": _unjudged(signed, payments, doubts)}).drop("said", "doubt")


def _with_delivery(signed, project):
    """Add delivered: the day on which the project was finished, else accepted."""
    done = projects(project).filter(_.project_no.notnull()).select("project_no", done="finish_date")
    return lookup(signed, done, "project_no").mutate(delivered=ibis.coalesce(_.done, _.accept_date))


def _crossing(rows, policy):
    """Contracts whose payments in these rows end above ``part`` (%) of the ``base``, with the day on which they first did."""
    found = _ending_above(rows, money(policy.value("project.amount_tolerance")))
    on_delivery = found.delivered.delta(found.crossed, unit="day") <= int(policy.value("project.delivery_days"))
    return breach(
        found.rename(said="remark").mutate(base=_.base.cast(MONEY)),
        "contract_no supplier contract_amount retention_ratio accept_date crossed related said base payable paid doubt",
        on="crossed",
        amount=_.paid - _.payable,
        x_goods=ibis.cases((_.category == "服务", True), (_.category == "货物", on_delivery), (_.category.isnull(), UNKNOWN), else_=False),
    )


def _ending_above(rows, tolerance):
    """A row a contract: what was paid and payable, and crossed."""
    payable = share(rows.base.cast(MONEY), (rows.part * 100).cast("int64"), 10_000)
    line = ibis.cumulative_window(group_by="contract", order_by="pay_date")
    rows = rows.mutate(most=payable + tolerance, payable=payable, so_far=rows.day_paid.sum().over(line))
    facts = "row_id contract_no supplier contract_amount retention_ratio accept_date delivered category remark base doubt".split()
    sums = rows.group_by(*facts).agg(
        paid=rows.day_paid.sum().cast(MONEY),
        payable=rows.payable.max(),
        most=rows.most.max(),
        related=rows.rows.collect(),
        crossed=rows.pay_date.min(where=rows.so_far > rows.most),
    )
    return sums.filter(_.paid > _.most)


def _unjudged(signed, payments, doubts):
    """Contracts that were paid and are not accused, and cannot be judged; of ``doubts``, those without one are accused."""
    told = doubts.group_by("row_id").agg(doubtful=_.doubt.max(), accused=_.doubt.isnull().any())
    rows = lookup(signed.semi_join(payments, "contract"), told, "row_id").filter(~_.accused.fill_null(False))
    for name, cell in {"undated": "pay_date", "blank": "amount"}.items():
        rows = exists(rows, payments.filter(_[cell].isnull()), "contract", f"{name}_payment")
    amount = (rows.contract_amount > 0).fill_null(False)
    known = {"合同金额为空": ~amount, "付款日期为空": rows.undated_payment, "付款金额为空": rows.blank_payment}
    reason = ibis.coalesce(first_true({"合同金额为空": ~amount}), rows.doubtful, first_true(known))
    return breach(rows.mutate(not_judged=reason).filter(_.not_judged.notnull()), "not_judged", on=NO_DATE, amount=NO_AMOUNT)


@rule(
    "PROJ-07",
    basis="project.amount_tolerance",
    severity="H",
    strength="B",
    amount="V",
    matter="contract_no",
    decides=("quantity_plan", "quantity_actual"),
)
def quantity_short(acceptance, procurement_contract=ABSENT, project_payment=ABSENT, project=ABSENT, *, policy, as_of):
    """The quantity found at the last acceptance that states one is below the planned one that was settled and paid for.

    Amount: (planned − found) × unit price, the unit price being the settled amount, else the contract's, by the planned quantity; of that
    what is already paid.
    """
    rows = with_project_no(acceptance, project).mutate(part=ibis.coalesce(_.contract_no, ""))
    stated = rows.filter(_.quantity_plan.notnull(), _.quantity_actual.notnull())
    order = [_.accept_date.desc(nulls_first=False), _.level, _.row_id.desc()]
    last = one_per(stated, ["project_no", "project_name", "part"], order)
    short = last.filter(_.quantity_plan > 0, (_.quantity_actual >= 0) & (_.quantity_actual < _.quantity_plan))
    short = _changed(_with_money(short, procurement_contract, project_payment, project, as_of), project)
    price = ibis.coalesce(short.audited_amount, short.settlement_amount, short.contract_amount)
    found = short.mutate(price=price, due=_by_quantity(price, short), by_contract=_by_quantity(short.contract_amount, short))
    too_much = ibis.greatest(ibis.least(_.price, ibis.coalesce(_.paid, _.price)) - _.due, money(0))
    tolerance = money(policy.value("project.amount_tolerance"))
    return breach(
        found,
        "project_name contract_no quantity_plan quantity_actual price due paid accept_date",
        on="accept_date",
        amount=ibis.ifelse(_.price.notnull(), too_much, _.price),
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
    payments = paid(project_payment, signed, project, as_of)
    rows = with_contract(rows, signed).mutate(contract=ibis.ifelse(_.contract_no.isnull(), _.o_contract, _.c_contract))
    rows = lookup(
        rows, signed.select(*"contract contract_amount change_doc changes_told number_of".split(), contract_row="row_id"), "contract"
    )
    for by, entries in {"contract": payments, "contract_no": payments, "project_no": payments.filter(~_.fee)}.items():
        sums = ibis.ifelse(_.amount.isnull().any(), NO_AMOUNT, _.amount.sum().cast(MONEY))
        rows = lookup(rows, entries.group_by(by).agg(**{f"paid_{by}": sums, f"met_{by}": _.row_id.count()}), by)
    stray = payments.filter(_.contract.isnull(), _.contract_no.isnull(), _.project_no.isnull())
    rows = rows.cross_join(stray.agg(strays=_.row_id.count()))
    none = FALSE if absent(project_payment) else rows.strays == 0
    of = {by: ibis.ifelse(rows[f"met_{by}"].isnull() & none, money(0), rows[f"paid_{by}"]) for by in ("contract", "project_no")}
    named = (rows.contract.notnull(), of["contract"]), (rows.contract_no.notnull(), rows.paid_contract_no)
    return subquery(rows.mutate(paid=ibis.cases(*named, (rows.project_no.notnull(), of["project_no"]), else_=NO_AMOUNT).cast(MONEY)))

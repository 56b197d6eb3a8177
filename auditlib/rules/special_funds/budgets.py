"""Budgets: handed down late, or left idle. DOMAIN §2.1."""

from __future__ import annotations

import ibis
from ibis import _

from auditlib.models.absent import absent
from auditlib.models.amounts import MONEY, money, share
from auditlib.models.dates import literal_date, month
from auditlib.models.funds import ALLOCATION, PAID_OUT
from auditlib.models.identity import doc_no
from auditlib.models.texts import claim, said
from auditlib.models.vocabulary import UNKNOWN, breach, lookup, one_copy
from auditlib.rules.catalogue import ABSENT, rule

#: A retention in a remark with its sum: 含质保金1.5万元.
RETAINED = r"(?:质保金|质量保证金|保修金)[^0-9，。；,;]{0,6}([0-9]+(?:\.[0-9]+)?)(万?)"


@rule(
    "FUND-08",
    basis="fund.pass_down_days",
    severity="M",
    strength="A",
    amount="I",
    decides=("received_on", "amount", "issued_on?"),
    needs="budget_allocation.issued_on",
    claims=("x_award", "x_withheld"),
)
def passed_down_late(budget_allocation, *, policy, as_of):
    """Allocation broken down later than the days allowed after receipt, or not yet.

    An allocation for next year received in November or December counts from 1 January. A row without a date of issue of which
    money is already spent was issued some day: it is not judged.
    """
    today = literal_date(as_of)
    rows = one_copy(budget_allocation, ALLOCATION).filter(_.received_on <= today, _.amount > 0)
    done = ibis.least(ibis.coalesce(rows.issued_on, today), today)
    next_year = ibis.date(rows.received_on.year() + 1, 1, 1)
    late_in_year = rows.received_on.month() >= int(policy.value("fund.advance_months"))
    in_advance = said("budget.in_advance", rows.doc_name, rows.remark) | (rows.budget_year > rows.received_on.year())
    in_advance = ibis.cases((in_advance.fill_null(False), True), (rows.budget_year.notnull(), False), else_=UNKNOWN)
    advance = ibis.ifelse(late_in_year, in_advance, ibis.literal(False))
    rows = rows.mutate(
        counted_from=ibis.ifelse(advance.fill_null(False), next_year, rows.received_on),
        limit_days=policy.at("fund.pass_down_days", rows.received_on).cast("int32"),
        since_receipt=done.delta(rows.received_on, unit="day"),
        advance=advance,
        done=done,
        not_judged=ibis.cases((rows.issued_on.isnull() & (rows.used_amount > 0), "已有支出而未写分解下达日期"), else_=ibis.null("string")),
    )
    late = rows.mutate(days=rows.done.delta(rows.counted_from, unit="day")).filter(_.since_receipt > _.limit_days)
    late = claim(claim(late, "x_award", "budget.award", _.doc_name, _.fund_type, _.remark), "x_withheld", "budget.withheld", _.remark)
    return breach(
        late,
        (
            "doc_no doc_name received_on issued_on counted_from days limit_days amount recipient_unit x_award x_award_words "
            "x_withheld x_withheld_words not_judged"
        ),
        on="received_on",
        amount="amount",
        x_advance=_.advance & (_.days <= _.limit_days),
    )


@rule(
    "FUND-09",
    basis=("fund.idle_years_warn", "fund.idle_years_take_back"),
    severity="M",
    strength="A",
    amount="I",
    decides=("received_on", "amount"),
    claims=("x_retention", "x_litigation"),
)
def idle_funds(budget_allocation, treasury_payment=ABSENT, project_payment=ABSENT, *, policy, as_of):
    """Balance of an allocation more than one year after receipt; from two years it should have been taken back (H).

    Money moved to a township or a special account is not spent (以拨代支) until it is paid on, by the treasury's list or by that of the
    projects. Payments are matched by project number, else by document where the document is one row; where neither fits only the
    allocation's own columns count, and without them the row is not judged. A retention (质保金) that the remark names is no idle money: its sum,
    or where none is written what may be retained of the amount. Not tested: whether the retention has fallen due.
    """
    today = literal_date(as_of)
    rows = standing(budget_allocation, treasury_payment, project_payment, policy, as_of)
    warn, back = (int(policy.value(f"fund.idle_years_{word}")) for word in ("warn", "take_back"))
    rows = rows.filter(rows.received_on + ibis.interval(months=12 * warn) < today)
    held = share(rows.amount, (policy.at("retention_ratio_max", rows.received_on) * 100).cast("int64"), 10_000)
    rows = claim(claim(rows.mutate(held=held), "kept", "budget.retention", _.remark), "x_litigation", "budget.frozen", _.remark)
    rows = rows.mutate(
        retained=ibis.ifelse(_.kept.fill_null(False), ibis.least(ibis.coalesce(_retained(_.remark), _.held), _.idle), money(0))
    )
    rows = rows.mutate(lawful=rows.retained + rows.in_transit)
    return breach(
        rows.filter((_.idle > 0) | _.idle.isnull()),
        ("doc_no doc_name received_on amount used_amount balance idle parked retained recipient_unit x_litigation x_litigation_words"),
        on="received_on",
        amount=ibis.ifelse(_.lawful < _.idle, _.idle - _.lawful, _.idle),
        months=month(today) - month(rows.received_on),
        severity=ibis.ifelse(_.received_on + ibis.interval(months=12 * back) <= today, "H", "M"),
        not_judged=ibis.ifelse(_.idle.isnull(), "支出、结余都不知道", ibis.null("string")),
        x_transit=_.in_transit >= _.idle,
        x_retention=ibis.cases((_.kept.isnull() & (_.idle <= _.held), UNKNOWN), else_=_.kept.fill_null(False) & (_.retained >= _.idle)),
        x_retention_words="kept_words",
    )


def standing(budget_allocation, treasury_payment, project_payment, policy, as_of):
    """Every allocation received by the audit date, with what of it is spent, parked (lies at the administration), in transit and idle."""
    today = literal_date(as_of)
    rows = one_copy(budget_allocation, ALLOCATION).filter(_.received_on <= today, _.amount > 0)
    rows = _with_payments(rows, treasury_payment, as_of, int(policy.value("fund.transit_days")))
    return _with_idle(_with_project_payments(rows, project_payment, today))


def _with_idle(rows):
    """Add idle, what is not spent or lies at a township, by the allocation's own columns, else by the payments; null where neither tells."""
    own = ibis.coalesce(rows.balance, rows.amount - rows.used_amount)
    idle = ibis.coalesce(own + ibis.coalesce(rows.parked, money(0)), rows.amount - rows.spent)
    return rows.mutate(idle=ibis.ifelse(idle > rows.amount, rows.amount, idle).cast(MONEY))


def _retained(remark):
    """The sum of a retention as the remark writes it, in 元; null where it writes none."""
    number = remark.re_extract(RETAINED, 1).nullif("").cast(MONEY)
    return (number * ibis.ifelse(remark.re_extract(RETAINED, 2) == "万", 10_000, 1)).cast(MONEY)


def _with_project_payments(allocations, project_payment, today):
    """Spent and parked after what the list of the projects' payments shows as paid on to others, the allocation received first paid first."""
    fiscal = said("place.fiscal_body", project_payment.payee).fill_null(False)
    paid = project_payment.filter(project_payment.project_no.notnull(), project_payment.pay_date <= today, ~fiscal)
    paid = paid.group_by("project_no").agg(of_project=_.amount.sum().cast(MONEY))
    earlier = ibis.window(group_by="project_no", order_by=["received_on", "row_id"], preceding=None, following=0)
    rows = lookup(allocations.mutate(so_far=_.amount.sum().over(earlier)), paid, "project_no")
    shown = ibis.greatest(ibis.least(rows.of_project - rows.so_far + rows.amount, rows.amount), money(0))
    known = ibis.coalesce(rows.spent, money(0))
    told = rows.of_project.notnull()
    return rows.select(
        *(c for c in allocations.columns if c not in ("spent", "parked")),
        spent=ibis.ifelse(told, ibis.greatest(shown, known), rows.spent).cast(MONEY),
        parked=ibis.ifelse(
            told & rows.parked.notnull(), ibis.greatest(rows.parked - ibis.greatest(shown - known, money(0)), money(0)), rows.parked
        ).cast(MONEY),
    )


def _with_payments(allocations, treasury_payment, as_of, transit_days: int):
    """Add spent (paid to others than the administration), parked (moved to it and not paid on), in_transit (paid just after year end)."""
    nothing = ibis.null(MONEY)
    paid = (
        one_copy(treasury_payment, PAID_OUT)
        .filter(_.amount.notnull(), _.pay_date.notnull())
        .mutate(doc=doc_no(_.budget_doc_no), fiscal=said("place.fiscal_body", _.payee).fill_null(False))
    )
    own = paid.filter(_.fiscal, _.payee_account.notnull()).select(own_account="payee_account").distinct()
    paid = paid.left_join(own, [("payer_account", "own_account")]).mutate(onward=_.own_account.notnull())
    end, late = literal_date(as_of), literal_date(as_of) + ibis.interval(days=transit_days)
    sums = {
        "to_others": _.amount.sum(where=~_.fiscal & (_.pay_date <= end)),
        "to_fiscal": _.amount.sum(where=_.fiscal & ~_.onward & (_.pay_date <= end)),
        "paid_on": _.amount.sum(where=_.onward & ~_.fiscal & (_.pay_date <= end)),
        "after": _.amount.sum(where=~_.fiscal & (_.pay_date > end) & (_.pay_date <= late)),
    }
    rows = allocations.mutate(doc=doc_no(allocations.doc_no))
    rows = rows.mutate(
        rows_of_doc=ibis._.row_id.count().over(group_by="doc"), rows_of_project=ibis._.row_id.count().over(group_by=["doc", "project_no"])
    )
    by_project = paid.filter(_.project_no.notnull()).group_by(p_doc=_.doc, p_no=_.project_no).agg(**sums)
    by_doc = paid.group_by(d_doc=_.doc).agg(**sums)
    of_project = (rows.rows_of_project == 1) & (rows.doc == by_project.p_doc) & (rows.project_no == by_project.p_no)
    rows = rows.left_join(by_project, of_project).rename({f"p_{c}": c for c in sums})
    rows = rows.left_join(by_doc, (rows.rows_of_doc == 1) & (rows.doc == by_doc.d_doc))
    found = {c: ibis.coalesce(rows[f"p_{c}"], rows[c]) for c in sums}
    zero = money(0)
    matched = ibis.literal(not absent(treasury_payment)) & ((rows.rows_of_doc == 1) | rows.p_doc.notnull())
    parked = ibis.greatest(ibis.coalesce(found["to_fiscal"], zero) - ibis.coalesce(found["paid_on"], zero), zero)
    return rows.select(
        *allocations.columns,
        spent=ibis.ifelse(matched, ibis.coalesce(found["to_others"], zero), nothing).cast(MONEY),
        parked=ibis.ifelse(matched, parked, nothing).cast(MONEY),
        in_transit=ibis.coalesce(found["after"], zero).cast(MONEY),
    )

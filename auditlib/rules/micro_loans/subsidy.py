"""Interest subsidies: overpaid (LOAN-09), late or not paid (LOAN-10)."""

import datetime as dt

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY, NO_AMOUNT, money
from auditlib.models.dates import literal_date
from auditlib.models.loans import loans, repayments, subsidies
from auditlib.models.register import Register
from auditlib.models.texts import claim
from auditlib.models.vocabulary import TRUE, UNKNOWN, breach, first_true, kinds, lookup
from auditlib.rules.catalogue import ABSENT, rule
from auditlib.rules.micro_loans.borrowers import EXCEPTIONS, unregistered
from auditlib.rules.micro_loans.interest import compared, groups, unsubsidised

PERIOD = "interest_subsidy.period|interest_subsidy.period_from"
NO_PERIOD = "贴息期间不明"
NOT_LISTED = "贷款台账中没有这笔贷款"
NO_TERMS = "贷款的放款日期或金额不明，无从重新计算"
NO_END = "贷款的到期日、期限、还清日期都没有，无从判断贴息到何时为止"
NO_DAY = "贷款已归还的本金还款日期不明，无从判断是否还款后贴息"
NO_RATE = "贷款利率、贴息利率都没有，只能判断未超过基准利率"
NO_PRODUCT = "“业务品种”未能读出，无从判断按何标准贴息"


@rule(
    "LOAN-09",
    basis=("loan.day_count", "loan.subsidy_ratio", "loan.enterprise_subsidy", "loan.subsidy_tol", "loan.edge_household"),
    severity="H",
    strength="A",
    amount="V",
    decides=("subsidy_amount", "loan_no|borrower_id"),
    needs=(PERIOD, "micro_loan.issue_date"),
    claims="x_extended",
)
def subsidy_overpaid(
    interest_subsidy, micro_loan, loan_txn=ABSENT, poor_person=ABSENT, poor_household=ABSENT, register_change=ABSENT, *, policy
):
    """The subsidies of one loan for one period exceed the interest recomputed day by day on the principal that is not overdue.

    Whole quarters are computed both by the calendar and from the 21st to the 20th, and the larger counts; entries whose periods
    overlap by more than half are one group. The last positive entry of a group is accused of the excess; what was paid after the due day is
    spared where the remark tells of an extension. Of a loan to somebody who was certainly not registered nothing was to be subsidised.
    """
    entries = subsidies(interest_subsidy, micro_loan).mutate(loan=ibis.coalesce(_.loan, -_.row_id))
    book = loans(micro_loan)
    outside = _outsiders(book, Register(poor_person, poor_household, register_change), policy)
    found = lookup(compared(groups(entries), book, repayments(micro_loan, loan_txn), policy), outside, "loan")
    alien = found.outsider.notnull() & ~found.x_product.fill_null(False)
    found = found.mutate(
        lawful=ibis.ifelse(alien, money(0), found.lawful),
        over=ibis.ifelse(alien, found.total, found.over).cast(MONEY),
        kind=ibis.ifelse(alien, "向非建档立卡户贴息", found.kind),
        x_reset=found.x_reset & ~alien,
        x_extended=found.x_extended & ~alien,
    )
    over = (found.over > ibis.literal(policy.value("loan.subsidy_tol"), type=MONEY)).fill_null(False)
    found = found.mutate(not_judged=_untold(found, over, alien)).filter(over | _.not_judged.notnull())
    undated = entries.filter(_.period_from.isnull() | _.period_to.isnull()).select("row_id", not_judged=ibis.literal(NO_PERIOD))
    facts = (
        "loan_no borrower_name borrower_id period_from period_to subsidy_amount kind outsider entries total lawful "
        "over base rate principal issue_date "
        "last_day closed_on related not_judged x_reset x_product x_extended x_extended_words"
    )
    return breach(kinds({"已算": found, "未算": undated}), facts, on="period_to", amount="over")


def _untold(found: ir.Table, over: ir.BooleanValue, alien: ir.BooleanValue) -> ir.StringValue:
    """Why a subsidy that is not ``over`` what can be computed may be too much all the same."""
    told = {
        NO_TERMS: found.principal.isnull() | found.issue_date.isnull(),
        NO_END: found.last_day.isnull() & found.closed_on.isnull(),
        NO_DAY: found.vague,
        NO_RATE: found.loan_rate.isnull() & found.rate.isnull() & ~found.enterprise,
        NO_PRODUCT: found.product_unread,
    }
    return first_true({NOT_LISTED: found.loan < 0, **{why: ~alien & ~over & unknown for why, unknown in told.items()}})


def _outsiders(book: ir.Table, register: Register, policy) -> ir.Table:
    """``loan``, ``outsider``: loans to somebody who was certainly not registered, and why."""
    outside = unregistered(book.filter(_.borrower_id.notnull() & _.issue_date.notnull()), register, policy)
    spared = ibis.or_(*(outside[x].fill_null(False) for x in (*EXCEPTIONS, "x_product")))
    return outside.filter(~spared, outside.not_judged.isnull()).select("loan", outsider="kind")


@rule(
    "LOAN-10",
    basis=("loan.subsidy_days", "loan.day_count", "loan.subsidy_ratio", "loan.subsidy_tol"),
    severity="M",
    strength="A",
    amount="I",
    matter="thing",
    accuses=("interest_subsidy", "micro_loan"),
    decides=("interest_subsidy.subsidy_amount", "micro_loan.issue_date"),
    needs=(PERIOD, "micro_loan.issue_date"),
    claims=("x_stopped",),
)
def subsidy_late(interest_subsidy, micro_loan, loan_txn=ABSENT, *, policy, as_of):
    """A performing loan got no interest subsidy for a settled period (应贴未贴), or it was paid long after the period's end (拨付不及时).

    Periods are those for which the ledger subsidises anybody. A loan is accused once, of the interest of all its missing periods.
    What was paid late is the matter of its batch.
    """
    book, entries = loans(micro_loan), subsidies(interest_subsidy, micro_loan)
    allowed = int(policy.value("loan.subsidy_days"))
    last = literal_date(as_of - dt.timedelta(days=allowed + 1))
    missed = unsubsidised(book, entries, repayments(micro_loan, loan_txn), policy, last)
    missed = missed.filter((_.lawful > ibis.literal(policy.value("loan.subsidy_tol"), type=MONEY)).fill_null(True))
    undated = entries.filter(_.subsidy_amount > 0, _.period_from.isnull() | _.period_to.isnull())
    undated = undated.select("row_id", occurred_on="paid_on", questioned_amount=NO_AMOUNT, not_judged=ibis.literal(NO_PERIOD))
    found = kinds({"拨付不及时": _late(entries, allowed), "应贴未贴": _never(book, entries, missed), "未判断": undated})
    return found.rename(kind="aspect").mutate(allowed=ibis.literal(allowed, type="int64"))


def _late(entries: ir.Table, allowed: int) -> ir.Table:
    late = entries.mutate(
        late_days=entries.paid_on.delta(entries.period_to, unit="day").cast("int64"),
        thing=entries.batch_no + "｜" + entries.period_to.cast("string") + "｜" + entries.paid_on.cast("string"),
        not_judged=first_true({"“拨付日期”为空，无从判断是否及时": entries.paid_on.isnull()}),
        x_product=UNKNOWN,
    )
    late = late.filter(_.subsidy_amount > 0, (_.late_days > allowed) | _.not_judged.notnull())
    facts = "loan_no borrower_name late_days period_from period_to paid_on thing not_judged x_product"
    return breach(late, facts, on="period_to", amount="subsidy_amount")


def _never(book: ir.Table, entries: ir.Table, missed: ir.Table) -> ir.Table:
    """One row per loan with periods missed; those after it fell overdue are counted only where there is no other."""
    missed = lookup(missed, book.select("loan", "overdue_since"), "loan").mutate(late=(_.overdue_since <= _.end).fill_null(False))
    missed = missed.mutate(overdue=_.late.all().over(ibis.window(group_by="loan"))).filter(~_.late | _.overdue)
    sums = missed.group_by("loan", "overdue").agg(
        periods=_.count(), first_missed=_.start.min(), last_missed=_.end.max(), owed=_.lawful.sum().cast(MONEY)
    )
    found = claim(lookup(sums, book, "loan"), "x_stopped", "loan.subsidy_stopped", _.remark)
    found = _nameless(found.cross_join(book.agg(lists=(_.overdue_since.notnull() | _.overdue_interest.notnull()).any())), entries)
    overdue = found.overdue | (found.overdue_interest > 0).fill_null(False)
    overdue = ibis.ifelse(overdue, True, ibis.ifelse(found.lists.fill_null(False), False, UNKNOWN))
    found = found.mutate(x_overdue=overdue, x_unsubsidised=~found.subsidised, not_judged=_unsure(found))
    facts = "loan_no borrower_name periods first_missed owed not_judged x_product x_stopped x_stopped_words x_overdue x_unsubsidised"
    return breach(found, facts, on="last_missed", amount="owed")


def _unsure(found: ir.Table) -> ir.StringValue:
    """Why nobody can say whether a loan without an entry was to be subsidised, or was."""
    told = {
        "贷款金额不明，无从计算应贴利息": found.principal.isnull(),
        "到期日、期限、还清日期都没有，无从判断是否仍在用款": found.last_day.isnull() & found.closed_on.isnull(),
        "贷款已还清，还清日期不明": found.closed_on.isnull() & ((found.balance == 0) | (found.repaid_amount >= found.principal)),
        "贴息明细有对不上贷款的记录，可能就是这笔": found.perhaps,
    }
    return first_true(told)


def _nameless(found: ir.Table, entries: ir.Table) -> ir.Table:
    """``found`` (loans) with ``perhaps``: an entry that nobody can assign, for want of a number and a borrower in it or in the list, may be
    of the loan."""
    loose = entries.filter(_.loan.isnull(), _.subsidy_amount > 0)
    bare, strange = _.loan_no.isnull(), _.borrower_id.isnull()
    whole = loose.agg(bare=bare.any(), strange=strange.any(), both=(bare & strange).any(), loose=_.count() > 0)
    own = loose.filter(_.loan_no.isnull(), _.borrower_id.notnull()).select("borrower_id").distinct().mutate(own=TRUE)
    found = lookup(found.cross_join(whole), own, "borrower_id")
    numbered, known = found.loan_no.notnull(), found.borrower_id.notnull()
    of_any = ibis.cases((numbered & known, found.both), (known, found.strange), (numbered, found.bare), else_=found.loose)
    return found.mutate(perhaps=of_any | found.own)

"""On what terms loans are granted: how much (LOAN-02), how long (LOAN-03), at which rate (LOAN-04), on which security (LOAN-05)."""

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.absent import absent
from auditlib.models.amounts import NO_AMOUNT, money, share
from auditlib.models.loans import COPIED, loans, repayments, subsidies
from auditlib.models.texts import claim, denied, said
from auditlib.models.vocabulary import UNKNOWN, breach, first_true, lookup, unread
from auditlib.rules.catalogue import ABSENT, rule
from auditlib.rules.micro_loans.household_debt import debts
from auditlib.rules.micro_loans.rates import RATES, base_rate, fen, highest_base_rate, interest, tenor

HOUSEHOLD_UNKNOWN = "借款人所在户不明，无从按户合计"
EARLIER_UNKNOWN = "同户以前的贷款是否还清、何时还清不明"


@rule(
    "LOAN-02",
    basis=("loan.ceiling", "loan.term_max"),
    severity="M",
    strength="A",
    amount="I",
    matter="household",
    decides=("issue_date", "principal"),
)
def principal_over_ceiling(micro_loan, loan_txn=ABSENT, poor_person=ABSENT, poor_household=ABSENT, *, policy):
    """On the day of issue the household's unpaid poverty micro-loans together exceed the ceiling for one household.

    Each loan that lifts the household over the ceiling, or further over it, is accused of its part of the excess. An earlier loan of which
    nobody tells whether or when it was paid off is not counted; where it decides, the loan is not judged.
    """
    found = debts(micro_loan, loan_txn, poor_household, poor_person, policy)
    over, within = found.outstanding > found.ceiling, found.total <= found.ceiling
    counted = ibis.ifelse(over, found.outstanding, found.total)
    unknown = {HOUSEHOLD_UNKNOWN: within & found.alone, EARLIER_UNKNOWN: within & (found.perhaps > found.ceiling)}
    found = found.mutate(outstanding=counted, x_renewal=~over, not_judged=first_true(unknown)).filter(~within | _.not_judged.notnull())
    return breach(
        found,
        f"{COPIED} household loans related ceiling not_judged x_repaid x_product outstanding x_renewal",
        on="issue_date",
        amount=ibis.least(found.principal, counted - found.ceiling),
    )


@rule(
    "LOAN-03",
    basis=("loan.term_max", "loan.covid_until"),
    severity="M",
    strength="A",
    amount="I",
    decides="issue_date",
    needs="micro_loan.due_date|micro_loan.term_months",
    claims=("x_extension",),
)
def term_over_limit(micro_loan, interest_subsidy=ABSENT, *, policy):
    """The agreed due day is later than the day of issue plus the longest term.

    The amount is the interest subsidised for the time after the lawful end, of a period that holds it by days. A due day beyond the limit
    may be that of an extension: one that the remark notes spares the loan, one in the epidemic by its days only where the agreed term keeps
    the limit; without a term that is open. A term that is too long itself was never extended.
    """
    book = _with_limit(loans(micro_loan), policy)
    found = claim(book.filter(_.late.fill_null(False) | _.extended_late | _.not_judged.notnull()), "noted", "loan.extended", _.remark)
    found = lookup(found, _subsidised_after(found, subsidies(interest_subsidy, micro_loan)), "loan")
    refused = denied("loan.extended", found.remark).fill_null(False)
    first, last = (ibis.literal(policy.day(f"loan.{end}")) for end in ("covid_due_from", "covid_until"))
    window = (found.lawful_until >= first) & (found.agreed <= last)
    told = found.short.fill_null(True) & found.noted.fill_null(False)
    return breach(
        found,
        f"{COPIED} term_months due_date extended_due_date x_product not_judged",
        on="issue_date",
        amount=ibis.coalesce(found.subsidy, NO_AMOUNT if absent(interest_subsidy) else money(0)),
        last_day="lawful_until",
        x_extension=ibis.cases((~found.late, True), (refused, False), (told, True), (found.short, UNKNOWN), else_=False),
        x_extension_words=ibis.ifelse(told, found.noted_words, ibis.null("string")),
        x_covid=ibis.cases((~window | refused, False), (found.short, True), (found.short.isnull(), UNKNOWN), else_=False),
    )


def _with_limit(book: ir.Table, policy) -> ir.Table:
    """With lawful_until (day of issue and longest term), agreed (the due day), ``short`` (the term keeps the limit), ``late`` and
    ``extended_late``."""
    longest = policy.at("loan.term_max", book.issue_date).cast("int64")
    limit = (book.issue_date + longest.as_interval("M")).cast("date")
    latest = (limit + ibis.literal(int(policy.value("loan.term_tol_days"))).as_interval("D")).cast("date")
    agreed = ibis.coalesce(book.due_date, (book.issue_date + book.term_months.cast("int64").as_interval("M")).cast("date"))
    short, garbled = book.term_months <= longest, book.due_date.isnull() & unread(book, "due_date")
    unknown = {"到期日期、贷款期限都没有": book.issue_date.notnull() & agreed.isnull(), "“到期日期”未能读出": garbled & short}
    return book.mutate(
        lawful_until=limit,
        agreed=agreed,
        short=short,
        late=ibis.ifelse(book.due_date.isnull(), book.term_months > longest, book.due_date > latest),
        extended_late=(book.extended_due_date > latest).fill_null(False),
        not_judged=first_true(unknown),
    )


def _subsidised_after(found: ir.Table, entries: ir.Table) -> ir.Table:
    """``loan``, ``subsidy``: interest subsidised for the days after the lawful end (``lawful_until``)."""
    paid = entries.join(found.select("loan", "lawful_until"), "loan")
    after, days = paid.period_to.delta(paid.lawful_until, unit="day"), paid.period_to.delta(paid.period_from, unit="day") + 1
    divided = (paid.period_from <= paid.lawful_until) & (after > 0) & (paid.subsidy_amount > 0)
    part = ibis.ifelse(divided, share(paid.subsidy_amount, after.cast("int64"), days.cast("int64")), paid.subsidy_amount)
    paid = paid.mutate(part=part).filter((_.period_from > _.lawful_until) | divided)
    return paid.group_by("loan").agg(subsidy=_.part.sum())


@rule("LOAN-04", basis=RATES, severity="M", strength="A", amount="V", decides=("issue_date", "rate"))
def rate_above_base(micro_loan, loan_txn=ABSENT, *, policy, as_of):
    """The annual rate is above the base rate of the same term on the day of issue (LPR from 20 August 2019 on).

    Excess interest from issue to the earliest of due day, repayment and audit date, day by day on what was still owed. A loan of more than
    a year may be linked to the LPR of one year or of five, one of unknown term may have any: what lies between is not judged, above both
    the excess over the higher is sure.
    """
    book = loans(micro_loan).mutate(months=tenor)
    lowest, ceiling = base_rate(policy, book.issue_date, book.months), highest_base_rate(policy, book.issue_date, book.months)
    tolerance = ibis.literal(policy.value("loan.rate_tol"), type="decimal(18,6)")
    between = ibis.ifelse(book.months.isnull(), "期限不明，利率在各档基准利率之间", "利率在一年期与五年期LPR之间，须看合同约定挂钩哪一期限")
    book = book.mutate(ceiling=ceiling, not_judged=ibis.ifelse(book.rate > ceiling + tolerance, ibis.null("string"), between))
    found = book.filter(book.rate > lowest + tolerance)
    today = ibis.literal(as_of)
    end = ibis.least(*(ibis.coalesce(day, today) for day in (found.last_day, found.closed_on)), today)
    found = found.mutate(end=end, days=ibis.greatest(end.delta(found.issue_date, unit="day"), 0))
    found = lookup(found, _relieved(found, repayments(micro_loan, loan_txn)), "loan")
    fen_days = fen(found.principal) * found.days - found.relieved.fill_null(0).cast("int64")
    excess = interest(fen_days, found.rate - found.ceiling, policy.value("loan.day_count"))
    return breach(found, f"{COPIED} rate ceiling months due_date days x_product not_judged", on="issue_date", amount=excess)


def _relieved(found: ir.Table, repaid: ir.Table) -> ir.Table:
    """``loan``, ``relieved``: fen × days up to ``end`` that bore no more interest because they were repaid before."""
    back = repaid.join(found.select("loan", "end"), "loan")
    back = back.mutate(part=fen(back.repaid) * ibis.greatest(back.end.delta(back.day, unit="day"), 0))
    return back.group_by("loan").agg(relieved=_.part.sum())


@rule("LOAN-05", severity="M", strength="A", amount="N", needs="micro_loan.collateral", claims=("x_risk",))
def collateral_demanded(micro_loan):
    """The loan is not on credit: the borrower had to give a guarantee or a pledge.

    A guarantee that is the compensation fund's, a credit village's or the government's is none; beside them a pledge or a guarantor is one.
    """
    book = claim(loans(micro_loan), "x_risk", "loan.risk_fund_backed", _.collateral)
    waived = said("loan.credit_only", book.collateral) | denied("loan.collateral", book.collateral) | said("cell.nothing", book.collateral)
    demanded, own = said("loan.collateral", book.collateral), said("loan.own_security", book.collateral)
    known = demanded | own | waived | book.x_risk
    unknown = {"“担保方式”为空": book.collateral.isnull(), "“担保方式”的写法不认识": ~known}
    found = book.mutate(not_judged=first_true(unknown), x_risk=book.x_risk & ~own)
    found = found.filter(demanded | own | ~waived | found.collateral.isnull())
    return breach(found, f"{COPIED} collateral not_judged x_product x_risk x_risk_words", on="issue_date", amount=NO_AMOUNT)

"""Interest subsidies recomputed (LOAN-09, LOAN-10): entries of one period put together, and what was lawful for it, day by day."""

import datetime as dt

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.loans import repaid_vaguely, told_extended
from auditlib.models.texts import said
from auditlib.models.vocabulary import FALSE, lookup, subquery, taken_back, unread
from auditlib.rules.micro_loans.rates import fen, highest_base_rate, interest, tenor

RATE = "decimal(18,6)"
OVERDUE = "逾期后贴息"
EPOCH = ibis.literal(dt.date(2000, 1, 1))
FAR = ibis.literal(dt.date(2199, 12, 31))
MONTH, DAY = ibis.interval(months=1), ibis.interval(days=1)
QUARTER_ENDS = (3, 6, 9, 12)
QUARTER_STARTS = (1, 4, 7, 10)


def groups(entries: ir.Table) -> ir.Table:
    """One row per loan and period: ``row_id`` and columns of the last positive entry, ``total``, ``entries``, ``start`` and ``end``.

    ``whole`` quarters are put on the calendar first (21 December–20 March is the first quarter). An entry whose period lies by more
    than half in earlier ones of the loan belongs to their group: a year beside its quarters, two bounds of one quarter.
    """
    table = _parts(_on_calendar(entries.filter(_.period_from.notnull() & _.period_to.notnull())))
    whole, paid = ibis.window(group_by=["loan", "part"]), (table.subsidy_amount > 0).cast("int32")
    newest = [
        table.paid_on.desc(nulls_first=False),
        table.batch_no.desc(nulls_first=False),
        table.subsidy_amount.desc(),
        table.row_id.desc(),
    ]
    table = table.mutate(
        place=ibis.row_number().over(ibis.window(group_by=["loan", "part"], order_by=[paid.desc(), *newest])),
        start=table.start.min().over(whole),
        end=table.end.max().over(whole),
        whole=table.whole.cast("int8").min().over(whole) == 1,
        total=table.subsidy_amount.sum().over(whole),
        entries=paid.sum().over(whole),
        taken_back=(table.subsidy_amount < 0).cast("int32").sum().over(whole),
        related=table.row_id.collect().over(whole),
    )
    of_entry = "row_id loan loan_no borrower_name borrower_id period_from period_to subsidy_amount rate"
    last = table.filter((_.place == 0) & (_.subsidy_amount > 0))
    return last.select(*f"{of_entry} start end whole total entries taken_back related".split())


def _parts(table: ir.Table) -> ir.Table:
    """Entries of each loan in the order of their periods, with ``part``: one number for those that overlap by more than half."""
    table = table.mutate(a=table.start.delta(EPOCH, unit="day"), b=table.end.delta(EPOCH, unit="day"))
    order = [_.a.asc(), _.b.desc(), _.row_id.asc()]
    so_far = ibis.cumulative_window(group_by="loan", order_by=order)
    table = table.mutate(reached=table.b.max().over(so_far))
    table = table.mutate(reached=_.reached.lag(1).over(ibis.window(group_by="loan", order_by=order)))
    overlap = ibis.least(table.reached, table.b) - table.a + 1
    table = table.mutate(fresh=ibis.ifelse(overlap * 2 > table.b - table.a + 1, 0, 1).fill_null(1))
    return table.mutate(part=_.fresh.sum().over(so_far))


def _on_calendar(table: ir.Table) -> ir.Table:
    """``start``, ``end`` of the period, a bank's quarters moved onto the calendar's, and whether it is ``whole`` quarters."""
    begin, finish = table.period_from, table.period_to
    month_end = (finish.truncate("M") + MONTH - DAY).cast("date")
    calendar = (begin.day() == 1) & begin.month().isin(QUARTER_STARTS) & (finish == month_end) & finish.month().isin(QUARTER_ENDS)
    bank = begin.day().between(20, 22) & begin.month().isin(QUARTER_ENDS) & finish.day().between(20, 21) & finish.month().isin(QUARTER_ENDS)
    bank = bank & (finish.delta(begin, unit="day") > 80)
    return table.mutate(
        start=ibis.ifelse(bank, (begin.truncate("M") + MONTH).cast("date"), begin),
        end=ibis.ifelse(bank, month_end, finish),
        whole=calendar | bank,
    )


def compared(groups: ir.Table, book: ir.Table, repaid: ir.Table, policy) -> ir.Table:
    """``groups`` with the loan's terms, ``lawful`` subsidy, ``over`` = total − lawful, ``kind``, ``x_reset`` and ``x_extended``.

    Interest runs from the day of issue to the day before the earliest of due day (or lawful extension) and repayment, on what
    is not repaid, at the lower of the loan's rate and the base rate at issue; 富民生产贷 at the rate set for enterprises.
    """
    table = subquery(lookup(groups, _terms(repaid_vaguely(book, repaid)), "loan"))
    table = subquery(lookup(table, _fen_days(table, repaid), "row_id"))
    table = table.mutate(base=highest_base_rate(policy, table.issue_date, table.months))
    ratio = policy.at("loan.subsidy_ratio", table.period_to)
    enterprise = ibis.literal(policy.value("loan.enterprise_subsidy"), type=RATE)
    day_count = policy.value("loan.day_count")

    def amount(rate: ir.DecimalValue) -> ir.DecimalValue:
        return interest(table.fen_days, rate * ratio, day_count)

    # The least of a value and of nothing is that value: where the base is not known nothing is lawful or too much.
    usual = ibis.ifelse(table.base.notnull(), ibis.least(ibis.coalesce(table.loan_rate, table.base), table.base), ibis.null(RATE))
    base = ibis.ifelse(table.enterprise, enterprise, usual)
    lawful = ibis.ifelse(table.enterprise, interest(table.fen_days, enterprise, day_count), amount(base))
    january = highest_base_rate(policy, table.period_to.truncate("Y").cast("date"), table.months)
    tolerance = ibis.literal(policy.value("loan.subsidy_tol"), type="decimal(18,2)")
    reset = (table.total <= amount(table.rate) + tolerance) & (table.rate <= january)
    table = table.mutate(base=base, lawful=lawful, over=(table.total - lawful).cast("decimal(18,2)"), x_reset=reset & ~table.enterprise)
    table = table.mutate(kind=_kind(table))
    # What is more than the whole period bears no extension explains.
    days = ibis.greatest(table.end.delta(table.start, unit="day"), table.period_to.delta(table.period_from, unit="day")) + 1
    whole = interest(fen(table.principal) * days, base * ratio, day_count)
    explained = (table.kind == OVERDUE) & (table.total <= whole + tolerance)
    return table.mutate(x_extended=ibis.ifelse(explained.fill_null(False), table.x_extended, False))


def _terms(book: ir.Table) -> ir.Table:
    enterprise = said("loan.enterprise_product", book.product).fill_null(False)
    product = {"enterprise": enterprise, "x_product": book.x_product & ~enterprise}
    facts = "loan principal issue_date closed_on last_day vague x_extended x_extended_words".split()
    garbled = book.product.isnull() & unread(book, "product")
    return told_extended(book).select(*facts, months=tenor(book), loan_rate=book.rate, product_unread=garbled, **product)


def _fen_days(table: ir.Table, repaid: ir.Table) -> ir.Table:
    """``row_id``, ``fen_days``: Σ over the days of the period of the principal (in fen) not repaid and not overdue.

    For whole quarters the larger of calendar (to the last day) and bank (21st of the month before – 20th).
    """
    table = table.mutate(stop=ibis.least(ibis.coalesce(table.last_day, FAR), ibis.coalesce(table.closed_on, FAR)))
    of_loan = "row_id loan principal issue_date stop".split()
    calendar = table.select(*of_loan, kind=ibis.literal(0), a=table.start, b=(table.end + DAY).cast("date"))
    bank = table.filter(_.whole)
    # bank quarters start on the 21st of a month of 30 or 31 days
    first, last = (bank.start - ibis.interval(days=11)).truncate("M"), bank.end.truncate("M")
    to_21st = ibis.interval(days=20)
    bank = bank.select(*of_loan, kind=ibis.literal(1), a=(first + to_21st).cast("date"), b=(last + to_21st).cast("date"))
    spans = calendar.union(bank)
    spans = subquery(spans.mutate(a=ibis.greatest(spans.a, spans.issue_date), b=ibis.least(spans.b, spans.stop)))
    back = spans.join(repaid.select(loan="loan", day="day", repaid="repaid"), "loan")
    days = ibis.greatest(back.b.delta(ibis.greatest(back.a, back.day), unit="day"), 0)
    back = back.mutate(less=fen(back.repaid) * days).group_by("row_id", "kind").agg(less=_.less.sum())
    spans = lookup(spans, back, ["row_id", "kind"])
    full = fen(spans.principal) * ibis.greatest(spans.b.delta(spans.a, unit="day"), 0)
    # The greatest of nothing and 0 is 0: of a loan of unknown amount or day nothing can be computed.
    known = spans.principal.notnull() & spans.issue_date.notnull()
    days = ibis.greatest(full - spans.less.fill_null(0).cast("int64"), 0)
    spans = spans.mutate(fen_days=ibis.ifelse(known, days, ibis.null("int64")))
    return spans.group_by("row_id").agg(fen_days=_.fen_days.max())


def _kind(table: ir.Table) -> ir.StringValue:
    """Why it is too much, the plainest reason first."""
    return ibis.cases(
        (table.entries - table.taken_back > 1, "重复贴息"),
        (table.end < table.issue_date, "放款前贴息"),
        ((table.closed_on <= table.end) & (table.closed_on <= ibis.coalesce(table.last_day, FAR)), "还款后贴息"),
        (table.last_day <= table.end, OVERDUE),
        (table.rate > table.base, "超标准利率贴息"),
        else_="多计贴息",
    )


def unsubsidised(book: ir.Table, entries: ir.Table, repaid: ir.Table, policy, last_due: ir.DateScalar) -> ir.Table:
    """``loan``, ``start``, ``end``, ``lawful``: settled periods in which a loan ran and got nothing, with the interest that was due.

    The settled periods are those whole ones that the ledger itself has, up to ``last_due``; one that holds another is left out. A loan
    whose end nobody tells runs on. It got its subsidy when more than half of its days in the period lie in entries with an amount that
    nothing took back.
    """
    table = _on_calendar(entries.filter(_.period_from.notnull() & _.period_to.notnull()))
    settled = table.filter(_.whole, _.period_to <= last_due).group_by("start", "end").agg(first=_.period_from.min(), last=_.period_to.min())
    inner = settled.select(in_start="start", in_end="end")
    holds = settled.join(inner, (settled.start <= inner.in_start) & (settled.end >= inner.in_end))
    settled = holds.group_by("start", "end", "first", "last").agg(held=_.count()).filter(_.held == 1).drop("held")
    known = highest_base_rate(policy, book.issue_date, tenor(book)).notnull()
    terms = book.filter(known).select("loan", "issue_date", "last_day", "closed_on")
    spans = terms.filter(_.issue_date.notnull()).cross_join(settled)
    until = ibis.least(ibis.coalesce(spans.last_day, FAR), ibis.coalesce(spans.closed_on, FAR))
    spans = spans.mutate(a=ibis.greatest(spans["first"], spans.issue_date), b=ibis.least((spans["last"] + DAY).cast("date"), until))
    spans = subquery(spans.filter(_.a < _.b))
    paid = taken_back(table, ["loan", "start", "end"], "subsidy_amount", "paid_on").filter(_.subsidy_amount > 0, ~_.taken_back)
    paid = paid.select("loan", p_a="period_from", p_b="period_to")
    met = spans.join(paid, "loan")
    days = ibis.least((met.p_b + DAY).cast("date"), met.b).delta(ibis.greatest(met.p_a, met.a), unit="day")
    met = met.mutate(days=ibis.greatest(days, 0)).group_by("loan", "start").agg(covered=_.days.sum())
    spans = lookup(spans, met, ["loan", "start"])
    missed = spans.filter(spans.covered.fill_null(0) * 2 <= spans.b.delta(spans.a, unit="day"))
    asked = missed.mutate(row_id=ibis.row_number().over(ibis.window(order_by=["loan", "start"])))
    nothing = {
        "rate": ibis.null("decimal(9,6)"),
        "whole": FALSE,
        "total": ibis.null("decimal(18,2)"),
        "entries": ibis.literal(0),
        "taken_back": ibis.literal(0),
    }
    asked = subquery(asked.select("row_id", "loan", period_from="first", period_to="last", start="first", end="last", **nothing))
    return compared(asked, book, repaid, policy).select("loan", "start", "end", "lawful")

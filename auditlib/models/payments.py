"""Payments to persons and households made ready for the rules: programme, refunds, the period paid for, the lawful amount.

Everything here goes person by person (null id_no: row by row), so that it may be done for some persons only.
"""

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY, NO_AMOUNT, money, share
from auditlib.models.dates import NO_DATE, month
from auditlib.models.identity import own_number
from auditlib.models.prepared import prepared
from auditlib.models.texts import claim, quoted, said
from auditlib.models.vocabulary import TRUE, covers, either, exists, lookup, one_per, subquery, taken_back

#: Months of a payment interval (frequency) and of the unit that a standard is given for.
MONTHS = (("月", 1), ("季", 3), ("半年", 6), ("学期", 6), ("年", 12))
IS_MONTH = "^个?月(数)?$"
QUANTITY = "decimal(18,4)"

PAYMENT = (
    "row_id batch_no programme period_part name id_no id_no_note hh_no village_name account_no account_name grant_level "
    "standard quantity unit amount pay_date remark proxy_name proxy_id proxy_relation"
).split()
#: What makes two rows one payment; the day last.
SAME = ("id_no", "programme", "period_from", "period_to", "amount", "day")
#: So many days apart the day of an order and that of its arrival are those of one batch.
ARRIVAL = 10
PERIOD = ("id_no", "item", "period_from", "period_to")
#: Why it is not known what each of several payments of a period is for.
WHICH_MONTHS = "同一年度发放多笔而没有发放日期，不知道各是哪几个月的"
KNOWN = ("payee_level", "frequency", "poverty_only", "means_tested", "after_death", "accrual_rule", "grace_months", "top_up_doc")


def arrived(pay_status: ir.StringValue) -> ir.BooleanValue:
    """Whether money came to the account by its state (发放状态): not refused, waiting or sent back; without a state it did."""
    return ~said("payment.not_paid", pay_status).fill_null(False)


@prepared
def payments(benefit_payment: ir.Table, programme: ir.Table, programme_standard: ir.Table) -> ir.Table:
    """Every payment row with what the catalogue says of its programme, and what it pays for.

    Adds programme_code (null when the roster's wording names a benefit beside the programme), item (code, else the wording),
    period_from/period_to (`_of_period`), succeeded (paid, not refused or waiting), the columns KNOWN (null for a programme
    that the catalogue does not know: nothing is assumed), refunded (negative rows take it back), back (the part of it that they take
    back otherwise), x_returned and x_returned_words (the remark says that it came back), x_ret (either of the two), in_force and per (the
    standard: `_with_standard`), every, stated, slot_from, slot_to and covers (`_with_slot`).
    """
    benefit_payment = _of_period(benefit_payment)
    few = _compared(benefit_payment, programme)
    rows = claim(subquery(_entries(benefit_payment, few, programme)), "x_returned", "remark.returned", "remark")
    rows = rows.mutate(x_ret=rows.refunded | rows.x_returned.fill_null(False))
    spans = benefit_payment.select("programme_code", **_span(benefit_payment)).distinct()
    longer = benefit_payment.filter(month(_.period_from) < month(_.period_to))
    return _with_slot(_with_standard(rows, spans, programme_standard), _sharing(_entries(longer, few, programme)))


def _of_period(rows: ir.Table) -> ir.Table:
    """A period with one end alone says since when, or until when, a benefit is granted, not what this payment is for: the day of payment
    tells then, and the one end only where that is not known."""
    open_ended = (rows.period_from.isnull() | rows.period_to.isnull()) & rows.pay_date.notnull()
    ends = ibis.coalesce(rows.period_from, rows.period_to), ibis.coalesce(rows.period_to, rows.period_from)
    return rows.mutate(
        **{name: ibis.ifelse(open_ended, NO_DATE, end) for name, end in zip(("period_from", "period_to"), ends, strict=True)}
    )


def _compared(benefit_payment: ir.Table, programme: ir.Table) -> ir.Table:
    """The rows of persons of whom two entries may be one, or one may take back another: of_row (its row_id), single (it is no copy), and
    succeeded, refunded and back of a single one.

    These are few: the costly comparisons are made for them alone. All others' entries stand as they are.
    """
    known = benefit_payment.filter(_.id_no.notnull())
    of_batch = known.filter(_.batch_no.notnull(), _.period_from.notnull())
    alike = (known.group_by("id_no", "amount", "pay_date"), of_batch.group_by("id_no", "amount", "batch_no", "period_from"))
    odd = known.filter((_.amount < 0) | _.pay_date.isnull())
    persons = either(odd.select("id_no"), *(rows.agg(entries=_.count()).filter(_.entries > 1).select("id_no") for rows in alike)).distinct()
    rows = benefit_payment.semi_join(persons, "id_no")
    told = rows.mutate(succeeded=arrived(rows.pay_status), account_no=own_number(rows.account_no))
    once = _with_refunds(_catalogued(_listed_once(told), programme))
    once = once.select("succeeded", "refunded", "back", "row_id", single=TRUE)
    return lookup(rows.select("row_id"), once, "row_id").rename(of_row="row_id").mutate(single=_.single.fill_null(False))


def _sharing(rows: ir.Table) -> ir.Table:
    """Periods longer than the programme's interval that several payments share: PERIOD, sharing, slots, first_paid, last_paid."""
    long = _timed(accusable(rows)).filter(_.every < _.stated)
    shared = long.group_by(PERIOD).agg(
        sharing=_.count(), slots=_.paid_from.nunique(), first_paid=_.paid_from.min(), last_paid=_.paid_from.max()
    )
    return shared.filter(_.sharing > 1)


def _entries(rows: ir.Table, compared: ir.Table, programme: ir.Table) -> ir.Table:
    """Payments, each once, with what the catalogue says, succeeded, refunded and back."""
    rows = rows.left_join(compared, [("row_id", "of_row")])
    rows = subquery(rows.filter(rows.single.fill_null(True)))
    rows = rows.mutate(succeeded=ibis.coalesce(rows.succeeded, arrived(rows.pay_status)), refunded=rows.refunded.fill_null(False))
    rows = rows.mutate(account_no=own_number(rows.account_no))
    return _catalogued(rows.mutate(back=rows.back.fill_null(money(0))), programme, "refunded", "back")


def _catalogued(rows: ir.Table, programme: ir.Table, *more: str) -> ir.Table:
    known = one_per(programme.filter(_.programme_code.notnull()), "programme_code", [_.name])
    known = known.select(*KNOWN, of_code="programme_code", of_beside=said("programme.beside", known.name).fill_null(True))
    rows = rows.mutate(beside=said("programme.beside", rows.programme).fill_null(False))
    # A benefit beside the one whose name it carries is another, of which nothing is known: 低保临时价格补贴 is no 低保.
    joined = rows.left_join(known, [rows.programme_code == known.of_code, rows.beside <= known.of_beside])
    code = ibis.ifelse(joined.beside, joined.of_code, joined.programme_code)
    return joined.select(
        *PAYMENT,
        *more,
        "period_from",
        "period_to",
        "succeeded",
        *(c for c in KNOWN if c != "payee_level"),
        programme_code=code,
        item=ibis.coalesce(code, joined.programme),
        payee_level=ibis.coalesce(joined.payee_level, joined.grant_level),
    )


def _listed_once(rows: ir.Table) -> ir.Table:
    """A payment that two lists hold (roster, one-card system, bank's return file) once; it failed when one of them says so.

    Copies stand in different files or sheets and contradict each other in nothing; what stands twice in one list stays twice.
    A row without a day of payment is a copy of the dated one. Two batches, villages or accounts are two payments; of one batch and period
    the lists may tell the day of the order and that of its arrival.
    """
    columns = rows.columns
    batch = ibis.window(group_by=["id_no", "programme", "period_from", "period_to", "amount", "batch_no"])
    first, last = rows.pay_date.min().over(batch), rows.pay_date.max().over(batch)
    ordered = rows.batch_no.notnull() & rows.period_from.notnull() & (last.delta(first, unit="day") <= ARRIVAL)
    rows = subquery(rows.mutate(day=ibis.ifelse(ordered & rows.pay_date.notnull(), first, rows.pay_date)))
    same = ibis.window(group_by=SAME)
    agrees = rows.id_no.notnull() & (rows.pay_date.notnull() | rows.period_from.notnull())
    for column in ("batch_no", "town_name", "village_name", "account_no"):
        agrees = agrees & (rows[column].min().over(same) == rows[column].max().over(same)).fill_null(True)
    within = ibis.window(group_by=[*SAME, "source_file", "source_sheet"], order_by="row_id")
    rows = rows.mutate(agrees=agrees, nth=ibis.row_number().over(within))
    copies = rows.mutate(
        copy=ibis.row_number().over(ibis.window(group_by=[*SAME, "nth"], order_by="row_id")),
        refused=(~rows.succeeded).cast("int8").max().over(ibis.window(group_by=[*SAME, "nth"])),
    )
    rows = copies.filter(~_.agrees | (_.copy == 0)).mutate(succeeded=_.succeeded & (~_.agrees | (_.refused == 0)))
    dated = rows.filter(_.pay_date.notnull()).select(**{f"d_{c}": rows[c] for c in (*SAME[:-1], "source_file", "source_sheet")})
    undated = rows.filter(_.pay_date.isnull())
    twins = undated.inner_join(dated, [(c, f"d_{c}") for c in SAME[:-1]])
    twins = twins.filter((_.source_file != _.d_source_file) | (_.source_sheet != _.d_source_sheet)).select(twin="row_id").distinct()
    return subquery(rows.anti_join(twins, [("row_id", "twin")]), *columns)


def _with_refunds(rows: ir.Table) -> ir.Table:
    """``rows`` with refunded: a negative row of the same person, programme, size and period takes one back, one without a period the latest
    left."""
    arrived = rows.filter(_.succeeded)
    of_period = taken_back(arrived.filter(_.period_from.notnull()), ["id_no", "item", "period_from"]).filter(_.taken_back)
    left = arrived.anti_join(of_period, "row_id").filter((_.amount > 0) | _.period_from.isnull())
    of_any = taken_back(left, ["id_no", "item"]).filter(_.taken_back)
    return _with_back(exists(rows, either(of_period, of_any), "row_id", "refunded"))


def _with_back(rows: ir.Table) -> ir.Table:
    """Add back: what negative rows that take no whole payment back took of this one. Such a row is for all payments of its benefit and time
    before it (two months at once, or the excess alone), the latest first."""
    key, size = ["id_no", "item"], ["id_no", "item", "amount"]
    used = rows.filter(_.refunded).group_by(size).agg(used=_.count())
    left = rows.filter(_.succeeded, _.amount < 0).mutate(amount=-_.amount).group_by(size)
    left = lookup(left.agg(rows=_.count(), begins=_.period_from.min(), ends=_.period_to.max(), last=_.pay_date.max()), used, size)
    left = left.mutate(left=(_["rows"] - _.used.fill_null(0)) * _.amount).filter(_.left > 0).group_by(key)
    left = left.agg(left=_.left.sum(), begins=_.begins.min(), ends=_.ends.max(), last=_["last"].max())
    met = rows.filter(_.succeeded, _.amount > 0, ~_.refunded).select("row_id", *PERIOD, "pay_date", "amount").inner_join(left, key)
    met = met.filter(covers(_.begins, _.ends, _.period_from), (_.pay_date <= _["last"]).fill_null(True))
    so_far = _.amount.sum().over(ibis.cumulative_window(group_by=key, order_by=[_.period_from.desc(), _.pay_date.desc(), _.row_id]))
    met = met.mutate(back=ibis.least(_.amount, _.left - so_far + _.amount).cast(MONEY)).filter(_.back > 0)
    rows = lookup(rows, met.select("row_id", "back"), "row_id")
    return rows.mutate(back=rows.back.fill_null(money(0)), refunded=rows.refunded | (rows.back == rows.amount).fill_null(False))


def premium_year(rows: ir.Table) -> ir.IntegerValue:
    """The year that a premium is for: it is collected from autumn on for the year to come."""
    return ibis.coalesce(rows.period_to.year(), rows.pay_date.year() + ibis.ifelse(rows.pay_date.month() >= 9, 1, 0)).cast("int32")


def accusable(rows: ir.Table) -> ir.Table:
    """Only money that reached somebody: failed, waiting and negative rows are never accused."""
    return rows.filter(_.succeeded, _.amount > 0)


def interval(text: ir.StringValue) -> ir.IntegerValue:
    """Months of a frequency or of a standard's unit; null for 一次性, 次, 亩, 人, 户 and unknown ones."""
    return ibis.cases(*((text == word, months) for word, months in MONTHS), else_=ibis.null("int32"))


def _span(rows: ir.Table) -> dict[str, ir.DateValue]:
    """The days between which a row pays for something: its period, else the day of payment."""
    return {
        "begins": ibis.coalesce(rows.period_from, rows.period_to, rows.pay_date),
        "ends": ibis.coalesce(rows.period_to, rows.period_from, rows.pay_date),
    }


def _with_standard(rows: ir.Table, spans: ir.Table, programme_standard: ir.Table) -> ir.Table:
    """Add the programme's standard over the row's period: in_force and per (null where the catalogue has none). ``spans``: of all rows, by
    programme.

    Where the standard rose within the period, the higher one counts, in favour of the payee.
    """
    valid = programme_standard.filter(_.standard > 0).select("valid_from", "valid_to", "per", of_code="programme_code", in_force="standard")
    fits = spans.inner_join(
        valid,
        [spans.programme_code == valid.of_code, spans.ends >= valid.valid_from, (spans.begins < valid.valid_to) | valid.valid_to.isnull()],
    )
    best = one_per(fits, spans.columns, [_.in_force.desc(), _.per]).select("in_force", "per", *spans.columns)
    return subquery(lookup(rows.mutate(**_span(rows)), best, [*spans.columns]), *rows.columns, "in_force", "per")


def _timed(rows: ir.Table) -> ir.Table:
    """Add, in months: every (the programme's interval), length (of the interval, known or not), stated (period); paid_from (month the
    interval began)."""
    every = interval(rows.frequency)
    length = ibis.coalesce(every, ibis.ifelse(rows.frequency == "一次性", 12, 1)).cast("int32")
    rows = rows.mutate(every=every, length=length, stated=(month(rows.period_to) - month(rows.period_from) + 1).cast("int32"))
    return rows.mutate(paid_from=month(rows.pay_date) - (month(rows.pay_date) - 1) % rows.length)


def _with_slot(rows: ir.Table, sharing: ir.Table) -> ir.Table:
    """Add what a row pays for, in running months: slot_from, slot_to; covers (months, null unknown); stated (months of its period).

    The stated period, unless it is longer than the programme's interval and several rows share it (补贴年度 2019 on a monthly
    programme): then the interval in which the row was paid, and the row covers the time from one payment to the next. A row that pays the
    standard of the whole stated period keeps it. Without a period: the interval of pay_date (month where unknown, year for 一次性).
    """
    columns = (*rows.columns, "every", "stated")
    joined = subquery(lookup(_timed(rows), sharing, [*PERIOD]))
    monthly = ibis.ifelse(interval(joined.per) == 1, joined.in_force, ibis.ifelse(joined.every == 1, joined.standard, ibis.null(MONEY)))
    whole = (monthly * heads(joined, joined.stated) * joined.stated <= joined.amount).fill_null(False)
    shorter = ((joined.every < joined.stated) & joined.sharing.notnull() & ~whole).fill_null(False)
    refined = (joined.stated.isnull() | shorter) & joined.pay_date.notnull()
    gap = (joined.last_paid - joined.first_paid + joined.slots - 2) // (joined.slots - 1).nullif(0)
    return joined.select(
        *columns,
        slot_from=ibis.ifelse(refined, joined.paid_from, month(joined.period_from)),
        slot_to=ibis.ifelse(refined, joined.paid_from + joined.length - 1, month(joined.period_to)),
        covers=ibis.cases((joined.stated.isnull(), joined.every), (refined, ibis.coalesce(gap, joined.length)), else_=joined.stated).cast(
            "int32"
        ),
    )


def heads(rows: ir.Table, months: ir.IntegerValue) -> ir.DecimalValue:
    """Persons that a quantity stands for: 1 when it counts months (unit 月, or no unit and as many as the months paid for)."""
    one = ibis.literal(1, type=QUANTITY)
    counts_months = rows.unit.re_search(IS_MONTH).fill_null(False) | (rows.unit.isnull() & (rows.quantity == months)).fill_null(False)
    return ibis.ifelse(counts_months, one, ibis.coalesce(rows.quantity.nullif(0), one))


def lawful_amount(rows: ir.Table, months: ir.IntegerValue) -> ir.DecimalValue:
    """What may be paid for ``months`` by the standard in force, else by the row's own standard; null when neither is known.

    By month, season, term or year: the intervals begun, times the persons. By 亩, 人, 户, 次: the quantity.
    The row's own standard goes by the quantity, on a monthly programme also by the months.
    """
    in_months = rows.unit.re_search(IS_MONTH).fill_null(False)
    counted = ibis.ifelse(in_months & rows.quantity.notnull(), rows.quantity.ceil().cast("int32"), months)
    persons = heads(rows, months)
    per = interval(rows.per)
    least = ibis.least(ibis.coalesce(rows.every, per), per)
    begun = (ibis.coalesce(counted, least) + least - 1) // least * least
    timed = share((rows.in_force * persons).round(2).cast(MONEY), begun, per)
    by_count = ibis.ifelse(
        _is_counted(rows),
        (rows.in_force * ibis.coalesce(rows.quantity, ibis.literal(1, type=QUANTITY))).round(2).cast(MONEY),
        ibis.null(MONEY),
    )
    own = (rows.standard.nullif(0) * persons).round(2).cast(MONEY)
    # A monthly standard paid by the quarter: an amount of exactly that many months is no excess.
    by_months = in_months | (rows.every == 1).fill_null(False) | (rows.amount == own * months).fill_null(False)
    own = (own * ibis.ifelse(by_months & ~rows.unit.re_search("亩").fill_null(False), ibis.coalesce(counted, 1), 1)).cast(MONEY)
    return ibis.cases((per.notnull(), timed), (rows.in_force.notnull(), by_count), else_=own)


def without_standard(rows: ir.Table) -> ir.BooleanValue:
    """Whether neither the catalogue nor the row has a standard, or it goes by an area that nobody tells: `lawful_amount` is null."""
    of_row = rows.standard.nullif(0).isnull()
    return ibis.ifelse(rows.in_force.isnull(), of_row, interval(rows.per).isnull() & ~_is_counted(rows))


def _is_counted(rows: ir.Table) -> ir.BooleanValue:
    """Whether a quantity is told, or one is meant where none is: not of land, and not of a household's persons."""
    of_persons = (rows.per == "人") & (rows.payee_level == "到户")
    return rows.quantity.notnull() | ((rows.per != "亩") & ~of_persons.fill_null(False)).fill_null(False)


def months_by_sum(rows: ir.Table) -> ir.IntegerValue:
    """Months that a payment without a period and a quantity may be for: as many whole intervals of its standard as the sum holds, one at
    least, a year at most. Null where a period or a quantity tells, or no standard goes by time."""
    per = interval(rows.per)
    step = ibis.coalesce(ibis.least(ibis.coalesce(rows.every, per), per), 1).cast("int32")
    own = ibis.ifelse(rows.in_force.isnull() & (rows.every == 1), rows.standard, NO_AMOUNT)
    of_step = ibis.coalesce(ibis.ifelse(per.notnull(), share(rows.in_force, step, per), NO_AMOUNT), own)
    held = ((rows.amount * 100).cast("int64") // (of_step * 100).cast("int64").nullif(0)) * step
    return ibis.ifelse(
        rows.stated.isnull() & rows.quantity.isnull(), ibis.least(ibis.greatest(held, step), 12).cast("int32"), ibis.null("int32")
    )


def with_arrears(rows: ir.Table) -> ir.Table:
    """``rows`` with x_arrears and x_arrears_words: remark, batch or programme say that earlier months, or a raised standard, are made up
    for."""
    texts = (rows.remark, rows.batch_no, rows.programme)
    concepts = ("payment.arrears", "payment.top_up")
    arrears, top_up = (said(concept, *texts) for concept in concepts)
    return rows.mutate(x_arrears=arrears | top_up, x_arrears_words=ibis.coalesce(*(quoted(concept, *texts) for concept in concepts)))

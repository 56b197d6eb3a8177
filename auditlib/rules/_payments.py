"""Payments to persons and households made ready for the rules: programme, refunds, the period paid for, the lawful amount."""

from __future__ import annotations

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.rules.shared import MONEY, month, money, one_per, says, share

#: Months of a payment interval (frequency) and of the unit that a standard is given for.
MONTHS = (("月", 1), ("季", 3), ("半年", 6), ("学期", 6), ("年", 12))
#: A benefit beside the one whose name it carries: 低保临时价格补贴 is no 低保.
BESIDE = "价格|物价|慰问|取暖|电费|一次性|加发"
ARREARS = "补发|补差|追补|补缴|提标"
NOT_PAID = "失败|待|退|未"
TAKEN_BACK = "已退|已追回|已收回|已追缴|已上缴|冲销|冲正"

PAYMENT = (
    "row_id", "batch_no", "programme", "period_part", "name", "id_no", "hh_no", "village_name", "account_no", "standard", "quantity",
    "unit", "amount", "pay_date", "remark",
)  # fmt: skip
KNOWN = ("payee_level", "frequency", "poverty_only", "means_tested", "after_death", "accrual_rule", "grace_months", "top_up_doc")


def payments(benefit_payment: ir.Table, programme: ir.Table) -> ir.Table:
    """Every payment row with what the catalogue says of its programme.

    Adds programme_code (null when the roster's wording names a benefit beside the programme), item (code, else the wording),
    period_from/period_to (one-sided periods completed), succeeded (paid, not refused or waiting), x_ret (taken back), the columns KNOWN.
    A programme that the catalogue does not know has nulls there: nothing is assumed.
    """
    known = one_per(programme.filter(_.programme_code.notnull()), "programme_code", [_.name]).select(
        "programme_code", *KNOWN, beside=_.name.re_search(BESIDE)
    )
    known = known.rename(of_code="programme_code")
    joined = benefit_payment.left_join(known, [benefit_payment.programme_code == known.of_code])
    other = (joined.programme.re_search(BESIDE) & ~joined.beside).fill_null(False)
    rows = joined.select(
        *PAYMENT,
        period_from=ibis.coalesce(joined.period_from, joined.period_to),
        period_to=ibis.coalesce(joined.period_to, joined.period_from),
        programme_code=ibis.cases((other, ibis.null("string")), else_=joined.programme_code),
        item=ibis.cases((other, joined.programme), else_=ibis.coalesce(joined.programme_code, joined.programme)),
        succeeded=~joined.pay_status.re_search(NOT_PAID).fill_null(False),
        **{c: ibis.cases((other, ibis.null(joined[c].type())), else_=joined[c]) for c in KNOWN if c != "payee_level"},
        payee_level=ibis.cases((other, joined.grant_level), else_=ibis.coalesce(joined.payee_level, joined.grant_level)),
    )
    return _with_refunds(rows)


def _with_refunds(rows: ir.Table) -> ir.Table:
    """Pair each refund (negative row) with one payment of the same person, programme, size and period; a refund without
    a period takes back the latest payment of that size."""
    rows = rows.mutate(period_key=rows.period_from.cast("string").fill_null(""), size=rows.amount.abs())
    back = rows.filter(_.succeeded, _.amount < 0, _.id_no.notnull())
    same = back.group_by("id_no", "item", "size", "period_key").agg(refunds=_.count())
    undated = same.filter(_.period_key == "").select("id_no", "item", "size", undated="refunds")
    newest = [_.pay_date.desc(), _.batch_no, _.row_id]
    paid = rows.filter(_.succeeded, _.amount > 0, _.id_no.notnull())
    nth = paid.mutate(nth=ibis.row_number().over(group_by=["id_no", "item", "size", "period_key"], order_by=newest))
    matched = nth.left_join(same, ["id_no", "item", "size", "period_key"]).select(nth, taken=(_.nth < _.refunds).fill_null(False))
    left = matched.filter(~_.taken, _.period_key != "")
    left = left.mutate(place=ibis.row_number().over(group_by=["id_no", "item", "size"], order_by=newest))
    by_undated = left.inner_join(undated, ["id_no", "item", "size"]).filter(_.place < _.undated)
    taken = ibis.union(matched.filter(_.taken).select(taken_row="row_id"), by_undated.select(taken_row="row_id"))
    joined = rows.left_join(taken, [rows.row_id == taken.taken_row])
    said = says(TAKEN_BACK, joined.remark).fill_null(False)
    return joined.select(*(c for c in rows.columns if c not in ("period_key", "size")), x_ret=joined.taken_row.notnull() | said)


def accusable(rows: ir.Table) -> ir.Table:
    """Only money that reached somebody: failed, waiting and negative rows are never accused."""
    return rows.filter(_.succeeded, _.amount > 0)


def interval(text: ir.StringValue) -> ir.IntegerValue:
    """Months of a frequency or of a standard's unit; null for 一次性, 次, 亩, 人, 户 and unknown ones."""
    return ibis.cases(*((text == word, months) for word, months in MONTHS), else_=ibis.null("int32"))


def with_slot(rows: ir.Table) -> ir.Table:
    """Add the slot a row pays for in running months: slot_from, slot_to, and the months it covers.

    The stated period, unless it is longer than the programme's interval and several rows share it (补贴年度 2019 on a monthly
    programme): then the interval in which the row was paid, and the row covers its share of the period. A row that pays the standard
    of the whole stated period keeps it. Without a period: the interval of pay_date (month where unknown, year for 一次性).
    """
    every = interval(rows.frequency)
    rows = rows.mutate(every=every, stated=month(rows.period_to) - month(rows.period_from) + 1)
    rows = rows.mutate(step=ibis.coalesce(_.every, ibis.cases((_.frequency == "一次性", 12), else_=1)).cast("int32"))
    rows = rows.mutate(paid_from=month(_.pay_date) - (month(_.pay_date) - 1) % _.step)
    shared = rows.filter(_.succeeded, _.amount > 0).group_by("id_no", "item", "period_from", "period_to").agg(slots=_.paid_from.nunique(), sharing=_.count())
    same = ["id_no", "item", "period_from", "period_to"]
    rows = rows.left_join(shared, same).select(rows, "slots", "sharing")
    whole = (rows.period_standard * rows.stated <= rows.amount).fill_null(False)
    refined = (rows.stated.isnull() | ((rows.every < rows.stated) & (rows.sharing > 1) & ~whole)).fill_null(False) & rows.pay_date.notnull()
    spread = (rows.stated + rows.slots - 1) // rows.slots
    return rows.mutate(
        slot_from=ibis.cases((refined, rows.paid_from), else_=month(rows.period_from)),
        slot_to=ibis.cases((refined, rows.paid_from + rows.step - 1), else_=month(rows.period_to)),
        covers=ibis.cases((rows.stated.isnull(), rows.every), (refined, spread), else_=rows.stated).cast("int32"),
    ).drop("slots", "sharing", "paid_from", "stated", "step")


def with_standard(rows: ir.Table, programme_standard: ir.Table) -> ir.Table:
    """Add the programme's standard over the row's period: in_force, per, and period_standard (its amount for one month, when per is 月).

    Where the standard rose within the period, the higher one counts, in favour of the payee.
    """
    begins = ibis.coalesce(rows.period_from, rows.pay_date)
    ends = ibis.coalesce(rows.period_to, rows.pay_date)
    dated = rows.mutate(begins=begins, ends=ends)
    valid = programme_standard.filter(_.standard > 0).rename(of_code="programme_code")
    fits = dated.inner_join(
        valid,
        [
            dated.programme_code == valid.of_code,
            dated.ends >= valid.valid_from,
            (dated.begins < valid.valid_to) | valid.valid_to.isnull(),
        ],
    )
    best = one_per(fits, "row_id", [_.standard_right.desc(), _.per]).select(for_row="row_id", in_force="standard_right", per="per")
    joined = rows.left_join(best, [rows.row_id == best.for_row])
    return joined.select(
        rows, "in_force", "per", period_standard=ibis.cases((joined.per == "月", joined.in_force), else_=ibis.null(MONEY))
    )


def lawful_amount(rows: ir.Table) -> ir.DecimalValue:
    """What the row may pay by the standard in force, else by the row's own standard; null when neither is known.

    By the month, season, term or year: the intervals that the row covers (one begun counts whole), times the persons when the unit
    says so. By 亩, 人, 户, 次: the quantity. The row's own standard goes by the quantity, and by months on a monthly programme.
    """
    quantity = ibis.coalesce(rows.quantity.nullif(0), ibis.literal(1, type="decimal(18,4)"))
    by_month = rows.unit.re_search("月").fill_null(False) & rows.quantity.notnull()
    persons = rows.unit.re_search("人|口|名").fill_null(False)
    per = ibis.coalesce(interval(rows.per), 1)
    step = ibis.least(ibis.coalesce(rows.every, per), per)
    covered = ibis.coalesce(ibis.cases((by_month, rows.quantity.ceil().cast("int32"))), rows.covers, step)
    heads = ibis.cases((persons, quantity), else_=ibis.literal(1, type="decimal(18,4)"))
    timed = share((rows.in_force * heads).round(2).cast(MONEY), (covered + step - 1) // step * step, per)
    counted = (rows.in_force * quantity).round(2).cast(MONEY)
    own = (rows.standard.nullif(0) * quantity).round(2).cast(MONEY)
    months = ibis.cases((by_month | rows.unit.re_search("亩").fill_null(False), 1), (rows.frequency == "月", ibis.coalesce(rows.covers, 1)), else_=1)
    # A quantity equal to the months is those months, not persons; three monthly standards in a quarter are no excess either.
    times = ibis.cases((quantity == rows.covers, 1), (rows.amount == own * rows.covers, rows.covers), else_=months)
    return ibis.cases((rows.in_force.notnull() & interval(rows.per).notnull(), timed), (rows.in_force.notnull(), counted), else_=(own * times).cast(MONEY))


def is_arrears(rows: ir.Table) -> ir.BooleanValue:
    return says(ARREARS, rows.remark, rows.batch_no, rows.programme)


def excess(rows: ir.Table, tolerance) -> ir.Table:
    """Rows paid more than the lawful amount by more than the tolerance."""
    return rows.mutate(excess=rows.amount - rows.lawful).filter(_.excess > money(tolerance))

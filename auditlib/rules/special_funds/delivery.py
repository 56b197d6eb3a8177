"""How and when a benefit reached the person (FUND-12)."""

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.dates import month
from auditlib.models.payees import persons, with_payee
from auditlib.models.payments import accusable, payments
from auditlib.models.texts import claim, said
from auditlib.models.vocabulary import exists, first_true, lookup


def late(rows: ir.Table, paid: ir.Table, days: int, repay_days: int) -> ir.Table:
    """``paid``: money arrived more than ``days`` after the period that it is for; ``rows`` holds the refused payments too."""
    key = ["id_no", "item", "period_from"]
    late = paid.mutate(days=paid.pay_date.delta(paid.period_to, unit="day")).filter(_.days > days)
    refused = rows.filter(~_.succeeded, _.pay_date.delta(_.period_to, unit="day") <= days)
    late = lookup(late, refused.group_by(key).agg(refused_on=_.pay_date.max()), key)
    late = claim(late, "x_top_up", "payment.top_up", late.remark, late.batch_no)
    yearly = (late.frequency == "年") | (month(late.period_to) - month(late.period_from) >= 11)
    return late.mutate(
        thing=late.programme + "｜" + late.batch_no.fill_null("") + "｜" + late.pay_date.cast("string"),
        x_income=said("payment.yearly_income", late.programme) & yearly,
        x_event=(late.frequency == "一次性").fill_null(False),
        x_repaid=(late.pay_date.delta(late.refused_on, unit="day") <= repay_days).fill_null(False),
    ).drop("x_institution", "x_proxy")


def untimed(benefit_payment: ir.Table, programme: ir.Table, programme_standard: ir.Table) -> ir.Table:
    """Payments that went to the person's own account as far as is told, of which nobody knows whether in time: without a day, or without
    the end of a period. What is paid once goes by no period."""
    paid = accusable(payments(benefit_payment, programme, programme_standard))
    paid = paid.filter(_.pay_date.isnull() | _.period_to.isnull(), (_.frequency != "一次性").fill_null(True))
    by_hand = said("payment.by_hand", paid.remark).fill_null(False)
    paid = with_payee(paid).filter(~(_.other.fill_null(False) | _.x_village | _.x_institution | by_hand))
    return paid.select("row_id", not_judged=ibis.literal("没有发放日期或所属期，是否及时不知道"))


def not_to_the_card(paid: ir.Table) -> ir.Table:
    """``paid`` through the village's account, or through one person's for several households."""
    others = paid.filter(_.other)
    shared = others.group_by("account_no").agg(**persons(others)).filter((_.homes > 1) | ((_.homes == 0) & (_.persons > 1)))
    rows = exists(paid, shared, "account_no", "for_several")
    by_hand = (rows.other & rows.for_several).fill_null(False) | said("payment.by_hand", rows.remark).fill_null(False)
    way = first_true({"村集体代发": rows.x_village, "个人或单位代发": by_hand | rows.x_institution})
    return rows.mutate(way=way, thing=_.account_no).filter(_.way.notnull())

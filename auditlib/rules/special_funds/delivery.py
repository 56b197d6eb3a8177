"""How and when a benefit reached the person (FUND-12)."""

from __future__ import annotations

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.dates import month
from auditlib.models.payees import persons
from auditlib.models.texts import claim, said
from auditlib.models.vocabulary import subquery

COLUMNS = ("row_id", "programme", "period_from", "period_to", "pay_date", "amount", "account_name")
NO = ibis.literal(False)


def late(rows: ir.Table, paid: ir.Table, days: int, repay_days: int) -> ir.Table:
    """``paid``: money arrived more than ``days`` after the period that it is for; ``rows`` holds the refused payments too."""
    late = paid.mutate(days=paid.pay_date.delta(paid.period_to, unit="day")).filter(_.days > days)
    refused = rows.filter(~_.succeeded, _.id_no.notnull(), _.pay_date.delta(_.period_to, unit="day") <= days)
    refused = refused.group_by(r_id=_.id_no, r_item=_.item, r_from=_.period_from).agg(refused_on=_.pay_date.max())
    late = subquery(late.left_join(refused, [("id_no", "r_id"), ("item", "r_item"), ("period_from", "r_from")]))
    late = claim(late, "x_top_up", "payment.top_up", late.remark, late.batch_no)
    yearly = (late.frequency == "年") | (month(late.period_to) - month(late.period_from) >= 11)
    return late.select(
        *COLUMNS,
        "days",
        "x_returned",
        "x_returned_words",
        "x_top_up",
        "x_top_up_words",
        x_ret="refunded",
        aspect=ibis.literal("发放不及时"),
        way=ibis.null("string"),
        severity=ibis.literal("L"),
        thing=late.programme + "｜" + late.batch_no.fill_null("") + "｜" + late.pay_date.cast("string"),
        x_income=said("payment.yearly_income", late.programme) & yearly,
        x_event=(late.frequency == "一次性").fill_null(False),
        x_repaid=(late.pay_date.delta(late.refused_on, unit="day") <= repay_days).fill_null(False),
        x_institution=NO,
        x_proxy=NO,
    )


def not_to_the_card(paid: ir.Table) -> ir.Table:
    """``paid`` through the village's account, or through one person's for several households."""
    others = paid.filter(_.other.fill_null(False), _.account_no.notnull())
    shared = others.group_by(of_account=_.account_no).agg(**persons(others)).filter((_.homes > 1) | ((_.homes == 0) & (_.persons > 1)))
    rows = subquery(paid.left_join(shared, [("account_no", "of_account")]))
    by_hand = (rows.other & rows.of_account.notnull()).fill_null(False) | said("payment.by_hand", rows.remark).fill_null(False)
    rows = rows.mutate(
        way=ibis.cases((rows.x_village, "村集体代发"), (by_hand | rows.x_institution, "个人或单位代发"), else_=ibis.null("string"))
    )
    return subquery(rows.filter(_.way.notnull())).select(
        *COLUMNS,
        "x_returned",
        "x_returned_words",
        days=ibis.null("int64"),
        x_ret="refunded",
        aspect=ibis.literal("未直发到卡"),
        way=_.way,
        thing=_.account_no,
        severity=ibis.literal("M"),
        x_income=NO,
        x_event=NO,
        x_top_up=NO,
        x_top_up_words=ibis.null("string"),
        x_repaid=NO,
        x_institution=_.x_institution,
        x_proxy=_.x_proxy,
    )

"""Sales of poverty-relief products (CONS-01 to CONS-03)."""

from __future__ import annotations

import ibis
from ibis import _

from auditlib.models import sales as orders
from auditlib.models.amounts import MONEY, NO_AMOUNT, money, share
from auditlib.models.texts import claim, said
from auditlib.models.vocabulary import FALSE, breach, one_per
from auditlib.rules.catalogue import rule


@rule(
    "CONS-01",
    basis="cons.list_from",
    severity="M",
    strength="B",
    amount="I",
    matter="supplier_name",
    decides=("amount", "cert_no?", "linked_hh?"),
    needs="consumption_sales.cert_no|consumption_sales.linked_hh",
    claims="x_local",
)
def not_a_poverty_product(consumption_sales, *, policy):
    """Sale counted as help whose product is not recognised, or that names no poor household who gains by it.

    Before the lists of recognised products began, where the place itself recognised the product, and outside the provinces that the lists
    cover only the link to households counts; where the supplier sits is asked of its number, then of its name, and is otherwise not known: then
    an unrecognised product is not judged. A column that nobody filled says nothing; cancelled and returned orders are no sales.
    """
    sales = orders.counted(consumption_sales)
    from_day = ibis.date(policy.value("cons.list_from"))
    uncertified = sales.cert_no.isnull() & (sales.cert_no.count().over(ibis.window()) > 0)
    unlinked = orders.nobody(sales.linked_hh) & (sales.linked_hh.count().over(ibis.window()) > 0)
    found = sales.mutate(uncertified=uncertified, unlinked=unlinked).filter(_.amount > 0, _.uncertified | _.unlinked)
    found = claim(found.mutate(listed=orders.of_listed_province(found)), "local", "sale.recognised_here", _.remark)
    linked = ~found.unlinked
    known = found.mutate(
        x_before_list=linked & (found.sale_date < from_day),
        x_local=ibis.ifelse(linked, found.local, FALSE),
        x_platform=linked & said("sale.certified_platform", found.platform).fill_null(False),
        x_province=ibis.ifelse(linked, ~found.listed, FALSE),
    )
    open_ = known.x_province.isnull() & ~(
        known.x_before_list | known.x_platform | known.x_local.fill_null(False) | known.taken_back
    ).fill_null(False)
    return breach(
        known,
        "supplier_name product cert_no linked_hh x_before_list x_local x_platform x_province",
        on=_.sale_date,
        amount=_.amount,
        ground=ibis.cases((_.uncertified & _.unlinked, "未认定且无带动贫困户"), (_.uncertified, "产品未认定"), else_="无带动贫困户"),
        not_judged=ibis.ifelse(open_, "不知供应商是否在认定名录覆盖的省份", ibis.null("string")),
        x_local_words="local_words",
        x_ret=_.taken_back,
    )


@rule(
    "CONS-02",
    basis=("cons.price_ratio", "cons.round_unit", "cons.month_end_days"),
    severity="M",
    strength="A",
    amount="I",
    matter="thing",
    decides=("amount", "order_status?"),
    claims=("x_supplement", "x_holding"),
)
def inflated_sales(consumption_sales, business_registration=None, *, policy):
    """Sale counted twice, reversed but still counted, sold to oneself, priced above the market, or a round lump at the end of a month.

    Twice: one invoice number, supplier, product and amount in two rows; the later is accused. Goods of one invoice are several lines.
    Above the market: the excess over the market price is the amount. A round lump without quantity and invoice only ranks samples (C).
    """
    sales = orders.once_listed(consumption_sales)
    return ibis.union(
        orders.twice(sales),
        orders.reversed_(sales),
        orders.to_oneself(sales, business_registration),
        orders.overpriced(sales, policy.value("cons.price_ratio")),
        orders.round_lumps(sales, policy.value("cons.round_unit"), int(policy.value("cons.month_end_days"))),
    )


@rule(
    "CONS-03",
    basis="cons.reserve_ratio",
    severity="L",
    strength="A",
    amount="N",
    matter="buyer",
    decides=("buyer", "sale_date"),
    claims="x_voluntary",
)
def reserve_not_met(consumption_sales, *, policy, as_of):
    """Unit whose purchases of the year stay below the share of its budget that it reserved, or that deducts purchases from wages.

    The share is the unit's own; from 2021 at least the general one. Without a budget or a share a unit is not judged. The shortfall is
    no amount in violation.
    """
    sales = orders.counted(consumption_sales).filter(_.sale_date.notnull())
    year = sales.sale_date.year()
    general = policy.at("cons.reserve_ratio", sales.sale_date)
    own, general = ((percent * 100).cast("int64") for percent in (sales.reserved_share, general))
    sales = sales.mutate(year=year, due=ibis.coalesce(ibis.greatest(own, general), own, general))
    units = (
        sales.filter(_.buyer.notnull())
        .group_by("buyer", "year")
        .agg(bought=_.amount.sum(where=~_.taken_back).cast(MONEY), budget=_.reserved_budget.max(), due=_.due.max())
    )
    units = units.filter(_.budget > 0).mutate(bought=_.bought.fill_null(money(0)), target=share(_.budget, _.due, 10_000))
    short = units.filter(_.bought < _.target)
    last = one_per(sales.filter(_.reserved_budget.notnull()), ["buyer", "year"], [_.sale_date.desc(), _.order_no, _.row_id])
    short = last.inner_join(short, ["buyer", "year"])
    forced = sales.filter(said("sale.from_wages", sales.paid_from, sales.remark), _.amount > 0)
    forced = claim(forced, "x_voluntary", "sale.voluntary", forced.paid_from, forced.remark)
    return ibis.union(
        breach(
            short,
            "buyer paid_from bought target",
            on=_.sale_date,
            amount=(_.target - _.bought),
            ground=ibis.literal("预留份额未完成"),
            aspect=ibis.literal("预留份额未完成"),
            x_year_open=_.year >= as_of.year if (as_of.month, as_of.day) != (12, 31) else _.year > as_of.year,
            x_voluntary=FALSE,
            x_voluntary_words=ibis.null("string"),
        ),
        breach(
            forced,
            "buyer paid_from",
            on=_.sale_date,
            amount=NO_AMOUNT,
            bought=NO_AMOUNT,
            target=NO_AMOUNT,
            ground=ibis.literal("从工资扣款"),
            aspect=ibis.literal("从工资扣款"),
            x_year_open=FALSE,
            x_voluntary="x_voluntary",
            x_voluntary_words="x_voluntary_words",
        ),
    )

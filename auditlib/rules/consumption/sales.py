"""Sales of poverty-relief products (CONS-01 to CONS-03)."""

from decimal import Decimal

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY, money, percent, product, share
from auditlib.models.sales import BACK, counted, nobody, of_listed_province, once_listed
from auditlib.models.texts import answered, claim, said
from auditlib.models.vocabulary import breach, first_true, kinds, left_empty, lookup, one_per, unread
from auditlib.rules.catalogue import ABSENT, rule

PRICED, LUMP = "价格高于市场价", "月末整数一笔计入"


@rule(
    "CONS-01",
    basis="cons.list_from",
    severity="M",
    strength="B",
    amount="I",
    matter="supplier_name",
    decides=("amount", "cert_no?", "linked_hh?", "sale_date?", "order_status?"),
    tests=("cert_no", "linked_hh"),
    claims="x_local",
)
def not_a_poverty_product(consumption_sales, *, policy):
    """Sale counted as help whose product is not recognised, or that names no poor household who gains by it.

    Before the lists of recognised products began, where the place itself recognised the product, and outside the provinces that the lists
    cover only the link to households counts; where the supplier sits is asked of its number, then of its name, and is otherwise not known:
    then an unrecognised product is not judged, nor one sold on no day. A column that a list does not fill says nothing; cancelled and
    returned orders are no sales.
    """
    sales = _asked(counted(consumption_sales))
    found = claim(sales.filter(_.amount > 0, _.uncertified | ~_.linked), "local", "sale.recognised_here", _.remark)
    found = found.mutate(
        x_before_list=_.linked & (_.sale_date < ibis.date(policy.value("cons.list_from"))),
        x_local=_.linked & _.local,
        x_platform=_.linked & said("sale.certified_platform", found.platform).fill_null(False),
        x_province=_.linked & ~_.listed,
    )
    cleared = (found.x_before_list | found.x_platform | found.x_local | found.taken_back).fill_null(False)
    return breach(
        found,
        "supplier_name product cert_no linked_hh x_before_list x_local x_platform x_province",
        on=_.sale_date,
        amount=_.amount,
        ground=first_true({"未认定且无带动贫困户": _.uncertified & ~_.linked, "产品未认定": _.uncertified}, "无带动贫困户"),
        not_judged=first_true(
            {
                "不知供应商是否在认定名录覆盖的省份": _.x_province.isnull() & ~cleared,
                "不知是否在认定名录开始之后销售": _.x_before_list.isnull() & ~cleared & ~_.x_province.fill_null(False),
            }
        ),
        x_local_words="local_words",
        x_ret=_.taken_back,
    )


def _asked(sales: ir.Table) -> ir.Table:
    """Add uncertified (no number of recognition), linked (not to nobody) and listed; what a list does not ask of any sale, it does not hold
    against one."""
    no_number = answered(sales.cert_no).isnull() & sales.cert_no.notnull()
    no_household = nobody(sales.linked_hh) & sales.linked_hh.notnull()
    return sales.mutate(
        uncertified=(no_number | left_empty(sales, "cert_no")).fill_null(False),
        linked=~(no_household | left_empty(sales, "linked_hh")).fill_null(False),
        listed=of_listed_province(sales),
    )


@rule(
    "CONS-02",
    basis=("cons.price_ratio", "cons.round_unit", "cons.month_end_days"),
    severity="M",
    strength="A",
    amount="I",
    matter="thing",
    decides=("amount", "order_status?"),
    tests=("invoice_no", "order_status", "buyer", "supplier_name", "price", "market_price"),
    exceeds="cons.price_ratio",
    claims=("x_supplement", "x_holding"),
)
def inflated_sales(consumption_sales, business_registration=ABSENT, *, policy):
    """Sale counted twice, reversed but still counted, sold to oneself, priced above the market, or a round lump at the end of a month.

    Twice: one invoice number, supplier, product and amount in two rows; the later is accused. Goods of one invoice are several lines.
    Above the market: the excess over the market price is the amount. A round lump without quantity and invoice only ranks samples (C).
    """
    listed, sales = once_listed(consumption_sales), counted(consumption_sales).filter(_.amount > 0)
    found = kinds(
        {
            "同一发票重复统计": _twice(sales),
            "订单取消或退货仍计入": listed.filter(_.order_status.isin(BACK), _.amount > 0),
            "买卖双方为同一或关联方": _to_oneself(sales, business_registration),
            PRICED: _overpriced(sales, policy.value("cons.price_ratio")),
            LUMP: _round_lumps(sales, policy.value("cons.round_unit"), int(policy.value("cons.month_end_days"))),
            "未判断": _garbled(sales),
        }
    ).mutate(ground=_.aspect, x_ret=_.taken_back)
    return breach(
        found,
        "buyer supplier_name product invoice_no price market_price ground ratio x_lines x_supplement x_holding x_ret "
        "x_supplement_words x_holding_words aspect thing related not_judged",
        on="sale_date",
        amount=ibis.ifelse(_.aspect == PRICED, _.excess, _.amount),
        strength=first_true({"C": _.aspect == LUMP, "A": _.aspect != PRICED}),
    )


def _twice(sales: ir.Table) -> ir.Table:
    """One invoice, supplier, product and amount in a further row; an order of its own with another day may be a part settled later."""
    key = ["invoice_no", "supplier_name", "amount"]
    first = one_per(sales, key, [_.sale_date.asc(nulls_first=False), _.order_no, _.product, _.row_id])
    again = sales.inner_join(first.select(*key, first_row="row_id", first_product="product"), key).filter(_.row_id != _.first_row)
    again = again.mutate(thing=_.invoice_no, related=ibis.array([_.first_row]), x_lines=_.product != _.first_product)
    return claim(again, "x_supplement", "sale.split", _.remark)


def _to_oneself(sales: ir.Table, business_registration: ir.Table) -> ir.Table:
    """Buyer and seller are one, or have one legal representative."""
    heads = business_registration.group_by("ent_name").agg(head=_.legal_rep_id.min())
    rows = lookup(sales, heads.rename(buyer="ent_name", buyer_head="head"), "buyer")
    rows = lookup(rows, heads.rename(supplier_name="ent_name", seller_head="head"), "supplier_name")
    rows = rows.filter((_.buyer == _.supplier_name) | (_.buyer_head == _.seller_head))
    return claim(rows.mutate(thing=_.buyer + "｜" + _.supplier_name), "x_holding", "sale.not_counted", _.remark)


def _overpriced(sales: ir.Table, ratio: Decimal) -> ir.Table:
    """Price above so many times the market's: what was paid beyond the market price."""
    rows = sales.filter(_.market_price > 0, _.price > _.market_price * ibis.literal(ratio, type="decimal(6,4)"))
    excess = product(rows.price - rows.market_price, rows.quantity)
    return rows.mutate(excess=excess, ratio=percent(rows.price * 100, rows.market_price * 100))


def _round_lumps(sales: ir.Table, unit: Decimal, days: int) -> ir.Table:
    """A round sum on the last days of a month, without quantity and invoice."""
    month_end = (_.sale_date + ibis.interval(days=days)).month() != _.sale_date.month()
    nothing = [sales[c].isnull() & ~unread(sales, c) for c in ("quantity", "invoice_no")]
    return sales.filter(*nothing, _.amount % money(unit) == money(0), month_end)


def _garbled(sales: ir.Table) -> ir.Table:
    """Sales of which a cell that may tell a breach could not be read."""
    cells = {"发票号码": "invoice_no", "采购单位": "buyer", "供应商": "supplier_name", "单价": "price", "市场价格": "market_price"}
    told = first_true({f"“{header}”未能读出": unread(sales, column) for header, column in cells.items()})
    return sales.mutate(not_judged=told).filter(_.not_judged.notnull())


@rule(
    "CONS-03",
    basis="cons.reserve_ratio",
    severity="L",
    strength="A",
    amount="N",
    matter="buyer",
    decides=("buyer", "sale_date"),
    tests=("reserved_budget", "reserved_share", "paid_from", "remark"),
    exceeds="cons.reserve_ratio",
    claims="x_voluntary",
)
def reserve_not_met(consumption_sales, *, policy, as_of):
    """Unit whose purchases of the year stay below the share of its budget that it reserved, or that deducts purchases from wages.

    The share is the unit's own; from 2021 at least the general one. A unit of whose budget, share and purchases one is not known is not
    judged; one that reserved nothing has none to meet. The shortfall is no amount in violation.
    """
    sales = counted(consumption_sales).filter(_.sale_date.notnull())
    sales = sales.mutate(year=_.sale_date.year(), own=_.reserved_share, general=policy.at("cons.reserve_ratio", sales.sale_date))
    forced = sales.filter(said("sale.from_wages", sales.paid_from, sales.remark), (_.amount > 0).fill_null(True))
    forced = claim(forced, "x_voluntary", "sale.voluntary", forced.paid_from, forced.remark)
    open_from = as_of.year if (as_of.month, as_of.day) != (12, 31) else as_of.year + 1
    found = kinds({"预留份额未完成": _short(sales, _bought(once_listed(consumption_sales))), "从工资扣款": forced})
    found = found.mutate(ground=_.aspect, x_year_open=_.target.notnull() & (_.year >= open_from))
    return breach(
        found,
        "buyer paid_from bought target ground aspect x_year_open x_voluntary x_voluntary_words not_judged",
        on="sale_date",
        amount=_.target - _.bought,
        strength=first_true({"A": _.by_own.fill_null(True)}),
    )


def _bought(listed: ir.Table) -> ir.Table:
    """What each unit bought in a year, less what came back: an order and the row that takes it back both count, or the order's own state
    tells."""
    stands = ~_.order_status.isin(BACK).fill_null(False) | _.taken_back | (_.amount < 0)
    listed = listed.mutate(untold=_.amount.isnull() | unread(listed, "amount") | unread(listed, "order_status"))
    return listed.filter(stands).group_by("buyer", year=_.sale_date.year()).agg(bought=_.amount.sum(), untold=_.untold.any())


def _short(sales: ir.Table, bought: ir.Table) -> ir.Table:
    """The last row of each unit and year that bought less than its share: bought, target, ``by_own`` (less than its own share, too); told
    where one of budget, share and purchases is not known."""
    key = ["buyer", "year"]
    units = lookup(_targets(sales.filter(_.buyer.notnull()), key), bought, key).mutate(bought=_.bought.fill_null(0).cast(MONEY))
    unknown = {
        "食堂采购预算、预留比例只知其一": (units.budget.isnull() ^ units.own.isnull()) & units.target.isnull(),
        "采购金额或订单状态不明": (units.bought < units.target) & units.untold.fill_null(False),
    }
    units = units.mutate(not_judged=first_true(unknown)).filter(_.not_judged.notnull() | ((_.budget > 0) & (_.bought < _.target)))
    last = one_per(sales, key, [_.reserved_budget.isnull(), _.sale_date.desc(), _.order_no, _.row_id]).drop("own")
    return last.inner_join(units.select(*key, "bought", "target", "not_judged", by_own=(_.bought < _.of_own).fill_null(False)), key)


def _targets(sales: ir.Table, key: list[str]) -> ir.Table:
    """Units and years with budget, own share, and what is to be bought by what is due (target) and by their own share (of_own)."""
    units = sales.group_by(key).agg(
        budget=_.reserved_budget.max(),
        own=_.own.max(),
        due=ibis.coalesce(ibis.greatest(_.own, _.general), _.own, _.general).max(),
    )
    of = {"target": units.due, "of_own": units.own}
    return units.mutate(**{name: share(units.budget, (part * 100).cast("int64"), 10_000) for name, part in of.items()})

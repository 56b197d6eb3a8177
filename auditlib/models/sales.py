"""Sales of consumption-based help made ready, and the ways in which they are inflated (CONS rules)."""

from __future__ import annotations

from decimal import Decimal

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY, money, percent, product
from auditlib.models.prepared import prepared
from auditlib.models.texts import quoted, said
from auditlib.models.vocabulary import FALSE, UNKNOWN, lookup, one_copy, taken_back

#: Provinces whose products the national lists recognise, by the code that a firm's 统一社会信用代码 holds at its third place.
LISTED = (
    "13",
    "14",
    "15",
    "22",
    "23",
    "34",
    "36",
    "41",
    "42",
    "43",
    "45",
    "46",
    "50",
    "51",
    "52",
    "53",
    "54",
    "61",
    "62",
    "63",
    "64",
    "65",
)
BACK = ("取消", "退货")
CONTENT = ("order_no", "invoice_no", "buyer", "supplier_name", "product", "sale_date", "quantity", "amount")
EXCEPTIONS = ("x_lines", "x_supplement", "x_holding", "x_ret")
QUOTATIONS = ("x_supplement_words", "x_holding_words")


@prepared
def once_listed(consumption_sales: ir.Table) -> ir.Table:
    """Each sale once, though two offices list it; with ``taken_back``: a negative row of the order, or of invoice and product, cancels it."""
    sales = one_copy(consumption_sales, CONTENT)
    by_order = taken_back(sales, ["order_no"], day="sale_date").rename(by_order="taken_back")
    both = taken_back(by_order, ["invoice_no", "product"], day="sale_date")
    return both.mutate(taken_back=both.by_order | both.taken_back)


@prepared
def counted(consumption_sales: ir.Table) -> ir.Table:
    """Sales that stand: neither cancelled nor returned."""
    return once_listed(consumption_sales).filter(~_.order_status.isin(BACK).fill_null(False))


def nobody(linked: ir.StringValue) -> ir.BooleanValue:
    """No household named, or none counted."""
    return linked.isnull() | linked.re_search(r"^\s*0+(\.0+)?\s*户?$")


def of_listed_province(rows: ir.Table) -> ir.BooleanValue:
    """Whether the supplier sits in a province that the lists of recognised products cover: by its number, else by its name; null unknown."""
    code = rows.uscc.re_extract("^[0-9A-Z]{2}([0-9]{2})[0-9]{4}[0-9A-Z]{10}$", 1).nullif("")
    named = ibis.cases(
        (said("place.listed_province", rows.supplier_name), True), (said("place.shandong", rows.supplier_name), False), else_=UNKNOWN
    )
    return ibis.ifelse(code.notnull(), code.isin(LISTED), named)


def twice(sales: ir.Table) -> ir.Table:
    """One invoice, supplier, product and amount in a further row; an order of its own with another day may be a part settled later."""
    rows = sales.filter(_.invoice_no.notnull(), _.amount > 0, ~_.order_status.isin(BACK).fill_null(False))
    key = ["invoice_no", "supplier_name", "amount"]
    rows = rows.mutate(
        nth=ibis.row_number().over(group_by=key, order_by=[_.sale_date.asc(nulls_first=False), _.order_no, _.product, _.row_id])
    )
    first = rows.filter(_.nth == 0).select(*key, first_row="row_id", first_product="product", first_quantity="quantity")
    again = rows.filter(_.nth > 0).inner_join(first, key)
    other = (again.product != again.first_product).fill_null(False)
    return _found(
        again,
        "同一发票重复统计",
        again.amount,
        related=ibis.array([again.first_row]),
        thing=again.invoice_no,
        x_lines=other,
        **_claimed("x_supplement", "sale.split", again.remark),
        x_ret=again.taken_back,
    )


def reversed_(sales: ir.Table) -> ir.Table:
    """Cancelled or returned, and still there with its whole amount."""
    rows = sales.filter(_.order_status.isin(BACK), _.amount > 0)
    return _found(rows, "订单取消或退货仍计入", rows.amount, x_ret=rows.taken_back)


def to_oneself(sales: ir.Table, businesses: ir.Table | None) -> ir.Table:
    """Buyer and seller are one, or have one legal representative."""
    rows = sales.filter(_.buyer.notnull(), _.supplier_name.notnull(), _.amount > 0, ~_.order_status.isin(BACK).fill_null(False))
    if businesses is None:
        rows = rows.mutate(one_head=ibis.literal(False))
    else:
        bosses = businesses.filter(_.legal_rep_id.notnull(), _.ent_name.notnull()).group_by("ent_name").agg(boss=_.legal_rep_id.min())
        rows = lookup(
            lookup(rows, bosses.rename(buyer="ent_name", buyer_boss="boss"), "buyer"),
            bosses.rename(supplier_name="ent_name", seller_boss="boss"),
            "supplier_name",
        )
        rows = rows.mutate(one_head=(rows.buyer_boss == rows.seller_boss).fill_null(False))
    rows = rows.filter((_.buyer == _.supplier_name) | _.one_head)
    pair = rows.buyer + "｜" + rows.supplier_name
    return _found(
        rows,
        "买卖双方为同一或关联方",
        rows.amount,
        thing=pair,
        x_ret=rows.taken_back,
        **_claimed("x_holding", "sale.not_counted", rows.remark),
    )


def overpriced(sales: ir.Table, ratio: Decimal) -> ir.Table:
    """Price above so many times the market's: what was paid beyond the market price."""
    rows = sales.filter(
        _.market_price > 0,
        _.price > (_.market_price * ibis.literal(ratio, type="decimal(6,4)")),
        ~_.order_status.isin(BACK).fill_null(False),
    )
    excess = product(rows.price - rows.market_price, rows.quantity)
    told = percent(rows.price * 100, rows.market_price * 100)
    return _found(rows, "价格高于市场价", excess, ratio=told, x_ret=rows.taken_back)


def round_lumps(sales: ir.Table, unit: Decimal, days: int) -> ir.Table:
    """A round sum on the last days of a month, without quantity and invoice: ranks samples."""
    rows = sales.filter(_.quantity.isnull(), _.invoice_no.isnull(), _.amount > 0, ~_.order_status.isin(BACK).fill_null(False))
    whole = (rows.amount % money(unit)) == money(0)
    month_end = (rows.sale_date + ibis.interval(days=days)).month() != rows.sale_date.month()
    return _found(
        rows.filter(whole & month_end),
        "月末整数一笔计入",
        rows.filter(whole & month_end).amount,
        strength="C",
        x_ret=rows.filter(whole & month_end).taken_back,
    )


def _claimed(column: str, concept: str, text: ir.StringValue) -> dict[str, ir.Value]:
    return {column: said(concept, text), f"{column}_words": quoted(concept, text)}


def _found(
    rows: ir.Table, ground: str, amount: ir.DecimalValue, strength="A", ratio=None, related=None, thing=None, **exceptions
) -> ir.Table:
    tested = {x: exceptions.get(x, FALSE) for x in EXCEPTIONS} | {x: exceptions.get(x, ibis.null("string")) for x in QUOTATIONS}
    return rows.select(
        "row_id",
        "buyer",
        "supplier_name",
        "product",
        "invoice_no",
        "price",
        "market_price",
        occurred_on=rows.sale_date,
        questioned_amount=amount,
        ground=ibis.literal(ground),
        aspect=ibis.literal(ground),
        thing=ibis.null("string") if thing is None else thing,
        ratio=ibis.null(MONEY) if ratio is None else ratio,
        strength=ibis.literal(strength),
        related=ibis.null("array<int64>") if related is None else related,
        **tested,
    )

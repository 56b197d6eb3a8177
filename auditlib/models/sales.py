"""Sales of consumption-based help made ready for the rules: each once, less what was taken back."""

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.prepared import prepared
from auditlib.models.texts import answered, said
from auditlib.models.vocabulary import UNKNOWN, one_copy, taken_back

#: Provinces whose products the national lists recognise, by the code that a firm's 统一社会信用代码 holds at its third place.
LISTED = "13 14 15 22 23 34 36 41 42 43 45 46 50 51 52 53 54 61 62 63 64 65".split()
BACK = ("取消", "退货")
CONTENT = ("order_no", "invoice_no", "buyer", "supplier_name", "product", "sale_date", "quantity", "amount")


@prepared
def once_listed(consumption_sales: ir.Table) -> ir.Table:
    """Each sale once, though two offices list it; with ``taken_back``: a negative row of the order, or of invoice and product, cancels
    it."""
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
    return answered(linked).isnull() | linked.re_search(r"^\s*0+(\.0+)?\s*户?$")


def of_listed_province(rows: ir.Table) -> ir.BooleanValue:
    """Whether the supplier sits in a province that the lists of recognised products cover: by its number, else by its name; null
    unknown."""
    code = rows.uscc.re_extract("^[0-9A-Z]{2}([0-9]{2})[0-9]{4}[0-9A-Z]{10}$", 1).nullif("")
    named = ibis.cases(
        (said("place.listed_province", rows.supplier_name), True), (said("place.shandong", rows.supplier_name), False), else_=UNKNOWN
    )
    return ibis.ifelse(code.notnull(), code.isin(LISTED), named)

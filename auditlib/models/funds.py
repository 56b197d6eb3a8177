"""Special funds as they came and went: allocations, each once, with what became of them by the lists of payments."""

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY, NO_AMOUNT
from auditlib.models.dates import NO_DATE
from auditlib.models.identity import doc_no
from auditlib.models.texts import said
from auditlib.models.vocabulary import UNKNOWN, either, exists, lookup, one_copy

#: Content that makes rows of two lists one allocation, one payment.
ALLOCATION = ("doc_no", "project_no", "recipient_unit", "received_on", "amount")
PAID_OUT = ("voucher_no", "budget_doc_no", "project_no", "pay_date", "payee", "payee_account", "amount")


def allocations(budget_allocation: ir.Table, until: ir.DateValue) -> ir.Table:
    """Every allocation received by the day ``until``, once: of two lists that hold it the one by which less is left, with a day of issue
    from either."""
    elsewhere = ibis.ifelse(_.doc_no.notnull(), _.issued_on.min().over(ibis.window(group_by=ALLOCATION)), NO_DATE)
    rows = budget_allocation.mutate(
        issued_on=ibis.coalesce(_.issued_on, elsewhere), left=ibis.coalesce(_.balance, _.amount - _.used_amount)
    )
    return listed_once(rows, first="left").filter(_.received_on <= until, _.amount > 0).drop("left")


def listed_once(budget_allocation: ir.Table, first: str = "row_id") -> ir.Table:
    """`one_copy` of each allocation; one without the number of its document is a copy of none."""
    numbered = budget_allocation.doc_no.notnull()
    return either(one_copy(budget_allocation.filter(numbered), ALLOCATION, first), budget_allocation.filter(~numbered))


def for_next_year(rows: ir.Table) -> ir.BooleanValue:
    """Whether an allocation is for the year after its receipt: by its budget year or the one year that its name says, else by words
    (提前下达, which an allocation received late still calls itself); unknown where none of them tells."""
    named = rows.doc_name.re_extract("(?:^|[^-—－至到~～、0-9])(20[0-9]{2})年", 1).nullif("").cast("int32")
    year = ibis.coalesce(rows.budget_year.cast("int32"), named)
    in_advance = said("budget.in_advance", rows.doc_name, rows.remark).fill_null(False)
    return ibis.coalesce(year > rows.received_on.year(), ibis.ifelse(in_advance, True, UNKNOWN))


def standing(
    budget_allocation: ir.Table, treasury_payment: ir.Table, project_payment: ir.Table, until: ir.DateValue, transit_days: int
) -> ir.Table:
    """`allocations` with what of them is spent, parked (lies at the administration), in_transit (paid within so many days after) and idle;
    ``doubtful``: of a payment counted as spent the payee, the day or the amount is not told.

    ``idle`` is what is not spent or lies at a township: by the allocation's own columns, else by the payments; null where neither tells.
    What a negative entry took back of the document is idle no more, whether the balance was written before it or after.
    """
    late = until + ibis.interval(days=transit_days)
    rows = _with_taken(allocations(budget_allocation, until), budget_allocation, until)
    rows = _with_payments(rows, _treasury(treasury_payment), until, late)
    rows = _with_project_payments(rows, project_payment.filter((_.pay_date <= until).fill_null(True)))
    own = ibis.coalesce(rows.balance, rows.amount - rows.used_amount) + ibis.coalesce(rows.parked, 0)
    idle = ibis.coalesce(own, rows.amount - rows.spent)
    rows = rows.mutate(idle=ibis.ifelse(idle > rows.amount, rows.amount, idle).cast(MONEY))
    left = ibis.ifelse(rows.taken == rows.idle, 0, rows.amount - rows.taken - ibis.coalesce(rows.used_amount, rows.spent))
    left = ibis.greatest(ibis.least(ibis.coalesce(left, rows.idle), rows.idle), 0)
    return rows.mutate(idle=ibis.ifelse(rows.taken > 0, left, rows.idle).cast(MONEY))


def _with_taken(rows: ir.Table, budget_allocation: ir.Table, until: ir.DateValue) -> ir.Table:
    """Add taken: what negative entries of the same document (and project, where it has several) took back."""
    back = one_copy(budget_allocation, ALLOCATION).filter(_.amount < 0, (_.received_on <= until).fill_null(True))
    told = _by_document(back.mutate(doc=doc_no(back.doc_no))).agg(taken=-_.amount.sum())
    return lookup(_keyed(rows, told), told, "key").select(*rows.columns, taken=_.taken.fill_null(0).cast(MONEY))


def _by_document(rows: ir.Table) -> ir.Table:
    """Rows with ``doc`` grouped under ``key``: the document, and the document and project."""
    return either(rows.mutate(key=_.doc + "｜" + _.project_no), rows.mutate(key=_.doc)).group_by("key")


def _treasury(treasury_payment: ir.Table) -> ir.Table:
    """Payments of the treasury, each once: ``doc``, ``fiscal`` (to the administration itself), ``onward`` (from an account of the
    administration)."""
    paid = one_copy(treasury_payment, PAID_OUT)
    paid = paid.mutate(doc=doc_no(paid.budget_doc_no), fiscal=said("place.fiscal_body", paid.payee))
    own = paid.filter(_.fiscal).select(payer_account="payee_account")
    paid = exists(paid, own, "payer_account", "onward")
    return paid.mutate(onward=_.onward.fill_null(False))


def _with_payments(rows: ir.Table, paid: ir.Table, until: ir.DateValue, late: ir.DateValue) -> ir.Table:
    """Add spent (paid to others than the administration), parked (moved to it and not paid on) and in_transit, by what the payments say.

    A payment's document and project tell the allocation where that is one row, else the document where that is one. A list that names no
    document says nothing.
    """
    told = _by_document(paid).agg(
        to_others=_.amount.sum(where=~_.fiscal.fill_null(False) & (_.pay_date <= until).fill_null(True)),
        doubtful=(_.fiscal.isnull() | _.pay_date.isnull() | _.amount.isnull()).any(),
        to_fiscal=_.amount.sum(where=_.fiscal & ~_.onward & (_.pay_date <= until)),
        paid_on=_.amount.sum(where=_.onward & ~_.fiscal & (_.pay_date <= until)),
        after=_.amount.sum(where=~_.fiscal & (_.pay_date > until) & (_.pay_date <= late)),
    )
    rows = _keyed(rows, told).cross_join(told.agg(named=_.key.count()))
    rows = lookup(rows, told.mutate(met=True), "key")
    known = (rows.named > 0) & (rows.alone | rows.met).fill_null(False)
    parked = ibis.greatest(rows.to_fiscal.fill_null(0) - rows.paid_on.fill_null(0), 0)
    return rows.mutate(
        spent=ibis.ifelse(known, rows.to_others.fill_null(0).cast(MONEY), NO_AMOUNT),
        parked=ibis.ifelse(known, parked.cast(MONEY), NO_AMOUNT),
        in_transit=rows["after"].fill_null(0).cast(MONEY),
        doubtful=known & rows.doubtful.fill_null(False),
    )


def _keyed(rows: ir.Table, told: ir.Table) -> ir.Table:
    """Add ``key``, by which payments are told of an allocation, and ``alone``: no other allocation is of its document."""
    rows = rows.mutate(doc=doc_no(rows.doc_no))
    alike = {
        name: _.row_id.count().over(ibis.window(group_by=key)) for name, key in (("of_doc", ["doc"]), ("of_both", ["doc", "project_no"]))
    }
    rows = rows.mutate(**alike).mutate(alone=(_.of_doc == 1) & _.doc.notnull(), both=_.doc + "｜" + _.project_no)
    rows = exists(rows.mutate(both=ibis.ifelse(_.of_both == 1, _.both, None)), told.select(both="key"), "both", "by_project")
    return rows.mutate(key=ibis.cases((_.by_project.fill_null(False), _.both), (_.alone, _.doc), else_=ibis.null("string")))


def _with_project_payments(rows: ir.Table, project_payment: ir.Table) -> ir.Table:
    """Spent and parked after what the list of the projects' payments shows as paid on to others, the allocation received first paid
    first."""
    paid = project_payment.filter(~said("place.fiscal_body", project_payment.payee).fill_null(False))
    paid = paid.group_by("project_no").agg(of_project=_.amount.sum().cast(MONEY))
    earlier = ibis.window(group_by="project_no", order_by=["received_on", "row_id"], preceding=None, following=0)
    rows = lookup(rows.mutate(so_far=_.amount.sum().over(earlier), known=_.spent.fill_null(0)), paid, "project_no")
    shown = ibis.least(rows.of_project - rows.so_far + rows.amount, rows.amount)
    more = ibis.ifelse((shown > rows.known).fill_null(False) & rows.of_project.notnull(), shown - rows.known, 0)
    return rows.mutate(
        spent=ibis.ifelse(rows.spent.notnull() | rows.of_project.notnull(), (rows.known + more).cast(MONEY), NO_AMOUNT),
        parked=ibis.ifelse(rows.parked.notnull(), ibis.greatest(rows.parked - more, 0).cast(MONEY), NO_AMOUNT),
    )

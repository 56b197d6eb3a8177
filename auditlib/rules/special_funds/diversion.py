"""Spending from poverty funds, from the treasury's list and from the books of towns and villages, and what it was spent on (FUND-10,
FUND-11)."""

from decimal import Decimal
from functools import reduce
from operator import add

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.absent import absent
from auditlib.models.amounts import MONEY, NO_AMOUNT, money, share
from auditlib.models.funds import PAID_OUT, for_next_year, listed_once
from auditlib.models.identity import doc_no
from auditlib.models.texts import claim, said
from auditlib.models.vocabulary import TRUE, UNKNOWN, exists, filled, first_true, kinds, lookup, one_copy, subquery, taken_back, unread

#: What the negative list of 财农〔2017〕8号 forbids, by its headings: the concept of parameters/words/special_funds.yaml that says it.
FORBIDDEN = {
    "行政事业单位基本支出": "fund.office_expense",
    "交通工具及通讯设备": "fund.vehicles",
    "奖金津贴福利": "fund.bonus",
    "弥补企业亏损": "fund.company_losses",
    "楼堂馆所及职工住宅": "fund.office_buildings",
    "弥补预算缺口和偿还债务": "fund.deficits",
    "大中型基本建设": "fund.large_works",
    "城市基础设施和城市扶贫": "fund.town_works",
}


def spending(treasury_payment: ir.Table, voucher: ir.Table, budget_allocation: ir.Table) -> ir.Table:
    """Money spent, one row a payment or a debit line, that went out: book, unit, payee, occurred_on, amount, text, econ, source, and

    poverty: the money is a special poverty fund (by document, function code or the book's own words), unknown where nothing says of what
    fund it is; other: another channel's, unknown where nothing says so; misplaced; cash; x_ret (a later entry takes it back), x_returned
    (its text says so) and kept (neither).
    """
    return _went_out(kinds({"国库集中支付": _treasury(treasury_payment, budget_allocation), "镇街村级账": _voucher(voucher)}))


def in_cash(voucher: ir.Table, project_payment: ir.Table) -> ir.Table:
    """`spending` of which the books, or the list of the projects' payments, say whether it was in cash."""
    return _went_out(kinds({"镇街村级账": _voucher(voucher), "项目报账支付": _of_projects(project_payment)}))


def _treasury(treasury_payment: ir.Table, budget_allocation: ir.Table) -> ir.Table:
    t = one_copy(treasury_payment, PAID_OUT).filter(_.amount.notnull())
    t = exists(t.mutate(doc=doc_no(t.budget_doc_no)), budget_allocation.select(doc=doc_no(_.doc_no)), "doc", "ours")
    t = t.rename(unit="dept", occurred_on="pay_date", econ="econ_code")
    return t.select(
        *"row_id payee amount unit occurred_on econ".split(),
        text=_joined(t.project_name, t.purpose),
        source=ibis.coalesce(t.budget_doc_no, t.func_code),
        **_by_function(t),
        # Paid from a poverty document under a code outside 农林水支出.
        misplaced=t.ours & t.func_code.re_search("^ *2[0-9]{2}") & ~t.func_code.re_search("^ *213"),
    )


def _by_function(t: ir.Table) -> dict[str, ir.BooleanValue]:
    """poverty and other of the treasury's payments; other: a function code of another budget, on a document that is no poverty document."""
    func = said("fund.poverty_function", t.func_code)
    poverty = (t.ours | func).fill_null(False)
    named = poverty | said("fund.poverty", t.project_name, t.purpose).fill_null(False)
    return {
        "poverty": ibis.cases((named, True), (t.ours.isnull() & func.isnull(), UNKNOWN), else_=False),
        "other": ibis.cases((poverty, False), (func.notnull(), True), else_=UNKNOWN),
    }


def _voucher(voucher: ir.Table) -> ir.Table:
    v = _entries(voucher).filter(~said("fund.money_subject", _.subject_name).fill_null(False))
    debit = v.debit.fill_null(0) != 0
    back = (v.credit > 0).fill_null(False) & said("remark.returned", v.summary).fill_null(False)
    return v.filter(debit | back).select(
        *"row_id payee unit".split(),
        occurred_on="date",
        amount=ibis.ifelse(debit, v.debit, -v.credit).cast(MONEY),
        text=_joined(v.subject_name, v.summary),
        source=ibis.coalesce(v.fund_source, v.account_set),
        **_channel(v),
        cash=v.from_till | said("fund.paid_in_cash", v.cash) | v.cash.isin(("是", "√", "Y", "1")),
    )


def _channel(v: ir.Table) -> dict[str, ir.BooleanValue]:
    """poverty and other of a book's lines. A subject of another source (第一书记工作经费) says more than the book in which it stands."""
    elsewhere = (said("fund.other_source", v.subject_name) & v.fund_source.isnull()).fill_null(False)
    ours = said("fund.poverty", v.fund_source) | said("fund.fiscal_source", v.fund_source)
    named, book = said("fund.poverty", v.fund_source, v.subject_name, v.summary), said("fund.poverty", v.account_set)
    # A list that never names a fund says of none of its entries that it is another's; in one that does, an empty cell is the unit's own.
    untold = v.fund_source.isnull() & v.account_set.isnull() & ~elsewhere & (~filled(v.fund_source) | unread(v, "fund_source"))
    poverty = named.fill_null(False) | (book & ~elsewhere).fill_null(False)
    return {
        "poverty": ibis.cases((poverty, True), (untold, UNKNOWN), else_=False),
        "other": said("fund.other_source", v.fund_source) | elsewhere | ~ours,
    }


def _entries(voucher: ir.Table) -> ir.Table:
    """The lines of the books with ``from_till``: cash was credited in the same entry."""
    at = ("unit", "account_set", "period", "date", "voucher_no")
    v = subquery(voucher.mutate(entry=reduce(add, (voucher[c].cast("string").fill_null("") + "|" for c in at))))
    till = v.filter(said("fund.cash_subject", v.subject_name), _.credit > 0, _.voucher_no.notnull())
    return exists(v, till, "entry", "from_till")


def _of_projects(project_payment: ir.Table) -> ir.Table:
    """What the list of the projects' payments shows: all of it is poverty money."""
    rows = project_payment.filter(_.amount.notnull())
    return rows.select(
        *"row_id payee amount".split(),
        unit=ibis.coalesce(_.project_name, _.project_no),
        occurred_on="pay_date",
        text=_joined(rows.purpose, rows.stage, rows.remark),
        source="project_no",
        poverty=TRUE,
        cash=ibis.coalesce(_.cash, said("fund.paid_in_cash", rows.purpose, rows.remark)),
    )


def _joined(*texts: ir.StringValue) -> ir.StringValue:
    """The texts one after another, blank ones left out; null when all are blank."""
    whole = ibis.literal("")
    for text in texts:
        whole = whole + ibis.ifelse(text.isnull(), "", text + "；")
    return whole.nullif("")


def _went_out(rows: ir.Table) -> ir.Table:
    at = ibis.coalesce(_.unit, "") + "|" + ibis.coalesce(_.payee, "")
    rows = taken_back(rows.rename(book="aspect").mutate(at=at), ["book", "at"], day="occurred_on").filter(_.amount > 0)
    rows = claim(rows.rename(x_ret="taken_back"), "x_returned", "remark.returned", _.text)
    return subquery(rows.mutate(kept=~(_.x_ret | _.x_returned.fill_null(False))))


def uses(rows: ir.Table, codes: list[str]) -> ir.Table:
    """Spending of poverty money that the negative list names, with ``use`` (its heading), and x_code: only a code says so, the use is
    right; and, not_judged, what may be so.

    ``codes``: "30217 公务接待费" each.
    """
    number = rows.econ.re_extract("[0-9]{5}", 0)
    by_text, by_econ = (first_true({use: said(concept, text) for use, concept in FORBIDDEN.items()}) for text in (rows.text, rows.econ))
    fee = said("fund.management_fee", rows.text).fill_null(False)
    by_code = ibis.coalesce(first_true({code: number == code[:5] for code in codes}), by_econ)
    misplaced = first_true({"功能科目不符": rows.misplaced})
    rows = rows.mutate(
        fee=fee,
        use=ibis.ifelse(fee, "项目管理费", ibis.coalesce(by_text, by_code, misplaced)),
        x_code=ibis.cases((fee | by_text.notnull(), False), (by_code.isnull(), True), else_=said("fund.right_use", rows.text)),
    )
    blank = rows.poverty & rows.text.isnull() & rows.econ.isnull() & rows.use.isnull()
    told = {"没有写资金来源，是否扶贫资金不知道": rows.use.notnull() & rows.poverty.isnull(), "没有写用途和经济分类": blank}
    rows = rows.mutate(not_judged=first_true(told))
    helps = rows.other.fill_null(False) & said("fund.poverty", rows.text).fill_null(False)
    return subquery(rows.filter(rows.not_judged.notnull() | (rows.use.notnull() & (rows.poverty | helps))))


def above_the_fee(rows: ir.Table, budget_allocation: ir.Table, ratio: Decimal) -> ir.Table:
    """Add ``questioned``: of management fees what goes beyond the share of the year's central funds, of other uses the amount.

    Fees of one year add up in the order of their days, the treasury's and the books' each by itself: the same fee passes through both.
    """
    rows = _with_central_funds(rows.mutate(year=_.occurred_on.year()), budget_allocation)
    counted = rows.fee & rows.kept & rows.not_judged.isnull() & ~rows.other.fill_null(False)
    rows = rows.mutate(fee_limit=share(rows.central, int(ratio * 100), 10_000), counted=counted)
    so_far = ibis.window(group_by=["book", "year", "counted"], order_by=["occurred_on", "row_id"], preceding=None, following=0)
    rows = subquery(rows).mutate(over=_.amount.sum().over(so_far) - _.fee_limit)
    over = ibis.cases((rows.over <= 0, 0), (rows.more, NO_AMOUNT), (rows.over < rows.amount, rows.over), (rows.over.notnull(), rows.amount))
    return subquery(rows.mutate(questioned=ibis.ifelse(rows.fee, over, rows.amount).cast(MONEY)))


def _with_central_funds(rows: ir.Table, budget_allocation: ir.Table) -> ir.Table:
    """Add the ``central`` funds of the row's year (null: not known), and whether there may be ``more``: of a budget without its level, its
    amount or its year."""
    listed = listed_once(budget_allocation)
    received = listed.received_on.year() + for_next_year(listed).fill_null(False).cast("int32")
    listed = listed.mutate(year=ibis.coalesce(listed.budget_year.cast("int32"), received), ours=listed.level.contains("中央"))
    listed = listed.mutate(open=_.ours.isnull() | (_.ours & _.amount.isnull()))
    of_year = listed.group_by("year").agg(central=_.amount.sum(where=_.ours), more=_.open.any())
    undated = listed.agg(undated=(_.year.isnull() & _.ours.fill_null(True)).any().fill_null(False))
    rows = lookup(rows, of_year, "year").cross_join(undated)
    none = NO_AMOUNT if absent(budget_allocation) else ibis.ifelse(rows.year.notnull(), money(0), NO_AMOUNT)
    return subquery(rows.mutate(central=ibis.coalesce(rows.central.cast(MONEY), none), more=rows.more.fill_null(False) | rows.undated))

"""Spending from poverty funds, from the treasury's list and from the books of towns and villages, and what it was spent on (FUND-10, FUND-11)."""

from __future__ import annotations

from decimal import Decimal
from functools import reduce
from operator import add

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY, money, share
from auditlib.models.funds import ALLOCATION, PAID_OUT
from auditlib.models.identity import doc_no
from auditlib.models.texts import claim, said
from auditlib.models.vocabulary import FALSE, TRUE, UNKNOWN, first_true, lookup, one_copy, subquery

#: 2130504 农村基础设施建设 … 2130507 扶贫贷款奖补和贴息, 2130599 其他扶贫支出. 2130501-03 and 50 are the poverty office's own budget.
POVERTY_FUNC = "21305(0[4-7]|99)|农村基础设施建设|生产发展|社会发展|扶贫贷款奖补|其他扶贫支出"
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

SPENT = (
    "row_id",
    "book",
    "unit",
    "occurred_on",
    "amount",
    "text",
    "econ",
    "payee",
    "source",
    "poverty",
    "misplaced",
    "other",
    "cash",
    "x_ret",
    "x_returned",
    "x_returned_words",
    "kept",
)


def spending(treasury_payment: ir.Table | None, voucher: ir.Table | None, budget_allocation: ir.Table | None) -> ir.Table:
    """Money spent, one row a payment or a debit line: the columns SPENT.

    poverty: the money is a special poverty fund (by document, function code or the book's own words); other: another channel's;
    both unknown where nothing says so.
    """
    books = [book for book in (_treasury(treasury_payment, budget_allocation), _voucher(voucher)) if book is not None]
    return _with_refunds(ibis.union(*(book.select(*SPENT[:-4]) for book in books)) if len(books) > 1 else books[0].select(*SPENT[:-4]))


def _treasury(treasury_payment: ir.Table | None, budget_allocation: ir.Table | None) -> ir.Table | None:
    if treasury_payment is None:
        return None
    t = one_copy(treasury_payment, PAID_OUT).filter(_.amount.notnull())
    t = t.mutate(doc=doc_no(t.budget_doc_no))
    if budget_allocation is None:
        ours = UNKNOWN
    else:
        documents = budget_allocation.filter(_.doc_no.notnull()).select(doc=doc_no(_.doc_no), ours=ibis.literal(True)).distinct()
        t = lookup(t, documents, "doc")
        ours = t.ours.fill_null(False)
    func = t.func_code.re_search(POVERTY_FUNC)
    by_name = said("fund.poverty", t.project_name, t.purpose)
    poverty = ours.fill_null(False) | func.fill_null(False)
    return t.select(
        "row_id",
        "payee",
        book=ibis.literal("国库集中支付"),
        unit=t.dept,
        occurred_on=t.pay_date,
        amount=t.amount,
        text=_joined(t.project_name, t.purpose),
        econ=t.econ_code,
        source=ibis.coalesce(t.budget_doc_no, t.func_code),
        poverty=poverty | by_name.fill_null(False),
        # Paid from a poverty document under a code outside 农林水支出.
        misplaced=(ours & t.func_code.re_search("^ *2[0-9]{2}") & ~t.func_code.re_search("^ *213")).fill_null(False),
        # A function code of another budget, on a document that is no poverty document.
        other=ibis.cases((poverty, False), (func.notnull(), True), else_=UNKNOWN),
        cash=FALSE,
    )


def _voucher(voucher: ir.Table | None) -> ir.Table | None:
    if voucher is None:
        return None
    at = ("unit", "account_set", "period", "date", "voucher_no")
    v = subquery(voucher.mutate(entry=reduce(add, (ibis.coalesce(voucher[c].cast("string"), "") + "|" for c in at))))
    till = v.filter(said("fund.cash_subject", v.subject_name), _.credit > 0, _.voucher_no.notnull())
    v = lookup(v, till.select("entry", from_till=ibis.literal(True)).distinct(), "entry")
    v = v.filter(~said("fund.money_subject", v.subject_name).fill_null(False))
    back = (v.credit > 0).fill_null(False) & said("remark.returned", v.summary).fill_null(False)
    v = v.filter((v.debit.fill_null(0) != 0) | back)
    ours = said("fund.poverty", v.fund_source) | said("fund.fiscal_source", v.fund_source)
    other = said("fund.other_source", v.fund_source) | ~ours
    return v.select(
        "row_id",
        "payee",
        "unit",
        book=ibis.literal("镇街村级账"),
        occurred_on=v.date,
        amount=ibis.ifelse((v.debit.fill_null(0) != 0), v.debit, -v.credit).cast(MONEY),
        text=_joined(v.subject_name, v.summary),
        econ=ibis.null("string"),
        source=ibis.coalesce(v.fund_source, v.account_set),
        poverty=said("fund.poverty", v.fund_source, v.account_set, v.subject_name, v.summary).fill_null(False),
        misplaced=FALSE,
        other=ibis.cases((v.fund_source.isnull(), UNKNOWN), (other, True), else_=False),
        cash=v.from_till.fill_null(False) | (said("fund.paid_in_cash", v.cash) | v.cash.isin(("是", "√", "Y", "1"))).fill_null(False),
    )


def of_projects(project_payment: ir.Table) -> ir.Table:
    """What the list of the projects' payments shows: the columns SPENT. All of it is poverty money; ``cash`` is what the list says of it."""
    rows = project_payment.filter(_.amount.notnull())
    rows = rows.select(
        "row_id",
        "payee",
        "amount",
        book=ibis.literal("项目报账支付"),
        unit=ibis.coalesce(_.project_name, _.project_no),
        occurred_on="pay_date",
        text=_joined(rows.purpose, rows.stage, rows.remark),
        econ=ibis.null("string"),
        source="project_no",
        poverty=TRUE,
        misplaced=FALSE,
        other=FALSE,
        cash=ibis.coalesce(_.cash, said("fund.paid_in_cash", rows.purpose, rows.remark)),
    )
    return _with_refunds(rows.select(*SPENT[:-4]))


def _joined(*texts: ir.StringValue) -> ir.StringValue:
    """The texts one after another, blank ones left out; null when all are blank."""
    whole = ibis.literal("")
    for text in texts:
        whole = whole + ibis.ifelse(text.isnull(), "", text + "；")
    return whole.nullif("")


def _with_refunds(rows: ir.Table) -> ir.Table:
    """Only money that went out, with x_ret (a later entry of the same size takes it back), x_returned (its text says so), kept (neither)."""
    rows = subquery(rows).mutate(size=_.amount.abs(), at=ibis.coalesce(_.unit, "") + "|" + ibis.coalesce(_.payee, ""))
    key = ["book", "at", "size"]
    back = rows.filter(_.amount < 0).group_by(key).agg(refunds=_.count(), refunded=_.occurred_on.max())
    out = subquery(rows.filter(_.amount > 0)).left_join(back, key).drop("book_right", "at_right", "size_right")
    before = (_.occurred_on <= _.refunded).fill_null(False)
    out = subquery(out).mutate(nth=ibis.row_number().over(group_by=key, order_by=[before.desc(), _.occurred_on.desc(), _.row_id]))
    out = claim(out.mutate(x_ret=(before & (_.nth < _.refunds)).fill_null(False)), "x_returned", "remark.returned", _.text)
    return subquery(out.mutate(kept=~(_.x_ret | _.x_returned.fill_null(False))), *SPENT)


def uses(rows: ir.Table, codes: list[str]) -> ir.Table:
    """Spending of poverty money that the negative list names, with ``use`` (its heading), and x_code: only a code says so, the use is right.

    ``codes``: "30217 公务接待费" each.
    """
    number = rows.econ.re_extract("[0-9]{5}", 0)
    by_code = {code[:5]: code for code in codes}
    rows = rows.mutate(
        fee=said("fund.management_fee", rows.text).fill_null(False),
        by_text=first_true({heading: said(concept, rows.text) for heading, concept in FORBIDDEN.items()}),
        by_code=ibis.coalesce(
            ibis.cases(*((number == code, text) for code, text in by_code.items()), else_=ibis.null("string")),
            first_true({heading: said(concept, rows.econ) for heading, concept in FORBIDDEN.items()}),
        ),
        right=said("fund.right_use", rows.text),
        helps=said("fund.poverty", rows.text).fill_null(False),
    )
    rows = subquery(rows).mutate(
        use=ibis.ifelse(
            _.fee, "项目管理费", ibis.coalesce(_.by_text, _.by_code, ibis.ifelse(_.misplaced, "功能科目不符", ibis.null("string")))
        )
    )
    found = rows.filter(_.use.notnull(), _.poverty | _.other.fill_null(False) & _.helps)
    return subquery(found.mutate(x_code=ibis.cases((_.fee | _.by_text.notnull(), False), (_.by_code.isnull(), True), else_=_.right)))


def above_the_fee(rows: ir.Table, budget_allocation: ir.Table | None, ratio: Decimal) -> ir.Table:
    """Add ``questioned``: of management fees what goes beyond the share of the year's central funds, of other uses the amount.

    Fees of one year add up in the order of their days, the treasury's and the books' each by itself: the same fee passes through both.
    """
    rows = rows.mutate(year=rows.occurred_on.year())
    if budget_allocation is None:
        return rows.mutate(fee_limit=ibis.null(MONEY), questioned=ibis.ifelse(rows.fee, ibis.null(MONEY), rows.amount))
    central = one_copy(budget_allocation, ALLOCATION).filter(_.level.contains("中央"), _.amount > 0)
    central = central.group_by(of_year=ibis.coalesce(_.budget_year.cast("int32"), _.received_on.year())).agg(
        central=_.amount.sum().cast(MONEY)
    )
    rows = subquery(rows.left_join(central, [rows.year == central.of_year])).mutate(central=ibis.coalesce(_.central, money(0)))
    rows = rows.mutate(fee_limit=share(rows.central, int(ratio * 100), 10_000))
    so_far = ibis.window(group_by=["book", "year", "counted"], order_by=["occurred_on", "row_id"], preceding=None, following=0)
    rows = subquery(rows.mutate(counted=_.fee & _.kept & ~_.other.fill_null(False))).mutate(paid=_.amount.sum().over(so_far))
    over = ibis.greatest(ibis.least(rows.paid - rows.fee_limit, rows.amount), money(0))
    return subquery(rows.mutate(questioned=ibis.ifelse(_.fee, over, _.amount).cast(MONEY)))

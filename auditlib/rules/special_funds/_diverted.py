"""Spending from poverty funds, from the treasury's list and from the books of towns and villages, and what it was spent on (FUND-10, FUND-11)."""

from __future__ import annotations

from decimal import Decimal
from functools import reduce
from operator import add

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY, money, share
from auditlib.models.identity import doc_no
from auditlib.models.vocabulary import FALSE, UNKNOWN, lookup, one_copy, says, subquery
from auditlib.rules._funds import ALLOCATION, PAID_OUT

#: 2130504 农村基础设施建设 … 2130507 扶贫贷款奖补和贴息, 2130599 其他扶贫支出. 2130501-03 and 50 are the poverty office's own budget.
POVERTY_FUNC = "21305(0[4-7]|99)|农村基础设施建设|生产发展|社会发展|扶贫贷款奖补|其他扶贫支出"
POVERTY = "扶贫|衔接资金|衔接推进"
#: Money of other channels that the same books hold.
OTHER_SOURCE = "第一书记|村集体|自有|自筹|工会|党建|党费|公用经费|部门预算|一般公共预算安排的经费"
#: Lines of a voucher that only say where money lies.
MONEY_SUBJECT = "银行存款|库存现金|^现金|零余额|财政应返还|应收|备付金"
CASH_SUBJECT = "库存现金|^现金"
TAKEN_BACK = "退回|退款|冲销|冲红|冲正|红字|更正|收回"
MANAGEMENT_FEE = "项目管理费|项目管理经费|扶贫管理费"
#: What poverty money is for: speaks for a row that only a code makes questionable.
RIGHT_USE = "工程|大棚|光伏|机井|道路|硬化|管网|到户|补贴|补助|奖补|分红|贴息|贫困户|贫困人口|农民|技术培训|技能培训|就业培训|雨露|种苗|种羊|农机|设备购置款"

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
)


def spending(treasury_payment: ir.Table | None, voucher: ir.Table | None, budget_allocation: ir.Table | None) -> ir.Table:
    """Money spent, one row a payment or a debit line: the columns SPENT.

    poverty: the money is a special poverty fund (by document, function code or the book's own words); other: another channel's;
    both unknown where nothing says so.
    """
    books = [book for book in (_treasury(treasury_payment, budget_allocation), _voucher(voucher)) if book is not None]
    return _with_refunds(ibis.union(*(book.select(*SPENT[:-1]) for book in books)) if len(books) > 1 else books[0].select(*SPENT[:-1]))


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
    by_name = says(POVERTY, t.project_name, t.purpose)
    poverty = ours.fill_null(False) | func.fill_null(False)
    return t.select(
        "row_id", "payee",
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
    )  # fmt: skip


def _voucher(voucher: ir.Table | None) -> ir.Table | None:
    if voucher is None:
        return None
    at = ("unit", "account_set", "period", "date", "voucher_no")
    v = subquery(voucher.mutate(entry=reduce(add, (ibis.coalesce(voucher[c].cast("string"), "") + "|" for c in at))))
    till = v.filter(_.subject_name.re_search(CASH_SUBJECT), _.credit > 0, _.voucher_no.notnull())
    v = lookup(v, till.select("entry", from_till=ibis.literal(True)).distinct(), "entry")
    v = v.filter(~_.subject_name.re_search(MONEY_SUBJECT).fill_null(False))
    back = (v.credit > 0).fill_null(False) & says(TAKEN_BACK, v.summary).fill_null(False)
    v = v.filter((v.debit.fill_null(0) != 0) | back)
    other = v.fund_source.re_search(OTHER_SOURCE) | (~v.fund_source.re_search(POVERTY) & ~v.fund_source.re_search("财政|专项|上级"))
    return v.select(
        "row_id", "payee", "unit",
        book=ibis.literal("镇街村级账"),
        occurred_on=v.date,
        amount=ibis.ifelse((v.debit.fill_null(0) != 0), v.debit, -v.credit).cast(MONEY),
        text=_joined(v.subject_name, v.summary),
        econ=ibis.null("string"),
        source=ibis.coalesce(v.fund_source, v.account_set),
        poverty=says(POVERTY, v.fund_source, v.account_set, v.subject_name, v.summary).fill_null(False),
        misplaced=FALSE,
        other=ibis.cases((v.fund_source.isnull(), UNKNOWN), (other, True), else_=False),
        cash=v.from_till.fill_null(False) | (says("现金", v.cash) | v.cash.isin(("是", "√", "Y", "1"))).fill_null(False),
    )  # fmt: skip


def _joined(*texts: ir.StringValue) -> ir.StringValue:
    """The texts one after another, blank ones left out; null when all are blank."""
    whole = ibis.literal("")
    for text in texts:
        whole = whole + ibis.ifelse(text.isnull(), "", text + "；")
    return whole.nullif("")


def _with_refunds(rows: ir.Table) -> ir.Table:
    """Only money that went out, with x_ret: its text says that it came back, or a later entry of the same size takes it back."""
    rows = subquery(rows).mutate(size=_.amount.abs(), at=ibis.coalesce(_.unit, "") + "|" + ibis.coalesce(_.payee, ""))
    key = ["book", "at", "size"]
    back = rows.filter(_.amount < 0).group_by(key).agg(refunds=_.count(), refunded=_.occurred_on.max())
    out = subquery(rows.filter(_.amount > 0)).left_join(back, key).drop("book_right", "at_right", "size_right")
    before = (_.occurred_on <= _.refunded).fill_null(False)
    out = subquery(out).mutate(nth=ibis.row_number().over(group_by=key, order_by=[before.desc(), _.occurred_on.desc(), _.row_id]))
    said = _.text.re_search(TAKEN_BACK).fill_null(False)
    return subquery(out.mutate(x_ret=said | (before & (_.nth < _.refunds)).fill_null(False)), *SPENT)


def uses(rows: ir.Table, negative: list[str], codes: list[str], lawful: list[str]) -> ir.Table:
    """Spending of poverty money that the negative list names, with ``use`` (its heading), and x_code: only a code says so, the use is right.

    ``negative``: "heading：word|word" each; ``codes``: "30217 公务接待费" each; ``lawful``: words that hold a word of the list and mean another thing.
    """
    bare = ibis.coalesce(rows.text, "").re_replace("|".join(lawful), "")
    headings = [entry.partition("：")[::2] for entry in negative]
    by_code = {code[:5]: code for code in codes}
    number = rows.econ.re_extract("[0-9]{5}", 0)
    named = ibis.coalesce(rows.econ, "")
    said = [(bare.re_search(words), heading) for heading, words in headings]
    coded = [(number == code, text) for code, text in by_code.items()] + [(named.re_search(words), heading) for heading, words in headings]
    none = ibis.null("string")
    rows = rows.mutate(
        fee=bare.re_search(MANAGEMENT_FEE),
        by_text=ibis.cases(*said, else_=none),
        by_code=ibis.cases(*coded, else_=none),
        right=rows.text.re_search(RIGHT_USE),
    )
    rows = subquery(rows).mutate(
        use=ibis.ifelse(_.fee, "项目管理费", ibis.coalesce(_.by_text, _.by_code, ibis.ifelse(_.misplaced, "功能科目不符", none)))
    )
    found = rows.filter(_.use.notnull(), _.poverty | _.other.fill_null(False) & _.text.re_search(POVERTY).fill_null(False))
    return subquery(found.mutate(x_code=ibis.cases((_.fee | _.by_text.notnull(), False), (_.by_code.isnull(), True), else_=_.right)))


def above_the_fee(rows: ir.Table, budget_allocation: ir.Table | None, ratio: Decimal) -> ir.Table:
    """Add ``questioned``: of management fees what goes beyond the share of the year's central funds, of other uses the amount.

    Fees of one year add up in the order of their days, the treasury's and the books' each by itself: the same fee passes through both.
    """
    rows = rows.mutate(year=rows.occurred_on.year())
    if budget_allocation is None:
        return rows.mutate(fee_limit=ibis.null(MONEY), questioned=ibis.ifelse(rows.fee, ibis.null(MONEY), rows.amount))
    central = one_copy(budget_allocation, ALLOCATION).filter(_.level.re_search("中央"), _.amount > 0)
    central = central.group_by(of_year=ibis.coalesce(_.budget_year.cast("int32"), _.received_on.year())).agg(
        central=_.amount.sum().cast(MONEY)
    )
    rows = subquery(rows.left_join(central, [rows.year == central.of_year])).mutate(central=ibis.coalesce(_.central, money(0)))
    rows = rows.mutate(fee_limit=share(rows.central, int(ratio * 100), 10_000))
    so_far = ibis.window(group_by=["book", "year", "counted"], order_by=["occurred_on", "row_id"], preceding=None, following=0)
    rows = subquery(rows.mutate(counted=_.fee & ~_.x_ret & ~_.other.fill_null(False))).mutate(paid=_.amount.sum().over(so_far))
    over = ibis.greatest(ibis.least(rows.paid - rows.fee_limit, rows.amount), money(0))
    return subquery(rows.mutate(questioned=ibis.ifelse(_.fee, over, _.amount).cast(MONEY)))

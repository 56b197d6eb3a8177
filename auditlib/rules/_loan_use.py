"""Who used the money: what the loan list says, and where transactions gather (LOAN-07, LOAN-08)."""

from __future__ import annotations

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY
from auditlib.models.vocabulary import FALSE, lookup
from auditlib.rules._loan_book import transactions

ENTRUSTED = "企用|统还|托管|社管|入股"
OWN_USE = ("", "本人", "自用", "自己", "本户", "借款人", "借款人本人", "无", "否", "农户", "贫困户", "/", "-")
#: Where everyone's money passes: says nothing about who uses it.
CHANNELS = "银行|信用社|农商行|内部户|清算|待划转|现金|取现|支付宝|财付通|微信|银联|网联"
#: Who pays interest for many by right: subsidy and compensation.
PUBLIC_PAYERS = "财政|扶贫|贴息|风险补偿|风险金"
DEALERS = "农资|种子|饲料|化肥|肥料|农药|农机|苗木|种苗|种畜|种禽|兽药"
VILLAGES = "村民委员会|居民委员会|村委|居委|村集体|股份经济合作社|经济合作社|经济联合社"
ENTRUSTED_WORDS = "授权|委托|代收|代缴"


def named(book: ir.Table) -> ir.Table:
    """``book`` with ``by_mode`` (使用方式) and ``by_entity`` (实际用款主体 is somebody else)."""
    other = book.user_entity.notnull() & ~book.user_entity.isin(OWN_USE)
    own = (book.user_entity == book.borrower_name) | (book.user_entity == book.head_name)
    return book.mutate(by_mode=book.use_mode.re_search(ENTRUSTED).fill_null(False), by_entity=other & ~own.fill_null(False))


def gathered(book: ir.Table, rows: ir.Table, loan_txn: ir.Table | None, cadres: ir.Table | None, least: int, days: int) -> ir.Table:
    """``book`` with ``by_receiver`` (≥ ``least`` borrowers' money to one account within ``days``) and ``by_payer`` (one account repays for as many).

    ``moved``: how much went to such receivers. ``dealer`` and ``collector``: all such receivers deal in farm inputs, all such payers are
    the village or entrusted by the borrowers.
    """
    if loan_txn is None:
        nothing = {"by_receiver": FALSE, "by_payer": FALSE, "dealer": FALSE, "collector": FALSE}
        empty = dict.fromkeys(("receiver", "receiver_account", "payer", "payer_account"), "string")
        empty |= {"receivers_borrowers": "int64", "payers_borrowers": "int64", "moved": MONEY}
        return book.mutate(**nothing, **{name: ibis.null(kind) for name, kind in empty.items()})
    moves = _moves(transactions(loan_txn, rows), book)
    soon = (_.days >= 0) & (_.days <= days)
    out = _together(moves.filter(_.type.isin(("放款", "转出")) & soon & ~_.other.re_search(CHANNELS).fill_null(False)), least)
    back = _together(
        moves.filter(_.type.isin(("还本", "还息", "还本息")) & ~_.other.re_search(f"{CHANNELS}|{PUBLIC_PAYERS}").fill_null(False)), least
    )
    out = out.group_by("loan").agg(
        receiver=_.other.min(), receiver_account=_.account.min(), receivers_borrowers=_.borrowers.max(), moved=_.amount.sum().cast(MONEY),
            **_all(_.other.re_search(DEALERS), "dealer")
    )
    if cadres is not None:
        back = lookup(back, cadres.filter(_.name.notnull()).select(other="name", cadre="name").distinct(), "other")
    collector = back.other.re_search(VILLAGES).fill_null(False) | back.summary.re_search(ENTRUSTED_WORDS).fill_null(False)
    if cadres is None:
        # a person may be a cadre; an enterprise is none
        person = ~back.other.re_search("公司|厂|合作社|农场|企业|中心").fill_null(False)
        collector = ibis.ifelse(person & ~collector, ibis.null("boolean"), collector)
    else:
        collector = collector | back.cadre.notnull()
    back = back.mutate(fits=collector)
    back = back.group_by("loan").agg(
        payer=_.other.min(), payer_account=_.account.min(), payers_borrowers=_.borrowers.max(), **_all(_.fits, "collector")
    )
    book = lookup(lookup(book, out, "loan"), back, "loan")
    return book.mutate(by_receiver=book.receivers_borrowers.notnull(), by_payer=book.payers_borrowers.notnull())


def _all(value: ir.BooleanValue, name: str) -> dict:
    """True when true of all, false when false of one, else unknown."""
    wrong, open_ = (~value).any().fill_null(False), value.isnull().any()
    return {name: ibis.cases((wrong, False), (open_, ibis.null("boolean")), else_=True)}


def _moves(txns: ir.Table, book: ir.Table) -> ir.Table:
    """Transactions with somebody else's account: ``loan``, ``who`` borrowed, ``other`` name, ``account``, ``days`` since the money was paid out."""
    paid_out = txns.filter(_.type == "放款").group_by("loan").agg(paid_out=_.txn_date.min())
    terms = book.select("loan", "issue_date", who="borrower_id", own_name="borrower_name")
    moves = lookup(txns.join(terms, "loan"), paid_out, "loan")
    moves = moves.filter((_.counterparty != _.own_name).fill_null(True))
    return moves.select(
        "loan",
        "who",
        "type",
        "summary",
        "amount",
        other="counterparty",
        account=ibis.coalesce(moves.counterparty_account, moves.counterparty),
        days=moves.txn_date.delta(ibis.coalesce(moves.paid_out, moves.issue_date), unit="day"),
    ).filter(_.account.notnull())


def _together(moves: ir.Table, least: int) -> ir.Table:
    """Moves on accounts that serve at least ``least`` different borrowers, with ``borrowers``, their number."""
    shared = moves.group_by("account").agg(borrowers=_.who.nunique()).filter(_.borrowers >= least)
    return moves.join(shared, "account").drop(*[c for c in ("account_right",) if c in moves.columns])


def ways(found: ir.Table) -> ir.StringValue:
    """The ways that speak, in Chinese: 使用方式、实际用款主体、资金集中转入、统一归还."""
    names = {"by_mode": "使用方式", "by_entity": "实际用款主体", "by_receiver": "资金集中转入", "by_payer": "统一归还"}
    text = ibis.literal("")
    for column, name in names.items():
        text = text + ibis.ifelse(found[column], f"、{name}", "")
    return text.substr(1)


def entities(found: ir.Table, business_registration: ir.Table | None) -> ir.Table:
    """``row_id``, ``entity_type``: what kind of business uses or receives the money, where it is registered."""
    if business_registration is None:
        return found.select("row_id", entity_type=ibis.null("string")).limit(0)
    kinds = business_registration.filter(_.ent_name.notnull()).group_by(entity="ent_name").agg(entity_type=_.ent_type.min())
    users = found.select("row_id", entity=ibis.coalesce(found.user_entity, found.receiver, found.payer))
    return lookup(users, kinds, "entity").select("row_id", "entity_type")


def spent(book: ir.Table, rows: ir.Table, loan_txn: ir.Table | None, negative: str, productive: str, receivers: str) -> ir.Table:
    """``book`` with ``by_purpose`` and ``by_receiver`` (named a non-productive use), whether each is production after all, and what
    ``moved`` so."""
    book = book.mutate(
        by_purpose=book.purpose.re_search(negative).fill_null(False), purpose_productive=_productive(book.purpose, negative, productive)
    )
    if loan_txn is None:
        nothing = {"receiver": ibis.null("string"), "receiver_account": ibis.null("string"), "moved": ibis.null(MONEY)}
        return book.mutate(by_receiver=FALSE, receiver_productive=FALSE, **nothing)
    out = transactions(loan_txn, rows).filter(_.type.isin(("放款", "转出")) & _.counterparty.re_search(receivers))
    text = out.counterparty + ibis.coalesce(out.summary, ibis.literal(""))
    out = out.mutate(fits=text.re_search(productive))
    out = out.group_by("loan").agg(
        receiver=_.counterparty.min(), receiver_account=_.counterparty_account.min(), receiver_productive=_.fits.all(),
            moved=_.amount.sum().cast(MONEY)
    )
    book = lookup(book, out, "loan")
    return book.mutate(by_receiver=book.receiver.notnull(), receiver_productive=book.receiver_productive.fill_null(False))


def _productive(purpose: ir.StringValue, negative: str, productive: str) -> ir.BooleanValue:
    """Whether every non-productive word stands in one phrase with a productive one (建养殖房), not beside it (养殖、建房)."""
    word = "[^、，,;；。/及和与 ]*"
    together = f"{word}({negative}){word}({productive}){word}|{word}({productive}){word}({negative}){word}"
    return ~purpose.re_replace(together, "").re_search(negative)

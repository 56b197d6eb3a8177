"""Where the money of loans gathers: many borrowers' loans moved to one account, or repaid from one (LOAN-07). Found in the bank's
transactions."""

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY
from auditlib.models.identity import folded
from auditlib.models.loans import loans, standing
from auditlib.models.texts import said
from auditlib.models.vocabulary import TRUE, either, exists, lookup

PAID_OUT = ("放款", "转出")
PAID_BACK = ("还本", "还息", "还本息")


def gathered(micro_loan: ir.Table, loan_txn: ir.Table, cadres: ir.Table, least: int, days: int) -> ir.Table:
    """Per ``loan`` of ``least`` and more borrowers whose money went to one account within ``days`` (receiver …), or who were repaid for
    by one (payer …).

    ``moved``: how much went to such receivers. ``dealer`` and ``collector``: all such receivers deal in farm inputs, all such payers are
    the village, one of its cadres, or entrusted by the borrowers. ``perhaps``: it would be so but for a type, day or borrower that is not
    told.
    """
    moves = _moves(micro_loan, loan_txn)
    went, came = _ways(moves, days)
    out, back = _together(moves.filter(went), least), _together(moves.filter(came), least)
    sums = out.group_by("loan").agg(moved=_.amount.sum().cast(MONEY))
    back, out = _collected(back, cadres), out.mutate(fits=said("loan.input_dealer", out.other))
    someone = moves.mutate(who=ibis.coalesce(moves.who, ibis.literal("贷 ") + moves.loan.cast("string")))
    open_ = either(*(_together(someone.filter(way.fill_null(True)), least) for way in (went, came))).select("loan").distinct()
    found = loans(micro_loan).select("loan")
    for part in (_summed(out, "receiver", "dealer"), sums, _summed(back, "payer", "collector"), open_.mutate(perhaps=TRUE)):
        found = lookup(found, part, "loan")
    return found


def _ways(moves: ir.Table, days: int) -> tuple[ir.BooleanValue, ir.BooleanValue]:
    """Whether money went out to somebody within ``days``, and whether somebody paid back: unknown where type or day are not told."""
    channel = said("place.bank", moves.other).fill_null(False)
    public = (said("loan.public_payer", moves.other) & ~said("loan.company", moves.other)).fill_null(False)
    return moves.type.isin(PAID_OUT) & moves.days.between(0, days) & ~channel, moves.type.isin(PAID_BACK) & ~channel & ~public


def _summed(moves: ir.Table, whom: str, all_fit: str) -> ir.Table:
    """Per ``loan`` the others that its ``moves`` went to or came from: name, account, borrowers they serve, and whether all of them fit."""
    facts = {whom: _.other.min(), f"{whom}_account": _.account.min(), f"{whom}s_borrowers": _.borrowers.max(), all_fit: all_true(_.fits)}
    return moves.group_by("loan").agg(**facts)


def _moves(micro_loan: ir.Table, loan_txn: ir.Table) -> ir.Table:
    """Transactions with somebody else's account: ``loan``, ``who`` borrowed, ``other`` name (by any entry of the account), ``account``,
    ``days`` since the money was paid out."""
    txns = standing(loan_txn, micro_loan)
    paid_out = txns.filter(_.type == "放款").group_by("loan").agg(paid_out=_.txn_date.min())
    terms = loans(micro_loan).select("loan", "issue_date", who="borrower_id", own_name="borrower_name")
    moves = lookup(txns.drop("borrower_id", "borrower_name").join(terms, "loan"), paid_out, "loan")
    moves = moves.filter((folded(moves.counterparty) != folded(moves.own_name)).fill_null(True))
    moves = moves.select(
        *"row_id loan who type summary amount".split(),
        other="counterparty",
        account=ibis.coalesce(moves.counterparty_account, moves.counterparty),
        days=moves.txn_date.delta(ibis.coalesce(moves.paid_out, moves.issue_date), unit="day"),
    ).filter(_.account.notnull())
    return moves.mutate(other=ibis.coalesce(moves.other, moves.other.max().over(ibis.window(group_by="account"))))


def _together(moves: ir.Table, least: int) -> ir.Table:
    """Moves on accounts that serve at least ``least`` different borrowers, with ``borrowers``, their number."""
    shared = moves.group_by("account").agg(borrowers=_.who.nunique()).filter(_.borrowers >= least)
    return lookup(moves, shared, "account").filter(_.borrowers.notnull())


def _collected(back: ir.Table, cadres: ir.Table) -> ir.Table:
    """``back`` with ``fits``: the payer only collects. A firm is no cadre, whether or not the list of cadres was handed in."""
    back = exists(back, cadres.select(other="name"), "other", "cadre")
    cadre = ibis.ifelse(said("loan.company", back.other).fill_null(False), False, back.cadre)
    entrusted = said("place.village_body", back.other).fill_null(False) | said("person.authorised", back.summary).fill_null(False)
    return back.mutate(fits=entrusted | cadre)


def all_true(value: ir.BooleanValue) -> ir.BooleanValue:
    """True when true of all, false when false of one, else unknown."""
    return ibis.cases(((~value).any().fill_null(False), False), (value.isnull().any(), ibis.null("boolean")), else_=True)

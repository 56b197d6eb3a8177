"""What loans are used for: by an enterprise (LOAN-07), for no production (LOAN-08)."""

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY
from auditlib.models.identity import folded
from auditlib.models.loans import COPIED, loans, spoken, standing, subsidies
from auditlib.models.persons import homes
from auditlib.models.texts import less, said, without
from auditlib.models.vocabulary import TRUE, UNKNOWN, breach, exists, first_true, lookup, true_names, unread
from auditlib.rules.catalogue import ABSENT, rule
from auditlib.rules.micro_loans.flows import PAID_OUT, all_true, gathered

#: What a list of transactions must tell for its silence on a loan to mean that nobody else was paid, or paid.
TOLD_OF_OTHERS = ("counterparty", "counterparty_account")
#: And that nothing was spent elsewhere.
TOLD_OF_USE = ("counterparty", "summary")


@rule(
    "LOAN-07",
    basis=("loan.user_rule", "loan.agg_n", "loan.agg_days"),
    severity="H",
    strength="B",
    amount="V",
    matter="thing",
    needs="micro_loan.use_mode|micro_loan.user_entity|micro_loan.purpose|loan_txn.counterparty|loan_txn.counterparty_account",
    tests=("use_mode|user_entity|purpose", "loan_txn.counterparty|loan_txn.counterparty_account", "loan_txn.type"),
)
def used_by_enterprise(micro_loan, loan_txn=ABSENT, village_cadre=ABSENT, business_registration=ABSENT, poor_person=ABSENT, *, policy):
    """The loan is used by a firm, cooperative or another person, or loans of many households are moved together or repaid by one.

    All loans of one user are one matter. Amount: what moved to the common account; the principal where the list says that another uses the
    loan, or where another repays it. A member of the household who uses it is no other person.
    """
    together = gathered(micro_loan, loan_txn, village_cadre, int(policy.value("loan.agg_n")), int(policy.value("loan.agg_days")))
    book = exists(_named(loans(micro_loan), poor_person), spoken(loan_txn, micro_loan, *TOLD_OF_OTHERS), "loan", "spoken")
    book = lookup(book, together, "loan")
    moved, repaid = book.receiver_account.notnull(), book.payer_account.notnull()
    by_list = {"使用方式": book.by_mode, "贷款用途": book.by_purpose, "实际用款主体": book.by_entity}
    book = book.mutate(
        way=true_names(by_list | {"资金集中转入": moved, "统一归还": repaid}),
        listed=ibis.or_(*by_list.values()).fill_null(False),
        user=ibis.coalesce(ibis.ifelse(book.by_entity, book.user_entity, ibis.null("string")), book.receiver, book.payer),
        x_legacy=book.issue_date < ibis.literal(policy.first_date("loan.user_rule")),
    )
    found = book.mutate(not_judged=_unknown(book)).filter((_.way != "") | _.not_judged.notnull())
    policy.value("loan.user_rule")  # cited by the lead
    return breach(
        _entrusted(lookup(found, _entities(business_registration), "user")),
        f"{COPIED} use_mode user_entity purpose receiver receiver_account receivers_borrowers payer payer_account "
        "payers_borrowers entity_type not_judged "
        "x_member x_product way x_legacy x_dealer x_collector",
        on="issue_date",
        amount=ibis.ifelse(_.listed | _.payer_account.notnull(), _.principal, _moved(_)),
        thing="user",
        strength=ibis.ifelse(_.listed | _.receiver.notnull() | _.payer.notnull(), "B", "C"),
    )


def _unknown(book: ir.Table) -> ir.StringValue:
    """Why nobody can say whether another uses the loan, where nothing says so: neither list nor flows tell, or a cell of theirs is
    unknown."""
    silent = book.use_mode.isnull() & book.user_entity.isnull() & ~book.by_purpose & ~book.spoken.fill_null(False)
    told = {
        "“使用方式”未能读出": unread(book, "use_mode") & book.use_mode.isnull(),
        "“实际用款主体”未能读出": unread(book, "user_entity") & book.user_entity.isnull(),
        "借款人姓名不明，无从判断实际用款主体是否本人": book.by_entity.isnull(),
        "流水的交易类型、放款日期或借款人不明，无从判断资金是否集中": book.perhaps,
        "使用方式、实际用款主体为空，也没有流水": silent,
    }
    return first_true({why: (book.way == "") & unknown for why, unknown in told.items()})


def _entrusted(found: ir.Table) -> ir.Table:
    """With x_dealer and x_collector: only the flows speak, and all that they went to deal in farm inputs, all that repaid only collect."""
    out, back = found.receiver_account.notnull(), found.payer_account.notnull()
    return found.mutate(
        x_dealer=~found.listed & out & found.dealer & (~back | found.collector),
        x_collector=~found.listed & back & found.collector & (~out | found.dealer),
    )


def _named(book: ir.Table, persons: ir.Table) -> ir.Table:
    """``book`` with ``by_mode`` (使用方式), ``by_purpose`` (用途: 入股某公司), ``by_entity`` (实际用款主体 is somebody else;
    unknown where the borrower's name is) and ``x_member``: that is one of the borrower's household."""
    user = folded(book.user_entity)
    himself = (user == folded(book.borrower_name)) | (user == folded(book.head_name)).fill_null(False)
    firm = said("loan.company", book.user_entity).fill_null(False)
    own = said("loan.own_use", book.user_entity) | said("cell.nothing", book.user_entity)
    book = book.mutate(
        user_name=user,
        by_mode=said("loan.entrusted_use", book.use_mode).fill_null(False),
        by_purpose=said("loan.entrusted_use", book.purpose).fill_null(False),
        by_entity=book.user_entity.notnull() & ~own.fill_null(False) & (firm | ~himself),
    )
    book = lookup(book, homes(persons).select(borrower_id="number", home="home"), "borrower_id")
    members = persons.select(user_name=folded(persons.name), home="hh_no")
    book = exists(book.mutate(home=ibis.coalesce(book.home, book.hh_no)), members, ["user_name", "home"], "member")
    alone = ~book.by_entity | book.by_mode | book.by_purpose | said("loan.company", book.user_entity).fill_null(False)
    return book.mutate(x_member=ibis.ifelse(alone, False, book.member))


def _entities(business_registration: ir.Table) -> ir.Table:
    """``user``, ``entity_type``: what kind of business a name is registered as."""
    return business_registration.filter(_.ent_name.notnull()).group_by(user="ent_name").agg(entity_type=_.ent_type.min())


@rule(
    "LOAN-08",
    severity="M",
    strength="B",
    amount="V",
    needs="micro_loan.purpose|loan_txn.counterparty",
    tests=("purpose", "loan_txn.counterparty", "loan_txn.summary", "loan_txn.type"),
)
def non_productive_use(micro_loan, loan_txn=ABSENT, interest_subsidy=ABSENT):
    """Purpose or flow of the loan is a wedding, house building, illness, schooling, financial products, consumption or other
    non-productive spending.

    A purpose that also names production (购农用三轮, 建养殖棚) is spared only where both stand in one phrase: 养殖、结婚 is not.
    Amount: the principal, or where only the flow of money tells, what moved. The interest subsidised for it is shown beside it: money of
    another kind, to be taken back apart.
    """
    book = exists(
        lookup(loans(micro_loan), _spent(micro_loan, loan_txn), "loan"), spoken(loan_txn, micro_loan, *TOLD_OF_USE), "loan", "spoken"
    )
    paid = subsidies(interest_subsidy, micro_loan).group_by("loan").agg(subsidy=_.subsidy_amount.sum().cast(MONEY))
    by_purpose = said("loan.unproductive_use", book.purpose).fill_null(False)
    beside = said("loan.unproductive_use", without("loan.productive_use", book.purpose)).fill_null(False)
    by_receiver = book.flows.notnull()
    told = {
        "“贷款用途”为空，也没有流水": book.purpose.isnull() & ~book.spoken.fill_null(False),
        "“贷款用途”未能读出": unread(book, "purpose") & book.purpose.isnull(),
        "流水的交易类型、对方户名或附言不明，无从判断资金去向": book.perhaps,
    }
    unknown = first_true({why: ~by_purpose & ~by_receiver & holds for why, holds in told.items()})
    book = book.mutate(by_purpose=by_purpose, productive=by_purpose & ~beside, by_receiver=by_receiver, not_judged=unknown)
    found = lookup(book.filter(_.by_purpose | _.by_receiver | _.not_judged.notnull()), paid, "loan")
    return breach(
        found.mutate(subsidy=ibis.coalesce(found.subsidy, found.subsidy_total)),
        f"{COPIED} purpose receiver receiver_account flow_remark not_judged x_product subsidy",
        on="issue_date",
        amount=ibis.ifelse(found.by_purpose & ~found.productive, found.principal, _moved(found)),
        x_productive=(~found.by_purpose | found.productive) & (~found.by_receiver | found.receiver_productive),
    )


def _spent(micro_loan: ir.Table, loan_txn: ir.Table) -> ir.Table:
    """Per ``loan`` whose money went to a seller of what is not for production, or for what the bank's remark says is none: ``flows`` (how
    many), ``receiver`` …, ``flow_remark``, ``moved``, and whether it was for production after all.

    ``perhaps``: it may have gone there, but whether it went out, or to whom, could not be read.
    """
    out = _flows(standing(loan_txn, micro_loan))
    sums = out.filter(out.type.notnull(), out.spent).group_by("loan")
    sums = sums.agg(
        flows=_.count(),
        receiver=_.counterparty.min(),
        receiver_account=_.counterparty_account.min(),
        flow_remark=_.summary.min(),
        receiver_productive=all_true(_.farming),
        moved=ibis.coalesce(_.amount.sum(where=~_.farming.fill_null(False)), _.amount.sum()).cast(MONEY),
    )
    garbled = ibis.or_(*(out[c].isnull() & unread(out, c) for c in TOLD_OF_USE))
    unclear = out.filter(ibis.ifelse(out.spent, out.type.isnull(), garbled))
    found = loans(micro_loan).select("loan")
    return lookup(lookup(found, sums, "loan"), unclear.select("loan").distinct().mutate(perhaps=TRUE), "loan")


def _flows(txns: ir.Table) -> ir.Table:
    """What went out, or may have, with ``spent`` (not on production, by receiver or remark) and ``farming`` (on production after all;
    unknown where the bank remarks nothing)."""
    out = txns.filter(txns.type.isin(PAID_OUT) | txns.type.isnull())
    remark = less("loan.bank_entry", out.summary)
    farming = said("loan.productive_use", out.counterparty, remark) | said("loan.farm_insurance", out.counterparty, remark)
    beside = said("loan.unproductive_use", without("loan.productive_use", remark)).fill_null(False)
    spent = said("loan.unproductive_receiver", out.counterparty) | said("loan.unproductive_use", remark)
    farming = ibis.cases((beside, False), (farming, True), (out.summary.isnull(), UNKNOWN), else_=False)
    return out.mutate(spent=spent.fill_null(False), farming=farming)


def _moved(found: ir.Table) -> ir.DecimalValue:
    """What went where it should not, never more than the loan; the whole loan where the sum is not told."""
    return ibis.coalesce(ibis.least(found.moved.nullif(0), found.principal), found.principal)

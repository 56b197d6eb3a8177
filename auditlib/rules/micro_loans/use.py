"""What loans are used for: by an enterprise (LOAN-07), for no production (LOAN-08)."""

from __future__ import annotations

import re

import ibis
from ibis import _

from auditlib.models.amounts import NO_AMOUNT
from auditlib.models.vocabulary import lookup, one_copy
from auditlib.rules import _loan_use
from auditlib.rules._loan_book import COPIED, keyed, loan_of, loans
from auditlib.rules.catalogue import rule
from auditlib.rules.micro_loans import _interest


@rule(
    "LOAN-07",
    basis=("loan.user_rule", "loan.agg_n", "loan.agg_days"),
    severity="H",
    strength="B",
    amount="V",
    matter="thing",
    needs=("micro_loan.use_mode|micro_loan.user_entity|loan_txn.counterparty|loan_txn.counterparty_account",),
)
def used_by_enterprise(micro_loan, loan_txn=None, village_cadre=None, business_registration=None, *, policy):
    """The loan is used by a firm, cooperative or another person, or loans of many households are moved together or repaid by one.

    All loans of one user are one matter. Amount: what moved to the common account; the principal where the list says that another uses the
    loan, or where another repays it.
    """
    rows = keyed(micro_loan)
    book = _loan_use.named(loans(rows))
    book = _loan_use.gathered(book, rows, loan_txn, village_cadre, int(policy.value("loan.agg_n")), int(policy.value("loan.agg_days")))
    found = book.filter(_.by_mode | _.by_entity | _.by_receiver | _.by_payer)
    found = lookup(found, _loan_use.entities(found, business_registration), "row_id")
    policy.value("loan.user_rule")  # cited by the lead
    only_flows = ~(found.by_mode | found.by_entity)
    explained_out = ~found.by_receiver | found.dealer
    explained_back = ~found.by_payer | found.collector
    return found.select(
        *COPIED, "use_mode", "user_entity", "receiver", "receiver_account", "receivers_borrowers", "payer", "payer_account",
        "payers_borrowers", "entity_type", "x_product",
        thing=ibis.coalesce(ibis.ifelse(found.by_entity, found.user_entity, ibis.null("string")), found.receiver, found.payer),
        way=_loan_use.ways(found),
        occurred_on="issue_date",
        questioned_amount=ibis.ifelse(only_flows & ~found.by_payer, _moved(found), found.principal),
        x_legacy=found.issue_date < ibis.literal(policy.first_date("loan.user_rule")),
        x_dealer=only_flows & found.by_receiver & found.dealer & explained_back,
        x_collector=only_flows & found.by_payer & found.collector & explained_out,
    )  # fmt: skip


@rule(
    "LOAN-08",
    basis=("loan.purpose_negative", "loan.counterparty_negative", "loan.purpose_productive"),
    severity="M",
    strength="B",
    amount="V",
    needs=("micro_loan.purpose|loan_txn.counterparty",),
)
def non_productive_use(micro_loan, loan_txn=None, interest_subsidy=None, *, policy):
    """Purpose or flow of the loan is a wedding, house building, financial products, consumption or other non-productive spending.

    A purpose that also names production (购农用三轮, 建养殖棚) is spared only where both stand in one phrase: 养殖、结婚 is not.
    Amount: the principal, or where only the flow of money tells, what moved. The interest subsidised for it is shown beside it: money of
    another kind, to be taken back apart.
    """
    negative, productive, receivers = (
        "|".join(map(re.escape, policy.value(f"loan.{name}")))
        for name in ("purpose_negative", "purpose_productive", "counterparty_negative")
    )
    rows = keyed(micro_loan)
    found = _loan_use.spent(loans(rows), rows, loan_txn, negative, productive, receivers)
    found = found.filter(_.by_purpose | _.by_receiver)
    found = lookup(found, _subsidy(interest_subsidy, rows, found), "loan")
    found = found.mutate(subsidy=ibis.coalesce(found.subsidy, found.subsidy_total))
    return found.select(
        *COPIED, "purpose", "receiver", "receiver_account", "subsidy", "x_product",
        occurred_on="issue_date",
        questioned_amount=ibis.ifelse(found.by_purpose & ~found.purpose_productive, found.principal, _moved(found)),
        x_productive=(~found.by_purpose | found.purpose_productive) & (~found.by_receiver | found.receiver_productive),
    )  # fmt: skip


def _moved(found):
    """What went where it should not, never more than the loan; the whole loan where the sum is not told."""
    return ibis.coalesce(ibis.least(found.moved.nullif(0), found.principal), found.principal)


def _subsidy(interest_subsidy, rows, found):
    """``loan``, ``subsidy``: all interest subsidised for the loan."""
    if interest_subsidy is None:
        return found.select("loan", subsidy=NO_AMOUNT).limit(0)
    return one_copy(loan_of(interest_subsidy, rows), _interest.ENTRY).group_by("loan").agg(subsidy=_.subsidy_amount.sum().cast("decimal(18,2)"))

"""What became of the money: diverted, paid out on forged lists, not paid straight to the card. DOMAIN §2.1."""

from __future__ import annotations

import ibis
from ibis import _

from auditlib.models import payees
from auditlib.models.amounts import money
from auditlib.models.payments import accusable, payments
from auditlib.models.vocabulary import breach
from auditlib.rules.catalogue import rule
from auditlib.rules.special_funds import delivery, diversion, rosters


@rule(
    "FUND-10",
    basis=("fund.negative_econ_codes", "fund.mgmt_fee_ratio_max"),
    severity="H",
    strength="B",
    amount="V",
    matter="thing",
    accuses=("treasury_payment", "voucher"),
    needs=("treasury_payment.amount|voucher.debit",),
    downgrades={"x_code": "L"},
    claims="x_returned",
)
def diverted(treasury_payment=None, voucher=None, budget_allocation=None, *, policy):
    """Poverty funds spent on what the negative list forbids, in the treasury's payments or in the books of towns and villages.

    What one unit spent on one forbidden use is one matter. Management fees are lawful up to the share of the year's central funds (per
    book); beyond it the excess counts. Without the list of
    budgets the excess is unknown: a hint without an amount.
    """
    spent = diversion.spending(treasury_payment, voucher, budget_allocation)
    found = diversion.uses(spent, policy.value("fund.negative_econ_codes"))
    found = diversion.above_the_fee(found, budget_allocation, policy.value("fund.mgmt_fee_ratio_max"))
    return breach(
        found,
        "book unit use text econ payee amount source fee_limit x_ret x_returned x_returned_words x_code",
        on="occurred_on",
        amount="questioned",
        thing=_.unit + "｜" + _.use,
        severity=ibis.ifelse(_.questioned.isnull(), "L", "H"),
        x_other=_.other,
        x_fee=ibis.ifelse(_.fee, _.questioned == money(0), False),
    )


@rule(
    "FUND-11",
    basis=("fund.multi_id_per_account", "fund.consecutive_accounts", "fund.roster_bad_percent", "fund.roster_rows_min", "fund.cash_limit"),
    severity="M",
    strength="C",
    amount="V",
    matter="thing",
    accuses=("benefit_payment", "voucher", "project_payment"),
    needs=("benefit_payment.amount|voucher.debit|project_payment.cash|project_payment.purpose",),
)
def forged_lists(
    benefit_payment=None,
    programme=None,
    voucher=None,
    project_payment=None,
    village_cadre=None,
    death_register=None,
    poor_person=None,
    *,
    policy,
    as_of,
):
    """Signs of a forged list: one account for many, consecutive accounts, too many false entries, a cadre as payee, cash.

    One lead for each account, list, cadre or voucher, on its first row, which is also what its matter is about. The amount is what is
    involved in the whole group, not what is proven.
    """
    found = []
    if benefit_payment is not None:
        paid = payees.with_payee(accusable(payments(benefit_payment, programme)).filter(~_.x_ret), poor_person)
        limits = int(policy.value("fund.roster_rows_min")), policy.value("fund.roster_bad_percent")
        found += [
            rosters.one_account(paid, int(policy.value("fund.multi_id_per_account"))),
            rosters.consecutive_accounts(paid, int(policy.value("fund.consecutive_accounts"))),
            rosters.bad_lists(paid, death_register, as_of, *limits),
        ]
        if village_cadre is not None:
            found.append(rosters.to_cadres(paid, village_cadre))
    if voucher is not None:
        found.append(rosters.in_cash(diversion.spending(None, voucher, None), policy.value("fund.cash_limit")))
    if project_payment is not None:
        found.append(rosters.in_cash(diversion.of_projects(project_payment), policy.value("fund.cash_limit")))
    signs = ibis.union(*found) if len(found) > 1 else found[0]
    return signs.mutate(questioned_amount=_.total, aspect=_.sign)


@rule(
    "FUND-12",
    basis=("fund.disburse_days", "fund.repay_days"),
    severity="L",
    strength="A",
    amount="I",
    matter="thing",
    decides=("amount", "pay_date|account_name|remark", "period_to|account_name|remark"),
    claims=("x_returned", "x_top_up"),
)
def late_or_by_hand(benefit_payment, programme, poor_person=None, *, policy):
    """Benefit that arrived later than the days allowed after its period, or went through the village's or one person's account.

    What came late is the matter of its batch, what went another way that of the account.
    """
    rows = payments(benefit_payment, programme)
    paid = payees.with_payee(accusable(rows), poor_person)
    late = delivery.late(rows, paid, int(policy.value("fund.disburse_days")), int(policy.value("fund.repay_days")))
    found = ibis.union(late, delivery.not_to_the_card(paid).select(*late.columns))
    return found.mutate(occurred_on=_.pay_date, questioned_amount=_.amount)

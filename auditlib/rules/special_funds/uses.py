"""What became of the money: diverted, paid out on forged lists, not paid straight to the card. DOMAIN §2.1."""

import ibis
from ibis import _

from auditlib.models.amounts import money
from auditlib.models.payees import with_home, with_payee
from auditlib.models.payments import accusable, payments
from auditlib.models.vocabulary import breach, kinds
from auditlib.rules.catalogue import ABSENT, rule
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
    decides=("treasury_payment.amount", "voucher.debit|voucher.credit"),
    downgrades={"x_code": "L"},
    claims="x_returned",
)
def diverted(treasury_payment=ABSENT, voucher=ABSENT, budget_allocation=ABSENT, *, policy):
    """Poverty funds spent on what the negative list forbids, in the treasury's payments or in the books of towns and villages.

    What one unit spent on one forbidden use is one matter. Management fees are lawful up to the share of the year's central funds (per
    book); beyond it the excess counts. Without the list of budgets the excess is unknown: a hint without an amount.
    """
    spent = diversion.spending(treasury_payment, voucher, budget_allocation)
    found = diversion.uses(spent, policy.value("fund.negative_econ_codes"))
    found = diversion.above_the_fee(found, budget_allocation, policy.value("fund.mgmt_fee_ratio_max"))
    return breach(
        found,
        "book unit use text econ payee amount source fee_limit x_ret x_returned x_returned_words x_code not_judged",
        on="occurred_on",
        amount="questioned",
        thing=_.unit + "｜" + _.use,
        severity=ibis.ifelse(_.questioned.isnull(), "L", "H"),
        x_other=_.other,
        x_fee=_.fee & (_.questioned == money(0)),
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
    decides=(
        "benefit_payment.amount",
        "benefit_payment.id_no|benefit_payment.account_no|benefit_payment.account_name|benefit_payment.proxy_id",
        "voucher.debit|voucher.credit",
        "project_payment.amount",
        "project_payment.cash|project_payment.purpose|project_payment.remark",
    ),
)
def forged_lists(
    programme,
    programme_standard,
    benefit_payment=ABSENT,
    voucher=ABSENT,
    project_payment=ABSENT,
    village_cadre=ABSENT,
    death_register=ABSENT,
    poor_person=ABSENT,
    *,
    policy,
    as_of,
):
    """Signs of a forged list: one account for many, consecutive accounts, too many false entries, a cadre as payee, cash.

    One lead for each account, list, cadre or voucher, on its first row, which is also what its matter is about. The amount is what is
    involved in the whole group, not what is proven.
    """
    paid = with_home(accusable(payments(benefit_payment, programme, programme_standard)).filter(~_.x_ret), poor_person)
    limits = int(policy.value("fund.roster_rows_min")), policy.value("fund.roster_bad_percent")
    found = kinds(
        {
            "一账号多人": rosters.one_account(paid, int(policy.value("fund.multi_id_per_account"))),
            "账号连号": rosters.consecutive_accounts(paid, int(policy.value("fund.consecutive_accounts"))),
            "名册失实": rosters.bad_lists(paid, death_register, as_of, *limits),
            "村干部或亲属收款": rosters.to_cadres(paid, village_cadre, poor_person),
            "现金支付": rosters.in_cash(diversion.in_cash(voucher, project_payment), policy.value("fund.cash_limit")),
        }
    )
    exceptions = "x_hh x_institution x_village x_proxy x_left x_kin x_wages"
    facts = f"holder detail total related thing {exceptions} sign persons rows_in_group aspect"
    return breach(found.mutate(sign=_.aspect), facts, on="first_on", amount="total")


@rule(
    "FUND-12",
    basis=("fund.disburse_days", "fund.repay_days"),
    severity="L",
    strength="A",
    amount="I",
    matter="thing",
    decides="amount",
    unjudged=delivery.untimed,
    claims=("x_returned", "x_top_up"),
)
def late_or_by_hand(benefit_payment, programme, programme_standard, poor_person=ABSENT, *, policy):
    """Benefit that arrived later than the days allowed after its period, or went through the village's or one person's account.

    What came late is the matter of its batch, what went another way that of the account.
    """
    rows = payments(benefit_payment, programme, programme_standard)
    paid = with_payee(with_home(accusable(rows), poor_person))
    late = delivery.late(rows, paid, int(policy.value("fund.disburse_days")), int(policy.value("fund.repay_days")))
    found = kinds({"发放不及时": late, "未直发到卡": delivery.not_to_the_card(paid)})
    return breach(
        found.mutate(x_ret=_.refunded),
        "programme period_from period_to pay_date amount account_name days x_returned x_returned_words x_top_up x_top_up_words "
        "x_ret aspect way thing x_income x_event x_repaid x_institution x_proxy",
        on="pay_date",
        amount="amount",
        severity=ibis.ifelse(_.aspect == "发放不及时", "L", "M"),
    )

"""LOAN-01 to LOAN-06: to whom, how much, how long, at which rate, on which security, at which age."""

from __future__ import annotations

import datetime as dt
from decimal import ROUND_HALF_UP, Decimal

from synthetic.breaches import planter
from synthetic.days import add_months, bank_quarter, quarter
from synthetic.key import AnswerKey
from synthetic.lawful.loans import (
    Loan,
    borrower,
    home,
    lend,
    pay_back,
    pay_out,
    settles_by_bank_quarter,
    subsidise,
    subsidise_all,
)
from synthetic.lawful.register import change
from synthetic.people import Household
from synthetic.world import World, yuan

LEDGER = "micro_loan"
OVERPAID = "LOAN-09"
UNREGISTERED, TOO_MUCH, TOO_LONG, TOO_DEAR, SECURED, AGE = (f"LOAN-0{n}" for n in range(1, 7))


def followed(world: World, loan: Loan) -> Loan:
    """All that follows an ordinary loan: spent, subsidised, repaid."""
    pay_out(world, loan)
    if loan.row["repaid_on"]:
        pay_back(world, loan)
    subsidise_all(world, loan)
    return loan


def ordinary(
    world: World, issued: dt.date, months: int = 24, principal: int = 30000, household: Household | None = None, **changes
) -> Loan:
    """A loan of a household of its own, lawful but for `changes`."""
    return followed(world, lend(world, borrower(household or home(world)), issued, months, principal, **changes))


@planter(UNREGISTERED, LEDGER, "poor_person", "poor_household", "register_change")
def plant_loan_01(world: World, key: AnswerKey) -> None:
    loan = followed(world, lend(world, world.outsider(46), dt.date(2018, 4, 11), 24, 30000))
    _lent_in_vain(key, loan, "不在册")
    late = world.household(
        [44, 43],
        first_identified=dt.date(2019, 3, 11),
        exit_year=None,
        exit_status="未脱贫",
        policy={2018: None, 2019: "未脱贫"},
        snapshots=(2019,),
    )
    loan = ordinary(world, dt.date(2018, 5, 16), 36, 20000, late)
    _lent_in_vain(key, loan, "放款次年才识别")
    edge = world.household(
        [47, 45],
        first_identified=dt.date(2019, 1, 9),
        attr="边缘户",
        monitored="边缘户",
        exit_year=None,
        exit_status=None,
        policy={2018: None, 2019: None},
        snapshots=(2019,),
    )
    loan = ordinary(world, dt.date(2019, 6, 12), 24, 30000, edge)
    _lent_in_vain(key, loan, "边缘户2020年7月起才可借款")
    _registered_after_all(world, key)


def _lent_in_vain(key: AnswerKey, loan: Loan, note: str) -> None:
    """A loan to somebody not registered: the loan, and every subsidy for it."""
    key.breach(UNREGISTERED, LEDGER, loan.row, loan.row["principal"], note)
    for row in loan.subsidies:
        key.breach(OVERPAID, "interest_subsidy", row, row["subsidy_amount"], f"{note}, 向非建档立卡户贴息")


def _registered_after_all(world: World, key: AnswerKey) -> None:
    same_year = world.household(
        [45, 44], first_identified=dt.date(2018, 9, 3), exit_year=None, exit_status="未脱贫", policy={2018: "未脱贫", 2019: "未脱贫"}
    )
    loan = ordinary(world, dt.date(2018, 5, 22), 24, 20000, same_year)
    key.look_alike(UNREGISTERED, LEDGER, loan.row, "x_lag", "当年识别")

    household = home(world)
    wife = world.outsider(41, village=household.village)
    home_of = {"hh_no": household.hh_no, "head_name": household.head.name, "head_id": household.head.id_no, "relation": "之儿媳"}
    loan = followed(world, lend(world, wife, dt.date(2018, 6, 14), 24, 25000, **home_of))
    key.look_alike(UNREGISTERED, LEDGER, loan.row, "x_hh", "户内成员借款, 户在册")

    removed = world.outsider(52)
    change(world, removed, "脱贫", "脱贫退出", dt.date(2017, 12, 6))
    loan = followed(world, lend(world, removed, dt.date(2018, 3, 20), 24, 25000))
    key.look_alike(UNREGISTERED, LEDGER, loan.row, "x_removed", "已脱贫退出, 曾在册")

    person = borrower(home(world))
    alone = {"hh_no": None, "head_name": None, "head_id": None, "relation": None}
    loan = followed(world, lend(world, person, dt.date(2018, 7, 9), 24, 20000, borrower_id=world.people.misread(person.id_no), **alone))
    key.downgraded(UNREGISTERED, LEDGER, loan.row, "x_typo", "D", "同村同名, 身份证号错一位")


def _after(subsidy: dict, day: dt.date) -> Decimal:
    """The part of a subsidy that is for the days after ``day``."""
    days = (subsidy["period_to"] - subsidy["period_from"]).days + 1
    part = subsidy["subsidy_amount"] * (subsidy["period_to"] - day).days / days
    return part.quantize(Decimal("0.01"), ROUND_HALF_UP)


@planter(TOO_LONG, LEDGER, "interest_subsidy")
def plant_loan_03(world: World, key: AnswerKey) -> None:
    """Issued in December 2015: the lawful end lies in the last quarter of 2018."""
    make = bank_quarter if settles_by_bank_quarter(world) else quarter
    for months, dated in ((48, True), (60, True), (48, False)):
        loan = lend(
            world,
            borrower(home(world)),
            dt.date(2015, 12, 10),
            months,
            30000,
            due_date=add_months(dt.date(2015, 12, 10), months) if dated else None,
        )
        loan.row.update(repaid_on=None, balance=loan.row["principal"], repaid_amount=yuan(0))
        if months == 48:
            loan.row.update(repaid_on=dt.date(2019, 12, 2), balance=yuan(0), repaid_amount=loan.row["principal"])
        pay_out(world, loan)
        last = [subsidise(world, loan, make(2018, number)) for number in (1, 2, 3, 4)][-1]
        late = [subsidise(world, loan, make(2019, number)) for number in (1, 2, 3)]
        beyond = sum(row["subsidy_amount"] for row in late) + _after(last, dt.date(2018, 12, 10))
        key.breach(TOO_LONG, LEDGER, loan.row, beyond, f"{months}个月" + ("" if dated else ", 无到期日"))

    loan = ordinary(world, dt.date(2018, 2, 8), 36, 20000, due_date=dt.date(2021, 2, 13))
    key.look_alike(TOO_LONG, LEDGER, loan.row, "boundary", "超过36个月5天, 在容差内")
    loan = ordinary(
        world,
        dt.date(2016, 11, 9),
        36,
        20000,
        extended_due_date=dt.date(2020, 11, 9),
        repaid_on=None,
        balance=yuan(20000),
        repaid_amount=yuan(0),
    )
    key.look_alike(TOO_LONG, LEDGER, loan.row, "x_extension", "展期")
    loan = lend(world, borrower(home(world)), dt.date(2017, 3, 1), 36, 20000, due_date=dt.date(2021, 2, 26))
    followed(world, loan)
    key.look_alike(TOO_LONG, LEDGER, loan.row, "x_covid", "疫情延期至2021年3月底前")
    student = world.household([46, 45, 19], first_identified=dt.date(2014, 4, 12)).members[2]
    loan = lend(
        world,
        student,
        dt.date(2018, 9, 5),
        120,
        8000,
        product="生源地信用助学贷款",
        purpose="缴纳大学学费",
        rate=Decimal("4.90"),
        subsidised=False,
    )
    key.look_alike(TOO_LONG, LEDGER, loan.row, "x_product", "助学贷款不是扶贫小额信贷")

"""People who stand twice where they may stand once (CROSS-01 to CROSS-03)."""

from __future__ import annotations

import ibis
from ibis import _

from auditlib.models.amounts import MONEY
from auditlib.rules._funds import PENALTY
from auditlib.rules.catalogue import rule
from auditlib.rules.crosscheck import _kinship, _shared_means, _two_places


@rule(
    "CROSS-01",
    title="One person in two places",
    zh="同一人在两县（两户）同时建档或领取",
    law=(f"{PENALTY} 第六条、第十四条", "财农〔2017〕8号"),
    phrase="重复发放",
    severity="H",
    strength="B",
    amount="V",
    accuses=("poor_person", "benefit_payment"),
    answers=("两地扶贫办",),
    disposition="核减、追缴",
    procedure="两地核对户籍、婚姻和居住情况，确认应在何处建档；核对两地发放凭证",
    needs=("poor_person.id_no",),
    downgrades={"x_name": "D"},
    labels=_two_places.LABELS,
    scope="city",
)
def in_two_places(poor_person, programme, programme_standard, benefit_payment=None, register_change=None):
    """Person registered in two households at the same time, or paid the same benefit for the same time by two counties.

    Both rows of the register are accused, without an amount; of the payments the later one, of its part for the months in common.
    """
    found = _two_places.registered_twice(poor_person, register_change)
    if benefit_payment is not None:
        found = found.union(_two_places.paid_twice(benefit_payment, programme, programme_standard, register_change))
    return found.mutate(aspect=_.kind)


@rule(
    "CROSS-02",
    title="One account or telephone for many",
    zh="一卡多人、一机多户",
    basis="cross.households_per_means",
    phrase="虚报冒领",
    severity="M",
    strength="C",
    amount="N",
    matter="value",
    accuses=("poor_household", "benefit_payment", "poor_person"),
    answers=("镇街", "银行"),
    disposition="核实",
    procedure="向开户行核对开户人，入户核实由谁领款、谁使用该电话",
    needs=("benefit_payment.account_no|benefit_payment.phone|poor_household.account_no|poor_household.phone|poor_person.phone",),
    labels=_shared_means.LABELS,
)
def shared_means(poor_household=None, benefit_payment=None, poor_person=None, village_cadre=None, *, policy):
    """Account or telephone number of more households than one would share."""
    more_than = int(policy.value("cross.households_per_means"))
    rows = _shared_means.uses(benefit_payment, poor_household, poor_person, more_than)
    found = _shared_means.shared(rows, more_than, village_cadre)
    return found.mutate(questioned_amount=ibis.null(MONEY), aspect=_.kind + _.value)


@rule(
    "CROSS-03",
    title="Benefits concentrate on the cadres' kin",
    zh="优亲厚友",
    basis=("cross.kin_homes_min", "cross.kin_chance_max"),
    law=("中国共产党纪律处分条例(2018) 对违反群众纪律行为的处分",),
    phrase="优亲厚友",
    severity="M",
    strength="C",
    amount="V",
    matter="thing",
    answers=("纪委监委",),
    disposition="移送",
    procedure="核对亲属关系（户籍）、评议公示记录，逐户核实是否符合条件、有无分户拆户；属实的户才计金额",
    needs=("village_cadre.relative_id", "village.total_persons", "benefit_payment.amount|micro_loan.principal|income_distribution.amount"),
    labels=_kinship.LABELS,
)
def kin_concentration(
    village_cadre, village, programme, benefit_payment=None, micro_loan=None, income_distribution=None, poor_person=None, *, policy
):
    """More households of the cadres' relatives receive benefits, loans or dividends in a village than chance would allow.

    Chance: the binomial tail of that many relatives' households among all that receive, with the relatives' share of the people.
    """
    rows = _kinship.received(benefit_payment, programme, micro_loan, income_distribution, poor_person)
    least, chance = int(policy.value("cross.kin_homes_min")), policy.value("cross.kin_chance_max")
    return _kinship.concentrated(rows, village_cadre, village, least, chance).mutate(questioned_amount=ibis.null(MONEY), aspect=_.kind)

"""Households that should not receive, or not both: assets beyond poverty, benefits that exclude each other. DOMAIN §2.1."""

from __future__ import annotations

from ibis import _

from auditlib.models.payments import accusable, paid_for
from auditlib.rules.catalogue import rule
from auditlib.rules.special_funds import _exclusive, _wealth


@rule(
    "FUND-03",
    basis=("fund.vehicle_price_min", "fund.house_area_min", "fund.capital_min"),
    severity="M",
    strength="B",
    amount="I",
    matter="household",
    accuses=("poor_person", "poor_household"),
    needs=("motor_vehicle.price|real_estate.id_no|business_registration.reg_capital",),
    downgrades={"x_name": "D"},
)
def registered_with_assets(
    poor_person, programme, poor_household=None, motor_vehicle=None, real_estate=None, business_registration=None, benefit_payment=None,
    disability=None, *, policy,
):  # fmt: skip
    """Household of the register with a car, a bought house or shop, or a firm, acquired between identification and exit.

    One lead per household and kind of asset. The amount is what the household was paid afterwards by means or for poverty: for
    checking, nothing is recovered automatically.
    """
    assets = [
        make(ledger, policy.value(f"fund.{least}"))
        for make, ledger, least in (
            (_wealth.vehicles, motor_vehicle, "vehicle_price_min"),
            (_wealth.houses, real_estate, "house_area_min"),
            (_wealth.firms, business_registration, "capital_min"),
        )
        if ledger is not None
    ]
    homes = _wealth.registered(poor_person, poor_household)
    found = _wealth.received_since(_wealth.owned(assets, poor_person, homes, disability), benefit_payment, programme, poor_person)
    return found.select(
        "kind", "asset", "owner_name", "acquired", "worth", "count", "policy_status", "exit_year", "received", "related",
        *_wealth.EXCEPTIONS, "x_name", "x_apart",
        row_id=_.accused_row,
        owner_relation=_.relation,
        household=_.of_home,
        occurred_on=_.acquired,
        questioned_amount=_.received,
        aspect=_.kind,
    )  # fmt: skip


@rule(
    "FUND-05",
    basis="fund.overlap_months",
    severity="M",
    strength="B",
    amount="V",
    matter="household",
    needs=("benefit_payment.pay_date|benefit_payment.period_from|benefit_payment.period_to",),
    downgrades={"x_name": "D"},
)
def exclusive_benefits(benefit_payment, programme, programme_standard, poor_person=None, *, policy):
    """Two benefits that exclude each other paid to one person, or one household, for the same time.

    Which do is said by exclusive_with in parameters/programmes.yaml and nothing else. The benefit that pays less in the common time is
    accused, each payment of the part for the months in common.
    """
    paid = accusable(paid_for(benefit_payment, programme, programme_standard))
    return _exclusive.both_paid(paid, programme, poor_person, int(policy.value("fund.overlap_months")))

"""Houses appraised and treated, or not (HOUSE-01, HOUSE-02)."""

from __future__ import annotations

import ibis
from ibis import _

from auditlib.models.amounts import MONEY
from auditlib.models.houses import appraisals, renovations
from auditlib.models.persons import homes
from auditlib.rules.catalogue import rule
from auditlib.rules.housing import appraisals as defects
from auditlib.rules.housing import untreated


@rule(
    "HOUSE-01",
    basis="house.guideline",
    severity="H",
    strength="B",
    amount="N",
    accuses=("poor_household", "house_appraisal", "screening_ledger"),
    needs="house_renovation.accept_date",
    decides="house_appraisal.level",
)
def dangerous_house(
    poor_household, house_appraisal, house_renovation, screening_ledger=None, poor_person=None, social_assistance=None, *, as_of
):
    """A house that register or screening call dangerous was never appraised (未鉴定), or a C/D house has no accepted renovation (未改造).

    The newest snapshot, screening and appraisal of each house count. C/D once more after an accepted renovation that was subsidised is HOUSE-06.
    A household that neither register nor screening nor appraisal tells of is not judged. Works begun in their plan's year are in time.
    """
    return untreated.candidates(poor_household, house_appraisal, house_renovation, screening_ledger, poor_person, social_assistance, as_of)


@rule(
    "HOUSE-02",
    basis=("house.guideline", "house.conflict_days", "house.appraisals_per_day"),
    severity="M",
    strength="A",
    amount="I",
    matter="thing",
)
def irregular_appraisal(house_appraisal, house_renovation=None, poor_person=None, poor_household=None, *, policy):
    """An appraisal is incomplete (资料不全), later than works or payment (鉴定滞后), in conflict with another of the same house (结论不一), or one of too many in a day.

    A column that no row of the county fills is not held against a row. The amount is the subsidy of the house's renovations. Too
    many of one appraiser's day are one matter.
    """
    places = homes(poor_household, poor_person, house_renovation, house_appraisal)
    rows = appraisals(house_appraisal, places)
    renovated = None if house_renovation is None else renovations(house_renovation, places)
    found = defects.incomplete(rows)
    found = found.union(defects.conflicting(rows, renovated, int(policy.value("house.conflict_days"))))
    found = found.union(defects.too_many(rows, int(policy.value("house.appraisals_per_day"))))
    if renovated is None:
        return found.drop("home").mutate(questioned_amount=ibis.null(MONEY))
    found = found.union(defects.late(rows, renovated))
    paid = renovated.group_by(s_home=_.home).agg(questioned_amount=_.subsidy.sum().cast(MONEY))
    return found.left_join(paid, [("home", "s_home")]).drop("home", "s_home")

"""Houses appraised and treated, or not (HOUSE-01, HOUSE-02)."""

from __future__ import annotations

import ibis
from ibis import _

from auditlib.models.amounts import MONEY
from auditlib.models.persons import homes
from auditlib.rules._houses import appraisals, renovations
from auditlib.rules.catalogue import rule
from auditlib.rules.housing import _appraisals, _untreated

GUIDELINE = "农村危险房屋鉴定技术导则(建村函〔2009〕69号、建村函〔2019〕200号)"


@rule(
    "HOUSE-01",
    title="Dangerous house not appraised or not treated",
    zh="疑似危房未鉴定、C/D级危房未改造",
    basis="house.guideline",
    law=(GUIDELINE, "建村〔2017〕192号"),
    phrase="未鉴定、未改造",
    severity="H",
    strength="B",
    amount="N",
    accuses=("poor_household", "house_appraisal", "screening_ledger"),
    answers=("住建局", "镇街"),
    disposition="鉴定/改造",
    procedure="入户查看现住房屋，核对鉴定报告、改造和验收资料",
    needs=("poor_household.dangerous_house|poor_household.house_safe|screening_ledger.problem", "house_renovation.accept_date"),
    labels={
        "found_by": "疑似危房来源", "problem": "排查发现问题", "renovation": "改造进度", "x_elsewhere": "另有安全住处", "x_gone": "旧房已拆除或封存",
        "x_other_house": "另有一处A/B级住房", "x_renovated": "已改造并验收",
    },
)  # fmt: skip
def dangerous_house(
    poor_household, house_appraisal, house_renovation, screening_ledger=None, poor_person=None, social_assistance=None, *, as_of
):
    """A house that register or screening call dangerous was never appraised (未鉴定), or a C/D house has no accepted renovation (未改造).

    The newest snapshot, screening and appraisal of each house count. C/D once more after an accepted renovation is HOUSE-06.
    """
    return _untreated.candidates(
        poor_household, house_appraisal, house_renovation, screening_ledger, poor_person, social_assistance, as_of
    )


@rule(
    "HOUSE-02",
    title="Appraisal irregular",
    zh="危房鉴定不规范、不准确、不及时",
    basis=("house.guideline", "house.conflict_days", "house.appraisals_per_day"),
    law=GUIDELINE,
    phrase="鉴定不规范",
    severity="M",
    strength="A",
    amount="I",
    matter="thing",
    answers="住建局",
    disposition="重新鉴定",
    procedure="核对鉴定报告原件、鉴定人资格和现场照片日期",
    labels={
        "detail": "不规范情形", "other_date": "相关日期", "other_level": "另一次鉴定等级", "houses": "当日鉴定户数", "x_after": "改造后复核鉴定",
        "x_review": "复核更正鉴定", "x_renovated": "两次鉴定之间已改造", "x_disaster": "两次鉴定之间受灾",
    },
)  # fmt: skip
def irregular_appraisal(house_appraisal, house_renovation=None, poor_person=None, poor_household=None, *, policy):
    """An appraisal is incomplete (资料不全), later than works or payment (鉴定滞后), in conflict with another of the same house (结论不一), or one of too many in a day.

    A column that no row of the county fills is not held against a row. The amount is the subsidy of the house's renovations. Too
    many of one appraiser's day are one matter.
    """
    places = homes(poor_household, poor_person, house_appraisal, house_renovation)
    rows = appraisals(house_appraisal, places)
    renovated = None if house_renovation is None else renovations(house_renovation, places)
    found = _appraisals.incomplete(rows)
    found = found.union(_appraisals.conflicting(rows, renovated, int(policy.value("house.conflict_days"))))
    found = found.union(_appraisals.too_many(rows, int(policy.value("house.appraisals_per_day"))))
    if renovated is None:
        return found.drop("home").mutate(questioned_amount=ibis.null(MONEY))
    found = found.union(_appraisals.late(rows, renovated))
    paid = renovated.group_by(s_home=_.home).agg(questioned_amount=_.subsidy.sum().cast(MONEY))
    return found.left_join(paid, [("home", "s_home")]).drop("home", "s_home")

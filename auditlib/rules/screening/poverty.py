"""Questionable exits, and the poor that were missed (SCREEN-03, SCREEN-04)."""

import ibis
from ibis import _

from auditlib.models.absent import absent
from auditlib.models.amounts import MONEY, NO_AMOUNT, money
from auditlib.models.dates import literal_date
from auditlib.models.persons import deaths, homes, mistyped, with_death
from auditlib.models.texts import claim
from auditlib.models.vocabulary import UNKNOWN, breach, exists, kinds, subquery
from auditlib.rules.catalogue import ABSENT, rule
from auditlib.rules.screening import defects, exits, missed


@rule(
    "SCREEN-03",
    basis=("line.shandong", "exit.rounding", "exit.unstable_income"),
    severity="H",
    strength="B",
    amount="N",
    decides=("exit_year?", "exit_status?"),
    against=("poor_household", "household_income", "screening_ledger"),
)
def exit_questionable(
    poor_household, household_income=ABSENT, screening_ledger=ABSENT, poor_person=ABSENT, house_renovation=ABSENT, *, policy, as_of
):
    """Household marked as having left poverty whose income in that year was below the provincial line, or with a guarantee problem then
    open by the screening or by the register's own list (unless renovated and accepted in the list's year).

    Income: as registered in the exit year's snapshot, as surveyed, and as surveyed without the items that are not stable income. Without
    any of that year's income and any problem told, a household is not judged, nor by a problem of which nobody wrote when it was found or
    solved. The line must be entered (line.shandong): it is not public.
    """
    rows = exits.exited(poor_household, as_of)
    rows = rows.mutate(line=policy.at("line.shandong", rows.exit_day).cast(MONEY))
    rows = exits.with_stable_income(rows, household_income, policy.value("exit.unstable_income"))
    places = homes(poor_household, poor_person)
    rows = subquery(exits.with_open_problem(rows, screening_ledger, poor_household, house_renovation, places))
    told = ibis.least(rows.registered_income, rows.surveyed_income)
    below, unstable = (told < rows.line).fill_null(False), (rows.stable_income < rows.line).fill_null(False)
    trouble = rows.open_item.notnull()
    accused = below | unstable | trouble
    untold = ibis.ifelse(accused, ibis.null("string"), exits.untold(rows))
    rows = rows.mutate(lowest=told, below=below, trouble=trouble, untold=untold)
    return breach(
        kinds({"": rows.filter(accused | _.untold.notnull()), "未判断": exits.unclear(poor_household, as_of)}),
        "exit_year line registered_income surveyed_income stable_income open_item",
        on="exit_day",
        amount=NO_AMOUNT,
        ground=ibis.cases((_.below, "人均纯收入低于省定标准"), (_.trouble, "三保障问题未解决即退出"), else_="剔除不稳定收入后低于省定标准"),
        x_rounding=_.below & ~_.trouble & (_.lowest >= _.line - policy.value("exit.rounding")),
        x_items=ibis.ifelse(_.below | _.trouble, False, ~_.counted),
        x_solved=ibis.ifelse(_.below | ~_.trouble | _.told, False, UNKNOWN),
        related=ibis.ifelse(_.trouble, ibis.array([_.problem_row]), ibis.null("array<int64>")),
        not_judged="untold",
    )


@rule(
    "SCREEN-04",
    basis=("screen.big_medical_selfpay", "screen.reg_lag_months"),
    severity="H",
    strength="B",
    amount="N",
    matter="thing",
    accuses=("social_assistance", "disability", "medical_settlement"),
    against=("social_assistance", "disability", "medical_settlement"),
    decides=(
        *(f"{ledger}.id_no" for ledger in ("social_assistance", "disability", "medical_settlement")),
        *(f"social_assistance.{column}" for column in ("assist_type", "status?", "to_date?")),
        *("disability.grade", "disability.status?", "|".join(f"medical_settlement.{day}" for day in ("settled_on", "discharge", "admit"))),
    ),
    downgrades={"x_typo": "D"},
    claims="x_family",
)
def missed_poor(
    social_assistance,
    poor_person,
    screening_ledger,
    disability=ABSENT,
    medical_settlement=ABSENT,
    medical_enrol=ABSENT,
    register_change=ABSENT,
    death_register=ABSENT,
    *,
    policy,
    as_of,
):
    """Rural household on assistance, with a severe disability or large medical costs of its own, neither registered nor ever screened.

    One lead per household (保障户, else person): assistance before disability before medical costs of the year. Urban assistance is no
    candidate; of the others, who is no villager is known only from remarks and employee insurance.
    """
    limit, lag = money(policy.value("screen.big_medical_selfpay")), int(policy.value("screen.reg_lag_months"))
    found = missed.people(social_assistance, disability, medical_settlement, limit, as_of).anti_join(poor_person, "id_no")
    found = exists(found, missed.families(social_assistance, poor_person), "home", "x_hh_listed")
    found = defects.with_change(found, register_change, missed.CHANGES, as_of)
    found = with_death(mistyped(found, poor_person), deaths(death_register, as_of))
    found = missed.screened(missed.urban(found, medical_enrol), social_assistance, screening_ledger)
    return breach(
        claim(found, "x_family", "screen.supported", "remark"),
        "ground since selfpay x_screened x_urban x_family x_family_words",
        on=ibis.coalesce(_.since, literal_date(as_of)),
        amount=NO_AMOUNT,
        thing="home",
        x_dead=UNKNOWN if absent(death_register) else _.dead,
        x_hh_listed=ibis.ifelse(_.x_hh_listed | _.housed, _.x_hh_listed, UNKNOWN),
        x_change="changed",
        x_lag=_.since >= literal_date(as_of) - ibis.interval(months=lag),
        x_typo="mistyped",
    )

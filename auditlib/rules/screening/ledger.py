"""The screening itself (SCREEN-06)."""

import ibis
from ibis import _

from auditlib.models.amounts import NO_AMOUNT
from auditlib.models.dates import literal_date
from auditlib.models.persons import deaths, homes, with_death
from auditlib.models.screenings import by_household
from auditlib.models.vocabulary import breach, kinds
from auditlib.rules.catalogue import ABSENT, rule
from auditlib.rules.screening import defects, screened


@rule(
    "SCREEN-06",
    basis=("screen.solve_days", "screen.households_per_checker_day", "screen.village_households_min"),
    severity="L",
    strength="A",
    amount="N",
    matter="thing",
    accuses=("screening_ledger", "poor_household"),
    tests=(*(f"screening_ledger.{column}" for column in "item measure solved_on checker village_name".split()), "poor_household.hh_no"),
)
def screening_defective(screening_ledger, poor_household, poor_person, death_register=ABSENT, *, policy, as_of):
    """Household not screened for an item, problem not closed (M), too many households a day for one checker, village without any problem
    (C).

    Education is asked only of households with a child of school age. A village where nothing is wrong only ranks samples.
    """
    limit = {name: int(policy.value(f"screen.{name}")) for name in ("solve_days", "households_per_checker_day", "village_households_min")}
    people = with_death(defects.current(poor_person, as_of), deaths(death_register, as_of))
    households, last = defects.current(poor_household, as_of), screening_ledger.agg(last_check=_.check_date.max())
    today = literal_date(as_of)
    by_home = by_household(screening_ledger, people, homes(people, households))
    missing = screened.missing_items(households, people, by_home, defects.gone(people) | people.dead).cross_join(last)
    told = {
        "排查缺项": missing.mutate(x_new=_.first_identified > _.last_check, check_date=ibis.coalesce(_.last_check, _.snapshot_date)),
        "问题未闭环": screened.unsolved(screening_ledger, today - ibis.interval(days=limit["solve_days"]), today),
        "一人一日排查户数过多": screened.crowded_days(screening_ledger, limit["households_per_checker_day"]),
        "全村无问题": screened.flawless_villages(screening_ledger, limit["village_households_min"]),
    }
    return breach(
        kinds(told),
        "shown aspect thing x_term x_later x_new",
        not_judged="untold",
        on="check_date",
        amount=NO_AMOUNT,
        severity=ibis.ifelse(_.aspect == "问题未闭环", "M", "L"),
        strength=ibis.ifelse(_.aspect == "全村无问题", "C", "A"),
        defect="aspect",
    )

"""The screening itself (SCREEN-06)."""

from __future__ import annotations

import ibis
from ibis import _

from auditlib.models.amounts import NO_AMOUNT
from auditlib.models.dates import literal_date
from auditlib.models.persons import deaths
from auditlib.models.vocabulary import breach, lookup, subquery
from auditlib.rules.catalogue import rule
from auditlib.rules.screening import defects, screened


@rule(
    "SCREEN-06",
    basis=("screen.solve_days", "screen.households_per_checker_day", "screen.village_households_min"),
    severity="L",
    strength="A",
    amount="N",
    matter="thing",
    accuses=("screening_ledger", "poor_household"),
)
def screening_defective(screening_ledger, poor_household, poor_person, death_register=None, *, policy, as_of):
    """Household not screened for an item, problem not closed (M), too many households a day for one checker, village without any problem (C).

    Education is asked only of households with a child of school age. A village where nothing is wrong only ranks samples.
    """
    people = subquery(defects.current(poor_person, as_of))
    dead = (
        people.mutate(dead_on=ibis.null("date"))
        if death_register is None
        else lookup(people, deaths(death_register, as_of).rename(dead_on="death_date"), "id_no")
    )
    homes = defects.current(poor_household, as_of)
    by_home = screened.by_household(screening_ledger, people, homes)
    last = screening_ledger.agg(last_check=_.check_date.max())
    missing = screened.missing_items(homes, dead, by_home, defects.gone(dead) | dead.dead_on.notnull()).cross_join(last)
    open_ = screened.unsolved(screening_ledger)
    recent = (open_.check_date >= literal_date(as_of) - ibis.interval(days=int(policy.value("screen.solve_days")))) & ~open_.idle
    crowded = screened.crowded_days(screening_ledger, int(policy.value("screen.households_per_checker_day")))
    flawless = screened.flawless_villages(screening_ledger, int(policy.value("screen.village_households_min")))
    return ibis.union(
        _defect(
            missing,
            "排查缺项",
            on=ibis.coalesce(missing.last_check, missing.snapshot_date),
            x_new=missing.first_identified > missing.last_check,
        ),
        _defect(open_, "问题未闭环", on=open_.check_date, severity="M", x_term=recent, x_later=open_.later),
        _defect(crowded, "一人一日排查户数过多", on=crowded.check_date, thing=crowded.checker + "｜" + crowded.check_date.cast("string")),
        _defect(flawless, "全村无问题", on=flawless.check_date, strength="C", thing=flawless.place + "｜" + flawless.village_name),
    )


def _defect(rows, defect, on, severity="L", strength="A", thing=None, **exceptions):
    tested = {x: exceptions.get(x, ibis.literal(False)) for x in ("x_term", "x_later", "x_new")}
    return breach(
        rows,
        "shown",
        on=on,
        amount=NO_AMOUNT,
        thing=ibis.null("string") if thing is None else thing,
        severity=ibis.literal(severity),
        strength=ibis.literal(strength),
        defect=ibis.literal(defect),
        aspect=ibis.literal(defect),
        **tested,
    )

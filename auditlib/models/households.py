"""The household behind a person's row: who else of it lives, and how it stands in the newest list of the register."""

import datetime as dt

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.absent import absent
from auditlib.models.dates import NO_DATE
from auditlib.models.identity import same_name
from auditlib.models.persons import at_home, deaths, homes, household_of, members, with_death
from auditlib.models.prepared import prepared
from auditlib.models.register import NOT_ENTITLED, STILL_POOR, Register
from auditlib.models.texts import said
from auditlib.models.vocabulary import FALSE, UNKNOWN, latest, lookup, one_per, subquery


def others_alive(rows: ir.Table, on: ir.DateValue, poor_person: ir.Table, death_register: ir.Table, as_of: dt.date) -> ir.Table:
    """``rows`` (row_id, id_no, hh_no, name) with home, and others_alive: whether another member of the household lives on the day ``on``.

    Unknown where the register does not know the household. Of whom no death is recorded is alive.
    """
    rows = at_home(rows.mutate(on=on), homes(poor_person))
    family = with_death(members(poor_person), deaths(death_register, as_of), ["reg_hh", "member_id"], "member_id", "member_name")
    dead_on = ibis.ifelse(family.dead, family.dead_on, NO_DATE)
    ended = ibis.least(ibis.coalesce(dead_on, family.died_on), ibis.coalesce(family.died_on, dead_on))
    gone = ibis.cases((ended.isnull(), family.alive == False), else_=FALSE).fill_null(False)  # noqa: E712 - null is not known
    family = subquery(family.mutate(ended=ended).filter(~gone))
    others = rows.inner_join(family, [("home", "reg_hh")])
    others = others.filter(
        (_.member_id != _.id_no).fill_null(True), (_.member_name != _.name).fill_null(True), (_.ended > _.on).fill_null(_.ended.isnull())
    )
    found = rows.left_join(others.select(alive_row="row_id").distinct(), [("row_id", "alive_row")])
    living = ibis.cases((found.alive_row.notnull(), True), (found.registered, False), else_=UNKNOWN)
    return subquery(found.mutate(others_alive=living).drop("alive_row", "registered", "on"))


@prepared
def registered(poor_person: ir.Table, poor_household: ir.Table) -> ir.Table:
    """The row of each household in its newest snapshot: accused_row, home (hh_no), identified, exit_year, exit_status, policy_status,
    village_name, snapshot_date, and x_out: no longer in the newest list, or no longer under the policies (unknown where nothing is said of
    it).

    Rows of the list of households; for those that it lacks, the head's row of the list of persons.
    """
    columns = ("row_id", "hh_no", "snapshot_date", "policy_status", "exit_status", "first_identified", "village_name")
    head = (_.relation == "户主").fill_null(False)
    persons = one_per(poor_person.filter(_.hh_no.notnull()), "hh_no", [_.snapshot_date.desc(), head.desc(), _.row_id])
    persons = persons.select(*columns, exit_year=ibis.null("int32"))
    households = latest(poor_household, "hh_no").select(*columns, exit_year=_.exit_year.cast("int32"))
    rows = households.union(persons.anti_join(households, "hh_no"))
    first = poor_person.group_by(of_hh=_.hh_no).agg(identified=_.first_identified.min())
    rows = rows.left_join(first, [("hh_no", "of_hh")]).cross_join(poor_person.agg(newest=_.snapshot_date.max()))
    stopped = ibis.cases(
        (rows.exit_status.isin(STILL_POOR), False),
        (rows.policy_status.notnull(), said(NOT_ENTITLED, rows.policy_status)),
        else_=UNKNOWN,
    )
    identified = ibis.least(ibis.coalesce(rows.first_identified, rows.identified), ibis.coalesce(rows.identified, rows.first_identified))
    # Of who has not left, or is poor again, it is a year planned or undone.
    exit_year = ibis.ifelse(rows.exit_status.isin(STILL_POOR).fill_null(False), ibis.null("int32"), rows.exit_year)
    return subquery(
        rows.mutate(
            home=rows.hh_no, identified=identified, exit_year=exit_year, x_out=(rows.snapshot_date < rows.newest).fill_null(False) | stopped
        ),
        "snapshot_date",
        "exit_year",
        "exit_status",
        "policy_status",
        "village_name",
        "row_id",
        "home",
        "identified",
        "x_out",
    ).rename(accused_row="row_id")


@prepared
def living(poor_person: ir.Table) -> ir.Table:
    """Who is in the register by the newest row of each person, neither dead nor moved away by it: what the register says of them."""
    here = latest(poor_person, "id_no", "hh_no").filter(_.alive.fill_null(True), ~_.moved_out.fill_null(False))
    return here.select("row_id", "snapshot_date", "id_no", "name", "hh_no", "relation", "health")


def registered_persons(rows: ir.Table, register: Register, on: ir.DateValue, year: ir.IntegerValue) -> ir.Table:
    """The rows of registered persons (not of whom the register knows only as 边缘户), with reg_hh, reg_county, identified_on, x_not_yet
    (identified after the day), x_stopped (policies ended by the end of the year; unknown before the first list) and x_name. Without a
    register all rows."""
    rows = rows.mutate(on=on, begins=ibis.date(year, 1, 1), ends=ibis.date(year, 12, 31))
    known = household_of(register.persons).select("id_no", "reg_name", "reg_hh", "reg_county")
    rows = subquery(lookup(rows, known, "id_no") if absent(register.persons) else rows.inner_join(known, "id_no"))
    asked = register.ask(rows, on="begins", until="ends", own={"id": "id_no"}).filter(~_.own_edge.fill_null(False))
    told = {"identified_on": asked.own_since, "x_not_yet": asked.own_since > asked.on, "x_stopped": asked.own_stopped_by_end}
    return subquery(asked.mutate(**told, x_name=~same_name(_.name, _.reg_name)), *rows.columns, *told, "x_name")

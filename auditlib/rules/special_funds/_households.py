"""The payee's household: who of it lives (FUND-01), who of it may be on the payroll (FUND-02)."""

from __future__ import annotations

import datetime as dt

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.persons import deaths, household_of, members


def with_living(found: ir.Table, poor_person: ir.Table | None, death_register: ir.Table, as_of: dt.date) -> ir.Table:
    """Add x_hh: a household's benefit, and another member alive on the day of payment; unknown when the household is."""
    household = (found.payee_level == "到户").fill_null(False)
    if poor_person is None:
        return found.mutate(x_hh=ibis.ifelse(household, ibis.null("boolean"), False))
    home = household_of(poor_person).select("reg_hh", of_id="id_no")
    found = found.left_join(home, [("id_no", "of_id")])
    found = found.mutate(home=ibis.coalesce(found.hh_no, found.reg_hh))
    dead = deaths(death_register, as_of).select(dead_id="id_no", dead_on="death_date")
    family = members(poor_person)
    family = family.left_join(dead, [("member_id", "dead_id")])
    family = family.mutate(ended=ibis.ifelse(family.dead_on < family.died_on, family.dead_on, ibis.coalesce(family.died_on, family.dead_on)))
    on = ibis.coalesce(found.pay_date, found.period_to)
    known = family.select(known_hh="reg_hh").distinct()
    others = found.mutate(on=on).inner_join(family, [("home", "reg_hh")])
    others = others.filter((_.member_id != _.id_no).fill_null(True) & (_.member_name != _.name).fill_null(True))
    alive = others.filter(ibis.ifelse(_.ended.notnull(), _.ended > _.on, (_.alive != False).fill_null(True)))  # noqa: E712 - null is alive
    alive = alive.select(alive_row="row_id").distinct()
    found = found.left_join(known, [("home", "known_hh")])
    found = found.left_join(alive, [("row_id", "alive_row")])
    return found.mutate(
        x_hh=ibis.cases((~(found.payee_level == "到户").fill_null(False), False), (found.known_hh.isnull(), ibis.null("boolean")), else_=found.alive_row.notnull())
    )


def persons_paid(paid: ir.Table, poor_person: ir.Table | None, poor_household: ir.Table | None, staff: ir.Table) -> ir.Table:
    """Each payment with the persons who are among ``staff`` (id_no): the payee (本人), and of a household's benefit the other members.

    Adds person_id, person_name, relation, and of the household: identified (earliest), exit_year (latest); null when unknown.
    """
    if poor_person is None:
        rows = paid.mutate(home=paid.hh_no)
    else:
        home = household_of(poor_person).select("reg_hh", of_id="id_no")
        rows = paid.left_join(home, [("id_no", "of_id")]).select(*paid.columns, home=ibis.coalesce(paid.hh_no, home.reg_hh))
    own = rows.semi_join(staff, "id_no")
    people = own.mutate(person_id=own.id_no, person_name=own.name, relation=ibis.literal("本人"))
    if poor_person is not None:
        family = members(poor_person).filter(_.member_id.notnull()).select("reg_hh", "member_id", "member_name", "member_relation").distinct()
        family = family.semi_join(staff, [("member_id", "id_no")])
        joint = rows.filter(_.payee_level == "到户")
        others = joint.inner_join(family, [("home", "reg_hh")]).filter((_.member_id != _.id_no).fill_null(True))
        relation = ibis.coalesce(others.member_relation, "家庭成员")
        people = people.union(others.select(*rows.columns, person_id="member_id", person_name="member_name", relation=relation))
    facts = [t.select("hh_no", "first_identified", exit_year=years) for t, years in ((poor_person, ibis.null("int32")), (poor_household, _.exit_year)) if t is not None]
    if not facts:
        return people.mutate(identified=ibis.null("date"), exit_year=ibis.null("int32"))
    homes = ibis.union(*facts).group_by(of_hh=_.hh_no).agg(identified=_.first_identified.min(), exit_year=_.exit_year.max())
    return people.left_join(homes, [("home", "of_hh")]).drop("of_hh")

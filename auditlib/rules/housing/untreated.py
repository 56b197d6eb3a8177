"""Dangerous houses that nobody appraised, and appraised ones that nobody treated (HOUSE-01)."""

from __future__ import annotations

import datetime as dt

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY
from auditlib.models.dates import literal_date
from auditlib.models.houses import SAFE, appraisals, lives_elsewhere, newest, renovations
from auditlib.models.persons import at_home, homes
from auditlib.models.register import newest_year
from auditlib.models.texts import said
from auditlib.models.vocabulary import breach, one_copy, one_per, subquery

COLLECTIVE = "特困集中"
UNJUDGED = "未判断"
FACTS = ("row_id", "home", "aspect", "found_by", "problem", "level", "appraise_date", "occurred_on", "elsewhere", "gone", "related")


def candidates(
    poor_household, house_appraisal, house_renovation, screening_ledger, poor_person, social_assistance, as_of: dt.date
) -> ir.Table:
    """Candidates of HOUSE-01: one row a household not appraised, one a house not treated."""
    places = homes(poor_household, poor_person, house_appraisal, house_renovation, screening_ledger)
    houses = appraisals(house_appraisal, places)
    screened = None if screening_ledger is None else _screened(screening_ledger, places)
    renovated = _renovated(renovations(house_renovation, places), as_of)
    found = _suspected(poor_household, places, screened).anti_join(houses, "home").union(_untreated(houses, renovated))
    found = found.left_join(renovated, [("home", "r_home")])
    found = found.mutate(
        renovation=ibis.cases((found.accepted, "已验收"), (found.r_home.notnull(), "有改造记录，未验收"), else_="无改造记录")
    )
    found = _with_safe_house(found, houses)
    found = _with_words(found, screened)
    found = _with_institution(found, social_assistance, places, as_of)
    return breach(
        found,
        "aspect found_by problem level appraise_date renovation related x_other_house",
        on="occurred_on",
        amount=ibis.null(MONEY),
        x_elsewhere=_.elsewhere | _.w_elsewhere | _.institution,
        x_gone=_.gone | _.w_gone,
        x_renovated=(_.aspect == "未鉴定") & _.accepted.fill_null(False),
        x_in_work=_.in_work.fill_null(False) & (_.work_begun >= _.appraise_date).fill_null(True),
        not_judged=ibis.ifelse(_.aspect == UNJUDGED, "“危房户”“住房是否安全”都为空，也没有排查、鉴定", ibis.null("string")),
    )


def _renovated(works: ir.Table, as_of: dt.date) -> ir.Table:
    """By ``r_home``: accepted at all, and last when; the last accepted one that was subsidised (what is unsafe after it is HOUSE-06);
    works begun that the plan gives this year for (``in_work``), and since when."""
    accepted = (works.accept_date <= literal_date(as_of)).fill_null(False)
    going_on = ~accepted & (works.planned >= as_of.year).fill_null(False) & (works.start_date <= literal_date(as_of)).fill_null(False)
    works = works.mutate(taken_over=accepted, going_on=going_on)
    return works.group_by(r_home=_.home).agg(
        accepted=_.taken_over.any(),
        accepted_on=_.accept_date.max(where=_.taken_over),
        subsidised_on=_.accept_date.max(where=_.taken_over & (_.subsidy > 0)),
        in_work=_.going_on.any(),
        work_begun=_.start_date.max(where=_.going_on),
    )


def _screened(screening_ledger: ir.Table, places: ir.Table) -> ir.Table:
    """Screenings of the housing item with their home, and whether a problem is open."""
    rows = at_home(one_copy(screening_ledger, ("id_no", "hh_no", "item", "check_date", "problem")), places).filter(_.item == "住房")
    named = (_.problem.notnull() & ~said("problem.none", _.problem)).fill_null(False)
    return rows.mutate(open=(named | (_.result == "无保障").fill_null(False)) & _.solved_on.isnull())


def _suspected(poor_household: ir.Table, places: ir.Table, screened: ir.Table | None) -> ir.Table:
    """Households whose house the register's newest snapshot or their newest screening calls dangerous."""
    register = one_per(at_home(newest_year(poor_household), places), "home", [_.snapshot_date.desc(), _.row_id])
    told = register.dangerous_house.notnull() | register.house_safe.notnull()
    register = register.mutate(told=told, flagged=register.dangerous_house.fill_null(False) | (~register.house_safe).fill_null(False))
    if screened is None:
        rows = register.filter(_.flagged | ~_.told).mutate(p_row=ibis.null("int64"), p_problem=ibis.null("string"))
        return _facts(rows, ibis.literal("建档信息"), rows.snapshot_date)
    last = one_per(screened.filter(_.home.notnull()), "home", [_.check_date.desc(), ~_.open, _.row_id])
    problems = last.filter(_.open).select(p_home="home", p_row="row_id", p_problem="problem", p_date="check_date")
    seen = last.select(s_home="home", seen=ibis.literal(True))
    rows = register.left_join(problems, [("home", "p_home")]).left_join(seen, [("home", "s_home")])
    rows = rows.mutate(told=_.told | _.seen.notnull()).filter(_.flagged | _.p_row.notnull() | ~_.told)
    source = ibis.cases((rows.flagged & rows.p_row.notnull(), "建档信息、排查台账"), (rows.flagged, "建档信息"), else_="排查台账")
    listed = _facts(rows, source, ibis.ifelse(rows.flagged, rows.snapshot_date, rows.p_date))
    others = problems.anti_join(register, [("p_home", "home")]).mutate(row_id=_.p_row, home=_.p_home, told=ibis.literal(True))
    return listed.union(_facts(others, ibis.literal("排查台账"), others.p_date))


def _facts(rows: ir.Table, found_by: ir.StringValue, occurred_on: ir.DateValue) -> ir.Table:
    return rows.mutate(
        aspect=ibis.ifelse(rows.told, "未鉴定", UNJUDGED),
        found_by=found_by,
        occurred_on=occurred_on,
        problem=rows.p_problem,
        level=ibis.null("string"),
        appraise_date=ibis.null("date"),
        elsewhere=ibis.literal(False),
        gone=ibis.literal(False),
        related=ibis.array([rows.p_row]),
    ).select(*FACTS)


def _untreated(houses: ir.Table, renovated: ir.Table) -> ir.Table:
    """Houses whose newest appraisal is C or D, of households without a renovation accepted since, or a subsidised one before (HOUSE-06)."""
    last = newest(houses, ["home", "house"]).filter(_.dangerous)
    last = subquery(last.left_join(renovated, [("home", "r_home")]))
    treated = _.subsidised_on.notnull() | (_.accepted & ((_.accepted_on >= _.appraise_date) | _.appraise_date.isnull()))
    last = last.filter(~treated.fill_null(False)).select(*houses.columns)
    return last.mutate(
        aspect=ibis.ifelse(last.house == "", "未改造", "未改造｜" + last.house),
        found_by=ibis.literal("鉴定结果"),
        occurred_on=last.appraise_date,
        problem=ibis.null("string"),
        elsewhere=lives_elsewhere(last),
        gone=said("house.old_gone", last.remark),
        related=ibis.array([ibis.null("int64")]),
    ).select(*FACTS)


def _with_safe_house(found: ir.Table, houses: ir.Table) -> ir.Table:
    """Add x_other_house: the newest appraisal of another house of the household is A or B."""
    safe = newest(houses, ["home", "house"]).filter(_.level.isin(SAFE)).select(s_home="home").distinct()
    joined = found.left_join(safe, [("home", "s_home")])
    return joined.mutate(x_other_house=joined.s_home.notnull()).drop("s_home")


def _with_words(found: ir.Table, screened: ir.Table | None) -> ir.Table:
    """Add what the screening of the house says: lives elsewhere, the house is gone; unknown without words."""
    if screened is None:
        return found.mutate(w_elsewhere=ibis.null("boolean"), w_gone=ibis.null("boolean"))
    texts = (screened.problem, screened.measure, screened.remark)
    words = screened.mutate(elsewhere=said("house.lives_elsewhere", *texts), gone=said("house.old_gone", *texts))
    words = words.group_by(w_home=_.home).agg(w_elsewhere=_.elsewhere.any(), w_gone=_.gone.any())
    return found.left_join(words, [("home", "w_home")]).drop("w_home")


def _with_institution(found: ir.Table, social_assistance: ir.Table | None, places: ir.Table, as_of: dt.date) -> ir.Table:
    """Add institution: a member is supported in a home (特困集中供养) at the audit date."""
    if social_assistance is None:
        return found.mutate(institution=ibis.null("boolean"))
    today = literal_date(as_of)
    inside = at_home(social_assistance, places).filter(_.assist_type == COLLECTIVE, _.to_date.isnull() | (_.to_date > today))
    inside = inside.select(c_home="home").distinct()
    joined = found.left_join(inside, [("home", "c_home")])
    return joined.mutate(institution=joined.c_home.notnull()).drop("c_home")

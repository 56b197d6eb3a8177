"""Dangerous houses that nobody appraised, and appraised ones that nobody treated (HOUSE-01)."""

import datetime as dt

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import NO_AMOUNT
from auditlib.models.dates import literal_date
from auditlib.models.houses import appraisals, called_unsafe, gone, lives_elsewhere, newest, renovations
from auditlib.models.persons import at_home, homes
from auditlib.models.register import newest_year
from auditlib.models.screenings import TEXTS, by_household, is_problem, unsolved
from auditlib.models.texts import said
from auditlib.models.vocabulary import breach, either, exists, first_true, kinds, left_empty, lookup, one_copy, one_per
from auditlib.rules.catalogue import ABSENT, rule

COLLECTIVE = "特困集中"
SUSPECTED = ("row_id", "home", "told", "found_by", "occurred_on", "problem", "related")


@rule(
    "HOUSE-01",
    basis="house.guideline",
    severity="H",
    strength="B",
    amount="N",
    accuses=("poor_household", "house_appraisal", "screening_ledger"),
    needs="house_renovation.accept_date",
    decides=(
        "house_appraisal.level",
        "house_appraisal.hh_no|house_appraisal.id_no",
        "poor_household.hh_no|poor_household.id_no",
    ),
)
def dangerous_house(
    poor_household, house_appraisal, house_renovation, screening_ledger=ABSENT, poor_person=ABSENT, social_assistance=ABSENT, *, as_of
):
    """A house that register or screening call dangerous was never appraised (未鉴定), or a C/D house has no accepted renovation (未改造).

    The newest snapshot, screening and appraisal of each house count. C/D once more after an accepted renovation that was subsidised is
    HOUSE-06. A household that neither register nor screening nor appraisal tells of is not judged. Works begun in their plan's year are in
    time.
    """
    places = homes(poor_household, poor_person, house_appraisal, house_renovation, screening_ledger)
    houses, works = appraisals(house_appraisal, places), _works(renovations(house_renovation, places), as_of)
    houses = houses.filter((_.appraise_date <= literal_date(as_of)).fill_null(True))
    screened = _screened(screening_ledger, poor_person, places, as_of)
    suspected = _suspected(poor_household, screened, places).anti_join(houses, "home")
    found = lookup(kinds({"未鉴定": suspected, "未改造": _untreated(houses, works)}), works, "home")
    found = lookup(found, screened.select("home", "s_elsewhere", "s_gone"), "home")
    found = exists(found, newest(houses, ["home", "house"]).filter(_.safe), "home", "x_other_house")
    supported = social_assistance.filter(_.assist_type == COLLECTIVE, _.to_date.isnull() | (_.to_date > literal_date(as_of)))
    found = exists(found, at_home(supported, places), "home", "institution")
    return breach(
        found,
        "found_by problem level appraise_date related x_other_house",
        on="occurred_on",
        amount=NO_AMOUNT,
        aspect=ibis.ifelse(_.house.fill_null("") == "", _.aspect, _.aspect + "｜" + _.house),
        renovation=ibis.cases((_.accepted, "已验收"), (_.accepted.notnull(), "有改造记录，未验收"), else_="无改造记录"),
        x_elsewhere=_.x_elsewhere | _.s_elsewhere | _.institution,
        x_gone=_.x_gone | _.s_gone,
        x_renovated=(_.aspect == "未鉴定") & _.accepted.fill_null(False),
        x_in_work=_.in_work.fill_null(False) & ((_.aspect == "未鉴定") | (_.work_begun >= _.appraise_date)),
        not_judged=_why_not(found),
    )


def _why_not(found: ir.Table) -> ir.StringValue:
    """Why a house cannot be judged, as a reader is told it."""
    untold = (found.aspect == "未鉴定") & ~found.told
    unknown = {
        "“危房户”“住房是否安全”都为空，也没有排查、鉴定": untold,
        "鉴定日期不明，不知在改造之前还是之后": found.undated,
        "改造的“验收日期”没有数据": found.doubtful,
    }
    return first_true(unknown)


def _works(works: ir.Table, as_of: dt.date) -> ir.Table:
    """By home: accepted at all (doubtful: a day that nobody tells may be one), and last when; the last accepted one that was subsidised
    (what is unsafe after it is HOUSE-06); works begun that the plan gives this year for (``in_work``), and since when."""
    done, begun = ((works[day] <= literal_date(as_of)).fill_null(False) for day in ("accept_date", "start_date"))
    unknown = works.accept_date.isnull() & left_empty(works, "accept_date").isnull()
    works = works.mutate(unknown=unknown, done=done, going_on=~done & begun & (works.planned >= as_of.year).fill_null(False))
    return works.group_by("home").agg(
        accepted=_.done.any(),
        doubtful=_.unknown.any() & ~_.done.any(),
        accepted_on=_.accept_date.max(where=_.done),
        subsidised_on=_.accept_date.max(where=_.done & (_.subsidy > 0)),
        in_work=_.going_on.any(),
        work_begun=_.start_date.max(where=_.going_on),
    )


def _screened(screening_ledger: ir.Table, poor_person: ir.Table, places: ir.Table, as_of: dt.date) -> ir.Table:
    """The newest screening of each household's house, with open (its problem is not solved), and what all of them say of where it lives."""
    rows = one_copy(screening_ledger, ("id_no", "hh_no", "village_name", "name", "item", "check_date", "problem"))
    rows = by_household(rows, poor_person, places).filter(_.item == "住房", _.home.notnull())
    rows = rows.mutate(open=is_problem(rows).fill_null(False) & unsolved(rows, literal_date(as_of)))
    told = {name: said(concept, *(rows[c] for c in TEXTS)) for name, concept in WORDS.items()}
    rows = rows.mutate(**{name: words.any().over(ibis.window(group_by="home")) for name, words in told.items()})
    return one_per(rows, "home", [_.check_date.desc(), ~_.open, _.row_id])


WORDS = {"s_elsewhere": "house.lives_elsewhere", "s_gone": "house.old_gone"}


def _suspected(poor_household: ir.Table, screened: ir.Table, places: ir.Table) -> ir.Table:
    """Households whose house the register's newest snapshot or their newest screening calls dangerous, and those of which nothing is
    told."""
    last = screened.select("home", "open", "check_date", screened_row="row_id", problem=ibis.ifelse(_.open, _.problem, ibis.null("string")))
    register = one_per(at_home(newest_year(poor_household), places), "home", [_.snapshot_date.desc(), _.row_id])
    rows = lookup(register, last, "home")
    unsafe = called_unsafe(rows)
    flagged, open_, told = unsafe.fill_null(False), rows.open.fill_null(False), ibis.coalesce(unsafe, rows.open).notnull()
    rows = rows.mutate(
        told=told,
        found_by=ibis.cases((flagged & open_, "建档信息、排查台账"), (flagged, "建档信息"), else_="排查台账"),
        occurred_on=ibis.ifelse(flagged, rows.snapshot_date, rows.check_date),
        related=ibis.array([ibis.ifelse(open_, rows.screened_row, ibis.null("int64"))]),
    ).filter(flagged | open_ | ~told)
    others = last.filter(_.open).anti_join(register, "home").mutate(row_id=_.screened_row, occurred_on=_.check_date)
    others = others.mutate(told=_.open, found_by=ibis.literal("排查台账"), related=ibis.array([_.screened_row]))
    return either(rows.select(*SUSPECTED), others)


def _untreated(houses: ir.Table, works: ir.Table) -> ir.Table:
    """Houses whose newest appraisal is C or D, of households without a renovation accepted since, or a subsidised one before (HOUSE-06);
    ``undated``: which was first is not known."""
    rows = lookup(newest(houses, ["home", "house"]).filter(_.dangerous), works, "home")
    rows = rows.mutate(undated=(rows.accepted & rows.appraise_date.isnull()).fill_null(False))
    treated = rows.subsidised_on.notnull() | (rows.accepted & (rows.accepted_on >= rows.appraise_date))
    return rows.filter(rows.undated | ~treated.fill_null(False)).select(
        *"row_id home house level appraise_date undated".split(),
        found_by=ibis.literal("鉴定结果"),
        occurred_on=_.appraise_date,
        x_elsewhere=lives_elsewhere(_),
        x_gone=gone(_),
    )

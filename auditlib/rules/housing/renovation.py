"""Subsidised renovation: who, how often, how large, how safe (HOUSE-03 to HOUSE-06)."""

from __future__ import annotations

import ibis
from ibis import _

from auditlib.models.amounts import MONEY, money
from auditlib.models.houses import SAFE, appraisals, lives_elsewhere, local_fund, newest, renovations
from auditlib.models.persons import at_home, homes
from auditlib.models.texts import said
from auditlib.models.vocabulary import FALSE, breach, one_per, taken_back
from auditlib.rules.catalogue import rule
from auditlib.rules.housing.entitlement import appraised_before, entitled, misread, other_house


@rule(
    "HOUSE-03",
    severity="H",
    strength="B",
    amount="V",
    decides=("subsidy", "plan_year|start_date|pay_date|accept_date"),
)
def ineligible_renovation(
    house_renovation,
    poor_person,
    social_assistance,
    disability,
    house_appraisal=None,
    poor_household=None,
    real_estate=None,
    register_change=None,
):
    """Renovation money went to a household of none of the four kinds in the year planned, for an A/B house, or beside another safe house.

    Status counts at the plan's year, not now; appraisals before the works, not after. Houses are judged by L39 and L38.
    """
    places = homes(poor_household, poor_person, house_renovation, house_appraisal)
    rows = taken_back(renovations(house_renovation, places).filter(_.planned.notnull()), ("home",), "subsidy").filter(_.subsidy > 0)
    held = entitled(rows, poor_person, poor_household, register_change, social_assistance, disability, places)
    near = misread(rows, poor_person).select(n_row="row_id")
    others = rows.anti_join(held, "row_id").left_join(near, [("row_id", "n_row")])
    found = _ineligible(others, "非重点对象", x_local_fund=local_fund(others), x_typo=others.n_row.notnull())
    if house_appraisal is None:
        safe = rows.filter(_.level.isin(SAFE))
        found = found.union(_ineligible(safe, "非危房", x_dangerous=ibis.null("boolean")))
    else:
        before = appraised_before(rows, appraisals(house_appraisal, places))
        safe = rows.left_join(before, [("row_id", "a_of")])
        safe = safe.filter(_.level.isin(SAFE) | _.all_safe.fill_null(False))
        found = found.union(_ineligible(safe, "非危房", related=ibis.array([safe.a_row]), x_dangerous=safe.was_dangerous))
    if real_estate is None:
        return found
    owned = other_house(rows, real_estate, places)
    return found.union(
        _ineligible(
            owned,
            "另有住房",
            related=ibis.array([owned.o_row]),
            location=owned.location,
            o_area=owned.o_area,
            reg_date=owned.reg_date,
            x_own_house=owned.in_village,
            x_inherited=owned.inherited,
        )
    )


def _ineligible(rows, aspect: str, **columns):
    usual = {
        "related": ibis.null("array<int64>"), "location": ibis.null("string"), "o_area": ibis.null("decimal(18,4)"), "reg_date": ibis.null("date"),
        "x_local_fund": FALSE, "x_typo": FALSE, "x_dangerous": FALSE, "x_own_house": FALSE, "x_inherited": FALSE,
    }  # fmt: skip
    return breach(
        rows,
        "planned category level way fund_source",
        on=ibis.coalesce(_.pay_date, _.began, _.accept_date),
        amount=_.subsidy,
        aspect=ibis.literal(aspect),
        x_ret=_.taken_back | said("remark.returned", _.remark),
        **usual | columns,
    )


@rule(
    "HOUSE-04",
    basis="house.repeat_years",
    severity="H",
    strength="A",
    amount="V",
    decides=("subsidy", "plan_year|start_date|pay_date|accept_date"),
)
def renovated_twice(house_renovation, poor_person=None, poor_household=None, *, policy):
    """The same household (also through another member, also by relocation) was subsidised again within some years: the later row.

    A row is held against the household's row before it. Years are those of the plans.
    """
    rows = renovations(house_renovation, homes(poor_household, poor_person, house_renovation)).filter(_.home.notnull(), _.planned.notnull())
    taken_back = rows.filter(_.subsidy < 0).select(b_home="home", b_amount=-_.subsidy).distinct()
    line = ibis.window(group_by="home", order_by=["planned", "pay_date", "row_id"])
    rows = rows.filter(_.subsidy > 0)
    before = {f"before_{name}": rows[column].lag().over(line) for name, column in _BEFORE.items()}
    rows = rows.mutate(**before).filter(_.planned - _.before_year < int(policy.value("house.repeat_years")))
    rows = rows.left_join(taken_back, [("home", "b_home")]).mutate(
        back=((_.b_amount == _.subsidy) | (_.b_amount == _.before_subsidy)).fill_null(False)
    )
    rows = one_per(rows, "row_id", [_.back.desc(), _.b_amount])
    parts = said("payment.instalment", rows.remark, rows.before_remark)
    # One and the same works paid for on two days, whatever a remark says.
    same_works = (rows.start_date == rows.before_start) & (rows.accept_date == rows.before_accept) & (rows.pay_date != rows.before_paid)
    return breach(
        rows,
        "planned way level before_year before_name before_way before_subsidy",
        on=ibis.coalesce(_.pay_date, _.began, _.accept_date),
        amount=_.subsidy,
        related=ibis.array([_.before_row]),
        x_disaster=said("disaster", _.remark, _.fund_source, _.category),
        x_instalment=ibis.cases((_.planned != _.before_year, False), (same_works.fill_null(False), True), else_=parts),
        x_ret=_.back | said("remark.returned", _.remark, _.before_remark),
    )


_BEFORE = {
    "year": "planned", "name": "name", "way": "way", "subsidy": "subsidy", "remark": "remark", "row": "row_id", "start": "start_date",
    "accept": "accept_date", "paid": "pay_date",
}  # fmt: skip


@rule(
    "HOUSE-05",
    basis=(
        "house.small_household",
        "house.area_max",
        "house.area_max_per_person",
        "house.area_min_1",
        "house.area_min_2",
        "house.area_min_3",
        "house.area_min_per_person",
    ),
    severity="M",
    strength="A",
    amount="I",
    decides="area_after",
)
def oversized(house_renovation, poor_household=None, poor_person=None, *, policy):
    """A rebuilt house is larger (面积超标) or smaller (面积不足) than the household's size allows.

    Persons are those of the renovation's list, else of the register's newest list up to the plan's year; before the first list nobody is judged.
    The limits hold in principle: a matter to correct.
    """
    rows = renovations(house_renovation, homes(poor_household, poor_person, house_renovation))
    rows = rows.filter(_.area_after > 0, _.way.isin(["重建", "修缮"]) | _.way.isnull())
    rows = rows.mutate(on=ibis.coalesce(_.start_date, ibis.date(_.planned, ibis.literal(12), ibis.literal(31))))
    rows = _with_register(rows, poor_household, poor_person)
    most = {n: _most(rows[n], rows.on, policy) for n in ("people", "largest")}
    least = {n: _least(rows[n], rows.on, policy) for n in ("people", "smallest")}
    over = (rows.area_after > most["people"]).fill_null(False)
    rows = rows.mutate(
        over=over,
        most=most["people"],
        least=least["people"],
        fits=ibis.ifelse(over, rows.area_after <= most["largest"], rows.area_after >= least["smallest"]),
    )
    rows = rows.filter(_.over | (_.area_after < _.least).fill_null(False) | _.people.isnull())
    return breach(
        rows,
        "planned category level way area_after people most least",
        on=ibis.coalesce(_.accept_date, _.done_on, _.on),
        amount=_.subsidy,
        aspect=ibis.ifelse(_.over, "面积超标", "面积不足"),
        x_repair=(_.way == "修缮") | (_.way.isnull() & (_.level == "C")).fill_null(False),
        x_family=_.fits,
        x_pol=said("approval.given", _.remark),
        not_judged=ibis.ifelse(_.people.isnull(), "计划年度家庭人口数不明", ibis.null("string")),
    )


def _with_register(rows, poor_household, poor_person):
    """Add people (the list's, else the register's newest up to the plan's year), and the register's largest and smallest count of any snapshot."""
    rows = rows.mutate(persons=ibis.ifelse(rows.persons > 0, rows.persons, ibis.null("int32")))
    if poor_household is None:
        return rows.mutate(people=rows.persons, largest=ibis.null("int32"), smallest=ibis.null("int32"))
    counts = at_home(poor_household, homes(poor_household, poor_person)).filter(_.member_count > 0)
    spread = counts.group_by(c_home=_.home).agg(largest=_.member_count.max(), smallest=_.member_count.min())
    met = rows.select("row_id", "planned", "home").inner_join(
        counts.select("member_count", "snapshot_date", n_home="home"), [("home", "n_home")]
    )
    met = met.filter((_.snapshot_date.year() <= _.planned).fill_null(True))
    near = one_per(met, "row_id", [_.snapshot_date.desc(), _.member_count.desc()]).select(n_row="row_id", near="member_count")
    rows = rows.left_join(spread, [("home", "c_home")])
    rows = rows.left_join(near, [("row_id", "n_row")])
    return rows.mutate(people=ibis.coalesce(rows.persons, rows.near))


def _most(people, on, policy):
    by_head = people * policy.at("house.area_max_per_person", on)
    return ibis.ifelse(people <= policy.at("house.small_household", on), policy.at("house.area_max", on), by_head)


def _least(people, on, policy):
    by_household = [(people == n, policy.at(f"house.area_min_{n}", on)) for n in (1, 2, 3)]
    return ibis.cases(*by_household, else_=people * policy.at("house.area_min_per_person", on))


@rule(
    "HOUSE-06",
    basis=("house.subsidy_c", "house.subsidy_d"),
    severity="M",
    strength="A",
    amount="I",
    needs="house_renovation.accept_date",
    decides=("subsidy", "pay_date|accept_date|done_on", "accept_date?"),
)
def paid_or_unsafe(house_renovation, house_appraisal=None, poor_person=None, poor_household=None, *, policy):
    """The subsidy was paid before acceptance (未验收付款), the house was C/D again after it (改后仍不安全), or the subsidy is not the standard's (标准不符).

    Standards are the county's: while they are not entered that part is left out. Unsafe after acceptance is grave.
    """
    places = homes(poor_household, poor_person, house_renovation, house_appraisal)
    rows = taken_back(renovations(house_renovation, places), ("home",), "subsidy").filter(_.subsidy > 0)
    early = rows.filter(_.pay_date.notnull(), (_.pay_date < _.accept_date) | _.accept_date.isnull())
    found = _defect(early, "未验收付款", early.pay_date, early.subsidy)
    if house_appraisal is not None:
        found = found.union(_unsafe(rows, appraisals(house_appraisal, places)))
    for level, policy_id in (("C", "house.subsidy_c"), ("D", "house.subsidy_d")):
        standard = policy.entered(policy_id)
        if standard is not None:
            found = found.union(_not_standard(rows.filter(_.level == level), money(standard)))
    return found


def _defect(rows, aspect: str, on, amount, **columns):
    usual = {
        "severity": ibis.literal("M"), "later_level": ibis.null("string"), "later_date": ibis.null("date"), "payable": ibis.null(MONEY),
        "related": ibis.null("array<int64>"), "x_other_house": FALSE, "x_gone": FALSE, "x_disaster": FALSE,
    }  # fmt: skip
    facts = ("row_id", "plan_year", "level", "way", "accept_date", "pay_date", "subsidy")
    return rows.select(
        *facts,
        aspect=ibis.literal(aspect),
        occurred_on=on,
        questioned_amount=amount,
        x_ret=rows.taken_back | said("remark.returned", rows.remark),
        **usual | columns,
    )


def _unsafe(rows, houses):
    """Renovations after whose acceptance the newest appraisal of a house of the household is C or D."""
    done = rows.mutate(ended=ibis.coalesce(_.accept_date, _.done_on))
    later = houses.select("house", "level", "appraise_date", "dangerous", "remark", "address", "lived_in", row_id="row_id", a_home="home")
    met = done.select("home", "ended", r_row="row_id").inner_join(later, [("home", "a_home")]).filter(_.appraise_date > _.ended)
    last = newest(met, ["r_row", "house"])
    safe = last.filter(_.level.isin(SAFE)).select(s_row="r_row").distinct()
    bad = newest(last.filter(_.dangerous), ["r_row"]).select(
        "r_row",
        later_row="row_id",
        later_level="level",
        later_date="appraise_date",
        gone=said("house.old_gone", _.remark) | said("house.old_one", _.remark, _.address) | lives_elsewhere(_),
        struck=said("disaster", _.remark),
    )
    found = done.drop("ended").inner_join(bad, [("row_id", "r_row")]).left_join(safe, [("row_id", "s_row")])
    return _defect(
        found,
        "改后仍不安全",
        found.later_date,
        found.subsidy,
        severity=ibis.literal("H"),
        later_level=found.later_level,
        later_date=found.later_date,
        related=ibis.array([found.later_row]),
        x_other_house=found.s_row.notnull(),
        x_gone=found.gone,
        x_disaster=found.struck,
    )


def _not_standard(rows, standard):
    """Renovations whose payments together are not the standard: the first payment, with the difference."""
    line = ibis.window(group_by=["home", "planned"])
    rows = rows.mutate(
        together=_.subsidy.sum().over(line), nth=ibis.row_number().over(group_by=["home", "planned"], order_by=["pay_date", "row_id"])
    )
    rows = rows.filter(_.nth == 0, _.together != standard)
    return _defect(
        rows, "标准不符", ibis.coalesce(rows.pay_date, rows.accept_date), (rows.together - standard).abs().cast(MONEY), payable=standard
    )

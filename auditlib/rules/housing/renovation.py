"""Subsidised renovation: who, how often, how large, how safe (HOUSE-03 to HOUSE-06)."""

import ibis
from ibis import _

from auditlib.models.amounts import NO_AMOUNT, money
from auditlib.models.houses import appraisals, gone, lives_elsewhere, newest, renovations, subsidised
from auditlib.models.persons import at_home, homes
from auditlib.models.register import Register
from auditlib.models.texts import said
from auditlib.models.vocabulary import breach, either, exists, first_true, kinds, left_empty, lookup, one_per
from auditlib.rules.catalogue import ABSENT, rule
from auditlib.rules.housing.entitlement import of_no_kind, other_house, safe_house


@rule(
    "HOUSE-03",
    severity="H",
    strength="B",
    amount="V",
    needs=("social_assistance.id_no", "disability.id_no"),
    decides=("subsidy", "plan_year|start_date|pay_date|accept_date", "hh_no|id_no"),
    against=("poor_person", "house_appraisal", "real_estate"),
)
def ineligible_renovation(
    house_renovation,
    poor_person,
    social_assistance,
    disability,
    house_appraisal=ABSENT,
    poor_household=ABSENT,
    real_estate=ABSENT,
    register_change=ABSENT,
):
    """Renovation money went to a household of none of the four kinds in the year planned, for an A/B house, or beside another safe house.

    Status counts at the plan's year, not now; appraisals before the works, not after. Houses are judged by L39 and L38.
    """
    places = homes(poor_household, poor_person, house_renovation, house_appraisal)
    rows = subsidised(house_renovation, places).filter(_.planned.notnull())
    register = Register(poor_person, poor_household, register_change)
    found = kinds(
        {
            "非重点对象": of_no_kind(rows, register, social_assistance, disability, places),
            "非危房": safe_house(rows, appraisals(house_appraisal, places)),
            "另有住房": other_house(rows, real_estate, places),
        }
    )
    return breach(
        found,
        "planned category level way fund_source aspect related location o_area reg_date"
        " x_local_fund x_typo x_snapshot x_dangerous x_own_house x_inherited not_judged",
        on=ibis.coalesce(_.pay_date, _.began, _.accept_date),
        amount="subsidy",
        x_ret="returned",
    )


@rule(
    "HOUSE-04",
    basis="house.repeat_years",
    severity="H",
    strength="A",
    amount="V",
    decides=("subsidy", "plan_year|start_date|pay_date|accept_date", "hh_no|id_no"),
)
def renovated_twice(house_renovation, poor_person=ABSENT, poor_household=ABSENT, *, policy):
    """The same household (also through another member, also by relocation) was subsidised again within some years: the later row.

    A row is held against the household's last one before it whose money stayed paid. Years are those of the plans.
    """
    rows = subsidised(house_renovation, homes(poor_household, poor_person, house_renovation)).filter(_.planned.notnull())
    rows = rows.mutate(nth=ibis.row_number().over(group_by="home", order_by=["planned", "pay_date", "row_id"]))
    pairs = rows.inner_join(rows.rename(lambda c: c if c == "home" else f"before_{c}"), "home").filter(_.before_nth < _.nth)
    pairs = pairs.filter(_.planned - _.before_planned < int(policy.value("house.repeat_years")))
    found = one_per(pairs, "row_id", [_.before_returned.fill_null(False), _.before_nth.desc()])
    # One and the same works paid for on two days, whatever a remark or the year of the plan says.
    same_works = (found.start_date == found.before_start_date) & (found.accept_date == found.before_accept_date)
    same_works &= found.pay_date != found.before_pay_date
    parts = said("payment.instalment", found.remark, found.before_remark)
    return breach(
        found,
        "planned way level before_name before_way before_subsidy",
        on=ibis.coalesce(_.pay_date, _.began, _.accept_date),
        amount="subsidy",
        before_year=_.before_planned,
        related=ibis.array([_.before_row_id]),
        x_disaster=said("disaster", _.remark, _.fund_source, _.category),
        x_instalment=ibis.cases((same_works.fill_null(False), True), (_.plan_year != _.before_plan_year, False), else_=parts),
        x_ret=_.taken_back | _.before_taken_back | said("remark.returned", _.remark, _.before_remark),
    )


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
    decides=("area_after", "plan_year|start_date|pay_date|accept_date", "way?"),
)
def oversized(house_renovation, poor_household=ABSENT, poor_person=ABSENT, *, policy):
    """A rebuilt house is larger (面积超标) or smaller (面积不足) than the household's size allows.

    Persons are those of the renovation's list, else of the register's newest list up to the plan's year; before the first list nobody is
    judged. The limits hold in principle: a matter to correct.
    """
    places = homes(poor_household, poor_person, house_renovation)
    rows = renovations(house_renovation, places).filter(_.area_after > 0, _.way.isin(["重建", "修缮"]) | _.way.isnull())
    rows = rows.mutate(on=ibis.coalesce(_.start_date, ibis.date(_.planned, 12, 31)))
    rows = _with_people(rows, at_home(_family_sizes(poor_household, poor_person), places))
    (least, most), (smallest, _s), (_l, largest) = (_limits(rows[n], rows.on, policy) for n in ("people", "smallest", "largest"))
    over = (rows.area_after > most).fill_null(False)
    fits = ibis.ifelse(over, rows.area_after <= largest, rows.area_after >= smallest)
    rows = rows.mutate(least=least, most=most, aspect=ibis.ifelse(over, "面积超标", "面积不足"), x_family=fits)
    rows = rows.filter(over | (_.area_after < _.least).fill_null(False) | _.people.isnull())
    return breach(
        rows,
        "planned category level way area_after people most least aspect x_family",
        on=ibis.coalesce(_.ended, _.on),
        amount="subsidy",
        x_repair=(_.way == "修缮") | (_.way.isnull() & (_.level == "C")).fill_null(False),
        x_pol=said("approval.given", _.remark),
        not_judged=ibis.ifelse(_.people.isnull(), "计划年度家庭人口数不明", ibis.null("string")),
    )


def _family_sizes(poor_household, poor_person):
    """What the lists of households, and those of persons, state as the number of a household's persons."""
    stated = (t.select("hh_no", "id_no", "snapshot_date", "member_count").filter(_.member_count > 0) for t in (poor_household, poor_person))
    return either(*stated)


def _with_people(rows, counts):
    """Add people (the list's, else the register's newest up to the plan's year), and the register's largest and smallest count of any
    snapshot."""
    spread = counts.group_by("home").agg(largest=_.member_count.max(), smallest=_.member_count.min())
    pairs = rows.select("planned", "home", of="row_id").inner_join(counts, "home")
    pairs = pairs.filter((_.snapshot_date.year() <= _.planned).fill_null(True))
    near = one_per(pairs, "of", [_.snapshot_date.desc(), _.member_count.desc()]).select(row_id="of", near="member_count")
    rows = lookup(lookup(rows, spread, "home"), near, "row_id")
    return rows.mutate(people=ibis.coalesce(ibis.ifelse(_.persons > 0, _.persons, ibis.null("int32")), _.near))


def _limits(people, on, policy):
    """Smallest and largest area for a household of so many."""
    by_head = people * policy.at("house.area_max_per_person", on)
    most = ibis.ifelse(people <= policy.at("house.small_household", on), policy.at("house.area_max", on), by_head)
    of_few = [(people == n, policy.at(f"house.area_min_{n}", on)) for n in (1, 2, 3)]
    return ibis.cases(*of_few, else_=people * policy.at("house.area_min_per_person", on)), most


@rule(
    "HOUSE-06",
    basis=("house.subsidy_c", "house.subsidy_d"),
    severity="M",
    strength="A",
    amount="I",
    needs="house_renovation.accept_date",
    decides=("subsidy", "pay_date|accept_date|done_on", "accept_date?"),
    tests=("accept_date", "pay_date", "level"),
    against=("house_renovation", "house_appraisal"),
)
def paid_or_unsafe(house_renovation, house_appraisal=ABSENT, poor_person=ABSENT, poor_household=ABSENT, *, policy):
    """The subsidy was paid before acceptance (未验收付款), the house was C/D again after it (改后仍不安全), or the subsidy is not the
    standard's (标准不符).

    Standards are the county's: while they are not entered that part is left out. Unsafe after acceptance is grave. A day of acceptance that
    the list does not tell of any renovation is not missed of one.
    """
    places = homes(poor_household, poor_person, house_renovation, house_appraisal)
    rows = subsidised(house_renovation, places)
    rows = rows.mutate(on=ibis.coalesce(_.pay_date, _.accept_date), money=_.subsidy, unaccepted=left_empty(rows, "accept_date"))
    standards = {level: policy.entered(f"house.subsidy_{level.lower()}") for level in ("C", "D")}
    found = kinds(
        {
            "未验收付款": rows.filter(_.pay_date.notnull(), (_.pay_date < _.accept_date) | _.unaccepted),
            "未判断": _untold(rows, standards),
            "改后仍不安全": _unsafe(rows, appraisals(house_appraisal, places)),
            "标准不符": _not_standard(rows, {level: value for level, value in standards.items() if value is not None}),
        }
    )
    return breach(
        found,
        "plan_year level way accept_date pay_date subsidy aspect later_level later_date payable related x_other_house x_gone "
        "x_disaster not_judged",
        on="on",
        amount="money",
        severity=ibis.ifelse(_.aspect == "改后仍不安全", "H", "M"),
        x_ret="returned",
    )


def _untold(rows, standards):
    """Renovations of which a part could not be asked: whether accepted when paid, of whom, of which level."""
    unknown = {
        "“验收日期”没有数据": rows.pay_date.notnull() & rows.unaccepted.isnull(),
        "“户编号、证件号码”为空，无从与鉴定比对": rows.hh_no.isnull() & rows.id_no.isnull(),
        "“危房等级”为空，无从与标准比较": rows.level.isnull() & any(value is not None for value in standards.values()),
    }
    return rows.mutate(not_judged=first_true(unknown)).filter(_.not_judged.notnull())


def _unsafe(rows, houses):
    """Renovations after whose acceptance the newest appraisal of a house of the household is C or D."""
    later = houses.select("home", "house", "level", "appraise_date", "dangerous", "safe", "remark", "address", "lived_in", "row_id")
    pairs = rows.select("home", "ended", of="row_id").inner_join(later, "home").filter(_.appraise_date > _.ended)
    last = newest(pairs, ["of", "house"])
    bad = newest(last.filter(_.dangerous), ["of"])
    bad = bad.select(
        row_id="of",
        on="appraise_date",
        later_level="level",
        later_date="appraise_date",
        related=ibis.array([_.row_id]),
        x_gone=gone(_) | said("house.old_one", _.remark, _.address) | lives_elsewhere(_),
        x_disaster=said("disaster", _.remark),
    )
    return exists(rows.drop("on").inner_join(bad, "row_id"), last.filter(_.safe).select(row_id="of"), "row_id", "x_other_house")


def _not_standard(rows, standards):
    """Renovations whose payments together are not the standard of their level: the first payment, with the difference."""
    payable = [(rows.level == level, money(value)) for level, value in standards.items()]
    rows = rows.mutate(payable=ibis.cases(*payable, else_=NO_AMOUNT) if payable else NO_AMOUNT).filter(~_.taken_back)
    of_plan = ibis.window(group_by=["home", "planned", "level"])
    rows = rows.mutate(money=(_.subsidy.sum().over(of_plan) - _.payable).abs())
    first = one_per(rows, ["home", "planned", "level"], ["pay_date", "row_id"])
    return first.filter(_.money > 0)

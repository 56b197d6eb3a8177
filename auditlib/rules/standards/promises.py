"""Protection beyond what policy provides (STD-01 to STD-04)."""

from functools import reduce
from operator import or_

import ibis
from ibis import _

from auditlib.models.amounts import MONEY, NO_AMOUNT, money, share
from auditlib.models.houses import renovations
from auditlib.models.payments import arrived
from auditlib.models.persons import homes
from auditlib.models.texts import claim, quoted, said
from auditlib.models.vocabulary import breach, either, exists, first_true, kinds, lookup, one_copy, one_per, taken_back
from auditlib.rules.catalogue import ABSENT, rule
from auditlib.rules.standards.inpatient import SPECIAL, settlements
from auditlib.rules.standards.wordings import in_texts, outliers

TEKUN = ("特困分散", "特困集中", "特困")
KINDS = ("x_tekun", *SPECIAL)
UNTOLD, UNPAID = "“装修情况”为空", "“农户自筹”、“建房总投资”为空"


@rule(
    "STD-01",
    basis=("med.ratio_max", "std.ratio_tolerance", "std.settlements_min"),
    severity="M",
    strength="A",
    amount="I",
    matter="household",
    decides=("total_fee", "settled_on|discharge|admit", "id_no", "visit_type|admit"),
    exceeds="med.ratio_max",
)
def medical_overprotection(medical_settlement, poor_person, social_assistance=ABSENT, poor_household=ABSENT, *, policy):
    """A household's inpatient settlements of a year together cost it nothing, or were paid well above the line for what the policy covers.

    Never a single settlement. The last one is accused, with all of the year as compared rows. The amount is what was paid above the line.
    An exception holds when without its settlements the household is no case.
    """
    listed = poor_person.filter(_.tekun | (_.household_attr == "特困供养贫困户")).select("id_no")
    tekun = either(listed, social_assistance.filter(_.assist_type.isin(TEKUN)))
    one = exists(settlements(medical_settlement, homes(poor_household, poor_person)), tekun, "id_no", "x_tekun")
    plain = one.filter(~reduce(or_, (one[kind].fill_null(False) for kind in KINDS)))
    found = exists(_over(one, policy), _over(plain, policy), ["home", "year"], "still")
    last = one_per(one, ["home", "year"], [_.on.desc(), _.settlement]).select("home", "year", row_id="row")
    return breach(
        found.inner_join(last, ["home", "year"]),
        "year total scope paid",
        on="until",
        amount="excess",
        household="home",
        settlements="n",
        related="rows",
        percent=(_.paid * 100).cast("int64") * 100 // (_.scope * 100).cast("int64").nullif(0),
        **{kind: found[kind] & ~found.still for kind in KINDS},
    )


def _over(one, policy):
    """Households and years of enough settlements that cost nothing or were paid above the line: `n`, sums, ``rows``, ``until`` the last
    day, the KINDS."""
    sums = one.group_by("home", "year").agg(
        n=_.count(),
        **{name: one[name].sum().cast(MONEY) for name in ("total", "scope", "paid")},
        all_free=(_.own == 0).fill_null(False).all(),
        until=_.on.max(),
        rows=_.row.collect(),
        **{kind: one[kind].any() for kind in KINDS},
    )
    line = (policy.at("med.ratio_max", sums.until) * 100).cast("int64")
    tolerated = share(sums.scope, line + int(policy.value("std.ratio_tolerance") * 100), 10_000)
    sums = sums.mutate(lawful=share(sums.scope, line, 10_000), tolerated=tolerated)
    sums = sums.filter(_.n >= int(policy.value("std.settlements_min")), _.lawful.notnull(), _.all_free | (_.paid > _.tolerated))
    return sums.mutate(excess=ibis.greatest(_.paid - _.lawful, 0))


@rule(
    "STD-02",
    severity="M",
    strength="A",
    amount="I",
    decides=("amount", "pay_status?"),
    claims=("x_given", "x_returned"),
)
def education_overprotection(education_aid):
    """Aid was paid for what no policy covers: 择校, postgraduates, all living costs, courses. What names no kind of aid is not judged,
    unless its stage, tier or remark says enough."""
    rows = one_copy(education_aid, ("id_no", "aid_type", "term_from", "amount", "pay_date"))
    rows = taken_back(rows, ["id_no", "aid_type"])
    rows = rows.mutate(beyond=said("std.beyond_aid", rows.aid_type, rows.tier, rows.stage, rows.remark).fill_null(False))
    rows = rows.filter(_.beyond | _.aid_type.isnull(), _.amount > 0)
    rows = claim(claim(rows, "x_given", "std.given_by_others", "aid_type", "remark"), "x_returned", "remark.returned", "remark")
    return breach(
        rows,
        "aid_type stage school amount x_given x_given_words x_returned x_returned_words",
        on=ibis.coalesce(_.pay_date, _.term_to),
        amount=_.amount,
        not_judged=ibis.ifelse(_.beyond, ibis.null("string"), "“资助项目”为空"),
        x_national=said("std.national_aid", _.aid_type),
        x_ret=~arrived(_.pay_status) | _.taken_back,
    )


@rule(
    "STD-03",
    basis="house.subsidy_max",
    severity="M",
    strength="A",
    amount="I",
    decides="subsidy",
    claims="x_given",
)
def housing_overprotection(house_renovation, poor_person=ABSENT, poor_household=ABSENT, *, policy):
    """A household's subsidies of a year exceed the local maximum (补助超限), or it paid nothing itself and got more than a safe house
    (高标准装修).

    The maximum is local: while it is not entered only the second is judged, and only where something is told of the house and of who paid.
    A house of which nobody wrote whose it is, or the year, is one by itself. Area: HOUSE-05.
    """
    year, most = ["whose", "planned"], policy.entered("house.subsidy_max")
    rows = renovations(house_renovation, homes(poor_household, poor_person, house_renovation)).filter(_.subsidy > 0)
    rows = rows.mutate(whose=ibis.ifelse(_.planned.isnull(), "row " + _.row_id.cast("string"), _.whose))
    rows = rows.mutate(together=_.subsidy.sum().over(ibis.window(group_by=year)).cast(MONEY), payable=NO_AMOUNT)
    nothing = ibis.ifelse(rows.self_fund.isnull(), rows.total_cost <= rows.together, rows.self_fund == 0)
    rows = rows.mutate(nothing=nothing, fine=said("std.luxury", rows.luxury))
    lavish, last = (one_per(r, year, [_.pay_date.desc(), _.row_id]) for r in (rows.filter(_.nothing, _.fine), rows))
    limited = last.mutate(payable=NO_AMOUNT if most is None else money(most)).filter(_.together > _.payable)
    untold = rows.filter(_.luxury.isnull(), ibis.literal(most is None))
    found = kinds({"高标准装修": lavish, "补助超限": limited, UNTOLD: untold, UNPAID: rows.filter(_.fine, _.nothing.isnull())})
    texts = (found.luxury, found.remark, found.fund_source)
    family, others = (quoted(concept, *texts) for concept in ("std.paid_by_family", "std.given_by_others"))
    return breach(
        found,
        "plan_year way area_after total_cost self_fund luxury together aspect payable",
        on=ibis.coalesce(_.pay_date, _.accept_date, _.done_on),
        amount=_.together - ibis.coalesce(_.payable, 0),
        not_judged=first_true({reason: _.aspect == reason for reason in (UNTOLD, UNPAID)}),
        x_given=said("std.given_by_others", *texts) | said("std.paid_by_family", *texts),
        x_given_words=ibis.coalesce(others, family),
    )


@rule(
    "STD-04",
    basis=("std.outlier_k", "std.outlier_units_min"),
    severity="M",
    strength="C",
    amount="I",
    matter="aspect",
    accuses=("benefit_payment", "education_aid", "medical_settlement", "public_notice"),
    scope="city",
)
def local_promises(
    benefit_payment, programme, education_aid=ABSENT, medical_settlement=ABSENT, public_notice=ABSENT, poor_person=ABSENT, *, policy, as_of
):
    """Payments, the documents they rest on, notices or settlements promise more than policy gives (承诺), or a county's cash per household
    is far above the others' (户均偏高).

    A wording counts once a county, at its first row, with all that was paid under it. What STD-02 accuses payment by payment is left to it.
    """
    paid = one_copy(benefit_payment, ("county_id", "id_no", "programme", "period_from", "pay_date", "amount", "remark"))
    b = lookup(paid, programme.select("programme_code", document="basis_doc").distinct(), "programme_code")
    e = education_aid.filter(~said("std.beyond_aid", _.aid_type, _.tier, _.stage, _.remark).fill_null(False))
    m, n = medical_settlement, public_notice
    paid_for = ibis.ifelse(said("std.promise", b.programme), b.programme, b.programme + "｜" + b.document)
    aid_for = ibis.ifelse(said("std.promise", e.aid_type), e.aid_type, e.remark)
    promised = either(
        in_texts(b, "到户资金发放明细", paid_for, b.amount, b.pay_date),
        in_texts(e, "教育资助发放明细", aid_for, e.amount, e.pay_date),
        in_texts(m, "医保结算及救助明细", m.remark, NO_AMOUNT, ibis.coalesce(m.settled_on, m.discharge)),
        in_texts(n, "公告公示台账", n.notice_object, NO_AMOUNT, n.from_date),
    )
    k, least = (policy.value(f"std.outlier_{name}") for name in ("k", "units_min"))
    found = kinds({"承诺": promised, "户均偏高": outliers(paid, poor_person, int(k * 100), int(least), as_of)})
    aspect = ibis.ifelse(_.wording.isnull(), _.aspect, _.aspect + "｜" + _.wording)
    return breach(found, "county_id place wording per_household fence households x_national", on="on", amount="amount", aspect=aspect)

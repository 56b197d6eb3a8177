"""Protection beyond what policy provides (STD-01 to STD-04)."""

from __future__ import annotations

import ibis
from ibis import _

from auditlib.models.amounts import MONEY, money, share
from auditlib.models.houses import renovations
from auditlib.models.payments import arrived
from auditlib.models.persons import homes
from auditlib.models.texts import said
from auditlib.models.vocabulary import FALSE, breach, lookup, one_copy, one_per
from auditlib.rules.catalogue import rule
from auditlib.rules.standards.inpatient import SPECIAL, by_household, settlements
from auditlib.rules.standards.wordings import in_texts, outliers

TEKUN = ("特困分散", "特困集中", "特困")


@rule(
    "STD-01",
    basis=("med.ratio_max", "std.ratio_tolerance", "std.settlements_min"),
    severity="M",
    strength="A",
    amount="I",
    matter="household",
    decides=("total_fee", "settled_on|discharge|admit"),
    exceeds="med.ratio_max",
)
def medical_overprotection(medical_settlement, poor_person, social_assistance=None, poor_household=None, *, policy):
    """A household's inpatient settlements of a year together cost it nothing, or were paid well above the line for what the policy covers.

    Never a single settlement. The last one is accused, with all of the year as compared rows. The amount is what was paid above the line.
    An exception holds when without its settlements the household is no case.
    """
    tekun = poor_person.filter(_.tekun | (_.household_attr == "特困供养贫困户")).select("id_no")
    if social_assistance is not None:
        tekun = tekun.union(social_assistance.filter(_.assist_type.isin(TEKUN)).select("id_no"))
    one = settlements(medical_settlement, tekun, homes(poor_household, poor_person))
    least = int(policy.value("std.settlements_min"))
    kinds = ("x_tekun", *SPECIAL)
    whole = _over(by_household(one), policy, least)
    plain = one.filter(~(_.x_tekun | _.x_mental | _.x_maternity | _.x_relief))
    rest = _over(by_household(plain), policy, least).select("home", "year", still=ibis.literal(True))
    has = one.group_by("home", "year").agg(**{kind: one[kind].any() for kind in kinds})
    found = lookup(lookup(whole, has, ["home", "year"]), rest, ["home", "year"])
    last = one_per(one, ["home", "year"], [_.on.desc(), _.settlement]).select("home", "year", "row")
    found = found.inner_join(last, ["home", "year"])
    return found.select(
        "year",
        "total",
        "scope",
        "paid",
        household="home",
        row_id="row",
        settlements="n",
        related="rows",
        occurred_on="until",
        questioned_amount="excess",
        percent=(_.paid * 100).cast("int64") * 100 // (_.scope * 100).cast("int64").nullif(0),
        **{kind: found[kind] & found.still.isnull() for kind in kinds},
    )


def _over(sums, policy, least: int):
    line = (policy.at("med.ratio_max", sums.until) * 100).cast("int64")
    tolerated = line + int(policy.value("std.ratio_tolerance") * 100)
    sums = sums.mutate(lawful=share(sums.scope, line, 10_000), tolerated=share(sums.scope, tolerated, 10_000)).filter(
        _.n >= least, _.lawful.notnull()
    )
    return sums.filter(_.all_free | (_.paid > _.tolerated)).mutate(excess=ibis.greatest(_.paid - _.lawful, money(0)).cast(MONEY))


@rule(
    "STD-02",
    severity="M",
    strength="A",
    amount="I",
    decides=("aid_type|tier|stage|remark", "amount"),
)
def education_overprotection(education_aid):
    """Aid was paid for what no policy covers: 择校, postgraduates, all living costs, courses."""
    rows = one_copy(education_aid, ("id_no", "aid_type", "term_from", "amount", "pay_date"))
    rows = rows.filter(said("std.beyond_aid", rows.aid_type, rows.tier, rows.stage, rows.remark), rows.amount > 0)
    return breach(
        rows,
        "aid_type stage school amount",
        on=ibis.coalesce(_.pay_date, _.term_to),
        amount=_.amount,
        x_national=said("std.national_aid", _.aid_type),
        x_given=said("std.given_by_others", _.aid_type, _.remark),
        x_ret=~arrived(_.pay_status) | said("remark.returned", _.remark),
    )


@rule(
    "STD-03",
    basis="house.subsidy_max",
    severity="M",
    strength="A",
    amount="I",
    decides="subsidy",
)
def housing_overprotection(house_renovation, poor_person=None, poor_household=None, *, policy):
    """A household's subsidies of a year exceed the local maximum (补助超限), or it paid nothing itself and got more than a safe house (高标准装修).

    The maximum is local: while it is not entered only the second is judged, and only where something is told of the house. Area: HOUSE-05.
    """
    rows = renovations(house_renovation, homes(poor_household, poor_person, house_renovation)).filter(_.subsidy > 0)
    year = ibis.window(group_by=["home", "planned"])
    rows = rows.mutate(together=rows.subsidy.sum().over(year).cast(MONEY))
    nothing = (rows.self_fund == 0) | (rows.self_fund.isnull() & (rows.total_cost <= rows.together))
    lavish = one_per(rows.filter(nothing, said("std.luxury", rows.luxury)), ["home", "planned"], [_.pay_date.desc(), _.row_id])
    found = _overdone(lavish, "高标准装修", lavish.together)
    most = policy.entered("house.subsidy_max")
    if most is None:
        untold = rows.filter(_.luxury.isnull())
        return found.union(_overdone(untold, "高标准装修", untold.together, not_judged=ibis.literal("“装修情况”为空")))
    last = one_per(rows, ["home", "planned"], [_.pay_date.desc(), _.row_id]).filter(_.together > money(most))
    return found.union(_overdone(last, "补助超限", (last.together - money(most)).cast(MONEY), payable=money(most)))


def _overdone(rows, aspect: str, amount, **columns):
    usual = {"payable": ibis.null(MONEY), "not_judged": ibis.null("string")}
    return breach(
        rows,
        "plan_year way area_after total_cost self_fund luxury together",
        on=ibis.coalesce(_.pay_date, _.accept_date, _.done_on),
        amount=amount,
        aspect=ibis.literal(aspect),
        x_given=said("std.given_by_others", _.luxury, _.remark, _.fund_source)
        | said("std.paid_by_family", _.luxury, _.remark, _.fund_source),
        **usual | columns,
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
    benefit_payment, programme, education_aid=None, medical_settlement=None, public_notice=None, poor_person=None, *, policy, as_of
):
    """Payments, the documents they rest on, notices or settlements promise more than policy gives (承诺), or a county's cash per household is far above the others' (户均偏高).

    A wording counts once a county, at its first row, with all that was paid under it. What STD-02 accuses payment by payment is left to it.
    """
    documents = programme.select(doc_code="programme_code", document="basis_doc").distinct()
    paid = one_copy(benefit_payment, ("county_id", "id_no", "programme", "period_from", "pay_date", "amount", "remark"))
    b = paid.left_join(documents, [("programme_code", "doc_code")])
    wording = ibis.ifelse(said("std.promise", b.programme), b.programme, b.programme + "｜" + b.document)
    promised = in_texts(b, "到户资金发放明细", wording, b.amount, b.pay_date)
    if education_aid is not None:
        e = education_aid
        e = e.filter(~said("std.beyond_aid", e.aid_type, e.tier, e.stage, e.remark).fill_null(False))
        wording = ibis.ifelse(said("std.promise", e.aid_type), e.aid_type, e.remark)
        promised = promised.union(in_texts(e, "教育资助发放明细", wording, e.amount, e.pay_date))
    if medical_settlement is not None:
        m = medical_settlement
        promised = promised.union(in_texts(m, "医保结算及救助明细", m.remark, ibis.null(MONEY), ibis.coalesce(m.settled_on, m.discharge)))
    if public_notice is not None:
        n = public_notice
        promised = promised.union(in_texts(n, "公告公示台账", n.notice_object, ibis.null(MONEY), n.from_date))
    promised = promised.mutate(
        aspect="承诺｜" + promised.wording,
        per_household=ibis.null(MONEY),
        fence=ibis.null(MONEY),
        households=ibis.null("int64"),
        x_national=said("std.national_policy", _.wording),
    )
    if poor_person is None:
        return promised
    k, least = (policy.value(f"std.outlier_{name}") for name in ("k", "units_min"))
    far = outliers(paid, poor_person, int(k * 100), int(least), as_of)
    return promised.union(far.mutate(aspect=ibis.literal("户均偏高"), x_national=FALSE).select(*promised.columns))

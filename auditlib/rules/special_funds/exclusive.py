"""Benefits of the catalogue that exclude each other, paid or granted for the same time (FUND-05). DOMAIN §2.1."""

from __future__ import annotations

import datetime as dt

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import NO_AMOUNT, share
from auditlib.models.dates import literal_date, month
from auditlib.models.identity import same_name
from auditlib.models.payments import accusable, paid_for
from auditlib.models.persons import household_of
from auditlib.models.texts import said
from auditlib.models.vocabulary import FALSE, breach, kinds, lookup, one_per, subquery
from auditlib.rules.catalogue import ABSENT, rule

#: Programmes of the catalogue that the civil-affairs register grants, by the words of its kind of assistance.
GRANTED = {"DIBAO": "assistance.minimum_living", "TEKUN": "assistance.extreme_hardship"}


@rule(
    "FUND-05",
    basis="fund.overlap_months",
    severity="M",
    strength="B",
    amount="V",
    matter="household",
    accuses=("benefit_payment", "social_assistance"),
    decides=(
        "benefit_payment.id_no",
        "benefit_payment.amount",
        "benefit_payment.pay_date|benefit_payment.period_from|benefit_payment.period_to",
        "benefit_payment.pay_status?",
        "benefit_payment.programme_code",
        "social_assistance.id_no",
        "social_assistance.from_date",
        "social_assistance.to_date?",
    ),
    against=("benefit_payment", "social_assistance"),
    downgrades={"x_name": "D"},
    claims="x_returned",
)
def exclusive_benefits(
    programme, programme_standard, benefit_payment=ABSENT, social_assistance=ABSENT, poor_person=ABSENT, *, policy, as_of
):
    """Two benefits that exclude each other paid to one person, or one household, for the same time, or granted by the civil-affairs register.

    Which do is said by exclusive_with in parameters/programmes.yaml and nothing else. The benefit that pays less in the common time is
    accused, each payment of the part for the months in common. The register accuses of whom no payment tells, without an amount.
    """
    lawful_months = int(policy.value("fund.overlap_months"))
    pairs = _pairs(programme)
    paid = _both_paid(accusable(paid_for(benefit_payment, programme, programme_standard)), pairs, poor_person, lawful_months)
    told = paid.filter(~_.x_transfer).select("id_no").distinct()
    granted = _both_granted(social_assistance.anti_join(told, "id_no"), pairs, lawful_months, as_of)
    return kinds({"发放": paid.drop("id_no"), "在册": granted}).drop("aspect")


def _both_granted(social_assistance: ir.Table, pairs: ir.Table, lawful_months: int, as_of: dt.date) -> ir.Table:
    """Entries of the civil-affairs register: of a person granted two that exclude each other, the one that grants less."""
    rows = social_assistance.filter(_.id_no.notnull(), _.from_date <= literal_date(as_of))
    code = ibis.cases(*((said(concept, rows.assist_type), code) for code, concept in GRANTED.items()), else_=ibis.null("string"))
    ended = said("assistance.ended", rows.status).fill_null(False) & rows.to_date.isnull()
    rows = rows.mutate(
        code=code, until=ibis.coalesce(rows.to_date, literal_date(as_of)), ended=ended, monthly=ibis.coalesce(rows.monthly_amount, 0)
    )
    rows = subquery(rows, "row_id", "id_no", "name", "assist_type", "code", "from_date", "until", "ended", "monthly", "monthly_amount")
    others = rows.rename(lambda c: c if c == "id_no" else f"o_{c}")
    met = rows.inner_join(pairs, "code").inner_join(others, "id_no").filter(_.other_code == _.o_code)
    first, last = ibis.greatest(_.from_date, _.o_from_date), ibis.least(_.until, _.o_until)
    met = subquery(met.mutate(since=first, overlap=(month(last) - month(first) + 1).cast("int32")))
    less = (met.monthly < met.o_monthly) | ((met.monthly == met.o_monthly) & (met.code > met.o_code))
    best = one_per(met.filter(less, met.overlap > 0), "row_id", [_.overlap.desc(), _.o_row_id])
    return breach(
        best,
        "overlap monthly_amount",
        on=best.since,
        amount=NO_AMOUNT,
        programme=best.assist_type,
        other_programme=best.o_assist_type,
        related=ibis.array([best.o_row_id]),
        x_transfer=best.overlap <= lawful_months,
        x_name=~same_name(best.name, best.o_name),
        not_judged=ibis.ifelse(best.ended | best.o_ended, "保障状态为已停止，没有停止时间", ibis.null("string")),
    )


def _both_paid(paid: ir.Table, pairs: ir.Table, poor_person: ir.Table, lawful_months: int) -> ir.Table:
    """Each payment of the smaller benefit that meets the other one in time."""
    rows = _keyed(paid, pairs, poor_person)
    ours, others = rows, subquery(rows).rename({f"o_{c}": c for c in rows.columns})
    met = ours.inner_join(pairs, [("programme_code", "code")]).inner_join(
        others, [_.other_code == others.o_programme_code, _.who == others.o_who]
    )
    met = subquery(met).mutate(
        # What is paid once in a lifetime excludes for a lifetime.
        once=(_.frequency == "一次性") & (_.o_frequency == "一次性"),
        common_from=ibis.greatest(_.slot_from, _.o_slot_from),
        common_to=ibis.least(_.slot_to, _.o_slot_to),
    )
    met = subquery(met.filter(_.once.fill_null(False) | (_.common_from <= _.common_to)))
    sides = ["who", "programme_code", "o_programme_code"]
    parts = subquery(_parts(met, sides))
    own = parts.group_by(sides).agg(own_total=_.part.sum())
    other = own.select(other_total="own_total", who="who", programme_code="o_programme_code", o_programme_code="programme_code")
    sums = subquery(lookup(lookup(_overlap(met, sides), own, sides), other, sides))
    smaller = (sums.own_total < sums.other_total) | ((sums.own_total == sums.other_total) & (sums.programme_code > sums.o_programme_code))
    accused = sums.filter(smaller)
    side = met.group_by("row_id", *sides).agg(
        related=_.o_row_id.collect(),
        other_programme=_.o_programme.min(),
        name_differs=(~same_name(_.name, _.o_name)).all(),
        same_person=(_.id_no == _.o_id_no).any(),
        other_batch=_.o_batch_no.min(),
        other_account=_.o_account_no.min(),
        other_paid_on=_.o_pay_date.max(),
    )
    joined = lookup(subquery(side.inner_join(accused, sides)), parts.select("row_id", *sides, "part"), ["row_id", *sides])
    joined = subquery(joined).inner_join(subquery(paid), "row_id")
    best = one_per(subquery(joined), "row_id", [_.overlap.desc(), _.o_programme_code, _.who])
    return breach(
        best,
        (
            "programme period_from period_to pay_date amount other_programme overlap related x_returned x_returned_words id_no "
            "other_batch other_account other_paid_on"
        ),
        on=ibis.coalesce(_.pay_date, _.period_from),
        amount=_.part,
        household=ibis.ifelse(_.who.startswith("hh|"), _.who.substr(3), ibis.null("string")),
        other_amount="other_total",
        x_ret=_.refunded,
        x_transfer=ibis.ifelse(_.overlap.isnull(), FALSE, _.overlap <= lawful_months),
        x_name=_.name_differs & _.same_person,
    )


def _pairs(programme: ir.Table) -> ir.Table:
    """code, other_code: both ways round, whichever of the two programmes says it."""
    said = programme.filter(_.programme_code.notnull()).select(code="programme_code", other_code=_.exclusive_with.unnest())
    return ibis.union(said, said.select(code="other_code", other_code="code")).distinct()


def _keyed(paid: ir.Table, pairs: ir.Table, poor_person: ir.Table) -> ir.Table:
    """Payments by whom they went to: the person (id), and for a household's benefit also the household (hh). One payment may stand twice.

    Only of those who received several of the benefits that exclude others.
    """
    register = household_of(poor_person).select("reg_hh", of_id="id_no")
    rows = paid.semi_join(pairs, [("programme_code", "code")]).left_join(register, [("id_no", "of_id")])
    rows = subquery(rows.mutate(home=ibis.coalesce(_.hh_no, _.reg_hh)))
    persons = rows.filter(_.id_no.notnull()).select("row_id", "programme_code", who="id|" + _.id_no)
    joint = rows.filter(_.payee_level == "到户", _.home.notnull()).select("row_id", "programme_code", who="hh|" + _.home)
    keyed = subquery(ibis.union(persons, joint))
    several = keyed.group_by("who").agg(least=_.programme_code.min(), most=_.programme_code.max()).filter(_.least < _.most)
    columns = (
        "row_id",
        "programme",
        "programme_code",
        "name",
        "id_no",
        "amount",
        "frequency",
        "slot_from",
        "slot_to",
        "batch_no",
        "account_no",
        "pay_date",
    )
    keyed = subquery(keyed.semi_join(several, "who"), "row_id", "who")
    return subquery(paid.inner_join(keyed, "row_id"), *columns, "who")


def _parts(met: ir.Table, sides: list[str]) -> ir.Table:
    """``part``: of each payment the part for the months in common; the whole of what is paid once, which is for no months."""
    spans = met.select("row_id", *sides, "amount", "frequency", "slot_from", "slot_to", "common_from", "common_to").distinct()
    spans = spans.mutate(months=(_.common_to - _.common_from + 1).cast("int32"), length=(_.slot_to - _.slot_from + 1).cast("int32"))
    rows = spans.group_by("row_id", *sides, "amount", "frequency", "length").agg(months=_.months.sum())
    of_months = share(rows.amount, ibis.least(rows.months, rows.length), rows.length)
    return rows.mutate(part=ibis.ifelse((rows.frequency == "一次性").fill_null(False), rows.amount, of_months))


def _overlap(met: ir.Table, sides: list[str]) -> ir.Table:
    """Months in common per person and pair of programmes, each span once; null where both are paid once in a lifetime."""
    spans = met.select(*sides, "common_from", "common_to", "once").distinct()
    months = ibis.ifelse(spans.once.fill_null(False), ibis.null("int32"), (spans.common_to - spans.common_from + 1).cast("int32"))
    return spans.group_by(sides).agg(overlap=months.sum())

"""Benefits of the catalogue that exclude each other, paid or granted for the same time (FUND-05). DOMAIN §2.1."""

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY, NO_AMOUNT, share
from auditlib.models.dates import NO_DATE, literal_date, month
from auditlib.models.identity import same_name
from auditlib.models.payments import accusable, payments
from auditlib.models.persons import housed
from auditlib.models.texts import said
from auditlib.models.vocabulary import FALSE, UNKNOWN, breach, either, first_true, kinds, lookup, one_per, subquery
from auditlib.rules.catalogue import ABSENT, rule
from auditlib.rules.special_funds.insured import premiums_of_employees

#: Programmes of the catalogue that the civil-affairs register grants, by the words of its kind of assistance.
GRANTED = {"DIBAO": "assistance.minimum_living", "TEKUN": "assistance.extreme_hardship"}
ONCE = "一次性"
PAID_FOR = ("period_from", "period_to", "pay_date")
SIDES = ["who", "programme_code", "o_programme_code"]
PAID = (
    "row_id programme programme_code name id_no amount back x_ret frequency slot_from slot_to stated batch_no account_no pay_date".split()
)


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
        "social_assistance.assist_type",
        "social_assistance.from_date",
        "social_assistance.to_date?",
    ),
    against=("benefit_payment", "social_assistance", "medical_enrol.id_no"),
    downgrades={"x_name": "D"},
    claims="x_returned",
)
def exclusive_benefits(
    programme,
    programme_standard,
    benefit_payment=ABSENT,
    social_assistance=ABSENT,
    poor_person=ABSENT,
    medical_enrol=ABSENT,
    *,
    policy,
    as_of,
):
    """Two benefits that exclude each other paid to one person, or one household, for the same time, or granted by the civil-affairs
    register, or one paid and the other granted; a resident's medical premium paid for an employee.

    Which do is said by exclusive_with in parameters/programmes.yaml and nothing else. The benefit that pays less in the common time is
    accused, each payment of the part for the months in common. The register accuses of whom no payment tells, without an amount.
    """
    pairs, lawful_months = _pairs(programme), int(policy.value("fund.overlap_months"))
    received = accusable(payments(benefit_payment, programme, programme_standard))
    paid = _both_paid(received, pairs, poor_person)
    paid = paid.mutate(x_transfer=_short(paid, lawful_months))
    told = paid.filter(~_.x_transfer.fill_null(False))
    granted = _also_granted(_entries(social_assistance.anti_join(told, "id_no"), literal_date(as_of)), received, pairs)
    granted = granted.mutate(x_transfer=_short(granted, lawful_months))
    insured = premiums_of_employees(received, medical_enrol, pairs, lawful_months).anti_join(told, "row_id")
    found = kinds({"发放": paid, "在册": granted, "职工参保": insured})
    return breach(
        found,
        "programme period_from period_to pay_date amount other_programme overlap related x_returned x_returned_words "
        "other_batch other_account other_paid_on household other_amount x_ret x_transfer x_name monthly_amount not_judged",
        on="on",
        amount="part",
    )


def _short(found: ir.Table, lawful_months: int) -> ir.BooleanValue:
    """No more months in common than a transfer takes; unknown where a payment states no period, and the months are those of its day."""
    short = found.overlap.notnull() & (found.overlap <= lawful_months)
    return ibis.ifelse(short & found.blank, UNKNOWN, short)


def _also_granted(granted: ir.Table, payments: ir.Table, pairs: ir.Table) -> ir.Table:
    """Of a person granted two that exclude each other the entry of the civil-affairs register that grants less; of one granted the one
    and paid the other likewise the entry or the payments."""
    paid = payments.filter(~_.x_ret, _.programme_code.notnull(), (_.frequency != ONCE).fill_null(True)).semi_join(granted, "id_no")
    met = _together(subquery(either(granted, _as_entries(paid))), pairs)
    # Of payments one by one those of all months tell for how long; where the register itself grants both, it tells.
    met = met.mutate(both=(~_.mixed).any().over(ibis.window(group_by="id_no"))).filter(~(_.mixed & _.both))
    paid_months = _.months.sum().over(ibis.window(group_by=["id_no", "code", "o_code"])).cast("int32")
    best = one_per(subquery(met.mutate(overlap=ibis.ifelse(_.mixed, paid_months, _.months))), "row_id", [_.months.desc(), _.o_row_id])
    return best.mutate(
        other_programme=_.o_programme,
        related=ibis.array([_.o_row_id]),
        part=ibis.ifelse(_.amount.notnull(), share(_.amount, _.months, _.length), NO_AMOUNT),
        x_name=~same_name(best.name, best.o_name),
        not_judged=first_true({"保障状态为已停止，没有停止时间": _.ended | _.o_ended}),
    )


def _together(rows: ir.Table, pairs: ir.Table) -> ir.Table:
    """Entries and payments that meet a larger one that excludes them: since when (``on``) and for how many months, ``mixed`` of both."""
    others = rows.rename(lambda c: c if c == "id_no" else f"o_{c}")
    met = rows.inner_join(pairs, "code").inner_join(others, "id_no")
    met = subquery(met.filter(_.other_code == _.o_code, _.amount.isnull() | _.o_amount.isnull()))
    on, last = ibis.greatest(met.begins, met.o_begins), ibis.least(met.until, met.o_until)
    months = (month(last) - month(on) + 1).cast("int32")
    met = met.mutate(on=on, months=months, blank=_.blank | _.o_blank, mixed=_.amount.notnull() | _.o_amount.notnull())
    less = (_.monthly < _.o_monthly) | ((_.monthly == _.o_monthly) & (_.code > _.o_code))
    return subquery(met).filter(less, _.months > 0)


def _entries(social_assistance: ir.Table, until: ir.DateValue) -> ir.Table:
    """What was granted from ``begins`` to ``until``, at most the audit date: code, programme, ``ended`` (nobody says when), monthly;
    without an ``amount``: nobody says that it was paid."""
    rows = social_assistance.filter(_.id_no.notnull(), _.from_date <= until)
    rows = rows.mutate(
        code=ibis.cases(*((said(concept, rows.assist_type), code) for code, concept in GRANTED.items()), else_=ibis.null("string")),
        ended=said("assistance.ended", rows.status).fill_null(False) & rows.to_date.isnull(),
        until=ibis.coalesce(rows.to_date, until),
        monthly=ibis.coalesce(rows.monthly_amount, 0),
        length=ibis.literal(1, type="int32"),
    )
    own = "row_id id_no name monthly_amount code until ended monthly length".split()
    not_paid = {"amount": NO_AMOUNT} | dict.fromkeys(PAID_FOR, NO_DATE)
    return subquery(rows.select(*own, programme="assist_type", begins="from_date", blank=FALSE, **not_paid))


def _as_entries(paid: ir.Table) -> ir.Table:
    """Payments in the columns of `_entries`, with their ``amount`` for ``length`` months."""
    begins, until = ibis.coalesce(paid.period_from, paid.pay_date), ibis.coalesce(paid.period_to, paid.pay_date)
    length, kept = (month(until) - month(begins) + 1).cast("int32"), (paid.amount - paid.back).cast(MONEY)
    return paid.select(
        *("row_id", "id_no", "name", *PAID_FOR),
        monthly_amount=NO_AMOUNT,
        code="programme_code",
        programme="programme",
        begins=begins,
        until=until,
        ended=FALSE,
        monthly=share(kept, 1, length),
        amount=kept,
        length=length,
        blank=paid.period_from.isnull(),
    )


def _both_paid(paid: ir.Table, pairs: ir.Table, poor_person: ir.Table) -> ir.Table:
    """Each payment of the smaller benefit that meets the other one in time."""
    met = _met(_keyed(paid, pairs, poor_person), pairs)
    parts = subquery(_parts(met))
    own = parts.group_by(SIDES).agg(own_total=_.part.sum(where=~_.x_ret).fill_null(0))
    other = own.select(other_amount="own_total", who="who", programme_code="o_programme_code", o_programme_code="programme_code")
    sums = subquery(lookup(lookup(_overlap(met), own, SIDES), other, SIDES))
    smaller = (sums.own_total < sums.other_amount) | ((sums.own_total == sums.other_amount) & (sums.programme_code > sums.o_programme_code))
    found = subquery(_told(met).inner_join(sums.filter(smaller), SIDES))
    found = lookup(found, parts.select("row_id", *SIDES, "part"), ["row_id", *SIDES])
    found = one_per(subquery(found), "row_id", [_.overlap.desc(), _.o_programme_code, _.who]).drop("programme_code")
    return subquery(found.inner_join(subquery(paid), "row_id")).mutate(
        household=ibis.ifelse(_.who.startswith("hh|"), _.who.substr(3), ibis.null("string")),
        on=ibis.coalesce(_.pay_date, _.period_from),
        x_ret=_.refunded | (_.part <= 0),
    )


def _told(met: ir.Table) -> ir.Table:
    """Of each payment and pair of programmes what is told of the other's payments."""
    same_person = _.id_no == _.o_id_no
    return met.group_by("row_id", *SIDES).agg(
        related=_.o_row_id.collect(),
        other_programme=_.o_programme.min(),
        x_name=(~same_name(_.name, _.o_name)).all() & same_person.any(),
        other_batch=_.o_batch_no.min(),
        other_account=_.o_account_no.min(),
        other_paid_on=_.o_pay_date.max(),
    )


def _met(rows: ir.Table, pairs: ir.Table) -> ir.Table:
    """Payments of two programmes that exclude each other, for the same time (common_from, common_to) or each paid ``once`` in a
    lifetime."""
    others = subquery(rows).rename(lambda c: c if c == "who" else f"o_{c}")
    met = rows.inner_join(pairs, [("programme_code", "code")]).inner_join(others, "who").filter(_.other_code == _.o_programme_code)
    met = subquery(met).mutate(
        once=((_.frequency == ONCE) & (_.o_frequency == ONCE)).fill_null(False),
        blank=_.stated.isnull() | _.o_stated.isnull(),
        common_from=ibis.greatest(_.slot_from, _.o_slot_from),
        common_to=ibis.least(_.slot_to, _.o_slot_to),
    )
    return subquery(met.filter(_.once | (_.common_from <= _.common_to)))


def _pairs(programme: ir.Table) -> ir.Table:
    """code, other_code: both ways round, whichever of the two programmes says it."""
    told = programme.filter(_.programme_code.notnull()).select(code="programme_code", other_code=_.exclusive_with.unnest())
    return either(told, told.select(code="other_code", other_code="code")).distinct()


def _keyed(paid: ir.Table, pairs: ir.Table, poor_person: ir.Table) -> ir.Table:
    """Payments by whom they went to: the person (id), and for a household's benefit also the household (hh). One payment may stand twice.

    Only of those who received several of the benefits that exclude others.
    """
    rows = subquery(housed(paid.semi_join(pairs, [("programme_code", "code")]), poor_person))
    persons = rows.filter(_.id_no.notnull()).select("row_id", "programme_code", who="id|" + _.id_no)
    joint = rows.filter(_.payee_level == "到户", _.home.notnull()).select("row_id", "programme_code", who="hh|" + _.home)
    keyed = subquery(either(persons, joint))
    several = keyed.group_by("who").agg(least=_.programme_code.min(), most=_.programme_code.max()).filter(_.least < _.most)
    keyed = subquery(keyed.semi_join(several, "who"), "row_id", "who")
    return subquery(paid.inner_join(keyed, "row_id"), *PAID, "who")


def _parts(met: ir.Table) -> ir.Table:
    """``part``: what was kept of each payment for the months in common; the whole of what is paid once, which is for no months."""
    own = ["row_id", *SIDES, "amount", "back", "x_ret", "frequency", "slot_from", "slot_to"]
    rows = met.select(*own, "common_from", "common_to").distinct().mutate(months=_.common_to - _.common_from + 1)
    rows = rows.group_by(own).agg(months=_.months.sum()).mutate(length=(_.slot_to - _.slot_from + 1).cast("int32"))
    of_months = share(rows.amount, ibis.least(rows.months.cast("int32"), rows.length), rows.length)
    whole = ibis.ifelse((rows.frequency == ONCE).fill_null(False), rows.amount, of_months)
    return rows.mutate(part=ibis.greatest(whole - rows.back, 0))


def _overlap(met: ir.Table) -> ir.Table:
    """Months in common per person and pair of programmes, each span once; null where both are paid once in a lifetime. ``blank``: of one of
    them."""
    spans = met.group_by(*SIDES, "common_from", "common_to", "once").agg(blank=_.blank.any())
    months = ibis.ifelse(spans.once, ibis.null("int32"), (spans.common_to - spans.common_from + 1).cast("int32"))
    return spans.group_by(SIDES).agg(overlap=months.sum(), blank=_.blank.any())

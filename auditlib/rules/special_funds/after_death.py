"""Payments to the dead (FUND-01). DOMAIN §2.1."""

import datetime as dt

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import share
from auditlib.models.dates import NO_DATE, literal_date, month
from auditlib.models.households import others_alive
from auditlib.models.identity import same_name
from auditlib.models.payments import WHICH_MONTHS, accusable, payments
from auditlib.models.persons import CREDIBLE_FROM, deaths, own_death
from auditlib.models.texts import claim, said
from auditlib.models.vocabulary import FALSE, UNKNOWN, breach, first_true, lookup, subquery
from auditlib.rules.catalogue import ABSENT, rule

#: Why nobody knows what a payment was for, where one end of a period is told alone.
SINCE_WHEN = "只知道从何时起享受，没有发放日期"


@rule(
    "FUND-01",
    basis="death_grace_months",
    severity="H",
    strength="B",
    amount="V",
    decides=("id_no", "amount", "pay_date|period_from|period_to", "pay_status?"),
    against="death_register.id_no",
    downgrades={"x_hh": "L", "x_name": "D"},
    claims=("x_returned", "x_arrears"),
)
def paid_after_death(benefit_payment, death_register, programme, programme_standard, poor_person=ABSENT, *, policy, as_of):
    """Benefit paid to a person for time after the month of death.

    With a period: judged by its months. A period that holds the month of death is divided only where the programme accrues monthly.
    Without one: by the day of payment and the months of grace, unless the remark says that earlier months are made up for. The time of a
    household's own benefit goes to its living members (L). A person of whom the register of deaths knows no credible day is not judged. Not
    tested: proof that the person lives.
    """
    paid = accusable(payments(benefit_payment, programme, programme_standard))
    found = claim(_after(own_death(paid, _dead(death_register, as_of)), benefit_payment), "late", "payment.arrears", "remark")
    grace = ibis.coalesce(found.grace_months, int(policy.value("death_grace_months")))
    found = others_alive(found.mutate(grace=grace), ibis.coalesce(_.pay_date, _.period_to), poor_person, death_register, as_of)
    # Of a programme that the catalogue does not know only what is plainly due because of death or by contract is spared.
    by_wording = ibis.ifelse(said("programme.because_of_death", found.programme), True, UNKNOWN)
    return breach(
        found,
        (
            "programme period_from period_to pay_date amount payee_level after_death death_date days death_source months_after not_judged "
            "x_returned x_returned_words"
        ),
        on=ibis.coalesce(_.pay_date, _.period_from),
        amount=ibis.greatest(_.kept, 0),
        x_acc=_.due_before,
        x_grace=ibis.ifelse(_.dated | _.since_then, FALSE, month(_.pay_date) <= _.died + _.grace),
        x_pol=ibis.coalesce(_.after_death.isin(["因死亡发放", "可继承"]), by_wording),
        x_arrears=~(_.dated | _.since_then) & _.late,
        x_arrears_words=_.late_words,
        x_ret=_.refunded | (_.kept <= 0),
        x_hh=ibis.cases((_.payee_level == "到人", False), (_.payee_level == "到户", _.others_alive), else_=UNKNOWN),
        x_name=~same_name(_.name, _.death_name),
        related=ibis.array([_.death_row]),
    )


def _dead(death_register: ir.Table, as_of: dt.date) -> ir.Table:
    """`deaths`, and with ``not_judged`` those of whom no day is credible."""
    known = deaths(death_register, as_of)
    doubtful = death_register.filter((_.death_date < literal_date(CREDIBLE_FROM)).fill_null(True)).anti_join(known, "id_no")
    doubtful = deaths(doubtful.mutate(death_date=literal_date(as_of)), as_of).mutate(dead_on=NO_DATE)
    reason = ibis.literal("死亡登记没有可信的死亡日期")
    return known.mutate(not_judged=ibis.null("string")).union(doubtful.mutate(not_judged=reason))


def _after(found: ir.Table, benefit_payment: ir.Table) -> ir.Table:
    """Payments after the day of death or for months after it, in running months: died, ``dated`` (judged by its period), whole or in part
    after it, ``due_before`` it, and what is ``kept`` of the money for that time."""
    found = _with_period_told(found, benefit_payment)
    found = found.mutate(
        whole=(_.dated & (_.slot_from > _.died)) | _.since_then,
        death_date=_.dead_on,
        days=_.pay_date.delta(_.dead_on, unit="day"),
        part=_.dated & (_.slot_from <= _.died) & (_.slot_to > _.died) & (_.accrual_rule == "monthly").fill_null(False),
        months_after=ibis.ifelse(_.dated, _.slot_to - ibis.greatest(_.died, _.slot_from - 1), ibis.null("int32")),
    )
    of_time = ibis.ifelse(found.part, share(found.amount, found.slot_to - found.died, found.slot_to - found.slot_from + 1), found.amount)
    due = ibis.ifelse(found.dated | found.since_then, ~(found.whole | found.part), found.owed)
    after = found.whole | (found.pay_date > found.dead_on).fill_null(False) | (found.dated & (found.slot_to > found.died)).fill_null(False)
    return found.mutate(kept=of_time - found.back, due_before=due).filter(found.not_judged.notnull() | after)


def _with_period_told(found: ir.Table, benefit_payment: ir.Table) -> ir.Table:
    """Add died and ``dated``; by one end of a period alone ``since_then`` (granted only after the month of death) and ``owed`` (no longer
    granted by then; unknown where only the beginning is told); not_judged where the months paid for are not known."""
    found = subquery(found.mutate(died=month(found.dead_on)))
    # Of these few only: of all payments it would be kept to be looked up.
    told = benefit_payment.semi_join(found, "row_id").select("row_id", told_from="period_from", told_to="period_to")
    found = subquery(lookup(found, told, "row_id"))
    since, until, undated = month(found.told_from), month(found.told_to), found.pay_date.isnull()
    shared = found.row_id.count().over(ibis.window(group_by=["id_no", "item", "period_from", "period_to"])) > 1
    shared = shared & undated & (found.every < found.stated) & found.died.between(found.slot_from, found.slot_to - 1)
    begun = undated & found.told_to.isnull() & (since <= found.died)
    rows = found.mutate(
        dated=(found.stated.notnull() & (found.covers == found.stated)).fill_null(False),
        since_then=(found.told_to.isnull() & (since > found.died)).fill_null(False),
        owed=ibis.cases((until <= found.died, True), (found.told_to.isnull() & (since <= found.died), UNKNOWN), else_=False),
        not_judged=ibis.coalesce(found.not_judged, first_true({WHICH_MONTHS: shared, SINCE_WHEN: begun})),
    )
    return subquery(rows.drop("told_from", "told_to"))

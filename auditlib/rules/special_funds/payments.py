"""Payments above the standard (FUND-06), and of poverty-only benefits to whom the register does not entitle (FUND-07). DOMAIN §2.1."""

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import money, share
from auditlib.models.dates import NO_DATE
from auditlib.models.identity import born
from auditlib.models.payments import accusable, lawful_amount, months_by_sum, payments, with_arrears, without_standard
from auditlib.models.persons import mistyped
from auditlib.models.register import Register
from auditlib.models.vocabulary import FALSE, UNKNOWN, breach, subquery
from auditlib.rules.catalogue import ABSENT, rule


def standardless(benefit_payment, programme, programme_standard):
    """Payments for which neither the catalogue nor the roster has a standard, or that go by an area that nobody tells."""
    paid = accusable(payments(benefit_payment, programme, programme_standard))
    return paid.filter(without_standard(paid)).select("row_id", not_judged=ibis.literal("补贴项目目录和名册都没有可用的标准，或没有面积"))


@rule(
    "FUND-06",
    basis=("fund.tolerance", "fund.arrears_months"),
    severity="M",
    strength="A",
    amount="V",
    decides=("amount", "pay_status?"),
    unjudged=standardless,
    claims=("x_returned", "x_arrears"),
)
def paid_above_standard(benefit_payment, programme, programme_standard, *, policy):
    """Payment above the standard in force times quantity and period.

    The catalogue's standard counts, else the roster's own (standard × quantity). A benefit by 亩 without its area is not judged, nor one
    without any standard. For how many months a payment without period and quantity is nobody says: for as many whole ones as its sum holds.
    Arrears may pay for so many months before the period as the policy value says, and no more.
    """
    paid = accusable(payments(benefit_payment, programme, programme_standard))
    paid = paid.mutate(covers=ibis.coalesce(months_by_sum(paid), paid.covers), known=paid.programme_code.notnull())
    paid = paid.mutate(lawful=lawful_amount(paid, paid.covers))
    tolerance = money(policy.value("fund.tolerance"))
    over = with_arrears(paid.filter(_.amount > _.lawful + tolerance))
    months = ibis.coalesce(over.covers, 12)
    kept = over.amount - over.back
    most = share(over.lawful, months + int(policy.value("fund.arrears_months")), months)
    return breach(
        over,
        ("programme period_from period_to pay_date standard quantity unit amount lawful per x_returned x_returned_words x_arrears_words"),
        on=ibis.coalesce(_.pay_date, _.period_from),
        amount=ibis.greatest(kept - over.lawful, 0),
        standard_in_force=_.in_force,
        months=_.covers,
        x_ret=_.refunded | (kept <= over.lawful + tolerance),
        x_pol=ibis.ifelse(_.known, _.top_up_doc.notnull(), UNKNOWN),
        x_arrears=_.x_arrears & (_.amount <= most),
    )


@rule(
    "FUND-07",
    severity="H",
    strength="B",
    amount="V",
    decides=("id_no", "amount", "pay_date|period_from|period_to", "pay_status?", "programme_code"),
    against="poor_person.id_no",
    tests=("poor_person.id_no", "poor_household.policy_status|poor_household.exit_status"),
    downgrades={"x_typo": "D"},
    claims="x_returned",
)
def paid_to_unregistered(benefit_payment, poor_person, programme, programme_standard, poor_household=ABSENT, register_change=ABSENT):
    """Poverty-only benefit paid to a person who is not in the register of that time, or whose household no longer enjoys the policies.

    A later year without a list takes the nearest earlier one; before the first list only who was identified by then can be judged.
    """
    paid = payments(benefit_payment, programme, programme_standard)
    found = _not_entitled(_asked(paid, Register(poor_person, poor_household, register_change)))
    found = mistyped(found, poor_person).cross_join(poor_person.agg(reg_years=_.snapshot_date.year().nunique()))
    unlisted, of_span = found.kind == "未建档", (found.own_snapshot.year() >= found.on.year()).fill_null(False)
    late = found.own_since.year().between(found.on.year(), found.until.year())
    return breach(
        found,
        "programme period_from period_to pay_date amount kind stopped_on reg_years x_returned x_returned_words not_judged",
        on=ibis.coalesce(_.pay_date, _.period_from),
        amount=_.amount - _.back,
        snapshot=_.own_snapshot,
        x_ret=_.refunded,
        x_status_date=ibis.cases((unlisted | found.own_removed_on.notnull(), False), else_=~found.own_stopped),
        x_snapshot=ibis.ifelse(unlisted & ~of_span, UNKNOWN, FALSE),
        x_lag=ibis.ifelse(unlisted, late.fill_null(False) | (_.newborn & _.house_entitled), FALSE),
        x_instant=_.own_instant.fill_null(False) | (_.own_again_on.notnull() & (_.own_again_on >= _.stopped_on).fill_null(True)),
        x_typo=ibis.ifelse(unlisted, found.mistyped, FALSE),
        x_removed=ibis.ifelse(unlisted & found.own_seen.fill_null(False), _.own_decreased_later, FALSE),
        x_hh=_.house_entitled,
    )


def _asked(paid: ir.Table, register: Register) -> ir.Table:
    """Poverty-only payments with what the register says of the payee, and ``house_entitled``: of the household that the benefit belongs to,
    or whose card received it."""
    paid = accusable(paid).filter(_.poverty_only)
    paid = paid.mutate(on=ibis.coalesce(_.period_from, _.pay_date), until=ibis.coalesce(_.period_to, _.pay_date))
    # A child born within these years or the year before is in no list yet: its household is asked.
    newborn = (born(paid.id_no, NO_DATE) // 10_000).between(paid.on.year() - 1, paid.until.year()).fill_null(False)
    of_household = ibis.ifelse((paid.payee_level == "到户").fill_null(False) | newborn, paid.hh_no, ibis.null("string"))
    paid = paid.mutate(of_household=of_household, newborn=newborn)
    house = {"hh": "of_household", "acc": "account_no"}
    asked = register.ask(paid.filter(_.on.notnull()), on="on", until="until", own={"id": "id_no"}, house=house)
    out = (asked.house_stopped | asked.house_removed_on.notnull()).fill_null(False)
    # Known only by a later list as stopped: whether it was entitled then is not known. A list without any status stops nobody.
    later = asked.house_stopped.isnull() & asked.house_stopped_next.fill_null(False)
    return asked.mutate(house_entitled=ibis.cases((out, False), (later, UNKNOWN), else_=asked.house_listed.fill_null(False)))


def _not_entitled(asked: ir.Table) -> ir.Table:
    """Rows no longer entitled (不再享受) or not in the register (未建档), with kind, stopped_on, and not_judged before the first list."""
    stopped = asked.own_removed_on.notnull() | asked.own_stopped.fill_null(False) | asked.own_stopped_next.fill_null(False)
    unknown = "该期间以前没有建档数据，不能判断是否在册"
    rows = asked.mutate(
        kind=ibis.cases((stopped, "不再享受"), (~asked.own_listed.fill_null(False), "未建档"), else_=ibis.null("string")),
        stopped_on=ibis.coalesce(_.own_removed_on, _.own_stopped_on, _.own_stopped_next_on),
        not_judged=ibis.cases((~stopped & asked.own_listed.isnull(), unknown), else_=ibis.null("string")),
    )
    return subquery(rows.filter(_.kind.notnull()))

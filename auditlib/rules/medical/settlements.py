"""What is asked of medical settlements: who else pays, treatment elsewhere, what a patient is entitled to."""

import ibis
from ibis import _
from ibis.expr import types as ir

from auditlib.models.amounts import MONEY, money, share
from auditlib.models.payments import arrived
from auditlib.models.places import place_of
from auditlib.models.texts import answered, said
from auditlib.models.vocabulary import UNKNOWN, match

#: What the rules show of a registered person.
PERSON = (
    "row_id", "id_no", "name", "hh_no", "village_name", "birth_date", "health", "work_months", "alive", "death_date", "moved_out",
    "decrease_reason", "stopped", "year",
)  # fmt: skip


def third_party(rows: ir.Table) -> ir.BooleanValue:
    """Somebody else pays for the injury; unknown when no column speaks of it. The column asks for the cause, too: 本人摔伤 names nobody."""
    named = answered(rows.liability, "med.third_party").notnull() & ~said("med.own_injury", rows.liability)
    found = named.fill_null(False) | said("med.third_party", rows.diagnosis, rows.liability).fill_null(False) | rows.n_third
    return ibis.cases((found, True), (rows.liability.notnull() | rows.diagnosis.notnull(), False), else_=UNKNOWN)


def far_away(rows: ir.Table) -> ir.BooleanValue:
    """Treated outside the county's reach; unknown without the place."""
    place = place_of(rows.hospital_place, rows.hospital)
    found = rows.n_far | said("place.far", place).fill_null(False)
    return ibis.cases((found, True), (place.notnull(), False), else_=UNKNOWN)


def entitlement(share_of_own: ir.DecimalValue, policy) -> ir.DecimalValue:
    """Critical illness insurance where its values are entered, then assistance on the rest."""
    deductible, percent, cap = (policy.entered(f"med.{name}") for name in ("critical_deductible", "critical_ratio", "assistance_cap"))
    critical = money(0)
    if deductible is not None and percent is not None:
        lowered = money(deductible * (100 - policy.value("med.critical_deductible_cut")) / 100)
        above = ibis.greatest(share_of_own - lowered, money(0)).cast(MONEY)
        critical = share(above, int(percent + policy.value("med.critical_ratio_plus")), 100)
    relief = share((share_of_own - critical).cast(MONEY), int(policy.value("med.assistance_ratio")), 100)
    return (critical + (relief if cap is None else ibis.least(relief, money(cap)))).cast(MONEY)


def assisted(rows: ir.Table, benefit_payment: ir.Table) -> ir.Table:
    """Add x_paid_later: medical assistance was paid to the person's or the household's card after the stay."""
    paid = benefit_payment.filter(_.programme_code == "YLJZ", _.amount > 0, arrived(_.pay_status))
    paid = paid.select("row_id", "id_no", "pay_date", reg_hh="hh_no")
    rows = match(rows, paid, "id_no", "own", lambda pair: pair.own_pay_date >= pair.discharge)
    rows = match(rows, paid, "reg_hh", "home", lambda pair: pair.home_pay_date >= pair.discharge)
    return rows.mutate(x_paid_later=_.own | _.home.fill_null(False))

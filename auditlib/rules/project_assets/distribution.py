"""Distribution of asset income: retained (ASSET-06), to persons not entitled (ASSET-07)."""

import ibis
from ibis import _

from auditlib.models import asset_income as incomes
from auditlib.models.absent import absent
from auditlib.models.amounts import MONEY, money
from auditlib.models.dates import month
from auditlib.models.households import others_alive
from auditlib.models.houses import bought
from auditlib.models.persons import deaths, in_service, mistyped
from auditlib.models.register import Register
from auditlib.models.texts import said
from auditlib.models.vocabulary import UNKNOWN, breach, covers, kinds, match, reasons, subquery
from auditlib.rules.catalogue import ABSENT, rule

UNREACHED = "收益年度及以前没有建档数据，不能判断是否在册"

#: What ASSET-07 shows of a receiver.
FACTS = (
    "not_judged asset_no project_no year name id_no hh_no reason amount pay_date kinds snapshot death_date staff_unit post house related "
    "x_acc x_status_date x_hh x_name x_collective x_ret"
)


@rule(
    "ASSET-06",
    basis="asset.dist_months",
    severity="H",
    strength="A",
    amount="I",
    decides=("received_amount", "received_on", "asset_no|asset_name"),
    claims="x_carry",
)
def income_not_distributed(asset_income, income_distribution, asset_register=ABSENT, *, policy, as_of):
    """Income received was not distributed within the months allowed (more than 1 yuan is left).

    Everything in the distribution ledger counts as distributed, the village's own share included; a share that only the plan states
    (村集体提留30%) is the village's to keep, unless nobody tells whether the list holds it. Where part of the distribution may be of this
    income, and nobody tells of what or which year it is, it is not judged.
    """
    found = incomes.undistributed(asset_income, income_distribution, asset_register, as_of, int(policy.value("asset.dist_months")))
    found = found.filter(_.received - _.distributed > 1)
    kept = found.received - found.distributed
    owed = ibis.greatest(kept - found.village_share, money(0))
    return breach(
        found.mutate(kept=kept.cast(MONEY), not_judged=found.doubt),
        "asset_no asset_name year received distributed kept village_share related x_carry x_carry_words not_judged",
        on="received_on",
        amount=ibis.ifelse(owed > 1, owed, kept),
        x_village=(owed <= 1) & found.share_kept,
    )


@rule(
    "ASSET-07",
    basis="fund.staff_types",
    severity="H",
    strength="B",
    amount="V",
    needs=("income_distribution.id_no",),
    against=("poor_person", "poor_household", "death_register", "fiscal_payroll", "village_cadre", "real_estate"),
    downgrades={"x_hh": "L", "x_name": "D", "x_typo": "D"},
)
def distributed_to_ineligible(
    income_distribution,
    poor_person=ABSENT,
    poor_household=ABSENT,
    register_change=ABSENT,
    death_register=ABSENT,
    fiscal_payroll=ABSENT,
    village_cadre=ABSENT,
    real_estate=ABSENT,
    *,
    policy,
    as_of,
):
    """Income was distributed to somebody dead, not entitled, not registered, on the fiscal payroll, a village cadre, or who bought a house
    in town.

    Exceptions spare or lower a row only when they cover every reason against it.
    """
    rows = _listed(incomes.receivers(income_distribution), Register(poor_person, poor_household, register_change))
    staff = in_service(fiscal_payroll, policy.value("fund.staff_types"))
    dead = deaths(death_register, as_of).rename(name="death_name", row_id="death_row", death_date="dead_on")
    rows = match(rows, dead, "id_no", "dead", _after_death, take=["death_date"])
    rows = match(rows, staff, "id_no", "staff", _in_service, take=["unit"], first=["unit"])
    rows = match(rows, village_cadre, "id_no", "cadre", _in_office, take=["post"], first=["post"])
    rows = match(rows, bought(real_estate), "id_no", "owns", lambda pair: pair.owns_reg_date.year() <= pair.year, take=["location"])
    rows = others_alive(rows, ibis.coalesce(rows.pay_date, ibis.date(rows.year, 12, 31)), poor_person, death_register, as_of)
    by_number = {"死亡": "dead", "财政供养": "staff", "村干部": "cadre", "城区有房": "owns"}
    told = {name: rows[column] for name, column in {"死亡": "dead", "不享受政策": "stopped", "非建档": "unlisted", **by_number}.items()}
    names, alone, x_name = reasons(told, {name: rows[f"{of}_differs"] for name, of in by_number.items()})
    related = ibis.array([rows[f"{of}_row"] for of in by_number.values()])
    unreached = ibis.ifelse((names == "") & rows.unreached, UNREACHED, ibis.null("string"))
    rows = _excused(rows.mutate(kinds=names, not_judged=unreached, x_name=x_name, related=related, alone=alone["非建档"]))
    found = rows.filter((_.kinds != "") | _.not_judged.notnull())
    found = found.rename(death_date="dead_death_date", post="cadre_post", house="owns_location")
    found = mistyped(found, poor_person)
    found = found.mutate(x_typo=ibis.ifelse(found.alone, found.mistyped, False))
    found = kinds({"": found, "未判断": incomes.nobodys(income_distribution)}).mutate(aspect=ibis.null("string"))
    return breach(found, f"{FACTS} x_typo", on="pay_date", amount="amount")


def _excused(rows):
    """Exceptions of ASSET-07. What nothing of time explains is ``firm``: not registered, on the payroll, a cadre, a house, no longer
    entitled since before."""
    dead, stopped = rows.dead.fill_null(False), rows.stopped.fill_null(False)
    others = ibis.or_(*(reason.fill_null(False) for reason in (rows.unlisted, rows.staff, rows.cadre, rows.owns)))
    accrued = dead & (rows.year <= rows.dead_death_date.year()).fill_null(False)
    lately = stopped & (rows.stopped_before == False).fill_null(False)  # noqa: E712 - null is not known
    firm, late = (stopped & ~lately) | others, dead & ~accrued
    return rows.mutate(
        x_acc=accrued & ~firm,
        x_status_date=ibis.cases((~stopped | others | late, False), (lately, True), (rows.stopped_before.isnull(), UNKNOWN), else_=False),
        x_hh=ibis.ifelse(late & ~firm, rows.others_alive, False),
        x_collective=ibis.ifelse(late, False, said("distribution.collective", rows.reason)),
    )


def _listed(rows, register):
    """Add ``unlisted`` (neither person nor household ever in the register), ``unreached`` (nor does a list reach back to the year),
    ``stopped`` (no longer entitled by the end of the income's year), ``stopped_before`` (on its first day) and ``snapshot``, the list used.

    A list of heads says nothing of others without a household.
    """
    rows = rows.mutate(begins=ibis.date(rows.year, 1, 1), ends=ibis.date(rows.year, 12, 31))
    asked = register.ask(rows, on="begins", until="ends", house={"id": "id_no", "hh": "hh_no", "homes_of": "id_no"})
    judged, reached = asked.hh_no.notnull() | (not absent(register.persons)), asked.house_snapshot.notnull()
    unseen = (judged & ~asked.house_seen).fill_null(False)
    # Struck off before the year, and not taken in again.
    removed = asked.house_removed_on.notnull()
    told = {"stopped": asked.house_stopped_by_end | removed, "stopped_before": asked.house_stopped | removed}
    told |= {"unlisted": unseen & reached, "unreached": unseen & ~reached, "snapshot": asked.house_snapshot}
    return subquery(asked.mutate(**told), *rows.columns, *told)


def _after_death(pairs):
    """Paid after the death, or income of a later year."""
    return (pairs.pay_date > pairs.dead_death_date).fill_null(False) | (pairs.year > pairs.dead_death_date.year())


def _in_service(pairs):
    """In service in the income's year, or in the month of payment."""
    in_year = covers(pairs.staff_begins, pairs.staff_ends, pairs.year * 12 + 1) | pairs.staff_begins.between(
        pairs.year * 12 + 1, pairs.year * 12 + 12
    )
    return in_year | (covers(pairs.staff_begins, pairs.staff_ends, month(pairs.pay_date)) & pairs.pay_date.notnull())


def _in_office(pairs):
    return covers(pairs.cadre_from_date.year(), pairs.cadre_to_date.year(), pairs.year)

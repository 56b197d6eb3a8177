"""Distribution of asset income: retained (ASSET-06), to persons not entitled (ASSET-07)."""

from __future__ import annotations

import ibis
from ibis import _

from auditlib.models import asset_income as incomes
from auditlib.models.absent import absent
from auditlib.models.amounts import MONEY, money
from auditlib.models.dates import month
from auditlib.models.households import others_alive
from auditlib.models.persons import deaths, in_service
from auditlib.models.register import Register
from auditlib.models.texts import said
from auditlib.models.vocabulary import UNKNOWN, breach, covers, match, reasons, subquery
from auditlib.rules.catalogue import ABSENT, rule


@rule(
    "ASSET-06",
    basis="asset.dist_months",
    severity="H",
    strength="A",
    amount="I",
    decides=("received_amount", "received_on", "asset_no|asset_name"),
    claims="x_carry",
)
def income_not_distributed(asset_income, income_distribution, asset_register=None, *, policy, as_of):
    """Income received was not distributed within the months allowed (more than 1 yuan is left).

    Everything in the distribution ledger counts as distributed, the village's own share included; a share that only the plan states (村集体提留30%)
    is the village's to keep.
    """
    found = incomes.undistributed(asset_income, income_distribution, asset_register, as_of, int(policy.value("asset.dist_months")))
    found = found.mutate(kept=(found.received - found.distributed).cast(MONEY)).filter(_.kept > 1)
    owed = ibis.greatest(found.kept - found.village_share, money(0)).cast(MONEY)
    return breach(
        found,
        "asset_no asset_name year received distributed kept village_share related x_carry x_carry_words",
        on="received_on",
        amount=ibis.ifelse(owed > 1, owed, found.kept),
        x_village=owed <= 1,
    )


@rule(
    "ASSET-07",
    basis="fund.staff_types",
    severity="H",
    strength="B",
    amount="V",
    needs=("income_distribution.id_no",),
    against=("poor_person", "poor_household", "death_register", "fiscal_payroll", "village_cadre"),
    downgrades={"x_hh": "L", "x_name": "D"},
)
def distributed_to_ineligible(
    income_distribution,
    poor_person=ABSENT,
    poor_household=ABSENT,
    register_change=ABSENT,
    death_register=ABSENT,
    fiscal_payroll=ABSENT,
    village_cadre=ABSENT,
    *,
    policy,
    as_of,
):
    """Income was distributed to somebody dead, not entitled, not registered, on the fiscal payroll, or a village cadre.

    Exceptions spare or lower a row only when they cover every reason against it.
    """
    rows = incomes.receivers(income_distribution)
    rows = _listed(rows, Register(poor_person, poor_household, register_change))
    rows = match(
        rows,
        deaths(death_register, as_of).rename(name="death_name", row_id="death_row"),
        "id_no",
        "dead",
        _after_death,
        take=["death_date"],
    )
    rows = match(
        rows, in_service(fiscal_payroll, policy.value("fund.staff_types")), "id_no", "staff", _in_service, take=["unit"], first=["unit"]
    )
    rows = match(rows, village_cadre, "id_no", "cadre", _in_office, take=["post"], first=["post"])
    day = ibis.coalesce(rows.pay_date, ibis.date(rows.year, 12, 31))
    rows = others_alive(rows, day, poor_person, death_register, as_of)
    told = {"死亡": rows.dead, "不享受政策": rows.stopped, "非建档": rows.unlisted, "财政供养": rows.staff, "村干部": rows.cadre}
    names, alone, x_name = reasons(told, {"死亡": rows.dead_differs, "财政供养": rows.staff_differs, "村干部": rows.cadre_differs})
    dead, stopped, others = (
        rows.dead.fill_null(False),
        rows.stopped.fill_null(False),
        ibis.or_(*(told[name].fill_null(False) for name in ("非建档", "财政供养", "村干部"))),
    )
    accrued = dead & (rows.year <= rows.dead_death_date.year()).fill_null(False)
    lately = stopped & (rows.stopped_before == False).fill_null(False)  # noqa: E712 - null is not known
    unreached = ibis.ifelse((names == "") & rows.unreached, "收益年度及以前没有建档数据，不能判断是否在册", ibis.null("string"))
    return breach(
        rows.mutate(kinds=names, not_judged=unreached).filter((_.kinds != "") | _.not_judged.notnull()),
        "not_judged asset_no project_no year name id_no hh_no reason amount pay_date kinds snapshot",
        on="pay_date",
        amount="amount",
        death_date="dead_death_date",
        staff_unit="staff_unit",
        post="cadre_post",
        related=ibis.array([rows.dead_row, rows.staff_row, rows.cadre_row]),
        x_acc=accrued & ~(stopped & ~lately) & ~others,
        x_status_date=ibis.cases(
            (~stopped | others | (dead & ~accrued), False), (lately, True), (rows.stopped_before.isnull(), UNKNOWN), else_=False
        ),
        x_hh=ibis.ifelse(dead & ~accrued & ~(stopped & ~lately) & ~others, rows.others_alive, False),
        x_name=x_name,
        x_collective=ibis.ifelse(dead & ~accrued, False, said("distribution.collective", rows.reason)),
    )


def _listed(rows, register):
    """Add ``unlisted`` (neither person nor household ever in the register), ``unreached`` (nor does a list reach back to the year), ``stopped`` (no longer
    entitled by the end of the income's year), ``stopped_before`` (on its first day) and ``snapshot``, the list used.

    A list of heads says nothing of others without a household.
    """
    rows = rows.mutate(begins=ibis.date(rows.year, 1, 1), ends=ibis.date(rows.year, 12, 31))
    asked = register.ask(rows, on="begins", until="ends", house={"id": "id_no", "hh": "hh_no", "homes_of": "id_no"})
    judged, reached = asked.hh_no.notnull() | (not absent(register.persons)), asked.house_snapshot.notnull()
    unseen = (judged & ~asked.house_seen).fill_null(False)
    return subquery(
        asked.mutate(
            unlisted=unseen & reached,
            unreached=unseen & ~reached,
            stopped=asked.house_stopped_by_end,
            stopped_before=asked.house_stopped,
            snapshot=asked.house_snapshot,
        ),
        *rows.columns,
        "unlisted",
        "unreached",
        "stopped",
        "stopped_before",
        "snapshot",
    )


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

"""What became of projects: slow or not started (PROJ-08), idle after completion (PROJ-09)."""

import ibis
from ibis import _

from auditlib.models import operation
from auditlib.models.absent import absent
from auditlib.models.amounts import MONEY, NO_AMOUNT, money, percent
from auditlib.models.contracts import accepted_projects, projects
from auditlib.models.dates import literal_date
from auditlib.models.projects import with_project_no
from auditlib.models.texts import claim, said
from auditlib.models.vocabulary import breach, exists, first_true, kinds, lookup, one_per
from auditlib.rules.catalogue import ABSENT, rule


@rule(
    "PROJ-08",
    basis=("project.start_delay", "project.delay_days", "project.season_days"),
    severity="M",
    strength="A",
    amount="I",
    needs=("project.start_date|project.status", "project.finish_date|project.status"),
    decides=("start_date?", "finish_date?", "status?"),
    claims=("x_season", "x_cancelled", "x_adjusted", "x_told_done"),
)
def slow_project(project, project_payment=ABSENT, acceptance=ABSENT, *, policy, as_of):
    """Not started (未开工) or not finished (未完工) long after the planned day.

    A project listed several times is judged once; one that is not started or finished and whose planned day is not known is
    not judged. The amount is what was approved and is not paid; unknown without the payments. The crop
    season may put works off for half a year, no longer.
    """
    today, season = literal_date(as_of), int(policy.value("project.season_days"))
    rows = _late(projects(project), policy, today)
    first, last = (literal_date(policy.day(f"project.epidemic_{end}")) for end in ("from", "to"))
    epidemic = ibis.greatest(ibis.least(last, today).delta(ibis.greatest(first, rows.due), unit="day") + 1, 0)
    rows = rows.mutate(days=today.delta(rows.due, unit="day"), x_epidemic=today.delta(rows.due, unit="day") - epidemic <= rows.allowed)
    sums = with_project_no(project_payment, project).filter((_.pay_date <= today) | _.pay_date.isnull()).group_by("project_no")
    rows = lookup(rows, sums.agg(paid=_.amount.sum().cast(MONEY)), "project_no")
    rows = rows.mutate(paid=ibis.coalesce(rows.paid, NO_AMOUNT if absent(project_payment) else money(0)))
    rows = exists(rows, accepted_projects(acceptance, project).filter(_.accept_date <= today), "project_no", "x_done")
    rows = claim(rows, "x_season", "project.season", rows.status, rows.remark)
    for column, concept in {"x_cancelled": "cancelled", "x_adjusted": "adjusted", "x_told_done": "finished"}.items():
        rows = claim(rows, column, f"project.{concept}", rows.status)
    return breach(
        rows.mutate(x_season=_.x_season & (_.days <= _.allowed + season)),
        "project_name planned_start planned_end start_date status approved_amount paid due days allowed aspect "
        "x_epidemic x_season x_season_words "
        "x_cancelled x_cancelled_words x_adjusted x_adjusted_words x_done x_told_done x_told_done_words not_judged",
        on="due",
        amount=ibis.ifelse(_.paid > _.approved_amount, money(0), _.approved_amount - _.paid),
    )


def _late(rows, policy, today):
    """``rows`` not started or not finished (``aspect``) more than the days ``allowed`` after the day ``due``, and those of
    which that day is not known (``not_judged``)."""
    start_delay, end_delay = int(policy.value("project.start_delay")), int(policy.value("project.delay_days"))
    finished = (rows.finish_date <= today).fill_null(False)
    going_on = (said("project.going_on", rows.status) | said("project.finished", rows.status)).fill_null(False)
    started = (rows.start_date <= today).fill_null(False) | finished | going_on
    late_start = ~started & (today.delta(rows.planned_start, unit="day") > start_delay).fill_null(False)
    late_end = ~finished & (today.delta(rows.planned_end, unit="day") > end_delay).fill_null(False)
    reason = {"“计划开工日期”为空": ~started & rows.planned_start.isnull(), "“计划完工日期”为空": ~finished & rows.planned_end.isnull()}
    rows = rows.mutate(
        aspect=first_true({"未开工": late_start, "未完工": late_end}),
        due=ibis.ifelse(late_start, rows.planned_start, rows.planned_end),
        allowed=ibis.ifelse(late_start, start_delay, end_delay),
        not_judged=ibis.ifelse(late_start | late_end, ibis.null("string"), first_true(reason)),
    )
    return rows.filter(_.aspect.notnull() | _.not_judged.notnull())


@rule(
    "PROJ-09",
    basis=("project.idle_months", "project.downtime_days", "asset.min_yield"),
    severity="H",
    strength="B",
    amount="I",
    accuses=("operation_inspection", "asset_register"),
    decides=(
        "operation_inspection.state|operation_inspection.downtime_days",
        "operation_inspection.asset_no|operation_inspection.asset_name|operation_inspection.project_no|operation_inspection.project_name",
    ),
    claims=("x_disaster", "x_waiver"),
)
def idle_after_completion(operation_inspection, asset_register=ABSENT, asset_income=ABSENT, project=ABSENT, *, policy, as_of):
    """The newest inspection finds a project or asset idle, stopped or damaged, a power station stood still, or an asset earns nothing or
    too little.

    The amount is the money invested, times the idle part where the use is stated; damage is a loss (损失浪费), everything else bad
    management. A station that stood still and an asset that earns little lead to no amount; the least yield is our choice, and only ranks
    (C). An operating asset of which no closed year's income is listed, or no value, is not judged by its income.
    """
    rows = operation.of_projects(operation.inspected(operation_inspection, asset_register, as_of), project)
    rows = operation.speaking_for(rows)
    found_idle = rows.filter(_.newest & _.state.isin(operation.IDLE))
    idle = found_idle.filter(~_.disordered)
    stood = rows.anti_join(idle, "thing").filter(_.downtime_days > int(policy.value("project.downtime_days")))
    stood = one_per(stood, "thing", [_.downtime_days.desc(), _.row_id])
    assets = operation.registered(asset_register).anti_join(idle.select(asset="thing"), "asset")
    told = {
        "闲置": _inspected(idle, idle.state, operation.unused(idle, idle.value)),
        "停机": _inspected(stood, ibis.literal("停机"), NO_AMOUNT),
        "未判断": found_idle.filter(_.disordered).select("row_id", not_judged=ibis.literal(operation.DISORDERED)),
        "收益": _earning_little(operation.earnings(asset_income, assets, as_of), policy),
    }
    found = kinds(told)
    return breach(
        found,
        "asset_name project_name inspect_date state reason utilisation downtime_days value since year earned nothing_months kind "
        "x_disaster_words x_waiver_words x_trial x_disaster x_waiver related not_judged",
        on="day",
        amount="amount",
        aspect="kind",
        severity=ibis.ifelse(_.kind.isin(("停机", "低收益")), "M", "H"),
        amount_class=ibis.ifelse(_.kind == "损毁", "W", "I"),
        strength=ibis.ifelse(_.kind == "低收益", "C", "B"),
    )


def _inspected(rows, kind, amount):
    facts = (
        "row_id asset_name project_name inspect_date state reason utilisation downtime_days value since x_trial "
        "x_disaster x_disaster_words x_waiver x_waiver_words"
    )
    return rows.select(*facts.split(), kind=kind, day="inspect_date", amount=amount.cast(MONEY), related=ibis.array([rows.asset_row]))


def _earning_little(rows, policy):
    """Assets without income for long (their whole value), and those whose last year's income is below the least yield."""
    rows = claim(_judged(rows, policy), "x_disaster", "disaster", "remark")
    begins, ends = ibis.date(rows.year.cast("int32"), 1, 1), ibis.date(rows.year.cast("int32"), 12, 31)
    told = rows.select(
        *"row_id asset_name project_name state year nothing_months kind not_judged x_disaster x_disaster_words".split(),
        value="original_value",
        since="formed_on",
        earned=percent(rows.received, rows.original_value),
        day=ibis.ifelse(rows.empty, rows.formed_on, ends),
        amount=ibis.ifelse(rows.empty, rows.original_value, NO_AMOUNT),
        x_trial=operation.first_year(rows.formed_on, ibis.ifelse(rows.empty, ibis.date(rows.empty_until.cast("int32"), 12, 31), begins)),
        x_waiver=ibis.ifelse(rows.empty, rows.waived, rows.noted),
    )
    return told.filter(_.kind.notnull() | _.not_judged.notnull())


def _judged(rows, policy):
    """Add empty (no income for long), kind, and why an operating asset that is accused of nothing is not judged."""
    empty = (rows.nothing_months >= int(policy.value("project.idle_months"))).fill_null(False)
    least = ibis.literal(policy.value("asset.min_yield"), type=MONEY)
    little = first_true({"无收益": empty, "低收益": rows.received * 100 < rows.original_value * least})
    kind = ibis.ifelse(rows.operates, little, ibis.null("string"))
    operating = kind.isnull() & (rows.asset_class == "经营性").fill_null(False)
    unlisted = operating & rows.nothing_months.isnull() & rows.received.isnull()
    unvalued = operating & rows.received.notnull() & rows.original_value.isnull()
    unknown = rows.operates.isnull() & little.notnull()
    not_judged = first_true({"收益台账中没有可判断的年度": unlisted, "“资产原值”为空": unvalued, "“资产类别”为空": unknown})
    return rows.mutate(empty=empty, kind=kind, not_judged=not_judged)

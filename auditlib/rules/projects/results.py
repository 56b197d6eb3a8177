"""What became of projects: slow or not started (PROJ-08), idle after completion (PROJ-09)."""

from __future__ import annotations

import datetime as dt

import ibis
from ibis import _

from auditlib.models import operation
from auditlib.models.amounts import MONEY, money, percent, share
from auditlib.models.contracts import accepted, projects
from auditlib.models.dates import literal_date
from auditlib.models.projects import with_project_no
from auditlib.models.texts import claim, quoted, said
from auditlib.models.vocabulary import breach, one_per
from auditlib.rules.catalogue import rule


@rule(
    "PROJ-08",
    basis=("project.start_delay", "project.delay_days", "project.season_days"),
    severity="M",
    strength="A",
    amount="I",
    decides=("planned_start|planned_end", "start_date?", "finish_date?", "status?"),
    claims=("x_season", "x_cancelled", "x_adjusted", "x_told_done"),
)
def slow_project(project, project_payment=None, acceptance=None, *, policy, as_of):
    """Not started (未开工) or not finished (未完工) long after the planned day.

    A project listed several times is judged once. The amount is what was approved and is not paid; unknown without the payments. The crop
    season may put works off for half a year, no longer.
    """
    today = literal_date(as_of)
    rows = projects(project)
    going_on = (said("project.going_on", rows.status) | said("project.finished", rows.status)).fill_null(False)
    started = (rows.start_date <= today).fill_null(False) | (rows.finish_date <= today).fill_null(False) | going_on
    finished = (rows.finish_date <= today).fill_null(False)
    start_delay, end_delay = int(policy.value("project.start_delay")), int(policy.value("project.delay_days"))
    rows = rows.mutate(
        late_start=~started & (today.delta(rows.planned_start, unit="day") > start_delay).fill_null(False),
        late_end=~finished & (today.delta(rows.planned_end, unit="day") > end_delay).fill_null(False),
    ).filter(_.late_start | _.late_end)
    rows = rows.mutate(
        due=ibis.ifelse(_.late_start, _.planned_start, _.planned_end), allowed=ibis.ifelse(_.late_start, start_delay, end_delay)
    )
    first, last = (literal_date(dt.date.fromisoformat(policy.value(f"project.epidemic_{end}"))) for end in ("from", "to"))
    rows = rows.mutate(days=today.delta(rows.due, unit="day"))
    epidemic = ibis.greatest(ibis.least(last, today).delta(ibis.greatest(first, rows.due), unit="day") + 1, 0)
    rows = _with_done(_with_paid(rows, project, project_payment, today), project, acceptance, today)
    rows = claim(rows, "season", "project.season", rows.status, rows.remark)
    rows = claim(rows, "x_cancelled", "project.cancelled", rows.status)
    rows = claim(rows, "x_adjusted", "project.adjusted", rows.status)
    rows = claim(rows, "x_told_done", "project.finished", rows.status)
    return breach(
        rows,
        "project_name planned_start planned_end start_date status approved_amount paid due days allowed",
        on="due",
        amount=ibis.ifelse(_.paid > _.approved_amount, money(0), _.approved_amount - _.paid),
        aspect=ibis.ifelse(_.late_start, "未开工", "未完工"),
        x_epidemic=rows.days - epidemic <= rows.allowed,
        x_season=_.season & (_.days <= _.allowed + int(policy.value("project.season_days"))),
        x_season_words=_.season_words,
        x_cancelled=_.x_cancelled,
        x_cancelled_words=_.x_cancelled_words,
        x_adjusted=_.x_adjusted,
        x_adjusted_words=_.x_adjusted_words,
        x_done=_.done,
        x_told_done=_.x_told_done,
        x_told_done_words=_.x_told_done_words,
    )


def _with_paid(rows, project, project_payment, today):
    if project_payment is None:
        return rows.mutate(paid=ibis.null(MONEY))
    payments = with_project_no(project_payment, project).filter((_.pay_date <= today) | _.pay_date.isnull())
    sums = payments.group_by(p_no=_.project_no).agg(paid=_.amount.sum().cast(MONEY))
    joined = rows.left_join(sums, [("project_no", "p_no")])
    return joined.select(*rows.columns, paid=ibis.coalesce(joined.paid, money(0)))


def _with_done(rows, project, acceptance, today):
    if acceptance is None:
        return rows.mutate(done=ibis.null("boolean"))
    found = accepted(acceptance, None, project).filter(_.accept_date <= today).select("a_project")
    joined = rows.left_join(found, [("project_no", "a_project")])
    return joined.select(*rows.columns, done=joined.a_project.notnull())


@rule(
    "PROJ-09",
    basis=("project.idle_months", "project.downtime_days", "asset.min_yield"),
    severity="H",
    strength="B",
    amount="I",
    accuses=("operation_inspection", "asset_register"),
    decides="operation_inspection.state|operation_inspection.downtime_days",
    claims=("x_disaster", "x_waiver"),
)
def idle_after_completion(operation_inspection, asset_register=None, asset_income=None, project=None, *, policy, as_of):
    """The newest inspection finds a project or asset idle, stopped or damaged, a power station stood still, or an asset earns nothing or too little.

    The amount is the money invested, times the idle part where the use is stated; damage is a loss (损失浪费), everything else bad management.
    A station that stood still and an asset that earns little lead to no amount; the least yield is our choice, and only ranks (C). An operating
    asset of which no closed year's income is listed, or no value, is not judged by its income.
    """
    rows = operation.inspected(operation_inspection, asset_register, project, as_of)
    idle = rows.filter(_.newest & _.state.isin(operation.IDLE))
    stood = rows.anti_join(idle, "thing").filter(_.downtime_days > int(policy.value("project.downtime_days")))
    stood = one_per(stood, "thing", [_.downtime_days.desc(), _.row_id])
    unused = ibis.ifelse(idle.utilisation.between(0, 100), 100 - idle.utilisation, 100)
    found = _inspection(idle, idle.state, share(idle.value, (unused * 100).cast("int64"), 10_000), "H")
    found = found.union(_inspection(stood, ibis.literal("停机"), ibis.null(MONEY), "M"))
    if asset_register is None or asset_income is None:
        return found
    assets = operation.registered(asset_register).anti_join(idle.select(asset="thing"), "asset")
    return found.union(_earning_little(operation.earnings(asset_income, assets, as_of), policy))


def _inspection(rows, kind, amount, severity):
    return breach(
        rows,
        "asset_name project_name inspect_date state reason utilisation downtime_days value since",
        on="inspect_date",
        amount=amount,
        year=ibis.null("int64"),
        earned=ibis.null(MONEY),
        nothing_months=ibis.null("int64"),
        kind=kind,
        aspect=kind,
        severity=ibis.literal(severity),
        amount_class=ibis.ifelse(kind == "损毁", "W", "I"),
        related=ibis.array([rows.asset_row]),
        strength=ibis.literal("B"),
        not_judged=ibis.null("string"),
        x_disaster_words=quoted("disaster", rows.reason, rows.remark),
        x_waiver_words=quoted("rent.waived", rows.reason, rows.remark),
        **operation.spared(rows),
    )


def _earning_little(rows, policy):
    """Assets without income for long (their whole value), and those whose last year's income is below the least yield."""
    months = int(policy.value("project.idle_months"))
    nothing = (rows.nothing_months >= months).fill_null(False)
    earned = percent(rows.received, rows.original_value)
    least = ibis.literal(policy.value("asset.min_yield"), type=MONEY)
    rows = rows.mutate(
        kind=ibis.cases((nothing, "无收益"), (rows.received * 100 < rows.original_value * least, "低收益"), else_=ibis.null("string"))
    )
    operating = (rows.asset_class == "经营性").fill_null(False)
    unknown = ibis.cases(
        (operating & rows.nothing_months.isnull() & rows.received.isnull(), "收益台账中没有可判断的年度"),
        (operating & rows.received.notnull() & rows.original_value.isnull(), "“资产原值”为空"),
        else_=ibis.null("string"),
    )
    rows = rows.mutate(earned=earned, not_judged=ibis.ifelse(rows.kind.isnull(), unknown, ibis.null("string")))
    rows = rows.filter(_.kind.notnull() | _.not_judged.notnull())
    empty = (rows.kind == "无收益").fill_null(False)
    trial_over = (rows.formed_on + ibis.interval(months=12)).cast("date")
    day = ibis.ifelse(empty, rows.formed_on, ibis.date(rows.year.cast("int32"), 12, 31))
    opened = ibis.date(rows.year.cast("int32"), 1, 1)
    return breach(
        rows,
        "asset_name project_name",
        on=day,
        amount=ibis.ifelse(empty, rows.original_value, ibis.null(MONEY)),
        inspect_date=ibis.null("date"),
        state="state",
        reason=ibis.null("string"),
        utilisation=ibis.null("decimal(9,6)"),
        downtime_days=ibis.null("int32"),
        value="original_value",
        since="formed_on",
        year="year",
        earned="earned",
        nothing_months="nothing_months",
        kind="kind",
        aspect="kind",
        severity=ibis.ifelse(empty, "H", "M"),
        amount_class=ibis.literal("I"),
        related=ibis.array([ibis.null("int64")]),
        strength=ibis.ifelse(empty, "B", "C"),
        not_judged="not_judged",
        x_disaster_words=quoted("disaster", rows.remark),
        x_waiver_words=ibis.null("string"),
        x_trial=ibis.ifelse(empty, ibis.date(rows.empty_until.cast("int32"), 12, 31) < trial_over, opened < trial_over),
        x_disaster=said("disaster", rows.remark),
        x_waiver=ibis.ifelse(empty, rows.waived, rows.noted),
    )

"""What became of projects: slow or not started (PROJ-08)."""

from __future__ import annotations

import datetime as dt

import ibis
from ibis import _

from auditlib.rules._contracts import accepted, projects
from auditlib.rules.catalogue import rule
from auditlib.rules.shared import MONEY, literal_date, money, says, with_project_no

#: 未完工, 预计完工, 完成80% are not done.
DONE = "(^|[^未有不将计])(完工|竣工|验收|建成|投产|运营)|已完成$|^完成$"
GOING_ON = "在建|施工|实施中|建设中|已开工"


@rule(
    "PROJ-08",
    title="Slow or not started",
    zh="项目进展缓慢、未开工",
    basis=("project.start_delay", "project.delay_days"),
    law=("国开办发〔2018〕10号", "国办发〔2018〕35号"),
    phrase="项目进展缓慢",
    severity="M",
    strength="A",
    amount="I",
    answers=("实施单位",),
    disposition="整改",
    procedure="现场查看，核对开工报告、进度和付款",
    needs=("project.planned_start|project.planned_end",),
    labels={
        "due": "计划日期", "days": "逾期天数", "allowed": "允许天数", "paid": "已支付", "x_epidemic": "扣除疫情影响后未逾期",
        "x_cancelled": "已取消、出库或调整", "x_done": "已完工或验收",
    },
)  # fmt: skip
def slow_project(project, project_payment=None, acceptance=None, *, policy, as_of):
    """Not started (未开工) or not finished (未完工) long after the planned day.

    A project listed several times is judged once. The amount is what was approved and is not paid; unknown without the payments.
    """
    today = literal_date(as_of)
    rows = projects(project)
    going_on = rows.status.re_search(f"{GOING_ON}|{DONE}").fill_null(False)
    started = (rows.start_date <= today).fill_null(False) | (rows.finish_date <= today).fill_null(False) | going_on
    finished = (rows.finish_date <= today).fill_null(False)
    start_delay, end_delay = int(policy.value("project.start_delay")), int(policy.value("project.delay_days"))
    rows = rows.mutate(
        late_start=~started & (today.delta(rows.planned_start, unit="day") > start_delay).fill_null(False),
        late_end=~finished & (today.delta(rows.planned_end, unit="day") > end_delay).fill_null(False),
    ).filter(_.late_start | _.late_end)
    rows = rows.mutate(due=ibis.ifelse(_.late_start, _.planned_start, _.planned_end), allowed=ibis.ifelse(_.late_start, start_delay, end_delay))
    first, last = (literal_date(dt.date.fromisoformat(policy.value(f"project.epidemic_{end}"))) for end in ("from", "to"))
    rows = rows.mutate(days=today.delta(rows.due, unit="day"))
    epidemic = ibis.greatest(ibis.least(last, today).delta(ibis.greatest(first, rows.due), unit="day") + 1, 0)
    rows = _with_done(_with_paid(rows, project, project_payment, today), project, acceptance, today)
    return rows.select(
        "row_id", "project_name", "planned_start", "planned_end", "start_date", "status", "approved_amount", "paid", "due", "days", "allowed",
        aspect=ibis.ifelse(_.late_start, "未开工", "未完工"),
        occurred_on="due",
        questioned_amount=ibis.ifelse(_.paid > _.approved_amount, money(0), _.approved_amount - _.paid).cast(MONEY),
        x_epidemic=rows.days - epidemic <= rows.allowed,
        x_cancelled=says("取消|终止|出库|调整|撤销", _.status),
        x_done=_.done | says(DONE, _.status),
    )  # fmt: skip


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

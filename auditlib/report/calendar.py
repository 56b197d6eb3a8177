"""期限日历: what units had to do, and the terms of matters, as they stood on a day; masked like every table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping

from auditlib.casework.actions import STATES, Due, open_on, standing
from auditlib.report.tables import MAX_ROWS, Table, html_table

#: What the columns hold of persons: a unit that an auditor typed in may be one.
KINDS = {"unit": "party", "id": None, "what": None, "to": None, "basis": None, "state": None}
LABELS = {
    "last_day": "期限",
    "state": "状态",
    "late": "逾期天数",
    "unit": "单位",
    "what": "应办事项",
    "to": "报送对象",
    "id": "编号",
    "basis": "依据",
}


def calendar(dues: Iterable[Due], as_of: dt.date, soon: int, rows: int = MAX_ROWS) -> Table:
    """What was open on a day, the longest overdue first."""
    found = [
        {name: getattr(due, name) for name in ("last_day", "unit", "what", "to", "id", "basis")}
        | {"state": due.state(as_of, soon), "late": due.late(as_of) or None}
        for due in open_on(dues, as_of, soon)
    ]
    return html_table(found, LABELS, f"{as_of} 尚未办结的事项（按自然日计算）", kinds=KINDS, max_rows=rows, full_list="行动台账.xlsx")


def summary(dues: Iterable[Due], as_of: dt.date, soon: int) -> Table:
    """How many units, or matters, stand where: one row for each thing of the plan."""
    dues = list(dues)
    titles: Mapping[str, str] = {due.plan_id: due.what for due in dues}
    rows = [
        {"plan_id": id, "what": titles[id]} | {state: counts[state] for state in STATES}
        for id, counts in sorted(standing(dues, as_of, soon).items())
    ]
    labels = {"plan_id": "编号", "what": "应办事项"} | {state: state for state in STATES}
    return html_table(rows, labels, f"{as_of} 各项办理情况", kinds=dict.fromkeys(labels))

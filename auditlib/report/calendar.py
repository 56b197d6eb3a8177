"""期限日历: what units had to do, and the terms of matters, as they stood on a day; masked like every table."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from auditlib.casework.actions import STATES, Due, open_on, standing
from auditlib.report.tables import MAX_ROWS, Table, headed


def calendar(dues: Iterable[Due], as_of: dt.date, soon: int, rows: int = MAX_ROWS) -> Table:
    """What was open on a day, the longest overdue first."""
    found = [
        {
            "期限": due.last_day,
            "状态": due.state(as_of, soon),
            "逾期天数": due.late(as_of) or None,
            "单位": due.unit,
            "应办事项": due.what,
            "报送对象": due.to,
            "编号": due.id,
            "依据": due.basis,
        }
        for due in open_on(dues, as_of, soon)
    ]
    # a unit that an auditor typed in may be a person
    caption, kinds = f"{as_of} 尚未办结的事项（按自然日计算）", {"单位": "party"}
    return headed(found, caption, kinds=kinds, max_rows=rows, full_list="行动台账.xlsx")


def summary(dues: Iterable[Due], as_of: dt.date, soon: int) -> Table:
    """How many units, or matters, stand where: one row for each thing of the plan."""
    dues = list(dues)
    titles = {due.plan_id: due.what for due in dues}
    rows = [
        {"编号": id, "应办事项": titles[id]} | {state: counts[state] for state in STATES}
        for id, counts in sorted(standing(dues, as_of, soon).items())
    ]
    return headed(rows, f"{as_of} 各项办理情况")

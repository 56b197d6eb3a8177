"""Periods (DOMAIN §1.99 item 7): year, half, quarter, month, school term, ranges → first and last day.

A school year runs from August to July, its terms being autumn (August to January) and spring (February to July).
"""

from __future__ import annotations

from auditlib.contracts import Column
from auditlib.intake.clean import Cleaned
from auditlib.intake.clean_dates import day, normal

_Y = r"((?:19|20)\d\d)"
_M = r"(\d{1,2})"

#: What a period may look like, after spaces, 第 and 份 are dropped and 至 ~ — are one mark: pattern, then SQL of
#: first year, first month, last year, last month from the groups {0}, {1}, …
_FORMS: tuple[tuple[str, str, str, str, str], ...] = (
    (rf"{_Y}(?:年度?)?(?:全年|年度)?(?:\d+(?:批次?|期|次))?", "{0}", "1", "{0}", "12"),
    (rf"{_Y}(?:年度?)?上半年", "{0}", "1", "{0}", "6"),
    (rf"{_Y}(?:年度?)?下半年", "{0}", "7", "{0}", "12"),
    (rf"{_Y}(?:年度?|-)?Q([1-4])", "{0}", "({1}) * 3 - 2", "{0}", "({1}) * 3"),
    (rf"{_Y}(?:年度?|-)?([1-4])季度?", "{0}", "({1}) * 3 - 2", "{0}", "({1}) * 3"),
    (rf"{_Y}(?:年度?|-)?([1-4])[~-]([1-4])季度?", "{0}", "({1}) * 3 - 2", "{0}", "({2}) * 3"),
    (rf"{_Y}(?:年度?)?春季?(?:学期)?", "{0}", "2", "{0}", "7"),
    (rf"{_Y}(?:年度?)?秋季?(?:学期)?", "{0}", "8", "{0} + 1", "1"),
    (rf"{_Y}(?:年)?[~-]{_Y}学?年度?(?:1学期|上学期)", "{0}", "8", "{1}", "1"),
    (rf"{_Y}(?:年)?[~-]{_Y}学?年度?(?:2学期|下学期)", "{1}", "2", "{1}", "7"),
    (rf"{_Y}(?:年)?[~-]{_Y}学年度?", "{0}", "8", "{1}", "7"),
    (rf"{_Y}(?:年度?)?[~-]{_Y}(?:年度?)?", "{0}", "1", "{1}", "12"),
    (rf"{_Y}(0[1-9]|1[0-2])", "{0}", "{1}", "{0}", "{1}"),
    (rf"{_Y}[年./-]{_M}月?", "{0}", "{1}", "{0}", "{1}"),
    (rf"{_Y}[年./-]?{_M}月?[~-]{_M}月", "{0}", "{1}", "{0}", "{2}"),
    (rf"{_Y}年{_M}月?[~-]{_M}", "{0}", "{1}", "{0}", "{2}"),
    (rf"{_Y}[./-]{_M}~{_M}", "{0}", "{1}", "{0}", "{2}"),
    (rf"{_Y}[./]{_M}-{_M}", "{0}", "{1}", "{0}", "{2}"),
    (rf"{_Y}(\d\d)[~-]{_Y}(\d\d)", "{0}", "{1}", "{2}", "{3}"),
    (rf"{_Y}[年./-]{_M}月?[~-]{_Y}[年./-]{_M}月?", "{0}", "{1}", "{2}", "{3}"),
)
#: One full day, with one kind of separator: 2019.1-6 is January to June.
_ONE_DAY = r"(?:19|20)\d\d(?:年\d{1,2}月\d{1,2}日?|-\d{1,2}-\d{1,2}|\.\d{1,2}\.\d{1,2}|/\d{1,2}/\d{1,2}|\d{4})"
#: A duration says nothing about which days: no reason to refuse the row.
_DURATION = r"(?:\d+|[一二三四五六七八九十两]+)(?:年|个月|月)期?|长期|永久"

NO_PERIOD = "不是所属期（可写作 2019年、2019年3季度、2019年1-6月、201901-201906、2019-06-21至2019-09-20）"


def period(t: str, column: Column, unit: str | None) -> Cleaned:
    """First and last day of a period, and the part of the year that it names.

    A second text `<t>_p` (a column 季度 or 月份 beside the year) is appended where the first is a bare year.
    """
    p, first, last = f"{t}_p", f"{t}_first", f"{t}_last"
    marked = (
        f"regexp_replace(regexp_replace(regexp_replace(upper(CAST({t} AS VARCHAR)), '[\\s第份]|00:00:00', '', 'g'), "
        "'至|到|—+|–|―|～|--', '~', 'g'), '(年底|年末)$', '年')"
    )
    digits = f"translate({marked}, '一二三四', '1234')"
    #: 2019年6月21日~9月20日: the second day is of the same year.
    for mark, one, two in (("年", r"\d{1,2}月\d{1,2}日?", "~"), (r"\.", r"\d{1,2}\.\d{1,2}", "[~-]")):
        digits = f"regexp_replace({digits}, '^((?:19|20)\\d\\d){mark}({one}){two}({one})$', '\\1{mark[-1]}\\2~\\1{mark[-1]}\\3')"
    days = f"regexp_extract_all({p}, '{_ONE_DAY}')"
    spans = f"{t}_days"
    two = f"regexp_full_match({p}, '{_ONE_DAY}[~-]{_ONE_DAY}')"
    one = f"regexp_full_match({p}, '{_ONE_DAY}') AND NOT regexp_full_match({p}, '{_Y}[~-]?{_Y}')"
    begin, end = f"{t}_begin", f"{t}_end"
    stages = (
        {p: digits},
        {spans: f"CASE WHEN {two} THEN {days} END"},
        {begin: _months(p, 1), end: _months(p, 3)},
        {
            first: f"CASE WHEN {spans} IS NOT NULL THEN {_full_day(f'{spans}[1]')} WHEN {one} THEN date_trunc('month', {_full_day(p)}) ELSE {_month_start(begin)} END",
            last: f"CASE WHEN {spans} IS NOT NULL THEN {_full_day(f'{spans}[2]')} WHEN {one} THEN last_day({_full_day(p)}) ELSE last_day({_month_start(end)}) END",
        },
        {f"{t}_ok": f"coalesce({first} <= {last}, false)"},
    )
    into_from, into_to = column.into
    extra = {into_from: f"CASE WHEN {t}_ok THEN CAST({first} AS DATE) END", into_to: f"CASE WHEN {t}_ok THEN CAST({last} AS DATE) END"}
    if column.part:
        extra[column.part] = f"nullif(regexp_replace(replace({p}, '~', '-'), '^(?:19|20)\\d\\d(?:年度?)?', ''), '')"
    no_days = f"coalesce(regexp_full_match(CAST({t} AS VARCHAR), '{_DURATION}'), false)"
    reason = f"CASE WHEN {t} IS NOT NULL AND NOT {t}_ok AND NOT {no_days} THEN '{NO_PERIOD}' END"
    return Cleaned("NULL", reason, stages, extra, {f"「{column.header}」只写了期限，没有起止日期，已置空": no_days})


def _months(p: str, item: int) -> str:
    """SQL: year × 12 + month of the first (item 1) or last (item 3) month of the form that fits."""
    branches = []
    for pattern, *parts in _FORMS:
        def group(number: int, pattern: str = pattern) -> str:
            return f"CAST(regexp_extract({p}, '^{pattern}$', {number + 1}) AS INTEGER)"

        groups = [group(n) for n in range(4)]
        year, month = parts[item - 1].format(*groups), parts[item].format(*groups)
        branches.append(f"WHEN regexp_full_match({p}, '{pattern}') THEN CASE WHEN {month} BETWEEN 1 AND 12 THEN ({year}) * 12 + {month} END")
    return f"CASE {' '.join(branches)} END"


def _month_start(months: str) -> str:
    return day(f"CAST(({months} - 1) // 12 AS VARCHAR) || '-' || CAST(({months} - 1) % 12 + 1 AS VARCHAR) || '-1'")


def _full_day(text: str) -> str:
    eight = f"regexp_full_match({text}, '\\d{{8}}')"
    return f"CASE WHEN {eight} THEN CAST(try_strptime({text}, '%Y%m%d') AS DATE) ELSE {day(normal(text))} END"


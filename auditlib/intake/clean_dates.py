"""Days and periods (DOMAIN §1.99 item 7): every way of writing one day, Excel's serial numbers, what means "no date"; year, half, quarter,
month, school term, ranges → first and last day.

A school year runs from August to July, its terms being autumn (August to January) and spring (February to July).
"""

import pyarrow as pa
import pyarrow.compute as pc

from auditlib.columns import Column
from auditlib.intake.clean import Cleaned, fits

_YEAR = r"(?:19|20)\d\d"
_DAY = rf"{_YEAR}[./年-]\d{{1,2}}[./月-]\d{{1,2}}|\b{_YEAR}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\b"
#: Written for "no date": Excel's day zero, and words.
_NONE = r"1900-0?1-0?0|1899-12-3[01]|0+(?:[-:/.]0+)*|长期(?:有效|坚持)?|永久|至今|无固定期限|不详|未知|未定|立行立改|立即整改|(?:持续|正在|尚未|未)整改|整改中|未完成"
#: Serial numbers of Excel taken for dates (1954-10-03 to 2064-04-08), and their days.
SERIAL = r"[2-5]\d{4}(?:\.\d+)?"
_SERIAL_DAY = "DATE '1899-12-30' + TRY_CAST(split_part(t, '.', 1) AS INTEGER)"
#: A month of one digit glued to its year, which may as well be the serial number of a day of 1954 or 1955.
#: `MONTHS`, `DAYS`: what a column has of the two.
MONTH = r"20[0-3]\d[1-9]"
MONTHS, DAYS = "年月", "日序"

TWO_DATES = "一个单元格里有两个日期，请分成两列"
ONLY_YEAR = "只有年份，缺月日（可写作 2019-09-03）"
MONTH_OR_DAY = "五位数字，既可能是年月，也可能是 Excel 的日期序号（1954 至 1955 年）"
NO_DATE = "不是日期，或历法上不存在（可写作 2019-09-03、2019年9月3日、20190903）"


def day(iso: str) -> str:
    """SQL: the date of a text year-month-day, null when the calendar has no such day."""
    return f"CAST(try_strptime({iso}, '%Y-%m-%d') AS DATE)"


def normal(text: str) -> str:
    """SQL: a date text without time of day, week day and 前, its separators made hyphens: 2019年9月3日前 → 2019-9-3."""
    without_time = f"regexp_replace({text}, '[ T]+(?:[上下]午)?\\s*\\d{{1,2}}[:时].*$', '')"
    joined = (
        f"regexp_replace(regexp_replace({without_time}, '\\s', '', 'g'), '\\(?(?:星期|周)[一二三四五六日天]\\)?$|(?:之前|以前|前)$', '')"
    )
    return f"regexp_replace(regexp_replace({joined}, '[年月/.。、,\\\\—–―]', '-', 'g'), '[日号-]+$', '')"


def date(column: Column, unit: str | None) -> Cleaned:
    """A day. A month without a day is its first, its end (2019年10月底前) its last; a bare year is none, but 1 January of a register
    (snapshot).

    20191 is January 2019 where the column has months so (unit 年月), the day of a serial number where it has those (日序), else nobody
    knows.
    """
    bare_year = rf"{_YEAR}(?:-?(?:度|末|初))?"
    serial = fits("t", SERIAL) if unit == DAYS else f"{fits('t', SERIAL)} AND NOT {fits('t', MONTH)}"
    iso = fits("t", rf"{_YEAR}-\d\d-\d\d")
    month_end = day("regexp_replace(a, '[^-]*$', '1')")
    branches = [
        (fits("a", r"\d{4}-\d{1,2}-\d{1,2}"), day("a")),
        (fits("a", rf"{_YEAR}\d{{4}}"), "CAST(try_strptime(a, '%Y%m%d') AS DATE)"),
        (fits("a", rf"{_YEAR}-\d{{1,2}}"), day("a || '-1'")),
        (fits("a", rf"{_YEAR}(?:0[1-9]|1[0-2])"), day("a[:4] || '-' || a[5:] || '-1'")),
        (fits("a", rf"{_YEAR}-\d{{1,2}}-[底末]"), f"last_day({month_end})"),
        (fits("a", r"\d{2}-\d{1,2}-\d{1,2}"), day("CASE WHEN a[:2] < '50' THEN '20' ELSE '19' END || a")),
        *([(fits("t", MONTH), day("t[:4] || '-' || t[5:] || '-1'"))] if unit == MONTHS else []),
        (serial, _SERIAL_DAY),
        *([(fits("a", bare_year), day("a[:4] || '-1-1'"))] if column.type == "snapshot" else []),
    ]
    stages = (
        {"a": f"CASE WHEN {iso} THEN t ELSE {normal('t')} END"},
        {"day": f"CASE {' '.join(f'WHEN {condition} THEN {value}' for condition, value in branches)} END"},
    )
    reason = f"""CASE
        WHEN t IS NULL OR day IS NOT NULL OR {fits("t", _NONE)} OR {fits("a", _NONE)} THEN NULL
        WHEN len(regexp_extract_all(t, '{_DAY}')) > 1 THEN '{TWO_DATES}'
        WHEN {fits("a", bare_year)} THEN '{ONLY_YEAR}'
        WHEN {fits("t", MONTH)} THEN '{MONTH_OR_DAY}'
        ELSE '{NO_DATE}' END"""
    return Cleaned("day", reason, stages)


#: All forms but full days, after spaces, 第 and 份 are dropped, 至 ~ — are one mark and Chinese digits are digits.
_FORM = (
    rf"({_YEAR})(?:年度?|[./-])?(?:"
    r"([上下])半年"
    r"|Q([1-4])|([1-4])(?:[~-]([1-4]))?季度?"
    r"|([春秋])季?(?:学期)?"
    rf"|(0[1-9]|1[0-2]|\d{{1,2}})月?(?:[~-](?:({_YEAR})(?:年|[./-])?)?(\d{{1,2}})月?)?"
    rf"|[~-]?({_YEAR})(?:年度?)?(?:(学)年度?(?:([12上下春秋])季?(?:学期)?)?)?"
    r"|(?:全年|年度)?(?:\d+(?:批次?|期|次))?"
    r")"
)
_GROUPS = ["year", "half", "q", "quarter", "to_quarter", "season", "month", "to_year", "to_month", "last_year", "school", "term"]
#: One full day, with one kind of separator: 2019.1-6 is January to June.
_ONE_DAY = r"(?:19|20)\d\d(?:年\d{1,2}月\d{1,2}日?|-\d{1,2}-\d{1,2}|\.\d{1,2}\.\d{1,2}|/\d{1,2}/\d{1,2}|\d{4})"
#: A duration, or a part of no known year, says nothing about which days.
_NO_DAYS = (
    r"(?:\d{1,2}|[一二三四五六七八九十两]+)(?:年|个月|月份?)期?|长期|永久"
    r"|[春秋]季?(?:学期)?|[上下](?:半年|学期)|第?[1-4一二三四](?:季度|学期)"
)

NO_DAYS = "只写了期限或没有年份，起止日期不明"
NO_PERIOD = "不是所属期（可写作 2019年、2019年3季度、2019年1-6月、201901-201906、2019-06-21至2019-09-20）"


def period(column: Column, unit: str | None) -> Cleaned:
    """First and last day of a period, and the half, quarter, term or instalment that it names."""
    one_day = f"{fits('p', _ONE_DAY)} AND NOT {fits('p', _YEAR * 2)}"
    first, last = _full_day("days[1]"), _full_day("days[2]")
    stages = (
        {"p": _marked("t")},
        {
            "days": f"CASE WHEN {fits('p', f'{_ONE_DAY}[~-]{_ONE_DAY}')} THEN regexp_extract_all(p, '{_ONE_DAY}') WHEN {one_day} THEN [p] END",
            "form": f"CASE WHEN {fits('p', _FORM)} THEN regexp_extract(p, '^{_FORM}$', {_GROUPS}) END",
        },
        {"months": f"CASE WHEN days IS NULL AND form IS NOT NULL THEN {_months('form')} END"},
        {
            "first": f"""CASE WHEN len(days) = 2 THEN {first} WHEN days IS NOT NULL THEN date_trunc('month', {first})
                ELSE {_month_start("months[1]")} END""",
            "last": f"CASE WHEN len(days) = 2 THEN {last} ELSE last_day(CASE WHEN days IS NOT NULL THEN {first} ELSE {_month_start('months[2]')} END) END",
        },
        {"ok": "coalesce(first <= last, false)"},
    )
    extra = {name: f"CASE WHEN ok THEN CAST({end} AS DATE) END" for name, end in zip(column.into, ("first", "last"), strict=True)}
    if column.part:
        wording = f"nullif(regexp_replace(CAST(t AS VARCHAR), '^(?:{_YEAR}[\\s年度./~—–至-]*)+(?:学年度?)?', ''), '')"
        extra[column.part] = f"CASE WHEN regexp_matches(p, '半年|季|Q|春|秋|学期|批|期|次') THEN {wording} END"
    no_days = f"coalesce({fits('CAST(t AS VARCHAR)', _NO_DAYS)}, false)"
    reason = f"CASE WHEN t IS NULL OR ok THEN NULL WHEN {no_days} THEN '{NO_DAYS}' ELSE '{NO_PERIOD}' END"
    return Cleaned("NULL", reason, stages, extra)


def joined(text: pa.ChunkedArray, part: pa.ChunkedArray, header: str) -> pa.ChunkedArray:
    """One period text of two columns: one holds a year or school year, the other, under `header`, a quarter, month or term of it."""
    mark = "季度" if "季" in header else "月" if "月" in header else ""
    text, part = (pc.replace_substring_regex(column, r"^(\d{1,2})$", rf"\1{mark}") for column in (text, part))
    bare = rf"^{_YEAR}(年度?|[-~—至]+{_YEAR}学?年度?)?$"
    year_first = pc.binary_join_element_wise(text, part, "")
    part_first = pc.binary_join_element_wise(part, text, "")
    both = pc.and_(pc.is_valid(text), pc.is_valid(part))
    with_year = pc.if_else(
        pc.match_substring_regex(text, bare), year_first, pc.if_else(pc.match_substring_regex(part, bare), part_first, text)
    )
    return pc.if_else(both, with_year, pc.coalesce(text, part))


def _marked(text: str) -> str:
    """SQL: one mark for ranges, digits for 一二三四, no spaces; a second day without a year takes the first one's."""
    text = f"regexp_replace(upper(CAST({text} AS VARCHAR)), '[\\s第份]|00:00:00', '', 'g')"
    text = f"regexp_replace(regexp_replace({text}, '至|到|—+|–|―|～|--', '~', 'g'), '(年底|年末)$', '年')"
    text = f"translate({text}, '一二三四', '1234')"
    for mark, one, two in (("年", r"\d{1,2}月\d{1,2}日?", "~"), (r"\.", r"\d{1,2}\.\d{1,2}", "[~-]")):
        text = f"regexp_replace({text}, '^({_YEAR}){mark}({one}){two}({one})$', '\\1{mark[-1]}\\2~\\1{mark[-1]}\\3')"
    return text


def _months(form: str) -> str:
    """SQL: [first, last] month, counted as year × 12 + month − 1, of a form's groups; null where there is no such month."""

    def number(group: str) -> str:
        return f"TRY_CAST({form}.{group} AS INTEGER)"

    def span(first: str, last: str, year: str = "year", last_year: str = "year") -> str:
        return f"[{number(year)} * 12 + {first} - 1, {number(last_year)} * 12 + {last} - 1]"

    month, to_month = number("month"), f"coalesce({number('to_month')}, {number('month')})"
    last_of_range = f"coalesce({number('to_year')}, {number('year')}) * 12 + {to_month} - 1"
    quarter = number("quarter")
    return f"""CASE
        WHEN {form}.half = '上' THEN {span("1", "6")}
        WHEN {form}.half = '下' THEN {span("7", "12")}
        WHEN {form}.q <> '' THEN {span(f"{number('q')} * 3 - 2", f"{number('q')} * 3")}
        WHEN {form}.quarter <> '' THEN {span(f"{quarter} * 3 - 2", f"coalesce({number('to_quarter')}, {quarter}) * 3")}
        WHEN {form}.season = '春' THEN {span("2", "7")}
        WHEN {form}.season = '秋' THEN {span("8", "13")}
        WHEN {form}.month <> '' THEN CASE WHEN {month} BETWEEN 1 AND 12 AND {to_month} BETWEEN 1 AND 12 THEN [{number("year")} * 12 + {month} - 1, {last_of_range}] END
        WHEN {form}.term IN ('1', '上', '秋') THEN {span("8", "1", "year", "last_year")}
        WHEN {form}.term IN ('2', '下', '春') THEN {span("2", "7", "last_year", "last_year")}
        WHEN {form}.school <> '' THEN {span("8", "7", "year", "last_year")}
        WHEN {form}.last_year <> '' THEN {span("1", "12", "year", "last_year")}
        ELSE {span("1", "12")} END"""


def _month_start(months: str) -> str:
    return day(f"CAST({months} // 12 AS VARCHAR) || '-' || CAST({months} % 12 + 1 AS VARCHAR) || '-1'")


def _full_day(text: str) -> str:
    eight = f"regexp_full_match({text}, '\\d{{8}}')"
    return f"CASE WHEN {eight} THEN CAST(try_strptime({text}, '%Y%m%d') AS DATE) ELSE {day(normal(text))} END"

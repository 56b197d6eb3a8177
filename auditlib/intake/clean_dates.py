"""Dates (DOMAIN §1.99 item 7): every way of writing one day; Excel's serial numbers; what means "no date" is null."""

from __future__ import annotations

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
    """A day. A month without a day is its first, its end (2019年10月底前) its last; a bare year is none, but 1 January of a register (snapshot).

    20191 is January 2019 where the column has months so (unit 年月), the day of a serial number where it has those (日序), else nobody knows.
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

"""Calendar arithmetic of the demo: months, quarters, bank quarters."""

import calendar
import datetime as dt
from random import Random

Period = tuple[dt.date, dt.date]


def month(year: int, number: int) -> Period:
    """First and last day of a month; months past twelve run into the next year."""
    year, number = year + (number - 1) // 12, (number - 1) % 12 + 1
    return dt.date(year, number, 1), dt.date(year, number, calendar.monthrange(year, number)[1])


def months(year: int, first: int, last: int) -> Period:
    return month(year, first)[0], month(year, last)[1]


def quarter(year: int, number: int) -> Period:
    return months(year, number * 3 - 2, number * 3)


def half(year: int, number: int) -> Period:
    return months(year, number * 6 - 5, number * 6)


def year(number: int) -> Period:
    return months(number, 1, 12)


def bank_quarter(year: int, number: int) -> Period:
    """A quarter as banks settle interest: from the 21st of the last month before it to the 20th of its last month."""
    first = dt.date(year - 1, 12, 21) if number == 1 else dt.date(year, number * 3 - 3, 21)
    return first, dt.date(year, number * 3, 20)


def add_months(day: dt.date, count: int) -> dt.date:
    """The same day some months later, or the month's last day where it has no such day."""
    first, last = month(day.year, day.month + count)
    return first.replace(day=min(day.day, last.day))


def later(day: dt.date, rng: Random, low: int, high: int) -> dt.date:
    """A day `low` to `high` days later."""
    return day + dt.timedelta(days=rng.randint(low, high))


def count_months(period: Period) -> int:
    return (period[1].year - period[0].year) * 12 + period[1].month - period[0].month + 1

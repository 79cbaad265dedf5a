"""Counts days: which are working days, and how an amount of a unit leads from one date to another.

Pure functions of dates and a calendar; nothing here knows a rule. The rules of counting are those of the
page "How days are counted": the trigger day is day 0; a working day is Monday to Friday and neither a bank
holiday in England nor a closure of the partnership; weeks and months are calendar, and a month end clamps;
the safe day is the last working day on or before the due date.
"""

import calendar
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from calculator.model import BankHolidays, Count, Direction, Partnership, Step, Unit

WAY_OF_COUNTING = 1
"""Raise it when the same rules on the same calendar begin to give other dates: an older link can then say why."""
ONE_DAY = timedelta(days=1)
SATURDAY = 5
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
HOURS_IN_A_DAY = 24
MONTHS_IN_A_YEAR = 12


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """The days on which nothing is counted, and why; `published_to` is the last day known for certain."""

    days_off: Mapping[date, str]
    published_to: date

    def why_not(self, day: date) -> str | None:
        """Return why `day` is not a working day ("Saturday", "Good Friday"), or None when it is one."""
        if day.weekday() >= SATURDAY:
            return WEEKDAYS[day.weekday()]
        return self.days_off.get(day)

    def safe(self, day: date) -> date:
        """Return the last working day on or before `day`."""
        while self.why_not(day):
            day -= ONE_DAY
        return day

    def working_days_after(self, day: date, until: date) -> int:
        """Return how many working days there are after `day` up to and including `until`."""
        return sum(not self.why_not(each) for each in _days(day + ONE_DAY, until))


def national_calendar(bank_holidays: BankHolidays, partnership: Partnership) -> WorkingCalendar:
    """Return England's working days, with bank holidays that the partnership's file adds.

    National timescales count on this one: an office that closes does not put off a national limit.
    """
    added = {each.date: each.name for each in partnership.added_bank_holidays}
    return WorkingCalendar({**added, **bank_holidays.days}, bank_holidays.published_to)


def local_calendar(bank_holidays: BankHolidays, partnership: Partnership) -> WorkingCalendar:
    """Return England's working days less the partnership's closures."""
    national = national_calendar(bank_holidays, partnership)
    closed = {
        day: f"closed: {closure.why}"
        for closure in partnership.closures
        for day in _days(closure.first, closure.last)
    }
    return WorkingCalendar({**closed, **national.days_off}, national.published_to)


def count(
    start: date,
    amount: int,
    unit: Unit,
    direction: Direction,
    counted_on: WorkingCalendar,
    open_on: WorkingCalendar,
) -> Count:
    """Count `amount` of `unit` from `start`, which is day 0.

    Args:
        start: the trigger's date, taken as it stands even where it is not a working day.
        amount: how many; hours are whole days (24, 48, …).
        unit: hours, working days, calendar days, weeks or months.
        direction: before or after `start`.
        counted_on: which days count as working days.
        open_on: on which days the thing can be done, for the safe day; usually the same.

    Returns:
        The due date, the latest safe day, whether either rests on bank holidays that are not yet
        published, and how to get every day of the working.

    """
    sign = 1 if direction is Direction.AFTER else -1
    if unit is Unit.WORKING_DAYS:
        due = _working_day(start, amount, sign, counted_on)
    else:
        due = _shift(start, sign * _units(amount, unit), unit)
    safe = open_on.safe(due)
    provisional = max(due, start) > counted_on.published_to

    def steps() -> tuple[Step, ...]:
        counted = _working_days(start, due, sign, counted_on)
        if unit is not Unit.WORKING_DAYS:
            counted = _spans(start, amount, unit, sign)
        passed_over = reversed([*_days(safe + ONE_DAY, due)])
        return (*counted, *(Step(day, False, open_on.why_not(day) or "") for day in passed_over))

    return Count(due, safe, provisional, steps)


def _working_day(start: date, amount: int, sign: int, working_calendar: WorkingCalendar) -> date:
    """Return the working day number `amount` after (or before) `start`."""
    day = start
    while amount:
        day += sign * ONE_DAY
        if day.weekday() < SATURDAY and day not in working_calendar.days_off:
            amount -= 1
    return day


def _working_days(start: date, due: date, sign: int, working_calendar: WorkingCalendar) -> Iterator[Step]:
    """Yield each day from the one next to `start` to the due date, which counts, with its number or why not."""
    day, counted = start, 0
    while day != due:
        day += sign * ONE_DAY
        why_not = working_calendar.why_not(day)
        counted += why_not is None
        yield Step(day, why_not is None, why_not or f"working day {counted}")


def _spans(start: date, amount: int, unit: Unit, sign: int) -> Iterator[Step]:
    """Yield the end of each calendar day, week, month or 24 hours."""
    for number in range(1, _units(amount, unit) + 1):
        yield Step(_shift(start, sign * number, unit), True, f"{_singular(unit)} {number}")


def _days(first: date, last: date) -> Iterator[date]:
    """Yield every day from `first` to `last`, both included."""
    return (first + timedelta(days=number) for number in range((last - first).days + 1))


def _units(amount: int, unit: Unit) -> int:
    """Return how many steps the working has: hours go by the day."""
    return amount // HOURS_IN_A_DAY if unit is Unit.HOURS else amount


def _shift(start: date, number: int, unit: Unit) -> date:
    """Return `start` moved by `number` calendar days, weeks, months or spans of 24 hours."""
    if unit is Unit.MONTHS:
        return add_months(start, number)
    return start + timedelta(days=number * 7 if unit is Unit.WEEKS else number)


def add_months(start: date, number: int) -> date:
    """Return the same day `number` months on, or the month's last day where there is no such day."""
    years, month = divmod(start.month - 1 + number, MONTHS_IN_A_YEAR)
    year = start.year + years
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last))


def _singular(unit: Unit) -> str:
    return {
        Unit.HOURS: "24 hours",
        Unit.CALENDAR_DAYS: "calendar day",
        Unit.WEEKS: "week",
        Unit.MONTHS: "month",
    }[unit]

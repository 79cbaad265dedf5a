"""The units that a timescale can be measured in: one table, with how each is counted and what it is called.

A new unit is one entry of `UNITS`. Every part of an entry is needed.
"""

import calendar
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from calculator.hours import whole_days
from calculator.model import Direction, Step, Unit
from calculator.working_days import ONE_DAY, SATURDAY, WorkingCalendar

MONTHS_IN_A_YEAR = 12
WEEKS_OF_PREGNANCY = 40
"""A birth is expected on the day on which so many weeks are complete."""


class BeyondTerms(ValueError):  # noqa: N818  (it is the count that is beyond)
    """School days cannot be counted: the term dates that are known do not reach so far."""


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitDefinition:
    """One unit of time.

    `due` leads from a start by an amount, which is negative for a count back, to the due date; `steps` gives each
    step of the working. An amount is at most `most`. `ways` are the directions in which it is counted. One
    `by_the_clock` runs from a time of day, so that tables of days leave it out. `from_event` is a phrase of its
    {span} and the {event} that it is counted from, after or before which, in {way}, it ends.
    """

    singular: str
    plural: str
    due: Callable[[date, int, WorkingCalendar], date]
    steps: Callable[[date, int, WorkingCalendar], Iterator[Step]]
    most: int
    ways: tuple[Direction, ...]
    by_the_clock: bool
    from_event: str


def _working_day(start: date, amount: int, working_calendar: WorkingCalendar) -> date:
    """Return the working day number `amount` after `start`, or before it."""
    one = ONE_DAY if amount > 0 else -ONE_DAY
    days_off = working_calendar.days_off
    day, left = start, abs(amount)
    while left:
        day += one
        if day.weekday() < SATURDAY and day not in days_off:
            left -= 1
    return day


def _working_days(start: date, amount: int, working_calendar: WorkingCalendar) -> Iterator[Step]:
    """Yield every day from the one next to `start` to the due date, which counts, with its number or why not."""
    one = ONE_DAY if amount > 0 else -ONE_DAY
    day, counted = start, 0
    while counted < abs(amount):
        day += one
        why_not = working_calendar.why_not(day)
        counted += why_not is None
        yield Step(day, why_not is None, why_not or f"working day {counted}")


def _school_day(start: date, amount: int, working_calendar: WorkingCalendar) -> date:
    """Return the school day number `amount` after `start`, or before it."""
    *_, last = [start, *(step.date for step in _school_days(start, amount, working_calendar))]
    return last


def _school_days(start: date, amount: int, working_calendar: WorkingCalendar) -> Iterator[Step]:
    """Yield every day from the one next to `start` to the due date: number, or why it is no school day."""
    one = ONE_DAY if amount > 0 else -ONE_DAY
    day, counted = start, 0
    while counted < abs(amount):
        day += one
        if not working_calendar.terms_reach(day):
            raise BeyondTerms
        why_not = working_calendar.why_no_school(day)
        counted += why_not is None
        yield Step(day, why_not is None, why_not or f"school day {counted}")


def _hours(start: date, amount: int, _: WorkingCalendar) -> date:
    return start + timedelta(days=whole_days(amount))


def _whole_hours(start: date, amount: int, _: WorkingCalendar) -> Iterator[Step]:
    one = ONE_DAY if amount > 0 else -ONE_DAY
    for number in range(1, abs(whole_days(amount)) + 1):
        yield Step(start + number * one, True, f"24 hours {number}")


def _in_pregnancy(expected: date, amount: int, _: WorkingCalendar) -> date:
    """Return the day on which so many weeks are complete; only the expected date of birth matters, no direction."""
    return _weeks(expected, abs(amount) - WEEKS_OF_PREGNANCY)


def _weeks_of_pregnancy(expected: date, amount: int, _: WorkingCalendar) -> Iterator[Step]:
    for week in range(WEEKS_OF_PREGNANCY - 1, abs(amount) - 1, -1):
        yield Step(_weeks(expected, week - WEEKS_OF_PREGNANCY), True, f"{week} weeks of pregnancy")


def calendar_unit(
    move: Callable[[date, int], date], step: str
) -> tuple[Callable[[date, int, WorkingCalendar], date], Callable[[date, int, WorkingCalendar], Iterator[Step]]]:
    """Return `due` and `steps` of a unit that counts every day, from how a date moves by some of it.

    A `step` is what the working calls each one.
    """

    def due(start: date, amount: int, _: WorkingCalendar) -> date:
        return move(start, amount)

    def steps(start: date, amount: int, _: WorkingCalendar) -> Iterator[Step]:
        sign = 1 if amount > 0 else -1
        for number in range(1, abs(amount) + 1):
            yield Step(move(start, sign * number), True, f"{step} {number}")

    return due, steps


def _days(start: date, number: int) -> date:
    return start + timedelta(days=number)


def _weeks(start: date, number: int) -> date:
    return start + timedelta(days=7 * number)


def add_months(start: date, number: int) -> date:
    """Return the same day `number` months on, or the month's last day where there is no such day."""
    years, month = divmod(start.month - 1 + number, MONTHS_IN_A_YEAR)
    year = start.year + years
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(start.day, last))


def _years(start: date, number: int) -> date:
    return add_months(start, MONTHS_IN_A_YEAR * number)


_CALENDAR_DAYS, _WEEKS = calendar_unit(_days, "calendar day"), calendar_unit(_weeks, "week")
_MONTHS, _YEARS = calendar_unit(add_months, "month"), calendar_unit(_years, "year")
_BOTH = (Direction.AFTER, Direction.BEFORE)
_PLAIN = "{span} {way} {event}"

UNITS: dict[Unit, UnitDefinition] = {
    Unit("hours"): UnitDefinition(
        singular="hour", plural="hours", due=_hours, steps=_whole_hours,
        most=2400, ways=_BOTH, by_the_clock=True, from_event=_PLAIN,
    ),
    Unit("working_days"): UnitDefinition(
        singular="working day", plural="working days", due=_working_day, steps=_working_days,
        most=500, ways=_BOTH, by_the_clock=False, from_event=_PLAIN,
    ),
    Unit("school_days"): UnitDefinition(
        singular="school day", plural="school days", due=_school_day, steps=_school_days,
        most=200, ways=_BOTH, by_the_clock=False, from_event=_PLAIN,
    ),
    Unit("calendar_days"): UnitDefinition(
        singular="calendar day", plural="calendar days", due=_CALENDAR_DAYS[0], steps=_CALENDAR_DAYS[1],
        most=1000, ways=_BOTH, by_the_clock=False, from_event=_PLAIN,
    ),
    Unit("weeks"): UnitDefinition(
        singular="week", plural="weeks", due=_WEEKS[0], steps=_WEEKS[1],
        most=200, ways=_BOTH, by_the_clock=False, from_event=_PLAIN,
    ),
    Unit("months"): UnitDefinition(
        singular="month", plural="months", due=_MONTHS[0], steps=_MONTHS[1],
        most=60, ways=_BOTH, by_the_clock=False, from_event=_PLAIN,
    ),
    Unit("years"): UnitDefinition(
        singular="year", plural="years", due=_YEARS[0], steps=_YEARS[1],
        most=25, ways=_BOTH, by_the_clock=False, from_event=_PLAIN,
    ),
    Unit("weeks_of_pregnancy"): UnitDefinition(
        singular="week of pregnancy", plural="weeks of pregnancy", due=_in_pregnancy, steps=_weeks_of_pregnancy,
        most=WEEKS_OF_PREGNANCY, ways=(Direction.BEFORE,), by_the_clock=False,
        from_event="{span}, counted back from {event}",
    ),
}  # fmt: skip
"""Every unit, by the name that a rule gives it."""

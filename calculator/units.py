"""The units that a timescale can be measured in: one table, with how each is counted and what it is called.

A new unit is one entry of `UNITS`. Every part of an entry is needed.
"""

import calendar
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from calculator.model import Step, Unit
from calculator.working_days import ONE_DAY, SATURDAY, WorkingCalendar

HOURS_IN_A_DAY = 24
MONTHS_IN_A_YEAR = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitDefinition:
    """One unit of time.

    `due` leads from a start by an amount, which is negative for a count back, to the due date; `steps` gives each
    step of the working. An amount must be a multiple of `whole`. A unit that is not `both_ways` is only counted on
    from its trigger. One `by_the_clock` runs from a time of day, so that tables of days leave it out.
    """

    singular: str
    plural: str
    due: Callable[[date, int, WorkingCalendar], date]
    steps: Callable[[date, int, WorkingCalendar], Iterator[Step]]
    whole: int
    both_ways: bool
    by_the_clock: bool


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


def calendar_unit(
    move: Callable[[date, int], date], step: str, whole: int = 1
) -> tuple[Callable[[date, int, WorkingCalendar], date], Callable[[date, int, WorkingCalendar], Iterator[Step]]]:
    """Return `due` and `steps` of a unit that counts every day, from how a date moves by some of its steps.

    A `step` is what the working calls each of them, and `whole` how much of the unit it is.
    """

    def due(start: date, amount: int, _: WorkingCalendar) -> date:
        return move(start, amount // whole)

    def steps(start: date, amount: int, _: WorkingCalendar) -> Iterator[Step]:
        sign = 1 if amount > 0 else -1
        for number in range(1, abs(amount) // whole + 1):
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


_HOURS, _CALENDAR_DAYS = calendar_unit(_days, "24 hours", HOURS_IN_A_DAY), calendar_unit(_days, "calendar day")
_WEEKS, _MONTHS = calendar_unit(_weeks, "week"), calendar_unit(add_months, "month")

UNITS: dict[Unit, UnitDefinition] = {
    Unit("hours"): UnitDefinition(
        singular="hour", plural="hours", due=_HOURS[0], steps=_HOURS[1],
        whole=HOURS_IN_A_DAY, both_ways=False, by_the_clock=True,
    ),
    Unit("working_days"): UnitDefinition(
        singular="working day", plural="working days", due=_working_day, steps=_working_days,
        whole=1, both_ways=True, by_the_clock=False,
    ),
    Unit("calendar_days"): UnitDefinition(
        singular="calendar day", plural="calendar days", due=_CALENDAR_DAYS[0], steps=_CALENDAR_DAYS[1],
        whole=1, both_ways=True, by_the_clock=False,
    ),
    Unit("weeks"): UnitDefinition(
        singular="week", plural="weeks", due=_WEEKS[0], steps=_WEEKS[1],
        whole=1, both_ways=True, by_the_clock=False,
    ),
    Unit("months"): UnitDefinition(
        singular="month", plural="months", due=_MONTHS[0], steps=_MONTHS[1],
        whole=1, both_ways=True, by_the_clock=False,
    ),
}  # fmt: skip
"""Every unit, by the name that a rule gives it."""

"""Counts days: how an amount of a unit leads from one date to another.

Pure functions of dates and a calendar; nothing here knows a rule. The rules of counting are those of the
page "How days are counted": the trigger day is day 0; a working day is Monday to Friday and neither a bank
holiday in England nor a closure of the partnership; weeks and months are calendar, and a month end clamps;
the safe day is the last working day on or before the due date.
"""

from collections.abc import Iterator
from datetime import date

from calculator.hours import clocks_change, exact
from calculator.model import Count, Direction, Step, Unit
from calculator.units import UNITS
from calculator.working_days import ONE_DAY, WorkingCalendar, days

WAY_OF_COUNTING = 1
"""Raise it when the same rules on the same calendar begin to give other dates: an older link can then say why."""


def count(
    start: date,
    amount: int,
    unit: Unit,
    direction: Direction,
    counted_on: WorkingCalendar,
    open_on: WorkingCalendar | None,
    time: str | None = None,
) -> Count:
    """Count `amount` of `unit` from `start`, which is day 0.

    Args:
        start: the trigger's date, as it is even where it is not a working day.
        amount: how many; 0 is the same day. Hours are whole days where no time of day is known.
        unit: one of `UNITS`.
        direction: before or after `start`.
        counted_on: which days count as working days.
        open_on: on which days the thing can be done, for the safe day; usually the same. None for a first day:
            nothing is to be done by then, so the safe day is the day itself.
        time: the time of day of the trigger, where it is known: exact hours are counted from it.

    Returns:
        The due date, the latest safe day, whether either rests on bank holidays that are not yet
        published, and how to get every day of the working.

    Raises:
        BeyondTerms: when school days run on for longer than term dates are known.

    """
    signed = amount if direction is Direction.AFTER else -amount
    definition = UNITS[unit]
    ends = exact(start, time, signed) if time and definition.by_the_clock else None
    due = ends[0] if ends else definition.due(start, signed, counted_on)
    safe = open_on.safe(due) if open_on else due
    provisional = max(due, start) > counted_on.published_to

    def steps() -> tuple[Step, ...]:
        passed_over = reversed([*days(safe + ONE_DAY, due)])
        return (
            *(_by_the_clock(start, due, ends[1]) if ends else definition.steps(start, signed, counted_on)),
            *(Step(day, False, open_on.why_not(day) or "") for day in passed_over if open_on),
        )

    return Count(due, safe, provisional, ends[1] if ends else None, steps)


def _by_the_clock(start: date, due: date, time: str) -> Iterator[Step]:
    """Yield each day that exact hours run over, on the last of them until when."""
    changes = clocks_change(min(start, due), max(start, due))
    between = sorted({*days(min(start, due), max(start, due))} - {start, due}, reverse=due < start)
    for day in [*between, due]:
        until = f"until {time}" if day == due else "every hour"
        yield Step(day, True, f"{until}; the clocks change" if day in changes else until)

"""Counts days: how an amount of a unit leads from one date to another.

Pure functions of dates and a calendar; nothing here knows a rule. The rules of counting are those of the
page "How days are counted": the trigger day is day 0; a working day is Monday to Friday and neither a bank
holiday in England nor a closure of the partnership; weeks and months are calendar, and a month end clamps;
the safe day is the last working day on or before the due date.
"""

from datetime import date

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
    open_on: WorkingCalendar,
) -> Count:
    """Count `amount` of `unit` from `start`, which is day 0.

    Args:
        start: the trigger's date, as it is even where it is not a working day.
        amount: how many; hours are whole days (24, 48, …).
        unit: one of `UNITS`.
        direction: before or after `start`.
        counted_on: which days count as working days.
        open_on: on which days the thing can be done, for the safe day; usually the same.

    Returns:
        The due date, the latest safe day, whether either rests on bank holidays that are not yet
        published, and how to get every day of the working.

    """
    signed = amount if direction is Direction.AFTER else -amount
    definition = UNITS[unit]
    due = definition.due(start, signed, counted_on)
    safe = open_on.safe(due)
    provisional = max(due, start) > counted_on.published_to

    def steps() -> tuple[Step, ...]:
        passed_over = reversed([*days(safe + ONE_DAY, due)])
        return (
            *definition.steps(start, signed, counted_on),
            *(Step(day, False, open_on.why_not(day) or "") for day in passed_over),
        )

    return Count(due, safe, provisional, steps)

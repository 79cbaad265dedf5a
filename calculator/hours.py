"""Counts exact hours from a time of day in England, over a change of the clocks too.

Where no time of day is known, hours are whole days: by the same time on a later day, whatever it is.
"""

from calendar import SUNDAY
from datetime import UTC, date, datetime, timedelta

HOURS_IN_A_DAY = 24
ONE_HOUR = timedelta(hours=1)


def whole_days(amount: int) -> int:
    """Return how many whole days a number of hours is, which is negative for a count back: never a day too late."""
    return amount // HOURS_IN_A_DAY


def exact(day: date, time: str, amount: int) -> tuple[date, str]:
    """Return the day and the time of day so many hours after a moment, or, with a negative amount, before it."""
    start = datetime.fromisoformat(f"{day}T{time}").replace(tzinfo=UTC)
    moment = start - _ahead_of_utc(start) + timedelta(hours=amount)
    # Whether summer time holds is asked of a moment of UTC here, and of a time on the clock above.
    shown = moment + ONE_HOUR * (_changes(moment.year)[0] <= moment < _changes(moment.year)[1])
    return shown.date(), f"{shown:%H:%M}"


def clocks_change(first: date, last: date) -> list[date]:
    """Return the days after `first` and up to `last`, or on either, on which the clocks change."""
    years = range(first.year, last.year + 1)
    return [each.date() for year in years for each in _changes(year) if first <= each.date() <= last]


def _ahead_of_utc(on_the_clock: datetime) -> timedelta:
    """Return how far the clock is ahead of UTC; a time that a change skips or repeats is taken as the earlier."""
    begins, ends = _changes(on_the_clock.year)
    return ONE_HOUR * (begins + ONE_HOUR <= on_the_clock < ends + ONE_HOUR)


def _changes(year: int) -> tuple[datetime, datetime]:
    """Return when summer time begins and ends, in UTC (Summer Time Order 2002)."""
    spring, autumn = (_last_sunday(year, month) for month in (3, 10))
    return spring, autumn


def _last_sunday(year: int, month: int) -> datetime:
    """Return one in the morning of the last Sunday of a month that has 31 days."""
    last = datetime(year, month, 31, 1, tzinfo=UTC)
    return last - timedelta(days=(last.weekday() - SUNDAY) % 7)

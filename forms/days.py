"""Dates as people write them in a form."""

from datetime import date

from calculator.written_dates import read_written
from forms.wording import long_day

YEARS = range(1900, 2101)
WHY = "that a form can hold"


def read_day(text: str, today: date | None = None) -> date | None:
    """Return a date as people write it: "11/12/2026", "Friday 11th Dec 26", "2026-12-11"; None where none is.

    Raises:
        ValueError: in words, where it is no date, or a date on another day of the week than the one beside it.

    """
    return read_written(text, today, YEARS, WHY)


def in_full(text: str, today: date | None = None) -> str:
    """Return a date with its whole year where it was written without; anything else as it is."""
    try:
        read_day(text)
    except ValueError:
        pass
    else:
        if any(len(each) == len("2026") for each in _numbers(text)):
            return text
    try:
        found = read_day(text, today or date.today())  # noqa: DTZ011  (the writer's)
    except ValueError:
        return text
    return long_day(found) if found else text


def _numbers(text: str) -> list[str]:
    return "".join(each if each.isdecimal() else " " for each in text).split()

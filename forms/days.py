"""Dates as people write them in a form."""

import re
from datetime import date

from calculator.case import read_date
from calculator.working_days import WEEKDAYS
from forms.wording import long_day

_DAY = re.compile(
    r"(\d{1,2})(st|nd|rd|th)?(?:[./\s-]+|\s+of\s+)(\d{1,2}|[A-Z]{3,9})[./\s-]+(\d{4})", re.ASCII | re.IGNORECASE
)
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)
_WEEKDAY = re.compile(rf"^({'|'.join(WEEKDAYS)}),?\s+", re.IGNORECASE)
_ENDINGS = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}
YEARS = range(1900, 2101)


def read_day(text: str) -> date | None:
    """Return a date as people write it: "11/12/2026", "Friday 11th Dec 2026", "2026-12-11"; None where none is.

    Raises:
        ValueError: in words, where it is no date, or a date on another day of the week than the one beside it.

    """
    stripped = text.strip()
    weekday = _WEEKDAY.match(stripped)
    written = stripped[weekday.end() :] if weekday else stripped
    day = read_date(_day_boxes(text, written), YEARS, "that a form can hold")
    if weekday and day and (named := weekday[1].capitalize()) != (right := WEEKDAYS[day.weekday()]):
        raise ValueError(f"{long_day(day)} is a {right}, not a {named}. Check the date.")
    return day


def _day_boxes(text: str, written: str) -> dict[str, str]:
    """Return the day, month and year of what is `written`, if anything is; a message quotes all of the `text`."""
    iso, usual = _ISO_DAY.fullmatch(written), _DAY.fullmatch(written)
    if iso:
        return dict(zip(("year", "month", "day"), iso.groups(), strict=True))
    if usual and _has_its_ending(usual[1], usual[2]):
        return {"day": usual[1], "month": usual[3], "year": usual[4]}
    if written:
        raise ValueError(f"“{text[:40]}” is not a date. Write it like 11/12/2026 or 11 December 2026.")
    return {}


def _has_its_ending(day: str, ending: str | None) -> bool:
    """Whether a day is a plain number or has its own ending: "2nd", not "2st", which may have been a 21st."""
    return ending is None or ending.lower() == _ENDINGS.get(int(day), "th")

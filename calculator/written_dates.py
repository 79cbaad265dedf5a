"""Dates as people write them in one go: "9/12/26", "Wed 9 Dec", "9 Dec 2026", "9.12.2026", "2026-12-09".

A year of two figures is 20xx. Where no year is written it is the one that is nearest to today. Both are read once,
when they are typed, and shown in full: what is kept has its whole year.
"""

import re
from collections.abc import Mapping
from datetime import date

from calculator.case import YEARS, existing, month_number, read_date
from calculator.wording import MONTHS, day
from calculator.working_days import WEEKDAYS

_DAY = re.compile(
    r"(\d{1,2})(st|nd|rd|th)?(?:[./\s-]+|\s+of\s+)(\d{1,2}|[A-Z]{3,9})\.?(?:,?[./\s-]*(?<!\d)(\d{4}|\d{2}))?",
    re.ASCII | re.IGNORECASE,
)
_ISO_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T[\d:.]+Z?)?", re.ASCII)
_WEEKDAY = re.compile(r"([A-Z]{3,9})\.?,?\s+(?=\d)", re.ASCII | re.IGNORECASE)
_ENDINGS = {1: "st", 2: "nd", 3: "rd", 21: "st", 22: "nd", 23: "rd", 31: "st"}
HOW = "Write it like 11/12/2026 or 11 December 2026."


def read_written(text: str, today: date | None = None, years: range = YEARS, why: str | None = None) -> date | None:
    """Return a date that was written in one go, or None where nothing was; without `today` it must have a year.

    Raises:
        ValueError: in words, where it is no date, or a date on another day of the week than the one beside it.

    """
    stripped = text.strip()
    weekday, written = _split(stripped)
    if not stripped:
        return None
    boxes = _boxes(written)
    if boxes is None:
        raise ValueError(f"“{text.strip()[:40]}” is not a date. {HOW}")
    if not boxes["year"]:
        return _nearest(boxes, weekday, today)
    found = read_date(boxes, years, *filter(None, [why]))
    if weekday is not None and found and found.weekday() != weekday:
        said = f"{found.day} {MONTHS[found.month - 1]} {found.year}"
        raise ValueError(f"{said} is a {WEEKDAYS[found.weekday()]}, not a {WEEKDAYS[weekday]}. Check the date.")
    return found


def _split(text: str) -> tuple[int | None, str]:
    """Return the day of the week, if one is named, and the rest."""
    match = _WEEKDAY.match(text)
    number = next(
        (n for n, name in enumerate(WEEKDAYS) if match and name.lower().startswith(match[1].lower().rstrip("s"))),
        None,
    )
    return (number, text[match.end() :]) if match and number is not None else (None, text)


def _boxes(written: str) -> dict[str, str] | None:
    """Return the day, month and year of what is written, with the year in full or empty."""
    iso, usual = _ISO_DAY.fullmatch(written), _DAY.fullmatch(written)
    if iso:
        return dict(zip(("year", "month", "day"), iso.groups(), strict=True))
    if usual and _has_its_ending(usual[1], usual[2]):
        return {"day": usual[1], "month": usual[3], "year": in_full(usual[4] or "")}
    return None


def in_full(year: str) -> str:
    """Return a year with its century: "26" is 2026."""
    return f"20{year}" if re.fullmatch(r"\d{2}", year, re.ASCII) else year


def _nearest(boxes: Mapping[str, str], weekday: int | None, today: date | None) -> date:
    """Return the day of that month that is nearest to today, on that day of the week where one is named."""
    month = month_number(boxes["month"])
    if today is None or month is None:
        raise ValueError("the year must be there too, for example 11/12/2026.")
    found = []
    for year in range(today.year - 1, today.year + 2):
        try:
            found.append(existing(int(boxes["day"]), month, year))
        except ValueError as error:
            wrong = error
    if not found:
        raise wrong
    fit = [each for each in found if weekday is None or each.weekday() == weekday]
    if weekday is not None and not fit:
        said = f"{boxes['day']} {MONTHS[month - 1]}"
        raise ValueError(f"{said} is not a {WEEKDAYS[weekday]} near today. Check the date, or write the year.")
    return min(fit, key=lambda each: abs(each - today))


def _has_its_ending(number: str, ending: str | None) -> bool:
    """Whether a day is a plain number or has its own ending: "2nd", not "2st", which may have been a 21st."""
    return ending is None or ending.lower() == _ENDINGS.get(int(number), "th")


def spread(boxes: Mapping[str, str], today: date | None = None) -> dict[str, str] | None:
    """Return what three boxes should hold, and in words what was read, where it is not what they hold now.

    A whole date in one of them is spread over all, and a year of two figures is written in full.
    """
    typed = {name: boxes.get(name, "").strip() for name in ("day", "month", "year")}
    filled = [text for text in typed.values() if text]
    try:
        if len(filled) == 1 and not filled[0].isalnum():
            found = read_written(filled[0], today or date.today())  # noqa: DTZ011  (the reader's)
        elif len(filled) == len(typed) and in_full(typed["year"]) != typed["year"]:
            found = read_date({**typed, "year": in_full(typed["year"])})
        else:
            return None
    except ValueError:
        return None
    if found is None:
        return None
    return {
        "day": f"{found.day}",
        "month": f"{found.month}",
        "year": f"{found.year}",
        "says": f"Read as {day(found)}.",
    }

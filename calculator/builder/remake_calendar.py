"""Remakes `calendars/england.toml` from the holidays library.

Run `python3 build.py remake-calendar` after a new release of `holidays` or `govuk-bank-holidays`.
"""

from datetime import date
from pathlib import Path

import holidays
from govuk_bank_holidays.bank_holidays import BankHolidays

FIRST_YEAR, LAST_YEAR = 2012, 2050
"""Years in which a date may be entered."""
MARGIN = 2
"""Years more at both ends, so that every date counted from an entered one is covered."""

FILE = Path(__file__).parents[1] / "calendars" / "england.toml"
HEADING = """\
# Bank holidays in England, made by `python3 build.py remake-calendar`: do not edit by hand.
# Those that fall on a Saturday or Sunday are left out; the weekday kept instead is in.
# Up to `published_to` they are as GOV.UK has published them; after that they follow from the law as it is now.
"""


def published_to() -> date:
    """Return 31 December of the last complete year that GOV.UK has published."""
    known = BankHolidays(use_cached_holidays=True).get_holidays(division=BankHolidays.ENGLAND_AND_WALES)
    years = {day["date"].year for day in known}
    last_days = {day["date"] for day in known}
    complete = [year for year in years if any(d in last_days for d in _year_end(year))]
    return date(max(complete), 12, 31)


def _year_end(year: int) -> list[date]:
    """Days on which Boxing Day or its substitute is kept: when one is published, the year is complete."""
    return [date(year, 12, day) for day in (26, 27, 28)]


def england() -> dict[date, str]:
    """Return the weekday bank holidays of England with their names."""
    years = range(FIRST_YEAR - MARGIN, LAST_YEAR + MARGIN + 1)
    library = holidays.country_holidays("GB", subdiv="ENG", years=years, language="en_GB")
    return {
        day: name.replace("(observed)", "(substitute day)")
        for day, name in sorted(library.items())
        if day.weekday() < 5
    }


def as_toml() -> str:
    """Return the whole file."""
    days = england()
    lines = [f'{day} = "{name}"' for day, name in days.items()]
    return "\n".join(
        [
            HEADING,
            f"first = {FIRST_YEAR - MARGIN}-01-01",
            f"last = {LAST_YEAR + MARGIN}-12-31",
            f"published_to = {published_to()}",
            "",
            "[days]",
            *lines,
            "",
        ]
    )


if __name__ == "__main__":
    FILE.write_text(as_toml(), encoding="utf-8", newline="\n")

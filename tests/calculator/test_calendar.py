"""The bank holidays: the committed file, what it is made from, and GOV.UK's published dates."""

from datetime import date, timedelta

import pytest

from calculator.builder import remake_calendar
from calculator.model import Rulebook
from tests.calculator.oracle import PUBLISHED

YEARS = sorted({day.year for day in PUBLISHED})


@pytest.mark.parametrize("year", YEARS)
def test_a_published_year_has_exactly_the_bank_holidays_that_gov_uk_published(year: int, book: Rulebook) -> None:
    ours = {day for day in book.bank_holidays.days if day.year == year}
    assert ours == {day for day in PUBLISHED if day.year == year and day.weekday() < 5}


def test_the_published_years_are_those_from_2012_to_2028() -> None:
    assert list(range(2012, 2029)) == YEARS


def test_the_calendar_is_known_up_to_the_end_of_the_last_complete_year(book: Rulebook) -> None:
    assert book.bank_holidays.published_to == remake_calendar.published_to() == date(2028, 12, 31)


def test_making_the_calendar_again_gives_the_committed_file() -> None:
    assert remake_calendar.as_toml() == remake_calendar.FILE.read_text(encoding="utf-8")


def test_the_calendar_covers_every_date_that_may_be_entered_and_what_follows_from_it(book: Rulebook) -> None:
    days = book.bank_holidays
    assert days.first <= date(2012, 1, 1) - timedelta(days=366)
    assert days.last >= date(2050, 12, 31) + timedelta(days=366 + 31)
    assert {day.year for day in days.days} == set(range(days.first.year, days.last.year + 1))


@pytest.mark.parametrize("year", range(2029, 2051))
def test_a_year_to_come_has_the_eight_bank_holidays_of_the_law_as_it_is(year: int, book: Rulebook) -> None:
    days = sorted(day for day in book.bank_holidays.days if day.year == year)
    names = " ".join(book.bank_holidays.days[day] for day in days)
    assert len(days) == 8
    assert all(day.weekday() < 5 for day in days)
    assert [
        name for name in ("New Year", "Good Friday", "Easter Monday", "Christmas", "Boxing") if name not in names
    ] == []
    first_monday_in_may = next(day for day in (date(year, 5, n) for n in range(1, 8)) if day.weekday() == 0)
    assert first_monday_in_may in days

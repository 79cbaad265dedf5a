"""Dates as people write or paste them in one go, spread over the three boxes, with the whole year shown."""

from datetime import date

import pytest

from calculator.written_dates import read_written, spread
from tests.page_python import in_both

_python = in_both("spread")

TODAY = date(2026, 11, 26)
READ = {"day": "9", "month": "12", "year": "2026", "says": "Read as Wednesday 9 December 2026."}


@pytest.mark.parametrize(
    "text",
    [
        *("9/12/26", "Wed 9 Dec", "9 Dec 2026", "9.12.2026", "2026-12-09", " 9-12-2026 ", "09.12.26", "9. 12. 2026"),
        *("Wednesday 9th December 2026", "Wed, 9 Dec 26", "Weds 9 December", "9th of December 2026", "9 dec"),
        "2026-12-09T10:00",
    ],
)
@pytest.mark.parametrize("box", ["day", "month", "year"])
def test_a_whole_date_in_one_box_is_spread_over_the_three(text: str, box: str) -> None:
    assert spread({"day": "", "month": "", "year": "", box: text}, TODAY) == READ


def test_a_year_of_two_figures_is_written_in_full() -> None:
    assert spread({"day": "9", "month": "12", "year": "26"}, TODAY) == READ
    assert spread({"day": "9", "month": "Dec", "year": "26"}, TODAY) == READ


@pytest.mark.parametrize(
    "boxes",
    [
        {"day": "9", "month": "12", "year": "2026"},
        {"day": "9", "month": "", "year": ""},
        {"day": "9", "month": "12", "year": ""},
        {"day": "30/2/2026", "month": "", "year": ""},
        {"day": "soon", "month": "", "year": ""},
        {"day": "Thu 9 Dec 2026", "month": "", "year": ""},
        {"day": "9/12/26", "month": "12", "year": ""},
        {},
    ],
)
def test_what_is_no_whole_date_stays_as_it_is(boxes: dict[str, str]) -> None:
    assert spread(boxes, TODAY) is None


@pytest.mark.parametrize(
    ("text", "today", "day"),
    [
        ("4 Jan", TODAY, date(2027, 1, 4)),
        ("28 Dec", date(2027, 1, 3), date(2026, 12, 28)),
        ("Thu 9 Dec", TODAY, date(2027, 12, 9)),
        ("29 Feb", date(2027, 11, 1), date(2028, 2, 29)),
    ],
)
def test_a_year_that_is_not_written_is_the_one_nearest_to_today_that_fits(text: str, today: date, day: date) -> None:
    found = spread({"day": text}, today)
    assert found
    assert date(int(found["year"]), int(found["month"]), int(found["day"])) == day


def test_without_a_day_to_be_near_to_a_date_needs_its_year() -> None:
    with pytest.raises(ValueError, match="the year must be there too"):
        read_written("9 Dec")


def test_a_day_of_the_week_that_fits_no_year_is_said() -> None:
    with pytest.raises(ValueError, match="is not a Sunday near today"):
        read_written("Sun 9 Dec", date(2026, 12, 1))


def test_the_day_of_the_week_must_be_that_of_the_date() -> None:
    with pytest.raises(ValueError, match="9 December 2026 is a Wednesday, not a Thursday"):
        read_written("Thu 9 Dec 2026")

"""How days are counted: the edge cases, each worked out by hand on a calendar."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from calculator.counting import count
from calculator.model import BankHoliday, Closure, Count, Direction, Rulebook, Unit
from calculator.working_days import WorkingCalendar, local_calendar, national_calendar

# what happens | from | how much | due | latest safe day, where it is another
CASES = """
a weekend is not counted                              | 2026-06-05 | 1 working_days after   | 2026-06-08 |
three working days over a weekend                     | 2026-06-04 | 3 working_days after   | 2026-06-09 |
counting back over a weekend                          | 2026-06-09 | 3 working_days before  | 2026-06-04 |
a Saturday is counted from as it stands               | 2026-06-06 | 1 working_days after   | 2026-06-08 |
a Sunday is counted back from as it stands            | 2026-06-07 | 1 working_days before  | 2026-06-05 |
a Saturday counts the same as the Friday before it    | 2026-06-06 | 5 working_days after   | 2026-06-12 |
Good Friday is counted from as it stands              | 2026-04-03 | 1 working_days after   | 2026-04-07 |
Christmas Day is counted back from as it stands       | 2026-12-25 | 1 working_days before  | 2026-12-24 |
a bank holiday Monday is counted from as it stands    | 2026-05-04 | 2 working_days after   | 2026-05-06 |
Easter 2026                                           | 2026-04-02 | 1 working_days after   | 2026-04-07 |
back over Easter 2026                                 | 2026-04-07 | 1 working_days before  | 2026-04-02 |
Easter 2027 is in March                               | 2027-03-25 | 2 working_days after   | 2027-03-31 |
back over Easter 2027                                 | 2027-03-31 | 3 working_days before  | 2027-03-24 |
Christmas 2026: Boxing Day is kept on the Monday      | 2026-12-24 | 1 working_days after   | 2026-12-29 |
Christmas 2026 to the first Monday of 2027            | 2026-12-24 | 4 working_days after   | 2027-01-04 |
fifteen days over Christmas 2026                      | 2026-12-11 | 15 working_days after  | 2027-01-06 |
Christmas 2027: both days are kept after the weekend  | 2027-12-24 | 1 working_days after   | 2027-12-29 |
New Year 2028 is kept on Monday 3 January             | 2027-12-31 | 1 working_days after   | 2028-01-04 |
Christmas 2028 is on a Monday and a Tuesday           | 2028-12-22 | 1 working_days after   | 2028-12-27 |
back over Christmas 2028                              | 2028-12-28 | 3 working_days before  | 2028-12-21 |
the Thursday and Friday of the Platinum Jubilee       | 2022-06-01 | 1 working_days after   | 2022-06-06 |
Spring Bank Holiday was not in May 2022               | 2022-05-27 | 1 working_days after   | 2022-05-30 |
the State Funeral of 19 September 2022                | 2022-09-16 | 1 working_days after   | 2022-09-20 |
back over the State Funeral                           | 2022-09-20 | 2 working_days before  | 2022-09-15 |
the Coronation on 8 May 2023                          | 2023-05-05 | 1 working_days after   | 2023-05-09 |
both bank holidays of May 2023's first week and a half  | 2023-04-28 | 5 working_days after   | 2023-05-09 |
May Day 2020 was not on Monday 4 May                  | 2020-05-01 | 1 working_days after   | 2020-05-04 |
May Day 2020 was on Friday 8 May                      | 2020-05-07 | 1 working_days after   | 2020-05-11 |
over the end of a year                                | 2026-12-31 | 1 working_days after   | 2027-01-04 |
back over the end of a year                           | 2027-01-04 | 1 working_days before  | 2026-12-31 |
29 February 2024 is a working day                     | 2024-02-28 | 2 working_days after   | 2024-03-01 |
29 February 2028 is a working day                     | 2028-02-28 | 1 working_days after   | 2028-02-29 |
29 February 2048 is a Saturday                        | 2048-02-28 | 1 working_days after   | 2048-03-02 |
45 working days over Christmas                        | 2026-12-11 | 45 working_days after  | 2027-02-17 |
30 November and three months end in February          | 2026-11-30 | 3 months after         | 2027-02-28 | 2027-02-26
30 November and three months in a leap year           | 2027-11-30 | 3 months after         | 2028-02-29 |
31 January and a month                                | 2027-01-31 | 1 months after         | 2027-02-28 | 2027-02-26
31 January and a month in a leap year                 | 2028-01-31 | 1 months after         | 2028-02-29 |
31 January and three months                           | 2028-01-31 | 3 months after         | 2028-04-30 | 2028-04-28
31 August and six months                              | 2027-08-31 | 6 months after         | 2028-02-29 |
31 December 2047 and two months in a leap year        | 2047-12-31 | 2 months after         | 2048-02-29 | 2048-02-28
29 February and six months                            | 2028-02-29 | 6 months after         | 2028-08-29 |
29 February 2024 and three months                     | 2024-02-29 | 3 months after         | 2024-05-29 |
a month that ends on the same date                    | 2027-03-31 | 3 months after         | 2027-06-30 |
months over the end of a year                         | 2026-12-11 | 3 months after         | 2027-03-11 |
months may be counted back                            | 2028-05-31 | 3 months before        | 2028-02-29 |
six weeks end on Good Friday                          | 2026-02-20 | 6 weeks after          | 2026-04-03 | 2026-04-02
four weeks back end on Easter Monday                  | 2027-04-26 | 4 weeks before         | 2027-03-29 | 2027-03-25
five weeks back                                       | 2027-05-04 | 5 weeks before         | 2027-03-30 |
weeks pass over Christmas without a stop              | 2026-12-11 | 6 weeks after          | 2027-01-22 |
ten calendar days end on Christmas Day                | 2026-12-15 | 10 calendar_days after | 2026-12-25 | 2026-12-24
45 calendar days                                      | 2026-12-01 | 45 calendar_days after | 2027-01-15 |
24 hours from a Friday are a Saturday                 | 2026-12-11 | 24 hours after         | 2026-12-12 | 2026-12-11
24 hours from a Thursday                              | 2026-12-10 | 24 hours after         | 2026-12-11 |
24 hours from a Saturday: the safe day was before it  | 2026-12-12 | 24 hours after         | 2026-12-13 | 2026-12-11
24 hours from a Sunday                                | 2026-12-13 | 24 hours after         | 2026-12-14 |
24 hours from Christmas Eve                           | 2026-12-24 | 24 hours after         | 2026-12-25 | 2026-12-24
48 hours from a Friday                                | 2026-12-11 | 48 hours after         | 2026-12-13 | 2026-12-11
"""


def cases() -> list[list[str]]:
    return [[cell.strip() for cell in line.split("|")] for line in CASES.strip().splitlines()]


@pytest.fixture(scope="session")
def england(book: Rulebook) -> WorkingCalendar:
    return local_calendar(book.bank_holidays, book.partnerships["kirklees"])


def counted(start: str, how_much: str, calendar: WorkingCalendar) -> Count:
    amount, unit, direction = how_much.split()
    return count(date.fromisoformat(start), int(amount), Unit(unit), Direction(direction), calendar, calendar)


@pytest.mark.parametrize(
    ("start", "how_much", "due", "safe"), [case[1:] for case in cases()], ids=[c[0] for c in cases()]
)
def test_edge_case(start: str, how_much: str, due: str, safe: str, england: WorkingCalendar) -> None:
    found = counted(start, how_much, england)
    assert (str(found.due), str(found.safe)) == (due, safe or due)


@pytest.mark.parametrize(("start", "how_much"), [case[1:3] for case in cases() if "working_days" in case[2]])
def test_the_working_has_every_day_once_and_counts_exactly_the_working_days(
    start: str, how_much: str, england: WorkingCalendar
) -> None:
    found = counted(start, how_much, england)
    one_day = timedelta(days=1 if "after" in how_much else -1)
    days = [date.fromisoformat(start) + one_day * number for number in range(1, len(found.working) + 1)]
    assert [step.date for step in found.working] == days
    assert days[-1] == found.due
    kept = [step for step in found.working if step.counted]
    assert [step.why for step in kept] == [f"working day {n}" for n in range(1, int(how_much.split()[0]) + 1)]
    assert all(step.date.weekday() < 5 for step in kept)
    assert all(step.why in {"Saturday", "Sunday"} for step in found.working if step.date.weekday() >= 5)


def test_the_working_names_each_bank_holiday_that_it_passes_over(england: WorkingCalendar) -> None:
    found = counted("2026-12-11", "15 working_days after", england)
    passed_over = {
        str(step.date): step.why for step in found.working if not step.counted and step.date.weekday() < 5
    }
    assert passed_over == {
        "2026-12-25": "Christmas Day",
        "2026-12-28": "Boxing Day (substitute day)",
        "2027-01-01": "New Year's Day",
    }


def test_the_working_says_why_the_safe_day_is_earlier_than_the_due_date(england: WorkingCalendar) -> None:
    found = counted("2026-11-30", "3 months after", england)
    assert [(str(step.date), step.counted, step.why) for step in found.working] == [
        ("2026-12-30", True, "month 1"),
        ("2027-01-30", True, "month 2"),
        ("2027-02-28", True, "month 3"),
        ("2027-02-28", False, "Sunday"),
        ("2027-02-27", False, "Saturday"),
    ]


@pytest.mark.parametrize(
    ("start", "how_much", "provisional"),
    [
        ("2028-12-28", "1 working_days after", False),
        ("2028-12-29", "1 working_days after", True),
        ("2028-09-30", "3 months after", False),
        ("2028-10-01", "3 months after", True),
        ("2029-01-03", "2 working_days before", True),
        ("2028-12-31", "5 working_days before", False),
        ("2030-06-03", "24 hours after", True),
    ],
)
def test_a_date_that_rests_on_unpublished_bank_holidays_is_provisional(
    start: str, how_much: str, provisional: bool, england: WorkingCalendar
) -> None:
    assert england.published_to == date(2028, 12, 31)
    assert counted(start, how_much, england).provisional is provisional


def test_a_closure_is_not_counted_locally_and_an_added_bank_holiday_is_not_counted_at_all(book: Rulebook) -> None:
    area = replace(
        book.partnerships["kirklees"],
        closures=(Closure(first=date(2026, 12, 24), last=date(2026, 12, 31), why="Offices closed"),),
        added_bank_holidays=(BankHoliday(date=date(2027, 1, 4), name="Extra day"),),
    )
    local = local_calendar(book.bank_holidays, area)
    national = national_calendar(book.bank_holidays, area)
    assert [str(counted("2026-12-23", "2 working_days after", each).due) for each in (local, national)] == [
        "2027-01-06",
        "2026-12-29",
    ]
    why_not = {day: local.why_not(date.fromisoformat(day)) for day in ("2026-12-24", "2026-12-25", "2027-01-04")}
    assert why_not == {
        "2026-12-24": "closed: Offices closed",
        "2026-12-25": "Christmas Day",
        "2027-01-04": "Extra day",
    }
    assert str(local.safe(date(2027, 1, 1))) == "2026-12-23"


@pytest.mark.parametrize(
    ("done", "late"),
    [("2026-12-24", 0), ("2026-12-27", 0), ("2026-12-28", 0), ("2026-12-29", 1), ("2027-01-04", 4)],
)
def test_lateness_is_counted_in_working_days(done: str, late: int, england: WorkingCalendar) -> None:
    assert england.working_days_after(date(2026, 12, 24), date.fromisoformat(done)) == late

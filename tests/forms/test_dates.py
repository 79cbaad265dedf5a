"""The dates that matter for a form come from the calculator, and its timetable leaves as a Word document."""

from datetime import date
from io import BytesIO
from typing import Any

import docx
import icalendar
import pytest
from bs4 import BeautifulSoup

from calculator.builder.load import load_rulebook
from calculator.case import TypedChild, read_case
from calculator.model import Direction, InvalidInput, Limit, Rulebook, Unit
from calculator.pickles import to_text
from calculator.reference import is_made
from calculator.timetable import timetable
from calculator.wording import day
from forms.beside import first_of_topics
from forms.builder.form_data import form_data, plain_words
from forms.builder.load import load_form
from forms.builder.timetable_template import timetable_template
from forms.days import read_day
from forms.draft import COUNTED
from forms.page import OpenForm, calendar, dates, form_timetable
from forms.saved import opened
from forms.timetable import timetable_document
from tests.calculator.test_since import with_rule
from tests.forms.reading import invalid

BOOK = load_rulebook()
REPORT = load_form("agency-report-kirklees", BOOK)


def asked(**more: str) -> dict[str, str]:
    return {"partnership": "kirklees", "event": "initial_conference", "date": "6/1/2027", **more}


def test_a_kirklees_report_is_shared_and_sent_three_working_days_before_the_conference() -> None:
    found = {each.sources[0]: each.count.safe for each in form_timetable(BOOK, REPORT, asked()).deadlines}
    # 1 January is a bank holiday, 2 and 3 January a weekend: KE01, KE06 three working days, KE02 two.
    assert found["KE01"] == date(2026, 12, 31)
    assert found["KE06"] == date(2026, 12, 31)
    assert found["KE02"] == date(2027, 1, 4)


@pytest.mark.parametrize(
    ("changed", "field", "says"),
    [
        ({"partnership": ""}, "when.partnership", "Choose your area."),
        ({"event": "birthday"}, "when.event", "Choose which date you know."),
        ({"date": ""}, "when.date", "Enter the date."),
        ({"date": "soon"}, "when.date", "Date: “soon” is not a date. Write it like 11/12/2026 or 11 December 2026."),
        ({"date": "1/1/1999"}, "when.date", "1999 is outside 2012 to 2050"),
    ],
)
def test_what_is_missing_or_wrong_is_said_under_its_field(changed: dict[str, str], field: str, says: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        form_timetable(BOOK, REPORT, asked(**changed))
    assert [each.field for each in refused.value.errors] == [field]
    assert says in refused.value.errors[0].message


@pytest.mark.parametrize("area", ["darlington", "kirklees", "lincolnshire", "warwickshire"])
def test_the_timetable_as_a_word_document_holds_every_deadline(area: str) -> None:
    case = read_case(BOOK, partnership=area, events=[("strategy_discussion", "2026-12-11")])
    table = timetable(case, BOOK)
    made = timetable_document(table, BOOK, timetable_template(), date(2026, 12, 11))
    assert invalid(made) == []
    rows = [[cell.text for cell in row.cells] for row in docx.Document(BytesIO(made)).tables[1].rows]
    assert rows[0] == ["Day", "What", "Who", "How it is counted", "Sources"]
    for row, deadline in zip(rows[1:], table.deadlines, strict=True):
        assert row[0].startswith(day(deadline.count.due))
        assert row[1] == deadline.rule.title
        assert row[4] == ", ".join(deadline.sources)
        if deadline.count.safe != deadline.count.due:
            assert f"Latest safe day: {day(deadline.count.safe)}" in row[0]


def test_the_word_document_says_for_which_children_a_date_is() -> None:
    children = [
        TypedChild(number=1, label="A"),
        TypedChild(number=2, label="B", events=[("initial_conference", "2027-03-01")]),
    ]
    case = read_case(BOOK, partnership="kirklees", events=[("initial_conference", "2027-01-05")], children=children)
    made = timetable_document(timetable(case, BOOK), BOOK, timetable_template(), date(2026, 12, 11))
    assert invalid(made) == []
    entered, deadlines = docx.Document(BytesIO(made)).tables[:2]
    assert [cell.text for cell in entered.rows[2].cells] == ["B: initial conference", "Monday 1 March 2027"]
    whats = {row.cells[1].text for row in deadlines.rows}
    assert {"First core group held, A", "First core group held, B"} <= whats


def test_a_first_day_is_said_to_be_one_and_nothing_is_late_after_it() -> None:
    first_day = {"limit": Limit.NOT_BEFORE, "direction": Direction.AFTER, "amount": 3, "unit": Unit("calendar_days")}
    book = with_rule(BOOK, "kirklees.agency-report-sent", **first_day)
    table = form_timetable(book, REPORT, asked())
    [there] = [each for each in table.deadlines if each.rule.is_first_day]
    assert there.count.safe == date(2027, 1, 9)  # a Saturday
    made = timetable_document(table, book, timetable_template(), date(2026, 12, 11))
    [row] = [row for row in docx.Document(BytesIO(made)).tables[1].rows if row.cells[1].text == there.rule.title]
    assert row.cells[0].text.strip() == "From Saturday 9 January 2027"
    page = OpenForm()
    page.load(to_text(form_data(REPORT, plain_words({}))))
    assert "From Saturday 9 January 2027" in dates(book, page, asked())["html"]
    assert there.rule.topic not in first_of_topics(table)


# --- Dates as people say them ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("1st January 2027", date(2027, 1, 1)),
        ("2nd Feb 2027", date(2027, 2, 2)),
        ("3RD March 2027", date(2027, 3, 3)),
        ("6th January 2027", date(2027, 1, 6)),
        ("11th December 2026", date(2026, 12, 11)),
        ("12th/12/2026", date(2026, 12, 12)),
        ("13th of December 2026", date(2026, 12, 13)),
        ("21st December 2026", date(2026, 12, 21)),
        ("22nd December 2026", date(2026, 12, 22)),
        ("23rd December 2026", date(2026, 12, 23)),
        ("Thursday 31st December 2026", date(2026, 12, 31)),
        ("Tuesday 29th February 2028", date(2028, 2, 29)),
    ],
)
def test_a_day_may_have_the_ending_that_it_has_in_speech(typed: str, day: date) -> None:
    assert read_day(typed) == day


@pytest.mark.parametrize(
    "typed", ["2st December 2026", "11st December 2026", "3th December 2026", "th December 2026"]
)
def test_an_ending_that_does_not_belong_to_the_day_may_hide_a_lost_number_and_is_no_date(typed: str) -> None:
    with pytest.raises(ValueError, match=f"“{typed}” is not a date"):
        read_day(typed)


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("Monday 11 December 2026", "11 December 2026 is a Friday, not a Monday. Check the date."),
        ("sunday, 6th January 2027", "6 January 2027 is a Wednesday, not a Sunday. Check the date."),
        ("Monday 2026-12-11", "11 December 2026 is a Friday, not a Monday. Check the date."),
        ("Monday 29 February 2028", "29 February 2028 is a Tuesday, not a Monday. Check the date."),
        ("Monday 30 February 2028", "there is no 30 February 2028: it has 29 days."),
        ("Monday", "“Monday” is not a date. Write it like 11/12/2026 or 11 December 2026."),
    ],
)
def test_a_day_of_the_week_that_is_not_that_of_the_date_is_noticed(typed: str, says: str) -> None:
    with pytest.raises(ValueError, match=f"^{says}$".replace(".", r"\.")):
        read_day(typed)


def test_in_a_form_the_wrong_day_of_the_week_is_told_under_its_field() -> None:
    with pytest.raises(InvalidInput) as refused:
        form_timetable(BOOK, REPORT, asked(date="Monday 6 January 2027"))
    assert [(each.field, each.message) for each in refused.value.errors] == [
        ("when.date", "Date: 6 January 2027 is a Wednesday, not a Monday. Check the date.")
    ]


def _entries(content: bytes) -> list[Any]:
    return icalendar.Calendar.from_ical(content).walk("VEVENT")


def test_the_dates_of_a_form_leave_as_a_calendar_file_with_ids_that_hold_when_the_conference_moves() -> None:
    page = OpenForm()
    page.load(to_text(form_data(REPORT, plain_words({}))))
    counted = dates(BOOK, page, asked())["counted"]
    assert is_made(counted["reference"])
    assert dates(BOOK, page, asked(reference=counted["reference"]))["counted"] == counted
    files = [calendar(BOOK, page, {**counted, "date": each, "past": "yes"}) for each in ("6/1/2027", "13/1/2027")]
    first, later = (_entries(each["bytes"]) for each in files)
    assert [each["UID"] for each in first] == [each["UID"] for each in later]
    assert [each["DTSTART"].dt for each in first] != [each["DTSTART"].dt for each in later]
    table = form_timetable(BOOK, REPORT, asked())
    assert [each["DTSTART"].dt for each in first] == [each.count.safe for each in table.deadlines]
    assert files[0]["filename"] == f"conference-dates-kirklees-{counted['reference']}.ics"


def test_a_draft_keeps_the_reference_of_its_dates_and_one_without_still_opens() -> None:
    kept = dict.fromkeys(COUNTED, "x") | {"reference": "r00000001"}
    for counted in (kept, dict.fromkeys(COUNTED, "x"), {}):
        saved = {"form": REPORT.id, "version": REPORT.version, "answers": {}, "counted": counted}
        assert opened(REPORT, saved).draft.counted == counted


# --- A draft of an older edition ----------------------------------------------------------------------------


def given(book: Rulebook, **earlier: str) -> dict[str, Any]:
    """Return what a form's page is told of its dates, by this rulebook."""
    page = OpenForm()
    page.load(to_text(form_data(REPORT, plain_words({}))))
    return dates(book, page, asked(**earlier))


def test_a_draft_says_which_of_its_dates_have_moved_since_and_why() -> None:
    older = with_rule(BOOK, "kirklees.agency-report-sent", amount=5)
    moved = BeautifulSoup(given(BOOK, **given(older)["counted"])["moved"], "html.parser")
    assert moved.h3
    assert moved.h3.get_text() == "One date is not as in the draft that you opened"
    assert [item.get_text() for item in moved.select("li")] == [
        "Agency report sent to the unit: was Tuesday 29 December 2026, now Thursday 31 December 2026. "
        "Because the rule changed: it is now 3 working days before the initial conference."
    ]


def test_a_draft_of_this_edition_says_nothing_and_keeps_what_it_was_counted_from() -> None:
    first = given(BOOK)
    again = given(BOOK, **first["counted"])
    assert again["moved"] == ""
    assert again["counted"] == first["counted"]
    assert set(first["counted"]) == {*COUNTED, "reference"}


def test_a_draft_whose_earlier_dates_are_damaged_says_that_it_cannot_tell() -> None:
    assert "cannot be said whether they have changed" in given(BOOK, was="???", rules="2026-11")["moved"]

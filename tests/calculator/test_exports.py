"""What is taken away: calendar entries, a spreadsheet, text and JSON, read back by other programs."""

import csv
import io
import json
import re
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import icalendar
import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from calculator.exports import EXPORTS, as_csv, as_ics, as_json, as_text, export
from calculator.model import Rulebook, Timetable
from tests.calculator.conftest import PARTNERSHIPS, worked_out

START = ("referral=2026-12-01", "strategy_discussion=2026-12-11")
NOW = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)


@pytest.fixture
def table(book: Rulebook) -> Timetable:
    return worked_out(book, "darlington", *START)


def entries(text: str) -> list[Any]:
    return icalendar.Calendar.from_ical(text).walk("VEVENT")


def uids(table: Timetable, book: Rulebook) -> dict[str, str]:
    """Return each entry's uid by its deadline's id."""
    found = [str(each["UID"]) for each in entries(as_ics(table, book))]
    return {deadline.id: uid for deadline, uid in zip(table.deadlines, found, strict=True)}


def spoilt(table: Timetable, title: str) -> Timetable:
    """Return the table with only its first deadline, under another title."""
    first = table.deadlines[0]
    rule = replace(first.rule, title=title)
    return replace(table, deadlines=(replace(first, rules=(rule,)),))


# --- Calendar entries ----------------------------------------------------------------------------------


@pytest.mark.parametrize("area", PARTNERSHIPS)
def test_every_deadline_is_an_entry_on_its_latest_safe_day(area: str, book: Rulebook) -> None:
    table = worked_out(book, area, *START)
    for deadline, entry in zip(table.deadlines, entries(as_ics(table, book, NOW)), strict=True):
        assert str(entry["SUMMARY"]) == f"Last day: {deadline.rule.title}"
        start = entry["DTSTART"].dt
        if deadline.rule.time:
            assert start == datetime(2027, 1, 4, 10)  # noqa: DTZ001  (10am wherever the reader is)
        else:
            assert type(start) is date
            assert start == deadline.count.safe
            assert (entry["DTEND"].dt - start).days == 1
        assert entry["DTSTAMP"].dt == NOW
        assert all(source in str(entry["DESCRIPTION"]) for source in deadline.sources)


@pytest.mark.parametrize("area", PARTNERSHIPS)
def test_a_second_library_reads_the_same_entries(area: str, book: Rulebook) -> None:
    table = worked_out(book, area, *START)
    text = as_ics(table, book)
    read = [(each.uid.value, each.summary.value, each.dtstart.value) for each in vobject.readOne(text).vevent_list]
    assert read == [(str(each["UID"]), str(each["SUMMARY"]), each["DTSTART"].dt) for each in entries(text)]


def test_only_darlingtons_conference_report_is_at_a_time_of_day(table: Timetable, book: Rulebook) -> None:
    timed = [each for each in entries(as_ics(table, book)) if isinstance(each["DTSTART"].dt, datetime)]
    assert [str(each["SUMMARY"]) for each in timed] == [
        "Last day: Conference report submitted and authorised by 10am"
    ]


def test_a_due_date_on_a_sunday_is_entered_on_the_friday_and_says_so(book: Rulebook) -> None:
    table = worked_out(book, "lincolnshire", "initial_conference=2026-11-30")
    [review] = [each for each in entries(as_ics(table, book)) if "First review" in str(each["SUMMARY"])]
    assert review["DTSTART"].dt == date(2027, 2, 26)
    assert "Due Sunday 28 February 2027" in str(review["DESCRIPTION"])
    assert "Latest safe day: Friday 26 February 2027" in str(review["DESCRIPTION"])


def test_entries_keep_their_ids_from_one_export_to_the_next_and_have_one_each(book: Rulebook) -> None:
    first, again = (uids(worked_out(book, "kirklees", *START), book) for _ in range(2))
    assert first == again
    assert len(set(first.values())) == len(first)


def test_entries_keep_their_ids_when_an_actual_date_moves_them(book: Rulebook) -> None:
    before = uids(worked_out(book, "kirklees", *START), book)
    moved = worked_out(book, "kirklees", *START, "initial_conference=2027-01-05", "first_core_group=2027-01-12")
    after = uids(moved, book)
    both = before.keys() & after.keys()
    assert len(both) > 25
    assert {name: before[name] for name in both} == {name: after[name] for name in both}


def test_entries_of_two_partnerships_have_different_ids(book: Rulebook) -> None:
    one, other = (set(uids(worked_out(book, area, *START), book).values()) for area in ("kirklees", "darlington"))
    assert not one & other


@pytest.mark.parametrize("area", PARTNERSHIPS)
def test_lines_are_short_and_end_as_the_standard_says(area: str, book: Rulebook) -> None:
    octets = as_ics(worked_out(book, area, *START), book).encode()
    assert octets.endswith(b"END:VCALENDAR\r\n")
    lines = octets.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert not [line for line in lines if b"\n" in line or b"\r" in line]


@given(title=st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=150))
def test_any_title_comes_back_as_it_was_written(title: str, book: Rulebook) -> None:
    table = worked_out(book, "lincolnshire", "referral=2026-12-01")
    text = as_ics(spoilt(table, f"[{title}]"), book)
    assert max(len(line) for line in text.encode().split(b"\r\n")) <= 75
    [entry] = entries(text)
    assert str(entry["SUMMARY"]) == f"Last day: [{title}]"


def test_commas_semicolons_backslashes_and_line_ends_are_escaped(table: Timetable, book: Rulebook) -> None:
    title = "Plan; shared, by e-mail\\post\nEND:VCALENDAR"
    [entry] = entries(as_ics(spoilt(table, title), book))
    assert str(entry["SUMMARY"]) == f"Last day: {title}"


# --- Spreadsheet ---------------------------------------------------------------------------------------


def test_the_spreadsheet_has_a_row_for_each_deadline(table: Timetable, book: Rulebook) -> None:
    rows = list(csv.DictReader(io.StringIO(as_csv(table, book))))
    assert [(row["Due"], row["Latest safe day"], row["What"]) for row in rows] == [
        (str(each.count.due), str(each.count.safe), each.rule.title) for each in table.deadlines
    ]
    assert {row["Bank holidays known to"] for row in rows} == {"2028-12-31"}
    assert {row["Time"] for row in rows} == {"", "10:00"}
    for row, deadline in zip(rows, table.deadlines, strict=True):
        assert all(source in row["Sources"] for source in deadline.sources)


def test_a_spreadsheet_program_is_told_that_the_file_is_unicode(table: Timetable, book: Rulebook) -> None:
    assert EXPORTS["csv"].make(table, book, {}).startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize(
    "title", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "\r=1+1", '=HYPERLINK("x";"y")', "\n=1+1"]
)
def test_no_cell_is_taken_for_a_formula(title: str, table: Timetable, book: Rulebook) -> None:
    [row] = csv.DictReader(io.StringIO(as_csv(spoilt(table, title), book), newline=""))
    assert row["What"] == f"'{title}"


@pytest.mark.parametrize("area", PARTNERSHIPS)
def test_no_cell_of_a_real_timetable_begins_like_a_formula(area: str, book: Rulebook) -> None:
    for row in csv.reader(io.StringIO(as_csv(worked_out(book, area, *START), book))):
        assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


# --- Text and JSON -------------------------------------------------------------------------------------


@pytest.mark.parametrize("area", PARTNERSHIPS)
def test_the_text_has_every_date_its_source_and_how_far_bank_holidays_are_known(area: str, book: Rulebook) -> None:
    table = worked_out(book, area, *START)
    text = as_text(table, book)
    for deadline in table.deadlines:
        assert deadline.rule.title in text
        assert f"{deadline.count.due.day} {deadline.count.due:%B %Y}" in text
        assert f"Sources: {', '.join(deadline.sources)}" in text
    assert "Bank holidays known up to Sunday 31 December 2028" in text
    assert f"Rules: {table.partnership.rules_version}" in text
    assert "{" not in text


def test_the_text_says_which_dates_hang_on_a_conference_held_on_the_last_day(
    table: Timetable, book: Rulebook
) -> None:
    assert (
        "after the initial conference on Wednesday 6 January 2027, if that is held on the last day allowed"
        in as_text(table, book)
    )


def test_the_text_of_a_case_without_dates_says_so(book: Rulebook) -> None:
    assert "No dates follow from what was entered." in as_text(worked_out(book, "kirklees"), book)


@pytest.mark.parametrize("area", PARTNERSHIPS)
def test_the_json_holds_what_the_timetable_holds(area: str, book: Rulebook) -> None:
    table = worked_out(book, area, *START)
    found = json.loads(as_json(table, book))
    assert [(each["id"], each["due"], each["safe"]) for each in found["deadlines"]] == [
        (each.id, str(each.count.due), str(each.count.safe)) for each in table.deadlines
    ]
    assert json.loads(json.dumps(found)) == found


# --- Files ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "name", "media"),
    [
        ("ics", "conference-dates-kirklees.ics", "text/calendar;charset=utf-8"),
        ("csv", "conference-dates-kirklees.csv", "text/csv;charset=utf-8"),
        ("text", "conference-dates-kirklees.txt", "text/plain;charset=utf-8"),
    ],
)
def test_a_file_has_a_plain_name_and_a_type(kind: str, name: str, media: str, book: Rulebook) -> None:
    made = export(worked_out(book, "kirklees", *START), EXPORTS[kind], book, {})
    assert (made.filename, made.type) == (name, media)
    assert re.fullmatch(r"[a-z-]+\.[a-z]+", made.filename)
    made.bytes.decode("utf-8")

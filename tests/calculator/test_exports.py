"""What is taken away: a spreadsheet, text and JSON, read back by other programs."""

import csv
import io
import json
import re
from dataclasses import replace
from typing import Any

import pytest

from calculator.exports import EXPORTS
from calculator.model import Rulebook, Timetable
from calculator.page import calls
from tests.calculator.conftest import PARTNERSHIPS, worked_out
from tests.page_python import in_both

_python = in_both(tables=("calls",))

START = ("referral=2026-12-01", "strategy_discussion=2026-12-11")


def exported(
    book: Rulebook, kind: str, area: str = "darlington", *events: str, reference: str = ""
) -> dict[str, Any]:
    """Return a file as the page makes it."""
    fields = [["partnership", area], ["reference", reference], *(each.split("=") for each in events or START)]
    made: dict[str, Any] = calls(book, EXPORTS, {})["timetable_export"]({"fields": fields, "kind": kind})
    return made


def text_of(book: Rulebook, kind: str, area: str = "darlington", *events: str) -> str:
    content: bytes = exported(book, kind, area, *events)["bytes"]
    return content.decode("utf-8-sig")


@pytest.fixture
def table(book: Rulebook) -> Timetable:
    return worked_out(book, "darlington", *START)


def spoilt(book: Rulebook, title: str) -> Rulebook:
    """Return the book with one rule alone, under another title."""
    area = book.partnerships["lincolnshire"]
    rule = next(each for each in book.national if "referral" in each.triggers)
    alone = replace(rule, title=title)
    return replace(book, national=(alone,), partnerships={area.id: replace(area, rules=())})


# --- Spreadsheet ---------------------------------------------------------------------------------------


def test_the_spreadsheet_has_a_row_for_each_deadline(table: Timetable, book: Rulebook) -> None:
    rows = list(csv.DictReader(io.StringIO(text_of(book, "csv"))))
    assert [(row["Due"], row["Latest safe day"], row["What"]) for row in rows] == [
        (str(each.count.due), str(each.count.safe), each.rule.title) for each in table.deadlines
    ]
    assert {row["Bank holidays known to"] for row in rows} == {"2028-12-31"}
    assert {row["Time"] for row in rows} == {"", "10:00"}
    for row, deadline in zip(rows, table.deadlines, strict=True):
        assert all(source in row["Sources"] for source in deadline.sources)


def test_a_spreadsheet_program_is_told_that_the_file_is_unicode(book: Rulebook) -> None:
    assert exported(book, "csv")["bytes"].startswith(b"\xef\xbb\xbf")


@pytest.mark.parametrize(
    "title",
    [
        *("=1+1", "+1", "-1", "@SUM(A1)", "\t=1+1", "\r=1+1", '=HYPERLINK("x";"y")', "\n=1+1", "\tx", "\rx"),
        *("\uff1d1+1", "\uff0b1", "\uff0d1", "\uff20SUM(A1)", "\ufe661", "\ufe621", "\ufe631", "\ufe6bA"),
        *("\u3000\uff1d1", "\u200b=1", "\ufeff=1", "\u00a0=1"),
    ],
)
def test_no_cell_is_taken_for_a_formula(title: str, book: Rulebook) -> None:
    text = text_of(spoilt(book, title), "csv", "lincolnshire", "referral=2026-12-01")
    [row] = csv.DictReader(io.StringIO(text, newline=""))
    assert row["What"] == f"'{title}"


@pytest.mark.parametrize("area", PARTNERSHIPS)
def test_no_cell_of_a_real_timetable_begins_like_a_formula(area: str, book: Rulebook) -> None:
    for row in csv.reader(io.StringIO(text_of(book, "csv", area))):
        assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


# --- Text and JSON -------------------------------------------------------------------------------------


@pytest.mark.parametrize("area", PARTNERSHIPS)
def test_the_text_has_every_date_its_source_and_how_far_bank_holidays_are_known(area: str, book: Rulebook) -> None:
    table = worked_out(book, area, *START)
    text = text_of(book, "text", area)
    for deadline in table.deadlines:
        assert deadline.rule.title in text
        assert f"{deadline.count.due.day} {deadline.count.due:%B %Y}" in text
        assert f"Sources: {', '.join(deadline.sources)}" in text
    assert "Bank holidays known up to Sunday 31 December 2028" in text
    assert f"Rules: {table.partnership.rules_version}" in text
    assert "{" not in text


def test_the_text_says_which_dates_hang_on_a_conference_held_on_the_last_day(book: Rulebook) -> None:
    assert (
        "after the initial conference on Wednesday 6 January 2027, if that is held on the last day allowed"
        in text_of(book, "text")
    )


def test_the_text_of_a_case_without_dates_says_so(book: Rulebook) -> None:
    assert "No dates follow from what was entered." in text_of(book, "text", "kirklees", "role=")


@pytest.mark.parametrize("area", PARTNERSHIPS)
def test_the_json_holds_what_the_timetable_holds(area: str, book: Rulebook) -> None:
    table = worked_out(book, area, *START)
    found = json.loads(text_of(book, "json", area))
    assert [(each["id"], each["due"], each["safe"]) for each in found["deadlines"]] == [
        (each.id, str(each.count.due), str(each.count.safe)) for each in table.deadlines
    ]
    assert json.loads(json.dumps(found)) == found


# --- Files ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "name", "media"),
    [
        ("ics", "conference-dates-kirklees", "text/calendar;charset=utf-8"),
        ("csv", "conference-dates-kirklees", "text/csv;charset=utf-8"),
        ("text", "conference-dates-kirklees", "text/plain;charset=utf-8"),
    ],
)
def test_a_file_has_a_plain_name_with_the_reference_of_the_case_and_a_type(
    kind: str, name: str, media: str, book: Rulebook
) -> None:
    held = "initial_conference=2049-01-05"
    made = exported(book, kind, "kirklees", held)
    suffix = EXPORTS[kind].suffix
    assert (made["filename"], made["type"]) == (f"{name}.{suffix}", media)
    assert exported(book, kind, "kirklees", held, reference="KC/2026.7")["filename"] == f"{name}-KC-2026-7.{suffix}"
    assert re.fullmatch(r"[a-z-]+\.[a-z]+", made["filename"])
    made["bytes"].decode("utf-8")

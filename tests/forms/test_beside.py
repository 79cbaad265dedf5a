"""Dates of a form beside those that its page knows: said, never a gate, and in a document only where it is wanted."""

import base64
from io import BytesIO
from typing import Any

import docx
import pytest

from calculator.builder.load import load_rulebook
from calculator.pickles import to_text
from forms.builder.form_data import form_data, plain_words
from forms.builder.load import load_form
from forms.page import OpenForm, dates, export_form, look
from tests.page_python import in_both

_python = in_both("look", "dates", "export_form")

BOOK = load_rulebook()
KIRKLEES = {"partnership": "kirklees", "event": "initial_conference", "date": "9/12/2026"}


def _path(form: str, field: str) -> str:
    return next(f"{section.id}.{each.id}" for section, each in load_form(form, BOOK).fields() if each.id == field)


class Filled:
    """A form’s page with some answers, after the dates were counted."""

    def __init__(self, form: str, answers: dict[str, str], **asked: str) -> None:
        self.page = OpenForm()
        self.page.load(to_text(form_data(load_form(form, BOOK), plain_words({}))))
        self.fields = [list(pair) for pair in answers.items()]
        self.counted = (
            dates(BOOK, self.page, {**KIRKLEES, **asked, "fields": self.fields}) if asked or answers else {}
        )

    def look(self, **more: Any) -> Any:
        counted = self.counted.get("counted", {}) if self.counted else {}
        return look(BOOK, self.page, {"fields": self.fields, "counted": counted, **more})

    def export(self, kind: str, **more: Any) -> bytes:
        asked = {
            "fields": self.fields,
            "kind": kind,
            "counted": self.counted["counted"],
            "date": "2026-12-11",
            **more,
        }
        content: bytes = export_form(BOOK, self.page, asked)["bytes"]
        return content


LATE = "17 working days late: the limit is Wednesday 23 December 2026 (First core group held"
CORE_GROUP = _path("conference-record", "core_group")
HELD = _path("conference-record", "day")


def test_a_core_group_after_its_limit_is_said_to_be_late_and_blocks_nothing() -> None:
    form = Filled("conference-record", {CORE_GROUP: "20 January 2027"})
    [note] = form.look()["advice"][CORE_GROUP]
    assert note.startswith(LATE)
    assert form.look()["mistakes"] == {}
    assert b"PK" in form.export("docx")


def test_a_core_group_on_its_last_day_is_not_late() -> None:
    assert CORE_GROUP not in Filled("conference-record", {CORE_GROUP: "23 December 2026"}).look()["advice"]


def test_how_late_a_date_is_goes_into_a_document_only_where_the_writer_wants_it() -> None:
    form = Filled("conference-record", {CORE_GROUP: "20 January 2027"})
    plain, said = (_text(form.export("docx", late=wanted)) for wanted in (False, True))
    assert "working days late" not in plain
    assert LATE in said
    assert "working days late" not in form.export("text").decode()
    assert LATE in form.export("text", late=True).decode()
    opened = form.page.open(_encoded(form.export("docx", late=True)))
    assert opened["answers"][CORE_GROUP] == "20 January 2027"


def _text(content: bytes) -> str:
    return "".join(docx.Document(BytesIO(content)).element.body.itertext())


def _encoded(content: bytes) -> str:
    return base64.b64encode(content).decode()


def test_a_report_shared_after_its_limit_is_said_to_be_late() -> None:
    note = Filled("agency-report-kirklees", {_path("agency-report-kirklees", "shared_on"): "8/12/2026"})
    found = [each for notes in note.look()["advice"].values() for each in notes]
    assert any("working days late" in each and "4 December 2026" in each for each in found)


def test_two_days_of_one_conference_are_noticed() -> None:
    form = Filled("conference-record", {HELD: "10 December 2026"})
    notes = [each for found in form.look()["advice"].values() for each in found]
    assert notes == [
        "The dates for this form are counted from another day of the initial conference: Wednesday 9 December 2026."
    ]


def test_the_date_counted_from_is_not_asked_again_in_the_form_nor_the_form_s_above_it() -> None:
    form = Filled("conference-record", {}, date="9/12/2026")
    assert list(form.counted["fills"].values()) == ["9 December 2026"]
    [path] = form.counted["fills"]
    other = Filled("conference-record", {path: "9 Dec 2026"})
    known = look(BOOK, other.page, {"fields": other.fields, "counted": {}})["when"]
    assert known["date"] == "9 December 2026"
    assert "initial_conference" in known["events"]


def test_a_review_s_record_offers_the_next_review() -> None:
    first = Filled("conference-record", {}, event="initial_conference").counted["topics"]["first-review"]
    after_review = Filled("conference-record", {}, event="review_conference").counted["topics"]
    review = after_review["later-reviews"]
    assert "first-review" not in after_review
    assert "First review" in first["says"]
    assert first["day"] == "9 March 2027"
    assert "Next review" in review["says"]
    assert review["day"] == "9 June 2027"


def test_the_outline_plan_offers_the_limit_of_the_meeting_that_was_chosen() -> None:
    choices = {"First core group, as a child protection plan was decided on": "First core group"}
    choices["First child in need meeting"] = "child in need meeting"
    for choice, says in choices.items():
        form = Filled("outline-plan", {_path("outline-plan", "next_meeting"): choice}, event="initial_conference")
        path = _path("outline-plan", "next_date")
        assert says in form.look()["offers"][path]["says"]


@pytest.mark.parametrize("born", ["due 3 March 2027", "2014", "unknown", "31/2/2014", "about 2016", "not known"])
def test_a_date_of_birth_blocks_no_export_and_stands_as_it_was_written(born: str) -> None:
    form = Filled("agency-report-kirklees", {"children.1.name": "Sam Fictional", "children.1.born": born})
    assert form.look()["mistakes"] == {}
    assert born in form.export("text").decode()


def test_a_date_of_birth_that_is_no_date_names_the_child() -> None:
    answers = {"children.1.born": "1/2/2014", "children.2.name": "Sam Fictional", "children.2.born": "31/2/2014"}
    form = Filled("agency-report-kirklees", {"children.1.name": "Robin Madeup", **answers})
    [note] = [each for notes in form.look()["advice"].values() for each in notes]
    assert note.startswith("Sam Fictional: there is no 31 February 2014")
    assert "1 February 2014" in form.export("text").decode()

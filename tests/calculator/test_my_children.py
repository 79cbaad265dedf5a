"""A family whose children have different dates: one timeline that says for whom, and a calendar that does not."""

import re
from typing import Any

import icalendar
import pytest

from calculator import my_dates_page
from calculator.model import InvalidInput, Rulebook
from tests.calculator.test_my_dates import row_of, text_of
from tests.page_python import in_both

family_calls = my_dates_page.calls
_python = in_both(tables=("family_calls",))
FORM = [
    ["partnership", "kirklees"],
    ["conference", "review_conference"],
    *([f"held.{box}", value] for box, value in (("day", "1"), ("month", "4"), ("year", "2027"))),
    ["calendar.past", "yes"],
    ["key", "r00000001"],
]
BABY = [
    ["child.2.label", "Baby"],
    ["child.2.conference", "initial_conference"],
    *([f"child.2.held.{box}", value] for box, value in (("day", "1"), ("month", "3"), ("year", "2027"))),
]
TWO = [*FORM, ["child.1.label", "A"], *BABY]


def show(book: Rulebook, fields: list[list[str]]) -> dict[str, Any]:
    return dict(family_calls(book)["my_dates"]({"fields": fields}))


def test_each_child_has_their_own_conference_in_one_list(book: Rulebook) -> None:
    """The baby's first core group is due ten working days after Monday 1 March: 2 to 5, 8 to 12 and 15 March."""
    text = text_of(show(book, TWO)["html"])
    assert "Monday 1 March 2027 : Your conference For Baby" in text
    assert "Thursday 1 April 2027 : Your conference For A" in text
    first = text_of(row_of(show(book, TWO)["html"], "kirklees.first-core-group:child-2"))
    assert "Monday 15 March 2027" in first
    assert "For Baby" in first


def test_the_list_of_all_is_that_of_each_child_together(book: Rulebook) -> None:
    alone = [
        show(book, FORM)["count"],
        show(book, [*FORM[:1], *([name.removeprefix("child.2."), value] for name, value in BABY[1:])])["count"],
    ]
    assert show(book, TWO)["count"] == sum(alone)


def test_a_conference_of_all_children_is_there_once(book: Rulebook) -> None:
    single, both = (
        show(book, [*FORM, *more])["html"] for more in ([], [["child.1.label", "A"], ["child.2.label", "B"]])
    )
    assert both.count("Your conference") == 1
    assert re.sub(r'<p class="deadline-for">For both children</p>\s*|, both children', "", both) == single


def test_a_check_for_one_child_says_nothing_of_the_other(book: Rulebook) -> None:
    fields = [*FORM, ["child.1.label", "A"], ["child.2.label", "B"]]
    name = "done.kirklees.agency-report-shared:review_conference:child-2"
    late = [[f"{name}.day", "31"], [f"{name}.month", "3"], [f"{name}.year", "2027"]]
    html = show(book, [*fields, *late])["html"]
    assert "late" not in row_of(html, "kirklees.agency-report-shared:review_conference")
    assert "2 working days late" in row_of(html, "kirklees.agency-report-shared:review_conference:child-2")


@pytest.mark.parametrize(
    ("more", "field", "says"),
    [
        (
            [["child.2.label", "B"], ["child.2.conference", "initial_conference"]],
            "child.2.held",
            "B: Enter the date",
        ),
        ([["child.2.label", "B"], ["child.2.held.day", "31"]], "child.2.held", "B: The date of the conference"),
        ([["child.2.label", "B"], ["child.2.plan", "perhaps"]], "child.2.plan", "B: Choose"),
        ([["child.2.label", "a"]], "child.2.label", "Two children are called"),
        ([], "children", "Only one child is listed (A)"),
    ],
)
def test_a_mistake_names_the_child(book: Rulebook, more: list[list[str]], field: str, says: str) -> None:
    with pytest.raises(InvalidInput) as error:
        show(book, [*FORM, ["child.1.label", "A"], *more])
    assert [each.field for each in error.value.errors] == [field]
    assert error.value.errors[0].message.startswith(says)


def test_no_calendar_entry_tells_of_a_child_and_each_has_an_id_of_its_own(book: Rulebook) -> None:
    made = family_calls(book)["my_dates_export"]({"fields": TWO})
    entries = icalendar.Calendar.from_ical(made["bytes"]).walk("VEVENT")
    assert len(entries) == show(book, TWO)["count"] == len({str(each["UID"]) for each in entries})
    assert b"Baby" not in made["bytes"]
    alone = icalendar.Calendar.from_ical(family_calls(book)["my_dates_export"]({"fields": FORM})["bytes"])
    assert {str(each["UID"]) for each in alone.walk("VEVENT")} < {str(each["UID"]) for each in entries}


def test_nothing_typed_for_children_leaves_the_list_as_it_is(book: Rulebook) -> None:
    empty = [["child.1.label", ""], ["child.1.conference", ""], ["child.2.held.day", " "]]
    assert show(book, [*FORM, *empty])["html"] == show(book, FORM)["html"]

"""What is typed into a form: nothing of it is lost or changed, and what must be corrected is said in words."""

import re
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from forms.builder.load import form_ids
from forms.days import read_day
from forms.draft import LONGEST_ANSWER, Draft, boxes, clean, mistakes, page_answers, page_names, read_answers
from forms.kinds import KINDS
from forms.model import FormDefinition
from forms.part import Kind, Part
from tests.forms.conftest import OnDemand
from tests.forms.samples import EVERY_KIND, of

ANY_TEXT = st.text(st.one_of(st.characters(), st.sampled_from("\r\n\t\v\f\x00\x1f\x85\u2028\ufffe ")), max_size=40)


def read(**typed: str) -> dict[str, str]:
    """Return what is kept of what was typed into the form of every kind, where the form has a place for all of it."""
    answers = {path.replace("__", "."): text for path, text in typed.items()}
    draft, unknown, _ = read_answers(EVERY_KIND, answers)
    assert [path for path in unknown if answers[path].strip()] == []
    return dict(draft.answers)


def wrong(path: str, text: str) -> str:
    """Return what is said of one answer."""
    _, _, errors = read_answers(EVERY_KIND, {path: text})
    [error] = errors
    assert error.field == path
    return error.message


# --- Dates -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "day"),
    [
        ("11/12/2026", date(2026, 12, 11)),
        ("1/2/2026", date(2026, 2, 1)),
        ("01.02.2026", date(2026, 2, 1)),
        ("11-12-2026", date(2026, 12, 11)),
        ("11 12 2026", date(2026, 12, 11)),
        ("11 / 12 / 2026", date(2026, 12, 11)),
        ("2026-12-11", date(2026, 12, 11)),
        ("11 December 2026", date(2026, 12, 11)),
        ("11 december 2026", date(2026, 12, 11)),
        ("11 DEC 2026", date(2026, 12, 11)),
        ("11-Dec-2026", date(2026, 12, 11)),
        ("  6 January 2027\n", date(2027, 1, 6)),
        ("Friday 11 December 2026", date(2026, 12, 11)),
        ("wednesday, 6 January 2027", date(2027, 1, 6)),
        ("29 February 2028", date(2028, 2, 29)),
        ("29/2/2000", date(2000, 2, 29)),
        ("1 January 1900", date(1900, 1, 1)),
        ("31/12/2100", date(2100, 12, 31)),
        ("", None),
        (" \n", None),
    ],
)
def test_a_date_is_read_as_people_write_it(typed: str, day: date | None) -> None:
    assert read_day(typed) == day


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("29 February 2027", "there is no 29 February 2027"),
        ("29/2/2100", "there is no 29 February 2100"),
        ("31/4/2026", "there is no 31 April 2026"),
        ("0/1/2026", "there is no 0 January 2026"),
        ("2026-13-01", "there is no month 13"),
        ("12/31/2026", "there is no month 31"),
        ("31 December 1899", "1899 is outside 1900 to 2100, the years that a form can hold"),
        ("1/1/2101", "2101 is outside 1900 to 2100"),
        ("11/12/026", "“11/12/026” is not a date. Write it like 11/12/2026 or 11 December 2026."),
        ("11 Decembre 2026", "is not a date"),
        ("11 xyz 2026", "is not a date"),
        ("11 De 2026", "is not a date"),
        ("Friday", "“Friday” is not a date"),
        ("Friday 2026", "is not a date"),
        ("December 2026", "is not a date"),
        ("tomorrow", "“tomorrow” is not a date"),
        ("11/12/2026 at ten", "is not a date"),
        ("11/12", "the year must be there too"),
        ("٢٠٢٦-١٢-١١", "is not a date"),
        ("11/12/٢٠٢٦", "is not a date"),
        ("9" * 10_000, "is not a date"),
    ],
)
def test_what_is_no_date_is_said_in_words(typed: str, says: str) -> None:
    message = wrong("visit.day", typed)
    assert message.startswith("When was it?: ")
    assert says in message
    assert len(message) < 200


# --- Choices and lengths -----------------------------------------------------------------------------------


def test_several_choices_are_kept_in_the_order_of_the_form() -> None:
    assert read(visit__present="Nana\nMother") == {"visit.present": "Mother\nNana"}


@pytest.mark.parametrize("path", ["visit.sort", "visit.present", "visit.again.answer", "visit.safety.score"])
def test_a_choice_that_the_form_does_not_offer_is_kept_and_pointed_out(path: str) -> None:
    message = wrong(path, "Perhaps")
    assert "“Perhaps” is not one of the answers. Choose from: " in message
    draft, _, _ = read_answers(EVERY_KIND, {path: "Perhaps"})
    assert draft.answers == {path: "Perhaps"}


@pytest.mark.parametrize("score", [str(number) for number in range(11)])
def test_a_score_is_a_whole_number_from_0_to_10(score: str) -> None:
    assert read_answers(EVERY_KIND, {"visit.safety.score": score})[2] == []


@pytest.mark.parametrize("score", ["11", "-1", "5.5", "05", "٥"])
def test_any_other_score_is_pointed_out(score: str) -> None:
    assert "Choose from: 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10." in wrong("visit.safety.score", score)


def test_an_answer_of_twenty_thousand_characters_is_taken_and_one_more_is_pointed_out() -> None:
    assert read_answers(EVERY_KIND, {"visit.seen": "a" * 20_000})[2] == []
    says = "What did you see?: this has 20,001 characters; shorten it to 20,000."
    assert wrong("visit.seen", "a" * 20_001) == says
    assert LONGEST_ANSWER == 20_000


def test_a_mistake_is_named_under_the_row_or_child_that_it_is_in() -> None:
    typed = {"visit.actions.1.by": "7 January 2027", "visit.actions.2.by": "soon", "children.2.harm.1.basis": "?"}
    _, _, errors = read_answers(EVERY_KIND, {"children.1.name": "Robin"} | typed)
    assert [each.field for each in errors] == ["visit.actions.2.by", "children.2.harm.1.basis"]


# --- Rows and children ----------------------------------------------------------------------------------


def test_empty_rows_are_left_out_and_the_others_numbered_anew() -> None:
    typed = {"visit__actions__1__what": "", "visit__actions__2__what": "Ring", "visit__actions__4__why": "Because"}
    assert read(**typed) == {"visit.actions.1.what": "Ring", "visit.actions.2.why": "Because"}


def test_rows_of_a_draft_stand_in_the_order_of_their_numbers() -> None:
    typed = {"visit__people__7__name": "Jo", "visit__people__10__name": "Alex", "visit__people__2__name": "Val"}
    assert list(read(**typed).values()) == ["Val", "Jo", "Alex"]


def test_a_number_written_in_two_ways_does_not_double_a_row() -> None:
    draft, unknown, _ = read_answers(EVERY_KIND, {"visit.people.1.name": "Jo", "visit.people.01.name": "Alex"})
    assert draft.answers == {"visit.people.1.name": "Jo"}
    assert unknown == ["visit.people.01.name"]


def test_an_empty_child_before_another_stays_so_that_no_answer_passes_to_another_child() -> None:
    typed = {"children__1__name": "Robin", "children__2__name": " ", "children__3__name": "Sam"}
    assert read(**typed) == {"children.1.name": "Robin", "children.3.name": "Sam"}


def test_empty_children_after_the_last_are_left_out() -> None:
    typed = {"children__1__name": "Robin", "children__2__name": "", "children__3__says": "\n"}
    assert read(**typed) == {"children.1.name": "Robin"}


@pytest.mark.parametrize(
    "typed",
    [
        {"children.1.name": "", "children.2.name": "Sam"},
        {"children.1.name": "Robin", "children.2.name": "", "children.3.name": "Sam"},
        {"children.2.name": "Sam"},
        {"children.5.harm.3.text": "A quarrel"},
        {"visit.actions.9.what": "Ring"},
    ],
)
def test_every_answer_that_is_kept_has_a_place_in_the_form(typed: dict[str, str]) -> None:
    draft, _, _ = read_answers(EVERY_KIND, typed)
    assert sorted(draft.answers.values()) == sorted(text for text in typed.values() if text)
    assert set(draft.answers) <= {box.path for box in boxes(EVERY_KIND, draft)}


def test_an_answer_in_a_row_after_one_that_the_form_does_not_ask_has_a_place_in_the_form() -> None:
    draft, unknown, _ = read_answers(EVERY_KIND, {"visit.people.1.shoes": "Brown", "visit.people.2.name": "Jo"})
    assert unknown == ["visit.people.1.shoes"]
    assert list(draft.answers.values()) == ["Jo"]
    assert set(draft.answers) <= {box.path for box in boxes(EVERY_KIND, draft)}


def test_reading_a_draft_again_changes_nothing_even_where_a_child_in_between_is_empty() -> None:
    typed = {"children.1.name": "", "children.2.name": "Sam", "children.2.harm.3.text": "A quarrel"}
    draft, _, _ = read_answers(EVERY_KIND, typed)
    again, unknown, _ = read_answers(EVERY_KIND, draft.answers)
    assert (again, unknown) == (draft, [])


@pytest.mark.parametrize("name", form_ids())
def test_a_worked_example_read_again_is_the_same(
    name: str, forms: OnDemand[FormDefinition], examples: OnDemand[Draft]
) -> None:
    assert read_answers(forms[name], examples[name].answers) == (examples[name], [], [])


def test_more_rows_than_a_list_takes_are_given_back_as_unknown() -> None:
    typed = {f"visit.people.{number}.name": f"Person {number}" for number in range(1, 24)}
    draft, unknown, _ = read_answers(EVERY_KIND, typed)
    assert list(draft.answers.values()) == [f"Person {number}" for number in range(1, 21)]
    assert unknown == ["visit.people.21.name", "visit.people.22.name", "visit.people.23.name"]


@pytest.mark.parametrize(
    "path",
    ["visit", "visit.", "visit.nothing", "visit.place.1", "children.name", "children.x.name", "children.1", ""],
)
def test_what_the_form_does_not_ask_is_given_back_as_unknown(path: str) -> None:
    draft, unknown, errors = read_answers(EVERY_KIND, {path: "text", "visit.place": "Leeds"})
    assert (unknown, errors) == ([path], [])
    assert draft.answers == {"visit.place": "Leeds"}


# --- Characters -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("one\r\ntwo\rthree", "one\ntwo\nthree"),
        ("one\vtwo\fthree", "one\ntwo\nthree"),
        ("a\x00b\x07c\x1bd", "abcd"),
        ("a\ufffeb\uffffc", "abc"),
        ("a\ud800b", "ab"),
        ("tab\tstays", "tab\tstays"),
        ("Zoë, שרה, محمد, 李, 👩‍👧", "Zoë, שרה, محمد, 李, 👩‍👧"),
        ("\u2028 and \x85 stay", "\u2028 and \x85 stay"),
    ],
)
def test_line_ends_become_one_kind_and_only_what_no_document_can_hold_is_dropped(typed: str, kept: str) -> None:
    assert clean(typed) == kept


def allowed(text: str) -> str:
    """Return the text without what lxml does not take into a document, and with one kind of line end."""

    def takes(each: str) -> bool:
        try:
            etree.Element("a").text = each
        except ValueError:
            return False
        return True

    return "".join(each for each in re.sub(r"\r\n|[\r\v\f]", "\n", text) if takes(each))


def typed_into(kind: Kind, text: str) -> str:
    """Return what is to be kept of a text in a box of a kind: all but its ends; on one line, where the box has one."""
    text = allowed(text)
    if kind == Kind("long_text"):
        return text.rstrip() if text.strip() else ""
    return " ".join(line.strip() for line in text.strip().split("\n"))


EVERY_BOX: list[tuple[str, Part]] = [
    (box.path, box.part) for box in boxes(EVERY_KIND, of(EVERY_KIND, {"children.1.name": "a"}))
]


def test_the_form_of_every_kind_has_every_kind_of_box_and_question() -> None:
    assert {part.kind for _, part in EVERY_BOX} == {
        Kind("text"),
        Kind("long_text"),
        Kind("date"),
        Kind("birth"),
        Kind("choice"),
        Kind("choices"),
    }
    assert {each.kind for _, each in EVERY_KIND.fields()} == set(KINDS)


@pytest.mark.parametrize(
    ("path", "kind"), [(path, part.kind) for path, part in EVERY_BOX if part.kind != Kind("choices")]
)
@given(text=ANY_TEXT)
@example(text="\t{{ 7*7 }}\v{% raw %}\x00 ")
def test_whatever_is_typed_is_kept_as_it_was_but_for_its_ends(path: str, kind: Kind, text: str) -> None:
    draft, unknown, _ = read_answers(EVERY_KIND, {path: text})
    assert draft.answers.get(path, "") == typed_into(kind, text)
    assert unknown == []


@given(ticked=st.lists(st.sampled_from(["Mother", "Father", "Nana", "Lodger", "", "  "])))
def test_every_box_that_was_ticked_is_kept(ticked: list[str]) -> None:
    draft, _, errors = read_answers(EVERY_KIND, {"visit.present": "\n".join(ticked)})
    kept = draft.answers.get("visit.present", "").split("\n")
    assert {each for each in kept if each.strip()} == {each for each in ticked if each.strip()}
    assert bool(errors) == ("Lodger" in ticked)


@given(texts=st.lists(ANY_TEXT, min_size=len(EVERY_BOX), max_size=len(EVERY_BOX)))
def test_no_answer_changes_another(texts: list[str]) -> None:
    typed = dict(zip((path for path, _ in EVERY_BOX), texts, strict=True))
    draft, unknown, _ = read_answers(EVERY_KIND, typed)
    alone = {path: read_answers(EVERY_KIND, {path: text})[0].answers.get(path) for path, text in typed.items()}
    assert draft.answers == {path: text for path, text in alone.items() if text}
    assert unknown == []
    assert {each.field for each in mistakes(EVERY_KIND, draft)} <= set(draft.answers)


@given(typed=st.dictionaries(ANY_TEXT | st.sampled_from([path for path, _ in EVERY_BOX]), ANY_TEXT, max_size=6))
def test_nothing_that_is_typed_anywhere_breaks_the_form(typed: dict[str, str]) -> None:
    draft, unknown, errors = read_answers(EVERY_KIND, typed)
    known = {path for path, _ in EVERY_BOX}
    assert set(unknown) == set(typed) - known
    assert {each.field for each in errors} <= set(draft.answers) <= known


# --- What a page sends --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pairs", "present"),
    [
        ([], None),
        ([""], None),
        (["Mother"], "Mother"),
        (["Mother", "Nana"], "Mother\nNana"),
        (["", "Nana"], "Nana"),
        (["Nana", ""], "Nana"),
    ],
)
def test_boxes_that_share_a_name_are_one_answer_line_by_line(pairs: list[str], present: str | None) -> None:
    sent = [["visit.present", each] for each in pairs] + [["visit.place", "Leeds"]]
    asked = {"visit.place": "Leeds"} | ({"visit.present": present} if present else {})
    assert {name: text for name, text in page_answers(sent).items() if text} == asked


def test_rows_without_an_answer_have_a_number_on_the_page_and_none_in_the_draft() -> None:
    sent = [
        *(["visit.people.1.name", "Jo"], ["visit.people.2.name", " "], ["visit.people.3.name", "Val"]),
        *(["children.1.name", ""], ["children.2.name", "Sam"], ["children.3.name", ""]),
        *(["children.2.harm.1.text", "\x07"], ["children.2.harm.2.text", "A quarrel"]),
    ]
    typed = page_answers(sent)
    draft, _, _ = read_answers(EVERY_KIND, typed)
    assert draft.answers == {
        "visit.people.1.name": "Jo",
        "visit.people.2.name": "Val",
        "children.2.name": "Sam",
        "children.2.harm.1.text": "A quarrel",
    }
    names = page_names(EVERY_KIND, typed)
    assert [names[path] for path in draft.answers] == [
        "visit.people.1.name",
        "visit.people.3.name",
        "children.2.name",
        "children.2.harm.2.text",
    ]


@given(st.dictionaries(st.sampled_from([path for path, _ in EVERY_BOX]), st.text(max_size=9), max_size=12))
def test_every_box_of_a_draft_has_a_name_on_the_page(typed: dict[str, str]) -> None:
    sent = page_answers(typed.items())
    draft, _, _ = read_answers(EVERY_KIND, sent)
    names = page_names(EVERY_KIND, sent)
    assert {box.path for box in boxes(EVERY_KIND, draft)} <= set(names)
    assert {names[path] for path in draft.answers} == {name for name, text in sent.items() if text.strip()}


@pytest.mark.parametrize("typed", ["Payday 11/12/2026", "Yesterday 11 December 2026"])
def test_only_the_seven_days_of_the_week_may_stand_before_a_date(typed: str) -> None:
    with pytest.raises(ValueError, match="is not a date"):
        read_day(typed)

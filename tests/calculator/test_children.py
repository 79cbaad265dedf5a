"""Several children in one case: one timetable, rows that say for whom, meetings of all of them once.

The dates of the worked examples are counted by hand on the calendar of 2027 (1 January is a Friday and a bank
holiday; Good Friday is 26 March, Easter Monday 29 March), as each test says.
"""

import csv
import io
import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import icalendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculator.builder.load import load_rulebook
from calculator.calendar_file import Wanted, as_ics
from calculator.case import MOST_CHILDREN, TypedChild, read_case
from calculator.exports import EXPORTS, as_csv, as_json, as_text
from calculator.model import Deadline, Event, InvalidInput, Rulebook, Timetable
from calculator.page import calls
from calculator.record import deadline_mark
from calculator.saved import open_saved
from calculator.timetable import timetable
from tests.calculator.conftest import worked_out
from tests.calculator.test_real_kinds import PACKS
from tests.page_python import in_both

_python = in_both(tables=("calls",))
SHARED = {"strategy_discussion": "2026-12-11", "initial_conference": "2027-01-05"}
JOINED_LATER = {"initial_conference": "2027-03-01"}


def of_children(
    book: Rulebook, area: str, shared: dict[str, str], done: dict[str, str] | None = None, **own: dict[str, str]
) -> Timetable:
    """Return the timetable of a case with children by their labels: A={}, B={"plan_ended": "2027-06-01"}."""
    children = [
        TypedChild(
            number=number,
            label=label,
            events=[pair for pair in each.items() if pair[0] in book.words.events],
            facts=[pair for pair in each.items() if pair[0] in book.words.facts],
        )
        for number, (label, each) in enumerate(own.items(), start=1)
    ]
    case = read_case(
        book, partnership=area, events=shared.items(), children=children, done=(done or {}).items(), reference="K-1"
    )
    return timetable(case, book)


def for_child(table: Timetable, label: str) -> dict[str, Deadline]:
    """Return the rows for one child by the ids that they would have in a timetable of that child alone."""
    return {
        f"{each.rule.id}{_which(each, child.number)}": each
        for each in table.deadlines
        for child in each.children
        if child.label == label
    }


def _which(each: Deadline, number: int) -> str:
    return each.id.removeprefix(each.rule.id).removesuffix(f":child-{number}")


def labels(deadline: Deadline) -> list[str]:
    return [each.label for each in deadline.children]


# --- Worked examples --------------------------------------------------------------------------------------


def test_a_child_who_joined_later_has_a_first_core_group_and_a_first_review_of_their_own(book: Rulebook) -> None:
    """Ten working days and three months, from each conference.

    From Tuesday 5 January: 6, 7, 8, 11 to 15, 18, 19 January; and 5 April. From Monday 1 March: 2 to 5, 8 to 12, 15
    March; and 1 June.
    """
    table = of_children(book, "kirklees", SHARED, A={}, B=JOINED_LATER)
    rows = {each.id: (str(each.count.due), labels(each)) for each in table.deadlines}
    assert rows["kirklees.first-core-group"] == ("2027-01-19", ["A"])
    assert rows["kirklees.first-core-group:child-2"] == ("2027-03-15", ["B"])
    assert rows["kirklees.first-review"] == ("2027-04-05", ["A"])
    assert rows["kirklees.first-review:child-2"] == ("2027-06-01", ["B"])


def test_what_was_before_a_child_joined_is_not_that_childs(book: Rulebook) -> None:
    table = of_children(book, "kirklees", {**SHARED, "first_core_group": "2027-01-18"}, A={}, B=JOINED_LATER)
    of_b = [each for each in table.deadlines if "B" in labels(each)]
    assert {each.trigger.event for each in of_b if each.trigger.given} == {"initial_conference"}
    assert not any(each.check for each in of_b)
    assert all(labels(each) == ["A"] for each in table.deadlines if each.trigger.event == "strategy_discussion")


def test_a_meeting_of_all_children_is_there_once_though_it_is_the_first_of_one(book: Rulebook) -> None:
    """The review on Thursday 1 April 2027 is entered once; its minutes are due 20 working days later.

    The days: 2, 6 to 9, 12 to 16, 19 to 23, 26 to 29 April; Easter is past. That is 29 April.
    """
    shared = {
        **SHARED,
        "first_core_group": "2027-01-18",
        "core_group": "2027-03-10",
        "review_conference": "2027-04-01",
    }
    table = of_children(book, "kirklees", shared, A={}, B=JOINED_LATER)
    minutes = [each for each in table.deadlines if each.id.startswith("kirklees.minutes:review_conference")]
    assert (str(minutes[0].count.due), labels(minutes[0])) == ("2027-04-29", ["A", "B"])
    assert [each.id for each in minutes if each.trigger.date == date(2027, 4, 1)] == [minutes[0].id]
    first = {each.id: each for each in table.deadlines}["kirklees.first-core-group:child-2"]
    assert first.check
    assert first.check.done == date(2027, 3, 10)
    assert [each for each in table.warnings if each.startswith("B: ") and "first core group" in each]


def test_a_child_whose_plan_ended_has_no_core_groups_and_reviews_after_that_day(book: Rulebook) -> None:
    shared = {**SHARED, "first_core_group": "2027-01-18", "core_group.1": "2027-03-10", "core_group.2": "2027-05-05"}
    ended = date(2027, 4, 1)
    table = of_children(book, "kirklees", shared, A={}, C={"plan_ended": str(ended)})
    later = [each for each in table.deadlines if each.count.due > ended]
    assert {each.rule.sets for each in later if "A" in labels(each)} >= {"core_group", "review_conference"}
    assert {each.rule.sets for each in later if "C" in labels(each)} & {"core_group", "review_conference"} == set()
    assert not [each for each in later if "C" in labels(each) and each.trigger.date > ended]


def test_an_unborn_childs_rows_follow_the_expected_date_of_birth() -> None:
    """In the made-up area a conference is due so many weeks before the birth, as `real_kinds.csv` works out."""
    book = load_rulebook(packs=[PACKS / "harbourton"])
    shared = {"referral": "2027-02-01", "initial_conference": "2027-03-01"}
    table = of_children(book, "harbourton", shared, A={}, Baby={"expected_birth": "2027-06-01"})
    from_birth = [each for each in table.deadlines if each.counted_from.event in {"expected_birth", "birth"}]
    assert from_birth
    assert all(labels(each) == ["Baby"] for each in from_birth)
    alone = worked_out(book, "harbourton", "referral=2027-02-01", "initial_conference=2027-03-01")
    assert not {each.rule.id for each in alone.deadlines} & {each.rule.id for each in from_birth}
    both = [each for each in table.deadlines if labels(each) == ["A", "Baby"]]
    assert {each.trigger.event for each in both} >= {"referral"}


def test_until_a_child_who_joined_has_a_conference_the_others_meetings_are_not_theirs(book: Rulebook) -> None:
    """The fifteenth working day after Monday 1 February 2027 is Monday 22 February."""
    shared = {**SHARED, "first_core_group": "2027-01-18", "core_group": "2027-02-15"}
    table = of_children(book, "kirklees", shared, A={}, B={"strategy_discussion": "2027-02-01"})
    rows = for_child(table, "B")
    assert str(rows["kirklees.initial-conference"].count.due) == "2027-02-22"
    assert not any(each.check for each in rows.values())
    assert {each.trigger.date for each in rows.values() if each.trigger.given} == {date(2027, 2, 1)}


def test_a_child_who_was_there_first_keeps_nothing_of_what_led_to_the_others_conference(book: Rulebook) -> None:
    shared = {"strategy_discussion": "2027-02-15", "initial_conference": "2027-03-08"}
    table = of_children(book, "kirklees", shared, A={"initial_conference": "2027-01-05"}, B={})
    assert all(labels(each) == ["B"] for each in table.deadlines if each.trigger.event == "strategy_discussion")
    assert str(for_child(table, "A")["kirklees.first-core-group"].count.due) == "2027-01-19"


def test_an_answer_can_differ_for_one_child(book: Rulebook) -> None:
    table = of_children(book, "kirklees", SHARED, A={"plan_made": "yes"}, B={"plan_made": "no"})
    rows = {each.id: labels(each) for each in table.deadlines}
    assert rows["kirklees.first-core-group"] == ["A"]
    assert rows["kirklees.child-in-need-meeting:child-2"] == ["B"]
    assert rows["kirklees.invitations-initial"] == ["A", "B"]


# --- The same as each child alone ---------------------------------------------------------------------------


DAYS = st.dates(date(2026, 11, 2), date(2027, 10, 29))


@st.composite
def cases(draw: st.DrawFn) -> tuple[str, dict[str, str], dict[str, dict[str, str]]]:
    """Return an area, the dates of all, and those of each child: a conference, and what comes after it."""
    area = draw(st.sampled_from(["darlington", "kirklees", "lincolnshire", "warwickshire"]))
    conference = draw(DAYS)
    shared = {
        "strategy_discussion": conference - timedelta(days=draw(st.integers(5, 40))),
        "initial_conference": conference,
    }
    for event, least in (("first_core_group", 5), ("core_group", 30), ("review_conference", 70)):
        if draw(st.booleans()):
            shared[event] = conference + timedelta(days=least + draw(st.integers(0, 20)))
    children: dict[str, dict[str, str]] = {}
    for label in "ABCD"[: draw(st.integers(2, 4))]:
        own = {}
        kind = draw(st.sampled_from(["same", "joined", "was first", "ended", "reviewed"]))
        if kind == "joined":
            own["initial_conference"] = str(conference + timedelta(days=draw(st.integers(1, 150))))
        if kind == "was first":
            own["initial_conference"] = str(conference - timedelta(days=draw(st.integers(1, 60))))
        if kind == "ended":
            own["plan_ended"] = str(conference + timedelta(days=draw(st.integers(20, 200))))
        if kind == "reviewed":
            own["review_conference"] = str(conference + timedelta(days=draw(st.integers(95, 120))))
        children[label] = own
    return area, {event: str(day) for event, day in shared.items()}, children


def alone(shared: dict[str, str], own: dict[str, str]) -> dict[str, str]:
    """Return one child's dates as a writer would enter them for that child alone, without the engine."""
    joined, ended = own.get("initial_conference"), own.get("plan_ended", "9999")
    dates = {}
    for event, day in shared.items():
        meeting = event in {"first_core_group", "core_group", "review_conference"}
        if (joined and (day < joined or not meeting)) or (meeting and day > ended):
            continue
        dates[event] = day
    missed = joined and shared.get("first_core_group", "9999") < joined
    if missed and dates.get("core_group", "") > str(joined):
        dates["first_core_group"] = dates.pop("core_group")
    return {**dates, **own}


def facts_of(each: Deadline) -> tuple[Any, ...]:
    check = each.check.says if each.check else None
    return (each.rule.id, each.count.due, each.count.safe, each.trigger.date, check, each.condition, each.sources)


@given(cases())
def test_the_timetable_of_all_is_that_of_each_child_together(
    case: tuple[str, dict[str, str], dict[str, dict[str, str]]],
) -> None:
    area, shared, children = case
    book = BOOK
    table = of_children(book, area, shared, **children)
    for label, own in children.items():
        single = worked_out(book, area, *(f"{event}={day}" for event, day in alone(shared, own).items()))
        theirs = sorted(map(repr, (facts_of(each) for each in table.deadlines if label in labels(each))))
        assert theirs == sorted(map(repr, map(facts_of, single.deadlines)))
    assert all(each.children for each in table.deadlines)
    ids = [each.id for each in table.deadlines]
    assert len(set(ids)) == len(ids)
    rows = [(*facts_of(each), tuple(each.rules)) for each in table.deadlines]
    seen: dict[str, set[str]] = {}
    for row, each in zip(rows, table.deadlines, strict=True):
        assert not seen.setdefault(repr(row), set()) & set(labels(each))
        seen[repr(row)] |= set(labels(each))


BOOK = load_rulebook()


def test_children_with_the_same_dates_have_the_rows_and_ids_of_one_child(book: Rulebook) -> None:
    together = of_children(book, "darlington", SHARED, A={}, B={}, C={})
    single = worked_out(book, "darlington", *(f"{event}={day}" for event, day in SHARED.items()))
    assert [replace(each, children=()) for each in together.deadlines] == list(single.deadlines)
    assert {tuple(labels(each)) for each in together.deadlines} == {("A", "B", "C")}
    assert together.warnings == single.warnings


# --- Done -----------------------------------------------------------------------------------------------------


def test_what_is_done_for_a_row_is_done_for_all_of_its_children(book: Rulebook) -> None:
    done = {"kirklees.conference-requested": "2026-12-21"}
    table = of_children(book, "kirklees", SHARED, done, A={}, B={})
    row = next(each for each in table.deadlines if each.id == "kirklees.conference-requested")
    assert row.check
    assert labels(row) == ["A", "B"]


def test_what_is_done_for_one_child_is_not_said_of_the_other(book: Rulebook) -> None:
    done = {"kirklees.first-core-group:child-2": "2027-03-16"}
    table = of_children(book, "kirklees", SHARED, done, A={}, B=JOINED_LATER)
    rows = {each.id: each for each in table.deadlines}
    check = rows["kirklees.first-core-group:child-2"].check
    assert check
    assert check.working_days_late == 1
    assert rows["kirklees.first-core-group"].check is None


def test_a_rows_date_that_one_child_alone_kept_parts_the_row(book: Rulebook) -> None:
    done = {
        "kirklees.minutes:initial_conference": "2027-02-02",
        "kirklees.minutes:initial_conference:child-2": "2027-02-04",
    }
    table = of_children(book, "kirklees", SHARED, done, A={}, B={})
    checks = {
        each.id: each.check.working_days_late for each in table.deadlines if each.check and "minutes" in each.id
    }
    assert checks == {"kirklees.minutes:initial_conference": 0, "kirklees.minutes:initial_conference:child-2": 2}


def test_something_done_that_no_child_has_is_refused_by_name(book: Rulebook) -> None:
    with pytest.raises(InvalidInput) as error:
        of_children(book, "kirklees", SHARED, {"kirklees.nothing": "2027-02-02"}, A={}, B={})
    assert error.value.errors[0].field == "done.kirklees.nothing"


# --- Mistakes ---------------------------------------------------------------------------------------------------


def mistakes(book: Rulebook, *children: TypedChild, **shared: str) -> list[tuple[str | None, str]]:
    with pytest.raises(InvalidInput) as error:
        timetable(
            read_case(book, partnership="kirklees", events={**SHARED, **shared}.items(), children=children), book
        )
    return [(each.field, each.message) for each in error.value.errors]


def typed(number: int, label: str = "", **events: str) -> TypedChild:
    return TypedChild(number=number, label=label, events=[*events.items()])


def test_a_mistake_names_the_child_and_its_field(book: Rulebook) -> None:
    [(field, message)] = mistakes(book, typed(1, "A"), typed(2, "B", initial_conference="2027-02-30"))
    assert field == "child.2.initial_conference"
    assert message.startswith("B: Initial child protection conference: there is no 30 February 2027")


def test_an_impossible_order_names_the_child_and_is_said_once_where_it_is_for_all(book: Rulebook) -> None:
    [(field, message)] = mistakes(book, typed(1, "A"), typed(2, "B", first_core_group="2027-01-04"))
    assert field == "child.2.first_core_group"
    assert message.startswith("B: The first core group")
    [(field, message)] = mistakes(book, typed(1, "A"), typed(2, "B"), first_core_group="2027-01-04")
    assert field == "first_core_group"
    assert message.startswith("The first core group")


@pytest.mark.parametrize(
    ("children", "field"),
    [
        ([typed(1, "A")], "children"),
        ([typed(number, f"K{number}") for number in range(1, MOST_CHILDREN + 2)], "children"),
        ([typed(1, "A"), typed(2, "a")], "child.2.label"),
        ([typed(1, "A"), typed(2, "x" * 21)], "child.2.label"),
        ([typed(1, "A"), typed(2, "\u202eB")], "child.2.label"),
    ],
)
def test_a_list_of_children_that_cannot_be_is_refused_in_words(
    book: Rulebook, children: list[TypedChild], field: str
) -> None:
    assert [each for each, _ in mistakes(book, *children)] == [field]


def test_as_many_children_as_are_allowed_are_worked_out(book: Rulebook) -> None:
    own = {
        f"K{number}": {"initial_conference": f"2027-0{1 + number // 5}-1{number % 5}"}
        for number in range(MOST_CHILDREN)
    }
    table = of_children(book, "kirklees", SHARED, **own)
    assert {label for each in table.deadlines for label in labels(each)} == set(own)


def test_a_child_without_a_label_is_called_by_the_number(book: Rulebook) -> None:
    case = read_case(
        book,
        partnership="kirklees",
        events=SHARED.items(),
        children=[typed(1, "A"), typed(2, plan_ended="2027-06-01"), typed(3)],
    )
    assert [each.label for each in case.children] == ["A", "Child 2"]


# --- The page, links and saved timetables -------------------------------------------------------------------------


FORM = [
    ["partnership", "kirklees"],
    ["strategy_discussion", "2026-12-11"],
    ["initial_conference", "2027-01-05"],
    ["child.1.label", "A"],
    ["child.2.label", "B"],
    ["child.2.initial_conference", "2027-03-01"],
    ["child.2.fact.plan_made", "yes"],
    ["child.4.label", "D"],
    ["child.4.core_group", "2027-02-01"],
    ["child.4.core_group", "2027-03-08"],
    ["reference", "K-1"],
]


def shown(book: Rulebook, fields: list[list[str]]) -> dict[str, Any]:
    return dict(calls(book, EXPORTS, {})["timetable"]({"fields": fields}))


def test_a_link_gives_back_each_child_with_the_childs_own_dates(book: Rulebook) -> None:
    made = shown(book, FORM)
    fields = calls(book, EXPORTS, {})["timetable_address"](made["address"])["fields"]
    assert ["child.2.initial_conference.day", "1"] in fields
    assert ["child.2.fact.plan_made", "yes"] in fields
    assert ["child.4.core_group.2.month", "3"] in fields
    again = shown(book, fields)
    assert again["address"] == made["address"]
    assert again["html"] == made["html"]


def test_the_link_of_as_many_children_as_are_allowed_opens_again(book: Rulebook) -> None:
    own = [
        [f"child.{number}.core_group", f"2027-{month:02}-{number:02}"]
        for number in range(1, MOST_CHILDREN + 1)
        for month in range(1, 11)
    ]
    made = shown(book, [["partnership", "darlington"], ["initial_conference", "2026-12-11"], *own])
    again = shown(book, calls(book, EXPORTS, {})["timetable_address"](made["address"])["fields"])
    assert again["count"] == made["count"] > 100


def test_a_saved_timetable_gives_back_each_child(book: Rulebook) -> None:
    saved = calls(book, EXPORTS, {})["timetable_json"]({"fields": FORM})
    assert [each["label"] for each in json.loads(saved)["case"]["children"]] == ["A", "B", "D"]
    fields = calls(book, EXPORTS, {})["timetable_saved"](saved)["fields"]
    assert shown(book, fields)["html"].count("deadline-for") == shown(book, FORM)["html"].count("deadline-for")
    assert "moved-since" not in shown(book, fields)["html"]
    table, then, _ = open_saved(saved, book)
    assert [each.number for each in table.case.children] == [1, 2, 4]
    assert len(then.dates) >= sum(len(each.children) for each in table.deadlines)


@pytest.mark.parametrize(
    "wrong",
    [
        "A",
        [{"number": 1, "label": "A"}],
        [{"number": True, "label": "A", "events": {}, "facts": {}}],
        [{"number": 1, "label": 5, "events": {}, "facts": {}}],
        [{"number": 1, "label": "A", "events": {"birth": 5}, "facts": {}}],
        [{"number": 1, "label": "A", "events": {}, "facts": {}}] * 2,
    ],
)
def test_a_saved_timetable_with_damaged_children_is_refused(book: Rulebook, wrong: Any) -> None:
    data = json.loads(calls(book, EXPORTS, {})["timetable_json"]({"fields": FORM}))
    data["case"]["children"] = wrong
    with pytest.raises(InvalidInput) as error:
        calls(book, EXPORTS, {})["timetable_saved"](json.dumps(data))
    assert error.value.errors[0].field == "saved"


@pytest.mark.parametrize(
    "name", ["child.0.label", "child.2", "child.2.done.x", "child.x.label", "child.2.child.3.label"]
)
def test_a_link_with_a_child_that_cannot_be_is_refused(book: Rulebook, name: str) -> None:
    with pytest.raises(InvalidInput):
        calls(book, EXPORTS, {})["timetable_address"](f"partnership=kirklees&{name}=A")


def test_what_has_moved_says_for_whom(book: Rulebook) -> None:
    address = shown(book, FORM)["address"]
    later = _with_review_after_four_months(book)
    fields = calls(later, EXPORTS, {})["timetable_address"](address)["fields"]
    html = shown(later, fields)["html"]
    moved = html.partition("moved-since")[2].partition("</section>")[0]
    assert "<strong>First review conference held, A and D</strong>: was Monday 5 April 2027" in moved
    assert "<strong>First review conference held, B</strong>: was Tuesday 1 June 2027" in moved


def _with_review_after_four_months(book: Rulebook) -> Rulebook:
    area = book.partnerships["kirklees"]
    rules = tuple(replace(each, amount=4) if each.id == "kirklees.first-review" else each for each in area.rules)
    national = tuple(
        replace(each, amount=4) if each.milestone == "first review_conference" else each for each in book.national
    )
    return replace(
        book, national=national, partnerships={**book.partnerships, "kirklees": replace(area, rules=rules)}
    )


def test_no_mark_of_a_childs_deadline_is_that_of_another() -> None:
    """Four reviews or core groups of each of twelve children: every one is told from every other."""
    names = [
        f"rule{event}{number}{child}"
        for event in ("", ":review_conference", ":initial_conference", ":core_group", ":first_core_group")
        for number in ("", ":2", ":3", ":4")
        for child in ("", *(f":child-{number}" for number in range(2, MOST_CHILDREN + 1)))
    ]
    assert len({deadline_mark(name) for name in names}) == len(names)


# --- Files ------------------------------------------------------------------------------------------------------


def entries(table: Timetable, book: Rulebook) -> list[Any]:
    return list(icalendar.Calendar.from_ical(as_ics(table, book, Wanted(past=True))).walk("VEVENT"))


def test_a_calendar_entry_says_for_whom_and_keeps_its_id_when_the_other_childs_date_moves(
    book: Rulebook,
) -> None:
    one = of_children(book, "kirklees", SHARED, A={}, B=JOINED_LATER)
    other = of_children(book, "kirklees", SHARED, A={}, B={"initial_conference": "2027-03-08"})
    before, after = (
        {str(each["UID"]): (str(each["SUMMARY"]), each.decoded("DTSTART")) for each in entries(table, book)}
        for table in (one, other)
    )
    for uid, (title, day) in before.items():
        if "B" in title.partition(", ")[2]:
            assert after[uid][0] == title
        else:
            assert after[uid] == (title, day)
    assert before.keys() == after.keys()
    assert any(
        title.endswith("First core group held, B [K-1]") or ", B [K-1]" in title for title, _ in before.values()
    )


def test_a_case_that_comes_to_have_several_children_keeps_the_ids_of_the_first(book: Rulebook) -> None:
    case = read_case(book, partnership="kirklees", events=SHARED.items(), reference="K-1")
    single = {str(each["UID"]) for each in entries(timetable(case, book), book)}
    several = {
        str(each["UID"]) for each in entries(of_children(book, "kirklees", SHARED, A={}, B=JOINED_LATER), book)
    }
    assert single < several


def test_the_spreadsheet_text_and_json_say_for_whom(book: Rulebook) -> None:
    table = of_children(book, "kirklees", SHARED, A={}, B=JOINED_LATER)
    rows = list(csv.DictReader(io.StringIO(as_csv(table, book))))
    assert {row["For whom"] for row in rows} == {"A", "B"}
    assert "  For: B\n" in as_text(table, book)
    assert {tuple(each["children"]) for each in json.loads(as_json(table, book))["deadlines"]} == {("A",), ("B",)}


def test_a_label_that_a_spreadsheet_would_run_is_only_text(book: Rulebook) -> None:
    table = of_children(book, "kirklees", SHARED, **{"=1+1": {}, "B": JOINED_LATER})
    rows = list(csv.DictReader(io.StringIO(as_csv(table, book))))
    assert {row["For whom"] for row in rows} == {"'=1+1", "B"}


def test_a_case_with_one_child_has_nothing_of_this_in_its_files(book: Rulebook) -> None:
    table = worked_out(book, "kirklees", *(f"{event}={day}" for event, day in SHARED.items()))
    assert "For whom" not in as_csv(table, book)
    assert "children" not in as_json(table, book)
    assert "For:" not in as_text(table, book)


def test_two_areas_side_by_side_say_for_whom(book: Rulebook) -> None:
    html = shown(book, [*FORM, ["compare", "lincolnshire"]])["html"]
    assert "side by side" in html
    assert ", A and D <span" in html.partition('class="compare"')[2]


def test_every_event_that_a_child_can_have_is_asked_for(book: Rulebook) -> None:
    asked = {each.id for each in book.words.events.values() if each.asked_of_child}
    assert asked == {Event(name) for name in ("initial_conference", "plan_ended", "expected_birth", "birth")}

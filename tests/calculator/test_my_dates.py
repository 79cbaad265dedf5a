"""A family's own dates: the calculator's, in parents' words, with what to ask where an area gives no day."""

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import icalendar
import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from calculator.builder.tools import Place
from calculator.builder.tools.my_dates import form as my_dates_form
from calculator.case import FIRST, LAST
from calculator.model import Case, Event, Fact, FamilyThing, InvalidInput, Rulebook
from calculator.my_dates import Timeline, rules_in_words, timeline
from calculator.timetable import timetable
from tests.calculator.conftest import PARTNERSHIPS, calls
from tests.calculator.test_page import SCRIPT, Calls, Checker, Fields, boxes, refusal

HERE = Path(__file__).parent
CONFERENCES = INITIAL, REVIEW = Event("initial_conference"), Event("review_conference")
PLAN = {INITIAL: Fact("plan_made"), REVIEW: Fact("plan_continues")}
LONGEST_SENTENCE = 19
KEY = "r00000001"
# The day after Easter, as in worked_examples.csv, which was counted off by hand.
AFTER_EASTER = date(2027, 4, 6)
TELLING = re.compile(
    r"child|protect|conference|social|safeguard|review|core|abuse|harm|council|school|report|\bparent|famil|plan\b",
    re.IGNORECASE,
)


@pytest.fixture(scope="session")
def page(book: Rulebook) -> Calls:
    return calls(book)


def case(area: str, conference: Event, held: date, *, plan: bool | None = None, **more: Any) -> Case:
    facts = {} if plan is None else {PLAN[conference]: plan}
    return Case(partnership=area, events={conference: (held,), **more.pop("events", {})}, facts=facts, **more)


def dates(shown: Timeline) -> dict[str, str]:
    """Return the due dates of a timeline by the rules' own names."""
    return {row.deadline.id.partition(".")[2]: str(row.deadline.count.due) for row in shown.rows}


def form(area: str, conference: Event, held: str = "2027-04-06", *more: Fields) -> Fields:
    year, month, day = held.split("-")
    start = [
        ["partnership", area],
        ["conference", conference],
        ["calendar.past", "yes"],
        ["key", KEY],
        *boxes("held", day, month, year),
    ]
    return [*start, *(pair for fields in more for pair in fields)]


def show(page: Calls, fields: Fields) -> str:
    shown: dict[str, Any] = page["my_dates"]({"fields": fields})
    return str(shown["html"])


def row_of(html: str, name: str) -> str:
    """Return the text of one row."""
    start = html.index(f'<li class="deadline" id="{name}"')
    return text_of(html[start : html.index("</li>", start)])


def text_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split()).replace(" .", ".")


# --- The dates are the calculator's ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("area", "conference", "expected"),
    [
        (
            "kirklees",
            INITIAL,
            {
                "agency-report-shared:initial_conference": "2027-04-01",
                "social-work-report-shared:initial_conference": "2027-04-01",
                "follow-up-call:initial_conference": "2027-04-02",
                "printed-plan:initial_conference": "2027-04-07",
                "plan-emailed": "2027-04-07",
                "first-core-group": "2027-04-20",
                "child-in-need-meeting": "2027-04-27",
                "minutes:initial_conference": "2027-05-05",
                "first-review": "2027-07-06",
            },
        ),
        (
            "kirklees",
            REVIEW,
            {
                "agency-report-shared:review_conference": "2027-04-01",
                "social-work-report-shared:review_conference": "2027-04-01",
                "follow-up-call:review_conference": "2027-04-02",
                "printed-plan:review_conference": "2027-04-07",
                "minutes:review_conference": "2027-05-05",
                "next-review": "2027-10-06",
            },
        ),
        (
            "lincolnshire",
            INITIAL,
            {"agency-report-initial": "2027-04-02", "first-core-group": "2027-04-20", "first-review": "2027-07-06"},
        ),
        ("lincolnshire", REVIEW, {"agency-report-review": "2027-03-30", "next-review": "2027-10-06"}),
        ("warwickshire", INITIAL, {"first-core-group": "2027-04-20", "first-review": "2027-07-06"}),
        ("warwickshire", REVIEW, {"next-review": "2027-10-06"}),
        ("darlington", INITIAL, {"first-core-group": "2027-04-20", "first-review": "2027-07-06"}),
        (
            "darlington",
            REVIEW,
            {
                "last-core-group": "2027-03-09",
                "draft-joint-report": "2027-03-16",
                "final-report": "2027-03-30",
                "core-group-after-review": "2027-05-18",
                "next-review": "2027-10-06",
            },
        ),
    ],
)
def test_a_conference_on_6_april_2027_gives_each_area_its_own_dates(
    area: str, conference: Event, expected: dict[str, str], book: Rulebook
) -> None:
    assert dates(timeline(case(area, conference, AFTER_EASTER), book)) == expected


def worked_examples() -> list[dict[str, str]]:
    lines = (HERE / "worked_examples.csv").read_text(encoding="utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return [row for row in rows if row["trigger"] in set(CONFERENCES)]


@pytest.mark.parametrize("example", worked_examples(), ids=lambda each: f"{each['sources']}-{each['trigger']}")
def test_a_date_for_families_is_the_one_that_was_counted_by_hand(example: dict[str, str], book: Rulebook) -> None:
    area = "lincolnshire" if example["partnership"] == "national" else example["partnership"]
    held = date.fromisoformat(example["trigger date"])
    shown = timeline(case(area, Event(example["trigger"]), held), book)
    sources = set(example["sources"].split())
    for row in shown.rows:
        if sources & set(row.deadline.sources):
            assert str(row.deadline.count.due) == example["due"]


def test_the_worked_examples_cover_every_row_that_counts_from_a_conference(book: Rulebook) -> None:
    covered = {source for example in worked_examples() for source in example["sources"].split()}
    for area in PARTNERSHIPS:
        for conference in CONFERENCES:
            for row in timeline(case(area, conference, AFTER_EASTER), book).rows:
                if row.deadline.trigger.event is conference:
                    assert covered & set(row.deadline.sources), row.deadline.id


@given(
    area=st.sampled_from(PARTNERSHIPS),
    conference=st.sampled_from(CONFERENCES),
    held=st.dates(FIRST, LAST),
    plan=st.sampled_from([None, True, False]),
    days_to_core_group=st.none() | st.integers(0, 40),
)
def test_every_row_rests_on_a_rule_and_has_its_date_from_the_timetable_of_the_same_case(
    area: str, conference: Event, held: date, plan: bool | None, days_to_core_group: int | None, book: Rulebook
) -> None:
    events = {}
    if conference is INITIAL and days_to_core_group is not None:
        events = {Event("first_core_group"): (held + timedelta(days=days_to_core_group),)}
    asked = case(area, conference, held, plan=plan, events=events)
    deadlines = {each.id: each for each in timetable(asked, book).deadlines}
    rules = {rule.id for rule in book.rules_for(book.partnerships[area])}
    milestones = {thing.milestone for thing in book.family.things}
    shown = timeline(asked, book)
    for row in shown.rows:
        assert deadlines[row.deadline.id] == row.deadline
        assert row.deadline.rule.id in rules
        assert row.deadline.rule.milestone in milestones
        assert row.documents
    assert [row.deadline.count.due for row in shown.rows] == sorted(row.deadline.count.due for row in shown.rows)
    assert (*shown.before, *shown.after) == shown.rows


def test_what_workers_do_among_themselves_is_not_shown(book: Rulebook) -> None:
    shown = dates(timeline(case("kirklees", INITIAL, AFTER_EASTER), book))
    assert not {"agency-report-sent:initial_conference", "invitations-initial"} & set(shown)
    joint = dates(timeline(case("darlington", REVIEW, AFTER_EASTER), book))
    assert not {"joint-report-changes", "joint-report-to-team-manager", "joint-report-authorised"} & set(joint)


def test_what_comes_with_a_later_review_waits_until_that_is_their_conference(book: Rulebook) -> None:
    for area in PARTNERSHIPS:
        for row in timeline(case(area, INITIAL, AFTER_EASTER), book).rows:
            assert row.deadline.trigger.event == INITIAL


def test_with_a_plan_there_is_a_core_group_and_without_one_a_child_in_need_meeting(book: Rulebook) -> None:
    plan = dates(timeline(case("kirklees", INITIAL, AFTER_EASTER, plan=True), book))
    none = dates(timeline(case("kirklees", INITIAL, AFTER_EASTER, plan=False), book))
    assert {"first-core-group", "first-review"} <= set(plan)
    assert "child-in-need-meeting" not in plan
    assert {"first-core-group", "first-review"} & set(none) == set()
    assert "child-in-need-meeting" in none


def test_while_nobody_knows_if_there_is_a_plan_the_row_says_on_what_it_hangs(book: Rulebook) -> None:
    shown = timeline(case("kirklees", INITIAL, AFTER_EASTER), book)
    hangs_on = {row.deadline.rule.milestone: row.only_if for row in shown.rows}
    assert hangs_on["first_core_group"] == "there is a child protection plan"
    assert hangs_on["initial child in need meeting"] == "there is no child protection plan"
    assert hangs_on["minutes distributed"] is None


def test_once_the_first_core_group_is_known_the_next_one_has_a_date(book: Rulebook) -> None:
    first = {Event("first_core_group"): (date(2027, 4, 13),)}
    expected = {"kirklees": "2027-05-25", "warwickshire": "2027-05-13"}
    for area, due in expected.items():
        shown = timeline(case(area, INITIAL, AFTER_EASTER, events=first), book)
        assert dates(shown)["next-core-group:first_core_group"] == due
    second = dates(timeline(case("darlington", INITIAL, AFTER_EASTER, events=first), book))
    assert second["second-core-group"] == "2027-05-25"


def test_the_draft_of_a_joint_report_says_from_which_day_it_is_counted(book: Rulebook) -> None:
    rows = {row.deadline.rule.id: row for row in timeline(case("darlington", REVIEW, AFTER_EASTER), book).rows}
    assert rows["darlington.draft-joint-report"].assumed
    assert not rows["darlington.final-report"].assumed


def test_a_day_that_is_not_a_working_day_is_shown_with_the_last_one_before_it(book: Rulebook) -> None:
    shown = timeline(case("lincolnshire", INITIAL, date(2026, 11, 30)), book)
    review = next(row for row in shown.rows if "review" in row.deadline.id)
    assert (review.deadline.count.due, review.near) == (date(2027, 2, 28), date(2027, 2, 26))


def test_a_conference_on_a_day_off_is_asked_about(page: Calls) -> None:
    html = show(page, form("kirklees", INITIAL, "2027-03-29"))
    assert "Monday 29 March 2027 (Easter Monday) is not a working day. Please check the date" in html
    assert "Saturday 3 April 2027 is not a working day." in show(page, form("kirklees", INITIAL, "2027-04-03"))


# --- What an area does not say ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("area", "conference", "topics"),
    [
        ("kirklees", INITIAL, []),
        ("kirklees", REVIEW, []),
        ("darlington", INITIAL, ["agency-report", "social-work-report", "plan", "minutes"]),
        ("darlington", REVIEW, ["plan", "minutes"]),
        ("lincolnshire", INITIAL, ["agency-report", "social-work-report", "plan", "minutes", "core-groups"]),
        ("lincolnshire", REVIEW, ["agency-report", "social-work-report", "plan", "minutes", "core-groups"]),
        ("warwickshire", INITIAL, ["agency-report", "social-work-report", "plan", "minutes"]),
    ],
)
def test_where_an_area_gives_no_day_the_page_says_so_and_what_to_ask(
    area: str, conference: Event, topics: list[str], book: Rulebook, page: Calls
) -> None:
    shown = timeline(case(area, conference, AFTER_EASTER), book)
    of = {question.what: topic.removesuffix("-to-family") for topic, question in book.family.without_day.items()}
    assert [of[each.question.what] for each in shown.unanswered] == topics
    text = text_of(show(page, form(area, conference)))
    for each in shown.unanswered:
        assert f"{each.question.what}." in text
        assert f"You can ask: {each.question.ask}" in text


def test_in_lincolnshire_parents_learn_that_their_copy_comes_before_the_report_is_sent_in(page: Calls) -> None:
    text = text_of(show(page, form("lincolnshire", INITIAL)))
    assert "You should get your copy before the report is sent in." in text
    assert "Before they do, they should talk to you and give you a copy." in text


def test_with_no_plan_nobody_is_told_to_ask_for_it(book: Rulebook) -> None:
    shown = timeline(case("lincolnshire", INITIAL, AFTER_EASTER, plan=False), book)
    assert not [each for each in shown.unanswered if each.question.needs_plan]


def test_an_area_with_a_rule_in_words_that_families_do_not_have_is_not_called_silent(book: Rulebook) -> None:
    area = book.partnerships["kirklees"]
    rules = tuple(replace(rule, milestone=f"{rule.milestone} elsewhere") for rule in area.rules)
    changed = replace(book, partnerships={**book.partnerships, "kirklees": replace(area, rules=rules)})
    shown = timeline(case("kirklees", INITIAL, AFTER_EASTER), changed)
    assert shown.unanswered == ()
    assert "agency-report-shared:initial_conference" not in dates(shown)


# --- Was it in time? -------------------------------------------------------------------------------------


REPORT = "kirklees.social-work-report-shared:initial_conference"


@pytest.mark.parametrize(
    ("day", "month", "says"),
    [
        ("1", "4", "It came on time, on Thursday 1 April 2027."),
        ("30", "3", "It came on time, on Tuesday 30 March 2027."),
        ("5", "4", "It came 2 working days late, on Monday 5 April 2027. You can say: Your report came late."),
        ("2", "4", "It came 1 working day late, on Friday 2 April 2027."),
    ],
)
def test_a_check_answers_on_time_or_late_with_words_to_say(day: str, month: str, says: str, page: Calls) -> None:
    html = show(page, form("kirklees", INITIAL, "2027-04-06", boxes(f"done.{REPORT}", day, month, "2027")))
    assert says in row_of(html, REPORT)
    assert f'id="{REPORT}.check" data-fold open' in html
    assert f'name="done.{REPORT}.day" type="text"' in html


def test_late_over_a_weekend_is_late_by_less_than_a_working_day(page: Calls) -> None:
    html = show(page, form("kirklees", INITIAL, "2027-04-14", boxes(f"done.{REPORT}", "10", "4", "2027")))
    assert "It came late, on Saturday 10 April 2027, by less than one working day." in row_of(html, REPORT)


def test_a_core_group_entered_in_the_form_is_checked_and_not_asked_for_again(page: Calls) -> None:
    html = show(page, form("kirklees", INITIAL, "2027-04-06", boxes("first_core_group", "22", "4", "2027")))
    row = row_of(html, "kirklees.first-core-group")
    assert "It is 2 working days late, on Thursday 22 April 2027." in row
    assert "Check:" not in row


def test_a_core_group_checked_in_its_row_gives_the_next_one_its_date(page: Calls) -> None:
    held = boxes("done.kirklees.first-core-group", "13", "4", "2027")
    html = show(page, form("kirklees", INITIAL, "2027-04-06", held))
    assert "It is on time, on Tuesday 13 April 2027." in row_of(html, "kirklees.first-core-group")
    assert "By Tuesday 25 May 2027" in row_of(html, "kirklees.next-core-group:first_core_group")


def test_a_core_group_in_the_form_and_in_its_row_counts_as_in_the_form(page: Calls) -> None:
    both = [
        *boxes("first_core_group", "13", "4", "2027"),
        *boxes("done.kirklees.first-core-group", "22", "4", "2027"),
    ]
    row = row_of(show(page, form("kirklees", INITIAL, "2027-04-06", both)), "kirklees.first-core-group")
    assert "It is on time, on Tuesday 13 April 2027." in row


def test_a_review_that_was_checked_does_not_bring_rows_of_its_own(book: Rulebook) -> None:
    for conference, review in ((INITIAL, "kirklees.first-review"), (REVIEW, "kirklees.next-review")):
        plain = timeline(case("kirklees", conference, AFTER_EASTER), book)
        checked = timeline(case("kirklees", conference, AFTER_EASTER, done=((review, date(2027, 6, 1)),)), book)
        assert dates(checked) == dates(plain)


def test_a_check_made_for_one_area_does_not_stand_in_the_way_of_another(page: Calls) -> None:
    check = boxes(f"done.{REPORT}", "5", "4", "2027")
    fields = form("lincolnshire", INITIAL, "2027-04-06", check)
    assert show(page, fields) == show(page, form("lincolnshire", INITIAL))


def test_every_thing_can_be_checked_in_every_area_on_time_and_late(page: Calls, book: Rulebook) -> None:
    for area in PARTNERSHIPS:
        for conference in CONFERENCES:
            for row in timeline(case(area, conference, AFTER_EASTER), book).rows:
                due = row.deadline.count.due
                for day, late in ((due, False), (due + timedelta(days=9), True)):
                    done = boxes(f"done.{row.deadline.id}", str(day.day), str(day.month), str(day.year))
                    text = row_of(show(page, form(area, conference, "2027-04-06", done)), row.deadline.id)
                    assert (f"{row.kind.verb} on time" in text) is not late
                    assert (f"You can say: {row.words.late}" in text) is late


# --- Dates that are not certain --------------------------------------------------------------------------


def test_a_date_that_rests_on_unpublished_bank_holidays_says_so_in_plain_words(page: Calls) -> None:
    says = "This date may change. Bank holidays are only known up to Sunday 31 December 2028."
    assert says in row_of(show(page, form("kirklees", INITIAL, "2029-04-03")), REPORT)
    assert "This date may change" not in show(page, form("kirklees", INITIAL))


def test_a_rule_that_can_be_read_another_way_gives_the_other_date_too(page: Calls) -> None:
    text = row_of(show(page, form("kirklees", INITIAL)), REPORT)
    assert "The rule can be read another way. Then the date is Wednesday 31 March 2027." in text


# --- Mistakes --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("fields", "field", "says"),
    [
        ([["partnership", ""]], "partnership", "Choose your area."),
        ([["partnership", SCRIPT]], "partnership", "Choose your area."),
        ([["conference", "transfer_agreed"]], "conference", "Choose which conference it is."),
        ([["plan", SCRIPT]], "plan", "Choose if there is a plan."),
        (boxes("held", "", "", ""), "held", "Enter the date of the conference."),
        (boxes("held", "30", "2", "2027"), "held", "The date of the conference: there is no 30 February 2027"),
        (boxes("held", "6", "", "2027"), "held", "The date of the conference: it must include a month."),
        (boxes("first_core_group", "1", "1", "27"), "first_core_group", "the year must have four numbers"),
        (boxes("first_core_group", "5", "4", "2027"), "first_core_group", "cannot be before the conference"),
        (boxes(f"done.{REPORT}", "x", "4", "2027"), f"done.{REPORT}", "“x 4 2027” is not a date."),
        (
            boxes("done.kirklees.first-core-group", "5", "4", "2027"),
            "done.kirklees.first-core-group",
            "is before the initial conference",
        ),
    ],
)
def test_a_mistake_is_told_under_its_own_field(fields: Fields, field: str, says: str, page: Calls) -> None:
    typed = form("kirklees", INITIAL, "2027-04-06", fields)  # what stands last counts
    [(where, message)] = refusal(lambda: show(page, typed))
    assert where == field
    assert says in message


def test_an_empty_form_is_told_everything_at_once(page: Calls) -> None:
    assert [field for field, _ in refusal(lambda: show(page, []))] == ["partnership", "conference", "held"]


def test_a_core_group_date_left_behind_is_no_matter_for_a_review(page: Calls) -> None:
    fields = form("kirklees", REVIEW, "2027-04-06", boxes("first_core_group", "1", "1", "27"))
    assert show(page, fields) == show(page, form("kirklees", REVIEW))


def test_a_core_group_where_there_is_no_plan_is_asked_about(page: Calls) -> None:
    more = [["plan", "no"], *boxes("first_core_group", "13", "4", "2027")]
    assert "You said that there is no plan." in show(page, form("kirklees", INITIAL, "2027-04-06", more))


# --- The page --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("area", PARTNERSHIPS)
@pytest.mark.parametrize("conference", CONFERENCES)
def test_the_timeline_is_sound_html(area: str, conference: Event, page: Calls, book: Rulebook) -> None:
    rows = timeline(case(area, conference, date(2029, 4, 3)), book).rows
    checks = [pair for row in rows for pair in boxes(f"done.{row.deadline.id}", "30", "4", "2029")]
    opened = [["open", f"{row.deadline.id}.check"] for row in rows]
    for more in ([], checks, opened):
        assert Checker(show(page, form(area, conference, "2029-04-03", more))).problems() == []


def test_the_form_and_the_rules_in_words_are_sound_html(book: Rulebook) -> None:
    assert Checker(f"<main>{my_dates_form(book, Place(compared=book.areas, to_root='../'))}</main>").problems() == []


def test_nothing_typed_reaches_the_page_as_html(page: Calls) -> None:
    check = [*boxes(f"done.{REPORT}", "5", "4", "2027"), [f"done.{REPORT}.{SCRIPT}", SCRIPT], ["open", SCRIPT]]
    html = show(page, form("kirklees", INITIAL, "2027-04-06", check, [[SCRIPT, SCRIPT]]))
    assert "script" not in Checker(html).tags


def test_nothing_of_the_case_comes_back_for_the_address(page: Calls) -> None:
    assert set(page["my_dates"]({"fields": form("kirklees", INITIAL)})) == {"html", "count", "says", "keeps"}


@pytest.mark.parametrize("area", PARTNERSHIPS)
def test_the_rules_in_words_hold_every_rule_that_gives_a_row_and_its_number(area: str, book: Rulebook) -> None:
    said = rules_in_words(book.partnerships[area], book)
    told = {each.rule.id for each in said}
    for conference in CONFERENCES:
        assert {row.deadline.rule.id for row in timeline(case(area, conference, AFTER_EASTER), book).rows} <= told
    for each in said:
        assert f" {each.rule.amount} {each.rule.unit.partition('_')[0].removesuffix('s')}" in each.says


# --- Words -----------------------------------------------------------------------------------------------


def spoken(book: Rulebook) -> Iterator[str]:
    """Yield every text for parents, in the data and on the page."""
    for thing in book.family.things:
        words = asdict(thing)
        yield from (words[name] for name in ("ask", "late", "more", "assumed") if words[name])
        yield from (f"Only if {says}." for says in thing.only_if.values())
        yield f"{thing.what}."
    for question in book.family.without_day.values():
        yield from (f"{question.what}.", question.ask)
    yield from (gap.says for gaps in book.family.gaps.values() for gap in gaps.values())
    for area in book.partnerships.values():
        yield from (each.says for each in rules_in_words(area, book))


def sentences(text: str) -> list[str]:
    return [each for each in re.split(r"(?<=[.?!:…])\s+", text) if each]


def test_no_sentence_for_parents_has_twenty_words(book: Rulebook, page: Calls) -> None:
    blocks = list(spoken(book))
    htmls = [
        my_dates_form(book, Place(compared=book.areas, to_root="")),
        *(show(page, form(a, c)) for a in PARTNERSHIPS for c in CONFERENCES),
    ]
    for html in htmls:
        blocks += [
            text_of(each) for each in re.findall(r"<(?:p|li|h2|h3|legend)\b[^>]*>.*?</(?:p|li|h2|h3|legend)>", html)
        ]
    lengths = {each: len(each.split()) for block in blocks for each in sentences(block) if "(undated)" not in each}
    assert {each: length for each, length in lengths.items() if length > LONGEST_SENTENCE} == {}
    assert sum(lengths.values()) / len(lengths) < 12


def test_nothing_is_promised_and_nobody_is_frightened(book: Rulebook) -> None:
    for says in spoken(book):
        assert not re.search(
            r"\b(must|will get you|guarantee|failed|breach|unlawful|illegal|risk|harm)\b|!", says
        ), says


def test_everything_that_should_come_says_should(book: Rulebook) -> None:
    assert all("should" in thing.what for thing in book.family.things)


# --- Calendar entries ------------------------------------------------------------------------------------


def exported(page: Calls, fields: Fields) -> tuple[dict[str, Any], list[Any]]:
    made = page["my_dates_export"]({"fields": fields, "kind": "ics"})
    return made, icalendar.Calendar.from_ical(made["bytes"].decode()).walk("VEVENT")


@pytest.mark.parametrize("area", PARTNERSHIPS)
@pytest.mark.parametrize("conference", CONFERENCES)
def test_the_calendar_holds_the_conference_and_every_row_on_its_day(
    area: str, conference: Event, page: Calls, book: Rulebook
) -> None:
    made, entries = exported(page, form(area, conference))
    rows = timeline(case(area, conference, AFTER_EASTER), book).rows
    assert [each["DTSTART"].dt for each in entries] == [AFTER_EASTER, *(row.deadline.count.due for row in rows)]
    assert all((each["DTEND"].dt - each["DTSTART"].dt).days == 1 for each in entries)
    assert (made["filename"], made["type"]) == (f"dates-{KEY}.ics", "text/calendar;charset=utf-8")
    assert len(vobject.readOne(made["bytes"].decode()).vevent_list) == len(entries)


@pytest.mark.parametrize("area", PARTNERSHIPS)
@pytest.mark.parametrize("conference", CONFERENCES)
def test_the_calendar_tells_nothing_to_those_who_see_it(
    area: str, conference: Event, page: Calls, book: Rulebook
) -> None:
    made, entries = exported(page, form(area, conference, "2029-04-03"))
    text = made["bytes"].decode()
    assert not TELLING.search(text), TELLING.search(text)
    assert not [each.name for each in book.partnerships.values() if each.name.lower() in text.lower()]
    allowed = {"Meeting", "Meeting due", "Papers due", "Call due", "Follow-up meeting due"}
    assert {str(each["SUMMARY"]).removesuffix(" (perhaps)") for each in entries} <= allowed
    assert {str(each.get("DESCRIPTION", "")) for each in entries} <= {"", "This date may change."}


def test_entries_keep_their_ids_and_have_one_each(page: Calls) -> None:
    ids = [[str(each["UID"]) for each in exported(page, form("kirklees", INITIAL))[1]] for _ in range(2)]
    assert ids[0] == ids[1]
    assert len(set(ids[0])) == len(ids[0])


def test_a_calendar_of_a_form_with_a_mistake_is_refused_as_the_form_is(page: Calls) -> None:
    with pytest.raises(InvalidInput):
        page["my_dates_export"]({"fields": [["partnership", "kirklees"]], "kind": "ics"})


# --- The data file ---------------------------------------------------------------------------------------


def changed(book: Rulebook, change: Callable[[FamilyThing], FamilyThing]) -> Rulebook:
    return replace(book, family=replace(book.family, things=tuple(map(change, book.family.things))))


def test_a_rule_without_words_for_families_is_not_shown(book: Rulebook) -> None:
    kept = tuple(thing for thing in book.family.things if thing.milestone != "minutes distributed")
    less = replace(book, family=replace(book.family, things=kept))
    assert "minutes:initial_conference" not in dates(timeline(case("kirklees", INITIAL, AFTER_EASTER), less))


def test_a_rule_that_hangs_on_something_without_words_is_not_shown(book: Rulebook) -> None:
    less = changed(book, lambda thing: replace(thing, only_if={}))
    shown = dates(timeline(case("kirklees", INITIAL, AFTER_EASTER), less))
    assert "first-core-group" not in shown
    assert "minutes:initial_conference" in shown


def test_on_one_day_things_stand_in_the_order_of_the_file(book: Rulebook) -> None:
    turned = replace(book, family=replace(book.family, things=tuple(reversed(book.family.things))))
    first, second = (list(dates(timeline(case("kirklees", INITIAL, AFTER_EASTER), each))) for each in (book, turned))
    assert first[:2] == second[1::-1]

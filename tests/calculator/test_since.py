"""What has moved since a link or a saved timetable was made, and why; and what is refused, with nothing changed."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculator import page as page_calls
from calculator.__main__ import main
from calculator.builder.load import load_rulebook
from calculator.case import FIRST, LAST
from calculator.exports import EXPORTS, as_json
from calculator.extra.user_error import UserError
from calculator.model import BankHoliday, Closure, Event, InvalidInput, Rulebook
from calculator.page import LONGEST_ADDRESS, calls
from calculator.record import deadline_mark, rule_mark
from calculator.saved import DEADLINE, KEYS, LARGEST
from tests.calculator.conftest import EVENTS, PARTNERSHIPS, worked_out
from tests.page_python import in_both

_python = in_both(tables=("calls",))

Fields = list[list[str]]
KEY = "r00000001"
START = [["partnership", "kirklees"], ["key", KEY], ["strategy_discussion", "2026-12-11"]]
HELD = [*START, ["initial_conference", "2027-01-05"]]
SCRIPT = "<script>alert(1)</script>"


def page_of(book: Rulebook) -> dict[str, Callable[[Any], Any]]:
    return calls(book, EXPORTS, {})


def changed(book: Rulebook, *, version: str = "2027-02", **kirklees: Any) -> Rulebook:
    area = replace(book.partnerships["kirklees"], rules_version=version, **kirklees)
    return replace(book, partnerships={**book.partnerships, "kirklees": area})


def with_rule(book: Rulebook, name: str, **new: Any) -> Rulebook:
    """Return the book with a rule of Kirklees counting otherwise, under another version."""
    rules = book.partnerships["kirklees"].rules
    assert name in {rule.id for rule in rules}
    return changed(book, rules=tuple(replace(rule, **new) if rule.id == name else rule for rule in rules))


def with_one_review_ahead(book: Rulebook) -> Rulebook:
    """Return the book with fewer reviews listed ahead: dates are then gone that no rule and no calendar explains."""
    review = book.words.events[Event("review_conference")]
    assert review.series
    assert review.series.ahead == 2
    fewer = replace(review, series=replace(review.series, ahead=1))
    return replace(book, words=replace(book.words, events={**book.words.events, review.id: fewer}))


def without_rule(book: Rulebook, name: str) -> Rulebook:
    return changed(book, rules=tuple(rule for rule in book.partnerships["kirklees"].rules if rule.id != name))


def link(book: Rulebook, fields: Fields) -> str:
    address: str = page_of(book)["timetable"]({"fields": fields})["address"]
    return address


class Listed(HTMLParser):
    """Reads what the page says has moved: a line for each."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.within = self.in_line = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "section":
            self.within = ("class", "moved-since") in attrs
        if self.within and tag in {"h3", "p", "li"}:
            self.lines.append("")
            self.in_line = True

    def handle_endtag(self, tag: str) -> None:
        self.in_line &= tag not in {"h3", "p", "li"}
        self.within &= tag != "section"

    def handle_data(self, data: str) -> None:
        if self.within and self.in_line:
            self.lines[-1] += data


def opened(book: Rulebook, address: str) -> dict[str, Any]:
    page = page_of(book)
    shown: dict[str, Any] = page["timetable"]({"fields": page["timetable_address"](address)["fields"]})
    return shown


def said(book: Rulebook, address: str) -> list[str]:
    """Return the heading, the lines and the foot of what has moved; nothing where nothing is said."""
    return [line.strip() for line in Listed(opened(book, address)["html"]).lines]


def moved(book: Rulebook, address: str) -> list[str]:
    return said(book, address)[2:-1]


# --- Nothing is claimed without cause -------------------------------------------------------------------


@given(
    area=st.sampled_from(PARTNERSHIPS),
    start=st.dates(FIRST, LAST),
    events=st.sets(st.sampled_from(EVENTS), min_size=1),
    role=st.sampled_from(["", "school", "team-manager"]),
)
def test_an_unchanged_rulebook_never_reports_a_moved_date(
    area: str, start: date, events: set[Event], role: str, book: Rulebook
) -> None:
    fields = [["partnership", area], ["key", KEY], ["role", role], *([event, str(start)] for event in events)]
    address = link(book, fields)
    assert "&was=" in address or not page_of(book)["timetable"]({"fields": fields})["count"]
    assert said(book, address) == []
    assert opened(book, address)["address"] == address


def test_a_link_from_before_links_carried_dates_opens_without_a_claim(book: Rulebook) -> None:
    old = f"partnership=kirklees&key={KEY}&strategy_discussion=2026-12-11"
    later = with_rule(book, "kirklees.first-core-group", amount=5)
    assert said(later, old) == []
    assert opened(later, old)["count"] > 25


def test_a_link_whose_dates_somebody_changed_is_another_case(book: Rulebook) -> None:
    address = link(book, START).replace("2026-12-11", "2026-12-14")
    assert said(with_rule(book, "kirklees.first-core-group", amount=5), address) == []


def test_what_the_reader_changes_is_not_said_to_have_moved(book: Rulebook) -> None:
    later = with_rule(book, "kirklees.first-core-group", amount=5)
    fields = page_of(later)["timetable_address"](link(book, START))["fields"]
    entered = [*fields, ["initial_conference", "2027-01-05"]]
    shown = page_of(later)["timetable"]({"fields": entered})
    assert Listed(shown["html"]).lines == []
    assert shown["address"] == link(later, HELD)


# --- What moved, and why --------------------------------------------------------------------------------


def test_a_date_whose_rule_changed_says_what_the_rule_is_now(book: Rulebook) -> None:
    later = with_rule(book, "kirklees.minutes", amount=10)
    heading, about, *lines, _ = said(later, link(book, HELD))
    assert heading == "3 dates are not as in the link or file that you opened"
    assert about.startswith(
        "It says that it was made with version 2026-11 of the rules for Kirklees. This page has version 2027-02. "
        "That cannot be checked here"
    )
    assert lines[0] == (
        "Minutes sent out: was Tuesday 2 February 2027, now Tuesday 19 January 2027. "
        "Because the rule changed: it is now 10 working days after the initial conference."
    )


def test_the_example_of_the_first_core_group_reads_as_a_practitioner_would_say_it(book: Rulebook) -> None:
    earlier = with_rule(book, "kirklees.first-core-group", amount=9)
    lines = moved(book, link(earlier, HELD))
    assert lines[0] == (
        "First core group held: was Monday 18 January 2027, now Tuesday 19 January 2027. "
        "Because the rule changed: it is now 10 working days after the initial conference."
    )


def test_what_follows_from_a_date_that_moved_says_so(book: Rulebook) -> None:
    lines = moved(with_rule(book, "kirklees.first-core-group", amount=5), link(book, HELD))
    later_groups = [line for line in lines if line.startswith("Next core group held")]
    assert later_groups
    assert all(line.endswith("Because the date that it is counted from moved.") for line in later_groups)


def test_a_new_closure_is_named_as_the_reason(book: Rulebook) -> None:
    closure = Closure(first=date(2027, 1, 11), last=date(2027, 1, 11), why="Moving house")
    lines = moved(changed(book, closures=(closure,)), link(book, HELD))
    [core_group] = [line for line in lines if line.startswith("First core group held: was")]
    assert core_group == (
        "First core group held: was Tuesday 19 January 2027, now Wednesday 20 January 2027. "
        "Because bank holidays or closures changed."
    )
    assert all("Because bank holidays or closures changed." in line for line in lines)


def test_a_new_bank_holiday_is_named_as_the_reason(book: Rulebook) -> None:
    holiday = BankHoliday(date=date(2027, 1, 11), name="Extra bank holiday")
    lines = moved(changed(book, added_bank_holidays=(holiday,)), link(book, HELD))
    assert any(line.startswith("First core group held") for line in lines)


def test_a_closure_in_another_year_is_no_reason(book: Rulebook) -> None:
    closure = Closure(first=date(2035, 1, 10), last=date(2035, 1, 12), why="Moving house")
    later = changed(with_rule(book, "kirklees.minutes", amount=10), closures=(closure,))
    lines = moved(later, link(book, HELD))
    assert lines
    assert all("closures" not in line for line in lines)


def test_a_safe_day_that_moved_alone_is_told_too(book: Rulebook) -> None:
    """Three months after 30 November is Sunday 28 February; the Friday before it is closed."""
    case = [["partnership", "kirklees"], ["initial_conference", "2026-11-30"]]
    closure = Closure(first=date(2027, 2, 26), last=date(2027, 2, 26), why="Moving house")
    lines = moved(changed(book, closures=(closure,)), link(book, case))
    assert (
        "First review conference held: the latest safe day was Friday 26 February 2027, now "
        "Thursday 25 February 2027. Because bank holidays or closures changed."
    ) in lines


def test_where_two_things_changed_neither_is_said_to_be_the_reason(book: Rulebook) -> None:
    closure = Closure(first=date(2027, 1, 11), last=date(2027, 1, 11), why="Moving house")
    later = changed(with_rule(book, "kirklees.first-core-group", amount=5), closures=(closure,))
    [line] = [line for line in moved(later, link(book, HELD)) if line.startswith("First core group held: was")]
    assert line.endswith(
        "The rule changed: it is now 5 working days after the initial conference and bank holidays or closures "
        "changed. Which of these moved it cannot be known."
    )


def test_another_way_of_counting_is_named_as_the_reason(book: Rulebook, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("calculator.record.WAY_OF_COUNTING", 2)
    address = page_calls.calls(book, EXPORTS, {})["timetable"]({"fields": HELD})["address"]  # always made here
    monkeypatch.undo()
    lines = moved(with_one_review_ahead(book), address)
    assert lines
    gone = r"(is no longer given|this rule gives other days now)\. Because the way of counting changed\.$"
    assert all(re.search(gone, line) for line in lines)


def test_a_reason_that_cannot_be_known_is_not_guessed(book: Rulebook) -> None:
    address = link(book, HELD)
    fewer = with_one_review_ahead(book)
    lines = moved(fewer, address)
    assert lines
    assert all(line.endswith("The reason cannot be known from what was kept.") for line in lines)
    assert said(fewer, address)[1].startswith(
        "It says that it was made by an earlier edition of this guide, with the same"
    )


def test_a_date_that_is_no_longer_given_is_named_by_its_rule(book: Rulebook) -> None:
    later = with_rule(book, "kirklees.printed-plan", triggers=(Event("transfer_in_conference"),))
    assert moved(later, link(book, HELD))[0] == (
        "Printed plan given to the family: was Wednesday 6 January 2027, and is no longer given. "
        "Because the rules changed."
    )


def test_a_national_date_that_now_stands_alone_is_not_called_new(book: Rulebook) -> None:
    """One row gave both dates then; the local rule has changed, and the national one has a row of its own."""
    parted = with_rule(book, "kirklees.first-core-group", amount=5)
    for earlier, later in ((book, parted), (parted, book)):
        core_groups = [
            line for line in moved(later, link(earlier, HELD)) if line.startswith("First core group held")
        ]
        assert len(core_groups) == 1
        assert "was" in core_groups[0]


def test_a_date_of_a_rule_that_was_removed_is_told_without_its_name(book: Rulebook) -> None:
    lines = moved(without_rule(book, "kirklees.printed-plan"), link(book, HELD))
    assert lines[0] == (
        "A rule that is no longer there: was Wednesday 6 January 2027, and is no longer given. "
        "Because the rules changed."
    )


def test_a_date_that_was_not_given_then_is_told(book: Rulebook) -> None:
    lines = moved(book, link(without_rule(book, "kirklees.printed-plan"), HELD))
    assert any(
        "Wednesday 6 January 2027. It was not given then. Because the rules changed." in line for line in lines
    )


def test_a_new_version_with_the_same_dates_says_that_none_has_moved(book: Rulebook) -> None:
    heading, about, *_ = said(changed(book), link(book, HELD))
    assert heading == "Every date is as in the link or file that you opened"
    assert "version 2026-11" in about


def test_a_case_that_keeps_its_earlier_rule_has_not_moved(book: Rulebook) -> None:
    """The rule changes on 1 January 2027; the case of 11 December keeps its own, so its link has nothing to say."""
    name = "kirklees.first-core-group"
    [rule] = [each for each in book.partnerships["kirklees"].rules if each.id == name]
    earlier = replace(rule, valid_until=date(2026, 12, 31))
    later = with_rule(book, name, amount=5, valid_from=date(2027, 1, 1), earlier=(earlier,))
    assert moved(later, link(book, HELD)) == []
    assert moved(later, link(book, [HELD[0], HELD[1], HELD[3]]))


def test_the_link_goes_on_saying_what_moved_until_the_reader_lets_go_of_it(book: Rulebook) -> None:
    later = with_rule(book, "kirklees.first-core-group", amount=5)
    address = link(book, HELD)
    assert opened(later, address)["address"] == address
    fields = page_of(later)["timetable_address"](address)["fields"]
    let_go = [pair for pair in fields if pair[0] not in {"rules", "was"}]
    assert said(later, page_of(later)["timetable"]({"fields": let_go})["address"]) == []


# --- Addresses ------------------------------------------------------------------------------------------


def test_a_link_says_what_moved_for_the_reader_who_made_it(book: Rulebook) -> None:
    later = with_rule(book, "kirklees.conference-requested", amount=3)
    assert moved(later, link(book, START))
    assert moved(later, link(book, [*START, ["role", "social-worker"]]))
    assert not moved(later, link(book, [*START, ["role", "school"]]))


@pytest.mark.parametrize("area", PARTNERSHIPS)
def test_the_deadlines_of_a_full_case_have_different_marks(area: str, book: Rulebook) -> None:
    table = worked_out(
        book,
        area,
        *("referral=2026-12-01", "strategy_discussion=2026-12-11", "transfer_agreed=2026-12-14"),
        *("looked_after_letter=2026-12-14", "review_conference=2027-03-01", "review_conference=2027-08-02"),
    )
    assert len({deadline_mark(each.id) for each in table.deadlines}) == len(table.deadlines) > 10
    rules = {rule.id for rule in book.rules_for(book.partnerships[area])}
    assert len({deadline_mark(name)[:4] for name in rules}) == len(rules)


def test_an_address_is_never_longer_than_one_that_is_opened_again(book: Rulebook) -> None:
    months = [f"{year}-{month:02}-01" for year in range(2027, 2033) for month in range(1, 13)]
    many = [[f"core_group.{number}", day] for number, day in enumerate(months[:40], start=1)]
    reviews = [[f"review_conference.{number}", day] for number, day in enumerate(months[3::3][:40], start=1)]
    address = link(book, [["partnership", "darlington"], ["initial_conference", "2026-12-11"], *many, *reviews])
    assert len(address) <= LONGEST_ADDRESS
    assert "&was=" not in address
    assert opened(book, address)["count"] > 100
    usual = [
        ["partnership", "darlington"],
        ["strategy_discussion", "2026-12-11"],
        ["review_conference", "2027-03-01"],
    ]
    assert len(link(book, usual)) < 1000


@pytest.mark.parametrize(
    "carried",
    [
        *("was=", "was=x", "rules=2026-11", "rules=&was=" + "A" * 14, "rules=2026-11&was=" + "A" * 13),
        f"rules={SCRIPT}&was=" + "A" * 14,
        f"rules=2026-11&was={SCRIPT}",
        "rules=2026-11&was=" + "_" * 28,
        "rules=2026-11&was=" + "A" * 14 * 3,
        "rules=2026-11&was=" + "%C3%A9" * 14,
        "rules=2026-11&was=" + "A" * 14 + "AAAAAAA___AA__",
        "rules=Ring+01234+567890+and+ask+for+Bob&was=" + "A" * 14,
        "rules=VOID+BY+COURT+ORDER&was=" + "A" * 14,
        "rules=VOID&was=" + "A" * 14,
        "rules=1+Bob&was=" + "A" * 14,
        "rules=2026-11&was=" + "A" * 3000,
    ],
)  # fmt: skip
def test_a_damaged_or_hostile_tail_never_stops_the_case_or_puts_words_into_the_page(
    carried: str, book: Rulebook
) -> None:
    shown = opened(book, f"partnership=kirklees&strategy_discussion=2026-12-11&key={KEY}&{carried}")
    assert shown["count"] > 25
    assert Listed(shown["html"]).lines == []
    assert "<script" not in shown["html"]
    assert "Bob" not in shown["html"]
    assert shown["address"] == link(book, START)
    damaged = carried not in {"was=", "rules=2026-11&was=" + "A" * 14}
    assert ("cannot say what has moved since" in shown["html"]) is damaged


def test_a_forged_link_cannot_say_that_a_date_which_stands_below_is_no_longer_given(book: Rulebook) -> None:
    """It names the rule of the first core group with another occurrence, so that the mark is none that is given."""
    address = link(book, HELD)
    own, other = deadline_mark("kirklees.first-core-group"), deadline_mark("kirklees.first-core-group:9")
    assert own in address
    lines = moved(book, address.replace(own, other))
    assert not [line for line in lines if "no longer given" in line]
    later = with_rule(book, "kirklees.first-core-group", amount=5)
    forged = moved(later, address.replace(own, other))
    [line] = [each for each in forged if each.startswith("First core group held: was")]
    assert "no longer given" not in line
    assert "this rule gives other days now" in line


def test_what_a_link_says_of_then_is_said_to_be_its_own(book: Rulebook) -> None:
    heading, about, *_ = said(book, link(with_rule(book, "kirklees.minutes", amount=3), HELD))
    assert "in the link or file that you opened" in heading
    assert "It says that it was made with version 2027-02" in about
    assert "cannot be checked here" in about


@given(tail=st.text(max_size=80), version=st.text(max_size=30))
def test_whatever_a_link_carries_the_case_opens(tail: str, version: str, book: Rulebook) -> None:
    shown = page_of(book)["timetable"]({"fields": [*START, ["rules", version], ["was", tail]]})
    assert shown["address"] == link(book, START)


# --- A saved timetable ----------------------------------------------------------------------------------


def saved(book: Rulebook, *events: str, **more: Any) -> str:
    return as_json(worked_out(book, "kirklees", *(events or ("strategy_discussion=2026-12-11",)), **more), book)


def refused(book: Rulebook, text: str) -> str:
    with pytest.raises(InvalidInput) as error:
        page_of(book)["timetable_saved"](text)
    [each] = error.value.errors
    assert each.field == "saved"
    assert each.message.endswith("Nothing that you entered was changed.")
    return each.message


def test_a_saved_timetable_opens_with_its_case_and_says_what_has_moved(book: Rulebook) -> None:
    text = saved(
        book,
        *("strategy_discussion=2026-12-11", "initial_conference=2027-01-05"),
        facts=["plan_made=yes"],
        done=["kirklees.conference-requested=2026-12-18"],
    )
    later = with_rule(book, "kirklees.first-core-group", amount=5)
    fields = page_of(later)["timetable_saved"](text)["fields"]
    assert ["fact.plan_made", "yes"] in fields
    assert ["initial_conference.month", "1"] in fields
    assert ["done.kirklees.conference-requested.day", "18"] in fields
    lines = Listed(page_of(later)["timetable"]({"fields": fields})["html"]).lines
    assert any(
        "First core group held: was Tuesday 19 January 2027, now Tuesday 12 January 2027." in x for x in lines
    )


@pytest.mark.parametrize("area", PARTNERSHIPS)
def test_a_saved_timetable_opened_by_the_same_edition_claims_nothing(area: str, book: Rulebook) -> None:
    page = page_of(book)
    fields = [["partnership", area], ["key", KEY], ["initial_conference", "2027-01-05"], ["role", "school"]]
    text = page["timetable_export"]({"fields": fields, "kind": "json"})["bytes"].decode()
    again = page["timetable_saved"](text)["fields"]
    assert ["role", "school"] in again
    assert page["timetable"]({"fields": again}) == page["timetable"]({"fields": fields})


def test_the_keys_of_a_saved_timetable_are_those_that_are_read_again(book: Rulebook) -> None:
    data = json.loads(saved(book))
    assert set(data) == KEYS
    assert {frozenset(each) for each in data["deadlines"]} == {frozenset(DEADLINE)}


def altered(book: Rulebook, change: Callable[[dict[str, Any]], object]) -> str:
    data = json.loads(saved(book))
    change(data)
    return json.dumps(data)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "it cannot be read"),
        ("PK\x03\x04", "it cannot be read"),
        ("[" * 100_000, "it cannot be read"),
        ("[" * 200 + "]" * 200, "it cannot be read"),
        ('{"format": "a", "format": "b"}', "it cannot be read"),
        ("9" * 10_000, "it cannot be read"),
        ("\ufffd\ufffd", "it cannot be read"),
        ("[]", "is not a timetable"),
        ("null", "is not a timetable"),
        ('{"format": "child-protection-conference-guide draft"}', "is not a timetable"),
        (" " * (LARGEST + 1), "too large"),
        ("é" * LARGEST, "too large"),
    ],
    ids=lambda value: value[:20],
)
def test_a_file_that_is_no_saved_timetable_is_refused(text: str, says: str, book: Rulebook) -> None:
    assert says in refused(book, text)


def put(*path: str | int, value: Any) -> Callable[[dict[str, Any]], object]:
    def change(data: Any) -> None:
        *way, last = path
        for key in way:
            data = data[key]
        data[last] = value

    return change


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (put("extra", value=1), "holds “extra”, which this guide does not know"),
        (put(SCRIPT, value=1), "which this guide does not know"),
        (put("\ud800", value=1), "holds “”, which"),
        (put("deadlines", 0, "extra", value=1), "holds “extra”"),
        (put("case", "name", value="A child"), "holds “name”"),
        (put("marks", "more", value=""), "holds “more”"),
        (put("partnership", value="leeds"), "There is no partnership “leeds”"),
        (put("partnership", value=["kirklees"]), "damaged"),
        (put("rules_version", value=SCRIPT), "damaged"),
        (put("rules_version", value=1), "damaged"),
        (put("reader", value="aunt"), "There is no reader “aunt”"),
        (put("reader", value=3), "damaged"),
        (put("case", value=[]), "a part of it is missing"),
        (put("case", "events", value=[]), "its case cannot be read"),
        (put("case", "events", "strategy_discussion", value="2026-12-11"), "its case cannot be read"),
        (put("case", "events", "strategy_discussion", value=[20261211]), "its case cannot be read"),
        (put("case", "events", "strategy_discussion", value=["2026-02-30"]), "there is no 30 February 2026"),
        (put("case", "events", "icpc", value=["2026-12-11"]), "There is no event “icpc”"),
        (put("case", "events", "initial_conference", value=["2026-12-01"]), "is before the strategy discussion"),
        (put("case", "events", "core_group", value=[f"20{n}-01-05" for n in range(10, 51)]), "outside 2012"),
        (put("case", "facts", value={"plan_made": "yes"}), "its case cannot be read"),
        (put("case", "facts", value={"plan": True}), "There is no fact “plan”"),
        (put("case", "done", value=[["kirklees.minutes"]]), "its case cannot be read"),
        (put("case", "done", value=[["nothing", "2026-12-11"]]), "There is no deadline “nothing”"),
        (put("marks", value="x"), "a part of it is missing"),
        (put("marks", "rules", value="x"), "a mark in it"),
        (put("marks", "calendar", value="<br>"), "a mark in it"),
        (put("marks", "counting", value=True), "how its dates were counted"),
        (put("marks", "counting", value=10**9), "how its dates were counted"),
        (put("deadlines", value={}), "its dates cannot be read"),
        (put("deadlines", value=[{}] * 2_001), "its dates cannot be read"),
        (put("deadlines", value=[[]]), "a part of it is missing"),
        (put("deadlines", 0, "counted_by", value="kirklees.minutes"), "its dates cannot be read"),
        (put("deadlines", 0, "counted_by", value={"x" * 201: "ab"}), "its dates cannot be read"),
        (put("deadlines", 0, "counted_by", value={str(n): "ab" for n in range(21)}), "its dates cannot be read"),
        (put("deadlines", 0, "due", value="soon"), "an invalid date"),
        (put("deadlines", 0, "due", value=20261211), "an invalid date"),
        (put("deadlines", 0, "due", value="9999-12-31"), "an invalid date"),
        (put("deadlines", 0, "safe", value="2030-01-01"), "an invalid date"),
        (put("deadlines", 0, "counted_by", "x", value="toolong"), "a mark in it"),
    ],
)  # fmt: skip
def test_a_damaged_or_hostile_file_is_refused_with_a_reason(
    change: Callable[[dict[str, Any]], object], says: str, book: Rulebook
) -> None:
    message = refused(book, altered(book, change))
    assert says in message
    assert len(message) < 400
    message.encode()


@pytest.mark.parametrize("key", sorted(KEYS - {"warnings", "format", "reference"}))
def test_a_file_from_which_a_part_is_missing_is_refused(key: str, book: Rulebook) -> None:
    assert "a part of it is missing" in refused(book, altered(book, lambda data: data.pop(key)))


def test_a_date_that_stands_in_the_file_is_the_date_that_it_gave(book: Rulebook) -> None:
    """Only what is read counts: the file's own words, such as titles, never reach the page."""

    def change(data: dict[str, Any]) -> None:
        [core_group] = [each for each in data["deadlines"] if each["id"] == "kirklees.first-core-group"]
        core_group |= {"due": "2027-01-19", "safe": "2027-01-19", "title": SCRIPT}

    page = page_of(book)
    html = page["timetable"]({"fields": page["timetable_saved"](altered(book, change))["fields"]})["html"]
    [line] = [each for each in Listed(html).lines if "was" in each and "core group" in each]
    assert line == (
        "First core group held: was Tuesday 19 January 2027, now Wednesday 20 January 2027. "
        "The reason cannot be known from what was kept."
    )


@given(
    text=st.recursive(
        st.none() | st.booleans() | st.text(max_size=20) | st.integers(),
        lambda inner: (
            st.lists(inner, max_size=4)
            | st.dictionaries(st.sampled_from(sorted(KEYS | {"events", "x"})), inner, max_size=6)
        ),
    )
)
def test_no_json_whatever_is_opened_as_a_timetable(text: Any, book: Rulebook) -> None:
    assert refused(book, json.dumps(text))


# --- From a shell ---------------------------------------------------------------------------------------


def test_a_shell_says_what_has_moved_since_a_timetable_was_saved(
    book: Rulebook, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "saved.json"
    file.write_text(saved(with_rule(book, "kirklees.conference-requested", amount=5)), encoding="utf-8")
    assert main(["since", str(file)]) == 0
    assert capsys.readouterr().out == (
        "Kirklees: rules version 2027-02 then, 2026-11 now\n"
        "Conference requested from the unit: was Friday 18 December 2026, now Thursday 17 December 2026. "
        "Because the rule changed: it is now 4 working days after the strategy discussion.\n"
    )
    file.write_text(saved(book), encoding="utf-8")
    assert main(["since", str(file)]) == 0
    assert capsys.readouterr().out == "Kirklees: rules version 2026-11, as then\nNo date has changed.\n"


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"{}", b"PK"])
def test_a_shell_refuses_a_file_that_is_none_with_one_sentence(
    content: bytes, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "saved.json"
    file.write_bytes(content)
    assert main(["since", str(file)]) == 2
    assert capsys.readouterr().err.count("\n") == 1
    assert main(["since", str(tmp_path / "none.json")]) == 2
    assert "cannot be read: No such file" in capsys.readouterr().err


def test_a_version_of_rules_that_cannot_stand_in_a_link_stops_the_build(folder: Path) -> None:
    path = folder / "partnerships" / "kirklees.toml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('rules_version = "2026-11"', 'rules_version = "spring & summer"'), encoding="utf-8")
    with pytest.raises(UserError, match=r"kirklees.toml, line \d+: rules_version: “spring & summer” cannot be"):
        load_rulebook(folder)


def test_the_marks_of_rules_are_those_that_version_0_1_0_wrote(book: Rulebook) -> None:
    rules = {rule.id: rule_mark(rule) for rule in book.national}
    expected = {"referral-decision": "Ib", "assessment": "-J", "initial-conference": "Zl", "first-core-group": "Ku"}
    assert {f"national.{name}": mark for name, mark in expected.items()}.items() <= rules.items()

"""What the calculator's page asks Python for: dates in three boxes, an address to bookmark, HTML to show."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from calculator.__main__ import main
from calculator.builder.tools import Place
from calculator.builder.tools.deadline_calculator import form
from calculator.case import FIRST, LAST
from calculator.model import BankHoliday, Closure, Event, InvalidInput, Rulebook
from tests.calculator.conftest import EVENTS, PARTNERSHIPS, calls

Calls = dict[str, Callable[[Any], Any]]
Fields = list[list[str]]
VOID = {"br", "hr", "img", "input", "link", "meta", "wbr"}
SCRIPT = "<script>alert(1)</script>"


@pytest.fixture(scope="session")
def page(book: Rulebook) -> Calls:
    return calls(book)


def boxes(name: str, day: str, month: str, year: str) -> Fields:
    return [[f"{name}.day", day], [f"{name}.month", month], [f"{name}.year", year]]


def kirklees(*more: Fields) -> Fields:
    start = [["partnership", "kirklees"], ["key", "r00000001"], *boxes("strategy_discussion", "11", "12", "2026")]
    return [*start, *(pair for fields in more for pair in fields)]


def show(page: Calls, fields: Fields) -> dict[str, Any]:
    shown: dict[str, Any] = page["timetable"]({"fields": fields})
    return shown


def refusal(call: Callable[[], object]) -> list[tuple[str | None, str]]:
    """Return what is wrong, by field."""
    with pytest.raises(InvalidInput) as refused:
        call()
    return [(error.field, error.message) for error in refused.value.errors]


class Checker(HTMLParser):
    """Reads HTML strictly: which tags are left open, which ids there are, and which are referred to."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.ids: list[str] = []
        self.referred: set[str] = set()
        self.tags: set[str] = set()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        found = {name: value or "" for name, value in attrs}
        if len(found) < len(attrs):
            self.wrong.append(f"an attribute twice in {self.get_starttag_text()}")
        self.ids += [found["id"]] if "id" in found else []
        for name in ("for", "aria-labelledby", "aria-describedby"):
            self.referred.update(found.get(name, "").split())
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1] == tag:
            self.open.pop()
        else:
            self.wrong.append(f"</{tag}> at {self.getpos()} closes {self.open[-1:]}")

    def problems(self) -> list[str]:
        twice = [f"id twice: {each}" for each in {*self.ids} if self.ids.count(each) > 1]
        lost = [f"no such id: {each}" for each in self.referred - {*self.ids}]
        return [*self.wrong, *(f"<{tag}> is not closed" for tag in self.open), *twice, *lost]


# --- The form and its result are sound HTML -------------------------------------------------------------


@pytest.mark.parametrize("area", PARTNERSHIPS)
def test_the_result_is_well_formed_with_every_fold_open_and_every_role(
    area: str, page: Calls, book: Rulebook
) -> None:
    fields = [
        ["partnership", area],
        *boxes("strategy_discussion", "11", "12", "2026"),
        *boxes("referral", "1", "12", "2026"),
    ]
    ids = [part.split('"')[0] for part in show(page, fields)["html"].split('<li class="deadline" id="')[1:]]
    folds = [["open", f"{name}.{fold}"] for name in ids for fold in ("working", "sources", "check")]
    for more in ([], folds, [["compare", "lincolnshire"]], *([["role", name]] for name in book.words.viewpoints)):
        assert Checker(show(page, [*fields, *more])["html"]).problems() == []


def test_the_form_is_well_formed_and_every_box_has_its_label(book: Rulebook) -> None:
    checked = Checker(form(book, Place(compared=book.areas, to_root="../")))
    assert checked.problems() == []
    assert {f"strategy_discussion.{box}" for box in ("day", "month", "year")} <= checked.referred


def test_a_fold_holds_its_working_only_when_it_is_open(page: Calls) -> None:
    shut = show(page, kirklees())["html"]
    opened = show(page, kirklees([["open", "kirklees.initial-conference.working"]]))["html"]
    assert "Boxing Day (substitute day)" not in shut
    strip = opened[opened.index('<ol class="strip">') : opened.index("</ol>", opened.index('<ol class="strip">'))]
    assert strip.count('<li class="day counted') == 15
    assert strip.count('<li class="day skipped">') == 11
    assert all(
        why in strip for why in ("Christmas Day", "Boxing Day (substitute day)", "New Year&#39;s Day", "day 0")
    )


def test_dates_are_in_words_with_the_date_for_machines_beside_them(page: Calls) -> None:
    shown = show(page, kirklees())
    assert '<time datetime="2027-01-06">Wednesday 6 January 2027</time>' in shown["html"]
    assert shown["count"] == shown["html"].count('<li class="deadline"')


def test_the_page_says_that_an_officer_added_days_to_the_calendar(book: Rulebook) -> None:
    closure = Closure(first=date(2026, 12, 28), last=date(2026, 12, 31), why="Offices closed")
    extra = BankHoliday(date=date(2027, 1, 4), name="Extra bank holiday")
    area = replace(book.partnerships["kirklees"], closures=(closure,), added_bank_holidays=(extra,))
    changed = calls(replace(book, partnerships={**book.partnerships, "kirklees": area}))
    html = show(changed, kirklees())["html"]
    assert "Kirklees has added to the calendar" in html
    assert "Monday 28 December 2026 to Thursday 31 December 2026 (Offices closed)" in html
    assert "Monday 4 January 2027 (Extra bank holiday)" in html


def test_a_partnership_with_gaps_says_what_its_document_does_not_say_and_what_to_ask(page: Calls) -> None:
    html = show(page, [["partnership", "warwickshire"], *boxes("initial_conference", "11", "12", "2026")])["html"]
    assert "What Warwickshire’s document does not say" in html
    assert "<strong>Ask the chair when your report is due.</strong>" in html


# --- Dates in three boxes ------------------------------------------------------------------------------


@pytest.mark.parametrize("month", ["1", "01", "January", "jan", "JAN"])
def test_a_month_may_be_a_number_or_a_name(month: str, page: Calls) -> None:
    fields = [["partnership", "kirklees"], *boxes("initial_conference", " 6", month, "2027 ")]
    assert "initial_conference=2027-01-06" in show(page, fields)["address"]


@pytest.mark.parametrize(
    ("day", "month", "year", "says"),
    [
        ("30", "2", "2026", "there is no 30 February 2026: it has 28 days."),
        ("29", "2", "2027", "there is no 29 February 2027: it has 28 days."),
        ("31", "4", "2027", "there is no 31 April 2027: it has 30 days."),
        ("0", "4", "2027", "there is no 0 April 2027"),
        ("11", "13", "2026", "there is no month 13. Use 1 to 12."),
        ("11", "12", "26", "the year must have four numbers, for example 2026, not “26”."),
        ("11", "12", "2011", "2011 is outside 2012 to 2050"),
        ("11", "12", "2051", "2051 is outside 2012 to 2050"),
        ("eleven", "12", "2026", "“eleven 12 2026” is not a date."),
        ("11", "Xmas", "2026", "“11 Xmas 2026” is not a date."),
        ("-1", "12", "2026", "“-1 12 2026” is not a date."),
        ("1e1", "12", "2026", "“1e1 12 2026” is not a date."),
        ("١١", "12", "2026", "is not a date."),
        ("11", "", "2026", "it must include a month."),
        ("11", "", "", "it must include a month and a year."),
        ("9" * 100_000, "12", "2026", "is not a date."),
        (SCRIPT, "1", "2027", "is not a date."),
    ],
)
def test_a_date_that_is_none_is_explained_at_its_box(
    day: str, month: str, year: str, says: str, page: Calls
) -> None:
    [(field, message)] = refusal(lambda: show(page, kirklees(boxes("initial_conference", day, month, year))))
    assert field == "initial_conference"
    assert message.startswith("Initial child protection conference: ")
    assert says in message
    assert len(message) < 200


def test_every_mistake_is_told_at_once(page: Calls) -> None:
    wrong = kirklees(boxes("initial_conference", "30", "2", "2027"), boxes("core_group.2", "1", "", ""))
    assert [field for field, _ in refusal(lambda: show(page, wrong))] == ["initial_conference", "core_group.2"]


LATER = "review_conference.1"


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ([["partnership", ""]], "partnership"),
        ([], "partnership"),
        ([["partnership", SCRIPT]], "partnership"),
        (kirklees([["role", SCRIPT]]), "role"),
        (kirklees([["compare", SCRIPT]]), "compare"),
        (kirklees(boxes("done.kirklees.minutes", "x", "1", "2027")), "done.kirklees.minutes"),
        (kirklees(boxes("initial_conference", "10", "12", "2026")), "initial_conference"),
        (kirklees(boxes("initial_conference", "5", "1", "2027"), boxes(LATER, "4", "1", "2027")), LATER),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_mistake_is_told_under_the_name_of_the_field_in_which_it_was_made(
    fields: Fields, field: str, page: Calls
) -> None:
    assert [each for each, _ in refusal(lambda: show(page, fields))] == [field]


def test_empty_boxes_and_unknown_fields_are_left_out(page: Calls) -> None:
    with_more = kirklees(boxes("initial_conference", "", " ", ""), [["fact.plan_made", ""], ["nonsense", SCRIPT]])
    assert show(page, with_more) == show(page, kirklees())


def test_a_form_without_dates_asks_for_one(page: Calls) -> None:
    shown = show(page, [["partnership", "kirklees"]])
    assert shown["count"] == 0
    assert "Enter at least one date above" in shown["html"]


# --- What the reader chooses ---------------------------------------------------------------------------


def test_a_comparison_lays_two_partnerships_side_by_side(page: Calls) -> None:
    html = show(page, kirklees([["compare", "darlington"]]))["html"]
    assert "Kirklees and Darlington side by side" in html
    assert '<td data-label="Kirklees"><p>No date given. Ask the conference unit.</p></td>' in html


def test_a_reader_sees_only_their_part_and_is_told_so(page: Calls) -> None:
    everyone, school = show(page, kirklees()), show(page, kirklees([["role", "school"]]))
    assert 0 < school["count"] < everyone["count"]
    assert "Only what this reader must do: School, college or nursery" in school["html"]
    assert "Conference requested from the unit" not in school["html"]


def test_when_something_was_done_stands_in_its_boxes_and_the_verdict_beside_it(page: Calls) -> None:
    html = show(page, kirklees(boxes("done.kirklees.conference-requested", "18", "12", "2026")))["html"]
    assert "Friday 18 December 2026 is 1 working day late." in html
    assert 'name="done.kirklees.conference-requested.day" type="text"' in html
    assert 'value="18"' in html


def test_a_done_date_in_one_partnership_does_not_stop_the_comparison_with_another(page: Calls) -> None:
    done = boxes("done.kirklees.conference-requested", "18", "12", "2026")
    assert "side by side" in show(page, kirklees(done, [["compare", "lincolnshire"]]))["html"]


# --- The address ---------------------------------------------------------------------------------------


CASE = kirklees(
    boxes("initial_conference", "05", "Jan", "2027"),
    boxes("core_group.1", "1", "2", "2027"),
    boxes("core_group.3", "1", "3", "2027"),
    boxes("done.kirklees.minutes:initial_conference", "1", "2", "2027"),
    [["fact.plan_made", "yes"], ["fact.held_online", "no"], ["compare", "darlington"], ["role", "social-worker"]],
    [["open", "kirklees.initial-conference.working"]],
)


def test_the_address_holds_dates_and_choices_and_the_dates_that_follow_and_nothing_else(page: Calls) -> None:
    case, dates = show(page, CASE)["address"].split("&rules=")
    assert re.fullmatch(r"2026-11&was=[\w-]+", dates)
    assert case == (
        "partnership=kirklees&strategy_discussion=2026-12-11&initial_conference=2027-01-05"
        "&core_group=2027-02-01&core_group=2027-03-01&fact.plan_made=yes&fact.held_online=no"
        "&done.kirklees.minutes%3Ainitial_conference=2027-02-01&compare=darlington&role=social-worker&key=r00000001"
    )


def test_a_bookmark_reopens_the_case(page: Calls) -> None:
    first = show(page, [pair for pair in CASE if pair[0] != "open"])
    again = page["timetable_address"](first["address"])["fields"]
    assert ["core_group.2.day", "1"] in again
    assert ["strategy_discussion.month", "12"] in again
    assert ["initial_conference.day", "5"] in again
    assert show(page, again) == first


@given(
    area=st.sampled_from(PARTNERSHIPS),
    start=st.dates(FIRST, LAST),
    events=st.sets(st.sampled_from(EVENTS), min_size=1),
    role=st.sampled_from(["", "school", "team-manager"]),
)
def test_any_case_comes_back_from_its_address(
    area: str, start: date, events: set[Event], role: str, page: Calls
) -> None:
    fields = [["partnership", area], ["role", role], *([event, str(start)] for event in events)]
    first = show(page, fields)
    assert show(page, page["timetable_address"](first["address"])["fields"]) == first


@pytest.mark.parametrize(
    "address",
    [
        *("", "nonsense", "%00%ff=%ff", SCRIPT, "x" * 100_000, "partnership=kirklees&day=1", "partnership="),
        "strategy_discussion=2026-12-11",
        "partnership=kirklees&fact.unknown=yes",
        "partnership=kirklees&icpc=2026-12-11",
        "partnership=kirklees&strategy_discussion=" + "9" * 20_000,
    ],
    ids=lambda address: address[:30],
)
def test_an_address_that_is_not_one_of_ours_is_refused_in_words(address: str, page: Calls) -> None:
    [(_, message)] = refusal(lambda: page["timetable_address"](address))
    assert message.endswith(".")
    assert len(message) < 200


@pytest.mark.parametrize(("name", "field"), [("partnership", "partnership"), ("compare", "compare")])
@pytest.mark.parametrize("unknown", ["leeds", SCRIPT, "x" * 1000])
def test_a_partnership_in_the_address_that_there_is_not_is_refused_in_words(
    name: str, field: str, unknown: str, page: Calls
) -> None:
    fields = page["timetable_address"](f"partnership=kirklees&strategy_discussion=2026-12-11&{name}={unknown}")
    [(where, message)] = refusal(lambda: show(page, fields["fields"]))
    assert where == field
    assert f"“{unknown[:40]}”" in message


@pytest.mark.parametrize("date_in_it", [SCRIPT, "30 February", "2026-02-30", "26-12-11", "--", "'\"><img src=x>"])
def test_a_date_in_the_address_that_is_none_goes_into_the_boxes_to_be_mended(date_in_it: str, page: Calls) -> None:
    fields = page["timetable_address"](f"partnership=kirklees&initial_conference={date_in_it}")["fields"]
    assert [name for name, _ in fields[1:]] == [f"initial_conference.{box}" for box in ("day", "month", "year")]
    if date_in_it != "--":
        assert [field for field, _ in refusal(lambda: show(page, fields))] == ["initial_conference"]


@pytest.mark.parametrize(
    "name", ["core_group.<img src=x>", "strategy_discussion.2", "core_group.0", "core_group.99999999", "done."]
)
def test_a_field_of_the_address_that_the_form_does_not_have_is_refused(name: str, page: Calls) -> None:
    """The page adds boxes until it has as many as an address asks for, so the number must be a possible one."""
    assert refusal(lambda: page["timetable_address"](f"partnership=kirklees&{name}=2026-12-11"))


def test_nothing_typed_reaches_the_page_as_html(page: Calls) -> None:
    """What was typed in a check that is valid otherwise stands in its box again, escaped."""
    done = "done.kirklees.conference-requested"
    typed = [[f"{done}.day", "18"], [f"{done}.month", "12"], [f"{done}.year", "2026"], [f"{done}.{SCRIPT}", ""]]
    html = show(page, kirklees(typed, [["open", SCRIPT], [SCRIPT, SCRIPT]]))["html"]
    assert "script" not in Checker(html).tags


def test_a_rule_with_markup_in_it_is_shown_as_text(book: Rulebook) -> None:
    area = book.partnerships["kirklees"]
    rules = tuple(replace(rule, title=SCRIPT, reading=SCRIPT, consequence=SCRIPT) for rule in area.rules)
    spoilt = calls(
        replace(book, partnerships={**book.partnerships, "kirklees": replace(area, name=SCRIPT, rules=rules)})
    )
    checked = Checker(show(spoilt, kirklees([["compare", "kirklees"]]))["html"])
    assert checked.problems() == []
    assert "script" not in checked.tags


# --- Files ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "begins"), [("ics", b"BEGIN:VCALENDAR"), ("csv", b"\xef\xbb\xbfDue,"), ("text", b"Child")]
)
def test_a_file_comes_back_as_name_type_and_bytes(kind: str, begins: bytes, page: Calls) -> None:
    made = page["timetable_export"]({"fields": kirklees(), "kind": kind})
    assert set(made) == {"filename", "type", "bytes"}
    assert made["bytes"].startswith(begins)


def test_the_page_and_the_command_line_give_the_same_json(page: Calls, capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        main(
            [
                "timetable",
                "--partnership",
                "kirklees",
                "--reference",
                "r00000001",
                "--event",
                "strategy_discussion=2026-12-11",
                "--format",
                "json",
            ]
        )
        == 0
    )
    assert page["timetable_json"]({"fields": kirklees()}) == capsys.readouterr().out

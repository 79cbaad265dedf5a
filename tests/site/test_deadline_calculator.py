"""The calculator as it ships: the built site, from disk and over http, in three browser engines."""

import json
from typing import Any

import pytest

from calculator import exports
from calculator.builder.load import load_rulebook
from calculator.calendar_file import NOTHING_MORE
from calculator.case import read_case
from calculator.timetable import timetable
from tests.browser.drivers import Browser
from tests.site.calculator_page import CASE, PAGE, CalculatorPage


@pytest.fixture
def calculator(window: Browser, address: str) -> CalculatorPage:
    page = CalculatorPage(window, f"{address}{PAGE}")
    page.ready()
    return page


def test_a_strategy_discussion_gives_the_conference_with_its_fifteen_days(calculator: CalculatorPage) -> None:
    calculator.choose("partnership", "kirklees")
    calculator.type_date("strategy_discussion", "11", "12", "2026")
    calculator.send()
    calculator.wait_for_text("Wednesday 6 January 2027")
    conference = calculator.text("[id='kirklees.initial-conference']")
    assert "Wednesday 6 January 2027" in conference
    assert "15 working days after the strategy discussion on Friday 11 December 2026" in conference
    days = calculator.open_working("kirklees.initial-conference")
    assert sum("counted" in kind.split() for kind, _ in days) == 15
    skipped = " ".join(text for kind, text in days if "skipped" in kind.split())
    for reason in ("Saturday", "Sunday", "Christmas Day", "Boxing Day", "New Year's Day"):
        assert reason in skipped


def test_what_is_typed_before_python_is_ready_is_kept(window: Browser, address: str) -> None:
    page = CalculatorPage(window, f"{address}{PAGE}")
    page.choose("partnership", "warwickshire")
    page.type_date("initial_conference", "5", "1", "2027")
    page.ready()
    page.wait_for_text("Tuesday 19 January 2027")


def test_a_bookmark_reopens_the_case(window: Browser, address: str) -> None:
    page = CalculatorPage(
        window, f"{address}{PAGE}#{CASE}&initial_conference=2027-01-05&role=school&fact.plan_made=yes"
    )
    page.ready()
    page.wait_for_text("Dates for Kirklees")
    assert page.run('return document.getElementsByName("strategy_discussion.month")[0].value;') == "12"
    assert page.run('return document.getElementById("role").value;') == "school"
    assert "Invitations sent" not in page.text()
    assert page.run('return location.hash.slice(1).split("&key=")[0];') == (
        f"{CASE}&initial_conference=2027-01-05&fact.plan_made=yes&role=school"
    )


def test_an_actual_date_moves_what_follows_and_says_so(calculator: CalculatorPage) -> None:
    calculator.choose("partnership", "kirklees")
    calculator.type_date("strategy_discussion", "11", "12", "2026")
    calculator.wait_for_text("Wednesday 20 January 2027")
    calculator.type_date("initial_conference", "8", "1", "2027")
    calculator.wait_for_text("2 working days late")
    core_group = calculator.text("[id='kirklees.first-core-group']")
    assert "Friday 22 January 2027" in core_group
    assert "it was Wednesday 20 January 2027" in core_group


def test_mistakes_are_named_and_nothing_typed_is_lost(calculator: CalculatorPage) -> None:
    calculator.choose("partnership", "darlington")
    calculator.type_date("strategy_discussion", "30", "2", "2027")
    calculator.send()
    assert calculator.errors() == ["Strategy discussion: there is no 30 February 2027: it has 28 days."]
    assert calculator.text("[data-error-for=strategy_discussion]") == calculator.errors()[0]
    assert calculator.run('return document.getElementsByName("strategy_discussion.day")[0].value;') == "30"
    calculator.type_date("strategy_discussion", "26", "2", "2027")
    calculator.wait_for_text("Friday 19 March 2027")
    assert calculator.run('return document.querySelector("[data-error-summary]").hidden;') is True


def test_a_script_in_the_address_is_only_text(window: Browser, address: str) -> None:
    attack = "%3Cimg src%3Dx onerror%3D%22document.title%3D'run'%22%3E"
    page = CalculatorPage(window, f"{address}{PAGE}#partnership=kirklees&strategy_discussion={attack}&role={attack}")
    page.ready()
    page.errors()
    assert page.run("return document.title;") != "run"
    assert page.run('return document.querySelectorAll(".tool img").length;') == 0


def test_the_browser_and_the_command_line_give_the_same_json(window: Browser, address: str) -> None:
    page = CalculatorPage(window, f"{address}{PAGE}")
    page.ready()
    rulebook = load_rulebook()
    for case in SAME_CASES:
        fields = [["partnership", case["partnership"]], *case["events"], *case.get("facts", [])]
        theirs = page.run(
            f'await guidePython.rules("{case["partnership"]}"); '
            f'const reply = await guidePython.call("timetable_json", {{ fields: {json.dumps(fields)} }}); '
            "return reply.result;"
        )
        ours = exports.as_json(
            timetable(
                read_case(
                    rulebook,
                    partnership=str(case["partnership"]),
                    events=[(name, day) for name, day in case["events"]],
                    facts=[(name.removeprefix("fact."), answer) for name, answer in case.get("facts", [])],
                ),
                rulebook,
            ),
            rulebook,
        )
        assert theirs == ours


SAME_CASES: list[dict[str, Any]] = [
    {"partnership": "kirklees", "events": [["strategy_discussion", "2026-12-11"]]},
    {
        "partnership": "lincolnshire",
        "events": [["initial_conference", "2028-02-29"], ["review_conference", "2028-05-29"]],
    },
    {"partnership": "warwickshire", "events": [["referral", "2022-05-30"], ["strategy_discussion", "2022-06-01"]]},
    {
        "partnership": "darlington",
        "events": [["strategy_discussion", "2023-04-28"], ["initial_conference", "2023-05-19"]],
        "facts": [["fact.plan_made", "yes"]],
    },
    {
        "partnership": "kirklees",
        "events": [["transfer_agreed", "2048-12-31"], ["looked_after_letter", "2012-01-01"]],
    },
]


@pytest.mark.parametrize("kind", ["text", "csv"])
def test_the_browser_and_the_command_line_give_the_same_file(window: Browser, address: str, kind: str) -> None:
    page = CalculatorPage(window, f"{address}{PAGE}#{CASE}")
    page.wait_for_text("Wednesday 6 January 2027")
    theirs = page.run(
        f"""const fields = [...new URLSearchParams("{CASE}")];
        const reply = await guidePython.call("timetable_export", {{ fields, kind: "{kind}" }});
        return [...reply.result.bytes];"""
    )
    rulebook = load_rulebook()
    case = read_case(rulebook, partnership="kirklees", events=[("strategy_discussion", "2026-12-11")])
    assert bytes(theirs) == exports.EXPORTS[kind].make(timetable(case, rulebook), rulebook, {}, NOTHING_MORE)


def test_two_partnerships_stand_side_by_side(calculator: CalculatorPage) -> None:
    calculator.choose("partnership", "kirklees")
    calculator.type_date("initial_conference", "5", "1", "2027")
    calculator.select("compare", "lincolnshire")
    calculator.wait_for_text("Kirklees and Lincolnshire side by side")
    assert len(calculator.texts(".compare tbody tr")) > 5

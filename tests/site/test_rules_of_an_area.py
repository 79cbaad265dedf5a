"""The rules of an area are loaded when it is chosen, and no others; without them nothing that was typed is lost."""

import base64
import gzip
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, Route, expect

from calculator.builder.load import load_rulebook
from docs.builder.release.addresses import find
from tests.serving import served
from tests.site.calculator_page import CASE, PAGE
from tests.site.form_page import FormPage

expect.set_options(timeout=15_000)
FAMILY = "family/my-dates.html"
FORM = "forms/social-work-report.html"
NOT_LOADED = "The rules of this area could not be loaded."
RULES = re.compile(r"/assets/rules/\w+/([\w-]+)\.js")


@pytest.fixture(params=["disk", "http"])
def start(request: pytest.FixtureRequest, site: Path) -> Iterator[str]:
    """Where the site begins, on a disk and on a host."""
    if request.param == "disk":
        yield f"{site.as_uri()}/"
        return
    with served(site) as host:
        yield host


def asked_for(tab: Page) -> list[str]:
    """Return a list to which every area is added whose rules the page asks for."""
    asked: list[str] = []
    tab.on("request", lambda request: asked.extend(RULES.findall(request.url)))
    return asked


def enter(tab: Page, name: str, *values: str) -> None:
    for box, value in zip(("day", "month", "year"), values, strict=True):
        tab.locator(f"[name='{name}.{box}']").fill(value)


def missing(route: Route) -> None:
    route.abort()


def damaged(route: Route) -> None:
    """Answer with half of the script, as a copy that was broken off."""
    route.fulfill(content_type="text/javascript", body='guidePython.receive("rules/kirklees", "H4sIAAAAAAAC')


def of_another_build(route: Route) -> None:
    route.fulfill(
        content_type="text/javascript", body='guidePython.receive("rules/kirklees", "H4sIAAAAAAAC/w==");\n'
    )


# --- What is loaded ---------------------------------------------------------------------------------------


def test_only_the_chosen_areas_rules_are_loaded_and_each_once(tab: Page, start: str) -> None:
    asked = asked_for(tab)
    tab.goto(f"{start}{PAGE}")
    tab.locator("[data-state=ready]").wait_for()
    assert asked == []
    tab.get_by_label("Kirklees", exact=True).check()
    enter(tab, "strategy_discussion", "11", "12", "2026")
    expect(tab.get_by_role("heading", name="Dates for Kirklees")).to_be_visible()
    assert asked == ["kirklees"]
    tab.get_by_label("Darlington", exact=True).check()
    expect(tab.get_by_role("heading", name="Dates for Darlington")).to_be_visible()
    tab.get_by_label("Kirklees", exact=True).check()
    expect(tab.get_by_role("heading", name="Dates for Kirklees")).to_be_visible()
    assert asked == ["kirklees", "darlington"]


def test_an_address_with_a_comparison_loads_two(tab: Page, start: str) -> None:
    asked = asked_for(tab)
    tab.goto(f"{start}{PAGE}#{CASE}&compare=lincolnshire")
    expect(tab.get_by_role("heading", name="Kirklees and Lincolnshire side by side")).to_be_visible()
    assert sorted(asked) == ["kirklees", "lincolnshire"]


def test_another_address_in_the_same_tab_loads_what_it_needs(tab: Page, start: str) -> None:
    asked = asked_for(tab)
    tab.goto(f"{start}{PAGE}#{CASE}")
    expect(tab.get_by_role("heading", name="Dates for Kirklees")).to_be_visible()
    tab.evaluate("location.hash = 'partnership=warwickshire&initial_conference=2026-12-11'")
    expect(tab.get_by_role("heading", name="Dates for Warwickshire")).to_be_visible()
    assert asked == ["kirklees", "warwickshire"]


def test_a_family_loads_its_own_areas_rules_when_the_button_is_pressed(tab: Page, start: str) -> None:
    asked = asked_for(tab)
    tab.goto(f"{start}{FAMILY}")
    tab.get_by_label("Lincolnshire", exact=True).check()
    tab.get_by_label("The first one").check()
    enter(tab, "held", "6", "4", "2027")
    assert asked == []
    tab.get_by_role("button", name="Work out my dates").press("Enter")
    tab.locator(".deadline").first.wait_for()
    assert asked == ["lincolnshire"]


def test_a_form_loads_them_when_its_dates_are_asked_for(tab: Page, start: str) -> None:
    asked = asked_for(tab)
    FormPage(tab, f"{start}{FORM}").ready()
    assert asked == []
    tab.locator("[id='when.partnership']").select_option("kirklees")
    tab.locator("[id='when.event']").select_option("initial_conference")
    tab.locator("[id='when.date']").fill("6/1/2027")
    tab.get_by_role("button", name="Show the dates").press("Enter")
    expect(tab.locator("[data-dates]")).to_contain_text("2027")
    assert asked == ["kirklees"]


def test_a_name_in_the_address_leads_to_no_script_outside_the_rules(tab: Page, start: str) -> None:
    scripts: list[str] = []
    tab.on("request", lambda request: scripts.append(request.url))
    tab.goto(f"{start}{PAGE}#partnership=..%2Fpage&strategy_discussion=2026-12-11")
    expect(tab.get_by_role("group", name="There is a problem")).to_contain_text(
        "There is no partnership “../page”. Choose one from the list."
    )
    assert [each for each in scripts if "rules" in each] == []


def test_an_area_that_there_is_not_is_said_plainly_and_the_dates_are_kept(tab: Page, start: str) -> None:
    tab.goto(f"{start}{PAGE}#partnership=leeds&strategy_discussion=2026-12-11")
    expect(tab.get_by_role("group", name="There is a problem")).to_contain_text(
        "There is no partnership “leeds”. Choose one from the list."
    )
    expect(tab.locator("[name='strategy_discussion.day']")).to_have_value("11")
    tab.get_by_label("Kirklees", exact=True).check()
    expect(tab.get_by_role("heading", name="Dates for Kirklees")).to_be_visible()


# --- When it cannot be loaded -----------------------------------------------------------------------------


@pytest.mark.parametrize("fault", [missing, damaged, of_another_build])
def test_without_the_rules_the_calculator_says_so_and_what_was_typed_counts_once_they_are_there(
    tab: Page, start: str, fault: object
) -> None:
    tab.route(RULES, fault)  # type: ignore[arg-type]
    tab.goto(f"{start}{PAGE}")
    tab.get_by_label("Kirklees", exact=True).check()
    enter(tab, "strategy_discussion", "11", "12", "2026")
    notice = tab.locator("[data-no-rules]")
    expect(notice).to_contain_text(NOT_LOADED)
    expect(notice).to_be_visible()
    expect(tab.locator(".deadline")).to_have_count(0)
    tab.unroute(RULES)
    tab.get_by_role("button", name="Work out the dates").press("Enter")
    expect(tab.get_by_role("heading", name="Dates for Kirklees")).to_be_focused()
    expect(notice).to_be_hidden()
    assert f"#{CASE}" in tab.url


def test_an_address_whose_rules_are_missing_is_filled_in_and_can_be_tried_again(tab: Page, start: str) -> None:
    tab.route(RULES, missing)
    tab.goto(f"{start}{PAGE}#{CASE}&compare=darlington")
    expect(tab.locator("[data-no-rules]")).to_be_visible()
    expect(tab.locator("[name='strategy_discussion.year']")).to_have_value("2026")
    tab.unroute(RULES)
    tab.get_by_role("button", name="Work out the dates").press("Enter")
    expect(tab.get_by_role("heading", name="Kirklees and Darlington side by side")).to_be_visible()


def test_a_family_that_has_no_rules_yet_is_told_how_to_try_again(tab: Page, start: str) -> None:
    tab.route(RULES, missing)
    tab.goto(f"{start}{FAMILY}")
    tab.get_by_label("Kirklees", exact=True).check()
    tab.get_by_label("The first one").check()
    enter(tab, "held", "6", "4", "2027")
    tab.get_by_role("button", name="Work out my dates").press("Enter")
    expect(tab.locator("[data-no-rules]")).to_contain_text("Press “Work out my dates” to try again.")
    tab.unroute(RULES)
    tab.get_by_role("button", name="Work out my dates").press("Enter")
    tab.locator(".deadline").first.wait_for()
    expect(tab.locator("[data-no-rules]")).to_be_hidden()


def test_a_form_without_the_rules_keeps_what_was_written(tab: Page, start: str) -> None:
    tab.route(RULES, missing)
    page = FormPage(tab, f"{start}forms/agency-report-kirklees.html").ready()
    page.type_by_keyboard({"about.involvement": "Still here"})
    tab.locator("[id='when.date']").fill("6/1/2027")
    tab.get_by_role("button", name="Show the dates").press("Enter")
    expect(tab.locator("[data-no-rules]")).to_contain_text(NOT_LOADED)
    assert page.answers() == {"about.involvement": "Still here"}
    tab.unroute(RULES)
    tab.get_by_role("button", name="Show the dates").press("Enter")
    expect(tab.locator("[data-dates]")).to_contain_text("Agency report shared with the parents")
    expect(tab.locator("[data-no-rules]")).to_be_hidden()


# --- While it is loading ----------------------------------------------------------------------------------

# Keeps what the page is waiting for until `release` is called, or `lose`.
HOLD = """([name, first]) => {
    const real = guidePython[name];
    const held = (reply) => new Promise((resolve, reject) => {
        Object.assign(window, { release: () => resolve(reply), lose: () => reject(new Error("lost")) });
    });
    guidePython[name] = (...given) => (given[0] === first ? real(...given).then(held) : real(...given));
}"""
HELD = "async () => { while (!window.release) await new Promise(requestAnimationFrame); }"
# Python answers in turn: what was asked before this has been answered when this is.
ANSWERED = "await guidePython.call('timetable_rehearsal')"


def waiting(tab: Page, site: Path, *what: str) -> Page:
    """Open the calculator, enter a date and choose Kirklees; what it then waits for is held."""
    tab.goto((site / PAGE).as_uri())
    tab.locator("[data-state=ready]").wait_for()
    enter(tab, "strategy_discussion", "11", "12", "2026")
    tab.evaluate(HOLD, what)
    tab.get_by_label("Kirklees", exact=True).check()
    tab.evaluate(HELD)
    return tab


def test_rules_that_come_late_are_used_all_the_same(tab: Page, site: Path) -> None:
    waiting(tab, site, "rules", "kirklees").evaluate("release()")
    expect(tab.get_by_role("heading", name="Dates for Kirklees")).to_be_visible()


@pytest.mark.parametrize("then", ["release", "lose"])
def test_who_changes_the_area_while_its_rules_are_on_their_way_sees_the_last_choice(
    tab: Page, site: Path, then: str
) -> None:
    waiting(tab, site, "rules", "kirklees")
    tab.get_by_label("Darlington", exact=True).check()
    heading = tab.locator("[data-output] h2").first
    expect(heading).to_have_text("Dates for Darlington")
    tab.evaluate(f"async () => {{ {then}(); {ANSWERED}; }}")
    expect(tab.locator("[data-no-rules]")).to_be_hidden()
    expect(heading).to_have_text("Dates for Darlington")
    assert "partnership=darlington" in tab.url


def test_who_clears_the_page_while_an_answer_is_on_its_way_gets_no_dates(tab: Page, site: Path) -> None:
    waiting(tab, site, "call", "timetable")
    tab.get_by_role("button", name="Clear everything").press("Enter")
    tab.evaluate(f"async () => {{ release(); {ANSWERED}; }}")
    expect(tab.locator(".deadline")).to_have_count(0)
    assert "#" not in tab.url


# --- The snapshot -----------------------------------------------------------------------------------------


def test_the_memory_snapshot_holds_no_partnerships_name(site: Path) -> None:
    script = find(site, "assets/python/snapshot.js").read_text(encoding="ascii")
    memory = gzip.decompress(base64.b64decode(script.split('"')[3]))
    assert b"Strategy discussion" in memory
    for area in load_rulebook().areas:
        for name in (area.name, area.full_name):
            for encoding in ("utf-8", "utf-16-le", "utf-32-le"):
                assert name.encode(encoding) not in memory, name

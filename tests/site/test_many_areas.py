"""A guide of more areas than can stand side by side: each reader finds theirs, and loads no other."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.axe import violations
from tests.browser.drivers import chromium
from tests.site.built import once, run_build
from tests.site.calculator_page import PAGE
from tests.site.form_page import FormPage
from tests.synthetic_packs import write_packs

expect.set_options(timeout=15_000)
OTHER = re.compile(r"exampleshire", re.IGNORECASE)
FAMILY = "family/my-dates.html"
CASE = "partnership=exampleshire-7&strategy_discussion=2026-12-11"


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The guide with nine partnerships that there are not beside those that there are."""

    def make(folder: Path) -> None:
        packs = [part for pack in write_packs(folder / "packs", 9) for part in ("--pack", pack)]
        run_build(*packs, "--site", folder / "site")

    return once(tmp_path_factory, "many-areas", make) / "site"


def choose_another(tab: Page, chooser: str, area: str) -> None:
    """Choose an area that the list offers only when it is asked for."""
    tab.locator(chooser).select_option(label="Another area…")
    expect(tab.locator(chooser).locator("option", has_text=re.compile(f"^{area}$"))).to_be_attached()
    tab.locator(chooser).select_option(label=area)


def test_no_page_but_their_own_and_the_list_of_all_names_the_other_areas(many: Path) -> None:
    named = {
        path.relative_to(many).as_posix()
        for path in many.rglob("*.html")
        if OTHER.search(path.read_text(encoding="utf-8"))
    }
    of_area = {
        f"{place}exampleshire-{n}" for n in range(1, 10) for place in ("partnerships/", "tools/ready-reckoner-")
    }
    own = {f"{page}.html" for page in of_area} | {
        f"partnerships/exampleshire-{n}-sources.html" for n in range(1, 10)
    }
    assert named == own | {"partnerships/index.html"}
    for page in own:
        number = re.search(r"exampleshire-(\d)", page)
        assert number
        text = (many / page).read_text(encoding="utf-8")
        assert set(re.findall(r"exampleshire-(\d)", text)) == {number[1]}, page


def test_the_areas_that_the_pages_speak_of_stand_side_by_side_as_ever(many: Path, site: Path) -> None:
    page = "procedures/core-groups/how-often.html"
    of_many, of_few = ((folder / page).read_text(encoding="utf-8") for folder in (many, site))
    assert re.findall(r'data-area="(\w+)"', of_many) == re.findall(r'data-area="(\w+)"', of_few)
    assert "Kirklees" in of_many


def test_another_area_is_found_in_the_calculators_list(tab: Page, many: Path) -> None:
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto((many / PAGE).as_uri())
    assert violations(tab) == []
    choose_another(tab, "#partnership", "Exampleshire 7")
    for box, value in (("day", "11"), ("month", "12"), ("year", "2026")):
        tab.locator(f"[name='initial_conference.{box}']").fill(value)
    expect(tab.get_by_role("heading", name="Dates for Exampleshire 7")).to_be_visible()
    assert [url.rpartition("/")[2] for url in asked if "/rules/" in url] == ["exampleshire-7.js"]


def test_a_bookmark_of_another_area_opens_with_its_name_in_the_list(tab: Page, many: Path) -> None:
    tab.goto(f"{(many / PAGE).as_uri()}#{CASE}&compare=exampleshire-8")
    expect(tab.get_by_role("heading", name="Exampleshire 7 and Exampleshire 8 side by side")).to_be_visible()
    assert tab.locator("#partnership").evaluate("list => list.selectedOptions[0].text") == "Exampleshire 7"


def test_a_list_that_cannot_be_loaded_says_so_and_can_be_tried_again(tab: Page, many: Path) -> None:
    tab.route("**/assets/areas.*.js", lambda route: route.abort())
    tab.goto((many / PAGE).as_uri())
    tab.locator("#partnership").select_option(label="Another area…")
    missing = "The other areas could not be loaded: try again"
    expect(tab.locator("#partnership option", has_text=missing)).to_be_attached()
    tab.unroute("**/assets/areas.*.js")
    tab.locator("#partnership").select_option(label="Kirklees")
    tab.locator("#partnership").select_option(label=missing)
    expect(tab.locator("#partnership option", has_text="Exampleshire 9")).to_be_attached()


def test_an_area_that_there_is_not_is_said_plainly_here_too(tab: Page, many: Path) -> None:
    tab.goto(f"{(many / PAGE).as_uri()}#partnership=leeds&strategy_discussion=2026-12-11")
    expect(tab.get_by_role("group", name="There is a problem")).to_contain_text("“leeds”")


def test_a_family_of_another_area_gets_its_dates(tab: Page, many: Path) -> None:
    tab.goto((many / FAMILY).as_uri())
    choose_another(tab, "#partnership", "Exampleshire 3")
    tab.get_by_label("The first one").check()
    for box, value in (("day", "6"), ("month", "4"), ("year", "2027")):
        tab.locator(f"[name='held.{box}']").fill(value)
    tab.get_by_role("button", name="Work out my dates").press("Enter")
    tab.locator(".deadline").first.wait_for()
    expect(tab.locator("[data-output]")).to_contain_text("Exampleshire 3")


def test_a_form_counts_the_dates_of_another_area(tab: Page, many: Path) -> None:
    FormPage(tab, (many / "forms/conference-record.html").as_uri()).ready()
    choose_another(tab, "[id='when.partnership']", "Exampleshire 5")
    tab.locator("[id='when.event']").select_option("initial_conference")
    tab.locator("[id='when.date']").fill("6/1/2027")
    tab.get_by_role("button", name="Show the dates").press("Enter")
    expect(tab.locator("[data-dates]")).to_contain_text("for this form")


def test_without_javascript_every_area_and_its_documents_are_reached_by_links(many: Path) -> None:
    context = chromium().new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((many / PAGE).as_uri())
    page.locator("noscript").get_by_role("link", name="More areas").press("Enter")
    page.get_by_role("link", name="Exampleshire 4", exact=True).press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Exampleshire 4")
    page.get_by_role("link", name="Exampleshire 4 conference handbook").first.press("Enter")
    expect(page.get_by_role("heading", name="Exampleshire 4 conference handbook")).to_be_visible()
    context.close()

"""Reading a page of the procedures: sources and words open where they stand, and the own area comes first."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, expect
from playwright.sync_api import Page as BrowserPage

PAGE = "procedures/report/sharing-with-the-family.html"


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    yield made
    made.close()


def opened(context: BrowserContext, site: Path, path: str = PAGE, more: str = "") -> BrowserPage:
    page = context.new_page()
    page.goto((site / path).as_uri() + more)
    return page


def test_a_source_opens_beside_its_mark_under_the_pointer_and_closes_with_escape(
    context: BrowserContext, site: Path
) -> None:
    page = opened(context, site)
    note = page.get_by_role("tooltip")
    expect(note).to_have_count(0)
    page.locator(".mark a").first.hover()
    expect(note).to_contain_text("Professional and Agency Expectations")
    expect(note).to_contain_text("undated")
    expect(note).to_contain_text("KE01")
    note.hover()
    page.wait_for_timeout(500)
    expect(note).to_be_visible()
    page.keyboard.press("Escape")
    expect(note).to_be_hidden()


def test_a_word_opens_its_meaning_for_the_keyboard_and_enter_goes_to_the_foot(
    context: BrowserContext, site: Path
) -> None:
    page = opened(context, site)
    term = page.locator("a.term").first
    term.focus()
    note = page.get_by_role("tooltip")
    expect(note).to_be_visible()
    expect(term).to_have_attribute("aria-describedby", "note-open")
    expect(note).to_contain_text(page.locator(term.get_attribute("href") or "").locator("dd").inner_text())
    page.keyboard.press("Enter")
    assert "#word-" in page.url


def test_a_tap_opens_a_note_and_a_tap_elsewhere_closes_it(browser: Browser, site: Path) -> None:
    context = browser.new_context(viewport={"width": 375, "height": 700}, has_touch=True, is_mobile=True)
    page = opened(context, site)
    page.locator(".mark a").first.tap()
    note = page.get_by_role("tooltip")
    expect(note).to_be_visible()
    assert "#" not in page.url
    box = note.bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 375
    page.locator("h1").tap()
    expect(note).to_be_hidden()
    context.close()


def test_without_script_a_mark_and_a_word_lead_to_the_foot_of_the_page(browser: Browser, site: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    page = opened(context, site)
    page.locator(".mark a").first.click()
    expect(page.locator("#source-1")).to_be_in_viewport()
    page.locator("a.term").first.click()
    assert "#word-" in page.url
    expect(page.get_by_label("Show first")).to_be_hidden()
    context.close()


def test_the_chosen_area_comes_first_and_goes_on_to_the_next_page(context: BrowserContext, site: Path) -> None:
    page = opened(context, site)
    first = page.locator("div.areas .areas__name").first
    assert first.inner_text() == "Darlington"
    page.get_by_label("Show first").select_option("Kirklees")
    assert first.inner_text().startswith("Kirklees")
    assert page.url.endswith("?area=kirklees")
    tool = page.locator(".use a").first
    assert (tool.get_attribute("href") or "").endswith("deadline-calculator.html#partnership=kirklees")
    page.get_by_role("link", name="When reports are due and where they go").first.click()
    page.wait_for_url("**/when-reports-are-due.html?area=kirklees")
    expect(page.get_by_label("Show first")).to_have_value("kirklees")
    assert page.locator("div.areas .areas__name").first.inner_text().startswith("Kirklees")
    page.get_by_label("Show first").select_option("all areas alike")
    assert "area=" not in page.url
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]


def test_an_area_that_does_not_exist_is_passed_over(context: BrowserContext, site: Path) -> None:
    page = opened(context, site, more="?area=%22%3E%3Cscript%3E")
    expect(page.get_by_label("Show first")).to_have_value("")
    assert page.locator("div.areas .areas__name").first.inner_text() == "Darlington"


def test_the_calculator_opens_with_the_area_that_the_page_has(context: BrowserContext, site: Path) -> None:
    page = opened(context, site, more="?area=warwickshire")
    page.locator(".use a").first.click()
    expect(page.get_by_label("Warwickshire").first).to_be_checked()


def test_on_paper_sources_stay_and_controls_go(context: BrowserContext, site: Path) -> None:
    page = opened(context, site)
    page.emulate_media(media="print")
    expect(page.locator(".page-sources")).to_be_visible()
    for hidden in (".above form", ".use", ".related + ul"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.locator(".mark").first).to_be_visible()

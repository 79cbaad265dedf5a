"""What a screen reader is given, read from Chromium's accessibility tree, and what high contrast leaves to see."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.drivers import chromium
from tests.site.calculator_page import CASE, PAGE

expect.set_options(timeout=15_000)
SHOWN = "[data-output] .deadline"
FIRST_CORE_GROUP = "kirklees.first-core-group"


@pytest.fixture
def dates(tab: Page, site: Path) -> Page:
    """A timetable of Kirklees, all of it laid out."""
    tab.goto(f"{(site / PAGE).as_uri()}#{CASE}&initial_conference=2027-01-06")
    tab.locator(SHOWN).first.wait_for()
    style = "const sheet = new CSSStyleSheet(); sheet.replaceSync('.deadline { content-visibility: visible }');"
    tab.evaluate(f"() => {{ {style} document.adoptedStyleSheets = [sheet]; }}")
    return tab


def names(page: Page, role: str) -> list[str]:
    """Return the accessible names of everything in the result that has this role, in order."""
    found = re.findall(
        rf'^\s*- {role} "(.*?)"', page.locator("[data-output]").aria_snapshot().replace("'", ""), re.MULTILINE
    )
    return [" ".join(each.split()) for each in found]


def test_a_deadlines_heading_says_its_own_date(dates: Page) -> None:
    assert "Wednesday 20 January 2027 : First core group held" in names(dates, "heading")


def test_every_control_of_a_deadline_says_of_which(dates: Page) -> None:
    row = dates.locator(f"[id='{FIRST_CORE_GROUP}']")
    for summary in row.locator("summary").all():
        expect(summary).to_have_accessible_name(re.compile("First core group held$"))
    row.get_by_text("Was it done in time?").press("Enter")
    group = row.get_by_role("group", name=re.compile("When it was done ?: First core group held"))
    expect(group.get_by_label("Day")).to_be_visible()


def test_a_verdict_is_announced_and_the_same_number_of_dates_is_not(dates: Page) -> None:
    status = dates.locator("[data-announce]")
    expect(status).to_have_text(re.compile(r"^\d+ dates found\."))
    row = dates.locator(f"[id='{FIRST_CORE_GROUP}']")
    row.get_by_text("Was it done in time?").press("Enter")
    for box, value in (("Day", "25"), ("Month", "1"), ("Year", "2027")):
        row.get_by_label(box).fill(value)
    expect(status).to_have_text(re.compile("^First core group held: .*late", re.IGNORECASE))


def test_before_any_date_nothing_is_said_to_be_found(tab: Page, site: Path) -> None:
    tab.goto((site / PAGE).as_uri())
    tab.locator("[data-state=ready]").wait_for()
    tab.get_by_label("Kirklees").check()
    expect(tab.locator("[data-output] .result-empty")).to_be_visible()
    expect(tab.locator("[data-announce]")).to_have_text("")


def test_from_the_heading_of_the_results_the_exports_are_one_step_away(dates: Page) -> None:
    address = dates.url
    dates.locator("#result-heading").focus()
    dates.keyboard.press("Tab")
    dates.keyboard.press("Enter")
    expect(dates.locator("#takeaway")).to_be_focused()
    assert dates.url == address
    dates.keyboard.press("Tab")
    expect(dates.locator("[data-print]")).to_be_focused()


def test_an_export_says_that_a_file_was_made(dates: Page) -> None:
    with dates.expect_download() as made:
        dates.locator("[data-export=ics]").press("Enter")
    expect(dates.locator("[data-made]")).to_contain_text(made.value.suggested_filename)
    expect(dates.locator("[data-made]")).to_have_attribute("role", "status")


def test_while_typing_errors_wait_and_when_sent_they_take_the_focus(tab: Page, site: Path) -> None:
    tab.goto((site / "family" / "my-dates.html").as_uri())
    tab.get_by_role("button", name="Work out my dates").press("Enter")
    summary = tab.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    assert summary.get_attribute("role") != "alert"  # an alert would be read out again at every key
    tab.get_by_label("Day").first.focus()
    tab.keyboard.type("45")
    expect(tab.locator("[data-announce]")).to_have_text("")


def test_search_results_are_links_called_by_their_title(tab: Page, site: Path) -> None:
    tab.goto((site / "index.html").as_uri())
    search = tab.get_by_label("Search this guide")
    search.focus()
    search.press_sequentially("core group")
    results = tab.locator(".md-search-result__list")
    first = results.locator("a").first
    expect(first).to_have_accessible_name(re.compile("core group", re.IGNORECASE))
    tree = results.aria_snapshot()
    assert not re.search(r"- (heading|navigation|article|link:)", tree)
    tab.keyboard.press("Escape")
    expect(search).to_be_focused()
    expect(results).to_be_hidden()
    search.press_sequentially("s")
    expect(results).to_be_visible()


def test_areas_side_by_side_are_headings_below_that_of_their_part(tab: Page, site: Path) -> None:
    tab.goto((site / "procedures" / "after" / "minutes.html").as_uri())
    areas = tab.locator("div.areas").first
    above = areas.evaluate(
        """list => [...document.querySelectorAll("h1, h2, h3, h4")]
            .filter((each) => each.compareDocumentPosition(list) & Node.DOCUMENT_POSITION_FOLLOWING)
            .pop().localName"""
    )
    expect(areas.get_by_role("heading", name="Kirklees", level=int(above[1]) + 1)).to_be_visible()


# --- High contrast ----------------------------------------------------------------------------------------------


def test_in_high_contrast_the_first_and_the_last_day_keep_their_borders_and_the_menu_its_mark(
    site: Path,
) -> None:
    context = chromium().new_context(forced_colors="active", viewport={"width": 1280, "height": 900})
    tab = context.new_page()
    tab.goto(f"{(site / PAGE).as_uri()}#{CASE}")
    row = tab.locator(SHOWN).first
    row.get_by_text("Show the working").press("Enter")
    width = "(day, side) => parseFloat(getComputedStyle(day).borderTopWidth)"
    plain = row.locator(".strip .counted:not(.due), .strip .skipped").first.evaluate(width)
    for day in (".strip .start", ".strip .due"):
        assert row.locator(day).first.evaluate(width) > plain, day
    here = tab.locator(".site-nav__row .is-active > a").first
    assert here.evaluate("link => getComputedStyle(link).outlineStyle") == "solid"
    context.close()


def test_in_high_contrast_listen_is_a_triangle_and_no_stop_sign(site: Path) -> None:
    context = chromium().new_context(forced_colors="active")
    tab = context.new_page()
    tab.goto((site / "family" / "index.html").as_uri())
    look = (
        "button => { const now = getComputedStyle(button, '::before'); return [now.clipPath, now.borderTopWidth] }"
    )
    clip, border = tab.locator(".listen [data-read]").first.evaluate(look)
    assert clip.startswith("polygon")
    assert border == "0px"
    context.close()


# --- Print ------------------------------------------------------------------------------------------------------


def test_the_readers_text_size_holds_in_print_of_their_dates(tab: Page, site: Path) -> None:
    def printed(size: str) -> float:
        tab.get_by_text("Text size and spacing").click()
        tab.get_by_label("Text size").select_option(size)
        tab.get_by_text("Text size and spacing").click()
        tab.emulate_media(media="print")
        title = tab.locator("[data-output] .deadline-title").first
        found: float = title.evaluate("title => parseFloat(getComputedStyle(title).fontSize)")
        tab.emulate_media(media="screen")
        return found

    tab.goto((site / "family" / "my-dates.html").as_uri())
    tab.locator("[name=partnership][value=kirklees]").check()
    tab.locator("[name=conference][value=initial_conference]").check()
    for box, value in (("Day", "6"), ("Month", "1"), ("Year", "2027")):
        tab.get_by_label(box).first.fill(value)
    tab.get_by_role("button", name="Work out my dates").press("Enter")
    tab.locator("[data-output] .deadline-title").first.wait_for(timeout=60_000)
    assert printed("largest") >= 1.4 * printed("")

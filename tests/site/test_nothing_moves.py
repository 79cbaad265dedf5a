"""Nothing moves under a finger: a press that begins on a control ends on it, and does what it is for."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser import drivers
from tests.site.pressing import HEIGHTS, Pointer, enlarge, open_page, press_everything

SCREENS = 1  # `python -m tests.site.pressing` goes down the whole page.
# A page of every kind, and its address.
PAGES = {
    "the start": "index.html",
    "a families' page": "family/reports.html",
    "my dates": "family/my-dates.html",
    "a sheet": "family/sheets/my-views.html",
    "a page for children": "family/children/teenagers.html",
    "easy read": "family/easy-read.html",
    "a procedure": "procedures/report/when-reports-are-due.html",
    "an area": "partnerships/kirklees.html",
    "the glossary": "procedures/glossary.html",
    "an open search": "procedures/before/assessment.html",
    "the calculator": "tools/deadline-calculator.html",
    "a result of the calculator": "tools/deadline-calculator.html",
    "a form": "forms/core-group-members.html",
    "a page for hosts": "hosts/how-to-host.html",
}
CASE = {"day": "11", "month": "12", "year": "2026"}


def prepared(browser: Browser, start: str, name: str, width: int, pointer: Pointer) -> Page:
    """Open a page as its readers have it before them, with the largest text."""
    page = open_page(browser, start + PAGES[name], width, pointer)
    page.set_default_timeout(60_000)
    enlarge(page)
    if name == "an open search":
        page.get_by_label("Search this guide").press_sequentially("report")
        expect(page.locator(".md-search-result__link").first).to_be_visible()
    if name == "a result of the calculator":
        page.locator("[data-tool][data-state=ready]").wait_for()
        page.get_by_label("Kirklees", exact=True).check()
        for box, typed in CASE.items():
            page.locator(f"[name='strategy_discussion.{box}']").fill(typed)
        page.get_by_role("button", name="Work out the dates").click()
        page.locator(".deadline").first.wait_for()
    if name == "a form":
        page.locator("[data-form][data-state=ready]").wait_for()
    return page


@pytest.mark.parametrize("pointer", ["touch", "mouse"])
@pytest.mark.parametrize("name", PAGES)
def test_every_control_in_view_does_what_it_is_pressed_for(site: Path, name: str, pointer: Pointer) -> None:
    problems = []
    pressed = 0
    for width in HEIGHTS:
        page = prepared(drivers.chromium(), f"{site.as_uri()}/", name, width, pointer)
        tried = press_everything(page, pointer, SCREENS)
        problems += [f"{width}: {each}" for each in tried.problems]
        pressed += tried.kinds.total()
        page.context.close()
    assert pressed >= 4 * len(HEIGHTS)
    assert problems == []

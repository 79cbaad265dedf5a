"""Nothing moves under a finger: a press that begins on a control ends on it, and does what it is for."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser import drivers
from tests.site.pressing import PAGES, Pointer, enlarge, open_page, prepared, press_everything

SCREENS = 1
# `python3 build.py pressing` tries both at every width, and goes down the whole page.
WIDTHS: dict[Pointer, tuple[int, ...]] = {"touch": (360, 768), "mouse": (390, 1280)}


@pytest.mark.parametrize("pointer", WIDTHS)
@pytest.mark.parametrize("name", PAGES)
def test_every_control_in_view_does_what_it_is_pressed_for(site: Path, name: str, pointer: Pointer) -> None:
    problems = []
    pressed = 0
    for width in WIDTHS[pointer]:
        page = prepared(drivers.chromium(), f"{site.as_uri()}/", name, width, pointer)
        tried = press_everything(page, pointer, SCREENS)
        problems += [f"{width}: {each}" for each in tried.problems]
        pressed += tried.kinds.total()
        page.context.close()
    assert pressed >= 4 * len(WIDTHS[pointer])
    assert problems == []


def test_the_page_stays_where_it_is_when_the_search_closes_on_a_phone(site: Path) -> None:
    page = open_page(drivers.chromium(), (site / PAGES["a procedure"]).as_uri(), 360, "touch")
    enlarge(page)
    page.evaluate("scrollTo(0, 120)")
    page.get_by_label("Search this guide").press_sequentially("report")
    held = page.locator("body[data-md-scrolllock]")
    expect(held).to_be_attached()
    page.evaluate("scrollTo({ top: 600, behavior: 'instant' })")
    page.evaluate("document.querySelector('#__search').click()")
    expect(held).to_have_count(0)
    assert page.evaluate("scrollY") == 600
    page.context.close()

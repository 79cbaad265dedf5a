"""Presses what a page offers as a finger or a mouse does: down and up at one point, whatever is there by then.

Playwright's own `click()` scrolls to the element and looks for it again, so it hides a page that moves in between.
Prints what it tried: `python3 build.py pressing`, with a number to stop after so many screens of each page.
WebKit is not tried: its driver here has no touch.
"""

import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Literal, Self

from playwright.sync_api import Browser, CDPSession, Page, expect

from tests.browser import drivers

type Pointer = Literal["touch", "mouse"]
POINTERS: tuple[Pointer, ...] = ("touch", "mouse")
ALL = 100  # No page has so many screens.
type Point = tuple[float, float]

HEIGHTS = {360: 740, 390: 844, 768: 1024, 1280: 800}

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
# What can be pressed and is in view at its middle, each once; the way out has tests of its own.
WATCH = (Path(__file__).parent / "pressing.js").read_text(encoding="utf-8")
FURTHER_DOWN = """(() => {
  const before = scrollY;
  scrollBy({ top: innerHeight * 0.8, behavior: "instant" });
  return scrollY > before;
})()"""


@dataclass
class Tried:
    """How many controls were pressed, of which kind, and what was wrong with any."""

    kinds: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)

    def __iadd__(self, other: Self) -> Self:
        self.kinds += other.kinds
        self.problems += other.problems
        return self


class Finger:
    """One finger, or a mouse, of a Chromium page: it goes down at a point and up at the same point."""

    def __init__(self, page: Page, pointer: Pointer) -> None:
        self.page = page
        self.pointer = pointer
        self._session: CDPSession = page.context.new_cdp_session(page)

    def down(self, point: Point) -> None:
        if self.pointer == "mouse":
            self.page.mouse.move(*point)
            self.page.mouse.down()
        else:
            self._touch("touchStart", point)

    def move(self, point: Point) -> None:
        if self.pointer == "mouse":
            self.page.mouse.move(*point)
        else:
            self._touch("touchMove", point)

    def up(self) -> None:
        if self.pointer == "mouse":
            self.page.mouse.up()
        else:
            self._touch("touchEnd")

    def _touch(self, kind: str, *points: Point) -> None:
        at = [{"x": x, "y": y} for x, y in points]
        self._session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": at})


def open_page(browser: Browser, address: str, width: int, pointer: Pointer, height: int | None = None) -> Page:
    """Open a page in a new context of this width, with a touch screen or a mouse."""
    context = browser.new_context(
        viewport={"width": width, "height": height or HEIGHTS[width]},
        has_touch=pointer == "touch",
        is_mobile=pointer == "touch" and width < 768,
        color_scheme="light",
    )
    page = context.new_page()
    page.goto(address)
    return page


def enlarge(page: Page) -> None:
    """Make the text as large as a families' page offers, on other pages too: there by the browser's own size."""
    page.evaluate("""() => { const root = document.documentElement;
        root.dataset.size = "largest";
        if (!document.querySelector("[data-reader]")) root.style.fontSize = "160%"; }""")


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
        expect(page.locator("[data-output] h2").first).to_be_focused(timeout=60_000)
    if name == "a form":
        page.locator("[data-form][data-state=ready]").wait_for()
    return page


def press_everything(page: Page, pointer: Pointer, screens: int) -> Tried:
    """Press every control that is in view, on as many screens of the page as wanted, from its top down."""
    finger = Finger(page, pointer)
    tried = Tried()
    page.evaluate(WATCH)
    for screen in range(screens):
        if screen and not page.evaluate(FURTHER_DOWN):
            break
        while found := page.evaluate("pressing.next()"):
            point = found["point"]
            finger.down(point)
            page.evaluate("point => pressing.pressed(point)", point)
            finger.up()
            wrong = page.evaluate("pressing.released()")
            tried.kinds[found["kind"]] += 1
            if wrong:
                tried.problems.append(f"{found['about']}: {wrong}")
    return tried


def main() -> None:
    site = Path(__file__).parents[2] / "site"
    screens = int(sys.argv[1]) if len(sys.argv) > 1 else ALL
    everything = Tried()
    begun = time.monotonic()
    for name, width, pointer in product(PAGES, HEIGHTS, POINTERS):
        page = prepared(drivers.chromium(), f"{site.as_uri()}/", name, width, pointer)
        tried = press_everything(page, pointer, screens)
        page.context.close()
        sys.stdout.write(f"{name}, {width}, {pointer}: {tried.kinds.total()}\n")
        sys.stdout.writelines(f"  {each}\n" for each in tried.problems)
        sys.stdout.flush()
        everything += tried
    seconds = time.monotonic() - begun
    sys.stdout.write(f"{everything.kinds.total()} controls {dict(everything.kinds)} in {seconds:.0f} s\n")


if __name__ == "__main__":
    main()

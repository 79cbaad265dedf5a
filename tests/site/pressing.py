"""Presses what a page offers as a finger or a mouse does: down and up at one point, wherever the control has gone by then.

Playwright's own `click()` scrolls to the element and looks for it again, so it hides a page that moves between the two.
Prints what it tried: `python -m tests.site.pressing`. WebKit is not tried: its driver here has no touch.
"""

import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from typing import Literal, Self

from playwright.sync_api import Browser, CDPSession, Page

from tests.browser import drivers

type Pointer = Literal["touch", "mouse"]
type Point = tuple[float, float]

HEIGHTS = {360: 740, 390: 844, 768: 1024, 1280: 800}
PATIENCE = 3000  # Milliseconds that a press may take to arrive.

# What can be pressed and is in view at its middle, each once; the way out has tests of its own.
WATCH = """
(() => {
  const CONTROLS = "a[href], button, summary, select, label:has(input), input:not([type=hidden]), textarea";
  const tried = new WeakSet();
  const search = document.querySelector("#__search");
  const searching = search?.checked;
  let now, record;
  const controlAt = ([x, y]) => document.elementFromPoint(x, y)?.closest(CONTROLS);
  const middle = (element) => {
    const box = [...element.getClientRects()].find((each) => each.width > 1 && each.height > 1);
    return box && [Math.round(box.left + box.width / 2), Math.round(box.top + box.height / 2)];
  };
  const place = (element) => { const { x, y } = element.getBoundingClientRect(); return [x, y].map(Math.round).join(); };
  const about = (element) => `${element.localName} ${(element.getAttribute("aria-label") || element.textContent || element.name || "").trim().slice(0, 40)}`;
  // What a press has changed is laid out; a window that nobody looks at draws no frames.
  const frame = () => new Promise((done) => { requestAnimationFrame(() => setTimeout(done)); setTimeout(done, 500); });
  const choice = (element) => element.matches("input[type=radio], input[type=checkbox]") ? element : element.querySelector("input[type=radio], input[type=checkbox]");

  globalThis.pressing = {
    // The next one that was not pressed yet, and where; it must be what is under its own middle.
    async next() {
      for (const element of document.querySelectorAll(CONTROLS)) {
        if (tried.has(element) || element.matches("[data-leave], :disabled") || !element.checkVisibility({ visibilityProperty: true })) continue;
        const point = middle(element);
        if (!point || point[0] < 0 || point[1] < 0 || point[0] >= innerWidth || point[1] >= innerHeight) continue;
        const under = controlAt(point);
        if (under !== element && !(element.localName === "input" && under?.contains(element))) continue;
        tried.add(element);
        now = under;
        record = {};
        await frame();
        const box = choice(now);
        Object.assign(record, { at: place(now), open: now.parentElement.open, checked: box?.checked });
        return { point, about: about(element), kind: element.localName === "input" ? element.type : element.localName };
      }
      return null;
    },
    // Between press and release: the same thing in the same place.
    async pressed(point) {
      await frame();
      if (controlAt(point) !== now) record.moved = `under the finger is now ${controlAt(point) ? about(controlAt(point)) : "nothing"}`;
      else if (place(now) !== record.at) record.moved = `it went from ${record.at} to ${place(now)}`;
    },
    async released() {
      const box = choice(now);
      const happened = () => {
        if (now.localName === "summary") return now.parentElement.open !== record.open;
        if (now.matches("select, textarea, input") && !box) return document.activeElement === now;
        if (box?.type === "checkbox") return box.checked !== record.checked;
        if (box) return box.checked;
        return record.clicked === now;
      };
      const until = performance.now() + PATIENCE;
      while (!happened() && performance.now() < until) await frame();
      const wrong = record.moved ?? (happened() ? null : `nothing came of it${record.clicked ? `, but of ${about(record.clicked)}` : ""}`);
      if (now.localName === "summary") now.parentElement.open = record.open;
      document.activeElement?.blur();
      if (search) search.checked = searching;
      return wrong;
    },
  };
  // What links and buttons would do is not done: it is enough that they are asked to, and the page stays as it is.
  addEventListener("click", (event) => {
    if (!record) return;
    const control = event.target.closest?.(CONTROLS);
    record.clicked = control;
    if (!control?.matches("a, button")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, true);
})()
""".replace("PATIENCE", str(PATIENCE))


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
    """Make the text as large as a families' page lets its reader choose; elsewhere as large by the browser's own size."""
    page.evaluate("""() => { const root = document.documentElement;
        root.dataset.size = "largest";
        if (!document.querySelector("[data-reader]")) root.style.fontSize = "160%"; }""")


def press_everything(page: Page, pointer: Pointer, screens: int) -> Tried:
    """Press every control that is in view, on as many screens of the page as wanted, from its top down."""
    finger = Finger(page, pointer)
    tried = Tried()
    page.evaluate(WATCH)
    for screen in range(screens):
        if screen and not page.evaluate(
            "(scrollBy({top: innerHeight * 0.8, behavior: 'instant'}), true) && scrollY + innerHeight < document.documentElement.scrollHeight + 1"
        ):
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
    from tests.site.test_nothing_moves import PAGES, prepared  # noqa: PLC0415

    site = Path(__file__).parents[2] / "site"
    everything = Tried()
    begun = time.monotonic()
    for name, width, pointer in product(PAGES, HEIGHTS, ("touch", "mouse")):
        page = prepared(drivers.chromium(), f"{site.as_uri()}/", name, width, pointer)
        tried = press_everything(page, pointer, screens=40)
        page.context.close()
        sys.stdout.write(f"{name}, {width}, {pointer}: {tried.kinds.total()}\n")
        sys.stdout.writelines(f"  {each}\n" for each in tried.problems)
        sys.stdout.flush()
        everything += tried
    seconds = time.monotonic() - begun
    sys.stdout.write(f"{everything.kinds.total()} controls {dict(everything.kinds)} in {seconds:.0f} s\n")


if __name__ == "__main__":
    main()

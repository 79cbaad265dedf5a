"""The three tools as they are used while something goes wrong around them."""

import json
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.site.form_page import REPORT

expect.set_options(timeout=15_000)

SLOW = 120_000
FAILED = ".tool-status[data-when=failed]"
ASLEEP = "01:00:00"
DEAD = 61_000  # Milliseconds after which a worker that says nothing is taken for dead.


@dataclass(frozen=True)
class Tool:
    """A tool, what is typed into it, and the answer to that."""

    path: str
    typed: dict[str, str]  # By the name of a box; a radio button is named with its value.
    press: str
    place: str
    answer: str
    script: str
    export: str

    def open(self, tab: Page, start: str, *, starts: bool = True) -> Page:
        """Go to the page, and wait until it can answer, where it starts to get ready by itself."""
        tab.goto(f"{start}{self.path}")
        if starts and self is not MY_DATES:
            expect(tab.locator("[data-state=ready]")).to_be_attached(timeout=SLOW)
        return tab

    def type(self, tab: Page) -> None:
        for name, value in self.typed.items():
            box = self.box(tab, name, value)
            box.check() if box.get_attribute("type") == "radio" else box.fill(value)

    def box(self, tab: Page, name: str, value: str = "") -> Locator:
        found = tab.locator(f"[name='{name}']")
        return (
            found.and_(tab.locator(f"[value='{value}']")) if found.first.get_attribute("type") == "radio" else found
        )

    def ask(self, tab: Page) -> None:
        tab.locator(self.press).first.press("Enter")

    def is_answered(self, tab: Page) -> None:
        expect(tab.locator(self.place)).to_contain_text(self.answer, timeout=SLOW)
        self.keeps_what_was_typed(tab)

    def says_that_it_failed(self, tab: Page) -> None:
        expect(tab.locator(FAILED)).to_be_visible(timeout=SLOW)
        self.keeps_what_was_typed(tab)

    def keeps_what_was_typed(self, tab: Page) -> None:
        for name, value in self.typed.items():
            box = self.box(tab, name, value)
            expect(box).to_have_value(value)
            if box.get_attribute("type") == "radio":
                expect(box).to_be_checked()

    def tries_again(self, tab: Page) -> None:
        tab.locator(FAILED).get_by_role("button", name="Try again").press("Enter")
        expect(tab.locator("[data-state=ready]")).to_be_attached(timeout=SLOW)


CALCULATOR = Tool(
    path="tools/deadline-calculator.html",
    typed={
        "partnership": "kirklees",
        "strategy_discussion.day": "11",
        "strategy_discussion.month": "12",
        "strategy_discussion.year": "2026",
    },
    press="[data-tool] [type=submit]",
    place="[data-output]",
    answer="Wednesday 6 January 2027",
    script="tool",
    export="ics",
)
MY_DATES = Tool(
    path="family/my-dates.html",
    typed={
        "partnership": "kirklees",
        "conference": "initial_conference",
        "held.day": "6",
        "held.month": "4",
        "held.year": "2027",
    },
    press="[data-tool] [type=submit]",
    place="[data-output]",
    answer="Thursday 1 April 2027",
    script="tool",
    export="ics",
)
FORM = Tool(
    path=f"forms/{REPORT}.html",
    typed={"about.involvement": "Still here", "children.1.name": "Robin"},
    press="[data-do=review]",
    place="[data-review]",
    answer="Still here",
    script="form",
    export="docx",
)
TOOLS = (CALCULATOR, MY_DATES, FORM)
IDS = ("calculator", "my dates", "form")
every_tool = pytest.mark.parametrize("tool", TOOLS, ids=IDS)

# Keeps hold of each worker, and runs `window.inWorker` in it before anything else. While `asleep`, calls wait.
WORKERS = """{
  const Real = Worker;
  window.workers = [];
  window.Worker = class extends Real {
    held = [];
    constructor(address, options) {
      super(address.replace(",", "," + encodeURIComponent(window.inWorker ?? "")), options);
      workers.push(this);
    }
    postMessage(...message) {
      if (window.asleep) this.held.push(message);
      else super.postMessage(...message);
    }
    wake() {
      window.asleep = false;
      for (const message of this.held) this.postMessage(...message);
    }
  };
}"""
KILL = "workers.at(-1).terminate()"


def in_worker(tab: Page, script: str) -> None:
    """Have the worker begin with a script."""
    tab.add_init_script(f"window.inWorker = {json.dumps(script)};")


def until(tab: Page, condition: str) -> None:
    """Wait until a condition holds in the page; Playwright's own way needs `eval`, which is forbidden here."""
    for _ in range(600):
        if tab.evaluate(condition):
            return
        tab.wait_for_timeout(50)
    pytest.fail(f"waited for {condition}")


def ends_well(tool: Tool, tab: Page, start: str, *, answered: bool) -> None:
    tool.open(tab, start, starts=False)
    tool.type(tab)
    if answered:
        tool.ask(tab)
        return tool.is_answered(tab)
    if not tab.locator(FAILED).is_visible():
        tool.ask(tab)
    return tool.says_that_it_failed(tab)


def keep(tab: Page, passphrase: str) -> None:
    """Keep a draft on this device."""
    if not tab.locator("[data-passphrase]").is_visible():
        tab.locator("[data-keep] summary").click()
    tab.locator("[data-passphrase]").fill(passphrase)
    tab.locator("[data-do=keep]").press("Enter")

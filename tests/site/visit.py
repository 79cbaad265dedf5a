"""One reader's visit, from the start page to a finished document, each answer held against CPython's."""

import json
from base64 import b64decode
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any

from bs4 import BeautifulSoup
from playwright.sync_api import Page, expect

from calculator.builder.load import load_rulebook
from calculator.model import Rulebook
from forms.builder.load import load_form
from forms.opening import open_file
from tests.browser.drivers import Browser
from tests.calculator.conftest import calls
from tests.site.calculator_page import CalculatorPage
from tests.site.form_page import FormPage
from tests.site.test_forms_in_every_engine import CATCH, MADE

FORM = "core-group-members"
FORM_TITLE = "Core group members and contacts"
WRITTEN = {
    "about.children": "Zoë Fictional & Robin <Fictional>",
    "about.date": "20 January 2027",
    "members.list.1.name": "Jo Fictional",
    "members.list.1.contact": "2 Pretend Street.\nBy telephone in the evening.",
}
DISCUSSION = {"day": "11", "month": "12", "year": "2026"}
HELD = {"day": "6", "month": "4", "year": "2027"}
DATES = [("partnership", "kirklees"), *((f"strategy_discussion.{box}", typed) for box, typed in DISCUSSION.items())]
OWN_DATES = [
    ("partnership", "kirklees"),
    ("conference", "initial_conference"),
    *((f"held.{box}", typed) for box, typed in HELD.items()),
]


def visit(tab: Page, start: str) -> None:
    """Open the guide at its start and use all of it in one tab, going only where its own links lead."""
    look_round(tab, start)
    write_a_form(tab)


def look_round(tab: Page, start: str) -> None:
    """Do all of a visit but the form, which takes as long as the rest."""
    tab.goto(start)
    work_out_dates(tab)
    search(tab)
    work_out_my_dates(tab)


def work_out_dates(tab: Page) -> None:
    section(tab, "Professionals")
    tab.get_by_role("link", name="Deadline calculator").first.click()
    tab.locator("[data-tool][data-state=ready]").wait_for(timeout=60_000)
    tab.get_by_label("Kirklees", exact=True).check()
    for box, typed in DISCUSSION.items():
        tab.locator(f"[name='strategy_discussion.{box}']").fill(typed)
    tab.get_by_role("button", name="Work out the dates").click()
    expect(tab.locator("[data-output]")).to_have_text(answer("timetable", DATES))


def write_a_form(tab: Page) -> None:
    """Fill in a small form, take it away as a document and as a draft, and open the draft on a new page."""
    section(tab, "Forms")
    tab.get_by_role("link", name=FORM_TITLE).first.click()
    form = FormPage(tab, tab.url).ready()
    form.type_by_keyboard(WRITTEN)
    draft = form.save().path()
    document = form.export().path().read_bytes()
    opened = open_file(load_form(FORM, rulebook()), document)
    assert opened.draft.answers == WRITTEN
    assert opened.differences == ()
    again = FormPage(tab, tab.url).ready()
    assert again.answers() == {}
    again.open(draft)
    expect(tab.locator("#opened-title")).to_be_focused()
    assert again.answers() == WRITTEN


def search(tab: Page) -> None:
    section(tab, "Home")
    tab.get_by_label("Search this guide").press_sequentially("safe day")
    tab.locator(".md-search-result__link").first.click()
    tab.wait_for_url("**/how-days-are-counted.html*")


def work_out_my_dates(tab: Page) -> None:
    section(tab, "Parents and carers")
    tab.get_by_role("link", name="My dates").first.click()
    for name, value in OWN_DATES[:2]:
        tab.locator(f"[name={name}][value={value}]").check()
    for box, typed in HELD.items():
        tab.locator(f"[name='held.{box}']").fill(typed)
    tab.get_by_role("button", name="Work out my dates").click()
    expect(tab.locator("[data-output]")).to_have_text(answer("my_dates", OWN_DATES), timeout=60_000)


def section(tab: Page, name: str) -> None:
    """Follow the menu that stands on every page."""
    tab.get_by_role("navigation", name="Sections").get_by_role("link", name=name, exact=True).click()


def short_visit(window: Browser, start: str) -> None:
    """Do as much as every engine's driver can: the menu, the calculator, and a form's document."""
    page = CalculatorPage(window, led_to(window, start, "Deadline calculator"))
    page.ready()
    page.choose("partnership", "kirklees")
    page.type_date("strategy_discussion", *DISCUSSION.values())
    page.send()
    page.wait_for("!!document.querySelector('.deadline')")
    assert page.text() == answer("timetable", DATES)
    window.open(led_to(window, start, FORM_TITLE))
    window.wait_for("document.querySelector('[data-form]').dataset.state === 'ready'")
    written = {name: text for name, text in WRITTEN.items() if name.startswith("about.")}
    for name, text in written.items():
        page.select(name, text)
    window.evaluate(CATCH)
    window.evaluate("document.querySelector('[data-do=review]').click()")
    window.wait_for("document.activeElement?.id === 'review-title'")
    window.evaluate("document.querySelector('[data-export=docx]').click()")
    window.wait_for("!!window.made")
    opened = open_file(load_form(FORM, rulebook()), b64decode(window.evaluate(MADE)))
    assert opened.draft.answers == written


def led_to(window: Browser, start: str, words: str) -> str:
    """Open the start page, and return where a link of its menu leads to, as the browser has it."""
    window.open(start)
    links = "[...document.querySelectorAll('nav[aria-label=Menu] a')]"
    return str(window.evaluate(f"{links}.find((each) => each.textContent === {json.dumps(words)}).href"))


@cache
def rulebook() -> Rulebook:
    return load_rulebook()


@cache
def _calls() -> dict[str, Callable[[Any], Any]]:
    return calls(rulebook())


def answer(call: str, fields: Sequence[tuple[str, str]]) -> str:
    """Return the words of CPython's answer to the same fields, as a page shows them."""
    html = _calls()[call]({"fields": fields})["html"]
    return " ".join(BeautifulSoup(html, "html.parser").get_text().split())

"""Whatever a page asks of Python ends in words; what is typed meanwhile is neither taken for saved nor replaced."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from browser import answer
from calculator.builder.load import load_rulebook
from calculator.builder.tools import shell_context
from calculator.exports import SAVED_FORMAT
from calculator.tools import all_calls, find_tools
from tests.browser.drivers import chromium
from tests.site.calculator_page import CASE, PAGE
from tests.site.form_page import REPORT, FormPage, as_draft, file

pytestmark = pytest.mark.offline

FAMILY = "family/my-dates.html"
# Before a page's own scripts: a call of this name goes to Python under one that it does not know, which is an error
# that nobody foresaw. And a call can be held back until it is let go.
BREAKING = """
const Real = Worker;
window.broken = new Set(%s);
window.held = new Set(%s);
window.holding = [];
window.letGo = () => { held.clear(); for (const each of holding.splice(0)) each(); };
window.Worker = class extends Real {
  postMessage(message, ...more) {
    const sent = broken.has(message?.call) ? { ...message, call: "no such call" } : message;
    const send = () => super.postMessage(sent, ...more);
    if (held.has(message?.call)) holding.push(send);
    else send();
  }
};"""


def breaking(tab: Page, *calls: str, held: tuple[str, ...] = ()) -> None:
    tab.add_init_script(BREAKING % (json.dumps(calls), json.dumps(held)))


def report(tab: Page, site: Path) -> FormPage:
    return FormPage(tab, (site / "forms" / f"{REPORT}.html").as_uri())


# --- Every call ----------------------------------------------------------------------------------------------------


def load_a_form(tab: Page, site: Path) -> None:
    report(tab, site)


def look(tab: Page, site: Path) -> None:
    report(tab, site).ready().box("about.involvement").fill("Words")


def review(tab: Page, site: Path) -> None:
    report(tab, site).ready()
    tab.locator("[data-do=review]").press("Enter")


def export(tab: Page, site: Path) -> None:
    report(tab, site).ready().review()
    tab.locator("[data-export=docx]").press("Enter")


def open_draft(tab: Page, site: Path) -> None:
    report(tab, site).ready().open(file(as_draft(REPORT)))


def form_dates(tab: Page, site: Path) -> None:
    report(tab, site).ready()
    tab.locator("[id='when.date']").fill("6/1/2027")
    tab.keyboard.press("Enter")


def write_a_day(tab: Page, site: Path) -> None:
    report(tab, site).ready()
    tab.locator("[id='when.date']").fill("6/1/27")
    tab.keyboard.press("Tab")


def form_calendar(tab: Page, site: Path) -> None:
    form_dates(tab, site)
    tab.locator("[data-do=calendar]").press("Enter")


def rules(tab: Page, site: Path) -> None:
    calculate(tab, site)


def calculate(tab: Page, site: Path) -> None:
    tab.goto((site / PAGE).as_uri())
    expect(tab.locator("[data-tool][data-state=ready]")).to_be_attached(timeout=60_000)
    tab.locator('[name="partnership"][value="kirklees"]').check()


def address(tab: Page, site: Path) -> None:
    tab.goto(f"{(site / PAGE).as_uri()}#{CASE}")


def saved(tab: Page, site: Path) -> None:
    calculate(tab, site)
    saved = json.dumps({"format": SAVED_FORMAT, "partnership": "kirklees"}).encode()
    tab.locator("[data-saved]").set_input_files(file(saved, "dates.json"))


def write_a_date(tab: Page, site: Path) -> None:
    calculate(tab, site)
    tab.locator("[name='strategy_discussion.day']").fill("11/12/2026")
    tab.keyboard.press("Enter")


def go_on_from(tab: Page, site: Path) -> None:
    calculate(tab, site)
    tab.locator("[data-earlier]").set_input_files(file(b"BEGIN:VCALENDAR", "dates.ics"))


def take_away(tab: Page, site: Path) -> None:
    address(tab, site)
    tab.locator(".deadline").first.wait_for(timeout=60_000)
    tab.locator("[data-export=ics]").press("Enter")


def family(tab: Page, site: Path) -> None:
    tab.goto((site / FAMILY).as_uri())
    tab.locator("[data-tool] form [type=submit]").press("Enter")


def family_dates(tab: Page, site: Path) -> None:
    tab.goto((site / FAMILY).as_uri())
    for name, value in (("partnership", "kirklees"), ("conference", "initial_conference")):
        tab.locator(f"[name={name}][value={value}]").check()
    for box, value in (("day", "6"), ("month", "4"), ("year", "2027")):
        tab.locator(f"[name='held.{box}']").fill(value)
    tab.locator("[data-tool] form [type=submit]").press("Enter")
    tab.locator(".deadline").first.wait_for(timeout=60_000)


def family_calendar(tab: Page, site: Path) -> None:
    family_dates(tab, site)
    tab.locator("[data-export]").first.press("Enter")


def family_goes_on_from(tab: Page, site: Path) -> None:
    tab.goto((site / FAMILY).as_uri())  # where Python starts only when it is asked for something
    tab.locator("[data-earlier]").set_input_files(file(b"BEGIN:VCALENDAR", "dates.ics"))


# What a reader does that makes a page ask for each call, and where the error then is.
ASKING: dict[str, tuple[Callable[[Page, Path], None], str]] = {
    "form_load": (load_a_form, ".tool-status[data-when=failed]"),
    "form_look": (look, "[data-problem]"),
    "form_review": (review, "[data-error-list]"),
    "form_export": (export, "[data-error-list]"),
    "form_open": (open_draft, "[data-error-for=open]"),
    "form_dates": (form_dates, "[data-when-errors]"),
    "form_day": (write_a_day, "[data-error-list]"),
    "form_calendar": (form_calendar, "[data-when-errors]"),
    "rules_load": (rules, "[data-no-rules]"),
    "timetable": (calculate, "[data-error-list]"),
    "timetable_address": (address, "[data-error-list]"),
    "timetable_area": (saved, "[data-error-list]"),
    "timetable_saved": (saved, "[data-error-list]"),
    "timetable_export": (take_away, "[data-error-list]"),
    "timetable_earlier": (go_on_from, "[data-error-list]"),
    "date_boxes": (write_a_date, "[data-error-list]"),
    "my_dates_earlier": (family_goes_on_from, "[data-error-list]"),
    "my_dates": (family, "[data-error-list]"),
    "my_dates_export": (family_calendar, "[data-error-list]"),
}
NOT_BY_A_PAGE = {"timetable_json"}  # for anyone who puts the guide's Python into a page of their own


def test_every_call_that_there_is_is_in_the_list_above() -> None:
    named = {*all_calls(find_tools(), shell_context(load_rulebook())), "rules_load"}
    assert {each for each in named if not each.endswith("_rehearsal")} == set(ASKING) | NOT_BY_A_PAGE


@pytest.mark.parametrize("call", ASKING)
def test_an_error_that_nobody_foresaw_is_shown_whichever_call_it_comes_from(
    call: str, tab: Page, site: Path
) -> None:
    ask, place = ASKING[call]
    breaking(tab, call)
    ask(tab, site)
    shown = tab.locator(place)
    expect(shown).to_be_visible(timeout=60_000)
    expect(shown).not_to_be_empty()
    if call not in ("form_load", "rules_load", "date_boxes"):  # what could not be spread over the boxes is no date
        expect(shown).to_contain_text(answer.SORRY)


# --- While something is awaited ------------------------------------------------------------------------------------


def test_words_typed_while_a_document_is_made_are_not_saved(tab: Page, site: Path) -> None:
    breaking(tab, held=("form_export",))
    page = report(tab, site).ready()
    page.type_by_keyboard({"about.involvement": "In the document."})
    page.review()
    tab.locator("[data-purpose][value=write]").check()
    tab.locator("[data-export=docx]").press("Enter")
    page.box("children.1.name").fill("Typed meanwhile")
    with tab.expect_download():
        tab.evaluate("letGo()")
    expect(tab.locator("[data-said=exported]")).to_be_attached()
    expect(tab.locator("[data-unsaved]")).to_be_visible()
    tab.locator(".site-nav a").first.click()
    expect(tab.locator("[data-leaving]")).to_be_visible()
    tab.locator("[data-leaving] [data-do=stay]").click()
    page.export("docx", "write")
    expect(tab.locator("[data-unsaved]")).to_be_hidden()


def test_words_typed_while_a_draft_is_locked_are_neither_kept_nor_saved(tab: Page, secure_host: str) -> None:
    context = chromium().new_context(ignore_https_errors=True)
    page = FormPage(context.new_page(), f"{secure_host}forms/{REPORT}.html").ready()
    tab = page.tab
    tab.locator("[data-keep] summary").click()
    page.box("about.involvement").fill("Kept.")
    tab.locator("[data-passphrase]").fill("a long passphrase")
    tab.evaluate("""() => {
      document.querySelector("[data-do=keep]").click();
      const box = document.querySelector("[data-body] [name='children.1.name']");
      box.value = "Typed meanwhile";
      box.dispatchEvent(new Event("input", { bubbles: true }));
    }""")
    expect(tab.locator("[data-said=kept]")).to_be_visible()
    expect(tab.locator("[data-unsaved]")).to_be_visible()
    context.close()


def test_a_review_that_is_overtaken_by_typing_says_so_and_is_not_what_is_printed(tab: Page, site: Path) -> None:
    breaking(tab, held=("form_review",))
    page = report(tab, site).ready()
    page.box("about.involvement").fill("Before.")
    tab.locator("[data-do=review]").press("Enter")
    page.box("about.involvement").fill("After.")
    tab.evaluate("letGo()")
    expect(tab.locator("#review-title")).to_be_focused()
    expect(tab.locator("[data-outdated-note]")).to_be_visible()
    tab.emulate_media(media="print")
    expect(tab.locator("[data-review]")).to_be_hidden()
    expect(page.box("about.involvement")).to_be_visible()
    tab.emulate_media(media="screen")
    page.review()
    expect(tab.locator("[data-outdated-note]")).to_be_hidden()


def test_a_draft_chosen_while_the_page_gets_ready_does_not_replace_what_is_typed_meanwhile(
    tab: Page, site: Path
) -> None:
    breaking(tab, held=("form_load",))
    page = report(tab, site)
    page.open(file(as_draft(REPORT)))
    expect(tab.locator("[data-said=opening]")).to_be_visible()
    page.box("about.involvement").fill("Typed meanwhile")
    tab.evaluate("letGo()")
    question = tab.locator("[data-replace]")
    expect(question).to_be_visible(timeout=60_000)
    assert page.box("about.involvement").input_value() == "Typed meanwhile"
    question.locator("[data-do=replace-no]").click()
    assert page.answers() == {"about.involvement": "Typed meanwhile"}
    page.box("about.involvement").fill("More")
    page.open(file(as_draft(REPORT)))
    question.locator("[data-do=replace-yes]").click()
    expect(tab.locator("#opened-title")).to_be_focused()
    assert page.box("children.2.name").input_value() == "Sam Fictional"


# --- Byte-order marks ----------------------------------------------------------------------------------------------


def test_a_draft_that_an_editor_saved_with_a_byte_order_mark_opens_in_the_page(tab: Page, site: Path) -> None:
    page = report(tab, site).ready()
    page.open(file(b"\xef\xbb\xbf" + as_draft(REPORT)))
    expect(tab.locator("#opened-title")).to_be_focused()
    assert page.box("children.2.name").input_value() == "Sam Fictional"

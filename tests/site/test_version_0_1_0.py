"""What people have from version 0.1.0 opens on the built pages: a draft kept on the device, a document, a case."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.drivers import chromium
from tests.forms.test_version_0_1_0 import answers_of
from tests.site.calculator_page import PAGE
from tests.site.form_page import REPORT, FormPage

DATA = Path(__file__).parents[1] / "data" / "0.1.0"
EXAMPLES = DATA / "forms"


def test_a_draft_kept_on_the_device_opens_with_its_passphrase(secure_host: str) -> None:
    context = chromium().new_context(ignore_https_errors=True)
    locked = (DATA / "forms" / "safety-plan" / "kept-on-the-device.json").read_text("utf-8")
    page = FormPage(context.new_page(), f"{secure_host}forms/safety-plan.html").ready()
    page.tab.evaluate("locked => localStorage.setItem('conference-guide.form.safety-plan', locked)", locked)
    page.tab.reload()
    page.ready()
    page.tab.locator("[data-passphrase]").fill("correct horse battery")
    page.tab.locator("[data-do=unlock]").press("Enter")
    expect(page.tab.locator("#opened-title")).to_be_focused()
    assert page.answers() == answers_of(EXAMPLES / "safety-plan" / "example.draft.json")
    context.close()


def test_a_draft_and_a_word_document_open_on_the_page_with_every_answer(tab: Page, site: Path) -> None:
    for file in ("example.draft.json", "example.docx"):
        page = FormPage(tab, (site / "forms" / f"{REPORT}.html").as_uri()).ready()
        page.open(DATA / "forms" / REPORT / file)
        expect(tab.locator("#opened-title")).to_be_focused()
        assert page.answers() == answers_of(EXAMPLES / REPORT / "example.draft.json")


def test_a_saved_timetable_opens_on_the_page(tab: Page, site: Path) -> None:
    tab.goto((site / PAGE).as_uri())
    tab.locator("[data-state=ready]").wait_for()
    tab.locator("[data-saved]").set_input_files(DATA / "calculator" / "kirklees" / "conference-dates-kirklees.json")
    expect(tab.locator("[data-output] .deadline-title").first).to_be_attached()
    expect(tab.locator("[data-output]")).to_contain_text("20 January 2027")


def test_a_link_with_a_date_that_is_no_longer_asked_for_there_shows_it_and_counts_from_it(
    tab: Page, site: Path
) -> None:
    """Darlington's pathway asks for one strategy discussion now, and 0.1.0 asked for two."""
    both = "strategy_discussion=2026-12-01&section_47_strategy_discussion=2026-12-11"
    tab.goto(f"{(site / PAGE).as_uri()}#partnership=darlington&{both}")
    expect(tab.locator("dl.case")).to_contain_text("Friday 11 December 2026", timeout=60_000)
    box = tab.locator("[name='section_47_strategy_discussion.day']")
    expect(box).to_be_visible()
    expect(box).to_have_value("11")
    tab.locator("[name='section_47_strategy_discussion.month']").fill("")
    box.fill("")
    tab.locator("[name='section_47_strategy_discussion.year']").fill("")
    tab.get_by_label("Kirklees", exact=True).check()
    tab.get_by_label("Darlington", exact=True).check()
    expect(box).to_be_hidden()

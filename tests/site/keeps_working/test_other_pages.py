"""Two tabs, and ways back to a page: cases keep apart, and nothing of one reader is left for the next."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Page, expect

from tests.browser.drivers import with_page_cache
from tests.serving import served
from tests.site.calculator_page import CASE
from tests.site.keeps_working.tools import CALCULATOR, FORM, MY_DATES, SLOW, WORKERS, keep, until

# --- Two tabs ------------------------------------------------------------


def test_two_tabs_with_two_cases_keep_apart(context: BrowserContext, disk: str) -> None:
    other = "partnership=darlington&initial_conference=2027-03-01"
    first, second = context.new_page(), context.new_page()
    first.goto(f"{disk}{CALCULATOR.path}#{CASE}")
    second.goto(f"{disk}{CALCULATOR.path}#{other}")
    for tab, address, heading in ((second, other, "Dates for Darlington"), (first, CASE, "Dates for Kirklees")):
        expect(tab.locator("[data-output] h2").first).to_have_text(heading, timeout=SLOW)
        tab.reload()
        expect(tab.locator("[data-output] h2").first).to_have_text(heading, timeout=SLOW)
        assert f"#{address}&" in tab.url


def test_a_draft_kept_in_one_tab_is_not_replaced_by_that_of_another(secure_host: str, browser: Browser) -> None:
    context = browser.new_context(ignore_https_errors=True)
    first, second = context.new_page(), context.new_page()
    for tab, words in ((first, "The first family"), (second, "The second family")):
        FORM.open(tab, secure_host)
        FORM.box(tab, "about.involvement").fill(words)
    keep(first, "the first passphrase")
    expect(first.locator("[data-said=kept]")).to_be_visible()
    keep(second, "the second passphrase")
    expect(second.locator("[data-said=another]")).to_be_visible()
    expect(second.locator("[data-unsaved]")).to_be_visible()
    assert FORM.box(second, "about.involvement").input_value() == "The second family"
    FORM.box(first, "about.involvement").fill("The first family, and more")
    keep(first, "the first passphrase")
    expect(first.locator("[data-said=kept]")).to_be_visible()
    first.reload()
    first.locator("[data-passphrase]").fill("the first passphrase")
    first.locator("[data-do=unlock]").press("Enter")
    expect(FORM.box(first, "about.involvement")).to_have_value("The first family, and more", timeout=SLOW)
    keep(first, "the first passphrase")
    expect(first.locator("[data-said=kept]")).to_be_visible()
    second.locator("[data-do=forget]").press("Enter")
    keep(second, "the second passphrase")
    expect(second.locator("[data-said=kept]")).to_be_visible()
    context.close()


# --- Back, forward, reload ------------------------------------------------------------


@pytest.fixture(scope="module")
def keeping() -> Iterator[Browser]:
    """Return a browser that keeps pages whole for a reader who goes back, as readers' browsers do."""
    with with_page_cache() as started:
        yield started


def left_and_come_back(tab: Page, host: str) -> None:
    """Go to another page and back; the browser must have kept the page whole."""
    tab.evaluate("addEventListener('pageshow', (event) => { window.cameBack = event.persisted; })")
    tab.goto(f"{host}index.html")
    tab.go_back(wait_until="commit")
    until(tab, "window.cameBack === true")


def test_who_goes_back_to_my_dates_finds_nothing_of_what_was_typed(keeping: Browser, site: Path) -> None:
    context = keeping.new_context()
    tab = context.new_page()
    with served(site) as host:
        MY_DATES.open(tab, host)
        MY_DATES.type(tab)
        MY_DATES.ask(tab)
        MY_DATES.is_answered(tab)
        left_and_come_back(tab, host)
        assert (
            tab.locator("[data-tool] input[type=text]").evaluate_all("all => all.map((box) => box.value).join('')")
            == ""
        )
        assert tab.locator("[name=partnership]:checked, [name=conference]:checked").count() == 0
        assert tab.locator("[data-output]").inner_html() == ""
        MY_DATES.type(tab)
        MY_DATES.ask(tab)
        MY_DATES.is_answered(tab)
    context.close()


def test_an_answer_that_comes_after_my_dates_were_left_is_not_shown_to_who_goes_back(
    keeping: Browser, site: Path
) -> None:
    context = keeping.new_context()
    tab = context.new_page()
    tab.add_init_script(WORKERS)
    with served(site) as host:
        MY_DATES.open(tab, host)
        MY_DATES.type(tab)
        MY_DATES.ask(tab)
        MY_DATES.is_answered(tab)
        tab.evaluate("window.asleep = true")
        MY_DATES.box(tab, "held.day").fill("7")
        left_and_come_back(tab, host)
        tab.evaluate("workers.at(-1).wake()")
        tab.evaluate("guidePython.call('timetable_rehearsal', null)")
        assert tab.locator("[data-output]").inner_html() == ""
    context.close()


def test_who_goes_back_to_a_form_finds_neither_words_nor_dates_nor_passphrase(
    keeping: Browser, secure_host: str
) -> None:
    context = keeping.new_context(ignore_https_errors=True)
    tab = context.new_page()
    FORM.open(tab, secure_host)
    FORM.type(tab)
    tab.locator("[id='when.date']").fill("6/1/2027")
    tab.keyboard.press("Enter")
    expect(tab.locator("[data-dates]")).to_contain_text("31 December 2026")
    keep(tab, "a long passphrase")
    expect(tab.locator("[data-said=kept]")).to_be_visible()
    left_and_come_back(tab, secure_host)
    assert tab.locator("[data-passphrase]").input_value() == ""
    assert tab.locator("[id='when.date']").input_value() == ""
    assert tab.locator("[data-dates]").inner_html() == ""
    assert tab.locator("[data-date-for]:visible").count() == 0
    assert tab.locator("[data-body] textarea").evaluate_all("all => all.map((box) => box.value).join('')") == ""
    with tab.expect_download() as saved:
        tab.locator(".form-files [data-do=save]").press("Enter")
    assert json.loads(saved.value.path().read_bytes())["counted"] == {}
    FORM.type(tab)
    FORM.ask(tab)
    FORM.is_answered(tab)
    context.close()


def test_a_case_is_still_there_for_who_goes_away_from_the_calculator_and_back(
    keeping: Browser, site: Path, tab: Page
) -> None:
    context = keeping.new_context()
    kept = context.new_page()
    with served(site) as host:
        for each, whole in ((kept, True), (tab, False)):
            CALCULATOR.open(each, host)
            CALCULATOR.type(each)
            CALCULATOR.is_answered(each)
            if whole:
                left_and_come_back(each, host)
            else:
                each.goto(f"{host}index.html")
                each.go_back()
            CALCULATOR.is_answered(each)
            CALCULATOR.box(each, "strategy_discussion.day").fill("14")
            expect(each.locator("[data-output]")).to_contain_text("Thursday 7 January 2027", timeout=SLOW)
    context.close()


def test_going_back_from_unsaved_words_asks_first(tab: Page, disk: str) -> None:
    tab.goto(f"{disk}index.html")
    FORM.open(tab, disk)
    FORM.type(tab)
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    tab.on("dialog", stay)
    with tab.expect_event("dialog"):
        tab.evaluate("setTimeout(() => history.back())")
    assert asked == ["beforeunload"]
    FORM.keeps_what_was_typed(tab)


def test_leaving_works_where_the_browser_has_no_voice(tab: Page, disk: str) -> None:
    tab.add_init_script("delete window.speechSynthesis;")
    tab.goto(f"{disk}{MY_DATES.path}")
    assert tab.evaluate("'speechSynthesis' in window") is False
    tab.locator("[data-leave]").click()
    expect(tab).to_have_title("Kitchen measures")

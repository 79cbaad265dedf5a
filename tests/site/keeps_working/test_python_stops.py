"""A worker that ends, or a machine that sleeps: it is noticed, and the tool starts again with all that was typed."""

import json

from playwright.sync_api import Page, expect

from tests.site.keeps_working.tools import (
    ASLEEP,
    CALCULATOR,
    DEAD,
    FAILED,
    FORM,
    KILL,
    MY_DATES,
    Tool,
    every_tool,
    until,
)


@every_tool
def test_a_worker_that_ends_while_it_answers_is_noticed_and_starts_again(tool: Tool, tab: Page, disk: str) -> None:
    tab.clock.install()
    tool.open(tab, disk)
    tool.type(tab)
    if tool is MY_DATES:
        tool.ask(tab)
        tool.is_answered(tab)
    tab.evaluate(f"document.querySelector({json.dumps(tool.press)}).click(); {KILL}")
    tab.clock.run_for(DEAD)
    tool.says_that_it_failed(tab)
    expect(tab.locator(FAILED)).to_be_in_viewport()
    tool.tries_again(tab)
    if tool is FORM:
        tool.ask(tab)
    tool.is_answered(tab)


@every_tool
def test_a_worker_that_ends_during_an_export_is_noticed_and_starts_again(tool: Tool, tab: Page, disk: str) -> None:
    tab.clock.install()
    tool.open(tab, disk)
    tool.type(tab)
    tool.ask(tab)
    tool.is_answered(tab)
    tab.evaluate(f"document.querySelector('[data-export={tool.export}]').click(); {KILL}")
    tab.clock.run_for(DEAD)
    tool.says_that_it_failed(tab)
    tool.tries_again(tab)
    tool.is_answered(tab)
    with tab.expect_download() as made:
        tab.locator(f"[data-export={tool.export}]").press("Enter")
    assert made.value.path().stat().st_size > 500


@every_tool
def test_a_worker_that_ends_while_it_starts_is_noticed_and_starts_again(tool: Tool, tab: Page, disk: str) -> None:
    tab.clock.install()
    tab.add_init_script("window.asleep = true;")
    tool.open(tab, disk, starts=False)
    tool.type(tab)
    if tool is MY_DATES:
        tool.ask(tab)
    until(tab, "window.workers?.at(-1)?.held.some(([{ asset }]) => asset === 'snapshot')")
    tab.evaluate(f"{KILL}; window.asleep = false;")
    tab.clock.run_for(3 * DEAD)
    tool.says_that_it_failed(tab)
    tool.tries_again(tab)
    if tool is FORM:
        tool.ask(tab)
    tool.is_answered(tab)


def test_dates_from_before_a_change_are_marked_while_no_answer_comes(tab: Page, disk: str) -> None:
    CALCULATOR.open(tab, disk)
    CALCULATOR.type(tab)
    CALCULATOR.is_answered(tab)
    expect(tab.locator("[data-stale-note]")).to_be_hidden()
    tab.evaluate(KILL)
    CALCULATOR.box(tab, "strategy_discussion.day").fill("14")
    expect(tab.locator("[data-output][data-stale]")).to_be_visible()
    expect(tab.locator("[data-stale-note]")).to_be_visible()


def test_who_goes_on_typing_after_a_failure_is_not_taken_away_from_the_box(tab: Page, disk: str) -> None:
    tab.clock.install()
    CALCULATOR.open(tab, disk)
    CALCULATOR.type(tab)
    CALCULATOR.is_answered(tab)
    tab.get_by_text("More dates", exact=True).click()
    tab.evaluate(KILL)
    box = CALCULATOR.box(tab, "initial_conference.day")
    box.fill("8")
    tab.clock.run_for(DEAD)
    CALCULATOR.says_that_it_failed(tab)
    tab.evaluate("scrollTo(0, document.body.scrollHeight)")
    box.evaluate("box => { box.value = '18'; box.dispatchEvent(new Event('input', { bubbles: true })); }")
    tab.clock.run_for(DEAD)
    expect(tab.locator(FAILED)).not_to_be_in_viewport()


# --- The machine sleeps ------------------------------------------------------------


@every_tool
def test_an_answer_that_comes_after_an_hour_of_sleep_is_taken(tool: Tool, tab: Page, disk: str) -> None:
    tab.clock.install()
    tool.open(tab, disk)
    if tool is MY_DATES:
        tool.type(tab)
        tool.ask(tab)
        tool.is_answered(tab)
    else:
        tool.type(tab)
    tab.evaluate("window.asleep = true")
    tool.ask(tab)
    tab.clock.fast_forward(ASLEEP)
    expect(tab.locator(FAILED)).to_be_hidden()
    tab.evaluate("workers.at(-1).wake()")
    tool.is_answered(tab)
    expect(tab.locator("[data-state=ready]")).to_be_attached()


@every_tool
def test_a_machine_that_sleeps_while_python_starts_finds_it_ready(tool: Tool, tab: Page, disk: str) -> None:
    tab.clock.install()
    tab.add_init_script("window.asleep = true;")
    tool.open(tab, disk, starts=False)
    tool.type(tab)
    if tool is MY_DATES:
        tool.ask(tab)
    until(tab, "window.workers?.at(-1)?.held.some(([{ asset }]) => asset === 'snapshot')")
    tab.clock.fast_forward(ASLEEP)
    expect(tab.locator(FAILED)).to_be_hidden()
    tab.evaluate("workers.at(-1).wake()")
    if tool is FORM:
        tool.ask(tab)
    tool.is_answered(tab)


def test_a_worker_that_did_not_survive_the_sleep_is_noticed_afterwards(tab: Page, disk: str) -> None:
    tab.clock.install()
    CALCULATOR.open(tab, disk)
    CALCULATOR.type(tab)
    tab.evaluate(KILL)
    CALCULATOR.ask(tab)
    tab.clock.fast_forward(ASLEEP)
    expect(tab.locator(FAILED)).to_be_hidden()
    tab.clock.run_for(DEAD)
    CALCULATOR.says_that_it_failed(tab)
    CALCULATOR.tries_again(tab)
    CALCULATOR.is_answered(tab)

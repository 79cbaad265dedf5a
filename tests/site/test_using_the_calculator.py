"""What a reader does with the calculator beyond the first answer, in Chromium, from disk."""

import csv
import io
import re
from pathlib import Path

import pytest
from icalendar import Calendar
from playwright.sync_api import Page, expect

from tests.browser.axe import lay_out_all, violations, violations_in_the_dark
from tests.browser.drivers import chromium
from tests.site.calculator_page import CASE, PAGE

expect.set_options(timeout=15_000)
CONFERENCE = "kirklees.initial-conference"


def opened(tab: Page, site: Path, address: str = CASE) -> Page:
    tab.goto(f"{(site / PAGE).as_uri()}{'#' + address if address else ''}")
    tab.locator("[data-state=ready]").wait_for()
    if address:
        tab.locator(".deadline").first.wait_for()
    return tab


def test_everything_can_be_done_from_the_keyboard(tab: Page, site: Path) -> None:
    opened(tab, site, "")
    tab.get_by_label("Darlington").focus()
    tab.keyboard.press("ArrowDown")
    expect(tab.get_by_label("Kirklees", exact=True)).to_be_checked()
    tab.keyboard.press("Tab")
    tab.keyboard.type("11")
    tab.keyboard.press("Tab")
    tab.keyboard.type("Dec")
    tab.keyboard.press("Tab")
    tab.keyboard.type("2026")
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("heading", name="Dates for Kirklees")).to_be_focused()
    fold = tab.locator(f"[id='{CONFERENCE}.working.summary']")
    fold.focus()
    tab.keyboard.press("Enter")
    expect(tab.locator(f"[id='{CONFERENCE}.working'] .day.counted")).to_have_count(15)
    expect(fold).to_be_focused()


def test_what_is_opened_while_an_answer_is_on_its_way_stays_open_and_is_filled(tab: Page, site: Path) -> None:
    opened(tab, site)
    tab.evaluate(
        """([first, second]) => {
            const call = guidePython.call;
            guidePython.call = (...given) =>
                call(...given).then((reply) => {
                    document.getElementById(second).open = true;
                    guidePython.call = call;
                    return reply;
                });
            document.getElementById(first).open = true;
        }""",
        [f"{CONFERENCE}.working", f"{CONFERENCE}.sources"],
    )
    expect(tab.locator(f"[id='{CONFERENCE}.working'] .day.counted")).to_have_count(15)
    expect(tab.locator(f"[id='{CONFERENCE}.sources']")).to_have_attribute("open", "")
    expect(tab.locator(f"[id='{CONFERENCE}.sources'] > :not(summary)").first).to_be_visible()


def test_the_error_summary_leads_to_the_box_even_inside_a_fold(tab: Page, site: Path) -> None:
    tab.goto(f"{(site / PAGE).as_uri()}#partnership=kirklees&referral=2026-02-30")
    summary = tab.get_by_role("group", name="There is a problem")
    expect(summary).to_be_visible()
    tab.get_by_text("More dates", exact=True).click()
    summary.get_by_role("link").click()
    expect(tab.locator("[name='referral.day']")).to_be_focused()
    expect(tab.locator("[name='referral.day']")).to_have_value("30")


@pytest.mark.parametrize(
    ("day", "month", "year", "says"),
    [
        ("11", "12", "202", "the year must have four numbers"),
        ("x", "12", "2026", "is not a date"),
        ("11", "12", "2051", "outside 2012 to 2050"),
        ("11", "", "2026", "it must include a month"),
        ("9" * 40, "12", "2026", "is not a date"),
    ],
)
def test_a_mistake_is_said_beside_its_box(tab: Page, site: Path, day: str, month: str, year: str, says: str) -> None:
    opened(tab, site, "")
    tab.get_by_label("Kirklees", exact=True).check()
    for box, value in (("day", day), ("month", month), ("year", year)):
        tab.locator(f"[name='strategy_discussion.{box}']").fill(value)
    tab.get_by_role("button", name="Work out the dates").click()
    expect(tab.locator("[data-error-for=strategy_discussion]")).to_contain_text(says)
    expect(tab.locator("[data-error-summary]")).to_be_focused()
    expect(tab.locator("[name='strategy_discussion.day']")).to_have_value(day)


def test_a_conference_before_its_strategy_discussion_is_refused(tab: Page, site: Path) -> None:
    opened(tab, site)
    for box, value in (("day", "1"), ("month", "12"), ("year", "2026")):
        tab.locator(f"[name='initial_conference.{box}']").fill(value)
    tab.get_by_role("button", name="Work out the dates").click()
    expect(tab.locator("[data-error-for=initial_conference]")).to_contain_text("is before the strategy discussion")


def test_dates_from_before_a_change_are_marked_as_such(tab: Page, site: Path) -> None:
    opened(tab, site)
    tab.locator("[name='strategy_discussion.day']").fill("")
    expect(tab.locator("[data-output][data-stale]")).to_be_visible()
    expect(tab.locator("[data-stale-note]")).to_be_visible()
    tab.locator("[name='strategy_discussion.day']").fill("14")
    expect(tab.locator("[data-stale-note]")).to_be_hidden()


def test_further_core_groups_and_reviews_can_be_added(tab: Page, site: Path) -> None:
    opened(tab, site, f"{CASE}&core_group=2027-02-01&core_group=2027-03-08")
    expect(tab.locator("[name='core_group.2.month']")).to_have_value("3")
    tab.get_by_role("button", name="Add another review conference").click()
    expect(tab.locator("[name='review_conference.2.day']")).to_be_focused()


def test_what_was_done_late_is_said_and_stays_in_the_bookmark(tab: Page, site: Path) -> None:
    opened(tab, site)
    request = tab.locator("[id='kirklees.conference-requested']")
    request.get_by_text("Was it done in time?").click()
    for box, value in (("Day", "21"), ("Month", "12"), ("Year", "2026")):
        request.get_by_label(box).fill(value)
    expect(request.locator(".deadline-check")).to_have_text("Monday 21 December 2026 is 2 working days late.")
    assert "done.kirklees.conference-requested=2026-12-21" in tab.url
    tab.reload()
    expect(request.locator(".deadline-check")).to_have_text("Monday 21 December 2026 is 2 working days late.")
    expect(request.get_by_label("Day")).to_have_value("21")


def test_clearing_takes_every_date_out_of_the_page_and_its_address(tab: Page, site: Path) -> None:
    opened(tab, site)
    tab.get_by_role("button", name="Clear everything").click()
    expect(tab.locator(".deadline")).to_have_count(0)
    assert "#" not in tab.url
    expect(tab.locator("[name='strategy_discussion.day']")).to_have_value("")


def test_what_was_cleared_can_be_put_back_until_something_new_is_typed(tab: Page, site: Path) -> None:
    opened(tab, site)
    expect(tab.locator(".deadline").first).to_be_visible()
    before, dates = tab.url, tab.locator(".deadline").all_text_contents()
    tab.get_by_role("button", name="Clear everything").press("Enter")
    back = tab.get_by_role("button", name="Put it back")
    expect(back).to_be_focused()
    back.press("Enter")
    expect(tab.locator(".deadline")).to_have_count(len(dates))
    assert (tab.url, tab.locator(".deadline").all_text_contents()) == (before, dates)
    expect(back).to_be_hidden()
    tab.get_by_role("button", name="Clear everything").press("Enter")
    tab.locator("[name='strategy_discussion.day']").press_sequentially("1")
    expect(back).to_be_hidden()


def test_only_questions_that_matter_to_the_partnership_are_asked(tab: Page, site: Path) -> None:
    opened(tab, site, "")
    tab.get_by_text("More dates", exact=True).click()
    tab.get_by_label("Lincolnshire").check()
    expect(tab.locator("[name='draft_joint_report_sent.1.day']")).to_be_hidden()
    tab.get_by_label("Darlington").check()
    expect(tab.locator("[name='draft_joint_report_sent.1.day']")).to_be_visible()


def test_the_calendar_file_and_the_spreadsheet_are_whole(tab: Page, site: Path) -> None:
    opened(tab, site)
    deadlines = tab.locator(".deadline").count()
    tab.locator(".calendar-choices > summary").click()
    tab.get_by_label("Put dates that are past").check()
    with tab.expect_download() as download:
        tab.locator("[data-export=ics]").click()
    calendar = Calendar.from_ical(download.value.path().read_bytes())
    assert len(calendar.walk("VEVENT")) == deadlines
    assert re.fullmatch(r"conference-dates-kirklees-r\d{8}\.ics", download.value.suggested_filename)
    with tab.expect_download() as download:
        tab.get_by_role("button", name="Spreadsheet").click()
    rows = list(csv.DictReader(io.StringIO(download.value.path().read_text(encoding="utf-8-sig"))))
    assert len(rows) == deadlines
    assert rows[0]["Due"] == "2026-12-17"


def test_the_text_can_be_copied_even_where_the_clipboard_is_refused(tab: Page, site: Path) -> None:
    tab.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined });")
    opened(tab, site)
    tab.get_by_role("button", name="Copy as text").click()
    expect(tab.get_by_label("Copy this text")).to_have_value(re.compile("Conference requested from the unit"))


def test_a_printed_timetable_says_up_to_when_bank_holidays_were_known(tab: Page, site: Path) -> None:
    opened(tab, site)
    tab.emulate_media(media="print")
    expect(tab.get_by_text("Bank holidays in England are known up to Sunday 31 December 2028")).to_be_visible()
    expect(tab.get_by_role("button", name="Work out the dates")).to_be_hidden()
    expect(tab.get_by_text("Documents behind these dates")).to_be_visible()


def test_where_webassembly_is_forbidden_the_page_says_so_and_gives_the_printed_dates(tab: Page, site: Path) -> None:
    tab.add_init_script("delete window.WebAssembly;")
    tab.goto((site / PAGE).as_uri())
    tab.locator("[data-state=failed]").wait_for()
    notice = tab.get_by_role("alert").filter(has_text="cannot run in this browser")
    expect(notice).to_be_visible()
    notice.get_by_role("link", name="Kirklees").click()
    expect(tab.get_by_role("heading", level=1)).to_contain_text("Kirklees")


def test_without_javascript_the_page_leads_to_the_printed_dates(site: Path) -> None:
    context = chromium().new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / PAGE).as_uri())
    expect(page.locator("noscript .tool-status-noscript")).to_contain_text("The calculator needs JavaScript")
    expect(page.locator("noscript a").first).to_be_visible()
    context.close()


def test_python_boots_without_the_snapshot_too(tab: Page, site: Path) -> None:
    tab.add_init_script("window.guidePythonOptions = { snapshot: false };")
    opened(tab, site)
    assert tab.evaluate("guidePython.booted.from") == "library"
    expect(tab.locator(f"[id='{CONFERENCE}'] .deadline-date")).to_have_text("Wednesday 6 January 2027")


def test_the_calculator_asks_no_other_place_for_anything(tab: Page, site: Path) -> None:
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    opened(tab, site)
    assert asked
    assert [url for url in asked if not url.startswith((site.as_uri(), "data:"))] == []


def test_search_works_beside_the_calculator_from_the_first_key(tab: Page, site: Path) -> None:
    tab.goto((site / PAGE).as_uri())
    tab.get_by_label("Search this guide").click()
    tab.get_by_label("Search this guide").press_sequentially("safe day", delay=60)
    expect(tab.locator(".md-search-result__link").first).to_be_visible()


def test_a_page_with_no_tool_loads_no_python(tab: Page, site: Path) -> None:
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    for file in sorted(site.rglob("*.html")):
        if not re.search("data-(?:tool|form)=", file.read_text(encoding="utf-8")):
            tab.goto(file.as_uri())
    assert [url for url in asked if "/assets/python/" in url] == []


@pytest.mark.parametrize("width", [320, 1280])
def test_the_timetable_breaks_no_accessibility_rule(tab: Page, site: Path, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 900})
    late = "done.kirklees.minutes:initial_conference=2027-03-01"
    opened(tab, site, f"{CASE}&initial_conference=2027-01-08&compare=darlington&{late}")
    tab.locator(f"[id='{CONFERENCE}.working.summary']").click()
    tab.locator(f"[id='{CONFERENCE}.working'] .day").first.wait_for()
    lay_out_all(tab, ".deadline")
    assert [*violations(tab), *violations_in_the_dark(tab)] == []
    assert not tab.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")

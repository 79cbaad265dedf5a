"""A family's own dates as they ship: from disk and over http, in three browser engines, and on paper."""

import gzip
import math
import re
import subprocess
from pathlib import Path

import pytest
from icalendar import Calendar
from playwright.sync_api import Locator, Page, expect

from tests.browser.axe import lay_out_all, violations, violations_in_the_dark
from tests.browser.drivers import Browser, chromium
from tests.serving import served
from tests.site.calculator_page import CalculatorPage

PAGE = "family/my-dates.html"
AREAS = ("Darlington", "Kirklees", "Lincolnshire", "Warwickshire")
PYTHON = re.compile(r"/assets/python/(?:runtime|wasm|snapshot|library)\.\w+\.js")
INITIAL, REVIEW = "initial_conference", "review_conference"
REPORT = "kirklees.social-work-report-shared:initial_conference"
SHEET = (595, 842)  # A4 in points
# Notes every script that is put into the page from now on: not every engine tells what it reads from a disk.
WATCH = """window.included = [];
    const note = (added) => [...added].filter((each) => each.src).forEach((each) => included.push(each.src));
    new MutationObserver((changes) => changes.forEach(({ addedNodes }) => note(addedNodes)))
    .observe(document, { childList: true, subtree: true });"""
expect.set_options(timeout=15_000)


def enter(page: CalculatorPage, area: str = "kirklees", conference: str = INITIAL) -> None:
    page.choose("partnership", area)
    page.choose("conference", conference)
    page.type_date("held", "6", "4", "2027")


# --- In every engine -------------------------------------------------------------------------------------


def test_nothing_of_python_is_loaded_before_the_button_is_pressed(window: Browser, address: str) -> None:
    page = CalculatorPage(window, f"{address}{PAGE}")
    page.run(WATCH)
    enter(page)
    page.run("await new Promise((resolve) => setTimeout(resolve, 1500));")
    assert (
        page.run("return [guidePython.state, document.querySelector('[data-tool]').dataset.state];") == ["idle"] * 2
    )
    assert [url for url in [*page.run("return included;"), *window.requests()] if PYTHON.search(url)] == []
    page.send()
    page.ready()
    assert page.run("return guidePython.booted.from;") == "snapshot"
    if address.startswith("file:"):
        assert len([url for url in page.run("return included;") if PYTHON.search(url)]) == 3
    else:
        assert len([url for url in window.requests() if PYTHON.search(url)]) == 3


def test_the_button_gives_a_family_its_dates_and_a_late_report_the_words_to_say(
    window: Browser, address: str
) -> None:
    page = CalculatorPage(window, f"{address}{PAGE}")
    enter(page)
    page.send()
    page.wait_for_text("The social worker’s report should reach you")
    assert "By Thursday 1 April 2027" in page.text(f"[id='{REPORT}']")
    page.type_date(f"done.{REPORT}", "5", "4", "2027")
    page.wait_for_text("It came 2 working days late, on Monday 5 April 2027.")
    assert "You can say: Your report came late." in page.text(f"[id='{REPORT}']")


def test_what_is_typed_while_python_is_on_its_way_counts(window: Browser, address: str) -> None:
    page = CalculatorPage(window, f"{address}{PAGE}")
    enter(page)
    page.send()
    page.type_date("held", "7", "4", "2027")
    page.choose("partnership", "lincolnshire")
    page.wait_for_text("Wednesday 7 April 2027")
    page.wait_for_text("Workers should send in their reports")
    assert page.run('return document.getElementsByName("held.day")[0].value;') == "7"


def test_nothing_is_kept_and_nothing_goes_into_the_address(window: Browser, address: str) -> None:
    page = CalculatorPage(window, f"{address}{PAGE}")
    before = page.run("return [location.href, history.length];")
    enter(page)
    page.send()
    page.wait_for_text("The first core group should be held")
    page.type_date(f"done.{REPORT}", "5", "4", "2027")
    page.wait_for_text("2 working days late")
    assert page.run("return [location.href, history.length];") == before
    kept = page.run("return [localStorage.length, sessionStorage.length, document.cookie];")
    assert kept == [0, 0, ""]
    assert not [url for url in window.requests() if "2027" in url or "partnership=" in url]


def test_a_mistake_is_named_beside_its_box_and_nothing_typed_is_lost(window: Browser, address: str) -> None:
    page = CalculatorPage(window, f"{address}{PAGE}")
    page.choose("partnership", "darlington")
    page.type_date("held", "30", "2", "2027")
    page.send()
    assert page.errors() == [
        "Choose which conference it is.",
        "The date of the conference: there is no 30 February 2027: it has 28 days.",
    ]
    assert page.text("[data-error-for=held]") == page.errors()[1]
    assert page.run('return document.getElementsByName("held.day")[0].value;') == "30"
    page.choose("conference", REVIEW)
    page.type_date("held", "26", "2", "2027")
    page.wait_for_text("The final joint report should reach you")
    assert page.run('return document.querySelector("[data-error-summary]").hidden;') is True


# --- In Chromium, from disk ------------------------------------------------------------------------------


def fill(
    tab: Page, site: Path, area: str, conference: str, day: str = "6", month: str = "4", year: str = "2027"
) -> None:
    tab.goto((site / PAGE).as_uri())
    tab.locator(f"[name=partnership][value={area}]").check()
    tab.locator(f"[name=conference][value={conference}]").check()
    for box, value in (("day", day), ("month", month), ("year", year)):
        tab.locator(f"[name='held.{box}']").fill(value)


def opened(tab: Page, site: Path, area: str = "kirklees", conference: str = INITIAL, year: str = "2027") -> Page:
    fill(tab, site, area, conference, year=year)
    tab.get_by_role("button", name="Work out my dates").click()
    tab.locator(".deadline").first.wait_for()
    return tab


def check_late(row: Locator, year: str) -> None:
    row.locator("summary").click()
    for box, value in (("Day", "31"), ("Month", "12"), ("Year", year)):
        row.get_by_label(box).fill(value)


def test_the_page_says_beside_the_button_how_much_it_will_load_and_that_is_what_it_loads(
    tab: Page, site: Path
) -> None:
    with served(site) as host:
        asked: list[str] = []
        tab.on("request", lambda request: asked.append(request.url))
        tab.goto(f"{host}{PAGE}")
        says = tab.locator("[data-when=idle]")
        expect(says).to_be_visible()
        before = len(asked)
        tab.get_by_label("Kirklees", exact=True).check()
        tab.get_by_role("button", name="Work out my dates").click()
        tab.locator("[data-state=ready]").wait_for()
        names = {url.partition("?")[0].removeprefix(host) for url in asked[before:] if PYTHON.search(url)}
    loaded = sum(len(gzip.compress((site / name).read_bytes(), 9)) for name in names)
    figure = re.search(r"about (\d+) MB", says.text_content() or "")
    assert figure
    assert int(figure[1]) == math.ceil(loaded / 1_000_000)
    assert len(names) == 3


def test_dates_of_before_are_gone_where_what_was_sent_has_a_mistake(tab: Page, site: Path) -> None:
    opened(tab, site)
    tab.locator("[name='held.day']").fill("31")
    send = tab.get_by_role("button", name="Work out my dates")
    send.click()
    expect(tab.locator("[data-error-summary]")).to_be_focused()
    tab.locator("[name='held.month']").fill("2")
    for place in ("[data-output]", "[data-takeaway]", "[data-stale-note]"):
        expect(tab.locator(place)).to_be_hidden()
    tab.locator("[name='held.month']").fill("4")
    tab.locator("[name='held.day']").fill("6")
    send.click()
    for place in ("[data-output]", "[data-takeaway]"):
        expect(tab.locator(place)).to_be_visible()


def test_a_keyboard_is_enough(tab: Page, site: Path) -> None:
    tab.goto((site / PAGE).as_uri())
    tab.get_by_label("Darlington", exact=True).focus()
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("Tab")
    tab.keyboard.press("Space")
    for typed in ("6", "Apr", "2027"):
        tab.keyboard.press("Tab")
        tab.keyboard.type(typed)
    tab.keyboard.press("Enter")
    expect(tab.get_by_role("heading", name="My dates")).to_be_focused()
    fold = tab.locator(f"[id='{REPORT}.check.summary']")
    fold.focus()
    tab.keyboard.press("Enter")
    for typed in ("5", "4", "2027"):
        tab.keyboard.press("Tab")
        tab.keyboard.type(typed)
    expect(tab.locator(f"[id='{REPORT}'] .deadline-check")).to_contain_text("2 working days late")
    expect(tab.locator(f"[name='done.{REPORT}.year']")).to_be_focused()


def test_the_list_of_mistakes_leads_to_the_box_and_leaves_the_address_alone(tab: Page, site: Path) -> None:
    fill(tab, site, "kirklees", INITIAL, day="31")
    tab.get_by_role("button", name="Work out my dates").click()
    summary = tab.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    summary.get_by_role("link", name=re.compile("there is no 31 April 2027")).click()
    expect(tab.locator("[name='held.day']")).to_be_focused()
    assert "#" not in tab.url


def test_for_a_review_nobody_asks_about_the_first_core_group(tab: Page, site: Path) -> None:
    tab.goto((site / PAGE).as_uri())
    tab.get_by_text("If you know more", exact=True).click()
    question = tab.get_by_role("group", name="When is the first core group?")
    expect(question).to_be_visible()
    tab.locator(f"[name=conference][value={REVIEW}]").check()
    expect(question).to_be_hidden()


def test_another_area_can_be_chosen_after_a_check(tab: Page, site: Path) -> None:
    opened(tab, site)
    check_late(tab.locator(f"[id='{REPORT}']"), "2027")
    expect(tab.locator(".deadline-check")).to_be_visible()
    tab.locator("[name=partnership][value=warwickshire]").check()
    expect(tab.get_by_text("Where no day is given")).to_be_visible()
    expect(tab.locator("[data-stale-note]")).to_be_hidden()


def test_clearing_leaves_nothing(tab: Page, site: Path) -> None:
    opened(tab, site)
    tab.get_by_role("button", name="Clear everything").click()
    expect(tab.locator(".deadline")).to_have_count(0)
    expect(tab.locator("[name='held.day']")).to_have_value("")
    expect(tab.get_by_role("button", name="Put it back")).to_have_count(0)
    tab.reload()
    expect(tab.locator("[name='held.day']")).to_have_value("")


def test_the_calendar_file_has_a_name_and_titles_that_tell_nothing(tab: Page, site: Path) -> None:
    opened(tab, site)
    tab.locator(".calendar-choices > summary").click()
    tab.get_by_label("Put dates that are past").check()
    with tab.expect_download() as download:
        tab.locator("[data-export=ics]").click()
    assert re.fullmatch(r"dates-r\d{8}\.ics", download.value.suggested_filename)
    text = download.value.path().read_text(encoding="utf-8")
    assert not re.search(r"child|protect|conference|kirklees|social", text, re.IGNORECASE)
    entries = Calendar.from_ical(text).walk("VEVENT")
    assert len(entries) == tab.locator(".deadline").count()


def test_tab_and_history_show_a_neutral_title(tab: Page, site: Path) -> None:
    tab.goto((site / PAGE).as_uri())
    assert tab.title().startswith("My dates")
    assert not re.search(r"child|protect|conference", tab.title(), re.IGNORECASE)


@pytest.mark.parametrize("late", [False, True], ids=["plain", "late"])
@pytest.mark.parametrize("conference", [INITIAL, REVIEW])
@pytest.mark.parametrize("area", [area.lower() for area in AREAS])
def test_every_familys_dates_fit_on_one_a4_sheet(
    tab: Page, site: Path, tmp_path: Path, area: str, conference: str, late: bool
) -> None:
    opened(tab, site, area, conference, year="2029")  # when every date is uncertain, and says so
    if late:
        rows = tab.locator(".deadline:has(summary)")
        for number in range(rows.count()):
            check_late(rows.nth(number), "2029")
            expect(rows.nth(number).locator(".deadline-check")).to_be_visible()
    printed = tmp_path / "dates.pdf"
    tab.pdf(path=printed, prefer_css_page_size=True)
    info = subprocess.run(["pdfinfo", printed], capture_output=True, encoding="utf-8", check=True).stdout  # noqa: S603, S607
    assert re.search(r"^Pages:\s+1$", info, re.MULTILINE), info
    size = re.search(r"^Page size:\s+([\d.]+) x ([\d.]+)", info, re.MULTILINE)
    assert size
    assert (round(float(size[1])), round(float(size[2]))) == SHEET
    read = ["pdftotext", "-layout", str(printed), "-"]
    text = subprocess.run(read, capture_output=True, encoding="utf-8", check=True).stdout  # noqa: S603
    assert "My dates" in text
    assert "Friday 6 April 2029" in text
    assert "The rules in words" not in text
    assert "Work out my dates" not in text


def test_without_javascript_the_rules_are_there_in_words_with_the_way_to_the_printed_dates(site: Path) -> None:
    context = chromium().new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto((site / PAGE).as_uri())
    expect(page.locator("noscript .tool-status-noscript")).to_contain_text("JavaScript is off")
    expect(page.get_by_role("button", name="Work out my dates")).to_be_hidden()
    for area in AREAS:
        expect(page.locator(f".family-rules [data-area={area.lower()}] li").first).to_be_visible()
        for name in (f"Printed dates for {area}", f"all about {area}"):
            link = page.locator("noscript").get_by_role("link", name=name)
            assert (site / "family" / (link.get_attribute("href") or "")).resolve().is_file()
    expect(page.locator(".family-rules")).to_contain_text("within 10 working days of a first conference")
    context.close()


def test_a_form_that_is_sent_without_its_script_puts_nothing_into_the_address(tab: Page, site: Path) -> None:
    tab.route("**/assets/python/tool.*.js", lambda route: route.abort())
    fill(tab, site, "kirklees", INITIAL)
    tab.get_by_role("button", name="Work out my dates").click()
    tab.wait_for_timeout(500)
    assert tab.url == (site / PAGE).as_uri()


def test_where_webassembly_is_forbidden_the_page_says_so_beside_the_button(tab: Page, site: Path) -> None:
    tab.add_init_script("delete window.WebAssembly;")
    fill(tab, site, "kirklees", INITIAL)
    notice = tab.get_by_role("alert").filter(has_text="could not be worked out on this device")
    expect(notice).to_be_hidden()
    tab.get_by_role("button", name="Work out my dates").click()
    expect(notice).to_be_visible()
    expect(tab.locator("[name='held.day']")).to_have_value("6")
    expect(tab.locator(".family-rules")).to_be_visible()
    notice.get_by_role("link", name="Printed dates for Kirklees").click()
    expect(tab.get_by_role("heading", level=1)).to_contain_text("Kirklees")


@pytest.mark.parametrize("width", [320, 1280])
def test_the_page_with_dates_breaks_no_accessibility_rule(tab: Page, site: Path, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 900})
    opened(tab, site, year="2029")
    tab.get_by_text("If you know more", exact=True).click()
    check_late(tab.locator(f"[id='{REPORT}']"), "2029")
    expect(tab.locator(".deadline-check")).to_be_visible()
    lay_out_all(tab, ".deadline")
    assert [*violations(tab), *violations_in_the_dark(tab)] == []
    assert not tab.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")

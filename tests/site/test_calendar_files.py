"""Calendar files on the built pages: made once, with the reference of the case, and gone on from an earlier one."""

import re
from pathlib import Path

from icalendar import Calendar
from playwright.sync_api import Download, FilePayload, Page, expect

from tests.site.calculator_page import CASE, PAGE
from tests.site.form_page import REPORT, FormPage
from tests.site.keeps_working.tools import until

MINE = "family/my-dates.html"


def opened(tab: Page, site: Path, case: str = CASE) -> Page:
    tab.goto("about:blank")  # else an address that differs after its # alone would load nothing
    tab.goto(f"{(site / PAGE).as_uri()}#{case}")
    expect(tab.locator(".deadline").first).to_be_visible(timeout=60_000)
    past(tab)
    return tab


def past(tab: Page) -> None:
    tab.locator(".calendar-choices > summary").click()
    tab.get_by_label("Put dates that are past").check()


def calendar(tab: Page) -> tuple[str, bytes]:
    with tab.expect_download() as download:
        tab.locator("[data-export=ics]").click()
    return download.value.suggested_filename, download.value.path().read_bytes()


def file(content: bytes) -> FilePayload:
    return {"name": "dates.ics", "mimeType": "text/calendar", "buffer": content}


def uids(content: bytes, *, withdrawn: bool = False) -> set[str]:
    entries = Calendar.from_ical(content).walk("VEVENT")
    return {str(each["UID"]) for each in entries if (each.get("STATUS") == "CANCELLED") is withdrawn}


def test_a_double_click_makes_one_file(tab: Page, site: Path) -> None:
    opened(tab, site)
    made: list[Download] = []
    tab.on("download", lambda download: made.append(download))
    tab.get_by_role("button", name="Spreadsheet").dblclick()
    expect(tab.locator("[data-made]")).to_contain_text("has been made")
    assert calendar(tab)[0].endswith(".ics")  # a later file: by now a second spreadsheet would have come
    assert [each.suggested_filename.rpartition(".")[2] for each in made] == ["csv", "ics"]


def test_a_double_click_on_a_form_makes_one_document(tab: Page, site: Path) -> None:
    page = FormPage(tab, (site / "forms" / f"{REPORT}.html").as_uri()).ready()
    made: list[Download] = []
    tab.on("download", lambda download: made.append(download))
    tab.locator(".form-finish [data-do=review]").click()
    tab.locator("[data-export=text]").dblclick()
    page.export("docx")
    assert [each.suggested_filename.rpartition(".")[2] for each in made] == ["txt", "docx"]


def test_the_reference_is_made_once_and_stays_with_the_address(tab: Page, site: Path) -> None:
    opened(tab, site)
    name, content = calendar(tab)
    assert re.fullmatch(r"conference-dates-kirklees-r\d{8}\.ics", name)
    tab.locator("[name='initial_conference.day']").fill("5")
    tab.locator("[name='initial_conference.month']").fill("1")
    tab.locator("[name='initial_conference.year']").fill("2027")
    until(tab, "location.hash.includes('initial_conference=2027-01-05')")
    tab.reload()
    expect(tab.locator(".deadline").first).to_be_visible()
    past(tab)
    again, later = calendar(tab)
    assert again == name
    assert uids(content) & uids(later) == uids(content)


def test_an_earlier_file_is_gone_on_from_and_what_is_no_longer_due_is_withdrawn(tab: Page, site: Path) -> None:
    opened(tab, site, f"{CASE}&referral=2026-12-01&reference=KC-7")
    name, earlier = calendar(tab)
    assert name == "conference-dates-kirklees-KC-7.ics"
    opened(tab, site)
    tab.get_by_label("Earlier calendar file").set_input_files(file(earlier))
    expect(tab.locator("[data-earlier-says]")).to_contain_text("takes the place of it")
    expect(tab.locator("[name=reference]")).to_have_value("KC-7")
    later = calendar(tab)[1]
    assert uids(later) < uids(earlier)
    assert uids(later, withdrawn=True) == uids(earlier) - uids(later)


def test_a_file_that_is_no_calendar_file_is_refused_where_it_was_chosen(tab: Page, site: Path) -> None:
    opened(tab, site)
    tab.get_by_label("Earlier calendar file").set_input_files(file(b"PK"))
    expect(tab.locator("#earlier-error")).to_contain_text("This is not a calendar file.")
    expect(tab.locator("[data-error-summary]")).to_be_focused()
    assert tab.locator(".deadline").count()


def test_a_whole_date_in_one_box_is_spread_and_shown(tab: Page, site: Path) -> None:
    tab.goto((site / PAGE).as_uri())
    tab.locator("[data-state=ready]").wait_for(timeout=60_000)
    tab.get_by_label("Kirklees", exact=True).check()
    field = tab.locator("[id='initial_conference-field']")
    tab.locator("[name='initial_conference.day']").fill("5/1/27")
    tab.keyboard.press("Tab")
    expect(field.locator("[data-read-as]")).to_have_text("Read as Tuesday 5 January 2027.")
    for box, value in (("day", "5"), ("month", "1"), ("year", "2027")):
        expect(tab.locator(f"[name='initial_conference.{box}']")).to_have_value(value)
    expect(tab.locator(".deadline").first).to_be_visible()


def test_a_date_that_is_pressed_home_with_enter_is_read_first(tab: Page, site: Path) -> None:
    tab.goto((site / MINE).as_uri())
    tab.get_by_label("Kirklees", exact=True).check()
    tab.get_by_label("first", exact=False).first.check()
    tab.locator("[name='held.day']").fill("Tue 6 April 2027")
    tab.keyboard.press("Enter")
    expect(tab.locator(".deadline-own time")).to_have_attribute("datetime", "2027-04-06", timeout=60_000)
    expect(tab.locator("[name='held.year']")).to_have_value("2027")


def test_a_form_says_how_late_a_date_is_and_gives_its_dates_as_a_calendar_file(tab: Page, site: Path) -> None:
    FormPage(tab, (site / "forms" / "conference-record.html").as_uri()).ready()
    tab.locator("[id='when.partnership']").select_option("kirklees")
    tab.locator("[id='when.event']").select_option("initial_conference")
    tab.locator("[id='when.date']").fill("9/12/26")
    tab.get_by_role("button", name="Show the dates").click()
    expect(tab.get_by_label("Date of the conference")).to_have_value("9 December 2026")
    core_group = tab.get_by_label("First core group", exact=True)
    core_group.fill("20 Jan 27")
    core_group.press("Tab")
    expect(core_group).to_have_value("20 January 2027")
    expect(tab.locator(".advice", has_text="17 working days late")).to_be_visible()
    tab.locator("[data-past]").check()
    with tab.expect_download() as download:
        tab.get_by_role("button", name="Calendar file").click()
    assert uids(download.value.path().read_bytes())

"""A reader's own zone and day: documents bear it, and no date moves."""

import re
from datetime import date, datetime
from pathlib import Path
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.site.keeps_working.tools import CALCULATOR, FORM, MY_DATES, SLOW, WORKERS, in_worker

LEAP_DAY_NOON = "2028-02-29T12:30:00Z"


def at(moment: str) -> str:
    """Return a script by which it is now this moment, and time goes on from there."""
    return f"""{{
      const [real, begun] = [Date.now, Date.now()];
      const now = () => {moment} + real() - begun;
      const Real = Date;
      Date = class extends Real {{ constructor(...given) {{ given.length ? super(...given) : super(now()); }} }};
      Date.now = now;
    }}""".replace(moment, str(milliseconds(moment)))


def milliseconds(moment: str) -> int:
    return int(datetime.fromisoformat(moment).timestamp() * 1000)


ZONES = [
    ("Pacific/Kiritimati", LEAP_DAY_NOON, date(2028, 3, 1)),
    ("America/Los_Angeles", LEAP_DAY_NOON, date(2028, 2, 29)),
    ("Europe/London", "2028-02-28T23:59:59.900Z", date(2028, 2, 29)),
    ("Europe/London", "2027-03-31T23:30:00Z", date(2027, 4, 1)),  # British Summer Time
]


@pytest.mark.parametrize(("zone", "moment", "today"), ZONES, ids=lambda each: str(each).replace("/", " "))
def test_a_document_bears_the_readers_own_day_and_dates_do_not_move(
    zone: str, moment: str, today: date, browser: Browser, disk: str
) -> None:
    context = browser.new_context(timezone_id=zone, accept_downloads=True)
    tab = context.new_page()
    tab.add_init_script(WORKERS)
    in_worker(tab, at(moment))
    FORM.open(tab, disk)
    FORM.type(tab)
    FORM.box(tab, "children.1.born").fill("29/02/2028")
    FORM.ask(tab)
    FORM.is_answered(tab)
    if moment.endswith("900Z"):
        tab.wait_for_timeout(200)  # so that it is after midnight for certain
    made = exported(tab, "docx")
    with ZipFile(made) as archive:
        core = archive.read("docProps/core.xml").decode()
        text = re.sub("<[^>]+>", "", archive.read("word/document.xml").decode())
    assert f">{today.isoformat()}T" in core
    assert "29 February 2028" in text
    CALCULATOR.open(tab, disk)
    tab.goto(f"{disk}{CALCULATOR.path}#partnership=kirklees&initial_conference=2028-02-29")
    expect(tab.locator("[data-output]")).to_contain_text("Tuesday 29 February 2028", timeout=SLOW)
    expect(tab.locator("[id='kirklees.first-core-group']")).to_contain_text("Tuesday 14 March 2028")
    calendar = exported(tab, "ics").read_text(encoding="utf-8")
    assert "DTSTART;VALUE=DATE:20280314" in calendar
    with ZipFile(exported(tab, "docx")) as archive:
        assert f">{today.isoformat()}T" in archive.read("docProps/core.xml").decode()
    context.close()


def exported(tab: Page, kind: str) -> Path:
    with tab.expect_download() as made:
        tab.locator(f"[data-export={kind}]").press("Enter")
    return Path(made.value.path())


def test_my_dates_count_over_the_leap_day_in_any_zone(browser: Browser, disk: str) -> None:
    shown = set()
    for zone in ("Pacific/Kiritimati", "America/Los_Angeles"):
        context = browser.new_context(timezone_id=zone)
        tab = context.new_page()
        tab.add_init_script(WORKERS)
        in_worker(tab, at(LEAP_DAY_NOON))
        MY_DATES.open(tab, disk)
        MY_DATES.type(tab)
        for box, value in (("held.day", "29"), ("held.month", "2"), ("held.year", "2028")):
            MY_DATES.box(tab, box).fill(value)
        MY_DATES.ask(tab)
        expect(tab.locator("[data-output]")).to_contain_text("Tuesday 29 February 2028", timeout=SLOW)
        shown.add(tab.locator("[data-output]").text_content())
        context.close()
    assert len(shown) == 1

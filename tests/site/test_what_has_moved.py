"""A link, a saved timetable or a draft of an older edition, opened in the built site: in Chromium, from disk.

The older edition is this one with a rule of Kirklees that gave the first core group 9 working days, not 10.
"""

import json
import re
from pathlib import Path

import pytest
from playwright.sync_api import FilePayload, Page, expect

from calculator.builder.load import load_rulebook
from calculator.link import written
from calculator.model import Rulebook
from calculator.record import record
from calculator.saved import LARGEST
from forms.builder.load import load_form
from forms.opening import DRAFT_FORMAT
from forms.page import form_timetable
from tests.browser.axe import lay_out_all, violations, violations_in_the_dark
from tests.calculator.test_since import HELD, link, saved, with_rule
from tests.site.calculator_page import CASE, PAGE
from tests.site.form_page import REPORT, FormPage
from tests.site.keeps_working.tools import until

expect.set_options(timeout=15_000)
EVENTS = ("strategy_discussion=2026-12-11", "initial_conference=2027-01-05")
CORE_GROUP = (
    "First core group held: was Monday 18 January 2027, now Tuesday 19 January 2027. "
    "Because the rule changed: it is now 10 working days after the initial conference."
)


@pytest.fixture(scope="module")
def older() -> Rulebook:
    return with_rule(load_rulebook(), "kirklees.first-core-group", amount=9)


def opened(tab: Page, site: Path, address: str = "") -> Page:
    tab.goto(f"{(site / PAGE).as_uri()}{'#' + address if address else ''}")
    tab.locator("[data-state=ready]").wait_for()
    return tab


def file(content: str | bytes, name: str = "conference-dates-kirklees.json") -> FilePayload:
    return {
        "name": name,
        "mimeType": "application/json",
        "buffer": content.encode() if isinstance(content, str) else content,
    }


def test_a_link_from_an_older_edition_shows_above_the_dates_what_moved_and_why(
    tab: Page, site: Path, older: Rulebook
) -> None:
    opened(tab, site, link(older, HELD))
    since = tab.locator(".moved-since")
    expect(since.get_by_role("heading")).to_contain_text("dates are not as in the link or file")
    expect(since.get_by_role("listitem").first).to_have_text(CORE_GROUP)
    expect(since).to_contain_text(re.compile("2027-02.* Kirklees.*2026-11"))
    expect(tab.locator("[data-announce]")).to_contain_text("dates are not as in the link or file")
    assert tab.evaluate("""() => document.querySelector('.moved-since').getBoundingClientRect().bottom
        <= document.querySelector('.timetable').getBoundingClientRect().top""")


def test_what_moved_stays_while_the_case_is_looked_at_and_goes_when_it_changes(
    tab: Page, site: Path, older: Rulebook
) -> None:
    opened(tab, site, link(older, HELD))
    since = tab.locator(".moved-since")
    expect(since).to_be_visible()
    tab.get_by_text("Show the working").first.click()
    expect(tab.locator(".day.counted").first).to_be_visible()
    expect(since).to_be_visible()
    tab.reload()
    expect(since).to_be_visible()
    tab.locator("[name='initial_conference.day']").fill("6")
    expect(since).to_have_count(0)
    tab.locator("[name='initial_conference.day']").fill("5")
    expect(since).to_be_visible()
    since.get_by_role("button", name="Go on with the dates as they are now").click()
    expect(since).to_have_count(0)
    expect(tab.get_by_role("heading", name="Dates for Kirklees")).to_be_focused()
    tab.reload()
    expect(tab.locator(".deadline").first).to_be_visible()
    expect(since).to_have_count(0)


@pytest.mark.parametrize("tail", ["", "&rules=2026-11&was=damaged"])
def test_a_link_that_carries_no_dates_or_damaged_ones_opens_without_a_claim(
    tab: Page, site: Path, tail: str
) -> None:
    opened(tab, site, f"{CASE}{tail}")
    expect(tab.locator(".deadline").first).to_be_visible()
    expect(tab.locator(".moved-since")).to_have_count(0)
    expect(tab.get_by_text("cannot say what has moved since")).to_have_count(1 if tail else 0)


def test_a_link_made_by_this_edition_claims_nothing_when_it_is_opened_again(tab: Page, site: Path) -> None:
    opened(tab, site, CASE)
    expect(tab.locator(".deadline").first).to_be_visible()
    until(tab, "location.hash.includes('&was=')")
    tab.reload()
    expect(tab.locator(".deadline").first).to_be_visible()
    expect(tab.locator(".moved-since")).to_have_count(0)


def test_the_saved_timetable_is_given_back_to_the_page_and_opens_the_case(tab: Page, site: Path) -> None:
    opened(tab, site, "&".join(["partnership=kirklees", *EVENTS]))
    expect(tab.locator(".deadline").first).to_be_visible()
    with tab.expect_download() as download:
        tab.get_by_role("button", name="Timetable to open here again").click()
    kept = download.value.path().read_bytes()
    assert re.fullmatch(r"conference-dates-kirklees-r\d{8}\.json", download.value.suggested_filename)
    tab.get_by_role("button", name="Clear everything").click()
    expect(tab.locator(".deadline")).to_have_count(0)
    tab.get_by_label("Saved timetable").set_input_files(file(kept))
    expect(tab.get_by_role("heading", name="Dates for Kirklees")).to_be_focused()
    expect(tab.locator("[name='initial_conference.day']")).to_have_value("5")
    expect(tab.locator(".moved-since")).to_have_count(0)


def test_a_timetable_saved_by_an_older_edition_says_what_moved(tab: Page, site: Path, older: Rulebook) -> None:
    opened(tab, site)
    tab.get_by_label("Saved timetable").set_input_files(file(saved(older, *EVENTS)))
    expect(tab.locator(".moved-since").get_by_role("listitem").first).to_have_text(CORE_GROUP)


def test_a_saved_timetable_whose_rules_do_not_load_says_so_and_opens_when_it_is_chosen_again(
    tab: Page, site: Path, older: Rulebook
) -> None:
    kept = file(saved(older, *EVENTS))
    tab.route("**/assets/rules/**", lambda route: route.abort())
    opened(tab, site).get_by_label("Saved timetable").set_input_files(kept)
    expect(tab.locator("[data-no-rules]")).to_be_visible()
    expect(tab.locator("[data-error-summary]")).to_be_hidden()
    tab.unroute("**/assets/rules/**")
    tab.get_by_label("Saved timetable").set_input_files(kept)
    expect(tab.get_by_role("heading", name="Dates for Kirklees")).to_be_focused()
    expect(tab.locator("[data-no-rules]")).to_be_hidden()


def test_a_saved_timetable_of_an_area_that_is_not_in_this_guide_is_refused(
    tab: Page, site: Path, older: Rulebook
) -> None:
    kept = json.dumps({**json.loads(saved(older, *EVENTS)), "partnership": "northmoor"})
    opened(tab, site).get_by_label("Saved timetable").set_input_files(file(kept))
    expect(tab.locator("[data-error-for=saved]")).to_contain_text("There is no partnership “northmoor”")


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\x00\xff\xfe" * 1000, "it cannot be read"),
        (b'{"format": "child-protection-conference-guide draft"}', "is not a timetable"),
        (b" " * (LARGEST + 10), "too large"),
        ("extra", "which this guide does not know"),
    ],
    ids=["not text", "a draft of a form", "too large", "an unknown key"],
)
def test_a_hostile_file_is_refused_and_everything_typed_is_still_there(
    tab: Page, site: Path, older: Rulebook, content: str | bytes, says: str
) -> None:
    opened(tab, site, CASE)
    expect(tab.locator(".deadline").first).to_be_visible()
    tab.locator("[name='initial_conference.day']").fill("5")
    if isinstance(content, str):
        content = json.dumps({**json.loads(saved(older, *EVENTS)), content: "<img src=x onerror=alert(1)>"})
    tab.get_by_label("Saved timetable").set_input_files(file(content))
    summary = tab.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text(says)
    expect(tab.locator("[data-error-for=saved]")).to_contain_text("Nothing that you entered was changed.")
    expect(tab.locator("[name='initial_conference.day']")).to_have_value("5")
    expect(tab.locator("[name='strategy_discussion.day']")).to_have_value("11")
    expect(tab.get_by_label("Kirklees", exact=True)).to_be_checked()
    expect(tab.locator(".moved-since")).to_have_count(0)
    summary.get_by_role("link").click()
    expect(tab.get_by_label("Saved timetable")).to_be_focused()


def test_a_draft_of_a_form_says_which_of_its_dates_have_moved_and_keeps_what_was_written(
    tab: Page, site: Path, older: Rulebook
) -> None:
    form = load_form(REPORT, older)
    asked = {"partnership": "kirklees", "event": "initial_conference", "date": "6/1/2027"}
    then = record(form_timetable(with_rule(older, "kirklees.agency-report-sent", amount=5), form, asked), older)
    counted = {**asked, "rules": then.version, "was": written(then)}
    draft = {"format": DRAFT_FORMAT, "form": REPORT, "version": form.version, "counted": counted}
    answers = {"about.involvement": "Still here"}
    page = FormPage(tab, (site / "forms" / f"{REPORT}.html").as_uri()).ready()
    page.open(file(json.dumps({**draft, "answers": answers}), "draft.json"))
    expect(tab.locator("[data-opened] .moved-since").get_by_role("listitem")).to_have_text(
        "Agency report sent to the unit: was Tuesday 29 December 2026, now Thursday 31 December 2026. "
        "Because the rule changed: it is now 3 working days before the initial conference."
    )
    expect(tab.locator("#opened-title")).to_be_focused()
    expect(tab.locator("[data-dates]")).to_contain_text("Agency report sent to the unit")
    expect(tab.locator("[id='when.date']")).to_have_value("6/1/2027")
    assert page.answers() == answers
    assert violations(tab) == []
    again = json.loads(page.save().path().read_bytes())["counted"]
    page.open(file(json.dumps({**draft, "answers": answers, "counted": again})))
    expect(tab.locator("#opened-title")).to_be_focused()
    expect(tab.locator("[data-opened] .moved-since")).to_have_count(0)


@pytest.mark.parametrize("width", [320, 1280])
def test_what_has_moved_breaks_no_accessibility_rule(tab: Page, site: Path, older: Rulebook, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 900})
    opened(tab, site, link(older, HELD))
    expect(tab.locator(".moved-since")).to_be_visible()
    tab.get_by_label("Saved timetable").set_input_files(file("not a timetable"))
    expect(tab.locator("[data-error-for=saved]")).to_be_visible()
    lay_out_all(tab, ".deadline")
    assert [*violations(tab), *violations_in_the_dark(tab)] == []
    assert not tab.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")

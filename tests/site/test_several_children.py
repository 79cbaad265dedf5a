"""Several children in one case, on the page as it ships: in Chromium, from disk."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import drivers
from tests.browser.axe import lay_out_all, violations, violations_in_the_dark
from tests.site.calculator_page import PAGE

expect.set_options(timeout=15_000)
SHARED = "partnership=kirklees&strategy_discussion=2026-12-11&initial_conference=2027-01-05"
SIBLINGS = f"{SHARED}&child.1.label=A&child.2.label=B&child.2.initial_conference=2027-03-01"
OWN_FIRST = "kirklees.first-core-group:child-2"


@pytest.fixture
def phone() -> Iterator[Page]:
    """A tab of a phone that is 390 pixels wide and has a touch screen."""
    context = drivers.chromium().new_context(
        viewport={"width": 390, "height": 844}, has_touch=True, is_mobile=True, accept_downloads=True
    )
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()


def opened(tab: Page, site: Path, address: str = SIBLINGS) -> Page:
    tab.goto(f"{(site / PAGE).as_uri()}#{address}")
    tab.locator("[data-state=ready]").wait_for()
    tab.locator(".deadline").first.wait_for()
    return tab


def test_a_page_with_one_child_says_nothing_of_children_until_it_is_asked(tab: Page, site: Path) -> None:
    opened(tab, site, SHARED)
    expect(tab.locator("[data-child]")).to_have_count(0)
    expect(tab.locator(".deadline-for")).to_have_count(0)
    assert "child." not in tab.url


def test_children_are_added_from_the_keyboard(tab: Page, site: Path) -> None:
    opened(tab, site, SHARED)
    tab.locator("summary").filter(has_text="Several children").focus()
    tab.keyboard.press("Enter")
    tab.keyboard.press("Tab")
    expect(tab.get_by_role("button", name="Add a child")).to_be_focused()
    tab.keyboard.press("Enter")
    expect(tab.locator("[name='child.1.label']")).to_be_focused()
    tab.keyboard.type("A")
    tab.locator("[name='child.2.label']").focus()
    tab.keyboard.type("B")
    for typed in ("1", "3", "2027"):
        tab.keyboard.press("Tab")
        tab.keyboard.type(typed)
    expect(tab.locator(f"[id='{OWN_FIRST}'] .deadline-for")).to_have_text("For: B")
    expect(tab.locator(f"[id='{OWN_FIRST}'] .deadline-date")).to_have_text("Monday 15 March 2027")
    expect(tab.locator("[id='kirklees.first-core-group'] .deadline-for")).to_have_text("For: A")
    tab.get_by_role("button", name="Add a child").press("Enter")
    expect(tab.locator("[name='child.3.label']")).to_be_focused()


def test_a_child_who_was_removed_by_mistake_comes_back_with_every_date(phone: Page, site: Path) -> None:
    tab = opened(
        phone, site, f"{SIBLINGS}&child.3.label=C&child.3.plan_ended=2027-06-01&child.3.core_group=2027-02-01"
    )
    tab.get_by_role("button", name="Remove child 2").tap()
    back = tab.get_by_role("button", name="Put child 2 back")
    expect(back).to_be_focused()
    expect(tab.locator(f"[id='{OWN_FIRST}']")).to_have_count(0)
    expect(tab).to_have_url(re.compile(r"^(?!.*child\.2\.).*child\.3\.label=C"))
    tab.get_by_role("button", name="Remove child 3").tap()
    expect(tab.locator("[data-error-summary]")).to_be_hidden()
    back.tap()
    tab.get_by_role("button", name="Put child 3 back").tap()
    expect(tab.locator("[name='child.3.label']")).to_be_focused()
    expect(tab.locator(f"[id='{OWN_FIRST}']")).to_be_visible()
    for name, value in (("child.2.initial_conference.month", "3"), ("child.3.core_group.1.day", "1")):
        expect(tab.locator(f"[name='{name}']")).to_have_value(value)
    expect(tab).to_have_url(re.compile(r"child\.3\.plan_ended=2027-06-01"))
    assert not tab.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def test_a_link_opens_with_each_childs_dates_in_view(tab: Page, site: Path) -> None:
    opened(tab, site)
    address = tab.url
    tab.goto("about:blank")
    tab.goto(address)
    tab.locator(f"[id='{OWN_FIRST}']").wait_for()
    expect(tab.locator("[name='child.2.initial_conference.day']")).to_have_value("1")
    expect(tab.locator("[name='child.2.initial_conference.day']")).to_be_visible()
    expect(tab.locator(".moved-since")).to_have_count(0)
    expect(tab.locator(".case")).to_contain_text("B: initial conference")
    assert tab.url == address


def test_a_saved_timetable_opens_with_each_child(tab: Page, site: Path) -> None:
    opened(tab, site)
    with tab.expect_download() as download:
        tab.locator("[data-export=json]").click()
    saved = download.value.path().read_bytes()
    tab.get_by_role("button", name="Clear everything").click()
    expect(tab.locator("[data-child]")).to_have_count(0)
    tab.locator("[data-saved]").set_input_files({"name": "a.json", "mimeType": "application/json", "buffer": saved})
    expect(tab.locator(f"[id='{OWN_FIRST}'] .deadline-for")).to_have_text("For: B")
    expect(tab.locator("[name='child.2.label']")).to_have_value("B")


def test_a_mistake_for_a_child_leads_to_that_childs_box(tab: Page, site: Path) -> None:
    opened(tab, site)
    tab.locator("[name='child.2.initial_conference.day']").fill("31")
    tab.locator("[name='child.2.initial_conference.month']").fill("2")
    tab.get_by_role("button", name="Work out the dates").click()
    link = tab.locator("[data-error-list] a")
    expect(link).to_have_text(re.compile("^B: .*there is no 31 February 2027"))
    link.click()
    expect(tab.locator("[name='child.2.initial_conference.day']")).to_be_focused()
    tab.locator("[name='child.2.initial_conference.day']").fill("")
    tab.locator("[name='child.2.initial_conference.month']").fill("")
    tab.locator("[name='child.2.initial_conference.year']").fill("")
    tab.locator("[name='child.2.label']").fill("")
    tab.get_by_role("button", name="Work out the dates").click()
    expect(link).to_have_text(re.compile(r"^Only one child is listed \(A\)"))
    link.click()
    expect(tab.get_by_role("button", name="Add a child")).to_be_focused()


def test_what_was_done_for_one_child_is_checked_for_that_child(tab: Page, site: Path) -> None:
    opened(tab, site)
    own = tab.locator(f"[id='{OWN_FIRST}']")
    own.get_by_text("Was it done in time?").click()
    for box, value in (("Day", "16"), ("Month", "3"), ("Year", "2027")):
        own.get_by_label(box).fill(value)
    expect(own.locator(".deadline-check")).to_have_text("Tuesday 16 March 2027 is 1 working day late.")
    expect(tab.locator("[id='kirklees.first-core-group'] .deadline-check")).to_have_count(0)


@pytest.mark.parametrize("width", [320, 1280])
def test_several_children_break_no_accessibility_rule(tab: Page, site: Path, width: int) -> None:
    tab.set_viewport_size({"width": width, "height": 900})
    opened(tab, site, f"{SIBLINGS}&child.3.label=C&child.3.plan_ended=2027-06-01&compare=darlington")
    tab.get_by_role("button", name="Remove child 3").click()
    tab.locator("[data-child='2'] .form-more > summary").click()
    lay_out_all(tab, ".deadline")
    assert [*violations(tab), *violations_in_the_dark(tab)] == []
    assert not tab.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")


def test_a_family_lists_children_with_different_conferences(phone: Page, site: Path) -> None:
    phone.goto((site / "family/my-dates.html").as_uri())
    phone.locator("[name=partnership][value=kirklees]").check()
    phone.locator("[name=conference][value=review_conference]").check()
    dates = {"held": ("1", "4", "2027"), "child.2.held": ("1", "3", "2027")}
    phone.get_by_text("If your children have different dates").tap()
    phone.get_by_role("button", name="Add a child").tap()
    phone.locator("[name='child.1.label']").fill("A")
    phone.locator("[name='child.2.label']").fill("Baby")
    phone.locator("[name='child.2.conference'][value=initial_conference]").check()
    for name, typed in dates.items():
        for box, value in zip(("day", "month", "year"), typed, strict=True):
            phone.locator(f"[name='{name}.{box}']").fill(value)
    phone.get_by_role("button", name="Work out my dates").tap()
    expect(phone.locator(".deadline-own")).to_have_count(2, timeout=60_000)
    expect(phone.locator(".deadline-own").first).to_contain_text("For Baby")
    phone.get_by_role("button", name="Remove child 2").tap()
    phone.get_by_role("button", name="Remove child 1").tap()
    expect(phone.locator(".deadline-own")).to_have_count(1)
    expect(phone.locator(".deadline-own")).not_to_contain_text("For")
    phone.get_by_role("button", name="Put child 2 back").tap()
    expect(phone.locator("[name='child.2.held.month']")).to_have_value("3")
    assert "#" not in phone.url


def test_children_whose_dates_were_cleared_can_be_put_back_too(tab: Page, site: Path) -> None:
    opened(tab, site)
    before, dates = tab.url, tab.locator(".deadline").all_text_contents()
    tab.get_by_role("button", name="Clear everything").press("Enter")
    expect(tab.locator("[data-child]")).to_have_count(0)
    tab.get_by_role("button", name="Put it back").press("Enter")
    expect(tab.locator("[data-child]")).to_have_count(2)
    expect(tab.locator(".deadline")).to_have_count(len(dates))
    assert (tab.url, tab.locator(".deadline").all_text_contents()) == (before, dates)

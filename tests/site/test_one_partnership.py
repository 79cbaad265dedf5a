"""The guide of one made-up partnership alone, built from a folder of its own and used as its readers would."""

import re
import zipfile
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Download, Page, expect

from calculator.builder.load import load_rulebook
from tests.browser.axe import violations, violations_in_the_dark
from tests.docs.pages import Page as Read
from tests.docs.pages import read_pages
from tests.packs.northmoor import FORM, TEMPLATE_SAYS, northmoor
from tests.site.built import once, run_build
from tests.site.form_page import FormPage

ROOT = Path(__file__).parents[2]
OTHERS = re.compile("|".join(area.name for area in load_rulebook().areas))
expect.set_options(timeout=30_000)


@pytest.fixture(scope="module")
def own_site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The guide as an officer makes it, with the command that the guide for officers gives; once for all workers."""

    def make(folder: Path) -> None:
        run_build("--pack", northmoor(folder), "--alone", "northmoor", "--site", folder / "site")

    return once(tmp_path_factory, "northmoor-alone", make) / "site"


@pytest.fixture(scope="module")
def own_pages(own_site: Path) -> list[Read]:
    return read_pages(own_site)


def test_no_page_names_another_area(own_pages: list[Read]) -> None:
    assert [(page.path, name) for page in own_pages for name in OTHERS.findall(page.text)] == []
    assert len(own_pages) > 50


def test_every_link_leads_somewhere(own_pages: list[Read]) -> None:
    ids = {page.file: set(page.ids) for page in own_pages}
    for page in own_pages:
        for link in (link for link in page.links if not re.match(r"[a-z]+:", link)):
            address, _, part = link.partition("#")
            target = (page.file.parent / address.partition("?")[0]).resolve() if address else page.file
            assert target.is_file(), (page.path, link)
            if part and "=" not in part and target in ids:
                assert part in ids[target], (page.path, link)


def test_its_number_stands_beside_999_on_every_page(own_pages: list[Read]) -> None:
    with_strip = [page for page in own_pages if 'class="danger"' in page.html]
    assert len(with_strip) > 50
    for page in with_strip:
        assert "01632 960123" in page.text, page.path


def test_its_name_colour_and_logo_are_on_it(tab: Page, own_site: Path) -> None:
    tab.goto((own_site / "index.html").as_uri())
    expect(tab.locator(".site-name")).to_have_text("Northmoor conferences")
    link = tab.get_by_role("link", name=re.compile("^Deadline calculator|A deadline calculator")).first
    assert link.evaluate("link => getComputedStyle(link).color") == "rgb(122, 31, 92)"
    assert tab.locator(".site-name img").evaluate(
        "image => image.naturalWidth > 0 && /\\/logo\\.[^/]+$/.test(image.src)"
    )
    assert [*violations(tab), *violations_in_the_dark(tab)] == []


def test_the_menu_has_its_own_page_and_forms_and_no_other_area(tab: Page, own_site: Path) -> None:
    tab.goto((own_site / "professionals/index.html").as_uri())
    menu = tab.get_by_role("navigation", name="Sections")
    expect(menu.get_by_role("link")).to_have_text(
        ["Home", "Parents and carers", "Professionals", "Forms", "Procedures", "Northmoor", "About this guide"]
    )
    beside = tab.get_by_role("navigation", name="In this section")
    expect(beside.locator("a[href$='ready-reckoner-northmoor.html']")).to_be_visible()
    beside.get_by_role("link", name="Parking at the Old Mill").click()
    expect(tab.get_by_text("The first core group meets within 5 working days")).to_be_visible()


def test_its_own_page_takes_the_place_of_the_guides(tab: Page, own_site: Path) -> None:
    tab.goto((own_site / "procedures/after/minutes.html").as_uri())
    expect(tab.get_by_role("heading", level=1)).to_have_text("Minutes in Northmoor")
    expect(tab.get_by_text("01632 960123").last).to_be_visible()


def test_dates_follow_its_rule_and_its_closures(tab: Page, own_site: Path) -> None:
    tab.goto(
        (own_site / "tools/deadline-calculator.html").as_uri()
        + "#initial_conference=2026-12-21&partnership=northmoor"
    )
    tab.locator("[data-state=ready]").wait_for()
    expect(tab.get_by_role("group", name="Which partnership?")).to_be_hidden()
    expect(tab.get_by_label("Compare with another partnership")).to_have_count(0)
    own = tab.locator("[id='northmoor.first-core-group']")
    day, left = date(2026, 12, 21), 5
    closed = {date(2026, 12, 25), date(2027, 1, 1), *(date(2026, 12, number) for number in range(28, 32))}
    while left:
        day += timedelta(days=1)
        left -= day.weekday() < 5 and day not in closed
    assert day == date(2027, 1, 5)
    expect(own).to_contain_text("Tuesday 5 January 2027")
    expect(tab.locator("[id='national.first-core-group']")).to_contain_text("Thursday 7 January 2027")
    assert violations(tab) == []


def test_dates_are_worked_out_with_no_area_to_choose(tab: Page, own_site: Path) -> None:
    tab.goto((own_site / "tools/deadline-calculator.html").as_uri())
    tab.locator("[data-state=ready]").wait_for()
    for box, value in (("day", "21"), ("month", "12"), ("year", "2026")):
        tab.locator(f"[name='initial_conference.{box}']").fill(value)
    tab.get_by_role("button", name="Work out the dates").click()
    expect(tab.locator("[id='northmoor.first-core-group']")).to_contain_text("Tuesday 5 January 2027")
    tab.get_by_role("button", name="Clear everything").click()
    expect(tab.locator(".deadline")).to_have_count(0)
    tab.goto((own_site / "family/my-dates.html").as_uri())
    tab.locator("[name=conference][value=initial_conference]").check()
    for box, value in (("day", "21"), ("month", "12"), ("year", "2026")):
        tab.locator(f"[name='held.{box}']").fill(value)
    tab.get_by_role("button", name="Work out my dates").click()
    expect(tab.locator(".deadline").filter(has_text="5 January 2027").first).to_be_visible()


def test_its_own_word_template_is_offered_and_filled(tab: Page, own_site: Path, tmp_path: Path) -> None:
    form = FormPage(tab, (own_site / f"forms/{FORM}.html").as_uri()).ready()
    tab.locator("[data-body] textarea").first.fill("Grandmother comes at once")
    form.review()
    choice = tab.get_by_label("Word template")
    expect(choice.get_by_role("option")).to_have_text(
        ["Northmoor Safeguarding Children Partnership", "The guide’s own"]
    )
    assert TEMPLATE_SAYS in _text(form.export(), tmp_path / "own.docx")
    choice.select_option("")
    assert TEMPLATE_SAYS not in _text(form.export(), tmp_path / "guide.docx")


def _text(made: Download, saved: Path) -> str:
    made.save_as(saved)
    text = zipfile.ZipFile(saved).read("word/document.xml").decode()
    assert "Grandmother comes at once" in text
    return text

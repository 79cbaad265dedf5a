"""A script that is missing or damaged is named on the page, with what does not work without it."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from docs.builder.release.addresses import find
from tests.serving import served
from tests.site.keeps_working.test_damaged_files import another_page_in_its_place, cut_short, damaged, missing

type Damage = Callable[[Path], None]
CALCULATOR, FORM, SHEET = "tools/deadline-calculator.html", "forms/mapping-tool.html", "family/sheets/my-views.html"
NEEDED = [
    *((CALCULATOR, f"assets/{name}.js") for name in ("page", "reader", "leave", "reading", "keep-a-copy")),
    *((CALCULATOR, f"assets/python/{name}.js") for name in ("python", "tool")),
    *((FORM, name) for name in ("assets/page.js", "assets/python/python.js", "assets/python/form.js")),
    *((SHEET, f"assets/{name}.js") for name in ("page", "reader", "leave", "reading", "family", "sheets")),
]
SEARCH = (
    "assets/search-words.js",
    "assets/iframe-worker.js",
    "assets/javascripts/bundle.a*.js",
    "assets/javascripts/workers/search.*.js",
    "search/search_index.js",
)
DAMAGES: tuple[Damage, ...] = (missing, cut_short, another_page_in_its_place)


def said(tab: Page) -> str:
    box = tab.locator("[data-edition-missing]")
    expect(box).to_be_visible()
    return box.locator("ul").inner_text()


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda each: each.__name__)
@pytest.mark.parametrize(("page", "script"), NEEDED)
def test_a_script_that_a_page_needs_is_missed_by_name_with_what_it_is_for(
    page: str, script: str, damage: Damage, site: Path, tmp_path: Path, tab: Page
) -> None:
    copy = damaged(site, tmp_path)
    file = find(copy, script)
    damage(file)
    tab.goto((copy / page).as_uri())
    assert said(tab).startswith(f"{file.relative_to(copy).as_posix()} (")
    if any(part in script for part in ("page.js", "python/")) and page != SHEET:
        expect(tab.locator("[data-state]").first).to_have_attribute("data-state", "failed")
    if script == "assets/leave.js":
        assert not [each for each in tab.get_by_text("Shift three times").all() if each.is_visible()]
        assert not tab.locator(".reader__leaving").is_visible()
    if script in {"assets/page.js", "assets/sheets.js"}:
        assert not tab.locator("[data-do=print]").first.is_visible()


def test_shift_leaves_also_where_the_script_of_the_readers_choices_is_missing(
    site: Path, tmp_path: Path, tab: Page
) -> None:
    copy = damaged(site, tmp_path)
    missing(find(copy, "assets/reader.js"))
    tab.goto((copy / SHEET).as_uri())
    expect(tab.locator(".leave__shift")).to_be_visible()
    for _ in range(3):
        tab.keyboard.press("Shift")
    tab.wait_for_url("**/measures.html")


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda each: each.__name__)
@pytest.mark.parametrize("script", SEARCH)
def test_search_from_disk_says_which_of_its_files_is_missing(
    script: str, damage: Damage, site: Path, tmp_path: Path, tab: Page
) -> None:
    copy = damaged(site, tmp_path)
    says_that_search_fails(copy, script, damage, copy.as_uri(), tab)


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda each: each.__name__)
@pytest.mark.parametrize("script", [*SEARCH[:-1], "search/search_index.json"])
def test_search_from_a_host_says_which_of_its_files_is_missing(
    script: str, damage: Damage, site: Path, tmp_path: Path, context: BrowserContext
) -> None:
    copy = damaged(site, tmp_path)
    with served(copy) as host:
        says_that_search_fails(copy, script, damage, host.rstrip("/"), context.new_page())


def says_that_search_fails(copy: Path, script: str, damage: Damage, start: str, tab: Page) -> None:
    [file] = copy.glob(script) if "*" in script else [find(copy, script)]
    damage(file)
    tab.goto(f"{start}/procedures/reviews/review-conferences.html")
    tab.get_by_role("textbox", name="Search").fill("minutes")
    expect(tab.locator("[data-search-failed]")).to_contain_text(file.relative_to(copy).as_posix())
    expect(tab.get_by_text("Getting the search ready")).to_be_hidden()

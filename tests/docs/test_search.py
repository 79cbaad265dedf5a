"""Search from disk finds a page by the words that people use."""

import tomllib
from pathlib import Path

from playwright.sync_api import Browser
from playwright.sync_api import Page as BrowserPage

from tests.site.keeps_working.tools import until

HERE = Path(__file__).parent
FIRST = 3
RESULTS = """[...document.querySelectorAll('.md-search-result__item > .md-search-result__link')]
    .slice(0, 3).map(link => link.pathname)"""


def questions() -> list[dict[str, object]]:
    listed: list[dict[str, object]] = tomllib.loads((HERE / "search_questions.toml").read_text(encoding="utf-8"))[
        "questions"
    ]
    return listed


def first_results(page: BrowserPage, site: Path, asks: str) -> list[str]:
    """Type a question as a person does, on an empty result list, and return the first pages that are found."""
    box = page.get_by_label("Search this guide")
    box.fill("qqqqqqqq")
    box.press("End")
    until(page, "document.querySelectorAll('.md-search-result__item').length === 0")
    box.fill(asks)
    box.press("End")
    until(page, "document.querySelectorAll('.md-search-result__item').length > 0")
    page.wait_for_timeout(50)  # the rest of the list is drawn in the same turn
    root = site.as_uri().removeprefix("file://")
    return [path.removeprefix(root + "/").removesuffix(".html") for path in page.evaluate(RESULTS)]


def test_nine_in_ten_questions_find_their_page_in_the_first_three_results(site: Path, browser: Browser) -> None:
    asked = questions()
    assert len(asked) >= 60
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto((site / "sources.html").as_uri())
    page.get_by_label("Search this guide").focus()
    found = {str(each["asks"]): first_results(page, site, str(each["asks"])) for each in asked}
    context.close()
    missed = [
        (each["asks"], found[str(each["asks"])])
        for each in asked
        if not set(found[str(each["asks"])]) & set(each["finds"])  # type: ignore[call-overload]
    ]
    assert len(missed) <= len(asked) // 10, missed


def test_every_page_that_a_question_should_find_exists(site: Path) -> None:
    for each in questions():
        for path in each["finds"]:  # type: ignore[attr-defined]
            assert (site / f"{path}.html").is_file(), each


def test_on_families_pages_the_page_that_answers_comes_first(site: Path, browser: Browser) -> None:
    asked: dict[str, str] = tomllib.loads((HERE / "family_questions.toml").read_text(encoding="utf-8"))["questions"]
    assert len(asked) >= 60
    assert all((site / f"{path}.html").is_file() for path in asked.values())
    context = browser.new_context(offline=True)
    page = context.new_page()
    page.goto((site / "family/index.html").as_uri())
    page.get_by_label("Search this guide").focus()
    found = {asks: first_results(page, site, asks) for asks in asked}
    context.close()
    assert all(each.startswith("family/") for results in found.values() for each in results[:1])
    missed = [(asks, results) for asks, results in found.items() if results[:1] != [asked[asks]]]
    assert len(missed) <= 5, missed

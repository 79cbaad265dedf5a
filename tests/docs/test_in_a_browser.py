"""The built site, opened from disk in Chromium: search, accessibility, small screens, no script."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ViewportSize, expect

from tests.browser.axe import add_style, violations, violations_in_the_dark
from tests.docs.pages import Page

PARTS = 8
SMALLEST_PHONE: ViewportSize = {"width": 320, "height": 640}


def test_search_finds_a_page_from_disk_and_asks_no_other_host(site: Path, browser: Browser) -> None:
    context = browser.new_context(offline=True)
    page = context.new_page()
    asked: list[str] = []
    errors: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto((site / "partnerships" / "kirklees.html").as_uri())
    page.get_by_label("Search this guide").press_sequentially("safe day")
    first = page.locator(".md-search-result__link").first
    expect(first).to_be_visible()
    first.click()
    page.wait_for_url("**/how-days-are-counted.html*")
    assert all(url.startswith(("file:", "data:", "about:")) for url in asked)
    assert errors == []
    context.close()


@pytest.mark.parametrize("part", range(PARTS))
def test_no_page_breaks_an_accessibility_rule_in_light_or_dark_colours_or_is_wider_than_the_smallest_phone(
    pages: list[Page], browser: Browser, part: int
) -> None:
    """Every page, in parts of which each test worker takes some."""
    context = browser.new_context(viewport=SMALLEST_PHONE)
    page = context.new_page()
    problems: list[tuple[str, str, Any]] = []
    reckoners = [each for each in pages if each.path.startswith("tools/ready-reckoner")]
    for each in pages[part::PARTS]:
        page.set_viewport_size(SMALLEST_PHONE)
        page.goto(each.file.as_uri())
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            problems.append((each.path, "wider than the smallest phone", None))
        if each in reckoners[1:]:
            continue  # one template, and slow to look through
        page.set_viewport_size({"width": 1280, "height": 900})
        problems += [(each.path, *found) for found in (*violations(page), *violations_in_the_dark(page))]
    context.close()
    assert problems == []


def test_colours_that_are_hard_to_read_in_the_dark_alone_are_found(site: Path, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.goto((site / "index.html").as_uri())
    add_style(page, "@media (prefers-color-scheme: dark) { p { color: #333 !important; transition: color 1s; } }")
    assert violations(page) == []
    assert [rule for rule, _ in violations_in_the_dark(page)] == ["color-contrast, in dark colours"]
    assert violations(page) == []
    context.close()


def test_no_page_for_families_breaks_one_with_the_largest_text(pages: list[Page], browser: Browser) -> None:
    context = browser.new_context(viewport={"width": 640, "height": 900})
    page = context.new_page()
    problems: list[tuple[str, str, Any]] = []
    for each in [each for each in pages if each.path.startswith("family/")]:
        page.goto(each.file.as_uri())
        page.evaluate("Object.assign(document.documentElement.dataset, {size: 'largest', spacing: 'wide'})")
        problems += [(each.path, *found) for found in violations(page)]
    context.close()
    assert problems == []


def test_the_strip_and_the_menu_work_with_no_script(site: Path, browser: Browser) -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 375, "height": 700})
    page = context.new_page()
    page.goto((site / "index.html").as_uri())
    expect(page.get_by_role("link", name="999")).to_be_visible()
    page.locator("summary", has_text="Menu").click()
    expect(
        page.get_by_role("navigation", name="Menu").get_by_role("link", name="Sources", exact=True)
    ).to_be_visible()
    expect(page.get_by_label("Search this guide")).to_be_hidden()
    context.close()


def test_colours_follow_the_device_until_the_reader_chooses(site: Path, browser: Browser) -> None:
    context = browser.new_context(color_scheme="dark")
    page = context.new_page()
    ground = "getComputedStyle(document.body).backgroundColor"
    page.goto((site / "index.html").as_uri())
    assert page.evaluate(ground) == "rgb(19, 24, 25)"
    page.get_by_label("Light").check()
    assert page.evaluate(ground) == "rgb(255, 255, 255)"
    page.goto((site / "sources.html").as_uri())
    assert page.evaluate(ground) == "rgb(255, 255, 255)"
    page.get_by_label("As my device").check()
    assert page.evaluate(ground) == "rgb(19, 24, 25)"
    context.close()


def test_on_paper_the_strip_stays_and_the_menu_goes(site: Path, browser: Browser) -> None:
    context = browser.new_context()
    page = context.new_page()
    page.emulate_media(media="print")
    page.goto((site / "partnerships" / "darlington.html").as_uri())
    expect(page.get_by_role("link", name="999")).to_be_visible()
    expect(page.locator(".site-nav")).to_be_hidden()
    expect(page.locator(".site-search")).to_be_hidden()
    context.close()

"""The content security policy, on every page of what ships: nothing from outside, no inline script."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from tests.browser.drivers import chromium
from tests.serving import served

POLICY = "default-src 'none'; "


@pytest.fixture(scope="module")
def soups(site: Path) -> dict[str, BeautifulSoup]:
    paths = sorted(site.rglob("*.html"))
    return {
        str(path.relative_to(site)): BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser") for path in paths
    }


def policy(soup: BeautifulSoup) -> str:
    first = soup.head.find(True) if soup.head else None
    assert first is not None
    assert first.get("http-equiv") == "Content-Security-Policy", "the policy must come before all that it is for"
    return str(first["content"])


def test_every_page_begins_with_the_policy(soups: dict[str, BeautifulSoup]) -> None:
    assert soups
    for path, soup in soups.items():
        assert policy(soup).startswith(POLICY), path
        assert "unsafe-inline" not in policy(soup), path
        assert "http" not in policy(soup), path


def test_only_tools_may_run_webassembly(soups: dict[str, BeautifulSoup]) -> None:
    for path, soup in soups.items():
        is_tool = bool(soup.select("script[src*='python/python.']"))
        assert ("wasm-unsafe-eval" in policy(soup)) == is_tool, path


def test_no_page_has_an_inline_script_a_style_attribute_or_a_handler(soups: dict[str, BeautifulSoup]) -> None:
    for path, soup in soups.items():
        for script in soup.find_all("script"):
            assert script.get("src") or script.get("type") == "application/json", f"{path}: {script}"
        for each in soup.find_all(True):
            handlers = [name for name in each.attrs if name == "style" or name.startswith("on")]
            assert not handlers, f"{path}: {each.name} {handlers}"
        for style in soup.find_all("style"):
            assert "sha256-" in policy(soup), f"{path}: {style}"


def test_no_page_loads_anything_from_another_host(soups: dict[str, BeautifulSoup], site: Path) -> None:
    for path, soup in soups.items():
        for each in soup.select("[src], link[href], [srcset], object[data], [poster]"):
            address = str(each.get("src") or each.get("href") or each.get("srcset") or each.get("data") or "")
            assert not re.match(r"(?:https?:)?//", address), f"{path}: {address}"
    for sheet in site.rglob("*.css"):
        assert not re.search(r"url\(\s*['\"]?(?:https?:)?//|@import", sheet.read_text(encoding="utf-8")), sheet


PAGES = (
    "index.html",
    "404.html",
    "measures.html",
    "procedures/report/what-to-write.html",
    "family/index.html",
    "family/my-dates.html",
    "family/sheets/my-views.html",
    "tools/deadline-calculator.html",
    "forms/mapping-tool.html",
)
SEARCHED = ("index.html", "forms/mapping-tool.html")


@pytest.mark.parametrize("way", ["disk", "http"])
def test_no_page_breaks_its_own_policy(site: Path, way: str) -> None:
    context = chromium().new_context()
    tab = context.new_page()
    complaints: list[str] = []
    tab.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    with served(site) as host:
        for page in PAGES:
            tab.goto(f"{site.as_uri()}/{page}" if way == "disk" else f"{host}{page}")
            if tab.locator("[data-state=loading]").count():
                tab.locator("[data-state=ready]").wait_for(state="attached", timeout=90_000)
            if page in SEARCHED:
                tab.locator("[data-md-component=search-query]").click()
                tab.keyboard.type("core group", delay=20)
                tab.locator(".md-search-result__item").first.wait_for(timeout=90_000)
    context.close()
    assert [each for each in complaints if "Security Policy" in each or "violates" in each] == []

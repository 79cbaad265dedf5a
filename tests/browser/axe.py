"""axe-core, asked by the rules that the site keeps: WCAG 2.2 AA and what is held to be best practice."""

from typing import Any

from playwright.sync_api import Page

from tests.docs.pages import ROOT

AXE = ROOT / "browser" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ASKED = "rules => axe.run({runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})"


def violations(page: Page) -> list[tuple[str, list[Any]]]:
    """Return what axe finds on the page that is open: the rule, and the first places that break it."""
    page.evaluate(AXE.read_text(encoding="utf-8"))  # no script tag: the page's policy forbids what is inline
    found = page.evaluate(ASKED, RULES)["violations"]
    return [(each["id"], [node["target"] for node in each["nodes"]][:3]) for each in found]


def lay_out_all(page: Page, selector: str) -> None:
    """Have the browser lay out what it would leave until it is scrolled to, so that axe sees it."""
    style = f"{selector} {{ content-visibility: visible !important; }}"
    make = "const sheet = new CSSStyleSheet(); sheet.replaceSync(style);"
    page.evaluate(f"style => {{ {make} document.adoptedStyleSheets = [sheet]; }}", style)

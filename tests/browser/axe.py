"""axe-core, asked by the rules that the site keeps: WCAG 2.2 AA and what is held to be best practice."""

from typing import Any

from playwright.sync_api import Page

from tests.docs.pages import ROOT

AXE = ROOT / "browser" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RULES_ON_COLOURS = ["color-contrast", "link-in-text-block"]
ASKED = "runOnly => axe.run({runOnly, resultTypes: ['violations']})"
# Colours that change slowly would be looked at half way.
SETTLED = """async () => {
  const ending = document.getAnimations().filter((each) => each.effect.getComputedTiming().endTime < Infinity);
  await Promise.allSettled(ending.map((each) => each.finished));
}"""


def violations(page: Page) -> list[tuple[str, list[Any]]]:
    """Return what axe finds on the page that is open: the rule, and the first places that break it."""
    return _found(page, {"type": "tag", "values": RULES})


def violations_in_the_dark(page: Page) -> list[tuple[str, list[Any]]]:
    """Return what axe finds in dark colours on the page that is open: only rules on colours can tell them apart."""
    page.emulate_media(color_scheme="dark")
    page.evaluate(SETTLED)
    found = _found(page, {"type": "rule", "values": RULES_ON_COLOURS})
    page.emulate_media(color_scheme="light")
    page.evaluate(SETTLED)
    return [(f"{rule}, in dark colours", places) for rule, places in found]


def _found(page: Page, rules: dict[str, Any]) -> list[tuple[str, list[Any]]]:
    # No script tag: the page's policy forbids what is inline.
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(ASKED, rules)["violations"]
    return [(each["id"], [node["target"] for node in each["nodes"]][:3]) for each in found]


def lay_out_all(page: Page, selector: str) -> None:
    """Have the browser lay out what it would leave until it is scrolled to, so that axe sees it."""
    add_style(page, f"{selector} {{ content-visibility: visible !important; }}")


def add_style(page: Page, style: str) -> None:
    """Style the page that is open further, as its policy allows."""
    make = "const sheet = new CSSStyleSheet(); sheet.replaceSync(style);"
    page.evaluate(f"style => {{ {make} document.adoptedStyleSheets = [sheet]; }}", style)

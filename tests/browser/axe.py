"""axe-core, asked by the rules that the site keeps: WCAG 2.2 AA and what is held to be best practice."""

from typing import Any

from playwright.sync_api import Page

from tests.docs.pages import ROOT

AXE = ROOT / "browser" / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
ASKED = "rules => axe.run({runOnly: {type: 'tag', values: rules}, resultTypes: ['violations']})"


def violations(page: Page) -> list[tuple[str, list[Any]]]:
    """Return what axe finds on the page that is open: the rule, and the first places that break it."""
    page.add_script_tag(path=AXE)
    found = page.evaluate(ASKED, RULES)["violations"]
    return [(each["id"], [node["target"] for node in each["nodes"]][:3]) for each in found]

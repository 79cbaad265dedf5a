"""What changed, as a page: the change log is its one source."""

import re
import tomllib
from datetime import datetime
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from docs.builder.pages.site_pages import CHANGELOG, changes

LOG = """# What changed for practitioners

## 2.0 (not yet released)

- Newer.

## 1.9 (1 December 2026)

### Dates

- Older.
"""


def words(text: str) -> str:
    return " ".join(re.sub(r"[*`]|<[^>]+>", "", text).split())


@pytest.fixture
def page(site: Path) -> BeautifulSoup:
    return BeautifulSoup((site / "changes.html").read_text(encoding="utf-8"), "html.parser")


def test_each_edition_has_its_version_and_the_day_of_its_release() -> None:
    assert changes(LOG) == [("2.0", None, "- Newer."), ("1.9", "1 December 2026", "### Dates\n\n- Older.")]


def test_the_page_says_all_that_the_log_says(page: BeautifulSoup) -> None:
    logged = re.findall(
        r"^- (.+?)(?=\n- |\n\n|\n*\Z)", CHANGELOG.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    shown = [words(item.get_text()) for item in page.select("h2[id^=edition] ~ ul > li")]
    assert len(logged) > 20
    assert shown == [words(item) for item in logged]


def test_the_newest_edition_stands_first_and_is_the_one_that_is_built(page: BeautifulSoup) -> None:
    with (CHANGELOG.parent / "pyproject.toml").open("rb") as file:
        built = tomllib.load(file)["project"]["version"]
    editions = changes(CHANGELOG.read_text(encoding="utf-8"))
    assert editions[0][0] == built
    assert page.select_one("h2[id^=edition]").get_text().startswith(f"Edition {built}, ")  # type: ignore[union-attr]
    numbers = [tuple(map(int, version.split("."))) for version, _, _ in editions]
    assert numbers == sorted(numbers, reverse=True)


def test_only_the_newest_edition_may_be_without_a_day_and_each_day_is_one() -> None:
    _, *older = changes(CHANGELOG.read_text(encoding="utf-8"))
    days = [day for _, day, _ in [*older, ("1.9", "1 December 2026", "")]]
    assert all(day and datetime.strptime(day, "%d %B %Y") for day in days)  # noqa: DTZ007


def test_every_page_leads_to_what_changed(site: Path) -> None:
    start = BeautifulSoup((site / "hosts/how-to-host.html").read_text(encoding="utf-8"), "html.parser")
    assert start.find("a", href="../changes.html")

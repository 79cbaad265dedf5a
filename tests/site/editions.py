"""A second edition of the built site, made by the build's own steps from the first: quick, and whole."""

import os
import re
import shutil
from collections.abc import Callable
from functools import cache
from pathlib import Path

from browser.builder.pack import ASSETS, RULES, _write_rules
from calculator.builder.areas import area_rules
from calculator.builder.load import load_rulebook
from calculator.pickles import to_text
from docs.builder.release.addresses import SCRIPT, UNMARKED, find, give_addresses, plain
from docs.builder.release.kept_copy import list_files
from tests.calculator.test_since import with_rule

type Change = Callable[[Path], object]
WRITTEN = (".html", ".js")  # files in which an address or the mark can be
HASH = re.compile(r"\.[0-9a-f]{16}(?=\.(?:js|json|css|svg)\b)")
PROCEDURE = "procedures/report/what-to-write.html"
RULE = "kirklees.first-core-group"


def mark(site: Path) -> str:
    """Return the mark of a site's edition."""
    found = re.search(r'CAME_WITH = "(\w+)"', (site / SCRIPT).read_text(encoding="utf-8"))
    assert found
    return found[1]


def without_addresses(site: Path) -> None:
    """Take the hashes out of a site again: it is then as it was before the build gave them, and as 0.1.0 was."""
    old = mark(site)
    for path in [each for each in site.rglob("*") if each.is_file()]:
        if path.suffix in WRITTEN:
            text = HASH.sub("", path.read_bytes().decode("utf-8"))
            path.write_bytes(text.replace(old, UNMARKED).encode("utf-8"))
        path.rename(path.with_name(plain(path.name)))


def second(site: Path, to: Path, *changes: Change, date: float | None = None) -> Path:
    """Make another edition of `site` in `to`, with its files of the given date."""
    shutil.copytree(site, to)
    without_addresses(to)
    for change in changes:
        change(to)
    give_addresses(to)
    list_files(to)
    if date is not None:
        set_date(to, date)
    return to


def set_date(site: Path, date: float) -> None:
    for path in site.rglob("*"):
        os.utime(path, (date, date))


def same_size(site: Path) -> None:
    """Change a page and leave it as long as it was, as a changed number does."""
    page = site / PROCEDURE
    text = page.read_text(encoding="utf-8")
    found = re.search(r"<h1[^>]*>(.)", text)
    assert found
    page.write_text(text[: found.end() - 1] + "2" + text[found.end() :], encoding="utf-8")


def larger(site: Path) -> None:
    page = site / PROCEDURE
    page.write_text(page.read_text(encoding="utf-8").replace("</h1>", " (second edition)</h1>"), encoding="utf-8")


def other_styles(site: Path) -> None:
    for name in ("assets/site.css", "assets/measures.css"):
        with find(site, name).open("a", encoding="utf-8") as styles:
            styles.write("/* second edition */")


def one_areas_rules(site: Path) -> None:
    """Let Kirklees’ first core group be due a working day earlier."""
    [old] = (site / RULES).iterdir()
    new = _write_rules(site / RULES, _rules())
    script = find(site, f"{ASSETS}/python.js")
    script.write_text(script.read_text(encoding="utf-8").replace(old.name, new), encoding="utf-8")


@cache
def _rules() -> dict[str, str]:
    book = with_rule(load_rulebook(), RULE, amount=9)
    return {area.id: to_text(area_rules(book, area)) for area in book.areas}

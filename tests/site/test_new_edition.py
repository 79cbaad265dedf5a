"""A host or a shared drive gets a new edition: a reader who has been there before gets the whole of it, and sees so.

Each browser has been on the first edition, and comes back without reloading.
"""

import functools
import http.server
import re
import shutil
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import BrowserContext, Dialog, Page, expect

from docs.builder.release.addresses import find
from tests.browser.axe import violations
from tests.browser.drivers import PATIENCE, Browser, BrowserError, chromium, open_browser, with_page_cache
from tests.site import web_servers
from tests.site.calculator_page import PAGE as CALCULATOR
from tests.site.editions import (
    PROCEDURE,
    Change,
    larger,
    mark,
    one_areas_rules,
    other_styles,
    same_size,
    second,
    set_date,
)
from tests.site.form_page import REPORT, FormPage

expect.set_options(timeout=30_000)
NAME = "conference-guide"
CHANGES: dict[str, Change] = {"same-size-and-date": same_size, "larger": larger, "one-areas-rules": one_areas_rules}
HELD = "partnership=kirklees&strategy_discussion=2026-12-11&initial_conference=2027-01-05"
FIRST_CORE_GROUP = {"first": "Tuesday 19 January 2027", "second": "Monday 18 January 2027"}
A_YEAR = 365 * 24 * 3600
NEWER = "[data-edition-when=newer]:not(button)"
MIXED = "[data-edition-when=mixed]"
INCOMPLETE = "[data-edition-when=incomplete]"

type Host = Callable[[Path], AbstractContextManager[str]]


@pytest.fixture(scope="module")
def changed(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return a second edition, with the same dates as the first: those of the same commit."""

    @functools.cache
    def make(change: str) -> Path:
        return second(site, tmp_path_factory.mktemp(change) / "site", CHANGES[change], date=a_year_ago())

    return make


@functools.cache
def a_year_ago() -> float:
    """When the files were written: long enough ago that a browser that is told nothing asks for none again."""
    return time.time() - A_YEAR


@pytest.fixture
def root(site: Path) -> Iterator[Path]:
    """What a host serves, with the first edition in it."""
    with tempfile.TemporaryDirectory(prefix="www-") as folder:
        Path(folder).chmod(0o755)
        shutil.copytree(site, Path(folder) / NAME)
        set_date(Path(folder) / NAME, a_year_ago())
        yield Path(folder)


@pytest.fixture
def context() -> Iterator[BrowserContext]:
    context = chromium().new_context()
    context.set_default_timeout(60_000)
    yield context
    context.close()


def replace(root: Path, edition: Path) -> None:
    """Put an edition in the place of the one that is there, as the page for hosts says."""
    shutil.rmtree(root / NAME)
    shutil.copytree(edition, root / NAME)


def printed(label: str) -> str:
    page = BeautifulSoup(Path("site/hosts/web-servers.html").read_text(encoding="utf-8"), "html.parser")
    box = page.select_one(f'pre[aria-label="{label}"]')
    assert box
    return box.get_text()


@contextmanager
def nginx(root: Path) -> Iterator[str]:
    with web_servers.nginx(root, printed("Settings for nginx")) as host:
        yield host


@contextmanager
def apache(root: Path) -> Iterator[str]:
    settings = printed("Settings for Apache").replace("/var/www/html", str(root))
    with web_servers.apache(root, settings, modules=re.findall(r"a2enmod (\w+)", settings)) as host:
        yield host


HOSTS: dict[str, Host] = {
    "nginx": nginx,
    "apache": apache,
    "nginx-as-installed": web_servers.nginx,
    "python": web_servers.python,
}


def look_at(tab: Page, guide: str) -> None:
    """Read the page and the dates that the editions differ in."""
    tab.goto(guide + PROCEDURE)
    expect(tab.get_by_role("heading", level=1)).to_be_visible()
    tab.goto(f"{guide}{CALCULATOR}#{HELD}")
    expect(tab.locator("[data-output]")).to_contain_text(FIRST_CORE_GROUP["first"])
    tab.goto("about:blank")


def is_whole(tab: Page, edition: Path) -> None:
    """See that the page and all that it loaded are files of one edition."""
    expect(tab.locator("meta[name=edition]")).to_have_attribute("content", mark(edition), timeout=30_000)
    tab.wait_for_load_state()
    loaded = tab.evaluate("performance.getEntriesByType('resource').map((each) => each.name)")
    own = [each.partition(f"/{NAME}/")[2].partition("?")[0] for each in loaded if f"/{NAME}/" in each]
    assert len(own) > 5
    assert [name for name in own if name.endswith((".js", ".css", ".svg")) and not (edition / name).is_file()] == []


def says(words: str) -> str:
    """Return the JavaScript condition that the calculator's answer has these words."""
    return f"document.querySelector('[data-output]')?.textContent.includes('{words}')"


def comes(window: Browser, condition: str) -> None:
    """Wait for a condition while the page may be loaded again, which ends what was running in it."""
    until = time.monotonic() + PATIENCE
    while True:
        try:
            window.wait_for(condition, seconds=10)
        except BrowserError:
            if time.monotonic() > until:
                raise
        else:
            return


# --- Whoever comes back ------------------------------------------------------------------------------------


@pytest.mark.parametrize("change", CHANGES)
@pytest.mark.parametrize("host", HOSTS)
def test_whoever_comes_back_without_reloading_gets_the_whole_new_edition(
    context: BrowserContext, root: Path, changed: Callable[[str], Path], host: str, change: str
) -> None:
    new = changed(change)
    tab = context.new_page()
    with HOSTS[host](root) as address:
        guide = f"{address}{NAME}/"
        look_at(tab, guide)
        replace(root, new)
        if change == "one-areas-rules":
            tab.goto(f"{guide}{CALCULATOR}#{HELD}")
            expect(tab.locator("[data-output]")).to_contain_text(FIRST_CORE_GROUP["second"])
        else:
            tab.goto(guide + PROCEDURE)
            title = BeautifulSoup((new / PROCEDURE).read_text(encoding="utf-8"), "html.parser").select_one("h1")
            assert title
            expect(tab.get_by_role("heading", level=1)).to_have_text(title.get_text().strip())
        is_whole(tab, new)
        expect(tab.locator("[data-edition-box]")).to_be_hidden()


@pytest.mark.parametrize(("host", "is_new"), [("nginx", True), ("apache", True), ("nginx-as-installed", False)])
def test_the_settings_alone_bring_the_new_page_where_scripts_are_off(
    root: Path, changed: Callable[[str], Path], host: str, *, is_new: bool
) -> None:
    """And without them a browser shows the old one: that is what the other tests are about."""
    new = changed("same-size-and-date")
    context = chromium().new_context(java_script_enabled=False)
    tab = context.new_page()
    with HOSTS[host](root) as address:
        for edition in (root / NAME, new):
            tab.goto(f"{address}{NAME}/{PROCEDURE}")
            expected = edition if is_new else root / NAME
            if edition == root / NAME:
                first = tab.locator("h1").inner_text()
                replace(root, new)
        assert (tab.locator("h1").inner_text() != first) == is_new, expected
    context.close()


@pytest.mark.parametrize("engine", ["firefox", "webkit"])
def test_other_engines_get_the_new_edition_too(root: Path, changed: Callable[[str], Path], engine: str) -> None:
    new = changed("same-size-and-date")
    with web_servers.python(root) as address, open_browser(engine) as window:
        guide = f"{address}{NAME}/"
        window.open(guide + PROCEDURE)
        window.wait_for("document.readyState === 'complete'")
        window.open("about:blank")
        replace(root, new)
        window.open(guide + PROCEDURE)
        comes(window, f"document.querySelector('meta[name=edition]')?.content === '{mark(new)}'")


def test_whoever_goes_back_to_a_page_that_the_browser_kept_whole_gets_the_new_one(
    root: Path, changed: Callable[[str], Path]
) -> None:
    new = changed("larger")
    with with_page_cache() as browser, web_servers.python(root) as address:
        tab = browser.new_page()
        tab.goto(f"{address}{NAME}/{PROCEDURE}")
        tab.evaluate("window.wasHere = true")
        tab.goto(f"{address}{NAME}/measures.html")
        replace(root, new)
        tab.go_back()
        expect(tab.get_by_role("heading", level=1)).to_contain_text("second edition")
        is_whole(tab, new)


# --- A page that is open meanwhile ---------------------------------------------------------------------------


def fill_in(tab: Page, area: str = "Kirklees") -> None:
    tab.get_by_label(area, exact=True).check()
    for name, values in {"strategy_discussion": (11, 12, 2026), "initial_conference": (5, 1, 2027)}.items():
        for box, value in zip(("day", "month", "year"), values, strict=True):
            tab.locator(f"[name='{name}.{box}']").fill(str(value))


@pytest.mark.parametrize("way", ["disk", "host"])
def test_a_calculator_that_misses_its_rules_says_why_keeps_the_dates_and_loads_the_new_edition(
    context: BrowserContext, root: Path, changed: Callable[[str], Path], way: str
) -> None:
    tab = context.new_page()
    with nginx(root) as address:
        guide = f"{address if way == 'host' else root.as_uri() + '/'}{NAME}/"
        tab.goto(guide + CALCULATOR)
        tab.locator("[data-state=ready]").wait_for()
        fill_in(tab, "Darlington")
        expect(tab.get_by_role("heading", name="Dates for Darlington")).to_be_visible()
        replace(root, changed("one-areas-rules"))
        tab.get_by_label("Kirklees", exact=True).check()
        expect(tab.locator(NEWER)).to_be_visible()
        expect(tab.locator("[name='initial_conference.year']")).to_have_value("2027")
        tab.get_by_role("button", name="Load the newer edition").click()
        expect(tab.locator("meta[name=edition]")).to_have_attribute("content", mark(changed("one-areas-rules")))
        expect(tab.get_by_role("heading", name="Dates for Darlington")).to_be_visible()  # as the address says
        tab.get_by_label("Kirklees", exact=True).check()
        expect(tab.locator("[data-output]")).to_contain_text(FIRST_CORE_GROUP["second"])


@pytest.mark.parametrize("engine", ["chromium", "firefox", "webkit"])
def test_a_shared_drive_that_is_copied_over_shows_no_mix_in_any_engine(
    root: Path, changed: Callable[[str], Path], engine: str
) -> None:
    """The old files are still there: the open page goes on with them, and says that it is the earlier edition."""
    new, folder = changed("one-areas-rules"), root / NAME
    with open_browser(engine, offline=True) as window:
        window.open(f"{folder.as_uri()}/{CALCULATOR}#{HELD.replace('kirklees', 'darlington')}")
        window.wait_for(says("Dates for Darlington"))
        shutil.copytree(new, folder, dirs_exist_ok=True)
        window.evaluate("document.querySelector('[name=partnership][value=kirklees]').click()")
        window.wait_for(says("Dates for Kirklees"))
        window.wait_for(says(FIRST_CORE_GROUP["first"]))
        window.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        window.wait_for(f"!document.querySelector('{NEWER}').hidden")
        window.evaluate("setTimeout(() => document.querySelector('[data-edition-do=load]').click())")
        comes(window, f"document.querySelector('meta[name=edition]')?.content === '{mark(new)}'")
        comes(window, says(FIRST_CORE_GROUP["second"]))


def test_words_in_a_form_are_never_lost_to_a_new_edition(
    context: BrowserContext, root: Path, changed: Callable[[str], Path]
) -> None:
    with nginx(root) as address:
        form = FormPage(context.new_page(), f"{address}{NAME}/forms/{REPORT}.html").ready()
        form.type_by_keyboard({"about.involvement": "Not saved"})
        replace(root, changed("larger"))
        form.tab.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        expect(form.tab.locator(NEWER)).to_be_visible()
        asked: list[str] = []

        def stay(dialog: Dialog) -> None:
            asked.append(dialog.type)
            dialog.dismiss()

        form.tab.once("dialog", stay)
        form.tab.get_by_role("button", name="Load the newer edition").click()
        until = time.monotonic() + 30
        while not asked and time.monotonic() < until:
            form.tab.evaluate("new Promise(requestAnimationFrame)")
        expect(form.tab.locator(NEWER)).to_be_visible()
        expect(form.box("about.involvement")).to_have_value("Not saved")
        assert asked == ["beforeunload"]


def test_not_now_puts_the_notice_away_by_keyboard(
    context: BrowserContext, root: Path, changed: Callable[[str], Path]
) -> None:
    tab = context.new_page()
    with nginx(root) as address:
        tab.goto(f"{address}{NAME}/{CALCULATOR}")
        tab.locator("[data-state=ready]").wait_for()
        tab.locator("[name='strategy_discussion.day']").fill("11")
        replace(root, changed("larger"))
        tab.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        expect(tab.locator(NEWER)).to_be_visible()
        assert violations(tab) == []
        tab.get_by_role("button", name="Not now").press("Enter")
        expect(tab.locator("[data-edition-box]")).to_be_hidden()
        expect(tab.locator("[name='strategy_discussion.day']")).to_have_value("11")


# --- What cannot be made whole ---------------------------------------------------------------------------------


def test_a_page_whose_host_is_half_replaced_says_so_does_not_go_round_and_can_be_tried_again(
    context: BrowserContext, root: Path, changed: Callable[[str], Path]
) -> None:
    new = changed("larger")
    shutil.copy(new / "edition.js", root / NAME)
    tab = context.new_page()
    loaded: list[str] = []
    tab.on("framenavigated", lambda frame: loaded.append(frame.url))
    with nginx(root) as address:
        tab.goto(f"{address}{NAME}/{PROCEDURE}")
        expect(tab.locator(MIXED).first).to_be_visible()
        assert violations(tab) == []
        assert len(loaded) == 1
        replace(root, new)
        tab.get_by_role("button", name="Try again").click()
        expect(tab.get_by_role("heading", level=1)).to_contain_text("second edition")
        is_whole(tab, new)


class TwoHosts(http.server.SimpleHTTPRequestHandler):
    """Two machines behind one address: to open a page leads to the old one, to ask by script to the new one."""

    old: Path
    new: Path

    def translate_path(self, path: str) -> str:
        self.directory = str(self.old if self.headers["Sec-Fetch-Dest"] == "document" else self.new)
        translated = super().translate_path(path)
        return translated if Path(translated).exists() else translated.replace(str(self.new), str(self.old))

    def log_message(self, *_: Any) -> None:
        """Say nothing."""


def test_two_hosts_of_different_editions_behind_one_address_end_in_a_notice_and_not_in_a_circle(
    context: BrowserContext, site: Path, changed: Callable[[str], Path]
) -> None:
    handler = type("Handler", (TwoHosts,), {"old": site, "new": changed("larger")})
    tab = context.new_page()
    loaded: list[str] = []
    tab.on("framenavigated", lambda frame: loaded.append(frame.url))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        tab.goto(f"http://127.0.0.1:{server.server_port}/{PROCEDURE}")
        expect(tab.locator(NEWER)).to_be_visible()
        tab.wait_for_load_state("networkidle")
        assert len(loaded) == 2
        server.shutdown()


def test_a_page_whose_styles_are_missing_says_so(context: BrowserContext, root: Path) -> None:
    find(root / NAME, "assets/site.css").unlink()
    tab = context.new_page()
    with nginx(root) as address:
        tab.goto(f"{address}{NAME}/{PROCEDURE}")
        expect(tab.locator(INCOMPLETE).first).to_be_visible()
    tab.goto(f"{root.as_uri()}/{NAME}/{PROCEDURE}")
    expect(tab.locator(INCOMPLETE).first).to_be_visible()


def test_an_old_page_whose_files_are_all_gone_still_finds_the_new_edition(
    context: BrowserContext, root: Path, site: Path, tmp_path: Path
) -> None:
    """Its own scripts are gone from the browser’s cache too: only the script that never moves can help."""
    new = second(site, tmp_path / "new", larger, other_styles)
    tab = context.new_page()
    old = (site / PROCEDURE).read_bytes()
    replace(root, new)
    (root / NAME / PROCEDURE).write_bytes(
        re.sub(rb"(assets/(?:page|site))\.[0-9a-f]{16}", rb"\1.0123456789abcdef", old)
    )
    with nginx(root) as address:
        tab.goto(f"{address}{NAME}/{PROCEDURE}")
        expect(tab.locator(MIXED).first).to_be_visible()
        shutil.copy(new / PROCEDURE, root / NAME / PROCEDURE)
        tab.get_by_role("button", name="Try again").click()
        is_whole(tab, new)

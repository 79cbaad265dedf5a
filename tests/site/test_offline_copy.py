"""The copy of the guide that a reader keeps on the device, over https in Chromium: never unasked, never half.

To copy the whole guide takes a browser many seconds. So that is for the tests in which readers use all of it; how a
copy is made, replaced and removed shows as well on a small guide: some of its pages, with their scripts and styles.
"""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import trustme
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, BrowserContext, Page, expect

from docs.builder.release.addresses import give_addresses, plain
from docs.builder.release.kept_copy import list_files
from tests.browser.axe import violations, violations_in_the_dark
from tests.browser.drivers import launch_chromium, open_browser
from tests.serving import served
from tests.site import secure_host
from tests.site.calculator_page import CASE
from tests.site.editions import larger, mark, other_styles, second, without_addresses
from tests.site.form_page import REPORT, FormPage
from tests.site.keeps_working.tools import until
from tests.site.secure_host import SecureHost, trusted
from tests.site.test_forms import visible_text

OFFER = "professionals/keep-a-copy.html"
HELP = "family/help.html"
PROCEDURE = "procedures/report/what-to-write.html"
CALCULATOR = "tools/deadline-calculator.html"
FORM = f"forms/{REPORT}.html"
SMALL = {"index.html", OFFER, HELP, PROCEDURE, CALCULATOR, FORM, "measures.html"} | {
    f"family/{page}.html" for page in ("index", "my-dates", "sheets/my-questions")
}
LARGE = 200_000  # bytes: Python, and what search looks through
# A name that leads to this machine without being one of its own: over http no browser trusts it.
PLAIN_HOST = "guide.example"
KEPT = """async () => [
    await caches.keys(), (await navigator.serviceWorker.getRegistrations()).map((each) => each.scope)
]"""


@pytest.fixture(scope="module")
def certificate() -> trustme.LeafCert:
    return secure_host.certificate()


@pytest.fixture(scope="module")
def trusting(certificate: trustme.LeafCert) -> Iterator[Browser]:
    browser = launch_chromium(trusted(certificate), f"--host-resolver-rules=MAP {PLAIN_HOST} 127.0.0.1")
    yield browser
    browser.close()


@pytest.fixture
def context(trusting: Browser) -> Iterator[BrowserContext]:
    context = trusting.new_context()
    context.set_default_timeout(60_000)
    yield context
    context.close()


@pytest.fixture
def folder(site: Path, tmp_path: Path) -> Path:
    """A small guide in a folder of a host's files, to be changed at will."""
    guide = tmp_path / "guide"
    for path in site.rglob("*"):
        name = path.relative_to(site).as_posix()
        drawn_with = path.suffix in {".css", ".js", ".svg"} and "forms" not in path.parts
        of_pages = drawn_with and path.stat().st_size < LARGE
        if name in SMALL or of_pages:
            (guide / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, guide / name)
    # Its addresses are given anew: scripts of the whole guide name files that a small one does not have.
    without_addresses(guide)
    give_addresses(guide)
    list_files(guide)
    return guide


@pytest.fixture
def host(folder: Path, certificate: trustme.LeafCert) -> Iterator[SecureHost]:
    """A host of the small guide."""
    yield from hosted(folder, certificate)


@pytest.fixture
def whole(site: Path, tmp_path: Path, certificate: trustme.LeafCert) -> Iterator[SecureHost]:
    """A host of the whole guide."""
    (tmp_path / "whole").mkdir()
    (tmp_path / "whole" / "guide").symlink_to(site)
    yield from hosted(tmp_path / "whole" / "guide", certificate)


def hosted(guide: Path, certificate: trustme.LeafCert) -> Iterator[SecureHost]:
    """Put a guide onto a host, below its root."""
    host = SecureHost(guide.parent, certificate)
    host.address += f"{guide.name}/"
    yield host
    host.stop()


def kept(tab: Page) -> Any:
    """Return the names of what is cached, and where service workers are registered."""
    return tab.evaluate(KEPT)


def said(tab: Page, what: str) -> None:
    expect(tab.locator(f"[data-kept-said={what}]")).to_be_visible(timeout=60_000)


def press(tab: Page, what: str) -> None:
    tab.locator(f"[data-kept-do={what}]").click()


def keep(context: BrowserContext, address: str) -> Page:
    """Keep a copy as a reader does; return the tab."""
    tab = context.new_page()
    tab.goto(address + OFFER)
    press(tab, "keep")
    said(tab, "done")
    return tab


def files(folder: Path) -> list[Path]:
    """Return the files of a guide."""
    return [path for path in folder.rglob("*") if path.is_file()]


def nothing_unsaved(tab: Page) -> None:
    """Wait until the browser knows that no open page has unsaved text: it hears so a little later than the page."""
    until(tab, "(async () => !(await navigator.locks.query()).held.some(({ name }) => name.endsWith(' unsaved')))()")


def publish(folder: Path) -> set[str]:
    """Put a second edition onto the host, with a page and styles changed; return the files that are new."""
    before = listed(folder)
    new = second(folder, folder.with_name("new"), larger, other_styles)
    shutil.rmtree(folder)
    new.rename(folder)
    return {name for name, digest in listed(folder).items() if before.get(name) != digest}


def listed(folder: Path) -> dict[str, str]:
    files: dict[str, str] = json.loads((folder / "kept-copy.json").read_text(encoding="ascii"))["files"]
    return files


def styles(tab: Page) -> Any:
    """Return what a page that is open gets when it asks for its own styles."""
    address = tab.locator("link[href*='assets/site.']").get_attribute("href")
    return tab.evaluate("address => fetch(address).then((file) => file.text())", address)


# --- Only when it is asked for ---------------------------------------------------------------------------------


def test_no_page_keeps_anything_before_the_button_is_pressed(
    context: BrowserContext, host: SecureHost, folder: Path
) -> None:
    tab = context.new_page()
    for page in sorted(folder.rglob("*.html")):
        tab.goto(host.address + page.relative_to(folder).as_posix())
        if tab.locator("details[data-kept-copy]").count():
            tab.locator("details[data-kept-copy] summary").click()
        if tab.locator("[data-kept-copy=offered]").count():
            expect(tab.locator("[data-kept-do=keep]")).to_be_visible()
        assert kept(tab) == [[], []], page
    assert "kept-copy.js" not in host.asked


def test_no_other_script_can_keep_anything(site: Path) -> None:
    keeping = re.compile(r"\bcaches\.|\bserviceWorker\b")
    scripts = {plain(path.relative_to(site).as_posix()): path for path in site.rglob("*.js")}
    assert {name for name, path in scripts.items() if keeping.search(path.read_text(encoding="utf-8"))} == {
        "kept-copy.js",
        "assets/keep-a-copy.js",
        "assets/page.js",  # it tells the others whether it has unsaved text, and keeps nothing
    }


def test_families_are_offered_a_copy_on_one_page_alone_after_a_warning(site: Path) -> None:
    for path in sorted((site / "family").rglob("*.html")):
        soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        on_help = path == site / HELP
        assert bool(soup.select("script[src*=keep-a-copy], [data-kept-copy]")) == on_help, path
        assert not soup.select("a[href*=keep-a-copy], .newer-edition"), path
        if on_help:
            fold = soup.select_one("details[data-kept-copy]:not([open])")
            assert fold
            assert "Someone who uses this device could find it" in fold.get_text()


def test_a_family_that_asks_for_it_gets_it_on_the_page_for_help(context: BrowserContext, host: SecureHost) -> None:
    tab = context.new_page()
    tab.goto(host.address + HELP)
    tab.locator("details[data-kept-copy] summary").click()
    press(tab, "keep")
    said(tab, "done")
    tab.reload()
    expect(tab.get_by_text("is kept on this device")).to_be_hidden()
    tab.locator("details[data-kept-copy] summary").click()
    expect(tab.get_by_text("is kept on this device")).to_be_visible()


def test_from_disk_there_is_no_button_and_the_page_says_why(context: BrowserContext, site: Path) -> None:
    tab = context.new_page()
    tab.goto((site / OFFER).as_uri())
    expect(tab.get_by_text("works there with no network already")).to_be_visible()
    expect(tab.locator("[data-kept-do]:visible")).to_have_count(0)
    assert violations(tab) == []


def test_over_plain_http_there_is_no_button_and_the_page_says_why(context: BrowserContext, site: Path) -> None:
    tab = context.new_page()
    with served(site) as address:
        tab.goto(address.replace("127.0.0.1", PLAIN_HOST) + OFFER)
        expect(tab.get_by_text("only where the address begins with https")).to_be_visible()
        expect(tab.locator("[data-kept-do]:visible")).to_have_count(0)


def test_with_no_script_the_page_says_that_it_needs_some(trusting: Browser, site: Path) -> None:
    context = trusting.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto((site / OFFER).as_uri())
    expect(tab.locator(".kept-copy noscript p")).to_be_visible()
    expect(tab.locator("[data-kept-do]:visible")).to_have_count(0)
    context.close()


# --- With the network gone -------------------------------------------------------------------------------------


@pytest.mark.parametrize("under", ["", "guide/"])
def test_with_the_host_gone_pages_search_dates_and_documents_go_on(
    context: BrowserContext, site: Path, whole: SecureHost, certificate: trustme.LeafCert, under: str
) -> None:
    host = whole if under else SecureHost(site, certificate)
    address = host.address
    tab = keep(context, address)
    assert kept(tab)[1] == [address]
    host.stop()

    tab.goto(address)
    expect(tab.get_by_role("heading", level=1)).to_have_text("Child Protection Conference Guide")
    tab.get_by_label("Search this guide").press_sequentially("safe day")
    tab.locator(".md-search-result__link").first.click()
    tab.wait_for_url("**/how-days-are-counted.html*")
    tab.goto(f"{address}{PROCEDURE}?area=kirklees")
    expect(tab.get_by_label("Show first")).to_have_value("kirklees")

    tab.goto(f"{address}{CALCULATOR}#{CASE}")
    expect(tab.locator("[data-output]")).to_contain_text("Wednesday 6 January 2027", timeout=60_000)

    form = FormPage(tab, address + FORM).ready()
    form.type_by_keyboard({"about.involvement": "Words of the reader"})
    assert "Words of the reader" in visible_text(form.export().path().read_bytes())
    assert not tab.evaluate(
        """async () => {
            for (const name of await caches.keys()) {
                const files = await (await caches.open(name)).matchAll();
                for (const file of files) if ((await file.text()).includes("Words of the reader")) return true;
            }
            return false;
        }"""
    )


@pytest.mark.parametrize("engine", ["firefox", "webkit"])
def test_other_browsers_keep_it_use_it_and_remove_it(site: Path, engine: str) -> None:
    def shown(what: str) -> str:
        return f"!!document.querySelector('{what}:not([hidden])')"

    with open_browser(engine) as browser:
        with served(site) as address:  # this machine's own http, which browsers trust as they do https
            browser.open(address + OFFER)
            browser.wait_for(shown("[data-kept-do=keep]"))
            browser.evaluate("document.querySelector('[data-kept-do=keep]').click()")
            browser.wait_for(shown("[data-kept-said=done]"))
        browser.open(f"{address}{CALCULATOR}#{CASE}")
        browser.wait_for("document.querySelector('[data-output]').textContent.includes('Wednesday 6 January 2027')")
        browser.open(address + OFFER)
        browser.wait_for(shown("[data-kept-do=remove]"))
        browser.evaluate("document.querySelector('[data-kept-do=remove]').click()")
        browser.wait_for(shown("[data-kept-said=removed]"))
        assert browser.evaluate(f"({KEPT})()") == [[], []]


def test_removing_leaves_nothing_and_says_so(context: BrowserContext, host: SecureHost) -> None:
    tab = keep(context, host.address)
    press(tab, "remove")
    said(tab, "removed")
    assert kept(tab) == [[], []]
    tab.reload()
    expect(tab.locator("[data-kept-do=keep]")).to_be_visible()
    assert kept(tab) == [[], []]


def test_a_kept_copy_says_its_day_after_loading_again(context: BrowserContext, host: SecureHost) -> None:
    tab = keep(context, host.address)
    today = tab.evaluate("new Date().toLocaleDateString('en-GB', {dateStyle: 'long'})")
    tab.clock.set_fixed_time("2031-05-04")
    tab.reload()
    expect(tab.get_by_text(f"A copy of {today} is kept on this device.")).to_be_visible()


# --- A newer edition -------------------------------------------------------------------------------------------


def test_a_newer_edition_waits_until_it_is_taken_and_no_text_is_unsaved(
    context: BrowserContext, host: SecureHost, folder: Path
) -> None:
    tab = keep(context, host.address)
    form = FormPage(context.new_page(), host.address + FORM)
    form.type_by_keyboard({"about.involvement": "Not saved"})
    changed = publish(folder)
    first = host.asked.copy()

    tab.goto(host.address + PROCEDURE)
    expect(tab.get_by_text("A newer edition of this guide is there.")).to_be_visible()
    expect(tab.get_by_role("heading", level=1)).not_to_contain_text("second edition")
    assert violations(tab) == []
    press(tab, "update")
    said(tab, "unsaved")
    assert violations(tab) == []
    assert host.asked == first, "nothing may be loaded while it is refused"
    tab.reload()
    expect(tab.get_by_role("heading", level=1)).not_to_contain_text("second edition")
    expect(form.box("about.involvement")).to_have_value("Not saved")

    form.save()
    nothing_unsaved(tab)
    with form.tab.expect_navigation():
        press(tab, "update")
    expect(tab.get_by_role("heading", level=1)).to_contain_text("second edition")
    expect(tab.locator(".newer-edition")).to_be_hidden()
    asked = [each.partition("?")[0].removeprefix("/guide/") for each in host.asked[len(first) :]]
    assert sorted(asked) == sorted(changed)
    assert {plain(name) for name in changed if not name.endswith(".html")} == {
        "assets/measures.css",
        "assets/site.css",
        "edition.js",
    }
    host.stop()
    tab.reload()
    expect(tab.get_by_role("heading", level=1)).to_contain_text("second edition")
    for open_tab in (tab, form.tab):
        assert styles(open_tab).endswith("/* second edition */")


def test_what_is_typed_while_an_update_is_on_its_way_stops_it(
    context: BrowserContext, host: SecureHost, folder: Path
) -> None:
    tab = keep(context, host.address)
    form = FormPage(context.new_page(), host.address + FORM)
    publish(folder)
    tab.reload()
    host.waits_after = len(host.asked)
    press(tab, "update")
    expect(tab.locator("[data-kept-progress]")).to_be_visible()
    form.type_by_keyboard({"about.involvement": "Just begun"})
    host.goes_on.set()
    said(tab, "unsaved")
    assert len(kept(tab)[0]) == 1
    tab.goto(host.address + PROCEDURE)
    expect(tab.get_by_role("heading", level=1)).not_to_contain_text("second edition")
    expect(form.box("about.involvement")).to_have_value("Just begun")


@pytest.mark.parametrize(
    ("page", "box"), [("family/sheets/my-questions.html", "textarea"), ("family/my-dates.html", "[name$='.day']")]
)
def test_words_on_a_sheet_and_dates_of_a_family_hold_an_update_up_too(
    context: BrowserContext, host: SecureHost, folder: Path, page: str, box: str
) -> None:
    tab = keep(context, host.address)
    other = context.new_page()
    other.goto(host.address + page)
    other.locator(f"{box}:visible").first.press_sequentially("5")
    publish(folder)
    tab.reload()
    press(tab, "update")
    said(tab, "unsaved")
    other.close()
    nothing_unsaved(tab)
    with tab.expect_navigation():
        press(tab, "update")
    expect(tab.get_by_text("is kept on this device")).to_be_visible()
    expect(tab.locator("[data-kept-do=update]")).to_be_hidden()


def test_an_update_is_announced_to_the_other_open_pages_and_not_to_the_page_that_makes_it(
    context: BrowserContext, host: SecureHost, folder: Path
) -> None:
    """That one reloads by itself: were it to hear of its own update, a second reload would break off the first."""
    heard_by: list[Page] = []
    context.expose_binding("heard", lambda source: heard_by.append(source["page"]))
    context.add_init_script(
        """const Real = BroadcastChannel;
        window.BroadcastChannel = class extends Real {
            set onmessage(_) { super.onmessage = () => heard(); }
        };"""
    )
    tab = keep(context, host.address)
    other = context.new_page()
    other.goto(host.address)
    publish(folder)
    tab.reload()
    with tab.expect_navigation():
        press(tab, "update")
    expect(tab.locator("[data-kept-do=remove]")).to_be_visible()
    until(tab, "true")  # whatever it was told before is here by now
    assert heard_by == [other]


def test_a_page_that_stays_open_goes_on_with_its_own_edition(
    context: BrowserContext, host: SecureHost, folder: Path
) -> None:
    tab = keep(context, host.address)
    stays = context.new_page()
    stays.add_init_script("window.BroadcastChannel = class {};")  # so that it misses the word that the others get
    stays.goto(host.address)
    publish(folder)
    tab.reload()
    with tab.expect_navigation():
        press(tab, "update")
    expect(tab.locator("[data-kept-do=remove]")).to_be_visible()
    assert not styles(stays).endswith("/* second edition */")
    stays.reload()
    assert styles(stays).endswith("/* second edition */")


def test_a_file_of_another_edition_is_refused(context: BrowserContext, host: SecureHost) -> None:
    tab = keep(context, host.address)
    tab.goto(host.address + CALCULATOR)
    read = "fetch('../edition.js?%s').then(() => 'given', () => 'refused')"
    assert tab.evaluate(read % "") == "given"
    assert tab.evaluate(read % "0123456789abcdef") == "refused"


def test_a_copy_of_version_0_1_0_is_offered_the_new_edition_and_becomes_it_whole(
    context: BrowserContext, host: SecureHost, folder: Path, site: Path
) -> None:
    """That version had no hashes and no mark: its pages know of newer editions by `kept-copy.json` alone."""
    without_addresses(folder)
    (folder / "edition.js").unlink()
    for page in folder.rglob("*.html"):
        text = page.read_bytes().decode("utf-8")
        page.write_bytes(
            re.sub(r'<meta name="edition"[^>]*>|<script src="[./]*edition\.js"></script>', "", text).encode()
        )
    list_files(folder)
    tab = keep(context, host.address)
    shutil.rmtree(folder)
    shutil.copytree(site, folder)
    tab.goto(host.address + PROCEDURE)
    assert tab.locator("script[src$='assets/page.js']").count() == 1, "the copy serves its own edition"
    with tab.expect_navigation():
        press(tab, "update")
    expect(tab.locator("meta[name=edition]")).to_have_attribute("content", mark(site))
    host.stop()
    tab.goto(f"{host.address}{CALCULATOR}#{CASE}")
    expect(tab.locator("[data-output]")).to_contain_text("Wednesday 6 January 2027", timeout=60_000)


def test_a_page_from_a_kept_copy_waits_for_the_readers_button_and_says_nothing_by_itself(
    context: BrowserContext, host: SecureHost, folder: Path
) -> None:
    tab = keep(context, host.address)
    before = mark(folder)
    publish(folder)
    tab.goto(host.address + PROCEDURE)
    expect(tab.get_by_text("A newer edition of this guide is there.")).to_be_visible()
    assert tab.evaluate("guideEdition.look().then(() => document.querySelector('[data-edition-box]').hidden)")
    expect(tab.locator("meta[name=edition]")).to_have_attribute("content", before)


def test_families_pages_say_nothing_of_a_newer_edition(
    context: BrowserContext, host: SecureHost, folder: Path
) -> None:
    tab = keep(context, host.address)
    publish(folder)
    for page in ("family/index.html", HELP):
        tab.goto(host.address + page)
        expect(tab.get_by_text("newer edition").locator("visible=true")).to_have_count(0)
    tab.locator("details[data-kept-copy] summary").click()
    expect(tab.locator("[data-kept-do=update]")).to_be_visible()


# --- All or nothing --------------------------------------------------------------------------------------------


def test_a_network_that_drops_half_way_leaves_nothing(
    context: BrowserContext, host: SecureHost, folder: Path
) -> None:
    tab = context.new_page()
    tab.goto(host.address + OFFER)
    host.ends_after = len(files(folder)) // 2
    press(tab, "keep")
    said(tab, "lost")
    assert len(host.asked) > host.ends_after
    assert kept(tab) == [[], []]
    assert violations(tab) == []


def test_an_update_that_drops_half_way_leaves_the_copy_as_it_was(
    context: BrowserContext, host: SecureHost, folder: Path
) -> None:
    tab = keep(context, host.address)
    before = kept(tab)
    publish(folder)
    tab.goto(host.address + PROCEDURE)
    host.ends_after = len(host.asked) + 1
    press(tab, "update")
    said(tab, "lost")
    assert kept(tab) == before
    host.stop()
    tab.reload()
    expect(tab.get_by_role("heading", level=1)).not_to_contain_text("second edition")


def test_a_host_with_files_of_two_editions_gives_no_copy(
    context: BrowserContext, host: SecureHost, folder: Path
) -> None:
    (folder / "index.html").write_text("Another edition", encoding="utf-8")
    tab = context.new_page()
    tab.goto(host.address + OFFER)
    press(tab, "keep")
    said(tab, "lost")
    assert kept(tab) == [[], []]


def test_a_full_storage_leaves_nothing_and_says_so(context: BrowserContext, host: SecureHost) -> None:
    tab = context.new_page()
    tab.goto(host.address + OFFER)
    origin = host.address.removesuffix("/guide/")
    devtools = context.new_cdp_session(tab)
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": origin, "quotaSize": 300_000})
    press(tab, "keep")
    said(tab, "full")
    assert kept(tab) == [[], []]


def test_stopping_leaves_nothing(context: BrowserContext, host: SecureHost) -> None:
    tab = context.new_page()
    tab.goto(host.address + OFFER)
    host.waits_after = 10
    press(tab, "keep")
    expect(tab.locator("[data-kept-do=stop]")).to_be_focused()
    assert violations(tab) == []
    press(tab, "stop")
    said(tab, "stopped")
    assert kept(tab) == [[], []]


def test_who_leaves_in_a_hurry_half_way_leaves_nothing(context: BrowserContext, host: SecureHost) -> None:
    tab = context.new_page()
    tab.goto(host.address + HELP)
    tab.locator("details[data-kept-copy] summary").click()
    host.waits_after = 10
    press(tab, "keep")
    expect(tab.locator("[data-kept-progress]")).to_be_visible()
    tab.locator("[data-leave]").click()
    tab.wait_for_url("**/measures.html")
    until(tab, "caches.keys().then((names) => names.length === 0)")
    assert kept(tab) == [[], []]


def test_a_piece_of_a_copy_is_never_used_and_soon_gone(context: BrowserContext, host: SecureHost) -> None:
    tab = keep(context, host.address)
    piece = """async (piece) => {
        const cache = await caches.open(piece);
        const { pathname } = location;
        await cache.put(pathname, new Response("Half a copy", { headers: { "content-type": "text/html" } }));
    }"""
    [whole], _ = kept(tab)
    tab.evaluate(piece, whole.rpartition(" ")[0] + " piece")
    tab.reload()
    expect(tab.get_by_text("is kept on this device")).to_be_visible()
    assert kept(tab)[0] == [whole]


# --- For everyone ----------------------------------------------------------------------------------------------


def test_by_keyboard_on_a_phone_a_copy_is_kept_and_removed_and_breaks_no_rule(
    trusting: Browser, host: SecureHost
) -> None:
    context = trusting.new_context(viewport={"width": 320, "height": 640})
    tab = context.new_page()
    tab.goto(host.address + OFFER)
    for button, after in (("keep", "done"), ("remove", "removed")):
        tab.locator(f"[data-kept-do={button}]").focus()
        tab.keyboard.press("Enter")
        said(tab, after)
        assert tab.locator(f"[data-kept-said={after}]").locator("xpath=ancestor::*[@role='status']").count() == 1
        assert [*violations(tab), *violations_in_the_dark(tab)] == []
        assert tab.evaluate("document.documentElement.scrollWidth") <= 320
        expect(tab.locator("[data-kept-do]:focus")).to_be_visible()
    context.close()


def test_on_paper_there_is_nothing_of_it(context: BrowserContext, host: SecureHost) -> None:
    tab = context.new_page()
    tab.goto(host.address + OFFER)
    expect(tab.locator("[data-kept-do=keep]")).to_be_visible()
    tab.emulate_media(media="print")
    expect(tab.locator(".kept-copy")).to_be_hidden()

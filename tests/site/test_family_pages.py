"""Families' pages on the built site: a way out, nothing kept, choices that help to read, light to load."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, expect
from playwright.sync_api import Page as BrowserPage

from docs.builder.pages.sheets import load_cards
from tests.browser import drivers
from tests.docs.pages import Page, read_pages
from tests.docs.test_weight import compressed

LIMIT = 120_000
TELLING = re.compile(r"protect|abuse|social|domestic|conference|safeguard|police|violence", re.IGNORECASE)


@pytest.fixture(scope="module")
def family(site: Path) -> list[Page]:
    return [page for page in read_pages(site) if page.path.startswith("family/")]


@pytest.fixture(scope="module")
def chromium() -> Browser:
    return drivers.chromium()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    made = chromium.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    yield made
    made.close()


def opened(context: BrowserContext, site: Path, path: str = "family/reports.html") -> BrowserPage:
    page = context.new_page()
    page.goto((site / path).as_uri())
    return page


def test_the_whole_way_from_home_to_help_and_out_goes_by_the_keyboard(context: BrowserContext, site: Path) -> None:
    page = opened(context, site, "index.html")
    for title, path in (("I’m a parent", "index"), ("The reports", "reports"), ("Help and support", "help")):
        press_tab_until(page, page.get_by_role("link", name=re.compile(f"^{title}")).first)
        page.keyboard.press("Enter")
        page.wait_for_url(f"**/family/{path}.html")
    press_tab_until(page, page.get_by_label("My area"))
    page.keyboard.press("k")
    expect(page.get_by_label("My area")).to_have_value("kirklees")
    press_tab_until(page, page.get_by_role("button", name="Listen to this part").first)
    for _ in range(3):
        page.keyboard.press("Shift")
    expect(page).to_have_title("Kitchen measures")


def test_each_reader_has_a_door_on_the_home_page_and_each_language_its_card(
    context: BrowserContext, site: Path
) -> None:
    page = opened(context, site, "index.html")
    for door, address in (
        ("I’m a parent", "family/index"),
        ("I’m a child", "family/children/index"),
        ("I’m a relative", "family/relatives"),
        ("I’m a professional", "professionals/index"),
        ("I host", "hosts/how-to-host"),
    ):
        door_to = page.locator(".ways a").filter(has_text=door)
        assert (door_to.get_attribute("href") or "").endswith(f"{address}.html")
    for code, card in load_cards().items():
        if not card.sentence:
            continue
        page.goto((site / "index.html").as_uri())
        name = page.locator(f".languages a [lang={code}]")
        expect(name).to_have_text(card.own_name)
        name.click()
        expect(page.locator(f"#card-{code} .show-card__says")).to_be_in_viewport()


def press_tab_until(page: BrowserPage, target: Locator) -> None:
    """Go on by Tab until something has the focus; a reader would give up after two hundred presses."""
    for _ in range(200):
        page.keyboard.press("Tab")
        if target.evaluate("element => element === document.activeElement"):
            return
    pytest.fail("The keyboard does not reach it.")


def test_without_script_there_are_no_choices_that_do_nothing(chromium: Browser, site: Path) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = opened(context, site)
    expect(page.get_by_label("My area")).to_be_hidden()
    expect(page.get_by_role("button", name="Listen to this part")).to_have_count(0)
    context.close()


def test_a_tab_and_its_icon_say_nothing_of_the_subject(family: list[Page]) -> None:
    assert len(family) >= 30
    for page in family:
        assert not TELLING.search(page.title), page.path
        assert re.search(r'rel="icon" href="[^"]*/plain\.(\w+\.)?svg"', page.html), page.path
        described = re.search(r'<meta name="description" content="([^"]*)"', page.html)
        assert described, page.path
        assert not TELLING.search(described[1]), page.path


def test_every_page_for_families_says_when_it_was_checked(family: list[Page]) -> None:
    for page in family:
        assert "Last checked: " in page.text or page.path == "family/booklet.html", page.path


def test_after_a_full_visit_nothing_is_left_behind(context: BrowserContext, family: list[Page]) -> None:
    page = context.new_page()
    for each in family:
        page.goto(each.file.as_uri())
        if page.locator("div.areas").count():
            page.get_by_label("My area").select_option("kirklees")
        page.get_by_text("Text size and spacing").click()
        page.get_by_label("Text size").select_option("largest")
        page.get_by_label("Dark").check()
        for box in page.locator("article textarea").all()[:1]:
            box.fill("Only for this page")
            page.locator("article textarea").first.fill("")
        kept = page.evaluate(
            """(async () => [localStorage.length, sessionStorage.length, document.cookie,
                (await indexedDB.databases()).length, self.caches ? (await caches.keys()).length : 0])()"""
        )
        assert kept == [0, 0, "", 0, 0], each.path
        assert page.url == each.file.as_uri()


def test_only_the_own_area_shows_once_it_is_chosen_and_the_next_page_knows_it(
    context: BrowserContext, site: Path
) -> None:
    page = opened(context, site)
    lincolnshire = page.locator(".areas > [data-area=lincolnshire]").first
    darlington = page.locator(".areas > [data-area=darlington]").first
    expect(darlington).to_be_visible()
    page.get_by_label("My area").select_option("Lincolnshire")
    expect(darlington).to_be_hidden()
    expect(lincolnshire).to_be_visible()
    page.locator("a[href='decision.html']:visible").first.click()
    page.wait_for_url("**/family/decision.html")
    expect(page.get_by_label("My area")).to_have_value("lincolnshire")
    expect(page.locator(".areas > [data-area=darlington]").first).to_be_hidden()
    page.get_by_label("My area").select_option("Show all areas")
    expect(page.locator(".areas > [data-area=darlington]").first).to_be_visible()


def test_the_largest_text_needs_no_sideways_scroll_on_the_smallest_phone(
    chromium: Browser, family: list[Page]
) -> None:
    context = chromium.new_context(viewport={"width": 320, "height": 640})
    page = context.new_page()
    too_wide = []
    for each in family:
        page.goto(each.file.as_uri())
        page.evaluate("Object.assign(document.documentElement.dataset, {size: 'largest', spacing: 'wide'})")
        if page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            too_wide.append(each.path)
    context.close()
    assert too_wide == []


def test_a_part_is_read_aloud_without_its_marks_and_can_be_stopped(context: BrowserContext, site: Path) -> None:
    page = context.new_page()
    page.add_init_script(
        """window.said = []; window.stopped = 0;
        speechSynthesis.speak = spoken => said.push([spoken.text, spoken.lang]);
        speechSynthesis.cancel = () => { stopped += 1; };"""
    )
    page.goto((site / "family" / "reports.html").as_uri())
    page.get_by_role("button", name="Listen to this part").nth(1).click()
    said = page.evaluate("said")
    assert said[0] == [page.locator("article h2").first.inner_text(), "en-GB"]
    assert any("Kirklees" in text for text, _ in said)
    assert not any(re.search(r"\.\d", text) for text, _ in said)
    before = page.evaluate("stopped")
    expect(page.get_by_role("button", name="Stop reading")).to_be_focused()
    page.keyboard.press("Enter")
    assert page.evaluate("stopped") == before + 1
    expect(page.get_by_role("button", name="Stop reading")).to_have_count(0)


def test_a_page_for_families_weighs_at_most_120_kb_with_its_pictures_and_brings_no_python(
    family: list[Page],
) -> None:
    weights = {page.path: compressed(page) for page in family if not page.has_tool}
    assert max(weights.values()) <= LIMIT, {path: weight for path, weight in weights.items() if weight > LIMIT}
    assert not [page.path for page in family if "assets/python" in page.html and not page.has_tool]


def test_the_booklet_prints_on_small_paper(context: BrowserContext, site: Path) -> None:
    page = opened(context, site, "family/booklet.html")
    printed = page.pdf(prefer_css_page_size=True)
    size = re.search(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", printed)
    assert size
    assert [round(float(side) / 72 * 25.4) for side in size.groups()] == [148, 210]


def test_help_lines_say_where_and_when_their_number_was_read(family: list[Page]) -> None:
    page = next(page for page in family if page.path == "family/help.html")
    lists = "".join(re.findall(r'<dl class="help-lines">.*?</dl>', page.html, re.DOTALL))
    entries = re.findall(r"<div><dt>.*?</div>", lists, re.DOTALL)
    assert len(entries) >= 20
    for entry in entries:
        if "tel:" in entry or "sms:" in entry:
            assert "Read from <a" in entry
            assert "Check before you rely on it" in entry
        else:
            assert "We could not check a number" in entry or "Read from <a" in entry


CHILDREN = [
    "index", "under-11", "teenagers", "teenagers-going", "teenagers-my-say", "teenagers-the-meeting",
    "who-speaks-for-me", "with-an-advocate",
]  # fmt: skip


def test_every_page_for_children_is_one_of_those_that_are_tried(site: Path) -> None:
    assert sorted(CHILDREN) == sorted(page.stem for page in (site / "family/children").glob("*.html"))


@pytest.mark.parametrize("page", CHILDREN)
def test_a_child_sees_whom_to_ring_and_who_speaks_for_them_at_once(page: str, site: Path, tab: BrowserPage) -> None:
    tab.set_viewport_size({"width": 390, "height": 844})
    tab.goto((site / f"family/children/{page}.html").as_uri())
    room = tab.locator(".leave").bounding_box()
    assert room
    words = tab.get_by_role("link", name="Who speaks for me?").first
    for each in (tab.get_by_role("link", name="0800 1111").first, *([words] if page != "who-speaks-for-me" else [])):
        box = each.bounding_box()
        assert box
        assert box["y"] + box["height"] <= room["y"]
    # A teenager’s page was 16,800 pixels long.
    assert tab.evaluate("document.documentElement.scrollHeight") < 9_500
    text = tab.locator("article").inner_text()
    assert "say nothing" not in text
    assert "get hurt" not in text

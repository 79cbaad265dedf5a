"""Leaving in a hurry: one touch, on every page, in every engine; and Back shows nothing of the guide."""

import re
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, expect
from playwright.sync_api import Error as PlaywrightError
from playwright.sync_api import Page as Tab

from tests.browser import drivers
from tests.docs.pages import Page, read_pages
from tests.serving import served
from tests.site.pressing import Finger, Point, Pointer, enlarge, open_page

LEFT = "Kitchen measures"
EVERY_WAY = [(engine, how) for engine in drivers.ENGINES for how in ("disk", "http")]
TELLING = re.compile(r"protect|abuse|social|domestic|conference|safeguard|police|violence", re.IGNORECASE)
FORM = "forms/core-group-members.html"
WRITING = ":is([data-body], [data-sheet]) :is(textarea, input[type=text])"
SHEET = "family/sheets/my-views.html"
BUTTON = """(() => {
  const { x, y, width, height } = document.querySelector("[data-leave]").getBoundingClientRect();
  return [x + width / 2, y + height / 2];
})()"""


@pytest.fixture(scope="session", params=EVERY_WAY, ids="-".join)
def way(request: pytest.FixtureRequest) -> tuple[str, str]:
    """Every engine, from disk and over http: the way out must be there for all."""
    pair: tuple[str, str] = request.param
    return pair


@pytest.fixture(scope="module")
def pages(site: Path) -> list[Page]:
    return read_pages(site)


@pytest.fixture(scope="module")
def chromium() -> Browser:
    return drivers.chromium()


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    made = chromium.new_context(viewport={"width": 1280, "height": 900}, offline=True)
    yield made
    made.close()


def opened(context: BrowserContext, site: Path, path: str = "family/reports.html") -> Tab:
    page = context.new_page()
    page.goto((site / path).as_uri())
    return page


def wait_until_left(window: drivers.Browser, seconds: float = 30) -> None:
    wait_until(window, lambda: window.evaluate("document.title") == LEFT, seconds)


def wait_until(window: drivers.Browser, is_so: Callable[[], object], seconds: float = 30) -> None:
    """Wait for another page; while one page goes and the next comes, a browser answers nothing."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if is_so():
                return
        except (drivers.BrowserError, PlaywrightError):
            pass
        time.sleep(0.1)
    pytest.fail(f"It did not come to that; {window.engine} shows {window.evaluate('location.href')}.")


def middle_of_the_button(page: Tab) -> Point:
    x, y = page.evaluate(BUTTON)
    return x, y


# --- One touch ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pointer", "width"),
    [("touch", 360), ("touch", 390), ("touch", 412), ("touch", 767), ("mouse", 390), ("mouse", 640)],
)
def test_the_first_press_leaves_before_it_is_let_go(
    chromium: Browser, site: Path, pointer: Pointer, width: int
) -> None:
    page = open_page(chromium, (site / "family/reports.html").as_uri(), width, pointer, height=740)
    Finger(page, pointer).down(middle_of_the_button(page))
    expect(page).to_have_title(LEFT)
    page.context.close()


def test_it_leaves_wherever_the_finger_goes_next(chromium: Browser, site: Path) -> None:
    page = open_page(chromium, (site / "family/reports.html").as_uri(), 390, "touch")
    finger = Finger(page, "touch")
    finger.down(middle_of_the_button(page))
    finger.move((20, 20))
    finger.up()
    expect(page).to_have_title(LEFT)
    page.context.close()


@pytest.mark.parametrize("pointer", ["touch", "mouse"])
def test_without_script_the_link_does_not_move_from_under_the_press(
    chromium: Browser, site: Path, pointer: Pointer
) -> None:
    context = chromium.new_context(
        java_script_enabled=False, viewport={"width": 390, "height": 844}, has_touch=pointer == "touch"
    )
    page = opened(context, site)
    box = page.locator("[data-leave]").bounding_box()
    assert box
    finger = Finger(page, pointer)
    finger.down((box["x"] + box["width"] / 2, box["y"] + 4))
    assert page.locator("[data-leave]").bounding_box() == box
    finger.up()
    expect(page).to_have_title(LEFT)
    context.close()


@pytest.mark.parametrize("way", [("firefox", "disk"), ("webkit", "disk")], ids="-".join, indirect=True)
def test_a_press_of_the_mouse_leaves_in_the_other_engines(window: drivers.Browser, address: str) -> None:
    window.set_viewport(500, 800)
    window.open(f"{address}family/reports.html")
    window.press(*window.evaluate(BUTTON))
    wait_until_left(window)


def test_under_an_open_search_on_a_phone_the_button_is_still_on_top(chromium: Browser, site: Path) -> None:
    page = open_page(chromium, (site / "family/reports.html").as_uri(), 360, "touch", height=560)
    page.get_by_label("Search this guide").press_sequentially("report")
    expect(page.locator(".md-search-result__link").nth(3)).to_be_attached()
    x, y = middle_of_the_button(page)
    results = page.locator(".md-search__output").bounding_box()
    assert results
    assert results["y"] + results["height"] > y, "The results do not reach the button, so this shows nothing."
    Finger(page, "touch").down((x, y))
    expect(page).to_have_title(LEFT)
    page.context.close()


@pytest.mark.parametrize("path", [FORM, SHEET])
@pytest.mark.parametrize("by", ["press", "keyboard"])
def test_unsaved_words_do_not_stop_it(context: BrowserContext, site: Path, path: str, by: str) -> None:
    page = opened(context, site, path)
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.locator(WRITING).first.press_sequentially("Something")
    if by == "press":
        Finger(page, "mouse").down(middle_of_the_button(page))
    else:
        page.locator("[data-leave]").focus()
        page.keyboard.press("Enter")
    expect(page).to_have_title(LEFT)
    assert asked == []


def test_it_is_in_reach_while_a_form_asks_about_unsaved_words(context: BrowserContext, site: Path) -> None:
    page = opened(context, site, FORM)
    page.locator(WRITING).first.press_sequentially("Something")
    page.get_by_role("navigation", name="Sections").get_by_role("link", name="Home").click()
    expect(page.locator("dialog")).to_be_visible()
    Finger(page, "mouse").down(middle_of_the_button(page))
    expect(page).to_have_title(LEFT)


def test_a_reader_who_stays_has_the_button_back_in_its_place(context: BrowserContext, site: Path) -> None:
    page = opened(context, site, FORM)
    page.locator(WRITING).first.press_sequentially("Something")
    page.get_by_role("navigation", name="Sections").get_by_role("link", name="Home").click()
    page.get_by_role("button", name="Stay here").click()
    expect(page.locator("dialog [data-leave]")).to_have_count(0)
    expect(page.locator("[data-leave]")).to_be_visible()


# --- Every page ---------------------------------------------------------------------------------------


def test_every_page_has_the_way_out_and_a_way_to_it_for_the_keyboard(pages: list[Page]) -> None:
    assert len(pages) > 100
    for page in pages:
        if page.path in {"measures.html", "404.html"}:
            continue
        assert page.html.count("data-leave>Leave this page</a>") == 1, page.path
        assert "does not clear your history" in page.text, page.path
        assert '<a href="#leave" class="md-skip" data-to-leave>' in page.html, page.path


def test_the_page_that_is_not_found_has_one_that_needs_no_other_file(pages: list[Page]) -> None:
    page = next(page for page in pages if page.path == "404.html")
    assert re.search(r'<a class="leave" href="about:blank" rel="noreferrer">Leave this page</a>', page.html)
    assert not TELLING.search(page.title)


def test_the_second_skip_link_leads_to_it_and_leaves_the_address_as_it_is(
    context: BrowserContext, site: Path
) -> None:
    page = opened(context, site, "tools/deadline-calculator.html")
    for _ in range(2):
        page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Skip to “Leave this page”")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="Leave this page", exact=True)).to_be_focused()
    assert page.url == (site / "tools/deadline-calculator.html").as_uri()
    page.keyboard.press("Enter")
    expect(page).to_have_title(LEFT)


def test_who_comes_from_a_families_page_finds_no_title_that_names_the_subject(
    context: BrowserContext, site: Path
) -> None:
    page = opened(context, site, "index.html")
    titles = [page.title()]
    page.get_by_role("link", name=re.compile("^I’m a parent")).click()
    page.wait_for_url("**/family/index.html")
    for words, path in (("strategy discussion", "procedures"), ("core group", "procedures")):
        titles.append(page.title())
        page.get_by_label("Search this guide").press_sequentially(words)
        result = page.locator(f".md-search-result__link[href*='{path}']").first
        result.click()
        page.wait_for_url(f"**/{path}/**")
    titles.append(page.title())
    page.go_back()
    page.wait_for_url("**/procedures/**")
    titles.append(page.title())
    assert not [title for title in titles if TELLING.search(title)]
    assert re.search(r"/assets/plain\.", page.locator("link[rel=icon]").get_attribute("href") or "")


def test_a_professional_who_was_on_no_families_page_sees_the_pages_own_title(
    context: BrowserContext, site: Path
) -> None:
    page = opened(context, site, "index.html")
    page.get_by_role("link", name=re.compile("^The procedures")).click()
    page.wait_for_url("**/procedures/index.html")
    expect(page).to_have_title(re.compile("Child Protection Conference Guide"))


# --- Back ---------------------------------------------------------------------------------------------

VISITED = ("index.html", "procedures/index.html", "family/index.html", "family/reports.html")
LINKS = ("procedures/index.html", "../family/index.html", "reports.html")


def visit(window: drivers.Browser, address: str) -> None:
    """Go from page to page as readers do: from the start, by links."""
    window.open(f"{address}{VISITED[0]}")
    for link, path in zip(LINKS, VISITED[1:], strict=True):
        window.evaluate(f"void setTimeout(() => document.querySelector('a[href=\"{link}\"]').click())")
        arrived = f"location.pathname.endsWith('{path}') && document.readyState === 'complete'"
        wait_until(window, partial(window.evaluate, arrived))


def test_back_shows_no_page_of_the_guide_until_its_start_is_opened(window: drivers.Browser, address: str) -> None:
    visit(window, address)
    before = window.evaluate("history.length")
    window.evaluate("setTimeout(() => document.querySelector('[data-leave]').click())")
    wait_until_left(window)
    assert window.evaluate("history.length") == before
    assert window.evaluate("[...document.links].length") == 0
    assert window.evaluate("window.name") == ""
    for _ in VISITED[1:]:
        window.evaluate("void (window.again = true, setTimeout(() => history.back()))")
        wait_until(window, lambda: window.evaluate(f"!window.again && document.title === '{LEFT}'"))
    # As a link leads there. From disk, Firefox begins a new session where an address is typed.
    there = f"location.href = '{address}family/index.html'"
    window.evaluate(f"void (window.again = true, setTimeout(() => {{ {there}; }}))")
    wait_until(window, lambda: window.evaluate(f"!window.again && document.title === '{LEFT}'"))
    window.open(f"{address}index.html")
    wait_until(window, lambda: window.evaluate("document.title") == "Start - Guide")
    window.open(f"{address}family/index.html")
    wait_until(window, lambda: window.evaluate("location.pathname.endsWith('family/index.html')"))
    assert window.evaluate("getComputedStyle(document.body).visibility") == "visible"


def test_pages_that_the_browser_keeps_whole_do_not_come_back_either(site: Path) -> None:
    with drivers.with_page_cache() as browser, served(site) as host:
        page = browser.new_page()
        for path in VISITED:
            page.goto(host + path)
        page.evaluate("addEventListener('pageshow', (event) => { window.kept = event.persisted; })")
        step(page, "back", VISITED[2])
        step(page, "forward", VISITED[3])
        assert page.evaluate("window.kept"), "This browser keeps no page whole, so this shows nothing."
        expect(page.locator("h1")).to_be_visible()
        Finger(page, "mouse").down(middle_of_the_button(page))
        expect(page).to_have_title(LEFT)
        for _ in VISITED[1:]:
            page.evaluate("void setTimeout(() => history.back())")
            expect(page).to_have_title(LEFT)
            page.wait_for_timeout(200)
            expect(page.locator("h1")).to_have_text(LEFT)


def step(page: Tab, way: str, path: str) -> None:
    page.evaluate(f"void setTimeout(() => history.{way}())")
    page.wait_for_function(f"location.pathname.endsWith('{path}')")


def test_leaving_stores_one_word_that_names_nothing(context: BrowserContext, site: Path) -> None:
    page = opened(context, site)
    Finger(page, "mouse").down(middle_of_the_button(page))
    expect(page).to_have_title(LEFT)
    stored = page.evaluate("[Object.entries(sessionStorage), localStorage.length, document.cookie]")
    assert stored == [[["measures", ""]], 0, ""]


# --- The keyboard: three presses of Shift -----------------------------------------------------------------


def test_three_presses_of_shift_leave_and_say_after_each_how_many_are_missing(
    window: drivers.Browser, address: str
) -> None:
    window.open(f"{address}family/index.html")
    window.evaluate(shift(1))
    assert "two more times" in window.evaluate(
        "document.querySelector('[role=status][data-leave-said]').textContent"
    )
    window.evaluate(shift(1))
    assert "once more" in window.evaluate("document.querySelector('[data-leave-said]').textContent")
    window.evaluate(f"setTimeout(() => {shift(1)})")
    wait_until_left(window)


def shift(times: int, between: str = "") -> str:
    key = "dispatchEvent(new KeyboardEvent('{}', {{key: 'Shift'}}));"
    return f"(() => {{ {(key.format('keydown') + between + key.format('keyup')) * times} }})()"


def still_there(page: Tab) -> bool:
    """Whether the page is shown; leaving hides it at once."""
    return bool(page.evaluate("!document.documentElement.hidden")) and page.title() != LEFT


def test_shift_with_another_key_or_a_press_of_the_mouse_does_not_count(context: BrowserContext, site: Path) -> None:
    page = opened(context, site, SHEET)
    page.locator("article textarea").first.focus()
    for _ in range(4):
        page.keyboard.press("Shift+A")
    for _ in range(4):
        page.keyboard.down("Shift")
        page.mouse.click(5, 5)
        page.keyboard.up("Shift")
    assert still_there(page)
    assert page.locator("[data-leave-said]").inner_text() == ""


def test_shift_that_is_held_or_pressed_slowly_does_not_count(context: BrowserContext, site: Path) -> None:
    page = context.new_page()
    page.clock.install()
    page.goto((site / "family/index.html").as_uri())
    page.evaluate(shift(3, "dispatchEvent(new KeyboardEvent('keydown', {key: 'Shift', repeat: true}));"))
    assert still_there(page)
    page.evaluate(shift(2))
    expect(page.locator("[data-leave-said]")).not_to_be_empty()
    page.clock.fast_forward(2_100)
    expect(page.locator("[data-leave-said]")).to_be_empty()
    page.evaluate(shift(2))
    assert still_there(page)


def test_shift_can_be_switched_off_for_the_pages_that_follow_too(context: BrowserContext, site: Path) -> None:
    page = opened(context, site)
    page.get_by_text("Leaving quickly").click()
    page.get_by_label("Leave by pressing Shift three times").select_option("Off")
    for _ in range(4):
        page.keyboard.press("Shift")
    assert still_there(page)
    expect(page.locator(".leave__shift")).to_be_hidden()
    page.locator("a[href='decision.html']:visible").first.click()
    page.wait_for_url("**/family/decision.html")
    for _ in range(4):
        page.keyboard.press("Shift")
    assert still_there(page)
    expect(page.get_by_label("Leave by pressing Shift three times")).to_have_value("off")


def test_shift_does_not_leave_a_page_for_professionals(context: BrowserContext, site: Path) -> None:
    page = opened(context, site, FORM)
    for _ in range(4):
        page.keyboard.press("Shift")
    assert still_there(page)
    assert "Shift" not in page.locator("aside.leave").inner_text()


# --- Nothing is under it ----------------------------------------------------------------------------------

# What is too tall to be seen whole begins in view.
COVERED = """new Promise((done) => requestAnimationFrame(() => setTimeout(() => {
  const element = document.activeElement;
  if (element === document.body || element.matches("[data-leave]")) return done(null);
  const [own, box] = [element, document.querySelector("aside.leave")].map((each) => each.getBoundingClientRect());
  const apart = own.bottom <= box.top + 1 || own.top >= box.bottom || own.right <= box.left || own.left >= box.right;
  const begins = own.height > box.top - 16 && own.top >= 0 && own.top < box.top / 2;
  done(apart || begins ? null : `${element.localName} ${element.textContent.trim().slice(0, 40)}`);
})))"""


@pytest.mark.parametrize(("width", "height"), [(844, 390), (320, 256), (360, 740)])
@pytest.mark.parametrize("path", ["family/reports.html", SHEET, FORM])
def test_nothing_that_has_the_focus_is_under_the_button(
    chromium: Browser, site: Path, path: str, width: int, height: int
) -> None:
    page = open_page(chromium, (site / path).as_uri(), width, "mouse", height=height)
    enlarge(page)
    box = page.locator("aside.leave").bounding_box()
    assert box
    assert box["height"] <= height / 4
    covered = []
    stops = 0
    for _ in range(60):
        page.keyboard.press("Tab")
        stops += 1
        if found := page.evaluate(COVERED):
            covered.append(found)
        if page.evaluate("document.activeElement.matches('[data-leave]')"):
            break
    assert stops > 30
    assert covered == []
    page.context.close()


# --- What other sites can read -----------------------------------------------------------------------------


def test_no_other_site_can_read_the_readers_choices_in_the_windows_name(site: Path) -> None:
    with served(site) as host, served(site) as other:
        context = drivers.chromium().new_context()
        page = context.new_page()
        page.goto(f"{host}family/help.html")
        page.get_by_text("Text size and spacing").click()
        page.get_by_label("Text size").select_option("largest")
        assert page.evaluate("window.name") == ""
        page.locator("article a[href^=http]").first.evaluate(f"link => link.href = '{other}measures.html'")
        page.locator("article a[href^=http]").first.click()
        expect(page).to_have_title(LEFT)
        assert page.evaluate("window.name") == ""
        page.go_back()
        expect(page.get_by_label("Text size")).to_have_value("largest")
        page.goto(f"{other}measures.html")
        assert page.evaluate("window.name") == ""
        context.close()


# WebKit empties the name between two files on a disk, so there each page begins afresh.
@pytest.mark.parametrize(
    "way", [each for each in EVERY_WAY if each != ("webkit", "disk")], ids="-".join, indirect=True
)
def test_a_link_inside_the_guide_carries_them_and_the_next_page_empties_the_name(
    window: drivers.Browser, address: str
) -> None:
    window.open(f"{address}family/index.html")
    window.evaluate(
        """(() => { const size = document.querySelector("#reader-size"); size.value = "largest";
        size.dispatchEvent(new Event("change", { bubbles: true })); })()"""
    )
    window.evaluate("void setTimeout(() => document.querySelector('article a[href=\"help.html\"]').click())")
    wait_until(window, lambda: window.evaluate("location.pathname.endsWith('help.html')"))
    window.wait_for("document.readyState === 'complete'")
    assert window.evaluate("document.documentElement.dataset.size") == "largest"
    assert window.evaluate("window.name") == ""


def test_a_link_that_leads_nowhere_after_all_leaves_nothing_in_the_name(context: BrowserContext, site: Path) -> None:
    page = opened(context, site, "family/reports.html")
    page.evaluate("document.addEventListener('click', (event) => event.preventDefault())")
    page.locator("a[href='decision.html']:visible").first.click()
    assert page.evaluate("window.name") == ""

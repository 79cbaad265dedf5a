"""Whatever goes wrong around a tool, it ends in a right answer or a plain message, and nothing typed is lost."""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser, BrowserContext, Dialog, Locator, Page, expect

from tests.browser.drivers import chromium, with_page_cache
from tests.serving import served
from tests.site.calculator_page import CASE
from tests.site.form_page import REPORT

expect.set_options(timeout=15_000)

SLOW = 120_000
FAILED = ".tool-status[data-when=failed]"
ASLEEP = "01:00:00"
DEAD = 61_000  # Milliseconds after which a worker that says nothing is taken for dead.


@dataclass(frozen=True)
class Tool:
    """A tool, what is typed into it, and the answer to that."""

    path: str
    typed: dict[str, str]  # By the name of a box; a radio button is named with its value.
    press: str
    place: str
    answer: str
    script: str
    export: str

    def open(self, tab: Page, start: str, *, starts: bool = True) -> Page:
        """Go to the page, and wait until it can answer, where it starts to get ready by itself."""
        tab.goto(f"{start}{self.path}")
        if starts and self is not MY_DATES:
            expect(tab.locator("[data-state=ready]")).to_be_attached(timeout=SLOW)
        return tab

    def type(self, tab: Page) -> None:
        for name, value in self.typed.items():
            box = self.box(tab, name, value)
            box.check() if box.get_attribute("type") == "radio" else box.fill(value)

    def box(self, tab: Page, name: str, value: str = "") -> Locator:
        found = tab.locator(f"[name='{name}']")
        return (
            found.and_(tab.locator(f"[value='{value}']")) if found.first.get_attribute("type") == "radio" else found
        )

    def ask(self, tab: Page) -> None:
        tab.locator(self.press).first.press("Enter")

    def is_answered(self, tab: Page) -> None:
        expect(tab.locator(self.place)).to_contain_text(self.answer, timeout=SLOW)
        self.keeps_what_was_typed(tab)

    def says_that_it_failed(self, tab: Page) -> None:
        expect(tab.locator(FAILED)).to_be_visible(timeout=SLOW)
        self.keeps_what_was_typed(tab)

    def keeps_what_was_typed(self, tab: Page) -> None:
        for name, value in self.typed.items():
            box = self.box(tab, name, value)
            expect(box).to_have_value(value)
            if box.get_attribute("type") == "radio":
                expect(box).to_be_checked()

    def tries_again(self, tab: Page) -> None:
        tab.locator(FAILED).get_by_role("button", name="Try again").press("Enter")
        expect(tab.locator("[data-state=ready]")).to_be_attached(timeout=SLOW)


CALCULATOR = Tool(
    path="tools/deadline-calculator.html",
    typed={
        "partnership": "kirklees",
        "strategy_discussion.day": "11",
        "strategy_discussion.month": "12",
        "strategy_discussion.year": "2026",
    },
    press="[data-tool] [type=submit]",
    place="[data-output]",
    answer="Wednesday 6 January 2027",
    script="tool",
    export="ics",
)
MY_DATES = Tool(
    path="family/my-dates.html",
    typed={
        "partnership": "kirklees",
        "conference": "initial_conference",
        "held.day": "6",
        "held.month": "4",
        "held.year": "2027",
    },
    press="[data-tool] [type=submit]",
    place="[data-output]",
    answer="Thursday 1 April 2027",
    script="tool",
    export="ics",
)
FORM = Tool(
    path=f"forms/{REPORT}.html",
    typed={"about.involvement": "Still here", "children.1.name": "Robin"},
    press="[data-do=review]",
    place="[data-review]",
    answer="Still here",
    script="form",
    export="docx",
)
TOOLS = (CALCULATOR, MY_DATES, FORM)
IDS = ("calculator", "my dates", "form")
every_tool = pytest.mark.parametrize("tool", TOOLS, ids=IDS)

# Keeps hold of each worker, and runs `window.inWorker` in it before anything else. While `asleep`, calls wait.
WORKERS = """{
  const Real = Worker;
  window.workers = [];
  window.Worker = class extends Real {
    held = [];
    constructor(address, options) {
      super(address.replace(",", "," + encodeURIComponent(window.inWorker ?? "")), options);
      workers.push(this);
    }
    postMessage(...message) {
      if (window.asleep) this.held.push(message);
      else super.postMessage(...message);
    }
    wake() {
      window.asleep = false;
      for (const message of this.held) this.postMessage(...message);
    }
  };
}"""
KILL = "workers.at(-1).terminate()"


@pytest.fixture(scope="module")
def browser() -> Browser:
    return chromium()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    made.set_default_timeout(60_000)
    yield made
    made.close()


@pytest.fixture
def tab(context: BrowserContext) -> Page:
    page = context.new_page()
    page.add_init_script(WORKERS)
    return page


@pytest.fixture
def disk(site: Path) -> str:
    return f"{site.as_uri()}/"


def in_worker(tab: Page, script: str) -> None:
    """Have the worker begin with a script."""
    tab.add_init_script(f"window.inWorker = {json.dumps(script)};")


def until(tab: Page, condition: str) -> None:
    """Wait until a condition holds in the page; Playwright's own way needs `eval`, which is forbidden here."""
    for _ in range(600):
        if tab.evaluate(condition):
            return
        tab.wait_for_timeout(50)
    pytest.fail(f"waited for {condition}")


# --- The worker ends ------------------------------------------------------------------------------------


@every_tool
def test_a_worker_that_ends_while_it_answers_is_noticed_and_starts_again(tool: Tool, tab: Page, disk: str) -> None:
    tab.clock.install()
    tool.open(tab, disk)
    tool.type(tab)
    if tool is MY_DATES:
        tool.ask(tab)
        tool.is_answered(tab)
    tab.evaluate(f"document.querySelector({json.dumps(tool.press)}).click(); {KILL}")
    tab.clock.run_for(DEAD)
    tool.says_that_it_failed(tab)
    expect(tab.locator(FAILED)).to_be_in_viewport()
    tool.tries_again(tab)
    if tool is FORM:
        tool.ask(tab)
    tool.is_answered(tab)


@every_tool
def test_a_worker_that_ends_during_an_export_is_noticed_and_starts_again(tool: Tool, tab: Page, disk: str) -> None:
    tab.clock.install()
    tool.open(tab, disk)
    tool.type(tab)
    tool.ask(tab)
    tool.is_answered(tab)
    tab.evaluate(f"document.querySelector('[data-export={tool.export}]').click(); {KILL}")
    tab.clock.run_for(DEAD)
    tool.says_that_it_failed(tab)
    tool.tries_again(tab)
    tool.is_answered(tab)
    with tab.expect_download() as made:
        tab.locator(f"[data-export={tool.export}]").press("Enter")
    assert made.value.path().stat().st_size > 500


@every_tool
def test_a_worker_that_ends_while_it_starts_is_noticed_and_starts_again(tool: Tool, tab: Page, disk: str) -> None:
    tab.clock.install()
    tab.add_init_script("window.asleep = true;")
    tool.open(tab, disk, starts=False)
    tool.type(tab)
    if tool is MY_DATES:
        tool.ask(tab)
    until(tab, "window.workers?.at(-1)?.held.some(([{ asset }]) => asset === 'snapshot')")
    tab.evaluate(f"{KILL}; window.asleep = false;")
    tab.clock.run_for(3 * DEAD)
    tool.says_that_it_failed(tab)
    tool.tries_again(tab)
    if tool is FORM:
        tool.ask(tab)
    tool.is_answered(tab)


def test_dates_from_before_a_change_are_marked_while_no_answer_comes(tab: Page, disk: str) -> None:
    CALCULATOR.open(tab, disk)
    CALCULATOR.type(tab)
    CALCULATOR.is_answered(tab)
    expect(tab.locator("[data-stale-note]")).to_be_hidden()
    tab.evaluate(KILL)
    CALCULATOR.box(tab, "strategy_discussion.day").fill("14")
    expect(tab.locator("[data-output][data-stale]")).to_be_visible()
    expect(tab.locator("[data-stale-note]")).to_be_visible()


def test_who_goes_on_typing_after_a_failure_is_not_taken_away_from_the_box(tab: Page, disk: str) -> None:
    tab.clock.install()
    CALCULATOR.open(tab, disk)
    CALCULATOR.type(tab)
    CALCULATOR.is_answered(tab)
    tab.get_by_text("More dates", exact=True).click()
    tab.evaluate(KILL)
    box = CALCULATOR.box(tab, "initial_conference.day")
    box.fill("8")
    tab.clock.run_for(DEAD)
    CALCULATOR.says_that_it_failed(tab)
    tab.evaluate("scrollTo(0, document.body.scrollHeight)")
    box.evaluate("box => { box.value = '18'; box.dispatchEvent(new Event('input', { bubbles: true })); }")
    tab.clock.run_for(DEAD)
    expect(tab.locator(FAILED)).not_to_be_in_viewport()


# --- The machine sleeps ---------------------------------------------------------------------------------


@every_tool
def test_an_answer_that_comes_after_an_hour_of_sleep_is_taken(tool: Tool, tab: Page, disk: str) -> None:
    tab.clock.install()
    tool.open(tab, disk)
    if tool is MY_DATES:
        tool.type(tab)
        tool.ask(tab)
        tool.is_answered(tab)
    else:
        tool.type(tab)
    tab.evaluate("window.asleep = true")
    tool.ask(tab)
    tab.clock.fast_forward(ASLEEP)
    expect(tab.locator(FAILED)).to_be_hidden()
    tab.evaluate("workers.at(-1).wake()")
    tool.is_answered(tab)
    expect(tab.locator("[data-state=ready]")).to_be_attached()


@every_tool
def test_a_machine_that_sleeps_while_python_starts_finds_it_ready(tool: Tool, tab: Page, disk: str) -> None:
    tab.clock.install()
    tab.add_init_script("window.asleep = true;")
    tool.open(tab, disk, starts=False)
    tool.type(tab)
    if tool is MY_DATES:
        tool.ask(tab)
    until(tab, "window.workers?.at(-1)?.held.some(([{ asset }]) => asset === 'snapshot')")
    tab.clock.fast_forward(ASLEEP)
    expect(tab.locator(FAILED)).to_be_hidden()
    tab.evaluate("workers.at(-1).wake()")
    if tool is FORM:
        tool.ask(tab)
    tool.is_answered(tab)


def test_a_worker_that_did_not_survive_the_sleep_is_noticed_afterwards(tab: Page, disk: str) -> None:
    tab.clock.install()
    CALCULATOR.open(tab, disk)
    CALCULATOR.type(tab)
    tab.evaluate(KILL)
    CALCULATOR.ask(tab)
    tab.clock.fast_forward(ASLEEP)
    expect(tab.locator(FAILED)).to_be_hidden()
    tab.clock.run_for(DEAD)
    CALCULATOR.says_that_it_failed(tab)
    CALCULATOR.tries_again(tab)
    CALCULATOR.is_answered(tab)


# --- Files that are missing or damaged --------------------------------------------------------------------


def missing(path: Path) -> None:
    path.unlink()


def cut_short(path: Path) -> None:
    replace(path, path.read_bytes()[: path.stat().st_size // 2])


def one_byte_changed(path: Path) -> None:
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle] = ord("B") if content[middle] == ord("A") else ord("A")
    replace(path, bytes(content))


def a_byte_that_is_no_base64(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] = ord("!")
    replace(path, bytes(content))


def another_page_in_its_place(path: Path) -> None:
    replace(path, b"<!doctype html><title>Sign in</title><p>Please sign in.</p>")


def replace(path: Path, content: bytes) -> None:
    """Write a file anew; what stands there leads to the site itself, which must stay as it is."""
    path.unlink()
    path.write_bytes(content)


DAMAGES = (missing, cut_short)
SPOILT = (one_byte_changed, a_byte_that_is_no_base64)
ON_DISK = [
    *(
        (asset, damage)
        for asset in ("runtime", "wasm", "snapshot", "library", "python", "own")
        for damage in DAMAGES
    ),
    *((asset, damage) for asset in ("wasm", "snapshot", "library") for damage in SPOILT),
]
ON_A_HOST = [
    ("runtime", missing),
    ("wasm", cut_short),
    ("snapshot", cut_short),
    ("python", missing),
    ("own", cut_short),
]
DAMAGED = [*(("disk", *each) for each in ON_DISK), *(("http", *each) for each in ON_A_HOST)]


def damaged(site: Path, folder: Path) -> Path:
    """Return a copy of the site that can be damaged; its files are links."""
    return Path(shutil.copytree(site, folder / "copy", copy_function=link))


def link(of: str, at: str) -> None:
    Path(at).symlink_to(of)


def ends_well(tool: Tool, tab: Page, start: str, *, answered: bool) -> None:
    tool.open(tab, start, starts=False)
    tool.type(tab)
    if answered:
        tool.ask(tab)
        return tool.is_answered(tab)
    if not tab.locator(FAILED).is_visible():
        tool.ask(tab)
    return tool.says_that_it_failed(tab)


@pytest.mark.parametrize(("way", "asset", "damage"), DAMAGED, ids=lambda each: getattr(each, "__name__", each))
def test_a_file_of_python_that_is_missing_or_damaged_costs_time_or_is_said_plainly(
    way: str, asset: str, damage: Any, site: Path, tmp_path: Path, context: BrowserContext
) -> None:
    copy = damaged(site, tmp_path)
    folder = copy / "assets/python"
    if asset == "library":
        missing(folder / "snapshot.js")
    damage(folder / f"{asset}.js") if asset != "own" else [
        damage(folder / f"{each}.js") for each in ("tool", "form")
    ]
    with served(copy) as host:
        for tool in TOOLS if way == "disk" and asset in {"python", "own"} else (CALCULATOR,):
            tab = context.new_page()
            start = f"{copy.as_uri()}/" if way == "disk" else host
            ends_well(tool, tab, start, answered=asset == "snapshot")
            again = tab.locator(FAILED).get_by_role("button", name="Try again")
            if asset == "own":
                expect(again).to_be_hidden()  # without its script it would do nothing
            elif again.is_visible():
                again.click()
                tool.says_that_it_failed(tab)
            tab.close()


@pytest.mark.parametrize("damage", [*DAMAGES, *SPOILT], ids=lambda each: each.__name__)
def test_a_forms_own_file_that_is_missing_or_damaged_is_said_plainly(
    damage: Any, site: Path, tmp_path: Path, context: BrowserContext
) -> None:
    copy = damaged(site, tmp_path)
    [carried] = copy.glob(f"**/{REPORT}.js")
    damage(carried)
    tab = context.new_page()
    ends_well(FORM, tab, f"{copy.as_uri()}/", answered=False)
    with tab.expect_download() as saved:
        tab.locator(".form-files [data-do=save]").press("Enter")
    assert json.loads(saved.value.path().read_text(encoding="utf-8"))["answers"] == FORM.typed


def test_a_sign_in_page_in_place_of_a_file_is_said_plainly_and_trying_again_asks_the_host_anew(
    site: Path, tmp_path: Path, context: BrowserContext
) -> None:
    copy = damaged(site, tmp_path)
    file = copy / "assets/python/wasm.js"
    another_page_in_its_place(file)
    tab = context.new_page()
    with served(copy) as host:
        ends_well(CALCULATOR, tab, host, answered=False)
        replace(file, (site / "assets/python/wasm.js").read_bytes())
        CALCULATOR.tries_again(tab)
        CALCULATOR.is_answered(tab)


# --- Memory, storage and cookies are refused --------------------------------------------------------------

NO_MEMORY = """
  const refuse = () => { throw new RangeError("could not allocate memory"); };
  WebAssembly.Memory = class { constructor() { refuse(); } };
  WebAssembly.instantiate = async () => refuse();
"""
NO_MORE_MEMORY = """WebAssembly.Memory.prototype.grow = () => { throw new RangeError("could not grow"); };"""


@every_tool
def test_where_the_browser_has_no_memory_the_page_says_so(tool: Tool, tab: Page, disk: str) -> None:
    in_worker(tab, NO_MEMORY)
    ends_well(tool, tab, disk, answered=False)
    tab.evaluate("window.inWorker = ''")
    tool.tries_again(tab)
    if tool is FORM:
        tool.ask(tab)
    tool.is_answered(tab)


def test_where_no_more_memory_can_be_had_a_large_form_fails_in_words_with_every_word_kept(
    tab: Page, disk: str
) -> None:
    in_worker(tab, NO_MORE_MEMORY)
    FORM.open(tab, disk)
    FORM.type(tab)
    long = "A word. " * 2_400
    names = [each.get_attribute("name") for each in tab.locator("[data-body] textarea").all()]
    for name in names:
        if name != "about.involvement":
            tab.locator(f"[name='{name}']").fill(long)
    tab.locator(FORM.press).press("Enter")
    answered = tab.locator(
        "#review-title:visible, [data-error-list] li:visible, .tool-status[data-when=failed]:visible"
    )
    expect(answered.first).to_be_visible(timeout=SLOW)
    FORM.keeps_what_was_typed(tab)


# A browser that blocks cookies refuses all of these to the page.
REFUSED = """{
  const refuse = { get() { throw new DOMException("refused", "SecurityError"); }, set() { this.get(); } };
  for (const name of ["localStorage", "sessionStorage", "indexedDB", "caches"])
    Object.defineProperty(window, name, refuse);
  Object.defineProperty(Document.prototype, "cookie", refuse);
  Object.defineProperty(window, "name", { get: () => "", set() {} });
}"""


@every_tool
def test_where_cookies_and_storage_are_blocked_nothing_is_missed(tool: Tool, tab: Page, disk: str) -> None:
    faults: list[str] = []
    tab.on("pageerror", lambda error: faults.append(str(error)))
    tab.add_init_script(REFUSED)
    ends_well(tool, tab, disk, answered=True)
    colours = tab.locator("[data-colour-choice] input[value=dark], [data-colour-choice] option[value=dark]").first
    colours.evaluate(
        "each => { each.closest('form').elements.namedItem('colours').value = 'dark';"
        "each.closest('form').dispatchEvent(new Event('change', { bubbles: true })); }"
    )
    assert tab.evaluate("document.documentElement.dataset.colours") == "dark"
    tab.get_by_label("Search this guide").click()
    tab.keyboard.type("core group", delay=20)
    expect(tab.locator(".md-search-result__link").first).to_be_visible(timeout=SLOW)
    assert faults == []


@pytest.mark.parametrize(
    "refusal",
    [
        "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); }",
        "crypto.subtle.encrypt = async () => { throw new DOMException('refused', 'OperationError'); }",
        "Storage.prototype.getItem = Storage.prototype.setItem = () => { throw new DOMException('no'); }",
    ],
    ids=["full", "no encryption", "refused"],
)
def test_a_draft_that_the_device_will_not_keep_is_said_and_stays_unsaved(
    refusal: str, secure_host: str, browser: Browser
) -> None:
    context = browser.new_context(ignore_https_errors=True)
    tab = context.new_page()
    tab.add_init_script(refusal)
    FORM.open(tab, secure_host)
    FORM.type(tab)
    keep(tab, "a long passphrase")
    expect(tab.locator("[data-said=full]")).to_be_visible()
    expect(tab.locator("[data-unsaved]")).to_be_visible()
    FORM.keeps_what_was_typed(tab)
    context.close()


def keep(tab: Page, passphrase: str) -> None:
    """Keep a draft on this device."""
    if not tab.locator("[data-passphrase]").is_visible():
        tab.locator("[data-keep] summary").click()
    tab.locator("[data-passphrase]").fill(passphrase)
    tab.locator("[data-do=keep]").press("Enter")


# --- Two tabs -------------------------------------------------------------------------------------------


def test_two_tabs_with_two_cases_keep_apart(context: BrowserContext, disk: str) -> None:
    other = "partnership=darlington&initial_conference=2027-03-01"
    first, second = context.new_page(), context.new_page()
    first.goto(f"{disk}{CALCULATOR.path}#{CASE}")
    second.goto(f"{disk}{CALCULATOR.path}#{other}")
    for tab, address, heading in ((second, other, "Dates for Darlington"), (first, CASE, "Dates for Kirklees")):
        expect(tab.locator("[data-output] h2").first).to_have_text(heading, timeout=SLOW)
        tab.reload()
        expect(tab.locator("[data-output] h2").first).to_have_text(heading, timeout=SLOW)
        assert f"#{address}&" in tab.url


def test_a_draft_kept_in_one_tab_is_not_replaced_by_that_of_another(secure_host: str, browser: Browser) -> None:
    context = browser.new_context(ignore_https_errors=True)
    first, second = context.new_page(), context.new_page()
    for tab, words in ((first, "The first family"), (second, "The second family")):
        FORM.open(tab, secure_host)
        FORM.box(tab, "about.involvement").fill(words)
    keep(first, "the first passphrase")
    expect(first.locator("[data-said=kept]")).to_be_visible()
    keep(second, "the second passphrase")
    expect(second.locator("[data-said=another]")).to_be_visible()
    expect(second.locator("[data-unsaved]")).to_be_visible()
    assert FORM.box(second, "about.involvement").input_value() == "The second family"
    FORM.box(first, "about.involvement").fill("The first family, and more")
    keep(first, "the first passphrase")
    expect(first.locator("[data-said=kept]")).to_be_visible()
    first.reload()
    first.locator("[data-passphrase]").fill("the first passphrase")
    first.locator("[data-do=unlock]").press("Enter")
    expect(FORM.box(first, "about.involvement")).to_have_value("The first family, and more", timeout=SLOW)
    keep(first, "the first passphrase")
    expect(first.locator("[data-said=kept]")).to_be_visible()
    second.locator("[data-do=forget]").press("Enter")
    keep(second, "the second passphrase")
    expect(second.locator("[data-said=kept]")).to_be_visible()
    context.close()


# --- Back, forward, reload --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def keeping() -> Iterator[Browser]:
    """Return a browser that keeps pages whole for whoever goes back, as readers' browsers do."""
    with with_page_cache() as started:
        yield started


def left_and_come_back(tab: Page, host: str) -> None:
    """Go to another page and back; the browser must have kept the page whole."""
    tab.evaluate("addEventListener('pageshow', (event) => { window.cameBack = event.persisted; })")
    tab.goto(f"{host}index.html")
    tab.go_back(wait_until="commit")
    until(tab, "window.cameBack === true")


def test_who_goes_back_to_my_dates_finds_nothing_of_what_was_typed(keeping: Browser, site: Path) -> None:
    context = keeping.new_context()
    tab = context.new_page()
    with served(site) as host:
        MY_DATES.open(tab, host)
        MY_DATES.type(tab)
        MY_DATES.ask(tab)
        MY_DATES.is_answered(tab)
        left_and_come_back(tab, host)
        assert (
            tab.locator("[data-tool] input[type=text]").evaluate_all("all => all.map((box) => box.value).join('')")
            == ""
        )
        assert tab.locator("[name=partnership]:checked, [name=conference]:checked").count() == 0
        assert tab.locator("[data-output]").inner_html() == ""
        MY_DATES.type(tab)
        MY_DATES.ask(tab)
        MY_DATES.is_answered(tab)
    context.close()


def test_an_answer_that_comes_after_my_dates_were_left_is_not_shown_to_who_goes_back(
    keeping: Browser, site: Path
) -> None:
    context = keeping.new_context()
    tab = context.new_page()
    tab.add_init_script(WORKERS)
    with served(site) as host:
        MY_DATES.open(tab, host)
        MY_DATES.type(tab)
        MY_DATES.ask(tab)
        MY_DATES.is_answered(tab)
        tab.evaluate("window.asleep = true")
        MY_DATES.box(tab, "held.day").fill("7")
        left_and_come_back(tab, host)
        tab.evaluate("workers.at(-1).wake()")
        tab.evaluate("guidePython.call('timetable_rehearsal', null)")
        assert tab.locator("[data-output]").inner_html() == ""
    context.close()


def test_who_goes_back_to_a_form_finds_neither_words_nor_dates_nor_passphrase(
    keeping: Browser, secure_host: str
) -> None:
    context = keeping.new_context(ignore_https_errors=True)
    tab = context.new_page()
    FORM.open(tab, secure_host)
    FORM.type(tab)
    tab.locator("[id='when.date']").fill("6/1/2027")
    tab.keyboard.press("Enter")
    expect(tab.locator("[data-dates]")).to_contain_text("31 December 2026")
    keep(tab, "a long passphrase")
    expect(tab.locator("[data-said=kept]")).to_be_visible()
    left_and_come_back(tab, secure_host)
    assert tab.locator("[data-passphrase]").input_value() == ""
    assert tab.locator("[id='when.date']").input_value() == ""
    assert tab.locator("[data-dates]").inner_html() == ""
    assert tab.locator("[data-date-for]:visible").count() == 0
    assert tab.locator("[data-body] textarea").evaluate_all("all => all.map((box) => box.value).join('')") == ""
    with tab.expect_download() as saved:
        tab.locator(".form-files [data-do=save]").press("Enter")
    assert json.loads(saved.value.path().read_bytes())["counted"] == {}
    FORM.type(tab)
    FORM.ask(tab)
    FORM.is_answered(tab)
    context.close()


def test_a_case_is_still_there_for_who_goes_away_from_the_calculator_and_back(
    keeping: Browser, site: Path, tab: Page
) -> None:
    context = keeping.new_context()
    kept = context.new_page()
    with served(site) as host:
        for each, whole in ((kept, True), (tab, False)):
            CALCULATOR.open(each, host)
            CALCULATOR.type(each)
            CALCULATOR.is_answered(each)
            if whole:
                left_and_come_back(each, host)
            else:
                each.goto(f"{host}index.html")
                each.go_back()
            CALCULATOR.is_answered(each)
            CALCULATOR.box(each, "strategy_discussion.day").fill("14")
            expect(each.locator("[data-output]")).to_contain_text("Thursday 7 January 2027", timeout=SLOW)
    context.close()


def test_going_back_from_unsaved_words_asks_first(tab: Page, disk: str) -> None:
    tab.goto(f"{disk}index.html")
    FORM.open(tab, disk)
    FORM.type(tab)
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    tab.on("dialog", stay)
    tab.evaluate("setTimeout(() => history.back())")
    tab.wait_for_timeout(300)
    assert asked == ["beforeunload"]
    FORM.keeps_what_was_typed(tab)


def test_leaving_works_where_the_browser_has_no_voice(tab: Page, disk: str) -> None:
    tab.add_init_script("delete window.speechSynthesis;")
    tab.goto(f"{disk}{MY_DATES.path}")
    assert tab.evaluate("'speechSynthesis' in window") is False
    tab.locator("[data-leave]").click()
    expect(tab).to_have_title("Kitchen measures")


# --- Time ----------------------------------------------------------------------------------------------

LEAP_DAY_NOON = "2028-02-29T12:30:00Z"


def at(moment: str) -> str:
    """Return a script by which it is now this moment, and time goes on from there."""
    return f"""{{
      const [real, begun] = [Date.now, Date.now()];
      const now = () => {moment} + real() - begun;
      const Real = Date;
      Date = class extends Real {{ constructor(...given) {{ given.length ? super(...given) : super(now()); }} }};
      Date.now = now;
    }}""".replace(moment, str(milliseconds(moment)))


def milliseconds(moment: str) -> int:
    return int(datetime.fromisoformat(moment).timestamp() * 1000)


ZONES = [
    ("Pacific/Kiritimati", LEAP_DAY_NOON, date(2028, 3, 1)),
    ("America/Los_Angeles", LEAP_DAY_NOON, date(2028, 2, 29)),
    ("Europe/London", "2028-02-28T23:59:59.900Z", date(2028, 2, 29)),
    ("Europe/London", "2027-03-31T23:30:00Z", date(2027, 4, 1)),  # British Summer Time
]


@pytest.mark.parametrize(("zone", "moment", "today"), ZONES, ids=lambda each: str(each).replace("/", " "))
def test_a_document_bears_the_readers_own_day_and_dates_do_not_move(
    zone: str, moment: str, today: date, browser: Browser, disk: str
) -> None:
    context = browser.new_context(timezone_id=zone, accept_downloads=True)
    tab = context.new_page()
    tab.add_init_script(WORKERS)
    in_worker(tab, at(moment))
    FORM.open(tab, disk)
    FORM.type(tab)
    FORM.box(tab, "children.1.born").fill("29/02/2028")
    FORM.ask(tab)
    FORM.is_answered(tab)
    if moment.endswith("900Z"):
        tab.wait_for_timeout(200)  # so that it is after midnight for certain
    made = exported(tab, "docx")
    with ZipFile(made) as archive:
        core = archive.read("docProps/core.xml").decode()
        text = re.sub("<[^>]+>", "", archive.read("word/document.xml").decode())
    assert f">{today.isoformat()}T" in core
    assert "29 February 2028" in text
    CALCULATOR.open(tab, disk)
    tab.goto(f"{disk}{CALCULATOR.path}#partnership=kirklees&initial_conference=2028-02-29")
    expect(tab.locator("[data-output]")).to_contain_text("Tuesday 29 February 2028", timeout=SLOW)
    expect(tab.locator("[id='kirklees.first-core-group']")).to_contain_text("Tuesday 14 March 2028")
    calendar = exported(tab, "ics").read_text(encoding="utf-8")
    assert "DTSTART;VALUE=DATE:20280314" in calendar
    with ZipFile(exported(tab, "docx")) as archive:
        assert f">{today.isoformat()}T" in archive.read("docProps/core.xml").decode()
    context.close()


def exported(tab: Page, kind: str) -> Path:
    with tab.expect_download() as made:
        tab.locator(f"[data-export={kind}]").press("Enter")
    return Path(made.value.path())


def test_my_dates_count_over_the_leap_day_in_any_zone(browser: Browser, disk: str) -> None:
    shown = set()
    for zone in ("Pacific/Kiritimati", "America/Los_Angeles"):
        context = browser.new_context(timezone_id=zone)
        tab = context.new_page()
        tab.add_init_script(WORKERS)
        in_worker(tab, at(LEAP_DAY_NOON))
        MY_DATES.open(tab, disk)
        MY_DATES.type(tab)
        for box, value in (("held.day", "29"), ("held.month", "2"), ("held.year", "2028")):
            MY_DATES.box(tab, box).fill(value)
        MY_DATES.ask(tab)
        expect(tab.locator("[data-output]")).to_contain_text("Tuesday 29 February 2028", timeout=SLOW)
        shown.add(tab.locator("[data-output]").text_content())
        context.close()
    assert len(shown) == 1

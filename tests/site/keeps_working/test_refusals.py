"""A browser that refuses memory, storage or cookies: the page says so, or does without."""

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.site.keeps_working.tools import FORM, SLOW, Tool, ends_well, every_tool, in_worker, keep

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
    FORM.open(tab, disk, starts=False)
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

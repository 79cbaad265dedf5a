"""Words that look like code stay words, wherever they are typed or come from: tried with the policy switched off."""

import json
from collections.abc import Iterator
from html import escape
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zipfile import ZipFile

import pytest
from playwright.sync_api import Browser, Page, expect

from forms.builder.load import form_ids
from tests.browser.drivers import chromium
from tests.matrix import matrix
from tests.site.calculator_page import CASE, PAGE
from tests.site.form_page import REPORT, FormPage
from tests.site.test_forms import OF_EVERY_KIND

RUN = "window.ran = true"
HOSTILE = " ".join(
    [
        f'<img data-hostile src=x onerror="{RUN}">',
        f'"><script data-hostile>{RUN}</script>',
        f"'><svg data-hostile onload='{RUN}'></svg>",
        f"</textarea></title><b data-hostile onfocus='{RUN}' autofocus tabindex=0>x</b>",
        f'<a data-hostile href="javascript:{RUN}">x</a> javascript:{RUN}',
        "{{7*7}} {% for x in 'y' %}z{% endfor %} ${7*7} ]]> --> &lt;b&gt; \u202egnp.exe \u2066x",
    ]
)
SOME = "{{7*7}} {% for x in 'y' %}z{% endfor %} ${7*7} ]]> --> &lt;b&gt;"
expect.set_options(timeout=30_000)


@pytest.fixture(scope="module")
def browser() -> Browser:
    return chromium()


@pytest.fixture
def tab(browser: Browser) -> Iterator[Page]:
    """Return a tab in which no policy stops a script: what stops it then is that it stays text."""
    context = browser.new_context(bypass_csp=True, accept_downloads=True)
    context.set_default_timeout(60_000)
    page = context.new_page()
    yield page
    context.close()


def nothing_ran(tab: Page) -> None:
    """Fail where a hostile word has become an element, or has run; and where this check could not notice it."""
    tab.wait_for_timeout(50)  # a picture that fails runs its script a little later
    assert tab.locator("[data-hostile], [onerror], [onload], [onfocus], a[href^='javascript:']").count() == 0
    assert tab.evaluate("window.ran") is None


def the_check_would_notice(tab: Page) -> None:
    tab.evaluate("html => document.body.insertAdjacentHTML('beforeend', html)", HOSTILE)
    expect(tab.locator("img[data-hostile]")).to_be_attached()
    tab.evaluate(
        "new Promise((done) => { const look = () => (window.ran ? done() : setTimeout(look, 10)); look(); })"
    )


# --- Forms ----------------------------------------------------------------------------------------------

# Types into every box; into those that take no free words too, as a changed page could.
FILL = """([words, everywhere]) => {
  for (const box of document.querySelectorAll("[data-body] :is(input, textarea, select)")) {
    if (box.closest("template")) continue;
    box.dataset.before ??= box.value;
    const free = box.localName === "textarea" || (box.type === "text" && !box.matches(".day-box"));
    if (/radio|checkbox/.test(box.type)) {
      box.value = everywhere ? words : box.dataset.before;
      box.checked = everywhere;
    } else if (box.localName === "select") {
      if (everywhere) box.add(new Option(words, words, true, true));
      else box.selectedIndex = 0;
    }
    else box.value = free || everywhere ? words : "";
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }
}"""


@pytest.mark.parametrize("form", [form if form in OF_EVERY_KIND else matrix(form) for form in form_ids()])
def test_no_word_in_any_box_of_any_form_runs_in_the_page_its_messages_or_its_print_view(
    form: str, tab: Page, site: Path
) -> None:
    FormPage(tab, (site / "forms" / f"{form}.html").as_uri()).ready()
    tab.evaluate(FILL, [HOSTILE, True])
    tab.locator("[data-do=review]").press("Enter")
    expect(tab.locator("[data-error-list]")).to_contain_text("<img")
    nothing_ran(tab)
    tab.evaluate(FILL, [HOSTILE, False])
    tab.locator("[data-do=review]").press("Enter")
    expect(tab.locator("#review-title")).to_be_focused()
    expect(tab.locator("[data-review] .review-answer").filter(has_text="<img").first).to_contain_text(SOME)
    tab.emulate_media(media="print")
    nothing_ran(tab)
    the_check_would_notice(tab)


def test_hostile_words_in_drafts_documents_and_their_names_stay_words(tab: Page, site: Path) -> None:
    report = FormPage(tab, (site / "forms" / f"{REPORT}.html").as_uri()).ready()
    answers = {"about.involvement": HOSTILE, "children.1.name": HOSTILE, "children.2.name": HOSTILE}
    draft = {"format": "child-protection-conference-guide draft", "form": REPORT, "version": 2, "answers": answers}
    for more, says in (
        ({"form": "x", "title": HOSTILE}, "draft of another form"),
        ({"answers": {HOSTILE: "x"}}, "<img"),
    ):
        report.open(as_file(json.dumps(draft | more).encode(), f"{HOSTILE[:40]}.json"))
        report.refuses(says)
        nothing_ran(tab)
    report.open(as_file(json.dumps(draft).encode()))
    expect(tab.locator("#opened-title")).to_be_focused()
    assert report.box("about.involvement").input_value() == HOSTILE
    made = report.export("docx", "named", "write")
    assert made.suggested_filename.isascii()
    assert not set(made.suggested_filename) & set("<>\"'{}%/\\:;&")
    report.open(as_file(edited(made.path()), "report.docx"))
    differences = tab.locator("[data-difference]")
    expect(differences.first).to_contain_text("<img")
    expect(tab.locator("[data-opened] ins").first).to_contain_text("<img")
    nothing_ran(tab)
    differences.first.locator("[value=found]").check()
    assert "Changed" in report.box("about.involvement").input_value()
    nothing_ran(tab)
    the_check_would_notice(tab)


def as_file(content: bytes, name: str = "draft.json") -> Any:
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def edited(path: Path) -> bytes:
    """Return a document in which hostile words were written into an answer and between the answers."""
    with ZipFile(path) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    document = files["word/document.xml"].decode()
    words = escape(HOSTILE)
    assert "Danger statement" in document
    changed = document.replace("&lt;img", "Changed &lt;img", 1).replace("Danger statement", words, 1)
    written = BytesIO()
    with ZipFile(written, "w") as archive:
        for name, content in {**files, "word/document.xml": changed.encode()}.items():
            archive.writestr(name, content)
    return written.getvalue()


def test_a_hostile_date_for_a_form_is_quoted_as_text(tab: Page, site: Path) -> None:
    FormPage(tab, (site / "forms" / f"{REPORT}.html").as_uri()).ready()
    tab.locator("[id='when.date']").fill(HOSTILE)
    tab.keyboard.press("Enter")
    expect(tab.locator("[data-when-errors]")).to_contain_text("<img")
    nothing_ran(tab)
    the_check_would_notice(tab)


# --- The calculator and My dates --------------------------------------------------------------------------

KEYS = ["partnership", "strategy_discussion", "core_group", "core_group.2", "role", "compare", "fact.plan_made"]
VALUES_AND_KEYS = [
    *(f"{CASE}&{key}={quote(HOSTILE)}" for key in [*KEYS, "done.kirklees.minutes", "open"]),
    *(f"{CASE}&{before}{quote(HOSTILE)}=2026-12-11" for before in ["", "done.", "fact.", "core_group."]),
    f"{CASE}&__proto__=x&constructor=y",
    f"{CASE}&%zz=%&%00=%ff",
    f"#{HOSTILE}={HOSTILE}",
    f"{CASE}&role=" + "A" * 20_000,
]


def test_no_key_and_no_value_of_the_calculators_address_runs(tab: Page, site: Path) -> None:
    faults: list[str] = []
    tab.on("pageerror", lambda error: faults.append(str(error)))
    tab.goto(f"{(site / PAGE).as_uri()}#{VALUES_AND_KEYS[0]}")
    expect(tab.locator("[data-state=ready]")).to_be_attached(timeout=120_000)
    for address in VALUES_AND_KEYS:
        tab.evaluate("address => { location.hash = address; }", address)
        for _ in range(3):  # the address, then its case, then what stands open
            tab.evaluate("guidePython.call('timetable_rehearsal', null)")
        expect(tab.locator("[data-state=ready]")).to_be_attached()
        nothing_ran(tab)
    tab.evaluate("address => { location.hash = address; }", CASE)
    expect(tab.locator("[data-output]")).to_contain_text("Wednesday 6 January 2027")
    assert faults == []
    the_check_would_notice(tab)


@pytest.mark.parametrize("path", [PAGE, "family/my-dates.html"], ids=["calculator", "my dates"])
def test_no_word_in_any_box_of_a_tool_runs(path: str, tab: Page, site: Path) -> None:
    tab.goto((site / path).as_uri())
    tab.locator("[name=partnership][value=kirklees]").check()
    tab.evaluate(
        """words => {
          for (const box of document.querySelectorAll("[data-tool] input[type=text]")) box.value = words;
          for (const box of document.querySelectorAll("[data-tool] input[type=radio]:not([name=partnership])")) {
            box.value = words;
            box.checked = true;
          }
        }""",
        HOSTILE,
    )
    tab.locator("[data-tool] [type=submit]").press("Enter")
    expect(tab.locator("[data-error-list]")).to_contain_text("<img", timeout=120_000)
    nothing_ran(tab)
    the_check_would_notice(tab)


# --- Reading and searching --------------------------------------------------------------------------------


def test_a_hostile_area_search_or_mark_in_an_address_is_only_text(tab: Page, site: Path) -> None:
    pages = [
        "procedures/report/what-to-write.html",
        "partnerships/kirklees.html",
        "family/reports.html",
        "index.html",
    ]
    for page in pages:
        for key in ("area", "q", "h"):
            tab.goto(f"{(site / page).as_uri()}?{key}={quote(HOSTILE)}")
            tab.get_by_label("Search this guide").click()
            nothing_ran(tab)
            for link in tab.locator("main a[href]").all()[:5]:
                assert "hostile" not in (link.get_attribute("href") or "")
    the_check_would_notice(tab)


def test_hostile_words_in_the_search_box_are_only_text(tab: Page, site: Path) -> None:
    tab.goto((site / "index.html").as_uri())
    box = tab.get_by_label("Search this guide")
    box.click()
    for words in (HOSTILE, "core <img data-hostile src=x onerror='window.ran = true'>", "{{7*7}} conference"):
        box.fill(words)
        box.press("End")
        tab.keyboard.type(" report")
        expect(tab.locator(".md-search-result__meta")).not_to_have_text("Type to start searching", timeout=120_000)
        tab.wait_for_timeout(500)
        nothing_ran(tab)
    the_check_would_notice(tab)

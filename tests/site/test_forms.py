"""Forms in a real browser: written by keyboard, drafts, documents, and everything that must not lose a word."""

import json
import re
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import docx
import pytest
from docx.oxml.ns import qn
from playwright.sync_api import Browser, Dialog, Page, expect

from calculator.builder.load import load_rulebook
from forms.builder.form_data import word_templates
from forms.builder.load import form_ids, load_example, load_form
from forms.document import Copy, Purpose, fill
from forms.draft import LONGEST_ANSWER
from forms.opening import open_file
from forms.part import Kind
from tests.browser.axe import violations, violations_in_the_dark
from tests.browser.drivers import chromium
from tests.matrix import matrix
from tests.serving import served
from tests.site.calculator_page import CASE, PAGE
from tests.site.form_page import REPORT, FormPage, as_draft, example, file

pytestmark = pytest.mark.offline

FORMS = form_ids()
OF_EVERY_KIND = (REPORT, "before-i-submit", "conference-record", "detailed-plan")
TYPED = (
    "conference-request",
    "core-group-members",
    "detailed-plan",
    "mapping-tool",
    "plan-ending",
    "social-work-report",
    "stand-down",
)
"""Together these have every kind of box. Typing is slow: the other forms are typed in before a release alone."""


@pytest.fixture(scope="module")
def browser() -> Browser:
    return chromium()


def visible_text(content: bytes) -> str:
    """Return a document's text as its reader sees it, also in content controls and tables."""
    body = docx.Document(BytesIO(content)).element.body
    texts = ["".join(each.text or "" for each in line.iter(qn("w:t"))) for line in body.iter(qn("w:p"))]
    return "\n".join(texts)


def parts(content: bytes) -> dict[str, bytes]:
    with ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def day_made(content: bytes) -> date:
    created = re.search(rb"<dcterms:created[^>]*>([0-9-]{10})", parts(content)["docProps/core.xml"])
    assert created
    return date.fromisoformat(created[1].decode())


# --- Every form -----------------------------------------------------------------------------------------


def boxes(form: str) -> set[tuple[Kind, Kind, bool, bool]]:
    """Return how a form’s boxes are filled in: kind of field and of box, for each child or not, in rows or not."""
    fields = load_form(form, load_rulebook()).fields()
    return {(each.kind, part.kind, bool(of.each), each.repeats) for of, each in fields for part in each.parts}


def test_the_forms_typed_by_keyboard_have_every_kind_of_box() -> None:
    assert set().union(*map(boxes, TYPED)) == set().union(*map(boxes, FORMS))


@pytest.mark.parametrize("form", [form if form in TYPED else matrix(form) for form in FORMS])
def test_a_worked_example_typed_by_keyboard_is_the_draft_and_the_document(form: str, tab: Page, site: Path) -> None:
    page = FormPage(tab, (site / "forms" / f"{form}.html").as_uri()).ready()
    page.type_by_keyboard(example(form))
    is_the_draft_and_the_document(form, page)


@pytest.mark.parametrize("form", [form for form in FORMS if form not in TYPED])
def test_a_worked_example_opened_as_a_draft_is_the_draft_and_the_document(form: str, tab: Page, site: Path) -> None:
    page = FormPage(tab, (site / "forms" / f"{form}.html").as_uri()).ready()
    page.open(file(as_draft(form)))
    expect(tab.locator("#opened-title")).to_be_focused()
    is_the_draft_and_the_document(form, page)


def is_the_draft_and_the_document(form: str, page: FormPage) -> None:
    """Save and export what was filled in: both hold the worked example."""
    definition = load_form(form, load_rulebook())
    typed = page.answers()
    drafted = {"format": "child-protection-conference-guide draft", "form": form, "version": 1, "answers": typed}
    assert open_file(definition, json.dumps(drafted).encode()).draft == load_example(definition)
    made = page.export("docx", "write").path().read_bytes()
    opened = open_file(definition, made)
    assert (opened.differences, opened.lost, opened.added, opened.removed) == ((), (), (), ())
    copy = Copy(made=day_made(made), purpose=Purpose.WRITE)
    again = fill(definition, word_templates(definition)[""], opened.draft, copy)
    assert parts(made) == parts(again)  # byte for byte from CPython, for the same answers and day


@pytest.mark.parametrize("form", FORMS)
def test_no_form_breaks_an_accessibility_rule_full_and_in_error(form: str, browser: Browser, site: Path) -> None:
    """Those of every kind also before anything is written, as `tests/docs` looks at every page, and in the dark."""
    context = browser.new_context(offline=True, viewport={"width": 390, "height": 844})
    tab = context.new_page()
    problems: list[Any] = []

    def look(state: str) -> None:
        found = [*violations(tab), *(violations_in_the_dark(tab) if form in OF_EVERY_KIND else [])]
        problems.extend((state, *each) for each in found)

    page = FormPage(tab, (site / "forms" / f"{form}.html").as_uri()).ready()
    if form in OF_EVERY_KIND:
        look("empty")
    for width in (1280, 390):
        tab.set_viewport_size({"width": width, "height": 844})
        if tab.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"):
            problems.append(f"wider than {width} pixels")
    page.open(file(as_draft(form)))
    expect(tab.locator("#opened-title")).to_be_focused()
    page.review()
    look("full")
    tab.locator("[data-body] .day-box").first.fill("yesterday")
    tab.locator("[data-do=review]").press("Enter")
    expect(tab.locator("[data-error-summary]")).to_be_focused()
    look("in error")
    context.close()
    assert problems == []


# --- Drafts: nothing is kept, and nothing is lost -----------------------------------------------------------


def test_a_draft_is_a_file_and_opens_again_with_every_word(report: FormPage) -> None:
    typed = {
        "about.involvement": 'Zoë, שלום, 😀, & < > " {{ 7*7 }}\n\tSecond line',
        "children.1.name": "Robin",
        "children.2.name": "Sam",
        "children.2.harm.1.text": "One.",
        "children.2.harm.2.text": "Two.",
        "children.2.harm.2.basis": "Opinion",
        "children.2.scale.score": "7",
        "children.2.plan": "Neither",
    }
    report.type_by_keyboard(typed)
    saved = report.save()
    assert saved.suggested_filename == f"{REPORT}.draft.json"
    report.tab.reload()
    report.ready()
    assert report.answers() == {}
    report.open(saved.path())
    expect(report.tab.locator("#opened-title")).to_be_focused()
    assert report.answers() == typed
    expect(report.tab.locator("[data-unsaved]")).to_be_hidden()


def test_the_page_keeps_nothing_and_asks_no_host(report: FormPage) -> None:
    asked: list[str] = []
    report.tab.on("request", lambda request: asked.append(request.url))
    report.type_by_keyboard({"about.involvement": "Secret words"})
    report.export()
    assert report.tab.evaluate("localStorage.length + sessionStorage.length + document.cookie.length") == 0
    assert "Secret" not in report.tab.url
    assert [url for url in asked if not url.startswith(("file:", "data:", "blob:"))] == []
    controls = "[data-form] :is(input, textarea, select)"
    assert report.tab.locator(f"{controls}:not([autocomplete=off], [type=hidden])").count() == 0


def test_leaving_reloading_and_going_back_warn_first(report: FormPage) -> None:
    tab = report.tab
    expect(tab.locator("[data-unsaved]")).to_be_hidden()
    report.type_by_keyboard({"about.involvement": "Not saved"})
    expect(tab.locator("[data-unsaved]")).to_contain_text("what you have written is gone")
    tab.locator(".site-nav a").first.click()
    expect(tab.locator("[data-leaving]")).to_contain_text("If you leave now, it is gone.")
    tab.keyboard.press("Escape")
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    tab.on("dialog", stay)
    with tab.expect_event("dialog"):
        tab.evaluate("setTimeout(() => location.reload())")
    expect(tab.locator("[data-form]")).to_be_attached()
    assert asked == ["beforeunload"]
    assert report.box("about.involvement").input_value() == "Not saved"
    tab.locator(".site-nav a").first.click()
    tab.locator("[data-do=leave]").click()
    tab.wait_for_url(re.compile("index.html"))


def test_who_has_saved_may_leave_without_a_question(report: FormPage) -> None:
    report.type_by_keyboard({"about.involvement": "Saved"})
    report.save()
    report.tab.locator(".site-nav a").first.click()
    report.tab.wait_for_url(re.compile("index.html"))


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"\x00\x01 no draft", "cannot be read"),
        (b'{"format": "another"}', "not a draft"),
        (as_draft("mapping-tool", title="Mapping tool"), "draft of another form, “Mapping tool”"),
        (as_draft(REPORT, version=9), "newer version"),
        (as_draft(REPORT, answers={"about.involvement": 7}), "not text"),
        (as_draft(REPORT, version=2, answers={"no.such": "x"}), "which the form does not ask"),
        (as_draft(REPORT)[:200], "cannot be read"),
        (b"PK\x03\x04 broken", "damaged"),
    ],
)
def test_a_file_that_is_no_draft_of_this_form_is_refused_and_the_page_keeps_what_it_had(
    report: FormPage, content: bytes, says: str
) -> None:
    report.type_by_keyboard({"about.involvement": "What I had"})
    report.save()
    report.open(file(content))
    report.refuses(says)
    assert report.answers() == {"about.involvement": "What I had"}


def test_a_file_too_large_to_be_a_draft_is_not_even_read(report: FormPage) -> None:
    report.open(file(b"0" * 31_000_000))
    expect(report.tab.locator("#open-error")).to_be_focused()
    report.refuses("too large")


def test_spelling_is_checked_only_where_the_writer_switches_it_on(report: FormPage) -> None:
    def checked() -> list[bool]:
        text = "textarea, input[type=text]"
        boxes = report.tab.locator("[data-body]").locator(text)
        found: list[bool] = boxes.evaluate_all("all => all.map(box => box.spellcheck)")
        return found

    switch = report.tab.get_by_label("Check spelling as I write")
    expect(switch).not_to_be_checked()
    expect(report.tab.get_by_text("some browsers send what you type")).to_be_visible()
    assert not any(checked())
    switch.press("Space")
    report.tab.locator("[data-do=add]").last.press("Enter")
    assert all(checked())
    switch.press("Space")
    assert not any(checked())


def test_opening_a_draft_over_unsaved_words_asks_first(report: FormPage) -> None:
    report.type_by_keyboard({"about.involvement": "Unsaved"})
    report.open(file(as_draft(REPORT)))
    question = report.tab.locator("[data-replace]")
    expect(question).to_be_visible()
    question.locator("[data-do=replace-no]").click()
    assert report.box("about.involvement").input_value() == "Unsaved"
    report.open(file(as_draft(REPORT)))
    question.locator("[data-do=replace-yes]").click()
    expect(report.tab.locator("#opened-title")).to_be_focused()
    assert report.box("children.2.name").input_value() == "Sam Fictional"


def test_a_file_can_be_dropped_on_the_draft_box(report: FormPage) -> None:
    make = "text => { const data = new DataTransfer(); data.items.add(new File([text], 'x.json')); return data; }"
    dropped = report.tab.evaluate_handle(make, as_draft(REPORT).decode())
    report.tab.locator("[data-drop]").dispatch_event("drop", {"dataTransfer": dropped})
    expect(report.tab.locator("#opened-title")).to_be_focused()
    assert report.box("children.1.name").input_value() == "Robin Fictional"


# --- When Python stops, or cannot start ------------------------------------------------------------------------


def test_when_the_worker_dies_nothing_is_lost_and_it_can_be_started_again(tab: Page, site: Path) -> None:
    tab.add_init_script(
        """const Real = Worker; window.workers = [];
        window.Worker = class extends Real { constructor(...given) { super(...given); workers.push(this); } };"""
    )
    page = FormPage(tab, (site / "forms" / f"{REPORT}.html").as_uri()).ready()
    page.type_by_keyboard({"about.involvement": "Still here"})
    tab.evaluate(
        "workers.at(-1).dispatchEvent(new ErrorEvent('error', { message: 'killed' })); workers.at(-1).terminate()"
    )
    tab.locator("[data-do=review]").click()
    expect(tab.locator("[data-form][data-state=failed]")).to_be_attached()
    expect(tab.locator(".tool-status[data-when=failed]")).to_contain_text("What you have written is still here")
    assert page.answers() == {"about.involvement": "Still here"}
    tab.locator("[data-do=restart]").click()
    page.ready()
    assert "Still here" in visible_text(page.export().path().read_bytes())


def test_a_worker_that_ends_without_a_word_is_noticed(tab: Page, site: Path) -> None:
    tab.add_init_script(
        """const Real = Worker; window.workers = []; window.guidePythonOptions = { patience: 8000 };
        window.Worker = class extends Real { constructor(...given) { super(...given); workers.push(this); } };"""
    )
    page = FormPage(tab, (site / "forms" / f"{REPORT}.html").as_uri()).ready()
    page.type_by_keyboard({"about.involvement": "Mid-export"})
    page.review()
    tab.evaluate("workers.at(-1).terminate()")
    tab.locator("[data-export=docx]").click()
    expect(tab.locator(".tool-status[data-when=failed]")).to_be_visible(timeout=30_000)
    assert page.answers() == {"about.involvement": "Mid-export"}


def test_who_goes_back_finds_the_form_empty(report: FormPage, site: Path) -> None:
    report.type_by_keyboard({"about.involvement": "For nobody else"})
    report.save()
    report.tab.goto((site / "index.html").as_uri())
    report.tab.go_back()
    report.ready()
    assert report.answers() == {}


def test_without_webassembly_the_page_says_so_and_saves_drafts(tab: Page, site: Path) -> None:
    tab.add_init_script("delete window.WebAssembly;")
    page = FormPage(tab, (site / "forms" / f"{REPORT}.html").as_uri())
    expect(tab.locator(".tool-status[data-when=failed]")).to_be_visible()
    page.type_by_keyboard({"about.involvement": "Kept in a file"})
    assert page.answers() == {"about.involvement": "Kept in a file"}


def test_without_javascript_the_form_can_be_written_in_and_the_blank_one_taken(site: Path, browser: Browser) -> None:
    context = browser.new_context(offline=True, java_script_enabled=False)
    tab = context.new_page()
    tab.goto((site / "forms" / f"{REPORT}.html").as_uri())
    expect(tab.locator(".tool-status-noscript")).to_contain_text("needs JavaScript")
    tab.locator('[name="about.involvement"]').fill("By hand")
    assert tab.locator("button:visible, input[type=file]:visible").count() == 0
    blank = site / "forms" / tab.locator(".tool-status-noscript a").get_attribute("href")  # type: ignore[operator]
    assert "☐ Initial conference" in visible_text(blank.read_bytes())
    context.close()


# --- Writing --------------------------------------------------------------------------------------------------


def test_rows_are_added_moved_and_removed_with_the_focus_kept(report: FormPage) -> None:
    tab = report.tab
    report.type_by_keyboard(
        {"view.support.1.what": "First", "view.support.2.what": "Second", "view.support.3.what": "Third"}
    )
    rows = tab.locator('[data-repeat="view.support"] > [data-item]')
    third = rows.nth(2)
    third.locator("[data-do=up]").focus()
    tab.keyboard.press("Enter")
    assert [row.locator("textarea").input_value() for row in rows.all()] == ["First", "Third", "Second"]
    expect(rows.nth(1).locator("[data-do=up]")).to_be_focused()
    tab.keyboard.press("Enter")
    expect(rows.nth(0).locator("[data-do=down]")).to_be_focused()  # it is the first now, and cannot go further up
    rows.nth(1).locator("[data-do=remove]").click()
    tab.keyboard.press("Enter")  # “No, keep it” has the focus
    assert rows.count() == 3
    rows.nth(1).locator("[data-do=remove]").click()
    rows.nth(1).locator("[data-do=remove-yes]").click()
    assert [row.locator("textarea").input_value() for row in rows.all()] == ["Third", "Second"]
    assert report.answers() == {"view.support.1.what": "Third", "view.support.2.what": "Second"}
    report.review()
    expect(tab.locator("[data-review]")).to_contain_text(re.compile("Offer 1.*Third.*Offer 2.*Second", re.DOTALL))


def test_advice_comes_while_writing_and_goes_when_mended(report: FormPage) -> None:
    advice = report.tab.locator('[data-advice-for="about.involvement"]')
    report.box("about.involvement").fill("Dad failed to come.")
    expect(advice).to_contain_text("“failed to” judges")
    report.box("about.involvement").fill("Dad did not come on 3 May.")
    expect(advice).to_be_hidden()
    report.box("children.1.childs_view").fill("He failed to come.")
    report.box("children.1.harm.1.text").fill("A blow.")
    expect(report.tab.locator('[data-advice-for="children.1.harm.1.basis"]')).to_contain_text("Mark this as fact")
    expect(report.tab.locator('[data-advice-for="children.1.childs_view"]')).to_be_hidden()
    expect(report.tab.locator('[data-progress="about"]')).to_have_text("1 of 4 answered")


def test_the_dates_that_matter_are_counted_and_can_be_used(report: FormPage) -> None:
    tab = report.tab
    tab.locator("[id='when.date']").fill("6/1/2027")
    tab.keyboard.press("Enter")
    expect(tab.locator("[data-dates]")).to_contain_text(
        "Thursday 31 December 2026 Agency report shared with the parents"
    )
    button = tab.get_by_role("button", name="Use this date for Shared with")
    button.click()
    assert report.box("sharing.shared_on").input_value() == "31 December 2026"
    tab.locator("[id='when.date']").fill("soon")
    tab.keyboard.press("Enter")
    expect(tab.locator("[data-when-errors]")).to_contain_text("“soon” is not a date")


def test_what_cannot_be_exported_is_said_at_the_top_and_at_the_box(report: FormPage) -> None:
    tab = report.tab
    report.type_by_keyboard({"children.2.name": "Sam"})
    report.box("children.2.harm.1.text").fill("A blow." + "!" * LONGEST_ANSWER)
    tab.locator("[data-do=review]").click()
    summary = tab.locator("[data-error-summary]")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text(f"{LONGEST_ANSWER:,}")
    summary.locator("a").click()
    box = report.box("children.2.harm.1.text")
    expect(box).to_be_focused()
    expect(box).to_have_attribute("aria-invalid", "true")
    assert report.answers()["children.2.harm.1.text"] == box.input_value()


# --- Documents ------------------------------------------------------------------------------------------------


def test_options_make_a_marked_and_named_copy(report: FormPage) -> None:
    report.open(file(as_draft(REPORT)))
    expect(report.tab.locator("#opened-title")).to_be_focused()
    plain = report.export()
    assert plain.suggested_filename == f"{REPORT}.docx"
    made = report.export("docx", "marking", "named")
    assert made.suggested_filename == f"{REPORT}-robin-fictional.docx"
    assert b"OFFICIAL-SENSITIVE" in parts(made.path().read_bytes())["word/header1.xml"]
    text = report.export("text").path().read_text(encoding="utf-8")
    assert "## Each child: Child 2" in text
    assert "Sam Fictional" in text


def test_a_document_that_was_edited_is_shown_side_by_side_and_the_person_chooses(report: FormPage) -> None:
    report.open(file(as_draft(REPORT)))
    expect(report.tab.locator("#opened-title")).to_be_focused()
    content = parts(report.export("docx", "write").path().read_bytes())
    document = content["word/document.xml"].decode()
    edited = document.replace("Robin Fictional</w:t>", "Robin Newname</w:t>").replace("Danger statement", "Edited")
    again = BytesIO()
    with ZipFile(again, "w") as archive:
        for name, part in {**content, "word/document.xml": edited.encode()}.items():
            archive.writestr(name, part)
    report.open(file(again.getvalue(), "report.docx"))
    difference = report.tab.locator("[data-difference='children.1.name']")
    expect(difference).to_contain_text("Robin Newname")
    assert report.box("children.1.name").input_value() == "Robin Newname"  # the document was changed last
    difference.locator("[value=saved]").check()
    assert report.box("children.1.name").input_value() == "Robin Fictional"
    expect(report.tab.locator("[data-opened]")).to_contain_text("Words outside the fields were edited")
    assert "Edited" in report.tab.locator("[data-opened] ins").all_inner_texts()


def test_on_paper_only_the_checked_answers_stand(report: FormPage) -> None:
    report.open(file(as_draft(REPORT)))
    expect(report.tab.locator("#opened-title")).to_be_focused()
    report.review()
    report.tab.emulate_media(media="print")
    assert not report.tab.locator("[data-body]").is_visible()
    assert not report.tab.locator("[data-export-box]").is_visible()
    assert report.tab.locator(".review-answer", has_text="Grandmother has collected Robin").is_visible()


def test_the_calculators_timetable_leaves_as_a_word_document(tab: Page, site: Path) -> None:
    tab.goto(f"{(site / PAGE).as_uri()}#{CASE}")
    tab.locator(".deadline").first.wait_for(timeout=60_000)
    with tab.expect_download() as made:
        tab.locator("[data-export=docx]").click()
    assert re.fullmatch(r"conference-dates-kirklees-r\d{8}\.docx", made.value.suggested_filename)
    content = visible_text(made.value.path().read_bytes())
    assert "Wednesday 6 January 2027" in content
    for title in tab.locator(".deadline-title").all_inner_texts():
        assert title in content


# --- Over a host ------------------------------------------------------------------------------------------------


def test_over_plain_http_and_from_disk_keeping_on_the_device_is_not_offered(report: FormPage, site: Path) -> None:
    expect(report.tab.locator("[data-keep]")).to_be_hidden()
    context = chromium().new_context()
    with served(site) as host:
        page = FormPage(context.new_page(), f"{host}forms/{REPORT}.html").ready()
        expect(page.tab.locator("[data-keep]")).to_be_hidden()
        page.type_by_keyboard({"about.involvement": "Over http"})
        assert "Over http" in visible_text(page.export().path().read_bytes())
    context.close()


def test_over_https_a_draft_can_be_kept_locked_opened_and_removed(secure_host: str) -> None:
    context = chromium().new_context(ignore_https_errors=True)
    page = FormPage(context.new_page(), f"{secure_host}forms/{REPORT}.html").ready()
    tab = page.tab
    tab.locator("[data-keep] summary").click()
    page.type_by_keyboard({"about.involvement": "Locked words"})
    tab.locator("[data-passphrase]").fill("short")
    tab.locator("[data-do=keep]").click()
    expect(tab.locator("[data-said=short]")).to_be_visible()
    tab.locator("[data-passphrase]").fill("a long passphrase")
    tab.locator("[data-do=keep]").click()
    expect(tab.locator("[data-said=kept]")).to_be_visible()
    assert "Locked" not in tab.evaluate("JSON.stringify({...localStorage})")
    tab.reload()
    page.ready()
    tab.locator("[data-passphrase]").fill("another passphrase")
    tab.locator("[data-do=unlock]").click()
    expect(tab.locator("[data-said=wrong]")).to_be_visible()
    tab.locator("[data-passphrase]").fill("a long passphrase")
    tab.locator("[data-do=unlock]").click()
    expect(tab.locator("#opened-title")).to_be_focused()
    assert page.box("about.involvement").input_value() == "Locked words"
    tab.locator("[data-do=forget]").click()
    assert tab.evaluate("localStorage.length") == 0
    context.close()

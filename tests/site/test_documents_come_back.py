"""Documents that come back to a form's page: what was changed, what was added, and what cannot be opened."""

import os
import re

import pytest
from playwright.sync_api import expect

from tests.forms.reading import changed, parts, with_part
from tests.site.form_page import REPORT, FormPage, as_draft, file

pytestmark = pytest.mark.offline

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORDS = "<w:p><w:r><w:t>Which mornings? &lt;b&gt;</w:t></w:r></w:p>"


def test_all_that_was_changed_in_the_document_is_taken_or_left_with_one_button(report: FormPage) -> None:
    report.open(file(as_draft(REPORT)))
    expect(report.tab.locator("#opened-title")).to_be_focused()
    content = report.export("docx", "write").path().read_bytes()
    document = parts(content)["word/document.xml"].decode()
    for old, new in (("Robin Fictional</w:t>", "Robin Newname</w:t>"), ("Sam Fictional</w:t>", "Sam Newname</w:t>")):
        document = document.replace(old, new)
    report.open(file(with_part(content, "word/document.xml", document.encode()), "report.docx"))
    expect(report.tab.locator("[data-opened]")).to_contain_text("2 answers were changed in the document")
    # On a phone the name of an answer takes two lines, and none of them crosses the border of its box.
    report.tab.set_viewport_size({"width": 360, "height": 740})
    for each in report.tab.locator("[data-difference]").all():
        assert each.evaluate("box => box.querySelector('legend').offsetTop > box.offsetTop")
    boxes = [report.box(f"children.{number}.name") for number in (1, 2)]
    for side, surname in (("saved", "Fictional"), ("found", "Newname")):
        report.tab.locator(f"[data-do=take-{side}]").press("Enter")
        assert [box.input_value() for box in boxes] == [f"Robin {surname}", f"Sam {surname}"]
        chosen = report.tab.locator(f"[data-difference] [value={side}]")
        assert [each.is_checked() for each in chosen.all()] == [True, True]
        expect(report.tab.locator(f"[data-said=took-{side}]")).to_be_visible()
    assert report.answers()["children.2.name"] == "Sam Newname"


def test_a_comment_is_said_with_its_words_when_a_document_is_opened(report: FormPage) -> None:
    report.open(file(as_draft(REPORT)))
    expect(report.tab.locator("#opened-title")).to_be_focused()
    content = report.export("docx").path().read_bytes()
    comment = f'<w:comments xmlns:w="{WORD}"><w:comment w:id="0">{WORDS}</w:comment></w:comments>'
    relation = f'<Relationship Id="rIdNew" Type="{OFFICE}/comments" Target="comments.xml"/></Relationships>'
    relations = "word/_rels/document.xml.rels"
    commented = with_part(
        changed(content, "</Relationships>", relation, relations), "word/comments.xml", comment.encode()
    )
    report.open(file(commented, "report.docx"))
    opened = report.tab.locator("[data-opened]")
    expect(opened).to_contain_text("1 comment, not taken over")
    expect(opened).to_contain_text("Which mornings? <b>")


def test_only_a_file_that_can_be_opened_asks_about_unsaved_words_and_why_another_is_not_is_heard(
    report: FormPage,
) -> None:
    report.type_by_keyboard({"about.involvement": "Unsaved"})
    report.open(file(b"Dear Sir or Madam"))
    expect(report.tab.locator("#open-error")).to_be_focused()
    expect(report.tab.locator("[data-replace]")).to_be_hidden()
    report.open(file(as_draft(REPORT)))
    expect(report.tab.locator("[data-replace]")).to_be_visible()
    expect(report.tab.locator("#open-error")).to_be_hidden()
    report.open(file(b"0" * 31_000_000))
    expect(report.tab.locator("#open-error")).to_be_focused()
    expect(report.tab.locator("[data-replace]")).to_be_hidden()
    assert report.box("about.involvement").input_value() == "Unsaved"


def test_a_document_with_a_large_photo_opens(report: FormPage) -> None:
    report.open(file(as_draft(REPORT)))
    expect(report.tab.locator("#opened-title")).to_be_focused()
    content = report.export("docx", "write").path().read_bytes()
    photo = with_part(content, "word/media/photo.jpeg", os.urandom(12_000_000))
    report.tab.locator("[data-opened]").evaluate("box => box.replaceChildren()")
    report.open(file(photo, "report.docx"))
    expect(report.tab.locator("#opened-title")).to_be_focused(timeout=60_000)
    assert report.box("children.2.name").input_value() == "Sam Fictional"


def test_hints_lengths_and_the_question_before_removing_belong_to_what_they_are_about(report: FormPage) -> None:
    """Read from the page's own tree of what assistive technology is given."""
    row = report.tab.locator("[data-repeat='about.written_by'] > [data-item]").first
    report.type_by_keyboard({"about.written_by.1.name": "Lee"})
    row.locator("[data-do=remove]").first.press("Enter")
    sure = row.locator("[data-sure]")
    expect(sure).to_be_visible()
    expect(sure.get_by_text(re.compile(r"^Remove .+ 1\? What is written in it will be gone\.$"))).to_be_visible()
    expect(sure.get_by_role("button", name=re.compile("^No, keep it ?: .+ 1$"))).to_be_focused()
    day, long_text = report.box("about.conference_date"), report.box("about.involvement")
    expect(day).to_have_accessible_description(re.compile("For example, 11/12/2026"))
    long_text.fill("a" * 20_001)
    expect(long_text).to_have_accessible_description(re.compile("20,001 of 20,000 characters"))
    expect(report.tab.locator("[data-said=too-long]")).to_be_visible()
    described = "[aria-describedby]"
    missing = report.tab.locator(described).evaluate_all(
        "boxes => boxes.flatMap((box) => box.getAttribute('aria-describedby').trim().split(/\\s+/)"
        ".filter((id) => !document.getElementById(id)))"
    )
    assert missing == []

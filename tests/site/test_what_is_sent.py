"""What leaves the page: nothing that cannot be seen, no question of another area, and the marking on every page."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from forms.builder.load import DEFINITIONS
from tests.forms import reading
from tests.site.form_page import REPORT, FormPage, as_draft, file

pytestmark = pytest.mark.offline

MARKING = "OFFICIAL-SENSITIVE"


def form_page(tab: Page, site: Path, form: str) -> FormPage:
    return FormPage(tab, (site / "forms" / f"{form}.html").as_uri()).ready()


def printed(tab: Page, folder: Path) -> list[str]:
    """Return the words of each page of what the browser prints."""
    made = folder / "printed.pdf"
    tab.pdf(path=made)
    program = shutil.which("pdftotext")
    assert program, "pdftotext is missing: run `python3 build.py test`, which installs it."
    done = subprocess.run([program, "-layout", str(made), "-"], capture_output=True, encoding="utf-8", check=True)  # noqa: S603
    return done.stdout.split("\f")[:-1]


def test_the_document_made_by_default_holds_nothing_hidden_and_what_was_deleted_in_word_does_not_come_back(
    tab: Page, site: Path
) -> None:
    report = form_page(tab, site, REPORT)
    report.type_by_keyboard({"about.involvement": "She lives at 14 Secret Street.", "children.1.name": "Robin"})
    content = report.export().path().read_bytes()
    assert not [name for name in reading.parts(content) if name.startswith("customXml")]
    deleted = reading.changed(content, "She lives at 14 Secret Street.", "She has moved.")
    assert not [name for name, part in reading.parts(deleted).items() if b"Secret" in part]
    report.open(file(deleted, "report.docx"))
    tab.locator("[data-do=replace-yes]").click()
    expect(tab.locator("#opened-title")).to_be_focused()
    expect(tab.locator("[data-opened]")).to_contain_text("copy to send")
    assert report.answers() == {"about.involvement": "She has moved.", "children.1.name": "Robin"}


def test_a_copy_to_go_on_writing_must_be_chosen_and_its_first_line_says_what_it_carries(
    tab: Page, site: Path
) -> None:
    report = form_page(tab, site, REPORT)
    report.type_by_keyboard({"about.involvement": "Words"})
    report.review()
    expect(tab.locator("[data-purpose]:checked")).to_have_value("send")
    content = report.export("docx", "write").path().read_bytes()
    assert "a second time, where Word does not show them" in reading.filled_lines(content)[0]
    expect(tab.locator("[data-unsaved]")).to_be_hidden()


def test_in_one_areas_record_no_question_of_another_stands_in_word_text_or_print(
    tab: Page, site: Path, tmp_path: Path
) -> None:
    page = form_page(tab, site, "conference-record")
    page.open(file(as_draft("conference-record")))
    expect(tab.locator("#opened-title")).to_be_focused()
    page.review()
    tab.locator("[data-area]").select_option("kirklees")
    expect(tab.locator(".review-left-out")).to_contain_text("Darlington: the incidents")
    made = page.export().path().read_bytes()
    assert "Darlington:" not in reading.words_of(made)
    assert "Not answered" not in reading.words_of(made)
    assert "Darlington:" not in page.export("text").path().read_text(encoding="utf-8")
    paper = "\n".join(printed(tab, tmp_path))
    assert "Darlington:" not in paper
    assert "Kirklees: is there significant harm" in " ".join(paper.split())


def test_what_was_not_answered_is_left_out_of_what_is_printed_unless_the_writer_keeps_it(
    tab: Page, site: Path, tmp_path: Path
) -> None:
    page = form_page(tab, site, "conference-record")
    path, text = next(iter(example("conference-record").items()))
    page.type_by_keyboard({path: text})
    page.review()
    assert "Not answered" in tab.locator("[data-review]").inner_text()
    assert "Not answered" not in "\n".join(printed(tab, tmp_path))
    tab.locator("[data-option=unanswered]").check()
    assert "Not answered" in "\n".join(printed(tab, tmp_path))


def example(form: str) -> dict[str, str]:
    answers: dict[str, str] = json.loads((DEFINITIONS / f"{form}.example.json").read_text(encoding="utf-8"))[
        "answers"
    ]
    return answers


@pytest.mark.parametrize("form", [REPORT, "conference-record"])
def test_the_marking_stands_on_every_printed_page_and_only_when_it_is_ticked(
    form: str, tab: Page, site: Path, tmp_path: Path
) -> None:
    page = form_page(tab, site, form)
    page.open(file(as_draft(form)))
    expect(tab.locator("#opened-title")).to_be_focused()
    page.review()
    assert MARKING not in "".join(printed(tab, tmp_path))
    plain = "".join(printed(tab, tmp_path))
    tab.locator("[data-option=marking]").check()
    pages = printed(tab, tmp_path)
    assert len(pages) > 1
    assert [of.strip().split("\n")[0].strip() for of in pages] == [MARKING] * len(pages)
    assert re.findall(r"\w+", "".join(pages).replace(MARKING, "")) == re.findall(r"\w+", plain)
    page.box(next(name for name in example(form) if tab.locator(f'textarea[name="{name}"]').count())).fill(
        "Changed."
    )
    again = printed(tab, tmp_path)  # not the answers that were checked before, but the form itself
    assert [MARKING in of for of in again] == [True] * len(again)

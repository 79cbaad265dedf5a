"""What people have from version 0.1.0 still opens: drafts, Word documents, a partnership's own folder."""

import json
import re
from pathlib import Path

import pytest

from calculator.builder.edition import Edition
from calculator.builder.load import load_rulebook
from calculator.model import InvalidInput
from forms.builder.form_data import word_templates
from forms.builder.load import load_form, load_forms
from forms.opening import open_file
from forms.saved import path_now
from tests.forms.reading import parts, with_part
from tests.page_python import in_both

_python = in_both("open_file")

DATA = Path(__file__).parents[1] / "data" / "0.1.0"
FORMS = sorted(path.name for path in (DATA / "forms").iterdir())


def answers_of(draft: Path) -> dict[str, str]:
    """Return the answers of a draft, under the names that its form has for them now."""
    saved = json.loads(draft.read_text("utf-8"))
    form = load_form(saved["form"], load_rulebook())
    return {path_now(form, saved["version"], path): text for path, text in saved["answers"].items()}


def test_every_form_of_that_version_is_still_offered() -> None:
    assert set(FORMS) <= set(load_forms(load_rulebook()))


@pytest.mark.parametrize("kind", ["example", "empty"])
@pytest.mark.parametrize("form", FORMS)
def test_a_draft_opens_with_every_answer(form: str, kind: str) -> None:
    file = DATA / "forms" / form / f"{kind}.draft.json"
    opened = open_file(load_form(form, load_rulebook()), file.read_bytes())
    assert dict(opened.draft.answers) == answers_of(file)
    assert (opened.differences, opened.lost) == ((), ())


@pytest.mark.parametrize("kind", ["example", "empty"])
@pytest.mark.parametrize("form", FORMS)
def test_a_word_document_opens_with_every_answer(form: str, kind: str) -> None:
    folder = DATA / "forms" / form
    opened = open_file(load_form(form, load_rulebook()), (folder / f"{kind}.docx").read_bytes())
    assert dict(opened.draft.answers) == answers_of(folder / f"{kind}.draft.json")
    assert (opened.differences, opened.lost) == ((), ())


def test_a_document_whose_bindings_a_program_dropped_opens_by_its_tags() -> None:
    folder = DATA / "forms" / "agency-report-kirklees"
    content = (folder / "example.docx").read_bytes()
    document = parts(content)["word/document.xml"].decode()
    edited = re.sub(r"<w:dataBinding [^>]*>", "", document).replace("Sam Fictional", "Sam Newname", 1)
    form = load_form("agency-report-kirklees", load_rulebook())
    opened = open_file(form, with_part(content, "word/document.xml", edited.encode()))
    assert [(each.saved, each.found) for each in opened.differences] == [("Sam Fictional", "Sam Newname")]
    assert opened.lost == ()


def test_a_document_of_which_libreoffice_emptied_the_draft_and_dropped_the_tags_is_refused_with_the_reason() -> None:
    content = (DATA / "forms" / "agency-report-kirklees" / "example.docx").read_bytes()
    document = re.sub(rb"<w:tag [^>]*>", b"", parts(content)["word/document.xml"])
    emptied = with_part(with_part(content, "customXml/item1.xml", b""), "word/document.xml", document)
    with pytest.raises(InvalidInput, match="has emptied the draft in it"):
        open_file(load_form("agency-report-kirklees", load_rulebook()), emptied)


def test_a_draft_keeps_what_its_dates_were_counted_from() -> None:
    file = DATA / "forms" / "agency-report-kirklees" / "example.draft.json"
    opened = open_file(load_form("agency-report-kirklees", load_rulebook()), file.read_bytes())
    assert dict(opened.draft.counted) == json.loads(file.read_text("utf-8"))["counted"] != {}


def test_a_partnerships_folder_loads_with_its_word_template() -> None:
    pack = DATA / "packs" / "northmoor"
    rulebook = Edition((pack,), None).rulebook()
    assert "northmoor" in rulebook.partnerships
    assert "northmoor" in word_templates(load_form("safety-plan", rulebook), packs=[pack])

"""Documents in a real word processor: as tagged PDF nothing is missing, and what is edited there comes back."""

import json
import re
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from forms.builder.form_data import word_templates
from forms.builder.load import form_ids
from forms.document import Copy, WordTemplate, fill
from forms.draft import Draft
from forms.model import FormDefinition
from forms.opening import open_file
from tests.forms import reading
from tests.forms.conftest import OnDemand
from tests.forms.samples import EVERY_KIND, SENT, WORKING, of, with_tokens

FORMS = form_ids()
TAGGED = 'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"}}'
EDITOR = Path(__file__).with_name("edit_in_libreoffice.py")
SYSTEM_PYTHON = "/usr/bin/python3"


def run(program: str, *arguments: str, given: str = "") -> str:
    """Return what a program of this machine prints."""
    path = shutil.which(program)
    assert path, f"{program} is missing: run `python3 build.py test`, which installs it."
    finished = subprocess.run(  # noqa: S603
        [path, *arguments], input=given, capture_output=True, encoding="utf-8", timeout=300, check=False
    )
    assert finished.returncode == 0, finished.stderr
    return finished.stdout


@dataclass(frozen=True)
class Written:
    """A form filled in with words of its own, and the document of it."""

    form: FormDefinition
    draft: Draft
    tokens: list[str]
    document: bytes


@pytest.fixture(scope="module")
def written(
    forms: OnDemand[FormDefinition], examples: OnDemand[Draft], templates: OnDemand[WordTemplate]
) -> dict[str, Written]:
    """Return the working copy of every form's worked example."""
    made = {}
    for name in FORMS:
        draft, tokens = with_tokens(forms[name], examples[name])
        made[name] = Written(forms[name], draft, tokens, fill(forms[name], templates[name], draft, WORKING))
    return made


# --- As PDF --------------------------------------------------------------------------------------------------------


def converted(folder: Path, documents: Mapping[str, bytes]) -> dict[str, Path]:
    """Return the tagged PDFs that LibreOffice makes of documents, in one run of it."""
    for name, content in documents.items():
        (folder / f"{name}.docx").write_bytes(content)
    profile, out = folder / "profile", folder / "pdf"
    files = [str(folder / f"{name}.docx") for name in documents]
    own = f"-env:UserInstallation={profile.as_uri()}"
    run("soffice", "--headless", "--norestore", own, "--convert-to", TAGGED, "--outdir", str(out), *files)
    return {name: out / f"{name}.pdf" for name in documents}


def structure(pdf: Path) -> list[tuple[str, str]]:
    """Return a PDF's headings and cells as a screen reader is told of them, in order, each with its words."""
    found: list[tuple[str, str]] = []
    for line in run("pdfinfo", "-struct-text", str(pdf)).splitlines():
        if tag := re.match(r" *(Document|[A-Z][A-Za-z]*\d?)(?: \(\w+\))?:?$", line):
            found.append((tag[1], ""))
        elif found and (words := re.match(r' *"(.*)"$', line)):
            found[-1] = (found[-1][0], f"{found[-1][1]} {words[1]}".strip())
    return found


def test_as_pdf_every_form_shows_every_answer_and_is_tagged_for_screen_readers(
    written: dict[str, Written], templates: OnDemand[WordTemplate], tmp_path: Path
) -> None:
    final = {name: fill(each.form, templates[name], each.draft, SENT) for name, each in written.items()}
    pdfs = converted(tmp_path, {name: each.document for name, each in written.items()})
    (tmp_path / "final").mkdir()
    finals = converted(tmp_path / "final", final)
    for name, each in written.items():
        for pdf in (pdfs[name], finals[name]):
            words = run("pdftotext", str(pdf), "-").split()
            assert sorted(word for word in words if word in each.tokens) == each.tokens, pdf
            about = run("pdfinfo", str(pdf))
            assert re.search(r"^Tagged: +yes$", about, re.MULTILINE), pdf
            assert re.search(rf"^Title: +{re.escape(each.form.title)}$", about, re.MULTILINE), pdf
            assert "(A4)" in about, pdf
            parts = structure(pdf)
            headings = [(f"Heading {tag[1]}", words) for tag, words in parts if re.fullmatch(r"H\d", tag)]
            assert headings == [head for head in reading.headings(each.document) if head[0] != "Title"], pdf
            assert any((tag, words) == ("P", each.form.title) for tag, words in parts[:3]), pdf
            columns = [part.label for _, field in each.form.fields() if field.repeats for part in field.parts]
            assert sum(tag == "Table" for tag, _ in parts) >= sum(of.repeats for _, of in each.form.fields()), pdf
            assert sum(tag == "TH" for tag, _ in parts) >= len(columns), pdf


# --- Edited and saved ------------------------------------------------------------------------------------------------


def test_what_is_edited_in_libreoffice_and_nothing_else_is_found_again(
    written: dict[str, Written], tmp_path: Path
) -> None:
    jobs = []
    for name, each in written.items():
        before = tmp_path / f"{name}.docx"
        before.write_bytes(each.document)
        heading = each.form.sections[0].title
        edits = {each.tokens[3]: "other words", heading: "Another heading"}
        jobs.append({"document": str(before), "saved": str(tmp_path / f"{name}.edited.docx"), "replace": edits})
    run(
        SYSTEM_PYTHON,
        str(EDITOR),
        str(tmp_path / "profile"),
        f"forms-{tmp_path.parent.name}-{tmp_path.name}"[:60],
        given=json.dumps(jobs),
    )
    for name, each in written.items():
        opened = open_file(each.form, (tmp_path / f"{name}.edited.docx").read_bytes())
        assert opened.draft == each.draft, name
        [path] = [path for path, text in each.draft.answers.items() if each.tokens[3] in text.split("\n")]
        found = each.draft.answers[path].replace(each.tokens[3], "other words")
        assert [(of.path, of.saved, of.found) for of in opened.differences] == [
            (path, each.draft.answers[path], found)
        ], name
        assert opened.lost == (), name
        assert (opened.added, opened.removed) == (("Another heading",), (each.form.sections[0].title,)), name


def test_a_document_that_libreoffice_only_saved_has_nothing_to_choose(
    written: dict[str, Written], examples: OnDemand[Draft], templates: OnDemand[WordTemplate], tmp_path: Path
) -> None:
    jobs = []
    for name, each in written.items():
        before = tmp_path / f"{name}.docx"
        before.write_bytes(fill(each.form, templates[name], examples[name], WORKING))
        jobs.append({"document": str(before), "saved": str(tmp_path / f"{name}.saved.docx"), "replace": {}})
    run(
        SYSTEM_PYTHON,
        str(EDITOR),
        str(tmp_path / "profile"),
        f"forms-{tmp_path.parent.name}-{tmp_path.name}"[:60],
        given=json.dumps(jobs),
    )
    for name, each in written.items():
        opened = open_file(each.form, (tmp_path / f"{name}.saved.docx").read_bytes())
        assert opened.draft == examples[name], name
        assert (opened.differences, opened.lost, opened.added, opened.removed) == ((), (), (), ()), name


AMPERSANDS = {
    "visit.place": "Taken to A&E",
    "visit.seen": "Mum & Dad <both>\n\n]]> &amp;",
    "children.1.name": "Lee & Sam",
}


@pytest.mark.parametrize("copy", [WORKING, SENT], ids=["to go on writing", "to send"])
def test_an_ampersand_in_an_answer_survives_being_saved_and_one_that_is_typed_there_too(
    copy: Copy, tmp_path: Path
) -> None:
    template, draft = word_templates(EVERY_KIND)[""], of(EVERY_KIND, AMPERSANDS)
    before, saved = tmp_path / "a.docx", tmp_path / "a.saved.docx"
    before.write_bytes(fill(EVERY_KIND, template, draft, copy))
    job = {"document": str(before), "saved": str(saved), "replace": {"Lee & Sam": "Lee < Sam & Jo"}}
    pipe = f"forms-{tmp_path.parent.name}-{tmp_path.name}"[:60]
    run(SYSTEM_PYTHON, str(EDITOR), str(tmp_path / "profile"), pipe, given=json.dumps([job]))
    opened = open_file(EVERY_KIND, saved.read_bytes(), [template])
    typed = {**AMPERSANDS, "children.1.name": "Lee < Sam & Jo"}
    if copy.draft:
        assert opened.draft == draft
        assert [(each.path, each.found) for each in opened.differences] == [("children.1.name", "Lee < Sam & Jo")]
    else:
        assert (dict(opened.draft.answers), opened.sent) == (typed, True)
    assert (opened.lost, opened.added, opened.removed) == ((), (), ())

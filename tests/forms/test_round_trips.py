"""There and back: a document goes through other programs, and every answer and every edit comes back.

The four forms hold every kind of field. Their texts hold every mark of a British keyboard, accents, Arabic and Chinese
script and emoji.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from calculator.model import InvalidInput
from forms.document import WordTemplate, fill, shown
from forms.draft import Draft, boxes
from forms.kinds import KINDS
from forms.model import FormDefinition
from forms.opening import open_file
from forms.saved import Opened
from tests.forms.conftest import OnDemand
from tests.forms.reading import DOCUMENT, DRAFT, parts, with_part
from tests.forms.samples import FREE, SENT, WORKING, token
from tests.forms.test_from_elsewhere import in_capitals, strict, with_absolute_targets, word_online
from tests.forms.test_libreoffice import EDITOR, SYSTEM_PYTHON, run
from tests.page_python import in_both

_python = in_both("open_file", "fill")

FORMS = ("agency-report-kirklees", "before-i-submit", "conference-record", "detailed-plan")
MARKS = "`¬!\"£$%^&*()_-+={[}]:;@'~#|\\<,>.?/€ Zoë Siân “don’t” – شبانہ کوثر 王小明 😀👩‍👧"
OTHER = "other words"
MARK = b"\xef\xbb\xbf"
PART = '<?xml version="1.0" encoding="{0}"?><!DOCTYPE a><a>café</a>'


@dataclass(frozen=True)
class Travelling:
    """A form filled in with every mark, as a copy to go on writing and as one to send."""

    form: FormDefinition
    template: WordTemplate
    draft: Draft
    path: str
    working: bytes
    sent: bytes

    @property
    def seen(self) -> dict[str, str]:
        """The answers as a document shows them."""
        parts_of = {box.path: box.part for box in boxes(self.form, self.draft)}
        return {path: shown(parts_of[path], text) for path, text in self.draft.answers.items()}

    @property
    def edited(self) -> str:
        """The answer that is edited, as it is then."""
        return self.draft.answers[self.path].replace(token(1), OTHER)


def travelling(form: FormDefinition, template: WordTemplate, example: Draft) -> Travelling:
    answers = dict(example.answers)
    free = [box for box in boxes(form, example) if box.path in answers and box.part.kind in FREE]
    for number, box in enumerate(free):
        lines = KINDS[box.part.kind].of_box.control == "lines"
        answers[box.path] = f"{token(number)} {MARKS}" + (f"\n\nA second line {MARKS}" if lines else "")
    draft = replace(example, answers=answers)
    sent, working = (fill(form, template, draft, copy) for copy in (SENT, WORKING))
    return Travelling(form, template, draft, free[1].path, working, sent)


@pytest.fixture(scope="module")
def travellers(
    forms: OnDemand[FormDefinition], examples: OnDemand[Draft], templates: OnDemand[WordTemplate]
) -> OnDemand[Travelling]:
    return OnDemand(lambda name: travelling(forms[name], templates[name], examples[name]))


def squeezed(answers: dict[str, str]) -> dict[str, str]:
    return {path: "".join(text.split()) for path, text in answers.items()}


def test_together_the_four_forms_hold_every_kind_of_field(forms: OnDemand[FormDefinition]) -> None:
    assert {field.kind for name in FORMS for _, field in forms[name].fields()} == set(KINDS)
    assert any(section.each for name in FORMS for section in forms[name].sections)


# --- Ways that need no other program ----------------------------------------------------------------------------


def by_python_docx(content: bytes) -> bytes:
    saved = BytesIO()
    docx.Document(BytesIO(content)).save(saved)
    return saved.getvalue()


def edited_by_python_docx(content: bytes) -> bytes:
    document, saved = docx.Document(BytesIO(content)), BytesIO()
    for each in document.element.body.iter(qn("w:t")):
        each.text = (each.text or "").replace(token(1), OTHER)
    document.save(saved)
    return saved.getvalue()


def with_marks(content: bytes) -> bytes:
    for name in (DOCUMENT, DRAFT):
        if name in parts(content):
            content = with_part(content, name, MARK + parts(content)[name])
    return content


def with_foreign_parts(content: bytes) -> bytes:
    for number, encoding in enumerate(("utf-16", "latin-1", "utf-8"), start=5):
        content = with_part(content, f"customXml/item{number}.xml", PART.format(encoding).encode(encoding))
    return content


def tags_only(content: bytes) -> bytes:
    document = docx.Document(BytesIO(content))
    for each in list(document.element.body.iter(qn("w:placeholder"), qn("w:dataBinding"))):
        each.getparent().remove(each)
    saved = BytesIO()
    document.save(saved)
    return saved.getvalue()


WAYS = {
    "python-docx": by_python_docx,
    "byte-order marks": with_marks,
    "foreign parts": with_foreign_parts,
    "Word Online": word_online,
    "capitals": in_capitals,
    "absolute targets": with_absolute_targets,
    "Strict": strict,
    "tags only": tags_only,
}


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS)
@pytest.mark.parametrize("name", FORMS)
def test_nothing_is_lost_or_garbled_and_the_one_edit_is_offered(
    name: str, way: Callable[[bytes], bytes], travellers: OnDemand[Travelling]
) -> None:
    one = travellers[name]
    assert open_file(one.form, way(one.working), [one.template]) == Opened(draft=one.draft)
    opened = open_file(one.form, way(edited_by_python_docx(one.working)), [one.template])
    [difference] = opened.differences
    assert (difference.path, difference.found) == (one.path, one.edited)
    assert opened == Opened(draft=one.draft, differences=(difference,))
    assert opened.answers() == {**one.draft.answers, one.path: one.edited}
    back = open_file(one.form, way(edited_by_python_docx(one.sent)), [one.template])
    assert squeezed(dict(back.draft.answers)) == squeezed({**one.seen, one.path: one.edited})
    assert (back.differences, back.added, back.unfit, back.asides) == ((), (), (), ())


# --- LibreOffice: one run of it for all ----------------------------------------------------------------------------

EDIT: dict[str, Any] = {"replace": {token(1): OTHER}}
THERE: dict[str, tuple[str, dict[str, Any]]] = {
    "edited": ("working", EDIT),
    "sent": ("sent", EDIT),
    "tracked": ("working", {**EDIT, "tracked": True}),
    "tracked sent": ("sent", {**EDIT, "tracked": True}),
    "odt": ("working", {"replace": {}, "by": "odt"}),
    "doc": ("working", {"replace": {}, "by": "doc"}),
}


@pytest.fixture(scope="session")
def libreoffice(
    forms: OnDemand[FormDefinition],
    examples: OnDemand[Draft],
    templates: OnDemand[WordTemplate],
    tmp_path_factory: pytest.TempPathFactory,
) -> dict[tuple[str, str], tuple[Travelling, bytes]]:
    """Return each form's documents as LibreOffice saved them, by the form and the way."""
    folder = tmp_path_factory.mktemp("libreoffice")
    jobs, made = [], {}
    for name in FORMS:
        one = made[name] = travelling(forms[name], templates[name], examples[name])
        for way, (copy, job) in THERE.items():
            before = folder / f"{name} {way}.docx"
            before.write_bytes(getattr(one, copy))
            jobs.append({"document": str(before), "saved": str(folder / f"{name} {way} saved.docx"), **job})
    run(
        SYSTEM_PYTHON,
        str(EDITOR),
        str(folder / "profile"),
        f"trips-{folder.parent.name}"[:60],
        given=json.dumps(jobs),
    )
    return {
        (name, way): (one, Path(folder / f"{name} {way} saved.docx").read_bytes())
        for name, one in made.items()
        for way in THERE
    }


@pytest.mark.parametrize("name", FORMS)
def test_what_is_edited_in_libreoffice_is_offered_and_nothing_is_garbled(
    name: str, libreoffice: dict[tuple[str, str], tuple[Travelling, bytes]]
) -> None:
    one, content = libreoffice[name, "edited"]
    opened = open_file(one.form, content, [one.template])
    [difference] = opened.differences
    assert (difference.path, difference.found) == (one.path, one.edited)
    assert opened == Opened(draft=one.draft, differences=(difference,))
    one, content = libreoffice[name, "sent"]
    back = open_file(one.form, content, [one.template])
    assert squeezed(dict(back.draft.answers)) == squeezed({**one.seen, one.path: one.edited})
    assert (back.differences, back.added, back.unfit, back.asides) == ((), (), (), ())


@pytest.mark.parametrize("name", FORMS)
def test_a_tracked_edit_in_libreoffice_is_offered_or_said_to_be_unreadable_and_the_saved_answers_open(
    name: str, libreoffice: dict[tuple[str, str], tuple[Travelling, bytes]]
) -> None:
    one, content = libreoffice[name, "tracked"]
    opened = open_file(one.form, content, [one.template])
    assert opened.draft == one.draft
    assert opened.unread or [each.found for each in opened.differences] == [one.edited]
    one, content = libreoffice[name, "tracked sent"]
    try:
        back = open_file(one.form, content, [one.template])
    except InvalidInput as refused:
        assert "accept all changes" in refused.errors[0].message  # noqa: PT017
    else:
        assert squeezed(dict(back.draft.answers)) == squeezed({**one.seen, one.path: one.edited})


@pytest.mark.parametrize("by", ["odt", "doc"])
@pytest.mark.parametrize("name", FORMS)
def test_a_document_that_went_through_another_format_opens_or_is_refused_with_what_to_do(
    name: str, by: str, libreoffice: dict[tuple[str, str], tuple[Travelling, bytes]]
) -> None:
    one, content = libreoffice[name, by]
    try:
        opened = open_file(one.form, content, [one.template])
    except InvalidInput as refused:
        assert "Open the file as it was before" in refused.errors[0].message  # noqa: PT017
    else:
        assert squeezed(opened.answers()) == squeezed(one.seen if opened.sent else dict(one.draft.answers))

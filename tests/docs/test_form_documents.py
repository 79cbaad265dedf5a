"""What the build stores of the forms' Word documents: the same content as if made anew, and never an older one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from calculator.builder.load import load_rulebook
from docs.builder.pages import form_documents
from docs.builder.pages.form_documents import STORED, FormDocuments
from forms.builder.load import load_example, load_form
from forms.draft import Draft
from forms.model import FormDefinition

MADE = date(2026, 11, 1)


@pytest.fixture(scope="module")
def form() -> FormDefinition:
    return load_form("safety-plan", load_rulebook())


@pytest.fixture
def documents(tmp_path: Path) -> Callable[..., FormDocuments]:
    """Return what gives a form's documents, with a store of the test's own."""

    def made(form: FormDefinition, example: Draft | None = None, on: date = MADE) -> FormDocuments:
        return form_documents.form_documents(form, example or load_example(form), on, tmp_path / "forms")

    return made


def test_stored_documents_are_those_that_would_be_made_and_are_not_made_again(
    documents: Callable[..., FormDocuments], form: FormDefinition, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = documents(form)
    assert first == form_documents._make(form, load_example(form), MADE)
    monkeypatch.delattr(form_documents, "default_template")
    assert documents(form) == first


@pytest.mark.parametrize("changed", ["title", "example", "day", "code"])
def test_whatever_a_document_is_made_from_makes_another_when_it_changes(
    documents: Callable[..., FormDocuments], form: FormDefinition, changed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, made = documents(form), form_documents._make

    def again(form: FormDefinition, example: Draft, on: date) -> FormDocuments:
        return replace(made(form, example, on), blank=b"made again")

    monkeypatch.setattr(form_documents, "_make", again)
    assert documents(form) == first
    other, example, on = form, load_example(form), MADE
    if changed == "title":
        other = replace(form, title="Another plan")
    elif changed == "example":
        example = replace(example, answers={})
    elif changed == "day":
        on = date(2026, 12, 1)
    else:
        monkeypatch.setattr(form_documents, "_code", lambda: "another edition of the code")
    assert documents(other, example, on).blank == b"made again"


def test_old_versions_of_a_form_go_and_other_forms_stay(
    documents: Callable[..., FormDocuments], form: FormDefinition, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(form_documents, "_make", lambda *_: FormDocuments(None, b"", b""))  # type: ignore[arg-type]
    longer = replace(form, id=f"{form.id}-review")
    documents(longer, load_example(form))
    for month in range(1, STORED + 3):
        documents(form, on=date(2027, month, 1))
    stored = [path.name for path in (tmp_path / "forms").iterdir()]
    assert len([name for name in stored if not name.startswith(longer.id)]) == STORED
    assert len([name for name in stored if name.startswith(longer.id)]) == 1

"""The Word documents of a form that the build makes: its template, the blank form and the worked example.

They take a quarter of a build, so they are stored in `build/forms/` under a hash of all that they are made from.
Builds may run side by side: a file is written whole under its final name, or not at all.
"""

import hashlib
import os
import sys
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from calculator.pickles import from_bytes, to_bytes
from docs.builder import DOCS
from forms.builder.form_data import default_template
from forms.document import Copy, Purpose, WordTemplate, fill
from forms.draft import Draft
from forms.model import FormDefinition

ROOT = DOCS.resolve().parent
STORE = ROOT / "build" / "forms"
STORED = 4
"""Versions of one form that are stored: an area's own guide may ask less, and so may its example."""


@dataclass(frozen=True, slots=True)
class FormDocuments:
    """A form's default Word template, and two documents made with it."""

    template: WordTemplate
    blank: bytes
    example: bytes


def form_documents(form: FormDefinition, example: Draft, made: date, store: Path = STORE) -> FormDocuments:
    """Return a form's documents, dated `made`: from the store, or made now and put there."""
    inputs = "\n".join((_code(), repr(form), repr(example), made.isoformat()))
    file = store / f"{form.id}-{hashlib.sha256(inputs.encode()).hexdigest()[:32]}.pickle"
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        content = to_bytes(_make(form, example, made))
        _store(file, content)
    documents: FormDocuments = from_bytes(content)  # also just after they were made: the same either way
    return documents


def _make(form: FormDefinition, example: Draft, made: date) -> FormDocuments:
    template = default_template(form)
    empty = Draft(form=form.id, version=form.version, answers={})
    return FormDocuments(
        template=template,
        blank=fill(form, template, empty, Copy(made=made, purpose=Purpose.BLANK)),
        example=fill(form, template, example, Copy(made=made)),
    )


def _store(file: Path, content: bytes) -> None:
    """Write a file for later builds, and drop the oldest of the same form."""
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_suffix(f".{os.getpid()}")
    unfinished.write_bytes(content)
    unfinished.replace(file)
    others = [path for path in file.parent.glob("*.pickle") if path.stem[:-33] == file.stem[:-33] and path != file]
    for old in sorted(others, key=_age)[STORED - 1 :]:
        old.unlink(missing_ok=True)


def _age(path: Path) -> float:
    """Return a number that is larger for older files; another build may just have removed this one."""
    try:
        return -path.stat().st_mtime
    except FileNotFoundError:
        return 0.0


@cache
def _code() -> str:
    """Return a hash of what makes the documents: this module, both packages, all libraries and Python itself."""
    digest = hashlib.sha256(sys.version.encode())
    code = (path for room in ("calculator", "forms") for path in (ROOT / room).rglob("*") if path.is_file())
    made_by = [path for path in code if path.suffix in {".py", ".j2"}]
    for path in (Path(__file__), ROOT / "browser" / "requirements.txt", *sorted(made_by)):
        digest.update(f"{path.name} {hashlib.sha256(path.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()

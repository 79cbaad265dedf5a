"""What is read out of a file: the draft in it, checked against the form, and what a person should know of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NoReturn

from calculator.model import FieldError, InvalidInput
from forms.draft import COUNTED, COUNTED_LATER, LONGEST_ANSWER, LONGEST_COUNTED, Draft, clean, read_answers
from forms.model import Change, FormDefinition
from forms.wording import marked

MOST_ANSWERS = 5_000


@dataclass(frozen=True, slots=True)
class Aside:
    """Something beside the answers, by its kind in words, and what it says; nothing where it is not words."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """An answer that stands in the document otherwise than it was saved; `label` is where it belongs.

    `also` tells that the saved text stands in the document too, in another place.
    """

    path: str
    label: str
    saved: str
    found: str
    also: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What a file holds: the answers as they were saved, and whatever a person should know or choose.

    `version_notes` say what changed since an older version of the form; `added` and `removed` are words outside the
    fields that somebody edited; `lost` are answers whose field in the document is gone. `sent` tells that there was
    no draft in the document: the answers are its visible text, and a difference is one between two places of it.
    `unfit` are answers that the form cannot hold, because they are not among its choices, each under its label.
    `asides` stand beside the answers, such as comments. `unread` tells that the text of the document cannot be read,
    `dropped` that the program which saved it dropped all fields.
    `title` is what the document calls itself where that is not the form's title.
    """

    draft: Draft
    differences: tuple[Difference, ...] = ()
    lost: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    version_notes: tuple[str, ...] = ()
    no_longer_asked: tuple[tuple[str, str], ...] = ()
    unfit: tuple[tuple[str, str], ...] = ()
    asides: tuple[Aside, ...] = ()
    sent: bool = False
    unread: bool = False
    dropped: bool = False
    title: str = ""

    def taken(self, difference: Difference) -> bool:
        """Whether the text of the document is taken until the reader chooses: it was changed last."""
        return not self.sent and not difference.also

    def answers(self) -> dict[str, str]:
        """Return the answers with what is taken from the document."""
        taken = {each.path: each.found for each in self.differences if self.taken(each)}
        return {path: text for path, text in {**self.draft.answers, **taken}.items() if text}


def refuse(message: str) -> NoReturn:
    """Say why a file is not opened."""
    raise refusal(message)


def refusal(message: str) -> InvalidInput:
    """Return the error that says why a file is not opened."""
    return InvalidInput([FieldError("open", marked(clean(f"{message} Nothing on this page was changed.")))])


def opened(form: FormDefinition, saved: Mapping[str, Any]) -> Opened:
    """Check what a file says of itself, and return its answers."""
    version, answers = saved.get("version"), saved.get("answers")
    if saved.get("form") != form.id:
        other = str(saved.get("title") or saved.get("form"))
        refuse(f"This is a draft of another form, “{other[:80]}”. Open it on that form’s page.")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        refuse("This draft does not say which version of the form it belongs to, so it cannot be read safely.")
    if version > form.version:
        refuse("This draft was made with a newer version of the form. Open it in the newer guide.")
    if not isinstance(answers, dict) or not all(isinstance(text, str) for text in answers.values()):
        refuse("This draft is damaged: its answers are not text.")
    typed: dict[str, str] = dict(answers)
    refuse_what_is_too_much(typed)
    notes, typed = brought_up_to_date(form, version, typed)
    draft, unknown, _ = read_answers(form, typed)
    if unknown and version == form.version:
        refuse(f"This draft is damaged: it answers “{unknown[0][:60]}”, which the form does not ask.")
    gone = tuple((path, typed[path]) for path in unknown if typed[path].strip())
    draft = replace(draft, counted=_counted(saved.get("counted", {})))
    return Opened(draft=draft, version_notes=notes, no_longer_asked=gone)


def refuse_what_is_too_much(answers: Mapping[str, str]) -> None:
    """Refuse more answers, or longer ones, than any form has."""
    if len(answers) > MOST_ANSWERS or any(len(text) > 2 * LONGEST_ANSWER for text in answers.values()):
        refuse("This draft holds more than the form can hold.")


def _counted(saved: object) -> dict[str, str]:
    """Return what the draft's dates were counted from, or nothing where none were shown."""
    known = isinstance(saved, dict) and set(saved) - COUNTED_LATER in (set(), set(COUNTED))
    counted = (
        {name: text for name, text in saved.items() if isinstance(text, str)} if isinstance(saved, dict) else {}
    )
    if not known or counted != saved or sum(map(len, counted.values())) > LONGEST_COUNTED:
        refuse("This draft is damaged: what its dates were counted from cannot be read.")
    return counted


def brought_up_to_date(
    form: FormDefinition, version: int, answers: Mapping[str, str]
) -> tuple[tuple[str, ...], dict[str, str]]:
    """Return what has changed since a version, in words, and the answers under the names that they have now."""
    notes = tuple(each.says for each in _changes_since(form, version))
    return notes, {path_now(form, version, path): text for path, text in answers.items()}


def _changes_since(form: FormDefinition, version: int) -> list[Change]:
    return sorted((each for each in form.changes if each.version > version), key=lambda each: each.version)


def path_now(form: FormDefinition, version: int, path: str) -> str:
    """Return the path that an answer of an older version of the form has now."""
    for change in _changes_since(form, version):
        for old, new in change.renamed.items():
            path = new_path(path, old, new)
    return path


def new_path(path: str, old: str, new: str) -> str:
    """Return a path with a renaming applied: "a.*.b" to "a.*.c" leads "a.2.b" to "a.2.c"."""
    steps, pattern = path.split("."), old.split(".")
    fits = len(steps) >= len(pattern) and all(
        want == step or (want == "*" and step.isdecimal()) for want, step in zip(pattern, steps, strict=False)
    )
    if not fits:
        return path
    numbers = iter([step for want, step in zip(pattern, steps, strict=False) if want == "*"])
    head = [next(numbers, "1") if step == "*" else step for step in new.split(".")]
    return ".".join([*head, *steps[len(pattern) :]])

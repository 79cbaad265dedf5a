"""Answers to a form: read from what was typed, with a message for each that must be corrected, and kept as a draft.

An answer is text under the path of its box: "report.concerns", "children.2.name" (the second child),
"plan.needs.3.action" (the third row), "children.1.scale.score". Several choices are on lines of their own. What is
empty is left out. The same paths name the boxes on the page, the tags in a Word template and the lines of a draft.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from calculator.model import FieldError
from forms.kinds import KINDS
from forms.model import Field, FormDefinition, Section
from forms.part import Part

type Answers = Mapping[str, str]

LONGEST_ANSWER = 20_000
"""Characters in one answer: some six pages."""

COUNTED = ("partnership", "event", "date", "rules", "was")
COUNTED_LATER = frozenset({"reference"})
"""What drafts of version 0.1.0 did not keep."""
LONGEST_COUNTED = 4000

FORBIDDEN = re.compile(r"[^\t\n\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 (section 2.2) does not allow in a document: control characters, as text pasted from Word can hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """The answers to a form so far, by path, in the order of the form.

    `counted` is what the form's dates were counted from, and the calculator's marks of what it gave then: `COUNTED`.
    """

    form: str
    version: int
    answers: Answers
    counted: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Box:
    """One box of a filled-in form: its path and, from the form down to it, what it belongs to.

    `number` counts the section where it is filled in for each child, `row` the row of a list; else they are 0.
    """

    path: str
    section: Section
    field: Field
    part: Part
    number: int = 0
    row: int = 0


def clean(text: str) -> str:
    """Return what was typed with line ends made one kind, and without characters that no document can hold."""
    return FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n").replace("\f", "\n"))


def read_answers(form: FormDefinition, typed: Answers) -> tuple[Draft, list[str], list[FieldError]]:
    """Return the draft, the paths that the form does not have, and what must be corrected.

    Rows without an answer are left out and the others numbered anew. A child keeps its number, also after one of
    whom nothing is written yet: no answer passes to another child.
    """
    texts = {path: clean(text) for path, text in typed.items()}
    answers: dict[str, str] = {}
    known: set[str] = set()
    for box, path in _boxes(form, texts):
        known.add(path)
        if texts.get(path, "").strip():
            answers[box.path] = KINDS[box.part.kind].of_box.read(box.part, texts[path])
    unknown = [path for path in texts if path not in known]
    draft = Draft(form=form.id, version=form.version, answers=answers)
    return draft, unknown, list(mistakes(form, draft))


def page_answers(pairs: Iterable[Iterable[str]]) -> dict[str, str]:
    """Return the answers of a page's form: `[name, value]` pairs, in which ticked boxes share a name.

    A name has the place of its child and row on the page. `read_answers` then leaves rows without an answer out.
    """
    typed: dict[str, str] = {}
    for name, value in pairs:
        typed[name] = f"{typed[name]}\n{value}" if typed.get(name) and value else typed.get(name, "") or value
    return {name: clean(text) for name, text in typed.items()}


def page_names(form: FormDefinition, typed: Answers) -> dict[str, str]:
    """Return for the path of each box in the draft the name that it has on the page, where a row can be empty."""
    return {box.path: name for box, name in _boxes(form, typed)}


def boxes(form: FormDefinition, draft: Draft) -> Iterator[Box]:
    """Yield every box of the form with this draft in it; where no row or child is filled in yet, those of one."""
    return (box for box, _ in _boxes(form, draft.answers))


def _numbers(filled: Mapping[str, bool], *, children: bool) -> list[str]:
    """Return the numbers of children, up to the last, or of rows that have an answer."""
    with_answer = sorted(int(number) for number, has in filled.items() if has)
    return [str(number) for number in (range(1, with_answer[-1] + 1) if children and with_answer else with_answer)]


def generic(path: str) -> str:
    """Return a path without its numbers: "children.2.name" is "children.*.name"."""
    return ".".join("*" if part.isdecimal() else part for part in path.split("."))


def paths(form: FormDefinition) -> Iterator[str]:
    """Yield the path of everything that the form asks, with a star in place of a number."""
    yield from asked_parts(form)


def asked_parts(form: FormDefinition) -> dict[str, Part]:
    """Return everything that the form asks, by its path with a star in place of a number."""
    found = {}
    for section, each in form.fields():
        for part in each.parts:
            steps = (section.id, "*" * bool(section.each), each.id, "*" * each.repeats, part.id)
            found[".".join(step for step in steps if step)] = part
    return found


def placed(form: FormDefinition, typed: Answers) -> dict[str, Box]:
    """Return for each path that was typed the box that it leads to once rows are numbered anew."""
    return {path: box for box, path in _boxes(form, typed) if path in typed}


def _boxes(form: FormDefinition, answers: Answers) -> Iterator[tuple[Box, str]]:
    """Yield each box with the path under which its answer is now."""
    filled = _filled(form, answers)
    for section in form.sections:
        numbers = [""]
        if section.each:
            numbers = _numbers(filled.get(section.id, {}), children=True)[: section.most] or ["1"]
        for number, old in enumerate(numbers, start=1):
            head = f"{section.id}.{number}" if section.each else section.id
            now = f"{section.id}.{old}" if section.each else section.id
            for each in section.fields:
                rows = [""]
                if each.repeats:
                    rows = _numbers(filled.get(f"{now}.{each.id}", {}), children=False)[: each.most] or ["1"]
                for row, old_row in enumerate(rows, start=1):
                    yield from _row(
                        section, each, number if section.each else 0, row if each.repeats else 0, head, now, old_row
                    )


def _row(
    section: Section, each: Field, number: int, row: int, head: str, now: str, old_row: str
) -> Iterator[tuple[Box, str]]:
    for part in each.parts:
        steps = [step for step in (head, each.id, str(row) if row else "", part.id) if step]
        old = [step for step in (now, each.id, old_row, part.id) if step]
        yield Box(".".join(steps), section, each, part, number, row), ".".join(old)


_NUMBER = re.compile(r"[1-9][0-9]{0,3}", re.ASCII)


def _filled(form: FormDefinition, answers: Answers) -> dict[str, dict[str, bool]]:
    """Return, for each path before a number, the numbers that follow it, each with whether anything is answered."""
    found: dict[str, dict[str, bool]] = {}
    asked = set(paths(form))
    for path, text in answers.items():
        if generic(path) not in asked:
            continue
        steps = path.split(".")
        for at, step in enumerate(steps):
            if _NUMBER.fullmatch(step):
                numbers = found.setdefault(".".join(steps[:at]), {})
                numbers[step] = numbers.get(step, False) or bool(text.strip())
    return found


# --- What must be corrected --------------------------------------------------------------------------------


def mistakes(form: FormDefinition, draft: Draft) -> Iterator[FieldError]:
    """Yield what no document can be made of: an invalid date, an unknown choice, too much text."""
    for box in boxes(form, draft):
        text = draft.answers.get(box.path, "")
        message = _mistake(box.part, text) if text else None
        if message:
            whose = f", {child_of(box, draft)}" if box.number else ""
            yield FieldError(box.path, f"{box.part.label}{whose}: {message}")


def child_of(box: Box, draft: Draft) -> str:
    """Return the name of the child, or of the person in the row, that a box is about, or the number."""
    head = box.path.rpartition(".")[0] if box.row else f"{box.section.id}.{box.number}"
    number = box.row or box.number
    return draft.answers.get(f"{head}.name") or f"{box.field.item if box.row else box.section.each} {number}"


def _mistake(part: Part, text: str) -> str | None:
    if len(text) > LONGEST_ANSWER:
        return f"this has {len(text):,} characters; shorten it to {LONGEST_ANSWER:,}."
    return KINDS[part.kind].of_box.mistake(part, text)

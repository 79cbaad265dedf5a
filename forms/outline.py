"""A filled-in form as people read it: sections, each child, questions with their answers."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from forms.document import Copy, of_area, shown
from forms.draft import Box, Draft, boxes
from forms.model import Field, FormDefinition, Section


@dataclass(frozen=True, slots=True)
class Given:
    """The answer in one box, as it is shown; empty where there is none."""

    box: Box
    text: str

    @property
    def label(self) -> str:
        """The box's own label; empty where it has none beside the question's."""
        part = self.box.part
        return part.label if part.id and part.label != self.box.field.label else ""


@dataclass(frozen=True, slots=True)
class Question:
    """A question and what was answered, row by row; what is no list has one row."""

    field: Field
    rows: tuple[tuple[Given, ...], ...]

    @property
    def path(self) -> str:
        """The path of its first box."""
        return self.rows[0][0].box.path

    @property
    def of_some(self) -> bool:
        """Whether only some areas ask it."""
        box = self.rows[0][0].box
        return bool(box.section.partnerships or box.field.partnerships)

    @property
    def answered(self) -> bool:
        """Whether any of its boxes has an answer."""
        return any(given.text for row in self.rows for given in row)


@dataclass(frozen=True, slots=True)
class Block:
    """The questions of a section, or of one child in it (`number`)."""

    section: Section
    number: int
    questions: tuple[Question, ...]

    @property
    def answered(self) -> bool:
        """Whether any of its questions has an answer."""
        return any(question.answered for question in self.questions)


def outline(form: FormDefinition, draft: Draft, area: str = "", copy: Copy | None = None) -> list[Block]:
    """Return the form with its answers in order: an area's questions, and with a `copy` those that are in it."""
    asked = (box for box in boxes(form, draft) if of_area(box.section, box.field, area))
    if copy:
        asked = (box for box in asked if copy.asks(box.section, box.field, box.path in draft.answers))
    found = groupby(asked, key=lambda box: (box.section.id, box.number))
    return [_block(list(of_block), draft) for _, of_block in found]


def left_out(form: FormDefinition, draft: Draft, area: str) -> list[Question]:
    """Return the questions that were answered and are other areas' alone."""
    of_area = {question.path for block in outline(form, draft, area) for question in block.questions}
    every = (question for block in outline(form, draft) for question in block.questions)
    return [each for each in every if each.answered and each.path not in of_area]


def _block(found: list[Box], draft: Draft) -> Block:
    questions = [
        Question(each[0].field, tuple(_rows(each, draft)))
        for each in (list(group) for _, group in groupby(found, key=lambda box: box.field.id))
    ]
    return Block(found[0].section, found[0].number, tuple(questions))


def _rows(found: Iterable[Box], draft: Draft) -> Iterator[tuple[Given, ...]]:
    for _, row in groupby(found, key=lambda box: box.row):
        yield tuple(Given(box, shown(box.part, draft.answers.get(box.path, ""))) for box in row)

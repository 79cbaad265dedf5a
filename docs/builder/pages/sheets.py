"""What families fill in and take along: sheets (`sheets/*.toml`) and cards that ask for an interpreter.

Read strictly, when a page asks for one; how they look is in `theme/pages`.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from calculator.extra.strict import forbid_unknown_keys, read_toml, validate
from calculator.extra.user_error import UserError
from docs.builder import DOCS

MOST_LINES = 12
FACES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A question that is answered in the reader's own words; `lines` is the space for it on paper.

    `areas` are those whose documents give the question a meaning; empty where it has one everywhere.
    """

    id: str
    kind: Literal["text"]
    label: str
    hint: str | None = None
    lines: int = 3
    areas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A question with one answer out of a few."""

    id: str
    kind: Literal["choice"]
    label: str
    options: tuple[str, ...]
    hint: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ticks:
    """A list of which any number can be ticked."""

    id: str
    kind: Literal["ticks"]
    label: str
    options: tuple[str, ...]
    hint: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scale:
    """A number from 0 to 10, and in words what its two ends mean. `areas` is as in a text."""

    id: str
    kind: Literal["scale"]
    label: str
    lowest: str
    highest: str
    hint: str | None = None
    areas: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Faces:
    """Five faces from sad to happy, each with its words."""

    id: str
    kind: Literal["faces"]
    label: str
    faces: tuple[str, ...]
    hint: str | None = None


type Column = Annotated[Text | Choice | Scale, Field(discriminator="kind")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows:
    """The same few questions for each `item` ("Person"): `start` times at first, up to `most` with script.

    `across` puts them side by side where there is space.
    """

    id: str
    kind: Literal["rows"]
    label: str
    item: str
    columns: tuple[Column, ...]
    start: int = 3
    most: int = 12
    across: bool = False
    hint: str | None = None


type Question = Annotated[Text | Choice | Ticks | Scale | Faces | Rows, Field(discriminator="kind")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a sheet. `sources` are what its `intro` rests on."""

    id: str
    title: str
    questions: tuple[Question, ...]
    intro: str | None = None
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One sheet; its id is the name of its file. `note` is a warning of its own, beside those that all have."""

    id: str
    title: str
    lead: str
    sections: tuple[Section, ...]
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """Which qualified translator checked a sentence, and when."""

    by: str
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A card to show. `sentence` says in the language what `english` says; there is none where English is used.

    `write_in` leaves a line for a language that has no card of its own.
    """

    id: str
    language: str
    own_name: str
    english: str
    sentence: str | None = None
    direction: Literal["ltr", "rtl"] = "ltr"
    picture: Literal["hands"] | None = None
    write_in: bool = False
    checked: Checked | None = None


forbid_unknown_keys(sys.modules[__name__])


def sheet_ids(folder: Path = DOCS) -> list[str]:
    """Return the id of every sheet."""
    return sorted(path.stem for path in (folder / "sheets").glob("*.toml"))


def load_sheet(name: str, folder: Path = DOCS) -> Sheet:
    """Read one sheet.

    Raises:
        UserError: naming file and key, when anything is unknown, missing or contradictory.

    """
    if name not in sheet_ids(folder):
        raise UserError(f"sheets/{name}.toml: there is no such sheet; use one of: {', '.join(sheet_ids(folder))}.")
    file = read_toml(folder / "sheets" / f"{name}.toml")
    if "id" in file.data:
        raise file.error(["id"], "this key is not known; the file's own name is the id.")
    sheet = validate(Sheet, {**file.data, "id": name}, file)
    for keys, says in _problems_of(sheet):
        raise file.error(keys, says)
    return sheet


def of_area(sheet: Sheet, area: str) -> Sheet:
    """Return a sheet as an area's own guide has it: without what only other areas' documents give a meaning."""
    sections = (
        replace(section, questions=tuple(_of_area(each, area) for each in section.questions if _is_of(each, area)))
        for section in sheet.sections
    )
    return replace(sheet, sections=tuple(sections))


def _of_area(question: Question, area: str) -> Question:
    if not isinstance(question, Rows):
        return question
    return replace(question, columns=tuple(each for each in question.columns if _is_of(each, area)))


def _is_of(question: Question | Column, area: str) -> bool:
    areas = getattr(question, "areas", ())
    return not areas or area in areas


def load_cards(folder: Path = DOCS) -> Mapping[str, Card]:
    """Read the interpreter cards, by language code.

    Raises:
        UserError: naming file and key, when anything is unknown, missing or contradictory.

    """
    file = read_toml(folder / "interpreter_cards.toml")
    cards = validate(dict[str, Card], {key: {"id": key, **row} for key, row in file.data.items()}, file)
    for card in cards.values():
        if card.checked and not card.sentence:
            raise file.error([card.id, "checked"], "there is no translated sentence on this card to check.")
        if card.write_in and card.sentence:
            raise file.error([card.id, "write_in"], "only a card in English can leave the language open.")
    return cards


def _answers(question: Question | Column) -> tuple[str, ...]:
    match question:
        case Choice() | Ticks():
            return question.options
        case Faces():
            return question.faces
        case Scale():
            return question.lowest, question.highest
        case _:
            return ()


type _Problems = Iterator[tuple[tuple[str | int, ...], str]]


def _problems_of(sheet: Sheet) -> _Problems:
    """Yield, where and in words, whatever the single keys could not know to be wrong."""
    if not sheet.sections:
        yield ("sections",), "must hold at least one section."
    yield from _twice(("sections",), (section.id for section in sheet.sections))
    for at, section in enumerate(sheet.sections):
        place = ("sections", at)
        if not section.questions:
            yield (*place, "questions"), "must hold at least one question."
        if section.sources and not section.intro:
            yield (*place, "sources"), "there is no intro that could rest on them."
        yield from _twice((*place, "questions"), (question.id for question in section.questions))
        for number, question in enumerate(section.questions):
            yield from _problems_in(question, (*place, "questions", number))


def _problems_in(question: Question | Column, place: tuple[str | int, ...]) -> _Problems:
    if not question.label.strip():
        yield (*place, "label"), "must not be empty; it is read out with the question."
    if isinstance(question, Text) and not 1 <= question.lines <= MOST_LINES:
        yield (*place, "lines"), f"must be 1 to {MOST_LINES} (found {question.lines})."
    if isinstance(question, Faces) and len(question.faces) != FACES:
        yield (*place, "faces"), f"must name {FACES} faces, from sad to happy (found {len(question.faces)})."
    if isinstance(question, Choice | Ticks) and len(question.options) < 2:
        yield (*place, "options"), f"must hold at least two (found {len(question.options)})."
    yield from _twice((*place, "answers"), _answers(question))
    if isinstance(question, Rows):
        yield from _problems_of_rows(question, place)


def _problems_of_rows(rows: Rows, place: tuple[str | int, ...]) -> _Problems:
    if not rows.item.strip():
        yield (*place, "item"), "must not be empty; it names each row."
    if not rows.columns:
        yield (*place, "columns"), "must hold at least one column."
    if not 1 <= rows.start <= rows.most:
        yield (*place, "start"), f"must be 1 to most, which is {rows.most} (found {rows.start})."
    yield from _twice((*place, "columns"), (column.id for column in rows.columns))
    for number, column in enumerate(rows.columns):
        yield from _problems_in(column, (*place, "columns", number))


def _twice(place: tuple[str | int, ...], values: Iterable[str]) -> _Problems:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            yield place, f"“{value}” is there twice; give each its own."
        seen.add(value)

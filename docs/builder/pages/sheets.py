"""What families fill in and take along: sheets (`sheets/*.toml`) and cards that ask for an interpreter.

Read strictly, when a page asks for one; how they look stands in `theme/pages`.
"""

import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from calculator.load import DataError, forbid_unknown_keys, read_toml, validate
from docs.builder import DOCS

MOST_LINES = 12
FACES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A question that is answered in the reader's own words; `lines` is the room for it on paper."""

    id: str
    kind: Literal["text"]
    label: str
    hint: str | None = None
    lines: int = 3


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
    """A number from 0 to 10, and in words what its two ends mean."""

    id: str
    kind: Literal["scale"]
    label: str
    lowest: str
    highest: str
    hint: str | None = None


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

    `across` puts them side by side where there is room.
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
        DataError: naming file and key, when anything is unknown, missing or contradictory.

    """
    if name not in sheet_ids(folder):
        raise DataError(f"sheets/{name}.toml: there is no such sheet; use one of: {', '.join(sheet_ids(folder))}.")
    data = read_toml(folder / "sheets" / f"{name}.toml")
    if "id" in data:
        raise DataError(f"sheets/{name}.toml: id: this key is not known; the file's own name is the id.")
    sheet = validate(Sheet, {**data, "id": name}, f"sheets/{name}.toml")
    for problem in _problems_of(sheet):
        raise DataError(f"sheets/{name}.toml: {problem}")
    return sheet


def load_cards(folder: Path = DOCS) -> Mapping[str, Card]:
    """Read the interpreter cards, by language code.

    Raises:
        DataError: naming file and key, when anything is unknown, missing or contradictory.

    """
    file = "interpreter_cards.toml"
    cards = validate(
        dict[str, Card], {key: {"id": key, **row} for key, row in read_toml(folder / file).items()}, file
    )
    for card in cards.values():
        if card.checked and not card.sentence:
            raise DataError(f"{file}: {card.id}: checked: there is no translated sentence on this card to check.")
        if card.write_in and card.sentence:
            raise DataError(f"{file}: {card.id}: write_in: only a card in English can leave the language open.")
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


def _problems_of(sheet: Sheet) -> Iterator[str]:
    """Yield, in words, whatever the single keys could not know to be wrong."""
    if not sheet.sections:
        yield "sections: must hold at least one section."
    yield from _twice("sections: id", (section.id for section in sheet.sections))
    for section in sheet.sections:
        if not section.questions:
            yield f"{section.id}: questions: must hold at least one question."
        if section.sources and not section.intro:
            yield f"{section.id}: sources: there is no intro that could rest on them."
        yield from _twice(f"{section.id}: questions: id", (question.id for question in section.questions))
        for question in section.questions:
            for problem in _problems_in(question):
                yield f"{section.id}: {problem}"


def _problems_in(question: Question | Column) -> Iterator[str]:
    where = question.id
    if not question.label.strip():
        yield f"{where}: label: must not be empty; it is read out with the question."
    if isinstance(question, Text) and not 1 <= question.lines <= MOST_LINES:
        yield f"{where}: lines: must be 1 to {MOST_LINES} (found {question.lines})."
    if isinstance(question, Faces) and len(question.faces) != FACES:
        yield f"{where}: faces: must name {FACES} faces, from sad to happy (found {len(question.faces)})."
    if isinstance(question, Choice | Ticks) and len(question.options) < 2:
        yield f"{where}: options: must hold at least two (found {len(question.options)})."
    yield from _twice(f"{where}: answers", _answers(question))
    if isinstance(question, Rows):
        for problem in _problems_of_rows(question):
            yield f"{where}: {problem}"


def _problems_of_rows(rows: Rows) -> Iterator[str]:
    if not rows.item.strip():
        yield "item: must not be empty; it names each row."
    if not rows.columns:
        yield "columns: must hold at least one column."
    if not 1 <= rows.start <= rows.most:
        yield f"start: must be 1 to most, which is {rows.most} (found {rows.start})."
    yield from _twice("columns: id", (column.id for column in rows.columns))
    for column in rows.columns:
        yield from _problems_in(column)


def _twice(where: str, values: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for value in values:
        if value in seen:
            yield f"{where}: “{value}” stands there twice; give each its own."
        seen.add(value)

"""The words of the forms: a form as data, with no document and no page in it.

Everything here is a frozen standard-library dataclass. At build time pydantic validates the TOML files into these
classes (`forms.load`); in the browser the same objects arrive ready made.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache


class Kind(StrEnum):
    """How a field is answered."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    SCALE = "scale"
    ROWS = "rows"
    PEOPLE = "people"
    ENTRIES = "entries"
    SIGNATURE = "signature"


REPEATING = (Kind.ROWS, Kind.PEOPLE, Kind.ENTRIES)
"""Kinds of which an answer is a list of rows."""

BASES = ("Fact", "Observation", "Allegation", "Opinion")
"""How an entry is known. Source: Kirklees, Professional and Agency Expectations."""

SCORES = tuple(str(number) for number in range(11))


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One box of a field: the smallest thing that has an answer of its own.

    `kind` is text, long text, date, choice or choices. `id` is empty where the field has this box alone.
    """

    id: str
    label: str
    kind: Kind = Kind.TEXT
    options: tuple[str, ...] = ()
    help: str | None = None
    lines: int = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One question of a form.

    `prompts` help to answer it and `example` shows an invented answer. `lowest` and `highest` say what the ends of a
    scale mean; `reason` and `up` label its further boxes (`reason` also that of a yes or no). A list has `columns`,
    begins with `start` rows and ends at `most`; `item` names a row. `topic` is a subject of the calculator whose
    date belongs beside the field. `family_words` marks what a child or parent says: no advice is given on it.
    `partnerships` are the areas whose documents ask the question; empty where it belongs to every area of the form.
    """

    id: str
    kind: Kind
    label: str
    help: str | None = None
    prompts: tuple[str, ...] = ()
    example: str | None = None
    options: tuple[str, ...] = ()
    lines: int = 5
    lowest: str | None = None
    highest: str | None = None
    reason: str | None = None
    up: str | None = None
    item: str | None = None
    columns: tuple[Part, ...] = ()
    start: int = 1
    most: int = 20
    sources: tuple[str, ...] = ()
    topic: str | None = None
    family_words: bool = False
    partnerships: tuple[str, ...] = ()

    @property
    def repeats(self) -> bool:
        """Whether the answer is a list of rows."""
        return self.kind in REPEATING

    @property
    def parts(self) -> tuple[Part, ...]:
        """The boxes of the field; of one row, where it is a list."""
        return _parts(self)


@cache
def _parts(of: Field) -> tuple[Part, ...]:
    match of.kind:
        case Kind.YES_NO:
            answer = Part(id="answer", label=of.label, kind=Kind.CHOICE, options=("Yes", "No"))
            return (answer, Part(id="reason", label=of.reason or "Reason", kind=Kind.LONG_TEXT, lines=2))
        case Kind.SCALE:
            score = Part(id="score", label="Score", kind=Kind.CHOICE, options=SCORES)
            reason = Part(id="reason", label=of.reason or "Reason for the score", kind=Kind.LONG_TEXT, lines=3)
            up = Part(id="up", label=of.up or "What would move it up", kind=Kind.LONG_TEXT, lines=3)
            return (score, reason, up)
        case Kind.SIGNATURE:
            name, role = Part(id="name", label="Name"), Part(id="role", label="Role and agency")
            return (name, role, Part(id="date", label="Date", kind=Kind.DATE))
        case Kind.PEOPLE:
            people = (Part(id="name", label="Name"), Part(id="role", label="Role, agency or relationship"))
            return (*people, *of.columns)
        case Kind.ENTRIES:
            text = Part(id="text", label=of.item or "What you know", kind=Kind.LONG_TEXT, lines=3)
            return (text, Part(id="basis", label="This is", kind=Kind.CHOICE, options=BASES), *of.columns)
        case Kind.ROWS:
            return of.columns
        case _:
            return (Part(id="", label=of.label, kind=of.kind, options=of.options, lines=of.lines),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """A part of a form. With `each` ("Child") it is filled in once for each, up to `most` times.

    `topics` are subjects of the calculator whose dates belong at its head. `partnerships` is as in a field.
    """

    id: str
    title: str
    fields: tuple[Field, ...]
    intro: str | None = None
    each: str | None = None
    most: int = 12
    sources: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    partnerships: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """What became different with a version of a form; `renamed` leads from a field's old path to its new one."""

    version: int
    says: str
    renamed: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class FormDefinition:
    """A form: what it asks, whom it is for, which partnerships use it and which documents it follows.

    `partnerships` are ids; empty where every area can use it. `group` is where the list of forms has it. `topics`
    are subjects of the calculator: the dates by which this form must be shared, sent or done.
    """

    id: str
    title: str
    short: str
    version: int
    group: str
    who: str
    lead: str
    sections: tuple[Section, ...]
    partnerships: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    note: str | None = None
    tags: tuple[str, ...] = ()
    changes: tuple[Change, ...] = ()

    def section(self, name: str) -> Section | None:
        """Return the section with that id."""
        return next((each for each in self.sections if each.id == name), None)

    def fields(self) -> Iterator[tuple[Section, Field]]:
        """Yield every field with its section."""
        return ((section, each) for section in self.sections for each in section.fields)

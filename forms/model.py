"""The words of the forms: a form as data, with no document and no page in it.

Everything here is a frozen standard-library dataclass. At build time pydantic validates the TOML files into these
classes (`forms.builder.load`); in the browser the same objects arrive ready made.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache

from forms.kinds import KINDS
from forms.part import FieldKeys, Part


@dataclass(frozen=True, slots=True, kw_only=True)
class Field(FieldKeys):
    """One question of a form, with what its kind makes of it."""

    @property
    def repeats(self) -> bool:
        """Whether the answer is a list of rows."""
        return KINDS[self.kind].repeats

    @property
    def parts(self) -> tuple[Part, ...]:
        """The boxes of the field; of one row, where it is a list."""
        return _parts(self)


@cache
def _parts(of: Field) -> tuple[Part, ...]:
    return KINDS[of.kind].parts(of)


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

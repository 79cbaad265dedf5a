"""What belongs to one area: its partnership with names, contacts and closures, and the bank holidays."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from calculator.model.family import OwnWords
from calculator.model.rules import TimescaleRule


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A contact as a source gives it."""

    who: str
    how: str
    value: str
    document: str
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """A thing for which an area's document gives no number: what it does say, and what to ask."""

    topic: str
    says: str
    ask: str
    sources: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """Days, both included, on which the partnership does not work and that its rules do not count."""

    first: date
    last: date
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A school term or half of one, both days included: school days are counted in terms alone."""

    first: date
    last: date
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BankHoliday:
    """A bank holiday in England, on the day on which it is kept."""

    date: date
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Guide:
    """How a partnership's own guide looks: its title, its colour on white and on black, a logo, more forms.

    `logo` is a file in the partnership's pack. `forms` are ids of forms that the partnership uses besides those
    that every area can use.
    """

    title: str | None = None
    colour: str | None = None
    colour_on_dark: str | None = None
    logo: str | None = None
    forms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Partnership:
    """A local safeguarding partnership: its names, contacts, closures and timescale rules.

    `names` says what the area calls a role, team, system or procedure: `{"advocacy": "Children’s Rights team"}`.
    `own` is what it adds to the calculator's vocabulary.
    """

    id: str
    name: str
    full_name: str
    conference_unit: str
    rules_version: str
    about: str
    contacts: tuple[Contact, ...] = ()
    rules: tuple[TimescaleRule, ...] = ()
    gaps: tuple[Gap, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    closures: tuple[Closure, ...] = ()
    added_bank_holidays: tuple[BankHoliday, ...] = ()
    terms: tuple[Term, ...] = ()
    own: "OwnWords | None" = None
    guide: Guide = Guide()


@dataclass(frozen=True, slots=True, kw_only=True)
class BankHolidays:
    """The bank holidays of England from `first` to `last`; as published by GOV.UK up to `published_to`."""

    first: date
    last: date
    published_to: date
    days: Mapping[date, str]

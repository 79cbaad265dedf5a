"""The names that rules and cases are made of: ids of events, facts, roles and units, and short lists of kinds."""

from enum import StrEnum
from typing import NewType, Self

Event = NewType("Event", str)
"""What happens on a date, by its id in `calculator/events.toml`."""
Fact = NewType("Fact", str)
"""A yes or no about the case on which a rule can depend, by its id in `calculator/facts.toml`."""
Role = NewType("Role", str)
"""Who is responsible, by the name in `calculator/roles.toml`."""
Unit = NewType("Unit", str)
"""What a timescale is measured in, by its name in `calculator.units.UNITS`."""


class Happens(StrEnum):
    """How often an event happens in a case: once, once before each review, whenever it does, or at intervals."""

    ONCE = "once"
    EACH_CYCLE = "each_cycle"
    AGAIN = "again"
    SERIES = "series"


class Stage(StrEnum):
    """Where lists of rules show what is counted from an event."""

    BEGINNING = "beginning"
    CONFERENCE = "conference"
    CORE_GROUP = "core_group"
    PLAN = "plan"
    BIRTH = "birth"
    CHANGE = "change"


class Direction(StrEnum):
    """Whether a timescale runs on from its trigger or back from it."""

    BEFORE = "before"
    AFTER = "after"


class Limit(StrEnum):
    """Whether a timescale is a limit, what is aimed for, or the first day on which something may be done.

    A `SPAN` is a bare time: its source does not say whether it is a limit, and its reading says how it is read.
    """

    NO_LATER_THAN = "no_later_than"
    AT_LEAST = "at_least"
    NORMALLY = "normally"
    NOT_BEFORE = "not_before"
    SPAN = "span"


class Whichever(StrEnum):
    """Which of several limits holds."""

    SOONER = "sooner"
    LATER = "later"


class Status(StrEnum):
    """Whose timescale it is, and whether it is a limit: a table, in which every status has all of this.

    `word` names it, `bound` is what its date is called, and lists of rules mark those that are `marked`. It has a
    style in `docs/assets/tools.css`: `.tag-<status>`.
    """

    word: str
    bound: str
    marked: bool

    def __new__(cls, value: str, word: str, bound: str, marked: bool) -> Self:
        """Return a row of the table."""
        row = str.__new__(cls, value)
        row._value_ = value
        row.word, row.bound, row.marked = word, bound, marked
        return row

    NATIONAL = "national", "National", "Limit", False
    LOCAL = "local", "Local", "Limit", False
    TARGET = "target", "Target", "Aim", True


class StatementKind(StrEnum):
    """What a timing statement gives in place of a number that a date could be counted from.

    A timing word with no number ("immediately"), what comes before what, an age or length of experience, or
    how long something takes.
    """

    WORDING = "wording"
    ORDER = "order"
    AGE = "age"
    DURATION = "duration"

"""What was entered: a case, or what is wrong with it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from calculator.model.terms import Event, Fact


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one answer, in words; `field` is None where it is about the case as a whole."""

    field: str | None
    message: str


class InvalidInput(ValueError):  # noqa: N818  (the field's term: it is the input that is invalid)
    """Input that cannot be used, with one message for each field that must be corrected."""

    def __init__(self, errors: list[FieldError]) -> None:
        self.errors = tuple(errors)
        super().__init__(" ".join(error.message for error in errors))


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is known of one child's case: dates, facts and what was done when. No names.

    `done` pairs the id of a deadline, or of a rule, with the date on which it was done.
    """

    partnership: str
    events: Mapping[Event, tuple[date, ...]] = field(default_factory=dict)
    facts: Mapping[Fact, bool] = field(default_factory=dict)
    done: tuple[tuple[str, date], ...] = ()

    @property
    def began(self) -> date | None:
        """The day on which the case began: the earliest date that was entered for an event.

        Not the date that a single rule counts from: so one case has one set of rules, and entering when
        something really happened never changes which rule it is held against.
        """
        return min((day for days in self.events.values() for day in days), default=None)

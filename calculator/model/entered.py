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

    `done` pairs the id of a deadline, or of a rule, with the date on which it was done. By the `reference`, typed or
    made, calendar entries of the case are known again. `times` are times of day, "14:30", of events on a date, where
    they are known. Events `before_case` say nothing of when it began: a birth.
    """

    partnership: str
    reference: str = ""
    events: Mapping[Event, tuple[date, ...]] = field(default_factory=dict)
    facts: Mapping[Fact, bool] = field(default_factory=dict)
    done: tuple[tuple[str, date], ...] = ()
    times: Mapping[tuple[Event, date], str] = field(default_factory=dict)
    before_case: frozenset[Event] = frozenset()

    def moment(self, event: Event, day: date) -> str:
        """Return an event's date as it is typed, with its time of day where that is known: "2026-12-11T14:30"."""
        time = self.times.get((event, day))
        return f"{day}T{time}" if time else str(day)

    @property
    def began(self) -> date | None:
        """The day on which the case began: the earliest date that was entered for an event.

        Not the date that a single rule counts from: so one case has one set of rules, and entering when
        something really happened never changes which rule it is held against.
        """
        counting = (days for event, days in self.events.items() if event not in self.before_case)
        return min((day for days in counting for day in days), default=None)

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


type Times = Mapping[tuple[Event, date], str]
"""Times of day, "14:30", of events on a date."""


def moment(times: Times, event: Event, day: date) -> str:
    """Return an event's date as it is typed, with its time of day where that is known: "2026-12-11T14:30"."""
    time = times.get((event, day))
    return f"{day}T{time}" if time else str(day)


@dataclass(frozen=True, slots=True, kw_only=True)
class Child:
    """One of several children of a case: what the writer calls the child, and what differs from the case.

    The `number` stays when another child is added or removed. Dates of an event take the place of the case's.
    """

    number: int
    label: str
    events: Mapping[Event, tuple[date, ...]] = field(default_factory=dict)
    facts: Mapping[Fact, bool] = field(default_factory=dict)
    times: Times = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is known of a case: dates, facts and what was done when. No names.

    `done` pairs the id of a deadline, or of a rule, with the date on which it was done. By the `reference`, typed or
    made, calendar entries of the case are known again. `times` are times of day, "14:30", of events on a date, where
    they are known. Events `before_case` say nothing of when it began: a birth. Where there are several `children`
    whose dates differ, all else is what they have in common.
    """

    partnership: str
    reference: str = ""
    events: Mapping[Event, tuple[date, ...]] = field(default_factory=dict)
    facts: Mapping[Fact, bool] = field(default_factory=dict)
    done: tuple[tuple[str, date], ...] = ()
    times: Times = field(default_factory=dict)
    before_case: frozenset[Event] = frozenset()
    children: tuple[Child, ...] = ()

    @property
    def dated(self) -> bool:
        """Whether any date was entered, for all or for one child."""
        return bool(self.events) or any(child.events for child in self.children)

    @property
    def began(self) -> date | None:
        """The day on which the case began: the earliest date that was entered for an event.

        Not the date that a single rule counts from: so one case has one set of rules, and entering when
        something really happened never changes which rule it is held against.
        """
        counting = (days for event, days in self.events.items() if event not in self.before_case)
        return min((day for days in counting for day in days), default=None)

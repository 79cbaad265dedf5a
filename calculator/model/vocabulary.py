"""The tables of the calculator: events, facts, roles and the names of subjects."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from calculator.model.terms import Event, Fact, Happens, Role, Stage


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """How a repeated event goes on: counted from `starts_from`, `ahead` times or `up_to` the next of an event."""

    starts_from: tuple[Event, ...]
    ahead: int | None = None
    up_to: Event | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAfter:
    """An event that another should not be later than, and what a warning calls it."""

    event: Event
    called: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EventDefinition:
    """All that is known of an event. `calculator/events.toml` says what each key means."""

    id: Event
    order: int
    title: str
    short: str
    hint: str
    happens: Happens
    stage: Stage
    asked_first: bool = False
    reads: Event | None = None
    milestones: tuple[str, ...] = ()
    follows: tuple[Event, ...] = ()
    not_after: NotAfter | None = None
    needs: Mapping[Fact, bool] = field(default_factory=dict)
    settles: Mapping[Fact, bool] = field(default_factory=dict)
    closes_cycle: bool = False
    first_of: Event | None = None
    last_of: Event | None = None
    series: Series | None = None
    ended_by: tuple[Event, ...] = ()
    estimated_by: Event | None = None
    first_date_of: Event | None = None
    counts_as: Event | None = None
    note: str | None = None
    asks_time: bool = False
    before_case: bool = False
    joins: bool = False
    asked_of_child: bool = False

    @property
    def repeats(self) -> bool:
        """Whether it can happen more than once in a case."""
        return self.happens is not Happens.ONCE


@dataclass(frozen=True, slots=True, kw_only=True)
class FactDefinition:
    """The question that settles a fact, and the warning where an entered event needs the other answer."""

    question: str
    yes: str
    no: str
    contradicted: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleDefinition:
    """Which readers (ids of viewpoints) are shown the duties of a role; `everyone`: all of them."""

    readers: tuple[str, ...] = ()
    everyone: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Viewpoint:
    """A reader who wants only their own dates."""

    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The calculator's vocabulary: its events in the order in which they are worked out, facts, roles and names."""

    events: Mapping[Event, EventDefinition]
    facts: Mapping[Fact, FactDefinition]
    roles: Mapping[Role, RoleDefinition]
    topics: Mapping[str, str]
    viewpoints: Mapping[str, Viewpoint]

    def field(self, event: Event) -> str:
        """Return the name of the event's (first) field in the form."""
        return f"{event}.1" if self.events[event].repeats else event

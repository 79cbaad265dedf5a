"""The words for families: what should reach them, and what they can ask."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from calculator.model.rules import Condition
from calculator.model.terms import Event, Fact, Role
from calculator.model.vocabulary import EventDefinition, FactDefinition, RoleDefinition


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyKind:
    """How a family is spoken to about one kind of thing: papers, a telephone call, a meeting.

    `verb` begins the verdict ("It came" 2 working days late), `check` names the date that a check asks for,
    `missing` leads to what can be said when nothing has come.
    """

    verb: str
    check: str
    missing: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyThing:
    """Something that should reach a family, in a parent’s words, for every rule with this milestone.

    `ask` and `late` are words to say: when nothing has come, and when it came late. `entry` is its title in a
    calendar that others may see. `only_if` says the facts on which it can hang, `assumed` that it was counted
    from a day that nobody entered; a rule that hangs on anything else is not shown.
    """

    milestone: str
    kind: str
    what: str
    ask: str
    late: str
    entry: str
    by: str = "By"
    more: str | None = None
    only_if: Mapping[Fact, str] = field(default_factory=dict)
    assumed: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyQuestion:
    """Something for which an area may give no day: what it is, and what to ask.

    It is left out where rules speak of the topic `unless`, and, with `needs_plan`, where there is no plan.
    """

    what: str
    ask: str
    unless: str | None = None
    needs_plan: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyConference:
    """A conference that a family can ask about: its name in the form, and the fact that a plan after it settles."""

    choice: str
    plan: Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyEvent:
    """Another event that families are asked for, with one kind of `conference`, which it cannot be before."""

    conference: Event
    called: str
    question: str
    hint: str
    without_plan: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyGap:
    """What one area does say where it gives no day, in a parent’s words."""

    says: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyFact:
    """What a family is told of a date that hangs on a fact: "only if" this, for each answer that it can hang on."""

    yes: str
    no: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """What parents are told, in their words. Things are in the order in which they come on one day.

    `events` says what things are counted from, `facts` on what any of them can hang; `without_day` is by topic,
    `gaps` by area and topic.
    """

    conference: str
    conference_entry: str
    conferences: Mapping[Event, FamilyConference]
    asks: Mapping[Event, FamilyEvent]
    events: Mapping[Event, str]
    kinds: Mapping[str, FamilyKind]
    things: tuple[FamilyThing, ...]
    without_day: Mapping[str, FamilyQuestion]
    gaps: Mapping[str, Mapping[str, FamilyGap]]
    facts: Mapping[Fact, FamilyFact] = field(default_factory=dict)

    def only_if(self, thing: FamilyThing, condition: Condition) -> str | None:
        """Return the words for a condition on which a thing hangs, or None where there are none."""
        if condition.fact is None:
            return None
        words = self.facts.get(condition.fact)
        if words is None or condition.fact in thing.only_if:
            return thing.only_if.get(condition.fact)
        return words.yes if condition.answer else words.no


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnFamily:
    """What an area adds to what parents are told: as in `Family`, with `gaps` by topic."""

    kinds: Mapping[str, FamilyKind] = field(default_factory=dict)
    things: tuple[FamilyThing, ...] = ()
    events: Mapping[Event, str] = field(default_factory=dict)
    asks: Mapping[Event, FamilyEvent] = field(default_factory=dict)
    without_day: Mapping[str, FamilyQuestion] = field(default_factory=dict)
    gaps: Mapping[str, FamilyGap] = field(default_factory=dict)
    facts: Mapping[Fact, FamilyFact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnWords:
    """What an area adds to the calculator's vocabulary: events, facts, roles, topics, and words for families."""

    events: Mapping[Event, EventDefinition] = field(default_factory=dict)
    facts: Mapping[Fact, FactDefinition] = field(default_factory=dict)
    roles: Mapping[Role, RoleDefinition] = field(default_factory=dict)
    topics: Mapping[str, str] = field(default_factory=dict)
    family: OwnFamily = OwnFamily()

"""What a document says: the document, its timing statements, and the timescales that are counted from them."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

from calculator.model.terms import Direction, Event, Fact, Limit, Role, StatementKind, Status, Unit, Whichever

Day = date  # a document has a field of that name
NOT_STATED = Role("not stated")


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A cited document. `date` is as printed on it, or "undated".

    A public page, a law or a body's advice, has the day on which it was `read`. No rule rests on one.
    """

    id: str
    title: str
    publisher: str
    date: str
    partnership: str
    address: str | None = None
    read: Day | None = None
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One timing statement of a document: `id` such as "KH11", its heading, and what it says in our words.

    Without a `kind` it has a number to count with: it is a rule, or `not_a_rule` gives the reason why no date
    can be counted from it. `figure` is the number of a statement that is no rule, as pages show it.
    """

    id: str
    document: str
    heading: str
    says: str
    kind: StatementKind | None = None
    figure: str | None = None
    not_a_rule: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NationalEdition:
    """Which edition of national guidance the national rules were read in: ids of documents.

    `newer` is an edition that has replaced it and that nobody has read for this guide; `changes` is where its
    publisher lists what has changed.
    """

    document: str
    newer: str | None = None
    changes: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """When a rule applies. Without a `fact` only the case file can tell, and the words are always shown.

    A rule gives its date while a fact is not known, and says on what it hangs; with `only_if_answered` it waits.
    """

    says: str
    fact: Fact | None = None
    answer: bool = True
    only_if_answered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherReading:
    """Another way to read an unclear source: what differs from the rule.

    With nothing that differs it gives no date of its own (`dated` is false) and is shown in words only.
    """

    says: str
    amount: int | None = None
    unit: Unit | None = None
    trigger: Event | None = None

    @property
    def dated(self) -> bool:
        """Whether a date can be counted for this reading."""
        return (self.amount, self.unit, self.trigger) != (None, None, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """An amount of a unit, before or after an event."""

    trigger: Event
    amount: int
    unit: Unit
    direction: Direction = Direction.AFTER


@dataclass(frozen=True, slots=True, kw_only=True)
class TimescaleRule:
    """One timescale: how much of which unit, before or after which event, who must do what, and who says so.

    `sources` are ids of `Statement`; `force` is the source’s own “must” or “should”. `sets` is the event that
    meeting the rule brings about, from which the chain goes on. `localises` names the national rule for the
    same thing. `counts_from_if_entered` is an event that takes the trigger's place where its date is known.
    `must_precede` names a rule whose date this one must come before; `needed_for` an event that it prepares.

    With `whichever`, the sooner or later of its own date and those of `alternatives` holds. It may have a first
    day too: `not_before` a span from an event, `at_earliest` fewer of its own units, or, with `since_the_last`, the
    event that its trigger was counted from. With `counts_first_day` the trigger's day is day 1. A rule
    `unless_again` lapses when its trigger happens once more by then, and one that is `ended_by` events gives no
    date after them.

    A rule can hold for one meeting of a series alone: for the one with the `number_in_cycle`. The meeting that it
    brings about can be another event too, `also_sets`: the second core group is the last before the review. A rule
    `unless_next_entered` plans ahead, and gives way once the next date of that event is known.

    A timescale that changed has several editions under one id. `valid_from` is "undated" where the source
    gives no day. The rule itself is the latest edition; `earlier` holds those before it, the oldest first.
    A latest edition with `valid_until` is a rule that has ended.
    """

    id: str
    title: str
    milestone: str
    topic: str
    triggers: tuple[Event, ...]
    amount: int
    unit: Unit
    direction: Direction
    limit: Limit
    responsible: tuple[Role, ...]
    sources: tuple[str, ...]
    national: bool = False
    force: Literal["must", "should"] | None = None
    responsible_note: str | None = None
    conditions: tuple[Condition, ...] = ()
    reading: str | None = None
    other_readings: tuple[OtherReading, ...] = ()
    consequence: str | None = None
    time: str | None = None
    sets: Event | None = None
    localises: str | None = None
    counts_from_if_entered: Event | None = None
    must_precede: str | None = None
    needed_for: Event | None = None
    whichever: Whichever | None = None
    alternatives: tuple[Span, ...] = ()
    not_before: Span | None = None
    at_earliest: int | None = None
    since_the_last: bool = False
    counts_first_day: bool = False
    unless_again: bool = False
    ended_by: tuple[Event, ...] = ()
    also_sets: Event | None = None
    number_in_cycle: int | None = None
    unless_next_entered: Event | None = None
    valid_from: date | Literal["undated"] = "undated"
    valid_until: date | None = None
    earlier: tuple["TimescaleRule", ...] = ()

    @property
    def who(self) -> tuple[Role, ...]:
        """The roles as a reader is told them: "not stated" only where no other is named."""
        return tuple(role for role in self.responsible if role != NOT_STATED) or self.responsible

    @property
    def is_first_day(self) -> bool:
        """Whether its date is the first on which something may be done, and not the last."""
        return self.limit is Limit.NOT_BEFORE

    @property
    def bound(self) -> str:
        """What its date is called: the first day, a bare time that may be no limit, a limit or an aim."""
        return {Limit.NOT_BEFORE: "First day", Limit.SPAN: "Time"}.get(self.limit, self.status.bound)

    @property
    def editions(self) -> tuple["TimescaleRule", ...]:
        """Every edition of the rule, the oldest first."""
        return (*self.earlier, self)

    def for_case_begun(self, began: date | None) -> "TimescaleRule | None":
        """Return the edition that a case keeps which began on this day; None where the rule had ended.

        What held before the first edition is not known, so the first stands for that time too.
        """
        if began is None:
            return self
        held = (each for each in self.editions if each.valid_until is None or began <= each.valid_until)
        return next(held, None)

    @property
    def events(self) -> set[Event]:
        """Every event that the rule names."""
        spans = (*self.alternatives, *filter(None, [self.not_before]))
        named = (*self.triggers, self.sets, self.also_sets, self.counts_from_if_entered, self.unless_next_entered)
        named = (*named, *(each.trigger for each in spans))
        return {*filter(None, named), *self.ended_by}

    @property
    def status(self) -> Status:
        """National, local, or only a target."""
        if self.limit is Limit.NORMALLY:
            return Status.TARGET
        return Status.NATIONAL if self.national else Status.LOCAL

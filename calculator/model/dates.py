"""What comes of counting: every deadline of a case, with its working."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from calculator.model.areas import Partnership
from calculator.model.entered import Case
from calculator.model.rules import Span, TimescaleRule
from calculator.model.terms import Event


@dataclass(frozen=True, slots=True)
class Step:
    """One day of a count: counted, or passed over, and why."""

    date: date
    counted: bool
    why: str


@dataclass(frozen=True, slots=True)
class Count:
    """The result of counting: the due date, and the last working day on or before it.

    `provisional` says that it rests on bank holidays that are not yet published; `time` is the time of day by which
    exact hours end; `steps` makes the working, which few readers open.
    """

    due: date
    safe: date
    provisional: bool
    time: str | None
    steps: Callable[[], tuple[Step, ...]] = field(repr=False, compare=False)

    @property
    def working(self) -> tuple[Step, ...]:
        """Every day counted and every day passed over, and why."""
        return self.steps()


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """An event on a date: entered, or taken to be held on the last day allowed.

    `number` tells repeated events apart. `cycle` is the number of the review that it leads up to, or 0.
    `since` is the date of the event that this one was counted from, where there is one. It may be `estimated`: a
    birth on the day on which it is expected. `time` is the time of day, where that was entered. `position` is its
    number in its cycle, where a series begins anew with each cycle; `also` is the same meeting in such a series.
    """

    event: Event
    since: date | None = None
    date: date
    given: bool
    number: int = 1
    cycle: int = 0
    provisional: bool = False
    estimated: bool = False
    time: str | None = None
    position: int = 0
    also: "Occurrence | None" = None


@dataclass(frozen=True, slots=True)
class DatedReading:
    """Another reading of an unclear source that gives another date."""

    says: str
    due: date
    safe: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """One of several dates of a rule of which the sooner or later holds; no `count` where its event is unknown."""

    span: Span
    occurrence: Occurrence | None
    count: Count | None
    holds: bool


@dataclass(frozen=True, slots=True)
class Check:
    """Whether a deadline was met by what was done on `done`, which can also be too `early`."""

    done: date
    met: bool
    working_days_late: int
    says: str
    early: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ForChild:
    """One of the children for whom a deadline is: what it is counted from in the child's own timetable.

    `moved_from` is the child's, where it did not move so for all of them.
    """

    number: int
    label: str
    trigger: Occurrence
    same_meeting: tuple["Deadline", ...] = ()
    moved_from: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """One dated duty of one case, with its source and its working.

    `rules` holds the rule and any other that gives the same date for the same thing. `moved_from` is the
    due date as it was before a later event's actual date was entered. `edition` says which edition of a
    rule applies, and why, where there is more than one or where the rule is newer than the case. `candidates` are
    the dates of which it is the sooner or later, and `earliest` the first day on which it may be done. Deadlines of
    the `same_meeting` have their limits among its candidates. `children` says for whom it is, where a case has
    several.
    """

    id: str
    rules: tuple[TimescaleRule, ...]
    trigger: Occurrence
    count: Count
    condition: str | None
    other_readings: tuple[DatedReading, ...]
    warnings: tuple[str, ...] = ()
    check: Check | None = None
    moved_from: date | None = None
    edition: tuple[str, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    earliest: date | None = None
    same_meeting: tuple["Deadline", ...] = ()
    children: tuple[ForChild, ...] = ()

    @property
    def rule(self) -> TimescaleRule:
        """The rule whose words are used: the local one where there is one."""
        return self.rules[0]

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of every statement that gives this date."""
        rules = [*self.rules, *(rule for each in self.same_meeting for rule in each.rules)]
        return tuple(dict.fromkeys(source for rule in rules for source in rule.sources))

    @property
    def time(self) -> str | None:
        """The time of day by which it is due, where there is one."""
        return self.count.time or self.rule.time

    @property
    def provisional(self) -> bool:
        """Whether the date depends on bank holidays that are not yet published."""
        return self.count.provisional or self.counted_from.provisional

    @property
    def counted_from(self) -> Occurrence:
        """What the date is counted from: the trigger, or the event of the one of several dates that holds."""
        return next((each.occurrence for each in self.candidates if each.holds and each.occurrence), self.trigger)


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """All deadlines of one case in date order, or those that one reader must see to."""

    case: Case
    partnership: Partnership
    deadlines: tuple[Deadline, ...]
    warnings: tuple[str, ...] = ()
    reader: str | None = None

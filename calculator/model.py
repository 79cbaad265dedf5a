"""The words of the calculator: rules and cases as data, with no counting in them.

Everything here is a frozen standard-library dataclass. At build time pydantic validates the TOML files
into these classes (`calculator.builder.load`); in the browser the same objects arrive ready made.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Literal, NewType

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
    """Whether a timescale is a limit, what is aimed for, or the first day on which something may be done."""

    NO_LATER_THAN = "no_later_than"
    AT_LEAST = "at_least"
    NORMALLY = "normally"
    NOT_BEFORE = "not_before"


class Whichever(StrEnum):
    """Which of several limits holds."""

    SOONER = "sooner"
    LATER = "later"


class Status(StrEnum):
    """Whose timescale it is, and whether it is a limit."""

    NATIONAL = "national"
    LOCAL = "local"
    TARGET = "target"


class StatementKind(StrEnum):
    """What a timing statement gives in place of a number that a date could be counted from.

    A timing word with no number ("immediately"), what comes before what, an age or length of experience, or
    how long something takes.
    """

    WORDING = "wording"
    ORDER = "order"
    AGE = "age"
    DURATION = "duration"


Day = date  # a document has a field of that name


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
class Condition:
    """When a rule applies. Without a `fact` only the case file can tell, and the words are always shown."""

    says: str
    fact: Fact | None = None
    answer: bool = True


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

    `sources` are ids of `Statement`. `sets` is the event that meeting the rule brings about, from which the
    chain goes on. `localises` names the national rule for the same thing. `counts_from_if_entered` is an
    event that takes the trigger's place where its date is known. `must_precede` names a rule whose date
    this one must come before; `needed_for` an event that it prepares.

    With `whichever`, the sooner or later of its own date and those of `alternatives` holds. It may have a first
    day too: `not_before` a span from an event, `at_earliest` fewer of its own units, or, with `since_the_last`, the
    event that its trigger was counted from. With `counts_first_day` the trigger's day is day 1. A rule
    `unless_again` lapses when its trigger happens once more by then, and one that is `ended_by` events gives no
    date after them.

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
    valid_from: date | Literal["undated"] = "undated"
    valid_until: date | None = None
    earlier: tuple["TimescaleRule", ...] = ()

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
        named = (*self.triggers, self.sets, self.counts_from_if_entered, *(each.trigger for each in spans))
        return {*filter(None, named), *self.ended_by}

    @property
    def status(self) -> Status:
        """National, local, or only a target."""
        if self.limit is Limit.NORMALLY:
            return Status.TARGET
        return Status.NATIONAL if self.national else Status.LOCAL


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
    """What parents are told, in their words. Things stand in the order in which they come on one day.

    `events` says what things are counted from, `facts` on what any of them can hang; `unsaid` is by topic, `gaps` by
    area and topic.
    """

    conference: str
    conference_entry: str
    conferences: Mapping[Event, FamilyConference]
    asks: Mapping[Event, FamilyEvent]
    events: Mapping[Event, str]
    kinds: Mapping[str, FamilyKind]
    things: tuple[FamilyThing, ...]
    unsaid: Mapping[str, FamilyQuestion]
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
    unsaid: Mapping[str, FamilyQuestion] = field(default_factory=dict)
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """Everything the calculator knows: loaded once, passed in everywhere."""

    partnerships: Mapping[str, Partnership]
    national: tuple[TimescaleRule, ...]
    documents: Mapping[str, Document]
    statements: Mapping[str, Statement]
    bank_holidays: BankHolidays
    words: Words
    family: Family

    @property
    def areas(self) -> list[Partnership]:
        """The partnerships by name, as every list of them stands on a page."""
        return sorted(self.partnerships.values(), key=lambda area: area.name)

    def partnership(self, name: str, field: str = "partnership") -> Partnership:
        """Return the partnership called `name`; raise `InvalidInput`, under `field`, when there is none."""
        if name not in self.partnerships:
            known = ", ".join(self.partnerships)
            message = f"There is no partnership “{name[:40]}”. Choose one of: {known}."
            raise InvalidInput([FieldError(field, message)])
        return self.partnerships[name]

    def documents_of(self, area: str) -> list[Document]:
        """Return the documents that a partnership wrote for its conferences, without public pages about it."""
        return [each for each in self.documents.values() if each.partnership == area and not each.read]

    def rules_for(self, partnership: Partnership) -> tuple[TimescaleRule, ...]:
        """Return the partnership's own rules and then the national ones."""
        return (*partnership.rules, *self.national)

    def for_case_begun(self, name: str, began: date | None) -> "Rulebook":
        """Return the rulebook with the one edition of each rule that holds for such a case of a partnership."""
        area = self.partnership(name)
        own, national = (
            tuple(filter(None, (rule.for_case_begun(began) for rule in rules)))
            for rules in (area.rules, self.national)
        )
        return replace(self, national=national, partnerships={**self.partnerships, name: replace(area, rules=own)})


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one answer, in words; `field` is None where it is about the case as a whole."""

    field: str | None
    message: str


class InvalidInput(ValueError):  # noqa: N818  (the field's term: it is the input that is invalid)
    """Input that cannot be used, with one message for each field that must be mended."""

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
    birth on the day on which it is expected. `time` is the time of day, where that was entered.
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
class Deadline:
    """One dated duty of one case, with its source and its working.

    `rules` holds the rule and any other that gives the same date for the same thing. `moved_from` is the
    due date as it was before a later event's actual date was entered. `edition` says which edition of a
    rule applies, and why, where there is more than one or where the rule is newer than the case. `candidates` are
    the dates of which it is the sooner or later, and `earliest` the first day on which it may be done.
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

    @property
    def rule(self) -> TimescaleRule:
        """The rule whose words are used: the local one where there is one."""
        return self.rules[0]

    @property
    def sources(self) -> tuple[str, ...]:
        """Ids of every statement that gives this date."""
        return tuple(dict.fromkeys(source for rule in self.rules for source in rule.sources))

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

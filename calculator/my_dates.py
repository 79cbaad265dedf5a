"""What should reach a family, and by when: the calculator's own dates, in parents' words.

Nothing is counted here. A timeline takes from a case's timetable the deadlines that have words in
`family.toml` and hang on the family's own conference; where an area gives no day, it says what to ask.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date

from calculator import wording
from calculator.model import (
    Case,
    Condition,
    Deadline,
    Direction,
    Document,
    Event,
    FamilyKind,
    FamilyQuestion,
    FamilyThing,
    Partnership,
    Rulebook,
    Span,
    TimescaleRule,
    Timetable,
)
from calculator.timetable import timetable
from calculator.units import UNITS
from calculator.working_days import local_calendar


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One thing that should reach the family. `only_if` and `assumed` say on what the date hangs.

    `near` is the last working day before a date that is not one. `verdict` says whether it was in time; it can be
    asked for where `checkable`. `whom` says for which children it is, where their dates differ.
    """

    deadline: Deadline
    words: FamilyThing
    kind: FamilyKind
    documents: tuple[Document, ...]
    only_if: str | None = None
    assumed: str | None = None
    near: date | None = None
    others: tuple[date, ...] = ()
    verdict: str | None = None
    checkable: bool = True
    whom: str = ""

    @property
    def late(self) -> bool:
        """Whether it is known to have come late."""
        return self.deadline.check is not None and not self.deadline.check.met


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """Something for which the area gives no day: what it does say, if anything, and what to ask."""

    question: FamilyQuestion
    says: str | None
    documents: tuple[Document, ...]


@dataclass(frozen=True, slots=True)
class Own:
    """A conference of the family: its day, a name by which calendars know it again, and for whom it is."""

    day: date
    name: str
    whom: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """A family's own dates, before and after their conference on the day `held`; notes are on what was entered.

    `own` are their conferences: one, unless their children have different ones.
    """

    table: Timetable
    conference: Event
    held: date
    rows: tuple[Row, ...]
    own: tuple[Own, ...]
    unanswered: tuple[Unanswered, ...]
    notes: tuple[str, ...]

    @property
    def entries(self) -> list[Row | Own]:
        """Every row and every conference in date order."""
        rows: list[tuple[date, int, Row | Own]] = [(row.deadline.count.due, 1, row) for row in self.rows]
        return [
            entry
            for *_, entry in sorted([*((each.day, 0, each) for each in self.own), *rows], key=lambda each: each[:2])
        ]

    @property
    def before(self) -> tuple[Row, ...]:
        """What should come before the conference."""
        return tuple(row for row in self.rows if row.deadline.count.due < self.held)

    @property
    def after(self) -> tuple[Row, ...]:
        """What should come on the day of the conference or after it."""
        return tuple(row for row in self.rows if row.deadline.count.due >= self.held)

    @property
    def searched(self) -> tuple[Document, ...]:
        """The documents that give no day for what is `unanswered`."""
        return tuple(dict.fromkeys(document for each in self.unanswered for document in each.documents))


def timeline(case: Case, rulebook: Rulebook) -> Timeline:
    """Return what should reach the family of a case with one conference, in date order.

    What is said to be `done` and is no deadline of the case is left out: it was typed for another area.

    Raises:
        InvalidInput: as `timetable` does.

    """
    conference = next(event for event in rulebook.family.conferences if event in case.events)
    held = case.events[conference][0]
    known = {
        each.id
        for each in timetable(replace(case, done=()), rulebook).deadlines
        if not _entered(each, case, rulebook)
    }
    case = replace(case, done=tuple(each for each in case.done if each[0] in known))
    table = timetable(case, rulebook)
    order = [thing.milestone for thing in rulebook.family.things]
    rows = sorted(
        _rows(table, conference, held, rulebook),
        key=lambda row: (row.deadline.count.due, order.index(row.words.milestone)),
    )
    return Timeline(
        table=table,
        conference=conference,
        held=held,
        rows=tuple(rows),
        own=(Own(held, conference),),
        unanswered=tuple(
            unanswered(table.partnership, conference, rulebook, plan=_plan(case, conference, rulebook))
        ),
        notes=tuple(_notes(case, conference, rulebook)),
    )


def _plan(case: Case, conference: Event, rulebook: Rulebook) -> bool | None:
    return case.facts.get(rulebook.family.conferences[conference].plan)


def _rows(table: Timetable, conference: Event, held: date, rulebook: Rulebook) -> Iterator[Row]:
    things = {thing.milestone: thing for thing in rulebook.family.things}
    triggers = (each.trigger for each in table.deadlines)
    cycle = next((each.cycle for each in triggers if (each.event, each.date) == (conference, held)), 0)
    for deadline in table.deadlines:
        thing = things.get(deadline.rule.milestone)
        if (
            thing
            and _of_this_conference(deadline, thing, (conference, held, cycle), rulebook)
            and _has_words(deadline.rule, thing, table.case, rulebook)
        ):
            yield _row(deadline, thing, table.case, rulebook)


def _of_this_conference(
    deadline: Deadline, thing: FamilyThing, own: tuple[Event, date, int], rulebook: Rulebook
) -> bool:
    """Whether a deadline is counted from the family's own conference, or from a meeting that they entered.

    One that is counted from a day which nobody entered needs words for that, and must lead up to this conference.
    `own` is the kind of the conference, its day and its cycle.
    """
    trigger, family = deadline.trigger, rulebook.family
    conference, held, cycle = own
    if trigger.event in family.conferences:
        return (trigger.event, trigger.date) == (conference, held)
    if trigger.event in {*family.asks, *(rulebook.words.events[each].first_of for each in family.asks)}:
        return trigger.given
    return thing.assumed is not None and trigger.cycle == cycle > 0


def _has_words(rule: TimescaleRule, thing: FamilyThing, case: Case, rulebook: Rulebook) -> bool:
    return all(rulebook.family.only_if(thing, each) for each in _unsettled(rule, case))


def _unsettled(rule: TimescaleRule, case: Case) -> list[Condition]:
    return [each for each in rule.conditions if each.fact is None or each.fact not in case.facts]


def _row(deadline: Deadline, thing: FamilyThing, case: Case, rulebook: Rulebook) -> Row:
    kind = rulebook.family.kinds[thing.kind]
    hangs_on = [rulebook.family.only_if(thing, each) for each in _unsettled(deadline.rule, case)]
    others = dict.fromkeys(each.due for each in deadline.other_readings)
    return Row(
        deadline=deadline,
        words=thing,
        kind=kind,
        documents=documents(deadline.sources, rulebook),
        only_if=wording.joined([*filter(None, hangs_on)]) or None,
        assumed=_assumed(deadline, thing, rulebook),
        near=_near(deadline),
        others=tuple(sorted(others)),
        verdict=_verdict(deadline, kind),
        checkable=not _entered(deadline, case, rulebook),
    )


def _assumed(deadline: Deadline, thing: FamilyThing, rulebook: Rulebook) -> str | None:
    """Say on what a date rests that nobody entered."""
    missing = [each.span.trigger for each in deadline.candidates if each.count is None]
    if missing:
        events = wording.joined([rulebook.family.events[event] for event in missing])
        return f"It may be {deadline.rule.whichever}: that also hangs on {events}."
    return None if deadline.trigger.given else thing.assumed


def _entered(deadline: Deadline, case: Case, rulebook: Rulebook) -> bool:
    """Whether the form has the day on which it was held, so that it is not asked for again."""
    return deadline.rule.sets in rulebook.family.asks and deadline.rule.sets in case.events


def _near(deadline: Deadline) -> date | None:
    """Return the last working day before a due date that is not one, if it comes after what it is counted from."""
    due, safe = deadline.count.due, deadline.count.safe
    possible = deadline.rule.direction is Direction.BEFORE or safe > deadline.trigger.date
    return safe if safe != due and possible else None


def _verdict(deadline: Deadline, kind: FamilyKind) -> str | None:
    check = deadline.check
    if check is None:
        return None
    on = f"on {wording.day(check.done)}"
    if check.early:
        return f"{kind.verb} too early, {on}."
    if check.met:
        return f"{kind.verb} on time, {on}."
    if check.working_days_late == 0:
        return f"{kind.verb} late, {on}, by less than one working day."
    return f"{kind.verb} {wording.plural(check.working_days_late, 'working day')} late, {on}."


def documents(sources: Iterable[str], rulebook: Rulebook) -> tuple[Document, ...]:
    """Return the documents that statements are in, each once."""
    names = dict.fromkeys(rulebook.statements[source].document for source in sources)
    return tuple(rulebook.documents[name] for name in names)


def _notes(case: Case, conference: Event, rulebook: Rulebook) -> Iterator[str]:
    """Say what looks unlikely in what was entered."""
    area = rulebook.partnership(case.partnership)
    held = case.events[conference][0]
    why_not = local_calendar(rulebook.bank_holidays, area).why_not(held)
    if why_not:
        said = "" if why_not in wording.day(held) else f" ({why_not})"
        yield f"{wording.day(held)}{said} is not a working day. Please check the date of the conference."
    if _plan(case, conference, rulebook) is False:
        yield from (each.without_plan for event, each in rulebook.family.asks.items() if event in case.events)


# --- Where an area gives no day -------------------------------------------------------------------------


def unanswered(
    area: Partnership, conference: Event, rulebook: Rulebook, *, plan: bool | None = None
) -> Iterator[Unanswered]:
    """Yield, for a conference in an area, what should reach a family though no rule of the area says when."""
    spoken_of = {rule.topic for rule in rulebook.rules_for(area) if _speaks_of(rule, conference, rulebook)}
    counted = {rule.topic for rule in rulebook.rules_for(area) if conference in rule.triggers}
    own = tuple(rulebook.documents_of(area.id))
    for topic, question in rulebook.family.without_day.items():
        if topic in spoken_of or question.unless in counted or (question.needs_plan and plan is False):
            continue
        gap = rulebook.family.gaps.get(area.id, {}).get(topic)
        yield Unanswered(
            question=question,
            says=gap.says if gap else None,
            documents=documents(gap.sources, rulebook) if gap else own,
        )


def _speaks_of(rule: TimescaleRule, conference: Event, rulebook: Rulebook) -> bool:
    """Whether a rule is about what comes with such a conference: it counts from it, or from no kind."""
    return conference in rule.triggers or not set(rulebook.family.conferences) & set(rule.triggers)


# --- The rules in words, made at build ------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleInWords:
    """A rule for families: its time in words, and on what it hangs."""

    rule: TimescaleRule
    says: str
    only_if: str | None
    more: str | None


def rules_in_words(area: Partnership, rulebook: Rulebook) -> list[RuleInWords]:
    """Return every rule of an area for families; a national one where the area has none for it."""
    own, national = ([rule for rule in rules if not rule.valid_until] for rules in (area.rules, rulebook.national))
    localised = {rule.localises for rule in own}
    rules = [*own, *(rule for rule in national if rule.id not in localised)]
    return [
        _in_words(rule, thing, rulebook)
        for thing in rulebook.family.things
        for rule in rules
        if _is_for_families(rule, thing, rulebook)
    ]


def _is_for_families(rule: TimescaleRule, thing: FamilyThing, rulebook: Rulebook) -> bool:
    counted_from = {*rule.triggers, *(each.trigger for each in (*rule.alternatives, rule.not_before) if each)}
    known = counted_from <= set(rulebook.family.events)
    return (
        rule.milestone == thing.milestone
        and known
        and all(rulebook.family.only_if(thing, each) for each in rule.conditions)
    )


def _in_words(rule: TimescaleRule, thing: FamilyThing, rulebook: Rulebook) -> RuleInWords:
    family = rulebook.family
    both = set(family.conferences) <= set(rule.triggers)
    event = family.conference if both else " or ".join(family.events[each] for each in rule.triggers)
    time = _time(rule, event)
    others = " or ".join(_time_of(each, family.events[each.trigger]) for each in rule.alternatives)
    if rule.not_before:
        time += f", and not before {wording.from_event(rule.not_before, family.events[rule.not_before.trigger])}"
    hangs_on = filter(None, (family.only_if(thing, each) for each in rule.conditions))
    says = f"{thing.what} {time}."
    if others:
        says += f" Or {others}, whichever is {rule.whichever}."
    return RuleInWords(rule=rule, says=says, only_if=wording.joined([*hangs_on]) or None, more=thing.more)


def _time(rule: TimescaleRule, event: str) -> str:
    """Return when a rule wants something, for families: "within 10 working days of a first conference"."""
    own = Span(trigger=rule.triggers[0], amount=rule.amount, unit=rule.unit, direction=rule.direction)
    if rule.at_earliest is not None:
        return wording.from_event(own, event).replace(wording.span(rule.amount, rule.unit), wording.span_of(rule), 1)
    return f"not before {wording.from_event(own, event)}" if rule.is_first_day else _time_of(own, event)


def _time_of(span: Span, event: str) -> str:
    amount = wording.span(span.amount, span.unit)
    plain = UNITS[span.unit].ways == (Direction.AFTER, Direction.BEFORE) and span.amount > 0
    if not plain:
        return wording.from_event(span, event)
    return (
        f"at least {amount} before {event}" if span.direction is Direction.BEFORE else f"within {amount} of {event}"
    )

"""Turns a case into its timetable: rows in date order, what moved, what collides, and what was done in time.

Which rules fire, and from which dates, is worked out in `calculator.reckoning`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import assert_never

from calculator import missed, wording
from calculator.children import combined
from calculator.cycles import reckon
from calculator.ids import earlier_ids
from calculator.model import (
    Case,
    Check,
    Deadline,
    Direction,
    Event,
    FieldError,
    Happens,
    InvalidInput,
    Occurrence,
    Rulebook,
    TimescaleRule,
    Timetable,
)
from calculator.reckoning import Reckoning
from calculator.views import events_used
from calculator.working_days import WorkingCalendar


def timetable(case: Case, rulebook: Rulebook) -> Timetable:
    """Return every deadline that follows from what is known of the case, in date order.

    Raises:
        InvalidInput: an unknown partnership, events in an impossible order, or `done` for a deadline that
            the case does not have.

    """
    if not case.children:
        return _of_one_child(case, rulebook)
    table = combined(case, rulebook, _of_one_child)
    return replace(table, deadlines=tuple(_in_order(table.deadlines)))


def _of_one_child(case: Case, rulebook: Rulebook) -> Timetable:
    entered, whole = case, rulebook
    rulebook = rulebook.for_case_begun(case.partnership, case.began)
    _refuse_impossible_order(case, rulebook)
    done = _done_by_id(reckon(case, rulebook), case.done) if case.done else {}
    case = _with_done_events(case, done, rulebook)
    reckoning = reckon(case, rulebook)
    at_first = _without_actual_dates(case, reckoning)
    due_before = {} if at_first == case else _due(at_first, rulebook)
    deadlines = _joined(_moved(each, due_before.get(each.id)) for each in reckoning.deadlines)
    deadlines = _checked(deadlines, done, reckoning)
    deadlines = [_with_collisions(each, deadlines, reckoning) for each in deadlines]
    deadlines = _with_editions(deadlines, entered, whole)
    return Timetable(
        case=entered,
        partnership=whole.partnership(case.partnership),
        deadlines=tuple(_in_order(deadlines)),
        warnings=(*_case_warnings(entered, rulebook, reckoning.local), *_beyond_terms(reckoning)),
    )


def _in_order(deadlines: Sequence[Deadline]) -> list[Deadline]:
    """Return deadlines in date order; what others must come before is after them on the same day."""
    preceded = {each.rule.must_precede for each in deadlines}
    return sorted(deadlines, key=lambda each: (each.count.due, each.count.safe, each.rule.id in preceded))


def _joined(deadlines: Iterable[Deadline]) -> list[Deadline]:
    """Give deadlines for one thing on one date a single row with all their sources, local words first.

    Two local rules share a row only when they apply under the same condition.
    """
    in_order = list(deadlines)
    rows: dict[tuple[str, int, date, date, str | None], Deadline] = {}
    first: dict[tuple[str, int, date, date, str | None], int] = {}
    for at in sorted(range(len(in_order)), key=lambda at: in_order[at].rule.national):
        deadline = in_order[at]
        rule, counted = deadline.rule, deadline.count
        thing = (rule.localises or rule.id, deadline.trigger.number, counted.due, counted.safe)
        same = [key for key in rows if key[:4] == thing] if rule.national else []
        key = same[0] if same else (*thing, deadline.condition)
        rows[key] = replace(rows[key], rules=(*rows[key].rules, rule)) if key in rows else deadline
        first[key] = min(at, first.get(key, at))
    return [rows[key] for key in sorted(rows, key=lambda key: first[key])]


def _with_editions(deadlines: list[Deadline], case: Case, rulebook: Rulebook) -> list[Deadline]:
    """Say which edition of a rule applies where there is more than one, or where the case is older than all."""
    latest = {rule.id: rule for rule in _rules(case, rulebook)}
    noted = []
    for deadline in deadlines:
        notes = (wording.edition(rule, latest[rule.id], case.began) for rule in deadline.rules)
        edition = tuple(dict.fromkeys(note for note in notes if note))
        noted.append(replace(deadline, edition=edition) if edition else deadline)
    return noted


def _with_collisions(deadline: Deadline, deadlines: list[Deadline], reckoning: Reckoning) -> Deadline:
    """Say so where a deadline leaves no time, or too little, before what it must precede."""
    warnings = [
        *_too_late_for_rule(deadline, deadlines, reckoning),
        *missed.already(deadline, reckoning),
        *_too_late_for_event(deadline, reckoning),
    ]
    return replace(deadline, warnings=(*deadline.warnings, *warnings)) if warnings else deadline


def _too_late_for_rule(deadline: Deadline, deadlines: list[Deadline], reckoning: Reckoning) -> Iterator[str]:
    named = deadline.rule.must_precede
    for later in deadlines if named else ():
        in_the_way = later.rule.id == named and later.trigger.cycle == deadline.trigger.cycle
        if in_the_way and missed.step_after(later, reckoning):
            yield (
                f"The day by which “{later.rule.title}” is due ({wording.day(later.count.safe)}) cannot be kept any "
                "more, by the dates that are entered. Do this as soon as you can, and tell the conference unit."
            )
        elif in_the_way and deadline.count.safe >= later.count.safe:
            clash = "falls on the same day as" if deadline.count.safe == later.count.safe else "falls after"
            yield (
                f"This {clash} the day by which “{later.rule.title}” is due ({wording.day(later.count.safe)}). "
                "If every step takes its full time there is no time left: finish the steps before it sooner."
            )


def _too_late_for_event(deadline: Deadline, reckoning: Reckoning) -> Iterator[str]:
    event = deadline.rule.needed_for
    for occurrence in reckoning.occurrences[event] if event else ():
        if occurrence.given and deadline.count.safe >= occurrence.date:
            yield (
                f"The conference is on {wording.day(occurrence.date)}, so this is needed before then: "
                "do it sooner, and ask the conference unit by when."
            )


def _moved(deadline: Deadline, before: date | None) -> Deadline:
    """Say from which due date a deadline has moved, if it has."""
    return deadline if before in {None, deadline.count.due} else replace(deadline, moved_from=before)


def _without_actual_dates(case: Case, reckoning: Reckoning) -> Case:
    """Return the case with only those dates that no rule could have given: as it was before it unfolded."""
    kept: dict[Event, tuple[date, ...]] = {}
    for event, days in case.events.items():
        if event not in _can_follow_from(set(kept), reckoning):
            kept[event] = days
    for event in kept.keys() & _first_dates(reckoning):
        kept = _as_first_fixed(kept, event, reckoning.events[event].first_date_of or event)
    return replace(case, events=kept)


def _first_dates(reckoning: Reckoning) -> set[Event]:
    """Return the events that are the first date of another: of a conference that was then stood down."""
    return {each.id for each in reckoning.events.values() if each.first_date_of}


def _as_first_fixed(
    events: Mapping[Event, tuple[date, ...]], stood_down: Event, event: Event
) -> dict[Event, tuple[date, ...]]:
    """Return the events as they were before one was rearranged: with its first date, not the one that it has now."""
    first = events[stood_down][0]
    others = events.get(event, ())
    held = min((day for day in others if day > first), default=None)
    return {**events, event: tuple(sorted({first, *others} - {held}))}


def _can_follow_from(known: set[Event], reckoning: Reckoning) -> set[Event]:
    """Return the events that rules can bring about when those `known` have happened."""
    found: set[Event] = set()
    for event in reckoning.events:
        if event in known | found:
            happens = Occurrence(event=event, date=date.min, given=False)
            fire = [rule for rule in reckoning.rules if reckoning.fires(rule, happens)]
            found |= {each for rule in fire for each in (rule.sets, rule.also_sets) if each}
            found |= {each.id for each in reckoning.events.values() if each.estimated_by == event}
    return found


def _refuse_impossible_order(case: Case, rulebook: Rulebook) -> None:
    """Refuse an event that is entered as held before the event that leads to it.

    Raises:
        InvalidInput: naming both events and both dates.

    """
    words = rulebook.words.events
    errors = []
    for earlier, later in _sequences(rulebook, case):
        first, second = min(case.events[earlier]), min(case.events[later])
        if second < first:
            errors.append(
                FieldError(
                    rulebook.words.field(later),
                    f"The {words[later].short} ({wording.day(second)}) is before the {words[earlier].short} "
                    f"({wording.day(first)}) that it follows. Check both dates.",
                )
            )
    if errors:
        raise InvalidInput(errors)


def _sequences(rulebook: Rulebook, case: Case) -> list[tuple[Event, Event]]:
    """Return which entered event leads to which, as the rules have it."""
    rules = _rules(case, rulebook)
    pairs = {
        (trigger, rule.sets)
        for rule in rules
        for trigger in (*rule.triggers, *filter(None, [rule.counts_from_if_entered]))
        if rule.sets and rule.direction is Direction.AFTER and trigger != rule.sets
    }
    events = rulebook.words.events
    # Some of a series may come before what one of its rules counts from: a review before the birth.
    pairs = {
        (earlier, later)
        for earlier, later in pairs
        if not (series := events[later].series) or earlier in (*series.starts_from, series.up_to)
    }
    # A series goes on over its end: what is counted anew from there was there before it too.
    pairs -= {(each.series.up_to, each.id) for each in events.values() if each.series and each.series.up_to}
    pairs |= {(earlier, each.id) for each in events.values() for earlier in each.follows}
    entered = [pair for pair in pairs if set(pair) <= set(case.events)]
    return sorted(entered, key=lambda pair: (events[pair[1]].order, events[pair[0]].order))


def _case_warnings(case: Case, rulebook: Rulebook, working_calendar: WorkingCalendar) -> Iterator[str]:
    """Say which entered dates look unlikely, or change nothing for this partnership."""
    partnership = rulebook.partnership(case.partnership)
    named = {event for rule in rulebook.rules_for(partnership) for event in rule.events}
    used = events_used(partnership, rulebook)
    yield from _contradictions(case, rulebook)
    for event, days in case.events.items():
        definition = rulebook.words.events[event]
        short = definition.short
        if definition.note and event not in named:
            yield definition.note
        elif event not in used:
            yield f"No rule for {partnership.name} counts from the {short}, so that date changes nothing."
        for day in days:
            why_not = working_calendar.why_not(day)
            if why_not:
                said = "" if why_not in wording.day(day) else f" ({why_not})"
                yield (
                    f"The {short} is on {wording.day(day)}{said}, which is not a working day. "
                    "It is counted from as it stands: check that the date is right."
                )


def _beyond_terms(reckoning: Reckoning) -> Iterator[str]:
    """Say which rules cannot be counted because nobody entered the school terms that they run over."""
    for rule in reckoning.beyond_terms:
        yield (
            f"“{rule.title}” is {wording.span_of(rule)} and cannot be counted: the area’s term dates are not "
            "entered here for so long. Ask the school for them."
        )


def _contradictions(case: Case, rulebook: Rulebook) -> Iterator[str]:
    """Say what does not fit together, though each part may be right."""
    entered = [rulebook.words.events[event] for event in case.events]
    for event in entered:
        limit = event.not_after
        later = case.events.get(limit.event) if limit else None
        if limit and later and min(case.events[event.id]) > min(later):
            yield (
                f"The {event.short} ({wording.day(min(case.events[event.id]))}) is after {limit.called} "
                f"({wording.day(min(later))}). Check both dates."
            )
    for fact, answer in case.facts.items():
        contradicted = rulebook.words.facts[fact].contradicted
        if contradicted and any(event.needs.get(fact, answer) != answer for event in entered):
            yield contradicted


# --- Was it on time? --------------------------------------------------------------------------------


def _done_by_id(reckoning: Reckoning, done: Iterable[tuple[str, date]]) -> dict[str, date]:
    """Match each `done` to its deadline: by the deadline's id, else the rule's first one not yet answered."""
    matched: dict[str, date] = {}
    in_order = sorted(_joined(reckoning.deadlines), key=lambda each: each.count.due)
    answered = {each.id for each in in_order if _held(each, reckoning)}
    for name, day in done:
        exact = [each.id for each in in_order if each.id == name]
        by_rule = [each.id for each in in_order if name in {rule.id for rule in each.rules}]
        if not exact and not by_rule:
            exact = [each.id for each in in_order if name in earlier_ids(each, reckoning.events)]
        if not exact and not by_rule:
            known = ", ".join(each.id for each in in_order)
            message = f"There is no deadline “{name[:60]}” in this case. It has: {known}."
            raise InvalidInput([FieldError(f"done.{name}", message)])
        known_ids = [*exact, *by_rule]
        target = next(
            (each for each in known_ids if each in exact or each not in {*matched, *answered}), known_ids[-1]
        )
        matched[target] = day
    return matched


def _with_done_events(case: Case, done: Mapping[str, date], rulebook: Rulebook) -> Case:
    """Take a deadline that was met as its event's actual date, so that what follows is counted from it.

    Only where the deadline itself then stays as it was: the second review's date does not make it the first.
    """
    for name, day in done.items():
        rule = next(each for each in _rules(case, rulebook) if each.id == name.partition(":")[0])
        if rule.sets and day not in case.events.get(rule.sets, ()):
            case = _with_event(case, rule.sets, name, day, rulebook)
    return case


def _with_event(case: Case, event: Event, name: str, day: date, rulebook: Rulebook) -> Case:
    held = case.events.get(event, ())
    words = rulebook.words.events[event]
    if held and not words.repeats:
        both = f"{wording.day(held[0])} and as done on {wording.day(day)}"
        raise InvalidInput([FieldError(f"done.{name}", f"The {words.short} is entered as {both}. Use one date.")])
    events = {**case.events, event: tuple(sorted((*held, day)))}
    with_event = replace(case, events={each: events[each] for each in rulebook.words.events if each in events})
    try:
        _refuse_impossible_order(with_event, rulebook)
    except InvalidInput as error:
        raise InvalidInput([FieldError(f"done.{name}", each.message) for each in error.errors]) from error
    stays = _due(with_event, rulebook).get(name) == _due(case, rulebook).get(name)
    return with_event if stays else case


def _due(case: Case, rulebook: Rulebook) -> dict[str, date]:
    """Return the due dates of a case by the deadlines' ids."""
    return {each.id: each.count.due for each in reckon(case, rulebook).deadlines}


def _rules(case: Case, rulebook: Rulebook) -> tuple[TimescaleRule, ...]:
    return rulebook.rules_for(rulebook.partnership(case.partnership))


def _checked(deadlines: list[Deadline], done: Mapping[str, date], reckoning: Reckoning) -> list[Deadline]:
    """Hold each deadline against the date on which it was done, or on which its event was held.

    Raises:
        InvalidInput: when something is said to be done before the entered date from which it is counted.

    """
    checked = []
    for deadline in deadlines:
        trigger, day = deadline.trigger, done.get(deadline.id)
        if day and trigger.given and deadline.rule.direction is Direction.AFTER and day < trigger.date:
            message = f"{wording.day(day)} is before {wording.day(trigger.date)}, from which this is counted."
            raise InvalidInput([FieldError(f"done.{deadline.id}", f"{message} Check the date.")])
        day = day or _held(deadline, reckoning)
        checked.append(replace(deadline, check=_check(deadline, day, reckoning)) if day else deadline)
    return checked


def _held(deadline: Deadline, reckoning: Reckoning) -> date | None:
    """Return the entered date of the event that the deadline is about, if it was entered."""
    event = deadline.rule.sets
    if event is None:
        return None
    events = reckoning.events
    answering = [event, *(each.id for each in events.values() if each.last_of == event)]
    given = [each for name in answering for each in reckoning.occurrences[name] if each.given]
    match events[event].happens:
        case Happens.AGAIN:
            return min((each.date for each in given if each.date >= deadline.trigger.date), default=None)
        case Happens.SERIES:
            cycle = reckoning.cycle_answering(event, deadline.trigger)
            of_cycle = (each for each in given if cycle is None or each.cycle == cycle)
            return min((each.date for each in of_cycle if each.date > deadline.trigger.date), default=None)
        case Happens.EACH_CYCLE:
            return next((each.date for each in given if each.cycle == deadline.trigger.cycle), None)
        case Happens.ONCE:
            return next((each.date for each in given), None)
        case other:
            assert_never(other)


def _check(deadline: Deadline, done: date, reckoning: Reckoning) -> Check:
    """Say whether `done` was in time: on or before the due date, whatever the day of the week."""
    due, limit, earliest = deadline.count.due, deadline.rule.limit, deadline.earliest
    first_alone = deadline.rule.is_first_day
    early = done < due if first_alone else earliest is not None and done < earliest
    in_time = first_alone or done <= due
    late = 0 if in_time else reckoning.calendar_of(deadline.rule).working_days_after(due, done)
    says = wording.verdict(done, due, late, limit=limit, earliest=earliest, time=deadline.count.time)
    return Check(done, in_time and not early, late, says, early)

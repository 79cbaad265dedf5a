"""Turns a case into its timetable: which rules fire, from which dates, and what each date means.

A rule fires for every occurrence of its triggers. An occurrence is a date that was entered or, where none
was, the latest safe day of the rules that bring the event about: the last day on which it could be held.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from calculator import wording
from calculator.counting import ONE_DAY, WorkingCalendar, count, local_calendar, national_calendar
from calculator.model import (
    Case,
    Check,
    Condition,
    Count,
    DatedReading,
    Deadline,
    Direction,
    Event,
    Fact,
    FieldError,
    InvalidInput,
    Occurrence,
    OtherReading,
    Rulebook,
    TimescaleRule,
    Timetable,
)

REVIEWS_AHEAD = 2
TRANSFER = (Event.TRANSFER_AGREED, Event.TRANSFER_IN_CONFERENCE)


def timetable(case: Case, rulebook: Rulebook) -> Timetable:
    """Return every deadline that follows from what is known of the case, in date order.

    Raises:
        InvalidInput: an unknown partnership, events in an impossible order, or `done` for a deadline that
            the case does not have.

    """
    entered = case
    _refuse_impossible_order(case, rulebook)
    done = _done_by_id(_Reckoning(case, rulebook), case.done) if case.done else {}
    case = _with_done_events(case, done, rulebook)
    reckoning = _Reckoning(case, rulebook)
    at_first = _without_actual_dates(case, reckoning)
    due_before = {} if at_first == case else _due(at_first, rulebook)
    deadlines = _joined(_moved(each, due_before.get(each.id)) for each in reckoning.deadlines)
    deadlines = [_with_collisions(each, deadlines, reckoning) for each in deadlines]
    deadlines = _checked(deadlines, done, reckoning)
    return Timetable(
        case=entered,
        partnership=rulebook.partnership(case.partnership),
        deadlines=tuple(sorted(deadlines, key=lambda each: (each.count.due, each.count.safe))),
        warnings=tuple(_case_warnings(entered, rulebook, reckoning.local)),
    )


class _Reckoning:
    """The deadlines and occurrences of one case, settled event by event in the order in which they follow."""

    def __init__(self, case: Case, rulebook: Rulebook) -> None:
        partnership = rulebook.partnership(case.partnership)
        self.case = case
        self.rules = rulebook.rules_for(partnership)
        self.local = local_calendar(rulebook.bank_holidays, partnership)
        self.national = national_calendar(rulebook.bank_holidays, partnership)
        self.occurrences: dict[Event, list[Occurrence]] = {event: [] for event in Event}
        self.deadlines: list[Deadline] = []
        for event in Event:
            self._settle(event)

    def _settle(self, event: Event) -> None:
        if event is Event.REVIEW_CONFERENCE:
            self._settle_reviews()
        elif event is Event.CORE_GROUP:
            self._settle_core_groups()
        else:
            self._settle_plain(event)

    def _settle_plain(self, event: Event) -> None:
        """Settle an event that happens once, or once in the run-up to each review."""
        given = [self._given(event, day, n) for n, day in enumerate(self.case.events.get(event, ()), start=1)]
        cycles = {each.cycle for each in given}
        following = [each for each in self._following(event) if not given or each.cycle not in cycles | {0}]
        for occurrence in _numbered([*given, *following]):
            self._happens(occurrence)

    def _settle_reviews(self) -> None:
        """Settle the reviews that were entered, then two ahead, each counted from the one before."""
        given = self.case.events.get(Event.REVIEW_CONFERENCE, ())
        conference = self._last(Event.INITIAL_CONFERENCE, Event.TRANSFER_IN_CONFERENCE)
        since = conference.date if conference else None
        for number, day in enumerate(given, start=1):
            self._happens(self._review(day, number, given=True, since=since))
            since = day
        for number in range(len(given) + 1, len(given) + REVIEWS_AHEAD + 1):
            last_review = self._last(Event.REVIEW_CONFERENCE)
            following = self._following(Event.REVIEW_CONFERENCE, of=last_review or conference)
            if following:
                last = number == len(given) + REVIEWS_AHEAD
                soonest = following[0]
                review = self._review(soonest.date, number, given=False, since=soonest.since)
                self._happens(replace(review, provisional=soonest.provisional), repeat=not last)

    def _review(self, day: date, number: int, *, given: bool, since: date | None) -> Occurrence:
        return Occurrence(
            event=Event.REVIEW_CONFERENCE, date=day, given=given, number=number, cycle=number, since=since
        )

    def _settle_core_groups(self) -> None:
        """Settle the core groups that were entered, then each counted from the one before up to a review."""
        for number, day in enumerate(self.case.events.get(Event.CORE_GROUP, ()), start=1):
            self._happens(self._given(Event.CORE_GROUP, day, number))
        for latest in self._last_known_core_groups():
            following: Occurrence | None = latest
            while following is not None:
                following = self._core_group_after(following)

    def _last_known_core_groups(self) -> list[Occurrence]:
        """Return the last core group known, and any later review from which core groups are counted anew."""
        known = [*self.occurrences[Event.FIRST_CORE_GROUP], *self.occurrences[Event.CORE_GROUP]]
        last = max(known, key=lambda each: each.date, default=None)
        reviews = [each for each in self.occurrences[Event.REVIEW_CONFERENCE] if each.given]
        restarts = [each for each in reviews if self._following(Event.CORE_GROUP, of=each)]
        return [*filter(None, [last]), *(each for each in restarts if last is None or each.date > last.date)]

    def _core_group_after(self, latest: Occurrence) -> Occurrence | None:
        """List the next core group, unless the next review comes first; return it if more may follow it."""
        following = self._following(Event.CORE_GROUP, of=latest)
        review = self._next_review(max(latest.date, self._reviewed_through()))
        if not following or review is None:
            return None
        if following[0].date >= review.date:
            if not latest.given:
                self._drop(Event.CORE_GROUP, latest)
            return None
        number = len(self.occurrences[Event.CORE_GROUP]) + 1
        occurrence = replace(following[0], number=number, cycle=review.cycle)
        self._happens(occurrence)
        return occurrence

    def _reviewed_through(self) -> date:
        """Return the last review that was entered, where core groups go on over it in the same count."""
        restarts = any(
            rule.sets is Event.CORE_GROUP and Event.REVIEW_CONFERENCE in rule.triggers for rule in self.rules
        )
        reviews = () if restarts else self.case.events.get(Event.REVIEW_CONFERENCE, ())
        return max(reviews, default=date.min)

    def _drop(self, event: Event, trigger: Occurrence) -> None:
        """Leave out the repeat of `event` after `trigger`: repeats are listed up to the next review."""
        self.deadlines = [
            each for each in self.deadlines if not (each.trigger == trigger and each.rule.sets is event)
        ]

    def _next_review(self, day: date) -> Occurrence | None:
        later = (each for each in self.occurrences[Event.REVIEW_CONFERENCE] if each.date > day)
        return min(later, key=lambda each: each.date, default=None)

    def _given(self, event: Event, day: date, number: int) -> Occurrence:
        review = self._next_review(day - ONE_DAY)
        last = self._last_before(event)
        return Occurrence(
            event=event,
            date=day,
            given=True,
            number=number,
            cycle=review.cycle if review else 0,
            since=last.date if last else None,
        )

    def _last_before(self, event: Event) -> Occurrence | None:
        """Return the occurrence from which `event` would have been counted."""
        leading = [rule for rule in self.rules if rule.sets is event]
        instead = {rule.counts_from_if_entered for rule in leading if rule.counts_from_if_entered}
        return self._last(*{trigger for rule in leading for trigger in rule.triggers} | instead)

    def _last(self, *events: Event) -> Occurrence | None:
        known = [each for event in events for each in self.occurrences[event]]
        return max(known, key=lambda each: each.date, default=None)

    def _following(self, event: Event, of: Occurrence | None = None) -> list[Occurrence]:
        """Return the occurrences of `event` that the deadlines so far bring about, one for each trigger.

        Each is on the soonest of the latest safe days, so that it keeps every limit.
        """
        found: dict[tuple[int, date], Occurrence] = {}
        for deadline in sorted(self.deadlines, key=lambda each: each.count.safe):
            if deadline.rule.sets is event and (of is None or deadline.trigger == of):
                trigger = deadline.trigger
                cycle = trigger.cycle
                occurrence = Occurrence(
                    event=event,
                    since=trigger.date,
                    date=deadline.count.safe,
                    given=False,
                    cycle=cycle,
                    provisional=deadline.provisional,
                )
                found.setdefault((cycle, trigger.date if cycle else date.min), occurrence)
        return list(found.values())

    def _happens(self, occurrence: Occurrence, *, repeat: bool = True) -> None:
        """Record an occurrence and every deadline that its rules give; without repeats of its own event."""
        self.occurrences[occurrence.event].append(occurrence)
        for rule in self.rules:
            if self.fires(rule, occurrence) and (repeat or rule.sets is not occurrence.event):
                self.deadlines.append(self._deadline(rule, occurrence))

    def fires(self, rule: TimescaleRule, occurrence: Occurrence) -> bool:
        """Whether the rule counts from such an occurrence, as far as the case tells."""
        return self._triggered(rule, occurrence) and not any(
            self._answer(condition) is not None and self._answer(condition) != condition.answer
            for condition in rule.conditions
        )

    def _triggered(self, rule: TimescaleRule, occurrence: Occurrence) -> bool:
        """Whether the event is the rule's trigger; a first core group is a core group too."""
        instead = rule.counts_from_if_entered
        if instead and instead in self.case.events:
            return occurrence.event is instead
        if occurrence.event in rule.triggers:
            return True
        return (
            occurrence.event is Event.FIRST_CORE_GROUP
            and Event.CORE_GROUP in rule.triggers
            and not any(
                Event.FIRST_CORE_GROUP in other.triggers and other.sets is rule.sets
                for other in self.rules
                if rule.sets
            )
        )

    def _answer(self, condition: Condition) -> bool | None:
        """Return what the case says of a condition's fact, or None where it says nothing."""
        if condition.fact is Fact.TRANSFERRED_IN and any(event in self.case.events for event in TRANSFER):
            return True
        return self.case.facts.get(condition.fact) if condition.fact else None

    def _deadline(self, rule: TimescaleRule, occurrence: Occurrence) -> Deadline:
        counted = self._count(rule, occurrence.date)
        return Deadline(
            id=_deadline_id(rule, occurrence),
            rules=(rule,),
            trigger=occurrence,
            count=counted,
            condition=self._open_condition(rule),
            other_readings=tuple(self._other_readings(rule, occurrence, counted)),
            warnings=tuple(_impossible(rule, occurrence, counted)),
        )

    def _open_condition(self, rule: TimescaleRule) -> str | None:
        """Return, in words, the conditions that the case has not settled."""
        if rule.counts_from_if_entered in self.case.events:
            return None
        unsettled = [each.says for each in rule.conditions if self._answer(each) is None]
        return wording.joined(unsettled) or None

    def _count(self, rule: TimescaleRule, start: date, reading: OtherReading | None = None) -> Count:
        amount = (reading and reading.amount) or rule.amount
        unit = (reading and reading.unit) or rule.unit
        return count(start, amount, unit, rule.direction, self.calendar_of(rule), self.local)

    def calendar_of(self, rule: TimescaleRule) -> WorkingCalendar:
        """Return the calendar that a rule counts on: no closure puts off a national limit."""
        return self.national if rule.national else self.local

    def _other_readings(self, rule: TimescaleRule, occurrence: Occurrence, counted: Count) -> Iterator[DatedReading]:
        for reading in rule.other_readings:
            start = occurrence.date
            if reading.trigger:
                start = next(iter(self.case.events.get(reading.trigger, ())), start)
            other = self._count(rule, start, reading)
            if reading.dated and other.due != counted.due:
                yield DatedReading(reading.says, other.due, other.safe)


def _deadline_id(rule: TimescaleRule, occurrence: Occurrence) -> str:
    """Return an id that stays the same when dates move: rule, trigger, and its number where it repeats."""
    several = len(rule.triggers) > 1 or occurrence.event not in rule.triggers or Event.CORE_GROUP in rule.triggers
    event = f":{occurrence.event}" if several else ""
    number = f":{occurrence.number}" if occurrence.number > 1 else ""
    return f"{rule.id}{event}{number}"


def _numbered(occurrences: Iterable[Occurrence]) -> Iterator[Occurrence]:
    """Number occurrences in date order, from 1."""
    for number, each in enumerate(sorted(occurrences, key=lambda each: each.date), start=1):
        yield replace(each, number=number)


def _impossible(rule: TimescaleRule, occurrence: Occurrence, counted: Count) -> Iterator[str]:
    """Say where a date cannot be kept because it falls before what it is counted from."""
    if rule.direction is Direction.AFTER and counted.safe < occurrence.date:
        yield (
            f"No working day lies between {wording.day(occurrence.date)} and this date. "
            "Do it on the day itself, or on a day that is not a working day."
        )
    if rule.direction is Direction.BEFORE and occurrence.since and counted.due < occurrence.since:
        yield (
            f"This falls before {wording.day(occurrence.since)}, from which the conference itself is counted, "
            "so it cannot be kept in full. Do it at once and ask the conference unit what to do."
        )


def _joined(deadlines: Iterable[Deadline]) -> list[Deadline]:
    """Give deadlines for one thing on one date a single row with all their sources, local words first.

    Two local rules share a row only when they apply under the same condition.
    """
    rows: list[Deadline] = []
    for deadline in deadlines:
        same = [number for number, row in enumerate(rows) if _same_thing(row, deadline)]
        if same:
            row = rows[same[0]]
            rows[same[0]] = replace(row, rules=(*row.rules, *deadline.rules))
        else:
            rows.append(deadline)
    return rows


def _same_thing(row: Deadline, deadline: Deadline) -> bool:
    thing, other = (each.rule.localises or each.rule.id for each in (row, deadline))
    return (
        thing == other
        and row.trigger.number == deadline.trigger.number
        and (row.count.due, row.count.safe) == (deadline.count.due, deadline.count.safe)
        and (deadline.rule.national or row.condition == deadline.condition)
    )


def _with_collisions(deadline: Deadline, deadlines: list[Deadline], reckoning: _Reckoning) -> Deadline:
    """Say so where a deadline leaves no time, or too little, before what it must precede."""
    warnings = [*_too_late_for_rule(deadline, deadlines), *_too_late_for_event(deadline, reckoning)]
    return replace(deadline, warnings=(*deadline.warnings, *warnings)) if warnings else deadline


def _too_late_for_rule(deadline: Deadline, deadlines: list[Deadline]) -> Iterator[str]:
    for later in deadlines:
        if later.rule.id != deadline.rule.must_precede or later.trigger.cycle != deadline.trigger.cycle:
            continue
        if deadline.count.safe >= later.count.safe:
            clash = "falls on the same day as" if deadline.count.safe == later.count.safe else "falls after"
            yield (
                f"This {clash} the day by which “{later.rule.title}” is due ({wording.day(later.count.safe)}). "
                "If every step takes its full time there is no time left: finish the steps before it sooner."
            )


def _too_late_for_event(deadline: Deadline, reckoning: _Reckoning) -> Iterator[str]:
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


def _without_actual_dates(case: Case, reckoning: _Reckoning) -> Case:
    """Return the case with only those dates that no rule could have given: as it was before it unfolded."""
    kept: dict[Event, tuple[date, ...]] = {}
    for event, days in case.events.items():
        if event not in _can_follow_from(set(kept), reckoning):
            kept[event] = days
    return replace(case, events=kept)


def _can_follow_from(known: set[Event], reckoning: _Reckoning) -> set[Event]:
    """Return the events that rules can bring about when those `known` have happened."""
    found: set[Event] = set()
    for event in Event:
        if event in known | found:
            happens = Occurrence(event=event, date=date.min, given=False)
            found |= {rule.sets for rule in reckoning.rules if rule.sets and reckoning.fires(rule, happens)}
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
        if rule.sets and rule.direction is Direction.AFTER and trigger is not rule.sets
    } - {(Event.REVIEW_CONFERENCE, Event.CORE_GROUP)}
    always = {
        (Event.STRATEGY_DISCUSSION, Event.INITIAL_CONFERENCE),
        (Event.INITIAL_CONFERENCE, Event.FIRST_CORE_GROUP),
        (Event.INITIAL_CONFERENCE, Event.CORE_GROUP),
        (Event.INITIAL_CONFERENCE, Event.REVIEW_CONFERENCE),
        (Event.FIRST_CORE_GROUP, Event.CORE_GROUP),
    }
    entered = [pair for pair in pairs | always if set(pair) <= set(case.events)]
    order = list(Event)
    return sorted(entered, key=lambda pair: (order.index(pair[1]), order.index(pair[0])))


def _case_warnings(case: Case, rulebook: Rulebook, working_calendar: WorkingCalendar) -> Iterator[str]:
    """Say which entered dates look unlikely, or change nothing for this partnership."""
    partnership = rulebook.partnership(case.partnership)
    used = {
        event
        for rule in rulebook.rules_for(partnership)
        for event in (*rule.triggers, rule.sets, rule.counts_from_if_entered)
    }
    yield from _contradictions(case)
    for event, days in case.events.items():
        short = rulebook.words.events[event].short
        if event not in used:
            yield f"No rule for {partnership.name} counts from the {short}, so that date changes nothing."
        for day in days:
            why_not = working_calendar.why_not(day)
            if why_not:
                said = "" if why_not in wording.day(day) else f" ({why_not})"
                yield (
                    f"The {short} is on {wording.day(day)}{said}, which is not a working day. "
                    "It is counted from as it stands: check that the date is right."
                )


def _contradictions(case: Case) -> Iterator[str]:
    """Say what does not fit together, though each part may be right."""
    started = min(case.events.get(Event.SECTION_47_STRATEGY_DISCUSSION, ()), default=None)
    counted_from = min(case.events.get(Event.STRATEGY_DISCUSSION, ()), default=None)
    if started and counted_from and started > counted_from:
        yield (
            f"The strategy discussion that started the section 47 enquiry ({wording.day(started)}) is after the one "
            f"that the partnership counts from ({wording.day(counted_from)}). Check both dates."
        )
    follows_a_plan = {Event.FIRST_CORE_GROUP, Event.CORE_GROUP, Event.REVIEW_CONFERENCE} & set(case.events)
    if case.facts.get(Fact.PLAN_MADE) is False and follows_a_plan:
        yield "The answer is that no plan was made, but a core group or review is entered. Check which is right."


# --- Was it on time? --------------------------------------------------------------------------------


def _done_by_id(reckoning: _Reckoning, done: Iterable[tuple[str, date]]) -> dict[str, date]:
    """Match each `done` to its deadline: by the deadline's id, else the rule's first one not yet answered."""
    matched: dict[str, date] = {}
    in_order = sorted(_joined(reckoning.deadlines), key=lambda each: each.count.due)
    answered = {each.id for each in in_order if _held(each, reckoning)}
    for name, day in done:
        exact = [each.id for each in in_order if each.id == name]
        by_rule = [each.id for each in in_order if name in {rule.id for rule in each.rules}]
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
    told = replace(case, events={each: events[each] for each in Event if each in events})
    try:
        _refuse_impossible_order(told, rulebook)
    except InvalidInput as error:
        raise InvalidInput([FieldError(f"done.{name}", each.message) for each in error.errors]) from error
    stays = _due(told, rulebook).get(name) == _due(case, rulebook).get(name)
    return told if stays else case


def _due(case: Case, rulebook: Rulebook) -> dict[str, date]:
    """Return the due dates of a case by the deadlines' ids."""
    return {each.id: each.count.due for each in _Reckoning(case, rulebook).deadlines}


def _rules(case: Case, rulebook: Rulebook) -> tuple[TimescaleRule, ...]:
    return rulebook.rules_for(rulebook.partnership(case.partnership))


def _checked(deadlines: list[Deadline], done: Mapping[str, date], reckoning: _Reckoning) -> list[Deadline]:
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


def _held(deadline: Deadline, reckoning: _Reckoning) -> date | None:
    """Return the entered date of the event that the deadline is about, if it was entered."""
    event = deadline.rule.sets
    given = [each for each in reckoning.occurrences[event] if each.given] if event else []
    if event is Event.CORE_GROUP:
        given += [each for each in reckoning.occurrences[Event.LAST_CORE_GROUP_BEFORE_REVIEW] if each.given]
    if event in {Event.REVIEW_CONFERENCE, Event.CORE_GROUP}:
        return min((each.date for each in given if each.date > deadline.trigger.date), default=None)
    in_its_cycle = (each.date for each in given if each.cycle == deadline.trigger.cycle)
    once = event in {Event.INITIAL_CONFERENCE, Event.TRANSFER_IN_CONFERENCE, Event.FIRST_CORE_GROUP}
    return next((each.date for each in given) if once else in_its_cycle, None)


def _check(deadline: Deadline, done: date, reckoning: _Reckoning) -> Check:
    """Say whether `done` was in time: on or before the due date, whatever the day of the week."""
    due = deadline.count.due
    met = done <= due
    counted_on = reckoning.calendar_of(deadline.rule)
    late = 0 if met else counted_on.working_days_after(due, done)
    return Check(done, met, late, wording.verdict(done, due, late, limit=deadline.rule.limit))

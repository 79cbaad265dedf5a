"""Works out which rules of a case fire, and from which dates.

A rule fires for every occurrence of its triggers. An occurrence is a date that was entered or, where none
was, the latest safe day of the rules that bring the event about: the last day on which it could be held.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from calculator import limits, wording
from calculator.counting import count
from calculator.ids import deadline_id
from calculator.model import (
    Case,
    Condition,
    Count,
    DatedReading,
    Deadline,
    Direction,
    Event,
    EventDefinition,
    Fact,
    Happens,
    Occurrence,
    Rulebook,
    Series,
    Span,
    TimescaleRule,
)
from calculator.units import BeyondTerms
from calculator.working_days import ONE_DAY, WorkingCalendar, local_calendar, national_calendar

KNOWN_FROM, KNOWN_TO = date(2010, 1, 1), date(2060, 12, 31)
"""Between these a date can be due: one that is counted from a birth may be long past, or far ahead."""


class Reckoning:
    """The deadlines and occurrences of one case, settled event by event in the order in which they follow."""

    def __init__(self, case: Case, rulebook: Rulebook) -> None:
        partnership = rulebook.partnership(case.partnership)
        self.case = case
        self.rules = rulebook.rules_for(partnership)
        self.local = local_calendar(rulebook.bank_holidays, partnership)
        self.national = national_calendar(rulebook.bank_holidays, partnership)
        self.events = rulebook.words.events
        self.facts = {**case.facts, **_settled(case, self.events)}
        self.cycle_end = next((each.id for each in self.events.values() if each.closes_cycle), None)
        self.occurrences: dict[Event, list[Occurrence]] = {event: [] for event in self.events}
        self.deadlines: list[Deadline] = []
        self.beyond_terms: list[TimescaleRule] = []
        for event in self.events.values():
            self._settle(event)

    def _settle(self, event: EventDefinition) -> None:
        match event.happens:
            case Happens.ONCE | Happens.EACH_CYCLE | Happens.AGAIN:
                self._settle_plain(event.id)
            case Happens.SERIES if event.series and event.series.up_to:
                self._settle_series_up_to(event, event.series, event.series.up_to)
            case Happens.SERIES if event.series:
                self._settle_series_ahead(event, event.series)
            case _:
                message = f"the event {event.id} happens in a series and does not say how"
                raise ValueError(message)

    def _settle_plain(self, event: Event) -> None:
        """Settle an event that happens once, or once in each cycle."""
        given = [self._given(event, day, n) for n, day in enumerate(self.case.events.get(event, ()), start=1)]
        cycles = {each.cycle for each in given}
        following = [each for each in self._following(event) if not given or each.cycle not in cycles | {0}]
        if not given and not following:
            given = self._estimated(self.events[event])
        for occurrence in _numbered([*given, *following]):
            self._happens(occurrence)

    def _estimated(self, event: EventDefinition) -> list[Occurrence]:
        """Return an event that is known only by when it is expected, as on that day."""
        days = self.case.events.get(event.estimated_by, ()) if event.estimated_by else ()
        return [Occurrence(event=event.id, date=day, given=False, estimated=True) for day in days]

    def _settle_series_ahead(self, event: EventDefinition, series: Series) -> None:
        """Settle the dates that were entered, then so many ahead, each counted from the one before."""
        given = self.case.events.get(event.id, ())
        start = self._last(*series.starts_from)
        since = start.date if start else None
        for number, day in enumerate(given, start=1):
            self._happens(self._in_series(event, day, number, given=True, since=since))
            since = day
        ahead = series.ahead or 0
        for number in range(len(given) + 1, len(given) + ahead + 1):
            following = self._following(event.id, of=self._last(event.id) or start)
            if following:
                last = number == len(given) + ahead
                soonest = following[0]
                occurrence = self._in_series(event, soonest.date, number, given=False, since=soonest.since)
                self._happens(replace(occurrence, provisional=soonest.provisional), repeat=not last)

    def _in_series(
        self, event: EventDefinition, day: date, number: int, *, given: bool, since: date | None
    ) -> Occurrence:
        cycle = number if event.closes_cycle else self._cycle(day)
        time = self.case.times.get((event.id, day)) if given else None
        return Occurrence(event=event.id, date=day, given=given, number=number, cycle=cycle, since=since, time=time)

    def _settle_series_up_to(self, event: EventDefinition, series: Series, end: Event) -> None:
        """Settle the dates that were entered, then each counted from the one before up to the `end`."""
        for number, day in enumerate(self.case.events.get(event.id, ()), start=1):
            self._happens(self._given(event.id, day, number))
        for latest in self._last_known(event.id, series, end):
            following: Occurrence | None = latest
            while following is not None:
                following = self._next_in_series(event.id, following, end)

    def _last_known(self, event: Event, series: Series, end: Event) -> list[Occurrence]:
        """Return the last of a series that is known, and any later `end` from which the series is counted anew."""
        last = self._last(*series.starts_from, event)
        ends = [each for each in self.occurrences[end] if each.given]
        restarts = [each for each in ends if self._following(event, of=each)]
        return [*filter(None, [last]), *(each for each in restarts if last is None or each.date > last.date)]

    def _next_in_series(self, event: Event, latest: Occurrence, end: Event) -> Occurrence | None:
        """List the next of a series, unless its `end` comes first; return it if more may follow it."""
        following = self._following(event, of=latest)
        ending = self._next(end, max(latest.date, self._gone_through(event, end))) or self._end_for_good(event)
        if not following or ending is None:
            return None
        if following[0].date >= ending.date:
            if not latest.given:
                self._drop(event, latest)
            return None
        number = len(self.occurrences[event]) + 1
        occurrence = replace(following[0], number=number, cycle=ending.cycle)
        self._happens(occurrence)
        return occurrence

    def _end_for_good(self, event: Event) -> Occurrence | None:
        """Return what ended a series, if that was entered: then no next review is there for it to lead up to."""
        ends = [(day, each) for each in self.events[event].ended_by for day in self.case.events.get(each, ())]
        return Occurrence(event=min(ends)[1], date=min(ends)[0], given=True) if ends else None

    def _gone_through(self, event: Event, end: Event) -> date:
        """Return the last `end` that was entered, where the series goes on over it in the same count."""
        restarts = any(rule.sets == event and end in rule.triggers for rule in self.rules)
        ends = () if restarts else self.case.events.get(end, ())
        return max(ends, default=date.min)

    def _drop(self, event: Event, trigger: Occurrence) -> None:
        """Leave out the repeat of `event` after `trigger`: a series is listed up to its end."""
        self.deadlines = [
            each for each in self.deadlines if not (each.trigger == trigger and each.rule.sets == event)
        ]

    def _next(self, event: Event, day: date) -> Occurrence | None:
        later = (each for each in self.occurrences[event] if each.date > day)
        return min(later, key=lambda each: each.date, default=None)

    def _cycle(self, day: date) -> int:
        """Return the number of the cycle that a day is in, or 0 where no end of one is known."""
        ending = self._next(self.cycle_end, day - ONE_DAY) if self.cycle_end else None
        return ending.cycle if ending else 0

    def _given(self, event: Event, day: date, number: int) -> Occurrence:
        last = self._last_before(event)
        return Occurrence(
            event=event,
            date=day,
            given=True,
            number=number,
            cycle=self._cycle(day),
            since=last.date if last else None,
            time=self.case.times.get((event, day)),
        )

    def _last_before(self, event: Event) -> Occurrence | None:
        """Return the occurrence from which `event` would have been counted."""
        leading = [rule for rule in self.rules if rule.sets == event]
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
            if deadline.rule.is_first_day:
                continue
            if deadline.rule.sets == event and (of is None or deadline.trigger == of or self._besides(deadline, of)):
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

    def _besides(self, deadline: Deadline, of: Occurrence) -> bool:
        """Whether the next of a series is due too because of something that happened since the last: a birth."""
        event = self.events[deadline.rule.sets or of.event]
        own = {event.id, event.first_of, *(event.series.starts_from if event.series else ())}
        also = deadline.trigger.event
        return also not in own and not self.events[also].series and deadline.trigger.date >= of.date

    def _happens(self, occurrence: Occurrence, *, repeat: bool = True) -> None:
        """Record an occurrence and every deadline that its rules give; without repeats of its own event."""
        self.occurrences[occurrence.event].append(occurrence)
        for rule in self.rules:
            if self.fires(rule, occurrence) and (repeat or rule.sets != occurrence.event):
                self._add(rule, occurrence)

    def _add(self, rule: TimescaleRule, occurrence: Occurrence) -> None:
        """Record the deadline of a rule, unless it has lapsed or the case has come to its end by then."""
        try:
            deadline = self._deadline(rule, occurrence)
        except BeyondTerms:
            if rule not in self.beyond_terms:
                self.beyond_terms.append(rule)
            return
        if not self._lapsed(rule, occurrence, deadline.count.due):
            self.deadlines.append(deadline)

    def _lapsed(self, rule: TimescaleRule, occurrence: Occurrence, due: date) -> bool:
        """Whether an event ended what a rule asks before it was due, or its trigger happened once more."""
        if not KNOWN_FROM <= due <= KNOWN_TO:
            return True
        ending = {*rule.ended_by, *(self.events[rule.sets].ended_by if rule.sets else ())}
        ends = [day for event in ending for day in self.case.events.get(event, ())]
        if any(occurrence.date <= day < due for day in ends):
            return True
        again = self.case.events.get(occurrence.event, ()) if rule.unless_again else ()
        return rule.unless_again and (not occurrence.given or any(occurrence.date < day <= due for day in again))

    def fires(self, rule: TimescaleRule, occurrence: Occurrence) -> bool:
        """Whether the rule counts from such an occurrence, as far as the case tells."""
        if rule.number_in_cycle not in {None, occurrence.position} or self._next_is_entered(rule, occurrence.date):
            return False
        return self._triggered(rule, occurrence) and all(map(self._allows, rule.conditions))

    def _allows(self, condition: Condition) -> bool:
        answer = self._answer(condition)
        return not condition.only_if_answered if answer is None else answer == condition.answer

    def _next_is_entered(self, rule: TimescaleRule, day: date) -> bool:
        """Whether a rule that plans ahead gives way: the next date of the event is known."""
        event = rule.unless_next_entered
        return event is not None and any(each >= day for each in self.case.events.get(event, ()))

    def _triggered(self, rule: TimescaleRule, occurrence: Occurrence) -> bool:
        """Whether the event is the rule's trigger; the first of a series is one of the series too."""
        instead = rule.counts_from_if_entered
        if instead and instead in self.case.events:
            return occurrence.event == instead
        if occurrence.event in rule.triggers:
            return True
        event = self.events[occurrence.event]
        if event.counts_as in rule.triggers:
            return not any(occurrence.event in other.triggers and _alike(other, rule) for other in self.rules)
        return event.first_of in rule.triggers and not any(
            occurrence.event in other.triggers and other.sets == rule.sets for other in self.rules if rule.sets
        )

    def cycle_answering(self, _event: Event | None, _trigger: Occurrence) -> int | None:
        """Return the number of the cycle in which an event answers a date counted from a trigger; None: in any."""
        return None

    def _answer(self, condition: Condition) -> bool | None:
        """Return what the case says of a condition's fact, or None where it says nothing."""
        return self.facts.get(condition.fact) if condition.fact else None

    def _deadline(self, rule: TimescaleRule, occurrence: Occurrence) -> Deadline:
        def counted(span: Span, start: Occurrence) -> Count:
            return self._count(rule, span, start)

        own = counted(limits.own_span(rule, occurrence), occurrence)
        candidates = limits.candidates(rule, occurrence, own, counted, self._going_with)
        count_that_holds = next((each.count for each in candidates if each.holds and each.count), own)
        earliest = limits.earliest(rule, occurrence, counted, self._going_with)
        return Deadline(
            id=deadline_id(rule, occurrence, self.events),
            rules=(rule,),
            trigger=occurrence,
            count=count_that_holds,
            condition=self._open_condition(rule),
            other_readings=tuple(self._other_readings(rule, occurrence, own)),
            warnings=tuple(_impossible(rule, occurrence, count_that_holds, earliest)),
            edition=tuple(self._read_as(rule, occurrence)),
            candidates=candidates,
            earliest=earliest,
        )

    def _going_with(self, span: Span, occurrence: Occurrence) -> Occurrence | None:
        """Return the occurrence of a span's event in the same cycle as another one, or else the last."""
        known = self.occurrences[span.trigger] or [
            self._given(span.trigger, day, number)
            for number, day in enumerate(self.case.events.get(span.trigger, ()), start=1)
        ]
        same = [each for each in known if each.cycle == occurrence.cycle > 0]
        return max(same or known, key=lambda each: each.date, default=None)

    def _read_as(self, rule: TimescaleRule, occurrence: Occurrence) -> Iterator[str]:
        """Say so where an event is read as one that the rule does name."""
        event = self.events[occurrence.event]
        if event.counts_as in rule.triggers and occurrence.event not in rule.triggers:
            named = self.events[event.counts_as].short
            yield (
                f"The source speaks of the {named} and does not name the {event.short}. "
                "It is read as meant for both: ask the conference unit."
            )

    def _open_condition(self, rule: TimescaleRule) -> str | None:
        """Return, in words, the conditions that the case has not settled."""
        if rule.counts_from_if_entered in self.case.events:
            return None
        unsettled = [each.says for each in rule.conditions if self._answer(each) is None]
        return wording.joined(unsettled) or None

    def _count(self, rule: TimescaleRule, span: Span, start: Occurrence) -> Count:
        """Count a span of a rule. Where the trigger's day is day 1, that is a day more on the way there."""
        one = ONE_DAY if span.direction is Direction.AFTER else -ONE_DAY
        day = start.date - one if rule.counts_first_day else start.date
        open_on = None if rule.is_first_day else self.local
        return count(day, span.amount, span.unit, span.direction, self.calendar_of(rule), open_on, start.time)

    def calendar_of(self, rule: TimescaleRule) -> WorkingCalendar:
        """Return the calendar that a rule counts on: no closure puts off a national limit."""
        return self.national if rule.national else self.local

    def _other_readings(self, rule: TimescaleRule, occurrence: Occurrence, counted: Count) -> Iterator[DatedReading]:
        for reading in rule.other_readings:
            start = occurrence
            if reading.trigger:
                day = next(iter(self.case.events.get(reading.trigger, ())), start.date)
                start = replace(start, date=day)
            span = limits.own_span(rule, occurrence)
            amount = span.amount if reading.amount is None else reading.amount
            other = self._count(rule, replace(span, amount=amount, unit=reading.unit or span.unit), start)
            if reading.dated and other.due != counted.due:
                yield DatedReading(reading.says, other.due, other.safe)


def _alike(one: TimescaleRule, other: TimescaleRule) -> bool:
    """Whether two rules are about the same thing: they bring about the same event, or have the same milestone."""
    return one.sets == other.sets if other.sets else one.milestone == other.milestone


def _settled(case: Case, events: Mapping[Event, EventDefinition]) -> dict[Fact, bool]:
    """Return the facts that are known from the events that were entered."""
    return {fact: answer for event in case.events for fact, answer in events[event].settles.items()}


def _numbered(occurrences: Iterable[Occurrence]) -> Iterator[Occurrence]:
    """Number occurrences in date order, from 1."""
    for number, each in enumerate(sorted(occurrences, key=lambda each: each.date), start=1):
        yield replace(each, number=number)


def _impossible(rule: TimescaleRule, occurrence: Occurrence, counted: Count, earliest: date | None) -> Iterator[str]:
    """Say where a date cannot be kept because it falls before what it is counted from, or before its first day."""
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
    if earliest and counted.due < earliest:
        yield (
            f"It may not be done before {wording.day(earliest)}, which is after this date: both cannot be kept. "
            "Ask the conference unit what to do."
        )

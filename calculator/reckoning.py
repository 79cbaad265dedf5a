"""Works out which rules of a case fire, and from which dates.

A rule fires for every occurrence of its triggers. An occurrence is a date that was entered or, where none
was, the latest safe day of the rules that bring the event about: the last day on which it could be held.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from calculator import wording
from calculator.counting import ONE_DAY, WorkingCalendar, count, local_calendar, national_calendar
from calculator.model import (
    Case,
    Condition,
    Count,
    DatedReading,
    Deadline,
    Direction,
    Event,
    Fact,
    Occurrence,
    OtherReading,
    Rulebook,
    TimescaleRule,
)

REVIEWS_AHEAD = 2
TRANSFER = (Event.TRANSFER_AGREED, Event.TRANSFER_IN_CONFERENCE)


class Reckoning:
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
            id=deadline_id(rule, occurrence),
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


def deadline_id(rule: TimescaleRule, occurrence: Occurrence) -> str:
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

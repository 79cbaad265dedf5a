"""Works out a series of meetings one cycle after the other, where a meeting can also be the last of its cycle.

Darlington is such an area: three core groups lie between two reviews, the third is the last before the next review,
and the next review follows from that one. Nothing is known here of core groups or reviews but what the tables and
the rules say.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from calculator.model import (
    Case,
    Deadline,
    Event,
    EventDefinition,
    Occurrence,
    Rulebook,
    Series,
    Span,
)
from calculator.reckoning import Reckoning


def reckon(case: Case, rulebook: Rulebook) -> Reckoning:
    """Return the deadlines and occurrences of a case, in the way that the rules of its area need."""
    partnership = rulebook.partnership(case.partnership)
    by_cycle = any(rule.also_sets for rule in rulebook.rules_for(partnership))
    return CycleByCycle(case, rulebook) if by_cycle else Reckoning(case, rulebook)


class CycleByCycle(Reckoning):
    """A reckoning in which the meetings of a cycle are settled before the event that ends it."""

    def __init__(self, case: Case, rulebook: Rulebook) -> None:
        self.settled: set[Event] = set()
        super().__init__(case, rulebook)
        self.deadlines = [*self._a_row_for_each_meeting()]

    def cycle_answering(self, event: Event | None, trigger: Occurrence) -> int | None:
        """Return the number of the cycle in which a meeting answers a date: of the next one, from the end of one."""
        return trigger.cycle + (trigger.event == self.cycle_end) if event == self.meetings else None

    def _settle(self, event: EventDefinition) -> None:
        if event.id in self.settled:
            return
        self.settled.add(event.id)
        if event.closes_cycle and event.series:
            self._settle_cycles(event, event.series)
        else:
            super()._settle(event)

    def _settle_cycles(self, end: EventDefinition, ends: Series) -> None:
        """Settle every cycle: those that an entered date ends, then so many more, each up to the end it leads to."""
        for rule in self.rules:
            if rule.sets and rule.also_sets:
                self.meetings, self.last = rule.sets, rule.also_sets
        self.settled |= {self.meetings, self.last}
        begin = self._last(*ends.starts_from)
        since = begin.date if begin else None
        for number, day in enumerate(self.case.events.get(end.id, ()), start=1):
            self._happens(self._in_series(end, day, number, given=True, since=since))
            since = day
        known = list(self.occurrences[end.id])
        series = self.events[self.meetings].series
        for event in series.starts_from if series else ():
            self._settle(self.events[event])
        cycles = len(known) + (ends.ahead or 0)
        for number in range(1, cycles + 1):
            entered_end = known[number - 1] if number <= len(known) else None
            self._settle_cycle(number, begin, entered_end)
            begin = entered_end or self._end_ahead(end, number, repeat=number < cycles)
            if begin is None:
                return
            self._settle_last_by_its_end(number, begin)

    def _happens(self, occurrence: Occurrence, *, repeat: bool = True) -> None:
        """Record an occurrence; the first meeting is in the first cycle, whether or not the end of that is known."""
        if self.events[occurrence.event].first_of and not occurrence.cycle:
            occurrence = replace(occurrence, cycle=1)
        super()._happens(occurrence, repeat=repeat)

    def _cycle(self, day: date) -> int:
        """Return the number of the cycle that a day is in: the open one where no entered date ends it."""
        if self.cycle_end not in self.settled:
            return super()._cycle(day)
        return 1 + sum(each < day for each in self.case.events.get(self.cycle_end, ()))

    def _end_ahead(self, end: EventDefinition, number: int, *, repeat: bool) -> Occurrence | None:
        """Take the end of a cycle to be on the soonest of the days that rules give for it.

        Where a meeting of the cycle was held after such a day, that day has been missed, and the next one holds.
        """
        ends = sorted(self._ending(number), key=lambda each: each.count.safe)
        if not ends:
            return None
        held = self._latest_entered(number)
        soonest = next((each for each in ends if each.count.safe >= held), ends[-1])
        since = soonest.trigger.date
        occurrence = self._in_series(end, soonest.count.safe, number, given=False, since=since)
        self._happens(replace(occurrence, provisional=soonest.provisional), repeat=repeat)
        return self.occurrences[end.id][-1]

    def _ending(self, cycle: int) -> list[Deadline]:
        """Return the deadlines for the end of a cycle, which are counted from within it or from the end before."""
        ends = [each for each in self.deadlines if each.rule.sets == self.cycle_end and not each.rule.is_first_day]
        return [each for each in ends if self._leads_to(each.trigger) == cycle]

    def _leads_to(self, trigger: Occurrence) -> int:
        """Return the number of the cycle that an occurrence is in, or begins; before every end it is the first."""
        return (trigger.cycle or self._cycle(trigger.date)) + (trigger.event == self.cycle_end)

    def _latest_entered(self, cycle: int) -> date:
        entered = [*self._entered(self.meetings, cycle), *self._entered(self.last, cycle)]
        return max((each.date for each in entered), default=date.min)

    def _going_with(self, span: Span, occurrence: Occurrence) -> Occurrence | None:
        """Return the end of the same cycle, where a span counts from that: another one says nothing of a meeting."""
        if span.trigger != self.cycle_end:
            return super()._going_with(span, occurrence)
        return next((each for each in self.occurrences[span.trigger] if each.cycle == occurrence.cycle), None)

    # --- The meetings of one cycle ----------------------------------------------------------------------

    def _settle_cycle(self, cycle: int, begin: Occurrence | None, end: Occurrence | None) -> None:
        """Settle the meetings of a cycle: those that were entered, then those that follow from them."""
        firsts = [each for one in self.events.values() if one.first_of for each in self.occurrences[one.id]]
        start = firsts[0] if cycle == 1 and firsts else begin
        latest = self._settle_entered(cycle, start, end)
        if latest and not self._has_last(cycle):
            self._settle_ahead(cycle, latest, end, counted=start is not None)
        due = self._last_is_due(cycle) if end else None
        if due:  # the last meeting takes the place of one that would come on that day, or after it
            ahead = [each for each in self._for_meetings(cycle) if not each.rule.also_sets]
            self.deadlines = [each for each in self.deadlines if each not in ahead or each.count.safe < due]

    def _settle_entered(self, cycle: int, start: Occurrence | None, end: Occurrence | None) -> Occurrence | None:
        """Settle the meetings that were entered, and return the latest."""
        said = self._entered(self.last, cycle)
        entered = [
            replace(each, position=position if start else 0)
            for position, each in enumerate(self._entered(self.meetings, cycle), start=1)
        ]
        for each in entered:
            if not said and each == entered[-1] and self._must_be_last(each, end):
                self._meets_last(each, of_series=each)
            elif each.date not in {last.date for last in said}:
                self._meets(each)
        for last in said:
            self._meets_last(last, of_series=next((each for each in entered if each.date == last.date), None))
        return entered[-1] if entered else start

    def _entered(self, event: Event, cycle: int) -> list[Occurrence]:
        days = self.case.events.get(event, ())
        found = [self._given(event, day, number) for number, day in enumerate(days, start=1)]
        return [each for each in found if each.cycle == cycle]

    def _must_be_last(self, meeting: Occurrence, end: Occurrence | None) -> bool:
        """Whether an entered meeting is the last of its cycle, though nobody said so.

        It is where the rules count no further, and where it was held as long before the entered end as a rule says,
        in whole units: four weeks and some days before it are four weeks.
        """
        if any(
            each.rule.also_sets and each.trigger.date < meeting.date for each in self._for_meetings(meeting.cycle)
        ):
            return True
        if end is None:
            return False
        for rule in (each.rule for each in self._for_last(meeting.cycle)):
            span = Span(trigger=end.event, amount=rule.amount + 1, unit=rule.unit, direction=rule.direction)
            if self._count(rule, span, end).due < meeting.date:
                return True
        return False

    def _settle_ahead(self, cycle: int, latest: Occurrence, end: Occurrence | None, *, counted: bool) -> None:
        """List the meetings that follow from the latest one, up to the last before the end of the cycle."""
        up_to = self._last_is_due(cycle) if end else self._open_up_to(cycle, counted=counted)
        while following := self._following(self.meetings, of=latest):
            is_last = any(each.rule.also_sets for each in self._for_meetings(cycle) if each.trigger == latest)
            if up_to and following[0].date >= up_to and not is_last:
                return
            position = latest.position if latest.event == self.meetings else 0
            number = max(len(self.case.events.get(self.meetings, ())), self._highest_number()) + 1
            latest = replace(following[0], number=number, cycle=cycle, position=position + 1 if counted else 0)
            if is_last:
                self._meets_last(latest, of_series=latest)
                return
            self._meets(latest)

    def _open_up_to(self, cycle: int, *, counted: bool) -> date:
        """Return the day up to which meetings are listed where the end of the cycle was not entered.

        Where it is not known how the cycle began, the meetings of it cannot be counted, and none is listed.
        """
        held = self._latest_entered(cycle)
        ends = (each.count.safe for each in self._ending(cycle))
        return min((day for day in ends if day > held), default=date.max) if counted else date.min

    def _highest_number(self) -> int:
        return max((each.number for each in self.occurrences[self.meetings]), default=0)

    def _settle_last_by_its_end(self, cycle: int, end: Occurrence) -> None:
        """Settle the last meeting of a cycle by the end of the cycle, where nothing else has said when it is."""
        due = self._last_is_due(cycle)
        if due and not self._has_last(cycle):
            provisional = any(each.provisional for each in self._for_last(cycle))
            occurrence = Occurrence(
                event=self.last, date=due, given=False, since=end.date, cycle=cycle, provisional=provisional
            )
            self._meets_last(occurrence, of_series=None)

    def _meets(self, meeting: Occurrence) -> None:
        """Record a meeting. Where a rule counts that the next one is the last, that rule alone gives its day."""
        self._happens(meeting)
        mine = [each for each in self._for_meetings(meeting.cycle) if each.trigger == meeting]
        if any(each.rule.also_sets for each in mine):
            self.deadlines = [each for each in self.deadlines if each not in mine or each.rule.also_sets]

    def _meets_last(self, meeting: Occurrence, of_series: Occurrence | None) -> None:
        """Record the last meeting of a cycle, once, though it may be one of the series too."""
        if of_series:
            self.occurrences[self.meetings].append(of_series)
        number = len(self.occurrences[self.last]) + 1
        self._happens(replace(meeting, event=self.last, number=number, position=0, also=of_series))

    # --- The deadlines for the meetings of one cycle ----------------------------------------------------

    def _for_meetings(self, cycle: int) -> list[Deadline]:
        return [
            each
            for each in self.deadlines
            if each.rule.sets == self.meetings and self.cycle_answering(self.meetings, each.trigger) == cycle
        ]

    def _for_last(self, cycle: int) -> list[Deadline]:
        return [each for each in self.deadlines if each.rule.sets == self.last and each.trigger.cycle == cycle]

    def _last_is_due(self, cycle: int) -> date | None:
        return min((each.count.safe for each in self._for_last(cycle)), default=None)

    def _has_last(self, cycle: int) -> bool:
        return any(each.cycle == cycle for each in self.occurrences[self.last])

    def _a_row_for_each_meeting(self) -> Iterator[Deadline]:
        """Yield the deadlines, those for one meeting as one: its own rule is the sooner of both limits."""
        joined: dict[str, list[Deadline]] = {}
        for own in (each for each in self.deadlines if each.rule.also_sets):
            joined[own.id] = [each for each in self.deadlines if self._is_one_meeting(own, each)]
        hidden = {each.id for others in joined.values() for each in others}
        for each in self.deadlines:
            if each.id not in hidden:
                yield replace(each, same_meeting=tuple(joined.get(each.id, ())))

    def _is_one_meeting(self, own: Deadline, other: Deadline) -> bool:
        """Whether a rule leads to the last meeting of its cycle, and has the limit of the other rule too."""
        rule, cycle = other.rule, self.cycle_answering(self.meetings, own.trigger)
        span = Span(trigger=other.trigger.event, amount=rule.amount, unit=rule.unit, direction=rule.direction)
        if rule.sets != self.last or other.trigger.cycle != cycle or span not in own.rule.alternatives:
            return False
        last = next(each for each in self.occurrences[self.last] if each.cycle == cycle)
        held = [*self._entered(self.meetings, cycle), *self._entered(self.last, cycle)]
        days = [each.date for each in held if each.date > own.trigger.date]
        return min(days, default=own.count.safe) == last.date

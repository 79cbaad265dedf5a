"""The limits of a rule that has more than one: the sooner or later of several dates, and a first day.

A `Counter` counts a span from one occurrence of its event; `Known` finds the occurrence that goes with another one.
"""

from collections.abc import Callable, Iterator
from datetime import date

from calculator.model import Candidate, Count, Occurrence, Span, TimescaleRule, Whichever

type Counter = Callable[[Span, Occurrence], Count]
type Known = Callable[[Span, Occurrence], Occurrence | None]


def own_span(rule: TimescaleRule, occurrence: Occurrence) -> Span:
    """Return what a rule itself counts from an occurrence."""
    return Span(trigger=occurrence.event, amount=rule.amount, unit=rule.unit, direction=rule.direction)


def candidates(
    rule: TimescaleRule, occurrence: Occurrence, own: Count, count: Counter, known: Known
) -> tuple[Candidate, ...]:
    """Return the dates of which the sooner or later holds; none where the rule has only one."""
    if rule.whichever is None:
        return ()
    found: list[tuple[Span, Occurrence | None, Count | None]] = [(own_span(rule, occurrence), occurrence, own)]
    for span in rule.alternatives:
        other = known(span, occurrence)
        found.append((span, other, count(span, other) if other else None))
    dated = [counted for _, _, counted in found if counted]
    choose = min if rule.whichever is Whichever.SOONER else max
    chosen = choose(dated, key=lambda counted: (counted.due, counted.safe))
    return tuple(
        Candidate(span=span, occurrence=other, count=counted, holds=counted is chosen)
        for span, other, counted in found
    )


def earliest(rule: TimescaleRule, occurrence: Occurrence, count: Counter, known: Known) -> date | None:
    """Return the first day on which what a rule asks may be done, if it has one."""
    return max(_first_days(rule, occurrence, count, known), default=None)


def _first_days(rule: TimescaleRule, occurrence: Occurrence, count: Counter, known: Known) -> Iterator[date]:
    if rule.since_the_last and occurrence.since:
        yield occurrence.since
    if rule.at_earliest is not None:
        span = Span(trigger=occurrence.event, amount=rule.at_earliest, unit=rule.unit, direction=rule.direction)
        yield count(span, occurrence).due
    if rule.not_before:
        other = known(rule.not_before, occurrence)
        if other:
            yield count(rule.not_before, other).due

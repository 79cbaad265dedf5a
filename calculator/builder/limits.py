"""Finds what cannot be counted in the limits of a rule: its amounts, and keys that do not go together."""

from collections.abc import Iterator

from calculator.model import Direction, Limit, Span, TimescaleRule, Unit
from calculator.units import UNITS

PREGNANCY = Unit("weeks_of_pregnancy")


def problems(span: Span) -> Iterator[str]:
    """Yield what is wrong with an amount of a unit before or after an event."""
    unit = UNITS.get(span.unit)
    if unit is None:
        return
    least = 1 if span.unit == PREGNANCY else 0
    if not least <= span.amount <= unit.most:
        yield f"must be {least} to {unit.most} {unit.plural} (found {span.amount}); 0 is the day itself."
    if span.direction not in unit.ways:
        ways = " or ".join(f'"{way}"' for way in unit.ways)
        yield f"the unit {span.unit} needs direction = {ways}."


def problems_together(rule: TimescaleRule) -> Iterator[tuple[str, str]]:
    """Yield a key of a rule and why it cannot stand beside the others."""
    if bool(rule.alternatives) != bool(rule.whichever):
        key = "whichever" if rule.alternatives else "alternatives"
        yield key, 'whichever = "sooner" (or "later") and [[rules.alternatives]] need each other.'
    if rule.limit is Limit.AT_LEAST and rule.direction is Direction.AFTER:
        yield "limit", 'at_least is for direction = "before"; for a first day after an event write "not_before".'
    if rule.is_first_day and rule.whichever:
        yield "limit", "a first day cannot be the sooner or later of several dates."
    if rule.counts_first_day and (rule.amount == 0 or _by_the_clock(rule.unit) or rule.unit == PREGNANCY):
        yield "counts_first_day", "goes with one or more days, weeks, months or years alone."
    if rule.at_earliest is not None:
        fewer = rule.at_earliest < rule.amount
        if fewer != (rule.direction is Direction.AFTER) or rule.at_earliest == rule.amount:
            which = "less" if rule.direction is Direction.AFTER else "more"
            yield "at_earliest", f"must be {which} than amount: what is done at the earliest comes first."
    if rule.since_the_last and rule.direction is Direction.AFTER:
        yield "since_the_last", 'needs direction = "before".'


def _by_the_clock(unit: Unit) -> bool:
    return unit in UNITS and UNITS[unit].by_the_clock

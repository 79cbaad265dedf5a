"""The ids by which deadlines are known again: in links, saved timetables and calendars, and for what was done."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from calculator.model import Deadline, Event, EventDefinition, Occurrence, TimescaleRule


def deadline_id(rule: TimescaleRule, occurrence: Occurrence, events: Mapping[Event, EventDefinition]) -> str:
    """Return an id that stays the same when dates move: rule, trigger, and its number where it repeats.

    The trigger is named where the rule has more than one, or counts from a series that has a first of its own. The
    number is that of the cycle and of the meeting in it, where a series begins anew with each cycle: so one meeting
    more before a review leaves the ids after the review as they are.
    """
    triggers = rule.triggers
    several = (
        len(triggers) > 1
        or occurrence.event not in triggers
        or any(each.first_of in triggers for each in events.values())
    )
    event = f":{occurrence.event}" if several else ""
    number = f":{occurrence.number}" if occurrence.number > 1 else ""
    if occurrence.position:
        number = f":{occurrence.cycle}.{occurrence.position}"
    return f"{rule.id}{event}{number}"


def ids_by_rule(deadline: Deadline, events: Mapping[Event, EventDefinition]) -> dict[str, TimescaleRule]:
    """Return the id that a deadline has by each of the rules that give it."""
    own = {deadline_id(rule, deadline.trigger, events): rule for rule in deadline.rules}
    return own | {each.id: each.rule for each in deadline.same_meeting}


def earlier_ids(deadline: Deadline, events: Mapping[Event, EventDefinition]) -> Iterator[str]:
    """Yield the other ids by which links and files may know a deadline: those of version 0.1.0 among them.

    That version numbered a series from the beginning of the case.
    """
    yield from ids_by_rule(deadline, events)
    trigger = deadline.trigger
    for occurrence in filter(None, (trigger, trigger.also)):
        for rule in (each for each in deadline.rules if occurrence.event in each.triggers):
            yield deadline_id(rule, replace(occurrence, position=0), events)

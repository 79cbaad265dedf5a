"""Finds days that have been missed already, by what was entered of the steps that must come first."""

from collections.abc import Iterator

from calculator import wording
from calculator.model import Deadline, Direction, Event, Happens, Occurrence
from calculator.reckoning import Reckoning


def already(deadline: Deadline, reckoning: Reckoning) -> Iterator[str]:
    """Say so where an entered date shows that a day has been missed: a step that must come first was later."""
    step = step_after(deadline, reckoning)
    if step and not deadline.check:
        short = reckoning.events[step.event].short
        yield (
            f"This day has been missed already: the {short}, which must come first, is {wording.day(step.date)}. "
            "Do this as soon as you can, and tell the conference unit."
        )


def step_after(deadline: Deadline, reckoning: Reckoning) -> Occurrence | None:
    """Return the latest entered step, of those that must come before a deadline, that is after its day."""
    found = {event for rule in reckoning.rules if rule.must_precede == deadline.rule.id for event in rule.triggers}
    events: set[Event] = set()
    while found - events:
        events |= found
        leading = (rule for rule in reckoning.rules if rule.sets in events and rule.direction is Direction.AFTER)
        each_cycle = {each.id for each in reckoning.events.values() if each.happens is Happens.EACH_CYCLE}
        found |= {event for rule in leading for event in rule.triggers} & each_cycle
    steps = [each for event in events for each in reckoning.occurrences[event]]
    late = [each for each in steps if each.given and each.date > deadline.count.due]
    return max(
        (each for each in late if each.cycle == deadline.trigger.cycle), key=lambda each: each.date, default=None
    )

"""The deadline calculator’s page: its form, made from the rules: which questions there are, and for whom each is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from calculator import wording
from calculator.builder.render import render
from calculator.builder.tools import BuiltTool, Place
from calculator.calendar_file import LARGEST as LARGEST_CALENDAR
from calculator.calendar_file import REMINDERS
from calculator.case import FIRST, LAST
from calculator.model import Event, EventDefinition, Fact, FactDefinition, Partnership, Rulebook, TimescaleRule
from calculator.saved import LARGEST
from calculator.tools import all_exports, find_tools
from calculator.views import events_used


@dataclass(frozen=True, slots=True)
class Question[T]:
    """A question of the form, and the ids of the partnerships for which its answer matters.

    `readings` are, by partnership, how a rule that counts from the answer is read. What is `asked_once` in some of
    the partnerships, as another event, still counts there where an older link holds it.
    """

    name: str
    words: T
    matters_to: str
    readings: Mapping[str, str] = field(default_factory=dict)
    asked_once: bool = False


def form(rulebook: Rulebook, place: Place) -> str:
    """Return the whole tool as HTML: its form, and the places for its result.

    Where there are more areas than are compared on the page, the others are loaded when a reader looks for theirs.
    """
    compared = place.compared
    dates = [_date_question(each, rulebook, compared) for each in rulebook.words.events.values()]
    of_child = [each for each in dates if each.matters_to]
    return render(
        "deadline-calculator.html.j2",
        rulebook=rulebook,
        partnerships=compared,
        others=len(rulebook.areas) > len(compared),
        asked_first=[each for each in dates if each.words.asked_first],
        more_dates=[each for each in dates if not each.words.asked_first and each.matters_to],
        asked_of_child=[each for each in of_child if each.words.asked_of_child],
        more_of_child=[each for each in of_child if not each.words.asked_of_child],
        facts=[_fact_question(fact, rulebook, compared) for fact in rulebook.words.facts],
        years=(FIRST.year, LAST.year),
        largest_saved=LARGEST,
        largest_calendar=LARGEST_CALENDAR,
        reminders=REMINDERS,
        exports=all_exports(find_tools()),
    )


def _date_question(
    event: EventDefinition, rulebook: Rulebook, compared: Sequence[Partnership]
) -> Question[EventDefinition]:
    areas = [
        area
        for area in compared
        if event.id in _events(area, rulebook) and not _asked_once(event.id, area, rulebook)
    ]
    readings = _readings(event.reads, compared) | _which_steps(event.id, areas, rulebook)
    once = any(_asked_once(event.id, area, rulebook) for area in compared)
    return Question(event.id, event, " ".join(area.id for area in areas), readings, once)


def _asked_once(event: Event, area: Partnership, rulebook: Rulebook) -> bool:
    """Whether an event takes the place of another in every rule of the area that names either: one answer does."""
    from_it = [rule for rule in rulebook.rules_for(area) if rule.counts_from_if_entered == event]
    return bool(from_it) and not _steps_of_the_other(event, area, rulebook)


def _steps_of_the_other(event: Event, area: Partnership, rulebook: Rulebook) -> list[TimescaleRule]:
    """Return the rules that go on counting from the event whose place this one takes in other rules."""
    rules = rulebook.rules_for(area)
    other = {trigger for rule in rules if rule.counts_from_if_entered == event for trigger in rule.triggers}
    return [rule for rule in rules if other & set(rule.triggers) and rule.counts_from_if_entered != event]


def _which_steps(event: Event, areas: Iterable[Partnership], rulebook: Rulebook) -> dict[str, str]:
    """Say, by partnership, which steps follow which of two events of which one takes the other's place."""
    says = {}
    for area in areas:
        others = _steps_of_the_other(event, area, rulebook)
        from_it = [rule for rule in rulebook.rules_for(area) if rule.counts_from_if_entered == event]
        if from_it and others:
            ours, theirs = (
                wording.joined(list(dict.fromkeys(_step(rule) for rule in rules))) for rules in (from_it, others)
            )
            says[area.id] = f"counted from this one: {ours}. Counted from the other: {theirs}."
    return says


def _step(rule: TimescaleRule) -> str:
    return f"{wording.lower_first(rule.title)}{' (national limit)' if rule.national else ''}"


def _fact_question(fact: Fact, rulebook: Rulebook, compared: Sequence[Partnership]) -> Question[FactDefinition]:
    areas = (area.id for area in compared if fact in _facts(area, rulebook))
    return Question(fact, rulebook.words.facts[fact], " ".join(areas))


def _events(area: Partnership, rulebook: Rulebook) -> set[Event]:
    """Return the events from which any rule that applies in the area counts, or that it brings about."""
    return events_used(area, rulebook)


def _facts(area: Partnership, rulebook: Rulebook) -> set[Fact]:
    return {each.fact for rule in rulebook.rules_for(area) for each in rule.conditions if each.fact}


def _readings(event: Event | None, areas: Iterable[Partnership]) -> dict[str, str]:
    """Return, by partnership, how the rule that sets an event is read."""
    return {
        area.id: rule.reading
        for area in areas
        for rule in area.rules
        if event and rule.sets == event and rule.reading
    }


BUILT = BuiltTool(id="deadline-calculator", fragment=form)

"""The tools' forms, made at build from the rules: which questions there are, and for whom each is."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from calculator.case import FIRST, LAST
from calculator.family import CONFERENCES, Said, Unsaid, documents, in_words, unsaid
from calculator.model import Document, Event, EventWords, Fact, FactWords, Partnership, Rulebook
from calculator.render import render
from calculator.saved import LARGEST

FIRST_ASKED = (Event.STRATEGY_DISCUSSION, Event.INITIAL_CONFERENCE, Event.REVIEW_CONFERENCE)
"""The dates that nearly every reader has; the others stand behind "More dates"."""


@dataclass(frozen=True, slots=True)
class Question[T]:
    """A question of the form, and the ids of the partnerships for which its answer matters."""

    name: str
    words: T
    matters_to: str


def form(rulebook: Rulebook, compared: Sequence[Partnership] = ()) -> str:
    """Return the whole tool as HTML: its form, and the places for its result.

    Where there are more areas than are `compared`, the others are loaded when a reader looks for theirs.
    """
    compared = compared or rulebook.areas
    dates = [_date_question(event, rulebook, compared) for event in Event]
    return render(
        "form.html.j2",
        rulebook=rulebook,
        partnerships=compared,
        others=len(rulebook.areas) > len(compared),
        asked_first=[dates[list(Event).index(event)] for event in FIRST_ASKED],
        more_dates=[each for each in dates if each.name not in FIRST_ASKED and each.matters_to],
        facts=[_fact_question(fact, rulebook, compared) for fact in Fact],
        conference_readings=_conference_readings(compared),
        years=(FIRST.year, LAST.year),
        largest_saved=LARGEST,
    )


def _date_question(event: Event, rulebook: Rulebook, compared: Sequence[Partnership]) -> Question[EventWords]:
    areas = (area.id for area in compared if event in _events(area, rulebook))
    return Question(event, rulebook.words.events[event], " ".join(areas))


def _fact_question(fact: Fact, rulebook: Rulebook, compared: Sequence[Partnership]) -> Question[FactWords]:
    areas = (area.id for area in compared if fact in _facts(area, rulebook))
    return Question(fact, rulebook.words.facts[fact], " ".join(areas))


def _events(area: Partnership, rulebook: Rulebook) -> set[Event]:
    """Return the events from which any rule that applies in the area counts, or that it brings about."""
    rules = rulebook.rules_for(area)
    named: Iterable[Event | None] = (
        event for rule in rules for event in (*rule.triggers, rule.counts_from_if_entered, rule.sets)
    )
    return {event for event in named if event}


def _facts(area: Partnership, rulebook: Rulebook) -> set[Fact]:
    return {each.fact for rule in rulebook.rules_for(area) for each in rule.conditions if each.fact}


def _conference_readings(areas: Iterable[Partnership]) -> dict[str, str]:
    """Return, by partnership, from which strategy discussion its conference rule counts."""
    return {
        area.id: rule.reading
        for area in areas
        for rule in area.rules
        if rule.sets is Event.INITIAL_CONFERENCE and rule.reading
    }


# --- My conference --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaInWords:
    """What families are told of one area. `silent` pairs what it gives no day for with the conference meant."""

    area: Partnership
    said: list[Said]
    silent: list[tuple[Unsaid, str | None]]
    documents: tuple[Document, ...]


def family_form(rulebook: Rulebook, to_root: str, compared: Sequence[Partnership] = ()) -> str:
    """Return the families' tool as HTML, and below it the rules of areas in words, which need no script."""
    compared = compared or rulebook.areas
    return render(
        "family-form.html.j2",
        to_root=to_root,
        partnerships=compared,
        others=len(rulebook.areas) > len(compared),
        choices_of_area=[(area.id, area.name, len(rulebook.areas) == 1) for area in compared],
        areas=[_area_in_words(area, rulebook) for area in compared],
    )


def _area_in_words(area: Partnership, rulebook: Rulebook) -> AreaInWords:
    said = in_words(area, rulebook)
    by_conference = {each: list(unsaid(area, each, rulebook)) for each in CONFERENCES}
    always = [each for each in by_conference[CONFERENCES[0]] if each in by_conference[CONFERENCES[1]]]
    silent: list[tuple[Unsaid, str | None]] = [(each, None) for each in always]
    for conference, found in by_conference.items():
        silent += [(each, rulebook.family.events[conference]) for each in found if each not in always]
    sources = [source for each in said for source in each.rule.sources]
    return AreaInWords(area=area, said=said, silent=silent, documents=documents(sources, rulebook))

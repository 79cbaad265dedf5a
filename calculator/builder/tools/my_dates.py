"""My dates’ page: its form, and below it the rules of areas in words, which need no script."""

from dataclasses import dataclass

from calculator.builder.render import render
from calculator.builder.tools import BuiltTool, Place
from calculator.calendar_file import LARGEST, REMINDERS
from calculator.model import Document, Partnership, Rulebook
from calculator.my_dates import RuleInWords, Unanswered, documents, rules_in_words, unanswered


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaInWords:
    """What an area says to families. `without_day` pairs each thing that it gives no day for with its conference."""

    area: Partnership
    said: list[RuleInWords]
    without_day: list[tuple[Unanswered, str | None]]
    documents: tuple[Document, ...]


def form(rulebook: Rulebook, place: Place) -> str:
    """Return the tool as HTML, and below it the rules of areas in words, which need no script."""
    compared = place.compared
    return render(
        "my-dates.html.j2",
        to_root=place.to_root,
        partnerships=compared,
        others=len(rulebook.areas) > len(compared),
        choices_of_area=[(area.id, area.name, len(rulebook.areas) == 1) for area in compared],
        areas=[_area_in_words(area, rulebook) for area in compared],
        conferences=[(name, each.choice, False) for name, each in rulebook.family.conferences.items()],
        asks=rulebook.family.asks,
        largest_calendar=LARGEST,
        reminders=REMINDERS,
    )


def _area_in_words(area: Partnership, rulebook: Rulebook) -> AreaInWords:
    said = rules_in_words(area, rulebook)
    by_conference = {each: list(unanswered(area, each, rulebook)) for each in rulebook.family.conferences}
    first, *others = by_conference.values()
    always = [each for each in first if all(each in other for other in others)]
    without_day: list[tuple[Unanswered, str | None]] = [(each, None) for each in always]
    for conference, found in by_conference.items():
        without_day += [(each, rulebook.family.events[conference]) for each in found if each not in always]
    sources = [source for each in said for source in each.rule.sources]
    return AreaInWords(area=area, said=said, without_day=without_day, documents=documents(sources, rulebook))


BUILT = BuiltTool(id="my-dates", fragment=form)

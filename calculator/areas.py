"""The rules of one area, which a page loads besides what every area shares.

The browser's memory snapshot holds what every area shares, and no area. So it serves a guide of any areas, and
a reader loads the rules of those that they choose.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from calculator.model import (
    Document,
    Family,
    FamilyGap,
    FamilyThing,
    OwnWords,
    Partnership,
    Rulebook,
    Statement,
    Words,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaRules:
    """What one area adds to the rulebook that all share."""

    partnership: Partnership
    documents: Mapping[str, Document]
    statements: Mapping[str, Statement]
    family_gaps: Mapping[str, FamilyGap]


def with_area(rulebook: Rulebook, area: AreaRules) -> Rulebook:
    """Return a rulebook that knows one more area."""
    name = area.partnership.id
    rulebook = with_own(rulebook, area.partnership)
    return replace(
        rulebook,
        partnerships={**rulebook.partnerships, name: area.partnership},
        documents={**rulebook.documents, **area.documents},
        statements={**rulebook.statements, **area.statements},
        family=replace(rulebook.family, gaps={**rulebook.family.gaps, name: area.family_gaps}),
    )


def words_with(words: Words, own: OwnWords) -> Words:
    """Return the vocabulary with what an area adds to it; events stay in the order in which they are worked out."""
    events = {**words.events, **own.events}
    return replace(
        words,
        events=dict(sorted(events.items(), key=lambda each: each[1].order)),
        facts={**words.facts, **own.facts},
        roles={**words.roles, **own.roles},
        topics={**words.topics, **own.topics},
    )


def family_with(family: Family, own: OwnWords) -> Family:
    """Return what parents are told with what an area adds to it."""
    more = own.family
    return replace(
        family,
        kinds={**family.kinds, **more.kinds},
        things=(*family.things, *(each for each in more.things if each not in family.things)),
        events={**family.events, **more.events},
        asks={**family.asks, **more.asks},
        without_day={**family.without_day, **more.without_day},
        facts={**family.facts, **more.facts},
    )


def with_own(rulebook: Rulebook, area: Partnership) -> Rulebook:
    """Return a rulebook with what an area adds to the vocabulary, which another may have added too."""
    own = area.own or OwnWords()
    return replace(rulebook, words=words_with(rulebook.words, own), family=family_with(rulebook.family, own))


def without_own(rulebook: Rulebook, areas: Iterable[Partnership]) -> Rulebook:
    """Return a rulebook without what these areas add to the vocabulary."""
    words, family = rulebook.words, rulebook.family
    things: tuple[FamilyThing, ...] = family.things
    for own in (area.own for area in areas if area.own):
        words = replace(
            words,
            events=_less(words.events, own.events),
            facts=_less(words.facts, own.facts),
            roles=_less(words.roles, own.roles),
            topics=_less(words.topics, own.topics),
        )
        things = tuple(each for each in things if each not in own.family.things)
        family = replace(
            family,
            kinds=_less(family.kinds, own.family.kinds),
            events=_less(family.events, own.family.events),
            asks=_less(family.asks, own.family.asks),
            without_day=_less(family.without_day, own.family.without_day),
            facts=_less(family.facts, own.family.facts),
        )
    return replace(rulebook, words=words, family=replace(family, things=things))


def _less[K, T](table: Mapping[K, T], names: Mapping[K, T]) -> dict[K, T]:
    return {name: each for name, each in table.items() if name not in names}

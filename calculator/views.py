"""Ways to look at a timetable: one reader's part of it, and two partnerships side by side."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from calculator import wording
from calculator.model import (
    Count,
    Deadline,
    Document,
    Event,
    FieldError,
    InvalidInput,
    Partnership,
    Rulebook,
    Timetable,
    Words,
)


def seen_by(table: Timetable, viewpoint: str | None, rulebook: Rulebook) -> Timetable:
    """Return the timetable with only what one reader must do; duties of nobody in particular stay.

    Raises:
        InvalidInput: when there is no such viewpoint.

    """
    if not viewpoint:
        return table
    if viewpoint not in rulebook.words.viewpoints:
        known = ", ".join(rulebook.words.viewpoints)
        raise InvalidInput([FieldError("role", f"There is no reader “{viewpoint[:40]}”. Use one of: {known}.")])
    words = rulebook.words
    roles = {role for role, each in words.roles.items() if each.everyone or viewpoint in each.readers}
    kept = tuple(each for each in table.deadlines if any(roles & set(rule.responsible) for rule in each.rules))
    return replace(table, deadlines=kept, reader=viewpoint)


def events_used(partnership: Partnership, rulebook: Rulebook) -> set[Event]:
    """Return the events whose date changes anything in an area: what its rules name, and what stands for that."""
    named = {event for rule in rulebook.rules_for(partnership) for event in rule.events}
    known = rulebook.words.events
    beside = {each for event in named for each in (*known[event].ended_by, known[event].estimated_by) if each}
    return named | beside | {each.id for each in known.values() if {each.counts_as, each.first_date_of} & named}


def documents(table: Timetable, rulebook: Rulebook) -> list[tuple[Document, list[str]]]:
    """Return the documents behind a timetable, each with the ids of its statements that are used."""
    used: dict[str, list[str]] = {}
    for source in sorted({source for each in table.deadlines for source in each.sources}):
        used.setdefault(rulebook.statements[source].document, []).append(source)
    return [(rulebook.documents[name], ids) for name, ids in used.items()]


@dataclass(frozen=True, slots=True)
class ComparedRow:
    """One topic, and what each partnership has for it, in the order of the partnerships."""

    topic: str
    deadlines: tuple[tuple[Deadline, ...], tuple[Deadline, ...]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two timetables of the same case, topic by topic."""

    tables: tuple[Timetable, Timetable]
    rows: Sequence[ComparedRow]


def comparison(one: Timetable, other: Timetable, rulebook: Rulebook) -> Comparison:
    """Lay two timetables of the same dates side by side, topic by topic, leaving out topics that neither has."""
    rows = [
        ComparedRow(title, (_on(topic, one), _on(topic, other)))
        for topic, title in rulebook.words.topics.items()
        if _on(topic, one) or _on(topic, other)
    ]
    return Comparison((one, other), rows)


def _on(topic: str, table: Timetable) -> tuple[Deadline, ...]:
    return tuple(each for each in table.deadlines if each.rule.topic == topic)


@dataclass(frozen=True, slots=True)
class Working:
    """One count behind a deadline. `says` is which it is where there are several, `start` its day 0."""

    says: str
    start: date | None
    count: Count


def counts(deadline: Deadline, words: Words) -> list[Working]:
    """Return every count of which a deadline is the sooner or later, or its only one."""
    start = None if deadline.rule.counts_first_day else deadline.trigger.date
    if not deadline.candidates:
        return [Working("", start, deadline.count)]
    return [
        Working(wording.candidate(each, words), each.occurrence.date, each.count)
        for each in deadline.candidates
        if each.occurrence and each.count
    ]

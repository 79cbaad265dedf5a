"""What a timetable gave when it was made, as a link or a saved file keeps it, and marks of all that it rested on.

By the marks it is known later what has changed, and nothing is guessed.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from calculator.counting import WAY_OF_COUNTING
from calculator.ids import ids_by_rule
from calculator.model import Deadline, Rulebook, Span, TimescaleRule, Timetable
from calculator.working_days import SATURDAY, local_calendar, national_calendar

EPOCH = date(2010, 1, 1)
LATEST = date(2060, 12, 31)
VERSION = re.compile(r"[vV]?[0-9]{1,4}([.-][0-9]{1,4}){0,3}[a-z]?")
"""What a version of the rules may look like: "2026-11", "1.2". Links carry it, so it can hold no words."""
RULE_MARK = 4
"""How many characters of a deadline’s mark are its rule’s."""
MARK = re.compile(r"[\w-]+", re.ASCII)


class Unreadable(ValueError):  # noqa: N818  (it is the record that is unreadable)
    """What a link or a file holds of its earlier dates is damaged."""


@dataclass(frozen=True, slots=True)
class RecordedDate:
    """The dates of one deadline as they were given, and a mark of what its rule counted."""

    due: date
    safe: date
    counted_by: str

    def __post_init__(self) -> None:
        """Refuse dates that no timetable gives."""
        if not EPOCH <= self.safe <= self.due <= LATEST:
            raise Unreadable


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What a timetable gave when it was made, by the marks of its deadlines; and marks of all that it rested on."""

    version: str
    case: str
    rules: str
    calendar: str
    counting: int
    dates: Mapping[str, RecordedDate]


def record(table: Timetable, rulebook: Rulebook) -> Record:
    """Return what a timetable gives now, to be kept with it."""
    return Record(
        version=table.partnership.rules_version,
        case=_case_mark(table),
        rules=_rules_mark(table, rulebook),
        calendar=_calendar_mark(table, rulebook),
        counting=WAY_OF_COUNTING,
        dates={
            each.mark: RecordedDate(each.deadline.count.due, each.deadline.count.safe, rule_mark(each.rule))
            for each in deadlines_by_rule(table, rulebook)
        },
    )


@dataclass(frozen=True, slots=True)
class DeadlineOfRule:
    """A deadline, and one of the rules that give it: rows that are one now may part later, and the reverse."""

    deadline: Deadline
    rule: TimescaleRule

    mark: str


def deadlines_by_rule(table: Timetable, rulebook: Rulebook) -> list[DeadlineOfRule]:
    """Return each deadline once for every rule that gives it."""
    events = rulebook.words.events
    return [
        DeadlineOfRule(deadline, rule, deadline_mark(name))
        for deadline in table.deadlines
        for name, rule in ids_by_rule(deadline, events).items()
    ]


def deadline_mark(name: str) -> str:
    """Return a mark of seven characters for a deadline's id: four for its rule, three for which of the rule's."""
    rule, _, which = name.partition(":")
    return _mark(rule, RULE_MARK) + _mark(which, 3)


def rule_mark(rule: TimescaleRule) -> str:
    """Return a mark of what a rule counts, and from what."""
    counts = (
        rule.amount,
        rule.unit,
        rule.direction.value,
        _as_marked("Event", rule.triggers),
        rule.counts_from_if_entered,
    )
    more = [f"{name}={value}" for name, value in _only_where_given(rule)]
    return _mark(str([*(str(each) for each in counts), *more]), 2)


def _only_where_given(rule: TimescaleRule) -> list[tuple[str, object]]:
    """Return what only some rules have: a mark of 0.1.0 must not change where a rule has none of it."""
    given = {
        "whichever": rule.whichever and (rule.whichever.value, *map(_span, rule.alternatives)),
        "not_before": rule.not_before and _span(rule.not_before),
        "at_earliest": rule.at_earliest,
        "since_the_last": rule.since_the_last or None,
        "counts_first_day": rule.counts_first_day or None,
        "unless_again": rule.unless_again or None,
        "ended_by": rule.ended_by or None,
        "first_day": rule.is_first_day or None,
        "also_sets": rule.also_sets,
        "number_in_cycle": rule.number_in_cycle,
        "unless_next_entered": rule.unless_next_entered,
    }
    return [(name, value) for name, value in given.items() if value is not None]


def _span(span: Span) -> tuple[object, ...]:
    return (span.trigger, span.amount, span.unit, span.direction.value)


def _case_mark(table: Timetable) -> str:
    case = table.case
    events = sorted((event, case.moment(event, day)) for event, days in case.events.items() for day in days)
    facts = sorted((fact, answer) for fact, answer in case.facts.items())
    done = sorted((name, str(day)) for name, day in case.done)
    return _mark(str((case.partnership, events, facts, done, table.reader or "")), 4)


def _rules_mark(table: Timetable, rulebook: Rulebook) -> str:
    held = rulebook.for_case_begun(table.case.partnership, table.case.began)
    return _mark(
        str([_fires_and_counts(each) for each in held.rules_for(held.partnership(table.case.partnership))]), 4
    )


def _fires_and_counts(rule: TimescaleRule) -> list[str]:
    """Return all of a rule that decides whether and when it gives a date, and to whom it is shown."""
    conditions = [
        (str(each.fact), each.answer, *(["waits"] if each.only_if_answered else [])) for each in rule.conditions
    ]
    return [
        rule.id,
        rule_mark(rule),
        str(rule.sets),
        str(rule.localises),
        str(conditions),
        _as_marked("Role", rule.responsible),
    ]


def _as_marked(kind: str, names: Iterable[str]) -> str:
    """Return names as the marks of 0.1.0 wrote them: a mark must not change where no rule did."""
    return f"[{', '.join(f'<{kind}.{name.upper().replace(" ", "_")}: {name!r}>' for name in sorted(names))}]"


def _calendar_mark(table: Timetable, rulebook: Rulebook) -> str:
    """Return a mark of the weekdays off in the years that a case can reach; two reviews ahead are at most two."""
    days = sorted(day for each in table.case.events.values() for day in each) or [EPOCH]
    years = range(days[0].year - 1, days[-1].year + 3)
    calendars = (
        make(rulebook.bank_holidays, table.partnership).days_off for make in (local_calendar, national_calendar)
    )
    off = [sorted(str(day) for day in each if day.year in years and day.weekday() < SATURDAY) for each in calendars]
    return _mark(str(off), 4)


def _mark(text: str, length: int) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return base64.urlsafe_b64encode(digest)[:length].decode()

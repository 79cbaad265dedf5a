"""What a timetable gave when it was made, as a link or a saved file keeps it, and marks of all that it rested on.

By the marks it is known later what has changed, and nothing is guessed.
"""

import base64
import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from calculator.children import case_of, suffix
from calculator.counting import WAY_OF_COUNTING
from calculator.ids import ids_by_rule
from calculator.model import Case, Child, Deadline, ForChild, Rulebook, Span, TimescaleRule, Timetable, moment
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
    """A deadline, one of the rules that give it, and one of its children: rows that are one now may part later."""

    deadline: Deadline
    rule: TimescaleRule
    mark: str
    child: ForChild | None = None

    @property
    def number(self) -> int:
        """The number of its child; 1 where a case has only one."""
        return self.child.number if self.child else 1


def deadlines_by_rule(table: Timetable, rulebook: Rulebook) -> list[DeadlineOfRule]:
    """Return each deadline once for every rule that gives it, and for every child."""
    return [
        DeadlineOfRule(deadline, rule, deadline_mark(name), child)
        for deadline in table.deadlines
        for rule, child, name in names_by_rule(deadline, rulebook)
    ]


def names_by_rule(deadline: Deadline, rulebook: Rulebook) -> Iterator[tuple[TimescaleRule, ForChild | None, str]]:
    """Yield each rule that gives a deadline, each child for whom it does, and the id that it would have alone."""
    events = rulebook.words.events
    if not deadline.children:
        for name, rule in ids_by_rule(deadline, events).items():
            yield rule, None, name
    for child in deadline.children:
        alone = replace(deadline, trigger=child.trigger, same_meeting=child.same_meeting)
        for name, rule in ids_by_rule(alone, events).items():
            yield rule, child, f"{name}{suffix(child.number)}"


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
    done = sorted((name, str(day)) for name, day in case.done)
    children = [(each.number, each.label, *_known(each)) for each in case.children]
    # A case with one child has the mark that it had before there could be several.
    marked = (case.partnership, *_known(case), done, table.reader or "", *([children] if children else []))
    return _mark(str(marked), 4)


def _known(of: Case | Child) -> tuple[object, ...]:
    events = sorted((event, moment(of.times, event, day)) for event, days in of.events.items() for day in days)
    return events, sorted((fact, answer) for fact, answer in of.facts.items())


def _rules_mark(table: Timetable, rulebook: Rulebook) -> str:
    area = table.case.partnership
    held = [rulebook.for_case_begun(area, each.began) for each in _cases(table, rulebook)]
    return _mark(
        str([_fires_and_counts(rule) for each in held for rule in each.rules_for(each.partnership(area))]), 4
    )


def _cases(table: Timetable, rulebook: Rulebook) -> list[Case]:
    """Return the case as it is for each child, or as it is where there is only one."""
    case = table.case
    return [case_of(child, case, rulebook.words) for child in case.children] or [case]


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
    entered = [table.case.events, *(child.events for child in table.case.children)]
    days = sorted(day for events in entered for each in events.values() for day in each) or [EPOCH]
    years = range(days[0].year - 1, days[-1].year + 3)
    calendars = (
        make(rulebook.bank_holidays, table.partnership).days_off for make in (local_calendar, national_calendar)
    )
    off = [sorted(str(day) for day in each if day.year in years and day.weekday() < SATURDAY) for each in calendars]
    return _mark(str(off), 4)


def _mark(text: str, length: int) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return base64.urlsafe_b64encode(digest)[:length].decode()

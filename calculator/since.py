"""What has moved since a timetable was made: the dates that a link or a saved file carries, beside those of now.

A link carries for each deadline 14 characters of `ALPHABET`: which rule, which of its deadlines, the due date, how
many days before it the latest safe day is, and what the rule counted. Before them stand 14 more for the whole: the
way of counting, the case, the rules and the calendar. By these it is known what has changed, and nothing is guessed.
"""

import base64
import hashlib
import re
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date, timedelta

from calculator import wording
from calculator.counting import SATURDAY, WAY_OF_COUNTING, local_calendar, national_calendar
from calculator.model import Deadline, Event, Rulebook, TimescaleRule, Timetable, Words
from calculator.reckoning import deadline_id

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
BASE = len(ALPHABET)
EPOCH = date(2010, 1, 1)
LATEST = date(2060, 12, 31)
VERSION = re.compile(r"[A-Za-z0-9 ._-]{1,20}")
"""What a version of the rules may look like. It comes back out of links, so it is no place for sentences."""
MARK = re.compile(r"[\w-]+", re.ASCII)
ITEM = 14


class Unreadable(ValueError):  # noqa: N818  (it is what was kept that cannot be read)
    """What a link or a file holds of its earlier dates is damaged."""


@dataclass(frozen=True, slots=True)
class Was:
    """The dates of one deadline as they were given, and a mark of what its rule counted."""

    due: date
    safe: date
    counted_by: str

    def __post_init__(self) -> None:
        """Refuse dates that no timetable gives."""
        if not EPOCH <= self.safe <= self.due <= LATEST:
            raise Unreadable


@dataclass(frozen=True, slots=True, kw_only=True)
class Then:
    """What a timetable gave when it was made, by the marks of its deadlines; and marks of all that it rested on."""

    version: str
    case: str
    rules: str
    calendar: str
    counting: int
    dates: Mapping[str, Was]


@dataclass(frozen=True, slots=True)
class Moved:
    """A deadline whose dates are not those of then. `was` is None for a new one, `now` for one that has gone."""

    title: str
    was: Was | None
    now: Deadline | None
    because: str


@dataclass(frozen=True, slots=True)
class Since:
    """What a reader of an older timetable is told; `then` and `now` are versions of the rules."""

    then: str
    now: str
    moved: tuple[Moved, ...]


# --- What is kept -----------------------------------------------------------------------------------------


def kept(table: Timetable, rulebook: Rulebook) -> Then:
    """Return what a timetable gives now, to be kept with it."""
    return Then(
        version=table.partnership.rules_version,
        case=_case_mark(table),
        rules=_rules_mark(table, rulebook),
        calendar=_calendar_mark(table, rulebook),
        counting=WAY_OF_COUNTING,
        dates={
            each.mark: Was(each.deadline.count.due, each.deadline.count.safe, rule_mark(each.rule))
            for each in _of_each_rule(table)
        },
    )


@dataclass(frozen=True, slots=True)
class _OfRule:
    """A deadline, and one of the rules that give it: rows that stand together now may part, and the reverse."""

    deadline: Deadline
    rule: TimescaleRule

    @property
    def mark(self) -> str:
        return deadline_mark(deadline_id(self.rule, self.deadline.trigger))


def _of_each_rule(table: Timetable) -> list[_OfRule]:
    return [_OfRule(deadline, rule) for deadline in table.deadlines for rule in deadline.rules]


def deadline_mark(name: str) -> str:
    """Return a mark of seven characters for a deadline's id: four for its rule, three for which of the rule's."""
    rule, _, which = name.partition(":")
    return _mark(rule, 4) + _mark(which, 3)


def rule_mark(rule: TimescaleRule) -> str:
    """Return a mark of what a rule counts, and from what."""
    counts = (rule.amount, rule.unit.value, rule.direction.value, sorted(rule.triggers), rule.counts_from_if_entered)
    return _mark(str([str(each) for each in counts]), 2)


def _case_mark(table: Timetable) -> str:
    case = table.case
    events = sorted((event.value, str(day)) for event, days in case.events.items() for day in days)
    facts = sorted((fact.value, answer) for fact, answer in case.facts.items())
    done = sorted((name, str(day)) for name, day in case.done)
    return _mark(str((case.partnership, events, facts, done, table.reader or "")), 4)


def _rules_mark(table: Timetable, rulebook: Rulebook) -> str:
    held = rulebook.for_case_begun(table.case.partnership, table.case.began)
    return _mark(
        str([_fires_and_counts(each) for each in held.rules_for(held.partnership(table.case.partnership))]), 4
    )


def _fires_and_counts(rule: TimescaleRule) -> list[str]:
    """Return all of a rule that decides whether and when it gives a date, and to whom it is shown."""
    conditions = [(str(each.fact), each.answer) for each in rule.conditions]
    return [
        rule.id,
        rule_mark(rule),
        str(rule.sets),
        str(rule.localises),
        str(conditions),
        str(sorted(rule.responsible)),
    ]


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


# --- In a link --------------------------------------------------------------------------------------------


def written(then: Then) -> str:
    """Return what is kept as a link carries it; the version stands beside it in words."""
    dates = (
        f"{mark}{_digits((was.due - EPOCH).days, 3)}{_digits((was.due - was.safe).days, 2)}{was.counted_by}"
        for mark, was in then.dates.items()
    )
    return f"{_digits(then.counting, 2)}{then.case}{then.rules}{then.calendar}{''.join(dates)}"


def read(text: str, version: str) -> Then:
    """Return what a link carries.

    Raises:
        Unreadable: when it is not as `written` writes it.

    """
    if not MARK.fullmatch(text) or len(text) % ITEM or not VERSION.fullmatch(version):
        raise Unreadable
    whole, *items = (text[at : at + ITEM] for at in range(0, len(text), ITEM))
    dates = dict(_read_item(item) for item in items)
    if len(dates) < len(items):
        raise Unreadable
    return Then(
        version=version,
        case=whole[2:6],
        rules=whole[6:10],
        calendar=whole[10:],
        counting=_value(whole[:2]),
        dates=dates,
    )


def _read_item(item: str) -> tuple[str, Was]:
    due = EPOCH + timedelta(days=_value(item[7:10]))
    return item[:7], Was(due, due - timedelta(days=_value(item[10:12])), item[12:])


def _digits(number: int, length: int) -> str:
    return "".join(ALPHABET[number // BASE**place % BASE] for place in reversed(range(length)))


def _value(digits: str) -> int:
    return sum(ALPHABET.index(digit) * BASE**place for place, digit in enumerate(reversed(digits)))


# --- Then and now -----------------------------------------------------------------------------------------


def since(then: Then, table: Timetable, rulebook: Rulebook) -> Since | None:
    """Return what has moved in a case; None where it is another case by now, or where nothing has changed."""
    now = kept(table, rulebook)
    if then.case != now.case:
        return None
    found = [*_moved(then, now, table, rulebook), *_gone(then, now, table, rulebook)]
    moved = tuple({(each.title, in_words(each)): each for each in found}.values())
    return Since(then.version, now.version, moved) if moved or then.version != now.version else None


def _moved(then: Then, now: Then, table: Timetable, rulebook: Rulebook) -> Iterator[Moved]:
    """Yield the deadlines of now that are new or on other days."""
    changed = [each for each in _of_each_rule(table) if _days(then, each.mark) != _days(now, each.mark)]
    events = {each.rule.sets for each in changed}
    for each in changed:
        was = then.dates.get(each.mark)
        by_rules = _rules_that_moved(was, then, now, each, events, rulebook.words) if was else None
        yield Moved(each.rule.title, was, each.deadline, _because(then, now, by_rules))


def _gone(then: Then, now: Then, table: Timetable, rulebook: Rulebook) -> Iterator[Moved]:
    """Yield the deadlines of then that are no longer given."""
    gone = [(was.due, mark, was) for mark, was in then.dates.items() if mark not in now.dates]
    for _, mark, was in sorted(gone, key=lambda each: each[:2]):
        yield Moved(_title(mark, table, rulebook), was, None, _because(then, now))


def _days(of: Then, mark: str) -> tuple[date, date] | None:
    was = of.dates.get(mark)
    return (was.due, was.safe) if was else None


def in_words(moved: Moved) -> str:
    """Say what happened to a date: "was Friday 8 January 2027, now Monday 11 January 2027."."""
    was, now = moved.was, moved.now.count if moved.now else None
    if now is None:
        return f"was {wording.day(was.due)}, and is no longer given." if was else ""
    if was is None:
        return f"{wording.day(now.due)}. It was not given then."
    if was.due == now.due:
        return f"the latest safe day was {wording.day(was.safe)}, now {wording.day(now.safe)}."
    safe = f" (latest safe day {wording.day(now.safe)})" if now.safe != now.due else ""
    return f"was {wording.day(was.due)}, now {wording.day(now.due)}{safe}."


def _rules_that_moved(
    was: Was, then: Then, now: Then, each: _OfRule, events: Set[Event | None], words: Words
) -> list[str]:
    """Say which change of rules can have moved a date: of its own, or of one before it that nobody entered."""
    rule, trigger = each.rule, each.deadline.trigger
    causes = []
    if was.counted_by != rule_mark(rule):
        causes.append(f"the rule changed: it is now {wording.span_from(rule, trigger.event, words)}")
    if then.rules != now.rules and not trigger.given:
        if trigger.event in events:
            causes.append("the date that it is counted from moved")
        elif not causes:
            causes.append("other rules changed")
    return causes


def _because(then: Then, now: Then, by_rules: list[str] | None = None) -> str:
    """Name every cause that there can have been; never one of several as if it were the only one."""
    causes = by_rules
    if causes is None:
        causes = ["the rules changed"] if then.rules != now.rules else []
    if then.calendar != now.calendar:
        causes = [*causes, "bank holidays or closures changed"]
    if then.counting != now.counting:
        causes = [*causes, "the way of counting changed"]
    if not causes:
        return "The reason cannot be known from what was kept."
    if len(causes) == 1:
        return f"Because {causes[0]}."
    return f"{wording.sentence(wording.joined(causes))} Which of these moved it cannot be known."


def _title(mark: str, table: Timetable, rulebook: Rulebook) -> str:
    """Return what a deadline that has gone was called, if its rule is still there."""
    rules = rulebook.rules_for(table.partnership)
    titles = (rule.title for rule in rules if deadline_mark(rule.id)[:4] == mark[:4])
    return next(titles, "A rule that is no longer there")

"""What has moved since a timetable was made: the dates that were recorded then, beside those of now."""

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, replace
from datetime import date

from calculator import wording
from calculator.case import MOST_DATES
from calculator.children import suffix
from calculator.model import Deadline, Event, Rulebook, TimescaleRule, Timetable, Words
from calculator.record import (
    RULE_MARK,
    DeadlineOfRule,
    Record,
    RecordedDate,
    deadline_mark,
    deadlines_by_rule,
    record,
    rule_mark,
)


@dataclass(frozen=True, slots=True)
class Moved:
    """A deadline whose dates are not those of then. `was` is None for a new one, `now` for one that has gone.

    `still_given` is set where its rule gives other dates, so that it cannot be said to have gone. `children` are the
    labels of those for whom it is, where a case has several.
    """

    title: str
    was: RecordedDate | None
    now: Deadline | None
    because: str
    still_given: bool = False
    children: tuple[str, ...] = ()

    @property
    def for_whom(self) -> str:
        """For whom it is; empty where a case has one child."""
        return wording.joined(self.children) if self.children else ""


@dataclass(frozen=True, slots=True)
class Changes:
    """What has changed for a reader of an older timetable; `then` and `now` are versions of the rules."""

    then: str
    now: str
    moved: tuple[Moved, ...]


def changes_since(then: Record, table: Timetable, rulebook: Rulebook) -> Changes | None:
    """Return what has moved in a case; None where it is another case by now, or where nothing has changed."""
    now = record(table, rulebook)
    if then.case != now.case:
        return None
    found = [*_moved(then, now, table, rulebook), *_gone(then, now, table, rulebook)]
    moved = _together(found)
    return Changes(then.version, now.version, moved) if moved or then.version != now.version else None


def _together(found: Iterable[Moved]) -> tuple[Moved, ...]:
    """Return what moved, each thing once, with every child for whom it did."""
    alike: dict[tuple[str, str, str], Moved] = {}
    for each in found:
        key = (each.title, in_words(each), each.because if each.children else "")
        before = alike[key].children if key in alike else ()
        alike[key] = replace(each, children=tuple(dict.fromkeys((*before, *each.children))))
    return tuple(alike.values())


def _moved(then: Record, now: Record, table: Timetable, rulebook: Rulebook) -> Iterator[Moved]:
    """Yield the deadlines of now that are new or on other days."""
    changed = [
        each for each in deadlines_by_rule(table, rulebook) if _days(then, each.mark) != _days(now, each.mark)
    ]
    for each in changed:
        was = then.dates.get(each.mark)
        if was is None and _given_then(then, each):
            continue
        events = {other.rule.sets for other in changed if other.number == each.number}
        by_rules = _rules_that_moved(was, then, now, each, events, rulebook.words) if was else None
        labels = (each.child.label,) if each.child else ()
        yield Moved(each.rule.title, was, each.deadline, _because(then, now, by_rules), children=labels)


def _given_then(then: Record, each: DeadlineOfRule) -> bool:
    """Whether the rule gave the same dates then, under another number: nothing is new for a reader."""
    days = (each.deadline.count.due, each.deadline.count.safe)
    return any(
        (was.due, was.safe) == days for mark, was in then.dates.items() if mark[:RULE_MARK] == each.mark[:RULE_MARK]
    )


def _gone(then: Record, now: Record, table: Timetable, rulebook: Rulebook) -> Iterator[Moved]:
    """Yield the deadlines of then that are no longer given, or that the same rule gives otherwise.

    Where another rule gives the same thing on the same day, nothing has gone: two rows have become one.
    """
    given = {(each.rule.title, each.deadline.count.due) for each in deadlines_by_rule(table, rulebook)}
    gone = [(was.due, mark, was) for mark, was in then.dates.items() if mark not in now.dates]
    for _, mark, was in sorted(gone, key=lambda each: each[:2]):
        of_rule = [each.due for known, each in now.dates.items() if known[:RULE_MARK] == mark[:RULE_MARK]]
        rule = _rule(mark, table, rulebook)
        title = rule.title if rule else "A rule that is no longer there"
        joined = not of_rule and (title, was.due) in given
        if was.due not in of_rule and not joined:
            children = _children_of(mark, rule, table)
            yield Moved(title, was, None, _because(then, now), still_given=bool(of_rule), children=children)


def _days(of: Record, mark: str) -> tuple[date, date] | None:
    was = of.dates.get(mark)
    return (was.due, was.safe) if was else None


def in_words(moved: Moved) -> str:
    """Say what happened to a date: "was Friday 8 January 2027, now Monday 11 January 2027."."""
    was, now = moved.was, moved.now.count if moved.now else None
    if now is None:
        gone = "and this rule gives other days now" if moved.still_given else "and is no longer given"
        return f"was {wording.day(was.due)}, {gone}." if was else ""
    if was is None:
        return f"{wording.day(now.due)}. It was not given then."
    if was.due == now.due:
        return f"the latest safe day was {wording.day(was.safe)}, now {wording.day(now.safe)}."
    safe = f" (latest safe day {wording.day(now.safe)})" if now.safe != now.due else ""
    return f"was {wording.day(was.due)}, now {wording.day(now.due)}{safe}."


def _rules_that_moved(
    was: RecordedDate, then: Record, now: Record, each: DeadlineOfRule, events: Set[Event | None], words: Words
) -> list[str]:
    """Say which change of rules can have moved a date: of its own, or of one before it that nobody entered."""
    rule, trigger = each.rule, each.child.trigger if each.child else each.deadline.trigger
    causes = []
    if was.counted_by != rule_mark(rule):
        causes.append(f"the rule changed: it is now {wording.span_from(rule, trigger.event, words)}")
    if then.rules != now.rules and not trigger.given:
        if trigger.event in events:
            causes.append("the date that it is counted from moved")
        elif not causes:
            causes.append("other rules changed")
    return causes


def _because(then: Record, now: Record, by_rules: list[str] | None = None) -> str:
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


def _rule(mark: str, table: Timetable, rulebook: Rulebook) -> TimescaleRule | None:
    """Return the rule of a deadline that has gone, if it is still there."""
    rules = rulebook.rules_for(table.partnership)
    return next((rule for rule in rules if deadline_mark(rule.id)[:RULE_MARK] == mark[:RULE_MARK]), None)


def _children_of(mark: str, rule: TimescaleRule | None, table: Timetable) -> tuple[str, ...]:
    """Return the label of the child whose deadline has gone, found by the ids that it can have had."""
    if rule is None:
        return ()
    events = ("", *(f":{event}" for event in sorted(rule.events)))
    count = range(1, MOST_DATES + 1)
    numbers = ("", *(f":{number}" for number in count), *(f":{cycle}.{at}" for cycle in count for at in count))
    which = [f"{event}{number}" for event in events for number in numbers]
    children = table.case.children
    own = (
        each for each in children for name in which if deadline_mark(f"{rule.id}{name}{suffix(each.number)}") == mark
    )
    return tuple(each.label for each in own)[:1]

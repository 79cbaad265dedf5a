"""What has moved since a timetable was made: the dates that were recorded then, beside those of now."""

from collections.abc import Iterator, Set
from dataclasses import dataclass
from datetime import date

from calculator import wording
from calculator.model import Deadline, Event, Rulebook, Timetable, Words
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

    `still_given` is set where its rule gives other dates, so that it cannot be said to have gone.
    """

    title: str
    was: RecordedDate | None
    now: Deadline | None
    because: str
    still_given: bool = False


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
    moved = tuple({(each.title, in_words(each)): each for each in found}.values())
    return Changes(then.version, now.version, moved) if moved or then.version != now.version else None


def _moved(then: Record, now: Record, table: Timetable, rulebook: Rulebook) -> Iterator[Moved]:
    """Yield the deadlines of now that are new or on other days."""
    changed = [
        each for each in deadlines_by_rule(table, rulebook) if _days(then, each.mark) != _days(now, each.mark)
    ]
    events = {each.rule.sets for each in changed}
    for each in changed:
        was = then.dates.get(each.mark)
        if was is None and _given_then(then, each):
            continue
        by_rules = _rules_that_moved(was, then, now, each, events, rulebook.words) if was else None
        yield Moved(each.rule.title, was, each.deadline, _because(then, now, by_rules))


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
        title = _title(mark, table, rulebook)
        joined = not of_rule and (title, was.due) in given
        if was.due not in of_rule and not joined:
            yield Moved(title, was, None, _because(then, now), still_given=bool(of_rule))


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


def _title(mark: str, table: Timetable, rulebook: Rulebook) -> str:
    """Return what a deadline that has gone was called, if its rule is still there."""
    rules = rulebook.rules_for(table.partnership)
    titles = (rule.title for rule in rules if deadline_mark(rule.id)[:RULE_MARK] == mark[:RULE_MARK])
    return next(titles, "A rule that is no longer there")

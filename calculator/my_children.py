"""A family's own dates where their children have different ones: one timeline, with rows that say for whom."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from calculator import wording
from calculator.children import suffix, with_labels
from calculator.model import Case, Rulebook
from calculator.my_dates import Own, Row, Timeline, timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyChild:
    """A child of a family: the number and the label, and the case with what was typed for this child."""

    number: int
    label: str
    case: Case


type _Member = tuple[FamilyChild, Row]
type _Together = list[_Member]
"""A row of the timeline: that of each child for whom it is."""


def together(children: Sequence[FamilyChild], rulebook: Rulebook) -> Timeline:
    """Return one timeline for all children of a family.

    Raises:
        InvalidInput: as `timeline` does.

    """
    shown = [(child, timeline(replace(child.case, done=()), rulebook)) for child in children]
    done = _done(children, _rows(shown))
    shown = [
        (child, timeline(replace(child.case, done=tuple(done[child.number].items())), rulebook))
        for child in children
    ]
    rows = [_one(row, children) for row in _rows(shown)]
    first = shown[0][1]
    order = [thing.milestone for thing in rulebook.family.things]
    return replace(
        first,
        rows=tuple(sorted(rows, key=lambda row: (row.deadline.count.due, order.index(row.words.milestone)))),
        own=tuple(_own(shown, children)),
        unanswered=tuple({each.question: each for _, one in shown for each in one.unanswered}.values()),
        notes=with_labels([(child.label, one.notes) for child, one in shown]),
    )


def _rows(shown: Iterable[tuple[FamilyChild, Timeline]]) -> list[_Together]:
    """Return the rows of all children, those for one thing on one day together."""
    rows: dict[tuple[object, ...], _Together] = {}
    for child, one in shown:
        for row in one.rows:
            each, trigger = row.deadline, row.deadline.trigger
            counted = (each.rule.id, trigger.event, trigger.date, trigger.given, each.count.due)
            said = (row.only_if, row.assumed, row.verdict, row.checkable, row.others, each.earliest, each.edition)
            rows.setdefault((*counted, *said), []).append((child, row))
    return [*rows.values()]


def _one(row: _Together, children: Sequence[FamilyChild]) -> Row:
    (first, shown), whom = row[0], [child.label for child, _ in row]
    return replace(
        shown,
        deadline=replace(shown.deadline, id=f"{shown.deadline.id}{suffix(first.number)}"),
        whom=wording.labels(whom, len(children)),
    )


def _own(shown: Sequence[tuple[FamilyChild, Timeline]], children: Sequence[FamilyChild]) -> Iterator[Own]:
    """Yield each conference once, with the children for whom it is."""
    held: dict[tuple[str, date], list[FamilyChild]] = {}
    for child, one in shown:
        held.setdefault((one.conference, one.held), []).append(child)
    for (conference, day), whom in held.items():
        name = f"{conference}{suffix(whom[0].number)}"
        yield Own(day, name, wording.labels([each.label for each in whom], len(children)))


def _done(children: Sequence[FamilyChild], rows: Sequence[_Together]) -> dict[int, dict[str, date]]:
    """Match what was checked to the rows of children; what is no row of any is left out."""
    done: dict[int, dict[str, date]] = {child.number: {} for child in children}
    checked: Mapping[str, date] = dict(children[0].case.done)
    for row in rows:
        all_of_it = checked.get(_name(row[0]))
        for member in row:
            day = checked.get(_name(member), all_of_it)
            if day:
                done[member[0].number][member[1].deadline.id] = day
    return done


def _name(member: _Member) -> str:
    child, row = member
    return f"{row.deadline.id}{suffix(child.number)}"

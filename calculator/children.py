"""Several children in one case: what each child's own timetable is counted from, and one timetable of them all.

A child has the dates of the case, but for those that were entered for the child alone. Each child's timetable is
worked out as if there were no other; rows that are the same for several children are then one row, for them all.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from calculator import wording
from calculator.case import of_child
from calculator.model import (
    Case,
    Child,
    Deadline,
    Event,
    FieldError,
    ForChild,
    InvalidInput,
    Occurrence,
    Rulebook,
    Timetable,
    Words,
)

type Counted = Callable[[Case, Rulebook], Timetable]
"""How the timetable of one child is worked out."""


# --- What a child's own dates are -----------------------------------------------------------------------


def case_of(child: Child, case: Case, words: Words) -> Case:
    """Return the case as it is for one child: the child's own dates, and those of the case that are theirs too."""
    shared, first = _with_first_meeting(child, case, words)
    events = {**shared, **first, **child.events}
    return replace(
        case,
        events={event: events[event] for event in words.events if events.get(event)},
        facts={**case.facts, **child.facts},
        times={**case.times, **child.times},
        done=(),
        children=(),
    )


def _shared(child: Child, case: Case, words: Words) -> dict[Event, tuple[date, ...]]:
    """Return the dates of the case that are the child's too, without those of meetings after an end of their own."""
    shared = {event: days for event, days in case.events.items() if event not in child.events}
    joined = _joined(child, words)
    if joined:
        shared = _since(joined, shared, child, words)
    return {event: _until_own_end(event, days, child, words) for event, days in shared.items()}


def _since(
    joined: date, shared: Mapping[Event, tuple[date, ...]], child: Child, words: Words
) -> dict[Event, tuple[date, ...]]:
    """Return the dates that a child shares who joined by dates of their own: none from before that day.

    With a conference of their own, nothing that led to the others' is theirs; and until they have had one, no date
    of the others is.
    """
    always = {event: days for event, days in shared.items() if words.events[event].before_case}
    conferences = _conferences(words)
    since = {event: tuple(day for day in days if day >= joined) for event, days in shared.items()}
    if conferences & set(child.events):
        since = {event: days for event, days in since.items() if not words.events[event].joins}
    elif not any(since.get(event) for event in conferences):
        since = {}
    return {**since, **always}


def _joined(child: Child, words: Words) -> date | None:
    """Return the day on which a child joined the case by a conference of their own, or by what leads to it."""
    own = (day for event, days in child.events.items() if words.events[event].joins for day in days)
    return max(own, default=None)


def _conferences(words: Words) -> set[Event]:
    """Return the conferences at which a plan can begin."""
    cycles = (each.series for each in words.events.values() if each.closes_cycle and each.series)
    return {start for series in cycles for start in series.starts_from}


def _until_own_end(event: Event, days: tuple[date, ...], child: Child, words: Words) -> tuple[date, ...]:
    ends = [day for end in words.events[event].ended_by for day in child.events.get(end, ())]
    return tuple(day for day in days if day <= min(ends)) if ends else days


def _with_first_meeting(
    child: Child, case: Case, words: Words
) -> tuple[dict[Event, tuple[date, ...]], dict[Event, tuple[date, ...]]]:
    """Return the shared dates without, and apart, those that are a first one for a child who joined later.

    The others' later core group is such a child's first one.
    """
    shared = _shared(child, case, words)
    left, first = dict(shared), dict[Event, tuple[date, ...]]()
    joined = _joined(child, words)
    for each in words.events.values():
        series = each.first_of
        others_had_it = case.events.get(each.id) and not shared.get(each.id) and each.id not in child.events
        days = [day for day in left.get(series, ()) if joined and day > joined] if series and others_had_it else []
        if series and days:
            first[each.id] = (days[0],)
            left[series] = tuple(day for day in left[series] if day != days[0])
    return left, first


def _notes(child: Child, case: Case, words: Words) -> Iterator[str]:
    """Say which of the others' dates is taken as a child's own first."""
    _, first = _with_first_meeting(child, case, words)
    for event, days in first.items():
        series = words.events[event].first_of
        name = words.events[series].short if series else ""
        yield (
            f"The {name} on {wording.day(days[0])} is taken as the {words.events[event].short}. "
            "If it was another one, enter that."
        )


# --- One timetable of them all --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Own:
    """A deadline of one child, as the child's own timetable has it."""

    child: Child
    deadline: Deadline

    @property
    def id(self) -> str:
        """Its id in the timetable of all children."""
        return f"{self.deadline.id}{suffix(self.child.number)}"


type _Row = list[_Own]
"""What is one row in the timetable of all children: a deadline of each child for whom it is."""


@dataclass(frozen=True, slots=True)
class _Done:
    """When a child's own deadline was done, and by which name that was given."""

    name: str
    day: date


def suffix(number: int) -> str:
    """Return what the ids of a child's deadlines end in; those of the first are as in a case with one child."""
    return f":child-{number}" if number > 1 else ""


def combined(case: Case, rulebook: Rulebook, counted: Counted) -> Timetable:
    """Return one timetable for all children of a case.

    Raises:
        InvalidInput: as for one child, each message with the child's label; or `done` for no deadline of any.

    """
    words = rulebook.words
    tables = _tables(case, rulebook, counted, {})
    if case.done:
        tables = _tables(case, rulebook, counted, _done_by_child(case, _rows(tables, words)))
    said = [(child.label, (*table.warnings, *_notes(child, case, words))) for child, table in tables]
    deadlines = [_one_row(row) for row in _rows(tables, words)]
    return Timetable(
        case=case,
        partnership=rulebook.partnership(case.partnership),
        deadlines=tuple(deadlines),
        warnings=with_labels(said),
    )


def _tables(
    case: Case, rulebook: Rulebook, counted: Counted, done: Mapping[int, Mapping[str, _Done]]
) -> list[tuple[Child, Timetable]]:
    """Return each child with the child's own timetable."""
    tables, errors = list[tuple[Child, Timetable]](), list[tuple[Child, FieldError]]()
    for child in case.children:
        own = done.get(child.number, {})
        try:
            of_one = replace(
                case_of(child, case, rulebook.words), done=tuple((name, each.day) for name, each in own.items())
            )
            tables.append((child, counted(of_one, rulebook)))
        except InvalidInput as error:
            errors += [(child, _where_given(each, own)) for each in error.errors]
    if errors:
        raise InvalidInput(_named(errors, case))
    return tables


def _where_given(error: FieldError, done: Mapping[str, _Done]) -> FieldError:
    """Return a mistake under the name by which a deadline was said to be done."""
    kind, _, name = (error.field or "").partition(".")
    return replace(error, field=f"done.{done[name].name}") if kind == "done" and name in done else error


def _named(errors: list[tuple[Child, FieldError]], case: Case) -> list[FieldError]:
    """Return what is wrong, with the label of each child for whom it is; what is wrong for all is said once."""
    named: list[FieldError] = []
    for child, error in errors:
        event = Event((error.field or "").partition(".")[0])
        if event in child.events:
            named.append(of_child(error, child.label, f"child.{child.number}"))
        elif sum(each == error for _, each in errors) == len(case.children):
            named.append(error)
        else:
            named.append(replace(error, message=f"{child.label}: {error.message}"))
    return list(dict.fromkeys(named))


def _rows(tables: Iterable[tuple[Child, Timetable]], words: Words) -> list[_Row]:
    """Return the deadlines of all children, those that are one row together."""
    rows: dict[tuple[object, ...], list[tuple[Deadline, _Row]]] = {}
    for child, table in tables:
        for deadline in table.deadlines:
            plain = _plain(deadline, words)
            alike = rows.setdefault((deadline.rule.id, plain.trigger, deadline.count.due), [])
            row = next(
                (row for other, row in alike if other == plain and row[-1].child.number != child.number), None
            )
            if row is None:
                row = []
                alike.append((plain, row))
            row.append(_Own(child, deadline))
    return [row for alike in rows.values() for _, row in alike]


def _plain(deadline: Deadline, words: Words) -> Deadline:
    """Return a deadline without what may differ between children for whom it is the same thing on the same day.

    The second review of one may be the first of another, and a later core group of one the first of another.
    """
    candidates = (
        replace(each, occurrence=each.occurrence and _plain_occurrence(each.occurrence, deadline, words))
        for each in deadline.candidates
    )
    return replace(
        deadline,
        id="",
        trigger=_plain_occurrence(deadline.trigger, deadline, words),
        candidates=tuple(candidates),
        warnings=(),
        edition=(),
        moved_from=None,
        same_meeting=(),
    )


def _plain_occurrence(occurrence: Occurrence, deadline: Deadline, words: Words) -> Occurrence:
    series = words.events[occurrence.event].first_of
    event = series if series in deadline.rule.triggers else occurrence.event
    return replace(occurrence, event=event, number=1, cycle=0, since=None, position=0, also=None)


def _one_row(row: _Row) -> Deadline:
    """Return the one deadline for several children; what holds for some of them only says for whom."""
    first = row[0]
    alike = len({each.deadline.moved_from for each in row}) == 1
    return replace(
        first.deadline,
        id=first.id,
        warnings=with_labels([(each.child.label, each.deadline.warnings) for each in row]),
        edition=with_labels([(each.child.label, each.deadline.edition) for each in row]),
        moved_from=first.deadline.moved_from if alike else None,
        children=tuple(
            ForChild(
                number=each.child.number,
                label=each.child.label,
                trigger=each.deadline.trigger,
                same_meeting=each.deadline.same_meeting,
                moved_from=None if alike else each.deadline.moved_from,
            )
            for each in row
        ),
    )


def with_labels(said: Sequence[tuple[str, Iterable[str]]]) -> tuple[str, ...]:
    """Return what is said for children, each thing once, with the labels where it is not for all of them."""
    labels: dict[str, list[str]] = {}
    for label, texts in said:
        for text in dict.fromkeys(texts):
            labels.setdefault(text, []).append(label)
    return tuple(
        text if len(whom) == len(said) else f"{wording.joined(whom)}: {text}" for text, whom in labels.items()
    )


def _done_by_child(case: Case, rows: Sequence[_Row]) -> dict[int, dict[str, _Done]]:
    """Match each `done` to the deadlines of children: a row is done for all of its children.

    Where a child's own deadline is named, what is said of that one counts, though it is in a row with others.
    """
    found: list[tuple[_Row, _Done]] = []
    for name, day in case.done:
        found.append((_row_named(name, rows, [row for row, _ in found]), _Done(name, day)))
    done: dict[int, dict[str, _Done]] = {child.number: {} for child in case.children}
    for row, each in sorted(found, key=lambda each: -len(each[0])):
        for own in row:
            done[own.child.number][own.deadline.id] = each
    return done


def _row_named(name: str, rows: Sequence[_Row], taken: Sequence[_Row]) -> _Row:
    """Return the row of this id, or one child's deadline in a row, or else the rule's first that is not answered."""
    in_order = sorted(rows, key=lambda row: row[0].deadline.count.due)
    exact = [row for row in in_order if row[0].id == name]
    own = [[each] for row in in_order for each in row if each.id == name]
    by_rule = [row for row in in_order if name in {rule.id for rule in row[0].deadline.rules}]
    if not exact and not own and not by_rule:
        known = ", ".join(row[0].id for row in in_order)
        message = f"There is no deadline “{name[:60]}” in this case. It has: {known}."
        raise InvalidInput([FieldError(f"done.{name}", message)])
    free = [row for row in by_rule if row not in taken and row[0].deadline.check is None]
    return [*exact, *own, *free, *by_rule[-1:]][0]

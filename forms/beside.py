"""Dates of a form beside those that its page knows: what is late, what disagrees, what need not be typed again.

All of it is advice. It goes into a document only where the writer wants it to.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from calculator import wording
from calculator.model import Deadline, Event, Limit, Rulebook, Timetable
from calculator.working_days import local_calendar, national_calendar
from forms.days import read_day
from forms.draft import Box, Draft, boxes, child_of
from forms.model import FormDefinition
from forms.render import render
from forms.wording import long_day

type Notes = dict[str, list[str]]

LIKE_A_DATE = 3
"""Groups of figures from which on an answer is written like a date."""


def first_of_topics(table: Timetable) -> dict[str, Deadline]:
    """Return the first deadline on each subject. A first day is none: nothing is late after it."""
    first: dict[str, Deadline] = {}
    for each in table.deadlines:
        if not each.rule.is_first_day:
            first.setdefault(each.rule.topic, each)
    return first


def deadline_of(box: Box, draft: Draft, first: Mapping[str, Deadline]) -> Deadline | None:
    """Return the deadline that belongs to a box: that of the meeting which was chosen, where one can be."""
    field = box.field
    topic = box.part.topic or field.topic
    if field.topic_by:
        asked = next(each for each in box.section.fields if each.id == field.topic_by)
        by_answer = dict(zip(asked.options, field.topics, strict=True))
        topic = by_answer.get(draft.answers.get(f"{box.section.id}.{asked.id}", ""), topic)
    return first.get(topic or "") or first.get(field.topic_else or "")


def offers(form: FormDefinition, draft: Draft, table: Timetable) -> dict[str, dict[str, str]]:
    """Return what each box is offered, by its path; by its subject where the meeting makes no difference."""
    first = first_of_topics(table)
    found = {topic: offer(each) for topic, each in first.items()}
    for box in boxes(form, draft):
        deadline = deadline_of(box, draft, first)
        name = box.path if box.field.topic_by else box.field.topic
        if deadline and name and name not in found:
            found[name] = offer(deadline)
    return found


def offer(deadline: Deadline) -> dict[str, str]:
    """Return a deadline in words, and the day to work to."""
    says = render("date.txt.j2", each=deadline).strip()
    return {"says": says, "day": long_day(deadline.count.safe)}


def notes(rulebook: Rulebook, form: FormDefinition, draft: Draft, table: Timetable | None) -> Notes:
    """Return by path what is late beside a deadline of the table, what disagrees, and what is no date."""
    found: Notes = {}
    dated = [*_days(form, draft)]
    if table:
        first = first_of_topics(table)
        for box, day in dated:
            deadline = deadline_of(box, draft, first)
            late = [*_late(deadline, day, rulebook, table)] if deadline else []
            found[box.path] = [*late, *_another(box, day, rulebook, table)]
    for path, note in (*_disagreements(dated), *_odd_births(form, draft)):
        found.setdefault(path, []).append(note)
    return {path: of_path for path, of_path in found.items() if of_path}


def _late(deadline: Deadline, day: date, rulebook: Rulebook, table: Timetable) -> Iterator[str]:
    due = deadline.count.due
    if day <= due:
        return
    make = national_calendar if deadline.rule.national else local_calendar
    late = make(rulebook.bank_holidays, table.partnership).working_days_after(due, day)
    target = deadline.rule.limit is Limit.NORMALLY
    by = wording.plural(late, "working day") if late else "Less than one working day"
    said = f"{by} {'after the target' if target else 'late'}"
    condition = f", only if {deadline.condition}" if deadline.condition else ""
    kind = "target" if target else "limit"
    yield f"{said}: the {kind} is {wording.day(due)} ({deadline.rule.title}{condition})."


def _another(box: Box, day: date, rulebook: Rulebook, table: Timetable) -> Iterator[str]:
    for event in box.field.events:
        counted = table.case.events.get(event, ())
        if counted and day not in counted:
            short = rulebook.words.events[event].short
            yield f"The dates for this form are counted from another day of the {short}: {wording.day(counted[0])}."


def _disagreements(dated: Iterable[tuple[Box, date]]) -> Iterator[tuple[str, str]]:
    """Yield by path where two answers give two days for one event."""
    first: dict[tuple[Event, ...], tuple[Box, date]] = {}
    for box, day in dated:
        before, other = first.setdefault(box.field.events, (box, day)) if box.field.events else (box, day)
        if other != day:
            yield box.path, f"“{before.field.label}” says {long_day(other)}. Check both dates."


def _odd_births(form: FormDefinition, draft: Draft) -> Iterator[tuple[str, str]]:
    """Yield by path a date of birth that is not a date, though it is written like one. It stays as it is."""
    for box in boxes(form, draft):
        text = draft.answers.get(box.path, "")
        if box.part.kind != "birth" or len(re.findall(r"\d+", text)) < LIKE_A_DATE:
            continue
        try:
            read_day(text)
        except ValueError as error:
            yield box.path, f"{child_of(box, draft)}: {error} A due date, a year or “unknown” will do too."


def _days(form: FormDefinition, draft: Draft) -> Iterator[tuple[Box, date]]:
    """Yield every box that holds a date, with the date."""
    for box in boxes(form, draft):
        if box.part.kind != "date" or not draft.answers.get(box.path):
            continue
        try:
            day = read_day(draft.answers[box.path])
        except ValueError:
            continue
        if day:
            yield box, day


def known_event(form: FormDefinition, draft: Draft) -> dict[str, Any] | None:
    """Return the first day of an event that the form has, so that it need not be typed again to count from."""
    for box, day in _days(form, draft):
        if box.field.events:
            return {"events": list(box.field.events), "date": long_day(day)}
    return None


def to_fill(form: FormDefinition, table: Timetable) -> dict[str, str]:
    """Return by path the answers that are known from what was counted from."""
    days = {event: long_day(dates[0]) for event, dates in table.case.events.items()}
    fields = ((section, each) for section, each in form.fields() if not section.each and not each.repeats)
    return {
        f"{section.id}.{each.id}": days[event] for section, each in fields for event in each.events if event in days
    }

"""What the page "My dates" can ask for: from the form's pairs to a family's timeline, shown or as a file.

Fields: `partnership`, `conference` (which kind), `held.day` (`.month`, `.year`), `plan`, `<event>.day` … for each
event that families are asked for, `done.<deadline>.day` …, and `open` for each fold that is open. Nothing goes into
an address.
"""

import hashlib
from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from functools import partial
from typing import Any

from calculator import wording
from calculator.case import read_date
from calculator.exports import Export, ics_file
from calculator.model import Case, Event, FieldError, InvalidInput, Rulebook
from calculator.my_dates import Timeline, timeline
from calculator.render import render

type Boxes = dict[str, str]
type Pairs = Iterable[tuple[str, str]]


def calls(rulebook: Rulebook) -> dict[str, Callable[[Any], Any]]:
    """Return the page's calls by name, as `calculator.page.calls` does."""
    return {"my_dates": partial(_show, rulebook), "my_dates_export": partial(_export, rulebook)}


def _show(rulebook: Rulebook, form: Mapping[str, Any]) -> dict[str, Any]:
    """Return the timeline as HTML, and how many dates it has."""
    pairs = list(form["fields"])
    shown = timeline(read(pairs, rulebook), rulebook)
    html = render(
        "my-dates.html.j2",
        timeline=shown,
        rulebook=rulebook,
        typed={name: _boxes(pairs, name) for name in _done(pairs)},
        opened={value for name, value in pairs if name == "open"},
    )
    found = len(shown.rows) + 1
    says = [wording.dates_found(found)]
    says += [f"{row.words.what}: {row.verdict}" for row in shown.rows if row.verdict]
    return {"html": html, "count": found, "says": says}


def _export(rulebook: Rulebook, form: Mapping[str, Any]) -> dict[str, Any]:
    """Return the timeline as calendar entries."""
    made = export(timeline(read(form["fields"], rulebook), rulebook), rulebook)
    return {"filename": made.filename, "type": made.type, "bytes": made.bytes}


# --- Reading --------------------------------------------------------------------------------------------


def read(pairs: Pairs, rulebook: Rulebook) -> Case:
    """Return the case of a family's form.

    Raises:
        InvalidInput: with a message in parents' words for each field that must be corrected.

    """
    pairs = list(pairs)
    typed = dict(pairs)
    errors: list[FieldError] = []
    area, conference = typed.get("partnership", ""), typed.get("conference", "")
    if area not in rulebook.partnerships:
        errors.append(FieldError("partnership", "Choose your area."))
    if conference not in rulebook.family.conferences:
        errors.append(FieldError("conference", "Choose which conference it is."))
    if typed.get("plan", "") not in {"", "yes", "no"}:
        errors.append(FieldError("plan", "Choose if there is a plan."))
    held = _date(pairs, "held", "The date of the conference", errors)
    if held is None and not _complaints(errors, "held"):
        errors.append(FieldError("held", "Enter the date of the conference."))
    events = {Event(conference): held}
    for event, asked in rulebook.family.asks.items():
        day = _date(pairs, event, asked.called, errors) if asked.conference == conference else None
        if held and day and day < held:
            errors.append(FieldError(event, f"{asked.called} cannot be before the conference. Check both dates."))
        events |= {event: day} if day else {}
    done = [(name, _date(pairs, name, "Your check", errors)) for name in _done(pairs)]
    if errors or held is None:
        raise InvalidInput(errors)
    plan = rulebook.family.conferences[Event(conference)].plan
    return Case(
        partnership=area,
        events={event: (day,) for event, day in events.items() if day},
        before_case=frozenset(each.id for each in rulebook.words.events.values() if each.before_case),
        facts={plan: typed["plan"] == "yes"} if typed.get("plan") else {},
        done=tuple((name.removeprefix("done."), day) for name, day in done if day),
    )


def _date(pairs: Pairs, name: str, title: str, errors: list[FieldError]) -> date | None:
    """Return a date from its boxes, or None where they are empty or wrong; what is wrong is added to `errors`."""
    try:
        return read_date(_boxes(pairs, name))
    except ValueError as error:
        errors.append(FieldError(name, f"{title}: {error}"))
        return None


def _complaints(errors: list[FieldError], field: str) -> list[FieldError]:
    return [error for error in errors if error.field == field]


def _boxes(pairs: Pairs, name: str) -> Boxes:
    """Return what stands in the boxes of a date, by "day", "month" and "year"."""
    return {each.removeprefix(f"{name}."): value for each, value in pairs if each.rpartition(".")[0] == name}


def _done(pairs: Pairs) -> list[str]:
    """Return the names of the checks in a form, such as "done.kirklees.first-core-group", each once."""
    return list(dict.fromkeys(name.rpartition(".")[0] for name, _ in pairs if name.startswith("done.")))


# --- Calendar entries -----------------------------------------------------------------------------------


def export(shown: Timeline, rulebook: Rulebook) -> Export:
    """Return a timeline as calendar entries that tell nothing to others who may see the calendar."""
    text = ics_file("my-dates.ics.j2", entries=_entries(shown, rulebook))
    return Export("dates.ics", "text/calendar;charset=utf-8", text.encode())


def _entries(shown: Timeline, rulebook: Rulebook) -> list[dict[str, object]]:
    own = _entry(shown, "conference", shown.held, rulebook.family.conference_entry)
    rows = [
        _entry(shown, row.deadline.id.partition(".")[2], row.deadline.count.due, row.words.entry)
        | {"perhaps": row.only_if is not None, "provisional": row.deadline.provisional}
        for row in shown.rows
    ]
    return [own, *rows]


def _entry(shown: Timeline, key: str, day: date, title: str) -> dict[str, object]:
    """Return an entry; its id stays the same when its day moves, and nobody can read from it what it is."""
    case = f"{shown.conference} {shown.held} {key}"
    return {
        "uid": f"{hashlib.sha256(case.encode()).hexdigest()[:16]}@dates.invalid",
        "start": f"{day:%Y%m%d}",
        "end": f"{day + timedelta(days=1):%Y%m%d}",
        "title": title,
        "perhaps": False,
        "provisional": False,
    }

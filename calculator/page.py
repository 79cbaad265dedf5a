"""What the calculator's page can ask for: the table of calls. `calculator.fields` says what a form holds."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, urlencode

from calculator import calendar_file, exports, wording
from calculator.calendar_file import HOST, REMINDERS, Wanted
from calculator.fields import CHOICES, Fields, as_shown, has_boxes
from calculator.link import read, written
from calculator.model import (
    Case,
    Child,
    Deadline,
    FieldError,
    InvalidInput,
    Partnership,
    Rulebook,
    Timetable,
    moment,
)
from calculator.record import Record, Unreadable, record
from calculator.reference import is_made, new_reference
from calculator.render import render
from calculator.saved import area_of, open_saved
from calculator.since import changes_since
from calculator.views import comparison
from calculator.written_dates import spread

LONGEST_ADDRESS = 4000
"""Characters of an address that still carries the dates then."""
LONGEST_OPENED = 16_000
"""Characters of an address that is opened: twelve children can have many dates of their own."""
REHEARSED_ON = "2026-12-11"
"""The date of a case that the page works out, unseen, while nobody waits, so that the first real one is faster."""


def calls(
    rulebook: Rulebook, kinds: Mapping[str, exports.ExportKind], data: Mapping[str, Any]
) -> dict[str, Callable[[Any], Any]]:
    """Return the calculator's calls by name; each takes and returns plain data and raises `InvalidInput`.

    `kinds` are the kinds of file that it can make, some of them from `data`.
    """
    return {
        "timetable": partial(_show, rulebook),
        "timetable_address": partial(_open, rulebook),
        "timetable_area": area_of,
        "date_boxes": spread,
        "timetable_saved": partial(_open_saved, rulebook),
        "timetable_earlier": lambda text: open_earlier(text, HOST),
        "timetable_export": partial(_export, rulebook, kinds, data),
        "timetable_rehearsal": lambda _: _rehearse(rulebook),
        "timetable_json": lambda form: exports.as_json(
            Fields.of(form["fields"], rulebook).table(rulebook), rulebook
        ),
    }


def _rehearse(rulebook: Rulebook) -> bool:
    """Work out a case of an area that takes the national rules for its own: no real one is there at first."""
    event = next(each.id for each in rulebook.words.events.values() if each.asked_first)
    area = Partnership(
        id="rehearsal",
        name="Rehearsal",
        full_name="Rehearsal",
        conference_unit="",
        rules_version="",
        about="",
        contacts=(),
        rules=rulebook.national,
    )
    rehearsed = replace(rulebook, partnerships={area.id: area})
    return bool(_show(rehearsed, {"fields": [("partnership", area.id), (event, REHEARSED_ON)]}))


def _show(rulebook: Rulebook, form: Mapping[str, Any]) -> dict[str, Any]:
    """Return the timetable as HTML, how many dates it has, its address, and what the form `keeps` of it unseen."""
    asked = Fields.of(form["fields"], rulebook)
    if not asked.reference:
        asked.choices["key"] = new_reference()
    table = asked.table(rulebook)
    now, then, unreadable = record(table, rulebook), *_earlier(asked)
    other = asked.choices.get("compare")
    compared = comparison(table, asked.table(rulebook, other), rulebook) if other else None
    html = render(
        "timetable.html.j2",
        table=table,
        compared=compared,
        since=changes_since(then, table, rulebook) if then else None,
        unreadable=unreadable,
        rulebook=rulebook,
        viewpoint=rulebook.words.viewpoints.get(asked.choices.get("role", "")),
        typed=asked.done,
        opened=asked.opened | {f"{name}.check" for name, _ in table.case.done},
    )
    # As long as the case is that of the link, its address goes on saying what has moved since the link was made.
    carried = then if then and then.case == now.case else now
    address = _address(table, asked, carried)
    return {
        "html": html,
        "count": len(table.deadlines),
        "says": news(table),
        "address": address,
        "keeps": keeps(asked.choices.get("key", "")),
    }


def keeps(made: str) -> dict[str, str]:
    """Return what a form keeps, unseen, of an answer: the reference that was made for its case."""
    return {"key": made} if made else {}


def news(table: Timetable) -> list[str]:
    """Return, a sentence each, what a person who cannot see the result should hear of it."""
    if not table.case.dated:
        return []
    return [
        wording.dates_found(len(table.deadlines)),
        *(f"{_titled(each, table)}: {each.check.says}" for each in table.deadlines if each.check),
    ]


def _titled(deadline: Deadline, table: Timetable) -> str:
    whom = wording.for_whom(deadline, table.case)
    return f"{deadline.rule.title}, {whom}" if whom else deadline.rule.title


def _earlier(asked: Fields) -> tuple[Record | None, bool]:
    """Return what the link that was opened carries of its dates, and whether it is there but cannot be read."""
    if not any(asked.earlier.values()):
        return None, False
    try:
        return read(asked.earlier.get("was", ""), asked.earlier.get("rules", "")), False
    except Unreadable:
        return None, True


def _address(table: Timetable, asked: Fields, carried: Record) -> str:
    """Return the page's address: the case, the reader's choices, and the dates, so that it can say what moved.

    Where all of it would be too long for an address that is opened again, it goes without the dates.
    """
    pairs = _pairs(table, asked)
    with_dates = urlencode([*pairs, ("rules", carried.version), ("was", written(carried))])
    return with_dates if table.deadlines and len(with_dates) <= LONGEST_ADDRESS else urlencode(pairs)


def _pairs(table: Timetable, asked: Fields) -> list[tuple[str, str]]:
    """Return the case and the choices as pairs of a name and a value."""
    case = table.case
    pairs = [("partnership", case.partnership)]
    pairs += _pairs_of(case)
    for child in case.children:
        own = [("label", child.label), *_pairs_of(child)]
        pairs += [(f"child.{child.number}.{name}", value) for name, value in own]
    pairs += [(f"done.{name}", str(day)) for name, day in case.done]
    unseen = {"key"} if asked.choices.get("reference") else set[str]()
    chosen = {name: value for name, value in asked.choices.items() if value and name not in {"partnership", *unseen}}
    return [*pairs, *sorted(chosen.items(), key=lambda pair: CHOICES.index(pair[0]))]


def _pairs_of(known: Case | Child) -> list[tuple[str, str]]:
    """Return the dates and facts of a case, or those of one child, as pairs of a name and a value."""
    dates = [(event, moment(known.times, event, day)) for event, days in known.events.items() for day in days]
    return [*dates, *((f"fact.{fact}", "yes" if answer else "no") for fact, answer in known.facts.items())]


def _open(rulebook: Rulebook, address: str) -> dict[str, Any]:
    """Return the form's fields for an address, each date in its three boxes, ready to be shown and corrected.

    Whether there is such a partnership is known only when its rules are there: `_show` says so.

    Raises:
        InvalidInput: when the address is not one of this page's.

    """
    pairs = parse_qsl(address[:LONGEST_OPENED], keep_blank_values=True)
    asked = Fields.of(pairs, rulebook)
    every = [asked, *asked.children.values()]
    boxed = all(has_boxes(name, rulebook) for each in every for name in each.events)
    strange = asked.calendar or not boxed or any(each.unknown for each in every)
    if strange or len(address) > LONGEST_OPENED or not asked.choices.get("partnership"):
        message = "The link holds something that this page does not know. Enter the dates again."
        raise InvalidInput([FieldError(None, message)])
    return {"fields": as_shown(asked, rulebook)}


def _open_saved(rulebook: Rulebook, text: str) -> dict[str, Any]:
    """Return the form's fields for a saved timetable, with the dates that it gave then.

    Raises:
        InvalidInput: under "saved", when it is none.

    """
    table, then, days = open_saved(text, rulebook)
    named = {_field_of(table.case.reference): table.case.reference}
    choices = Fields(rulebook.words, choices={"role": table.reader or "", **named})
    earlier = [("rules", then.version), ("was", written(then))]
    if table.case.reference:
        entries = calendar_file.earlier_of(table, days)
        earlier.append(("calendar.earlier", calendar_file.written(entries)))
    return {"fields": as_shown(Fields.of([*_pairs(table, choices), *earlier], rulebook), rulebook)}


def _export(
    rulebook: Rulebook, kinds: Mapping[str, exports.ExportKind], data: Mapping[str, Any], form: Mapping[str, Any]
) -> dict[str, Any]:
    """Return the timetable as a file of one of the `kinds`."""
    asked = Fields.of(form["fields"], rulebook)
    table = asked.table(rulebook)
    every_reader = replace(asked, choices={**asked.choices, "role": ""}).table(rulebook)
    made = exports.export(table, kinds[form["kind"]], rulebook, data, as_wanted(asked.calendar, every_reader))
    return {"filename": made.filename, "type": made.type, "bytes": made.bytes}


def as_wanted(chosen: Iterable[tuple[str, str]], every_reader: Timetable | None = None) -> Wanted:
    """Return what the form says of the calendar file. What one reader is not shown is not withdrawn."""
    pairs = list(chosen)
    known = calendar_file.uids(every_reader) if every_reader else set()
    earlier = (entry for name, text in pairs if name == "earlier" for entry in calendar_file.read(text))
    return Wanted(
        reminders=tuple(days for days in REMINDERS if ("remind", days) in pairs),
        past=("past", "yes") in pairs,
        earlier=tuple(entry for entry in earlier if entry.uid not in known),
    )


def open_earlier(text: str, host: str) -> dict[str, Any]:
    """Return what a form keeps of an earlier calendar file: its entries, and the reference of its case.

    Raises:
        InvalidInput: under "earlier", when it is none from this page.

    """
    reference, entries = calendar_file.read_earlier(text, host)
    named = {_field_of(reference): reference} if reference else {}
    says = wording.earlier_file(len(entries), reference)
    return {"keeps": {"calendar.earlier": calendar_file.written(entries), **named}, "says": says}


def _field_of(reference: str) -> str:
    """Return the field of the form that holds a reference."""
    return "key" if is_made(reference) else "reference"

"""What the page "My dates" can ask for: from the form's pairs to a family's timeline, shown or as a file.

Fields: `partnership`, `conference` (which kind), `held.day` (`.month`, `.year`), `plan`, `<event>.day` … for each
event that families are asked for, `child.<number>.label` and `child.<number>.` before any of these for a child whose
dates differ, `done.<deadline>.day` …, and `open` for each fold that is open. Nothing goes into
an address.
"""

import re
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

from calculator import wording
from calculator.calendar_file import FAMILY_HOST, NOTHING_MORE, Wanted, days, ics_file, upcoming, withdrawn
from calculator.case import TypedChild, check_children, of_child, read_date
from calculator.exports import Export
from calculator.model import Case, Event, FieldError, InvalidInput, Rulebook
from calculator.my_children import FamilyChild, together
from calculator.my_dates import Row, Timeline, timeline
from calculator.page import as_wanted, keeps, open_earlier
from calculator.reference import is_made, new_reference, uid
from calculator.render import render

type Boxes = dict[str, str]
type Pairs = Iterable[tuple[str, str]]


def calls(rulebook: Rulebook) -> dict[str, Callable[[Any], Any]]:
    """Return the page's calls by name, as `calculator.page.calls` does."""
    return {
        "my_dates": partial(_show, rulebook),
        "my_dates_export": partial(_export, rulebook),
        "my_dates_earlier": lambda text: open_earlier(text, FAMILY_HOST),
    }


def _show(rulebook: Rulebook, form: Mapping[str, Any]) -> dict[str, Any]:
    """Return the timeline as HTML, and how many dates it has."""
    pairs = list(form["fields"])
    shown = asked_for(pairs, rulebook)
    html = render(
        "my-dates.html.j2",
        timeline=shown,
        rulebook=rulebook,
        typed={name: _boxes(pairs, name) for name in _done(pairs)},
        opened={value for name, value in pairs if name == "open"},
    )
    found = len(shown.rows) + len(shown.own)
    says = [wording.dates_found(found)]
    says += [
        f"{row.words.what}{', ' * bool(row.whom)}{row.whom}: {row.verdict}" for row in shown.rows if row.verdict
    ]
    return {"html": html, "count": found, "says": says, "keeps": keeps(_key(pairs) or new_reference())}


def _export(rulebook: Rulebook, form: Mapping[str, Any]) -> dict[str, Any]:
    """Return the timeline as calendar entries."""
    pairs = list(form["fields"])
    shown = asked_for(pairs, rulebook)
    chosen = [(name.removeprefix("calendar."), value) for name, value in pairs if name.startswith("calendar.")]
    made = export(shown, rulebook, _key(pairs) or new_reference(), as_wanted(chosen))
    return {"filename": made.filename, "type": made.type, "bytes": made.bytes}


def _key(pairs: Pairs) -> str:
    """Return the reference that was made for this family’s dates, by which calendars know them again."""
    key = dict(pairs).get("key", "")
    return key if is_made(key) else ""


def asked_for(pairs: Pairs, rulebook: Rulebook) -> Timeline:
    """Return the timeline of a family's form, for all of their children.

    Raises:
        InvalidInput: as `read` does; what is wrong for one child says so.

    """
    pairs = list(pairs)
    children = read_children(pairs, rulebook)
    return together(children, rulebook) if children else timeline(read(pairs, rulebook), rulebook)


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


def read_children(pairs: Pairs, rulebook: Rulebook) -> list[FamilyChild]:
    """Return the children of a family's form with the case of each; none where none are listed.

    Raises:
        InvalidInput: with the label of the child for whom something is wrong.

    """
    pairs = list(pairs)
    own = _own(pairs)
    shared = [pair for pair in pairs if not pair[0].startswith("child.")]
    typed = [
        TypedChild(number=number, label=dict(each).get("label", ""), events=each) for number, each in own.items()
    ]
    errors, children = check_children(typed), list[FamilyChild]()
    for each in typed if not errors else ():
        dates = [pair for pair in own[each.number] if pair[0] != "label"]
        try:
            case = read(_of_child(shared, dates), rulebook)
            children.append(FamilyChild(number=each.number, label=each.name, case=case))
        except InvalidInput as error:
            names = {name.partition(".")[0] for name, _ in dates}
            errors += [_of_child_or_all(wrong, each, names) for wrong in error.errors]
    if errors:
        raise InvalidInput(list(dict.fromkeys(errors)))
    return children


def _own(pairs: Pairs) -> dict[int, list[tuple[str, str]]]:
    """Return what was typed for each child by the child's number, and only for those for whom something was."""
    found: dict[int, list[tuple[str, str]]] = {}
    for name, value in pairs:
        field = re.fullmatch(r"child\.([1-9]\d?)\.(.+)", name, re.ASCII)
        if field and value.strip():
            found.setdefault(int(field[1]), []).append((field[2], value))
    return dict(sorted(found.items()))


def _of_child(shared: Pairs, own: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the form as it is for one child: with a conference of their own, without the other one's dates."""
    names = {name.partition(".")[0] for name, _ in own}
    other = names & {"conference", "held"}
    always = {"partnership", "conference", "done", "key", "open", "calendar"}
    left = [
        (name, value)
        for name, value in shared
        if (kind := name.partition(".")[0]) not in names and (not other or kind in always)
    ]
    return [*left, *own]


def _of_child_or_all(error: FieldError, child: TypedChild, own: Container[str]) -> FieldError:
    """Return a mistake with the child's label where it is in what was typed for the child."""
    name = (error.field or "").partition(".")[0]
    needed = name == "held" and "conference" in own
    return of_child(error, child.name, child.field) if name in own or needed else error


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


def export(shown: Timeline, rulebook: Rulebook, reference: str, wanted: Wanted = NOTHING_MORE) -> Export:
    """Return a timeline as calendar entries that tell nothing to others who may see the calendar."""
    entries = _entries(shown, reference, rulebook)
    gone = withdrawn({str(each["uid"]) for each in entries}, wanted)
    text = ics_file("my-dates.ics.j2", upcoming(entries, wanted), wanted, withdrawn=gone, reference=reference)
    return Export(f"dates-{reference}.ics", "text/calendar;charset=utf-8", text.encode())


def _entries(shown: Timeline, reference: str, rulebook: Rulebook) -> list[dict[str, Any]]:
    """Return an entry for each conference and row; what was held is there on the day on which it was.

    No label of a child is in them: others may see the calendar.
    """
    title = rulebook.family.conference_entry
    own = (_entry(uid(reference, each.name, FAMILY_HOST), each.day, title) for each in shown.own)
    return [*own, *(_row_entry(row, reference) for row in shown.rows)]


def _row_entry(row: Row, reference: str) -> dict[str, Any]:
    deadline = row.deadline
    held = deadline.check.done if deadline.check else deadline.count.due
    entry = _entry(uid(reference, deadline.id, FAMILY_HOST), held, row.words.entry)
    provisional = deadline.provisional and not deadline.check
    perhaps = row.only_if is not None and not deadline.check
    return entry | {"days": (held, deadline.count.due), "perhaps": perhaps, "provisional": provisional}


def _entry(name: str, day: date, title: str) -> dict[str, Any]:
    known = {"uid": name, "title": title, "days": (day,)}
    return {**days(day), **known, "perhaps": False, "provisional": False}

"""Opens a saved timetable: the JSON that `exports.as_json` makes. Nothing in the file is trusted."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NoReturn

from calculator.case import MOST_CHILDREN, TypedChild, read_case
from calculator.exports import SAVED_FORMAT
from calculator.model import FieldError, InvalidInput, Rulebook, Timetable
from calculator.record import MARK, VERSION, Record, RecordedDate, deadline_mark, record
from calculator.strict_json import read_json
from calculator.timetable import timetable
from calculator.views import seen_by

LARGEST = 2_000_000
"""Bytes of a file that is opened. A full case makes some hundred thousand."""
MOST_DEADLINES = 2_000
MOST_RULES = 20
"""For each child of a deadline."""
LONGEST_NAME = 200
KEYS = {"format", "partnership", "rules_version", "marks", "reader", "reference", "case", "warnings", "deadlines"}
LATER = {"reference"}
"""What version 0.1.0 did not save."""
MARKS = {"rules", "calendar", "counting"}
CASE = {"events", "facts", "done"}
SEVERAL = {"children"}
"""What a case and its deadlines have only where there are several children."""
CHILD = {"number", "label", "events", "facts"}
DEADLINE = {
    "id", "rule", "counted_by", "sources", "milestone", "title", "trigger", "counted", "whichever", "candidates",
    "earliest", "due", "safe", "time", "limit",
    "valid_from", "valid_until", "edition", "responsible", "provisional", "reading", "other_readings",
    "undated_readings", "consequence", "condition", "status", "moved_from", "check", "warnings", "working",
}  # fmt: skip
NEEDED = {"counted_by", "due", "safe"}
"""What a deadline must have. Only these are read: an older edition may have saved less; the rest is for people."""


def area_of(text: str) -> str:
    """Return the partnership that a saved timetable names, whose rules are needed to open it.

    Raises:
        InvalidInput: in words, under "saved", where it is no timetable of this guide.

    """
    partnership = _parsed(text).get("partnership")
    if not isinstance(partnership, str):
        refuse("This timetable is damaged.")
    return partnership


def open_saved(text: str, rulebook: Rulebook) -> tuple[Timetable, Record, list[tuple[str, date]]]:
    """Return the saved case as it is counted now, the record of its dates then, and each deadline’s day then.

    Raises:
        InvalidInput: in words, under "saved", for everything that is no timetable of this guide.

    """
    data = _parsed(text)
    _keys(data, KEYS, KEYS - {"warnings"} - LATER)
    partnership, version, reader = data["partnership"], data["rules_version"], data["reader"]
    if not isinstance(partnership, str) or not isinstance(version, str) or not VERSION.fullmatch(version):
        refuse("This timetable is damaged.")
    reference = data.get("reference", "")
    if not (reader is None or isinstance(reader, str)) or not isinstance(reference, str):
        refuse("This timetable is damaged.")
    try:
        case = read_case(rulebook, partnership=partnership, reference=reference, **_case(data["case"]))
        table = seen_by(timetable(case, rulebook), reader, rulebook)
    except InvalidInput as error:
        first_sentence = error.errors[0].message.partition(". ")[0].rstrip(".")
        refuse(f"What this timetable holds of its case cannot be used. {first_sentence}.")
    then = _then(data, table, rulebook)
    return table, then, [(str(each.get("id")), date.fromisoformat(each["safe"])) for each in data["deadlines"]]


def refuse(message: str) -> NoReturn:
    """Say why a file is not opened."""
    raise InvalidInput([FieldError("saved", f"{message} Nothing that you entered was changed.")])


def _parsed(text: str) -> dict[str, Any]:
    if len(text.encode("utf-8", "replace")) > LARGEST:
        refuse("This file is too large to be a saved timetable.")
    try:
        data = read_json(text.removeprefix("\ufeff"))
    except ValueError:
        refuse(
            "This file is not a saved timetable: it cannot be read. It may be damaged, or be another kind of file."
        )
    if not isinstance(data, dict) or data.get("format") != SAVED_FORMAT:
        refuse("This file is not a timetable that the deadline calculator saved for opening again (.json).")
    return data


def _keys(data: Any, known: set[str], needed: set[str]) -> None:
    """Refuse what is no table, lacks what is needed or holds what this guide does not know."""
    if not isinstance(data, dict) or needed - set(data):
        refuse("This timetable is damaged: a part of it is missing.")
    for key in sorted(set(data) - known):
        refuse(
            f"This timetable holds “{_shown(key)}”, which this guide does not know. A newer guide may have made it."
        )


def _case(case: Any) -> dict[str, Any]:
    _keys(case, CASE | SEVERAL, CASE)
    done, children = case["done"], case.get("children", [])
    pairs = isinstance(done, list) and all(isinstance(each, list) and len(each) == 2 for each in done)
    if not pairs or not all(isinstance(text, str) for pair in done for text in pair):
        refuse("This timetable is damaged: its case cannot be read.")
    if not isinstance(children, list) or len(children) > MOST_CHILDREN:
        refuse("This timetable is damaged: its children cannot be read.")
    typed = [_child(each) for each in children]
    if len({each.number for each in typed}) < len(typed):
        refuse("This timetable is damaged: two of its children have one number.")
    return {**_known(case), "done": [(name, day) for name, day in done], "children": typed}


def _known(of: Mapping[str, Any]) -> dict[str, list[tuple[str, str]]]:
    """Return the dates and facts of a case, or of one child."""
    events, facts = of["events"], of["facts"]
    lists = isinstance(events, dict) and all(isinstance(days, list) for days in events.values())
    answers = isinstance(facts, dict) and all(isinstance(answer, bool) for answer in facts.values())
    if not lists or not answers or not all(isinstance(day, str) for days in events.values() for day in days):
        refuse("This timetable is damaged: its case cannot be read.")
    return {
        "events": [(event, day) for event, days in events.items() for day in days],
        "facts": [(fact, "yes" if answer else "no") for fact, answer in facts.items()],
    }


def _child(child: Any) -> TypedChild:
    _keys(child, CHILD, CHILD)
    number, label = child["number"], child["label"]
    if not isinstance(number, int) or isinstance(number, bool) or not 0 < number < 100 or not isinstance(label, str):
        refuse("This timetable is damaged: its children cannot be read.")
    known = _known(child)
    return TypedChild(number=number, label=label, events=known["events"], facts=known["facts"])


def _then(data: Mapping[str, Any], table: Timetable, rulebook: Rulebook) -> Record:
    marks, deadlines = data["marks"], data["deadlines"]
    _keys(marks, MARKS, MARKS)
    counting = marks["counting"]
    if not isinstance(counting, int) or isinstance(counting, bool) or not 0 < counting < 4096:
        refuse("This timetable is damaged: it does not say how its dates were counted.")
    if not isinstance(deadlines, list) or len(deadlines) > MOST_DEADLINES:
        refuse("This timetable is damaged: its dates cannot be read.")
    return Record(
        version=data["rules_version"],
        case=record(table, rulebook).case,
        rules=_mark(marks["rules"], 4),
        calendar=_mark(marks["calendar"], 4),
        counting=counting,
        dates=dict(date_of_rule for each in deadlines for date_of_rule in _dates(each)),
    )


def _mark(value: Any, length: int) -> str:
    if not isinstance(value, str) or len(value) != length or not MARK.fullmatch(value):
        refuse("This timetable is damaged: a mark in it cannot be read.")
    return value


def _dates(deadline: Any) -> list[tuple[str, RecordedDate]]:
    """Return the dates of a deadline under the mark of each rule that gave them."""
    _keys(deadline, DEADLINE | SEVERAL, NEEDED)
    counted_by, children = deadline["counted_by"], deadline.get("children", [])
    if (
        not isinstance(counted_by, dict)
        or not isinstance(children, list)
        or len(counted_by) > MOST_RULES * min(max(1, len(children)), MOST_CHILDREN)
        or max(map(len, counted_by), default=0) > LONGEST_NAME
    ):
        refuse("This timetable is damaged: its dates cannot be read.")
    marks = {deadline_mark(name): _mark(mark, 2) for name, mark in counted_by.items()}
    try:
        due, safe = (date.fromisoformat(deadline[key]) for key in ("due", "safe"))
        return [(name, RecordedDate(due, safe, mark)) for name, mark in marks.items()]
    except (TypeError, ValueError):
        refuse("This timetable is damaged: it gives an invalid date.")


def _shown(name: str) -> str:
    """Return as much of a name from a file as a message can show."""
    return "".join(character for character in name[:40] if character.isprintable())

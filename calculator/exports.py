"""A timetable to take away: as JSON, plain text, a spreadsheet or calendar entries. No names are in any of them."""

import csv
import io
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from calculator.calendar_file import NOTHING_MORE, Wanted, as_ics
from calculator.model import Candidate, Case, Child, Deadline, Rulebook, Timetable, moment
from calculator.record import names_by_rule, record, rule_mark
from calculator.render import render
from calculator.wording import additions, counted_from, first_day, for_whom

BYTE_ORDER_MARK = "\ufeff"
"""By this Excel knows that a file is UTF-8. (The codec for it is not in the page's memory snapshot.)"""


@dataclass(frozen=True, slots=True)
class Export:
    """A finished file: its name, its media type and its bytes."""

    filename: str
    type: str
    bytes: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ExportKind:
    """A kind of file that a timetable can be saved as: what the page calls it, its name's ending and media type.

    `make` makes it as it is `Wanted`, from the data of the build too (`Tool.data`). What is `copied` goes to the
    clipboard. Kinds are offered by `order`.
    """

    label: str
    suffix: str
    media: str
    copied: bool
    order: int
    make: Callable[[Timetable, Rulebook, Mapping[str, Any], Wanted], bytes]


def export(
    table: Timetable, kind: ExportKind, rulebook: Rulebook, data: Mapping[str, Any], wanted: Wanted = NOTHING_MORE
) -> Export:
    """Return the timetable as a file; its name holds the reference of the case."""
    reference = "".join(each if each.isalnum() else "-" for each in table.case.reference)
    stem = "-".join(filter(None, ["conference-dates", table.partnership.id, reference]))
    return Export(f"{stem}.{kind.suffix}", kind.media, kind.make(table, rulebook, data, wanted))


# --- JSON, the contract for other programs -----------------------------------------------------------


SAVED_FORMAT = "child-protection-conference-guide timetable"


def as_json(table: Timetable, rulebook: Rulebook) -> str:
    """Return the timetable as JSON; dates are "YYYY-MM-DD". `calculator.saved` opens it again.

    The marks say by what rules and calendar it was made, so that a later edition can say what has changed.
    """
    case, now = table.case, record(table, rulebook)
    whole = {
        "format": SAVED_FORMAT,
        "partnership": table.partnership.id,
        "rules_version": table.partnership.rules_version,
        "marks": {"rules": now.rules, "calendar": now.calendar, "counting": now.counting},
        "reader": table.reader,
        "reference": case.reference,
        "case": {
            **_known(case),
            "done": [[name, str(day)] for name, day in case.done],
            **({"children": [_child(each) for each in case.children]} if case.children else {}),
        },
        "warnings": list(table.warnings),
        "deadlines": [as_data(each, rulebook) for each in table.deadlines],
    }
    return json.dumps(whole, ensure_ascii=False, indent=2) + "\n"


def _known(of: Case | Child) -> dict[str, Any]:
    """Return the dates and facts of a case, or of one child, as plain data."""
    return {
        "events": {event: [moment(of.times, event, day) for day in days] for event, days in of.events.items()},
        "facts": dict(of.facts),
    }


def _child(child: Child) -> dict[str, Any]:
    return {"number": child.number, "label": child.label, **_known(child)}


def as_data(deadline: Deadline, rulebook: Rulebook) -> dict[str, Any]:
    """Return one deadline as plain data."""
    rule, counted, check = deadline.rule, deadline.count, deadline.check
    return {
        "id": deadline.id,
        "rule": rule.id,
        **({"children": [each.label for each in deadline.children]} if deadline.children else {}),
        "counted_by": {name: rule_mark(each) for each, _, name in names_by_rule(deadline, rulebook)},
        "sources": list(deadline.sources),
        "milestone": rule.milestone,
        "title": rule.title,
        "trigger": {
            "event": deadline.trigger.event,
            "date": str(deadline.trigger.date),
            "given": deadline.trigger.given,
        },
        "counted": counted_from(deadline, rulebook.words),
        "whichever": rule.whichever.value if rule.whichever else None,
        "candidates": [_candidate(each) for each in deadline.candidates],
        "earliest": str(deadline.earliest) if deadline.earliest else None,
        "due": str(counted.due),
        "safe": str(counted.safe),
        "time": deadline.time,
        "limit": rule.limit.value,
        "valid_from": str(rule.valid_from),
        "valid_until": str(rule.valid_until) if rule.valid_until else None,
        "edition": list(deadline.edition),
        "responsible": list(rule.responsible),
        "provisional": deadline.provisional,
        "reading": rule.reading,
        "other_readings": [
            {"says": each.says, "due": str(each.due), "safe": str(each.safe)} for each in deadline.other_readings
        ],
        "undated_readings": [each.says for each in rule.other_readings if not each.dated],
        "consequence": rule.consequence,
        "condition": deadline.condition,
        "status": rule.status.value,
        "moved_from": str(deadline.moved_from) if deadline.moved_from else None,
        "check": check
        and {
            "done": str(check.done),
            "result": "met" if check.met else "early" if check.early else "late",
            "working_days_late": check.working_days_late,
            "says": check.says,
        },
        "warnings": list(deadline.warnings),
        "working": [{"date": str(step.date), "counted": step.counted, "why": step.why} for step in counted.working],
    }


def _candidate(each: Candidate) -> dict[str, Any]:
    """Return one of several dates of a rule as plain data."""
    return {
        "event": each.span.trigger,
        "date": str(each.occurrence.date) if each.occurrence else None,
        "due": str(each.count.due) if each.count else None,
        "holds": each.holds,
    }


# --- Plain text --------------------------------------------------------------------------------------


def as_text(table: Timetable, rulebook: Rulebook) -> str:
    """Return the timetable as plain text for an e-mail or a case note."""
    return render("timetable.txt.j2", table=table, rulebook=rulebook)


# --- Spreadsheet -------------------------------------------------------------------------------------


def as_csv(table: Timetable, rulebook: Rulebook) -> str:
    """Return the timetable as comma-separated values that no spreadsheet takes for a formula."""
    file = io.StringIO()
    writer = csv.writer(file)
    children = ["For whom"] if table.case.children else []
    writer.writerow([*_CSV_COLUMNS, "Rules version", "Added to the calendar", *children])
    about = [table.partnership.rules_version, additions(table.partnership)]
    for deadline in table.deadlines:
        cells = [cell(deadline, rulebook) for cell in _CSV_COLUMNS.values()]
        whom = [for_whom(deadline, table.case)] if children else []
        writer.writerow(_no_formula(cell) for cell in [*cells, *about, *whom])
    return file.getvalue()


_CSV_COLUMNS: dict[str, Callable[[Deadline, Rulebook], str]] = {
    "Due": lambda each, _: str(each.count.due),
    "Latest safe day": lambda each, _: "" if each.rule.is_first_day else str(each.count.safe),
    "Time": lambda each, _: each.time or "",
    "What": lambda each, _: each.rule.title,
    "Who": lambda each, _: "; ".join(each.rule.who),
    "Counted": lambda each, book: counted_from(each, book.words),
    "Not before": lambda each, book: first_day(each, book.words),
    "Which rule": lambda each, _: " ".join(each.edition),
    "Valid from": lambda each, _: str(each.rule.valid_from),
    "Only if": lambda each, _: each.condition or "",
    "Status": lambda each, _: each.rule.status,
    "Provisional": lambda each, _: "yes" if each.provisional else "no",
    "How the source is read": lambda each, _: each.rule.reading or "",
    "Other readings": lambda each, _: "; ".join(f"{other.due}: {other.says}" for other in each.other_readings),
    "Warnings": lambda each, _: " ".join(each.warnings),
    "Done": lambda each, _: each.check.says if each.check else "",
    "Sources": lambda each, book: "; ".join(
        f"{source}: {book.documents[book.statements[source].document].title}" for source in each.sources
    ),
    "Bank holidays known to": lambda _, book: str(book.bank_holidays.published_to),
}


FORMULA = tuple("=+-@\uff1d\uff0b\uff0d\uff20\ufe66\ufe62\ufe63\ufe6b\u2212")
"""What a formula begins with; also as East Asian keyboards write it, which some programs take for the same."""


def _no_formula(cell: str) -> str:
    """Put an apostrophe before what a spreadsheet would run as a formula."""
    bare = cell.lstrip("\ufeff\u200b\u00a0\u3000 \t\r\n\v\f")
    return f"'{cell}" if bare.startswith(FORMULA) or cell.startswith(("\t", "\r", "\n")) else cell


EXPORTS: dict[str, ExportKind] = {
    "ics": ExportKind(
        label="Calendar file (.ics)", suffix="ics", media="text/calendar;charset=utf-8", copied=False, order=10,
        make=lambda table, book, _, wanted: as_ics(table, book, wanted).encode(),
    ),
    "csv": ExportKind(
        label="Spreadsheet (.csv)", suffix="csv", media="text/csv;charset=utf-8", copied=False, order=30,
        make=lambda table, book, *_: f"{BYTE_ORDER_MARK}{as_csv(table, book)}".encode(),
    ),
    "text": ExportKind(
        label="Copy as text", suffix="txt", media="text/plain;charset=utf-8", copied=True, order=40,
        make=lambda table, book, *_: as_text(table, book).encode(),
    ),
    "json": ExportKind(
        label="Timetable to open here again (.json)", suffix="json", media="application/json;charset=utf-8",
        copied=False, order=50, make=lambda table, book, *_: as_json(table, book).encode(),
    ),
}  # fmt: skip
"""The kinds of file, by their name on the command line and on the page. Forms add one (`forms.timetable`)."""

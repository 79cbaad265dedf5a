"""Calendar entries to take away: a timetable as an iCalendar file (RFC 5545), and what an earlier file tells.

Written here because the library for it (icalendar) is too large for the page's memory snapshot; the tests read the
files back with it and with another.
"""

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, NoReturn

from calculator.model import Deadline, FieldError, InvalidInput, Rulebook, Timetable
from calculator.reference import REFERENCE, uid
from calculator.render import render

HOST, FAMILY_HOST = "conference-guide.invalid", "dates.invalid"
"""What ids of entries end in: those of professionals and those of families."""
REMINDERS = {"7": "a week before", "3": "3 days before", "1": "the day before"}
"""How many days before an entry a reminder can come. It comes at nine in the morning, or at the entry's own time."""
LONGEST_LINE = 75
"""Octets in a line, RFC 5545 section 3.1."""
LARGEST = 1_000_000
"""Characters of an earlier file that is opened."""
MOST_ENTRIES = 2_000
COUNTED_FROM = datetime(2026, 1, 1, tzinfo=UTC)
"""Sequence numbers are seconds since then: a later file is a later revision."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry of an earlier file: its id and its day."""

    uid: str
    day: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a writer wants of a calendar file: reminders, and past dates too.

    `earlier` are the entries of a file or saved timetable that was opened: those that are no longer given are
    withdrawn. `now` is the time at which the file is made.
    """

    reminders: tuple[str, ...] = ()
    past: bool = False
    earlier: tuple[Entry, ...] = ()
    now: datetime | None = None

    @property
    def time(self) -> datetime:
        """The time at which the file is made."""
        return self.now or datetime.now(UTC)


NOTHING_MORE = Wanted()


def as_ics(table: Timetable, rulebook: Rulebook, wanted: Wanted = NOTHING_MORE) -> str:
    """Return an iCalendar file with an entry on each latest safe day, timed where the rule is.

    What was done, or is to be held on a day that was entered, is there on that day.

    Raises:
        InvalidInput: when every date is past, and past dates are not wanted.

    """
    entries = [_entry(each, table) for each in table.deadlines]
    return ics_file(
        "timetable.ics.j2",
        upcoming(entries, wanted),
        wanted,
        withdrawn=withdrawn(uids(table), wanted),
        table=table,
        rulebook=rulebook,
    )


def ics_file(template: str, entries: Sequence[dict[str, Any]], wanted: Wanted, **values: Any) -> str:
    """Fill a template of calendar entries, with its lines folded and ended as the standard says.

    Raises:
        InvalidInput: when there is nothing to put into it.

    """
    if not entries and not values["withdrawn"]:
        message = "All of these dates are past, so the calendar file would be empty. Choose to have past dates too."
        raise InvalidInput([FieldError(None, message)])
    text = render(
        template,
        stamp=wanted.time.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ"),
        sequence=max(0, int((wanted.time - COUNTED_FROM).total_seconds())),
        entries=entries,
        reminders=wanted.reminders,
        timed=any(each.get("timed") for each in entries),
        **values,
    )
    return "".join(f"{_folded(line)}\r\n" for line in text.splitlines() if line)


def upcoming(entries: Iterable[dict[str, Any]], wanted: Wanted) -> list[dict[str, Any]]:
    """Return the entries of a file: without those that are past, unless they are wanted."""
    today = wanted.time.astimezone().date()
    return [each for each in entries if wanted.past or max(each["days"]) >= today]


def uids(table: Timetable) -> set[str]:
    """Return the ids of all entries of a timetable."""
    return {_uid(each, table) for each in table.deadlines}


def withdrawn(known: Container[str], wanted: Wanted) -> list[dict[str, str]]:
    """Return the entries of an earlier file that are not `known` any more."""
    gone = {each.uid: each.day for each in wanted.earlier if each.uid not in known}
    today = wanted.time.astimezone().date()
    return [{"uid": uid, **days(day)} for uid, day in gone.items() if wanted.past or day >= today]


def days(day: date) -> dict[str, str]:
    """Return the first day of an entry of one day, and the day after it."""
    return {"start": f"{day:%Y%m%d}", "end": f"{day + timedelta(days=1):%Y%m%d}"}


def _uid(deadline: Deadline, table: Timetable) -> str:
    return uid(table.case.reference, deadline.id, HOST)


def _entry(deadline: Deadline, table: Timetable) -> dict[str, Any]:
    time = deadline.time
    start = deadline.check.done if deadline.check else deadline.count.safe
    timed = bool(time) and not deadline.check and start == deadline.count.due
    clock = f"T{time.replace(':', '')}00" if time and timed else ""
    return {
        **days(start),
        "deadline": deadline,
        "uid": _uid(deadline, table),
        "start": f"{start:%Y%m%d}{clock}",
        "days": (start, deadline.count.safe),
        "timed": timed,
    }


def _folded(line: str) -> str:
    """Fold a line after at most 75 octets, never inside a character."""
    parts: list[str] = []
    part = b""
    for character in line:
        octets = character.encode()
        if len(part) + len(octets) > LONGEST_LINE - bool(parts):
            parts.append(part.decode())
            part = b""
        part += octets
    return "\r\n ".join([*parts, part.decode()])


# --- An earlier file ------------------------------------------------------------------------------------

_UID = re.compile(r"[a-z0-9.-]{1,200}@(conference-guide|dates)\.invalid")


def read_earlier(text: str, host: str) -> tuple[str, tuple[Entry, ...]]:
    """Return the reference in an earlier calendar file, or nothing, and its entries. No other word of it is used.

    Raises:
        InvalidInput: under "earlier", where it is no calendar file from the page.

    """
    if len(text) > LARGEST:
        _refuse("This file is too large to be a calendar file from this page.")
    lines = re.sub(r"\r?\n[ \t]", "", text.removeprefix("\ufeff")).splitlines()
    if not lines or lines[0].strip().upper() != "BEGIN:VCALENDAR":
        _refuse("This is not a calendar file. Choose one with the ending .ics that you saved from this page.")
    reference, entries = "", list[Entry]()
    found: dict[str, str] = {}
    for line in lines:
        head, _, value = line.partition(":")
        name = head.partition(";")[0].upper()
        if name == "X-DATES-REFERENCE" and REFERENCE.fullmatch(value):
            reference = value
        elif name in {"UID", "DTSTART", "STATUS"}:
            found.setdefault(name, value.strip())
        elif line.strip().upper() == "BEGIN:VEVENT":
            found = {}
        elif line.strip().upper() == "END:VEVENT":
            entries += _entry_of(found, host)
    if not entries or len(entries) > MOST_ENTRIES:
        _refuse("This calendar file was not made on this page, so none of its entries is known here.")
    return reference, tuple(entries)


def _entry_of(found: dict[str, str], host: str) -> list[Entry]:
    """Return the entry that some lines of a file are, unless it is not ours or was withdrawn."""
    day = re.match(r"(\d{4})(\d{2})(\d{2})", found.get("DTSTART", ""), re.ASCII)
    ours = _UID.fullmatch(found.get("UID", "")) and found["UID"].endswith(f"@{host}")
    if not ours or not day or found.get("STATUS") == "CANCELLED":
        return []
    try:
        return [Entry(found["UID"], date(*map(int, day.groups())))]
    except ValueError:
        return []


def _refuse(message: str) -> NoReturn:
    raise InvalidInput([FieldError("earlier", f"{message} Nothing that you entered was changed.")])


def earlier_of(table: Timetable, dates: Iterable[tuple[str, date]]) -> tuple[Entry, ...]:
    """Return the entries that a saved timetable had: for each deadline by its id, its latest safe day then."""
    return tuple(Entry(uid(table.case.reference, name, HOST), day) for name, day in dates)


def written(entries: Iterable[Entry]) -> str:
    """Return entries as a field of the page's form carries them."""
    return " ".join(f"{each.day}/{each.uid}" for each in entries)


def read(text: str) -> tuple[Entry, ...]:
    """Return the entries that a field of the form carries; what is none is left out."""
    entries = []
    for each in text.split()[:MOST_ENTRIES]:
        day, _, name = each.partition("/")
        if _UID.fullmatch(name) and re.fullmatch(r"\d{4}-\d{2}-\d{2}", day, re.ASCII):
            entries.append(Entry(name, date.fromisoformat(day)))
    return tuple(entries)

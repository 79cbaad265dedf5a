"""A record of a timetable's dates as a link holds it.

Each deadline has 14 characters of `ALPHABET`: which rule, which of its deadlines, the due date, how many days before
it the latest safe day is, and what the rule counted. Before them come 14 more for the whole: the way of counting,
the case, the rules and the calendar.
"""

from datetime import timedelta

from calculator.record import EPOCH, MARK, VERSION, Record, RecordedDate, Unreadable

ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
BASE = len(ALPHABET)
ITEM = 14


def written(record: Record) -> str:
    """Return a record as a link holds it; the version is beside it in words."""
    dates = (
        f"{mark}{_digits((each.due - EPOCH).days, 3)}{_digits((each.due - each.safe).days, 2)}{each.counted_by}"
        for mark, each in record.dates.items()
    )
    return f"{_digits(record.counting, 2)}{record.case}{record.rules}{record.calendar}{''.join(dates)}"


def read(text: str, version: str) -> Record:
    """Return what a link holds.

    Raises:
        Unreadable: when it is not as `written` writes it.

    """
    if not MARK.fullmatch(text) or len(text) % ITEM or not VERSION.fullmatch(version):
        raise Unreadable
    whole, *items = (text[at : at + ITEM] for at in range(0, len(text), ITEM))
    dates = dict(_read_item(item) for item in items)
    if len(dates) < len(items):
        raise Unreadable
    return Record(
        version=version,
        case=whole[2:6],
        rules=whole[6:10],
        calendar=whole[10:],
        counting=_value(whole[:2]),
        dates=dates,
    )


def _read_item(item: str) -> tuple[str, RecordedDate]:
    due = EPOCH + timedelta(days=_value(item[7:10]))
    return item[:7], RecordedDate(due, due - timedelta(days=_value(item[10:12])), item[12:])


def _digits(number: int, length: int) -> str:
    return "".join(ALPHABET[number // BASE**place % BASE] for place in reversed(range(length)))


def _value(digits: str) -> int:
    return sum(ALPHABET.index(digit) * BASE**place for place, digit in enumerate(reversed(digits)))

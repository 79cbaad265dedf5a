"""Finds the line of a data file that a `DataError` speaks of, so that an officer need not search for it."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

MESSAGE = re.compile(r"^(?P<file>[\w.-]+\.toml): (?P<rest>.+)$")
PLACE = re.compile(r"“([^”]+)”|(\d+)|([\w-]+)")


def with_lines(message: str, folders: Iterable[Path]) -> str:
    """Return a message with “, line 12” after the name of each file that stands in one of the folders."""
    files = {path.name: path for folder in folders for path in sorted(folder.glob("*.toml"))}
    return "\n".join(_with_line(line, files) for line in message.splitlines())


def _with_line(message: str, files: dict[str, Path]) -> str:
    match = MESSAGE.match(message)
    if not match or match["file"] not in files:
        return message
    number = line_of(files[match["file"]].read_text(encoding="utf-8", errors="replace"), _steps(match["rest"]))
    return f"{match['file']}, line {number}: {match['rest']}" if number else message


def _steps(rest: str) -> Iterator[str]:
    """Yield the steps to the place that a message names: table, id, key. What follows a key is no step any more."""
    place, _, says = rest.partition(": ")
    yield from (next(filter(None, found.groups())) for found in PLACE.finditer(place))
    yield from re.findall(r"^[\w-]+", says)


def line_of(text: str, steps: Iterable[str]) -> int | None:
    """Return the number of the line to which the steps lead, each from where the one before was found.

    A step is a key or the name of a table, the value of an id, or the number of an entry in a list, from 0.
    Steps that are not there are passed over.
    """
    lines = text.splitlines()
    found: list[int] = []
    for step in steps:
        start = found[-1] if found else 0
        if step.isdecimal() and found:  # the entry of that number, where the table that was found is the first
            places = [index for index in range(start, len(lines)) if lines[index] == lines[start]][int(step) :]
        else:
            places = [index for index in range(start, len(lines)) if _is(step, lines[index])]
        found += places[:1]
    return found[-1] + 1 if found else None


def _is(step: str, line: str) -> bool:
    """Whether a line sets the key, opens the table or holds the id."""
    named = re.escape(step)
    place = rf'{named}\s*=|\[+(?:[\w-]+\.)*"?{named}"?\]+|(?:id|who|why)\s*=\s*"{named}"'
    return re.match(rf"\s*(?:{place})", line) is not None

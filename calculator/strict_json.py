"""Reads JSON from a file that somebody opens: nothing in it is trusted."""

import json
import re
from typing import Any

DEEPEST = 50
"""Brackets within each other. A saved timetable has six, a draft three."""
_NOT_NESTING = re.compile(r'"(?:[^"\\]|\\.)*+"|[^\[\]{}"]++', re.DOTALL)


def read_json(text: str) -> Any:
    """Return what JSON holds.

    Raises:
        ValueError: where it is not JSON, where a key is there twice so that nobody can know which one counts, or
            where brackets are nested deeper than Python in a page can follow.

    """
    depth = 0
    for bracket in _NOT_NESTING.sub("", text):
        depth += 1 if bracket in "[{" else -1
        if depth > DEEPEST:
            message = "nested too deeply"
            raise ValueError(message)
    return json.loads(text, object_pairs_hook=_each_key_once)


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    read = dict(pairs)
    if len(read) != len(pairs):
        message = "a key is there twice"
        raise ValueError(message)
    return read

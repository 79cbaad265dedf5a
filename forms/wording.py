"""Dates in a document's words, and characters that would otherwise not be seen."""

import re
from datetime import date

from calculator.wording import MONTHS


def long_day(value: date) -> str:
    """Return a date in words: "6 January 2027"."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"


TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Characters that change the direction of the text after them, so that words can look like others."""


def marked(text: str) -> str:
    """Return a text in which characters that change its direction can be seen, and change nothing."""
    return TURNING.sub(lambda found: f"[U+{ord(found[0]):04X}]", text)

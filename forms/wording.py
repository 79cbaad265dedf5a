"""Dates and amounts in a document's words."""

from datetime import date

from calculator.wording import MONTHS


def long_day(value: date) -> str:
    """Return a date in words: "6 January 2027"."""
    return f"{value.day} {MONTHS[value.month - 1]} {value.year}"

"""A second counter, independent of the calculator's: numpy counts working days on GOV.UK's published dates.

It also reads `rules.csv`, the table of what the sources ask for, and the dates that follow from its words.
"""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from dateutil.relativedelta import relativedelta
from govuk_bank_holidays.bank_holidays import BankHolidays

HERE = Path(__file__).parent
PUBLISHED: dict[date, str] = {
    day["date"]: day["title"]
    for day in BankHolidays(use_cached_holidays=True).get_holidays(division=BankHolidays.ENGLAND_AND_WALES)
}
PUBLISHED_TO = date(2028, 12, 31)
OFF = np.array(sorted(PUBLISHED), dtype="datetime64[D]")
SIGN = {"before": -1, "after": 1}


def counted(start: date, amount: int, unit: str, direction: str) -> date:
    """Return the date that is `amount` of `unit` before or after `start`."""
    number = SIGN[direction] * amount
    if unit == "working_days":
        roll = "backward" if number > 0 else "forward"
        return _date(np.busday_offset(np.datetime64(start), number, roll=roll, holidays=OFF))  # type: ignore[call-overload]
    if unit == "months":
        return start + relativedelta(months=number)  # type: ignore[no-any-return]
    days = {"hours": number // 24, "calendar_days": number, "weeks": 7 * number}[unit]
    return start + timedelta(days=days)


def safe(day: date) -> date:
    """Return the last working day on or before `day`."""
    return _date(np.busday_offset(np.datetime64(day), 0, roll="backward", holidays=OFF))


def _date(day: np.datetime64) -> date:
    return date.fromisoformat(str(day))


@dataclass(frozen=True)
class Row:
    """One row of `rules.csv`."""

    sources: tuple[str, ...]
    partnership: str
    trigger: str
    milestone: str
    amount: int
    unit: str
    direction: str
    limit: str
    responsible: frozenset[str]
    condition: str | None
    default_reading: str
    alternatives: tuple[str, ...]
    consequence: str

    def __str__(self) -> str:
        return f"{'+'.join(self.sources)}-{self.trigger}"

    def due(self, start: date) -> date:
        return counted(start, self.amount, self.unit, self.direction)

    def other_dates(self, start: date) -> list[date]:
        """Return the dates of the alternative readings, where they are other dates than the default one."""
        dates = [counted(start, *reading) for words in self.alternatives for reading in self._reading(words)]
        return [day for day in dates if day != self.due(start)]

    def _reading(self, words: str) -> list[tuple[int, str, str]]:
        if words.startswith("clear days"):
            return [(self.amount + 1, self.unit, self.direction)]
        if words.startswith("strategy discussion is day 1"):
            return [(self.amount - 1, self.unit, self.direction)]
        if words.startswith("calendar days"):
            return [(self.amount, "calendar_days", self.direction)]
        if words == "one working day":
            return [(1, "working_days", self.direction)]
        return []


def worked_examples() -> list[tuple[Row, date, str, str, list[str]]]:
    """Return each row of `worked_examples.csv` with its rule: trigger date, due, safe day, other dates."""
    by_key = {(row.sources, row.trigger): row for row in rows()}
    return [
        (
            by_key[tuple(raw["sources"].split()), raw["trigger"]],
            date.fromisoformat(raw["trigger date"]),
            raw["due"],
            raw["safe"],
            raw["other readings"].split(),
        )
        for raw in _table("worked_examples.csv")
    ]


def rows() -> list[Row]:
    return [_row(raw) for raw in _table("rules.csv")]


def _table(name: str) -> Iterator[dict[str, str]]:
    """Read a table, leaving out the lines at its top that say what it is."""
    lines = (HERE / name).read_text(encoding="utf-8").splitlines()
    return csv.DictReader(line for line in lines if not line.startswith("#"))


def _row(raw: dict[str, str]) -> Row:
    who = raw["responsible"].replace(" and manager", "; manager").replace("core group members", "core group")
    return Row(
        sources=tuple(raw["sources"].split()),
        partnership=raw["partnership"],
        trigger=raw["trigger"],
        milestone=raw["milestone"],
        amount=int(raw["amount"]),
        unit=raw["unit"],
        direction=raw["direction"],
        limit=raw["limit"],
        responsible=frozenset(each.partition(" (")[0] for each in who.split("; ")),
        condition=raw["condition"].partition(";")[0] or None,
        default_reading=raw["default reading"],
        alternatives=tuple(filter(None, raw["alternative reading"].split("; "))),
        consequence=raw["consequence"],
    )

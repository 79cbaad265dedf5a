"""The ready reckoner: for each working day as the day of a strategy discussion, the dates that follow from it."""

import os
import shutil
import subprocess
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from pathlib import Path

from calculator import wording
from calculator.extra.user_error import UserError
from calculator.model import Case, Deadline, Direction, Event, Fact, Partnership, Rulebook, Span, TimescaleRule, Unit
from calculator.timetable import timetable
from calculator.units import UNITS
from calculator.working_days import local_calendar
from docs.builder import DOCS

FIRST_CORE_GROUP = Event("first_core_group")
INITIAL_CONFERENCE = Event("initial_conference")
PLAN_MADE = Fact("plan_made")
STRATEGY_DISCUSSION = Event("strategy_discussion")

type _Place = tuple[Event, int, Unit, Direction, bool, tuple[Span, ...]]


@dataclass(frozen=True)
class Column:
    """Duties that fall on the same day, because they have the same count from the same event."""

    rules: list[TimescaleRule]

    @property
    def titles(self) -> list[str]:
        """What the duties are called."""
        return list(dict.fromkeys(rule.title for rule in self.rules))


@dataclass(frozen=True)
class Cell:
    """A date in the table. Where a local and a national rule part, the earlier."""

    due: date
    safe: date
    provisional: bool


@dataclass(frozen=True)
class Row:
    """The dates that follow from a strategy discussion on `start`, one for each column."""

    start: date
    cells: list[Cell | None]


@dataclass(frozen=True)
class Month:
    """One month's table. `first` is the first of the month."""

    first: date
    rows: list[Row]

    @property
    def anchor(self) -> str:
        """The table's id on the page."""
        return f"{wording.MONTHS[self.first.month - 1].lower()}-{self.first.year}"


def reckoner(area: Partnership, rulebook: Rulebook, first: date) -> tuple[list[Column], list[Month]]:
    """Return the columns, and a table of dates for each month from `first` to the last that is published."""
    calendar = local_calendar(rulebook.bank_holidays, area)
    length = (rulebook.bank_holidays.published_to - first).days + 1
    days = [first + timedelta(days=number) for number in range(length)]
    by_day = {day: _key_deadlines(area, rulebook, day) for day in days if calendar.why_not(day) is None}
    columns: dict[_Place, Column] = {}
    for deadline in (deadline for deadlines in by_day.values() for deadline in deadlines):
        column = columns.setdefault(_place(deadline), Column([]))
        column.rules.extend(rule for rule in deadline.rules if rule not in column.rules)
    months = [
        Month(month, [Row(day, [_cell(by_day[day], place) for place in columns]) for day in of_month])
        for month, of_month in groupby(by_day, key=lambda day: day.replace(day=1))
    ]
    return list(columns.values()), months


def _key_deadlines(area: Partnership, rulebook: Rulebook, day: date) -> list[Deadline]:
    """Return what a table has room for: days counted from a strategy discussion and its first conference.

    Where the core group after the first is the last before the first review, its one day is there too. What depends
    on a further fact about the case, and what runs in hours, stays in the list of rules.
    """
    case = Case(partnership=area.id, events={STRATEGY_DISCUSSION: (day,)}, facts={PLAN_MADE: True})
    starts = (STRATEGY_DISCUSSION, INITIAL_CONFERENCE)
    return [
        deadline
        for deadline in timetable(case, rulebook).deadlines
        if (deadline.trigger.event in starts or _is_last_from_first(deadline))
        and not UNITS[deadline.rule.unit].by_the_clock
        and not {condition.fact for condition in deadline.rule.conditions} - {None, PLAN_MADE}
    ]


def _is_last_from_first(deadline: Deadline) -> bool:
    return deadline.trigger.event == FIRST_CORE_GROUP and deadline.rule.also_sets is not None


def _place(deadline: Deadline) -> _Place:
    rule = deadline.rule
    return (
        deadline.trigger.event, rule.amount, rule.unit, rule.direction, rule.counts_first_day, rule.alternatives,
    )  # fmt: skip


def _cell(deadlines: Iterable[Deadline], place: _Place) -> Cell | None:
    here = [deadline for deadline in deadlines if _place(deadline) == place]
    if not here:
        return None
    earliest = min(here, key=lambda deadline: deadline.count.due)
    return Cell(earliest.count.due, earliest.count.safe, earliest.provisional)


def month_of_last_commit() -> date:
    """Return the first day of the month of the last commit, so that a build of a commit is always the same."""
    return last_commit().date().replace(day=1)


def last_commit(folder: Path = DOCS.parent) -> datetime:
    """Return when the last commit was made.

    Without a history, as in a downloaded archive, it is the moment that SOURCE_DATE_EPOCH names, or else now.

    Raises:
        UserError: when there is a history and git cannot read it. Another month would be taken in silence.

    """
    moment, why_not = _ask_git(folder)
    epoch = moment or os.environ.get("SOURCE_DATE_EPOCH")
    if epoch:
        return datetime.fromtimestamp(int(epoch), tz=UTC)
    if (folder / ".git").exists():
        raise UserError(
            "The ready reckoners begin with the month of the last commit, and git does not say when that was: "
            f"{why_not} Put that right, or set SOURCE_DATE_EPOCH to a moment in that month, in seconds since 1970. "
            "Where git speaks of “dubious ownership”, this helps: "
            f'git config --global --add safe.directory "{folder.as_posix()}"'
        )
    return datetime.now(tz=UTC)


def _ask_git(folder: Path) -> tuple[str, str]:
    """Return the moment of the last commit, in seconds since 1970, or else why git does not say it."""
    git = shutil.which("git")
    if not git:
        return "", "git is not installed."
    command = [git, "-C", str(folder), "log", "-1", "--format=%ct"]
    asked = subprocess.run(command, capture_output=True, encoding="utf-8", errors="replace", check=False)  # noqa: S603
    return asked.stdout.strip(), " ".join(asked.stderr.split())

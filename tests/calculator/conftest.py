"""What the tests of the calculator share: the rulebook, and a way to ask for a timetable."""

import json
import shutil
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from calculator.builder.load import HERE, load_rulebook
from calculator.case import read_case
from calculator.exports import as_json
from calculator.model import Event, Rulebook, Timetable
from calculator.timetable import timetable
from calculator.tools import Call, Context, all_calls, all_exports, find_tools
from calculator.views import seen_by

settings.register_profile("same-every-time", derandomize=True, deadline=None, database=None, max_examples=25)
settings.load_profile("same-every-time")

EVENTS = [Event(each) for each in tomllib.loads((HERE / "events.toml").read_text(encoding="utf-8"))]
PARTNERSHIPS = ("darlington", "kirklees", "lincolnshire", "warwickshire")


@pytest.fixture(scope="session")
def book() -> Rulebook:
    return load_rulebook()


def calls(book: Rulebook) -> dict[str, Call]:
    """Return every call of every tool, as a page makes them."""
    tools = find_tools()
    return all_calls(tools, Context(rulebook=book, exports=all_exports(tools), data={}))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a copy of the data files, to change or to break."""
    for path in sorted(HERE.rglob("*.toml")):
        copy = tmp_path / path.relative_to(HERE)
        copy.parent.mkdir(exist_ok=True)
        shutil.copy(path, copy)
    return tmp_path


@dataclass(frozen=True)
class Answer:
    """A timetable as the command line prints it."""

    whole: dict[str, Any]

    @property
    def deadlines(self) -> list[dict[str, Any]]:
        return list(self.whole["deadlines"])

    @property
    def ids(self) -> list[str]:
        return [each["id"] for each in self.deadlines]

    @property
    def due(self) -> dict[str, str]:
        return {each["id"]: each["due"] for each in self.deadlines}

    def __getitem__(self, name: str) -> dict[str, Any]:
        """Return the deadline with this id."""
        return next(each for each in self.deadlines if each["id"] == name)

    def citing(self, *sources: str) -> list[dict[str, Any]]:
        return [each for each in self.deadlines if set(sources) <= set(each["sources"])]


def worked_out(
    book: Rulebook, partnership: str, *events: str, facts: Sequence[str] = (), done: Sequence[str] = ()
) -> Timetable:
    """Return the timetable of a case written as on the command line: "strategy_discussion=2026-12-11"."""
    case = read_case(
        book,
        partnership=partnership,
        events=[_pair(each) for each in events],
        facts=[_pair(each) for each in facts],
        done=[_pair(each) for each in done],
    )
    return timetable(case, book)


def ask(
    book: Rulebook,
    partnership: str,
    *events: str,
    facts: Sequence[str] = (),
    done: Sequence[str] = (),
    reader: str | None = None,
) -> Answer:
    table = worked_out(book, partnership, *events, facts=facts, done=done)
    return Answer(json.loads(as_json(seen_by(table, reader, book), book)))


def _pair(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name, value

"""The tools that pages have, and how each is registered.

A tool is a module in the folder `tools/` of its room with a `TOOL`, and one of the same name in the room's
`builder/tools/` with a `BUILT` (`calculator.builder.tools`): its fragment of a page, and the data that it needs.
They are found by that alone.
"""

import importlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from calculator.exports import ExportKind
from calculator.model import Rulebook

ROOMS = ("calculator", "forms")
RULEBOOK = "calculator/rulebook.pickle"
"""The data that every tool shares."""

type Call = Callable[[Any], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What tools work with: the rules, the kinds of file of a timetable, and the data that the build made for them.

    `state` is kept by each tool, under its id, from one area's rules to the next.
    """

    rulebook: Rulebook
    exports: Mapping[str, ExportKind]
    data: Mapping[str, Any]
    state: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A tool: its calls, what it adds to the kinds of file of a timetable, and the data that it needs.

    A call takes and returns plain data and raises `InvalidInput`. `rehearsal` names a call that a page makes,
    unseen, while nobody waits: a browser runs faster what it has run before.
    """

    id: str
    calls: Callable[[Context], Mapping[str, Call]]
    exports: Mapping[str, ExportKind] = field(default_factory=dict)
    data: tuple[str, ...] = ()
    rehearsal: str | None = None


def find_tools() -> list[Tool]:
    """Return every tool of every room."""
    return [module.TOOL for module in modules_in("tools")]


def modules_in(folder: str) -> Iterator[Any]:
    """Yield the modules in a folder of each room: "tools", "builder.tools"."""
    for room in ROOMS:
        package = importlib.import_module(f"{room}.{folder}")
        files = (file for place in package.__path__ for file in Path(place).glob("[a-z]*.py"))
        for name in sorted(file.stem for file in files):
            yield importlib.import_module(f"{package.__name__}.{name}")


def all_exports(tools: Sequence[Tool]) -> dict[str, ExportKind]:
    """Return the kinds of file of a timetable, in the order in which a page offers them."""
    kinds = {name: kind for tool in tools for name, kind in tool.exports.items()}
    return dict(sorted(kinds.items(), key=lambda each: each[1].order))


def all_calls(tools: Sequence[Tool], context: Context) -> dict[str, Call]:
    """Return the calls of all tools by name."""
    return {name: call for tool in tools for name, call in tool.calls(context).items()}

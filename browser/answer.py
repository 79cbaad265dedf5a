"""Answers the page: finds the call that a message names, runs it and says what came of it.

Runs in the browser's worker, and under CPython in tests. `start` is run once, before the memory snapshot
is taken, so that everything a call needs is already imported and in memory when a reader opens the page:
all but the rules of an area, which the page brings with the call `rules_load`.
"""

import codecs
import gc
import importlib
import json
import random
import traceback
from dataclasses import replace
from importlib import resources
from typing import Any

from calculator.areas import with_area
from calculator.model import InvalidInput, Rulebook
from calculator.pickles import from_bytes, from_text
from calculator.tools import ROOMS, RULEBOOK, Call, Context, Tool, all_calls, all_exports, find_tools

SORRY = (
    "Something went wrong here, and nothing was worked out. What you entered is still here."
    " Save or copy it before you reload the page."
)

CODECS = ("ascii", "cp437", "latin-1", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32")
"""What a page can read or write text in. After a restore there are no files, so no codec could be imported then.

`zipfile` reads names in cp437; `json` finds UTF-16 and UTF-32 by itself; `pickle` uses latin-1.
"""

_calls: dict[str, Call] = {}
_rehearsals: list[str] = []


def start() -> None:
    """Build the table of calls from the data that the build put beside the code."""
    for name in CODECS:
        codecs.lookup(name)
    for room in ROOMS:
        importlib.import_module(f"{room}.render").compile_all()
    tools = find_tools()
    _rehearsals[:] = [each.rehearsal for each in tools if each.rehearsal]
    data = {name: _data(name) for tool in tools for name in tool.data}
    _answer_from(tools, Context(rulebook=_data(RULEBOOK), exports=all_exports(tools), data=data))
    # All this lives as long as the page: looking through it for garbage would only hold answers up.
    gc.collect()
    gc.freeze()


def _answer_from(tools: list[Tool], context: Context) -> None:
    """Answer from this rulebook, until the page brings the rules of one more area."""

    def load(rules: str) -> bool:
        rulebook: Rulebook = with_area(context.rulebook, from_text(rules))
        _answer_from(tools, replace(context, rulebook=rulebook))
        return True

    _calls.update(all_calls(tools, context) | {"rules_load": load})


def _data(name: str) -> Any:
    """Return what the build put beside a package's code: "calculator/rulebook.pickle"."""
    package, _, file = name.partition("/")
    return from_bytes(resources.files(package).joinpath(file).read_bytes())


def wake() -> None:
    """Make ready after a restore: every reader's copy would otherwise draw the same random numbers."""
    random.seed()


def rehearse() -> None:
    """Make each tool's rehearsal; the answers are not used."""
    for name in _rehearsals:
        answer(name, None)


def answer(call: str, input: Any) -> dict[str, Any]:  # noqa: A002
    """Return `{"result": …}`, or `{"errors": [{"field", "message"}]}` in words for the reader."""
    try:
        return {"result": _calls[call](input)}
    except InvalidInput as invalid:
        return {"errors": [{"field": error.field, "message": error.message} for error in invalid.errors]}
    except Exception:
        return {"errors": [{"field": None, "message": SORRY}], "detail": traceback.format_exc()}


def answer_text(call: str, text: str) -> tuple[str, list[bytes]]:
    """Answer JSON with JSON, the one form in which CPython and a browser agree; bytes travel beside it.

    Where bytes stood in the reply, the text holds `{"$bytes": place in the list}`.
    """
    files: list[bytes] = []

    def set_aside(value: object) -> dict[str, int]:
        if not isinstance(value, bytes):
            message = f"a reply cannot hold {type(value).__name__}"
            raise TypeError(message)
        files.append(value)
        return {"$bytes": len(files) - 1}

    reply = answer(call, json.loads(text))
    return json.dumps(reply, default=set_aside, ensure_ascii=False), files

"""Answers the page: finds the call that a message names, runs it and says what came of it.

Runs in the browser's worker, and under CPython in tests. `start` is run once, before the memory snapshot
is taken, so that everything a call needs is already imported and in memory when a reader opens the page:
all but the rules of an area, which the page hands over with the call `rules_load`.
"""

import codecs
import gc
import json
import pickle
import random
import traceback
from collections.abc import Callable
from datetime import date
from importlib import resources
from typing import Any

from calculator import page
from calculator import render as calculator_templates
from calculator.carried import unpacked, with_area
from calculator.model import InvalidInput, Rulebook
from forms import page as forms_page
from forms import render as forms_templates
from forms.document import WordTemplate
from forms.timetable import timetable_document

SORRY = (
    "Something went wrong here, and nothing was worked out. What you entered is still here."
    " Save or copy it before you reload the page."
)

CODECS = ("ascii", "cp437", "latin-1", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32")
"""What a page can read or write text in. After a restore there are no files, so no codec could be imported then.

`zipfile` reads names in cp437; `json` finds UTF-16 and UTF-32 by itself; `pickle` uses latin-1.
"""

_calls: dict[str, Callable[[Any], Any]] = {}


def start() -> None:
    """Build the table of calls from the data that the build put beside the code."""
    for name in CODECS:
        codecs.lookup(name)
    calculator_templates.compile_all()
    forms_templates.compile_all()
    template = _packed("forms", "timetable.pickle")
    _answer_from(_packed("calculator", "rulebook.pickle"), template, forms_page.OpenForm())
    # All this lives as long as the page: looking through it for garbage would only hold answers up.
    gc.collect()
    gc.freeze()


def _answer_from(rulebook: Rulebook, template: WordTemplate, form: forms_page.OpenForm) -> None:
    """Answer from this rulebook, until the page hands over the rules of one more area."""

    def load(carried: str) -> bool:
        _answer_from(with_area(rulebook, unpacked(carried)), template, form)
        return True

    formats = {"docx": lambda table: timetable_document(table, rulebook, template, date.today())}  # noqa: DTZ011
    _calls.update(page.calls(rulebook, formats) | forms_page.calls(rulebook, form) | {"rules_load": load})


def _packed(package: str, name: str) -> Any:
    """Return what the build put beside a package's code."""
    return pickle.loads(resources.files(package).joinpath(name).read_bytes())  # noqa: S301


def wake() -> None:
    """Make ready after a restore: every reader's copy would otherwise draw the same random numbers."""
    random.seed()


def rehearse() -> None:
    """Go once through the calls that are there to be rehearsed; their answers are not used."""
    for name in [each for each in _calls if each.endswith("_rehearsal")]:
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

"""A tool in place of the calculator in the tests of this room: its calls show how Python got to the page."""

import random
from collections.abc import Callable
from typing import Any

from jinja2 import Environment

from calculator.model import FieldError, InvalidInput
from calculator.tools import Tool

ROWS = "{% for row in rows %}<tr>{% for cell in row %}<td>{{ cell }}</td>{% endfor %}</tr>{% endfor %}"


def calls(rulebook: Any) -> dict[str, Callable[[Any], Any]]:
    template = Environment(autoescape=True).from_string(ROWS)

    def refuse(_: Any) -> None:
        raise InvalidInput([FieldError("day", "Enter a real date."), FieldError(None, "Start again.")])

    return {
        "echo": lambda given: {"given": given, "rulebook": rulebook},
        "table": lambda size: template.render(rows=[range(size)] * size),
        "file": lambda name: {"filename": name, "bytes": bytes(range(256))},
        "draw": lambda _: random.random(),  # noqa: S311
        "refuse": refuse,
        "break": lambda given: given["what is not there"],
    }


TOOL = Tool(id="stub", calls=lambda context: calls(context.rulebook))

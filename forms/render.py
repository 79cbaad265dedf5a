"""Fills the forms' own templates: of pages and documents with every value escaped, the others as plain text."""

from collections.abc import Callable
from functools import cache
from typing import Any

from jinja2 import Environment

from calculator import wording
from calculator.render import compile_templates, environment_of
from calculator.since import in_words
from forms.wording import long_day, marked


@cache
def environment() -> Environment:
    """Return the one Jinja2 environment of the forms."""
    filters: dict[str, Callable[..., object]] = {
        "long_day": long_day,
        "day": wording.day,
        "clock": wording.clock,
        "sentence": wording.sentence,
        "counted_from": wording.counted_from,
        "moved": in_words,
        "marked": marked,
    }
    return environment_of("forms", filters)


def render(template: str, **values: Any) -> str:
    """Fill `forms/templates/<template>`; raises when it asks for a value that is not given."""
    return environment().get_template(template).render(**values)


def compile_all() -> None:
    """Compile every template of the forms now."""
    compile_templates(environment())

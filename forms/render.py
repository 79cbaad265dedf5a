"""Fills the forms' own templates: of pages and documents with every value escaped, the others as plain text."""

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from calculator import wording
from forms.wording import long_day


def _escapes(template: str | None) -> bool:
    return template is None or template.endswith((".html.j2", ".xml.j2"))


@cache
def environment() -> Environment:
    """Return the one Jinja2 environment of the forms."""
    made = Environment(
        loader=PackageLoader("forms"),
        autoescape=_escapes,  # noqa: S701  (by the template's name)
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {
        "long_day": long_day,
        "day": wording.day,
        "clock": wording.clock,
        "sentence": wording.sentence,
        "counted_from": wording.counted_from,
    }
    return made


def render(template: str, **values: Any) -> str:
    """Fill `forms/templates/<template>`; raises when it asks for a value that is not given."""
    return environment().get_template(template).render(**values)


def compile_all() -> None:
    """Compile every template now, so that a snapshot of memory holds them ready."""
    for template in environment().list_templates():
        environment().get_template(template)

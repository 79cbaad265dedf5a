"""Fills templates: those of HTML and XML with every value escaped, the others as plain text."""

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from calculator import reference, since, views, wording


def _escapes(template: str | None) -> bool:
    return template is None or template.endswith((".html.j2", ".xml.j2"))


def _ics_text(text: str) -> str:
    """Escape a text value for an iCalendar file (RFC 5545 section 3.3.11)."""
    escaped = text.strip().replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
    return escaped.replace("\n", "\\n")


def environment_of(package: str, filters: Mapping[str, Callable[..., object]]) -> Environment:
    """Return an environment for a package's templates: strict, and escaping by the template's name."""
    made = Environment(
        loader=PackageLoader(package),
        autoescape=_escapes,  # noqa: S701  (by the template's name)
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= filters
    return made


def compile_templates(environment: Environment) -> None:
    """Compile every template now, so that a snapshot of memory holds them ready."""
    for template in environment.list_templates():
        environment.get_template(template)


@cache
def environment() -> Environment:
    """Return the one Jinja2 environment, with the calculator's wording as filters."""
    filters: dict[str, Callable[..., object]] = {
        "day": wording.day,
        "short_day": wording.short_day,
        "joined": wording.joined,
        "clock": wording.clock,
        "counted_from": wording.counted_from,
        "counts": views.counts,
        "first_day": wording.first_day,
        "for_whom": wording.for_whom,
        "valid_from": wording.valid_from,
        "moved": since.in_words,
        "sentence": wording.sentence,
        "lower_first": wording.lower_first,
        "additions": wording.additions,
        "documents": views.documents,
        "ics": _ics_text,
        "made_here": reference.is_made,
    }
    return environment_of("calculator", filters)


def render(template: str, **values: Any) -> str:
    """Fill `calculator/templates/<template>`; raises when it asks for a value that is not given."""
    return environment().get_template(template).render(**values)


def compile_all() -> None:
    """Compile every template of the calculator now."""
    compile_templates(environment())

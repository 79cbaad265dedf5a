"""Fills the templates that only the build and the shell need; they may use those of the room."""

from functools import cache
from typing import Any

from jinja2 import ChoiceLoader, Environment, PackageLoader

from calculator import render as shipped


@cache
def environment() -> Environment:
    """Return the calculator's environment with the templates of this folder before its own."""
    loader = ChoiceLoader([PackageLoader("calculator.builder"), PackageLoader("calculator")])
    return shipped.environment().overlay(loader=loader)


def render(template: str, **values: Any) -> str:
    """Fill `calculator/builder/templates/<template>`; raises when it asks for a value that is not given."""
    return environment().get_template(template).render(**values)

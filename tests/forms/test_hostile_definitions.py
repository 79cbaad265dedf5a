"""Whatever stands in a form's definition, it is used or refused in words that name the file."""

import tomllib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from calculator.extra.user_error import UserError
from calculator.model import Rulebook
from forms.builder import load
from forms.builder.load import DEFINITIONS, load_example, load_form
from tests.calculator.test_hostile_input import ANYTHING, changed, places, spoilt_file

FORMS = ("agency-report-kirklees", "before-i-submit", "conference-record")
DATA = {name: tomllib.loads((DEFINITIONS / f"{name}.toml").read_text(encoding="utf-8")) for name in FORMS}
PLACES = [(name, place) for name in FORMS for place in places(DATA[name])[1:]]


@settings(max_examples=300)
@given(where=st.sampled_from(PLACES), value=ANYTHING)
def test_a_definition_with_anything_in_any_place_is_used_or_refused_by_its_name(
    where: tuple[str, tuple[Any, ...]], value: Any, book: Rulebook
) -> None:
    name, place = where
    spoilt = changed(DATA[name], place, value)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(load, "read_toml", lambda path: spoilt_file(path, spoilt))
        try:
            load_example(load_form(name, book))
        except UserError as refused:
            assert f"{name}." in str(refused).partition(": ")[0]  # noqa: PT017


def test_a_definition_that_is_as_it_should_be_is_used(book: Rulebook) -> None:
    loaded: Any = load_form("agency-report-kirklees", book)
    assert loaded.id == "agency-report-kirklees"

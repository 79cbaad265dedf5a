"""JSON from a file that somebody opens: in the page too, none stops Python, and nothing in it counts twice."""

import pytest

from calculator.model import InvalidInput
from calculator.saved import area_of
from calculator.strict_json import DEEPEST, read_json
from tests.page_python import in_both

_python = in_both("area_of")


@pytest.mark.parametrize("opening", ["[", '{"case":', '[{"a":['])
def test_a_timetable_nested_thousands_deep_is_refused_in_words(opening: str) -> None:
    with pytest.raises(InvalidInput, match="it cannot be read"):
        area_of(opening * 20_000)
    with pytest.raises(InvalidInput, match="it cannot be read"):
        area_of("[" * 20_000 + "]" * 20_000)


def test_brackets_in_words_are_not_nesting() -> None:
    assert read_json('["' + "[{" * 1000 + '", "\\"[["]') == ["[{" * 1000, '"[[']
    assert read_json("[" * DEEPEST + "]" * DEEPEST)
    with pytest.raises(ValueError, match="too deeply"):
        read_json("[" * (DEEPEST + 1) + "]" * (DEEPEST + 1))


@pytest.mark.parametrize(
    "text", ['{"a": 1, "a": 2}', '{"b": [{"a": "", "c": 1, "a": ""}]}', '{"a": 1, "\\u0061": 2}']
)
def test_a_key_that_is_there_twice_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="twice"):
        read_json(text)
    with pytest.raises(InvalidInput, match="it cannot be read"):
        area_of(text)

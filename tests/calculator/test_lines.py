"""A mistake in a data file is told with its line."""

from pathlib import Path

import pytest

from calculator.lines import with_lines

FILE = """\
name = "Northmoor"
[[rules]]
id = "minutes"
topic = "first-core-group"
amount = 10
[[rules]]
id = "first-core-group"
amount = "ten"
[[rules.other_readings]]
amount = 3
[[rules.other_readings]]
unit = "day"
[[closures]]
why = "Christmas"
[[contacts]]
who = "Unit"
[[contacts]]
who = "Helpline"
phone = "1"
[guide]
colour = "#77c"
"""


@pytest.mark.parametrize(
    ("place", "line"),
    [
        ("rules → “first-core-group” → amount: must be a whole number", 8),
        ("rules “minutes”: topic: “first-core-group” is not known", 4),
        ("rules → “first-core-group” → other_readings → 1 → unit: must be …", 12),
        ("closures “Christmas”: last is before first", 14),
        ("closures → 0 → last: this key is missing", 13),
        ("contacts → 1 → phone: this key is not known", 19),
        ("guide → colour: “#77c” is hard to read", 21),
        ("name: this key is not known", 1),
    ],
)
def test_the_line_of_a_mistake_is_found(tmp_path: Path, place: str, line: int) -> None:
    (tmp_path / "northmoor.toml").write_text(FILE, encoding="utf-8")
    told = with_lines(f"northmoor.toml: {place}\nOther words.", [tmp_path])
    assert told == f"northmoor.toml, line {line}: {place}\nOther words."


@pytest.mark.parametrize(
    "message", ["elsewhere.toml: rules: wrong", "northmoor.toml: full_name: this key is missing"]
)
def test_where_there_is_no_such_line_the_message_stays(tmp_path: Path, message: str) -> None:
    (tmp_path / "northmoor.toml").write_text(FILE, encoding="utf-8")
    assert with_lines(message, [tmp_path]) == message

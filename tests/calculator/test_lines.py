"""The line of a mistake is that of the file itself, whatever else has the same name."""

from pathlib import Path

import pytest

from calculator.builder.load import HERE, load_rulebook
from calculator.extra.strict import TomlFile, read_toml
from calculator.extra.toml_lines import Keys, lines_of
from calculator.extra.user_error import UserError

FILE = '''\
name = "Northmoor"  # id = "not this one"
[[rules]]
id = "minutes"
topic = "first-core-group"
amount = 10
[[rules]]
id = "first-core-group"
amount = 8
sources = [
  "A[1]",  # a "quoted" comment ]
  \'B\',
]
[[rules.other_readings]]
amount = 3
[[rules.other_readings]]
unit = "days"
says = """
amount = 1
[rules]
"""
[[closures]]
why = "Christmas"
[guide]
colour = "#77c"
shades = { light = "#fff", "on dark".deep = "#000" }
[names."a.b"]
\'c d\' = 2026-12-11
'''


@pytest.mark.parametrize(
    ("keys", "line"),
    [
        (("name",), 1),
        (("rules", 0), 2),
        (("rules", 0, "topic"), 4),
        (("rules", 1, "id"), 7),
        (("rules", 1, "sources", 1), 11),
        (("rules", 1, "other_readings", 0, "amount"), 14),
        (("rules", 1, "other_readings", 1), 15),
        (("rules", 1, "other_readings", 1, "says"), 17),
        (("closures", 0, "why"), 22),
        (("guide", "shades", "light"), 25),
        (("guide", "shades", "on dark", "deep"), 25),
        (("names", "a.b", "c d"), 27),
    ],
)
def test_every_key_has_the_line_on_which_it_is_written(keys: Keys, line: int) -> None:
    assert lines_of(FILE)[keys] == line


def every_key(data: object, keys: Keys = ()) -> list[Keys]:
    entries = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [found for key, value in entries for found in [(*keys, key), *every_key(value, (*keys, key))]]


@pytest.mark.parametrize("path", sorted(HERE.parent.glob("[cdf]*/**/*.toml")), ids=lambda path: path.name)
def test_every_key_of_every_data_file_has_a_line_that_names_it(path: Path) -> None:
    file = read_toml(path)
    lines = file.text.splitlines()
    for keys in every_key(file.data):
        assert keys in file.lines, keys
        if isinstance(keys[-1], str):
            assert keys[-1] in lines[file.lines[keys] - 1], keys


def test_a_place_that_is_not_there_has_the_line_of_what_it_would_be_in() -> None:
    file = TomlFile(Path("northmoor.toml"), FILE, {"guide": {"colour": "#77c"}})
    assert file.problem(["guide", "logo"], "this key is missing.").line == 23
    assert file.problem(["full_name"], "this key is missing.").line is None


def test_a_mistake_in_a_file_is_not_given_the_line_of_another_file_of_that_name(
    folder: Path, tmp_path: Path
) -> None:
    sources = folder / "sources.toml"
    lines = sources.read_text(encoding="utf-8").splitlines()
    broken = next(at for at, line in enumerate(lines) if at > 40 and line.startswith("heading ="))
    lines[broken] = lines[broken].replace("heading", "headline")
    sources.write_text("\n".join(lines), encoding="utf-8")
    pack = tmp_path / "northmoor"
    pack.mkdir()
    (pack / "sources.toml").write_text("[documents]\n", encoding="utf-8")
    (pack / "northmoor.toml").write_text("", encoding="utf-8")
    with pytest.raises(UserError) as refused:
        load_rulebook(folder, [pack])
    unknown = [each for each in refused.value.problems if each.place[-1] == "headline"]
    assert [(each.file, each.line) for each in unknown] == [(f"{folder.name}/sources.toml", broken + 1)]

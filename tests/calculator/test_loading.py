"""Strict loading: an officer who mistypes something is told the file, the key and what is allowed."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from calculator.builder.load import HERE, load_rulebook
from calculator.extra.user_error import UserError

FILES = {path.stem: str(path.relative_to(HERE)) for path in HERE.rglob("*.toml")}


@pytest.fixture
def refused(folder: Path) -> Callable[[str, str, str], str]:
    """Return what loading says once `old` is replaced by `new` in one place of one file."""

    def change(file: str, old: str, new: str) -> str:
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(UserError) as error:
            load_rulebook(folder)
        return str(error.value)

    return change


def test_the_data_files_as_they_are_load(folder: Path) -> None:
    assert load_rulebook(folder) == load_rulebook()


def mistakes() -> list[list[str]]:
    lines = Path(__file__).with_name("mistakes.txt").read_text(encoding="utf-8").splitlines()
    rows = (line.replace(r"\n", "\n").split("|") for line in lines if not line.startswith("#"))
    return [[cell.strip() for cell in row] for row in rows]


@pytest.mark.parametrize(("file", "old", "new", "says"), mistakes(), ids=lambda cell: cell[:20])
def test_a_mistake_stops_with_file_and_key(
    file: str, old: str, new: str, says: str, refused: Callable[[str, str, str], str]
) -> None:
    message = refused(FILES[file], old, new)
    assert re.match(rf"\S*{file}\.toml(, line \d+)?: ", message)
    assert [each for each in says.split("; ") if each not in message] == []


@pytest.mark.parametrize(
    ("days", "says"),
    [
        (
            "first = 2026-12-31\nlast = 2026-12-28\nwhy = 'Offices closed'",
            "→ last: last is before first",
        ),
        ("first = '28 December'\nlast = 2026-12-31\nwhy = 'x'", "closures → “x” → first"),
        ("first = 2026-12-28\nwhy = 'x'", "closures → “x” → last: this key is missing"),
        ("first = 2026-12-28\nlast = 2026-12-31", "closures → 0 → why: this key is missing"),
        (
            "first = 2026-12-28\nlast = 2026-12-31\nwhy = 'x'\nwho = 'all'",
            "closures → “all” → who: this key is not known",
        ),
    ],
)
def test_a_closure_that_is_written_wrongly_is_refused(
    days: str, says: str, refused: Callable[[str, str, str], str]
) -> None:
    message = refused(FILES["kirklees"], "[[contacts]]", f"[[closures]]\n{days}\n[[contacts]]")
    assert re.match(r"\S*kirklees\.toml, line \d+: closures", message)
    assert says in message


def test_the_closure_in_the_files_own_example_is_accepted(folder: Path) -> None:
    path = folder / FILES["kirklees"]
    lines = path.read_text(encoding="utf-8").splitlines()
    example = ("# [[", "# first", "# last", "# why", "# date", "# name")
    path.write_text(
        "\n".join(line.removeprefix("# ") if line.startswith(example) else line for line in lines), encoding="utf-8"
    )
    area = load_rulebook(folder).partnerships["kirklees"]
    assert [str(each.first) for each in area.closures] == ["2026-12-28"]
    assert [str(each.date) for each in area.added_bank_holidays] == ["2027-06-04"]


@pytest.mark.parametrize("file", ["national", "sources", "england", "words", "family", "events", "facts", "roles"])
def test_a_missing_file_is_named(file: str, folder: Path) -> None:
    (folder / FILES[file]).unlink()
    with pytest.raises(UserError, match=rf"^\S*{file}\.toml: the file is missing"):
        load_rulebook(folder)


def test_a_file_that_is_not_text_is_named(folder: Path) -> None:
    (folder / FILES["kirklees"]).write_bytes(b"\xff\xfe\x00")
    with pytest.raises(UserError, match=r"kirklees\.toml: this is not a TOML file"):
        load_rulebook(folder)


def test_a_new_partnership_needs_a_file_and_nothing_else(folder: Path) -> None:
    text = (folder / FILES["kirklees"]).read_text(encoding="utf-8").replace('name = "Kirklees"', 'name = "Leeds"')
    (folder / "partnerships" / "leeds.toml").write_text(text, encoding="utf-8")
    book = load_rulebook(folder)
    assert book.partnerships["leeds"].name == "Leeds"
    assert len(book.partnerships["leeds"].rules) == len(book.partnerships["kirklees"].rules)

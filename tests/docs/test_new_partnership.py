"""A partnership of its own folder: started by a command, checked with file, line and fix, refused when wrong."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from calculator.builder.load import load_rulebook
from calculator.extra.user_error import UserError
from calculator.model import Guide
from docs.builder.new_partnership import area_id, new_partnership
from docs.builder.pages.colours import shades
from tests.packs.northmoor import FOLDER

ROOT = Path(__file__).parents[2]


def told(*arguments: str | Path) -> tuple[int, str]:
    """Return what the command line says, and how it ends."""
    command = [sys.executable, "build.py", *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)  # noqa: S603
    return done.returncode, done.stdout + done.stderr


def test_a_new_partnership_is_started_from_the_national_rules(tmp_path: Path) -> None:
    ended, says = told("new-partnership", "Great Moor", "--folder", tmp_path / "great-moor")
    assert ended == 0, says
    assert f'--pack "{tmp_path / "great-moor"}" --alone great-moor' in says
    area = load_rulebook(packs=[tmp_path / "great-moor"]).partnerships["great-moor"]
    assert area.name == "Great Moor"
    assert area.rules == ()
    text = (tmp_path / "great-moor/great-moor.toml").read_text(encoding="utf-8")
    for rule in load_rulebook().national:
        assert f'# localises = "{rule.id}"' in text


def test_every_example_in_the_new_files_can_be_used_as_it_stands(tmp_path: Path) -> None:
    pack = new_partnership("Great Moor", tmp_path / "great-moor")
    for file in ("great-moor.toml", "sources.toml"):
        lines = (pack / file).read_text(encoding="utf-8").splitlines()
        used = [line.removeprefix("# ") for line in lines if not line.startswith("#") or _is_example(line)]
        (pack / file).write_text("\n".join(used) + "\n", encoding="utf-8")
    area = load_rulebook(packs=[pack]).partnerships["great-moor"]
    national = load_rulebook().national
    assert [rule.localises for rule in area.rules] == [rule.id for rule in national]
    assert [(rule.amount, rule.unit) for rule in area.rules] == [(rule.amount, rule.unit) for rule in national]
    assert (len(area.contacts), len(area.closures), len(area.gaps), len(area.added_bank_holidays)) == (1, 1, 1, 1)
    assert area.guide.forms == ("mapping-tool",)


def _is_example(line: str) -> bool:
    said = line.removeprefix("# ")
    return line.startswith("# ") and (said.startswith("[") or " = " in said)


@pytest.mark.parametrize("name", ["123", "“", "", 'North"moor', "Kirklees"])
def test_a_name_that_cannot_be_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(UserError, match=r"is not a name for a partnership|already"):
        new_partnership(name, tmp_path / "pack")
    assert list(tmp_path.iterdir()) == []


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "northmoor").mkdir()
    (tmp_path / "northmoor/northmoor.toml").write_text("mine", encoding="utf-8")
    with pytest.raises(UserError, match="Nothing was written"):
        new_partnership("Northmoor", tmp_path / "northmoor")
    assert (tmp_path / "northmoor/northmoor.toml").read_text(encoding="utf-8") == "mine"


def test_accents_and_blanks_become_an_address() -> None:
    assert area_id(" Môn & the  Isles ") == "mon-the-isles"


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        (
            "northmoor.toml",
            "amount = 5",
            'amount = "ten"',
            "northmoor.toml, line 41: rules → “first-core-group” → amount: must be a whole number",
        ),
        (
            "northmoor.toml",
            '"NM01"',
            '"NM09"',
            "northmoor.toml, line 46: rules → “first-core-group” → sources: “NM09” is not known",
        ),
        (
            "northmoor.toml",
            "colour =",
            "colours =",
            "northmoor.toml, line 14: guide → colours: this key is not known",
        ),
        (
            "northmoor.toml",
            '"safety-plan"',
            '"safty-plan"',
            "line 16: guide → forms: “safty-plan” is not known; use one of",
        ),
        (
            "sources.toml",
            'partnership = "northmoor"',
            'partnership = "northmore"',
            "sources.toml, line 5: documents → northmoor-procedures → partnership: “northmore” is not known",
        ),
        (
            "pages/professionals/parking.md",
            "menu: Professionals",
            "menu: Work",
            "menu: “Work” is not a part of the menu",
        ),
        ("pages/professionals/parking.md", 'rule("NM01")', 'rule("NM07")', "No rule cites “NM07”"),
        (
            "northmoor.toml",
            'logo = "logo.svg"',
            'logo = "logo.png"',
            "there is no file logo.png beside northmoor.toml",
        ),
        ("northmoor.toml", "#7a1f5c", "#c77", "is hard to read on white: its contrast is"),
    ],
)
def test_a_mistake_is_told_with_its_place_and_what_is_allowed(
    tmp_path: Path, file: str, old: str, new: str, says: str
) -> None:
    pack = tmp_path / "northmoor"
    shutil.copytree(FOLDER, pack)
    text = (pack / file).read_text(encoding="utf-8")
    assert old in text
    (pack / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    ended, message = told("build", "--pack", pack, "--alone", "northmoor", "--site", tmp_path / "site")
    assert ended != 0
    assert says in message
    assert not (tmp_path / "site/index.html").exists()


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    ended, message = told("build", "--pack", tmp_path / "gone", "--site", tmp_path / "site")
    assert (ended, f"There is no folder {tmp_path / 'gone'}" in message) == (1, True)
    ended, message = told("build", "--alone", "northmoor", "--site", tmp_path / "site")
    assert (ended, "There is no partnership “northmoor”. Use one of: darlington" in message) == (1, True)


@pytest.mark.parametrize(("colour", "dark"), [("#17595c", None), ("#7a1f5c", "#ff9be0"), ("rebeccapurple", None)])
def test_every_shade_of_a_colour_can_be_read(colour: str, dark: str | None) -> None:
    both = shades(Guide(colour=colour, colour_on_dark=dark), "northmoor.toml")
    assert both
    for each, paper in zip(both, ("#ffffff", "#131819"), strict=True):
        for text, behind in (
            (each.accent, paper),
            (each.accent, each.tint),
            (each.strong, each.tint),
            (each.on_accent, each.accent),
        ):
            assert contrast(text, behind) >= 4.5, (text, behind)


def contrast(one: str, other: str) -> float:
    """Return the contrast of two colours as WCAG 2.2 defines it, worked out here anew."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(each * 2 for each in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue

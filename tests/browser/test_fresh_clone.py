"""A fresh clone does what the documents print: every command is run as pasted, by an ordinary user of Debian."""

import json
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

import build
from browser.builder.environment import ROOT, TOOLS
from browser.builder.files import files_in
from tests.browser.fresh_clone import SYSTEM_PYTHON, Clone, fresh_clone
from tests.conftest import SITE

DOCUMENTS = [
    *(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "SECURITY.md", "mkdocs.yml", "build.py")),
    *(ROOT / "docs" / "hosts").glob("*.md"),
    *(ROOT / "docs" / "theme" / "pages").glob("*.toml.j2"),
    *(path for room in ("calculator", "forms", "browser", "docs", "tests") for path in (ROOT / room).rglob("*.py")),
]
PRINTED = re.compile(r"^(python3 build\.py.*)$|`(python3 build\.py[^`\n]*)`", re.MULTILINE)
FAILS = re.compile(
    r"python -m uv|`python (?:build\.py|-m (?!http\.server))|^python -m (?!http\.server)|[A-Z_]+=\S+ python3 build",
    re.MULTILINE,
)
SAVED = "tests/data/0.1.0/calculator/kirklees/conference-dates-kirklees.json"  # as the page saves it
FORMS_OF_BEFORE = "tests/data/0.1.0/forms/agency-report-kirklees"  # for what opens all Word files of a folder
ADDRESS = "https://intranet.example/guide/"
# What the calls read that documents print.
GIVEN = {"address.json": "partnership=kirklees&strategy_discussion=2026-12-11", "fields.json": {"fields": []}}
# They take long, or need what is not here. Of these only the spelling is tried here.
ELSEWHERE = {
    "python3 build.py": "it is the first command, and is run again in a test of its own",
    "python3 build.py --alone kirklees": "tests/site/test_one_partnership.py builds it",
    "test": "it would run this test; its first steps are run here with some of the tests",
    "serve": "it runs until Ctrl+C; tests/browser/test_every_system.py asks it for files",
    "release": "tests/site/test_release_command.py makes a whole one",
    "check": "tests run after it; tests/docs/test_new_partnership.py runs it for a new partnership",
    "bench": "it measures for minutes, and says nothing of right and wrong",
    "audit": "it needs services outside; tests/browser/test_audit.py gives their answers",
    "pressing": "it presses for many minutes; tests/site/test_nothing_moves.py does the same for a sample",
    "python3 build.py --pack ../northmoor --alone northmoor": "tests/site/test_one_partnership.py builds such a one",
    f"python3 build.py --address {ADDRESS}": "it is how the site is built from another folder",
    "pin": "it writes the locks of the day; tests/browser/test_environment.py holds them against pyproject.toml",
    "remake-calendar": "it writes the calendar; tests/calculator/test_calendar.py holds it against the library",
}


def printed() -> Iterator[tuple[str, str]]:
    """Yield every command that a document prints in full, with the name of the document."""
    for path in DOCUMENTS:
        for line, code in PRINTED.findall(path.read_text(encoding="utf-8")):
            command = (line or code).partition("      ")[0].strip()
            if not re.search(r"[\[{…|]", command):
                yield path.relative_to(ROOT).as_posix(), command


COMMANDS = list(dict.fromkeys(command for _, command in printed()))


def step(command: str) -> str:
    return str(build.parse(shlex.split(command)[2:]).step)


def test_a_fresh_clone_does_what_the_documents_print_in_their_order() -> None:
    """One test, for one worker: the next step needs what the last one has installed and made."""
    with fresh_clone() as clone:
        shutil.copytree(ROOT / "build" / "browser", clone.folder / "build" / "browser")  # what takes longest
        clone.own()
        clone.run("python3 build.py")
        the_site_has_the_same_bytes_as_here_from_a_checkout_as_on_windows(clone)
        nothing_is_outside_the_folder(clone)
        the_second_command_runs_tests_and_builds_again(clone)
        it_builds_again_from_another_folder_with_no_network(clone)
        every_program_and_every_other_command_runs_as_printed_with_no_network(clone)


def the_site_has_the_same_bytes_as_here_from_a_checkout_as_on_windows(clone: Clone) -> None:
    here = {path.relative_to(SITE).as_posix(): path.read_bytes() for path in files_in(SITE)}
    site = clone.folder / "site"
    there = {path.relative_to(site).as_posix(): path.read_bytes() for path in files_in(site)}
    assert set(there) == set(here)
    assert [name for name in here if there[name] != here[name]] == []


def nothing_is_outside_the_folder(clone: Clone) -> None:
    assert [path.name for path in clone.home.rglob("*")] == []


def the_second_command_runs_tests_and_builds_again(clone: Clone) -> None:
    said = clone.run("python3 build.py test tests/calculator/test_calendar.py")
    assert re.search(r"\d+ passed", said) or "[100%]" in said


def it_builds_again_from_another_folder_with_no_network(clone: Clone) -> None:
    build_it = f'{SYSTEM_PYTHON} "{clone.folder}/build.py" --address {ADDRESS}'
    said = clone.run(build_it, folder=clone.home, network=False)
    site = clone.folder / "site"
    assert str(site / "index.html") in said
    assert f'href="{ADDRESS}"' in (site / "404.html").read_text(encoding="utf-8")


def every_program_and_every_other_command_runs_as_printed_with_no_network(clone: Clone) -> None:
    shutil.copy(ROOT / SAVED, clone.folder)
    for name, given in GIVEN.items():
        (clone.folder / name).write_text(json.dumps(given), encoding="utf-8")
    shutil.copytree(ROOT / FORMS_OF_BEFORE, clone.folder / "FOLDER")
    for command in COMMANDS:
        if command not in ELSEWHERE and step(command) not in ELSEWHERE:
            clone.run(command, network=False)
    assert (clone.folder / "report.docx").stat().st_size > 10_000
    assert (clone.room / "northmoor" / "northmoor.toml").exists()


def test_the_documents_print_commands_that_the_command_line_knows() -> None:
    assert {"python3 build.py", "python3 build.py test"} <= set(COMMANDS)
    assert len(COMMANDS) > 15
    assert set(ELSEWHERE) <= {*build.STEPS, *build.PROGRAMS, *COMMANDS}
    for where, command in printed():
        assert step(command), where


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_no_document_prints_a_command_that_fails_elsewhere(path: Path) -> None:
    """`python` is not there on Debian; `&&` and a setting before the command are refused by Windows' own shell."""
    text = path.read_text(encoding="utf-8")
    assert path == Path(__file__) or not FAILS.findall(text)
    for command in re.findall(r"(?:python3 build\.py)[^`\n]*", text):
        assert "&&" not in command


def test_the_tools_are_not_part_of_the_project() -> None:
    assert f"/{TOOLS.name}/" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()

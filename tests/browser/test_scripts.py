"""JavaScript is checked as strictly as Python: no script is left out, and a mistake in one is found."""

import shutil
import subprocess

import pytest

from browser.builder import pack, scripts

# A script, a line that does not belong in it, and what is said of it.
MISTAKES = [
    ("browser/tool/actions.js", 'guidePage.unsaved("yes");', "not assignable to parameter of type 'boolean'"),
    ("browser/worker.mjs", "tell({ readdy: true });", "readdy"),
    ("docs/kept-copy.js", "document.title;", "document"),
    ("tests/browser/firefox.mjs", "window.close();", "window"),
    ("docs/assets/reading.js", "debugger;", "noDebugger"),
    ("docs/assets/sheets.js", "const neverUsed = 1;", "noUnusedVariables"),
]


@pytest.fixture(scope="module")
def said_of_mistakes(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Return the lines that the checkers print about a copy of the scripts with every mistake in it."""
    root = tmp_path_factory.mktemp("scripts")
    for room in scripts.ROOMS:
        for path in (pack.ROOT / room).rglob("*"):
            script = path.relative_to(pack.ROOT)
            if path.suffix in {".js", ".mjs", ".ts", ".json"} and "node_modules" not in script.parts:
                (root / script).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(path, root / script)
    (root / "browser" / "node_modules").symlink_to(pack.NODE_MODULES)
    for name, mistake, _ in MISTAKES:
        with (root / name).open("a", encoding="utf-8") as file:
            file.write(f"{mistake}\n")
    return "\n".join(scripts.problems(root)).splitlines()


def test_the_types_of_every_script_are_checked() -> None:
    git = shutil.which("git") or "git"
    listed = subprocess.run(  # noqa: S603
        [git, "ls-files", "*.js", "*.mjs"], cwd=pack.ROOT, capture_output=True, encoding="utf-8", check=True
    )
    checked = [path for project in scripts.PROJECTS for path in scripts.scripts_with_types(project)]
    assert sorted(path.relative_to(pack.ROOT).as_posix() for path in checked) == sorted(listed.stdout.splitlines())


def test_nothing_is_said_against_the_scripts_as_they_are() -> None:
    assert not list(scripts.problems())


@pytest.mark.parametrize(("name", "told"), [(name, told) for name, _, told in MISTAKES])
def test_a_mistake_is_found_and_named_with_its_file(said_of_mistakes: list[str], name: str, told: str) -> None:
    assert [line for line in said_of_mistakes if name in line and told in line]

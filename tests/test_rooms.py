"""What each room may import, read from the imports themselves, so that nothing a reader loads rests on the build."""

import ast
import graphlib
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path

import pytest

from browser.builder.pack import ROOT, browser_wheels

# Each room imports from those before it and from itself.
ORDER = ("calculator", "forms", "browser", "docs", "build", "tests")
# What may import from a `builder/` without being in one: the command line, and a package's own door to the shell.
DOORS = {"build", "calculator.__main__", "forms.__main__"}
LONGEST = 400  # lines of a file, but for tests and data
TOP_LEVEL = {
    *(
        ".ci",
        ".gitattributes",
        ".gitignore",
        ".python-version",
        "CHANGELOG.md",
        "CONTRIBUTING.md",
        "LICENSE",
        "README.md",
    ),
    *("SECURITY.md", "browser", "build.py", "calculator", "docs", "forms", "mkdocs.yml", "pyproject.toml", "tests"),
}


def kept_files() -> list[str]:
    """Return the files of the project, without what is made from them."""
    command = [shutil.which("git") or "git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=True)  # noqa: S603
    return [name for name in listed.stdout.splitlines() if (ROOT / name).exists()]


@pytest.fixture(scope="module")
def imports() -> Mapping[str, set[str]]:
    """Return, for each of our modules, those of ours that it imports, wherever in the module it does so."""
    paths = {_module(name): ROOT / name for name in kept_files() if name.endswith(".py")}
    return {module: set(_imported(path, paths)) for module, path in paths.items()}


def _module(name: str) -> str:
    return name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _imported(path: Path, ours: Mapping[str, Path]) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [each.name for each in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports name their package in full"
            names = [f"{node.module}.{each.name}" for each in node.names]
        for name in names:
            yield from (found for found in (name, name.rpartition(".")[0]) if found in ours)


def room(module: str) -> str:
    return module.partition(".")[0]


def is_for_the_build(module: str) -> bool:
    return "builder" in module.split(".")


def test_nothing_outside_the_tests_imports_from_them(imports: Mapping[str, set[str]]) -> None:
    assert any(room(used) == "tests" for module in imports if room(module) == "tests" for used in imports[module])
    borrowed = {
        module for module in imports if room(module) != "tests" for used in imports[module] if room(used) == "tests"
    }
    assert not borrowed


def test_a_room_imports_only_from_those_that_it_rests_on(imports: Mapping[str, set[str]]) -> None:
    assert {room(module) for module in imports} == set(ORDER)
    place = {name: number for number, name in enumerate(ORDER)}
    upwards = {
        (module, used)
        for module, all_used in imports.items()
        for used in all_used
        if place[room(used)] > place[room(module)]
    }
    assert not upwards


def test_what_a_page_runs_imports_nothing_that_is_only_for_the_build(imports: Mapping[str, set[str]]) -> None:
    assert imports.keys() >= DOORS
    reaching = {
        (module, used)
        for module, all_used in imports.items()
        if room(module) != "tests" and not is_for_the_build(module) and module not in DOORS
        for used in all_used
        if is_for_the_build(used)
    }
    assert not reaching


def test_no_two_modules_need_each_other(imports: Mapping[str, set[str]]) -> None:
    graphlib.TopologicalSorter({module: used - {module} for module, used in imports.items()}).prepare()


def test_what_is_read_is_kept_apart_from_the_python_that_builds_it() -> None:
    python = [name for name in kept_files() if name.startswith("docs/") and name.endswith(".py")]
    assert python
    assert not [name for name in python if not name.startswith("docs/builder/")]


def test_nothing_of_a_builder_reaches_a_reader() -> None:
    shipped = [name for wheel in browser_wheels({}).values() for name in zipfile.ZipFile(BytesIO(wheel)).namelist()]
    assert "calculator/page.py" in shipped
    assert not [name for name in shipped if "builder" in name.split("/") or name.endswith("__main__.py")]


def test_the_top_of_the_project_holds_what_it_always_held() -> None:
    assert {name.partition("/")[0] for name in kept_files()} == TOP_LEVEL


@pytest.mark.parametrize("suffix", [".py", ".js", ".mjs", ".css", ".j2", ".html"])
def test_a_file_is_short_enough_to_be_read_at_once(suffix: str) -> None:
    lengths = {
        name: len((ROOT / name).read_text(encoding="utf-8").splitlines())
        for name in kept_files()
        if name.endswith(suffix) and not name.startswith("tests/")
    }
    assert lengths
    assert not {name: length for name, length in lengths.items() if length > LONGEST}


def test_what_contributing_names_is_there() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    rooms = "|".join(ORDER)
    named = {name.split("<")[0] for name in re.findall(rf"`((?:{rooms})/[^`\s]*)`", text)}
    assert len(named) > 20
    assert not [name for name in named if not (ROOT / name).exists()]

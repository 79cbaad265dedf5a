"""A tool more takes its two modules and nothing else: it is on a page, in Python as it ships, and in the shell."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from browser.builder.pack import ROOT, browser_wheels

# What a developer writes: a module in `tools/` of a room, and one of the same name in its `builder/tools/`.
TOOL = """
from calculator.exports import ExportKind
from calculator.tools import Tool

NAMES = "calculator/visitors.pickle"
LIST = ExportKind(
    label="List of visits (.lst)", suffix="lst", media="text/plain", copied=False, order=99,
    make=lambda table, _, data, __: f"{len(table.deadlines)} dates, {data[NAMES]}".encode(),
)
rehearsed = []
TOOL = Tool(
    id="visit-list",
    calls=lambda context: {
        "visits": lambda days: f"{context.data[NAMES]}: {len(days)} of {len(rehearsed)}",
        "visits_rehearsal": rehearsed.append,
    },
    exports={"visits": LIST},
    data=(NAMES,),
    rehearsal="visits_rehearsal",
)
"""
BUILT = """
from calculator.builder.tools import BuiltTool
from calculator.tools.visit_list import NAMES

BUILT = BuiltTool(
    id="visit-list",
    fragment=lambda rulebook, place: f'<div data-tool="visit-list" data-call="visits">{place.to_root}</div>',
    data={NAMES: lambda: "Robin"},
)
"""
# What the build does with tools: fragments for pages that ask for them, and the data that pages start with.
BUILD = """
import json, sys
from calculator.builder.edition import Edition
from calculator.builder.tools import tool_data
from calculator.pickles import to_bytes
from docs.builder.pages import templates
from docs.builder.pages.citations import Citations
from docs.builder.pages.library import load_library
library = load_library(Edition())
tool = templates.of_page(Citations("tools/visits.md", library))["tool"]
fragments = {name: str(tool(name)) for name in ("visit-list", "deadline-calculator")}
data = {name: to_bytes(value).hex() for name, value in tool_data(library.rulebook).items()}
json.dump({"fragments": fragments, "data": data}, sys.stdout)
"""
PAGE = """
import json
import answer
answer.start()
answer.rehearse()
print(json.dumps(answer.answer("visits", ["2026-12-11"])))
"""
CASE = ("--partnership", "kirklees", "--event", "initial_conference=2026-12-11")


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the rooms of tools in it, and the two modules of one tool more."""
    folder = tmp_path_factory.mktemp("third-tool")
    for room in ("calculator", "forms"):
        shutil.copytree(ROOT / room, folder / room, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "calculator" / "tools" / "visit_list.py").write_text(TOOL, encoding="utf-8")
    (folder / "calculator" / "builder" / "tools" / "visit_list.py").write_text(BUILT, encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def built(root: Path) -> dict[str, dict[str, str]]:
    made: dict[str, dict[str, str]] = json.loads(run(root, "-c", BUILD))
    return made


def run(folder: Path, *arguments: str) -> str:
    """Run Python with the rooms of a folder before the project's own, and return what it prints."""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)])}
    ran = subprocess.run(  # noqa: S603
        [sys.executable, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert not ran.returncode, ran.stderr
    return ran.stdout


def test_a_page_that_asks_for_the_tool_gets_its_fragment(built: dict[str, dict[str, str]]) -> None:
    assert built["fragments"]["visit-list"] == '<div data-tool="visit-list" data-call="visits">../</div>'


def test_the_tools_kind_of_file_is_offered_and_made(built: dict[str, dict[str, str]], root: Path) -> None:
    assert 'data-export="visits"' in built["fragments"]["deadline-calculator"]
    assert run(root, "-m", "calculator", "timetable", *CASE, "--format", "visits").endswith(" dates, Robin")


def test_the_tools_calls_are_answered_in_a_page_after_their_rehearsal(
    built: dict[str, dict[str, str]], root: Path, tmp_path: Path
) -> None:
    data = {name: bytes.fromhex(content) for name, content in built["data"].items()}
    for content in browser_wheels(data, root).values():
        zipfile.ZipFile(BytesIO(content)).extractall(tmp_path)
    page = run(tmp_path, "-I", "-c", f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n{PAGE}")
    assert json.loads(page) == {"result": "Robin: 1 of 1"}


def test_the_tools_calls_are_answered_in_a_shell(root: Path, tmp_path: Path) -> None:
    given = tmp_path / "days.json"
    given.write_text('["2026-12-11", "2026-12-12"]', encoding="utf-8")
    assert json.loads(run(root, "-m", "calculator", "call", "visits", str(given))) == "Robin: 2 of 0"

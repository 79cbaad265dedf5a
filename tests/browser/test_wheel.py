"""The project's wheel holds what a page runs and nothing else: a call reaches every module and template of it."""

import base64
import json
import re
import subprocess
import sys
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest

from browser.builder.pack import browser_wheels
from calculator.__main__ import main as calculator_shell
from calculator.builder.areas import area_rules
from calculator.builder.load import load_rulebook
from calculator.builder.tools import tool_data
from calculator.exports import EXPORTS
from calculator.pickles import to_bytes, to_text
from forms.__main__ import main as forms_shell
from forms.builder.form_data import form_data, plain_words
from forms.builder.load import load_example, load_form
from tests.calculator.conftest import calls

FORM = "agency-report-kirklees"
# Run with the wheels alone on the path: makes every call; tells what was imported and which templates were filled.
REACH = """
import base64, json, sys
filled = set()
from jinja2 import Template
render = Template.render
def noted(self, *arguments, **values):
    filled.add((self.environment.loader.package_name, self.name) if self.environment.loader else ("", ""))
    return render(self, *arguments, **values)
Template.render = noted
from jinja2 import Environment
get = Environment.get_template
def found(self, name, *more, **others):
    if noting: filled.add((self.loader.package_name, name))
    return get(self, name, *more, **others)
Environment.get_template = found
join = Environment._load_template
def joined(self, name, globals):
    if noting: filled.add((self.loader.package_name, name))
    return join(self, name, globals)
Environment._load_template = joined
noting = False
import answer
answer.start()
noting = True
filled.clear()
answer.rehearse()
asked = json.load(sys.stdin)
replies = []
for name, given in asked:
    text, files = answer.answer_text(name, json.dumps(given))
    replies.append(json.loads(text, object_hook=lambda each: files[each["$bytes"]] if "$bytes" in each else each))
ours = sorted(name for name in sys.modules if name.partition(".")[0] in ("calculator", "forms"))
wrong = [reply.get("detail") or reply["errors"] for reply in replies if "errors" in reply]
results = [reply.get("result") for reply in replies]
json.dump(
    {"modules": ours, "templates": sorted(filled), "wrong": wrong, "results": results},
    sys.stdout,
    default=lambda content: base64.b64encode(content).decode(),
)
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the wheels unpacked, as a page has them."""
    book = load_rulebook()
    folder = tmp_path_factory.mktemp("wheels")
    data = {name: to_bytes(value) for name, value in tool_data(book).items()}
    for content in browser_wheels(data).values():
        zipfile.ZipFile(BytesIO(content)).extractall(folder)
    return folder


def questions() -> list[tuple[str, object]]:
    """Return calls that between them use everything that a page can use."""
    book = load_rulebook()
    form = load_form(FORM, book)
    case = [["partnership", "kirklees"], ["strategy_discussion", "2026-12-11"], ["reference", "CP-12"]]
    timed = [["partnership", "darlington"], ["section_47_strategy_discussion", "2026-12-11"], case[2]]
    compared = [*case, ["compare", "kirklees"]]
    done = ["done.kirklees.initial-conference", "2026-12-30"]
    opened = ["open", "kirklees.initial-conference.check"]
    address = calls(book)["timetable"]({"fields": case})["address"]
    timetable = calls(book)["timetable_json"]({"fields": case})
    was = [["rules", "2020"], ["was", dict(parse_qsl(address))["was"]]]
    mine = [
        ["partnership", "kirklees"],
        ["conference", "initial_conference"],
        ["key", "r12345678"],
        ["held.day", "6"],
        ["held.month", "4"],
    ]
    mine.append(["held.year", "2027"])
    draft = load_example(form)
    written = [[path, text] for path, text in draft.answers.items()]
    saved = {"format": "child-protection-conference-guide draft", "form": FORM, "version": form.version}
    file = base64.b64encode(json.dumps({**saved, "answers": dict(draft.answers)}).encode()).decode()
    dates = {"partnership": "kirklees", "event": "initial_conference", "date": "11/12/2026", "reference": "CP-12"}
    calendar = calls(book)["timetable_export"]({"fields": case, "kind": "ics"})["bytes"].decode()
    my_calendar = calls(book)["my_dates_export"]({"fields": mine, "kind": "ics"})["bytes"].decode()
    return [
        ("rules_load", to_text(area_rules(book, book.partnerships["kirklees"]))),
        ("timetable", {"fields": [*compared, done, opened]}),
        ("timetable", {"fields": [*case, *was]}),
        ("timetable_address", "partnership=kirklees&strategy_discussion=2026-12-11"),
        ("timetable_json", {"fields": case}),
        ("timetable_area", timetable),
        ("timetable_saved", timetable),
        *(("timetable_export", {"fields": case, "kind": kind}) for kind in ("ics", "docx", "csv", "text", "json")),
        ("rules_load", to_text(area_rules(book, book.partnerships["darlington"]))),
        ("timetable_export", {"fields": timed, "kind": "ics"}),
        ("timetable_earlier", calendar),
        ("date_boxes", {"day": "9 Dec 2026", "month": "", "year": ""}),
        ("my_dates", {"fields": mine}),
        ("my_dates_earlier", my_calendar),
        ("my_dates_export", {"fields": mine, "kind": "ics"}),
        ("form_load", to_text(form_data(form, plain_words({})))),
        ("form_look", {"fields": written}),
        ("form_review", {"fields": written}),
        ("form_export", {"fields": written, "kind": "docx", "counted": {}, "purpose": "write"}),
        ("form_export", {"fields": written, "kind": "text", "counted": {}}),
        ("form_open", file),
        ("form_dates", {**dates, "was": "x", "rules": "2020"}),
        ("form_day", "9/12/26"),
        ("form_calendar", {**dates, "past": "yes"}),
    ]


@pytest.fixture(scope="module")
def asked() -> list[tuple[str, object]]:
    return questions()


@pytest.fixture(scope="module")
def reached(wheel: Path, asked: list[tuple[str, object]]) -> dict[str, Any]:
    """Return what came of every call, made with the wheels alone, and what it imported and filled."""
    ran = subprocess.run(  # noqa: S603
        [sys.executable, "-I", "-c", f"import sys; sys.path.insert(0, {str(wheel)!r})\n{REACH}"],
        input=json.dumps(asked),
        capture_output=True,
        encoding="utf-8",
        check=False,
        cwd=wheel,
    )
    assert not ran.returncode, ran.stderr
    said: dict[str, Any] = json.loads(ran.stdout)
    assert said["wrong"] == []
    return said


def test_the_calls_asked_are_all_that_there_are(asked: list[tuple[str, object]]) -> None:
    named = {name for name in calls(load_rulebook()) if not name.endswith("_rehearsal")}
    assert {name for name, _ in asked} == named | {"rules_load"}


def test_every_call_of_every_tool_answers_in_a_shell_as_it_does_in_a_page(
    reached: dict[str, Any], asked: list[tuple[str, object]], tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    given, pages = tmp_path / "input.json", zip(asked, reached["results"], strict=True)
    for (name, question), result in ((each, result) for each, result in pages if each[0] != "rules_load"):
        given.write_text(json.dumps(question), encoding="utf-8")
        if name.startswith("form_"):
            forms_shell(["call", FORM, name, str(given)])
        else:
            assert calculator_shell(["call", name, str(given)]) == 0
        assert without_moment(json.loads(capfd.readouterr().out)) == without_moment(result), name


def without_moment(result: Any) -> Any:
    """Return a result without the moment at which a calendar was made."""
    if not isinstance(result, dict) or result.get("type") != EXPORTS["ics"].media:
        return result
    return {**result, "bytes": re.sub(rb"(DTSTAMP|SEQUENCE):\d+(T\d+Z)?", b"", base64.b64decode(result["bytes"]))}


def test_every_module_and_template_in_the_wheel_is_reached_by_what_a_page_asks(
    reached: dict[str, Any], wheel: Path
) -> None:
    modules = {
        path.relative_to(wheel).with_suffix("").as_posix().replace("/", ".").removesuffix(".__init__")
        for room in ("calculator", "forms")
        for path in (wheel / room).rglob("*.py")
    }
    assert modules - set(reached["modules"]) == set()
    templates = {(path.parents[1].name, path.name) for path in wheel.rglob("templates/*.j2")}
    assert templates - {tuple(each) for each in reached["templates"]} == set()

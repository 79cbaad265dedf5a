"""The forms as data: each is there and complete, and who mistypes something is told the file, the key and what is allowed."""

import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from calculator.extra.user_error import UserError
from calculator.model import Rulebook
from forms.builder.load import DEFINITIONS, check, form_ids, load_example, load_form, load_forms
from forms.draft import Draft, paths
from forms.model import FormDefinition
from tests.forms.conftest import OnDemand
from tests.forms.samples import EVERY_KIND

FORMS = {
    "agency-contribution-darlington",
    "agency-report-kirklees",
    "agency-report-lincolnshire",
    "agency-report-warwickshire",
    "attendance-family",
    "attendance-online",
    "attendance-professionals",
    "before-i-submit",
    "chair-monitoring",
    "conference-record",
    "conference-request",
    "core-group-agenda-before-review",
    "core-group-agenda-first",
    "core-group-agenda-later",
    "core-group-members",
    "core-group-notes",
    "core-group-notes-first",
    "core-group-written-report",
    "detailed-plan",
    "looked-after-agreement",
    "looked-after-letter",
    "looked-after-reply",
    "mapping-tool",
    "outline-plan",
    "parents-should-not-hear",
    "plan-ending",
    "required-of-me-warwickshire",
    "safety-plan",
    "social-work-report",
    "stand-down",
    "transfer-in",
    "transfer-out",
    "unable-to-attend",
}


def test_every_form_that_was_asked_for_is_there() -> None:
    assert set(form_ids()) == FORMS


@pytest.mark.parametrize("name", form_ids())
def test_a_form_loads_with_what_its_file_says(name: str, forms: OnDemand[FormDefinition]) -> None:
    data = tomllib.loads((DEFINITIONS / f"{name}.toml").read_text(encoding="utf-8"))
    form = forms[name]
    assert (form.id, form.title, form.version) == (name, data["title"], data["version"])
    assert [(section.id, each.id, each.kind, each.label) for section, each in form.fields()] == [
        (section["id"], each["id"], each["kind"], each["label"])
        for section in data["sections"]
        for each in section["fields"]
    ]


@pytest.mark.parametrize("name", form_ids())
def test_a_worked_example_answers_every_question_and_only_those(
    name: str, forms: OnDemand[FormDefinition], examples: OnDemand[Draft]
) -> None:
    written = json.loads((DEFINITIONS / f"{name}.example.json").read_text(encoding="utf-8"))["answers"]
    answers = examples[name].answers
    assert {path: sorted(text.split("\n")) for path, text in answers.items()} == {
        path: sorted(text.split("\n")) for path, text in written.items()
    }
    asked = {f"{section.id}.{each.id}" for section, each in forms[name].fields()}
    steps = [[step for step in path.split(".") if not step.isdecimal()] for path in answers]
    assert {f"{section}.{each}" for section, each, *_ in steps} == asked


def test_a_path_names_each_box_with_a_star_for_a_number() -> None:
    assert list(paths(EVERY_KIND)) == [
        "visit.place",
        "visit.day",
        "visit.born",
        "visit.seen",
        "visit.sort",
        "visit.present",
        *("visit.again.answer", "visit.again.reason"),
        *("visit.safety.score", "visit.safety.reason", "visit.safety.up"),
        *("visit.actions.*.what", "visit.actions.*.why", "visit.actions.*.by"),
        *("visit.people.*.name", "visit.people.*.role"),
        *("visit.signed.name", "visit.signed.role", "visit.signed.date"),
        "children.*.name",
        "children.*.says",
        *("children.*.harm.*.text", "children.*.harm.*.basis"),
    ]


def test_the_check_before_a_commit_reads_every_form(book: Rulebook, capsys: pytest.CaptureFixture[str]) -> None:
    check(book)
    assert capsys.readouterr().out == f"forms: {len(FORMS)}, each with its worked example\n"


# --- Mistakes in a definition ----------------------------------------------------------------------------

VISIT = """
title = "Notes of a visit"
short = "Visit"
version = 1
group = "Visits"
who = "Social workers"
lead = "Write what you saw."
partnerships = ["kirklees"]
topics = ["minutes"]

[[sections]]
id = "visit"
title = "The visit"
topics = ["request"]
[[sections.fields]]
id = "seen"
kind = "text"
label = "What you saw"
topic = "enquiry"
[[sections.fields]]
id = "safety"
kind = "scale"
label = "How safe it is"
lowest = "Not safe"
highest = "Safe enough"
[[sections.fields]]
id = "agreed"
kind = "choice"
label = "Was it agreed?"
options = ["Agreed", "Unannounced"]
[[sections.fields]]
id = "actions"
kind = "rows"
label = "What happens next"
item = "Action"
start = 2
most = 5
[[sections.fields.columns]]
id = "what"
label = "Action"
[[sections.fields.columns]]
id = "by"
label = "By when"
kind = "date"
[[sections.fields]]
id = "present"
kind = "people"
label = "Who was there"
item = "Person"
[[sections.fields.columns]]
id = "phone"
label = "Telephone"

[[sections]]
id = "children"
title = "Each child"
each = "Child"
[[sections.fields]]
id = "name"
kind = "text"
label = "Name of the child"
"""
EXAMPLE: dict[str, Any] = {
    "form": "visit",
    "version": 1,
    "answers": {
        "visit.seen": "Two children at breakfast",
        "visit.safety.score": "7",
        "visit.safety.reason": "Nana was there.",
        "visit.safety.up": "Nana comes every day.",
        "visit.agreed": "Agreed",
        "visit.actions.1.what": "Ring the school",
        "visit.actions.1.by": "7 January 2027",
        "visit.present.1.name": "Jo Fictional",
        "visit.present.1.role": "Mother",
        "visit.present.1.phone": "01234 567890",
        "children.1.name": "Robin Fictional",
    },
}
KINDS = (
    "'text', 'long_text', 'date', 'choice', 'choices', 'yes_no', 'scale', 'rows', 'people', 'entries' or 'signature'"
)
AREAS = "darlington, kirklees, lincolnshire, warwickshire"
NAMES = "write small letters, digits and _, such as childs_view"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a folder with one small form and its worked example."""
    (tmp_path / "visit.toml").write_text(VISIT, encoding="utf-8")
    (tmp_path / "visit.example.json").write_text(json.dumps(EXAMPLE), encoding="utf-8")
    return tmp_path


@pytest.fixture
def refused(folder: Path, book: Rulebook) -> Callable[[str, str], str]:
    """Return what loading says once `old` is replaced by `new` in the one place where it stands in the definition."""

    def change(old: str, new: str) -> str:
        assert VISIT.count(old) == 1
        (folder / "visit.toml").write_text(VISIT.replace(old, new), encoding="utf-8")
        with pytest.raises(UserError) as error:
            load_form("visit", book, folder)
        return str(error.value)

    return change


def test_the_small_form_as_it_is_loads_with_its_example(folder: Path, book: Rulebook) -> None:
    form = load_forms(book, folder)["visit"]
    assert load_example(form, folder).answers == EXAMPLE["answers"]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ('short = "Visit"', 'shrt = "Visit"', "shrt: this key is not known; short: this key is missing"),
        ('title = "Notes of a visit"', "title = 3", "title: must be text in quotation marks (found 3)"),
        ("version = 1", 'version = "1"', "version: must be a whole number without quotation marks, such as 10 (found '1')"),
        ("version = 1", "version = 0", "version: must be 1 or more (found 0)"),
        ("version = 1", 'version = 1\nid = "visit"', "id: this key is not known; the file's own name is the id"),
        ('["kirklees"]', '["kirkless"]', f"partnerships: “kirkless” is not known; use one of: {AREAS}"),
        ('["minutes"]', '["minute"]', "topics: “minute” is not known; use one of: referral, request, enquiry"),
        ('["request"]', '["requests"]', "visit: topics: “requests” is not known; use one of: referral, request"),
        ('"enquiry"', '"inquiry"', "visit: seen: topic: “inquiry” is not known; use one of: referral, request"),
        ('each = "Child"', 'for = "Child"', "sections → “children” → for: this key is not known"),
        ('label = "What you saw"', 'lable = "What you saw"', "“visit” → fields → “seen” → lable: this key is not known"),
        ('label = "What you saw"', 'label = " "', "visit: seen: label: must not be empty"),
        ('label = "What you saw"', 'label = "a"\nup = "b"', "visit: seen: up: a field of kind text has none; remove it"),
        ('label = "What you saw"', 'label = "a"\nreason = "b"', "visit: seen: reason: a field of kind text has none"),
        ('label = "What you saw"', 'label = "a"\nitem = "b"', "visit: seen: item: a field of kind text has none"),
        ('label = "What you saw"', 'label = "a"\noptions = ["b"]', "visit: seen: options: a field of kind text has none"),
        ('kind = "text"\nlabel = "What', 'kind = "txt"\nlabel = "What', "kind: “txt” is not known; use one of: text, long_text, date, birth, choice"),
        ('"seen"\nkind', '"Seen"\nkind', f"visit: “Seen” cannot be used; {NAMES}"),
        ('"seen"\nkind', '"1st"\nkind', f"visit: “1st” cannot be used; {NAMES}"),
        ('"seen"\nkind', '"agreed"\nkind', "visit: “agreed” is there twice; give each its own"),
        ('"children"\ntitle', '"visit"\ntitle', "“visit” is there twice; give each its own"),
        ('lowest = "Not safe"\n', "", "safety: this key is missing; a field of kind scale needs it"),
        ('highest = "Safe enough"\n', "", "safety: this key is missing; a field of kind scale needs it"),
        ('options = ["Agreed", "Unannounced"]', "", "visit: agreed: options: give at least 2 (found 0)"),
        ('"Agreed", "Unannounced"', '"Agreed"', "visit: agreed: options: give at least 2 (found 1)"),
        ('"Agreed", "Unannounced"', '"Agreed", "Agreed"', "visit: agreed: options: one is there twice"),
        ('"Agreed", "Unannounced"', '"Agreed", " "', "visit: agreed: options: each must be one line with something in it"),
        ('"Agreed", "Unannounced"', '"Agreed", "a\\nb"', "visit: agreed: options: each must be one line"),
        ('item = "Action"\n', "", "visit: actions: item: this key is missing; a field of kind rows needs it"),
        ("start = 2", "start = 6", "visit: actions: start: 1 ≤ start ≤ most ≤ 500 (found 6 and 5)"),
        ("start = 2", "start = 0", "visit: actions: start: 1 ≤ start ≤ most ≤ 500 (found 0 and 5)"),
        ("most = 5", "most = 501", "visit: actions: start: 1 ≤ start ≤ most ≤ 500 (found 2 and 501)"),
        ('kind = "date"', 'kind = "scale"', "visit: actions: by: kind: “scale” is not known; use one of: text, long_text, date"),
        ('kind = "date"', 'kind = "choice"', "visit: actions: by: options: give at least 2 (found 0)"),
        ('kind = "date"', 'kind = "date"\noptions = ["a", "b"]', "visit: actions: by: options: a date has none"),
        ('kind = "date"', 'kind = "date"\nwidth = 3', "columns → “by” → width: this key is not known"),
        ('"by"\nlabel', '"what"\nlabel', "visit: actions: “what” is there twice"),
        ('"by"\nlabel', '""\nlabel', f"visit: actions: “” cannot be used; {NAMES}"),
        ('label = "By when"', 'label = ""', "visit: actions: by: label: must not be empty"),
        ('"phone"\nlabel', '"name"\nlabel', "visit: present: “name” is there twice"),
        ('id = "visit"\ntitle = "The visit"', 'title = "The visit"', "sections → 0 → id: this key is missing"),
    ],
)  # fmt: skip
def test_a_mistake_stops_with_file_key_and_what_is_allowed(
    old: str, new: str, says: str, refused: Callable[[str, str], str]
) -> None:
    message = refused(old, new)
    assert re.match(r"\S+/visit\.toml(, line \d+)?: ", message)
    assert [each for part in says.split("; ") for each in part.split(": ") if each not in message] == []


@pytest.mark.parametrize("name", ["form", "child", "row", "loop", "true", "not", "lines", "inline", "control"])
def test_a_name_that_means_something_else_in_a_word_template_is_refused(
    name: str, refused: Callable[[str, str], str]
) -> None:
    message = refused('id = "visit"\ntitle', f'id = "{name}"\ntitle')
    assert message.endswith(f"id: “{name}” cannot be used; {NAMES}.")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (VISIT[: VISIT.index("[[sections]]")] + "sections = []", "sections: must hold at least one section"),
        (
            VISIT + '[[sections]]\nid = "more"\ntitle = "More"\nfields = []',
            "more: fields: must hold at least one field",
        ),
        (
            VISIT + '[[sections.fields]]\nid = "a"\nkind = "rows"\nlabel = "A"\nitem = "A"',
            "columns: this key is missing",
        ),
        (VISIT + "title", "this is not a TOML file"),
    ],
)
def test_a_form_with_a_part_left_out_is_refused(text: str, says: str, folder: Path, book: Rulebook) -> None:
    (folder / "visit.toml").write_text(text, encoding="utf-8")
    with pytest.raises(UserError) as error:
        load_form("visit", book, folder)
    assert "/visit.toml" in str(error.value)
    assert [each for each in says.split(": ") if each not in str(error.value)] == []


def test_a_form_that_is_not_there_is_answered_with_those_that_are(folder: Path, book: Rulebook) -> None:
    with pytest.raises(UserError, match=r"^There is no form “visits”\. Use one of: visit\.$"):
        load_form("visits", book, folder)


# --- Mistakes in a worked example ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"version": 2}, "form, version: must be “visit” and 1, as in visit.toml"),
        ({"form": "visits"}, "form, version: must be “visit” and 1, as in visit.toml"),
        ({"answers": {"visit.heard": "x"}}, "“visit.heard” is not a question of the form"),
        ({"answers": {"visit.seen": ""}}, "must answer every question; it leaves out visit.seen"),
        ({"answers": {"visit.present.1.phone": " "}}, "it leaves out visit.present.*.phone"),
        ({"answers": {"children.1.name": ""}}, "it leaves out children.*.name"),
        ({"answers": {"visit.safety.up": ""}}, "it leaves out visit.safety.up"),
        ({"answers": {"visit.agreed": "Perhaps"}}, "visit.agreed: Was it agreed?: “Perhaps” is not one of the answers"),
        ({"answers": {"visit.actions.1.by": "soon"}}, "visit.actions.1.by: By when: “soon” is not a date"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_worked_example_stops_with_file_and_question(
    change: dict[str, Any], says: str, folder: Path, book: Rulebook
) -> None:
    spoilt = EXAMPLE | change
    spoilt["answers"] = EXAMPLE["answers"] | change.get("answers", {})
    (folder / "visit.example.json").write_text(json.dumps(spoilt), encoding="utf-8")
    with pytest.raises(UserError) as error:
        load_example(load_form("visit", book, folder), folder)
    assert str(error.value).startswith("visit.example.json: ")
    assert says in str(error.value)


@pytest.mark.parametrize("text", ["", "[]", "null", "{", '{"form": "visit", "version": 1}', '{"answers": []}'])
def test_a_file_that_is_no_worked_example_is_named(text: str, folder: Path, book: Rulebook) -> None:
    (folder / "visit.example.json").write_text(text, encoding="utf-8")
    with pytest.raises(UserError, match=r"^visit\.example\.json: this is not a worked example"):
        load_example(load_form("visit", book, folder), folder)


def test_a_form_without_a_worked_example_is_named(folder: Path, book: Rulebook) -> None:
    (folder / "visit.example.json").unlink()
    with pytest.raises(UserError, match=r"^visit\.example\.json: this is not a worked example"):
        load_example(load_form("visit", book, folder), folder)

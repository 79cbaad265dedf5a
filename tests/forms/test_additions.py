"""A kind of field is added by one entry of its table, and works from the definition to the reopened document."""

import re
from dataclasses import MISSING, fields, replace
from datetime import date
from io import BytesIO
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from calculator.extra.user_error import UserError
from docs.builder.pages.form_pages import FormScript, _page
from forms.advice import PlainWords
from forms.builder.form_data import word_templates
from forms.document import Copy, fill
from forms.draft import Draft, mistakes, read_answers
from forms.kinds import KINDS, NONE, BoxKind, FieldKind, no_hint, one_box, one_line
from forms.model import Field, FormDefinition, Section
from forms.opening import open_file
from forms.page import FormData
from forms.part import Kind
from tests.docs.known import library


def not_a_postcode(_: object, text: str) -> str | None:
    return None if re.fullmatch(r"[A-Z]{1,2}\d+ \d[A-Z]{2}", text) else f"“{text}” is not a postcode."


TEXT = qn("w:t")
BOX: dict[str, Any] = {
    "control": "line", "read": lambda part, text: one_line(part, text).upper(), "mistake": not_a_postcode,
    "shown": lambda text: text, "blank": lambda _: [""], "hint": "For example, HD1 1AA.", "options": None, "prose": False,
}  # fmt: skip
KIND: dict[str, Any] = {
    "parts": one_box, "repeats": False, "keys": NONE, "needs": NONE, "hint": no_hint, "signed": False,
    "box": BoxKind(**BOX),
}  # fmt: skip
FORM = FormDefinition(
    id="visit",
    title="A visit",
    short="Visit",
    version=1,
    group="Plans",
    who="Anyone",
    lead="About a visit.",
    sections=(
        Section(
            id="visit",
            title="The visit",
            fields=(Field(id="place", kind=Kind("postcode"), label="Where was it?"),),
        ),
    ),
)


@pytest.fixture
def postcode(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KINDS, Kind("postcode"), FieldKind(**KIND))


def page() -> str:
    data = FormData(form=FORM, templates={}, words=PlainWords(judging={}, terms={}))
    return _page(FormScript(data, ""), library())[1]


@pytest.mark.usefixtures("postcode")
def test_a_made_up_kind_of_field_works_from_the_page_to_the_reopened_document() -> None:
    assert 'name="visit.place"' in page()
    assert "For example, HD1 1AA." in page()
    _, _, [wrong] = read_answers(FORM, {"visit.place": "nowhere"})
    assert (wrong.field, wrong.message) == ("visit.place", "Where was it?: “NOWHERE” is not a postcode.")
    draft, _, errors = read_answers(FORM, {"visit.place": " hd1 1aa "})
    assert (draft.answers, errors) == ({"visit.place": "HD1 1AA"}, [])
    document = fill(FORM, word_templates(FORM)[""], draft, Copy(made=date(2026, 12, 11)))
    assert "HD1 1AA" in "\n".join(each.text or "" for each in docx.Document(BytesIO(document)).element.iter(TEXT))
    assert open_file(FORM, document).draft == draft


@pytest.mark.parametrize("part", KIND)
def test_a_kind_without_a_part_is_refused_with_the_part_named(part: str) -> None:
    with pytest.raises(TypeError, match=part):
        FieldKind(**{name: value for name, value in KIND.items() if name != part})


@pytest.mark.parametrize("part", BOX)
def test_a_box_without_a_part_is_refused_with_the_part_named(part: str) -> None:
    with pytest.raises(TypeError, match=part):
        BoxKind(**{name: value for name, value in BOX.items() if name != part})


@pytest.mark.parametrize("table", [FieldKind, BoxKind])
def test_an_entry_has_no_part_that_can_be_forgotten(table: type) -> None:
    assert [each.name for each in fields(table) if (each.default, each.default_factory) != (MISSING, MISSING)] == []


def test_a_box_that_no_template_draws_stops_the_build(monkeypatch: pytest.MonkeyPatch) -> None:
    box = BoxKind(**{**BOX, "control": "map"})
    monkeypatch.setitem(KINDS, Kind("postcode"), FieldKind(**{**KIND, "box": box}))
    with pytest.raises(UserError, match="kind postcode: no template draws “map”"):
        page()


@pytest.mark.usefixtures("postcode")
def test_a_draft_of_it_has_no_mistake_that_was_not_made() -> None:
    draft = Draft(form="visit", version=1, answers={"visit.place": "HD1 1AA"})
    assert list(mistakes(FORM, draft)) == []
    assert list(mistakes(FORM, replace(draft, answers={"visit.place": "HD1"})))

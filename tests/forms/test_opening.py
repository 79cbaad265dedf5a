"""Opening again what was saved or edited: the same answers, every edit to choose from, and no harm from any file."""

import json
import re
import struct
import warnings
import zipfile
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO
from typing import Any

import pytest
from docx.oxml.ns import qn
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from calculator.model import InvalidInput
from forms.builder.form_data import word_templates
from forms.builder.load import form_ids
from forms.document import NAMESPACE, WordTemplate, fill
from forms.draft import Draft, read_answers
from forms.edits import edits
from forms.model import Change, FormDefinition
from forms.opening import DRAFT_FORMAT, open_file
from forms.saved import Opened, new_path
from tests.forms.conftest import OnDemand
from tests.forms.reading import DOCUMENT, DRAFT, changed, packed, parts, with_part
from tests.forms.samples import EVERY_KIND, WORKING, of
from tests.page_python import in_both

_python = in_both("open_file", "fill")

UNCHANGED = " Nothing on this page was changed."
ANSWERS = {
    "visit.place": "Leeds, at home",
    "visit.day": "6/1/2027",
    "visit.seen": "Two children at breakfast.\n\nA packed lunch on the table.",
    "visit.sort": "Agreed",
    "visit.present": "Mother\nNana",
    "visit.actions.1.what": "Ring the school",
    "visit.actions.2.what": "Ring Nana",
    "visit.actions.2.by": "8 January 2027",
    "children.1.name": "Robin Fictional",
    "children.2.name": "Sam Fictional",
    "children.2.harm.1.text": "A quarrel",
    "children.2.harm.1.basis": "Allegation",
}
SAVED = of(EVERY_KIND, ANSWERS)
COUNTED = {"partnership": "kirklees", "event": "initial_conference", "date": "6/1/2027", "rules": "1", "was": "x"}
STRANGE_COUNTED: tuple[Any, ...] = (
    "x",
    [],
    None,
    {"date": "6/1/2027"},
    {**COUNTED, "more": ""},
    {**COUNTED, "was": 7},
    {**COUNTED, "was": "x" * 5000},
)


@pytest.fixture(scope="session")
def template() -> WordTemplate:
    return word_templates(EVERY_KIND)[""]


@pytest.fixture(scope="session")
def document(template: WordTemplate) -> bytes:
    """Return a working copy of the form of every kind."""
    return fill(EVERY_KIND, template, SAVED, WORKING)


def draft_file(draft: Draft = SAVED, **more: Any) -> bytes:
    """Return a draft as the page saves it, with some of what it says otherwise."""
    says = {"format": DRAFT_FORMAT, "form": draft.form, "version": draft.version, "answers": dict(draft.answers)}
    return json.dumps(says | more).encode()


def edited(document: bytes, edit: Callable[[etree._Element], None], part: str = DOCUMENT) -> bytes:
    """Return a document in which somebody edited a part."""
    root = etree.fromstring(parts(document)[part])
    edit(root)
    return with_part(document, part, etree.tostring(root))


def control(root: etree._Element, path: str, at: int = 0) -> etree._Element:
    """Return the content control of an answer's line."""
    return [each for each in root.iter(qn("w:sdt")) if each.find(f".//{qn('w:tag')}").get(qn("w:val")) == path][at]


def write(path: str, text: str, at: int = 0) -> Callable[[etree._Element], None]:
    """Return the edit that writes other words into an answer's line."""

    def edit(root: etree._Element) -> None:
        control(root, path, at).find(f".//{qn('w:t')}").text = text

    return edit


def refusal(form: FormDefinition, content: bytes) -> str:
    """Return why a file is not opened."""
    with pytest.raises(InvalidInput) as stopped:
        open_file(form, content)
    [error] = stopped.value.errors
    assert error.field == "open"
    assert error.message.endswith(UNCHANGED)
    error.message.encode()
    return error.message.removesuffix(UNCHANGED)


# --- As it was saved -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", form_ids())
def test_a_draft_of_any_form_opens_as_it_was_saved(
    name: str, forms: OnDemand[FormDefinition], examples: OnDemand[Draft]
) -> None:
    for content in (draft_file(examples[name]), b"\xef\xbb\xbf" + draft_file(examples[name])):
        assert open_file(forms[name], content) == Opened(draft=examples[name])


@pytest.mark.parametrize("name", form_ids())
def test_a_working_copy_of_any_form_opens_as_it_was_saved_with_nothing_to_choose(
    name: str, forms: OnDemand[FormDefinition], examples: OnDemand[Draft], templates: OnDemand[WordTemplate]
) -> None:
    content = fill(forms[name], templates[name], examples[name], WORKING)
    assert open_file(forms[name], content) == Opened(draft=examples[name])


def test_what_the_dates_were_counted_from_travels_with_a_draft_and_with_a_document(template: WordTemplate) -> None:
    counted = replace(SAVED, counted=COUNTED)
    assert open_file(EVERY_KIND, draft_file(counted=COUNTED)).draft == counted
    assert open_file(EVERY_KIND, fill(EVERY_KIND, template, counted, WORKING)).draft == counted


@pytest.mark.parametrize(
    "answers",
    [
        {},
        {"visit.place": "Not answered"},
        {"visit.seen": "\n\n one\n\n\n two"},
        {"visit.seen": "&<>\"' ]]> {{ 7*7 }} שרה 👩‍👧 \u2028 \x85 a"},
        {"visit.seen": "a\tb"},
        {"visit.day": "soon"},
        {"visit.actions.1.what": "a" * 20_000},
        {"children.1.name": "Robin", "children.3.name": "Sam"},
        {"children.2.name": "Sam"},
    ],
)
def test_any_answers_come_back_from_a_document_with_nothing_to_choose(
    answers: dict[str, str], template: WordTemplate
) -> None:
    draft = of(EVERY_KIND, answers)
    assert open_file(EVERY_KIND, fill(EVERY_KIND, template, draft, WORKING)) == Opened(draft=draft)


@given(text=st.text(st.one_of(st.characters(), st.sampled_from("\n\t\x00 ")), min_size=1))
def test_any_text_comes_back_from_a_document_with_nothing_to_choose(text: str, template: WordTemplate) -> None:
    typed = {"visit.place": text, "visit.seen": text, "visit.actions.1.why": text, "children.1.says": text}
    draft, _, _ = read_answers(EVERY_KIND, typed)
    assert open_file(EVERY_KIND, fill(EVERY_KIND, template, draft, WORKING)) == Opened(draft=draft)


# --- What somebody edited in the document ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("path", "at", "text", "label", "found"),
    [
        ("visit.place", 0, "Leeds, at school", "The visit: Where was it?", "Leeds, at school"),
        ("visit.place", 0, "", "The visit: Where was it?", ""),
        ("visit.day", 0, "7 January 2027", "The visit: When was it?", "7 January 2027"),
        (
            "visit.seen",
            1,
            "An apple.",
            "The visit: What did you see?",
            "Two children at breakfast.\n\nAn apple.",
        ),
        ("visit.sort", 0, "Unannounced", "The visit: Was it agreed?", "Unannounced"),
        ("visit.present", 1, "Father", "The visit: Who was in?", "Mother\nFather"),
        ("visit.actions.2.by", 0, "soon", "The visit: What happens next?, action 2: By when", "soon"),
        ("children.1.name", 0, "Robyn", "Each child, Child 1: Name of the child", "Robyn"),
        (
            "children.2.harm.1.basis",
            0,
            "Fact",
            "Each child, Child 2: What happened?, event 1: This is",
            "Fact",
        ),
        ("visit.again.reason", 0, "Yes, soon", "The visit: Will you go again?: Reason", "Yes, soon"),
    ],
)
def test_an_answer_edited_in_the_document_is_shown_beside_the_saved_one(
    path: str, at: int, text: str, label: str, found: str, document: bytes
) -> None:
    opened = open_file(EVERY_KIND, edited(document, write(path, text, at)))
    [difference] = opened.differences
    assert opened == Opened(draft=SAVED, differences=(difference,))
    assert (difference.path, difference.label) == (path, label)
    assert (difference.saved, difference.found) == (ANSWERS.get(path, ""), found)


def test_several_edits_are_found_each_by_itself_in_the_order_of_the_form(document: bytes) -> None:
    for path in ("children.2.name", "visit.place"):
        document = edited(document, write(path, "Other words"))
    found = open_file(EVERY_KIND, document).differences
    assert [each.path for each in found] == ["visit.place", "children.2.name"]


def test_a_new_line_typed_into_an_answer_is_found(document: bytes) -> None:
    def edit(root: etree._Element) -> None:
        run = control(root, "visit.seen").find(f".//{qn('w:r')}")
        etree.SubElement(run, qn("w:br"))
        etree.SubElement(run, qn("w:t")).text = "One cried."

    [difference] = open_file(EVERY_KIND, edited(document, edit)).differences
    assert difference.found == "Two children at breakfast.\nOne cried.\n\nA packed lunch on the table."


@pytest.mark.parametrize("text", ["Leeds,  at home", " Leeds, at home ", "Leeds, at\u00a0home", "Leeds, at\nhome"])
def test_white_space_that_a_program_shows_otherwise_is_no_edit(text: str, document: bytes) -> None:
    assert open_file(EVERY_KIND, edited(document, write("visit.place", text))) == Opened(draft=SAVED)


def test_an_answer_split_over_several_runs_is_no_edit(document: bytes) -> None:
    def edit(root: etree._Element) -> None:
        run = control(root, "visit.place").find(f".//{qn('w:r')}")
        again = etree.fromstring(etree.tostring(run))
        run.find(qn("w:t")).text, again.find(qn("w:t")).text = "Leeds, ", "at home"
        run.addnext(again)

    assert open_file(EVERY_KIND, edited(document, edit)) == Opened(draft=SAVED)


def test_an_answer_whose_field_was_deleted_is_named_and_kept(document: bytes) -> None:
    def edit(root: etree._Element) -> None:
        gone = control(root, "children.2.harm.1.text")
        gone.getparent().remove(gone)

    opened = open_file(EVERY_KIND, edited(document, edit))
    assert opened == Opened(draft=SAVED, lost=("Each child, Child 2: What happened?, event 1: Event",))


def test_one_line_of_an_answer_deleted_is_an_edit_of_it(document: bytes) -> None:
    def edit(root: etree._Element) -> None:
        gone = control(root, "visit.seen", 1)
        gone.getparent().remove(gone)

    [difference] = open_file(EVERY_KIND, edited(document, edit)).differences
    assert (difference.path, difference.found) == ("visit.seen", "Two children at breakfast.")


def test_a_field_deleted_where_nothing_was_answered_is_no_loss(document: bytes) -> None:
    def edit(root: etree._Element) -> None:
        gone = control(root, "visit.again.reason")
        gone.getparent().remove(gone)

    assert open_file(EVERY_KIND, edited(document, edit)) == Opened(draft=SAVED)


def test_a_paragraph_written_between_the_fields_is_named(document: bytes) -> None:
    def edit(root: etree._Element) -> None:
        new = etree.fromstring(etree.tostring(root.find(f".//{qn('w:p')}")))
        new.find(f".//{qn('w:t')}").text = "Seen by the team manager."
        root.find(qn("w:body")).insert(4, new)

    assert open_file(EVERY_KIND, edited(document, edit)) == Opened(draft=SAVED, added=("Seen by the team manager.",))


def test_a_question_deleted_from_the_document_is_named(document: bytes) -> None:
    def edit(root: etree._Element) -> None:
        [gone] = [each for each in root.iter(qn("w:p")) if "".join(each.itertext()) == "What did you see?"]
        gone.getparent().remove(gone)

    assert open_file(EVERY_KIND, edited(document, edit)) == Opened(draft=SAVED, removed=("What did you see?",))


def test_a_question_worded_otherwise_is_shown_as_it_was_and_is(document: bytes) -> None:
    opened = open_file(EVERY_KIND, changed(document, ">What did you see?<", ">What did you hear?<"))
    assert opened == Opened(draft=SAVED, added=("What did you hear?",), removed=("What did you see?",))


def test_programs_number_and_name_the_drafts_part_afresh(document: bytes) -> None:
    files = parts(document)
    files["customXml/item7.xml"] = files.pop(DRAFT)
    files["customXml/item1.xml"] = b"<other/>"
    assert open_file(EVERY_KIND, packed(files)) == Opened(draft=SAVED)


MARK = b"\xef\xbb\xbf"
FOREIGN = '<?xml version="1.0" encoding="{}"?><p:properties xmlns:p="urn:another-program"/>'


def test_a_byte_order_mark_before_any_part_is_no_matter(document: bytes) -> None:
    for part in (DOCUMENT, DRAFT):
        assert open_file(EVERY_KIND, with_part(document, part, MARK + parts(document)[part])) == Opened(draft=SAVED)


@pytest.mark.parametrize(
    "foreign",
    [
        MARK + FOREIGN.format("utf-8").encode(),
        FOREIGN.format("utf-16").encode("utf-16"),
        FOREIGN.format("utf-16").encode("utf-16-be"),
        FOREIGN.format("windows-1252").replace("another", "caf\xe9").encode("cp1252"),
        b"\x00\xff no XML at all",
        b"",
    ],
    ids=["byte-order mark", "UTF-16", "UTF-16 without a mark", "an old encoding", "no XML", "empty"],
)
def test_parts_that_other_programs_added_are_passed_over(foreign: bytes, document: bytes) -> None:
    assert open_file(EVERY_KIND, with_part(document, "customXml/item2.xml", foreign)) == Opened(draft=SAVED)


def test_where_a_program_drops_the_tags_or_the_placeholders_the_other_names_the_field(document: bytes) -> None:
    text = parts(edited(document, write("visit.seen", "An apple.", 1)))[DOCUMENT].decode()
    for dropped in (r"<w:tag [^>]*>", r"<w:placeholder>.*?</w:placeholder>"):
        kept = with_part(document, DOCUMENT, re.sub(dropped, "", text).encode())
        [difference] = open_file(EVERY_KIND, kept).differences
        assert (difference.path, difference.found) == ("visit.seen", "Two children at breakfast.\n\nAn apple.")


def test_where_a_program_emptied_the_draft_the_visible_text_opens(document: bytes) -> None:
    opened = open_file(EVERY_KIND, with_part(document, DRAFT, b""))
    assert opened.sent
    assert dict(opened.draft.answers) == {**ANSWERS, "visit.day": "6 January 2027"}


# --- Older and newer versions of a form --------------------------------------------------------------------------


def newer() -> FormDefinition:
    """Return the form of every kind after two changes: renamed questions, and one that is asked no longer."""
    visit, children = EVERY_KIND.sections
    renamed = {"place": "where", "actions": "steps"}
    fields = [replace(each, id=renamed.get(each.id, each.id)) for each in visit.fields if each.id != "sort"]
    of_child = [replace(each, id="full_name") if each.id == "name" else each for each in children.fields]
    return replace(
        EVERY_KIND,
        version=3,
        sections=(replace(visit, fields=tuple(fields)), replace(children, fields=tuple(of_child))),
        changes=(
            Change(version=3, says="The form no longer asks whether the visit was agreed."),
            Change(
                version=2,
                says="Some questions have other names.",
                renamed={
                    "visit.place": "visit.where",
                    "visit.actions": "visit.steps",
                    "children.*.name": "children.*.full_name",
                },
            ),
        ),
    )


CARRIED = {
    re.sub(
        r"\.name$", ".full_name", path.replace("visit.place", "visit.where").replace("visit.actions", "visit.steps")
    ): text
    for path, text in ANSWERS.items()
    if path != "visit.sort"
}
NOTES = ("Some questions have other names.", "The form no longer asks whether the visit was agreed.")


def test_a_draft_of_an_older_version_opens_with_notes_and_nothing_lost() -> None:
    opened = open_file(newer(), draft_file())
    assert opened.version_notes == NOTES
    assert opened.draft.answers == CARRIED
    assert opened.no_longer_asked == (("visit.sort", "Agreed"),)


def test_a_document_of_an_older_version_opens_with_notes_and_nothing_lost(document: bytes) -> None:
    opened = open_file(newer(), document)
    assert (opened.version_notes, opened.draft.answers) == (NOTES, CARRIED)
    assert opened.no_longer_asked == (("visit.sort", "Agreed"),)
    assert (opened.differences, opened.lost, opened.added, opened.removed) == ((), (), (), ())


@pytest.mark.parametrize(
    ("path", "now"),
    [
        ("visit.seen", "visit.seen"),
        ("visit.place", "visit.where"),
        ("visit.actions.2.what", "visit.steps.2.what"),
        ("children.2.name", "children.2.full_name"),
    ],
)
def test_an_edit_in_a_document_of_an_older_version_is_found_under_the_questions_name_now(
    path: str, now: str, document: bytes
) -> None:
    opened = open_file(newer(), edited(document, write(path, "Other words")))
    assert [each.path for each in opened.differences] == [now]


def test_an_answer_after_a_row_that_holds_only_what_is_no_longer_asked_is_not_lost() -> None:
    visit, children = EVERY_KIND.sections
    fields = [
        replace(each, columns=tuple(part for part in each.columns if part.id != "why")) if each.columns else each
        for each in visit.fields
    ]
    sections = (replace(visit, fields=tuple(fields)), children)
    changes = (Change(version=2, says="Reasons are asked no longer."),)
    form = replace(EVERY_KIND, version=2, sections=sections, changes=changes)
    old = of(EVERY_KIND, {"visit.actions.1.why": "She asked", "visit.actions.2.what": "Ring"})
    opened = open_file(form, draft_file(old))
    assert opened.no_longer_asked == (("visit.actions.1.why", "She asked"),)
    assert "Ring" in opened.draft.answers.values()
    [again] = [open_file(form, fill(form, word_templates(form)[""], opened.draft, WORKING))]
    assert again == Opened(draft=opened.draft)


def test_only_the_changes_since_a_drafts_version_are_told() -> None:
    old = {"visit.where": "Leeds", "children.1.full_name": "Robin"}
    opened = open_file(newer(), draft_file(of(EVERY_KIND, old), version=2))
    assert (opened.version_notes, opened.draft.answers) == (NOTES[1:], old)


@pytest.mark.parametrize(
    ("path", "old", "new", "now"),
    [
        ("a.b", "a.b", "a.c", "a.c"),
        ("a.b.reason", "a.b", "a.c", "a.c.reason"),
        ("a.bc", "a.b", "a.c", "a.bc"),
        ("a", "a.b", "a.c", "a"),
        ("kids.2.name", "kids.*.name", "kids.*.called", "kids.2.called"),
        ("kids.2.harm.3.text", "kids.*.harm.*.text", "kids.*.harm.*.words", "kids.2.harm.3.words"),
        ("kids.2.harm.3.text", "kids.*.harm", "kids.*.hurt", "kids.2.hurt.3.text"),
        ("kids.x.name", "kids.*.name", "kids.*.called", "kids.x.name"),
        ("about.name", "about.name", "kids.*.name", "kids.1.name"),
    ],
)
def test_a_renaming_leads_from_an_old_path_to_the_new_one(path: str, old: str, new: str, now: str) -> None:
    assert new_path(path, old, new) == now


# --- Files that are refused ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "This file is not a draft: it cannot be read."),
        (b"Dear Sir or Madam", "This file is not a draft: it cannot be read."),
        (b"{}", "This file is not a draft that was saved on a form’s page."),
        (b"[1, 2]", "This file is not a draft that was saved on a form’s page."),
        (b"null", "This file is not a draft that was saved on a form’s page."),
        (b'{"format": "something else", "answers": {}}', "This file is not a draft that was saved"),
        (draft_file()[:-20], "This file is not a draft: it cannot be read."),
        (draft_file().decode().encode("utf-16"), "This file is not a draft: it cannot be read."),
        (b"[" * 200_000, "This file is not a draft: it cannot be read."),
        (b'{"a":' * 200_000, "This file is not a draft: it cannot be read."),
        (b"1" * 10_000, "This file is not a draft: it cannot be read."),
        (b" " * 5_000_001, "This file is too large to be a draft: 5 MB."),
        (b"PK" + b" " * 30_000_000, "This file is too large to be a draft: 30 MB."),
        (draft_file().replace(b'"version"', b'"version": 1, "version"'), "This file is not a draft: it cannot be read."),
        (draft_file().replace(b'"visit.place"', b'"visit.day": "", "visit.place"'), "This file is not a draft: it cannot"),
        (draft_file(version=2), "This draft was made with a newer version of the form."),
        (draft_file(version=10**400), "This draft was made with a newer version of the form."),
        (draft_file(version=0), "This draft does not say which version of the form it belongs to"),
        (draft_file(version="1"), "This draft does not say which version of the form it belongs to"),
        (draft_file(version=True), "This draft does not say which version of the form it belongs to"),
        (draft_file(version=float("nan")), "This draft does not say which version of the form it belongs to"),
        (draft_file(version=None), "This draft does not say which version of the form it belongs to"),
        (draft_file(form="safety-plan", title="Safety plan"), "This is a draft of another form, “Safety plan”."),
        (draft_file(form="safety-plan"), "This is a draft of another form, “safety-plan”."),
        (draft_file(form=None), "This is a draft of another form"),
        (draft_file(form=["every-kind"]), "This is a draft of another form"),
        (draft_file(form="x", title="\ud800"), "This is a draft of another form"),
        (draft_file(answers=[]), "This draft is damaged: its answers are not text."),
        (draft_file(answers="text"), "This draft is damaged: its answers are not text."),
        (draft_file(answers=None), "This draft is damaged: its answers are not text."),
        (draft_file(answers={"visit.place": 7}), "This draft is damaged: its answers are not text."),
        (draft_file(answers={"visit.place": None}), "This draft is damaged: its answers are not text."),
        (draft_file(answers={"visit.place": {"a": "b"}}), "This draft is damaged: its answers are not text."),
        *((draft_file(counted=bad), "This draft is damaged: what its dates") for bad in STRANGE_COUNTED),
        (draft_file(answers={"visit.nothing": "a"}), "it answers “visit.nothing”, which the form does not ask."),
        (draft_file(answers={"\ud800": "a"}), "which the form does not ask."),
        (draft_file(answers={"visit.seen": "a" * 40_001}), "This draft holds more than the form can hold."),
        (draft_file(answers={f"visit.{n}": "a" for n in range(5001)}), "This draft holds more than the form can hold."),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else "",
)  # fmt: skip
def test_a_file_that_is_no_draft_of_this_form_is_refused_with_a_reason(content: bytes, says: str) -> None:
    assert says in refusal(EVERY_KIND, content)


def test_a_working_copy_of_another_form_is_refused(document: bytes, forms: OnDemand[FormDefinition]) -> None:
    assert "This is a draft of another form, “every-kind”." in refusal(forms["safety-plan"], document)


def test_a_working_copy_of_a_newer_version_is_refused(template: WordTemplate) -> None:
    document = fill(EVERY_KIND, template, replace(SAVED, version=2), WORKING)
    assert "This draft was made with a newer version of the form." in refusal(EVERY_KIND, document)


HEAD = f'<g:draft xmlns:g="{NAMESPACE}">'.encode()
DEEP = {
    "paragraph": b"<w:p>" + b"<w:r>" * 20_000 + b"</w:r>" * 20_000 + b"</w:p>",
    "control": b"<w:p>" + b"<w:sdt>" * 20_000 + b"</w:sdt>" * 20_000 + b"</w:p>",
}


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda whole: whole[: len(whole) // 2], "This Word document is damaged: it cannot be unpacked."),
        (lambda whole: whole[:-1], "This Word document is damaged: it cannot be unpacked."),
        (lambda whole: whole[:4], "This Word document is damaged: it cannot be unpacked."),
        (lambda _: packed({"photo.jpg": b"abc"}), "This file is not a Word document (.docx)."),
        (lambda _: packed({}), "This file is not"),
        (lambda _: packed({DOCUMENT: b"<a/>"}), "This Word document has no draft and no fields"),
        (lambda _: packed({DOCUMENT: b"\x00" * 50_000_000}), "unpacked, it would be far too large."),
        (lambda whole: with_part(whole, "customXml/item9.xml", b" " * 50_000_000), "it would be far too large."),
        (lambda whole: packed(parts(whole) | {f"a{n}": b"" for n in range(2000)}), "it would be far too large."),
        (lambda whole: with_part(with_part(whole, DRAFT, b"<a/>"), DOCUMENT, b"<w:document"), "is damaged"),
        (lambda whole: with_part(with_part(whole, DRAFT, b"<a/>"), DOCUMENT, b"\xff\xff"), "is damaged"),
        (lambda whole: _doubled(whole, DRAFT), "This Word document is damaged: two parts of it have the same name"),
        (lambda whole: _doubled(whole, DOCUMENT.upper()), "two parts of it have the same name"),
        (lambda whole: changed(whole, "version&#34;: 1", "version&#34;: 1, &#34;version&#34;: 1", DRAFT), "The draft in"),
        (lambda whole: changed(whole, "</w:body>", "<w:p/>" * 2_400_000 + "</w:body>"), "far more paragraphs than any"),
        (lambda whole: with_part(whole, DRAFT, HEAD), "This Word document is damaged"),
        (lambda whole: with_part(whole, DRAFT, HEAD + b"</g:draft>"), "The draft in this Word document is damaged."),
        (lambda whole: with_part(whole, DRAFT, HEAD + b"<g:saved>{</g:saved></g:draft>"), "The draft in this"),
        (lambda whole: with_part(whole, DRAFT, HEAD + b"<g:saved>[]</g:saved></g:draft>"), "The draft in this"),
        (lambda whole: with_part(whole, DRAFT, HEAD + b"<g:saved>7</g:saved></g:draft>"), "The draft in this"),
        (lambda whole: with_part(whole, DRAFT, HEAD + b"<g:saved>" + b"[" * 200_000 + b"</g:saved></g:draft>"), "The draft"),
        (lambda whole: with_part(whole, DRAFT, HEAD + b"<g:a>" * 90_000 + b"</g:a>" * 90_000 + b"</g:draft>"), "This Word document is damaged"),
        (lambda whole: _recoded(whole, DRAFT, "utf-16"), "This Word document is damaged"),
        (lambda whole: _recoded(whole, DOCUMENT, "utf-16-be"), "This Word document"),
        (lambda whole: _recoded(_typed(whole, DOCUMENT), DOCUMENT, "utf-16-le"), "This Word document"),
        (lambda whole: _typed(whole, DRAFT), "declares a document type, which none of ours does."),
        (lambda whole: _typed(whole, DOCUMENT), "declares a document type, which none of ours does."),
        (lambda whole: packed(parts(whole), zipfile.ZIP_LZMA).replace(b"\x05\x00]", b"\x05\x00\xff"), "is damaged"),
        (lambda whole: _far_away(whole, 2**62), "This Word document is damaged"),
        (lambda whole: _far_away(whole, 2**64 - 1), "This Word document is damaged"),
        (lambda whole: _encrypted(whole), "This Word document is damaged: it cannot be unpacked."),
        (lambda whole: _smaller_than_it_says(whole), "This Word document is damaged: it cannot be unpacked."),
    ],
)  # fmt: skip
def test_a_harmful_or_damaged_document_is_refused_with_a_reason(
    spoil: Callable[[bytes], bytes], says: str, document: bytes
) -> None:
    assert says in refusal(EVERY_KIND, spoil(document))


def _recoded(whole: bytes, part: str, encoding: str) -> bytes:
    text = parts(whole)[part].decode().replace("UTF-8", "UTF-16").replace("utf-8", "utf-16")
    return with_part(whole, part, text.encode(encoding))


def _typed(whole: bytes, part: str) -> bytes:
    bomb = '<!DOCTYPE a [<!ENTITY b "bbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>'
    return with_part(whole, part, re.sub(r"\?>\s*", rf"?>{bomb}", parts(whole)[part].decode(), count=1).encode())


def _doubled(whole: bytes, part: str) -> bytes:
    """Return an archive with a second part of a name, which programs take differently."""
    files = parts(whole)
    content = BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, text in files.items():
            archive.writestr(name, text)
        with warnings.catch_warnings(action="ignore"):
            archive.writestr(part, files[DOCUMENT if part not in files else part].replace(b"Leeds", b"York"))
    return content.getvalue()


def _entry(whole: bytes) -> int:
    """Return where the list at the end of an archive tells of the document part."""
    return whole.index(DOCUMENT.encode(), whole.index(b"PK\x01\x02")) - 46


def _encrypted(whole: bytes) -> bytes:
    at = _entry(whole) + 8
    return whole[:at] + b"\x01\x00" + whole[at + 2 :]


def _smaller_than_it_says(whole: bytes) -> bytes:
    """Return a document that unpacks to more than its list says."""
    at = _entry(whole) + 24
    return whole[:at] + struct.pack("<I", 100) + whole[at + 4 :]


def _far_away(whole: bytes, place: int) -> bytes:
    """Return a document whose list says that a part stands far beyond the end of the file."""
    at, extra = _entry(whole), struct.pack("<HHQ", 1, 8, place)
    entry = bytearray(whole[at : at + 46 + len(DOCUMENT)])
    entry[30:32], entry[42:46] = struct.pack("<H", len(extra)), b"\xff" * 4
    end = bytearray(whole[whole.rindex(b"PK\x05\x06") :])
    end[12:16] = struct.pack("<I", struct.unpack("<I", end[12:16])[0] + len(extra))
    return whole[:at] + entry + extra + whole[at + 46 + len(DOCUMENT) : -len(end)] + end


@pytest.mark.parametrize("deep", DEEP.values(), ids=DEEP)
def test_a_document_nested_deeper_than_any_real_one_opens_or_is_refused(deep: bytes, document: bytes) -> None:
    spoilt = changed(document, "</w:body>", f"{deep.decode()}</w:body>")
    assert opens_or_is_refused(spoilt)


def saved_otherwise(document: bytes, **otherwise: Any) -> bytes:
    """Return a document whose draft part says something else of itself."""

    def edit(root: etree._Element) -> None:
        saved = root.find(f"{{{NAMESPACE}}}saved")
        saved.text = json.dumps(
            {key: value for key, value in (json.loads(saved.text) | otherwise).items() if value != "gone"}
        )

    return edited(document, edit, DRAFT)


@pytest.mark.parametrize(
    ("key", "values"),
    [
        ("form", ["gone", None, 7, ["every-kind"]]),
        ("version", ["gone", None, "1", 1.0, 2, -1, True]),
        ("answers", ["gone", None, [], "text", {"visit.place": 7}, {"visit.nothing": "a"}, {"visit.seen": "a" * 40_001}]),
        ("lines", [None, {}, "text", [[]], [["visit.place"]], [["visit.place", "0"]], [[7, 0]], [7], ["ab"]]),
        ("around", ["gone", None, {}, "text", [7], [None], [["a"]]]),
    ],
)  # fmt: skip
def test_a_documents_draft_of_another_shape_is_refused(key: str, values: list[Any], document: bytes) -> None:
    for value in values:
        assert refusal(EVERY_KIND, saved_otherwise(document, **{key: value})), value


@pytest.mark.parametrize(
    "lines", [[], [["visit.nothing", 0]] * 400, [["visit.place", 10**30]] * 30, [["visit.place", -1]] * 30]
)
def test_lines_that_lead_nowhere_cost_no_answer(lines: list[Any], document: bytes) -> None:
    assert open_file(EVERY_KIND, saved_otherwise(document, lines=lines)).draft == SAVED


# --- Anything at all ---------------------------------------------------------------------------------------------


def opens_or_is_refused(content: bytes) -> bool:
    """Open a file, or let it be refused in words; anything else is the test's failure."""
    try:
        opened = open_file(EVERY_KIND, content)
    except InvalidInput as refused:
        return all(each.message.endswith(UNCHANGED) for each in refused.errors)
    return opened.draft.form == EVERY_KIND.id


FLIPS = st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.integers(0, 255)), min_size=1, max_size=6)


def flipped(content: bytes, flips: list[tuple[float, int]]) -> bytes:
    """Return a file with some of its bytes changed."""
    spoilt = bytearray(content)
    for place, value in flips:
        spoilt[int(place * len(spoilt))] = value
    return bytes(spoilt)


@settings(max_examples=100)
@given(content=st.binary(max_size=200), start=st.sampled_from([b"", b"PK", b"PK\x03\x04", b"{", b"\xef\xbb\xbf"]))
def test_any_bytes_are_opened_or_refused_in_words(content: bytes, start: bytes) -> None:
    assert opens_or_is_refused(start + content)


@settings(max_examples=300)
@given(flips=FLIPS)
def test_a_draft_with_any_bytes_changed_is_opened_or_refused_in_words(flips: list[tuple[float, int]]) -> None:
    assert opens_or_is_refused(flipped(draft_file(), flips))


@settings(max_examples=300)
@given(flips=FLIPS)
def test_a_document_with_any_bytes_changed_is_opened_or_refused_in_words(
    flips: list[tuple[float, int]], document: bytes
) -> None:
    assert opens_or_is_refused(flipped(document, flips))


@settings(max_examples=150)
@given(flips=FLIPS)
def test_the_list_of_an_archive_with_any_bytes_changed_is_opened_or_refused_in_words(
    flips: list[tuple[float, int]], document: bytes
) -> None:
    start = document.index(b"PK\x01\x02")
    assert opens_or_is_refused(document[:start] + flipped(document[start:], flips))


@pytest.mark.parametrize("part", [DOCUMENT, DRAFT])
@settings(max_examples=150)
@given(flips=FLIPS)
def test_a_part_with_any_bytes_changed_is_opened_or_refused_in_words(
    part: str, flips: list[tuple[float, int]], document: bytes
) -> None:
    assert opens_or_is_refused(with_part(document, part, flipped(parts(document)[part], flips)))


def test_a_document_with_far_more_paragraphs_than_ours_is_not_compared_in_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def slow(*_: object, **__: object) -> None:
        pytest.fail("comparing these in order takes minutes")

    monkeypatch.setattr("difflib.SequenceMatcher", slow)
    assert edits(["b", "b", "a"] * 500, ["a", "c"] * 750) == (["c"] * 750, ["b"] * 1000)

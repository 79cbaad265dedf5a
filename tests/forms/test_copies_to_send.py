"""A copy to send: what can be seen in it is all there is, and it opens again with exactly that."""

import re
from dataclasses import replace

import pytest
from docx.oxml.ns import qn
from hypothesis import assume, given
from hypothesis import strategies as st
from lxml import etree

from calculator.model import InvalidInput
from forms.builder.form_data import word_templates
from forms.builder.load import form_ids
from forms.document import Copy, Purpose, WordTemplate, fill, shown
from forms.draft import Draft, boxes, placed, read_answers
from forms.kinds import KINDS
from forms.model import Change, FormDefinition
from forms.opening import open_file
from forms.outline import left_out
from forms.page import as_text
from forms.part import Kind
from forms.saved import Opened
from forms.word_text import NOT_ANSWERED
from tests.forms import reading
from tests.forms.conftest import OnDemand
from tests.forms.samples import EVERY_KIND, MADE, SENT, SENT_WHOLE, of
from tests.page_python import in_both

_python = in_both("fill", "open_file", "as_text")

FORMS = form_ids()
OF_AREAS = ("conference-record", "social-work-report", "stand-down")
COUNTED = {"partnership": "kirklees", "event": "initial_conference", "date": "6/1/2027", "rules": "1", "was": "x"}


@pytest.fixture(scope="module")
def template() -> WordTemplate:
    return word_templates(EVERY_KIND)[""]


def sent(template: WordTemplate, copy: Copy = SENT, **answers: str) -> bytes:
    typed = {path.replace("__", "."): text for path, text in answers.items()}
    draft, unknown, _ = read_answers(EVERY_KIND, typed)
    assert unknown == []
    return fill(EVERY_KIND, template, draft, copy)


def as_shown(form: FormDefinition, draft: Draft) -> Draft:
    """Return a draft as a document shows it: its dates in words, and nothing that its dates were counted from."""
    kinds = {box.path: box.part for box in boxes(form, draft)}
    answers = {path: shown(kinds[path], text) for path, text in draft.answers.items()}
    return replace(draft, answers=answers, counted={})


def edited(content: bytes, path: str, text: str, at: int = 0) -> bytes:
    """Return a document in which somebody wrote other words into a field."""
    root = etree.fromstring(reading.parts(content)[reading.DOCUMENT])
    fields = [each for each in root.iter(qn("w:sdt")) if each.find(f".//{qn('w:tag')}").get(qn("w:val")) == path]
    fields[at].find(f".//{qn('w:t')}").text = text
    return reading.with_part(content, reading.DOCUMENT, etree.tostring(root))


# --- Nothing that cannot be seen --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FORMS)
def test_every_word_in_any_part_of_the_file_can_be_seen_in_it(
    name: str, forms: OnDemand[FormDefinition], examples: OnDemand[Draft], templates: OnDemand[WordTemplate]
) -> None:
    content = fill(forms[name], templates[name], replace(examples[name], counted=COUNTED), SENT)
    assert not [each for each in reading.parts(content) if each.startswith("customXml")]
    visible = set(re.findall(r"\w+", "\n".join(reading.lines(content))))
    elsewhere = b"".join(
        part for each, part in reading.parts(content).items() if each != reading.DOCUMENT and each.endswith(".xml")
    ).decode()
    typed = {word for text in examples[name].answers.values() for word in re.findall(r"[^\W\d]{9,}", text)}
    assert {word for word in typed if word not in visible} <= dates_of(forms[name], examples[name])
    fixed = reading.parts(fill(forms[name], templates[name], of(forms[name], {}), SENT))
    empty = b"".join(
        part for each, part in fixed.items() if each != reading.DOCUMENT and each.endswith(".xml")
    ).decode()
    assert elsewhere == empty


def dates_of(form: FormDefinition, draft: Draft) -> set[str]:
    dates = (
        draft.answers.get(box.path, "")
        for box in boxes(form, draft)
        if box.part.kind in {Kind("date"), Kind("birth")}
    )
    return {word for text in dates for word in re.findall(r"\w+", text)}


def test_an_address_deleted_in_word_is_not_in_the_file_and_does_not_come_back(template: WordTemplate) -> None:
    content = edited(sent(template, visit__place="14 Secret Street", visit__seen="Breakfast"), "visit.place", "")
    assert not [name for name, part in reading.parts(content).items() if b"Secret" in part]
    opened = open_file(EVERY_KIND, content)
    assert dict(opened.draft.answers) == {"visit.seen": "Breakfast"}
    assert opened.differences == ()


# --- It opens with exactly its visible text -----------------------------------------------------------------------


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("copy", [SENT, SENT_WHOLE], ids=["answered", "all questions"])
def test_a_copy_to_send_of_any_form_opens_with_its_visible_text(
    name: str,
    copy: Copy,
    forms: OnDemand[FormDefinition],
    examples: OnDemand[Draft],
    templates: OnDemand[WordTemplate],
) -> None:
    content = fill(forms[name], templates[name], examples[name], copy)
    assert open_file(forms[name], content, [templates[name]]) == Opened(
        draft=as_shown(forms[name], examples[name]), sent=True
    )


@pytest.mark.parametrize(
    "answers",
    [
        {"visit.seen": "one\n\n\ntwo\n three"},
        {"visit.seen": "one\n\none"},
        {"visit.place": "A&E", "visit.seen": "Mum & Dad <said>\n{{ 7*7 }}"},
        {"visit.place": NOT_ANSWERED},
        {"visit.present": "Mother\nNana", "visit.sort": "Agreed", "visit.again.answer": "Yes"},
        {"children.2.name": "Sam", "children.2.harm.1.text": "a", "children.2.harm.2.text": "b"},
        {"visit.actions.1.why": "x\ny", "visit.actions.2.why": "z"},
        {"visit.signed.name": "Lee"},
    ],
)
@pytest.mark.parametrize("copy", [SENT, SENT_WHOLE], ids=["answered", "all questions"])
def test_every_kind_of_answer_opens_as_it_can_be_seen(
    answers: dict[str, str], copy: Copy, template: WordTemplate
) -> None:
    draft = of(EVERY_KIND, answers)
    opened = open_file(EVERY_KIND, fill(EVERY_KIND, template, draft, copy), [template])
    assert opened == Opened(draft=draft, sent=True)


@given(text=st.text(st.one_of(st.characters(), st.sampled_from("\n\t& <")), min_size=1, max_size=40))
def test_any_text_opens_as_it_can_be_seen(text: str, template: WordTemplate) -> None:
    typed = {"visit.place": text, "visit.seen": text, "visit.actions.1.why": text, "children.1.says": text}
    draft, _, _ = read_answers(EVERY_KIND, typed)
    assume(draft.answers)  # with no answer there is no field, and nothing to open
    opened = open_file(EVERY_KIND, fill(EVERY_KIND, template, draft, SENT), [template])
    squeezed = {path: "".join(text.split()) for path, text in draft.answers.items()}
    assert {path: "".join(text.split()) for path, text in opened.draft.answers.items()} == squeezed
    assert opened.added == ()


def test_what_was_edited_in_word_is_what_opens(template: WordTemplate) -> None:
    content = edited(sent(template, visit__seen="one\n\ntwo", visit__day="6/1/2027"), "visit.seen", "three", at=1)
    opened = open_file(EVERY_KIND, edited(content, "visit.day", "next week"), [template])
    assert dict(opened.draft.answers) == {"visit.day": "next week", "visit.seen": "one\n\nthree"}


def test_an_answer_that_is_not_among_the_choices_is_shown_and_not_lost(template: WordTemplate) -> None:
    content = edited(sent(template, visit__sort="Agreed", visit__place="Leeds"), "visit.sort", "Agreed, mostly")
    opened = open_file(EVERY_KIND, content)
    assert opened.unfit == (("The visit: Was it agreed?", "Agreed, mostly"),)
    assert dict(opened.draft.answers) == {"visit.place": "Leeds"}


def test_words_that_somebody_wrote_outside_the_fields_are_shown_and_not_lost(template: WordTemplate) -> None:
    content = sent(template, visit__place="Leeds")
    document = reading.parts(content)[reading.DOCUMENT].decode()
    added = document.replace("</w:body>", "<w:p><w:r><w:t>Seen by the manager.</w:t></w:r></w:p></w:body>")
    opened = open_file(EVERY_KIND, reading.with_part(content, reading.DOCUMENT, added.encode()), [template])
    assert opened.added == ("Seen by the manager.",)
    assert dict(opened.draft.answers) == {"visit.place": "Leeds"}


def test_word_shows_a_prompt_in_a_field_that_was_emptied_and_it_is_no_answer(template: WordTemplate) -> None:
    content = edited(
        sent(template, visit__place="Leeds", visit__seen="Tea"), "visit.place", "Click here to enter text."
    )
    document = reading.parts(content)[reading.DOCUMENT].decode()
    marked = document.replace("<w:text w:multiLine", "<w:showingPlcHdr/><w:text w:multiLine", 1)
    opened = open_file(EVERY_KIND, reading.with_part(content, reading.DOCUMENT, marked.encode()))
    assert dict(opened.draft.answers) == {"visit.seen": "Tea"}


def test_a_document_of_another_form_is_refused_and_one_that_was_renamed_is_not(template: WordTemplate) -> None:
    content = sent(template, visit__place="Leeds")
    other = replace(EVERY_KIND, id="other", title="Another form", sections=EVERY_KIND.sections[1:])
    with pytest.raises(InvalidInput, match="another form, “Every kind of question”"):
        open_file(other, content)
    renamed = open_file(replace(EVERY_KIND, title="Another title"), content)
    assert (renamed.title, dict(renamed.draft.answers)) == ("Every kind of question", {"visit.place": "Leeds"})


def test_a_copy_of_an_older_version_opens_under_the_names_that_questions_have_now(template: WordTemplate) -> None:
    visit, children = EVERY_KIND.sections
    fields = tuple(
        replace(each, id="where") if each.id == "place" else each for each in visit.fields if each.id != "day"
    )
    change = Change(version=2, says="Changed.", renamed={"visit.place": "visit.where"})
    newer = replace(EVERY_KIND, version=2, sections=(replace(visit, fields=fields), children), changes=(change,))
    opened = open_file(newer, sent(template, visit__place="Leeds", visit__day="6/1/2027"))
    assert dict(opened.draft.answers) == {"visit.where": "Leeds"}
    assert opened.no_longer_asked == (("visit.day", "6 January 2027"),)


# --- What is left out ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FORMS)
def test_questions_without_an_answer_and_headings_with_nothing_under_them_are_left_out(
    name: str, forms: OnDemand[FormDefinition], examples: OnDemand[Draft], templates: OnDemand[WordTemplate]
) -> None:
    form = forms[name]
    path, text = next(iter(examples[name].answers.items()))
    [box] = placed(form, {path: text}).values()
    content = fill(form, templates[name], of(form, {path: text}), SENT)
    signed = {section.title for section, each in form.fields() if KINDS[each.kind].signed}
    headings = [words for style, words in reading.headings(content) if style == "Heading 1"]
    assert set(headings) <= {box.section.title} | signed
    assert box.section.title in headings
    assert NOT_ANSWERED not in reading.lines(content)
    assert NOT_ANSWERED not in as_text(form, of(form, {path: text}), SENT)
    labels = {each.label for _, each in form.fields() if each is not box.field and not KINDS[each.kind].signed}
    assert labels - {box.field.label} & set(reading.lines(content)) == set()


def test_a_row_of_which_something_is_answered_has_empty_cells_and_a_place_to_sign_stays(
    template: WordTemplate,
) -> None:
    lines = reading.filled_lines(sent(template, visit__actions__1__what="Ring"))
    assert lines[-6:] == ["Action", "Reason", "By when", "Ring", "Signed by the visitor", "Signature"]


@pytest.mark.parametrize("name", OF_AREAS)
def test_questions_of_other_areas_never_stand_in_a_copy_to_send(
    name: str, forms: OnDemand[FormDefinition], examples: OnDemand[Draft], templates: OnDemand[WordTemplate]
) -> None:
    form, draft = forms[name], examples[name]
    for area, other in (("kirklees", "Darlington"), ("darlington", "Kirklees")):
        for copy in (replace(SENT, area=area), replace(SENT_WHOLE, area=area)):
            lines = reading.lines(fill(form, templates[name], draft, copy))
            assert [line for line in lines if line.startswith(f"{other}:")] == []
            assert f"{other}:" not in as_text(form, draft, copy)
        gone = left_out(form, draft, area)
        assert gone or not any(other.lower() in (*s.partnerships, *f.partnerships) for s, f in form.fields())
    whole = reading.lines(fill(form, templates[name], of(form, {}), SENT_WHOLE))
    assert [line for line in whole if line.startswith(("Darlington:", "Kirklees:"))] == []
    assert [
        line for line in reading.lines(fill(form, templates[name], draft, SENT)) if line.startswith("Darlington:")
    ]


def test_a_copy_to_go_on_writing_keeps_every_question_and_every_answer(
    forms: OnDemand[FormDefinition], examples: OnDemand[Draft], templates: OnDemand[WordTemplate]
) -> None:
    form = forms["conference-record"]
    copy = Copy(made=MADE, purpose=Purpose.WRITE, area="kirklees")
    opened = open_file(form, fill(form, templates[form.id], examples[form.id], copy))
    assert opened == Opened(draft=examples[form.id])

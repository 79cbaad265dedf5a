"""The finished document, read back by python-docx, docxtpl and lxml: every word once, and readable by everyone."""

import tomllib
from collections import Counter
from dataclasses import replace
from datetime import date
from io import BytesIO
from types import SimpleNamespace
from typing import Any

import docx
import pytest
from dateutil.parser import parse
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Mm
from docxtpl import DocxTemplate
from hypothesis import example, given
from hypothesis import strategies as st
from lxml import etree

from forms.builder.form_data import word_templates
from forms.builder.load import DEFINITIONS, form_ids
from forms.builder.word_template import word_template
from forms.document import CARRIES, Copy, WordTemplate, fill
from forms.draft import Draft, boxes, read_answers
from forms.model import Field, FormDefinition, Section
from forms.part import Kind
from tests.forms import reading
from tests.forms.conftest import OnDemand
from tests.forms.samples import BLANK, EVERY_KIND, FREE, SENT, SENT_WHOLE, WORKING, of, with_tokens
from tests.page_python import in_both

_python = in_both("fill")

FORMS = form_ids()
COPIES = {"working": WORKING, "sent": SENT, "blank": BLANK}


@pytest.fixture(scope="session")
def template() -> WordTemplate:
    """Return the Word template of the form of every kind."""
    return word_templates(EVERY_KIND)[""]


def filled(template: WordTemplate, copy: Copy = SENT, **answers: str) -> bytes:
    typed = {path.replace("__", "."): text for path, text in answers.items()}
    draft, unknown, _ = read_answers(EVERY_KIND, typed)
    assert unknown == []
    return fill(EVERY_KIND, template, draft, copy)


@pytest.fixture(params=FORMS)
def form(request: pytest.FixtureRequest, forms: OnDemand[FormDefinition]) -> FormDefinition:
    """Return each form in turn."""
    return forms[request.param]


@pytest.fixture(params=COPIES)
def copy(request: pytest.FixtureRequest) -> Copy:
    """Return each sort of copy in turn."""
    return COPIES[request.param]


@pytest.fixture
def made(form: FormDefinition, copy: Copy, examples: OnDemand[Draft], templates: OnDemand[WordTemplate]) -> bytes:
    """Return the worked example of each form as each sort of copy."""
    return fill(form, templates[form.id], examples[form.id], copy)


# --- Every answer ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("copy", [WORKING, SENT], ids=["working", "sent"])
def test_every_answer_stands_in_the_document_exactly_once_and_in_order(
    form: FormDefinition, copy: Copy, examples: OnDemand[Draft], templates: OnDemand[WordTemplate]
) -> None:
    draft, tokens = with_tokens(form, examples[form.id])
    content = fill(form, templates[form.id], draft, copy)
    assert len(tokens) > 5
    assert [word for word in reading.words_of(content).split() if word in tokens] == tokens
    assert [line for line in reading.lines(content) if line in tokens] == tokens


def test_every_date_and_choice_stands_in_the_document(
    form: FormDefinition, examples: OnDemand[Draft], templates: OnDemand[WordTemplate]
) -> None:
    lines = Counter(reading.lines(fill(form, templates[form.id], examples[form.id], SENT)))
    draft = in_words(form, examples[form.id])
    chosen = Counter(
        line
        for box in boxes(form, draft)
        if box.part.kind not in FREE and box.path in draft.answers
        for line in draft.answers[box.path].split("\n")
    )
    assert chosen
    assert chosen <= lines


def in_words(form: FormDefinition, draft: Draft) -> Draft:
    """Return a draft with its dates in words, as another library reads them."""
    dates = {box.path for box in boxes(form, draft) if box.part.kind in {Kind("date"), Kind("birth")}}
    days = {path: parse(text, dayfirst=True) for path, text in draft.answers.items() if path in dates}
    return replace(
        draft, answers={**draft.answers, **{path: f"{day.day} {day:%B %Y}" for path, day in days.items()}}
    )


def boxes_of(field: dict[str, Any]) -> int:
    """Return how many boxes the question of a definition has, in a row or without any."""
    own = {"yes_no": 2, "scale": 3, "signature": 3, "people": 2, "entries": 2, "rows": 0}
    return own.get(field["kind"], 1) + len(field.get("columns", []))


def test_an_empty_form_says_not_answered_at_every_box_where_the_writer_wants_it(
    form: FormDefinition, templates: OnDemand[WordTemplate]
) -> None:
    data = tomllib.loads((DEFINITIONS / f"{form.id}.toml").read_text(encoding="utf-8"))
    asked = sum(boxes_of(field) for section in data["sections"] for field in section["fields"])
    for copy in (WORKING, SENT_WHOLE):
        every_area = replace(form, sections=tuple(map(of_every_area, form.sections)))
        lines = reading.lines(fill(every_area, templates[form.id], of(form, {}), copy))
        assert lines.count("Not answered") == asked


def test_a_blank_form_has_its_questions_help_and_answers_to_tick_and_says_nothing_of_answers(
    form: FormDefinition, templates: OnDemand[WordTemplate]
) -> None:
    lines = reading.lines(fill(form, templates[form.id], of(form, {}), BLANK))
    assert not [line for line in lines if "Not answered" in line or "{" in line or CARRIES in line]
    for section, each in form.fields():
        assert section.intro is None or section.intro in lines
        assert each.label in lines
        assert each.help is None or [line for line in lines if each.help in line]
        assert [f"☐ {option}" for option in each.options if f"☐ {option}" not in lines] == []
        assert [part.label for part in each.columns if part.label not in lines] == []


def test_a_blank_table_has_four_rows_to_write_in_or_as_many_as_the_form_begins_with(template: WordTemplate) -> None:
    content = fill(EVERY_KIND, template, of(EVERY_KIND, {}), BLANK)
    assert [len(table.rows) for table in docx.Document(BytesIO(content)).tables] == [5, 5, 5]


def test_what_is_written_about_the_second_child_stays_with_it_when_nothing_is_written_about_the_first(
    template: WordTemplate,
) -> None:
    lines = reading.lines(filled(template, WORKING, children__2__name="Sam", children__2__harm__1__text="A quarrel"))
    assert lines.index("Child 1") < lines.index("Child 2") < lines.index("Sam") < lines.index("A quarrel")


def test_a_date_is_written_in_words_however_it_was_typed(template: WordTemplate) -> None:
    lines = reading.lines(filled(template, visit__day="06/01/2027", visit__signed__date="2027-02-01"))
    assert ("6 January 2027" in lines, "1 February 2027" in lines) == (True, True)


# --- docxtpl, the library whose tags these are, as the judge -------------------------------------------------


def plainly(form: FormDefinition, draft: Draft) -> dict[str, Any]:
    """Return a draft as docxtpl wants it: sections, children and rows by name, with plain words in them."""
    about = SimpleNamespace(title=form.title, marking="", draft=False, blank=False)
    named: dict[str, Any] = {"form": about, "has": lambda _: True}
    for section in form.sections:
        paths = [path.split(".") for path in draft.answers if path.startswith(f"{section.id}.")]
        if section.each:
            last = max((int(steps[1]) for steps in paths), default=1)
            heads = [f"{section.id}.{number}" for number in range(1, last + 1)]
            named[section.id] = [SimpleNamespace(**_fields(section, head, draft)) for head in heads]
        else:
            named[section.id] = SimpleNamespace(**_fields(section, section.id, draft))
    return named


def _fields(section: Section, head: str, draft: Draft) -> dict[str, Any]:
    return {each.id: _answer(each, f"{head}.{each.id}", draft) for each in section.fields}


def _answer(each: Field, path: str, draft: Draft) -> Any:
    def parts(of: str) -> SimpleNamespace:
        return SimpleNamespace(**{part.id: said(f"{of}.{part.id}") for part in each.parts})

    def said(box: str) -> str:
        return draft.answers.get(box, "Not answered")

    if each.repeats:
        numbers = {int(name[len(path) + 1 :].split(".")[0]) for name in draft.answers if name.startswith(f"{path}.")}
        return [parts(f"{path}.{number}") for number in sorted(numbers or {1})]
    return parts(path) if each.parts[0].id else said(path)


def of_every_area(section: Section) -> Section:
    """Return a section that every area asks: docxtpl knows no areas."""
    fields = tuple(replace(each, partnerships=()) for each in section.fields)
    return replace(section, partnerships=(), fields=fields)


@pytest.mark.parametrize("answered", [True, False], ids=["filled in", "empty"])
def test_docxtpl_fills_the_same_template_with_the_same_words(
    answered: bool, form: FormDefinition, examples: OnDemand[Draft], templates: OnDemand[WordTemplate]
) -> None:
    draft = examples[form.id] if answered else of(form, {})
    judge = DocxTemplate(BytesIO(word_template(form)))
    every_area = replace(form, sections=tuple(map(of_every_area, form.sections)))
    judge.render(plainly(form, in_words(form, draft)), autoescape=True)
    written = BytesIO()
    judge.save(written)
    ours = reading.lines(fill(every_area, templates[form.id], draft, SENT_WHOLE))
    assert ours == reading.lines(written.getvalue())


# --- For everyone: headings, tables, language, paper -----------------------------------------------------------


def test_headings_are_real_in_order_and_none_is_skipped(
    form: FormDefinition, made: bytes, examples: OnDemand[Draft]
) -> None:
    expected = [("Title", form.title)]
    for section in form.sections:
        expected.append(("Heading 1", section.title))
        if section.each:
            children = {
                int(path.split(".")[1]) for path in examples[form.id].answers if path.startswith(f"{section.id}.")
            }
            expected += [("Heading 2", f"{section.each} {number}") for number in sorted(children)]
    assert reading.headings(made) == expected


def test_every_table_has_one_header_row_that_repeats_a_caption_and_whole_cells(
    form: FormDefinition, made: bytes
) -> None:
    document = docx.Document(BytesIO(made))
    assert sum(each.repeats for _, each in form.fields()) <= len(document.tables)
    for table in document.tables:
        marked = [row._tr.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in table.rows]
        assert marked == [True] + [False] * (len(table.rows) - 1)
        assert len(table.rows) > 1
        caption = table._tbl.tblPr.find(qn("w:tblCaption"))
        assert caption.get(qn("w:val")) in {each.label for _, each in form.fields()}
        assert all(cell.text.strip() for cell in table.rows[0].cells)
        widths = {len(row._tr.findall(qn("w:tc"))) for row in table.rows}
        assert widths == {len(table.columns)}
        assert [each for each in table._tbl.iter(qn("w:tc")) if each[-1].tag != qn("w:p")] == []
        assert table._tbl.find(f".//{qn('w:vMerge')}") is None


def test_a_table_stands_for_each_list_of_the_form_and_for_nothing_else(template: WordTemplate) -> None:
    tables = docx.Document(BytesIO(filled(template, WORKING, visit__place="Leeds"))).tables
    assert [[cell.text for cell in table.rows[0].cells] for table in tables] == [
        ["Action", "Reason", "By when"],
        ["Name", "Role, agency or relationship"],
        ["Event", "This is"],
    ]


def test_the_language_is_british_english_throughout(made: bytes) -> None:
    files = reading.parts(made)
    defaults = etree.fromstring(files["word/styles.xml"]).find(f"{qn('w:docDefaults')}//{qn('w:lang')}")
    assert defaults.get(qn("w:val")) == "en-GB"
    tagged = [each for name, part in files.items() if name.startswith("word/") for each in _languages(part)]
    assert set(tagged) == {"en-GB"}
    assert docx.Document(BytesIO(made)).core_properties.language == "en-GB"


def _languages(part: bytes) -> list[str]:
    root = etree.fromstring(part)
    return [value for each in root.iter(qn("w:lang")) if (value := each.get(qn("w:val")))]


def test_the_paper_is_a4(made: bytes) -> None:
    for section in docx.Document(BytesIO(made)).sections:
        size = (section.page_width, section.page_height)
        sizes = {WD_ORIENT.PORTRAIT: (Mm(210), Mm(297)), WD_ORIENT.LANDSCAPE: (Mm(297), Mm(210))}
        wanted = sizes[section.orientation]
        assert all(abs(int(found or 0) - each) < Mm(0.2) for found, each in zip(size, wanted, strict=True))


def test_the_file_says_its_title_and_day_and_nothing_of_who_made_it_or_on_what(
    form: FormDefinition, made: bytes
) -> None:
    core = docx.Document(BytesIO(made)).core_properties
    assert core.title == form.title
    assert [each and each.date() for each in (core.created, core.modified)] == [date(2027, 1, 6)] * 2
    files = reading.parts(made)
    properties = etree.fromstring(files["docProps/core.xml"])
    named = {etree.QName(each).localname for each in properties}
    assert named == {"title", "language", "created", "modified"}
    assert [name for name in files if name.startswith("docProps/")] == ["docProps/core.xml"]
    whole = b"".join(files.values())
    assert [
        word for word in (b"python-docx", b"Company", b"lastModifiedBy", b"w:rsids", b"w:author") if word in whole
    ] == []


def test_the_archive_is_whole_with_a_type_for_each_part_and_nothing_from_outside(made: bytes) -> None:
    assert list(reading.faults(made)) == []


def test_a_validator_of_office_open_xml_finds_nothing_wrong(made: bytes) -> None:
    assert reading.invalid(made) == []


def test_the_template_that_a_partnership_changes_in_word_is_valid_too(form: FormDefinition) -> None:
    assert reading.invalid(word_template(form)) == []


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('w:val="Title"', 'w:val="NoSuchStyle"'),
        ("<w:body>", "<w:body><w:paragraph/>"),
        ("<w:body>", "<w:body><w:b/>"),
    ],
)
def test_the_validator_notices_what_the_rules_forbid(old: str, new: str, template: WordTemplate) -> None:
    content = filled(template)
    document = reading.parts(content)[reading.DOCUMENT].decode()
    assert old in document
    assert reading.invalid(reading.with_part(content, reading.DOCUMENT, document.replace(old, new).encode()))


def test_no_words_stand_where_they_are_not_shown(made: bytes) -> None:
    assert reading.strays(made) == []


def test_what_is_not_answered_looks_otherwise_than_an_answer(template: WordTemplate) -> None:
    content = filled(template, WORKING, visit__place="Leeds", visit__seen="Not answered")
    runs = [run for each in reading.paragraphs(content) for run in each.runs]
    styles = Counter(
        (run.text, run.style.name) for run in runs if run.text in ("Leeds", "Not answered") and run.style
    )
    assert styles[("Leeds", "Default Paragraph Font")] == 1
    assert styles[("Not answered", "Default Paragraph Font")] == 1
    assert styles[("Not answered", "Placeholder Text")] > 10


def test_only_a_copy_to_go_on_writing_carries_the_draft_and_its_first_line_says_so(
    form: FormDefinition, copy: Copy, made: bytes
) -> None:
    files = reading.parts(made)
    controls = list(etree.fromstring(files[reading.DOCUMENT]).iter(qn("w:sdt")))
    if not copy.draft:
        assert [name for name in files if "customXml" in name] == []
        assert b"customXml" not in b"".join(files.values())
    else:
        assert reading.DRAFT in files
    ids = [each.find(f"{qn('w:sdtPr')}/{qn('w:id')}").get(qn("w:val")) for each in controls]
    assert len(set(ids)) == len(ids)
    assert bool(ids) == (not copy.blank)
    assert reading.filled_lines(made)[0] == (CARRIES if copy.draft else form.title)


@pytest.mark.parametrize("copy", COPIES.values(), ids=COPIES)
def test_a_marking_stands_above_every_page_only_when_it_is_asked_for(
    form: FormDefinition, copy: Copy, examples: OnDemand[Draft], templates: OnDemand[WordTemplate]
) -> None:
    for marking, above in {True: {"OFFICIAL-SENSITIVE"}, False: {""}}.items():
        content = fill(form, templates[form.id], examples[form.id], replace(copy, marking=marking))
        assert set(reading.header_words(content)) == above
        assert "OFFICIAL" not in reading.words_of(content)


def test_the_same_answers_give_the_same_bytes(
    form: FormDefinition, copy: Copy, made: bytes, examples: OnDemand[Draft], templates: OnDemand[WordTemplate]
) -> None:
    assert fill(form, templates[form.id], examples[form.id], copy) == made


# --- Words that must come out as they went in -----------------------------------------------------------------

WORDS = {
    "accents": "Zoë Müller-Łukasz, Siân, Ångström, Nguyễn",
    "decomposed accents": "Zoe\u0308",
    "hebrew": "שרה כהן",
    "arabic": "محمد بن علي, 12 عامًا",
    "mixed directions": "Robin (\u2067שרה\u2069) and \u200fمحمد\u200e",
    "chinese": "李小龍 𠀋",
    "emoji": "👩‍👧‍👦 🏴󠁧󠁢󠁷󠁬󠁳󠁿 ☹️",
    "markup": "&<>\"' &amp; </w:t> <!-- --> ]]> <?xml?>",
    "a calculation": "{{ 7*7 }}",
    "a statement": "{% raw %} {% for a in b %} {# note #} {%p if %} {{r x }} {{ form.title }}",
    "a broken tag": "}} {{ %} {%",
    "quotes": "“Mum said ‘no’” – £5 … ½",
    "spaces": "two  spaces   three",
    "tabs": "a\tb\t\tc",
    "no-break": "a\u00a0b\u202fc\u2011d\u00ade\u2028f\u2029g\x85h",
    "private use": "\ue000\uf8ff\U0010ffff",
    "a very long word": "Llanfairpwll" * 800,
    "our own words": "Not answered",
    "placeholders": "\\1 \\n %s {} $1",
}


@pytest.mark.parametrize("copy", [WORKING, SENT], ids=["working", "sent"])
@pytest.mark.parametrize("text", WORDS.values(), ids=WORDS)
def test_words_come_out_exactly_as_they_went_in(text: str, copy: Copy, template: WordTemplate) -> None:
    content = filled(template, copy, visit__place=text, visit__seen=text, visit__actions__1__what=text)
    assert list(reading.faults(content)) == []
    around = reading.lines(filled(template, copy)).count(text)  # questions that are not answered say so, too
    assert reading.lines(content).count(text) == (around or 3)


@pytest.mark.parametrize("copy", [WORKING, SENT], ids=["working", "sent"])
def test_lines_come_out_as_lines_and_an_empty_one_stays(copy: Copy, template: WordTemplate) -> None:
    lines = reading.lines(filled(template, copy, visit__seen="  one\ntwo\r\n\r\n \tthree\v \nfour \n\n"))
    first = lines.index("  one")
    assert lines[first : first + 6] == ["  one", "two", "", " \tthree", " ", "four"]


def test_what_no_document_can_hold_is_left_out_and_the_rest_stays(template: WordTemplate) -> None:
    content = filled(template, visit__place="a\x00b\x0bc\x1f\ufffe\ud83dd")
    assert "ab cd" in reading.lines(content)


ANY_TEXT = st.text(st.one_of(st.characters(), st.sampled_from("\r\n\t\v\f\x00&<>{}%#\"'\u2028 ")), max_size=60)


@pytest.mark.parametrize("path", ["visit.place", "visit.seen", "visit.actions.1.why", "children.1.harm.1.text"])
@pytest.mark.parametrize("copy", [WORKING, SENT], ids=["working", "sent"])
@given(text=ANY_TEXT)
@example(text="{{ 7*7 }}\n\n]]>\t&amp; ")
def test_any_words_make_a_sound_document_and_are_found_in_it_again(
    path: str, copy: Copy, text: str, template: WordTemplate
) -> None:
    draft, _, _ = read_answers(EVERY_KIND, {path: f"Qz0{text}Qz1"})
    content = fill(EVERY_KIND, template, draft, copy)
    assert list(reading.faults(content)) == []
    assert draft.answers[path] in "\n".join(reading.lines(content))


@given(
    title=st.text(st.characters(exclude_categories=["Cc", "Cs"], exclude_characters="\ufffe\uffff{}"), min_size=1)
)
def test_any_title_makes_sound_properties(title: str, template: WordTemplate) -> None:
    named = WordTemplate(title=title, parts=template.parts, files=template.files)
    content = fill(EVERY_KIND, named, of(EVERY_KIND, {}), SENT)
    assert docx.Document(BytesIO(content)).core_properties.title == title

"""A partnership's own Word template: whatever it looks like, it is filled, opened again, and checked against the form."""

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import RGBColor
from hypothesis import given, settings
from lxml import etree

from calculator.extra.user_error import UserError
from forms.advice import PlainWords
from forms.builder.compile_template import check_tags, compile_template, tags
from forms.builder.form_data import form_data, word_templates
from forms.builder.load import form_ids
from forms.builder.word_template import word_template
from forms.document import CARRIES, Copy, WordTemplate, fill
from forms.draft import Draft
from forms.model import Field, FormDefinition, Section
from forms.opening import open_file
from forms.part import Kind, Part
from forms.saved import Opened
from tests.forms import reading
from tests.forms.conftest import OnDemand
from tests.forms.reading import DOCUMENT, packed, parts
from tests.forms.samples import BLANK, MADE, SENT, SENT_WHOLE, WORKING, of
from tests.forms.test_opening import FLIPS, flipped
from tests.page_python import in_both

_python = in_both("fill", "open_file")

NAME = "forms/word/kirklees/visit.docx"
FORM = FormDefinition(
    id="visit",
    title="Notes of a visit",
    short="Visit",
    version=1,
    group="Visits",
    who="Social workers",
    lead="Write what you saw.",
    sections=(
        Section(
            id="visit",
            title="The visit",
            fields=(
                Field(id="place", kind=Kind("text"), label="Where was it?"),
                Field(id="day", kind=Kind("date"), label="When was it?"),
                Field(id="seen", kind=Kind("long_text"), label="What did you see?"),
                Field(
                    id="actions",
                    kind=Kind("rows"),
                    label="What happens next?",
                    item="Action",
                    columns=(Part(id="what", label="Action"), Part(id="who", label="Who")),
                ),
            ),
        ),
        Section(
            id="children",
            title="Each child",
            each="Child",
            fields=(Field(id="name", kind=Kind("text"), label="Name of the child"),),
        ),
    ),
)
DRAFT = of(
    FORM,
    {
        "visit.place": "Leeds & Bradford",
        "visit.day": "6/1/2027",
        "visit.seen": "Breakfast.\n\nA packed lunch.",
        "visit.actions.1.what": "Ring the school",
        "visit.actions.1.who": "Lee",
        "visit.actions.2.what": "Ring Nana",
        "children.1.name": "Robin",
        "children.2.name": "Sam",
    },
)
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
Build = Callable[[Document], object]


def own_template(
    *further: Build, place: str = "We were in {{ visit.place }} on {{ visit.day }}, all of us."
) -> bytes:
    """Return a template as a partnership makes one in Word: its logo's colours, a table, tags split by an edit."""
    document = docx.Document()
    document.core_properties.author = "Ash Pretend"
    document.core_properties.comments = "Council laptop 7"
    document.sections[0].header.paragraphs[0].text = "Kirklees {{ form.marking }}, {{ form.made }}"
    document.add_heading("{{ form.title }}", level=1)
    document.add_paragraph(place)
    split = document.add_paragraph()
    for at, piece in enumerate(["{", "{ visit", ".se", "en }", "}"]):
        split.add_run(piece).bold = at % 2 == 0
    table = document.add_table(rows=4, cols=2)
    for row, cells in enumerate(
        [
            ("Action", "Who"),
            ("{%tr for row in visit.actions %}", ""),
            ("{{ row.what }}", "{{ row.who }}"),
            ("{%tr endfor %}", ""),
        ]
    ):
        for column, text in enumerate(cells):
            table.cell(row, column).text = text
    document.add_paragraph("{%p for child in children %}")
    document.add_paragraph("{{ loop.index }}. {{ child.name }}")
    document.add_paragraph("{%p endfor %}")
    for build in further:
        build(document)
    written = BytesIO()
    document.save(written)
    return written.getvalue()


def compiled(content: bytes) -> WordTemplate:
    template = compile_template(NAME, content, FORM.title)
    check_tags(NAME, template, FORM)
    return template


def refusal(content: bytes) -> str:
    """Return why a template is not taken."""
    with pytest.raises(UserError) as stopped:
        compiled(content)
    assert str(stopped.value).startswith(f"{NAME}: ")
    return str(stopped.value)


# --- Filled and opened again ----------------------------------------------------------------------------------------


def test_an_own_template_is_filled_with_every_answer_where_its_tags_stand() -> None:
    made = fill(FORM, compiled(own_template()), DRAFT, SENT_WHOLE)
    assert reading.invalid(made) == []
    assert reading.filled_lines(made) == [
        "Notes of a visit",
        "We were in Leeds & Bradford on 6 January 2027, all of us.",
        "Breakfast.",
        "A packed lunch.",
        *("Action", "Who", "Ring the school", "Lee", "Ring Nana", "Not answered"),
        "1. Robin",
        "2. Sam",
    ]


def test_the_header_of_an_own_template_has_the_marking_and_the_day() -> None:
    template = compiled(own_template())
    marked = Copy(made=MADE, marking=True)
    assert reading.header_words(fill(FORM, template, DRAFT, marked)) == [
        "Kirklees OFFICIAL-SENSITIVE, 6 January 2027"
    ]
    assert reading.header_words(fill(FORM, template, DRAFT, SENT)) == ["Kirklees , 6 January 2027"]


def with_other_headers(document: Document) -> None:
    """Give a template another first page, other even pages, and a second section, none with a header of its own."""
    document.settings.odd_and_even_pages_header_footer = True
    document.sections[0].different_first_page_header_footer = True
    document.add_section().different_first_page_header_footer = True


def without_a_header(document: Document) -> None:
    document.sections[0].header.is_linked_to_previous = True


@pytest.mark.parametrize(
    "builds",
    [(with_other_headers,), (without_a_header,), (without_a_header, with_other_headers)],
    ids=["other headers", "none", "other headers and none"],
)
def test_the_marking_stands_on_every_page_also_where_the_template_has_no_place_for_it(
    builds: tuple[Build, ...],
) -> None:
    template = compiled(own_template(*builds))
    for marking in (True, False):
        content = fill(FORM, template, DRAFT, Copy(made=MADE, marking=marking))
        assert list(reading.faults(content)) == []
        shown = list(headers_shown(docx.Document(BytesIO(content))))
        assert len(shown) > len(docx.Document(BytesIO(content)).sections) - 1
        assert ["OFFICIAL-SENSITIVE" in words for words in shown] == [marking] * len(shown)


def headers_shown(document: Document) -> Iterator[str]:
    """Yield the words of every header that some page shows."""
    for section in document.sections:
        shown = [section.header]
        shown += [section.first_page_header] * section.different_first_page_header_footer
        shown += [section.even_page_header] * document.settings.odd_and_even_pages_header_footer
        yield from ("".join(each.text for each in header.paragraphs) for header in shown)


def test_a_copy_to_go_on_writing_from_an_own_template_says_so_on_its_first_line() -> None:
    template = compiled(own_template())
    assert reading.filled_lines(fill(FORM, template, DRAFT, WORKING))[0] == CARRIES
    assert CARRIES not in reading.lines(fill(FORM, template, DRAFT, SENT))


def test_a_copy_to_send_from_an_own_template_opens_with_its_visible_text() -> None:
    template = compiled(own_template())
    opened = open_file(FORM, fill(FORM, template, DRAFT, SENT), [template])
    assert opened == Opened(
        draft=replace(DRAFT, answers={**DRAFT.answers, "visit.day": "6 January 2027"}), sent=True
    )


def test_an_own_template_can_leave_out_what_a_copy_to_send_does_not_have() -> None:
    def build(document: Document) -> None:
        for text in ("{%p if has(visit.actions) %}", "What happens next", "{%p endif %}"):
            document.add_paragraph(text)

    template = compiled(own_template(build))
    lines = [
        reading.lines(fill(FORM, template, draft, SENT)) for draft in (DRAFT, of(FORM, {"visit.place": "Leeds"}))
    ]
    assert ["What happens next" in each for each in lines] == [True, False]
    asks_wrongly = own_template(lambda of: of.add_paragraph("{{ has(visit.shoes) }}"))
    assert "tags that the form has no field for: visit.shoes" in refusal(asks_wrongly)


def test_a_working_copy_from_an_own_template_opens_as_it_was_saved() -> None:
    content = fill(FORM, compiled(own_template()), DRAFT, WORKING)
    assert list(reading.faults(content)) == []
    assert reading.strays(content) == []
    assert open_file(FORM, content) == Opened(draft=DRAFT)


@pytest.mark.parametrize(
    "place",
    [
        "We were in {{ visit.place }} on {{ visit.day }}, all of us.",
        "Place:\t{{ visit.place }}, {{ visit.day }}",
        "Place:\n{{ visit.place }} ({{visit.day}})",
        "{{ visit.place }} {{ visit.day }}",
    ],
    ids=["in a sentence", "after a tab", "after a line's end", "side by side"],
)
def test_a_tag_in_the_middle_of_a_paragraph_is_filled_and_what_is_edited_there_is_found(place: str) -> None:
    content = fill(FORM, compiled(own_template(place=place)), DRAFT, WORKING)
    said = place.replace("{{ visit.place }}", "Leeds & Bradford").replace("{{ visit.day }}", "6 January 2027")
    assert said.replace("{{visit.day}}", "6 January 2027") in "\n".join(reading.lines(content))
    opened = open_file(FORM, reading.changed(content, ">Leeds &amp; Bradford<", ">Leeds<"))
    assert [(each.path, each.saved, each.found) for each in opened.differences] == [
        ("visit.place", "Leeds & Bradford", "Leeds")
    ]
    assert (opened.added, opened.removed) == ((), ())


def test_an_answer_of_several_lines_in_the_middle_of_a_sentence_opens_as_it_was_saved() -> None:
    content = fill(
        FORM,
        compiled(own_template(place="{{ visit.place }}, {{ visit.day }}: {{ visit.seen }} So much.")),
        DRAFT,
        WORKING,
    )
    assert open_file(FORM, content) == Opened(draft=DRAFT)


@pytest.mark.parametrize("place", ["first", "last"])
def test_an_answer_that_stands_in_two_places_and_was_edited_in_one_is_found(place: str) -> None:
    content = fill(FORM, compiled(own_template(lambda of: of.add_paragraph("{{ visit.place }}"))), DRAFT, WORKING)
    assert open_file(FORM, content) == Opened(draft=DRAFT)
    document = parts(content)[DOCUMENT].decode()
    at = (document.find if place == "first" else document.rfind)(">Leeds &amp; Bradford<")
    edited = document[:at] + document[at:].replace(">Leeds &amp; Bradford<", ">Leeds<", 1)
    opened = open_file(FORM, reading.with_part(content, DOCUMENT, edited.encode()))
    assert [(each.path, each.found) for each in opened.differences] == [("visit.place", "Leeds")]


def test_an_empty_answer_says_so_also_after_a_tab() -> None:
    template = compiled(own_template(place="Place:\t{{ visit.place }}, {{ visit.day }}"))
    lines = reading.lines(fill(FORM, template, of(FORM, {}), SENT_WHOLE))
    assert "Place:\tNot answered, Not answered" in lines


def test_a_blank_copy_of_an_own_template_leaves_room_to_write() -> None:
    lines = reading.filled_lines(fill(FORM, compiled(own_template()), of(FORM, {}), BLANK))
    assert not [line for line in lines if "Not answered" in line or "{" in line]
    assert [line for line in lines if re.fullmatch("We were in …+ on …+, all of us.", line)]


def test_an_answer_keeps_the_looks_that_the_template_gives_it() -> None:
    def red(document: Document) -> None:
        document.add_paragraph().add_run("{{ visit.place }}").font.color.rgb = RGBColor(0xFF, 0, 0)

    content = fill(FORM, compiled(own_template(red)), DRAFT, WORKING)
    runs = [run for each in reading.paragraphs(content) for run in each.runs if run.text == "Leeds & Bradford"]
    assert [run.font.color.rgb for run in runs] == [None, RGBColor(0xFF, 0, 0)]


def test_what_is_typed_is_no_template_in_an_own_template_either() -> None:
    typed = "{{ 7*7 }} {% raw %} {{ form.title }}"
    lines = reading.lines(fill(FORM, compiled(own_template()), of(FORM, {"visit.seen": typed}), SENT))
    assert typed in lines


# --- What a template brings along ----------------------------------------------------------------------------------


def test_nothing_tells_of_who_made_the_template_or_on_what() -> None:
    content = fill(FORM, compiled(own_template()), DRAFT, WORKING)
    files = parts(content)
    assert not [name for name, part in files.items() if b"Ash Pretend" in part or b"laptop" in part]
    assert [name for name in files if name.startswith("docProps/")] == ["docProps/core.xml"]
    core = docx.Document(BytesIO(content)).core_properties
    assert (core.title, core.author, core.comments, core.last_modified_by) == (FORM.title, "", "", "")


def test_a_picture_in_the_template_stays(tmp_path: Path) -> None:
    picture = tmp_path / "logo.png"
    picture.write_bytes(
        bytes.fromhex(
            "89504e470d0a1a0a0000000d494844520000000100000001080600000031b4"
            "7a3d0000000b49444154789c6360000200000500017a5eab3f0000000049454e44ae426082"
        )
    )
    content = fill(FORM, compiled(own_template(lambda of: of.add_picture(str(picture)))), DRAFT, WORKING)
    assert list(reading.faults(content)) == []
    assert [part for name, part in parts(content).items() if name.endswith(".png")] == [picture.read_bytes()]


def test_what_leads_to_a_dropped_part_by_its_full_name_is_dropped_with_it() -> None:
    files = parts(own_template())
    lists = files["word/_rels/document.xml.rels"]
    assert b'"../customXml/item1.xml"' in lists
    files["word/_rels/document.xml.rels"] = (
        lists.replace(b'"../customXml/', b'"/customXml/')
        .replace(b'Target="', b'Target="/word/')
        .replace(b"/word//", b"/")
    )
    content = fill(FORM, compiled(packed(files)), DRAFT, SENT)
    assert list(reading.faults(content)) == []


# --- What is refused ------------------------------------------------------------------------------------------------


def test_a_tag_that_is_no_field_and_a_field_without_a_tag_stop_with_both_names() -> None:
    message = refusal(own_template(place="In {{ visit.palce }} on {{ visit.day }}"))
    assert "tags that the form has no field for: visit.palce" in message
    assert "fields of the form that have no tag: visit.place" in message
    assert message.endswith("Mend the Word template or forms/definitions/visit.toml.")


@pytest.mark.parametrize(
    ("text", "unknown"),
    [
        ("{{ form.author }}", "form.author"),
        ("{{ visitor.place }}", "visitor.place"),
        ("{{ row.what }}", "row.what"),
        ("{{ visit.seen.more }}", "visit.seen.more"),
        ("{% if visit.secret %}a{% endif %}", "visit.secret"),
        ("{{ visit.place ~ visit.hidden }}", "visit.hidden"),
        ("{{ visit.wrong | upper }}", "visit.wrong"),
    ],
)
def test_any_name_that_the_form_does_not_know_stops_wherever_it_stands(text: str, unknown: str) -> None:
    message = refusal(own_template(lambda of: of.add_paragraph(text)))
    assert f"tags that the form has no field for: {unknown}." in message


def test_a_name_in_the_header_is_checked_too() -> None:
    def header(document: Document) -> None:
        document.sections[0].header.paragraphs[0].text = "{{ visit.palce }}"

    assert "tags that the form has no field for: visit.palce" in refusal(own_template(header))


@pytest.mark.parametrize("text", ["{{ visit.place", "{% for x %}", "{{ visit. }}", "{%p endfor %}", "{{ 'a }}"])
def test_a_tag_that_cannot_be_read_stops_with_the_part_that_it_stands_in(text: str) -> None:
    assert f"{DOCUMENT}: a tag cannot be read: " in refusal(own_template(lambda of: of.add_paragraph(text)))


@pytest.mark.parametrize("content", [b"", b"Dear Sir or Madam", b"PK\x03\x04", own_template()[:5000]])
def test_a_file_that_is_no_word_document_is_refused(content: bytes) -> None:
    assert "this is not a Word document (.docx)" in refusal(content)


def test_an_archive_without_a_document_is_refused() -> None:
    assert "it has no word/document.xml" in refusal(packed({"a.txt": b"a"}))


@pytest.mark.parametrize(
    "part", ["word/settings.xml", "word/_rels/document.xml.rels", "[Content_Types].xml", "_rels/.rels"]
)
def test_a_template_that_lacks_a_part_is_filled_all_the_same_or_refused_by_name(part: str) -> None:
    whole = parts(own_template())
    del whole[part]
    try:
        template = compiled(packed(whole))
    except UserError as refused:
        assert str(refused).startswith(f"{NAME}: ")  # noqa: PT017
    else:
        assert list(reading.faults(fill(FORM, template, DRAFT, SENT))) == []


def test_a_template_with_macros_is_refused() -> None:
    files = parts(own_template()) | {"word/vbaProject.bin": b"\xd0\xcf\x11\xe0"}
    assert "it holds macros; save it as a Word document without them" in refusal(packed(files))


def loading(where: str) -> bytes:
    """Return a template of which a part loads a picture from another place."""
    files = parts(own_template())
    name = f"word/_rels/{where}.xml.rels"
    root = etree.fromstring(files.get(name, f'<Relationships xmlns="{RELATIONS}"/>'.encode()))
    etree.SubElement(
        root,
        f"{{{RELATIONS}}}Relationship",
        {"Id": "rId99", "Type": IMAGE, "Target": "https://tracker.example/a.png", "TargetMode": "External"},
    )
    return packed(files | {name: etree.tostring(root)})


@pytest.mark.parametrize("where", ["document", "header1"])
def test_a_template_that_loads_a_picture_from_another_place_is_refused(where: str) -> None:
    assert "it loads https://tracker.example/a.png from another place" in refusal(loading(where))


def test_a_link_to_a_web_page_stays_a_link() -> None:
    def link(document: Document) -> None:
        kind = IMAGE.replace("image", "hyperlink")
        document.part.relate_to("https://www.gov.uk/", kind, is_external=True)

    content = fill(FORM, compiled(own_template(link)), DRAFT, SENT)
    assert [target for _, target, external in reading.relations(parts(content)) if external] == [
        "https://www.gov.uk/"
    ]


def test_a_template_that_another_one_is_attached_to_is_freed_of_it() -> None:
    files = parts(own_template())
    settings = etree.fromstring(files["word/settings.xml"])
    attached = etree.SubElement(settings, qn("w:attachedTemplate"))
    attached.set("{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id", "rId1")
    files["word/settings.xml"] = etree.tostring(settings)
    kind = IMAGE.replace("image", "attachedTemplate")
    files["word/_rels/settings.xml.rels"] = (
        f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" Type="{kind}" '
        'Target="file:///C:/Users/ash/letter.dotx" TargetMode="External"/></Relationships>'
    ).encode()
    content = fill(FORM, compiled(packed(files)), DRAFT, SENT)
    assert list(reading.faults(content)) == []
    assert not [
        name for name, part in parts(content).items() if b"letter.dotx" in part or b"attachedTemplate" in part
    ]


# --- Templates that were made to do harm ----------------------------------------------------------------------------


def spoilt(part: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return a template with one part changed."""
    files = parts(own_template())
    return packed(files | {part: change(files[part])})


@pytest.mark.parametrize(
    "part", ["word/document.xml", "word/settings.xml", "[Content_Types].xml", "word/styles.xml"]
)
def test_a_part_that_declares_a_document_type_is_refused_by_its_name(part: str) -> None:
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/hostname">]>'
    message = refusal(
        spoilt(part, lambda xml: re.sub(rb"(<\?xml.*?\?>)", lambda start: start[1] + bomb, xml, count=1))
    )
    assert f"{part}: it declares a document type" in message


@pytest.mark.parametrize("part", ["word/document.xml", "word/settings.xml", "[Content_Types].xml", "_rels/.rels"])
@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"Dear Sir",
        b"<w:x",
        b"\xff\xfe<\x00x\x00/\x00>\x00",
        b"<x>" * 5_000,
        b"<x>\x00</x>",
        b"<x>&undeclared;</x>",
    ],
    ids=["empty", "text", "cut short", "UTF-16", "nested", "null", "entity"],
)
def test_a_part_that_is_no_xml_is_refused_by_its_name(part: str, content: bytes) -> None:
    assert f"{part}: this part cannot be read: " in refusal(spoilt(part, lambda _: content))


def test_an_archive_that_would_fill_the_memory_is_refused_before_it_is_unpacked() -> None:
    files = parts(own_template()) | {"word/media/large.bin": bytes(30_000_000)}
    content = packed(files)
    assert len(content) < 200_000
    assert "unpacked, it would be far too large" in refusal(content)


def test_an_archive_of_thousands_of_parts_is_refused() -> None:
    files = parts(own_template()) | {f"word/media/{number}.bin": b"" for number in range(1_000)}
    assert "unpacked, it would be far too large" in refusal(packed(files))


def test_a_tag_nested_without_end_is_refused() -> None:
    assert "a tag cannot be read" in refusal(own_template(place="{{ " + "(" * 20_000 + " }}"))


def test_a_comment_in_a_part_is_no_hindrance() -> None:
    content = spoilt("word/settings.xml", lambda xml: xml.replace(b"<w:zoom", b"<!-- a comment --><w:zoom", 1))
    assert list(reading.faults(fill(FORM, compiled(content), DRAFT, SENT))) == []


@settings(max_examples=150)
@given(flips=FLIPS)
def test_a_template_with_any_bytes_changed_is_taken_or_refused_by_its_name(flips: list[tuple[float, int]]) -> None:
    try:
        compile_template(NAME, flipped(own_template(), flips), FORM.title)
    except UserError as refused:
        assert str(refused).startswith(f"{NAME}: ")  # noqa: PT017


@pytest.mark.parametrize("part", ["word/document.xml", "word/settings.xml", "[Content_Types].xml"])
@settings(max_examples=60)
@given(flips=FLIPS)
def test_a_part_of_a_template_with_any_bytes_changed_is_taken_or_refused_by_its_name(
    part: str, flips: list[tuple[float, int]]
) -> None:
    try:
        compile_template(NAME, spoilt(part, lambda xml: flipped(xml, flips)), FORM.title)
    except UserError as refused:
        assert str(refused).startswith(f"{NAME}: ")  # noqa: PT017


# --- Where own templates stand --------------------------------------------------------------------------------------


@pytest.fixture
def own(tmp_path: Path) -> Path:
    """Return a folder in which Kirklees has a template of its own."""
    (tmp_path / "kirklees").mkdir()
    (tmp_path / "kirklees" / "visit.docx").write_bytes(own_template())
    return tmp_path


def test_a_form_has_a_template_for_everyone_and_those_of_partnerships(own: Path) -> None:
    templates = form_data(FORM, PlainWords(judging={}, terms={}), own).templates
    assert set(templates) == {"", "kirklees"}
    lines = {area: reading.lines(fill(FORM, template, DRAFT, SENT)) for area, template in templates.items()}
    assert "1. Robin" in lines["kirklees"]
    assert "Child 1" in lines[""]


def test_a_wrong_template_is_named_by_its_place(own: Path) -> None:
    (own / "kirklees" / "visit.docx").write_bytes(own_template(place="{{ visit.place }}"))
    with pytest.raises(
        UserError, match=r"^forms/word/kirklees/visit\.docx: fields of the form that have no tag: visit\.day"
    ):
        word_templates(FORM, own)


def test_the_template_that_the_command_line_gives_as_a_start_fits_its_form(own: Path) -> None:
    (own / "kirklees" / "visit.docx").write_bytes(word_template(FORM))
    templates = word_templates(FORM, own)
    assert templates["kirklees"] == templates[""]


@pytest.mark.parametrize("name", form_ids())
def test_the_default_template_of_a_form_names_every_box_once(
    name: str, forms: OnDemand[FormDefinition], templates: OnDemand[WordTemplate], examples: OnDemand[Draft]
) -> None:
    named = [tag for tag in tags(templates[name].parts[DOCUMENT]) if not tag.startswith("form.")]
    generic = {
        ".".join("*" if step.isdecimal() else step for step in path.split(".")) for path in examples[name].answers
    }
    assert generic <= set(named)
    assert [tag for tag in generic if named.count(tag) > 1] == []
    assert forms[name].title == templates[name].title

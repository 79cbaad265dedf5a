"""Documents that other programs saved and other people added to: nothing is lost, garbled or passed over in silence."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from docx.oxml.ns import qn
from lxml import etree

from calculator.model import InvalidInput
from forms.builder.form_data import word_templates
from forms.document import WordTemplate, fill
from forms.opening import open_file
from forms.saved import Aside, Opened
from tests.forms.reading import DOCUMENT, DRAFT, changed, packed, parts, with_part
from tests.forms.samples import EVERY_KIND, SENT, WORKING, of
from tests.page_python import in_both

_python = in_both("open_file", "fill")

ANSWERS = {
    "visit.place": "Leeds, at home",
    "visit.day": "6/1/2027",
    "visit.seen": "Robin came on 17 of 19 days.\nA packed lunch.",
    "visit.actions.1.what": "Ring the school",
    "children.1.name": "Robin Fictional",
}
SAVED = of(EVERY_KIND, ANSWERS)
AS_SAVED = Opened(draft=SAVED)
W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
DOCUMENT_RELATIONS = "word/_rels/document.xml.rels"
TYPES = "[Content_Types].xml"


@pytest.fixture(scope="session")
def template() -> WordTemplate:
    return word_templates(EVERY_KIND)[""]


@pytest.fixture(scope="session")
def document(template: WordTemplate) -> bytes:
    return fill(EVERY_KIND, template, SAVED, WORKING)


@pytest.fixture(scope="session")
def sent(template: WordTemplate) -> bytes:
    return fill(EVERY_KIND, template, SAVED, SENT)


def opened(content: bytes, template: WordTemplate | None = None) -> Opened:
    found: Opened = open_file(EVERY_KIND, content, [template] if template else [])
    return found


def refused(content: bytes) -> str:
    with pytest.raises(InvalidInput) as stopped:
        open_file(EVERY_KIND, content)
    [error] = stopped.value.errors
    return error.message


def edited(content: bytes, edit: Callable[[Any], object], part: str = DOCUMENT) -> bytes:
    root = etree.fromstring(parts(content)[part])
    edit(root)
    return with_part(content, part, etree.tostring(root))


def line(root: Any, path: str, at: int = 0) -> Any:
    """Return the field of an answer's line."""
    name = f"{path} {at}"
    return next(
        each for each in root.iter(qn("w:sdt")) if each.find(f".//{qn('w:docPart')}").get(qn("w:val")) == name
    )


def inside(path: str, runs: str, at: int = 0) -> Callable[[Any], object]:
    """Return the edit that puts other runs into a field."""

    def edit(root: Any) -> None:
        content = line(root, path, at).find(qn("w:sdtContent"))
        for each in list(content):
            content.remove(each)
        content.extend(etree.fromstring(f'<a xmlns:w="{W}" xmlns:m="urn:x">{runs}</a>'))

    return edit


def run(*inner: str) -> str:
    return "".join(f"<w:r>{each}</w:r>" for each in inner)


def text(words: str) -> str:
    return f'<w:t xml:space="preserve">{words}</w:t>'


def body(content: bytes, xml: str) -> bytes:
    """Return a document with something more at its end."""
    added = re.sub(r"^<([\w:]+)", rf'<\1 xmlns:w="{W}"', xml, count=1)
    return edited(content, lambda root: root.find(qn("w:body")).insert(0, etree.fromstring(added)))


def beside(content: bytes, kind: str, xml: str, name: str = "") -> bytes:
    """Return a document with another part beside its text, such as comments."""
    name = name or f"{kind}.xml"
    files = parts(content)
    relation = f'<Relationship Id="rIdNew" Type="{OFFICE}/{kind}" Target="{name}"/></Relationships>'
    files[DOCUMENT_RELATIONS] = files[DOCUMENT_RELATIONS].replace(b"</Relationships>", relation.encode())
    files[f"word/{name}"] = f'<?xml version="1.0"?><w:{kind} xmlns:w="{W}">{xml}</w:{kind}>'.encode()
    return packed(files)


# --- How programs name and write the parts -------------------------------------------------------------------


def renamed(content: bytes, old: str, new: str) -> bytes:
    """Return a document of which a part has another name, in its list of relationships too."""
    files = {name.replace(old, new): part for name, part in parts(content).items()}
    for name in ("_rels/.rels", TYPES):
        files[name] = files[name].replace(old.encode(), new.encode())
    return packed(files)


def word_online(content: bytes) -> bytes:
    return renamed(
        renamed(content, "word/document.xml", "word/document2.xml"), "document.xml.rels", "document2.xml.rels"
    )


def in_capitals(content: bytes) -> bytes:
    capital = re.compile("word/(_rels/)?document.xml(.rels)?|customXml|docProps")
    files = {capital.sub(lambda of: of[0].upper(), name): part for name, part in parts(content).items()}
    files["_rels/.rels"] = files["_rels/.rels"].replace(b"word/document.xml", b"Word/Document.xml")
    return packed(files)


def strict(content: bytes) -> bytes:
    files = parts(content)
    for name in files:
        if name.endswith((".xml", ".rels")):
            files[name] = files[name].replace(W.encode(), STRICT.encode())
            files[name] = files[name].replace(
                OFFICE.encode(), b"http://purl.oclc.org/ooxml/officeDocument/relationships"
            )
    return packed(files)


def with_absolute_targets(content: bytes) -> bytes:
    return changed(content, 'Target="word/document.xml"', 'Target="/word/document.xml"', "_rels/.rels")


WAYS = {"Word Online": word_online, "capitals": in_capitals, "Strict": strict, "absolute": with_absolute_targets}


@pytest.mark.parametrize("saved", WAYS.values(), ids=WAYS)
def test_however_a_program_names_the_parts_an_edit_is_found_and_nothing_else(
    saved: Callable[[bytes], bytes], document: bytes, sent: bytes, template: WordTemplate
) -> None:
    assert opened(saved(document), template) == AS_SAVED
    [difference] = opened(saved(edited(document, inside("visit.place", run(text("York"))))), template).differences
    assert (difference.path, difference.found) == ("visit.place", "York")
    assert opened(saved(sent), template) == opened(sent, template)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "latin-1"])
def test_another_programs_part_is_passed_over_in_any_encoding_and_with_a_document_type(
    encoding: str, document: bytes
) -> None:
    part = f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE a [<!ENTITY b "c">]><a>café &b;</a>'
    assert opened(with_part(document, "customXml/item3.xml", part.encode(encoding))) == AS_SAVED


def test_a_photo_is_not_unpacked_and_is_said(document: bytes, template: WordTemplate) -> None:
    photo = with_part(document, "word/media/image1.jpeg", b"\xff\xd8\xff" + b"0" * 50_000_000)
    assert opened(photo) == AS_SAVED
    shown = body(photo, "<w:p><w:r><w:drawing/></w:r></w:p>")
    assert opened(shown, template) == Opened(draft=SAVED, asides=(Aside("picture", ""),))


# --- What fields say ---------------------------------------------------------------------------------------------


def test_where_only_the_tags_are_left_an_edit_is_found(document: bytes) -> None:
    def edit(root: Any) -> None:
        inside("visit.seen", run(text("An apple.")), 1)(root)
        for each in list(root.iter(qn("w:placeholder"), qn("w:dataBinding"))):
            each.getparent().remove(each)

    [difference] = opened(edited(document, edit)).differences
    assert difference.found == "Robin came on 17 of 19 days.\nAn apple."


def without_fields(content: bytes) -> bytes:
    """Return a document as a program leaves it that knows no fields."""

    def edit(root: Any) -> None:
        for each in list(root.iter(qn("w:sdt"))):
            for inner in each.find(qn("w:sdtContent")):
                each.addprevious(inner)
            each.getparent().remove(each)

    return edited(content, edit)


def test_where_a_program_dropped_the_fields_that_is_said_and_only_what_was_not_saved_is_listed(
    document: bytes,
) -> None:
    assert opened(without_fields(document)) == Opened(draft=SAVED, dropped=True)
    changed_there = without_fields(edited(document, inside("visit.place", run(text("York")))))
    assert opened(changed_there) == Opened(draft=SAVED, dropped=True, added=("York",))


@pytest.mark.parametrize("spoilt", [b"", b"<w:document", b"\xff\xff"], ids=["empty", "ill-formed", "not text"])
def test_where_the_text_cannot_be_read_the_saved_answers_open_and_it_is_said(spoilt: bytes, document: bytes) -> None:
    assert opened(with_part(document, DOCUMENT, spoilt)) == Opened(draft=SAVED, unread=True)


@pytest.mark.parametrize(
    ("runs", "found"),
    [
        (run(text("17"), "<w:noBreakHyphen/>", text("19 days")), "17‑19 days"),
        (run(text("co"), "<w:softHyphen/>", text("operate")), "co\u00adoperate"),
        (run(text("one"), "<w:cr/>", text("two"), "<w:br/>", text("three")), "one\ntwo\nthree"),
        (run(text("one"), "<w:ptab/>", text("two")), "one\ttwo"),
        (run('<w:sym w:font="Wingdings" w:char="F0FC"/>', text(" done")), "✓ done"),
        (run('<w:sym w:font="Wingdings 2" w:char="F050"/>', text(" done")), "✓ done"),
        (run('<w:sym w:font="Wingdings" w:char="F0FE"/>', text(" done")), "☑ done"),
        (run('<w:sym w:font="Webdings" w:char="F099"/>', text(" done")), "[symbol] done"),
        (run('<w:sym w:font="Arial" w:char="2713"/>', text(" done")), "✓ done"),
        (run('<w:sym w:font="Arial"/>', text(" done")), "[symbol] done"),
        (f"<w:p>{run(text('one'))}</w:p><w:p>{run(text('two'))}</w:p>", "one\ntwo"),
        (f"{run(text('kept'))}<w:del>{run('<w:br/><w:delText>gone</w:delText>')}</w:del>", "kept"),
        (f"<w:ins>{run(text('new'))}</w:ins>", "new"),
        (f"<w:hyperlink>{run(text('new'))}</w:hyperlink>", "new"),
    ],
)  # fmt: skip
def test_what_can_be_seen_in_a_field_is_what_is_found(
    runs: str, found: str, document: bytes, sent: bytes, template: WordTemplate
) -> None:
    [difference] = opened(edited(document, inside("visit.place", runs))).differences
    assert (difference.path, difference.found) == ("visit.place", found)
    assert (
        opened(edited(sent, inside("visit.place", runs)), template).draft.answers["visit.place"].split()
        == found.split()
    )


def test_hyphens_and_symbols_outside_the_fields_are_seen_too(document: bytes) -> None:
    hyphen = run(text("17"), "<w:noBreakHyphen/>", text("19"), '<w:sym w:font="Wingdings" w:char="F0FC"/>')
    assert opened(body(document, f"<w:p>{hyphen}</w:p>")).added == ("17‑19✓",)


def moved(kind: str, inner: str) -> str:
    return f'<w:{kind} w:id="9" w:author="A">{inner}</w:{kind}>'


def test_what_was_moved_with_track_changes_counts_once(document: bytes) -> None:
    def edit(root: Any) -> None:
        inside("visit.place", moved("moveFrom", run(text("Leeds, "))) + run(text("at home")))(root)
        inside("visit.actions.1.what", run(text("Ring the school in ")) + moved("moveTo", run(text("Leeds"))))(root)

    found = {each.path: each.found for each in opened(edited(document, edit)).differences}
    assert found == {"visit.place": "at home", "visit.actions.1.what": "Ring the school in Leeds"}


def test_a_field_that_was_moved_as_a_whole_is_where_it_is_now(document: bytes) -> None:
    def edit(root: Any) -> None:
        old = line(root, "visit.place")
        new = etree.fromstring(etree.tostring(old))
        inside("visit.place", moved("moveFrom", run(text("Leeds, at home"))))(root)
        paragraph = etree.SubElement(root.find(qn("w:body")), qn("w:p"))
        paragraph.append(new)

    assert opened(edited(document, edit)) == AS_SAVED


def test_words_moved_away_outside_the_fields_count_once(document: bytes) -> None:
    away = moved("moveFrom", run(text("Seen."))) + moved("moveTo", run(text("Seen.")))
    assert opened(body(document, f"<w:p>{away}</w:p>")).added == ("Seen.",)


PROMPT = '<w:rPr><w:rStyle w:val="PlaceholderText"/></w:rPr>'


@pytest.mark.parametrize(
    ("shows", "found"),
    [("<w:showingPlcHdr/>", ""), ('<w:showingPlcHdr w:val="true"/>', ""), ('<w:showingPlcHdr w:val="0"/>', "York")],
)
def test_a_prompt_is_no_answer_and_what_was_typed_over_one_is(shows: str, found: str, document: bytes) -> None:
    def edit(root: Any) -> None:
        inside("visit.place", run(text("York")))(root)
        line(root, "visit.place").find(qn("w:sdtPr")).append(etree.fromstring(f'<a xmlns:w="{W}">{shows}</a>')[0])

    [difference] = opened(edited(document, edit)).differences
    assert difference.found == found


def test_words_own_prompt_is_no_answer_where_a_program_forgot_to_say_so(sent: bytes) -> None:
    prompt = run(PROMPT + text("Click or tap here to enter text."))
    assert "visit.place" not in opened(edited(sent, inside("visit.place", prompt))).draft.answers
    typed = run(PROMPT + text("York"))
    assert opened(edited(sent, inside("visit.place", typed))).draft.answers["visit.place"] == "York"


def repeated(*pieces: str) -> Callable[[Any], object]:
    """Return the edit that puts a field several times on its line."""

    def edit(root: Any) -> None:
        first = line(root, "visit.place")
        for piece in reversed(pieces):
            again = etree.fromstring(etree.tostring(first))
            again.find(f".//{qn('w:t')}").text = piece
            first.addnext(again)
        first.getparent().remove(first)

    return edit


def test_a_line_in_two_scripts_as_libreoffice_writes_it_is_one(document: bytes, sent: bytes) -> None:
    same = repeated("Leeds, at home", "at Leeds, at home".removeprefix("at "), "homeLeeds, at home")
    assert opened(edited(document, same)) == AS_SAVED
    assert opened(edited(sent, same)).differences == ()
    new = repeated("At گھر, Leeds", "گھرAt گھر, Leeds", ", LeedsAt گھر, Leeds")
    [difference] = opened(edited(document, new)).differences
    assert difference.found == "At گھر, Leeds"


def test_of_two_different_texts_in_one_answers_fields_neither_is_lost(document: bytes) -> None:
    [difference] = opened(edited(document, repeated("Leeds, at home", "York"))).differences
    assert (difference.saved, difference.found, difference.also) == ("Leeds, at home", "York", True)
    two = opened(edited(document, repeated("Hull", "York")))
    assert [(each.found, each.also) for each in two.differences] == [("Hull", False)]
    assert two.asides == (Aside("field", "York"),)


# --- What reviewers add ---------------------------------------------------------------------------------------------


def note(kind: str, words: str, more: str = "") -> str:
    return f'<w:{kind} w:id="1"{more}><w:p>{run(text(words))}</w:p></w:{kind}>'


@pytest.mark.parametrize("copy", ["to go on writing", "to send"])
@pytest.mark.parametrize("kind", ["comment", "footnote", "endnote"])
def test_comments_and_notes_are_said_with_their_words(
    kind: str, copy: str, document: bytes, sent: bytes, template: WordTemplate
) -> None:
    content = document if copy == "to go on writing" else sent
    list_ = note(kind, "", ' w:type="separator"') + note(kind, "Which mornings?") + note(kind, "Do not send yet.")
    both = (Aside(kind, "Which mornings?"), Aside(kind, "Do not send yet."))
    assert opened(beside(content, f"{kind}s", list_), template).asides == both
    for saved in (word_online, in_capitals):
        assert opened(saved(beside(content, f"{kind}s", list_)), template).asides == both


def test_comments_that_cannot_be_read_are_said_to_be_there(document: bytes) -> None:
    spoilt = with_part(beside(document, "comments", note("comment", "Why?")), "word/comments.xml", b"<w:comments")
    assert opened(spoilt) == Opened(draft=SAVED, asides=(Aside("comment", "It cannot be read."),))


@pytest.mark.parametrize("part", ["header", "footer"])
def test_an_edited_header_or_footer_is_said_and_another_number_of_pages_is_not(
    part: str, document: bytes, template: WordTemplate
) -> None:
    name = f"word/{part}1.xml"
    files = parts(document)
    pages = with_part(document, "word/footer1.xml", files["word/footer1.xml"].replace(b">1<", b">12<"))
    assert opened(pages, template) == AS_SAVED
    new = f"<w:p>{run(text('Copy for the school'))}</w:p></w:{'hdr' if part == 'header' else 'ftr'}>"
    last = f"</w:{'hdr' if part == 'header' else 'ftr'}>"
    assert opened(changed(document, last, new, name), template).asides == (Aside(part, "Copy for the school"),)


BOXED = (
    '<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"><mc:Choice><w:drawing>'
    "<w:txbxContent><w:p><w:r><w:t>Boxed words</w:t></w:r></w:p></w:txbxContent></w:drawing></mc:Choice><mc:Fallback>"
    "<w:pict><w:txbxContent><w:p><w:r><w:t>Boxed words</w:t></w:r></w:p></w:txbxContent></w:pict></mc:Fallback>"
    "</mc:AlternateContent>"
)


def test_a_text_box_is_said_once_and_never_part_of_an_answer(document: bytes, template: WordTemplate) -> None:
    in_answer = edited(document, inside("visit.place", run(text("Leeds, at home"), BOXED)))
    box, picture = Aside("text box", "Boxed words"), Aside("picture", "")
    assert opened(in_answer, template) == Opened(draft=SAVED, asides=(box, picture))
    assert opened(body(document, f"<w:p>{run(BOXED)}</w:p>")).added == ("Boxed words",)


def foreign(properties: str, words: str) -> str:
    content = f"<w:sdtContent>{run(text(words))}</w:sdtContent>"
    return f"<w:p><w:sdt><w:sdtPr>{properties}</w:sdtPr>{content}</w:sdt></w:p>"


def test_words_in_another_programs_field_are_said_and_its_prompt_is_not(document: bytes) -> None:
    assert opened(body(document, foreign("", "Seen by Lee"))).added == ("Seen by Lee",)
    assert opened(body(document, foreign('<w:tag w:val="Status"/>', "Final"))).asides == (Aside("field", "Final"),)
    for tag in ("", '<w:tag w:val="Status"/>'):
        assert opened(body(document, foreign(f"{tag}<w:showingPlcHdr/>", "Choose an item."))) == AS_SAVED


@pytest.mark.parametrize("path", ["visit.place 3", "children.7.name 0", "visit.nothing 0"])
def test_whatever_the_fields_show_and_the_draft_does_not_hold_is_reported(path: str, document: bytes) -> None:
    name = f'<w:placeholder><w:docPart w:val="{path}"/></w:placeholder>'
    found = opened(body(document, foreign(name, "It is NOT safe")))
    assert "It is NOT safe" in str((found.differences, found.asides))


def test_an_edit_that_is_not_among_the_choices_is_shown_and_the_saved_choice_kept(template: WordTemplate) -> None:
    draft = of(EVERY_KIND, {"visit.sort": "Agreed"})
    content = edited(fill(EVERY_KIND, template, draft, WORKING), inside("visit.sort", run(text("Agreed, mostly"))))
    assert opened(content) == Opened(draft=draft, unfit=(("The visit: Was it agreed?", "Agreed, mostly"),))


# --- What is taken ----------------------------------------------------------------------------------------------------


def test_after_an_edit_the_text_of_the_document_is_taken_until_somebody_chooses(
    document: bytes, sent: bytes
) -> None:
    both = edited(edited(document, inside("visit.place", run(text("York")))), inside("children.1.name", ""))
    found = opened(both)
    assert found.answers() == {
        path: words for path, words in {**ANSWERS, "visit.place": "York"}.items() if path != "children.1.name"
    }
    assert dict(found.draft.answers) == ANSWERS
    unclear = opened(edited(document, repeated("Leeds, at home", "York")))
    assert unclear.answers()["visit.place"] == "Leeds, at home"
    assert opened(edited(sent, repeated("Leeds, at home", "York"))).answers()["visit.place"] == "Leeds, at home"


# --- What other files are -----------------------------------------------------------------------------------------------

OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def stream(name: str) -> bytes:
    return OLD + name.encode("utf-16-le") + b"\0" * 600


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (stream("EncryptedPackage"), "locked with a password"),
        (stream("DRMEncryptedDataSpace") + stream("EncryptedPackage"), "sensitivity label"),
        (stream("WordDocument"), "old Word document (.doc)"),
        (OLD, "old Word document (.doc), or one that is locked"),
        (b"{\\rtf1\\ansi Dear", "Rich Text document"),
        (b"%PDF-1.7", "This is a PDF"),
        (b'<?xml version="1.0"?><pkg:package/>', "a single XML file"),
        (b"\xef\xbb\xbf<!DOCTYPE html><p>", "a web page"),
        (b"\x89PNG\r\n", "a picture"),
        (b"\xff\xd8\xff\xe0", "a picture"),
        (packed({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": b"<a/>"}), "OpenDocument"),
        (packed({"xl/workbook.xml": b"<a/>"}), "an Excel workbook"),
        (packed({"ppt/presentation.xml": b"<a/>"}), "a PowerPoint presentation"),
        (packed({"Index/Document.iwa": b"a"}), "a Pages document"),
    ],
)  # fmt: skip
def test_what_a_file_is_and_what_to_do_is_said(content: bytes, says: str) -> None:
    message = refused(content)
    assert says in message
    assert "Nothing on this page was changed." in message
    if "picture" not in says:
        assert ".docx" in message or "Choose" in message or "Open the" in message


def test_a_title_that_turns_the_text_is_shown_as_it_is(document: bytes) -> None:
    message = refused(changed(document, "every-kind", "\u202esafe", DRAFT))
    assert "\u202e" not in message
    assert "[U+202E]safe" in message

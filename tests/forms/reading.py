"""Reads a Word document as other programs do: its words with python-docx, its parts with lxml."""

import re
import zipfile
from collections.abc import Iterator, Mapping
from functools import cache
from io import BytesIO
from posixpath import dirname, join, normpath
from tempfile import NamedTemporaryFile

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from lxml import etree
from openxml_audit import OpenXmlValidator

DOCUMENT, DRAFT = "word/document.xml", "customXml/item1.xml"
_TYPES = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"


def parts(content: bytes) -> dict[str, bytes]:
    """Return the files in an archive by name."""
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(files: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return an archive of files."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return written.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """Return a document in which one part is another."""
    return packed(parts(content) | {name: part})


def changed(content: bytes, old: str, new: str, name: str = DOCUMENT) -> bytes:
    """Return a document in which some text of a part stands otherwise, in the one place where it stands."""
    part = parts(content)[name].decode()
    assert part.count(old) == 1, f"{old!r} stands {part.count(old)} times in {name}"
    return with_part(content, name, part.replace(old, new).encode())


def opened(content: bytes) -> Document:
    """Return a document as python-docx sees it, with what is in content controls taken out of them first."""
    document = docx.Document(BytesIO(content))
    for control in list(document.element.body.iter(qn("w:sdt"))):
        for inside in control.find(qn("w:sdtContent")):
            control.addprevious(inside)
        control.getparent().remove(control)
    return document


def paragraphs(content: bytes) -> list[Paragraph]:
    """Return every paragraph of a document's body, those of its tables in their place."""
    document = opened(content)
    return [Paragraph(each, document._body) for each in document.element.body.iter(qn("w:p"))]


def lines(content: bytes) -> list[str]:
    """Return the visible text of a document line by line, wherever a line ends."""
    return [line for each in paragraphs(content) for line in each.text.split("\n")]


def filled_lines(content: bytes) -> list[str]:
    """Return the lines that have something in them."""
    return [line for line in lines(content) if line.strip()]


def words_of(content: bytes) -> str:
    """Return all text elements of the document part as lxml reads them, in controls or not."""
    root = etree.fromstring(parts(content)[DOCUMENT])
    return "\n".join(each.text or "" for each in root.iter(qn("w:t")))


def strays(content: bytes) -> list[str]:
    """Return words that stand in the document part where no program shows them: outside its text elements."""
    root = etree.fromstring(parts(content)[DOCUMENT])
    outside = [each.text or "" for each in root.iter() if each.tag not in (qn("w:t"), qn("w:instrText"))]
    return [text for text in outside + [each.tail or "" for each in root.iter()] if text.strip()]


def headings(content: bytes) -> list[tuple[str, str]]:
    """Return each title and heading with its style, in order."""
    styled = [(each.style.name if each.style else "", each.text) for each in paragraphs(content)]
    return [(str(style), text) for style, text in styled if style and re.match("Title|Heading", style)]


def header_words(content: bytes) -> list[str]:
    """Return what stands above the pages of each section."""
    return ["".join(each.text for each in of.header.paragraphs) for of in docx.Document(BytesIO(content)).sections]


# --- The archive ---------------------------------------------------------------------------------------


def faults(content: bytes) -> Iterator[str]:
    """Yield what breaks the rules of an Office archive: parts, their types and what leads from one to another."""
    files = parts(content)
    yield from _faults_of_parts(files)
    yield from _faults_of_relations(files)


def invalid(content: bytes) -> list[str]:
    """Return what a validator of Office Open XML (ECMA-376 and Microsoft's schemas) finds wrong."""
    with NamedTemporaryFile(suffix=".docx", delete_on_close=False) as file:
        file.write(content)
        file.close()
        return [str(each) for each in _validator().validate(file.name).errors]


@cache
def _validator() -> OpenXmlValidator:
    return OpenXmlValidator()


def _faults_of_parts(files: Mapping[str, bytes]) -> Iterator[str]:
    names = set(files)
    for name, part in files.items():
        try:
            if name.endswith((".xml", ".rels")):
                etree.fromstring(part)
        except etree.XMLSyntaxError as error:
            yield f"{name}: {error}"
    types = etree.fromstring(files["[Content_Types].xml"])
    endings = {each.get("Extension").lower() for each in types.iter(f"{_TYPES}Default")}
    overrides = [each.get("PartName") for each in types.iter(f"{_TYPES}Override")]
    yield from (f"type given twice: {each}" for each in set(overrides) if overrides.count(each) > 1)
    yield from (f"type of a part that is not there: {each}" for each in overrides if each.lstrip("/") not in names)
    for name in names - {"[Content_Types].xml"}:
        if f"/{name}" not in overrides and name.rpartition(".")[2].lower() not in endings:
            yield f"part without a type: {name}"


def _faults_of_relations(files: Mapping[str, bytes]) -> Iterator[str]:
    names = set(files)
    reached = set()
    for source, target, external in relations(files):
        if external:
            yield f"{source} leads outside: {target}"
        elif target not in names:
            yield f"{source} leads to a part that is not there: {target}"
        reached.add(target)
    for name in names - reached - {"[Content_Types].xml"}:
        if not name.endswith(".rels"):
            yield f"no relation leads to {name}"


def relations(files: Mapping[str, bytes]) -> Iterator[tuple[str, str, bool]]:
    """Yield each relation: the list it stands in, the part or place that it leads to, and whether that is outside."""
    for name, content in files.items():
        if not name.endswith(".rels"):
            continue
        ids = []
        for each in etree.fromstring(content).iter(f"{_RELATIONS}Relationship"):
            ids.append(each.get("Id"))
            external = each.get("TargetMode") == "External"
            target = str(each.get("Target"))
            base = dirname(dirname(name))
            yield (
                name,
                target if external else normpath(join(base, target)) if target[0] != "/" else target[1:],
                external,
            )
        assert len(set(ids)) == len(ids), f"{name}: an id stands there twice"

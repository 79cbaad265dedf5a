"""Takes a Word document apart, as far as it can hold answers or what reviewers add. Nothing in it is trusted.

The parts are found by the relationships between them, as programs are free to name them. Names are compared without
case. Pictures are never unpacked.
"""

import codecs
import posixpath
import struct
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from xml.etree import ElementTree
from xml.parsers import expat

from calculator.model import InvalidInput
from forms.document import DOCUMENT, NAMESPACE, PROPERTIES
from forms.refusals import foreign_archive
from forms.saved import refusal, refuse
from forms.word_text import WORD

LARGEST_PART = 20_000_000
"""Bytes that are unpacked, of all parts together."""
MOST_PARTS = 1000
DEEPEST = 200
"""Elements within each other. A document of Word's has some thirty."""
MOST_ELEMENTS = 300_000
"""The longest form with its boxes full has some tens of thousands."""
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
UNPACKING = (
    zipfile.BadZipFile, zlib.error, struct.error,
    NotImplementedError, RuntimeError, OSError, EOFError, ValueError, OverflowError,
)  # fmt: skip
"""What `zipfile` raises for an archive that is damaged, or made to do damage."""
TOO_LARGE = "This file is not a Word document of this form: unpacked, it would be far too large."
RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
"""The other namespace of the same elements: “Strict Open XML Document” in Word's list of formats."""
ASIDES = ("comments", "footnotes", "endnotes", "header", "footer")
"""Parts with words that stand beside the text, by the end of the type of the relationship that leads to them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordParts:
    """The parts of a Word document that may hold answers or words, as text.

    `drafts` are those that name our namespace, `emptied` tells whether another program left a data part with no
    bytes; `asides` are what stands beside the text, by kind.
    """

    document: str
    properties: str = ""
    drafts: tuple[str, ...] = ()
    emptied: bool = False
    asides: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class _Archive:
    """An archive whose parts are found without regard to case, and unpacked one by one up to a limit."""

    zip: zipfile.ZipFile
    names: dict[str, zipfile.ZipInfo] = field(default_factory=dict)
    left: int = LARGEST_PART

    def __post_init__(self) -> None:
        infos = self.zip.infolist()
        if len(infos) > MOST_PARTS:
            refuse(TOO_LARGE)
        for info in infos:
            if info.filename.lower() in self.names:
                refuse(
                    "This Word document is damaged: two parts of it have the same name, and programs differ in which"
                    " one they show."
                )
            self.names[info.filename.lower()] = info

    def unpacked(self, name: str) -> bytes:
        """Return a part's bytes."""
        info = self.names[name.lower()]
        if info.compress_type not in METHODS:
            refuse("This Word document is damaged, or packed in a way that Word does not use.")
        if info.file_size > self.left:
            refuse(TOO_LARGE)
        with self.zip.open(info) as part:
            content = part.read(self.left + 1)
        self.left -= len(content)
        if self.left < 0:
            refuse(TOO_LARGE)
        return content

    def relations(self, of: str) -> Iterator[tuple[str, str]]:
        """Yield the last step of the type, and the part, of each relationship of a part to one that is there."""
        folder, name = posixpath.split(of)
        listed = posixpath.join(folder, "_rels", f"{name}.rels")
        if listed.lower() not in self.names:
            return
        for each in parsed(_text(self.unpacked(listed))).iter(RELATION):
            target = posixpath.normpath(posixpath.join("/", folder, each.get("Target", "")))[1:]
            if each.get("TargetMode") != "External" and target.lower() in self.names:
                yield each.get("Type", "").rpartition("/")[2], target


def harmless_parts(content: bytes) -> WordParts:
    """Return the parts of an archive that may hold answers or words: those that others added are passed over.

    Raises:
        InvalidInput: for what is no Word document, is larger unpacked than any, or declares a document type.

    """
    try:
        with zipfile.ZipFile(BytesIO(content)) as opened:
            return _parts(_Archive(opened))
    except InvalidInput:
        raise
    except UNPACKING as error:
        raise refusal("This Word document is damaged: it cannot be unpacked.") from error


def _parts(archive: _Archive) -> WordParts:
    root = dict(archive.relations(""))
    main = root.get("officeDocument", DOCUMENT)
    if main.lower() not in archive.names or main.lower().startswith(("xl/", "ppt/")):
        refuse(foreign_archive(archive.names))
    relations = list(archive.relations(main))
    document = archive.unpacked(main)
    try:
        text = _text(document)
    except UnicodeDecodeError:
        text = ""  # not XML either: the draft in the document may still be whole
    drafts, emptied = _drafts(archive, [name for kind, name in relations if kind == "customXml"])
    properties = root.get("core-properties", PROPERTIES)
    return WordParts(
        document=text,
        properties=_text(archive.unpacked(properties)) if properties.lower() in archive.names else "",
        drafts=drafts,
        emptied=emptied,
        asides=tuple((kind, _any_text(archive.unpacked(name))) for kind, name in relations if kind in ASIDES),
    )


def _drafts(archive: _Archive, related: list[str]) -> tuple[tuple[str, ...], bool]:
    """Return the data parts that name us, and whether there is one with nothing in it."""
    named = [info.filename for name, info in archive.names.items() if name.startswith("customxml/item")]
    contents = [archive.unpacked(name) for name in dict.fromkeys([*named, *related])]
    return tuple(_text(each) for each in contents if _names_us(each)), not all(contents)


def _names_us(part: bytes) -> bool:
    return any(NAMESPACE.encode(encoding) in part for encoding in ("utf-8", "utf-16-le", "utf-16-be"))


def _text(content: bytes) -> str:
    text = content.removeprefix(codecs.BOM_UTF8).decode()
    if "\0" in text:
        refuse("This Word document is damaged: a part of it is not text.")
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        refuse("This Word document declares a document type, which none of ours does. It is not opened.")
    return text


def _any_text(content: bytes) -> str:
    """Return a part that is only shown: that it cannot be read is no reason to refuse the rest."""
    try:
        return _text(content)
    except (UnicodeDecodeError, InvalidInput):
        return ""


class IllFormed(InvalidInput):
    """A part that is not XML. Where it is the text of the document, the draft in it may still be whole."""


def parsed(text: str) -> ElementTree.Element:
    """Return a part's root. It is text by now, so that no declared encoding can hide anything in it."""
    try:
        _measure(text)
        root = ElementTree.fromstring(text)  # noqa: S314
    except (ElementTree.ParseError, expat.ExpatError) as error:
        reason = refusal(
            "This Word document is damaged: a part of it cannot be read. LibreOffice writes such files where changes"
            " were tracked in a field. Open it there as it was before, accept all changes, and save it again."
        )
        raise IllFormed(list(reason.errors)) from error
    if root.tag.startswith(STRICT):
        _as_transitional(root)
    return root


def _as_transitional(root: ElementTree.Element) -> None:
    """Give the elements of a Strict document the names that they have in every other."""
    for each in root.iter():
        if isinstance(each.tag, str) and each.tag.startswith(STRICT):
            each.tag = WORD + each.tag.removeprefix(STRICT)
        for name in [name for name in each.attrib if name.startswith(STRICT)]:
            each.set(WORD + name.removeprefix(STRICT), each.attrib.pop(name))


def _measure(text: str) -> None:
    """Refuse more elements, or deeper ones, than Python in a page can follow; nothing of them is kept meanwhile."""
    depth = elements = 0

    def start(_name: str, _attributes: object) -> None:
        nonlocal depth, elements
        depth += 1
        elements += 1
        if depth > DEEPEST:
            refuse("This Word document is damaged: its parts are nested too deeply.")
        if elements > MOST_ELEMENTS:
            refuse("This Word document has far more paragraphs than any form. It is not opened.")

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    reader = expat.ParserCreate()
    reader.StartElementHandler, reader.EndElementHandler = start, end
    reader.Parse(text, True)

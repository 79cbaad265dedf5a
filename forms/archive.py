"""Takes a Word document apart, as far as it can hold answers. Nothing in it is trusted."""

import codecs
import struct
import zipfile
import zlib
from io import BytesIO
from xml.etree import ElementTree
from xml.parsers import expat

from calculator.model import InvalidInput
from forms.document import DOCUMENT, NAMESPACE, PROPERTIES
from forms.saved import refusal, refuse

LARGEST_PART = 20_000_000
MOST_PARTS = 500
DEEPEST = 200
"""Elements within each other. A document of Word's has some thirty."""
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
UNPACKING = (
    zipfile.BadZipFile, zlib.error, struct.error,
    NotImplementedError, RuntimeError, OSError, EOFError, ValueError, OverflowError,
)  # fmt: skip
"""What `zipfile` raises for an archive that is damaged, or made to do damage."""


def harmless_parts(content: bytes) -> dict[str, str]:
    """Return the XML parts of an archive that may hold answers, as text: parts that others added are passed over.

    Raises:
        InvalidInput: for what is no Word document, is larger unpacked than any, or declares a document type.

    """
    parts: dict[str, str] = {}
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            infos = archive.infolist()
            if len(infos) > MOST_PARTS or sum(info.file_size for info in infos) > LARGEST_PART:
                refuse("This file is not a Word document of this form: unpacked, it would be far too large.")
            for info in infos:
                if info.compress_type not in METHODS:
                    refuse("This Word document is damaged, or packed in a way that Word does not use.")
                if _may_be_ours(info.filename):
                    unpacked = _unpacked(archive, info)
                    if not info.filename.startswith("customXml/") or not unpacked or _names_us(unpacked):
                        parts[info.filename] = _text(unpacked)
    except InvalidInput:
        raise
    except UNPACKING as error:
        raise refusal("This Word document is damaged: it cannot be unpacked.") from error
    if DOCUMENT not in parts:
        refuse("This file is not a Word document (.docx).")
    return parts


def _may_be_ours(name: str) -> bool:
    return name in (DOCUMENT, PROPERTIES) or name.startswith("customXml/item")


def _names_us(part: bytes) -> bool:
    return any(NAMESPACE.encode(encoding) in part for encoding in ("utf-8", "utf-16-le", "utf-16-be"))


def _unpacked(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    with archive.open(info) as part:
        content = part.read(LARGEST_PART + 1)
    if len(content) > LARGEST_PART:
        refuse("This file is not a Word document of this form: unpacked, it would be far too large.")
    return content


def _text(content: bytes) -> str:
    text = content.removeprefix(codecs.BOM_UTF8).decode()
    if "\0" in text:
        refuse("This Word document is damaged: a part of it is no text.")
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        refuse("This Word document declares a document type, which none of ours does. It is not opened.")
    return text


def parsed(text: str) -> ElementTree.Element:
    """Return a part's root. It is text by now, so that no declared encoding can hide anything in it."""
    try:
        if _is_too_deep(text):
            refuse("This Word document is damaged: its parts stand in each other without end.")
        return ElementTree.fromstring(text)  # noqa: S314
    except (ElementTree.ParseError, expat.ExpatError):
        refuse("This Word document is damaged: a part of it cannot be read.")


def _is_too_deep(text: str) -> bool:
    """Whether elements stand in each other deeper than Python in a page can follow."""
    depth = deepest = 0

    def start(_name: str, _attributes: object) -> None:
        nonlocal depth, deepest
        depth += 1
        deepest = max(deepest, depth)

    def end(_name: str) -> None:
        nonlocal depth
        depth -= 1

    reader = expat.ParserCreate()
    reader.StartElementHandler, reader.EndElementHandler = start, end
    reader.Parse(text, True)
    return deepest > DEEPEST

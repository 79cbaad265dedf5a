"""Gives a Word template a place for the marking on every page, where it has none. Build time only.

Word shows another header on the first page of a section, or on even pages, where the template asks for it. A section
without a header of its own has that of the section before it.
"""

from collections.abc import Iterator, Mapping, MutableMapping

from docx.oxml.ns import nsdecls, qn
from lxml import etree

DOCUMENT, SETTINGS, TYPES, RELATIONS = (
    "word/document.xml", "word/settings.xml", "[Content_Types].xml", "word/_rels/document.xml.rels",
)  # fmt: skip
NEW_HEADER = "word/header{}.xml"
_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.header+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/header"
_LINE = (
    '<w:p {}><w:pPr><w:jc w:val="center"/></w:pPr><w:r><w:rPr><w:b/></w:rPr>'
    '<w:t xml:space="preserve">{{{{ form.marking }}}}</w:t></w:r></w:p>'
)


def with_marking(tagged: Mapping[str, str], files: MutableMapping[str, bytes]) -> dict[str, str]:
    """Return a template's tagged parts, in which every page has the marking; `files` are its other parts.

    Where a header was missing, it is added, to the list of types and to the document's relations too.
    """
    parts = dict(tagged)
    document = etree.fromstring(parts[DOCUMENT].encode())
    if document.find(f".//{qn('w:sectPr')}") is None:
        etree.SubElement(document.find(qn("w:body")), qn("w:sectPr"))
    missing = list(_missing(document, files))
    if missing:
        number = 1
        while NEW_HEADER.format(number) in parts or NEW_HEADER.format(number) in files:
            number += 1
        name = NEW_HEADER.format(number)
        _announce(name, files)
        for section, kind in missing:
            reference = etree.Element(qn("w:headerReference"))
            reference.set(qn("w:type"), kind)
            reference.set(qn("r:id"), "rIdMarking")
            section.insert(0, reference)
        parts[DOCUMENT] = _text(document)
        parts[name] = _text(etree.fromstring(f"<w:hdr {nsdecls('w', 'r')}><w:p/></w:hdr>"))
    for name in (each for each in parts if each.startswith("word/header") and "form.marking" not in parts[each]):
        header = etree.fromstring(parts[name].encode())
        line = etree.fromstring(_LINE.format(nsdecls("w")))
        header.text, line.tail = "{% if form.marking %}", "{% endif %}"
        header.insert(0, line)
        parts[name] = _text(header)
    return parts


def _missing(document: etree._Element, files: Mapping[str, bytes]) -> Iterator[tuple[etree._Element, str]]:
    """Yield each section and the kind of header that it shows and neither it nor one before it has."""
    settings = etree.fromstring(files[SETTINGS]) if SETTINGS in files else None
    even = settings is not None and settings.find(qn("w:evenAndOddHeaders")) is not None
    had: set[str] = set()
    for section in document.iter(qn("w:sectPr")):
        had |= {each.get(qn("w:type")) for each in section.findall(qn("w:headerReference"))}
        shown = {"default"} | ({"even"} if even else set())
        if section.find(qn("w:titlePg")) is not None:
            shown.add("first")
        for kind in sorted(shown - had):
            had.add(kind)
            yield section, kind


def _announce(name: str, files: MutableMapping[str, bytes]) -> None:
    types = etree.fromstring(files[TYPES])
    etree.SubElement(types, f"{{{types.nsmap[None]}}}Override", PartName=f"/{name}", ContentType=_TYPE)
    files[TYPES] = etree.tostring(types)
    relations = etree.fromstring(files[RELATIONS])
    target = name.removeprefix("word/")
    etree.SubElement(
        relations, f"{{{relations.nsmap[None]}}}Relationship", Id="rIdMarking", Type=_RELATION, Target=target
    )
    files[RELATIONS] = etree.tostring(relations)


def _text(root: etree._Element) -> str:
    text: str = etree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{text}'

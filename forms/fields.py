"""Reads the content controls of a Word document: which answer each line belongs to, and what stands in it now.

A control names its answer by its tag. Programs drop some of what a control says: LibreOffice 7.4 the tag, OnlyOffice
the binding of older documents. So each is looked at in turn.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from xml.etree import ElementTree

from forms.document import NOT_ANSWERED, WHOLE, WORD

_CARRIED = re.compile(r"(\S+) (-1|\d{1,5})", re.ASCII)
_BOUND = re.compile(r"/g:draft\[1\]/g:line\[(\d{1,5})\]", re.ASCII)
_BREAKS = {f"{WORD}br": "\n", f"{WORD}cr": "\n", f"{WORD}tab": "\t"}


@dataclass(frozen=True, slots=True)
class Control:
    """A line of an answer in a document: its path, its place in the answer where that is known, and its text."""

    path: str
    at: int | None
    text: str


@dataclass(slots=True)
class Paragraph:
    """A paragraph, or whatever stands in its place: the answers in it, and the words around them."""

    container: int
    controls: list[Control] = field(default_factory=list)
    words: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Place:
    """One place in which an answer stands, line by line."""

    path: str
    container: int
    at: int | None
    lines: list[str]


def paragraphs(document: ElementTree.Element, lines: Sequence[tuple[str, int]] = ()) -> list[Paragraph]:
    """Return a document's paragraphs in order; `lines` says what the controls of an older document are bound to."""
    found: list[Paragraph] = []

    def walk(element: ElementTree.Element, container: int, within: Paragraph | None) -> None:
        for child in element:
            if child.tag == f"{WORD}sdt":
                control = _control(child, lines)
                if control:
                    place = within or Paragraph(container)
                    place.controls.append(control)
                    if not within:
                        found.append(place)
                else:
                    walk(child, container, within)
            elif child.tag == f"{WORD}p":
                found.append(Paragraph(container))
                walk(child, id(child), found[-1])
            elif within and child.tag in _BREAKS:
                within.words.append(" ")
            elif within and child.tag == f"{WORD}t":
                within.words.append(child.text or "")
            else:
                walk(child, id(child) if child.tag == f"{WORD}tc" else container, within)

    walk(document, 0, None)
    return found


def _control(element: ElementTree.Element, lines: Sequence[tuple[str, int]]) -> Control | None:
    """Return what a control says, or None where it is not one of ours, which hold no other."""
    properties, content = element.find(f"{WORD}sdtPr"), element.find(f"{WORD}sdtContent")
    if properties is None or content is None or content.find(f".//{WORD}sdt") is not None:
        return None
    path, at = _named(properties, lines)
    if not path:
        return None
    text = "" if properties.find(f"{WORD}showingPlcHdr") is not None else "".join(_text(content))
    placeholder = content.find(f".//{WORD}rStyle[@{WORD}val='PlaceholderText']") is not None
    return Control(path, at, "" if placeholder and text.strip() == NOT_ANSWERED else text)


def _named(properties: ElementTree.Element, lines: Sequence[tuple[str, int]]) -> tuple[str, int | None]:
    """Return the path that a control belongs to, and the place in the answer."""
    carried = _CARRIED.fullmatch(_value(properties, "placeholder/docPart"))
    if carried:
        return carried[1], int(carried[2])
    binding = properties.find(f"{WORD}dataBinding")
    bound = _BOUND.fullmatch(binding.get(f"{WORD}xpath", "")) if binding is not None else None
    if bound and 0 < int(bound[1]) <= len(lines):
        return lines[int(bound[1]) - 1]
    return _value(properties, "tag"), None


def _value(properties: ElementTree.Element, steps: str) -> str:
    found = properties.find("/".join(f"{WORD}{step}" for step in steps.split("/")))
    return found.get(f"{WORD}val", "") if found is not None else ""


def _text(element: ElementTree.Element) -> Iterator[str]:
    for each in element.iter():
        if each.tag == f"{WORD}t":
            yield each.text or ""
        elif each.tag in _BREAKS:
            yield _BREAKS[each.tag]


def visible_answers(found: Iterable[Paragraph], of_lines: Callable[[str], bool]) -> dict[str, list[str]]:
    """Return the visible text of each answer, once for each place in which it stands.

    `of_lines` tells of a path whether its answer can have several lines; empty ones between two belong to it.
    """
    places: list[Place] = []
    last: Place | None = None
    empty = 0
    for each in found:
        alone = len(each.controls) == 1 and not "".join(each.words).strip() and each.controls[0].at != WHOLE
        if last and alone and _goes_on(last, each, of_lines):
            [control] = each.controls
            last.lines += [""] * empty + [control.text]
            last.at = control.at
        elif each.controls:
            places += [Place(of.path, each.container, of.at, [of.text]) for of in each.controls]
            last = places[-1] if alone else None
        empty = 0 if each.controls or "".join(each.words).strip() else empty + 1
    texts: dict[str, list[str]] = {}
    for place in places:
        texts.setdefault(place.path, []).append("\n".join(place.lines))
    return texts


def _goes_on(last: Place, each: Paragraph, of_lines: Callable[[str], bool]) -> bool:
    [control] = each.controls
    later = last.at is None or control.at is None or control.at > last.at
    return control.path == last.path and each.container == last.container and later and of_lines(control.path)

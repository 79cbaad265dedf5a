"""Reads the content controls of a Word document: which answer each line belongs to, and what stands in it now.

A control names its answer by its tag. Programs drop some of what a control says: LibreOffice 7.4 the tag, OnlyOffice
the binding of older documents. So each is looked at in turn.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from xml.etree.ElementTree import Element

from forms.word_text import BOX, GONE, NOT_ANSWERED, WHOLE, WORD, character, is_on, shown_text

_CARRIED = re.compile(r"(\S+) (-1|\d{1,5})", re.ASCII)
_BOUND = re.compile(r"/g:draft\[1\]/g:line\[(\d{1,5})\]", re.ASCII)
_PROMPTS = {
    NOT_ANSWERED,
    "Click here to enter text.",
    "Click or tap here to enter text.",
    "Click here to enter a date.",
    "Click or tap to enter a date.",
    "Choose an item.",
}
"""What stands in an empty field, in the style of a prompt. Who types over a prompt may keep the style."""


@dataclass(frozen=True, slots=True)
class Control:
    """A line of an answer in a document: its path, its place in the answer where that is known, and its text.

    `moved` tells that text was moved out of it with Track Changes, `floating` is what text boxes in it hold.
    """

    path: str
    at: int | None
    text: str
    moved: bool = False
    floating: tuple[str, ...] = ()


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


def paragraphs(document: Element, lines: Sequence[tuple[str, int]] = ()) -> list[Paragraph]:
    """Return a document's paragraphs in order; `lines` says what the controls of an older document are bound to."""
    walk = _Walk(lines)
    walk.through(document, 0, None)
    return _as_shown(walk.found)


@dataclass(slots=True)
class _Walk:
    """Goes through a document, paragraph by paragraph."""

    lines: Sequence[tuple[str, int]]
    found: list[Paragraph] = field(default_factory=list)

    def through(self, element: Element, container: int, within: Paragraph | None) -> None:
        for child in element:
            if child.tag in GONE:
                continue
            if child.tag == f"{WORD}sdt":
                self._field(child, container, within)
            elif child.tag == f"{WORD}p":
                self.found.append(Paragraph(container))
                self.through(child, id(child), self.found[-1])
            elif (text := character(child)) is None:
                self.through(child, id(child) if child.tag == f"{WORD}tc" else container, within)
            elif within:
                within.words.append(text)

    def _field(self, element: Element, container: int, within: Paragraph | None) -> None:
        control = _control(element, self.lines)
        if control and within:
            within.controls.append(control)
        elif control:
            self.found.append(Paragraph(container, [control]))
        elif not is_on(element.find(f"{WORD}sdtPr/{WORD}showingPlcHdr")):
            self.through(element, container, within)


def around(found: Iterable[Paragraph]) -> list[str]:
    """Return the text of each paragraph outside the fields of answers, where it has any."""
    return [text for each in found if (text := " ".join("".join(each.words).split()))]


def _as_shown(found: list[Paragraph]) -> list[Paragraph]:
    """Return paragraphs with each field once, where a program wrote it several times for one that is shown."""
    for each in found:
        each.controls = [one for _, group in groupby(each.controls, _whose) for one in _once(list(group))]
    there = {_whose(control) for each in found for control in each.controls if not control.moved}
    for each in found:
        each.controls = [
            one for one in each.controls if not (one.moved and not one.text.strip() and _whose(one) in there)
        ]
    return found


def _whose(control: Control) -> tuple[str, int | None]:
    return control.path, control.at


def _once(group: list[Control]) -> list[Control]:
    """Return neighbours of one line as LibreOffice 7.4 means them.

    Of a line in several scripts it writes a field for each piece: the first holds the line, each other one its piece
    and the line after it.
    """
    first, *others = group
    pieces = [other.text.removesuffix(first.text) for other in others if other.text.endswith(first.text)]
    split = len(pieces) == len(others) and all(piece in first.text for piece in pieces)
    return [first] if others and first.text and split else group


def _control(element: Element, lines: Sequence[tuple[str, int]]) -> Control | None:
    """Return what a control says, or None where it is not one of ours."""
    properties, content = element.find(f"{WORD}sdtPr"), element.find(f"{WORD}sdtContent")
    if properties is None or content is None:
        return None
    path, at = _named(properties, lines)
    # Of controls within each other, the inner ones are ours, unless the outer one says that it holds a line.
    if not path or (at is None and any(_named(each, lines)[0] for each in content.iter(f"{WORD}sdtPr"))):
        return None
    text = "" if is_on(properties.find(f"{WORD}showingPlcHdr")) else shown_text(content)
    placeholder = content.find(f".//{WORD}rStyle[@{WORD}val='PlaceholderText']") is not None
    return Control(
        path,
        at,
        "" if placeholder and text.strip() in _PROMPTS else text,
        moved=content.find(f".//{WORD}moveFrom") is not None,
        floating=tuple(_floating(content)),
    )


def _floating(element: Element) -> Iterator[str]:
    """Yield the words of each text box."""
    for child in element:
        if child.tag == BOX:
            yield shown_text(child)
        elif child.tag not in GONE:
            yield from _floating(child)


def _named(properties: Element, lines: Sequence[tuple[str, int]]) -> tuple[str, int | None]:
    """Return the path that a control belongs to, and the place in the answer."""
    carried = _CARRIED.fullmatch(_value(properties, "placeholder/docPart"))
    if carried:
        return carried[1], int(carried[2])
    binding = properties.find(f"{WORD}dataBinding")
    bound = _BOUND.fullmatch(binding.get(f"{WORD}xpath", "")) if binding is not None else None
    if bound and 0 < int(bound[1]) <= len(lines):
        return lines[int(bound[1]) - 1]
    return _value(properties, "tag"), None


def _value(properties: Element, steps: str) -> str:
    found = properties.find("/".join(f"{WORD}{step}" for step in steps.split("/")))
    return found.get(f"{WORD}val", "") if found is not None else ""


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

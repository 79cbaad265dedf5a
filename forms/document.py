"""Fills a Word document: a compiled template and a draft in, the bytes of a .docx file out.

Runs in the browser with Jinja2 and `zipfile` alone. What a person typed reaches the document only as a value: it is
never read as a template. Each line of an answer has a content control of its own, tagged with the answer's path, so
that `forms.opening` can read it back. No control is bound to a data part: LibreOffice 7.4 empties every such part as
soon as a bound text holds `&` or `<`.
"""

import json
import re
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from io import BytesIO
from types import SimpleNamespace
from xml.etree import ElementTree

from jinja2 import StrictUndefined, Template
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from forms.draft import Box, Draft, boxes, clean
from forms.fields import around, paragraphs
from forms.kinds import KINDS
from forms.model import Field, FormDefinition, Section
from forms.part import Part
from forms.render import environment
from forms.word_text import NOT_ANSWERED, WHOLE
from forms.wording import long_day

NAMESPACE = "urn:child-protection-conference-guide:draft"
MARKING = "OFFICIAL-SENSITIVE"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

DOCUMENT = "word/document.xml"
DRAFT = "customXml/item1.xml"
DRAFT_PARTS = {
    DRAFT: "draft.xml.j2",
    "customXml/itemProps1.xml": "draft-properties.xml.j2",
    "customXml/_rels/item1.xml.rels": "draft-relations.xml.j2",
}
PROPERTIES = "docProps/core.xml"
BLANK_ROWS = 4
EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The date of every file in the archive: the same input gives the same document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordTemplate:
    """A Word template made ready at build: its parts with tags as Jinja2 source, its other files as they are."""

    title: str
    parts: Mapping[str, str]
    files: Mapping[str, bytes]


class Purpose(StrEnum):
    """What a copy of a form is for."""

    SEND = "send"
    """Holds nothing that cannot be seen. It opens again with its visible text."""
    WRITE = "write"
    """Carries the draft beside the visible text, so that what was edited can be told from what was saved."""
    BLANK = "blank"
    """To write in by hand."""


CARRIES = (
    "Copy to go on writing. This file holds all answers a second time, where Word does not show them, with the date"
    " that its dates were counted from. Text that you delete here stays there. Do not send this copy: open it on the"
    " form’s page of the guide, and make a copy to send."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """Which copy of a form is made, and on which day; `marking` puts the marking on every page.

    From a copy to send, what was not answered is left out unless it is `unanswered`. Questions that only other areas
    ask than the `area` never stand in it; where no area is chosen, those do that are answered. `notes` stand after
    the answers, by path.
    """

    made: date
    purpose: Purpose = Purpose.SEND
    marking: bool = False
    unanswered: bool = False
    area: str = ""
    notes: Mapping[str, str] = field(default_factory=dict)

    @property
    def draft(self) -> bool:
        """Whether the answers travel in the file a second time."""
        return self.purpose is Purpose.WRITE

    @property
    def blank(self) -> bool:
        """Whether it is to be written in by hand."""
        return self.purpose is Purpose.BLANK

    def asks(self, section: Section, each: Field, answered: bool) -> bool:
        """Whether a question stands in this copy."""
        if self.purpose is not Purpose.SEND:
            return True
        if not of_area(section, each, self.area):
            return False
        of_some = bool(section.partnerships or each.partnerships)
        return answered or (self.unanswered and (bool(self.area) or not of_some))


def of_area(section: Section, each: Field, area: str) -> bool:
    """Whether an area's documents ask a question; where no area is chosen, every question counts as asked."""
    return not area or all(area in of.partnerships for of in (section, each) if of.partnerships)


@dataclass(frozen=True, slots=True)
class Answer:
    """What stands in a document for one box: its path, and the text as it is shown.

    `asked` tells whether the box stands in this copy at all.
    """

    path: str
    part: Part
    text: str
    asked: bool = True

    def __str__(self) -> str:
        return self.text


class Group(SimpleNamespace):
    """The answers of a section, a child, a row or a question, by the names that a template's tags give them.

    `stays_` is set where it stands in a copy also without an answer: a signature is written by hand.
    """

    stays_ = False


def has(value: object) -> bool:
    """Whether anything of an answer, a group of them or a list stands in this copy."""
    if isinstance(value, Group):
        return value.stays_ or any(has(each) for each in vars(value).values())
    if isinstance(value, list):
        return any(has(each) for each in value)
    return value.asked if isinstance(value, Answer) else bool(value)


@dataclass(slots=True)
class Line:
    """One line of an answer; `at` is its place in it, and `tagged` tells whether it has a content control."""

    of: Answer
    at: int
    text: str
    tagged: bool = False

    @property
    def style(self) -> Markup:
        """The character style of what is not an answer."""
        empty = self.text == NOT_ANSWERED and not self.of.text
        return Markup('<w:rStyle w:val="PlaceholderText"/>') if empty else Markup("")


@dataclass(slots=True)
class _Writer:
    """Hands the lines of answers to the template, and numbers their controls."""

    copy: Copy
    controls: int = 0

    def lines(self, answer: Answer) -> list[Line]:
        """Return an answer line by line, for a paragraph each."""
        if self.copy.blank:
            return [Line(answer, at, text) for at, text in enumerate(_room(answer.part))]
        lines = [self._tagged(answer, at, text) for at, text in enumerate(self._text(answer).split("\n"))]
        return [*lines, *self._note(answer, "{}")]

    def inline(self, answer: Answer) -> list[Line]:
        """Return an answer as one line, for the middle of a paragraph."""
        if self.copy.blank:
            return [Line(answer, WHOLE, "…" * 12)]
        return [self._tagged(answer, WHOLE, self._text(answer)), *self._note(answer, " ({})")]

    def _note(self, answer: Answer, form: str) -> list[Line]:
        """Return what the writer wants said beside an answer, outside its content control."""
        note = self.copy.notes.get(answer.path) if answer.text else None
        return [Line(answer, WHOLE, form.format(note))] if note else []

    def _text(self, answer: Answer) -> str:
        """Return an answer's text; what a copy to send leaves out is empty in a layout that has a place for it."""
        text = answer.text or (NOT_ANSWERED if answer.asked else "")
        # Empty lines before a text could not be told from the form's own when the visible text is read again.
        return text if self.copy.draft else re.sub(r"^(?:[^\S\n]*\n)+", "", text)

    def _tagged(self, answer: Answer, at: int, text: str) -> Line:
        return Line(answer, at, text, tagged=bool(answer.path and text.strip()))

    def control(self, line: Line, caller: Callable[[], str]) -> Markup:
        """Return the run that `caller` makes of a line, in a content control where the line is tagged."""
        run = Markup(caller())  # noqa: S704  (made by an escaping template)
        if not line.tagged:
            return run
        self.controls += 1
        control = environment().get_template("control.xml.j2")
        return Markup(control.render(line=line, number=self.controls, run=run))  # noqa: S704


def _room(part: Part) -> list[str]:
    """Return what stands on a blank form: answers to tick, or room to write in."""
    return KINDS[part.kind].of_box.blank(part)


def fill(form: FormDefinition, template: WordTemplate, draft: Draft, copy: Copy) -> bytes:
    """Return the finished document.

    Its properties hold the form's title and the day it was made on, and no name. Its parts are the same, byte for
    byte, under CPython and in the browser.
    """
    values = answers_by_name(form, draft, copy)
    about = _about(form.title, form.version, copy)
    return fill_template(template, {**values, "form": about}, copy, draft)


def fill_template(
    template: WordTemplate, values: Mapping[str, object], copy: Copy, draft: Draft | None = None
) -> bytes:
    """Fill any compiled template with values; what they are escaped for is a document."""
    writer = _Writer(copy)
    context = {"form": _about(template.title, 1, copy), "has": has, **values, "lines": writer.lines}
    context |= {"inline": writer.inline, "control": writer.control}
    parts = {name: _compiled(source).render(context) for name, source in template.parts.items()}
    parts[PROPERTIES] = environment().get_template("properties.xml.j2").render(title=template.title, made=copy.made)
    if copy.draft and draft:
        saved = {
            "form": draft.form,
            "version": draft.version,
            "answers": dict(draft.answers),
            "counted": dict(draft.counted),
            "around": around(paragraphs(ElementTree.fromstring(parts[DOCUMENT]))),  # noqa: S314  (made here)
        }
        words = {"saved": json.dumps(saved, ensure_ascii=False), "namespace": NAMESPACE}
        parts |= {name: environment().get_template(each).render(words) for name, each in DRAFT_PARTS.items()}
    return zipped({**template.files, **{name: text.encode() for name, text in parts.items()}})


def _about(title: str, version: int, copy: Copy) -> SimpleNamespace:
    return SimpleNamespace(
        title=title,
        version=version,
        made=long_day(copy.made),
        marking=MARKING if copy.marking else "",
        draft=copy.draft,
        carries=CARRIES,
        blank=copy.blank,
    )


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return an Office archive; the list of types comes first, as readers expect."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name in sorted(files, key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, EARLIEST)
            entry.create_system = 3  # as on Unix, whatever system this is
            archive.writestr(entry, files[name], zipfile.ZIP_DEFLATED)
    return written.getvalue()


# --- What the template sees -----------------------------------------------------------------------------


def shown(part: Part, text: str) -> str:
    """Return an answer as a document shows it: a date in words, the rest as it was typed."""
    return KINDS[part.kind].of_box.shown(text)


def answers_by_name(form: FormDefinition, draft: Draft, copy: Copy) -> dict[str, object]:
    """Return the answers as a template's tags name them: `section.field`, rows and children as lists."""
    named: dict[str, object] = {}
    for box in boxes(form, draft):
        text = shown(box.part, draft.answers.get(box.path, ""))
        asked = copy.asks(box.section, box.field, bool(text))
        _place(named, box, Answer(box.path, box.part, text if asked else "", asked), copy)
    if copy.blank:
        for section, each in form.fields():
            if each.repeats:
                of_section = named[section.id]
                rows = getattr(of_section[0] if isinstance(of_section, list) else of_section, each.id)
                rows.extend([rows[0]] * (max(each.start, BLANK_ROWS) - 1))
    return named


def _place(named: dict[str, object], box: Box, answer: Answer, copy: Copy) -> None:
    of_section = named.setdefault(box.section.id, [] if box.number else Group())
    if isinstance(of_section, list):
        of_section = _nth(of_section, box.number)
    if box.row:
        if not hasattr(of_section, box.field.id):
            setattr(of_section, box.field.id, [])
        setattr(_nth(getattr(of_section, box.field.id), box.row), box.part.id, answer)
    elif box.part.id:
        if not hasattr(of_section, box.field.id):
            setattr(of_section, box.field.id, Group())
        question = getattr(of_section, box.field.id)
        setattr(question, box.part.id, answer)
        question.stays_ = KINDS[box.field.kind].signed and copy.asks(box.section, box.field, answered=True)
    else:
        setattr(of_section, box.field.id, answer)


def _nth(items: list[Group], number: int) -> Group:
    """Return the item with that number, which may be the next one."""
    if len(items) < number:
        items.append(Group())
    return items[number - 1]


# --- The templates of documents -------------------------------------------------------------------------


def _in_a_run(value: object) -> object:
    """Return a value as the inside of a `w:t`: escaped, a new line and a tab as Word has them."""
    if isinstance(value, Markup):
        return value
    text = escape(clean(value.text if isinstance(value, Line) else str(value)))
    for plain, tag in (("\n", "w:br"), ("\t", "w:tab")):
        apart = Markup(f'</w:t><{tag}/><w:t xml:space="preserve">')  # noqa: S704  (nothing typed is in it)
        text = apart.join(text.split(plain))
    return text


@cache
def word_environment() -> ImmutableSandboxedEnvironment:
    """Return the environment that document templates run in: sandboxed, escaping, strict."""
    return ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined, finalize=_in_a_run)


@cache
def _compiled(source: str) -> Template:
    return word_environment().from_string(source)


def file_stem(title: str) -> str:
    """Return a file name's beginning made of letters and hyphens."""
    return re.sub(r"[^\w]+", "-", title, flags=re.UNICODE).strip("-").lower()[:60] or "form"

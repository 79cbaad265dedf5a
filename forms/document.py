"""Fills a Word document: a compiled template and a draft in, the bytes of a .docx file out.

Runs in the browser with Jinja2 and `zipfile` alone. What a person typed reaches the document only as a value: it is
never read as a template. Unless the copy is final, each line of an answer stands in a content control that is bound
to a custom XML part, from which `forms.opening` reads it back.
"""

import json
import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from io import BytesIO
from types import SimpleNamespace
from xml.etree import ElementTree

from jinja2 import StrictUndefined, Template
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup, escape

from forms.draft import Box, Draft, boxes, clean
from forms.kinds import KINDS
from forms.model import FormDefinition
from forms.part import Part
from forms.render import environment
from forms.wording import long_day

NAMESPACE = "urn:child-protection-conference-guide:draft"
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
NOT_ANSWERED = "Not answered"
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
WHOLE = -1
"""In the place of a line's number: the answer as a whole, in the middle of a paragraph."""
EARLIEST = (1980, 1, 1, 0, 0, 0)
"""The date of every file in the archive: the same input gives the same document."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WordTemplate:
    """A Word template made ready at build: its parts with tags as Jinja2 source, its other files as they are."""

    title: str
    parts: Mapping[str, str]
    files: Mapping[str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """Which copy of a form is made, and on which day: with a marking, final (nothing to reopen), or blank."""

    made: date
    marking: bool = False
    final: bool = False
    blank: bool = False

    @property
    def draft(self) -> bool:
        """Whether the answers travel in the file, so that it can be opened again."""
        return not (self.final or self.blank)


@dataclass(frozen=True, slots=True)
class Answer:
    """What stands in a document for one box: its path, and the text as it is shown."""

    path: str
    part: Part
    text: str

    def __str__(self) -> str:
        return self.text


@dataclass(slots=True)
class Line:
    """One line of an answer. `number` is its place in the draft part, or 0 where it is not bound to it."""

    of: Answer
    at: int
    text: str
    number: int = 0

    @property
    def style(self) -> Markup:
        """The character style of what is not an answer."""
        empty = self.text == NOT_ANSWERED and not self.of.text
        return Markup('<w:rStyle w:val="PlaceholderText"/>') if empty else Markup("")


@dataclass(slots=True)
class _Binder:
    """Hands the lines of answers to the template, and remembers those that are bound."""

    copy: Copy
    bound: list[Line] = field(default_factory=list)

    def lines(self, answer: Answer) -> list[Line]:
        """Return an answer line by line, for a paragraph each."""
        if self.copy.blank:
            return [Line(answer, at, text) for at, text in enumerate(_room(answer.part))]
        texts = (answer.text or NOT_ANSWERED).split("\n")
        return [self._bind(Line(answer, at, text)) for at, text in enumerate(texts)]

    def inline(self, answer: Answer) -> list[Line]:
        """Return an answer as one line, for the middle of a paragraph."""
        if self.copy.blank:
            return [Line(answer, WHOLE, "…" * 12)]
        return [self._bind(Line(answer, WHOLE, answer.text or NOT_ANSWERED))]

    def _bind(self, line: Line) -> Line:
        if self.copy.draft and line.text.strip():
            self.bound.append(line)
            line.number = len(self.bound)
        return line

    def control(self, line: Line, caller: Callable[[], str]) -> Markup:
        """Return the run that `caller` makes of a line, in a content control where the line is bound."""
        run = Markup(caller())  # noqa: S704  (made by an escaping template)
        if not line.number:
            return run
        control = environment().get_template("control.xml.j2")
        return Markup(control.render(line=line, namespace=NAMESPACE, run=run))  # noqa: S704


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
    binder = _Binder(copy)
    context = {"form": _about(template.title, 1, copy), **values, "lines": binder.lines}
    context |= {"inline": binder.inline, "control": binder.control}
    parts = {name: _compiled(source).render(context) for name, source in template.parts.items()}
    parts[PROPERTIES] = environment().get_template("properties.xml.j2").render(title=template.title, made=copy.made)
    if copy.draft and draft:
        # LibreOffice drops the attributes of a line that was edited: which answer it belongs to is said here.
        saved = {
            "form": draft.form,
            "version": draft.version,
            "answers": dict(draft.answers),
            "counted": dict(draft.counted),
            "lines": [[line.of.path, line.at] for line in binder.bound],
            "around": around(parts[DOCUMENT]),
        }
        text = json.dumps(saved, ensure_ascii=False)
        words = {"lines": binder.bound, "saved": text, "namespace": NAMESPACE}
        parts |= {name: environment().get_template(each).render(words) for name, each in DRAFT_PARTS.items()}
    return zipped({**template.files, **{name: text.encode() for name, text in parts.items()}})


def _about(title: str, version: int, copy: Copy) -> SimpleNamespace:
    return SimpleNamespace(
        title=title,
        version=version,
        made=long_day(copy.made),
        marking=MARKING if copy.marking else "",
        draft=copy.draft,
        blank=copy.blank,
    )


def zipped(files: Mapping[str, bytes]) -> bytes:
    """Return an Office archive; the list of types comes first, as readers expect."""
    written = BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for name in sorted(files, key=lambda name: (name != "[Content_Types].xml", name)):
            archive.writestr(zipfile.ZipInfo(name, EARLIEST), files[name], zipfile.ZIP_DEFLATED)
    return written.getvalue()


def around(document: str) -> list[str]:
    """Return the text of each paragraph outside the content controls, where it has any.

    `document` is a document part that this engine made, or one that `forms.opening` found harmless.
    """
    body = ElementTree.fromstring(document)  # noqa: S314
    return [text for each in body.iter(f"{WORD}p") if (text := " ".join("".join(_outside(each)).split()))]


def _outside(element: ElementTree.Element) -> Iterator[str]:
    for child in element:
        if child.tag in (f"{WORD}sdt", f"{WORD}p"):
            continue
        if child.tag == f"{WORD}t":
            yield child.text or ""
        elif child.tag in (f"{WORD}tab", f"{WORD}br"):
            yield " "
        else:
            yield from _outside(child)


# --- What the template sees -----------------------------------------------------------------------------


def shown(part: Part, text: str) -> str:
    """Return an answer as a document shows it: a date in words, the rest as it was typed."""
    return KINDS[part.kind].of_box.shown(text)


def answers_by_name(form: FormDefinition, draft: Draft, copy: Copy) -> dict[str, object]:
    """Return the answers as a template's tags name them: `section.field`, rows and children as lists."""
    named: dict[str, object] = {}
    for box in boxes(form, draft):
        answer = Answer(box.path, box.part, shown(box.part, draft.answers.get(box.path, "")))
        _place(named, box, answer)
    if copy.blank:
        for section, each in form.fields():
            if each.repeats:
                of_section = named[section.id]
                rows = getattr(of_section[0] if isinstance(of_section, list) else of_section, each.id)
                rows.extend([rows[0]] * (max(each.start, BLANK_ROWS) - 1))
    return named


def _place(named: dict[str, object], box: Box, answer: Answer) -> None:
    of_section = named.setdefault(box.section.id, [] if box.number else SimpleNamespace())
    if isinstance(of_section, list):
        of_section = _nth(of_section, box.number)
    if box.row:
        if not hasattr(of_section, box.field.id):
            setattr(of_section, box.field.id, [])
        setattr(_nth(getattr(of_section, box.field.id), box.row), box.part.id, answer)
    elif box.part.id:
        if not hasattr(of_section, box.field.id):
            setattr(of_section, box.field.id, SimpleNamespace())
        setattr(getattr(of_section, box.field.id), box.part.id, answer)
    else:
        setattr(of_section, box.field.id, answer)


def _nth(items: list[SimpleNamespace], number: int) -> SimpleNamespace:
    """Return the item with that number, which may be the next one."""
    if len(items) < number:
        items.append(SimpleNamespace())
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

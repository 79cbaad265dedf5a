"""Opens a draft again: the file that the page saved, or a Word document that it made and somebody edited.

Nothing from a file is trusted. What is no draft of this form is refused with a reason, and nothing is changed. Where
a document carries its draft, what was edited is shown beside what was saved, for a person to choose. A document that
carries none opens with the text that can be seen in its fields.
"""

import codecs
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any
from xml.etree import ElementTree

from forms.archive import harmless_parts, parsed
from forms.document import CARRIES, DOCUMENT, MARKING, NAMESPACE, PROPERTIES, WordTemplate, around
from forms.draft import Box, asked_parts, clean, generic, placed, read_answers
from forms.edits import differences, edits, place, same
from forms.fields import Paragraph, paragraphs, visible_answers
from forms.kinds import KINDS
from forms.model import FormDefinition
from forms.part import Part
from forms.saved import Difference, Opened, opened, path_now, refuse, refuse_what_is_too_much

DRAFT_FORMAT = "child-protection-conference-guide draft"
LARGEST_FILE = 5_000_000
"""Bytes of a file that is opened. A full form makes some tens of thousands."""
DEEPEST_JSON = 50
DRAFT_TAG = f"{{{NAMESPACE}}}"
TITLE = "{http://purl.org/dc/elements/1.1/}title"


def open_file(form: FormDefinition, content: bytes, templates: Iterable[WordTemplate] = ()) -> Opened:
    """Return what a draft file or a Word document holds.

    `templates` are those that the document may have been made with: in a document that carries no draft, words that
    none of them has were added by somebody. Without a template, such words are not looked for.

    Raises:
        InvalidInput: in words, when it is neither, or not of this form.

    """
    if len(content) > LARGEST_FILE:
        refuse(f"This file is too large to be a draft: {len(content) // 1_000_000} MB. Choose another file.")
    return _open_document(form, content, templates) if content.startswith(b"PK") else _open_draft(form, content)


def _open_draft(form: FormDefinition, content: bytes) -> Opened:
    try:
        data = _json(content.removeprefix(codecs.BOM_UTF8).decode())
    except ValueError:
        refuse("This file is not a draft: it cannot be read. It may be damaged, or be another kind of file.")
    if not isinstance(data, dict) or data.get("format") != DRAFT_FORMAT:
        refuse("This file is not a draft that was saved on a form’s page.")
    return opened(form, data)


_NOT_NESTING = re.compile(r'"(?:[^"\\]|\\.)*+"|[^\[\]{}"]++', re.DOTALL)


def _json(text: str) -> Any:
    """Return what JSON holds; raises `ValueError` where it is none, or deeper than Python in a page can go."""
    depth = 0
    for bracket in _NOT_NESTING.sub("", text):
        depth += 1 if bracket in "[{" else -1
        if depth > DEEPEST_JSON:
            message = "nested too deeply"
            raise ValueError(message)
    return json.loads(text)


def _open_document(form: FormDefinition, content: bytes, templates: Iterable[WordTemplate]) -> Opened:
    parts = harmless_parts(content)
    document = parsed(parts[DOCUMENT])
    draft = _draft_part(parts)
    if draft is not None:
        return _working_copy(form, _saved(draft), document, parts[DOCUMENT])
    found = paragraphs(document)
    if any(each.controls for each in found):
        return _copy_to_send(form, found, parts, templates)
    if any(not text for name, text in parts.items() if name.startswith("customXml/")):
        return refuse(
            "The program that last saved this Word document has emptied the draft in it, and left its fields without"
            " names. Open the file as it was before, or copy its text by hand."
        )
    return refuse(
        "This Word document has no draft and no fields of a form in it. It may be a final copy of an earlier guide,"
        " or a program that does not keep fields has saved it."
    )


def _draft_part(parts: Mapping[str, str]) -> ElementTree.Element | None:
    """Return our part, by its namespace: programs number the parts afresh."""
    for name, text in parts.items():
        if name.startswith("customXml/") and NAMESPACE in text:
            root = parsed(text)
            if root.tag == f"{DRAFT_TAG}draft":
                return root
    return None


# --- A copy to go on writing: the draft is in it ------------------------------------------------------------------


def _working_copy(
    form: FormDefinition, saved: Mapping[str, Any], document: ElementTree.Element, text: str
) -> Opened:
    has = opened(form, saved)
    lines = [(path, at) for path, at in saved.get("lines", [])]
    controls = [control for each in paragraphs(document, lines) for control in each.controls]
    version = saved["version"]
    different, lost = differences(
        form, has.draft, [(path_now(form, version, each.path), each.at, each.text) for each in controls]
    )
    added, removed = edits(saved["around"], around(text))
    return Opened(
        draft=has.draft,
        differences=tuple(different),
        lost=tuple(lost),
        added=tuple(added),
        removed=tuple(removed),
        version_notes=has.version_notes,
        no_longer_asked=has.no_longer_asked,
    )


def _saved(part: ElementTree.Element) -> dict[str, Any]:
    """Return what the draft part says of the form, its answers and the words around them.

    In a document of version 0.1.0 it also says which answer each bound line belongs to.
    """
    damaged = "The draft in this Word document is damaged."
    try:
        saved = _json(part.findtext(f"{DRAFT_TAG}saved") or "")
    except ValueError:
        refuse(damaged)
    if not isinstance(saved, dict) or not {"form", "version", "answers", "around"} <= set(saved):
        refuse(damaged)
    lines, texts = saved.get("lines", []), saved["around"]
    whole = isinstance(lines, list) and isinstance(texts, list) and all(isinstance(each, str) for each in texts)
    if not whole or not all(
        isinstance(line, list) and len(line) == 2 and isinstance(line[0], str) and isinstance(line[1], int)
        for line in lines
    ):
        refuse(damaged)
    return dict(saved)


# --- A copy to send: what can be seen is all there is --------------------------------------------------------------


def _copy_to_send(
    form: FormDefinition, found: list[Paragraph], parts: Mapping[str, str], templates: Iterable[WordTemplate]
) -> Opened:
    parts_of = asked_parts(form)
    texts: dict[str, list[str]] = {}
    for path, places in visible_answers(found, lambda path: _has_lines(parts_of.get(generic(path)))).items():
        now = path if generic(path) in parts_of else path_now(form, 0, path)
        texts.setdefault(now, []).extend(clean(text).rstrip() for text in places)
    visible = {path: places[0] for path, places in texts.items()}
    refuse_what_is_too_much(visible)
    title = _title(parts)
    strange = [path for path in visible if generic(path) not in parts_of]
    if len(strange) == len(visible) or (strange and title not in ("", form.title)):
        refuse(f"This is a document of another form, “{title[:80]}”. Open it on that form’s page.")
    places_now = placed(form, visible)
    unfit = [path for path, box in places_now.items() if not _fits(box.part, visible.get(path, ""))]
    typed = {path: text for path, text in visible.items() if path not in unfit}
    draft, unknown, _ = read_answers(form, typed)
    return Opened(
        draft=draft,
        differences=tuple(_between_places(placed(form, typed), texts)),
        added=tuple(_added(found, templates)),
        no_longer_asked=tuple((path, typed[path]) for path in unknown if typed[path].strip()),
        unfit=tuple((place(places_now[path]), visible[path]) for path in unfit),
        sent=True,
        title="" if title == form.title else title,
    )


def _has_lines(part: Part | None) -> bool:
    return part is None or KINDS[part.kind].of_box.control in ("lines", "some_of")


def _fits(part: Part, text: str) -> bool:
    """Whether a page's boxes can show an answer: of what is not among the choices, they could not."""
    return (
        KINDS[part.kind].of_box.options is None or not text or all(line in part.options for line in text.split("\n"))
    )


def _between_places(boxes_now: Mapping[str, Box], texts: Mapping[str, list[str]]) -> Iterator[Difference]:
    """Yield the answers that stand in the document in two places, with other words in each."""
    for path, box in boxes_now.items():
        first, *others = texts.get(path, [""])
        for other in others:
            if not same(first, other):
                yield Difference(box.path, place(box), first, other)


def _title(parts: Mapping[str, str]) -> str:
    properties = parts.get(PROPERTIES)
    return (parsed(properties).findtext(TITLE) or "").strip() if properties else ""


def _added(found: Iterable[Paragraph], templates: Iterable[WordTemplate]) -> Iterator[str]:
    """Yield the words outside the fields that no template has."""
    known = [pattern for template in templates for pattern in _own_words(template)]
    for each in found:
        words = " ".join("".join(each.words).split())
        if known and words and not any(pattern.fullmatch(words) for pattern in known):
            yield words


# `html.unescape` knows two thousand more, and would make Python's memory too large for the snapshot.
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))
_PARAGRAPH = re.compile(r"<w:p(?: [^>]*)?>((?:(?!</?w:p[ >]).)*)</w:p>", re.DOTALL)
_SHOWN = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>|(<w:(?:tab|br)/>)")
_ANSWER, _STATEMENT = re.compile(r"{{ line }}"), re.compile(r"{%.*?%}")
_VALUE = re.compile(r"\{\{\s*(.*?)\s*\}\}")
_VALUES = {"form.made": r"\d{1,2} \w+ \d{4}", "form.version": r"\d+", "loop.index": r"\d+"}


def _unescaped(text: str) -> str:
    for entity, character in _ENTITIES:
        text = text.replace(entity, character)
    return text


def _own_words(template: WordTemplate) -> Iterator[re.Pattern[str]]:
    """Yield a pattern for each paragraph of a template's own words, with room for the values that are no answers."""
    values = {"form.title": template.title, "form.carries": CARRIES, "form.marking": MARKING}
    patterns = {name: re.escape(text) for name, text in values.items()} | _VALUES
    for paragraph in _PARAGRAPH.findall(template.parts[DOCUMENT]):
        shown = "".join(" " if gap else _unescaped(text) for text, gap in _SHOWN.findall(paragraph))
        own, *rest = _VALUE.split(" ".join(_STATEMENT.sub("", _ANSWER.sub("", shown)).split()))
        pairs = zip(rest[::2], rest[1::2], strict=True)
        pattern = re.escape(own) + "".join(patterns.get(name, ".*") + re.escape(words) for name, words in pairs)
        if pattern and pattern != ".*":
            yield re.compile(pattern)

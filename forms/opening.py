"""Opens a draft again: the file that the page saved, or a Word document that it made and somebody edited.

Nothing from a file is trusted. What is no draft of this form is refused with a reason, and nothing is changed. Where
a document carries its draft, what was edited is shown beside what was saved, for a person to choose. A document that
carries none opens with the text that can be seen in its fields.
"""

import codecs
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any
from xml.etree.ElementTree import Element

from markupsafe import escape

from calculator.strict_json import read_json
from forms.archive import IllFormed, WordParts, harmless_parts, parsed
from forms.asides import asides
from forms.document import DOCUMENT, NAMESPACE, WordTemplate, shown
from forms.draft import Draft, boxes
from forms.edits import Compared, compared, edits, place, squeezed
from forms.fields import around, paragraphs
from forms.model import FormDefinition
from forms.refusals import UNKNOWN, foreign_file
from forms.saved import Aside, Opened, opened, path_now, refuse
from forms.sent_copy import copy_to_send
from forms.word_text import NOT_ANSWERED
from forms.wording import TURNING

DRAFT_FORMAT = "child-protection-conference-guide draft"
LARGEST_FILE = 30_000_000
"""Bytes of a file that is opened. A full form makes some tens of thousands; photos more."""
LARGEST_DRAFT = 5_000_000
DRAFT_TAG = f"{{{NAMESPACE}}}"


def open_file(form: FormDefinition, content: bytes, templates: Iterable[WordTemplate] = ()) -> Opened:
    """Return what a draft file or a Word document holds.

    `templates` are those that the document may have been made with: in a document that carries no draft, words that
    none of them has were added by somebody. Without a template, such words are not looked for.

    Raises:
        InvalidInput: in words, when it is neither, or not of this form.

    """
    is_packed = content.startswith(b"PK")
    if len(content) > (LARGEST_FILE if is_packed else LARGEST_DRAFT):
        refuse(f"This file is too large to be a draft: {len(content) // 1_000_000} MB. Choose another file.")
    return _open_document(form, content, tuple(templates)) if is_packed else _open_draft(form, content)


def _open_draft(form: FormDefinition, content: bytes) -> Opened:
    known = foreign_file(content)
    if known != UNKNOWN:
        refuse(known)
    try:
        data = read_json(content.removeprefix(codecs.BOM_UTF8).decode())
    except ValueError:
        refuse(UNKNOWN)
    if not isinstance(data, dict) or data.get("format") != DRAFT_FORMAT:
        refuse("This file is not a draft that was saved on a form’s page.")
    return opened(form, data)


def _open_document(form: FormDefinition, content: bytes, templates: Sequence[WordTemplate]) -> Opened:
    parts = harmless_parts(content)
    draft = _draft_part(parts.drafts)
    try:
        document = parsed(parts.document)
    except IllFormed:
        if draft is None:
            raise
        return _as_saved(form, parts, _saved(draft), templates)
    if draft is not None:
        return _working_copy(form, parts, _saved(draft), document, templates)
    found = paragraphs(document)
    if any(each.controls for each in found):
        return copy_to_send(form, parts, document, found, templates)
    if parts.emptied:
        return refuse(
            "The program that last saved this Word document has emptied the draft in it, and left its fields without"
            " names. Open the file as it was before, or copy its text by hand."
        )
    return refuse(
        "This Word document has no draft and no fields of a form in it. It may be a final copy of an earlier guide,"
        " or a program that does not keep fields has saved it: as a .doc or .odt file, LibreOffice drops them. Open"
        " the file as it was before, or copy its text by hand."
    )


def _draft_part(parts: Iterable[str]) -> Element | None:
    """Return our part, by its namespace: programs number the parts afresh."""
    for text in parts:
        root = parsed(text)
        if root.tag == f"{DRAFT_TAG}draft":
            return root
    return None


# --- A copy to go on writing: the draft is in it ------------------------------------------------------------------


def _as_saved(
    form: FormDefinition, parts: WordParts, saved: Mapping[str, Any], templates: Sequence[WordTemplate]
) -> Opened:
    """Return the draft in a document whose text a program wrote so that nothing can read it."""
    return replace(opened(form, saved), unread=True, asides=asides(parts, None, (), templates))


def _working_copy(
    form: FormDefinition,
    parts: WordParts,
    saved: Mapping[str, Any],
    document: Element,
    templates: Sequence[WordTemplate],
) -> Opened:
    has = opened(form, saved)
    found = paragraphs(document, [(path, at) for path, at in saved.get("lines", [])])
    controls = [control for each in found for control in each.controls]
    version = saved["version"]
    lines = [(path_now(form, version, each.path), each.at, each.text) for each in controls]
    results = compared(form, has.draft, lines)
    added, removed = edits(saved["around"], around(found))
    dropped = bool(results.lost) and not results.found
    if dropped:
        added = _not_in_draft(form, has.draft, added)
    return replace(
        has,
        differences=tuple(results.different),
        unfit=tuple(results.unfit),
        lost=() if dropped else tuple(results.lost),
        dropped=dropped,
        added=tuple(added),
        removed=tuple(removed),
        asides=(*_unplaced(results, has, templates), *asides(parts, document, found, templates)),
    )


def turning(form: FormDefinition, opened: Opened) -> list[tuple[str, str]]:
    """Return the answers in which characters change the direction of the text, each under its label."""
    answers = opened.answers()
    texts = ((place(box), answers.get(box.path, "")) for box in boxes(form, opened.draft))
    return [(label, text) for label, text in texts if TURNING.search(text)]


def _not_in_draft(form: FormDefinition, draft: Draft, texts: Iterable[str]) -> list[str]:
    """Return the words that are not a line of an answer: where fields were dropped, answers stand among the rest."""
    known = {
        squeezed(line)
        for box in boxes(form, draft)
        for line in shown(box.part, draft.answers.get(box.path, "")).split("\n")
    }
    return [text for text in texts if squeezed(text) not in known and text != NOT_ANSWERED]


def _unplaced(results: Compared, has: Opened, templates: Sequence[WordTemplate]) -> Iterator[Aside]:
    """Yield the words in fields that are not the form's, unless they are known from the draft or from a template."""
    gone = {path: squeezed(text) for path, text in has.no_longer_asked}
    for path, text in results.unplaced:
        own = any(escape(text.strip()) in template.parts[DOCUMENT] for template in templates)
        if not own and squeezed(text) not in gone.get(path, ""):
            yield Aside("field", text.strip())


def _saved(part: Element) -> dict[str, Any]:
    """Return what the draft part says of the form, its answers and the words around them.

    In a document of version 0.1.0 it also says which answer each bound line belongs to.
    """
    damaged = "The draft in this Word document is damaged."
    try:
        saved = read_json(part.findtext(f"{DRAFT_TAG}saved") or "")
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

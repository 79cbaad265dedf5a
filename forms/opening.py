"""Opens a draft again: the file that the page saved, or a Word document that it made and somebody edited.

Nothing from a file is trusted. What is no draft of this form is refused with a reason, and nothing is changed. What
was edited in a document is shown beside what was saved, for a person to choose.
"""

import difflib
import json
import struct
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any, NoReturn
from xml.etree import ElementTree

from calculator.model import FieldError, InvalidInput
from forms.document import DOCUMENT, NAMESPACE, NOT_ANSWERED, WHOLE, WORD, around, shown
from forms.draft import COUNTED, LONGEST_ANSWER, LONGEST_COUNTED, Box, Draft, boxes, clean, read_answers
from forms.model import Change, FormDefinition
from forms.part import Part

DRAFT_FORMAT = "child-protection-conference-guide draft"
LARGEST_FILE = 5_000_000
"""Bytes of a file that is opened. A full form makes some tens of thousands."""
LARGEST_PART = 20_000_000
MOST_PARTS = 500
MOST_ANSWERS = 5_000
MOST_COMPARED = 600
"""Paragraphs outside the fields. The largest form has far fewer."""
DRAFT_TAG = f"{{{NAMESPACE}}}"
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
UNPACKING = (
    zipfile.BadZipFile, zlib.error, struct.error,
    NotImplementedError, RuntimeError, OSError, EOFError, ValueError, OverflowError,
)  # fmt: skip
"""What `zipfile` raises for an archive that is damaged, or made to do damage."""


@dataclass(frozen=True, slots=True)
class Difference:
    """An answer that stands in the document otherwise than it was saved; `label` is where it belongs."""

    path: str
    label: str
    saved: str
    found: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What a file holds: the answers as they were saved, and whatever a person should know or choose.

    `version_notes` say what changed since an older version of the form; `added` and `removed` are words outside the
    fields that somebody edited; `lost` are answers whose field in the document is gone.
    """

    draft: Draft
    differences: tuple[Difference, ...] = ()
    lost: tuple[str, ...] = ()
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    version_notes: tuple[str, ...] = ()
    no_longer_asked: tuple[tuple[str, str], ...] = ()


def open_file(form: FormDefinition, content: bytes) -> Opened:
    """Return what a draft file or a Word document holds.

    Raises:
        InvalidInput: in words, when it is neither, or not of this form.

    """
    if len(content) > LARGEST_FILE:
        refuse(f"This file is too large to be a draft: {len(content) // 1_000_000} MB. Choose another file.")
    return _open_document(form, content) if content.startswith(b"PK") else _open_draft(form, content)


def refuse(message: str) -> NoReturn:
    """Say why a file is not opened."""
    raise _refusal(message)


def _refusal(message: str) -> InvalidInput:
    return InvalidInput([FieldError("open", clean(f"{message} Nothing on this page was changed."))])


# --- A draft file ---------------------------------------------------------------------------------------


def _open_draft(form: FormDefinition, content: bytes) -> Opened:
    try:
        data = json.loads(content.decode("utf-8-sig" if content.startswith(b"\xef\xbb\xbf") else "utf-8"))
    except (UnicodeDecodeError, ValueError, RecursionError):
        refuse("This file is not a draft: it cannot be read. It may be damaged, or be another kind of file.")
    if not isinstance(data, dict) or data.get("format") != DRAFT_FORMAT:
        refuse("This file is not a draft that was saved on a form’s page.")
    return _opened(form, data)


def _opened(form: FormDefinition, saved: Mapping[str, Any]) -> Opened:
    """Check what a file says of itself, and return its answers."""
    version, answers = saved.get("version"), saved.get("answers")
    if saved.get("form") != form.id:
        other = str(saved.get("title") or saved.get("form"))
        refuse(f"This is a draft of another form, “{other[:80]}”. Open it on that form’s page.")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        refuse("This draft does not say which version of the form it belongs to, so it cannot be read safely.")
    if version > form.version:
        refuse("This draft was made with a newer version of the form. Open it in the newer guide.")
    if not isinstance(answers, dict) or not all(isinstance(text, str) for text in answers.values()):
        refuse("This draft is damaged: its answers are not text.")
    typed: dict[str, str] = dict(answers)
    if len(typed) > MOST_ANSWERS or any(len(text) > 2 * LONGEST_ANSWER for text in typed.values()):
        refuse("This draft holds more than the form can hold.")
    notes, typed = _brought_up_to_date(form, version, typed)
    draft, unknown, _ = read_answers(form, typed)
    if unknown and version == form.version:
        refuse(f"This draft is damaged: it answers “{unknown[0][:60]}”, which the form does not ask.")
    gone = tuple((path, typed[path]) for path in unknown if typed[path].strip())
    draft = replace(draft, counted=_counted(saved.get("counted", {})))
    return Opened(draft=draft, version_notes=notes, no_longer_asked=gone)


def _counted(saved: object) -> dict[str, str]:
    """Return what the draft's dates were counted from, or nothing where none were shown."""
    known = isinstance(saved, dict) and set(saved) in (set(), set(COUNTED))
    counted = (
        {name: text for name, text in saved.items() if isinstance(text, str)} if isinstance(saved, dict) else {}
    )
    if not known or counted != saved or sum(map(len, counted.values())) > LONGEST_COUNTED:
        refuse("This draft is damaged: what its dates were counted from cannot be read.")
    return counted


def _brought_up_to_date(
    form: FormDefinition, version: int, answers: Mapping[str, str]
) -> tuple[tuple[str, ...], dict[str, str]]:
    """Return what has changed since a version, in words, and the answers under the names that they have now."""
    notes = tuple(each.says for each in _changes_since(form, version))
    return notes, {_path_now(form, version, path): text for path, text in answers.items()}


def _changes_since(form: FormDefinition, version: int) -> list[Change]:
    return sorted((each for each in form.changes if each.version > version), key=lambda each: each.version)


def _path_now(form: FormDefinition, version: int, path: str) -> str:
    """Return the path that an answer of an older version of the form has now."""
    for change in _changes_since(form, version):
        for old, new in change.renamed.items():
            path = new_path(path, old, new)
    return path


def new_path(path: str, old: str, new: str) -> str:
    """Return a path with a renaming applied: "a.*.b" to "a.*.c" leads "a.2.b" to "a.2.c"."""
    steps, pattern = path.split("."), old.split(".")
    fits = len(steps) >= len(pattern) and all(
        want == step or (want == "*" and step.isdecimal()) for want, step in zip(pattern, steps, strict=False)
    )
    if not fits:
        return path
    numbers = iter([step for want, step in zip(pattern, steps, strict=False) if want == "*"])
    head = [next(numbers, "1") if step == "*" else step for step in new.split(".")]
    return ".".join([*head, *steps[len(pattern) :]])


# --- A Word document ------------------------------------------------------------------------------------


def _open_document(form: FormDefinition, content: bytes) -> Opened:
    parts = _harmless_parts(content)
    found = _draft_part(parts)
    if found is None:
        refuse(
            "This Word document has no draft in it. It may be a final copy, or a program that does not keep the"
            " draft has saved it."
        )
    saved = _saved(found)
    opened = _opened(form, saved)
    document = _parsed(parts[DOCUMENT])
    try:
        after = around(parts[DOCUMENT])
    except RecursionError:
        refuse("This Word document is damaged: its parts stand in each other without end.")
    lines = [(_path_now(form, saved["version"], path), at) for path, at in saved["lines"]]
    differences, lost = _differences(form, opened.draft, lines, found, document)
    added, removed = _edits(saved["around"], after)
    return Opened(
        draft=opened.draft,
        differences=tuple(differences),
        lost=tuple(lost),
        added=tuple(added),
        removed=tuple(removed),
        version_notes=opened.version_notes,
        no_longer_asked=opened.no_longer_asked,
    )


def _saved(part: ElementTree.Element) -> dict[str, Any]:
    """Return what the draft part says of the form, its answers, its lines and the words around them."""
    damaged = "The draft in this Word document is damaged."
    try:
        saved = json.loads(part.findtext(f"{DRAFT_TAG}saved") or "")
    except (ValueError, RecursionError):
        refuse(damaged)
    if not isinstance(saved, dict) or not {"form", "version", "answers", "lines", "around"} <= set(saved):
        refuse(damaged)
    lines, texts = saved["lines"], saved["around"]
    whole = isinstance(lines, list) and isinstance(texts, list) and all(isinstance(each, str) for each in texts)
    if not whole or not all(
        isinstance(line, list) and len(line) == 2 and isinstance(line[0], str) and isinstance(line[1], int)
        for line in lines
    ):
        refuse(damaged)
    return dict(saved)


def _harmless_parts(content: bytes) -> dict[str, str]:
    """Return the XML parts of an archive that may hold answers, as text.

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
                if info.filename == DOCUMENT or info.filename.startswith("customXml/item"):
                    parts[info.filename] = _part_text(archive, info)
    except InvalidInput:
        raise
    except UNPACKING as error:
        raise _refusal("This Word document is damaged: it cannot be unpacked.") from error
    if DOCUMENT not in parts:
        refuse("This file is not a Word document (.docx).")
    return parts


def _part_text(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> str:
    with archive.open(info) as part:
        content = part.read(LARGEST_PART + 1)
    if len(content) > LARGEST_PART:
        refuse("This file is not a Word document of this form: unpacked, it would be far too large.")
    text = content.decode("utf-8-sig" if content.startswith(b"\xef\xbb\xbf") else "utf-8")
    if "\0" in text:
        refuse("This Word document is damaged: a part of it is no text.")
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        refuse("This Word document declares a document type, which none of ours does. It is not opened.")
    return text


def _parsed(text: str) -> ElementTree.Element:
    """Return a part's root. It is text by now, so that no declared encoding can hide anything in it."""
    try:
        return ElementTree.fromstring(text)  # noqa: S314
    except (ElementTree.ParseError, RecursionError):
        refuse("This Word document is damaged: a part of it cannot be read.")
        raise


def _draft_part(parts: Mapping[str, str]) -> ElementTree.Element | None:
    """Return our part, by its namespace: programs number the parts afresh."""
    for name, text in parts.items():
        if name != DOCUMENT and NAMESPACE in text:
            root = _parsed(text)
            if root.tag == f"{DRAFT_TAG}draft":
                return root
    return None


# --- What was edited ------------------------------------------------------------------------------------


def _differences(
    form: FormDefinition,
    draft: Draft,
    lines: list[tuple[str, int]],
    part: ElementTree.Element,
    document: ElementTree.Element,
) -> tuple[list[Difference], list[str]]:
    """Return the answers that stand otherwise in the document, and the labels of those that are gone from it."""
    stored = [line.text or "" for line in part.findall(f"{DRAFT_TAG}line")]
    visible = dict(_controls(document))
    before = {box.path: _shown_lines(box.part, draft.answers.get(box.path, "")) for box in boxes(form, draft)}
    found: dict[str, dict[int, str]] = {}
    gone: set[str] = set()
    for number, (path, at) in enumerate(lines, start=1):
        if number not in visible:
            gone.add(path)
            continue
        texts = found.setdefault(path, {})
        text = _best(stored[number - 1] if number <= len(stored) else "", visible[number])
        # An answer can stand in the document twice: what was edited counts, in whichever place.
        if at not in texts or not _same(text, _line_before(before.get(path, []), at)):
            texts[at] = text
    differences, lost = [], []
    for box in boxes(form, draft):
        if box.path in found:
            text = _joined(draft.answers.get(box.path, ""), box.part, found[box.path])
            if not _same(text, shown(box.part, draft.answers.get(box.path, ""))):
                differences.append(
                    Difference(box.path, place(box), draft.answers.get(box.path, ""), text[:LONGEST_ANSWER])
                )
        elif box.path in gone and draft.answers.get(box.path):
            lost.append(place(box))
    return differences, lost


def _controls(document: ElementTree.Element) -> Iterator[tuple[int, str]]:
    """Yield the number of the line that each content control is bound to, and the text in it."""
    for control in document.iter(f"{WORD}sdt"):
        if control.find(f"{WORD}sdtContent//{WORD}sdt") is not None:
            continue  # ours hold no other
        binding = control.find(f"{WORD}sdtPr/{WORD}dataBinding")
        path = binding.get(f"{WORD}xpath", "") if binding is not None else ""
        number = path.removeprefix("/g:draft[1]/g:line[").removesuffix("]")
        content = control.find(f"{WORD}sdtContent")
        if number.isdecimal() and len(number) < 6 and content is not None:
            yield int(number), "".join(_text(content))


def _text(element: ElementTree.Element) -> Iterator[str]:
    breaks = {f"{WORD}br": "\n", f"{WORD}cr": "\n", f"{WORD}tab": "\t"}
    for each in element.iter():
        if each.tag == f"{WORD}t":
            yield each.text or ""
        elif each.tag in breaks:
            yield breaks[each.tag]


def _best(stored: str, visible: str) -> str:
    """Return the text of a line: as it is stored where only its white space is shown otherwise."""
    return stored if _same(stored, visible) else visible


def _same(one: str, other: str) -> bool:
    return "".join(clean(one).split()) == "".join(clean(other).split())


def _line_before(lines: list[str], at: int) -> str:
    if at == WHOLE:
        return "\n".join(lines)
    return lines[at] if at < len(lines) else ""


def _shown_lines(part: Part, saved: str) -> list[str]:
    return shown(part, saved).split("\n") if saved else [NOT_ANSWERED]


def _joined(saved: str, part: Part, lines: Mapping[int, str]) -> str:
    """Return an answer from its lines; empty lines had no control, and stay as they were."""
    before = _shown_lines(part, saved)
    whole = lines.get(WHOLE)
    if whole is not None and (len(lines) == 1 or not _same(whole, "\n".join(before))):
        return "" if not saved and whole.strip() == NOT_ANSWERED else clean(whole).rstrip()
    texts = [lines.get(at, "" if text.strip() else text) for at, text in enumerate(before)]
    text = clean("\n".join(texts)).rstrip()
    return "" if not saved and text.strip() == NOT_ANSWERED else text


def _edits(before: list[str], after: list[str]) -> tuple[list[str], list[str]]:
    """Return the paragraphs outside the fields that are new, and those that are gone."""
    before, after = _comparable(before), _comparable(after)
    if before == after:
        return [], []
    if len(before) + len(after) > MOST_COMPARED:  # comparing in order could take minutes: say what is in one alone
        return [each for each in after if each not in set(before)], [
            each for each in before if each not in set(after)
        ]
    added, removed = [], []
    for kind, first, last, new_first, new_last in difflib.SequenceMatcher(
        a=before, b=after, autojunk=False
    ).get_opcodes():
        if kind != "equal":
            removed += before[first:last]
            added += after[new_first:new_last]
    return added, removed


def _comparable(texts: list[str]) -> list[str]:
    return [" ".join(text.split()) for text in texts[:MOST_ANSWERS]]


def place(box: Box) -> str:
    """Return where an answer belongs, in words: "Each child, Child 2: Harm, row 1: This is"."""
    steps = [box.section.title]
    if box.number:
        steps[0] += f", {box.section.each} {box.number}"
    steps.append(box.field.label + (f", {(box.field.item or 'row').lower()} {box.row}" if box.row else ""))
    if box.part.id and box.part.label != box.field.label:
        steps.append(box.part.label)
    return ": ".join(steps)

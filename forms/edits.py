"""Finds what somebody edited in a Word document: in its answers, and in the words around them."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from forms.document import shown
from forms.draft import Box, Draft, boxes, clean
from forms.kinds import KINDS
from forms.model import FormDefinition
from forms.part import Part
from forms.saved import MOST_ANSWERS, Difference, refuse_what_is_too_much
from forms.word_text import NOT_ANSWERED, WHOLE

MOST_COMPARED = 600
"""Paragraphs outside the fields. The largest form has far fewer."""


@dataclass(slots=True)
class Compared:
    """What differs between a draft and the fields of a document.

    `unfit` are texts that are not among an answer's choices, `lost` the answers without a field, by their labels.
    `unplaced` are texts that are not an answer's, by the path that the document gives. `found` tells whether there
    was any field of the form.
    """

    different: list[Difference] = field(default_factory=list)
    unfit: list[tuple[str, str]] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    unplaced: list[tuple[str, str]] = field(default_factory=list)
    found: bool = False


def compared(form: FormDefinition, draft: Draft, lines: Iterable[tuple[str, int | None, str]]) -> Compared:
    """Return what stands otherwise in a document.

    `lines` are the path, the place in the answer and the text of each line in the document. Where the place is not
    known, lines come in their order. An answer can stand in the document twice: what was edited counts, in whichever
    place, and what is neither that nor the saved text is kept under `unplaced`.
    """
    before = {box.path: _shown_lines(box.part, draft.answers.get(box.path, "")) for box in boxes(form, draft)}
    found: dict[str, dict[int, list[str]]] = {}
    counted: dict[str, int] = {}
    results = Compared()
    for path, at, text in lines:
        if path not in before:
            if text.strip() not in ("", NOT_ANSWERED):
                results.unplaced.append((path, text))
            continue
        if at is None:
            at = _next_place(before[path], counted.get(path, 0))
            counted[path] = counted.get(path, 0) + 1
        found.setdefault(path, {}).setdefault(at, []).append(text)
    results.found = bool(found)
    for box in boxes(form, draft):
        if box.path in found:
            _compare(box, draft.answers.get(box.path, ""), found[box.path], results)
        elif draft.answers.get(box.path, ""):
            results.lost.append(place(box))
    return results


def _compare(box: Box, saved: str, found: Mapping[int, list[str]], results: Compared) -> None:
    before = _shown_lines(box.part, saved)
    lines, also = {}, False
    for at, texts in found.items():
        line = _line_before(before, at)
        edited = [text for text in texts if not same(text, line)]
        lines[at] = edited[0] if edited else line  # programs show white space otherwise
        also = also or bool(edited and len(edited) < len(texts) and line not in ("", NOT_ANSWERED))
        results.unplaced += [(box.path, text) for text in edited[1:] if text.strip() and not same(text, edited[0])]
    text = _joined(saved, box.part, lines)
    if same(text, shown(box.part, saved)):
        return
    refuse_what_is_too_much({box.path: text})
    if fits(box.part, text):
        results.different.append(Difference(box.path, place(box), saved, text, also))
    else:
        results.unfit.append((place(box), text))


def fits(part: Part, text: str) -> bool:
    """Whether a page's boxes can show an answer: of what is not among the choices, they could not."""
    return (
        KINDS[part.kind].of_box.options is None or not text or all(line in part.options for line in text.split("\n"))
    )


def _next_place(saved: list[str], before: int) -> int:
    """Return which line comes after so many of an answer: an empty one has no control."""
    written = [at for at, text in enumerate(saved) if text.strip()] or [0]
    return written[before % len(written)]


def same(one: str, other: str) -> bool:
    """Whether two texts differ in nothing but white space."""
    return squeezed(one) == squeezed(other)


def squeezed(text: str) -> str:
    """Return a text without white space."""
    return "".join(clean(text).split())


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
    if whole is not None and (len(lines) == 1 or not same(whole, "\n".join(before))):
        return "" if not saved and whole.strip() == NOT_ANSWERED else clean(whole).rstrip()
    texts = [lines.get(at, "" if text.strip() else text) for at, text in enumerate(before)]
    texts += [lines[at] for at in sorted(lines) if at >= len(before)]
    if not saved:
        texts = [each for each in texts if each.strip() != NOT_ANSWERED]
    return clean("\n".join(texts)).rstrip()


def edits(before: list[str], after: list[str]) -> tuple[list[str], list[str]]:
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

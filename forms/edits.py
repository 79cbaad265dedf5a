"""Finds what somebody edited in a Word document: in its answers, and in the words around them."""

import difflib
from collections.abc import Iterable, Mapping

from forms.document import NOT_ANSWERED, WHOLE, shown
from forms.draft import LONGEST_ANSWER, Box, Draft, boxes, clean
from forms.model import FormDefinition
from forms.part import Part
from forms.saved import MOST_ANSWERS, Difference

MOST_COMPARED = 600
"""Paragraphs outside the fields. The largest form has far fewer."""


def differences(
    form: FormDefinition, draft: Draft, lines: Iterable[tuple[str, int | None, str]]
) -> tuple[list[Difference], list[str]]:
    """Return the answers that stand otherwise in the document, and the labels of those that are gone from it.

    `lines` are the path, the place in the answer and the text of each line in the document. Where the place is not
    known, lines come in their order.
    """
    before = {box.path: _shown_lines(box.part, draft.answers.get(box.path, "")) for box in boxes(form, draft)}
    found: dict[str, dict[int, str]] = {}
    counted: dict[str, int] = {}
    for path, at, text in lines:
        texts, saved = found.setdefault(path, {}), before.get(path, [])
        if at is None:
            at = _next_place(saved, counted.get(path, 0))
            counted[path] = counted.get(path, 0) + 1
        line = _line_before(saved, at)
        # An answer can stand in the document twice: what was edited counts, in whichever place.
        if at not in texts or not same(text, line):
            texts[at] = line if same(text, line) else text  # programs show white space otherwise
    different, lost = [], []
    for box in boxes(form, draft):
        saved_text = draft.answers.get(box.path, "")
        if box.path in found:
            text = _joined(saved_text, box.part, found[box.path])
            if not same(text, shown(box.part, saved_text)):
                different.append(Difference(box.path, place(box), saved_text, text[:LONGEST_ANSWER]))
        elif saved_text:
            lost.append(place(box))
    return different, lost


def _next_place(saved: list[str], before: int) -> int:
    """Return which line comes after so many of an answer: an empty one has no control."""
    written = [at for at, text in enumerate(saved) if text.strip()] or [0]
    return written[before % len(written)]


def same(one: str, other: str) -> bool:
    """Whether two texts differ in nothing but white space."""
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
    if whole is not None and (len(lines) == 1 or not same(whole, "\n".join(before))):
        return "" if not saved and whole.strip() == NOT_ANSWERED else clean(whole).rstrip()
    texts = [lines.get(at, "" if text.strip() else text) for at, text in enumerate(before)]
    text = clean("\n".join(texts)).rstrip()
    return "" if not saved and text.strip() == NOT_ANSWERED else text


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

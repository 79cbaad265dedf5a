"""Helps to write plainly: notes on an answer, as advice and never as a gate.

Nothing is said of what a child or a parent says (`Field.family_words`), and nothing is scored.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from forms.draft import Box, Draft, boxes
from forms.kinds import KINDS
from forms.model import FormDefinition

LONGEST_SENTENCE = 25
"""Words. Longer ones are hard to follow, above all for who reads English as a second language."""

SENTENCE_END = re.compile(r"\n+|(?:(?<=[.!?])|(?<=[.!?][”’)]))\s+(?=[“‘(]?[A-Z0-9])")


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainWords:
    """What advice rests on: words that judge, each with what to write instead; terms, each with its meaning."""

    judging: Mapping[str, str]
    terms: Mapping[str, str]


def advice(form: FormDefinition, draft: Draft, words: PlainWords) -> dict[str, list[str]]:
    """Return notes by the path of the answer that they are about. A term is noted where it first appears."""
    explained: set[str] = set()
    noted = {box.path: list(_notes(box, draft, words, explained)) for box in boxes(form, draft)}
    return {path: notes for path, notes in noted.items() if notes}


def _notes(box: Box, draft: Draft, words: PlainWords, explained: set[str]) -> Iterator[str]:
    text = draft.answers.get(box.path, "")
    part = box.part
    if not text and part.reminder and part.goes_with:
        if draft.answers.get(box.path.removesuffix(part.id) + part.goes_with):
            yield part.reminder
        return
    if not text or box.field.family_words or not KINDS[part.kind].of_box.prose:
        return
    for sentence in (each for each in SENTENCE_END.split(text) if len(each.split()) > LONGEST_SENTENCE):
        start = " ".join(sentence.split()[:6])
        yield f"A long sentence ({len(sentence.split())} words): “{start} …”. Could it be two?"
    for match in _found(words.judging, text):
        yield f"“{match}” judges. {words.judging[match.lower()]}"
    for match in _found(words.terms, text):
        term = match if match in words.terms else match.lower()
        if term not in explained:
            explained.add(term)
            yield f"Will the family know “{match}”? It means: {words.terms[term]}"


def _found(known: Mapping[str, str], text: str) -> list[str]:
    """Return the words of the list that are in the text, each once. Short forms count only as they are written."""
    if not known:
        return []
    matches = [match for match in _pattern(tuple(known)).findall(text) if match in known or match.lower() in known]
    return list(dict.fromkeys(matches))


@cache
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    longest_first = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    return re.compile(rf"(?<![\w’-])(?:{longest_first})(?![\w-])", re.IGNORECASE)

"""Explains the field's words where they are used: the first use on a page leads to its meaning at the foot."""

import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString

from docs.builder.pages.library import Library, Term

# Where a word is not explained: it is a link already, a name, a title, or shown as it is.
NOT_IN = re.compile(r"^(a|button|caption|code|dt|figcaption|h[1-4]|label|strong|summary|svg|th)$")
NOT_WITHIN = ["mark", "source-mark", "visually-hidden", "page-sources"]


def explain(soup: BeautifulSoup, known: Library) -> list[Term]:
    """Make the first use of each term a link to `#word-<id>`; return the terms that were found, by name."""
    found: dict[str, Term] = {}
    for text in list(soup.find_all(string=True)):
        outside = not text.find_parent(NOT_IN) and not text.find_parent(class_=NOT_WITHIN)
        if outside and type(text) is NavigableString:
            _explain_in(text, found, soup, known)
    return sorted(found.values(), key=lambda term: term.term.lower())


def found_in(pages: Iterable[Path], known: Library) -> list[Term]:
    """Return the terms in the text of pages, by name."""
    pattern, owners = spellings(known)
    words = {match for page in pages for match in pattern.findall(page.read_text(encoding="utf-8"))}
    found = {term.id: term for term in (owners.get(word) or owners[word.lower()] for word in words)}
    return sorted(found.values(), key=lambda term: term.term.lower())


def _explain_in(text: NavigableString, found: dict[str, Term], soup: BeautifulSoup, known: Library) -> None:
    pattern, owners = spellings(known)
    pieces: list[NavigableString | Tag] = []
    end = 0
    for match in pattern.finditer(text):
        term = owners[match[0]] if match[0] in owners else owners[match[0].lower()]
        if term.id in found:
            continue
        found[term.id] = term
        link = soup.new_tag("a", attrs={"class": "term", "href": f"#word-{term.id}", "data-note": ""})
        link.string = match[0]
        pieces += [NavigableString(text[end : match.start()]), link]
        end = match.end()
    if pieces:
        text.replace_with(*pieces, NavigableString(text[end:]))


@cache
def spellings(known: Library) -> tuple[re.Pattern[str], Mapping[str, Term]]:
    """Return a pattern for every spelling, the longest first, and the term that each belongs to.

    Short forms count only as they are written; words also with a capital or in lower case.
    """
    words = {word: term for term in known.glossary.values() for word in (term.term, *term.forms)}
    shorts = {short: term for term in known.glossary.values() for short in term.short}
    longest_first = sorted([*map(_any_case, words), *map(re.escape, shorts)], key=len, reverse=True)
    pattern = re.compile(rf"(?<![\w’-])(?:{'|'.join(longest_first)})(?![\w-])")
    return pattern, {**words, **{word.lower(): term for word, term in words.items()}, **shorts}


def _any_case(spelling: str) -> str:
    """Return a pattern for a spelling that also takes a capital at its start."""
    first = spelling[0]
    return (f"[{first}{first.upper()}]" if first.islower() else re.escape(first)) + re.escape(spelling[1:])

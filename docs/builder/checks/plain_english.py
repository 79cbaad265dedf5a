"""Reads a page as its readers do: sentence by sentence, for length, short forms and numbers of days.

Works on finished HTML, so that what comes from the data is read too.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from bs4 import BeautifulSoup, Tag
from bs4.element import PageElement

from forms.advice import SENTENCE_END

BLOCKS = ["p", "li", "dd", "dt", "td", "th", "figcaption", "summary", "h1", "h2", "h3", "legend", "label", "caption"]
NOT_READ = ["svg", "script", "style", "template", "sup", "form"]
NOT_SENTENCES = ["used", "source-mark", "contact-value", "number"]  # lists of names, and addresses
NUMBER_WORDS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
NUMBERS = {word: number for number, word in enumerate(NUMBER_WORDS, start=1)} | {"fifteen": 15, "twenty": 20}
_NUMBER = rf"(?:\d+|{'|'.join(NUMBERS)})"
SPAN = re.compile(
    rf"\b({_NUMBER})[ \u00a0-]((?:clear )?(?:working |calendar )?(?:day|week|month|hour|year)s?)\b", re.IGNORECASE
)
WORDED_SPAN = re.compile(r"\b(daily|weekly|fortnightly|monthly|quarterly|yearly|annually|annual)\b", re.IGNORECASE)
SHORT_FORM = re.compile(r"(?<![\w.@/-])(?:[A-Z][a-z]?[A-Z&][A-Za-z&]*|s47|S\.47)(?![\w@])")


@dataclass(frozen=True)
class Sentence:
    """A sentence on a page, and whether it is in an invented example."""

    text: str
    in_example: bool

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(self.text.split())

    @property
    def whole(self) -> bool:
        """Whether it is a sentence and not a heading, a label or an item of a list."""
        return self.text.rstrip("”’)").endswith((".", "?", "!"))


def sentences(soup: BeautifulSoup) -> list[Sentence]:
    """Return every sentence of a page, block by block. A line break ends one; so does a colon in a list of times."""
    found = []
    for block in soup.find_all(BLOCKS):
        in_example = block.find_parent(class_="example") is not None
        text = own_text(block)
        if block.find_parent(class_="timings") or block.find_parent("table"):
            text = text.replace(": ", ":\n")
        found += [Sentence(part, in_example) for part in SENTENCE_END.split(text) if part.strip()]
    return found


def spans(text: str) -> Iterator[tuple[int, str]]:
    """Yield each length of time that a text states: the number, and the unit in the singular."""
    for number, unit in SPAN.findall(text):
        amount = int(number) if number.isdigit() else NUMBERS[number.lower()]
        yield amount, unit.lower().removesuffix("s")


def short_forms(text: str) -> set[str]:
    """Return the short forms in a text: two or more capitals, such as ICPC or CiN."""
    return {
        match.rstrip("s") if match[-1] == "s" and match != "s47" else match for match in SHORT_FORM.findall(text)
    }


def own_text(block: Tag) -> str:
    """Return a block's text without that of blocks inside it, without marks and drawings; a <br> is a new line."""
    parts = [
        "\n" if isinstance(node, Tag) else " ".join(f".{node}.".split())[1:-1]
        for node in block.descendants
        if (not isinstance(node, Tag) or node.name == "br") and _belongs_to(node, block)
    ]
    return "".join(parts).strip()


def _belongs_to(node: PageElement, block: Tag) -> bool:
    if node.find_parent(BLOCKS) is not block:
        return False
    other_language = node.find_parent(attrs={"lang": True})
    return (
        node.find_parent(NOT_READ) is None and node.find_parent(class_=NOT_SENTENCES) is None and not other_language
    )

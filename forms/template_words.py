"""The words that a Word template has of its own: what a document holds beside them, somebody added."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from forms.document import CARRIES, DOCUMENT, MARKING, WordTemplate
from forms.fields import Paragraph

_ASIDE = re.compile(r"word/(?:header|footer|footnotes|endnotes|comments)\d*\.xml")

# `html.unescape` knows two thousand more, and would make Python's memory too large for the snapshot.
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&apos;", "'"), ("&amp;", "&"))
_PARAGRAPH = re.compile(r"<w:p(?: [^>]*)?>((?:(?!</?w:p[ >]).)*)</w:p>", re.DOTALL)
_SHOWN = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>|<w:(tab|ptab|br|cr|noBreakHyphen|softHyphen)(?: [^>]*)?/>")
_HYPHENS = {"noBreakHyphen": "\N{NON-BREAKING HYPHEN}", "softHyphen": "\N{SOFT HYPHEN}"}
_ANSWER, _STATEMENT = re.compile(r"{{ line }}"), re.compile(r"{%.*?%}")
_VALUE = re.compile(r"\{\{\s*(.*?)\s*\}\}")
_VALUES = {"form.made": r"\d{1,2} \w+ \d{4}", "form.version": r"\d+", "loop.index": r"\d+"}


def _unescaped(text: str) -> str:
    for entity, character in _ENTITIES:
        text = text.replace(entity, character)
    return text


def words_of(found: Iterable[Paragraph]) -> Iterator[str]:
    """Yield the words of each paragraph outside the fields."""
    return (words for each in found if (words := " ".join("".join(each.words).split())))


def strange_words(found: Iterable[str], templates: Iterable[WordTemplate]) -> Iterator[str]:
    """Yield the words that no template has in its text; without a template, such words are not looked for."""
    known = [pattern for template in templates for pattern in _patterns(template, template.parts[DOCUMENT])]
    return (words for words in found if known and not any(pattern.fullmatch(words) for pattern in known))


def strange_asides(found: Iterable[str], templates: Sequence[WordTemplate]) -> Iterator[str]:
    """Yield the words beside the text, such as in the header, that no template has; pages are counted otherwise."""
    known = [
        pattern
        for template in templates
        for part in _beside(template)
        for pattern in _patterns(template, part, _with_any_number)
    ]
    return (words for words in found if templates and not any(pattern.fullmatch(words) for pattern in known))


def _beside(template: WordTemplate) -> Iterator[str]:
    yield from (text for name, text in template.parts.items() if _ASIDE.fullmatch(name))
    yield from (
        content.decode(errors="replace") for name, content in template.files.items() if _ASIDE.fullmatch(name)
    )


def _with_any_number(words: str) -> str:
    """Return a pattern of words in which numbers may be others, and values between them nothing."""
    return re.sub(r"\d+", r"\\d+", re.escape(words)).replace("\\ ", " ?")


def _patterns(
    template: WordTemplate, part: str, escaped: Callable[[str], str] = re.escape
) -> Iterator[re.Pattern[str]]:
    """Yield a pattern for each paragraph of a template's own words, with room for the values that are no answers."""
    values = {"form.title": template.title, "form.carries": CARRIES, "form.marking": MARKING}
    patterns = {name: f"(?:{re.escape(text)})?" for name, text in values.items()} | _VALUES
    for paragraph in _PARAGRAPH.findall(part):
        shown = "".join(
            _HYPHENS.get(other, " ") if other else _unescaped(text) for text, other in _SHOWN.findall(paragraph)
        )
        own, *rest = _VALUE.split(" ".join(_STATEMENT.sub("", _ANSWER.sub("", shown)).split()))
        pairs = zip(rest[::2], rest[1::2], strict=True)
        pattern = escaped(own) + "".join(patterns.get(name, ".*") + escaped(words) for name, words in pairs)
        if pattern and pattern != ".*":
            yield re.compile(pattern)

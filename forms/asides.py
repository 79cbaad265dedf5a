"""What reviewers and programs add beside the answers: it is said, with its words, and not taken over."""

import re
from collections.abc import Iterable, Iterator, Sequence
from xml.etree.ElementTree import Element

from calculator.model import InvalidInput
from forms.archive import WordParts, parsed
from forms.document import DOCUMENT, WordTemplate
from forms.fields import Paragraph, paragraphs
from forms.saved import Aside
from forms.template_words import strange_asides, words_of
from forms.word_text import ALTERNATIVE, NOT_ANSWERED, WORD, shown_text

_PICTURES = {f"{WORD}{name}" for name in ("drawing", "pict", "object")}
_PICTURE = re.compile(r"<w:(?:drawing|pict|object)[ >]")
_ITEMS = {"comments": "comment", "footnotes": "footnote", "endnotes": "endnote"}
"""Parts that hold a list, by the name of one item of it."""


NAMED = {
    "comment": ("comment", "comments"),
    "footnote": ("footnote", "footnotes"),
    "endnote": ("endnote", "endnotes"),
    "header": ("line in the header", "lines in the header"),
    "footer": ("line in the footer", "lines in the footer"),
    "text box": ("text box in an answer", "text boxes in answers"),
    "field": (
        "text in a field that is not an answer of this form",
        "texts in fields that are not answers of this form",
    ),
    "picture": ("picture or drawing", "pictures or drawings"),
}
"""Every kind of aside, as one and as several are called."""


def asides(
    parts: WordParts, document: Element | None, found: Iterable[Paragraph], templates: Sequence[WordTemplate]
) -> tuple[Aside, ...]:
    """Return what stands beside the answers of a document, as far as the templates do not have it."""
    return (
        *_beside(parts, templates),
        *(Aside("text box", text) for each in found for of in each.controls for text in of.floating if text.strip()),
        *([] if document is None else _pictures(document, templates)),
    )


def _beside(parts: WordParts, templates: Sequence[WordTemplate]) -> Iterator[Aside]:
    for kind, part in parts.asides:
        try:
            root = parsed(part)
        except InvalidInput:
            yield Aside(_ITEMS.get(kind, kind), "It cannot be read.")
            continue
        if kind in _ITEMS:
            items = root.iter(f"{WORD}{_ITEMS[kind]}")
            texts = [shown_text(each).strip() for each in items if each.get(f"{WORD}type", "normal") == "normal"]
            known = "".join(part for template in templates for part in _parts(template))
            yield from (Aside(_ITEMS[kind], text) for text in texts if text and text not in known)
        else:
            words = strange_asides(words_of(paragraphs(root)), templates)
            yield from (Aside(kind, text) for text in words if text != NOT_ANSWERED)


def _parts(template: WordTemplate) -> Iterator[str]:
    for name, content in template.files.items():
        if name.startswith("word/") and name.endswith("notes.xml"):
            yield content.decode(errors="replace")


def _pictures(document: Element, templates: Sequence[WordTemplate]) -> Iterator[Aside]:
    """Yield pictures that no template has, which are not looked for without a template."""
    most = max((len(_PICTURE.findall(each.parts[DOCUMENT])) for each in templates), default=None)
    if most is not None:
        yield from [Aside("picture", "")] * (sum(1 for _ in _shown_pictures(document)) - most)


def _shown_pictures(element: Element) -> Iterator[Element]:
    for child in element:
        if child.tag in _PICTURES:
            yield child
        elif child.tag != ALTERNATIVE:
            yield from _shown_pictures(child)

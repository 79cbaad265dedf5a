"""Opens a copy to send: what can be seen in it is all there is."""

from collections.abc import Iterator, Mapping, Sequence
from xml.etree.ElementTree import Element

from calculator.model import InvalidInput
from forms.archive import WordParts, parsed
from forms.asides import asides
from forms.document import WordTemplate
from forms.draft import Box, asked_parts, clean, generic, placed, read_answers
from forms.edits import fits, place, same
from forms.fields import Paragraph, visible_answers
from forms.kinds import KINDS
from forms.model import FormDefinition
from forms.part import Part
from forms.saved import Difference, Opened, path_now, refuse, refuse_what_is_too_much
from forms.template_words import strange_words, words_of

TITLE = "{http://purl.org/dc/elements/1.1/}title"


def copy_to_send(
    form: FormDefinition,
    parts: WordParts,
    document: Element,
    found: list[Paragraph],
    templates: Sequence[WordTemplate],
) -> Opened:
    """Return the visible text of a document's fields as answers."""
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
        if title:
            refuse(f"This is a document of another form, “{title[:80]}”. Open it on that form’s page.")
        refuse("The fields of this Word document are not those of this form. Open it on the page of its own form.")
    places_now = placed(form, visible)
    unfit = [path for path, box in places_now.items() if not fits(box.part, visible.get(path, ""))]
    typed = {path: text for path, text in visible.items() if path not in unfit}
    draft, unknown, _ = read_answers(form, typed)
    return Opened(
        draft=draft,
        differences=tuple(_between_places(placed(form, typed), texts)),
        added=tuple(strange_words(words_of(found), templates)),
        asides=asides(parts, document, found, templates),
        no_longer_asked=tuple((path, typed[path]) for path in unknown if typed[path].strip()),
        unfit=tuple((place(places_now[path]), visible[path]) for path in unfit),
        sent=True,
        title="" if title == form.title else title,
    )


def _has_lines(part: Part | None) -> bool:
    return part is None or KINDS[part.kind].of_box.control in ("lines", "some_of")


def _between_places(boxes_now: Mapping[str, Box], texts: Mapping[str, list[str]]) -> Iterator[Difference]:
    """Yield the answers that stand in the document in two places, with other words in each."""
    for path, box in boxes_now.items():
        first, *others = texts.get(path, [""])
        for other in others:
            if not same(first, other) and fits(box.part, other):
                yield Difference(box.path, place(box), first, other)


def _title(parts: WordParts) -> str:
    try:
        return (parsed(parts.properties).findtext(TITLE) or "").strip() if parts.properties else ""
    except InvalidInput:  # who made the file is no reason to refuse what is in it
        return ""

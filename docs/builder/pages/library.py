"""What the pages know besides the rulebook: the topics of the sources, the glossary and the tools, read strictly."""

import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from calculator.builder.edition import Edition
from calculator.extra.strict import forbid_unknown_keys, read_toml, validate
from calculator.extra.user_error import Problem, UserError
from calculator.model import Partnership, Rulebook
from docs.builder import DOCS
from docs.builder.pages.one_area import OneArea
from forms.builder.load import load_forms
from forms.model import FormDefinition

MOST_COMPARED = 12
"""Up to this many areas are shown side by side; of more, only those that the written pages speak of."""
COMPARE = "compare"
"""The tool that sets areas side by side."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One thing that a source document speaks of, such as "handbook-12", and the headings under which it does."""

    id: str
    title: str
    document: str
    headings: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A word of the field and what it means. `forms` are spellings of it in running text, `short` its short forms.

    `sources` are ids of topics and timing statements; `see` names other terms.
    """

    id: str
    term: str
    meaning: str
    forms: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    see: tuple[str, ...] = ()

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every way in which the term can appear on a page."""
        return (self.term, *self.forms, *self.short)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A tool that pages point to: its address from the site's root, and the one for a chosen `{area}`."""

    id: str
    address: str
    for_area: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HelpLine:
    """An organisation that helps; its number only as `page` showed it on the day `read`, in the words `seen`.

    `by_text` is said of a number that takes text messages only.
    """

    id: str
    name: str
    group: str
    what: str
    number: str | None = None
    by_text: bool = False
    text: str | None = None
    page: str | None = None
    read: date | None = None
    seen: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Library:
    """Everything that pages cite, explain and point to; each build has one of its own.

    `one_area` is there in the guide of one partnership alone, and knows what of a text holds for it.
    """

    edition: Edition
    rulebook: Rulebook
    topics: Mapping[str, Topic]
    glossary: Mapping[str, Term]
    tools: Mapping[str, Tool]
    help_lines: Mapping[str, HelpLine]
    forms: Mapping[str, FormDefinition]
    one_area: OneArea | None = None

    @property
    def compared(self) -> list[Partnership]:
        """The areas that are side by side on pages; the others have pages of their own."""
        areas = self.rulebook.areas
        spoken_of = {self.rulebook.documents[topic.document].partnership for topic in self.topics.values()}
        return [area for area in areas if len(areas) <= MOST_COMPARED or area.id in spoken_of]

    @property
    def others(self) -> list[Partnership]:
        """The areas that are not side by side with the rest."""
        compared = {area.id for area in self.compared}
        return [area for area in self.rulebook.areas if area.id not in compared]


def load_library(edition: Edition, folder: Path = DOCS) -> Library:
    """Read what the pages of an edition know.

    Raises:
        UserError: naming file and key, when anything is unknown, missing or contradictory.

    """
    rulebook = edition.every_area()
    read = Library(
        edition=edition,
        rulebook=rulebook,
        topics=_rows(dict[str, Topic], folder / "topics.toml"),
        glossary=_rows(dict[str, Term], folder / "glossary.toml"),
        tools=_rows(dict[str, Tool], folder / "tools.toml"),
        help_lines=_rows(dict[str, HelpLine], folder / "help_lines.toml"),
        forms={name: _with_its_areas(form, rulebook.partnerships) for name, form in load_forms(rulebook).items()},
    )
    for problem in _contradictions(read, folder):
        raise UserError(problem)
    return _of_one_area(read, edition.alone) if edition.alone else read


def _of_one_area(read: Library, area: str) -> Library:
    """Return what the guide of one area knows; raise `UserError` when there is no such area."""
    rulebook = read.edition.rulebook()
    known = dict.fromkeys((*read.topics, *read.rulebook.statements))
    owners = {each: read.rulebook.documents[_document(each, read)].partnership for each in known}
    used = {name for name, form in read.forms.items() if area in form.partnerships or not form.partnerships}
    areas = {each.id: each.name for each in read.rulebook.areas}
    texts = OneArea(area, areas, owners, frozenset(read.forms) - used | {COMPARE})
    topics = {key: topic for key, topic in read.topics.items() if topic.document in rulebook.documents}
    terms = {
        key: replace(term, meaning=texts.said(term.meaning), sources=tuple(filter(texts.holds, term.sources)))
        for key, term in read.glossary.items()
        if not term.sources or any(map(texts.holds, term.sources))
    }
    terms = {key: term for key, term in terms.items() if term.meaning}
    return replace(
        read,
        rulebook=rulebook,
        topics=topics,
        glossary={
            key: replace(term, see=tuple(each for each in term.see if each in terms)) for key, term in terms.items()
        },
        forms={
            name: _with_its_areas(_asked_in(texts.rewritten(read.forms[name]), area), rulebook.partnerships)
            for name in sorted(used)
        },
        one_area=texts,
    )


def _asked_in(form: FormDefinition, area: str) -> FormDefinition:
    """Return a form with those questions that are every area's or this one's."""
    sections = (
        replace(section, fields=tuple(each for each in section.fields if area in (each.partnerships or [area])))
        for section in form.sections
        if area in (section.partnerships or [area])
    )
    return replace(form, sections=tuple(section for section in sections if section.fields))


def _document(source: str, read: Library) -> str:
    return (read.topics.get(source) or read.rulebook.statements[source]).document


def _with_its_areas(form: FormDefinition, areas: Mapping[str, Partnership]) -> FormDefinition:
    """Return a form with the areas that use it; a partnership can also use one that was made for another."""
    using = (area.id for area in areas.values() if area.id in form.partnerships or form.id in area.guide.forms)
    return replace(form, partnerships=tuple(using)) if form.partnerships else form


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchWords:
    """How search understands what people type: words that tell nothing, and other words for the same."""

    ignored: tuple[str, ...]
    same: Mapping[str, tuple[str, ...]]


forbid_unknown_keys(sys.modules[__name__])


def search_words(folder: Path = DOCS) -> SearchWords:
    """Read how search understands what people type; raise `UserError` as `load_library` does."""
    file = read_toml(folder / "search_words.toml")
    return validate(SearchWords, file.data, file)


def _rows[T](kind: type[dict[str, T]], path: Path) -> dict[str, T]:
    file = read_toml(path)
    return validate(kind, {key: {"id": key, **row} for key, row in file.data.items()}, file)


def _contradictions(read: Library, folder: Path) -> Iterable[Problem]:
    for topic in read.topics.values():
        if topic.document not in read.rulebook.documents:
            says = f"“{topic.document}” is not in calculator/sources.toml."
            yield read_toml(folder / "topics.toml").problem([topic.id, "document"], says)
    for line in read.help_lines.values():
        if line.number and not (line.page and line.read and line.seen):
            says = "a number needs page, read and seen: where, when and how it stood."
            yield read_toml(folder / "help_lines.toml").problem([line.id], says)
    yield from _contradictions_of_terms(read, folder / "glossary.toml")
    yield from _contradictions_of_packs(read)


def _contradictions_of_packs(read: Library) -> Iterable[Problem]:
    for area in read.rulebook.partnerships.values():
        if not set(area.guide.forms) <= set(read.forms):
            yield from read_toml(read.edition.file_of(area.id)).unknown(
                ["guide", "forms"], area.guide.forms, read.forms
            )
    for pack in read.edition.packs:
        for file in (file for file in sorted((pack / "word").glob("*.docx")) if file.stem not in read.forms):
            says = "there is no form of that name; name the file after a form"
            yield Problem(file=f"{pack.name}/word/{file.name}", says=says, allowed=tuple(read.forms))


def _contradictions_of_terms(read: Library, glossary: Path) -> Iterable[Problem]:
    owners: dict[str, str] = {}
    for term in read.glossary.values():
        for other in (other for other in term.see if other not in read.glossary):
            yield read_toml(glossary).problem([term.id, "see"], f"“{other}” is not in the glossary.")
        for source in term.sources:
            if source not in read.topics and source not in read.rulebook.statements:
                says = f"“{source}” is neither a topic nor a timing statement."
                yield read_toml(glossary).problem([term.id, "sources"], says)
        for spelling in term.spellings:
            if owners.setdefault(spelling, term.id) != term.id:
                says = f"“{spelling}” also belongs to {owners[spelling]}; take one out."
                yield read_toml(glossary).problem([term.id], says)

"""The written pages: their Markdown filled in from the data, and what is put round it.

Every page below docs/ is filled in with Jinja2 before MkDocs sees it. A page that cites sources ends with a list
of them, and every page with a list of its terms.
"""

import posixpath
import re
from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import jinja2
from bs4 import BeautifulSoup, Tag
from mkdocs.utils.meta import get_data

from calculator.builder.places import NATIONAL
from calculator.extra.user_error import UserError
from docs.builder import DOCS
from docs.builder.pages import templates, terms
from docs.builder.pages.blocks import open_id
from docs.builder.pages.citations import Citations
from docs.builder.pages.library import Library
from docs.builder.pages.one_area import OneArea, says_something, without_pages

HEADING = re.compile("^h[1-6]$")
LEAD = re.compile(r'^<p class="lead">.*</p>$', re.MULTILINE)
OPEN_BLOCK = re.compile(r"^/// open \| (.+)$", re.MULTILINE)


@dataclass(frozen=True)
class Written:
    """One written page: its path below docs/, its front matter, its filled-in Markdown and what it cites.

    `file` is where it was read: below docs/, or in a partnership's pack, whose pages take the place of those.
    """

    path: str
    file: Path
    meta: Mapping[str, Any]
    markdown: str
    citations: Citations
    open_titles: tuple[str, ...]

    @property
    def address(self) -> str:
        """The page's address from the root of the site."""
        return self.path.removesuffix(".md") + ".html"

    @property
    def open_questions(self) -> list[tuple[str, str]]:
        """What the sources leave open here: each title, and its address from the root of the site."""
        return [(title, f"{self.address}#{open_id(title)}") for title in self.open_titles]


def read_pages(known: Library, folder: Path = DOCS) -> dict[str, Written]:
    """Read and fill in every written page; raise `UserError` for the first that cannot be.

    A page that says nothing for the one area of a guide is left out, and so are links to it.
    """
    files = {path.relative_to(folder).as_posix(): path for path in sorted(folder.rglob("*.md"))}
    own = own_pages(known)
    read = [_read(name, file, known) for name, file in ({**files, **own}).items() if not name.startswith("theme/")]
    pages = {page.path: page for page in read if page is not None}
    gone = left_out(known, pages, folder)
    return {path: _without_links(page, gone) for path, page in pages.items()} if gone else pages


def left_out(known: Library, pages: Container[str], folder: Path = DOCS) -> set[str]:
    """Return the pages that the guide of one area leaves out: silent ones, and other areas' own."""
    if not known.one_area:
        return set()
    silent = (path.relative_to(folder).as_posix() for path in folder.rglob("*.md") if "theme" not in path.parts)
    return {path for path in silent if path not in pages} | _pages_of_others(known.one_area)


def own_pages(known: Library) -> dict[str, Path]:
    """Return the pages of the partnerships' packs by their path below docs/."""
    folders = [pack / "pages" for pack in known.edition.packs]
    return {path.relative_to(folder).as_posix(): path for folder in folders for path in sorted(folder.rglob("*.md"))}


def _pages_of_others(reader: OneArea) -> set[str]:
    others = [area for area in reader.areas if area != reader.own]
    of_area = {f"{place}{area}.md" for area in others for place in ("partnerships/", "tools/ready-reckoner-")}
    return {"partnerships/index.md", *(f"forms/{each}.md" for each in reader.unused), *of_area}


def _without_links(page: Written, gone: set[str]) -> Written:
    def is_gone(address: str) -> bool:
        return posixpath.normpath(posixpath.join(posixpath.dirname(page.path), address)) in gone

    return replace(page, markdown=without_pages(page.markdown, is_gone))


def _read(name: str, file: Path, known: Library) -> Written | None:
    text, meta = get_data(file.read_text(encoding="utf-8"))
    citations = Citations(name, known)
    said = says_something(text)
    if known.one_area and file.is_relative_to(DOCS):
        text = known.one_area.page(text)
        meta = _meta_of_one_area(meta, known.one_area, known)
    try:
        filled = templates.environment(known).from_string(text, globals=templates.of_page(citations)).render()
    except jinja2.TemplateError as error:
        line = getattr(error, "lineno", None)
        raise UserError(f"{name}{f', line {line}' if line else ''}: {error}") from error
    if known.one_area and said and not citations.notes and not meta.get("family"):
        return None
    edition_said = _says_edition(text, citations) and not meta.get("family")
    says_it_itself = any(each in text for each in ("edition_note(", "{: #has-it-changed"))
    filled = _with_edition(filled, citations) if edition_said and not says_it_itself else filled
    if citations.notes:
        template = templates.environment(known).get_template("_page-sources.j2")
        filled += "\n\n" + template.render(
            notes=citations.notes, to_root="../" * name.count("/"), edition_said=edition_said
        )
    for topic in meta.get("topics", []):
        if topic not in citations.cited:
            raise UserError(
                f"{name}: its front matter names the topic “{topic}”, but no source mark on it cites that."
            )
    return Written(name, file, meta, filled, citations, tuple(OPEN_BLOCK.findall(text)))


def _says_edition(text: str, citations: Citations) -> bool:
    """Whether a page rests on national guidance, so that it says of which edition."""
    edition = citations.library.rulebook.edition.document
    return "edition_note(" in text or any(note.document.id == edition for note in citations.notes)


def _with_edition(filled: str, citations: Citations) -> str:
    """Return a page with the edition of national guidance under its first words."""
    note = str(templates.of_page(citations)["edition_note"]())
    return LEAD.sub(lambda lead: f"{lead[0]}\n\n{note}", filled, count=1)


def _meta_of_one_area(meta: Mapping[str, Any], reader: OneArea, known: Library) -> dict[str, Any]:
    topics = [topic for topic in meta.get("topics", []) if topic in known.topics]
    description = reader.said(meta["description"]) if "description" in meta else None
    return {**meta, "topics": topics, "description": description or meta.get("title")}


def finish(html: str, meta: Mapping[str, Any], to_root: str, known: Library) -> str:
    """Return a page's HTML with every area in each side-by-side list and its terms explained."""
    if meta.get("terms") is False and not meta.get("family") and 'class="areas' not in html:
        return html
    soup = _parsed(html)
    for areas in soup.select("dl.areas:not(.timings)"):
        _complete(areas, known, silent=not meta.get("children"))
    for areas in soup.select("dl.areas"):
        _name_with_headings(areas)
    if meta.get("family"):
        _offer_reading_aloud(soup, known)
    found = [] if meta.get("terms") is False else terms.explain(soup, known)
    if found:
        template = templates.environment(known).get_template("_page-words.j2")
        soup.append(_parsed(template.render(terms=found, to_root=to_root)))
    return str(soup)


def _offer_reading_aloud(soup: BeautifulSoup, known: Library) -> None:
    """Put the buttons for listening after each heading that begins a part; without script they stay hidden."""
    buttons = templates.environment(known).get_template("_listen.j2").render()
    for heading in soup.find_all(["h1", "h2"]):
        of_frame = str(heading.get("id", "")).startswith("page-") or "related" in (heading.get("class") or [])
        if not of_frame and not heading.find_parent(attrs={"data-tool": True}):
            heading.insert_after(_parsed(buttons))


def _complete(areas: Tag, known: Library, *, silent: bool) -> None:
    """Put the areas of a list in order and, unless a child reads it, say at its end whose documents are silent."""
    template = templates.environment(known).get_template("_silent.j2")
    said = {str(each["data-area"]): each.extract() for each in areas.find_all("div", recursive=False)}
    partnerships = known.compared
    others = [_parsed(template.render(area=area)) for area in partnerships if silent and area.id not in said]
    order = [NATIONAL, *(area.id for area in partnerships)]
    areas.clear()
    areas.extend([*(said[area] for area in order if area in said), *others])
    if not areas.contents:
        areas.decompose()


def _name_with_headings(areas: Tag) -> None:
    """Make the name of each area in a list a heading, so that a screen reader can go from area to area.

    A heading element would also become an entry of the page's own contents; the role alone does not.
    """
    above = areas.find_previous(HEADING)
    level = int(above.name[1]) + 1 if isinstance(above, Tag) else 2
    areas.name = "div"
    for name in areas.select(":scope > div > dt"):
        name.name = "p"
        name.attrs.update({"class": "areas__name", "role": "heading", "aria-level": str(level)})
    for says in areas.select(":scope > div > dd"):
        says.name = "div"
        says["class"] = "areas__says"


def _parsed(html: str) -> BeautifulSoup:
    return BeautifulSoup(html.strip(), "html.parser")

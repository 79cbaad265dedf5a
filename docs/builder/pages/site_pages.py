"""The pages that are made from data alone, from the templates in `theme/pages`."""

import re
from collections.abc import Iterator, Mapping
from functools import partial
from itertools import batched, takewhile
from typing import Any

from docs.builder import DOCS
from docs.builder.pages import reckoner, rules, templates
from docs.builder.pages.citations import Citations, anchor
from docs.builder.pages.library import Library
from docs.builder.pages.written import Written

CHANGELOG = DOCS.parent / "CHANGELOG.md"
EDITION = re.compile(r"^## (\d[\d.]*) \((.+)\)$", re.MULTILINE)
NOT_YET = "not yet released"
HEADING = re.compile(r"^(#+ )", re.MULTILINE)
MARK = re.compile(r'<span id="cites-[^"]*"></span>|<sup class="mark".*?</sup>')
ONWARD = re.compile(r"^## (?:Related|Sources of this page)", re.MULTILINE)

type Nav = list[dict[str, Any] | str]


def made_pages(library: Library, written: Mapping[str, Written], nav: Nav) -> Iterator[tuple[str, str]]:
    """Yield path and Markdown of every page that is made from data, but the ready reckoners."""
    rulebook = library.rulebook
    render = partial(_render, library)
    for area in rulebook.partnerships.values():
        yield render(
            f"partnerships/{area.id}.md",
            "partnership.md.j2",
            partnership=area,
            stages=rules.stages(area.rules, rulebook.words),
            documents=rules.documents(area, rulebook),
        )
    if not library.one_area:
        yield render("partnerships/index.md", "partnerships.md.j2", topics=rules.said_by_topic(library))
    stages = procedure_stages(nav, written)
    yield render("procedures/index.md", "procedures.md.j2", stages=stages)
    yield render("procedures/left-open.md", "left-open.md.j2", stages=stages)
    yield render("procedures/glossary.md", "glossary.md.j2")
    yield render("changes.md", "changes.md.j2", changes=changes(CHANGELOG.read_text(encoding="utf-8")))
    yield render("family/booklet.md", "booklet.md.j2", chapters=booklet(nav, written))
    sources = partial(
        render,
        template="sources.md.j2",
        statements=rules.statements(rulebook),
        topics=rules.topics_by_document(library),
        places=places(written),
        rules_by_source=rules.by_source(rulebook),
    )
    others = {area.id for area in library.others}
    shown = [document for document in rulebook.documents.values() if document.partnership not in others]
    yield sources("sources.md", documents=shown, to_root="", area=None)
    for area in library.others:
        documents = rules.documents(area, rulebook)
        yield sources(f"partnerships/{area.id}-sources.md", documents=documents, to_root="../", area=area)


def ready_reckoners(library: Library) -> Iterator[tuple[str, str]]:
    """Yield path and Markdown of each area's ready reckoner: some hundred days are counted for each."""
    first = reckoner.month_of_last_commit()
    for area in library.rulebook.partnerships.values():
        columns, months = reckoner.reckoner(area, library.rulebook, first)
        shown = {rule.id for column in columns for rule in column.rules}
        yield _render(
            library,
            f"tools/ready-reckoner-{area.id}.md",
            "ready-reckoner.md.j2",
            partnership=area,
            stages=rules.stages(area.rules, library.rulebook.words),
            columns=columns,
            months=months,
            others=[rule for rule in area.rules if rule.id not in shown],
        )


def _render(library: Library, path: str, template: str, **more: object) -> tuple[str, str]:
    functions = templates.of_page(Citations(path, library))
    return path, templates.environment(library).get_template(template, globals=functions).render(**more).lstrip()


def procedure_stages(nav: Nav, written: Mapping[str, Written]) -> list[tuple[str, list[Written]]]:
    """Return the stages of the procedures as the menu in mkdocs.yml has them, each with its pages."""
    procedures = next(item["Procedures"] for item in nav if isinstance(item, dict) and "Procedures" in item)
    return [
        (stage, [written[path] for path in pages if path in written])
        for item in procedures
        if isinstance(item, dict)
        for stage, pages in item.items()
    ]


def changes(log: str) -> list[tuple[str, str | None, str]]:
    """Return each edition in the change log: its version, the day of its release if it has one, and its Markdown."""
    _, *editions = EDITION.split(log)
    return [
        (version, None if day == NOT_YET else day, text.strip())
        for version, day, text in batched(editions, 3, strict=True)
    ]


def booklet(nav: Nav, written: Mapping[str, Written]) -> list[str]:
    """Return the family guide's own pages as chapters, in the menu's order, without marks and sources."""
    family = next(
        item["Parents and carers"] for item in nav if isinstance(item, dict) and "Parents and carers" in item
    )
    guide = takewhile(lambda item: isinstance(item, str), family)  # what follows is for children, or to fill in
    pages = [written[path] for path in guide if path in written]
    return [_chapter(page.markdown) for page in pages if not page.meta.get("tool")]


def _chapter(markdown: str) -> str:
    text = ONWARD.split(markdown)[0]
    return HEADING.sub(r"#\1", MARK.sub("", text))


def places(written: Mapping[str, Written]) -> dict[str, list[tuple[str, str]]]:
    """Return, for each id of a statement or topic, the pages that cite it: title, and address of the first mark."""
    found: dict[str, list[tuple[str, str]]] = {}
    for page in written.values():
        for each in page.citations.cited:
            found.setdefault(each, []).append((page.meta["title"], f"{page.address}#{anchor(each)}"))
    return found

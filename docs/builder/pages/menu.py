"""The menu in mkdocs.yml as one edition of the guide has it: its forms and own pages, none that it leaves out."""

from collections.abc import Container, Iterable, Mapping
from typing import Any

from calculator.extra.user_error import UserError
from docs.builder.pages.written import Written

type Nav = list[dict[str, Any] | str]

AREAS = "Areas"
DEFAULT_SECTION = "Professionals"


def with_forms(nav: Nav, forms: list[str]) -> None:
    """Put the pages of the forms where the menu has its word for them."""
    for section in nav:
        if isinstance(section, dict) and "Forms" in section:
            section["Forms"] = forms


def without(nav: Nav, gone: Container[str]) -> Nav:
    """Return a menu without pages that are `gone`, and without sections that are empty then."""
    kept: Nav = []
    for item in nav:
        if isinstance(item, str):
            kept += [item] if item not in gone else []
            continue
        for title, below in item.items():
            left = without(below, gone) if isinstance(below, list) else [below][: below not in gone]
            if left:
                kept.append({title: left if isinstance(below, list) else below})
    return kept


def with_areas(nav: Nav, areas: Iterable[str]) -> Nav:
    """Return the menu with the pages of these areas: those of partnerships from outside come after the others."""
    for item in nav:
        for title, below in item.items() if isinstance(item, dict) else ():
            pages = {AREAS: "partnerships/{}.md", DEFAULT_SECTION: "tools/ready-reckoner-{}.md"}.get(title)
            if pages and isinstance(below, list):
                below += [page for area in areas if (page := pages.format(area)) not in below]
    return nav


def for_one_area(nav: Nav, name: str, page: str) -> Nav:
    """Return the menu with the one area's page in place of the list of areas."""
    return [{name: page} if isinstance(item, dict) and AREAS in item else item for item in nav]


def with_own_pages(nav: Nav, pages: Iterable[Written]) -> Nav:
    """Return the menu with a partnership's own pages at the end of the sections that they name under `menu`.

    Raises:
        UserError: when a page names a section that there is not.

    """
    sections: Mapping[str, Any] = {
        title: below for item in nav if isinstance(item, dict) for title, below in item.items()
    }
    for page in pages:
        section = page.meta.get("menu", DEFAULT_SECTION)
        if not isinstance(sections.get(section), list):
            lists = ", ".join(title for title, below in sections.items() if isinstance(below, list))
            raise UserError(f"{page.path}: menu: “{section}” is not a part of the menu; use one of: {lists}.")
        sections[section].append(page.path)
    return nav

"""What the tests need to know of a built page, read with the standard library alone."""

from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path

ROOT = Path(__file__).parents[2]
NOT_SPOKEN = {"script", "style", "template"}


@dataclass
class Page:
    """One HTML file: its path in the site, its headings, links, assets, those that come `later`, and text."""

    path: str
    file: Path
    html: str
    attributes: dict[str, str] = field(default_factory=dict)
    headings: list[tuple[int, str]] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    assets: list[str] = field(default_factory=list)
    later: list[str] = field(default_factory=list)
    ids: list[str] = field(default_factory=list)
    inline_scripts: int = 0
    title: str = ""
    text: str = ""

    @property
    def has_tool(self) -> bool:
        return "data-tool=" in self.html


class _Reader(HTMLParser):
    def __init__(self, page: Page) -> None:
        super().__init__()
        self.page = page
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        self.open.append(tag)
        if tag == "html":
            self.page.attributes = values
        if "id" in values:
            self.page.ids.append(values["id"])
        if tag == "a" and "href" in values:
            self.page.links.append(values["href"])
        if tag in {"script", "img", "iframe", "source", "embed"} and "src" in values:
            (self.page.later if "template" in self.open else self.page.assets).append(values["src"])
        if tag == "link" and values.get("rel") in {"stylesheet", "icon", "preload", "preconnect"}:
            self.page.assets.append(values["href"])
        if tag == "script" and "src" not in values and values.get("type") != "application/json":
            self.page.inline_scripts += 1
        if tag in {"h1", "h2", "h3", "h4", "h5", "h6"}:
            self.page.headings.append((int(tag[1]), ""))

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if NOT_SPOKEN & set(self.open):
            return
        self.page.text += data
        if "title" in self.open and "svg" not in self.open:
            self.page.title += data
        if self.open and self.open[-1] in {"h1", "h2", "h3", "h4", "h5", "h6"} and self.page.headings:
            level, text = self.page.headings[-1]
            self.page.headings[-1] = (level, text + data)


def read_pages(site: Path) -> list[Page]:
    """Read every HTML file of a built site."""
    pages = []
    for file in sorted(site.rglob("*.html")):
        page = Page(file.relative_to(site).as_posix(), file, file.read_text(encoding="utf-8"))
        _Reader(page).feed(page.html)
        pages.append(page)
    return pages

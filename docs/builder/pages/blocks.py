"""Our own blocks in the pages' Markdown: what one area says, what the sources leave open, an example.

/// area | kirklees          /// open | When the new conference must be          /// example | A late report
Text.                        Text.                                               Text.
///                          ///                                                 ///
"""

import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping
from typing import Any

from markdown import Markdown
from markdown.extensions.toc import slugify
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block

from calculator.builder.places import NATIONAL
from calculator.extra.user_error import UserError
from calculator.model import Partnership
from docs.builder.pages.rules import EVERYWHERE


def block_settings(areas: Iterable[Partnership]) -> dict[str, Any]:
    """Return the settings of this extension: what each area is called."""
    return {"areas": {NATIONAL: EVERYWHERE, **{area.id: area.name for area in areas}}}


def open_id(title: str) -> str:
    """Return the id of an `open` block on its page."""
    return f"open-{slugify(title, '-')}"


class Area(Block):
    """What one area says. Blocks that follow each other make one list, side by side."""

    NAME = "area"
    ARGUMENT = True

    def on_markdown(self) -> str:
        """Take paragraphs and lists, also where HTML allows a phrase without a paragraph."""
        return "block"

    def on_create(self, parent: ET.Element) -> ET.Element:
        """Add the area to the list that it follows, or begin one."""
        last = parent[-1] if len(parent) else None
        if last is None or last.get("class") != "areas" or (last.tail or "").strip():
            last = ET.SubElement(parent, "dl", {"class": "areas"})
        area = ET.SubElement(last, "div", {"data-area": self.argument})
        ET.SubElement(area, "dt").text = self._name()
        ET.SubElement(area, "dd")
        return area

    def _name(self) -> str:
        names: Mapping[str, str] = self.config["areas"]
        if self.argument not in names:
            raise UserError(f"/// area | {self.argument}: there is no such area; use one of: {', '.join(names)}.")
        return names[self.argument]

    def on_add(self, block: ET.Element) -> ET.Element:
        """Put the text beside the name."""
        return block[1]


class Open(Block):
    """What the sources do not settle, and what to do."""

    NAME = "open"
    ARGUMENT = True

    def on_create(self, parent: ET.Element) -> ET.Element:
        """Begin a note with its title."""
        note = ET.SubElement(parent, "div", {"class": "open", "id": open_id(self.argument)})
        title = ET.SubElement(note, "p", {"class": "open__title"})
        ET.SubElement(title, "span").text = "Not settled in the sources:"
        title[0].tail = f" {self.argument}"
        return note


class Example(Block):
    """Something made up, to show what is meant."""

    NAME = "example"
    ARGUMENT = True

    def on_create(self, parent: ET.Element) -> ET.Element:
        """Begin an example with its title."""
        example = ET.SubElement(parent, "div", {"class": "example"})
        title = ET.SubElement(ET.SubElement(example, "p"), "strong")
        title.text = f"Example: {self.argument}"
        return example


class OwnBlocks(BlocksExtension):
    """The Markdown extension that brings the blocks."""

    def __init__(self, **settings: Any) -> None:
        self.config = {"areas": [{}, "What each area is called"]}
        super().__init__(**settings)

    def extendMarkdownBlocks(self, md: Markdown, block_mgr: Any) -> None:  # noqa: ARG002, N802  (the library's name)
        """Register the blocks."""
        block_mgr.register(Area, {"areas": self.getConfig("areas")})
        for block in (Open, Example):
            block_mgr.register(block, {})


def makeExtension(**settings: Any) -> OwnBlocks:  # noqa: N802  (the library's name)
    """Return the extension, as Markdown asks for it by the module's name."""
    return OwnBlocks(**settings)

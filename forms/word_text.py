"""What a Word document shows as text: tabs, line ends, hyphens and symbols, without what is marked as deleted."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MATHS = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"
ALTERNATIVE = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
NOT_ANSWERED = "Not answered"
WHOLE = -1
"""In the place of a line's number: the answer as a whole, in the middle of a paragraph."""

GONE = {f"{WORD}{name}" for name in ("del", "moveFrom", "rt", "sdtPr")} | {ALTERNATIVE}
"""What is not shown: deleted or moved away with Track Changes, or said a second time for older programs."""
BOX = f"{WORD}txbxContent"
SYMBOL = f"{WORD}sym"
_TEXTS = (f"{WORD}t", f"{MATHS}t")
_CHARACTERS = {
    f"{WORD}{name}": text
    for name, text in {
        "br": "\n",
        "cr": "\n",
        "tab": "\t",
        "ptab": "\t",
        "noBreakHyphen": "\N{NON-BREAKING HYPHEN}",
        "softHyphen": "\N{SOFT HYPHEN}",
    }.items()
}
_TICKS = {
    "wingdings": {
        0xFC: "✓", 0xFE: "☑", 0xFB: "✗", 0xFD: "☒", 0x6F: "☐", 0xA8: "☐", 0x71: "☐", 0x4A: "☺", 0x4C: "☹",
        0x4B: "😐", 0xE0: "→", 0xDF: "←", 0xE1: "↑", 0xE2: "↓", 0x6C: "●", 0x6E: "■", 0xA7: "▪", 0x9F: "•",
        0x28: "☎", 0x2A: "✉",
    },
    "wingdings 2": {0x50: "✓", 0x52: "☑", 0x4F: "✗", 0x51: "☒", 0x54: "☒", 0xA3: "☐", 0x2A: "☐"},
    "symbol": {0xB7: "•", 0xAE: "→", 0xAC: "←", 0xA3: "≤", 0xB3: "≥", 0xB9: "≠", 0xB1: "±", 0xD6: "√", 0x6D: "μ"},
}  # fmt: skip
"""Symbols that people put into forms, by the font and the place in it. Word gives these places from F000 up."""
UNKNOWN_SYMBOL = "[symbol]"


def character(element: Element) -> str | None:
    """Return the text that an element is, or None where it is not text itself."""
    if element.tag in _TEXTS:
        return element.text or ""
    return _symbol(element) if element.tag == SYMBOL else _CHARACTERS.get(element.tag)


def _symbol(element: Element) -> str:
    try:
        place = int(element.get(f"{WORD}char", ""), 16)
    except ValueError:
        return UNKNOWN_SYMBOL
    known = _TICKS.get(element.get(f"{WORD}font", "").strip().lower(), {})
    if 0xF000 <= place <= 0xF0FF:
        return known.get(place - 0xF000, UNKNOWN_SYMBOL)
    return known.get(place) or (chr(place) if 0x20 <= place < 0xD800 else UNKNOWN_SYMBOL)


def shown_text(element: Element, paragraphs_end: str = "\n") -> str:
    """Return the text within an element, text boxes that float over it aside."""
    return "".join(_shown(element, paragraphs_end)).removesuffix(paragraphs_end)


def _shown(element: Element, paragraphs_end: str) -> Iterator[str]:
    for child in element:
        if child.tag in GONE or child.tag == BOX:
            continue
        text = character(child)
        if text is not None:
            yield text
            continue
        yield from _shown(child, paragraphs_end)
        if child.tag == f"{WORD}p":
            yield paragraphs_end


def is_on(element: Element | None) -> bool:
    """Whether a property that is on where it says nothing else is on."""
    return element is not None and element.get(f"{WORD}val", "true") not in ("0", "false", "off")

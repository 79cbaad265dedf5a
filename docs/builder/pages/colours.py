"""A partnership's own colours, checked to be readable, and all shades that follow from them."""

from dataclasses import dataclass

from coloraide import Color

from calculator.extra.user_error import UserError
from calculator.model import Guide

READABLE = 4.5
"""The least contrast of text to what is behind it: WCAG 2.2, success criterion 1.4.3."""

INK, WHITE = "#1b292b", "#ffffff"
LIGHT_PAPER, DARK_PAPER = WHITE, "#131819"  # as in assets/site.css


@dataclass(frozen=True)
class Shades:
    """One colour and what goes with it: stronger, as a tint behind text, and the text on it."""

    accent: str
    strong: str
    tint: str
    on_accent: str


def shades(guide: Guide, file: str) -> tuple[Shades, Shades] | None:
    """Return the shades for light and for dark pages, or None where the partnership has no colour of its own.

    Raises:
        UserError: naming `file` and key, when something is not a colour, or text in it would be hard to read.

    """
    if guide.colour is None:
        if guide.colour_on_dark is not None:
            raise UserError(f"{file}: guide → colour: this key is missing; colour_on_dark goes with it.")
        return None
    light = _shades(guide.colour, LIGHT_PAPER, INK, f"{file}: guide → colour")
    on_dark = guide.colour_on_dark or _hex(_color(guide.colour, file).mix(WHITE, 0.6, space="srgb"))
    return light, _shades(on_dark, DARK_PAPER, WHITE, f"{file}: guide → colour_on_dark")


def _shades(colour: str, paper: str, strongest: str, where: str) -> Shades:
    accent = _color(colour, where)
    tint = accent.mix(paper, 0.88, space="srgb")
    for behind, says in ((Color(paper), f"on {_named(paper)}"), (tint, "on its own tint")):
        contrast = accent.contrast(behind, method="wcag21")
        if contrast < READABLE:
            way = "darker" if paper == WHITE else "lighter"
            raise UserError(
                f"{where}: “{colour}” is hard to read {says}: its contrast is {contrast:.1f}, and text needs "
                f"{READABLE}. Choose a {way} colour."
            )
    strong = accent.mix(strongest, 0.4, space="srgb")
    return Shades(accent=_hex(accent), strong=_hex(strong), tint=_hex(tint), on_accent=paper)


def _color(colour: str, where: str) -> Color:
    try:
        return Color(colour).convert("srgb")
    except ValueError as error:
        raise UserError(f"{where}: “{colour}” is not a colour; write it like #17595c.") from error


def _hex(colour: Color) -> str:
    return colour.to_string(hex=True, fit="clip")


def _named(paper: str) -> str:
    return "white" if paper == WHITE else "a dark page"

"""How one partnership's own guide looks: its colours, checked to be readable, and its logo."""

from collections.abc import Iterator
from pathlib import Path

from calculator.extra.user_error import UserError
from calculator.model import Partnership
from docs.builder.pages import colours, templates
from docs.builder.pages.library import Library

COLOURS = "assets/own-colours.css"


def own_colours(area: Partnership) -> tuple[colours.Shades, colours.Shades] | None:
    """Return the shades for light and dark pages; raise `UserError` where they would be hard to read."""
    return colours.shades(area.guide, f"{area.id}.toml")


def logo_address(area: Partnership) -> str:
    """Return where the logo is in the site."""
    return f"assets/logo{Path(area.guide.logo or '').suffix}"


def own_files(known: Library) -> Iterator[tuple[str, str | bytes]]:
    """Yield path and content of a style sheet with the area's colours, and of its logo.

    Raises:
        UserError: when the logo is missing from the pack.

    """
    area = known.rulebook.areas[0]
    if shades := own_colours(area):
        template = templates.environment(known).get_template("own-colours.css.j2")
        yield COLOURS, template.render(light=shades[0], dark=shades[1])
    if area.guide.logo:
        folders = [pack for pack in known.edition.packs if pack.name == area.id]
        file = folders[0] / area.guide.logo if folders else None
        if file is None or not file.is_file():
            raise UserError(
                f"{area.id}.toml: guide → logo: there is no file {area.guide.logo} beside {area.id}.toml."
            )
        yield logo_address(area), file.read_bytes()

"""Starts a partnership's own folder, from the national rules: data that builds as it is, and says what to write."""

import re
import unicodedata
from pathlib import Path

from browser.builder.files import write
from calculator.builder.edition import Edition
from calculator.extra.user_error import UserError
from calculator.units import UNITS
from docs.builder import DOCS
from docs.builder.pages import templates
from docs.builder.pages.library import load_library

DATA, SOURCES = "new-partnership.toml.j2", "new-sources.toml.j2"


def new_partnership(name: str, folder: Path | None = None) -> Path:
    """Write the files of a new partnership and return its folder: by default beside the project's, named after it.

    Raises:
        UserError: when the name gives no id, the partnership is known already, or the folder is not empty.

    """
    area = area_id(name)
    if area in Edition().every_area().partnerships:
        raise UserError(f"There is a partnership “{area}” already: see calculator/partnerships/{area}.toml.")
    folder = folder or DOCS.parents[1] / area
    if folder.name != area:
        raise UserError(f"The folder of {name.strip()} must be called “{area}”, not “{folder.name}”.")
    if folder.exists() and any(folder.iterdir()):
        raise UserError(f"{folder} is there already and holds files. Nothing was written.")
    folder.mkdir(parents=True, exist_ok=True)
    known = load_library(Edition())
    for file, template in ((f"{area}.toml", DATA), ("sources.toml", SOURCES)):
        made = templates.environment(known).get_template(template)
        words = known.rulebook.words
        rules = {"national": known.rulebook.national, "units": list(UNITS), "events": list(words.events)}
        text = made.render(name=name.strip(), area=area, **rules)
        write(folder / file, text)
    return folder


def area_id(name: str) -> str:
    """Return a name as it is in addresses and file names: "Great Moor" is "great-moor".

    Raises:
        UserError: when it does not begin with a letter, or holds a character that a data file cannot.

    """
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    found = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")
    if not found[:1].isalpha() or re.search(r'["\\\x00-\x1f]', name):
        raise UserError(
            f"“{name[:60]}” is not a name for a partnership: it must begin with a letter, as Northmoor does."
        )
    return found

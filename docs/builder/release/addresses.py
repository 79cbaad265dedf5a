"""Gives every file that a page loads an address that holds its content's hash, and the site the mark of its edition.

A browser or a proxy may then keep such a file for as long as it likes: at one address there is never other content,
so a page gets the files that it was built with or none. Pages, and the documents that they link to, keep their
names. Each page has the edition's mark, by which `edition.js` sees whether the host has a newer edition.
"""

import hashlib
import posixpath
import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from calculator.extra.user_error import UserError

SCRIPT = "edition.js"
UNMARKED = "{{ edition }}"  # in every page and in the script, until the mark is known
# What is asked for by its name: pages, documents to take away, licences, and what must be found by other editions.
KEEP_NAMES = {".html", ".docx", ".txt"}
AT_FIXED_ADDRESSES = {SCRIPT, "kept-copy.js", "kept-copy.json"}
RULES = "assets/rules/"  # each in a folder that is named by the hash of all
# Scripts that load others, by their addresses before they have a hash; as they are in the script, quoted.
LOADERS = {
    "assets/python/python.js": {
        **{f"{name}.js": f"assets/python/{name}.js" for name in ("library", "runtime", "snapshot", "wasm")},
        "../areas.js": "assets/areas.js",
    },
    "assets/javascripts/bundle.*.min.js": {
        name: name for name in ("search/search_index.js", "search/search_index.json")
    },
}
QUOTED = re.compile(r'"([^"<>?#\s]+)"')
HASH = re.compile(r"\.[0-9a-f]{16}(?=\.\w+$)")


class AddressError(UserError):
    """A site could not be given its addresses; the message says why in one sentence."""


def plain(name: str) -> str:
    """Return a file's name without the hash: `assets/site.0123456789abcdef.css` is `assets/site.css`."""
    return HASH.sub("", name)


def find(site: Path, name: str) -> Path:
    """Return the file of a finished site by its name, with or without the hash.

    Raises:
        AddressError: when there is none.

    """
    path = site / name
    for each in [path, *path.parent.glob(f"{path.stem}.*{path.suffix}")]:
        if each.is_file() and path.name in {each.name, plain(each.name)}:
            return each
    message = f"The site has no {name}."
    raise AddressError(message)


def give_addresses(site: Path) -> str:
    """Rename what the pages of a complete site load, write the new names and the mark into it; return the mark."""
    loaders = {path.relative_to(site).as_posix(): load for each, load in LOADERS.items() for path in site.glob(each)}
    names = _files(site, lambda name: _is_loaded(name) and name not in loaders)
    renamed = {name: _rename(site, name) for name in names}
    for name, loads in loaders.items():
        _name_what_it_loads(site / name, loads, renamed)
        renamed[name] = _rename(site, name)
    pages = [site / name for name in _files(site, lambda name: name.endswith(".html"))]
    for page in pages:
        _replace(page, partial(_with_addresses, folder=page.relative_to(site).parent, renamed=renamed))
    mark = _mark(site)
    for file in (*pages, site / SCRIPT):
        _replace(file, lambda text: text.replace(UNMARKED, mark))
    return mark


def _files(site: Path, wanted: Callable[[str], bool]) -> list[str]:
    names = (path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())
    return sorted(filter(wanted, names))


def _is_loaded(name: str) -> bool:
    return Path(name).suffix not in KEEP_NAMES and name not in AT_FIXED_ADDRESSES and not name.startswith(RULES)


def _rename(site: Path, name: str) -> str:
    path = site / name
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:16]
    return path.rename(path.with_name(f"{path.stem}.{digest}{path.suffix}")).relative_to(site).as_posix()


def _name_what_it_loads(script: Path, loads: Mapping[str, str], renamed: Mapping[str, str]) -> None:
    text = script.read_text(encoding="utf-8")
    for written, name in loads.items():
        if name not in renamed:
            continue  # a guide of one partnership has no list of other areas
        if text.count(f'"{written}"') != 1:
            message = f'{script.name} does not name "{written}" once, so it cannot be given the address of it.'
            raise AddressError(message)
        address = posixpath.join(posixpath.dirname(written), posixpath.basename(renamed[name]))
        text = text.replace(f'"{written}"', f'"{address}"')
    script.write_text(text, encoding="utf-8", newline="\n")


def _with_addresses(page: str, folder: Path, renamed: Mapping[str, str]) -> str:
    def address(found: re.Match[str]) -> str:
        name = posixpath.normpath(posixpath.join(folder.as_posix(), found[1]))
        if name not in renamed:
            return found[0]
        return f'"{posixpath.join(posixpath.dirname(found[1]), posixpath.basename(renamed[name]))}"'

    return QUOTED.sub(address, page)


def _mark(site: Path) -> str:
    digest = hashlib.sha256()
    for name in _files(site, lambda name: name != "kept-copy.json"):
        digest.update(f"{name} {hashlib.sha256((site / name).read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()[:16]


def _replace(file: Path, change: Callable[[str], str]) -> None:
    text = file.read_bytes().decode("utf-8")
    file.write_bytes(change(text).encode("utf-8"))

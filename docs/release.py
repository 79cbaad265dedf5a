"""Makes what a partnership's officer takes away: the whole site in one archive, what it holds, and checksums.

The same commit gives the same bytes: files stand in the order of their names, with one date and one set of rights.
"""

import hashlib
import zipfile
import zlib
from datetime import date
from pathlib import Path

from docs.parts import write_inventory

LARGEST = 25_000_000
EARLIEST = (1980, 1, 1, 0, 0, 0)


class ReleaseError(Exception):
    """A release could not be made; the message says why in one sentence."""


def release(site: Path, folder: Path, version: str, day: date) -> Path:
    """Write a built site's archive, its inventory and `SHA256SUMS` into `folder`; return the archive's path.

    Raises:
        ReleaseError: when the archive is larger than what can be sent round.

    """
    folder.mkdir(parents=True, exist_ok=True)
    name = f"conference-guide-{version}"
    archive = folder / f"{name}.zip"
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as made:
        for path in sorted(each for each in site.rglob("*") if each.is_file()):
            entry = zipfile.ZipInfo(f"{name}/{path.relative_to(site).as_posix()}", EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            made.writestr(entry, path.read_bytes(), compresslevel=9)
    size = archive.stat().st_size
    if size > LARGEST:
        raise ReleaseError(
            f"{archive.name} has {size / 1e6:.1f} MB, and at most {LARGEST / 1e6:.0f} MB are allowed."
        )
    inventory = folder / f"{name}.spdx.json"
    write_inventory(site, inventory, version, day)
    sums = [f"{hashlib.sha256(each.read_bytes()).hexdigest()}  {each.name}\n" for each in (archive, inventory)]
    (folder / "SHA256SUMS").write_text("".join(sums), encoding="ascii")
    return archive


def parts(site: Path) -> dict[str, int]:
    """Return what each top folder of the site adds to an archive, in bytes compressed one by one."""
    sizes: dict[str, int] = {}
    for path in (each for each in site.rglob("*") if each.is_file()):
        relative = path.relative_to(site).parts
        part = "/".join(relative[:2]) if relative[0] == "assets" and len(relative) > 2 else relative[0]
        part = part if len(relative) > 1 else "pages at the top"
        sizes[part] = sizes.get(part, 0) + len(_deflated(path.read_bytes()))
    return dict(sorted(sizes.items(), key=lambda item: -item[1]))


def _deflated(content: bytes) -> bytes:
    return zlib.compress(content, 9)

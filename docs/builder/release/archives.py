"""Makes what a partnership's officer takes away: each guide in one archive, what it holds, and checksums.

The same commit gives the same bytes: files stand in the order of their names, with one date and one set of rights.
"""

import hashlib
import shutil
import zipfile
import zlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from calculator.extra.user_error import UserError
from docs.builder.release.parts import write_inventory

LARGEST = 25_000_000
EARLIEST = (1980, 1, 1, 0, 0, 0)


def release(sites: Mapping[str, Path], folder: Path, version: str, day: date) -> list[Path]:
    """Write an archive of each built site, its inventory, and `SHA256SUMS`; return the archives' paths.

    `sites` holds the guide of each partnership under its name, and the whole guide under "". Nothing that an earlier
    release left in `folder` stays.

    Raises:
        UserError: when an archive is larger than what can be sent round.

    """
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    made = []
    for area, site in sites.items():
        name = "-".join(filter(None, ("conference-guide", area, version)))
        made.append(_archive(site, folder / f"{name}.zip"))
        write_inventory(site, folder / f"{name}.spdx.json", version, day)
    sums = [f"{hashlib.sha256(each.read_bytes()).hexdigest()}  {each.name}\n" for each in sorted(folder.iterdir())]
    (folder / "SHA256SUMS").write_text("".join(sums), encoding="ascii")
    return made


def _archive(site: Path, archive: Path) -> Path:
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as made:
        for path in sorted(each for each in site.rglob("*") if each.is_file()):
            entry = zipfile.ZipInfo(f"{archive.stem}/{path.relative_to(site).as_posix()}", EARLIEST)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            made.writestr(entry, path.read_bytes(), compresslevel=9)
    size = archive.stat().st_size
    if size > LARGEST:
        raise UserError(f"{archive.name} has {size / 1e6:.1f} MB, and at most {LARGEST / 1e6:.0f} MB are allowed.")
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

"""Makes what a partnership's officer takes away: each guide in one archive, what it holds, and checksums.

The same commit gives the same bytes: files are in the order of their names, with one date and one set of rights.
The date is the commit's. A web server tells browsers when a file was last changed, and they take what is decades old
for something that will not change for years.
"""

import hashlib
import zipfile
import zlib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from browser.builder.files import files_in, remove, write
from calculator.extra.user_error import UserError
from docs.builder.release.parts import write_inventory

LARGEST = 25_000_000


def release(sites: Mapping[str, Path], folder: Path, version: str, committed: datetime) -> list[Path]:
    """Write an archive of each built site, its inventory, and `SHA256SUMS`; return the archives' paths.

    `sites` holds the guide of each partnership under its name, and the whole guide under "". Nothing that an earlier
    release left in `folder` stays. `committed` is the date of every file in an archive.

    Raises:
        UserError: when an archive is larger than what can be sent round.

    """
    remove(folder)
    folder.mkdir(parents=True)
    made = []
    for area, site in sites.items():
        name = "-".join(filter(None, ("conference-guide", area, version)))
        made.append(_archive(site, folder / f"{name}.zip", committed))
        write_inventory(site, folder / f"{name}.spdx.json", version, committed.date().replace(day=1))
    sums = [f"{hashlib.sha256(each.read_bytes()).hexdigest()}  {each.name}\n" for each in files_in(folder)]
    write(folder / "SHA256SUMS", "".join(sums))
    return made


def _archive(site: Path, archive: Path, committed: datetime) -> Path:
    written = committed.astimezone(UTC).timetuple()[:6]
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as made:
        for path in files_in(site):
            entry = zipfile.ZipInfo(f"{archive.stem}/{path.relative_to(site).as_posix()}", written)
            entry.create_system = 3  # as on Unix, whatever system this is
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
    for path in files_in(site):
        relative = path.relative_to(site).parts
        part = "/".join(relative[:2]) if relative[0] == "assets" and len(relative) > 2 else relative[0]
        part = part if len(relative) > 1 else "pages at the top"
        sizes[part] = sizes.get(part, 0) + len(_deflated(path.read_bytes()))
    return dict(sorted(sizes.items(), key=lambda item: -item[1]))


def _deflated(content: bytes) -> bytes:
    return zlib.compress(content, 9)

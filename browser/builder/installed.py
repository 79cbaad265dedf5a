"""Holds what is installed against what was locked, file by file: a release is made of nothing else.

Python’s packages are compared with the checksums in their `RECORD` and with the versions of the lock. npm’s are
compared with what npm installs anew from archives that have the lock's checksums.
"""

import base64
import csv
import filecmp
import hashlib
import re
import shutil
import sysconfig
import tempfile
from collections.abc import Iterator
from pathlib import Path

from browser.builder.environment import BUILD_LOCK, TEST_LOCK
from browser.builder.pack import BROWSER, NODE_MODULES, npm_ci
from calculator.extra.user_error import UserError

RUNS = {".py", ".so", ".pyd", ".pth", ".dll", ".dylib"}
"""What Python runs, or loads. A file of these kinds that no package brought is reported."""
OF_NPM = {".installed-from", ".package-lock.json"}


def check() -> None:
    """Refuse to go on where what is installed is not what the locks list.

    Raises:
        UserError: naming each file, and what to do.

    """
    found = [*changed_packages(Path(sysconfig.get_path("purelib"))), *changed_node_modules()]
    if found:
        shown = "\n".join(f"  {each}" for each in found[:20])
        more = f"\n  and {len(found) - 20} more" if len(found) > 20 else ""
        raise UserError(
            f"What is installed is not what the locks list, so no release is made:\n{shown}{more}\n"
            "Delete .venv, .tools/cache and browser/node_modules, and start again: all of it is fetched anew."
        )


def changed_packages(folder: Path, locks: tuple[Path, ...] = (BUILD_LOCK, TEST_LOCK)) -> Iterator[str]:
    """Yield each file of Python’s packages that is not as it was packed, was brought by none, or is not locked."""
    locked = set().union(*(_pinned(lock) for lock in locks))
    known: set[Path] = set()
    for record in sorted(folder.glob("*.dist-info/RECORD")):
        name, _, version = record.parent.name.removesuffix(".dist-info").partition("-")
        if (_plain(name), version) not in locked:
            yield f"{name} {version} is in no lock"
        with record.open(encoding="utf-8", newline="") as rows:
            for path, digest, _ in csv.reader(rows):
                file = (folder / path).resolve()
                known.add(file)
                if digest and digest.rstrip("=") not in _digests(file):
                    yield f"{name} {version}: {path} is not as it was packed"
    for file in sorted(folder.rglob("*")):
        if file.suffix in RUNS and file.resolve() not in known:
            yield f"{file.relative_to(folder).as_posix()} belongs to no package"


def _pinned(lock: Path) -> set[tuple[str, str]]:
    """Return the name and the version of each package in a lock."""
    pins = re.findall(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)", lock.read_text(encoding="utf-8"), re.MULTILINE)
    return {(_plain(name), version) for name, version in pins}


def _plain(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _digests(file: Path) -> set[str]:
    """Return a file’s checksum as a `RECORD` has it: in base64, or as some tools write it."""
    if not file.is_file():
        return set()
    digest = hashlib.sha256(file.read_bytes())
    coded = base64.urlsafe_b64encode(digest.digest()).rstrip(b"=").decode()
    return {f"sha256={coded}", f"sha256={digest.hexdigest()}"}


def changed_node_modules(folder: Path = NODE_MODULES) -> Iterator[str]:
    """Yield each file of npm’s packages that is not as npm installs it anew from what the lock lists."""
    with tempfile.TemporaryDirectory() as room:
        for name in ("package.json", "package-lock.json", ".npmrc"):
            shutil.copy(BROWSER / name, room)
        npm_ci(Path(room), leaving_out=["--omit=dev"])
        yield from different(Path(room) / NODE_MODULES.name, folder)


def different(anew: Path, folder: Path) -> Iterator[str]:
    """Yield each file of a package that is not in a folder as it is in another, or was added to it."""
    packages = [
        each.parent
        for each in anew.rglob("package.json")
        if each.parent.parent.name in {"node_modules", *_scopes(anew)}
    ]
    for package in sorted(packages):
        there = folder / package.relative_to(anew)
        names = {each.relative_to(root) for root in (package, there) for each in root.rglob("*") if each.is_file()}
        for name in sorted(names):
            one, other = package / name, there / name
            same = one.is_file() and other.is_file() and filecmp.cmp(one, other, shallow=False)
            if not same and name.name not in OF_NPM:
                yield f"browser/node_modules/{(there / name).relative_to(folder).as_posix()} is not as npm packed it"


def _scopes(anew: Path) -> set[str]:
    return {each.name for each in anew.iterdir() if each.name.startswith("@")}

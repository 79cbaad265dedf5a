"""Writes the locks from `pyproject.toml`, and tries them for computers that are not here.

`requirements.txt` holds what makes the site, and nothing that has to be compiled on any of `PLATFORMS`.
`requirements-test.txt` holds that and what tests it. `requirements-uv.txt` holds uv alone. Each lists every file of
every version for any system by its checksum, and no address.
"""

import os
import subprocess
import tempfile
import tomllib
from collections.abc import Mapping
from itertools import chain
from pathlib import Path

from browser.builder.environment import BUILD_LOCK, PYTHON, ROOT, TEST_LOCK, UV_LOCK, find_uv, run_uv
from browser.builder.failures import SIGNS, kind_of
from calculator.extra.user_error import UserError

# As uv names them. Linux means glibc 2.28 or newer: Debian 10, Ubuntu 20.04, Red Hat 8.
PLATFORMS: Mapping[str, str] = {
    "Windows": "x86_64-pc-windows-msvc",
    "Windows on ARM": "aarch64-pc-windows-msvc",
    "macOS on Intel": "x86_64-apple-darwin",
    "macOS on Apple silicon": "aarch64-apple-darwin",
    "Linux on Intel or AMD": "x86_64-manylinux_2_28",
    "Linux on ARM": "aarch64-manylinux_2_28",
}


class LockError(UserError):
    """The guide cannot be built on a system that it is meant for; the message names it."""


def pin() -> None:
    """Write every lock anew."""
    uv = find_uv()
    form = ["--universal", "--python-version", PYTHON, "--generate-hashes", "--no-annotate", "--no-header"]
    for lock, packages in requirements().items():
        run_uv(uv, "pip", "compile", "-", "--quiet", *form, "--output-file", str(lock), stdin="\n".join(packages))


def requirements() -> dict[Path, list[str]]:
    """Return what `pyproject.toml` asks for by name, for each lock, each package as `name==version`."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)
    groups = project["dependency-groups"]
    every = [*project["project"]["dependencies"], *chain.from_iterable(groups.values())]
    return {
        BUILD_LOCK: [*project["project"]["dependencies"], *groups["site"]],
        TEST_LOCK: every,
        UV_LOCK: [package for package in every if package.startswith("uv==")],
    }


def not_locked() -> list[str]:
    """Return what `pyproject.toml` asks for and a lock does not list."""
    return [
        package
        for lock, packages in requirements().items()
        for package in packages
        if package.partition(";")[0] not in _listed(lock)
    ]


def _listed(lock: Path) -> set[str]:
    return {line.split()[0] for line in lock.read_text(encoding="utf-8").splitlines() if line.strip()}


def not_installable(lock: Path, platforms: Mapping[str, str] = PLATFORMS) -> dict[str, str]:
    """Return the systems on which the lock cannot be installed, each with what uv says; nothing is installed.

    Raises:
        ConnectionError: when uv could not ask which files there are.

    """
    refused = {}
    with tempfile.TemporaryDirectory() as empty:
        for system, platform in platforms.items():
            where = ["--python-platform", platform, "--python-version", PYTHON, "--target", empty]
            done = subprocess.run(  # noqa: S603
                [find_uv(), "pip", "sync", "--dry-run", "--require-hashes", "--no-build", *where, str(lock)],
                capture_output=True, encoding="utf-8", check=False, cwd=ROOT, env=os.environ | {"NO_COLOR": "1"},
            )  # fmt: skip
            if done.returncode:
                if kind_of(done.stderr) != "no wheel" and kind_of(done.stderr) in SIGNS:
                    raise ConnectionError(done.stderr.strip())
                refused[system] = done.stderr.strip()
    return refused


def try_locks() -> str:
    """Try the lock of the build for every system, and return what to say about it.

    Raises:
        LockError: when it cannot be installed on one of them.

    """
    try:
        refused = not_installable(BUILD_LOCK)
    except ConnectionError:
        return "Not looked up, for there is no connection: whether the guide can be built on other systems.\n"
    if refused:
        listed = "\n".join(f"{system}: {why}" for system, why in refused.items())
        raise LockError(f"The packages of browser/requirements.txt cannot be installed everywhere.\n{listed}")
    return f"The packages of the build can be installed on {', '.join(PLATFORMS)}.\n"

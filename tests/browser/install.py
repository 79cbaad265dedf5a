"""Sees to it that the three browser engines, LibreOffice and web servers are there, where there may be none."""

import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

from tests.browser.drivers import mini_browser

# A Debian package, and a program by which it is known to be there.
PACKAGES = {
    "chromium": "chromium",
    "firefox-esr": "firefox-esr",
    "webkit2gtk-driver": "WebKitWebDriver",
    "xvfb": "Xvfb",
    "libreoffice-writer-nogui": "soffice",
    "poppler-utils": "pdftotext",
    "nginx": "nginx",
    "apache2": "apache2",
    "nghttp2-client": "h2load",
}
SERVERS = ("nginx", "apache2")
# The same Chromium without what windows need: a page takes it a third less processor time. Only Debian has it apart.
LIGHTER_CHROMIUM = "chromium-headless-shell"
# Playwright has none of them.
NO_BROWSERS = ("libreoffice-writer-nogui", "poppler-utils", "python3-uno", "nghttp2-client", *SERVERS)
POLICY = Path("/usr/sbin/policy-rc.d")  # Debian's packages ask it before they start a service.
SYSTEM_PYTHON = "/usr/bin/python3"  # LibreOffice's bridge to Python (python3-uno) is for this one.
HAS_UNO = "import importlib.util, sys; sys.exit(importlib.util.find_spec('uno') is None)"
SYSTEM: str = sys.platform
ENGINES = ("chromium", "firefox", "webkit")


class InstallError(Exception):
    """The browsers could not be had; the message says what to do in one sentence."""


def ensure_browsers() -> None:
    """Install what is missing: from Debian where that is allowed, else Playwright's own builds."""
    as_root = _as_root()
    if as_root is not None and _is_debian() and not installed(LIGHTER_CHROMIUM):
        _apt(as_root, [LIGHTER_CHROMIUM])  # where that fails, the whole Chromium does
    missing = missing_packages()
    if not missing:
        return
    if as_root is not None and _apt(as_root, missing) and not missing_packages():
        return
    if find_spec("playwright") and _runs(sys.executable, "-m", "playwright", "install", *ENGINES):
        missing = [package for package in missing if package in NO_BROWSERS]
        if not missing:
            return
    raise InstallError(message(missing))


def message(missing: list[str]) -> str:
    """Return what to do about programs that could not be installed, by the names of Debian's packages."""
    if SYSTEM != "linux":
        return (
            "The tests need programs that are on Linux alone, WebKitGTK among them. Run them on Debian or Ubuntu, "
            "or in Windows’ own Linux (wsl --install). Building, checking and releasing work here."
        )
    listed = " ".join(missing)
    if shutil.which("apt-get"):
        return f"The tests need more programs. Install them, then start again: sudo apt-get install {listed}"
    return f"The tests need what Debian calls {listed}. Install these programs, then start again."


def missing_packages() -> list[str]:
    """Return the Debian packages of which this machine has nothing."""
    missing = [package for package, program in PACKAGES.items() if not installed(program)]
    if not mini_browser() and "webkit2gtk-driver" not in missing:
        missing.append("webkit2gtk-driver")
    if not shutil.which(SYSTEM_PYTHON) or not _runs(SYSTEM_PYTHON, "-c", HAS_UNO):
        missing.append("python3-uno")
    return missing


def installed(program: str) -> str | None:
    """Return where a program is; Debian keeps servers where only root looks."""
    return shutil.which(program, path=os.pathsep.join([os.environ.get("PATH", os.defpath), "/usr/sbin"]))


def _as_root() -> list[str] | None:
    """Return what to put before a command to run it as root, or None where that cannot be."""
    if not shutil.which("apt-get"):
        return None
    if getattr(os, "geteuid", lambda: 0)() == 0:
        return []
    return ["sudo", "-n"] if shutil.which("sudo") and _runs("sudo", "-n", "true") else None


def _is_debian() -> bool:
    try:
        return platform.freedesktop_os_release()["ID"] == "debian"
    except OSError:
        return False


def _apt(as_root: list[str], packages: list[str]) -> bool:
    quiet = [*as_root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y"]
    with _no_service_started(as_root):
        done = _runs(*quiet, "update") and _runs(*quiet, "install", "--no-install-recommends", *packages)
    servers = [each for each in packages if each in SERVERS]
    if servers and shutil.which("systemctl"):  # nor at the next start of the machine
        _runs(*as_root, "systemctl", "disable", "--quiet", *servers)
    return done


@contextmanager
def _no_service_started(as_root: list[str]) -> Iterator[None]:
    """Forbid packages to start what they bring: the tests run servers of their own, on ports of their own."""
    if POLICY.exists():
        yield
        return
    with tempfile.NamedTemporaryFile("w", suffix=".sh") as forbids:
        forbids.write("#!/bin/sh\nexit 101\n")
        forbids.flush()
        _runs(*as_root, "install", "-m", "755", forbids.name, str(POLICY))
    try:
        yield
    finally:
        _runs(*as_root, "rm", str(POLICY))


def _runs(*command: str) -> bool:
    try:
        return subprocess.run(command, check=False).returncode == 0  # noqa: S603
    except OSError:
        return False


if __name__ == "__main__":
    try:
        ensure_browsers()
    except InstallError as error:
        sys.exit(str(error))

"""Sees to it that the three browser engines and LibreOffice are there, on a machine that may have none of them.

python -m tests.browser.install
"""

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec

from tests.browser.drivers import mini_browser

# A Debian package, and a program by which it is known to be there.
PACKAGES = {
    "chromium": "chromium",
    "firefox-esr": "firefox-esr",
    "webkit2gtk-driver": "WebKitWebDriver",
    "xvfb": "Xvfb",
    "libreoffice-writer-nogui": "soffice",
    "poppler-utils": "pdftotext",
}
NO_BROWSERS = ("libreoffice-writer-nogui", "poppler-utils", "python3-uno")  # Playwright has none of them.
SYSTEM_PYTHON = "/usr/bin/python3"  # LibreOffice's bridge to Python (python3-uno) is for this one.
HAS_UNO = "import importlib.util, sys; sys.exit(importlib.util.find_spec('uno') is None)"
ENGINES = ("chromium", "firefox", "webkit")


class InstallError(Exception):
    """The browsers could not be had; the message says what to do in one sentence."""


def ensure_browsers() -> None:
    """Install what is missing: from Debian where that is allowed, else Playwright's own builds."""
    missing = missing_packages()
    if not missing:
        return
    as_root = _as_root()
    if as_root is not None and _apt(as_root, missing) and not missing_packages():
        return
    if find_spec("playwright") and _runs(sys.executable, "-m", "playwright", "install", *ENGINES):
        missing = [package for package in missing if package in NO_BROWSERS]
        if not missing:
            return
    message = f"Install these for the tests, then run them again: {', '.join(missing)}."
    raise InstallError(message)


def missing_packages() -> list[str]:
    """Return the Debian packages of which this machine has nothing."""
    missing = [package for package, program in PACKAGES.items() if not shutil.which(program)]
    if not mini_browser() and "webkit2gtk-driver" not in missing:
        missing.append("webkit2gtk-driver")
    if not shutil.which(SYSTEM_PYTHON) or not _runs(SYSTEM_PYTHON, "-c", HAS_UNO):
        missing.append("python3-uno")
    return missing


def _as_root() -> list[str] | None:
    """Return what to put before a command to run it as root, or None where that cannot be."""
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return []
    return ["sudo", "-n"] if shutil.which("sudo") and _runs("sudo", "-n", "true") else None


def _apt(as_root: list[str], packages: list[str]) -> bool:
    quiet = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-y"]
    return _runs(*as_root, *quiet, "update") and _runs(
        *as_root, *quiet, "install", "--no-install-recommends", *packages
    )


def _runs(*command: str) -> bool:
    return subprocess.run(command, check=False).returncode == 0  # noqa: S603


if __name__ == "__main__":
    try:
        ensure_browsers()
    except InstallError as error:
        sys.exit(str(error))

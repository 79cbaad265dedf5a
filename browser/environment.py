"""Installs the Python packages of the build, each by its checksum, before any of them is imported.

Needs the standard library alone. `requirements.txt` beside this file is to Python's packages what
`package-lock.json` is to npm's: uv refuses a file whose checksum is not in it, and builds nothing from source.
"""

import os
import subprocess
import sys
import tomllib
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ENVIRONMENT = ROOT / ".venv"
LOCK = ROOT / "browser" / "requirements.txt"


def enter() -> None:
    """Go on in the project's own environment, where `uv run` started this script outside it.

    Who starts the script with the environment's own Python has made it already, and it is left alone.
    """
    uv = os.environ.get("UV")  # set by `uv run`
    if not uv or Path(sys.prefix).resolve() == ENVIRONMENT.resolve():
        return
    python = install(uv, ENVIRONMENT, LOCK)
    sys.exit(subprocess.run([python, *sys.argv], check=False).returncode)  # noqa: S603


def install(uv: str, environment: Path, lock: Path) -> Path:
    """Install exactly what the lock lists and return the environment's Python; end where a checksum differs."""
    if not (environment / "pyvenv.cfg").exists():
        _uv(uv, "venv", "--python", sys.executable, environment)
    _uv(uv, "pip", "sync", "--require-hashes", "--no-build", "--python", environment, lock)
    return environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def pin() -> None:
    """Write the lock anew from `pyproject.toml`: every file of every version for any system, and no address."""
    form = ["--universal", "--generate-hashes", "--no-annotate", "--no-header"]
    uv = os.environ.get("UV", "uv")
    _uv(uv, "pip", "compile", "-", *form, "--output-file", LOCK, told="\n".join(asked_for()))


def asked_for() -> list[str]:
    """Return what `pyproject.toml` asks for by name, each as `name==version`."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        project = tomllib.load(file)
    return [*project["project"]["dependencies"], *chain.from_iterable(project["dependency-groups"].values())]


def not_locked() -> list[str]:
    """Return what `pyproject.toml` asks for and the lock does not list."""
    locked = {line.split()[0] for line in LOCK.read_text(encoding="utf-8").splitlines() if line[:1].isalnum()}
    return [package for package in asked_for() if package not in locked]


def _uv(uv: str, *arguments: str | Path, told: str = "") -> None:
    command = [uv, *map(str, arguments), "--quiet"]
    if subprocess.run(command, check=False, cwd=ROOT, input=told, text=True).returncode:  # noqa: S603
        sys.exit("The Python packages are not what browser/requirements.txt lists; what uv said is above.")

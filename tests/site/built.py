"""Guides that tests build besides the one in `site/`, as an officer builds them: each once, for all test workers."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock

from browser.builder.pack import ROOT


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], object]) -> Path:
    """Return a folder of this name that `make` has filled."""
    own = factory.getbasetemp()
    folder = (own.parent if os.environ.get("PYTEST_XDIST_WORKER") else own) / name
    with FileLock(folder.with_suffix(".lock")):
        if not folder.exists():
            folder.mkdir()
            try:
                make(folder)
            except BaseException:
                shutil.rmtree(folder)  # the next test is not to take half of it for the whole
                raise
    return folder


def run_build(*arguments: str | Path) -> str:
    """Run the project's command line and return what it says; raise `CalledProcessError` where it fails."""
    command: list[str | Path] = [sys.executable, ROOT / "build.py", *arguments]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, encoding="utf-8")  # noqa: S603
    return done.stdout

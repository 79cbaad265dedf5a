"""Writes and removes files in the same way on every system, also where other programs hold them open for a while."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from calculator.extra.user_error import UserError

TRIES = 8


class LockedError(UserError):
    """A file is in use by another program; the message names it and says what to do."""


def write(path: Path, text: str) -> None:
    """Write a text file with the line ends that the text has, on Windows too."""
    path.write_text(text, encoding="utf-8", newline="\n")


def files_in(folder: Path) -> list[Path]:
    """Return every file in a folder and below, in an order that does not depend on the system.

    Windows would sort by names in lower case.
    """
    return sorted((path for path in folder.rglob("*") if path.is_file()), key=lambda path: path.parts)


def remove(folder: Path) -> None:
    """Remove a folder with all that is in it, where it is there."""
    _patiently(folder, lambda: shutil.rmtree(folder) if folder.exists() else None)


def rename(folder: Path, name: Path) -> None:
    """Give a folder another name."""
    _patiently(folder, lambda: folder.rename(name))


def _patiently(path: Path, act: Callable[[], object]) -> None:
    """Act, and try again for some seconds where Windows says that a file is in use.

    Raises:
        LockedError: when it still is.

    """
    for wait in _waits():
        try:
            act()
        except PermissionError as error:
            time.sleep(wait)
            held = error
        else:
            return
    raise LockedError(locked(held, path)) from held


def _waits() -> Iterator[float]:
    """Yield how long to wait after each try, in seconds: longer each time, and about five together."""
    return (0.02 * 2**number for number in range(TRIES))


def locked(error: OSError, path: Path | None = None) -> str:
    """Return what to say of a file that may not be written."""
    file = error.filename or path
    if os.name == "nt" or getattr(error, "winerror", None):
        return (
            f"{file} is in use by another program, often a virus scanner, OneDrive or a window with the folder. "
            "Close it, or move the project to a folder that is not synchronised, and start again."
        )
    return f"{file} may not be written ({error.strerror}). Give yourself the right to, or use a copy of the project."

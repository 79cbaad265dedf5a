"""Lists the files of the finished site with what is in them: from this list a reader's browser keeps a copy.

The browser asks the host for the list to see whether there is a newer edition, and takes no file that is not in it.
"""

import hashlib
import json
import math
import zlib
from pathlib import Path
from urllib.parse import quote

from browser.builder.files import files_in, write

LIST = "kept-copy.json"
SERVER = "kept-copy.js"  # the browser keeps this one by itself


def list_files(site: Path) -> None:
    """Write the list into a site that is otherwise complete."""
    contents = {path.relative_to(site).as_posix(): path.read_bytes() for path in files_in(site)}
    for own in (LIST, SERVER):
        contents.pop(own, None)
    files = {quote(name): hashlib.sha256(content).hexdigest() for name, content in contents.items()}
    size = sum(map(len, contents.values()))
    made = {
        "edition": hashlib.sha256(json.dumps(files).encode()).hexdigest()[:16],
        "bytes": size,
        "megabytes": _megabytes(size),
        "download": _megabytes(sum(len(zlib.compress(content)) for content in contents.values())),
        "files": files,
    }
    write(site / LIST, json.dumps(made, indent=0))


def _megabytes(size: int) -> int:
    return math.ceil(size / 1_000_000)

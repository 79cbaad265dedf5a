"""Runs of ten words, by which a test sees that nothing was copied from a source document.

The sources are not in the project: `source_runs.txt` holds a hash of each of their runs. To remake it:
`python3 build.py source-runs SOURCE …`, with the text files of the source documents.
"""

import hashlib
import re
import sys
from collections.abc import Iterator
from pathlib import Path

LENGTH = 10
HASHES = Path(__file__).with_name("source_runs.txt")


def words(text: str) -> list[str]:
    """Return the words of a text, in lower case, without punctuation."""
    return re.findall(r"[a-z0-9]+", text.lower().replace("’", "").replace("'", ""))


def runs(text: str) -> Iterator[tuple[str, str]]:
    """Yield each run of ten words with its hash."""
    of_text = words(text)
    for start in range(len(of_text) - LENGTH + 1):
        run = " ".join(of_text[start : start + LENGTH])
        yield run, hashlib.sha256(run.encode()).hexdigest()[:12]


def main(sources: list[str]) -> None:
    """Write the hashes of the sources' runs."""
    hashes = {hashed for source in sources for _, hashed in runs(Path(source).read_text(encoding="utf-8"))}
    HASHES.write_text("\n".join(sorted(hashes)) + "\n", encoding="ascii")


if __name__ == "__main__":
    main(sys.argv[1:])

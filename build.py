# /// script
# requires-python = "==3.13.*"
# dependencies = []
# ///
"""The project's one command line: `python build.py [build | serve | release | check | test | bench | audit | pin]`.

It calls steps and holds none itself: what a step does stands in the room that it belongs to.
"""

import argparse
import functools
import http.server
import os
import pickle
import subprocess
import sys
import time
import tomllib
from pathlib import Path

from browser import environment

ROOT = Path(__file__).parent
SITE = ROOT / "site"
BUILD = ROOT / "build"
PYTHON_CODE = ["build.py", "calculator", "forms", "browser", "docs", "tests"]
ENVIRONMENT = {**os.environ, "PYTHONPATH": str(ROOT), "NO_MKDOCS_2_WARNING": "1"}


def build(_options: argparse.Namespace) -> None:
    """Make the whole site in `site/` and say how to open it."""
    from browser.pack import pack
    from calculator.load import load_rulebook
    from docs.parts import write_licences
    from forms.timetable_template import timetable_template

    rulebook = load_rulebook()
    _run("mkdocs", "build", "--strict", "--quiet")
    data = {"calculator/rulebook.pickle": rulebook, "forms/timetable.pickle": timetable_template()}
    pack(SITE, BUILD, {name: pickle.dumps(each, protocol=5) for name, each in data.items()})
    write_licences(SITE)
    sys.stdout.write(
        f"The site is in {SITE.relative_to(Path.cwd()) if SITE.is_relative_to(Path.cwd()) else SITE}.\n"
        f"Open it by double-clicking {SITE / 'index.html'}, or copy the folder to any static host.\n"
    )


def serve(options: argparse.Namespace) -> None:
    """Build, then serve the site on this computer only."""
    build(options)
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=SITE)
    with http.server.ThreadingHTTPServer(("127.0.0.1", options.port), handler) as server:
        sys.stdout.write(f"http://127.0.0.1:{server.server_port}/ (Ctrl+C stops it)\n")
        server.serve_forever()


def check(_options: argparse.Namespace) -> None:
    """Check data, pages, formatting, style and types; the first that fails ends it."""
    from calculator import coverage
    from calculator.load import load_rulebook
    from docs.check import check as check_pages
    from forms.load import check as check_forms

    not_locked = environment.not_locked()
    if not_locked:
        sys.exit(f"No checksum in browser/requirements.txt (`build.py pin` writes them): {', '.join(not_locked)}.")
    unaccounted = coverage.missing(load_rulebook())
    if unaccounted:
        sys.exit(f"Neither a rule nor explained, or both (calculator/sources.toml): {', '.join(unaccounted)}.")
    check_forms()
    check_pages()
    _run("ruff", "format", "--check", "--quiet", *PYTHON_CODE)
    _run("ruff", "check", "--quiet", *PYTHON_CODE)
    _run("mypy", *PYTHON_CODE)


def release(options: argparse.Namespace) -> None:
    """Build, and put the whole site into one archive, with an inventory and checksums, in `build/release/`."""
    from docs.reckoner import month_of_last_commit
    from docs.release import parts, release

    build(options)
    with (ROOT / "pyproject.toml").open("rb") as file:
        version = tomllib.load(file)["project"]["version"]
    archive = release(SITE, BUILD / "release", version, month_of_last_commit())
    sys.stdout.write("What each part of the site adds to the archive:\n")
    for part, size in parts(SITE).items():
        sys.stdout.write(f"{size / 1e6:6.2f} MB  {part}\n")
    sys.stdout.write(f"{archive.stat().st_size / 1e6:6.2f} MB  {archive.relative_to(ROOT)}\n")


def test(options: argparse.Namespace) -> None:
    """See that the browsers are there, check everything, build the site and run every test on it."""
    from tests.browser.install import ensure_browsers

    ensure_browsers()
    check(options)
    build(options)
    _run("pytest", "--numprocesses", str(min(os.cpu_count() or 1, 4)), *options.arguments)


def bench(options: argparse.Namespace) -> None:
    """Measure speed against stock Pyodide, the forms, and families' pages with Lighthouse; or `--peers` alone."""
    started = time.monotonic()
    build(options)
    if options.peers:
        _run("browser.peers", *options.arguments)
        return
    sys.stdout.write(f"building took {time.monotonic() - started:.0f} s (what has not changed is kept)\n")
    _run("browser.bench")
    _run("browser.form_bench")
    _run("docs.lighthouse")


def audit(_options: argparse.Namespace) -> None:
    """Ask the advisory services of Python's and npm's packages whether a pinned version is known to be unsafe."""
    from browser.audit import audit

    audit()


def pin(_options: argparse.Namespace) -> None:
    """After a change to the packages in `pyproject.toml`: write their checksums down."""
    environment.pin()


def _run(module: str, *arguments: str) -> None:
    """Run a Python module as a command in the project's folder; end with its exit status if it fails."""
    command = [sys.executable, "-m", module, *arguments]
    result = subprocess.run(command, cwd=ROOT, env=ENVIRONMENT, check=False)  # noqa: S603
    if result.returncode:
        sys.exit(result.returncode)


STEPS = {step.__name__: step for step in (build, serve, release, check, test, bench, audit, pin)}


def main() -> None:
    """Read the command line and run one step; building is the default."""
    environment.enter()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("step", nargs="?", choices=STEPS, default="build")
    parser.add_argument("--port", type=int, default=8000, help="for serve")
    parser.add_argument("--peers", action="store_true", help="for bench: beside other ways to run Python in a page")
    options, more = parser.parse_known_args()
    options.arguments = more
    try:
        STEPS[options.step](options)
    except Exception as error:
        if not _is_told(error):
            raise
        sys.exit(str(error))


def _is_told(error: Exception) -> bool:
    """Whether an error says in its own words what is wrong and what to do."""
    from browser.audit import AuditError
    from browser.pack import PackError
    from calculator.load import DataError
    from docs.release import ReleaseError
    from tests.browser.install import InstallError

    return isinstance(error, AuditError | PackError | DataError | ReleaseError | InstallError)


if __name__ == "__main__":
    main()

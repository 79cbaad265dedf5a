# /// script
# requires-python = "==3.13.*"
# dependencies = []
# ///
"""The project's one command line: `python build.py [STEP]`, by default `build`.

It calls steps and holds none itself: what a step does stands in the room that it belongs to.
"""

import argparse
import functools
import http.server
import os
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path
from typing import TYPE_CHECKING

from browser import environment

if TYPE_CHECKING:
    from calculator.builder.edition import Edition

ROOT = Path(__file__).parent
SITE = ROOT / "site"
BUILD = ROOT / "build"
PYTHON_CODE = ["build.py", "calculator", "forms", "browser", "docs", "tests"]
ENVIRONMENT = {"PYTHONPATH": str(ROOT), "NO_MKDOCS_2_WARNING": "1"}


def build(options: argparse.Namespace) -> None:
    """Make the whole site in `site/` and say how to open it."""
    from browser.builder.pack import pack
    from calculator.builder.areas import area_rules
    from calculator.builder.tools import tool_data
    from calculator.pickles import to_bytes, to_text
    from docs.builder.release.kept_copy import list_files
    from docs.builder.release.parts import write_licences

    edition, site = _edition(options), options.site.resolve()
    rulebook = edition.rulebook()
    _run("mkdocs", "build", "--strict", "--quiet", "--site-dir", str(site), **edition.to_environment())
    data = {name: to_bytes(value) for name, value in tool_data(rulebook).items()}
    pack(site, BUILD, data, {area.id: to_text(area_rules(rulebook, area)) for area in rulebook.areas})
    write_licences(site)
    list_files(site)
    sys.stdout.write(
        f"The site is in {site.relative_to(Path.cwd()) if site.is_relative_to(Path.cwd()) else site}.\n"
        f"Open it by double-clicking {site / 'index.html'}, or copy the folder to any static host.\n"
    )


def serve(options: argparse.Namespace) -> None:
    """Build, then serve the site on this computer only."""
    build(options)
    handler = functools.partial(http.server.SimpleHTTPRequestHandler, directory=options.site)
    with http.server.ThreadingHTTPServer(("127.0.0.1", options.port), handler) as server:
        sys.stdout.write(f"http://127.0.0.1:{server.server_port}/ (Ctrl+C stops it)\n")
        server.serve_forever()


def check(options: argparse.Namespace) -> None:
    """Check data, pages, formatting, style and types; the first that fails ends it."""
    from calculator.builder import coverage
    from docs.builder.checks.check import check as check_pages
    from forms.builder.load import check as check_forms

    not_locked = environment.not_locked()
    if not_locked:
        sys.exit(f"No checksum in browser/requirements.txt (`build.py pin` writes them): {', '.join(not_locked)}.")
    edition = _edition(options)
    rulebook = edition.every_area()
    unaccounted = coverage.missing(rulebook)
    if unaccounted:
        sys.exit(f"Neither a rule nor explained, or both (calculator/sources.toml): {', '.join(unaccounted)}.")
    check_forms(rulebook)
    check_pages(edition)
    _run("ruff", "format", "--check", "--quiet", *PYTHON_CODE)
    _run("ruff", "check", "--quiet", *PYTHON_CODE)
    _run("mypy", *PYTHON_CODE)


def release(options: argparse.Namespace) -> None:
    """Build the whole guide and that of each partnership, and put them into archives, in `build/release/`."""
    from docs.builder.pages.reckoner import month_of_last_commit
    from docs.builder.release.archives import parts, release

    with (ROOT / "pyproject.toml").open("rb") as file:
        version = tomllib.load(file)["project"]["version"]
    folder = options.folder or BUILD / "release"
    with tempfile.TemporaryDirectory() as room:
        sites = {options.alone or "": options.site}
        if not options.alone:
            sites |= {area: Path(room) / area for area in _edition(options).every_area().partnerships}
        for name, site in sites.items():
            build(argparse.Namespace(**vars(options) | {"alone": name or None, "site": site}))
        archives = release(sites, folder, version, month_of_last_commit())
        sys.stdout.write("What each part of the site adds to the archive:\n")
        for part, size in parts(options.site).items():
            sys.stdout.write(f"{size / 1e6:6.2f} MB  {part}\n")
    for archive in archives:
        sys.stdout.write(f"{archive.stat().st_size / 1e6:6.2f} MB  {archive}\n")


def new_partnership(options: argparse.Namespace) -> None:
    """Start the folder of a new partnership from the national rules, and say what to do with it."""
    from docs.builder.new_partnership import new_partnership

    if len(options.arguments) != 1:
        sys.exit('Name the partnership: build.py new-partnership "Northmoor".')
    folder = new_partnership(options.arguments[0], options.folder)
    sys.stdout.write(
        f"The files of the partnership are in {folder}. Open {folder.name}.toml in it: it says what to write.\n"
        f"Then: build.py check --pack {folder}\n"
        f"and:  build.py --pack {folder} --alone {folder.name}\n"
    )


def test(options: argparse.Namespace) -> None:
    """See that the browsers are there, check everything, build the site and run every test on it."""
    _run("tests.browser.install")
    check(options)
    build(options)
    _run("pytest", "--numprocesses", str(min(os.cpu_count() or 1, 4)), *options.arguments)


def bench(options: argparse.Namespace) -> None:
    """Measure speed against stock Pyodide, forms, a host, families’ pages and many areas; or `--peers` alone."""
    started = time.monotonic()
    build(options)
    if options.peers:
        _run("tests.bench.peers", *options.arguments)
        return
    sys.stdout.write(f"building took {time.monotonic() - started:.0f} s (what has not changed is kept)\n")
    _run("tests.bench.dates")
    _run("tests.bench.forms")
    _run("tests.bench.host")
    _run("tests.bench.lighthouse")
    _run("tests.bench.many_areas")


def audit(_options: argparse.Namespace) -> None:
    """Ask the advisory services of Python's and npm's packages whether a pinned version is known to be unsafe."""
    from browser.audit import audit

    audit()


def pin(_options: argparse.Namespace) -> None:
    """After a change to the packages in `pyproject.toml`: write their checksums down."""
    environment.pin()


def _run(module: str, *arguments: str, **environment: str) -> None:
    """Run a Python module as a command in the project's folder; end with its exit status if it fails."""
    command = [sys.executable, "-m", module, *arguments]
    result = subprocess.run(command, cwd=ROOT, env=os.environ | ENVIRONMENT | environment, check=False)  # noqa: S603
    if result.returncode:
        sys.exit(result.returncode)


STEPS = {
    step.__name__.replace("_", "-"): step
    for step in (build, serve, release, check, new_partnership, test, bench, audit, pin)
}


def main() -> None:
    """Read the command line and run one step; building is the default."""
    environment.enter()
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("step", nargs="?", choices=STEPS, default="build")
    parser.add_argument("--port", type=int, default=8000, help="for serve")
    parser.add_argument(
        "--pack", type=Path, action="append", default=[], metavar="DIR", help="a partnership’s own folder"
    )
    parser.add_argument("--alone", metavar="NAME", help="make the guide of this partnership alone")
    parser.add_argument("--folder", type=Path, metavar="DIR", help="for new-partnership and release: where to write")
    parser.add_argument("--site", type=Path, default=SITE, metavar="DIR", help="where to make the site")
    parser.add_argument("--peers", action="store_true", help="for bench: beside other ways to run Python in a page")
    options, more = parser.parse_known_args()
    options.arguments = more
    from calculator.extra.user_error import UserError

    try:
        STEPS[options.step](options)
    except UserError as error:
        sys.exit(str(error))


def _edition(options: argparse.Namespace) -> "Edition":
    """Return which edition of the guide is meant."""
    from calculator.builder.edition import Edition

    return Edition(tuple(each.resolve() for each in options.pack), options.alone)


if __name__ == "__main__":
    main()

"""The steps of `build.py`: each calls what the rooms do, in order, and says how it went."""

import argparse
import os
import runpy
import subprocess
import sys
import tempfile
import time
import tomllib
from pathlib import Path

from browser.builder import environment, installed, locks
from browser.builder.audit import audit
from browser.builder.files import locked, remove
from browser.builder.same_bytes import compresses_differently
from calculator.builder.edition import Edition
from calculator.extra.user_error import UserError

ROOT = environment.ROOT
BUILD = ROOT / "build"
PYTHON_CODE = ("build.py", "calculator", "forms", "browser", "docs", "tests")
SYSTEMS = ("linux", "win32", "darwin")
ENVIRONMENT = {"PYTHONPATH": str(ROOT), "NO_MKDOCS_2_WARNING": "1"}
PROGRAMS = {
    "snapshots": "tests.calculator.snapshots",
    "remake-calendar": "calculator.builder.remake_calendar",
    "pressing": "tests.site.pressing",
    "word-files": "tests.forms.word_files",
    "source-runs": "tests.docs.runs",
}


def run(options: argparse.Namespace) -> None:
    """Run one step or program; where something is wrong, end with what it is and what to do."""
    if options.program:
        run_program(PROGRAMS.get(options.step, options.step), options.step, options.arguments)
        return
    try:
        STEPS[options.step](options)
    except KeyboardInterrupt:
        sys.exit(130)
    except PermissionError as error:
        sys.exit(locked(error))
    except UserError as error:
        sys.exit(str(error))


def run_program(module: str, name: str, arguments: list[str]) -> None:
    """Run a program of the project's own in the folder that it was called from."""
    sys.argv = [f"{environment.COMMAND} {name}", *arguments]
    sys.path.insert(0, str(ROOT))
    runpy.run_module(module, run_name="__main__")


def edition_of(options: argparse.Namespace) -> Edition:
    """Return which edition of the guide is meant."""
    return Edition(tuple(each.resolve() for each in options.pack), options.alone)


def build(options: argparse.Namespace) -> None:
    """Make the whole site in `site/` and say how to open it."""
    from browser.builder.pack import pack
    from calculator.builder.areas import area_rules
    from calculator.builder.tools import tool_data
    from calculator.pickles import to_bytes, to_text
    from docs.builder.release.addresses import give_addresses
    from docs.builder.release.kept_copy import list_files
    from docs.builder.release.parts import write_licences

    edition, site = edition_of(options), options.site.resolve()
    rulebook = edition.rulebook()
    remove(site)
    address = {"SITE_ADDRESS": options.address} if options.address else {}
    _run("mkdocs", "build", "--strict", "--quiet", "--site-dir", str(site), **edition.to_environment(), **address)
    data = {name: to_bytes(value) for name, value in tool_data(rulebook).items()}
    pack(site, BUILD, data, {area.id: to_text(area_rules(rulebook, area)) for area in rulebook.areas})
    write_licences(site)
    give_addresses(site)
    list_files(site)
    sys.stdout.write(
        f"The site is in {site.relative_to(Path.cwd()) if site.is_relative_to(Path.cwd()) else site}.\n"
        f"Open it by double-clicking {site / 'index.html'}, or copy the folder to any static host.\n"
        f"{compresses_differently()}"
    )


def serve(options: argparse.Namespace) -> None:
    """Build, then serve the site on this computer only."""
    from browser.builder.serve import serve

    build(options)
    serve(options.site, options.port)


def check(options: argparse.Namespace) -> None:
    """Check data, pages, formatting, style and types; the first that fails ends it."""
    from browser.builder.scripts import check as check_scripts
    from calculator.builder import coverage
    from docs.builder.checks.check import check as check_pages
    from forms.builder.load import check as check_forms

    not_locked = locks.not_locked()
    if not_locked:
        sys.exit(f"No checksum in a lock (`{environment.COMMAND} pin` writes them): {', '.join(not_locked)}.")
    edition = edition_of(options)
    rulebook = edition.every_area()
    unaccounted = coverage.missing(rulebook)
    if unaccounted:
        sys.exit(f"Neither a rule nor explained, or both (calculator/sources.toml): {', '.join(unaccounted)}.")
    check_forms(rulebook)
    check_pages(edition)
    _run("ruff", "format", "--check", "--quiet", *PYTHON_CODE)
    _run("ruff", "check", "--quiet", *PYTHON_CODE)
    check_types()
    check_scripts()


def check_types() -> None:
    """Check types as they are on each system, side by side; end where one has an error."""
    command = [sys.executable, "-m", "mypy", *PYTHON_CODE]
    running = {
        system: subprocess.Popen(  # noqa: S603
            [*command, "--platform", system, "--cache-dir", f".mypy_cache/{system}"],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8",
        )
        for system in SYSTEMS
    }  # fmt: skip
    output = {system: process.communicate()[0] for system, process in running.items()}
    wrong = [system for system, process in running.items() if process.returncode]
    for system in wrong:
        sys.stdout.write(f"mypy, for {system}:\n{output[system]}")
    if wrong:
        sys.exit(1)


def release(options: argparse.Namespace) -> None:
    """Build the whole guide and that of each partnership, and put them into archives, in `build/release/`."""
    from docs.builder.pages.reckoner import last_commit
    from docs.builder.release.archives import parts, release

    with (ROOT / "pyproject.toml").open("rb") as file:
        version = tomllib.load(file)["project"]["version"]
    sys.stdout.write(locks.try_locks())
    installed.check()
    folder = options.folder or BUILD / "release"
    with tempfile.TemporaryDirectory() as folder_of_sites:
        sites = {options.alone or "": options.site}
        if not options.alone:
            sites |= {area: Path(folder_of_sites) / area for area in edition_of(options).every_area().partnerships}
        for name, site in sites.items():
            build(argparse.Namespace(**vars(options) | {"alone": name or None, "site": site}))
        archives = release(sites, folder, version, last_commit())
        sys.stdout.write("What each part of the site adds to the archive:\n")
        for part, size in parts(options.site).items():
            sys.stdout.write(f"{size / 1e6:6.2f} MB  {part}\n")
    for archive in archives:
        sys.stdout.write(f"{archive.stat().st_size / 1e6:6.2f} MB  {archive}\n")


def new_partnership(options: argparse.Namespace) -> None:
    """Start the folder of a new partnership from the national rules, and say what to do with it."""
    from docs.builder.new_partnership import new_partnership

    if len(options.arguments) != 1:
        sys.exit(f'Name the partnership: {environment.COMMAND} new-partnership "Northmoor".')
    folder = new_partnership(options.arguments[0], options.folder)
    sys.stdout.write(
        f"The files of the partnership are in {folder}. Open {folder.name}.toml in it: it says what to write.\n"
        f'Then: {environment.COMMAND} check --pack "{folder}"\n'
        f'and:  {environment.COMMAND} --pack "{folder}" --alone {folder.name}\n'
    )


def test(options: argparse.Namespace) -> None:
    """Install the browsers, check everything, build, and run every test; or build and run those that are named."""
    _run("tests.browser.install")
    if not options.arguments:
        check(options)
    build(options)
    cases = ["-m", "matrix or not matrix"] if options.all else []
    workers = ["--numprocesses", str(min(os.cpu_count() or 1, 4)), "--dist", "worksteal"]
    _run("pytest", *workers, "--durations", "20", *cases, *options.arguments)


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


def ask_about_weaknesses(_options: argparse.Namespace) -> None:
    """Ask the advisory services of Python's and npm's packages whether a pinned version is known to be unsafe."""
    audit()


def pin(_options: argparse.Namespace) -> None:
    """After a change to the packages in `pyproject.toml`: write their checksums down."""
    locks.pin()


STEPS = {
    "build": build,
    "serve": serve,
    "check": check,
    "test": test,
    "release": release,
    "new-partnership": new_partnership,
    "bench": bench,
    "audit": ask_about_weaknesses,
    "pin": pin,
}


def _run(module: str, *arguments: str, **variables: str) -> None:
    """Run a Python module as a command in the project's folder; end with its exit status if it fails."""
    command = [sys.executable, "-m", module, *arguments]
    result = subprocess.run(command, cwd=ROOT, env=os.environ | ENVIRONMENT | variables, check=False)  # noqa: S603
    if result.returncode:
        sys.exit(result.returncode)

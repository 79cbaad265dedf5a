# /// script
# requires-python = ">=3.9"
# dependencies = []
# ///
"""The project's one command line: `python3 build.py [STEP]`, by default `build`; on Windows `py build.py [STEP]`.

It starts under any Python since 3.9 with nothing installed, makes the project's own environment in the folder, goes
on in that, and calls steps. What a step does is in the room that it belongs to; here is only what people type.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

if sys.version_info < (3, 9):  # noqa: UP036
    sys.exit("This needs Python 3.9 or newer to start. Install one from python.org, and start it again with that.")

from browser.builder import environment

ROOT = Path(__file__).resolve().parent
STEPS = {
    "build": "make the whole site in site/ and say how to open it",
    "serve": "build, then serve the site on this computer only",
    "check": "check data, pages, formatting, style and types; the first that fails ends it",
    "test": "check everything, build, and run every test; with paths, build and run those alone",
    "release": "put the whole guide and that of each partnership into archives, in build/release/",
    "new-partnership": "start the folder of a new partnership from the national rules",
    "bench": "measure speed; with --peers beside other ways to run Python in a page",
    "audit": "ask whether a package that is used has a known weakness",
    "pin": "after a change to the packages in pyproject.toml, write their checksums down",
}
# Everything after the name is the program's own.
PROGRAMS = {
    "calculator": "work out dates in the shell",
    "forms": "fill in forms in the shell",
    "snapshots": "write the dates of the fixed cases anew",
    "remake-calendar": "take over newly published bank holidays",
    "pressing": "press every control of every kind of page, as a finger and a mouse do",
    "word-files": "open every Word file of a folder with the page's reader, and say what came of each",
    "source-runs": "write down by what a copied sentence of a source would be found",
}
NEED_TESTS = {"check", "test", "bench", "audit", "pin", "snapshots", "pressing", "word-files", "source-runs"}


def main() -> None:
    """Read the command line, go on in the project's own environment, and run one step or program."""
    options = parse(sys.argv[1:])
    environment.continue_inside(environment.TEST_LOCK if options.step in NEED_TESTS else environment.BUILD_LOCK)
    from docs.builder import steps

    steps.run(options)


def parse(arguments: list[str]) -> argparse.Namespace:
    """Return the step, its options, and as `arguments` what the step passes on."""
    if arguments[:1] and arguments[0] in PROGRAMS:
        return argparse.Namespace(step=arguments[0], arguments=arguments[1:], program=True)
    width = max(map(len, {**STEPS, **PROGRAMS}))
    listed = "\n".join(f"  {name:<{width}}  {what}" for name, what in {**STEPS, **PROGRAMS}.items())
    parser = argparse.ArgumentParser(
        prog=environment.COMMAND,
        description="Builds, checks, tests and releases the guide.",
        epilog=f"steps, and programs for the shell:\n{listed}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("step", nargs="?", choices=[*STEPS, *PROGRAMS], default="build", metavar="STEP")
    parser.add_argument("--port", type=int, default=8000, help="for serve")
    parser.add_argument(
        "--pack", type=Path, action="append", default=[], metavar="DIR", help="a partnership’s own folder"
    )
    parser.add_argument("--alone", metavar="NAME", help="make the guide of this partnership alone")
    parser.add_argument("--folder", type=Path, metavar="DIR", help="for new-partnership and release: where to write")
    parser.add_argument("--site", type=Path, default=ROOT / "site", metavar="DIR", help="where to make the site")
    parser.add_argument("--address", metavar="URL", help="where the site will be, for the page that is not found")
    parser.add_argument("--all", action="store_true", help="for test: the large matrices too, as before a release")
    parser.add_argument("--peers", action="store_true", help="for bench: beside other ways to run Python in a page")
    options, more = parser.parse_known_args(arguments)
    if more and options.step not in ("test", "bench", "new-partnership"):
        parser.error(f"{options.step} knows nothing of: {' '.join(more)}")
    options.arguments, options.program = more, False
    return options


if __name__ == "__main__":
    main()

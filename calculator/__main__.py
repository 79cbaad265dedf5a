"""The calculator's command line: everything the page does, from a shell.

python3 build.py calculator timetable --partnership kirklees --event strategy_discussion=2026-12-11
python3 build.py calculator since conference-dates-kirklees.json
python3 build.py calculator coverage
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from calculator import coverage, exports
from calculator.case import read_case
from calculator.load import DataError, load_rulebook
from calculator.model import Event, InvalidInput, Rulebook, Timetable
from calculator.render import render
from calculator.saved import LARGEST, open_saved
from calculator.since import Since, since
from calculator.timetable import timetable
from calculator.views import comparison, seen_by

BAD_INPUT = 2


class _Parser(argparse.ArgumentParser):
    """Answers bad use with one sentence and no usage text."""

    def error(self, message: str) -> NoReturn:
        raise InvalidInput([]) from argparse.ArgumentTypeError(message)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0, 1 when coverage has a hole, or 2 with one sentence on standard error."""
    try:
        rulebook = load_rulebook()
        options = _parser(rulebook).parse_args(arguments)
        output, status = options.run(options, rulebook)
    except InvalidInput as error:
        return _refuse(str(error) or str(error.__cause__))
    except DataError as error:
        return _refuse(str(error))
    sys.stdout.buffer.write(output.encode())  # UTF-8 and line ends as they are, whatever the terminal's are.
    sys.stdout.flush()
    return int(status)


def _refuse(message: str) -> int:
    sys.stderr.write(" ".join(message.split()) + "\n")
    return BAD_INPUT


def _parser(rulebook: Rulebook) -> argparse.ArgumentParser:
    parser = _Parser(prog="python3 build.py calculator", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)
    one = commands.add_parser(
        "timetable",
        help="every deadline of one case",
        epilog=_epilog(rulebook),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    one.set_defaults(run=_timetable)
    one.add_argument("--partnership", required=True, metavar="NAME", help=", ".join(rulebook.partnerships))
    one.add_argument("--event", action="append", default=[], metavar="EVENT=DATE", help="a date such as 2026-12-11")
    one.add_argument("--fact", action="append", default=[], metavar="FACT=yes|no", help="a fact about the case")
    one.add_argument("--done", action="append", default=[], metavar="RULE=DATE", help="was this rule met in time?")
    one.add_argument("--role", metavar="READER", help="only what one reader must do: see below")
    one.add_argument("--compare", metavar="NAME", help="a second partnership, side by side (text format)")
    one.add_argument("--format", choices=[*exports.FORMATS], default="text")
    saved = commands.add_parser("since", help="what has moved since a timetable was saved as JSON")
    saved.set_defaults(run=_since)
    saved.add_argument("file", metavar="FILE", type=Path)
    whole = commands.add_parser("coverage", help="where each timing statement of the sources went")
    whole.set_defaults(run=_coverage)
    return parser


def _epilog(rulebook: Rulebook) -> str:
    words = rulebook.words
    lines = ["events (those that may be repeated are marked *):"]
    lines += [
        f"  {event}{'*' if words.events[event].repeats else ''}: {words.events[event].title}" for event in Event
    ]
    lines += ["facts, each yes or no:"]
    lines += [f"  {fact}: {each.question}" for fact, each in words.facts.items()]
    lines += ["readers:"]
    lines += [f"  {name}: {each.title}" for name, each in words.viewpoints.items()]
    return "\n".join(lines)


def _timetable(options: argparse.Namespace, rulebook: Rulebook) -> tuple[str, int]:
    def worked_out(partnership: str, done: Sequence[str] = ()) -> Timetable:
        case = read_case(
            rulebook,
            partnership=partnership,
            events=[_pair(each, "EVENT=DATE") for each in options.event],
            facts=[_pair(each, "FACT=yes or FACT=no") for each in options.fact],
            done=[_pair(each, "RULE=DATE") for each in done],
        )
        return seen_by(timetable(case, rulebook), options.role, rulebook)

    table = worked_out(options.partnership, options.done)
    if options.compare:
        return exports.comparison_text(comparison(table, worked_out(options.compare), rulebook), rulebook), 0
    return exports.FORMATS[options.format](table, rulebook).decode(), 0


def _since(options: argparse.Namespace, rulebook: Rulebook) -> tuple[str, int]:
    try:
        with options.file.open("rb") as file:
            text = file.read(LARGEST + 1).decode("utf-8", "replace")
    except OSError as error:
        raise InvalidInput([]) from argparse.ArgumentTypeError(f"“{options.file}” cannot be read: {error.strerror}.")
    table, then = open_saved(text, rulebook)
    version = table.partnership.rules_version
    found = since(then, table, rulebook) or Since(version, version, ())
    return render("since.txt.j2", since=found, table=table), 0


def _pair(text: str, form: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not value:
        raise InvalidInput([]) from argparse.ArgumentTypeError(f"“{text[:60]}” must have the form {form}.")
    return name, value


def _coverage(_options: argparse.Namespace, rulebook: Rulebook) -> tuple[str, int]:
    return coverage.as_text(rulebook), len(coverage.missing(rulebook)) > 0


if __name__ == "__main__":
    sys.exit(main())

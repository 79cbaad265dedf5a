"""The calculator's command line: everything the page does, from a shell.

python3 build.py calculator timetable --partnership kirklees --event strategy_discussion=2026-12-11
python3 build.py calculator timetable --partnership kirklees --event … --format docx -o dates.docx
python3 build.py calculator timetable --partnership kirklees --event … --child A --child B:plan_ended=2027-06-01
python3 build.py calculator my-dates --partnership kirklees --conference initial_conference --held 2026-12-30
python3 build.py calculator since conference-dates-kirklees.json
python3 build.py calculator call timetable_address address.json
python3 build.py calculator coverage
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from calculator.builder import coverage
from calculator.builder.render import render
from calculator.builder.shell import add_call, add_edition, edition_of, make_call
from calculator.builder.tools import shell_context
from calculator.calendar_file import FAMILY_HOST, HOST, REMINDERS, Entry, Wanted, read_earlier, uids
from calculator.calendar_file import LARGEST as LARGEST_EARLIER
from calculator.case import TypedChild, read_case
from calculator.exports import export
from calculator.extra.user_error import UserError
from calculator.model import InvalidInput, Rulebook, Timetable
from calculator.my_dates_page import asked_for
from calculator.my_dates_page import export as my_dates_export
from calculator.reference import new_reference
from calculator.saved import LARGEST, open_saved
from calculator.since import Changes, changes_since
from calculator.timetable import timetable
from calculator.tools import Context, all_calls, find_tools
from calculator.views import comparison, seen_by

BAD_INPUT = 2

type Output = tuple[str | bytes, int]


class _Parser(argparse.ArgumentParser):
    """Answers bad use with one sentence and no usage text."""

    def error(self, message: str) -> NoReturn:
        raise InvalidInput([]) from argparse.ArgumentTypeError(message)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; return 0, 1 when coverage has a hole, or 2 with one sentence on standard error."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    try:
        context = shell_context(edition_of(given).rulebook())
        options = _parser(context).parse_args(given)
        output, status = options.run(options, context)
        _write(output, options)
    except InvalidInput as error:
        return _refuse(str(error) or str(error.__cause__))
    except UserError as error:
        return _refuse(str(error))
    return int(status)


def _write(output: str | bytes, options: argparse.Namespace) -> None:
    """Write to a file or to the terminal: UTF-8 and line ends as they are, whatever the terminal's are."""
    content = output.encode() if isinstance(output, str) else output
    file = getattr(options, "output", None)
    if file is None:
        sys.stdout.buffer.write(content)
        sys.stdout.flush()
        return
    try:
        file.write_bytes(content)
    except OSError as error:
        raise UserError(f"“{file}” cannot be written: {error.strerror}.") from error


def _refuse(message: str) -> int:
    sys.stderr.write(" ".join(message.split()) + "\n")
    return BAD_INPUT


def _parser(context: Context) -> argparse.ArgumentParser:
    rulebook = context.rulebook
    parser = _Parser(
        prog="python3 build.py calculator",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_edition(parser)
    commands = parser.add_subparsers(required=True, metavar="COMMAND", parser_class=_Parser)
    one = commands.add_parser(
        "timetable",
        help="every deadline of one case",
        epilog=_epilog(rulebook),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    one.set_defaults(run=_timetable)
    one.add_argument("--partnership", required=True, metavar="NAME", help=", ".join(rulebook.partnerships))
    one.add_argument("--reference", default="", help="the case number, by which calendar entries are known again")
    one.add_argument("--event", action="append", default=[], metavar="EVENT=DATE", help="a date such as 2026-12-11")
    one.add_argument("--fact", action="append", default=[], metavar="FACT=yes|no", help="a fact about the case")
    one.add_argument("--done", action="append", default=[], metavar="RULE=DATE", help="was this rule met in time?")
    one.add_argument(
        "--child",
        action="append",
        default=[],
        metavar="LABEL[:EVENT=DATE,fact.FACT=yes|no,…]",
        help="each child of a case in which some dates are not those of all, with those dates",
    )
    one.add_argument("--role", metavar="READER", help="only what one reader must do: see below")
    one.add_argument("--compare", metavar="NAME", help="a second partnership, side by side (text format)")
    one.add_argument("--format", choices=[*context.exports], default="text")
    one.add_argument("--past", action="store_true", help="past dates in a calendar file too")
    one.add_argument(
        "--remind", action="append", default=[], choices=[*REMINDERS], help="days before, in a calendar file"
    )
    one.add_argument(
        "--earlier", type=Path, metavar="FILE", help="an earlier calendar file (.ics), to withdraw dates from"
    )
    one.add_argument(
        "-o", "--output", type=Path, metavar="FILE", help="where to write it; by default to the terminal"
    )
    mine = commands.add_parser("my-dates", help="what should reach a family, and by when")
    mine.set_defaults(run=_my_dates)
    mine.add_argument("--partnership", required=True, metavar="NAME", help=", ".join(rulebook.partnerships))
    mine.add_argument("--conference", required=True, choices=[*rulebook.family.conferences])
    mine.add_argument("--held", required=True, metavar="DATE", help="the day of the conference, such as 2026-12-30")
    mine.add_argument("--plan", choices=["yes", "no"], help="is there a child protection plan after it?")
    mine.add_argument(
        "--event", action="append", default=[], metavar="EVENT=DATE", help=", ".join(rulebook.family.asks)
    )
    mine.add_argument("--done", action="append", default=[], metavar="RULE=DATE", help="when something came")
    mine.add_argument(
        "--child",
        action="append",
        default=[],
        metavar="LABEL[:held=DATE,conference=NAME,plan=yes|no,EVENT=DATE,…]",
        help="each child of a family in which some dates are not those of all",
    )
    mine.add_argument("--past", action="store_true", help="past dates in a calendar file too")
    mine.add_argument("--earlier", type=Path, metavar="FILE", help="an earlier calendar file, to go on from")
    mine.add_argument("--format", choices=["text", "ics"], default="text")
    mine.add_argument("-o", "--output", type=Path, metavar="FILE", help="where to write it")
    saved = commands.add_parser("since", help="what has moved since a timetable was saved as JSON")
    saved.set_defaults(run=_since)
    saved.add_argument("file", metavar="FILE", type=Path)
    call = commands.add_parser("call", help="any call that a page can make: JSON in, JSON out")
    call.set_defaults(run=_call)
    add_call(call)
    whole = commands.add_parser("coverage", help="where each timing statement of the sources went")
    whole.set_defaults(run=_coverage)
    return parser


def _epilog(rulebook: Rulebook) -> str:
    words = rulebook.words
    lines = ["events (those that may be repeated are marked *):"]
    lines += [f"  {each.id}{'*' if each.repeats else ''}: {each.title}" for each in words.events.values()]
    lines += ["facts, each yes or no:"]
    lines += [f"  {fact}: {each.question}" for fact, each in words.facts.items()]
    lines += ["readers:"]
    lines += [f"  {name}: {each.title}" for name, each in words.viewpoints.items()]
    return "\n".join(lines)


def _timetable(options: argparse.Namespace, context: Context) -> Output:
    rulebook = context.rulebook
    reference, earlier = _earlier(options, HOST)
    reference = options.reference or reference or new_reference()

    def worked_out_for_all(partnership: str, done: Sequence[str] = ()) -> Timetable:
        case = read_case(
            rulebook,
            partnership=partnership,
            reference=reference,
            events=[_pair(each, "EVENT=DATE") for each in options.event],
            facts=[_pair(each, "FACT=yes or FACT=no") for each in options.fact],
            done=[_pair(each, "RULE=DATE") for each in done],
            children=[_child(number, each) for number, each in enumerate(options.child, start=1)],
        )
        return timetable(case, rulebook)

    def worked_out(partnership: str, done: Sequence[str] = ()) -> Timetable:
        return seen_by(worked_out_for_all(partnership, done), options.role, rulebook)

    table = worked_out(options.partnership, options.done)
    if options.compare:
        compared = comparison(table, worked_out(options.compare), rulebook)
        return render("comparison.txt.j2", compared=compared, rulebook=rulebook), 0
    given = uids(worked_out_for_all(options.partnership, options.done))
    wanted = Wanted(
        reminders=tuple(days for days in REMINDERS if days in options.remind),
        past=options.past,
        earlier=tuple(each for each in earlier if each.uid not in given),
    )
    return export(table, context.exports[options.format], rulebook, context.data, wanted).bytes, 0


def _earlier(options: argparse.Namespace, host: str) -> tuple[str, tuple[Entry, ...]]:
    """Return the reference and the entries of the earlier calendar file that was named, if one was."""
    return read_earlier(_text_of(options.earlier, LARGEST_EARLIER), host) if options.earlier else ("", ())


def _text_of(path: Path, largest: int) -> str:
    try:
        with path.open("rb") as file:
            return file.read(largest + 1).decode("utf-8", "replace")
    except OSError as error:
        raise UserError(f"“{path}” cannot be read: {error.strerror}.") from error


def _my_dates(options: argparse.Namespace, context: Context) -> Output:
    rulebook = context.rulebook
    pairs = [("partnership", options.partnership), ("conference", options.conference), ("plan", options.plan or "")]
    dates = [("held", options.held), *(_pair(each, "EVENT=DATE") for each in options.event)]
    for name, _ in dates[1:]:
        if name not in rulebook.family.asks:
            raise UserError(f"My dates do not ask for “{name[:40]}”. Use one of: {', '.join(rulebook.family.asks)}.")
    dates += [(f"done.{name}", day) for name, day in (_pair(each, "RULE=DATE") for each in options.done)]
    for number, text in enumerate(options.child, start=1):
        label, own = _labelled(text)
        pairs.append((f"child.{number}.label", label))
        pairs += [(f"child.{number}.{name}", value) for name, value in own if name in {"conference", "plan"}]
        dates += [(f"child.{number}.{name}", day) for name, day in own if name not in {"conference", "plan"}]
    for name, day in dates:
        boxes = day.split("-")
        if len(boxes) != 3:
            raise UserError(f"“{day[:40]}” is not a date like 2026-12-11.")
        pairs += [(f"{name}.{box}", part) for box, part in zip(("year", "month", "day"), boxes, strict=True)]
    shown = asked_for(pairs, rulebook)
    if options.format == "ics":
        reference, earlier = _earlier(options, FAMILY_HOST)
        wanted = Wanted(past=options.past, earlier=earlier)
        return my_dates_export(shown, rulebook, reference or new_reference(), wanted).bytes, 0
    return render("my-dates.txt.j2", timeline=shown, rulebook=rulebook), 0


def _since(options: argparse.Namespace, context: Context) -> Output:
    table, then, _ = open_saved(_text_of(options.file, LARGEST), context.rulebook)
    version = table.partnership.rules_version
    found = changes_since(then, table, context.rulebook) or Changes(version, version, ())
    return render("since.txt.j2", since=found, table=table), 0


def _call(options: argparse.Namespace, context: Context) -> Output:
    return make_call(all_calls(find_tools(), context), options.name, options.input), 0


def _child(number: int, text: str) -> TypedChild:
    """Return a child as given: "B:initial_conference=2027-03-01,fact.plan_made=yes", or only "A"."""
    label, pairs = _labelled(text)
    facts = [(name.removeprefix("fact."), answer) for name, answer in pairs if name.startswith("fact.")]
    events = [(name, day) for name, day in pairs if not name.startswith("fact.")]
    return TypedChild(number=number, label=label, events=events, facts=facts)


def _labelled(text: str) -> tuple[str, list[tuple[str, str]]]:
    """Return a child's label, and what is given for the child."""
    label, _, own = text.partition(":")
    return label, [_pair(each.strip(), "NAME=VALUE") for each in own.split(",") if each.strip()]


def _pair(text: str, form: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not value:
        raise InvalidInput([]) from argparse.ArgumentTypeError(f"“{text[:60]}” must have the form {form}.")
    return name, value


def _coverage(_options: argparse.Namespace, context: Context) -> Output:
    return coverage.as_text(context.rulebook), len(coverage.missing(context.rulebook)) > 0


if __name__ == "__main__":
    sys.exit(main())

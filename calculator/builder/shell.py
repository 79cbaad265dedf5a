"""What the command lines of the rooms share: which edition they work with, and every call that a page can make."""

import argparse
import base64
import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from calculator.builder.edition import Edition
from calculator.extra.user_error import UserError
from calculator.tools import Call


def add_edition(parser: argparse.ArgumentParser) -> None:
    """Add the options that say which edition of the guide is meant."""
    parser.add_argument(
        "--pack", type=Path, action="append", default=[], metavar="DIR", help="a partnership’s own files"
    )
    parser.add_argument("--alone", metavar="NAME", help="the guide of this partnership alone")


def edition_of(arguments: list[str]) -> Edition:
    """Return the edition that a command line names, whatever else is in it."""
    parser = argparse.ArgumentParser(add_help=False)
    add_edition(parser)
    options, _ = parser.parse_known_args(arguments)
    return Edition(tuple(each.resolve() for each in options.pack), options.alone)


def add_call(parser: argparse.ArgumentParser) -> None:
    """Add what a call is made of."""
    parser.add_argument("name", metavar="CALL", help="a call that a page makes, such as timetable")
    parser.add_argument("input", metavar="FILE", help="its input as JSON; - reads it from standard input")


def make_call(calls: Mapping[str, Call], name: str, file: str) -> str:
    """Return the reply to a call as JSON, with bytes as base64.

    Raises:
        UserError: when there is no such call, or its input is not JSON.
        InvalidInput: as the call does.

    """
    if name not in calls:
        raise UserError(f"There is no call “{name[:60]}”. Use one of: {', '.join(sorted(calls))}.")
    try:
        text = sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
        given = json.loads(text)
    except (OSError, ValueError) as error:
        raise UserError(f"“{file}” cannot be read as JSON: {error}.") from error
    return json.dumps(calls[name](given), default=_as_text, ensure_ascii=False, indent=2) + "\n"


def _as_text(value: Any) -> str:
    if not isinstance(value, bytes):
        message = f"a reply cannot hold {type(value).__name__}"
        raise TypeError(message)
    return base64.b64encode(value).decode()

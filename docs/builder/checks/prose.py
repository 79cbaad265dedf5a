"""Hands what the pages say to two well-kept checkers that run offline: cspell for spelling, proselint for style.

Both read one text, a sentence to a line; what they find is reported with its page.
"""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from browser.builder.files import write
from browser.builder.node import node
from browser.builder.pack import NODE_MODULES, install
from calculator.extra.user_error import UserError
from docs.builder import DOCS

SEPARATOR = "\n§\n"  # proselint would else see a word repeated across two sentences
CSPELL = NODE_MODULES / "cspell" / "bin.mjs"

type Said = Sequence[tuple[str, str]]


def problems(said: Said) -> Iterator[str]:
    """Yield, for (page, sentence) pairs, every word that is misspelt and every phrase that weakens a sentence."""
    unique = list({sentence: (page, sentence) for page, sentence in said}.values())
    with tempfile.TemporaryDirectory() as folder:
        text = Path(folder) / "said.txt"
        write(text, SEPARATOR.join(sentence for _, sentence in unique))
        for line, says in (*_spelling(text), *_style(text)):
            page, sentence = unique[(line - 1) // 2]
            yield f"{page}: {says}: “{sentence[:100]}”"


def _spelling(text: Path) -> Iterator[tuple[int, str]]:
    install(testing=True)
    where = ["--root", text.parent, "--config", DOCS / "cspell.json"]
    how = ["--issue-template", "$row\t$text", "--no-progress", "--no-summary", "--no-color"]
    printed = _run([node(), CSPELL, "lint", *where, *how, text], "cspell")
    for row, tab, word in (line.partition("\t") for line in printed.splitlines()):
        if tab:
            yield int(row), f"“{word}” is misspelt, or belongs into docs/cspell.json"


def _style(text: Path) -> Iterator[tuple[int, str]]:
    command = [sys.executable, "-m", "proselint", "check", "--config", DOCS / "proselint.json", "-o", "json", text]
    for file in json.loads(_run(command, "proselint"))["result"].values():
        for found in file["diagnostics"]:
            yield found["pos"][0], f"{found['message'].removesuffix('.')} ({found['check_path']})"


def _run(command: Iterable[object], name: str) -> str:
    """Run a checker, which ends with 1 when it has found something, and return what it printed."""
    utf8 = os.environ | {"PYTHONUTF8": "1"}
    ran = subprocess.run([*map(str, command)], capture_output=True, encoding="utf-8", check=False, env=utf8)  # noqa: S603
    if ran.returncode > 1 or (ran.stderr and not ran.stdout):
        raise UserError(f"{name} could not check the pages: {ran.stderr.strip() or ran.stdout[:300]}")
    return ran.stdout

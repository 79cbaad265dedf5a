"""Finds the line of every key of a TOML file, which Python's own parser does not tell.

The text has been read by that parser already: nothing is checked here.
"""

import re
import tomllib
from bisect import bisect_right

type Keys = tuple[str | int, ...]

_SPACE = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_KEY = re.compile(r"""\s*([A-Za-z0-9_-]+|"(?:[^"\\]|\\.)*"|'[^']*')\s*""")
_STRING = re.compile(
    r'"""(?:[^\\]|\\.)*?"{3,5}|\'\'\'.*?\'{3,5}|"(?:[^"\\\n]|\\.)*"|\'[^\'\n]*\'',
    re.DOTALL,
)
_PLAIN = re.compile(r"[^,\]}#\n]+")


def lines_of(text: str) -> dict[Keys, int]:
    """Return the line, from 1, on which each key, table and entry of a list begins."""
    return _Scanner(text).lines()


class _Scanner:
    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.found: dict[Keys, int] = {}
        self.entries: dict[Keys, int] = {}  # how many entries a list of tables has so far
        self.starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def lines(self) -> dict[Keys, int]:
        table: Keys = ()
        while self._skip():
            start = self.at
            if self.text.startswith("[", start):
                table = self._header(start)
            else:
                self._pair(table)
        return self.found

    def _skip(self) -> bool:
        """Go on to what comes after white space and comments; say whether anything does."""
        match = _SPACE.match(self.text, self.at)
        self.at = match.end() if match else self.at
        return self.at < len(self.text)

    def _header(self, start: int) -> Keys:
        brackets = 2 if self.text.startswith("[[", start) else 1
        self.at += brackets
        keys = self._keys()
        self.at = self.text.index("]" * brackets, self.at) + brackets
        table = self._inside((), keys)
        if brackets == 2:
            table = self._entered(table[: len(table) - (len(table) > 0 and isinstance(table[-1], int))])
        self._record(table, start)
        return table

    def _entered(self, list_of_tables: Keys) -> Keys:
        number = self.entries.get(list_of_tables, 0)
        self.entries[list_of_tables] = number + 1
        return (*list_of_tables, number)

    def _inside(self, table: Keys, keys: list[str]) -> Keys:
        """Return where a dotted key leads from a table: through the last entry of each list of tables."""
        for key in keys:
            table = (*table, key)
            if table in self.entries:
                table = (*table, self.entries[table] - 1)
        return table

    def _pair(self, table: Keys) -> None:
        start = self.at
        keys = self._inside(table, self._keys())
        self.at = self.text.index("=", self.at) + 1
        self._record(keys, start)
        self._value(keys)

    def _keys(self) -> list[str]:
        keys = []
        while match := _KEY.match(self.text, self.at):
            key = match[1]
            keys.append(tomllib.loads(f"key = {key}")["key"] if key[0] in "\"'" else key)
            self.at = match.end()
            if not self.text.startswith(".", self.at):
                break
            self.at += 1
        return keys

    def _value(self, keys: Keys) -> None:
        self._skip()
        opening = self.text[self.at]
        if opening == "[":
            self._list(keys)
        elif opening == "{":
            self._inline_table(keys)
        else:
            match = _STRING.match(self.text, self.at) or _PLAIN.match(self.text, self.at)
            self.at = match.end() if match else len(self.text)

    def _list(self, keys: Keys) -> None:
        self.at += 1
        number = 0
        while self._skip() and self.text[self.at] != "]":
            self._record((*keys, number), self.at)
            self._value((*keys, number))
            number += 1
            self._comma()
        self.at += 1

    def _inline_table(self, keys: Keys) -> None:
        self.at += 1
        while self._skip() and self.text[self.at] != "}":
            self._pair(keys)
            self._comma()
        self.at += 1

    def _comma(self) -> None:
        self._skip()
        self.at += self.text.startswith(",", self.at)

    def _record(self, keys: Keys, at: int) -> None:
        line = bisect_right(self.starts, at)
        for end in range(1, len(keys) + 1):
            self.found.setdefault(keys[:end], line)

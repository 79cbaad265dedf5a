"""Reads data files strictly: what is unknown, missing or of the wrong kind is refused, with file, line and key."""

import dataclasses
import json
import tomllib
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache, cached_property
from pathlib import Path
from types import ModuleType
from typing import Any

from pydantic import TypeAdapter, ValidationError

from calculator.extra.toml_lines import Keys, lines_of
from calculator.extra.user_error import Problem, UserError

ROOT = Path(__file__).resolve().parents[2]
NAMES = ("id", "milestone", "who", "why", "topic")
"""Keys by which people know an entry of a list."""


@dataclasses.dataclass(frozen=True)
class TomlFile:
    """A TOML file that has been read: its data, and what to say of a place in it."""

    path: Path
    text: str
    data: dict[str, Any]

    @cached_property
    def lines(self) -> Mapping[Keys, int]:
        """The line of every key."""
        return lines_of(self.text)

    def problem(self, keys: Iterable[str | int], says: str, allowed: Iterable[str] = ()) -> Problem:
        """Return what is wrong at a place, with the line of as much of the place as is there."""
        way = tuple(keys)
        known = (way[:end] for end in range(len(way), 0, -1))
        line = next((self.lines[part] for part in known if part in self.lines), None)
        place = tuple(_place(self.data, way))
        return Problem(says=says, file=shown(self.path), line=line, place=place, allowed=tuple(allowed))

    def error(self, keys: Iterable[str | int], says: str, allowed: Iterable[str] = ()) -> UserError:
        """Return an error with this one problem."""
        return UserError(self.problem(keys, says, allowed))

    def unknown(
        self, keys: Iterable[str | int], values: Iterable[str | None], allowed: Collection[str]
    ) -> Iterator[Problem]:
        """Yield a problem for each value that is not allowed; None is always."""
        place = tuple(keys)
        for value in values:
            if value is not None and value not in allowed:
                yield self.problem(place, f"“{value}” is not known", allowed)


def shown(path: Path) -> str:
    """Return a file as people know it: from the project's folder, or with the name of the pack that it is in."""
    path = path.resolve()
    if path.is_relative_to(ROOT):
        return path.relative_to(ROOT).as_posix()
    return f"{path.parent.name}/{path.name}"


def _place(data: Any, keys: Keys) -> Iterator[str]:
    for key in keys:
        data = data[key] if _has(data, key) else None
        yield (isinstance(key, int) and _name(data)) or str(key)


def _name(entry: Any) -> str:
    names = (entry.get(key) for key in NAMES) if isinstance(entry, Mapping) else ()
    return next((f"“{name}”" for name in names if isinstance(name, str) and name), "")


def _has(data: Any, key: str | int) -> bool:
    if isinstance(data, Mapping):
        return key in data
    return isinstance(data, list) and isinstance(key, int) and key < len(data)


def forbid_unknown_keys(module: ModuleType) -> None:
    """Make `validate` refuse a key that a dataclass of the module does not have."""
    for each in vars(module).values():
        if dataclasses.is_dataclass(each):
            each.__pydantic_config__ = {"extra": "forbid"}  # type: ignore[union-attr]


def read_toml(path: Path) -> TomlFile:
    """Read a data file; raise `UserError` where it is missing or is not TOML."""
    try:
        text = path.read_text(encoding="utf-8")
        return TomlFile(path, text, tomllib.loads(text))
    except FileNotFoundError as error:
        raise UserError(Problem(says="the file is missing.", file=shown(path))) from error
    except tomllib.TOMLDecodeError as error:
        raise UserError(Problem(says=f"this is not a TOML file: {error}.", file=shown(path))) from error
    except UnicodeDecodeError as error:
        raise UserError(Problem(says="this is not a TOML file: it is not text.", file=shown(path))) from error


def validate[T](kind: type[T], data: Any, file: TomlFile, at: Keys = ()) -> T:
    """Check `data`, which is at a place in a file, against `kind`; via JSON, where "15" is not taken for a 15.

    Raises:
        UserError: with file, line and key of each mistake, and what is allowed there.

    """
    try:
        checked: T = _adapter(kind).validate_json(json.dumps(data, default=str), strict=True)  # type: ignore[arg-type]
    except ValidationError as error:
        raise UserError(_in_words(detail, file, at) for detail in error.errors()) from error
    return checked


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    """Return what checks data against `kind`; making it takes longer than the checking."""
    return TypeAdapter(kind)


def _in_words(detail: Any, file: TomlFile, at: Keys) -> Problem:
    found = f"(found {detail['input']!r})"
    says = {
        "unexpected_keyword_argument": "this key is not known; remove it or correct its spelling",
        "missing": "this key is missing",
        "missing_argument": "this key is missing",
        "int_type": f"must be a whole number without quotation marks, such as 10 {found}",
        "string_type": f"must be text in quotation marks {found}",
        "bool_type": f"must be true or false, without quotation marks {found}",
    }.get(detail["type"], f"{detail['msg']} {found}")
    return file.problem((*at, *detail["loc"]), f"{says}.")

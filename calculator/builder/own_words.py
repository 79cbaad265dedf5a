"""Reads what a pack adds to the vocabulary: files of its own, named as the calculator's are."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from calculator.builder.places import Places
from calculator.extra.strict import TomlFile, read_toml, validate
from calculator.model import (
    Event,
    EventDefinition,
    Fact,
    FactDefinition,
    Family,
    OwnFamily,
    OwnWords,
    Role,
    RoleDefinition,
    Words,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Topics:
    """What a pack's `words.toml` holds: readers stay the same in every area."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012

    topics: Mapping[str, str] = field(default_factory=dict)


def own_words(packs: Iterable[Path], words: Words, family: Family, places: Places) -> dict[str, OwnWords]:
    """Return what each pack adds to the vocabulary, by the pack's name.

    Raises:
        UserError: where something is wrong, or is there already in the guide or, defined otherwise, in another pack.

    """
    found: dict[str, OwnWords] = {}
    for pack in packs:
        own, files = _of_pack(pack)
        for at, (table, known) in enumerate(zip(_tables(own), _known(words, family), strict=True)):
            for word, definition in table.added.items():
                file, keys = files[table.file], (*table.keys, word)
                if word in known:
                    says = "the guide has this already; use it as it is, or give yours another name."
                    raise file.error(keys, says)
                for other, theirs in found.items():
                    if _tables(theirs)[at].added.get(word, definition) != definition:
                        says = f"{other} has this too, and says something else of it; give yours another name."
                        raise file.error(keys, says)
                places.own[table.file, word] = file
        if "family" in files:
            places.own_family[pack.name] = files["family"]
        found[pack.name] = own
    return found


def with_ids(rows: Mapping[str, Any]) -> dict[str, Any]:
    """Return rows that know the key under which they are."""
    return {key: {"id": key, **row} if isinstance(row, dict) else row for key, row in rows.items()}


def _of_pack(pack: Path) -> tuple[OwnWords, dict[str, TomlFile]]:
    paths = ((name, pack / f"{name}.toml") for name in Places.WORDS)
    files = {name: read_toml(path) for name, path in paths if path.exists()}

    def read[T](name: str, kind: type[T], otherwise: T, *, ids: bool = False) -> T:
        file = files.get(name)
        return validate(kind, with_ids(file.data) if ids else file.data, file) if file else otherwise

    own = OwnWords(
        events=read("events", dict[Event, EventDefinition], {}, ids=True),
        facts=read("facts", dict[Fact, FactDefinition], {}),
        roles=read("roles", dict[Role, RoleDefinition], {}),
        topics=read("words", _Topics, _Topics()).topics,
        family=read("family", OwnFamily, OwnFamily()),
    )
    return own, files


@dataclass(frozen=True, slots=True)
class _Table:
    """What a pack adds to one table of words: the file, where in it, and the entries."""

    file: str
    keys: tuple[str, ...]
    added: dict[str, object]


def _tables(own: OwnWords) -> list[_Table]:
    """Return what a pack adds to each table, in the order of `_known`."""
    family = own.family
    return [
        _Table("events", (), _plain(own.events)),
        _Table("facts", (), _plain(own.facts)),
        _Table("roles", (), _plain(own.roles)),
        _Table("words", ("topics",), _plain(own.topics)),
        _Table("family", ("things",), {thing.milestone: thing for thing in family.things}),
        _Table("family", ("kinds",), _plain(family.kinds)),
        _Table("family", ("events",), _plain(family.events)),
        _Table("family", ("asks",), _plain(family.asks)),
        _Table("family", ("without_day",), _plain(family.without_day)),
        _Table("family", ("facts",), _plain(family.facts)),
    ]


def _plain(table: Mapping[Any, object]) -> dict[str, object]:
    return {str(name): definition for name, definition in table.items()}


def _known(words: Words, family: Family) -> list[set[str]]:
    """Return the names that each table has already."""
    things = {thing.milestone for thing in family.things}
    named = (words.events, words.facts, words.roles, words.topics, things, family.kinds)
    return [
        {str(name) for name in each}
        for each in (*named, family.events, family.asks, family.without_day, family.facts)
    ]

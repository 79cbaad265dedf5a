"""Reads the calculator's data files into a `Rulebook`, strictly: a mistake stops with file, line and key."""

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from calculator import model
from calculator.areas import family_with, words_with
from calculator.builder.contradictions import contradictions
from calculator.builder.own_words import own_words, with_ids
from calculator.builder.places import NATIONAL, Places
from calculator.extra.strict import TomlFile, forbid_unknown_keys, read_toml, validate
from calculator.extra.user_error import UserError
from calculator.model import (
    BankHolidays,
    Document,
    Event,
    EventDefinition,
    Fact,
    FactDefinition,
    Family,
    NationalEdition,
    OwnWords,
    Partnership,
    Role,
    RoleDefinition,
    Rulebook,
    Statement,
    TimescaleRule,
    Viewpoint,
    Words,
)

HERE = Path(__file__).parents[1]

forbid_unknown_keys(model)


def load_rulebook(folder: Path = HERE, packs: Iterable[Path] = ()) -> Rulebook:
    """Read every data file below `folder` (by default this package's own), and those of partnerships' `packs`.

    A pack is a folder of one partnership, `northmoor/`, with its data in `northmoor.toml`, its documents and their
    timing statements in `sources.toml`, and what it adds to the vocabulary in files named like this package's own.

    Raises:
        UserError: naming file, line and key, when anything is unknown, missing or contradictory.

    """
    packs = list(packs)
    places = Places(words={name: read_toml(folder / f"{name}.toml") for name in Places.WORDS})
    words, family = _words(places), validate(Family, places.words["family"].data, places.words["family"])
    own = own_words(packs, words, family, places)
    national_file = folder / "partnerships" / f"{NATIONAL}.toml"
    national = read_toml(national_file)
    sources = [national, *(read_toml(each / "sources.toml") for each in (folder, *packs))]
    partnership_files = sorted({*(folder / "partnerships").glob("*.toml")} - {national_file})
    partnership_files += [pack / f"{pack.name}.toml" for pack in packs]
    calendar = read_toml(folder / "calendars" / "england.toml")
    for added in own.values():
        words, family = words_with(words, added), family_with(family, added)
    gaps = {**family.gaps, **{area: added.family.gaps for area, added in own.items() if added.family.gaps}}
    rulebook = Rulebook(
        documents=_sources(dict[str, Document], sources, "documents", places),
        statements=_sources(dict[str, Statement], sources, "statements", places),
        national=_national(national, places),
        edition=_edition(national),
        partnerships=_partnerships([read_toml(path) for path in partnership_files], own, places),
        bank_holidays=validate(BankHolidays, calendar.data, calendar),
        words=words,
        family=dataclasses.replace(family, gaps=gaps),
    )
    for problem in contradictions(rulebook, places):
        raise UserError(problem)
    return rulebook


def _words(places: Places) -> Words:
    events, facts, roles, words = (places.words[name] for name in ("events", "facts", "roles", "words"))
    known = validate(dict[Event, EventDefinition], with_ids(events.data), events)
    others = validate(_Names, words.data, words)
    return Words(
        events=dict(sorted(known.items(), key=lambda each: each[1].order)),
        facts=validate(dict[Fact, FactDefinition], facts.data, facts),
        roles=validate(dict[Role, RoleDefinition], roles.data, roles),
        topics=others.topics,
        viewpoints=others.viewpoints,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Names:
    """What `words.toml` holds."""

    __pydantic_config__ = {"extra": "forbid"}  # noqa: RUF012

    topics: Mapping[str, str]
    viewpoints: Mapping[str, Viewpoint] = field(default_factory=dict)


def _sources[T](kind: type[dict[str, T]], files: Iterable[TomlFile], table: str, places: Places) -> dict[str, T]:
    """Return the documents or statements of all files by id."""
    found: dict[str, T] = {}
    for file in files:
        known = _OF_NATIONAL_GUIDANCE if file.path.stem == NATIONAL else ["documents", "statements"]
        for key in sorted(set(file.data) - {*known}):
            raise file.error([key], f"this key is not known; use {', '.join(known[:-1])} or {known[-1]}.")
        rows = file.data.get(table, {})
        checked = validate(kind, with_ids(rows) if isinstance(rows, dict) else rows, file, (table,))
        for key, row in checked.items():
            if key in found:
                raise file.error([table, key], "this id is taken; give the one that you added another id.")
            found[key] = row
            places.sources[table, key] = file
    return found


_OF_NATIONAL_GUIDANCE = ["edition", "documents", "statements", "rules"]
"""What the file of national guidance holds."""


def _edition(file: TomlFile) -> NationalEdition:
    edition = validate(NationalEdition, file.data.get("edition", {}), file, ("edition",))
    for key in ("document", "newer", "changes"):
        named = getattr(edition, key)
        for problem in file.unknown(["edition", key], filter(None, [named]), file.data.get("documents", {})):
            raise UserError(problem)
    return edition


def _national(file: TomlFile, places: Places) -> tuple[TimescaleRule, ...]:
    rules = validate(tuple[TimescaleRule, ...], _named(file, national=True), file, ("rules",))
    return _with_editions(rules, file, places)


def _partnerships(files: Iterable[TomlFile], own: Mapping[str, OwnWords], places: Places) -> dict[str, Partnership]:
    found: dict[str, Partnership] = {}
    for file in files:
        name = file.path.stem
        if name in found:
            raise file.error([], "there is a partnership of this name already; give yours another.")
        if "id" in file.data:
            raise file.error(["id"], "this key is not known; the file's own name is the id.")
        if "own" in file.data:
            raise file.error(
                ["own"], "this key is not known; events and the like have files of their own beside this."
            )
        area = validate(Partnership, {**file.data, "id": name, "rules": _named(file)}, file)
        rules = _with_editions(area.rules, file, places)
        found[name] = dataclasses.replace(area, rules=rules, own=own.get(name))
        places.areas[name] = file
    return found


def _named(file: TomlFile, **more: Any) -> Any:
    """Give each rule its full id: the file's name, a full stop, the id. `validate` refuses what is not a rule."""
    rules = file.data.get("rules", [])
    if not isinstance(rules, list) or not all(isinstance(rule, dict) for rule in rules):
        return rules
    for number, rule in enumerate(rules):
        if not rule.get("id"):
            raise file.error(["rules", number, "id"], f"this key is missing (“{rule.get('title', '')}”).")
        for key in {"national", "earlier"} & set(rule):
            raise file.error(["rules", number, key], "this key is not known; remove it.")
    return [{**rule, "id": f"{file.path.stem}.{rule['id']}", **more} for rule in rules]


def _with_editions(rules: Iterable[TimescaleRule], file: TomlFile, places: Places) -> tuple[TimescaleRule, ...]:
    """Return each rule once, where the first of its editions is: the latest, which holds the earlier ones.

    Raises:
        UserError: where the editions of a rule overlap, leave a gap, or do not say when each of them held.

    """
    by_id: dict[str, list[tuple[TimescaleRule, int]]] = {}
    for number, rule in enumerate(rules):
        by_id.setdefault(rule.id, []).append((rule, number))
        places.rules[rule.id, rule.valid_from] = (file, number)
    return tuple(_latest(editions, file) for editions in by_id.values())


def _latest(editions: list[tuple[TimescaleRule, int]], file: TomlFile) -> TimescaleRule:
    in_order = sorted(editions, key=lambda each: _begins(each[0]))
    for number, key, says in _problems_of_editions(in_order):
        raise file.error(["rules", number, key], says)
    *earlier, latest = (rule for rule, _ in in_order)
    return dataclasses.replace(latest, earlier=tuple(earlier))


def _begins(edition: TimescaleRule) -> date:
    return edition.valid_from if isinstance(edition.valid_from, date) else date.min


def _problems_of_editions(editions: list[tuple[TimescaleRule, int]]) -> Iterator[tuple[int, str, str]]:
    """Yield the number of a rule in its file, a key of it, and what is wrong there."""
    for after, number in editions[1:]:
        if not isinstance(after.valid_from, date):
            yield (
                number,
                "id",
                "two rules have this id; give each its own. Where the timescale changed, the earlier one "
                "needs valid_until and the later one valid_from.",
            )
            return
    for each, number in editions:
        if each.valid_until and each.valid_until < _begins(each):
            says = f"{each.valid_until} is before valid_from ({each.valid_from}); swap the two dates."
            yield number, "valid_until", says
    for (before, number), (after, _) in pairwise(editions):
        last = _begins(after) - timedelta(days=1)
        if before.valid_until is None:
            says = f"this key is missing from the edition before {after.valid_from}; it ends on {last}."
            yield number, "valid_until", says
        elif before.valid_until != last:
            what = "overlap" if before.valid_until > last else "leave a gap"
            yield (
                number,
                "valid_until",
                f"two editions {what}: one ends on {before.valid_until}, the next begins on "
                f"{after.valid_from}; the first must end on {last}.",
            )

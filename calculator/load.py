"""Reads the calculator's data files, strictly: anything unknown or missing stops with the file and the key.

Build time only. The browser gets the finished `Rulebook`.
"""

import dataclasses
import json
import re
import tomllib
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

from pydantic import TypeAdapter, ValidationError

from calculator import model
from calculator.model import (
    BankHolidays,
    Direction,
    Document,
    Family,
    Partnership,
    Rulebook,
    Statement,
    TimescaleRule,
    Unit,
    Words,
)
from calculator.since import VERSION

HERE = Path(__file__).parent
NATIONAL = "national"


class DataError(Exception):
    """A data file that cannot be used: the file, the key, and what is allowed."""


def load_rulebook(folder: Path = HERE, packs: Iterable[Path] = ()) -> Rulebook:
    """Read every data file below `folder` (by default this package's own), and those of partnerships' `packs`.

    A pack is a folder of one partnership, `northmoor/`, with its data in `northmoor.toml` and its documents and
    their timing statements in `sources.toml`.

    Raises:
        DataError: naming file and key, when anything is unknown, missing or contradictory.

    """
    packs = list(packs)
    sources = [folder / "sources.toml", *(pack / "sources.toml" for pack in packs)]
    national_file = folder / "partnerships" / f"{NATIONAL}.toml"
    partnership_files = sorted({*(folder / "partnerships").glob("*.toml")} - {national_file})
    partnership_files += [pack / f"{pack.name}.toml" for pack in packs]
    rulebook = Rulebook(
        documents=_by_id(dict[str, Document], sources, "documents"),
        statements=_by_id(dict[str, Statement], sources, "statements"),
        national=_national(national_file),
        partnerships=_all_different("partnership", ((path.stem, _partnership(path)) for path in partnership_files)),
        bank_holidays=validate(BankHolidays, read_toml(folder / "calendars" / "england.toml"), "england.toml"),
        words=validate(Words, read_toml(folder / "words.toml"), "words.toml"),
        family=validate(Family, read_toml(folder / "family.toml"), "family.toml"),
    )
    for problem in _contradictions(rulebook):
        raise DataError(problem)
    return rulebook


def forbid_unknown_keys(module: ModuleType) -> None:
    """Make `validate` refuse a key that a dataclass of the module does not have."""
    for each in vars(module).values():
        if dataclasses.is_dataclass(each):
            each.__pydantic_config__ = {"extra": "forbid"}  # type: ignore[union-attr]


forbid_unknown_keys(model)


def read_toml(path: Path) -> dict[str, Any]:
    """Read a data file; raise `DataError` where there is none or it is not TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise DataError(f"{path.name}: the file is missing from {path.parent.name}/.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DataError(f"{path.name}: this is not a TOML file: {error}.") from error


def validate[T](kind: type[T], data: Any, file: str) -> T:
    """Check `data` against `kind`; by way of JSON, where no "15" passes for a 15.

    Raises:
        DataError: naming `file` and the key, and what is allowed there.

    """
    try:
        checked: T = _adapter(kind).validate_json(json.dumps(data, default=str), strict=True)  # type: ignore[arg-type]
    except ValidationError as error:
        raise DataError("\n".join(_in_words(file, data, detail) for detail in error.errors())) from error
    return checked


@cache
def _adapter(kind: Any) -> TypeAdapter[Any]:
    """Return what checks data against `kind`; making it takes longer than the checking."""
    return TypeAdapter(kind)


def _in_words(file: str, data: Any, detail: Any) -> str:
    """Say where in the file pydantic found what, naming a rule by its id."""
    place: list[str] = []
    own = f"{file.partition('.')[0]}."
    here = data
    for key in detail["loc"]:
        here = here[key] if _has(here, key) else None
        name = here.get("id") if isinstance(key, int) and isinstance(here, Mapping) else None
        place.append(f"“{name.removeprefix(own)}”" if isinstance(name, str) and name else str(key))
    says = {
        "unexpected_keyword_argument": "this key is not known; remove it or mend its spelling",
        "missing": "this key is missing",
        "missing_argument": "this key is missing",
        "int_type": f"must be a whole number without quotation marks, such as 10 (found {detail['input']!r})",
        "string_type": f"must be text in quotation marks (found {detail['input']!r})",
        "bool_type": f"must be true or false, without quotation marks (found {detail['input']!r})",
    }.get(detail["type"], f"{detail['msg']} (found {detail['input']!r})")
    return f"{file}: {' → '.join(place)}: {says}."


def _has(here: Any, key: Any) -> bool:
    if isinstance(here, Mapping):
        return key in here
    return isinstance(here, list) and isinstance(key, int) and key < len(here)


def _by_id[T](kind: type[dict[str, T]], files: Iterable[Path], table: str) -> dict[str, T]:
    return _all_different(table.removesuffix("s"), (row for file in files for row in _rows_of(kind, file, table)))


def _rows_of[T](kind: type[dict[str, T]], file: Path, table: str) -> Iterable[tuple[str, T]]:
    data = read_toml(file)
    rows = data.get(table, {})
    if isinstance(rows, dict):
        rows = {key: {"id": key, **row} if isinstance(row, dict) else row for key, row in rows.items()}
    unknown = sorted(set(data) - {"documents", "statements"})
    if unknown:
        raise DataError(f"sources.toml: {unknown[0]}: this key is not known; use documents or statements.")
    return validate(kind, rows, f"sources.toml: {table}").items()


def _all_different[T](what: str, rows: Iterable[tuple[str, T]]) -> dict[str, T]:
    """Return rows by id; raise `DataError` where two have the same."""
    found: dict[str, T] = {}
    for key, row in rows:
        if key in found:
            raise DataError(f"There are two with the id “{key}” ({what}): give the one that you added another id.")
        found[key] = row
    return found


def _named(rules: Any, file: Path, **more: Any) -> Any:
    """Give each rule its full id: the file's name, a full stop, and the id; `validate` refuses what are no rules."""
    if not isinstance(rules, list) or not all(isinstance(rule, dict) for rule in rules):
        return rules
    for rule in rules:
        if not rule.get("id"):
            raise DataError(f"{file.name}: rules “{rule.get('title', '')}” → id: this key is missing.")
        for key in {"national", "earlier"} & set(rule):
            raise DataError(f"{file.name}: rules “{rule['id']}” → {key}: this key is not known; remove it.")
    return [{**rule, "id": f"{file.stem}.{rule['id']}", **more} for rule in rules]


def _national(path: Path) -> tuple[TimescaleRule, ...]:
    data = read_toml(path)
    unknown = sorted(set(data) - {"rules"})
    if unknown:
        raise DataError(f"{path.name}: {unknown[0]}: this key is not known; only rules stand here.")
    rules = _named(data.get("rules", []), path, national=True)
    return _with_editions(validate(tuple[TimescaleRule, ...], rules, path.name), path)


def _partnership(path: Path) -> Partnership:
    data = read_toml(path)
    if "id" in data:
        raise DataError(f"{path.name}: id: this key is not known; the file's own name is the id.")
    rules = _named(data.get("rules", []), path)
    area = validate(Partnership, {**data, "id": path.stem, "rules": rules}, path.name)
    return dataclasses.replace(area, rules=_with_editions(area.rules, path))


def _with_editions(rules: Iterable[TimescaleRule], file: Path) -> tuple[TimescaleRule, ...]:
    """Return each rule once, where it first stands: its latest edition, which holds the earlier ones.

    Raises:
        DataError: where the editions of a rule overlap, leave a gap, or do not say when each of them held.

    """
    by_id: dict[str, list[TimescaleRule]] = {}
    for rule in rules:
        by_id.setdefault(rule.id, []).append(rule)
    return tuple(_latest(editions, file) for editions in by_id.values())


def _latest(editions: list[TimescaleRule], file: Path) -> TimescaleRule:
    *earlier, latest = sorted(editions, key=_begins)
    for problem in _problems_of_editions([*earlier, latest]):
        raise DataError(f"{file.name}: rules “{latest.id.partition('.')[2]}”: {problem}")
    return dataclasses.replace(latest, earlier=tuple(earlier))


def _begins(edition: TimescaleRule) -> date:
    return edition.valid_from if isinstance(edition.valid_from, date) else date.min


def _problems_of_editions(editions: list[TimescaleRule]) -> Iterable[str]:
    for after in editions[1:]:
        if not isinstance(after.valid_from, date):
            yield (
                "id: two rules have this id; give each its own. Where the timescale changed, the earlier one "
                "needs valid_until and the later one valid_from."
            )
            return
    for each in editions:
        if each.valid_until and each.valid_until < _begins(each):
            yield f"valid_until: {each.valid_until} is before valid_from ({each.valid_from}); swap the two dates."
    for before, after in pairwise(editions):
        last = _begins(after) - timedelta(days=1)
        if before.valid_until is None:
            yield f"valid_until: this key is missing from the edition before {after.valid_from}; it ends on {last}."
        elif before.valid_until != last:
            what = "overlap" if before.valid_until > last else "leave a gap"
            yield (
                f"valid_until: two editions {what}: one ends on {before.valid_until}, the next begins on "
                f"{after.valid_from}; the first must end on {last}."
            )


def _contradictions(rulebook: Rulebook) -> Iterable[str]:
    """Yield, in words, whatever the single files could not know to be wrong."""
    rules = [*rulebook.national, *(rule for area in rulebook.partnerships.values() for rule in area.rules)]
    ids = {rule.id for rule in rules}
    for edition in (edition for rule in rules for edition in rule.editions):
        yield from _problems_of(edition, rulebook, ids)
    for area in rulebook.partnerships.values():
        yield from _problems_of_area(area, rulebook)
    yield from _source_problems(rulebook)
    for enum, words in ((model.Event, rulebook.words.events), (model.Fact, rulebook.words.facts)):
        for missing in [member.value for member in enum if member not in words]:
            yield f"words.toml: {missing}: this key is missing; every event and fact needs its words."
    yield from _family_problems(rulebook, {rule.milestone for rule in rules})


def _source_problems(rulebook: Rulebook) -> Iterable[str]:
    known = [NATIONAL, *rulebook.partnerships]
    for document in rulebook.documents.values():
        yield from _unknown(f"sources.toml: documents.{document.id}", "partnership", [document.partnership], known)
    for statement in rulebook.statements.values():
        where = f"sources.toml: statements.{statement.id}"
        yield from _unknown(where, "document", [statement.document], rulebook.documents)


def _problems_of_area(area: Partnership, rulebook: Rulebook) -> Iterable[str]:
    if not VERSION.fullmatch(area.rules_version):
        yield (
            f"{area.id}.toml: rules_version: “{area.rules_version}” cannot stand in a link; use at most 20 letters, "
            "digits, spaces, full stops, hyphens and underscores."
        )
    for gap in area.gaps:
        yield from _unknown(f"{area.id}.toml: gaps", "topic", [gap.topic], rulebook.words.topics)
        yield from _unknown(f"{area.id}.toml: gaps", "sources", gap.sources, rulebook.statements)
    for contact in area.contacts:
        where = f"{area.id}.toml: contacts “{contact.who}”"
        yield from _unknown(where, "document", [contact.document], rulebook.documents)
    for closure in area.closures:
        if closure.last < closure.first:
            yield f"{area.id}.toml: closures “{closure.why}”: last is before first; swap the two dates."


def _family_problems(rulebook: Rulebook, milestones: set[str]) -> Iterable[str]:
    family = rulebook.family
    for thing in family.things:
        where = f"family.toml: things “{thing.milestone}”"
        yield from _unknown(where, "milestone", [thing.milestone], sorted(milestones))
        yield from _unknown(where, "kind", [thing.kind], family.kinds)
    for topic, question in family.unsaid.items():
        yield from _unknown("family.toml: unsaid", "topic", [topic], rulebook.words.topics)
        unless = [question.unless] if question.unless else []
        yield from _unknown(f"family.toml: unsaid.{topic}", "unless", unless, rulebook.words.topics)
    for area, gaps in family.gaps.items():
        yield from _unknown("family.toml: gaps", "partnership", [area], rulebook.partnerships)
        known = rulebook.partnerships[area].gaps if area in rulebook.partnerships else ()
        for topic, gap in gaps.items():
            both = {each.topic for each in known} & set(family.unsaid)
            yield from _unknown(f"family.toml: gaps.{area}", "topic", [topic], sorted(both))
            yield from _unknown(f"family.toml: gaps.{area}.{topic}", "sources", gap.sources, rulebook.statements)


def _problems_of(rule: TimescaleRule, rulebook: Rulebook, ids: Collection[str]) -> Iterable[str]:
    where = f"{rule.id.partition('.')[0]}.toml: rules “{rule.id.partition('.')[2]}”"
    if not rule.sources:
        yield f"{where}: sources: a rule with no source cannot be used; name at least one statement."
    if not rule.triggers:
        yield f"{where}: triggers: must name at least one event; use one of: {', '.join(model.Event)}."
    if not rule.responsible:
        yield f"{where}: responsible: must name at least one role; use one of: {', '.join(model.Role)}."
    if rule.time is not None and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", rule.time):
        yield f"{where}: time: “{rule.time}” is not a time of day; write hours and minutes, such as 10:00."
    if any(reading.amount is not None and reading.amount < 1 for reading in rule.other_readings):
        yield f"{where}: other_readings → amount: must be 1 or more."
    if rule.amount < 1:
        yield f"{where}: amount: must be 1 or more (found {rule.amount})."
    if rule.unit is Unit.HOURS and (rule.amount % 24 or rule.direction is Direction.BEFORE):
        yield f"{where}: unit: hours can only be whole days after an event (24, 48, …)."
    yield from _unknown(where, "sources", rule.sources, rulebook.statements)
    yield from _unknown(where, "topic", [rule.topic], rulebook.words.topics)
    for key, value in (("localises", rule.localises), ("must_precede", rule.must_precede)):
        yield from _unknown(where, key, [value] if value else [], ids)


def _unknown(where: str, key: str, values: Iterable[str], allowed: Collection[str]) -> Iterable[str]:
    for value in values:
        if value not in allowed:
            yield f"{where}: {key}: “{value}” is not known; use one of: {', '.join(allowed)}."

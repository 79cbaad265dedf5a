"""Reads the form definitions, strictly: anything unknown or missing stops with the file and the key.

Build time only. A page gets its form finished.
"""

import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

from calculator.load import DataError, forbid_unknown_keys, load_rulebook, read_toml, validate
from calculator.model import Rulebook
from forms import model
from forms.draft import Draft, generic, paths, read_answers
from forms.model import Field, FormDefinition, Kind, Part, Section

HERE = Path(__file__).parent
DEFINITIONS = HERE / "definitions"
ID = re.compile(r"[a-z][a-z0-9_]*")
MOST_ROWS = 500

forbid_unknown_keys(model)

# Which keys of a field belong to which kinds; `id`, `kind`, `label` and what helps to answer belong to all.
_ONLY_FOR = {
    "options": {Kind.CHOICE, Kind.CHOICES},
    "lowest": {Kind.SCALE},
    "highest": {Kind.SCALE},
    "up": {Kind.SCALE},
    "reason": {Kind.SCALE, Kind.YES_NO},
    "item": set(model.REPEATING),
    "columns": set(model.REPEATING),
}


def form_ids(folder: Path = DEFINITIONS) -> list[str]:
    """Return the id of every form."""
    return sorted(path.stem for path in folder.glob("*.toml"))


def load_forms(rulebook: Rulebook, folder: Path = DEFINITIONS) -> dict[str, FormDefinition]:
    """Read every form, by id; raise `DataError` as `load_form` does."""
    return {name: load_form(name, rulebook, folder) for name in form_ids(folder)}


def load_form(name: str, rulebook: Rulebook, folder: Path = DEFINITIONS) -> FormDefinition:
    """Read one form.

    Raises:
        DataError: naming file and key, when anything is unknown, missing or contradictory.

    """
    if name not in form_ids(folder):
        raise DataError(f"There is no form “{name[:60]}”. Use one of: {', '.join(form_ids(folder))}.")
    file = f"{name}.toml"
    data = read_toml(folder / file)
    if "id" in data:
        raise DataError(f"{file}: id: this key is not known; the file's own name is the id.")
    form = validate(FormDefinition, {**data, "id": name}, file)
    for problem in _problems(form, rulebook):
        raise DataError(f"{file}: {problem}")
    return form


def load_example(form: FormDefinition, folder: Path = DEFINITIONS) -> Draft:
    """Read a form's worked example: every question answered at least once.

    Raises:
        DataError: where it is no draft of this form, has a mistake, or leaves a question out.

    """
    file = f"{form.id}.example.json"
    draft, unknown, errors = read_answers(form, _example_answers(form, folder))
    for path in unknown:
        raise DataError(f"{file}: “{path}” is no question of the form.")
    for mistake in errors:
        raise DataError(f"{file}: {mistake.field}: {mistake.message}")
    answered = {generic(path) for path in draft.answers}
    left_out = [path for path in paths(form) if path not in answered]
    if left_out:
        raise DataError(f"{file}: the worked example must answer every question; it leaves out {left_out[0]}.")
    return draft


def load_example_for(form: FormDefinition, folder: Path = DEFINITIONS) -> Draft:
    """Read a form's worked example as far as it fits a form that asks less, as one area's own guide has it.

    Raises:
        DataError: where it is no draft of this form.

    """
    draft, _, errors = read_answers(form, _example_answers(form, folder))
    wrong = {mistake.field for mistake in errors}
    return replace(draft, answers={path: text for path, text in draft.answers.items() if path not in wrong})


def _example_answers(form: FormDefinition, folder: Path) -> dict[str, str]:
    file = f"{form.id}.example.json"
    try:
        data = json.loads((folder / file).read_text(encoding="utf-8"))
        answers = {str(path): str(text) for path, text in data["answers"].items()}
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise DataError(f"{file}: this is not a worked example: {error!r}.") from error
    if (data.get("form"), data.get("version")) != (form.id, form.version):
        raise DataError(f"{file}: form, version: must be “{form.id}” and {form.version}, as in {form.id}.toml.")
    return answers


def _problems(form: FormDefinition, rulebook: Rulebook) -> Iterator[str]:
    """Yield, in words, whatever the single keys could not know to be wrong."""
    if form.version < 1:
        yield f"version: must be 1 or more (found {form.version})."
    if not form.sections:
        yield "sections: must hold at least one section."
    yield from _unknown("partnerships", form.partnerships, rulebook.partnerships)
    yield from _unknown("topics", form.topics, rulebook.words.topics)
    asked: list[Section | Field] = [*form.sections, *(each for _, each in form.fields())]
    for of in asked:
        for problem in _problems_of_areas(of, form, rulebook):
            yield f"{of.id}: {problem}"
    yield from _bad_ids("sections", [section.id for section in form.sections])
    for section in form.sections:
        for problem in _problems_of_section(section, rulebook):
            yield f"{section.id}: {problem}"


def _problems_of_areas(of: Section | Field, form: FormDefinition, rulebook: Rulebook) -> Iterator[str]:
    yield from _unknown("partnerships", of.partnerships, form.partnerships or rulebook.partnerships)
    heading = of.title if isinstance(of, Section) else of.label
    named = [each.id for each in rulebook.areas if heading.startswith(f"{each.name}:")]
    if set(named) - set(of.partnerships):
        yield f"partnerships: must hold {', '.join(named)}, as the heading does: other areas would get the question."


def _problems_of_section(section: Section, rulebook: Rulebook) -> Iterator[str]:
    if not section.fields:
        yield "fields: must hold at least one field."
    yield from _unknown("topics", section.topics, rulebook.words.topics)
    yield from _bad_ids("fields", [each.id for each in section.fields])
    for each in section.fields:
        for problem in _problems_of_field(each, rulebook):
            yield f"{each.id}: {problem}"


def _problems_of_field(each: Field, rulebook: Rulebook) -> Iterator[str]:
    if not each.label.strip():
        yield "label: must not be empty; it is read out with the question."
    for key, kinds in _ONLY_FOR.items():
        if getattr(each, key) and each.kind not in kinds:
            yield f"{key}: a field of kind {each.kind} has none; remove it."
    if each.kind is Kind.SCALE and not (each.lowest and each.highest):
        yield "lowest, highest: a scale must say what 0 and 10 mean."
    if each.repeats:
        if not each.item:
            yield "item: this key is missing; it names a row."
        if not 1 <= each.start <= each.most <= MOST_ROWS:
            yield f"start, most: 1 ≤ start ≤ most ≤ {MOST_ROWS} (found {each.start} and {each.most})."
    if each.kind is Kind.ROWS and not each.columns:
        yield "columns: must hold at least one column."
    yield from _unknown("topic", [each.topic] if each.topic else [], rulebook.words.topics)
    yield from _bad_ids("columns", [part.id for part in each.parts if part.id or each.repeats])
    for part in each.parts:
        yield from _problems_of_part(part)


def _problems_of_part(part: Part) -> Iterator[str]:
    where = f"{part.id}: " if part.id else ""
    simple = (Kind.TEXT, Kind.LONG_TEXT, Kind.DATE, Kind.CHOICE, Kind.CHOICES)
    if part.kind not in simple:
        yield f"{where}kind: a column must be one of: {', '.join(simple)}."
    if not part.label.strip():
        yield f"{where}label: must not be empty; it is read out with the box."
    chosen = part.kind in (Kind.CHOICE, Kind.CHOICES)
    if chosen and len(part.options) < 2 - (part.kind is Kind.CHOICES):
        yield f"{where}options: give at least two (found {len(part.options)})."
    if not chosen and part.options:
        yield f"{where}options: a {part.kind} has none; remove them."
    if len(set(part.options)) < len(part.options):
        yield f"{where}options: one stands there twice; give each its own words."
    if any("\n" in option or not option.strip() for option in part.options):
        yield f"{where}options: each must be one line with something in it."


def _bad_ids(where: str, ids: list[str]) -> Iterator[str]:
    for each in ids:
        if not ID.fullmatch(each) or each in RESERVED:
            yield f"{where}: id: “{each}” cannot be used; write small letters, digits and _, such as childs_view."
    for each in {each for each in ids if ids.count(each) > 1}:
        yield f"{where}: id: “{each}” stands there twice; give each its own."


# Names that a Word template has besides the form's own.
RESERVED = frozenset(
    {
        "form",
        "lines",
        "inline",
        "control",
        "caller",
        "has",
        "child",
        "row",
        "loop",
        "true",
        "false",
        "none",
        "and",
        "or",
        "not",
        "in",
        "is",
        "if",
    }
)


def _unknown(key: str, values: Iterable[str], allowed: Iterable[str]) -> Iterator[str]:
    known = list(allowed)
    for value in values:
        if value not in known:
            yield f"{key}: “{value}” is not known; use one of: {', '.join(known)}."


def check() -> None:
    """Check every form and its worked example; raise `DataError` for the first mistake."""
    forms = load_forms(load_rulebook())
    for form in forms.values():
        load_example(form)
    sys.stdout.write(f"forms: {len(forms)}, each with its worked example\n")


if __name__ == "__main__":
    check()

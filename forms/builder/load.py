"""Reads the form definitions, strictly: anything unknown or missing stops with the file and the key.

Build time only. A page gets its form finished.
"""

import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from calculator.extra.strict import TomlFile, forbid_unknown_keys, read_toml, validate
from calculator.extra.toml_lines import Keys
from calculator.extra.user_error import Problem, UserError
from calculator.model import Rulebook
from forms import model
from forms.draft import Draft, generic, paths, read_answers
from forms.kinds import KINDS
from forms.model import Field, FormDefinition, Section
from forms.part import Part

HERE = Path(__file__).parents[1]
DEFINITIONS = HERE / "definitions"
ID = re.compile(r"[a-z][a-z0-9_]*")
MOST_ROWS = 500

forbid_unknown_keys(model)

KEYS_OF_KINDS = sorted({key for kind in KINDS.values() for key in kind.keys})
"""Keys of a field that only some kinds have; the others belong to all."""


def form_ids(folder: Path = DEFINITIONS) -> list[str]:
    """Return the id of every form."""
    return sorted(path.stem for path in folder.glob("*.toml"))


def load_forms(rulebook: Rulebook, folder: Path = DEFINITIONS) -> dict[str, FormDefinition]:
    """Read every form, by id; raise `UserError` as `load_form` does."""
    return {name: load_form(name, rulebook, folder) for name in form_ids(folder)}


def load_form(name: str, rulebook: Rulebook, folder: Path = DEFINITIONS) -> FormDefinition:
    """Read one form.

    Raises:
        UserError: naming file and key, when anything is unknown, missing or contradictory.

    """
    if name not in form_ids(folder):
        raise UserError(f"There is no form “{name[:60]}”. Use one of: {', '.join(form_ids(folder))}.")
    file = read_toml(folder / f"{name}.toml")
    if "id" in file.data:
        raise file.error(["id"], "this key is not known; the file's own name is the id.")
    sections = file.data.get("sections")
    for number, section in enumerate(sections if isinstance(sections, list) else []):
        for problem in _unknown_kinds(section, ("sections", number), file):
            raise UserError(problem)
    form = validate(FormDefinition, {**file.data, "id": name}, file)
    for problem in _problems(form, rulebook, file):
        raise UserError(problem)
    return form


def _unknown_kinds(section: Any, at: Keys, file: TomlFile) -> Iterator[Problem]:
    """Yield a problem for each kind of a field or column that there is not, before anything asks for its boxes."""
    fields = section.get("fields", []) if isinstance(section, dict) else []
    for number, each in enumerate(fields if isinstance(fields, list) else []):
        place = (*at, "fields", number)
        if isinstance(each, dict) and isinstance(each.get("kind"), str):
            yield from file.unknown([*place, "kind"], [each["kind"]], KINDS)
        columns = each.get("columns", []) if isinstance(each, dict) else []
        for column, part in enumerate(columns if isinstance(columns, list) else []):
            if isinstance(part, dict) and isinstance(part.get("kind"), str):
                simple = [kind for kind, known in KINDS.items() if known.box]
                yield from file.unknown([*place, "columns", column, "kind"], [part["kind"]], simple)


def load_example(form: FormDefinition, folder: Path = DEFINITIONS) -> Draft:
    """Read a form's worked example: every question answered at least once.

    Raises:
        UserError: where it is not a draft of this form, has a mistake, or leaves a question out.

    """
    file = f"{form.id}.example.json"
    draft, unknown, errors = read_answers(form, _example_answers(form, folder))
    for path in unknown:
        raise UserError(f"{file}: “{path}” is not a question of the form.")
    for mistake in errors:
        raise UserError(f"{file}: {mistake.field}: {mistake.message}")
    answered = {generic(path) for path in draft.answers}
    left_out = [path for path in paths(form) if path not in answered]
    if left_out:
        raise UserError(f"{file}: the worked example must answer every question; it leaves out {left_out[0]}.")
    return draft


def load_example_for(form: FormDefinition, folder: Path = DEFINITIONS) -> Draft:
    """Read a form's worked example as far as it fits a form that asks less, as one area's own guide has it.

    Raises:
        UserError: where it is not a draft of this form.

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
        raise UserError(f"{file}: this is not a worked example: {error!r}.") from error
    if (data.get("form"), data.get("version")) != (form.id, form.version):
        raise UserError(f"{file}: form, version: must be “{form.id}” and {form.version}, as in {form.id}.toml.")
    return answers


def _problems(form: FormDefinition, rulebook: Rulebook, file: TomlFile) -> Iterator[Problem]:
    """Yield whatever the single keys could not know to be wrong."""
    if form.version < 1:
        yield file.problem(["version"], f"must be 1 or more (found {form.version}).")
    if not form.sections:
        yield file.problem(["sections"], "must hold at least one section.")
    yield from file.unknown(["partnerships"], form.partnerships, rulebook.partnerships)
    yield from file.unknown(["topics"], form.topics, rulebook.words.topics)
    for section_at, section in enumerate(form.sections):
        yield from _problems_of_areas(section, ("sections", section_at), form, rulebook, file)
        for field_at, each in enumerate(section.fields):
            place = ("sections", section_at, "fields", field_at)
            yield from _problems_of_areas(each, place, form, rulebook, file)
    yield from _bad_ids(["sections"], [section.id for section in form.sections], file)
    for number, section in enumerate(form.sections):
        yield from _problems_of_section(section, ("sections", number), rulebook, file)


def _problems_of_areas(
    of: Section | Field, at: Keys, form: FormDefinition, rulebook: Rulebook, file: TomlFile
) -> Iterator[Problem]:
    place = [*at, "partnerships"]
    yield from file.unknown(place, of.partnerships, form.partnerships or rulebook.partnerships)
    heading = of.title if isinstance(of, Section) else of.label
    named = [each.id for each in rulebook.areas if heading.startswith(f"{each.name}:")]
    if set(named) - set(of.partnerships):
        says = f"must hold {', '.join(named)}, as the heading does: other areas would get the question."
        yield file.problem(place, says)


def _problems_of_section(section: Section, at: Keys, rulebook: Rulebook, file: TomlFile) -> Iterator[Problem]:
    if not section.fields:
        yield file.problem([*at, "fields"], "must hold at least one field.")
    yield from file.unknown([*at, "topics"], section.topics, rulebook.words.topics)
    yield from _bad_ids([*at, "fields"], [each.id for each in section.fields], file)
    for number, each in enumerate(section.fields):
        yield from _problems_of_field(each, (*at, "fields", number), rulebook, file)
        options = {other.id: len(other.options) for other in section.fields if other.options}
        if each.topic_by and options.get(each.topic_by) != len(each.topics):
            says = (
                f"“{each.topic_by[:40]}” must be a choice in this section with as many options as there are topics."
            )
            yield file.problem([*at, "fields", number, "topic_by"], says)


def _problems_of_field(each: Field, at: Keys, rulebook: Rulebook, file: TomlFile) -> Iterator[Problem]:
    kind = KINDS[each.kind]
    if not each.label.strip():
        yield file.problem([*at, "label"], "must not be empty; it is read out with the question.")
    for key in KEYS_OF_KINDS:
        if getattr(each, key) and key not in kind.keys | kind.needs:
            yield file.problem([*at, key], f"a field of kind {each.kind} has none; remove it.")
    for key in sorted(kind.needs):
        if not getattr(each, key):
            yield file.problem([*at, key], f"this key is missing; a field of kind {each.kind} needs it.")
    if each.repeats and not 1 <= each.start <= each.most <= MOST_ROWS:
        says = f"1 ≤ start ≤ most ≤ {MOST_ROWS} (found {each.start} and {each.most})."
        yield file.problem([*at, "start"], says)
    named = [each.topic, each.topic_else, *each.topics, *(part.topic for part in each.columns)]
    yield from file.unknown([*at, "topic"], filter(None, named), rulebook.words.topics)
    yield from file.unknown([*at, "events"], each.events, rulebook.words.events)
    yield from _bad_ids([*at, "columns"], [part.id for part in each.parts if part.id or each.repeats], file)
    for part in each.parts:
        number = each.columns.index(part) if part in each.columns else None
        yield from _problems_of_part(part, at if number is None else (*at, "columns", number), file)


def _problems_of_part(part: Part, at: Keys, file: TomlFile) -> Iterator[Problem]:
    if not part.label.strip():
        yield file.problem([*at, "label"], "must not be empty; it is read out with the box.")
    boxes = [name for name, kind in KINDS.items() if kind.box]
    if part.kind not in boxes:
        yield from file.unknown([*at, "kind"], [part.kind], boxes)
        return
    options, least = [*at, "options"], KINDS[part.kind].of_box.options
    if least is not None and len(part.options) < least:
        yield file.problem(options, f"give at least {least} (found {len(part.options)}).")
    if least is None and part.options:
        yield file.problem(options, f"a {part.kind} has none; remove them.")
    if len(set(part.options)) < len(part.options):
        yield file.problem(options, "one is there twice; give each its own words.")
    if any("\n" in option or not option.strip() for option in part.options):
        yield file.problem(options, "each must be one line with something in it.")


def _bad_ids(at: Iterable[str | int], ids: list[str], file: TomlFile) -> Iterator[Problem]:
    place = list(at)
    for number, each in enumerate(ids):
        if not ID.fullmatch(each) or each in RESERVED:
            says = f"“{each}” cannot be used; write small letters, digits and _, such as childs_view."
            yield file.problem([*place, number, "id"], says)
        if each in ids[:number]:
            yield file.problem([*place, number, "id"], f"“{each}” is there twice; give each its own.")


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


def check(rulebook: Rulebook) -> None:
    """Check every form and its worked example; raise `UserError` for the first mistake."""
    forms = load_forms(rulebook)
    for form in forms.values():
        load_example(form)
    sys.stdout.write(f"forms: {len(forms)}, each with its worked example\n")

"""Jinja2 for the pages: the words, filters and functions that they may use, with every value escaped.

A written page and a template see the same: `rule("KE01") | span` is the one way in which a number of days
reaches a page.
"""

import base64
import json
import re
from collections.abc import Callable
from datetime import date
from functools import cache, partial

import jinja2
from markupsafe import Markup

from calculator import wording
from calculator.builder.tools import Place, built_tools
from calculator.extra.user_error import UserError
from calculator.model import Partnership, TimescaleRule
from docs.builder import DOCS
from docs.builder.pages import diagrams, rules, sheets, terms
from docs.builder.pages.citations import Citations
from docs.builder.pages.library import Library, Tool
from forms.builder.load import form_ids
from forms.model import FormDefinition

FAMILY = DOCS / "family"


@cache
def environment(known: Library) -> jinja2.Environment:
    """Return the environment of all pages of a build; what belongs to one page is added by `of_page`."""
    rulebook = known.rulebook
    made = jinja2.Environment(
        loader=jinja2.FileSystemLoader(DOCS / "theme" / "pages"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals |= {
        "library": known,
        "rulebook": rulebook,
        "partnerships": known.compared,
        "other_areas": known.others,
        "alone": only_area(known),
        "areas_page": areas_page(known),
        "rule": partial(rules.rule_from, rulebook),
        "figure": partial(_figure, known),
        "name": partial(_name, known),
        "diagram": partial(_diagram, known),
        "no_control": _no_control,
    }
    filters: dict[str, Callable[..., object]] = {
        "day": wording.day,
        "short_day": _short_day,
        "month": lambda value: f"{wording.MONTHS[value.month - 1]} {value.year}",
        "span": wording.span_of,
        "joined": wording.joined,
        "every": _every,
        "when": partial(_when, known),
        "by_heading": partial(rules.by_heading, rulebook),
        "sources_page": partial(sources_page, known),
        "sentence": lambda text: text[:1].upper() + text[1:],
        "used_in": partial(_used_in, known),
        "lower_first": lambda text: text[:1].lower() + text[1:],
    }
    made.filters |= filters
    return made


def only_area(known: Library) -> Partnership | None:
    """Return the partnership whose own guide this is."""
    return known.rulebook.areas[0] if known.one_area else None


def areas_page(known: Library) -> str:
    """Return where times and contacts of the areas are, from the root of the site."""
    area = only_area(known)
    return f"partnerships/{area.id if area else 'index'}.html"


def sources_page(known: Library, document: str) -> str:
    """Return where a document is, from the root of the site: an area that is not compared has its own page."""
    others = {area.id for area in known.others}
    owner = known.rulebook.documents[document].partnership
    return f"{f'partnerships/{owner}-sources' if owner in others else 'sources'}.html#{document}"


def areas_script(known: Library) -> str:
    """Return the script with the names of the areas that no page lists: a reader looks for theirs in it."""
    names = json.dumps([[area.id, area.name] for area in known.others]).encode()
    return environment(known).get_template("areas.js.j2").render(areas=base64.b64encode(names).decode())


def of_page(citations: Citations) -> dict[str, Callable[..., Markup]]:
    """Return the functions that a page has to itself: its source marks, and addresses as seen from it."""
    known = citations.library
    rulebook = known.rulebook
    to_root = "../" * citations.page.count("/")

    def cite(*ids: str) -> Markup:
        anchors, notes = citations.cite(*ids)
        return block(known, "_mark.j2", anchors=anchors, notes=notes)

    def fill(template: str, **values: object) -> Markup:
        return block(known, template, cite=cite, to_root=to_root, **values)

    def timings(*subjects: str) -> Markup:
        for subject in subjects:
            _known(subject, rulebook.words.topics, f"{citations.page}: timings")
        return fill("_timings.j2", areas=rules.said(citations.library, subjects))

    def use(tool: str, words: str, partnership: str | None = None) -> Markup:
        _known(tool, citations.library.tools, f"{citations.page}: use")
        only = only_area(citations.library)
        area = partnership or (only.id if only else None)
        return fill("_use.j2", tool=citations.library.tools[tool], words=words, partnership=area)

    def contact(area: str) -> Markup:
        _known(area, rulebook.partnerships, f"{citations.page}: contact")
        return fill("_contact.j2", partnership=rulebook.partnerships[area])

    def duties() -> Markup:
        return fill("_duties.j2", duties=rules.by_role(citations.library))

    def help_lines() -> Markup:
        return fill("_help-lines.j2", lines=citations.library.help_lines.values())

    def family_words() -> Markup:
        return fill("_family-words.j2", terms=terms.found_in(FAMILY.glob("**/*.md"), known))

    return {
        "tool": partial(_tool, citations, to_root),
        "sheet": lambda which: fill("_sheet.j2", sheet=_sheet(which, citations.library)),
        "interpreter_cards": lambda: fill("_interpreter-cards.j2", cards=sheets.load_cards()),
        "languages": lambda: fill("_languages.j2", cards=sheets.load_cards()),
        "help_lines": help_lines,
        "talk_now": lambda: fill("_talk-now.j2", here=citations.page, line=known.help_lines["childline"]),
        "family_words": family_words,
        "cite": cite,
        "timings": timings,
        "duties": duties,
        "use": use,
        "fill_in": lambda form, words: fill(
            "_use.j2", tool=_form(form, citations.page), words=words, partnership=None
        ),
        "contact": contact,
        "edition_note": lambda: fill("_edition.j2"),
    }


def _sheet(which: str, known: Library) -> sheets.Sheet:
    sheet = sheets.load_sheet(which)
    return sheets.of_area(known.one_area.rewritten(sheet), known.one_area.own) if known.one_area else sheet


def _form(form: str, page: str) -> Tool:
    """Return a form as a tool that pages point to; raise `UserError` where there is none."""
    _known(form, form_ids(), f"{page}: fill_in")
    return Tool(id=form, address=f"forms/{form}.html")


def _no_control(kind: str, control: str) -> str:
    raise UserError(f"kind {kind}: no template draws “{control}”, so that its question would have no box.")


def _tool(citations: Citations, to_root: str, tool: str) -> Markup:
    """Return a tool's fragment for a page."""
    fragments = {name: built.fragment for name, built in built_tools().items() if built.fragment}
    _known(tool, fragments, f"{citations.page}: tool")
    known = citations.library
    made = fragments[tool](known.rulebook, Place(compared=known.compared, to_root=to_root))
    return Markup(made)  # noqa: S704  (made by an escaping template)


def _known(key: str, known: object, where: str) -> None:
    names = list(known)  # type: ignore[call-overload]
    if key not in names:
        raise UserError(f"{where}: “{key}” is not known; use one of: {', '.join(names)}.")


def _figure(library: Library, statement: str) -> str:
    """Return the figure of a statement that is not a rule: an age, a duration, how often staff are supervised."""
    figure = library.rulebook.statements[statement].figure if statement in library.rulebook.statements else None
    if figure is None:
        raise UserError(
            f"Statement “{statement}” has no figure in calculator/sources.toml, which a page in docs/ uses."
        )
    return figure


def _used_in(known: Library, form: FormDefinition) -> str:
    """Return the names of the areas that use a form, as far as they are side by side."""
    names = {area.id: area.name for area in known.compared}
    named = [names[area] for area in form.partnerships if area in names]
    more = len(form.partnerships) > len(named)
    return ", ".join([*named, *(["other areas"] if more else [])])


def _name(library: Library, area: str, what: str) -> str:
    """Return what an area calls something: its conference unit, its chair, its record system."""
    _known(area, library.rulebook.partnerships, "name")
    partnership = library.rulebook.partnerships[area]
    names = {"unit": partnership.conference_unit, "partnership": partnership.full_name, **partnership.names}
    _known(what, names, f"{area}.toml: names")
    return names[what]


def _diagram(library: Library, kind: str, area: str) -> Markup:
    return block(library, "_diagram.j2", drawing=diagrams.draw(kind, area, library.rulebook))


def block(known: Library, template: str, **values: object) -> Markup:
    """Return a filled template with no blank line or indent in it, which Markdown would take for its own."""
    filled = environment(known).get_template(template).render(**values)
    return Markup(re.sub(r"\n\s*", "\n", filled).strip())  # noqa: S704  (made by an escaping template)


def _every(rule: TimescaleRule) -> str:
    """Return a rule's interval: "every month", "every 6 weeks"."""
    return f"every {wording.span_of(rule).removeprefix('1 ')}"


def _when(library: Library, rule: TimescaleRule) -> str:
    says = wording.rule(rule, library.rulebook.words)
    time = f", by {wording.clock(rule.time)}" if rule.time else ""
    return f"{says[:1].upper()}{says[1:]}{time}"


def _short_day(value: date, row: date) -> str:
    """Return a date of a table's row, with its year where that is not the row's."""
    return wording.short_day(value) + (f" {value.year}" if value.year != row.year else "")

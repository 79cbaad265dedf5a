"""The forms' pages and what they carry, made from the definitions: a page, its form as data, blank and example."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from calculator.carried import packed
from calculator.model import Event, Partnership, Rulebook
from docs.builder.pages import templates
from docs.builder.pages.citations import Citations
from docs.builder.pages.form_documents import FormDocuments, form_documents
from docs.builder.pages.library import Library, library
from docs.builder.pages.reckoner import month_of_last_commit
from forms.advice import PlainWords
from forms.document import MARKING
from forms.draft import LONGEST_ANSWER
from forms.load import load_example, load_example_for
from forms.model import FormDefinition
from forms.opening import DRAFT_FORMAT, LARGEST_FILE
from forms.pack import form_pack, plain_words
from forms.page import FormPack, form_topics

GROUPS = ("Reports to a conference", "Plans", "Core groups", "The conference", "Checklists and letters")


@dataclass(frozen=True)
class Carried:
    """A form's data as the script that its page loads."""

    pack: FormPack
    script: str

    @property
    def path(self) -> str:
        """The script's place in the site."""
        return f"assets/forms/{self.pack.form.id}.js"


@cache
def forms() -> dict[str, Carried]:
    """Return every form by id; `forms.cache_clear()` before another build."""
    words = plain_words(
        {
            spelling: (term.id, term.meaning)
            for term in library().glossary.values()
            for spelling in (term.term, *term.forms, *term.short)
        }
    )
    script = templates.environment().get_template("form-data.js.j2")
    known = library()
    packs = {name: _pack(form, words, known) for name, form in known.forms.items()}
    return {name: Carried(pack, script.render(carried=packed(pack))) for name, pack in packs.items()}


def _pack(form: FormDefinition, words: PlainWords, known: Library) -> FormPack:
    """Return what a form's page carries, with the Word templates of the areas of this guide."""
    made = form_pack(form, words, packs=known.edition.packs, default=lambda form: _documents(form).template)
    own = {area: each for area, each in made.templates.items() if not area or area in known.rulebook.partnerships}
    return replace(made, templates=own)


def form_nav() -> list[str]:
    """Return the forms' pages as the menu has them, group by group."""
    return ["forms/index.md", *(f"forms/{form.id}.md" for _, of_group in groups() for form in of_group)]


def groups() -> list[tuple[str, list[FormDefinition]]]:
    """Return the forms as they are listed."""
    known = [each.pack.form for each in forms().values()]
    return [(group, [form for form in known if form.group == group]) for group in GROUPS]


def form_pages(known: Library) -> Iterator[tuple[str, str]]:
    """Yield path and Markdown of the list of forms and of each form's page."""
    yield "forms/index.md", _filled("forms.md.j2", Citations("forms/index.md", known), groups=groups())
    for each in forms().values():
        yield _page(each, known)


def _page(each: Carried, known: Library) -> tuple[str, str]:
    form, rulebook = each.pack.form, known.rulebook
    citations = Citations(f"forms/{form.id}.md", known)
    areas = areas_of(form, rulebook)
    compared = {area.id for area in known.compared}
    functions = templates.of_page(citations)
    body = templates.block(
        "_form.j2",
        **functions,
        form=form,
        carried=each.path,
        to_root="../",
        blank=f"blank/{form.id}.docx",
        example=f"example/{form.id}.docx",
        areas=[area for area in areas if area.id in compared],
        others=[area for area in areas if area.id not in compared],
        events=events_of(form, rulebook),
        of_areas=areas if asks_some_areas(form) else [],
        own=[area for area in areas if area.id in each.pack.templates],
        marking=MARKING,
        draft_format=DRAFT_FORMAT,
        largest_file=LARGEST_FILE,
        longest=f"{LONGEST_ANSWER:,}",
    )
    named = areas if form.partnerships else []
    page = _filled("form.md.j2", citations, form=form, areas=named, body=body)
    if citations.notes:
        template = templates.environment().get_template("_page-sources.j2")
        page += "\n\n" + template.render(notes=citations.notes, to_root="../")
    return f"forms/{form.id}.md", page


def _filled(template: str, citations: Citations, **values: object) -> str:
    functions = templates.of_page(citations)
    return templates.environment().get_template(template, globals=functions).render(**values).lstrip()


def form_files() -> Iterator[tuple[str, str | bytes]]:
    """Yield the other files of the forms: what a page carries, the blank form and the worked example."""
    for each in forms().values():
        form = each.pack.form
        documents = _documents(form)
        yield each.path, each.script
        yield f"forms/blank/{form.id}.docx", documents.blank
        yield f"forms/example/{form.id}.docx", documents.example


def _documents(form: FormDefinition) -> FormDocuments:
    """Return a form's documents; the same commit gives the same files."""
    example_of = load_example_for if library().one_area else load_example
    return form_documents(form, example_of(form), month_of_last_commit())


def areas_of(form: FormDefinition, rulebook: Rulebook) -> list[Partnership]:
    """Return the partnerships that use a form."""
    return [area for area in rulebook.areas if not form.partnerships or area.id in form.partnerships]


def asks_some_areas(form: FormDefinition) -> bool:
    """Whether only some areas ask some of a form's questions."""
    return any(section.partnerships or each.partnerships for section, each in form.fields())


def events_of(form: FormDefinition, rulebook: Rulebook) -> list[Event]:
    """Return the events from which the dates that matter for a form are counted."""
    topics = form_topics(form)
    rules = [rule for area in areas_of(form, rulebook) for rule in rulebook.rules_for(area) if rule.topic in topics]
    named = {event for rule in rules for event in rule.triggers}
    return [event for event in Event if event in named]

"""The forms' pages and what they carry, made from the definitions: a page, its form as data, blank and example."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

from calculator.model import Event, Partnership, Rulebook
from calculator.pickles import to_text
from docs.builder.pages import templates
from docs.builder.pages.citations import Citations
from docs.builder.pages.form_documents import FormDocuments, form_documents
from docs.builder.pages.library import Library
from docs.builder.pages.reckoner import month_of_last_commit
from forms.advice import PlainWords
from forms.builder.form_data import form_data, plain_words
from forms.builder.load import load_example, load_example_for
from forms.document import MARKING
from forms.draft import LONGEST_ANSWER
from forms.kinds import KINDS
from forms.model import FormDefinition
from forms.opening import DRAFT_FORMAT, LARGEST_FILE
from forms.page import FormData, form_topics

GROUPS = ("Reports to a conference", "Plans", "Core groups", "The conference", "Checklists and letters")


@dataclass(frozen=True)
class FormScript:
    """A form's data as the script that its page loads."""

    data: FormData
    script: str

    @property
    def path(self) -> str:
        """The script's place in the site."""
        return f"assets/forms/{self.data.form.id}.js"


@cache
def forms(known: Library) -> dict[str, FormScript]:
    """Return every form of a build by id."""
    words = plain_words(
        {
            spelling: (term.id, term.meaning)
            for term in known.glossary.values()
            for spelling in (term.term, *term.forms, *term.short)
        }
    )
    script = templates.environment(known).get_template("form-data.js.j2")
    data = {name: _data(form, words, known) for name, form in known.forms.items()}
    return {name: FormScript(each, script.render(data=to_text(each))) for name, each in data.items()}


def _data(form: FormDefinition, words: PlainWords, known: Library) -> FormData:
    """Return what a form's page gives to Python, with the Word templates of the areas of this guide."""
    made = form_data(form, words, packs=known.edition.packs, default=lambda form: _documents(form, known).template)
    own = {area: each for area, each in made.templates.items() if not area or area in known.rulebook.partnerships}
    return replace(made, templates=own)


def form_nav(known: Library) -> list[str]:
    """Return the forms' pages as the menu has them, group by group."""
    return ["forms/index.md", *(f"forms/{form.id}.md" for _, of_group in groups(known) for form in of_group)]


def groups(known: Library) -> list[tuple[str, list[FormDefinition]]]:
    """Return the forms as they are listed."""
    all_forms = [each.data.form for each in forms(known).values()]
    return [(group, [form for form in all_forms if form.group == group]) for group in GROUPS]


def form_pages(known: Library) -> Iterator[tuple[str, str]]:
    """Yield path and Markdown of the list of forms and of each form's page."""
    yield "forms/index.md", _filled("forms.md.j2", Citations("forms/index.md", known), groups=groups(known))
    for each in forms(known).values():
        yield _page(each, known)


def _page(each: FormScript, known: Library) -> tuple[str, str]:
    form, rulebook = each.data.form, known.rulebook
    citations = Citations(f"forms/{form.id}.md", known)
    areas = areas_of(form, rulebook)
    compared = {area.id for area in known.compared}
    functions = templates.of_page(citations)
    body = templates.block(
        known,
        "_form.j2",
        **functions,
        form=form,
        data_script=each.path,
        to_root="../",
        blank=f"blank/{form.id}.docx",
        example=f"example/{form.id}.docx",
        areas=[area for area in areas if area.id in compared],
        others=[area for area in areas if area.id not in compared],
        events=events_of(form, rulebook),
        asking=asking_areas(form, areas),
        own=[area for area in areas if area.id in each.data.templates],
        marking=MARKING,
        draft_format=DRAFT_FORMAT,
        largest_file=LARGEST_FILE,
        longest=f"{LONGEST_ANSWER:,}",
        kinds=KINDS,
    )
    named = areas if form.partnerships else []
    page = _filled("form.md.j2", citations, form=form, areas=named, body=body)
    if citations.notes:
        template = templates.environment(known).get_template("_page-sources.j2")
        page += "\n\n" + template.render(notes=citations.notes, to_root="../", edition_said=False)
    return f"forms/{form.id}.md", page


def _filled(template: str, citations: Citations, **values: object) -> str:
    functions = templates.of_page(citations)
    return (
        templates.environment(citations.library).get_template(template, globals=functions).render(**values).lstrip()
    )


def form_files(known: Library) -> Iterator[tuple[str, str | bytes]]:
    """Yield the other files of the forms: the script that a page loads, the blank form and the worked example."""
    for each in forms(known).values():
        form = each.data.form
        documents = _documents(form, known)
        yield each.path, each.script
        yield f"forms/blank/{form.id}.docx", documents.blank
        yield f"forms/example/{form.id}.docx", documents.example


def _documents(form: FormDefinition, known: Library) -> FormDocuments:
    """Return a form's documents; the same commit gives the same files."""
    example_of = load_example_for if known.one_area else load_example
    return form_documents(form, example_of(form), month_of_last_commit())


def areas_of(form: FormDefinition, rulebook: Rulebook) -> list[Partnership]:
    """Return the partnerships that use a form."""
    return [area for area in rulebook.areas if not form.partnerships or area.id in form.partnerships]


def asking_areas(form: FormDefinition, areas: Sequence[Partnership]) -> list[Partnership]:
    """Return those of the areas whose documents ask questions of a form that not every area asks."""
    named = {area for section, each in form.fields() for area in (*section.partnerships, *each.partnerships)}
    return [area for area in areas if area.id in named]


def events_of(form: FormDefinition, rulebook: Rulebook) -> list[Event]:
    """Return the events from which the dates that matter for a form are counted."""
    topics = form_topics(form)
    rules = [rule for area in areas_of(form, rulebook) for rule in rulebook.rules_for(area) if rule.topic in topics]
    named = {event for rule in rules for event in rule.triggers}
    return [event for event, each in rulebook.words.events.items() if {event, each.counts_as} & named]

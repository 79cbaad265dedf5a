"""Puts together what one form's page gives to Python. Build time only.

A partnership's own Word template is in `forms/word/<partnership>/<form>.docx`, or in its pack, in
`<partnership>/word/<form>.docx`.
"""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from calculator.extra.strict import read_toml
from forms.advice import PlainWords
from forms.builder.compile_template import check_tags, compile_template
from forms.builder.word_template import word_template
from forms.document import WordTemplate
from forms.model import FormDefinition
from forms.page import FormData

HERE = Path(__file__).parents[1]
OWN_TEMPLATES = HERE / "word"
GLOSSARY = HERE.parent / "docs" / "glossary.toml"


def default_template(form: FormDefinition) -> WordTemplate:
    """Return the Word template that is made from the form, compiled."""
    return _compiled(f"the default template of {form.id}", word_template(form), form)


def form_data(
    form: FormDefinition,
    words: PlainWords,
    own: Path = OWN_TEMPLATES,
    packs: Iterable[Path] = (),
    default: Callable[[FormDefinition], WordTemplate] = default_template,
) -> FormData:
    """Return a form with its Word templates, the partnerships' own ones, and those of `packs`, checked against it.

    `default` gives the template that is made from the form.

    Raises:
        UserError: naming the template and each tag or field that does not fit.

    """
    return FormData(form=form, templates=word_templates(form, own, packs, default), words=words)


def word_templates(
    form: FormDefinition,
    own: Path = OWN_TEMPLATES,
    packs: Iterable[Path] = (),
    default: Callable[[FormDefinition], WordTemplate] = default_template,
) -> dict[str, WordTemplate]:
    """Return a form's compiled Word templates by partnership; the default one under ""."""
    file = f"{form.id}.docx"
    sources = {}
    for path in sorted(own.glob(f"*/{file}")):
        sources[path.parent.name] = (f"forms/word/{path.parent.name}/{file}", path.read_bytes())
    for pack in packs:
        if (path := pack / "word" / file).is_file():
            sources[pack.name] = (f"{pack.name}/word/{file}", path.read_bytes())
    return {"": default(form)} | {area: _compiled(*source, form) for area, source in sources.items()}


def _compiled(name: str, content: bytes, form: FormDefinition) -> WordTemplate:
    template = compile_template(name, content, form.title)
    check_tags(name, template, form)
    return template


def glossary_terms(file: Path = GLOSSARY) -> dict[str, tuple[str, str]]:
    """Return the id and the meaning of each term of the guide's glossary, by each of its spellings."""
    return {
        spelling: (name, term["meaning"])
        for name, term in read_toml(file).data.items()
        for spelling in (term["term"], *term.get("forms", ()), *term.get("short", ()))
    }


def plain_words(terms: Mapping[str, tuple[str, str]], file: Path = HERE / "advice.toml") -> PlainWords:
    """Return what advice rests on.

    `terms` gives the id and the meaning of a glossary term by each of its spellings.

    Raises:
        UserError: when a judging word is not text in small letters.

    """
    read = read_toml(file)
    judging, ordinary = read.data.get("judging", {}), set(read.data.get("ordinary", {}).get("terms", []))
    for word, instead in judging.items():
        if word != word.lower() or not isinstance(instead, str) or not instead:
            raise read.error(["judging", word], "must be in small letters and say what to write instead.")
    kept = {spelling: meaning for spelling, (term, meaning) in terms.items() if term not in ordinary}
    return PlainWords(judging=judging, terms=kept)

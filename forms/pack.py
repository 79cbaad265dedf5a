"""Puts together what one form's page carries. Build time only.

A partnership's own Word template stands in `forms/word/<partnership>/<form>.docx`, or in its pack, in
`<partnership>/word/<form>.docx`.
"""

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from calculator.load import DataError, read_toml
from forms.advice import PlainWords
from forms.compile_template import check_tags, compile_template
from forms.document import WordTemplate
from forms.model import FormDefinition
from forms.page import FormPack
from forms.word_template import word_template

HERE = Path(__file__).parent
OWN_TEMPLATES = HERE / "word"


def default_template(form: FormDefinition) -> WordTemplate:
    """Return the Word template that is made from the form, compiled."""
    return _compiled(f"the default template of {form.id}", word_template(form), form)


def form_pack(
    form: FormDefinition,
    words: PlainWords,
    own: Path = OWN_TEMPLATES,
    packs: Iterable[Path] = (),
    default: Callable[[FormDefinition], WordTemplate] = default_template,
) -> FormPack:
    """Return a form with its Word templates, the partnerships' own ones, and those of `packs`, checked against it.

    `default` gives the template that is made from the form.

    Raises:
        DataError: naming the template and each tag or field that does not fit.

    """
    return FormPack(form=form, templates=word_templates(form, own, packs, default), words=words)


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


def plain_words(terms: Mapping[str, tuple[str, str]], file: Path = HERE / "advice.toml") -> PlainWords:
    """Return what advice rests on.

    `terms` gives the id and the meaning of a glossary term by each of its spellings.

    Raises:
        DataError: when a judging word is no text in small letters.

    """
    data = read_toml(file)
    judging, ordinary = data.get("judging", {}), set(data.get("ordinary", {}).get("terms", []))
    for word, instead in judging.items():
        if word != word.lower() or not isinstance(instead, str) or not instead:
            raise DataError(
                f"{file.name}: judging: “{word}” must be in small letters and say what to write instead."
            )
    kept = {spelling: meaning for spelling, (term, meaning) in terms.items() if term not in ordinary}
    return PlainWords(judging=judging, terms=kept)

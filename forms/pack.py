"""Puts together what one form's page carries. Build time only.

A partnership's own Word template stands in `forms/word/<partnership>/<form>.docx`, or in its pack, in
`<partnership>/word/<form>.docx`.
"""

from collections.abc import Iterable, Mapping
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


def form_pack(
    form: FormDefinition, words: PlainWords, own: Path = OWN_TEMPLATES, packs: Iterable[Path] = ()
) -> FormPack:
    """Return a form with its Word templates, the partnerships' own ones, and those of `packs`, checked against it.

    Raises:
        DataError: naming the template and each tag or field that does not fit.

    """
    return FormPack(form=form, templates=word_templates(form, own, packs), words=words)


def word_templates(
    form: FormDefinition, own: Path = OWN_TEMPLATES, packs: Iterable[Path] = ()
) -> dict[str, WordTemplate]:
    """Return a form's compiled Word templates by partnership; the default one, made from the form, under ""."""
    file = f"{form.id}.docx"
    sources = {"": (f"the default template of {form.id}", word_template(form))}
    for path in sorted(own.glob(f"*/{file}")):
        sources[path.parent.name] = (f"forms/word/{path.parent.name}/{file}", path.read_bytes())
    for pack in packs:
        if (path := pack / "word" / file).is_file():
            sources[pack.name] = (f"{pack.name}/word/{file}", path.read_bytes())
    compiled = {}
    for area, (name, content) in sources.items():
        compiled[area] = compile_template(name, content, form.title)
        check_tags(name, compiled[area], form)
    return compiled


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

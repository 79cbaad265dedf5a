"""Advice on plain words, and a filled-in form as text."""

import pytest

from calculator.builder.load import load_rulebook
from forms.advice import PlainWords, advice
from forms.builder.form_data import plain_words
from forms.builder.load import form_ids, load_example, load_form
from forms.page import as_text
from tests.forms.samples import EVERY_KIND, SENT, SENT_WHOLE, of, with_tokens

WORDS = PlainWords(
    judging={"failed to": "Say what happened."},
    terms={"ICPC": "The first conference.", "core group": "A small group."},
)
LONG = "word " * 26


def first_path(kind: str) -> str:
    """Return the path of the first question of a kind that is no part of a list."""
    for section, each in EVERY_KIND.fields():
        if each.kind == kind and not section.each and not each.family_words:
            return f"{section.id}.{each.id}"
    raise LookupError(kind)


def notes(text: str) -> list[str]:
    path = first_path("long_text")
    return advice(EVERY_KIND, of(EVERY_KIND, {path: text}), WORDS).get(path, [])


def test_a_sentence_of_more_than_25_words_is_noted_with_its_beginning() -> None:
    assert notes(f"{LONG.capitalize().strip()}.") == [
        "A long sentence (26 words): “Word word word word word word …”. Could it be two?"
    ]
    assert notes("word " * 25) == []


def test_a_word_that_judges_is_noted_with_what_to_write_instead() -> None:
    assert notes("She failed to come, and FAILED TO ring.") == [
        "“failed to” judges. Say what happened.",
        "“FAILED TO” judges. Say what happened.",
    ]
    assert notes("The failed tonic.") == []


def test_a_term_is_explained_where_it_first_stands_and_a_short_form_only_as_it_is_written() -> None:
    assert (
        notes("The ICPC and the core group met. The Core group and the ICPC.")
        == [
            "Will the family know “ICPC”? It means: The first conference.",
            "Will the family know “core group”? It means: A small group.",
            "Will the family know “Core group”? It means: A small group.",
        ][:2]
    )
    assert notes("the icpc") == []


def test_nothing_is_said_of_what_a_child_or_parent_says() -> None:
    form = load_form("agency-report-kirklees", load_rulebook())
    given = {
        "children.1.childs_view": f"He failed to come. {LONG}",
        "sharing.parents_view": "The ICPC failed to help.",
    }
    assert advice(form, of(form, given), WORDS) == {}


def test_an_entry_that_is_not_marked_is_noted() -> None:
    form = load_form("agency-report-kirklees", load_rulebook())
    marked = {"children.1.harm.1.text": "A blow.", "children.1.harm.1.basis": "Fact"}
    assert advice(form, of(form, marked), WORDS) == {}
    assert advice(form, of(form, {"children.1.harm.1.text": "A blow."}), WORDS) == {
        "children.1.harm.1.basis": ["Mark this as fact, observation, allegation or opinion."]
    }


def test_ordinary_words_of_the_glossary_are_not_noted() -> None:
    words = plain_words({"police": ("police", "Officers."), "ICPC": ("initial-conference", "The first conference.")})
    assert words.terms == {"ICPC": "The first conference."}


@pytest.mark.parametrize("name", form_ids())
def test_as_text_every_answer_of_every_form_stands_once_and_in_order(name: str) -> None:
    form = load_form(name, load_rulebook())
    draft, tokens = with_tokens(form, load_example(form))
    text = as_text(form, draft, SENT)
    assert [word for word in text.split() if word in tokens] == tokens
    assert text.startswith(f"# {form.title}\n")
    assert "Not answered" in as_text(form, of(form, {}), SENT_WHOLE)

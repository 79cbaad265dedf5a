"""The facts are the sources', the words are ours: no ten words in a row are shared with a source document."""

import tomllib
from pathlib import Path

from bs4 import BeautifulSoup

from calculator.builder.load import load_rulebook
from docs.builder.checks.plain_english import BLOCKS, own_text
from tests.docs.known import library
from tests.docs.pages import Page
from tests.docs.runs import HASHES, runs, words

HERE = Path(__file__).parent


def test_no_page_shares_ten_words_in_a_row_with_a_source(pages: list[Page]) -> None:
    copied = set(HASHES.read_text(encoding="ascii").split())
    allowed = [*_titles(), *(" ".join(words(each)) for each in _reviewed())]
    found = set()
    for page in pages:
        soup = BeautifulSoup(page.html, "html.parser").find("article")
        for block in soup.find_all(BLOCKS) if soup else ():
            shared = (run for run, hashed in runs(own_text(block)) if hashed in copied)
            found |= {(page.path, run) for run in shared if not any(run in each for each in allowed)}
    assert found == set()


def test_the_hashes_would_find_what_was_copied() -> None:
    """Words of the sources that the site may not use but that a title of theirs holds."""
    copied = set(HASHES.read_text(encoding="ascii").split())
    assert any(
        hashed in copied for _, hashed in runs("What do I need to do before the conference? When you are invited")
    )


def test_each_reviewed_exception_has_a_reason_and_is_still_used(pages: list[Page]) -> None:
    site = " ".join(" ".join(words(page.text)) for page in pages)
    for phrase, reason in _reviewed().items():
        assert len(reason.split()) >= 4, phrase
        assert " ".join(words(phrase)) in site, phrase


def _reviewed() -> dict[str, str]:
    return tomllib.loads((HERE / "shared_runs.toml").read_text(encoding="utf-8"))


def _titles() -> list[str]:
    """Titles of documents, headings and addresses, which are given as they are printed."""
    rulebook = load_rulebook()
    titles = [document.title for document in rulebook.documents.values()]
    headings = [statement.heading for statement in rulebook.statements.values()]
    headings += [heading for topic in library().topics.values() for heading in topic.headings]
    contacts = [contact.value for area in rulebook.partnerships.values() for contact in area.contacts]
    return [" ".join(words(each)) for each in (*titles, *headings, *contacts)]

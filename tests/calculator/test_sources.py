"""Every timing statement of the five documents stands in sources.toml, said in one plain sentence."""

from collections import Counter

import pytest

from calculator.builder.coverage import rules_by_statement
from calculator.model import Rulebook, Statement, StatementKind

LAST = {"KE": 20, "LI": 8, "WA": 12, "KH": 59, "DA": 44}


def local(book: Rulebook) -> list[Statement]:
    documents = {each.id for each in book.documents.values() if each.partnership != "national" and not each.read}
    return [each for each in book.statements.values() if each.document in documents]


def public(book: Rulebook) -> list[Statement]:
    """Lengths of time that families' pages take from public pages."""
    return [each for each in book.statements.values() if book.documents[each.document].read]


@pytest.mark.parametrize("prefix", LAST)
def test_every_timing_statement_of_a_document_is_there_in_order(prefix: str, book: Rulebook) -> None:
    ids = [each.id for each in local(book) if each.id.startswith(prefix)]
    assert ids == [f"{prefix}{number:02}" for number in range(1, LAST[prefix] + 1)]
    assert len({book.statements[each].document for each in ids}) == 1


def test_no_other_statement_of_a_local_document_is_there(book: Rulebook) -> None:
    assert len(local(book)) == sum(LAST.values()) == 143
    assert len(book.statements) - len(public(book)) == 143 + 8


def test_each_length_of_time_from_a_public_page_has_its_figure_and_the_page_its_day(book: Rulebook) -> None:
    assert [each.id for each in public(book)] == [f"PU{number:02}" for number in range(1, len(public(book)) + 1)]
    for statement in public(book):
        assert statement.figure, statement.id
        assert statement.figure in statement.says, statement.id


def test_every_public_page_has_its_address_and_no_rule_rests_on_one(book: Rulebook) -> None:
    pages = [document for document in book.documents.values() if document.read]
    assert len(pages) > 50
    assert [page.id for page in pages if not page.address] == []
    used = {source for source, rules in rules_by_statement(book).items() if rules}
    assert used.isdisjoint(each.id for each in public(book))


def test_a_public_page_about_an_area_is_none_of_the_documents_that_its_rules_come_from(book: Rulebook) -> None:
    assert [each.id for each in book.documents_of("lincolnshire")] == ["lincolnshire-briefing"]
    assert book.documents["lincolnshire-complaints"].partnership == "lincolnshire"


def test_each_statement_either_has_a_number_to_count_with_or_says_what_it_gives_instead(book: Rulebook) -> None:
    assert Counter(each.kind for each in local(book)) == {
        None: 68,
        StatementKind.WORDING: 43,
        StatementKind.ORDER: 26,
        StatementKind.AGE: 5,
        StatementKind.DURATION: 1,
    }
    assert [each.id for each in book.statements.values() if each.kind and each.not_a_rule] == []


def test_every_age_and_duration_has_its_figure(book: Rulebook) -> None:
    known = [each for each in book.statements.values() if each not in public(book)]
    figures = {each.id: each.figure for each in known if each.kind in ("age", "duration")}
    assert figures == {
        "WA06": "2 to 3 hours",
        "KH01": "5 years",
        "KH35": "18",
        "KH42": "10",
        "KH44": "10",
        "KH47": "10",
        "NA08": "18",
    }


def test_any_other_figure_is_that_of_a_number_from_which_no_date_is_counted(book: Rulebook) -> None:
    figures = {each.id: each.figure for each in book.statements.values() if each.figure and each.kind is None}
    assert figures == {
        "KH05": "every month",
        "KH36": "3 months",
        "KH54": "each year",
        "KH55": "every day",
        "DA02": "day 3",
    }
    assert [source for source in figures if rules_by_statement(book)[source]] == []


def test_a_statement_is_one_short_sentence_in_full_terms(book: Rulebook) -> None:
    shortened = {"ICPC", "RCPC", "IRO", "CPRU", "CSU", "CIN", "CLA", "PR", "SW", "TM", "S47"}
    for each in book.statements.values():
        words = each.says.replace(";", " ").replace(",", " ").rstrip(".").split()
        assert each.says.endswith("."), each.id
        assert ". " not in each.says, each.id
        assert len(words) <= 25, each.id
        assert not shortened & {word.upper() for word in words if word.isupper()}, each.id
        assert not set("'\"") & set(each.says), each.id

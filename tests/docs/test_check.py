"""`build.py check` finds what is wrong on a page before anybody reads it."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from calculator.extra.user_error import UserError
from docs.builder.checks import check, prose
from docs.builder.checks.plain_english import sentences, short_forms, spans
from docs.builder.pages.written import Written, read_pages
from tests.docs.known import library

PAGE = "procedures/report/when-reports-are-due.md"


@pytest.fixture(scope="module")
def written() -> Mapping[str, Written]:
    return read_pages(library())


def page_of(folder: Path, text: str) -> Written:
    """Return the one page of a folder of documents."""
    path = folder / "procedures" / "late.md"
    path.parent.mkdir(exist_ok=True)
    path.write_text("---\ntitle: Late\n" + text, encoding="utf-8")
    return read_pages(library(), folder)["procedures/late.md"]


def rendered(html: str, path: str = PAGE) -> check.Rendered:
    return check.Rendered(path, BeautifulSoup(html, "html.parser"))


def test_every_topic_has_a_page_and_every_timing_statement_a_place(written: Mapping[str, Written]) -> None:
    documents = library().rulebook.documents
    local = [each for each in library().topics.values() if not documents[each.document].read]
    assert len([each for each in local if each.document != "working-together"]) == 90
    assert list(check.without_a_page(library(), written)) == []


def test_a_topic_or_a_statement_that_no_page_carries_is_found(written: Mapping[str, Written]) -> None:
    fewer = {path: page for path, page in written.items() if path != "procedures/quality/quality-assurance.md"}
    found = "\n".join(check.without_a_page(library(), fewer))
    assert "handbook-29 (Quality assurance and the midway review): no page" in found
    assert "KH49: neither a page cites it nor a rule rests on it" in found


@pytest.mark.parametrize(
    "text",
    [
        '<script src="https://cdn.example/x.js"></script>',
        "<img alt='' src=//cdn.example/x.png>",
        '<img alt="" srcset="https://cdn.example/x.png 2x">',
        '<link rel="stylesheet" media="all" href="https://fonts.example/x.css">',
        '<svg><use href="https://cdn.example/x.svg#a"/></svg>',
        '<object data="http://cdn.example/x"></object>',
        "a { background: url( 'https://cdn.example/x.png') }",
        '@import "//cdn.example/x.css";',
        "fetch(`https://api.example/count`)",
        'await import("https://cdn.example/x.mjs")',
        'new WebSocket("wss://api.example/")',
    ],
)
def test_whatever_would_be_loaded_from_another_host_is_found(text: str) -> None:
    (found,) = check.from_another_host("a page", text)
    assert ".example/" in found


@pytest.mark.parametrize(
    "text",
    [
        '<a href="https://www.gov.uk/x">GOV.UK</a>',
        '<script src="assets/site.js"></script><link rel="stylesheet" href="assets/site.css">',
        "a { background: url(ear.svg) }",
        '<svg xmlns="http://www.w3.org/2000/svg"></svg>',
        "// https://example.org/ explains it",
    ],
)
def test_what_is_the_guides_own_or_is_only_a_link_is_let_be(text: str) -> None:
    assert list(check.from_another_host("a page", text)) == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("---\nText.{{ cite('KE99') }}", "“KE99” is not a known source"),
        ("---\nText.{{ cite() }}", "names no source"),
        ("topics: [handbook-12]\n---\nText.{{ cite('KE01') }}", "names the topic “handbook-12”, but no source mark"),
        ("---\n{{ rule('KE03') | span }}", "No rule cites “KE03”"),
        ("---\n{{ figure('KE01') }}", "“KE01” has no figure"),
        ("---\n{{ name('kirklees', 'mayor') }}", "“mayor” is not known; use one of: unit, partnership, chair"),
        ("---\n{{ name('leeds', 'unit') }}", "name: “leeds” is not known; use one of: darlington"),
        ("---\n{{ timings('parking') }}", "“parking” is not known; use one of: referral"),
        ("---\n{{ use('telephone', 'Ring') }}", "“telephone” is not known; use one of: deadline-calculator"),
        ("---\n{{ contact('leeds') }}", "“leeds” is not known; use one of: darlington"),
        ("---\n{{ diagram('joint-report', 'kirklees') }}", "this area has no rules for a joint report"),
        ("---\n{{ diagram('pie', 'kirklees') }}", "the charts are path, core-groups, joint-report"),
        ("---\nText {{ cite(", "late.md, line"),
    ],
)
def test_a_page_that_asks_for_what_is_not_there_stops_the_build(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(UserError) as stopped:
        page_of(tmp_path, text)
    assert says in str(stopped.value)


@pytest.mark.parametrize(
    "typed",
    [
        "within three working days",
        "in 24 hours",
        "six-week",
        "monthly",
        "10 days",
        "ann@example.org",
        "01926 410410",
    ],
)
def test_a_number_of_days_or_a_contact_that_is_typed_is_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str
) -> None:
    page = page_of(tmp_path, f"---\nCome {typed} please. {{{{ rule('KE01') | span }}}}")
    monkeypatch.setattr(check, "PAGES", tmp_path)
    assert any("is typed; take it from the data" in found for found in check.typed(page, library()))


def test_a_local_name_that_is_typed_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = page_of(tmp_path, "---\nLog it in Liquid Logic.")
    monkeypatch.setattr(check, "PAGES", tmp_path)
    assert list(check.typed(page, library())) == [
        "procedures/late.md: “Liquid Logic” is typed; write name(“kirklees”, “record_system”)."
    ]


def test_a_length_of_time_that_no_rule_gives_is_found() -> None:
    wrong = rendered("<p>Send it three working days before. Or 19 working days, or a fortnight, or 4 years.</p>")
    assert [found.partition(": “")[0] for found in check.unknown_spans([wrong], library())] == [
        f"{PAGE}: no rule says “19 working day”",
        f"{PAGE}: no rule says “4 year”",
    ]


def test_a_statement_without_a_source_mark_is_found() -> None:
    mark, sources = '<sup class="mark">1</sup>', '<ol class="page-sources"><li>A document</li></ol>'
    bare = rendered(
        f"<p>Bare.</p><p>Marked.{mark}</p><p>Lead in:</p><ul><li>one{mark}</li><li>two</li></ul>{sources}"
    )
    assert list(check.unsourced(bare)) == [f"{PAGE}: no source mark: “Bare.…”"]


def test_a_short_form_that_nobody_explains_is_found() -> None:
    assert short_forms("The ICPCs, a CiN plan, s47 and the NHS; Ann and A4.") == {"ICPC", "CiN", "s47", "NHS"}
    found = list(check.unexplained([rendered("<p>Ask the QZX and the ICPC.</p>")], library()))
    assert found == [f"{PAGE}: “QZX” is not in the glossary: “Ask the QZX and the ICPC.…”"]


def test_a_long_sentence_is_found_and_an_example_is_not_counted() -> None:
    long = " ".join(["word"] * 26)
    found = list(check.long_sentences([rendered(f"<p>{long}. Short.</p><div class='example'><p>{long}.</p></div>")]))
    assert found == [f"{PAGE}: 26 words: “{long}.”"]


def test_a_page_for_families_with_long_sentences_on_average_is_found() -> None:
    sentence = " ".join(["word"] * 16) + "."
    assert list(check.hard_reading([rendered(f"<p>{sentence} {sentence.capitalize()}</p>", "family/x.md")]))
    assert not list(check.hard_reading([rendered(f"<p>{sentence} Short one. Another.</p>", "family/x.md")]))


def test_sentences_are_read_as_they_stand_on_the_page() -> None:
    html = "<ul><li>One. Two “Three.” Four<sup>1</sup><ul><li>Five</li></ul></li></ul><p>Six<br>Seven 3.5</p>"
    assert [each.text for each in sentences(BeautifulSoup(html, "html.parser"))] == [
        "One.", "Two “Three.”", "Four", "Five", "Six", "Seven 3.5",
    ]  # fmt: skip
    assert list(spans("six weeks, 24-hour and 15 working days")) == [(6, "week"), (24, "hour"), (15, "working day")]


def test_american_spelling_and_a_worn_phrase_are_found() -> None:
    said = [
        ("one.md", "We organise the meeting."),
        ("two.md", "The color of the meetting."),
        ("three.md", "It is very late."),
    ]
    found = list(prose.problems(said))
    assert [each.partition(":")[0] for each in found] == ["two.md", "two.md", "three.md"]
    assert "“color” is misspelt" in found[0]

"""Families' own questions: a page for each, the answer first, and behind it a public source with its day."""

import re

import pytest
from bs4 import BeautifulSoup, Tag

from calculator.builder.edition import Edition
from docs.builder import DOCS
from docs.builder.checks import plain_english
from docs.builder.pages import written
from docs.builder.pages.library import Library, load_library
from tests.docs.known import library
from tests.docs.pages import Page

# The question, its page, and words of the answer that stand in the first two sentences.
QUESTIONS = [
    (
        "Can they take my child?",
        "where-my-child-lives",
        ("cannot take your child", "court", "72 hours", "can agree"),
    ),
    ("Do I need a solicitor, and is it free?", "solicitor", ("do not have to", "ask to bring one", "free")),
    ("Can I record?", "recording", ("ask", "chair", "before the day")),
    ("How do I complain, and by when?", "complain", ("chair", "council", "Ombudsman", "12 months")),
    ("How do I see my file and put it right?", "put-it-right", ("copy", "one month", "corrected")),
    (
        "Who has parental responsibility?",
        "parents-apart",
        ("mother", "father", "birth certificate", "1 December 2003"),
    ),
    (
        "Can grandparents come, and take the children?",
        "relatives",
        ("parent may bring you", "chair", "family first"),
    ),
    ("What if I am expecting a baby?", "new-baby", ("can be one", "cannot take your baby")),
    ("I am afraid of someone who will be there", "apart", ("Tell the social worker or the chair", "separately")),
    ("Can they keep me out?", "kept-out", ("exceptional cases", "chair", "in writing")),
    ("What help can I have to take part?", "help-to-take-part", ("bring someone", "interpreter", "disabled")),
    ("Who sees what is said, and for how long?", "who-sees", ("people at the meeting", "how long")),
    ("Prison, immigration, work, housing", "life", ("visa", "job", "home", "prison")),
    ("What does a plan look like?", "example-plan", ("who does what", "made up")),
    ("What if I disagree?", "disagree", ("today", "core group", "review", "written down")),
]
NATIONAL_ONLY = [page for _, page, _ in QUESTIONS]
AUDIT = re.compile(
    r"\bno (?:local )?document\b|\bdocuments? (?:do(?:es)? not|say nothing)\b|\bnone says\b|behind this guide",
    re.IGNORECASE,
)
ANOTHER_PERSON = re.compile(
    r"ask (?:for )?the (?:team )?manager|manager of that team|do not need them", re.IGNORECASE
)
FILLED_IN = re.compile(r"\{\{.*?\}\}")
LAW = re.compile(r"\blaw says\b|\bcourt\b.*\border\b|\blegal aid\b|\bby law\b|\bthe police can act\b", re.IGNORECASE)


@pytest.fixture(scope="module")
def known() -> Library:
    return library()


def page_of(pages: list[Page], name: str) -> BeautifulSoup:
    return BeautifulSoup(next(page.html for page in pages if page.path == f"family/{name}.html"), "html.parser")


def lead_of(soup: BeautifulSoup) -> Tag:
    lead = soup.select_one("article p.lead")
    assert lead
    return lead


@pytest.mark.parametrize(("question", "name", "answer"), QUESTIONS, ids=[name for _, name, _ in QUESTIONS])
def test_the_answer_stands_in_the_first_two_sentences(
    pages: list[Page], question: str, name: str, answer: tuple[str, ...]
) -> None:
    lead = BeautifulSoup(str(lead_of(page_of(pages, name))), "html.parser")
    sentences = plain_english.sentences(lead)
    assert len(sentences) == 2, (question, [each.text for each in sentences])
    said = " ".join(" ".join(each.text for each in sentences).split())
    assert [words for words in answer if words.lower() not in said.lower()] == [], said
    assert not AUDIT.search(said)
    assert "ational guidance" not in said


@pytest.mark.parametrize("name", NATIONAL_ONLY)
def test_each_answer_rests_on_sources_and_those_of_the_public_say_when_they_were_read(
    pages: list[Page], name: str
) -> None:
    soup = page_of(pages, name)
    notes = [" ".join(note.get_text().split()) for note in soup.select("ol.page-sources > li")]
    assert notes, name
    assert name == "example-plan" or any("read on Thursday 26 November 2026" in note for note in notes)


def test_every_source_of_law_or_advice_has_an_address_a_publisher_and_the_day_on_which_it_was_read(
    known: Library,
) -> None:
    areas = known.rulebook.partnerships
    local = {each.id for area in areas for each in known.rulebook.documents_of(area)}
    unread = {"working-together", "working-together-2026", "working-together-2026-changes"}
    for document in known.rulebook.documents.values():
        if document.id not in local | unread:
            assert document.read, document.id
            assert str(document.address).startswith("http"), document.id
            assert document.publisher, document.id


def test_nothing_rests_on_guidance_that_was_not_read(known: Library) -> None:
    for unread in ("working-together-2026", "working-together-2026-changes"):
        assert "could not be read" in str(known.rulebook.documents[unread].note)
        assert unread not in {topic.document for topic in known.topics.values()}
        assert unread not in {statement.document for statement in known.rulebook.statements.values()}


def test_what_families_pages_say_of_the_law_has_a_mark_in_its_paragraph_or_points_to_the_page_that_has(
    pages: list[Page],
) -> None:
    for name in ("where-my-child-lives", "solicitor", "parents-apart", "relatives", "new-baby"):
        article = page_of(pages, name).find("article")
        assert isinstance(article, Tag)
        for block in article.select("p, li, td"):
            if block.find_parent(class_=["page-sources", "page-words", "example"]) or "?" in block.get_text():
                continue
            if LAW.search(plain_english.own_text(block)):
                holder = block if block.name == "p" else (block.find_parent(["ul", "ol", "tr"]) or block)
                near = [holder, holder.find_previous_sibling(), holder.find_next_sibling()]
                marked = any(isinstance(each, Tag) and each.select(".mark, a[href$='.html']") for each in near)
                assert marked, (name, block.get_text())


def test_families_pages_answer_and_hardly_ever_audit_the_documents(pages: list[Page]) -> None:
    found = [
        (page.path, match[0])
        for page in pages
        if page.path.startswith("family/") and page.path != "family/booklet.html"
        for match in AUDIT.finditer(" ".join(page.text.split("Sources of this page")[0].split()))
        if "say nothing" not in match[0] and "behind this guide" not in match[0]  # the row of an area that is silent
    ]
    assert len(found) <= 2, found


def test_every_question_is_linked_from_the_start_and_the_pages_lead_to_each_other(pages: list[Page]) -> None:
    start = page_of(pages, "index")
    linked = {str(link["href"]).split("#")[0] for link in start.select("article a[href]")}
    assert {f"{name}.html" for name in NATIONAL_ONLY} <= linked
    for name in NATIONAL_ONLY:
        soup = page_of(pages, name)
        related = {str(link["href"]).split("#")[0] for link in soup.select("article a[href]")}
        assert len(related & {f"{each}.html" for each in NATIONAL_ONLY} - {f"{name}.html"}) >= 2, name


def test_every_answer_says_whom_else_to_ask(pages: list[Page]) -> None:
    others = re.compile(
        r"help line|Family Rights Group|team manager|manager, the chair|Citizens Advice", re.IGNORECASE
    )
    for name in ("where-my-child-lives", "solicitor", "complain", "parents-apart", "help-to-take-part", "disagree"):
        assert others.search(page_of(pages, name).get_text()), name
    for name in ("apart", "complain", "where-my-child-lives", "disagree", "help"):
        text = " ".join(page_of(pages, name).get_text().split())
        assert ANOTHER_PERSON.search(text), name


def test_the_made_up_plan_is_marked_as_an_example(pages: list[Page]) -> None:
    example = page_of(pages, "example-plan").select_one(".example")
    assert example
    assert example.get_text().strip().startswith("Example:")
    assert len(example.select("tbody tr")) >= 5


def test_each_page_that_cites_national_guidance_says_once_that_a_newer_edition_has_replaced_it(
    pages: list[Page],
) -> None:
    citing = 0
    for page in pages:
        if "has-it-changed" in page.ids:
            continue
        soup = BeautifulSoup(page.html, "html.parser")
        notes = soup.select("ol.page-sources > li")
        cites = any("Working Together to Safeguard Children 2023" in note.get_text() for note in notes)
        citing += cites
        said = " ".join(soup.get_text().split()).count(
            "“Working Together to Safeguard Children 2026” has replaced it."
        )
        # The page of an area, and that on counting, have the national times without a list of sources.
        lists = cites or "edition-note" in page.html
        assert said == (1 if lists else 0), page.path
        assert not lists or "quality/law-and-guidance.html#has-it-changed" in page.html, page.path
    assert citing > 40


@pytest.fixture(params=["kirklees", "lincolnshire", "warwickshire", "darlington"])
def alone(request: pytest.FixtureRequest) -> Library:
    """Return what the guide of one area knows."""
    return load_library(Edition(alone=request.param))


def test_one_areas_own_guide_keeps_the_answers_whole(alone: Library) -> None:
    """What stands outside the areas' own blocks is national, and no word of it may go."""
    pages = written.read_pages(alone)
    for name in NATIONAL_ONLY:
        source = (DOCS / "family" / f"{name}.md").read_text(encoding="utf-8").partition("\n---\n")[2]
        outside = re.sub(r"^/// area \|.*?^///$", "", source, flags=re.DOTALL | re.MULTILINE)
        kept = _words(pages[f"family/{name}.md"].markdown)
        for line in filter(None, map(str.strip, outside.splitlines())):
            if line.startswith(("#", "///", "|", "- [", "- More")) or "{{ name(" in line:
                continue  # headings of the areas' part, tables and links are tried elsewhere
            for part in FILLED_IN.split(line):
                assert _words(part) in kept, (name, line)


def _words(markdown: str) -> str:
    text = re.sub(r"<span[^>]*></span>|<sup.*?</sup>", " ", markdown)
    text = re.sub(r"<[^>]+>|\]\([^)]*\)|[*\[\]]", " ", text)
    return " ".join(re.findall(r"[A-Za-z’]+", text))

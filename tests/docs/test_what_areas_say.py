"""What pages say of Kirklees, Lincolnshire, Warwickshire and national guidance, where it was told wrongly."""

import re
from collections.abc import Mapping
from dataclasses import replace

import pytest

from calculator.builder.edition import Edition
from docs.builder.pages import sheets, templates
from docs.builder.pages.library import Library, load_library
from docs.builder.pages.site_pages import made_pages
from docs.builder.pages.written import Written, read_pages

NOTE = "National guidance on this page is the edition of December 2023."
REPLACED = "“Working Together to Safeguard Children 2026” has replaced it"
HOW = "quality/law-and-guidance.html#has-it-changed"
LAW = "procedures/quality/law-and-guidance.md"


@pytest.fixture(scope="module")
def known() -> Library:
    return load_library(Edition())


@pytest.fixture(scope="module")
def pages(known: Library) -> Mapping[str, Written]:
    return read_pages(known)


def said(pages: Mapping[str, Written], name: str) -> str:
    """Return what a page says, without its marks, and before its sources."""
    text = pages[name].markdown.partition("## Sources of this page")[0]
    return " ".join(re.sub(r"<sup.*?</sup>|<span id=[^>]*></span>", "", text).split())


# --- Which edition of national guidance --------------------------------------------------------------------


def test_every_professionals_page_that_rests_on_national_guidance_says_once_of_which_edition(
    pages: Mapping[str, Written],
) -> None:
    found = 0
    for page in pages.values():
        national = any(note.document.id == "working-together" for note in page.citations.notes)
        if not national or page.meta.get("family") or page.path == LAW:
            continue
        found += 1
        assert page.markdown.count(NOTE) == 1, page.path
        assert page.markdown.count(REPLACED) == 1, page.path
        assert HOW in page.markdown, page.path
    assert found > 25


def test_families_pages_say_it_in_the_note_about_sources_alone(pages: Mapping[str, Written]) -> None:
    found = 0
    for page in pages.values():
        national = any(note.document.id == "working-together" for note in page.citations.notes)
        if not national or not page.meta.get("family"):
            continue
        found += 1
        text, _, sources = page.markdown.partition("## Sources of this page")
        assert NOTE not in text, page.path
        assert REPLACED not in text, page.path
        assert sources.count(REPLACED) == 1, page.path
    assert found > 10


@pytest.fixture(scope="module")
def entered(known: Library) -> Library:
    """Return what pages know once an officer has entered the edition of 2026."""
    book = known.rulebook
    old = book.documents[book.edition.document]
    newer = replace(old, title="Working Together to Safeguard Children 2026", date="March 2026", note=None)
    edition = replace(book.edition, newer=None, changes=None)
    rulebook = replace(book, edition=edition, documents={**book.documents, old.id: newer})
    return replace(known, rulebook=rulebook)


def test_once_the_newer_edition_is_entered_no_page_says_that_it_has_not_been_read(entered: Library) -> None:
    pages = read_pages(entered)
    for page in pages.values():
        assert "edition of December 2023" not in page.markdown, page.path
        assert "has-it-changed" not in page.markdown, page.path
        assert "has replaced it" not in page.markdown or "2026” has replaced" not in page.markdown, page.path
    assert "edition of March 2026" in said(pages, LAW)
    assert "*Working Together to Safeguard Children 2026*" in pages["professionals/how-days-are-counted.md"].markdown
    assert "from March 2026" in said(pages, "family/index.md")


def test_the_page_on_law_names_the_areas_that_went_first_and_the_act_with_what_is_known(
    pages: Mapping[str, Written], known: Library
) -> None:
    text = said(pages, LAW)
    for document in (known.rulebook.edition.newer, known.rulebook.edition.changes):
        assert str(known.rulebook.documents[str(document)].address) in text
    assert "passed on 29 April 2026" in text
    assert text.count("Not known.") == 2
    first = text.partition("## Areas that went first")[2]
    assert "/// area | lincolnshire" in first
    assert "/// area | warwickshire" in first
    assert "differ from an area’s printed documents" in first


def test_the_assessment_may_take_longer_with_the_reasons_recorded(pages: Mapping[str, Written]) -> None:
    assert "may take longer" in said(pages, "procedures/before/assessment.md")
    assert "reasons are then recorded" in said(pages, "procedures/before/assessment.md")


# --- Kirklees ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["procedures/on-the-day/confidentiality.md", "procedures/on-the-day/order-of-the-meeting.md"],
)
def test_the_acknowledgement_at_the_start_of_each_meeting_has_both_readings(
    name: str, pages: Mapping[str, Written]
) -> None:
    text = said(pages, name)
    assert re.search(r"every (conference|meeting)", text)
    assert "online and partly online ones" in text


@pytest.mark.parametrize("form", ["attendance-online", "attendance-family", "attendance-professionals"])
def test_the_attendance_sheets_have_both_readings_too(form: str, known: Library) -> None:
    note = str(known.forms[form].note)
    assert "each online or partly online one, or every conference" in note


@pytest.mark.parametrize(
    ("name", "key"),
    [("procedures/before/standing-down.md", "procedures_address"),
     ("procedures/disagreeing/chair-and-social-care.md", "escalation_address")],
)  # fmt: skip
def test_an_address_that_the_handbook_prints_is_shown_and_marked_as_old(
    name: str, key: str, pages: Mapping[str, Written], known: Library
) -> None:
    text = said(pages, name)
    address = known.rulebook.partnerships["kirklees"].names[key]
    assert address in text
    assert "address is old" in text.partition(address)[2][:40]


def test_who_does_what_has_the_service_manager_s_duty_that_conferences_are_held_in_time(
    pages: Mapping[str, Written],
) -> None:
    text = pages["procedures/roles/who-does-what.md"].markdown
    part = text.partition('<h2 id="service-manager">')[2].partition("<h2")[0]
    for title in (
        "Initial child protection conference held",
        "First review conference held",
        "Transfer-in conference",
    ):
        assert title in part


def test_tables_keep_must_and_should(pages: Mapping[str, Written], known: Library) -> None:
    asking = pages["procedures/before/asking-for-a-conference.md"].markdown
    assert "(“must”)" in asking
    duties = pages["procedures/roles/who-does-what.md"].markdown
    assert "(“must”)" in duties
    assert "(“should”)" in duties
    area = next(text for path, text in made_pages(known, pages, []) if path == "partnerships/kirklees.md")
    assert area.count("(“must”)") >= 4
    assert area.count("(“should”)") >= 4


def test_contingency_planning_is_kirklees_too(pages: Mapping[str, Written], known: Library) -> None:
    text = said(pages, "procedures/on-the-day/safety-plan.md")
    kirklees = [each.partition("///")[0] for each in text.split("/// area | kirklees")[1:]]
    assert any("contingency" in each for each in kirklees)
    contingency = known.forms["safety-plan"].section("contingency")
    assert contingency
    assert "Kirklees" in str(contingency.intro)
    assert "handbook-3" in contingency.sources


# --- Lincolnshire and Warwickshire -------------------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    ["procedures/on-the-day/order-of-the-meeting.md", "procedures/on-the-day/what-you-say.md",
     "procedures/roles/conference-chair.md", "family/on-the-day.md"],
)  # fmt: skip
def test_lincolnshire_s_chair_will_ask_questions_as_needed(name: str, pages: Mapping[str, Written]) -> None:
    text = said(pages, name)
    assert "chair will" in text
    assert not re.search(r"chair may (also )?(put|ask you)", text)


def test_a_warwickshire_conference_considers_whether_other_services_are_needed(
    pages: Mapping[str, Written],
) -> None:
    assert "whether other services are needed" in said(pages, "procedures/deciding/no-plan.md")


def test_the_former_board_s_book_and_address_are_named_as_old(pages: Mapping[str, Written]) -> None:
    text = said(pages, LAW)
    assert "Blue book" in text
    assert "Both are old" in text.partition("www.warwickshire.gov.uk/wscb")[2][:40]


def test_what_is_required_in_warwickshire_leads_to_its_list(pages: Mapping[str, Written]) -> None:
    assert "forms/required-of-me-warwickshire.html" in pages["procedures/before/must-i-attend.md"].markdown


# --- One area's own guide ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("area", "scale"), [("darlington", False), ("warwickshire", False), ("lincolnshire", True)])
def test_the_scale_is_in_a_family_s_guide_only_where_the_area_has_one(area: str, scale: bool) -> None:
    own = load_library(Edition(alone=area))
    page = read_pages(own)["family/getting-ready.md"].markdown
    assert ("from 0 to 10" in page) is scale
    sheet = templates._sheet("my-views", own)
    columns = {each.id for section in sheet.sections for question in section.questions
               if isinstance(question, sheets.Rows) for each in question.columns}  # fmt: skip
    assert ({"score", "why", "up"} <= columns) is scale
    assert ({"score", "why", "up"} & columns == set()) is not scale


def test_a_sheet_names_only_areas_that_there_are(known: Library) -> None:
    for name in sheets.sheet_ids():
        for section in sheets.load_sheet(name).sections:
            for question in section.questions:
                columns = question.columns if isinstance(question, sheets.Rows) else ()
                named = {area for each in columns for area in getattr(each, "areas", ())}
                assert named <= set(known.rulebook.partnerships), name

"""The procedures on the built site: figures from the rules, sources on every page, areas side by side."""

import dataclasses
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag

from calculator import wording
from calculator.builder.edition import Edition
from calculator.builder.load import load_rulebook
from calculator.model import Closure
from docs.builder.pages import diagrams, reckoner, written
from docs.builder.pages.library import load_library
from docs.builder.pages.rules import all_rules
from tests.docs.known import library
from tests.docs.pages import Page


def soup_of(pages: list[Page], path: str) -> BeautifulSoup:
    return BeautifulSoup(next(page.html for page in pages if page.path == path), "html.parser")


def procedures(pages: list[Page]) -> list[Page]:
    return [page for page in pages if page.path.startswith("procedures/") and page.path.count("/") == 2]


def test_a_changed_rule_changes_the_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    page = "procedures/report/sharing-with-the-family.md"
    before = written.read_pages(library())[page].markdown
    rulebook = load_rulebook()
    kirklees = rulebook.partnerships["kirklees"]
    rules = tuple(dataclasses.replace(rule, amount=7) if "KE01" in rule.sources else rule for rule in kirklees.rules)
    changed = dataclasses.replace(
        rulebook, partnerships={**rulebook.partnerships, "kirklees": dataclasses.replace(kirklees, rules=rules)}
    )
    monkeypatch.setattr(Edition, "every_area", lambda _: changed)
    after = written.read_pages(load_library(Edition()))[page].markdown
    assert "7 working days" not in before
    assert after.count("7 working days") >= 2


def test_the_page_of_duties_gives_every_rule_in_the_calculators_words(pages: list[Page]) -> None:
    rulebook = load_rulebook()
    text = " ".join(soup_of(pages, "procedures/roles/who-does-what.html").get_text().split()).lower()
    for rule in all_rules(rulebook):
        assert wording.rule(rule, rulebook.words).lower() in text, rule.id


def test_the_sources_page_says_of_every_statement_and_topic_where_it_went(pages: list[Page]) -> None:
    soup = soup_of(pages, "sources.html")
    entries = {dt.get_text(" ", strip=True): dt.find_next("dd") for dt in soup.select(".statements dt")}
    ids = {entry.split()[0]: dd for entry, dd in entries.items()}
    rulebook = load_rulebook()
    assert set(rulebook.statements) <= set(ids)
    for statement in rulebook.statements.values():
        told = ids[statement.id]
        assert isinstance(told, Tag)
        assert told.select(".used") or statement.not_a_rule, statement.id
    for topic in library().topics.values():
        told = entries[topic.title]
        assert isinstance(told, Tag)
        assert told.select(".used a"), topic.id


def test_every_source_mark_leads_to_its_source_with_publisher_date_and_heading(pages: list[Page]) -> None:
    documents = {document.title: document for document in load_rulebook().documents.values()}
    marked = 0
    for page in procedures(pages):
        soup = BeautifulSoup(page.html, "html.parser")
        for link in soup.select(".mark a"):
            marked += 1
            note = soup.select_one(str(link["href"]))
            assert note, (page.path, link["href"])
            document = documents[str(note.find("a").get_text())]  # type: ignore[union-attr]
            said = " ".join(note.get_text().split())
            assert f"{document.title}, {document.publisher}, {document.date}" in said
            assert "Under “" in said or document.title == "Professional and Agency Expectations"
    assert marked > 500


def test_every_page_of_the_procedures_names_a_source_and_explains_its_words(pages: list[Page]) -> None:
    assert len(procedures(pages)) >= 60
    for page in procedures(pages):
        soup = BeautifulSoup(page.html, "html.parser")
        assert soup.select(".page-sources li"), page.path
        for term in soup.select("a.term"):
            assert soup.select_one(f'[id="{str(term["href"])[1:]}"] dd'), (page.path, term)


def test_areas_side_by_side_are_all_there_and_in_one_order(pages: list[Page]) -> None:
    order = ["national", "darlington", "kirklees", "lincolnshire", "warwickshire"]
    for page in procedures(pages):
        for areas in BeautifulSoup(page.html, "html.parser").select("div.areas:not([class*=timings])"):
            listed = areas.find_all("div", recursive=False)
            silent = [each for each in listed if "silent" in str(each.get("class"))]
            assert listed[len(listed) - len(silent) :] == silent, page.path
            for part in (listed[: len(listed) - len(silent)], silent):
                names = [str(each["data-area"]) for each in part]
                assert names == sorted(names, key=order.index), page.path
            assert {str(each["data-area"]) for each in listed} >= set(order[1:]), page.path


def test_what_the_sources_leave_open_is_listed_and_said_on_its_page(pages: list[Page]) -> None:
    listed = soup_of(pages, "procedures/left-open.html").get_text(" ").lower()
    for point in (
        "what makes a conference quorate",
        "when the new conference must be held",
        "who chairs darlington’s first core group",
        "which wording of the scale’s ends kirklees uses",
        "“harm” or “abuse”",
        "how the four kirklees criteria join",
        "which contacts still work",
        "which edition is in force today",
        "working days to the first core group in warwickshire and darlington",
    ):
        assert point in listed, point
    titles = [
        re.sub(r"\s+", " ", title.get_text(" ", strip=True)).removeprefix("Not settled in the sources: ")
        for page in procedures(pages)
        for title in BeautifulSoup(page.html, "html.parser").select(".open__title")
    ]
    assert len(titles) == len(set(titles))
    assert len(titles) > 40
    assert all(title.lower() in " ".join(listed.split()) for title in titles)


def test_a_chart_shows_the_counts_of_the_rules_and_says_the_same_in_words(pages: list[Page]) -> None:
    rulebook = load_rulebook()
    path = diagrams.draw("path", "kirklees", rulebook)
    days = {step.title: mark.number for mark in path.busy for step in mark.steps}
    assert days["Conference requested from the unit"] == 4
    assert days["Social work report ready for the chair"] == 15 - 2
    assert days["Initial child protection conference held"] == 15
    joint = {
        step.title: mark.number
        for mark in diagrams.draw("joint-report", "darlington", rulebook).busy
        for step in mark.steps
    }
    assert [joint[title] for title in joint] == sorted(joint.values())
    assert joint["Joint report authorised"] == 5 + 5 + 2 + 3
    figure = soup_of(pages, "partnerships/kirklees.html").select_one("figure.diagram")
    assert figure
    drawn = " ".join(text.get_text() for text in figure.select("svg text"))
    for title in days:
        assert all(word in drawn for word in title.split()), title
        assert title in figure.select_one("details").get_text(), title  # type: ignore[union-attr]


def test_core_groups_in_the_chart_go_on_to_the_second_review() -> None:
    rulebook = load_rulebook()
    for area, groups in (("darlington", 5), ("kirklees", 7), ("warwickshire", 9), ("lincolnshire", 1)):
        steps = [step.title for mark in diagrams.draw("core-groups", area, rulebook).busy for step in mark.steps]
        assert sum("core group" in step.lower() for step in steps) == groups, (area, steps)
        reviews = 4 if area == "darlington" else 2  # Darlington’s chart has weeks and months for each
        assert sum("review conference held" in step.lower() for step in steps) == reviews, (area, steps)


def test_darlingtons_chart_draws_each_meeting_once_in_the_week_of_the_document() -> None:
    """Ten days and six weeks are week 8, four more 12; then 6, 12 and 18 weeks after that, the review at 22."""
    drawn = diagrams.draw("core-groups", "darlington", load_rulebook())
    assert {mark.number: [step.title for step in mark.steps] for mark in drawn.busy} == {
        0: ["Initial conference makes a plan"],
        2: ["First core group held"],
        8: ["Second core group held (by the chart, the last before the first review)"],
        12: ["Review conference held, by the weeks of the chart"],
        13: ["First review conference held"],
        18: ["First core group after the review held"],
        24: ["Next core group held"],
        30: ["Third core group after the review held (by the chart, the last before the next one)"],
        34: ["Review conference held, by the weeks of the chart"],
        38: ["Next review conference held"],
    }


def test_the_final_joint_report_is_drawn_after_it_is_authorised_and_the_accounts_at_the_core_group() -> None:
    drawn = diagrams.draw("joint-report", "darlington", load_rulebook())
    steps = [step.title for mark in drawn.busy for step in mark.steps]
    authorised, final = (
        steps.index(title)
        for title in ("Joint report authorised", "Final report given to the family, and the unit told")
    )
    assert authorised < final
    assert [step.detail for step in drawn.busy[0].steps] == ["the analysis is agreed", "each agency"]


def test_darlingtons_reckoner_has_the_second_core_group_once_as_the_last_before_the_first_review() -> None:
    """From Friday 11 December 2026: conference by 6 January, first core group by 20 January, then six weeks."""
    rulebook = load_rulebook()
    columns, months = reckoner.reckoner(rulebook.partnerships["darlington"], rulebook, date(2026, 12, 1))
    titles = [title for column in columns for title in column.titles]
    [second] = [at for at, title in enumerate(titles) if "econd core group" in title or "ast core group" in title]
    row = next(row for row in months[0].rows if row.start == date(2026, 12, 11))
    cell = row.cells[second]
    assert cell
    assert cell.due == date(2027, 3, 3)


def test_a_closure_of_an_area_does_not_bend_its_charts() -> None:
    rulebook = load_rulebook()
    days = {"first": diagrams.START + timedelta(days=1), "last": diagrams.START + timedelta(days=9)}
    closed = dataclasses.replace(rulebook.partnerships["kirklees"], closures=(Closure(**days, why="A test"),))
    bent = dataclasses.replace(rulebook, partnerships={**rulebook.partnerships, "kirklees": closed})
    assert diagrams.draw("path", "kirklees", bent) == diagrams.draw("path", "kirklees", rulebook)


def test_a_tool_that_a_page_points_to_can_take_the_readers_area(pages: list[Page], site: Path) -> None:
    links = [link for page in procedures(pages) for link in BeautifulSoup(page.html, "html.parser").select(".use a")]
    patterns = {str(link["data-for-area"]) for link in links if "data-for-area" in link.attrs}
    assert len(links) >= 20
    assert patterns == {
        "../../tools/deadline-calculator.html#partnership={area}", "../../tools/ready-reckoner-{area}.html",
    }  # fmt: skip
    for area in load_rulebook().partnerships:
        assert (site / "tools" / f"ready-reckoner-{area}.html").is_file()


def test_darlingtons_bare_days_are_told_as_this_guide_reads_them_and_facilitated_is_not_led() -> None:
    pages = written.read_pages(library())
    lead = pages["procedures/reviews/joint-report.md"].markdown.partition('class="lead">')[2].partition("</p>")[0]
    assert "as this guide reads “days”" in lead
    about_reports = pages["family/children/teenagers-the-meeting.md"].markdown.partition("you get the final report")[
        2
    ][:300]
    assert "only “days”" in about_reports
    disagree = pages["procedures/reviews/analysis.md"].markdown.partition("If you do not agree")[2][:300]
    assert "facilitates" in disagree
    assert "led by" not in disagree

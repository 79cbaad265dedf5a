"""Every row of the table of timescales: what it says, worked examples, and any date against a second counter."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from calculator.model import Rulebook
from tests.calculator.conftest import PARTNERSHIPS, ask
from tests.calculator.oracle import PUBLISHED_TO, Row, rows, safe, worked_examples

ROWS = rows()
LOCAL = [row for row in ROWS if row.partnership != "national"]
NATIONAL = [row for row in ROWS if row.partnership == "national"]
EVERYWHERE = [(area, row) for row in ROWS for area in PARTNERSHIPS if row.partnership in {area, "national"}]

EARLIEST = date(2012, 4, 1)
"""From here on twelve weeks back stay in the years that GOV.UK's data has."""


def only(row: Row, area: str, start: date, book: Rulebook) -> dict[str, Any]:
    """Return the one deadline that the row gives from its trigger on `start`."""
    facts = ["transferred_in=yes"] if "KH22" in row.sources else []
    before = []
    if row.sources == ("DA21",):  # from the second core group after a review
        before = [f"review_conference={start - timedelta(84)}", f"core_group={start - timedelta(42)}"]
    answer = ask(book, area, *before, f"{row.trigger}={start}", facts=facts)
    from_here = {"event": row.trigger, "date": str(start), "given": True}
    [found] = [each for each in answer.citing(*row.sources) if each["trigger"] == from_here]
    return found


def shown(found: dict[str, Any]) -> tuple[str, str, list[tuple[str, str]]]:
    others = [(each["due"], each["safe"]) for each in found["other_readings"]]
    return found["due"], found["safe"], sorted(others)


@pytest.mark.parametrize("row", LOCAL, ids=str)
def test_a_local_rule_says_what_its_source_says(row: Row, book: Rulebook) -> None:
    found = only(row, row.partnership, date(2026, 12, 11), book)
    assert found["milestone"] == row.milestone
    assert found["limit"] == row.limit
    assert found["status"] == ("target" if row.limit == "normally" else "local")
    assert set(found["responsible"]) == row.responsible
    assert found["condition"] == (row.condition if "KH22" not in row.sources else "the plan continues")
    assert found["time"] == ("10:00" if row.sources == ("DA09",) else None)
    assert bool(found["reading"]) >= bool(row.default_reading or row.alternatives)
    assert len(found["other_readings"]) + len(found["undated_readings"]) <= len(row.alternatives)
    assert row.consequence[-7:] in (found["consequence"] or "")


@pytest.mark.parametrize("row", NATIONAL, ids=str)
def test_a_national_rule_says_what_working_together_says(row: Row, book: Rulebook) -> None:
    rule = next(rule for rule in book.national if rule.sources == row.sources)
    assert [rule.milestone, rule.status, rule.limit] == [row.milestone, "national", row.limit]
    assert set(rule.responsible) == row.responsible
    assert [each.says for each in rule.conditions] == list(filter(None, [row.condition]))


def test_the_calculator_has_no_rule_that_the_table_does_not_have(book: Rulebook) -> None:
    in_table = {(source, row.trigger) for row in ROWS for source in row.sources}
    more_core_groups = {("DA25", "last_core_group_before_review")}
    areas = book.partnerships.values()
    for rule in [*book.national, *(rule for area in areas for rule in area.rules)]:
        assert {
            (source, str(event)) for source in rule.sources for event in rule.triggers
        } <= in_table | more_core_groups


@pytest.mark.parametrize(("row", "start", "due", "latest", "others"), worked_examples(), ids=str)
def test_worked_example(row: Row, start: date, due: str, latest: str, others: list[str], book: Rulebook) -> None:
    for area in PARTNERSHIPS if row.partnership == "national" else [row.partnership]:
        found = only(row, area, start, book)
        assert (found["due"], found["safe"]) == (due, latest)
        if row.partnership != "national":
            assert sorted(each["due"] for each in found["other_readings"]) == others


@pytest.mark.parametrize(("area", "row"), EVERYWHERE, ids=str)
@given(start=st.dates(EARLIEST, PUBLISHED_TO))
@example(start=date(2022, 5, 27))
@example(start=date(2023, 4, 21))
@example(start=PUBLISHED_TO)
def test_any_date_agrees_with_a_second_counter(area: str, row: Row, book: Rulebook, start: date) -> None:
    found = only(row, area, start, book)
    due = row.due(start)
    assert found["provisional"] is (due > PUBLISHED_TO)
    if due <= PUBLISHED_TO:
        assert (found["due"], found["safe"]) == (str(due), str(safe(due)))
        if row.partnership != "national":
            dates = [day for day in row.other_dates(start) if day <= PUBLISHED_TO]
            others = sorted((str(day), str(safe(day))) for day in dates)
            assert [each for each in shown(found)[2] if each[0] <= str(PUBLISHED_TO)] == others


KNOWN = {
    "referral": 0,
    "strategy_discussion": 7,
    "initial_conference": 25,
    "first_core_group": 35,
    "core_group": 70,
    "last_core_group_before_review": 72,
    "review_conference": 100,
}
"""Events of a case, and how many days after its start each was."""


@settings(max_examples=100)
@given(
    area=st.sampled_from(PARTNERSHIPS),
    start=st.dates(EARLIEST, date(2026, 6, 1)),
    known=st.sets(st.sampled_from(sorted(KNOWN)), min_size=1),
)
def test_every_date_of_a_whole_case_agrees_with_the_second_counter(
    area: str, start: date, known: set[str], book: Rulebook
) -> None:
    entered = {event: str(start + timedelta(days=KNOWN[event])) for event in known}
    answer = ask(book, area, *(f"{event}={day}" for event, day in entered.items()))
    in_order = [(each["due"], each["safe"]) for each in answer.deadlines]
    assert in_order == sorted(in_order)
    assert len(set(answer.ids)) == len(answer.ids)
    for each in answer.deadlines:
        trigger = date.fromisoformat(each["trigger"]["date"])
        event = each["trigger"]["event"]
        same = [event, *(["core_group"] if event == "last_core_group_before_review" else [])]  # it can be that one
        assert each["trigger"]["given"] is (str(trigger) in [entered.get(one) for one in same])
        assert each["trigger"]["given"] or trigger == safe(trigger)
        own = [row for row in ROWS if set(row.sources) <= set(each["sources"])]
        own = [row for row in own if row.partnership == "national" or row.milestone == each["milestone"]]
        if each["candidates"]:  # the sooner of two: each has its own trigger
            own = [row for row in own if row.trigger == each["candidates"][0]["event"]]
            trigger = date.fromisoformat(each["candidates"][0]["date"])
            dates = [one["due"] for one in each["candidates"] if one["due"]]
            assert {str(row.due(trigger)) for row in own} == {dates[0]}
            assert each["due"] == min(dates)
        else:
            assert {str(row.due(trigger)) for row in own} == {each["due"]}
        assert each["safe"] == str(safe(date.fromisoformat(each["due"])))


# --- National and local rules together: rule 9 --------------------------------------------------------


@pytest.mark.parametrize("area", PARTNERSHIPS)
def test_the_national_rules_always_appear(area: str, book: Rulebook) -> None:
    answer = ask(book, area, "referral=2026-12-04", "strategy_discussion=2026-12-11", "transfer_notified=2026-12-11")
    assert {source for row in NATIONAL for source in row.sources} <= {
        source for each in answer.deadlines for source in each["sources"]
    }


@pytest.mark.parametrize(
    ("area", "sources"),
    [
        ("kirklees", ["KH11", "NA03"]),
        ("kirklees", ["KE18", "NA04"]),
        ("kirklees", ["KH13", "NA05"]),
        ("kirklees", ["KH14", "NA06"]),
        ("warwickshire", ["WA02", "NA03"]),
        ("warwickshire", ["WA04", "NA04"]),
        ("warwickshire", ["WA05", "WA10", "NA05"]),
        ("warwickshire", ["WA11", "NA06"]),
        ("darlington", ["DA01", "DA06", "DA10", "NA03"]),
        ("darlington", ["DA12", "NA02"]),
        ("darlington", ["DA13", "DA14", "NA04"]),
        ("darlington", ["DA15", "NA05"]),
        ("darlington", ["DA19", "NA06"]),
    ],
    ids=str,
)
def test_one_row_carries_both_sources_where_local_and_national_dates_are_the_same(
    area: str, sources: list[str], book: Rulebook
) -> None:
    answer = ask(book, area, "referral=2026-12-04", "strategy_discussion=2026-12-11")
    [one] = answer.citing(*sources)
    assert one["rule"].startswith(f"{area}.")
    assert one["status"] == "local"
    assert answer.citing(sources[-1]) == [one]


@pytest.mark.parametrize(("area", "source"), [("kirklees", "KH11"), ("warwickshire", "WA02")])
def test_the_national_conference_limit_counts_from_the_discussion_that_started_the_enquiry(
    area: str, source: str, book: Rulebook
) -> None:
    answer = ask(book, area, "strategy_discussion=2026-12-11", "section_47_strategy_discussion=2026-12-01")
    [national], [local] = answer.citing("NA03"), answer.citing(source)
    assert [national["due"], national["trigger"]["event"]] == ["2026-12-22", "section_47_strategy_discussion"]
    assert [local["due"], local["trigger"]["event"]] == ["2027-01-06", "strategy_discussion"]
    assert [national["status"], local["status"]] == ["national", "local"]
    assert answer.ids.index(national["id"]) < answer.ids.index(local["id"])
    assert "2026-12-22" in [each["due"] for each in local["other_readings"]]


def test_darlingtons_pathway_counts_from_the_discussion_that_started_the_enquiry_whichever_dates_are_entered(
    book: Rulebook,
) -> None:
    started, other = "section_47_strategy_discussion=2026-12-01", "strategy_discussion=2026-12-11"
    both, alone = ask(book, "darlington", started, other), ask(book, "darlington", started)
    [conference] = both.citing("DA01", "NA03")
    assert [conference["due"], conference["trigger"]["event"]] == ["2026-12-22", "section_47_strategy_discussion"]
    pathway = [each["due"] for source in ("DA05", "DA03", "DA04", "DA09") for each in both.citing(source)]
    assert pathway == ["2026-12-07", "2026-12-14", "2026-12-15", "2026-12-18"]
    assert alone.due == both.due


@pytest.mark.parametrize(
    ("area", "source"), [("kirklees", "KH11"), ("warwickshire", "WA02"), ("darlington", "DA01")]
)
def test_how_a_source_is_read_stays_beside_the_date_when_both_discussions_are_on_one_day(
    area: str, source: str, book: Rulebook
) -> None:
    day = "2026-12-11"
    answer = ask(book, area, f"strategy_discussion={day}", f"section_47_strategy_discussion={day}")
    [one] = answer.citing(source)
    assert one["sources"][-1] == "NA03"
    assert one["reading"]


@pytest.mark.parametrize("area", PARTNERSHIPS)
def test_the_national_conference_limit_counts_from_the_only_discussion_where_no_other_is_entered(
    area: str, book: Rulebook
) -> None:
    [either] = ask(book, area, "strategy_discussion=2026-12-11").citing("NA03")
    assert [either["due"], either["trigger"]["event"]] == ["2027-01-06", "strategy_discussion"]
    [alone] = ask(book, area, "section_47_strategy_discussion=2026-12-11").citing("NA03")
    assert [alone["due"], alone["trigger"]["event"]] == ["2027-01-06", "section_47_strategy_discussion"]


def test_the_condition_of_the_national_conference_rule_is_shown_until_the_case_settles_it(book: Rulebook) -> None:
    [open_question] = ask(book, "lincolnshire", "strategy_discussion=2026-12-11").citing("NA03")
    assert open_question["condition"] == "section 47 enquiries were started at that strategy discussion"
    [settled] = ask(book, "lincolnshire", "section_47_strategy_discussion=2026-12-11").citing("NA03")
    assert settled["condition"] is None


def test_the_transfer_source_is_not_cited_without_its_condition_for_a_child_who_may_not_have_moved_in(
    book: Rulebook,
) -> None:
    for each in ask(book, "kirklees", "initial_conference=2026-12-11").citing("KH22"):
        assert "moved in" in (each["condition"] or "")


def test_a_child_who_did_not_move_in_has_no_transfer_rules(book: Rulebook) -> None:
    answer = ask(book, "kirklees", "initial_conference=2026-12-11", facts=["transferred_in=no"])
    assert not answer.citing("KH22")
    assert answer.citing("KH14", "NA06")

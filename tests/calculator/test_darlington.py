"""Darlington's core groups and reviews as its chart has them, with every date worked out by hand.

The chart (“Flow chart for frequency of core groups”, DA13 to DA22): ten days from the initial conference to the
first core group, six weeks to the second, four to the review. Then core groups six, twelve and eighteen weeks after
that review, and four weeks later, at 22 weeks, the next review. Three and six months are beside that.

By hand: from Thursday 4 March 2027 four weeks (28 days) are Thursday 1 April: 27 days to the 31st, and one. Six
weeks (42 days) from 1 April: 29 days to 30 April, and 13: Thursday 13 May. Six from there: 18 to 31 May, and 24:
24 June. Six more: 6 to 30 June, 31 in July, and 5: 5 August. Four from there: 26 to 31 August, and 2: Thursday
2 September, 22 weeks after 1 April. Six months from 1 April: 1 October.
"""

import itertools
import json
from datetime import date, timedelta

import icalendar
import pytest

from calculator import wording
from calculator.model import InvalidInput, Rulebook
from calculator.saved import open_saved
from calculator.since import changes_since, in_words
from docs.builder.pages import rules as pages_rules
from tests.calculator.conftest import Answer, ask, calls, worked_out
from tests.calculator.test_version_0_1_0 import DATA

KEPT = ("core_group=2027-03-04", "review_conference=2027-04-01", "core_group=2027-05-13")
"""A case that keeps the chart exactly: the core group four weeks before the review, the next six weeks after it."""
FROM_THE_START = ("initial_conference=2027-01-07", "first_core_group=2027-01-21")
"""Ten working days from Thursday 7 January 2027: Friday 8 is the first, Thursday 21 January the tenth. Six weeks
later (10 days to the 31st, 28 of February, 4): Thursday 4 March."""


def meetings(answer: Answer) -> list[tuple[str, str]]:
    """Return every core group and review that is due, in date order: when, and by which rule."""
    kinds = ("core_group", "last_core_group_before_review", "review_conference")
    asked = [each for each in answer.deadlines if each["milestone"].endswith(kinds)]
    return [(each["due"], each["rule"].removeprefix("darlington.")) for each in asked]


def due(answer: Answer, source: str) -> list[str]:
    return [each["due"] for each in answer.citing(source)]


# --- After a review: six weeks after the review, not after the core group before it --------------------


@pytest.mark.parametrize("entered_as", ["core_group", "last_core_group_before_review"])
def test_a_case_that_keeps_the_chart_exactly_is_on_time(entered_as: str, book: Rulebook) -> None:
    before, *after = KEPT
    answer = ask(book, "darlington", before.replace("core_group", entered_as), *after)
    checked = {each["rule"]: each["check"]["says"] for each in answer.deadlines if each["check"]}
    assert checked == {
        "darlington.last-core-group": "Met: Thursday 4 March 2027 is in time.",
        "darlington.core-group-after-review": "Met: Thursday 13 May 2027 is in time.",
    }
    [next_one] = answer.citing("DA18")[:1]
    assert next_one["trigger"] == {"event": "review_conference", "date": "2027-04-01", "given": True}
    assert next_one["counted"] == "6 weeks after the review conference on Thursday 1 April 2027"


def test_no_core_group_is_due_six_weeks_after_the_one_before_the_review(book: Rulebook) -> None:
    answer = ask(book, "darlington", *KEPT)
    assert "2027-04-15" not in [each["due"] for each in answer.deadlines]  # 4 March and six weeks


# --- Between two reviews: the chain of the chart, or back from the date of the next review -------------


def test_with_no_next_review_entered_three_core_groups_lead_to_a_review_at_22_weeks(book: Rulebook) -> None:
    answer = ask(book, "darlington", "review_conference=2027-04-01", facts=["plan_continues=yes"])
    assert meetings(answer)[1:7] == [
        ("2027-05-13", "core-group-after-review"),
        ("2027-06-24", "next-core-group"),
        ("2027-08-05", "third-core-group"),
        ("2027-09-02", "review-after-core-group"),
        ("2027-10-01", "next-review"),
        ("2027-10-14", "core-group-after-review"),  # six weeks from 2 September
    ]
    third = answer.citing("DA21")[0]
    assert "the last before the next one" in third["title"]
    assert "team manager" in third["responsible"]
    assert "order of its boxes" in third["reading"]
    assert third["undated_readings"]
    for source in ("DA17", "DA19"):
        assert any(each["reading"] for each in answer.citing(source))


def test_with_the_next_review_entered_the_last_core_group_is_four_weeks_before_it_and_none_follows(
    book: Rulebook,
) -> None:
    """Four weeks before Friday 1 October 2027 is Friday 3 September: none is due on 16 September, after that."""
    answer = ask(book, "darlington", "review_conference=2027-04-01", "review_conference=2027-10-01")
    assert meetings(answer)[1:6] == [
        ("2027-05-13", "core-group-after-review"),
        ("2027-06-24", "next-core-group"),
        ("2027-08-05", "next-core-group"),
        ("2027-09-03", "last-core-group"),
        ("2027-10-01", "next-review"),
    ]
    assert not [each for each in answer.citing("DA21") if each["due"] < "2027-10-01"]


def test_a_review_entered_for_the_22nd_week_gives_the_same_core_groups_as_the_chain(book: Rulebook) -> None:
    answer = ask(book, "darlington", "review_conference=2027-04-01", "review_conference=2027-09-02")
    assert [day for day, _ in meetings(answer)[1:4]] == ["2027-05-13", "2027-06-24", "2027-08-05"]
    assert meetings(answer)[3] == ("2027-08-05", "last-core-group")


@pytest.mark.parametrize("weeks", range(6, 27))
def test_whatever_the_date_of_the_next_review_the_core_groups_are_at_most_six_weeks_apart(
    weeks: int, book: Rulebook
) -> None:
    first = date(2027, 4, 1)
    review = first + timedelta(weeks=weeks)
    answer = ask(book, "darlington", f"review_conference={first}", f"review_conference={review}")
    held = [
        date.fromisoformat(day)
        for day, rule in meetings(answer)
        if "core-group" in rule and "review-after" not in rule
    ]
    between = [day for day in held if first < day < review]
    assert between[-1] == review - timedelta(weeks=4)
    assert all(later - earlier <= timedelta(weeks=6) for earlier, later in itertools.pairwise([first, *between]))


def test_core_groups_that_were_held_move_the_third_the_report_and_the_review(book: Rulebook) -> None:
    """A week early each: 6 May, 10 June, 15 July (the third); four weeks later Thursday 12 August."""
    held = ("core_group=2027-05-06", "core_group=2027-06-10", "core_group=2027-07-15")
    answer = ask(book, "darlington", "review_conference=2027-04-01", *held)
    assert [
        each["check"]["result"] for source in ("DA18", "DA20", "DA21") for each in answer.citing(source)[:1]
    ] == [
        "met",
        "met",
        "met",
    ]
    review = answer.citing("DA17", "DA22")
    assert "2027-08-12" in [each["due"] for each in review if each["rule"] == "darlington.review-after-core-group"]
    draft = answer["darlington.draft-joint-report:2"]
    assert [draft["trigger"]["date"], draft["due"]] == ["2027-07-15", "2027-07-22"]


def test_a_core_group_held_some_days_early_is_the_one_before_the_review_and_one_held_weeks_before_is_not(
    book: Rulebook,
) -> None:
    """The review is on 1 October: 2 September is four weeks and a day before it, 26 August five weeks and one."""
    both = ("review_conference=2027-04-01", "review_conference=2027-10-01")
    a_day_early = ask(book, "darlington", *both, "core_group=2027-09-02")["darlington.last-core-group:2"]
    assert a_day_early["check"]["says"] == "Met: Thursday 2 September 2027 is in time."
    weeks_before = ask(book, "darlington", *both, "core_group=2027-08-26")["darlington.last-core-group:2"]
    assert weeks_before["check"] is None


def test_where_it_is_not_known_how_a_cycle_began_its_core_groups_are_not_counted(book: Rulebook) -> None:
    answer = ask(book, "darlington", "core_group=2027-03-04")
    assert meetings(answer) == [("2027-04-15", "next-core-group")]


def test_where_core_groups_were_held_after_the_outer_limit_the_review_follows_from_the_last_of_them(
    book: Rulebook,
) -> None:
    """Four weeks from Wednesday 14 October 2026 is 11 November; the three months had ended on 9 September.

    From Monday 1 November 2027, after the six months, six weeks are 13 December, six more Monday 24 January 2028,
    and four more 21 February.
    """
    late = ask(book, "darlington", "initial_conference=2026-06-09", "last_core_group_before_review=2026-10-14")
    assert due(late, "DA15") == ["2026-09-09"]
    assert late["darlington.review-after-core-group"]["due"] == "2026-11-11"
    assert late["darlington.core-group-after-review"]["trigger"]["date"] == "2026-11-11"
    assert [each["trigger"]["date"] for each in late.citing("DA28")].count("2026-10-14") == 1
    later = ask(book, "darlington", "review_conference=2027-04-01", "core_group=2027-11-01")
    assert meetings(later)[1:6] == [
        ("2027-05-13", "core-group-after-review"),
        ("2027-10-01", "next-review"),
        ("2027-12-13", "next-core-group"),
        ("2028-01-24", "third-core-group"),
        ("2028-02-21", "review-after-core-group"),
    ]


def test_no_core_group_follows_the_end_of_the_plan(book: Rulebook) -> None:
    answer = ask(book, "darlington", *KEPT, "core_group=2027-06-24", "plan_ended=2027-07-01")
    assert max(day for day, _ in meetings(answer)) <= "2027-07-01"


# --- Before the first review: the second core group is the last ----------------------------------------


def test_before_the_first_review_the_second_core_group_is_the_last_one_meeting_one_set_of_minutes(
    book: Rulebook,
) -> None:
    answer = ask(book, "darlington", "initial_conference=2027-01-07", facts=["plan_made=yes"])
    assert meetings(answer)[:4] == [
        ("2027-01-21", "first-core-group"),
        ("2027-03-04", "second-core-group"),
        ("2027-04-01", "review-after-core-group"),
        ("2027-04-07", "first-review"),
    ]
    [second] = [
        each for each in answer.deadlines if each["due"] == "2027-03-04" and each["milestone"] == "second core_group"
    ]
    assert {"DA16", "DA17", "DA22", "DA33"} <= set(second["sources"])
    before_review = [each["due"] for each in answer.citing("DA25") if each["due"] < "2027-04-07"]
    assert before_review == ["2027-01-28", "2027-03-11"]  # one set each: five working days after


def test_the_second_core_group_keeps_the_sooner_of_six_weeks_and_four_weeks_before_the_entered_review(
    book: Rulebook,
) -> None:
    """Four weeks before Thursday 25 March is 25 February, sooner than six weeks after 21 January."""
    answer = ask(book, "darlington", *FROM_THE_START, "review_conference=2027-03-25")
    [second] = answer.citing("DA16")
    assert second["due"] == "2027-02-25"
    assert "4 weeks before the review conference on Thursday 25 March 2027" in second["counted"]
    assert "Thursday 4 March 2027" in second["counted"]
    assert "DA17" in second["sources"]


def test_two_core_groups_entered_before_the_first_review_are_two_meetings(book: Rulebook) -> None:
    held = ("core_group=2027-02-18", "last_core_group_before_review=2027-03-04", "review_conference=2027-04-01")
    answer = ask(book, "darlington", *FROM_THE_START, *held)
    assert answer["darlington.second-core-group"]["check"]["done"] == "2027-02-18"
    assert answer["darlington.last-core-group"]["check"]["done"] == "2027-03-04"


def test_from_an_initial_conference_all_core_groups_up_to_the_second_review_are_listed(book: Rulebook) -> None:
    """Item 11 of the agenda for the first core group asks for their dates (DA40)."""
    answer = ask(book, "darlington", "initial_conference=2027-01-07", facts=["plan_made=yes", "plan_continues=yes"])
    groups = [day for day, rule in meetings(answer) if "core-group" in rule and "review-after" not in rule]
    assert [day for day in groups if day < "2027-10-01"] == [
        "2027-01-21",
        "2027-03-04",
        "2027-05-13",
        "2027-06-24",
        "2027-08-05",
    ]


# --- Dates that move -----------------------------------------------------------------------------------


def test_minutes_move_only_from_the_minutes_of_the_same_meeting(book: Rulebook) -> None:
    """One core group more before the first review: those after it are still the first, second and third after it."""
    more = (
        "core_group=2027-02-11",
        "core_group=2027-03-04",
        "review_conference=2027-04-01",
        "core_group=2027-05-06",
    )
    answer = ask(book, "darlington", *FROM_THE_START, *more)
    moved = {
        each["trigger"]["date"]: each["moved_from"] for each in answer.citing("DA25") if each["due"] < "2027-07-15"
    }
    # As planned from the conference: 21 January, 4 March, and 13 May, 24 June after a review on 1 April. Five
    # working days after them: 28 January, 11 March, 20 May, 1 July. The one of 11 February was not planned.
    assert moved == {
        "2027-01-21": None,
        "2027-02-11": None,
        "2027-03-04": None,
        "2027-05-06": "2027-05-20",
        "2027-06-17": "2027-07-01",
    }


# --- Who -----------------------------------------------------------------------------------------------


def test_each_members_written_account_is_due_at_the_core_group_before_the_review(book: Rulebook) -> None:
    for reader in ("school", "health-visitor", "police-probation"):
        answer = ask(book, "darlington", *KEPT, reader=reader)
        first = answer.citing("DA28")[0]
        assert [first["due"], first["responsible"], first["check"]] == ["2027-03-04", ["each agency"], None]
        assert first["trigger"] == {"event": "last_core_group_before_review", "date": "2027-03-04", "given": True}
    assert not ask(book, "darlington", *KEPT, reader="social-worker").citing("DA28")


def test_who_does_what_lists_the_written_account_with_each_agencys_duties(book: Rulebook) -> None:
    theirs = [
        rule
        for rule in pages_rules.all_rules(book)
        if "each agency" in rule.responsible and rule.id.startswith("darlington.")
    ]
    assert [wording.rule(rule, book.words) for rule in theirs if "DA28" in rule.sources] == [
        "on the same day as the last core group before the review"
    ]


def test_nobody_is_named_for_reviews_and_the_pathway_names_no_team_manager(book: Rulebook) -> None:
    rules = {rule.id.removeprefix("darlington."): rule for rule in book.partnerships["darlington"].rules}
    for name in ("first-review", "next-review", "review-after-core-group"):
        assert rules[name].responsible == ("not stated",)
    for name in ("enquiry-authorised", "conference-report"):
        assert rules[name].responsible == ("social worker", "manager")
    assert rules["joint-report-authorised"].responsible == ("team manager",)
    assert {"core group", "team manager"} == set(rules["first-core-group"].responsible)
    assert any("decide" in each.says for each in rules["first-core-group"].other_readings)


def test_bare_weeks_are_spans_with_a_reading(book: Rulebook) -> None:
    spans = [rule for rule in book.partnerships["darlington"].rules if rule.unit == "weeks"]
    assert len(spans) == 6
    for rule in spans:
        assert not wording.rule(rule, book.words).startswith("no later than"), rule.id
        assert rule.bound == "Time", rule.id
        assert rule.reading, rule.id
        assert rule.other_readings, rule.id


# --- The joint report ----------------------------------------------------------------------------------


def test_the_final_report_comes_after_it_is_authorised_on_one_day(book: Rulebook) -> None:
    """Review on Friday 9 July 2027, core group four weeks before on 11 June: no bank holiday comes between.

    Five working days to the draft on 18 June, five to changes on 25 June, two to the manager on Tuesday 29 June,
    three to authorising on Friday 2 July. Five working days before 9 July is 2 July too.
    """
    answer = ask(book, "darlington", "review_conference=2027-07-09", "last_core_group_before_review=2027-06-11")
    order = [each["rule"] for each in answer.deadlines if each["due"] == "2027-07-02"]
    assert order == ["darlington.joint-report-authorised", "darlington.final-report"]


def test_a_day_that_entered_dates_have_missed_already_says_so(book: Rulebook) -> None:
    late = ask(book, "darlington", "review_conference=2027-07-09", "joint_report_to_team_manager=2027-07-05")
    final, authorised = late["darlington.final-report"], late["darlington.joint-report-authorised"]
    assert final["due"] == "2027-07-02"
    assert any("missed already" in each and "Monday 5 July 2027" in each for each in final["warnings"])
    assert any("cannot be kept any more" in each for each in authorised["warnings"])
    in_time = ask(book, "darlington", "review_conference=2027-07-09", "joint_report_to_team_manager=2027-06-29")
    assert not in_time["darlington.final-report"]["warnings"]


# --- What people have ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("earlier_id", "now"),
    [
        ("darlington.second-core-group", "darlington.second-core-group"),
        ("darlington.last-core-group", "darlington.second-core-group"),
        ("darlington.core-group-minutes:core_group", "darlington.core-group-minutes:last_core_group_before_review"),
        (
            "darlington.core-group-minutes:last_core_group_before_review",
            "darlington.core-group-minutes:last_core_group_before_review",
        ),
        ("darlington.core-group-minutes:core_group:2", "darlington.core-group-minutes:core_group:2.1"),
        ("darlington.next-core-group:core_group:2", "darlington.next-core-group:core_group:2.1"),
    ],
)
def test_an_id_of_version_0_1_0_is_understood_for_the_same_meeting(
    earlier_id: str, now: str, book: Rulebook
) -> None:
    day = "2027-07-02" if "minutes" in earlier_id or "next" in earlier_id else "2027-03-04"
    answer = ask(book, "darlington", *FROM_THE_START, *KEPT, done=[f"{earlier_id}={day}"])
    [checked] = [each["id"] for each in answer.deadlines if each["check"] and each["check"]["done"] == day]
    assert checked == now


def test_a_timetable_of_version_0_1_0_says_nothing_of_one_core_groups_minutes_by_another_ones(
    book: Rulebook,
) -> None:
    """Then, minutes were due every six weeks up to a review at six months; now there are three core groups."""
    text = (DATA / "calculator" / "darlington" / "conference-dates-darlington.json").read_text("utf-8")
    table, then, _ = open_saved(text, book)
    changes = changes_since(then, table, book)
    assert changes
    minutes = [each for each in changes.moved if each.title.startswith("Core group minutes")]
    both = [each for each in minutes if each.was and each.now]
    assert {each.now.trigger.event for each in both if each.now} == {"last_core_group_before_review"}
    assert not [
        each for each in minutes if each.now and str(each.now.count.due) == "2027-05-20"
    ]  # it was due then too
    assert all(in_words(each).endswith(".") for each in minutes)


def test_an_unknown_id_is_still_refused(book: Rulebook) -> None:
    with pytest.raises(InvalidInput, match="There is no deadline"):
        ask(book, "darlington", *KEPT, done=["darlington.core-group-minutes:core_group:9=2027-07-02"])


def test_no_two_dates_of_a_case_have_one_id_and_every_export_has_each_once(book: Rulebook) -> None:
    page = calls(book)
    pairs = [["partnership", "darlington"]]
    for number, day in enumerate(("2027-03-04", "2027-05-13"), start=1):
        pairs.append([f"core_group.{number}", day])
    fields = [*pairs, ["initial_conference", "2027-01-07"], ["review_conference.1", "2027-04-01"]]
    table = worked_out(book, "darlington", "initial_conference=2027-01-07", *KEPT)
    ids = [each.id for each in table.deadlines]
    assert len(ids) == len(set(ids))
    saved = json.loads(page["timetable_json"]({"fields": fields}))
    assert [each["id"] for each in saved["deadlines"]] == ids
    wanted = {"fields": [*fields, ["calendar.past", "yes"]], "kind": "ics"}
    calendar = icalendar.Calendar.from_ical(page["timetable_export"](wanted)["bytes"])
    assert len({str(entry["uid"]) for entry in calendar.walk("VEVENT")}) == len(ids)

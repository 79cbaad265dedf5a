"""A case as it unfolds: chains, repeats, dates that move, facts, checks, collisions, closures, refusals."""

from dataclasses import replace
from datetime import date

import pytest

from calculator.model import BankHoliday, Closure, InvalidInput, Rulebook
from tests.calculator.conftest import PARTNERSHIPS, Answer, ask

# --- Chains: from the date entered, else from the last day allowed -------------------------------------


def trigger(answer: Answer, name: str) -> tuple[str, str, bool]:
    found = answer[name]["trigger"]
    return found["event"], found["date"], found["given"]


def test_reports_are_counted_from_the_last_day_on_which_the_conference_may_be_held(book: Rulebook) -> None:
    answer = ask(book, "kirklees", "strategy_discussion=2026-12-11")
    report = "kirklees.agency-report-sent:initial_conference"
    assert trigger(answer, report) == ("initial_conference", "2027-01-06", False)
    assert answer.due[report] == "2026-12-31"


def test_reports_are_counted_from_the_conference_once_its_date_is_known(book: Rulebook) -> None:
    answer = ask(book, "kirklees", "strategy_discussion=2026-12-11", "initial_conference=2027-01-05")
    report = "kirklees.agency-report-sent:initial_conference"
    assert trigger(answer, report) == ("initial_conference", "2027-01-05", True)
    assert answer.due[report] == "2026-12-30"
    assert answer.due["kirklees.initial-conference"] == "2027-01-06"


def test_a_chain_goes_on_from_the_latest_safe_day_and_not_from_a_sunday(book: Rulebook) -> None:
    answer = ask(book, "warwickshire", "initial_conference=2026-11-30")
    assert [answer["warwickshire.first-review"][key] for key in ("due", "safe")] == ["2027-02-28", "2027-02-26"]
    assert trigger(answer, "warwickshire.next-review") == ("review_conference", "2027-02-26", False)
    assert answer.due["warwickshire.next-review"] == "2027-08-26"


@pytest.mark.parametrize("area", PARTNERSHIPS)
def test_a_chain_keeps_the_earlier_limit_where_the_national_one_comes_first(area: str, book: Rulebook) -> None:
    answer = ask(book, area, "strategy_discussion=2026-12-11", "section_47_strategy_discussion=2026-12-01")
    [first_review] = answer.citing("NA05")
    assert first_review["trigger"] == {"event": "initial_conference", "date": "2026-12-22", "given": False}


@pytest.mark.parametrize(
    ("area", "known", "expected"),
    [
        (
            "kirklees",
            "initial_conference=2027-01-06",
            {"KH02": "2026-12-18", "KE01": "2026-12-31", "KH23": "2027-01-04"},
        ),
        (
            "kirklees",
            "review_conference=2027-04-06",
            {"KH15": "2027-03-02", "KH02": "2027-03-19", "KH24": "2027-03-30"},
        ),
        ("lincolnshire", "initial_conference=2027-01-06", {"LI01": "2027-01-04"}),
        ("lincolnshire", "review_conference=2027-04-06", {"LI02": "2027-03-30"}),
        (
            "darlington",
            "review_conference=2027-04-06",
            {"DA17": "2027-03-09", "DA30": "2027-03-16", "DA32": "2027-03-30"},
        ),
    ],
)
def test_a_conference_date_alone_gives_the_backward_plan(
    area: str, known: str, expected: dict[str, str], book: Rulebook
) -> None:
    answer = ask(book, area, known)
    assert {source: answer.citing(source)[0]["due"] for source in expected} == expected


def test_the_transfer_in_conference_leads_to_its_own_first_review_and_on(book: Rulebook) -> None:
    answer = ask(book, "kirklees", "transfer_agreed=2026-12-01")
    found = {
        source: (answer.citing(source)[0]["due"], answer.citing(source)[0]["condition"])
        for source in ("KH20", "KH21")
    }
    assert found == {"KH20": ("2026-12-22", None), "KH21": ("2027-03-22", None)}
    [next_review] = answer.citing("KH22")
    assert (next_review["due"], next_review["condition"]) == ("2027-09-22", "the plan continues")


def test_a_date_that_hangs_on_a_provisional_date_is_provisional_too(book: Rulebook) -> None:
    answer = ask(book, "kirklees", "strategy_discussion=2028-12-15")
    [conference], [report] = answer.citing("KH11"), answer.citing("KH23")
    assert (conference["provisional"], report["provisional"]) == (True, True)
    [request] = answer.citing("KH12")
    assert (request["due"], request["provisional"]) == ("2028-12-21", False)


# --- Repeats: up to the next review, and two reviews ahead ---------------------------------------------


def dates_of(answer: Answer, source: str) -> list[str]:
    return [each["due"] for each in answer.citing(source)]


@pytest.mark.parametrize(
    ("area", "events", "source", "expected"),
    [
        # Six weeks from 29 December is 9 February; six more would come after the review of 11 March.
        ("kirklees", ["initial_conference=2026-12-11"], "KE20", ["2027-02-09"]),
        # From 29 December: 29 January, 28 February (a Sunday, so 26 February); 26 March comes after the review.
        ("warwickshire", ["initial_conference=2026-12-11"], "WA09", ["2027-01-29", "2027-02-28"]),
        # The second core group has its own rule; no other falls before the review of 11 March.
        ("darlington", ["initial_conference=2026-12-11"], "DA16", ["2027-02-09"]),
        # After a review by the chart on 9 March, six weeks and six more; the third of that cycle has its own rule.
        ("darlington", ["initial_conference=2026-12-11"], "DA20", ["2027-06-01"]),
        # A core group that was held is counted from, even where the next limit falls after the review.
        # They go on over the review, up to the next on 1 September; 29 March is a bank holiday, so from the 25th.
        (
            "kirklees",
            ["core_group=2027-02-15", "review_conference=2027-03-01"],
            "KE20",
            ["2027-03-29", "2027-05-06", "2027-06-17", "2027-07-29"],
        ),
        ("kirklees", ["core_group=2027-02-15", "core_group=2027-03-22"], "KE20", ["2027-03-29", "2027-05-03"]),
        # After a review that was held the count begins again: 18 May, 29 June, and the third on 10 August; then the
        # review on 7 September, and 19 October, 30 November.
        ("darlington", ["review_conference=2027-04-06"], "DA20", ["2027-06-29", "2027-11-30"]),
        ("lincolnshire", ["initial_conference=2026-12-11"], "NA06", ["2027-09-11"]),
        ("lincolnshire", ["review_conference=2027-03-11"], "NA06", ["2027-09-11", "2028-03-10"]),
        (
            "lincolnshire",
            ["review_conference=2027-03-11", "review_conference=2027-08-02"],
            "NA06",
            ["2027-09-11", "2028-02-02", "2028-08-02"],
        ),
    ],
)
def test_meetings_that_repeat(
    area: str, events: list[str], source: str, expected: list[str], book: Rulebook
) -> None:
    assert dates_of(ask(book, area, *events), source) == expected


@pytest.mark.parametrize(
    ("area", "source", "fires"),
    [
        ("kirklees", "KE20", True),
        ("warwickshire", "WA09", True),
        ("darlington", "DA20", False),
        ("darlington", "DA25", True),
    ],
)
def test_a_first_core_group_is_a_core_group_unless_a_rule_of_its_own_gives_the_same(
    area: str, source: str, fires: bool, book: Rulebook
) -> None:
    answer = ask(book, area, "first_core_group=2026-12-11")
    assert bool([each for each in answer.citing(source) if each["trigger"]["date"] == "2026-12-11"]) is fires


def test_two_reviews_ahead_are_prepared_for(book: Rulebook) -> None:
    answer = ask(book, "lincolnshire", "initial_conference=2026-12-11")
    assert dates_of(answer, "LI02") == ["2027-03-04", "2027-09-03"]
    answer = ask(book, "lincolnshire", "initial_conference=2026-12-11", "review_conference=2027-03-01")
    assert dates_of(answer, "LI02") == ["2027-02-22", "2027-08-24", "2028-02-23"]


# --- Dates that move when an actual date is entered -----------------------------------------------------


def test_what_follows_from_an_actual_date_says_from_where_it_moved(book: Rulebook) -> None:
    answer = ask(book, "kirklees", "strategy_discussion=2026-12-11", "initial_conference=2027-01-08")
    moved = {name: answer[name]["moved_from"] for name in ("kirklees.first-core-group", "kirklees.first-review")}
    assert moved == {"kirklees.first-core-group": "2027-01-20", "kirklees.first-review": "2027-04-06"}
    assert answer["kirklees.conference-requested"]["moved_from"] is None
    assert answer["kirklees.initial-conference"]["moved_from"] is None


def test_nothing_moves_when_the_conference_is_held_on_the_last_day_allowed(book: Rulebook) -> None:
    answer = ask(book, "kirklees", "strategy_discussion=2026-12-11", "initial_conference=2027-01-06")
    assert not [each["id"] for each in answer.deadlines if each["moved_from"]]


def test_nothing_has_moved_in_a_case_of_which_only_the_first_date_is_known(book: Rulebook) -> None:
    for area in PARTNERSHIPS:
        answer = ask(book, area, "referral=2026-12-01", "strategy_discussion=2026-12-11")
        assert not [each["id"] for each in answer.deadlines if each["moved_from"]]


def test_an_early_core_group_moves_the_next_one(book: Rulebook) -> None:
    answer = ask(book, "warwickshire", "initial_conference=2026-12-11", "first_core_group=2026-12-14")
    first, second = answer.citing("WA09")[:2]
    assert [first["due"], first["moved_from"]] == ["2027-01-14", "2027-01-29"]
    assert [second["due"], second["moved_from"]] == ["2027-02-14", "2027-02-28"]


# --- Facts and conditions ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("area", "fact", "kept", "gone"),
    [
        ("kirklees", "plan_made=yes", {"KE18", "NA04", "KH13", "NA05"}, {"KE19"}),
        ("kirklees", "plan_made=no", {"KE19"}, {"KE18", "NA04", "KH13", "NA05"}),
        ("kirklees", "plan_continues=no", {"KH13"}, {"KH14", "NA06", "KH22"}),
        ("kirklees", "plan_continues=yes", {"KE20", "KH14", "NA06"}, set()),
        ("kirklees", "shared_in_person=yes", {"KE01"}, {"KE02"}),
        ("kirklees", "shared_in_person=no", {"KE01", "KE02"}, set()),
        ("kirklees", "plan_handed_over=yes", {"KH04"}, {"KH27"}),
        ("kirklees", "plan_handed_over=no", {"KH27"}, set()),
        ("kirklees", "held_online=no", {"KH04"}, {"KH40"}),
        ("kirklees", "held_online=yes", {"KH40"}, set()),
        ("kirklees", "transferred_in=no", {"KH14"}, {"KH22"}),
        ("lincolnshire", "plan_made=no", {"NA03"}, {"NA04", "NA05"}),
        ("warwickshire", "plan_made=no", {"WA02"}, {"WA04", "WA05", "NA04", "NA05"}),
        ("darlington", "plan_made=no", {"DA01"}, {"DA13", "DA14", "DA15", "DA16", "NA04", "NA05"}),
    ],
)  # fmt: skip
def test_a_fact_settles_which_rules_apply(
    area: str, fact: str, kept: set[str], gone: set[str], book: Rulebook
) -> None:
    answer = ask(book, area, "strategy_discussion=2026-12-11", facts=[fact])
    cited = {source for each in answer.deadlines for source in each["sources"]}
    assert kept <= cited
    assert not gone & cited


def test_a_rule_shows_its_condition_until_the_case_settles_it(book: Rulebook) -> None:
    start = "initial_conference=2026-12-11"
    [core_group] = ask(book, "kirklees", start).citing("KE18")
    assert core_group["condition"] == "a child protection plan is made"
    [core_group] = ask(book, "kirklees", start, facts=["plan_made=yes"]).citing("KE18")
    assert core_group["condition"] is None


# --- Was it done in time? ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("done", "result", "late", "says"),
    [
        ("kirklees.conference-requested=2026-12-16", "met", 0, "Met: Wednesday 16 December 2026 is in time."),
        ("kirklees.conference-requested=2026-12-17", "met", 0, "Met: Thursday 17 December 2026 is in time."),
        ("kirklees.conference-requested=2026-12-18", "late", 1, "Friday 18 December 2026 is 1 working day late."),
        ("kirklees.conference-requested=2026-12-21", "late", 2, "Monday 21 December 2026 is 2 working days late."),
        ("kirklees.conference-requested=2027-01-04", "late", 9, "Monday 4 January 2027 is 9 working days late."),
        ("kirklees.initial-conference=2027-01-08", "late", 2, "Friday 8 January 2027 is 2 working days late."),
        ("national.initial-conference=2027-01-06", "met", 0, "Met: Wednesday 6 January 2027 is in time."),
        ("darlington.enquiry-target=2026-12-24", "met", 0, "Met: Thursday 24 December 2026 is in time."),
        (
            "darlington.enquiry-target=2026-12-29",
            "late",
            1,
            "Tuesday 29 December 2026 is 1 working day after the target.",
        ),
    ],
)
def test_what_was_done_is_held_against_its_deadline(
    done: str, result: str, late: int, says: str, book: Rulebook
) -> None:
    area = "darlington" if done.startswith("darlington") else "kirklees"
    answer = ask(book, area, "strategy_discussion=2026-12-11", done=[done])
    [check] = [each["check"] for each in answer.deadlines if each["check"]]
    assert [check["result"], check["working_days_late"], check["says"]] == [result, late, says]


def test_a_printed_plan_given_on_a_sunday_after_a_friday_conference_is_late_by_no_working_day(
    book: Rulebook,
) -> None:
    answer = ask(book, "kirklees", "initial_conference=2026-12-11", done=["kirklees.printed-plan=2026-12-13"])
    check = answer["kirklees.printed-plan:initial_conference"]["check"]
    assert [check["result"], check["working_days_late"]] == ["late", 0]
    assert check["says"] == "Sunday 13 December 2026 is late, but by less than one working day."


def test_a_meeting_that_was_entered_is_held_against_its_own_deadline(book: Rulebook) -> None:
    answer = ask(
        book,
        "darlington",
        *("initial_conference=2026-12-11", "first_core_group=2026-12-30", "core_group=2027-01-20"),
        "review_conference=2027-03-12",
    )
    expected = {
        "darlington.first-core-group": "Wednesday 30 December 2026 is 1 working day late.",
        "darlington.second-core-group": "Met: Wednesday 20 January 2027 is in time.",
        "darlington.first-review": "Friday 12 March 2027 is 1 working day late.",
    }
    assert {name: answer[name]["check"]["says"] for name in expected} == expected


def test_both_conference_limits_are_checked_where_they_differ(book: Rulebook) -> None:
    answer = ask(
        book,
        "kirklees",
        *("strategy_discussion=2026-12-11", "section_47_strategy_discussion=2026-12-01"),
        "initial_conference=2027-01-05",
    )
    [national], [local] = answer.citing("NA03"), answer.citing("KH11")
    assert [national["check"]["working_days_late"], local["check"]["working_days_late"]] == [7, 0]


def test_a_conference_that_was_done_moves_what_follows_as_if_it_had_been_entered(book: Rulebook) -> None:
    start = "strategy_discussion=2026-12-11"
    done = ask(book, "kirklees", start, done=["kirklees.initial-conference=2027-01-08"])
    entered = ask(book, "kirklees", start, "initial_conference=2027-01-08")
    assert done.due == entered.due


def test_the_check_of_a_review_report_is_not_taken_for_that_of_the_initial_conference(book: Rulebook) -> None:
    name = "kirklees.agency-report-sent:review_conference"
    answer = ask(book, "kirklees", "initial_conference=2026-12-11", done=[f"{name}=2027-03-09"])
    assert [each["id"] for each in answer.deadlines if each["check"]] == [name]
    assert answer[name]["check"]["working_days_late"] == 1


def test_the_check_of_a_later_core_group_is_not_taken_for_that_of_the_second(book: Rulebook) -> None:
    """Due 19 March; the core group of 5 February met the limit of 9 February."""
    answer = ask(
        book,
        "kirklees",
        *("initial_conference=2026-12-11", "core_group=2027-02-05"),
        done=["kirklees.next-core-group=2027-03-22"],
    )
    checks = {each["id"]: each["check"]["says"] for each in answer.citing("KE20") if each["check"]}
    assert checks == {
        "kirklees.next-core-group:first_core_group": "Met: Friday 5 February 2027 is in time.",
        "kirklees.next-core-group:core_group": "Monday 22 March 2027 is 1 working day late.",
    }


def test_a_second_review_that_was_late_is_not_called_in_time(book: Rulebook) -> None:
    """The first review is due on 11 March; the second six months on, on Saturday 11 September."""
    answer = ask(book, "kirklees", "initial_conference=2026-12-11", done=["kirklees.next-review=2027-09-20"])
    next_review = answer.citing("NA06")[0]
    assert next_review["due"] == "2027-09-11"
    assert next_review["check"]["working_days_late"] == 6


@pytest.mark.parametrize("area", PARTNERSHIPS)
@pytest.mark.parametrize("start", ["strategy_discussion=2026-12-11", "review_conference=2027-04-06"])
def test_whatever_deadline_is_checked_the_answer_stands_there_and_its_date_stays(
    area: str, start: str, book: Rulebook
) -> None:
    """Whoever fills in "Was it done in time?" on the last day allowed must read "met" in that very place."""
    wrong = {}
    for deadline in ask(book, area, start).deadlines:
        name, due = deadline["id"], deadline["due"]
        try:
            answer = ask(book, area, start, done=[f"{name}={due}"])
            result = answer.due.get(name), (answer[name]["check"] or {}).get("result")
        except InvalidInput as refused:
            result = (None, str(refused)[:40])
        if result != (due, "met"):
            wrong[name] = (due, *result)
    assert wrong == {}


# --- Collisions, and dates that cannot be kept ----------------------------------------------------------


def warnings(answer: Answer, source: str) -> list[list[str]]:
    return [each["warnings"] for each in answer.citing(source)]


def test_darlingtons_joint_report_can_overrun_its_own_limit_and_says_so(book: Rulebook) -> None:
    answer = ask(book, "darlington", "review_conference=2027-04-06")
    authorised, final = answer["darlington.joint-report-authorised"], answer["darlington.final-report"]
    assert [authorised["due"], final["due"]] == ["2027-04-01", "2027-03-30"]
    assert "falls after the day" in authorised["warnings"][0]
    assert "Tuesday 30 March 2027" in authorised["warnings"][0]


def test_darlingtons_joint_report_can_fall_on_its_limit_and_says_so(book: Rulebook) -> None:
    answer = ask(book, "darlington", "review_conference=2027-10-06")
    authorised, final = answer["darlington.joint-report-authorised"], answer["darlington.final-report"]
    assert authorised["due"] == final["due"] == "2027-09-29"
    assert "falls on the same day" in authorised["warnings"][0]


def test_a_joint_report_that_was_finished_early_has_no_warning(book: Rulebook) -> None:
    answer = ask(book, "darlington", "review_conference=2027-10-06", "joint_report_to_team_manager=2027-09-20")
    assert answer["darlington.joint-report-authorised"]["due"] == "2027-09-23"
    assert answer["darlington.joint-report-authorised"]["warnings"] == []


@pytest.mark.parametrize("discussion", ["strategy_discussion", "section_47_strategy_discussion"])
def test_invitations_that_were_due_before_the_strategy_discussion_say_so(discussion: str, book: Rulebook) -> None:
    answer = ask(book, "kirklees", f"{discussion}=2026-12-11", "initial_conference=2026-12-18")
    assert answer["kirklees.invitations-initial"]["due"] == "2026-12-04"
    assert "falls before Friday 11 December 2026" in " ".join(answer["kirklees.invitations-initial"]["warnings"])


def test_a_conference_report_that_is_due_after_its_conference_says_so(book: Rulebook) -> None:
    """Day 13 of the pathway is 4 January; this conference is brought forward to 17 December."""
    answer = ask(book, "darlington", "strategy_discussion=2026-12-11", "initial_conference=2026-12-17")
    assert answer["darlington.conference-report"]["due"] == "2027-01-04"
    assert answer["darlington.conference-report"]["warnings"]


def test_a_printed_plan_after_a_saturday_conference_has_no_safe_day_and_says_so(book: Rulebook) -> None:
    plan = ask(book, "kirklees", "initial_conference=2026-12-12")["kirklees.printed-plan:initial_conference"]
    assert [plan["due"], plan["safe"]] == ["2026-12-13", "2026-12-11"]
    assert "No working day lies between" in plan["warnings"][0]


@pytest.mark.parametrize(
    ("area", "event", "says"),
    [
        ("kirklees", "strategy_discussion=2026-12-12", "on Saturday 12 December 2026, which is not a working day"),
        ("kirklees", "initial_conference=2026-12-25", "(Christmas Day), which is not a working day"),
        (
            "lincolnshire",
            "looked_after_letter=2026-12-11",
            "No rule for Lincolnshire counts from the chair’s letter",
        ),
    ],
)
def test_an_unlikely_date_is_used_and_said_to_be_unlikely(area: str, event: str, says: str, book: Rulebook) -> None:
    assert says in " ".join(ask(book, area, event).whole["warnings"])


# --- Closures and added bank holidays -------------------------------------------------------------------


def with_days_off(
    book: Rulebook, area: str, first: date, last: date, *, bank_holiday: date | None = None
) -> Rulebook:
    added = (BankHoliday(date=bank_holiday, name="Extra bank holiday"),) if bank_holiday else ()
    closures = (Closure(first=first, last=last, why="Offices closed"),)
    changed = replace(book.partnerships[area], closures=closures, added_bank_holidays=added)
    return replace(book, partnerships={**book.partnerships, area: changed})


def test_a_closure_puts_off_the_partnerships_own_limit_and_not_the_national_one(book: Rulebook) -> None:
    closed = with_days_off(book, "kirklees", date(2026, 12, 28), date(2026, 12, 31))
    answer = ask(closed, "kirklees", "strategy_discussion=2026-12-11")
    [national], [local] = answer.citing("NA03"), answer.citing("KH11")
    assert [national["due"], local["due"]] == ["2027-01-06", "2027-01-11"]
    skipped = {step["date"]: step["why"] for step in local["working"] if not step["counted"]}
    assert skipped["2026-12-29"] == "closed: Offices closed"
    assert skipped["2026-12-28"] == "Boxing Day (substitute day)"
    assert answer.citing("KH23")[0]["trigger"]["date"] == "2027-01-06"


def test_the_safe_day_of_a_national_limit_is_a_day_on_which_the_partnership_works(book: Rulebook) -> None:
    closed = with_days_off(book, "lincolnshire", date(2026, 12, 28), date(2026, 12, 31))
    [national] = ask(closed, "lincolnshire", "strategy_discussion=2026-12-04").citing("NA03")
    assert [national["due"], national["safe"]] == ["2026-12-29", "2026-12-24"]


def test_a_newly_announced_bank_holiday_puts_off_local_and_national_limits(book: Rulebook) -> None:
    changed = with_days_off(book, "kirklees", date(2026, 8, 3), date(2026, 8, 3), bank_holiday=date(2027, 1, 4))
    [both] = ask(changed, "kirklees", "strategy_discussion=2026-12-11").citing("KH11", "NA03")
    assert both["due"] == "2027-01-07"
    assert {"date": "2027-01-04", "counted": False, "why": "Extra bank holiday"} in both["working"]


def test_one_partnerships_closure_changes_nothing_for_another(book: Rulebook) -> None:
    closed = with_days_off(book, "kirklees", date(2026, 12, 28), date(2026, 12, 31))
    start = "strategy_discussion=2026-12-11"
    assert ask(closed, "darlington", start).whole == ask(book, "darlington", start).whole


# --- Refusals ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("day", ["2011-12-31", "2051-01-01", "1926-12-11", "9999-12-31"])
def test_a_date_outside_2012_to_2050_is_refused_with_a_reason(day: str, book: Rulebook) -> None:
    with pytest.raises(InvalidInput, match="outside 2012 to 2050, the years whose bank holidays are published"):
        ask(book, "kirklees", f"strategy_discussion={day}")


@pytest.mark.parametrize("area", PARTNERSHIPS)
@pytest.mark.parametrize("event", ["strategy_discussion", "initial_conference", "review_conference", "referral"])
@pytest.mark.parametrize("day", ["2012-01-01", "2050-12-31"])
def test_the_first_and_the_last_day_that_may_be_entered_have_a_timetable(
    area: str, event: str, day: str, book: Rulebook
) -> None:
    assert ask(book, area, f"{event}={day}").deadlines


@pytest.mark.parametrize(
    ("earlier", "later"),
    [
        ("strategy_discussion=2026-12-11", "initial_conference=2026-12-10"),
        ("section_47_strategy_discussion=2026-12-11", "initial_conference=2026-12-10"),
        ("initial_conference=2026-12-11", "first_core_group=2026-12-10"),
        ("initial_conference=2026-12-11", "review_conference=2026-12-10"),
        ("first_core_group=2026-12-11", "core_group=2026-12-10"),
        ("transfer_agreed=2026-12-11", "transfer_in_conference=2026-12-10"),
        ("transfer_in_conference=2026-12-11", "review_conference=2026-12-10"),
    ],
)
def test_an_impossible_order_is_refused_with_both_dates(earlier: str, later: str, book: Rulebook) -> None:
    with pytest.raises(InvalidInput, match="Check both dates") as refused:
        ask(book, "kirklees", earlier, later)
    [error] = refused.value.errors
    assert str(error.field).removesuffix(".1") == later.partition("=")[0]
    assert "Friday 11 December 2026" in error.message
    assert "Thursday 10 December 2026" in error.message


def test_a_conference_on_the_day_of_its_strategy_discussion_is_not_refused(book: Rulebook) -> None:
    answer = ask(book, "kirklees", "strategy_discussion=2026-12-11", "initial_conference=2026-12-11")
    assert answer["kirklees.initial-conference"]["check"]["result"] == "met"


# --- One reader's part ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("area", "reader", "kept", "gone"),
    [
        ("kirklees", "school", {"KE01", "KE02", "KE06", "KE18", "KH40"}, {"KH12", "KH23", "KH02"}),
        ("kirklees", "social-worker", {"KH12", "KH23", "KH25", "KH11"}, {"KE06", "KH02"}),
        ("kirklees", "conference-unit", {"KH02", "KH13", "KH04"}, {"KE06", "KH23"}),
        ("lincolnshire", "health-visitor", {"LI01", "LI02", "NA04"}, {"NA03"}),
        ("darlington", "team-manager", {"DA04", "DA09", "DA37", "DA16"}, {"DA05", "DA36"}),
        ("darlington", "school", {"DA25", "DA31", "DA16"}, {"DA09", "DA37"}),
    ],
)
def test_a_reader_sees_their_own_duties(
    area: str, reader: str, kept: set[str], gone: set[str], book: Rulebook
) -> None:
    answer = ask(book, area, "strategy_discussion=2026-12-11", reader=reader)
    cited = {source for each in answer.deadlines for source in each["sources"]}
    assert kept <= cited
    assert not gone & cited


def test_a_core_group_member_in_darlington_sees_the_first_core_group(book: Rulebook) -> None:
    """Darlington's team manager chairs it; nationally it is the core group's duty, and one row stands for both."""
    answer = ask(book, "darlington", "initial_conference=2026-12-11", reader="school")
    assert [each["due"] for each in answer.citing("NA04")] == ["2026-12-29"]

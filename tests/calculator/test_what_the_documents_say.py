"""What the documents of Kirklees and Warwickshire, and national guidance, say of who must do what by when."""

import json
from pathlib import Path

import pytest

from calculator.builder.load import load_rulebook
from calculator.exports import as_json
from calculator.extra.user_error import UserError
from calculator.model import Rulebook
from tests.calculator.conftest import ask, calls, worked_out

DATA = Path(__file__).parents[1] / "data" / "0.1.0" / "calculator"
CONFERENCES = ("KH11", "KH13", "KH14", "KH20", "KH21", "KH22")


def rule(book: Rulebook, source: str, area: str = "kirklees"):  # type: ignore[no-untyped-def]
    return next(each for each in book.partnerships[area].rules if source in each.sources)


# 14 December 2026 is a Monday. Counted off by hand: before it come 11, 10, 9 December (3 working days), 8, 7,
# 4, 3, 2, 1 December and 30 November (10). After it come 15 to 18 and 21 to 24 December (8), then Christmas, a
# Saturday's Boxing Day kept on Monday 28, 29 and 30 (10), 31 December, New Year's Day, 4 to 8 January (16), 11
# to 14 January (20).
TRANSFER_IN = {
    "KH02": "2026-11-30",
    "KE01": "2026-12-09",
    "KE06": "2026-12-09",
    "KH25": "2026-12-09",
    "KE02": "2026-12-10",
    "KH23": "2026-12-10",
    "KH27": "2026-12-15",
    "KE18": "2026-12-30",
    "KH04": "2027-01-14",
}


@pytest.mark.parametrize(("source", "due"), TRANSFER_IN.items())
def test_a_transfer_in_conference_has_what_an_initial_one_has_marked_as_a_reading(
    source: str, due: str, book: Rulebook
) -> None:
    found = ask(book, "kirklees", "transfer_in_conference=2026-12-14").citing(source)[0]
    assert found["due"] == due
    assert any("read as meant for both" in each for each in found["edition"])


def test_after_a_transfer_in_conference_core_groups_go_on_every_six_weeks(book: Rulebook) -> None:
    # Six weeks after Wednesday 30 December 2026, the last day for the first core group: Wednesday 10 February 2027.
    assert ask(book, "kirklees", "transfer_in_conference=2026-12-14").citing("KE20")[0]["due"] == "2027-02-10"


@pytest.mark.parametrize("reader", ["school", "health-visitor", "police-probation", "social-worker", "team-manager"])
def test_every_professional_sees_the_child_in_need_meeting(reader: str, book: Rulebook) -> None:
    answer = ask(book, "kirklees", "initial_conference=2026-12-14", facts=["plan_made=no"], reader=reader)
    assert answer.citing("KE19")


@pytest.mark.parametrize("source", CONFERENCES)
def test_no_role_is_invented_for_holding_a_conference_and_the_service_manager_answers_for_its_time(
    source: str, book: Rulebook
) -> None:
    found = rule(book, source)
    assert set(found.responsible) == {"service manager", "not stated"}
    assert found.who == ("service manager",)
    assert "not stated" in found.responsible_note


def test_warwickshire_names_nobody_who_holds_the_conference(book: Rulebook) -> None:
    assert rule(book, "WA02", "warwickshire").responsible == ("not stated",)


@pytest.mark.parametrize("reader", ["school", "social-worker", "conference-unit"])
def test_a_date_without_a_named_role_is_shown_to_everyone(reader: str, book: Rulebook) -> None:
    answer = ask(book, "kirklees", "strategy_discussion=2026-12-11", reader=reader)
    assert answer.citing("KH11")


def test_the_chair_is_responsible_for_minutes_and_nobody_is_said_to_send_them(book: Rulebook) -> None:
    found = rule(book, "KH04")
    assert found.responsible == ("conference chair",)
    assert "who sends them is not stated" in found.responsible_note


@pytest.mark.parametrize("source", ["KH23", "KH24", "KH25"])
def test_the_team_manager_sees_the_sign_off_and_what_follows_without_it(source: str, book: Rulebook) -> None:
    found = rule(book, source)
    assert "team manager" in found.responsible
    assert "signs the report off" in found.responsible_note
    assert "signed off by the team manager" in found.consequence
    answer = ask(
        book, "kirklees", "initial_conference=2026-12-14", "review_conference=2027-03-08", reader="team-manager"
    )
    assert answer.citing(source)


@pytest.mark.parametrize("source", ["KH02", "KE01", "KE06", "KH23", "KH25"])
def test_each_reason_for_standing_a_conference_down_hangs_on_its_date(source: str, book: Rulebook) -> None:
    found = ask(book, "kirklees", "initial_conference=2026-12-14").citing(source)[0]
    assert "may be stood down" in found["consequence"]


@pytest.mark.parametrize(("facts", "cited"), [([], {"KH14", "NA06"}), (["transferred_in=no"], {"KH14", "NA06"}),
    (["transferred_in=yes"], {"KH14", "KH22", "NA06"})])  # fmt: skip
def test_there_is_one_next_review_whatever_is_known_of_a_move(
    facts: list[str], cited: set[str], book: Rulebook
) -> None:
    answer = ask(book, "kirklees", "initial_conference=2026-12-14", "review_conference=2027-03-08", facts=facts)
    # Six months after Monday 8 March 2027: Wednesday 8 September 2027, and six months after that.
    rows = [each for each in answer.deadlines if each["title"] == "Next review conference held"]
    assert [(each["due"], set(each["sources"])) for each in rows] == [("2027-09-08", cited), ("2028-03-08", cited)]


def test_a_timetable_kept_with_both_rows_does_not_call_the_date_gone(book: Rulebook) -> None:
    page = calls(book)
    text = (DATA / "kirklees" / "conference-dates-kirklees.json").read_text("utf-8")
    assert any(each["id"].startswith("kirklees.next-review-after") for each in json.loads(text)["deadlines"])
    shown = page["timetable"](page["timetable_saved"](text))["html"]
    assert "no longer given" not in shown


@pytest.mark.parametrize(
    ("source", "force"),
    [("KH12", "must"), ("KH11", "must"), ("KH20", "must"), ("KH23", "must"), ("KH24", "must"),
     ("KE02", "should"), ("KE06", "should"), ("KH25", "should"), ("KH21", "should"), ("KH04", "should"),
     ("KE01", None), ("KH13", None), ("KH27", None)],
)  # fmt: skip
def test_a_rule_keeps_its_source_s_must_or_should(source: str, force: str | None, book: Rulebook) -> None:
    assert rule(book, source).force == force


def test_the_assessment_may_take_longer_with_reasons_recorded_and_no_role_is_named(book: Rulebook) -> None:
    [found] = ask(book, "lincolnshire", "referral=2026-12-11").citing("NA02")
    assert found["responsible"] == ["not stated"]
    assert "reasons" in found["consequence"]


def test_the_file_of_national_guidance_holds_all_of_it(book: Rulebook) -> None:
    named = book.documents[book.edition.document]
    assert named.partnership == "national"
    cited = {book.statements[source].document for each in book.national for source in each.sources}
    assert cited == {named.id}


def test_entering_a_newer_edition_is_one_change_in_one_file(folder: Path) -> None:
    file = folder / "partnerships" / "national.toml"
    text = file.read_text(encoding="utf-8")
    text = text.replace('newer = "working-together-2026"\nchanges = "working-together-2026-changes"\n', "")
    text = text.replace('Children 2023"\npublisher = "HM Government"\ndate = "December 2023"',
                        'Children 2026"\npublisher = "HM Government"\ndate = "18 March 2026"')  # fmt: skip
    text = text.replace("amount = 45", "amount = 40")
    file.write_text(text, encoding="utf-8", newline="\n")
    entered = load_rulebook(folder)
    assert entered.edition.newer is None
    assert entered.documents[entered.edition.document].date == "18 March 2026"
    # Friday 11 December 2026 + 40 working days: 14 to 18 and 21 to 24 December (9), 29 to 31 (12), then five a week
    # from 4 January: 8 January (17), 15 (22), 22 (27), 29 (32), 5 February (37), 8, 9, 10 February (40).
    exported = json.loads(as_json(worked_out(entered, "lincolnshire", "referral=2026-12-11"), entered))
    [found] = [each for each in exported["deadlines"] if "NA02" in each["sources"]]
    assert found["due"] == "2027-02-10"


def test_an_edition_that_names_no_document_is_refused_with_the_file(folder: Path) -> None:
    file = folder / "partnerships" / "national.toml"
    text = file.read_text(encoding="utf-8").replace(
        'newer = "working-together-2026"', 'newer = "working-together-26"'
    )
    file.write_text(text, encoding="utf-8", newline="\n")
    with pytest.raises(UserError, match=r"national\.toml.*“working-together-26” is not known"):
        load_rulebook(folder)


def test_a_condition_that_waits_for_an_answer_needs_a_fact(folder: Path) -> None:
    file = folder / "partnerships" / "kirklees.toml"
    text = file.read_text(encoding="utf-8").replace('fact = "transferred_in"\n', "")
    file.write_text(text, encoding="utf-8", newline="\n")
    with pytest.raises(UserError, match=r"kirklees\.toml.*only_if_answered"):
        load_rulebook(folder)

"""A timescale that has changed: a case that began before keeps its rule, and the result says which applies."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from calculator.builder.load import HERE, load_rulebook
from calculator.calendar_file import Wanted, as_ics
from calculator.exports import as_csv, as_text
from calculator.extra.user_error import UserError
from calculator.model import Rulebook
from tests.calculator.conftest import PARTNERSHIPS, ask, calls, worked_out

FILE = "partnerships/kirklees.toml"
CORE_GROUP = "kirklees.first-core-group"
CHANGED = date(2027, 1, 1)


def rule_in_file(identity: str) -> str:
    """Return the rule as it stands in the shipped file."""
    text = (HERE / FILE).read_text(encoding="utf-8")
    begins = text.index(f'[[rules]]\nid = "{identity}"')
    return text[begins : text.index("\n[[rules]]\n", begins + 1) + 1]


Write = Callable[..., Rulebook]


@pytest.fixture
def written(folder: Path) -> Write:
    """Write a rule of Kirklees anew, once for each edition, as an officer would, and load the files."""

    def write(identity: str, *editions: tuple[int, str]) -> Rulebook:
        path = folder / FILE
        rule = rule_in_file(identity)
        amount = next(line for line in rule.splitlines() if line.startswith("amount = "))
        new = "\n".join(rule.replace(amount, f"amount = {days}\n{dates}") for days, dates in editions)
        path.write_text(path.read_text(encoding="utf-8").replace(rule, new), encoding="utf-8")
        return load_rulebook(folder)

    return write


@pytest.fixture
def changed(written: Write) -> Rulebook:
    """From 1 January 2027 the first core group is held within 5 working days, until then within 10."""
    return written("first-core-group", (10, "valid_until = 2026-12-31"), (5, "valid_from = 2027-01-01"))


def test_no_rule_of_the_four_areas_claims_a_day_from_which_it_holds(book: Rulebook) -> None:
    for area in book.partnerships.values():
        for rule in book.rules_for(area):
            assert (rule.valid_from, rule.valid_until, rule.earlier) == ("undated", None, ())


@pytest.mark.parametrize(
    ("events", "due"),
    [
        (["initial_conference=2026-12-31"], "2027-01-15"),
        (["initial_conference=2027-01-01"], "2027-01-08"),
        (["strategy_discussion=2026-12-11", "initial_conference=2027-01-05"], "2027-01-19"),
        (["strategy_discussion=2027-01-04", "initial_conference=2027-01-05"], "2027-01-12"),
        (["referral=2026-12-31", "strategy_discussion=2027-01-04"], "2027-02-08"),
        (["referral=2027-01-01", "strategy_discussion=2027-01-04"], "2027-02-01"),
    ],
)
def test_a_case_keeps_the_rule_that_held_on_its_earliest_date(
    events: list[str], due: str, changed: Rulebook
) -> None:
    assert ask(changed, "kirklees", *events).due[CORE_GROUP] == due


def test_entering_what_really_happened_never_changes_the_rule(changed: Rulebook) -> None:
    start = ["strategy_discussion=2026-12-11"]
    for more in ([], ["initial_conference=2026-12-30"], ["initial_conference=2027-01-05"]):
        assert ask(changed, "kirklees", *start, *more)[CORE_GROUP]["valid_until"] == "2026-12-31"


def test_what_was_done_and_what_had_moved_are_counted_by_the_same_edition(changed: Rulebook) -> None:
    answer = ask(
        changed,
        "kirklees",
        "strategy_discussion=2026-12-11",
        "initial_conference=2027-01-08",
        done=[f"{CORE_GROUP}=2027-01-22"],
    )
    assert answer[CORE_GROUP]["moved_from"] == "2027-01-20"
    assert answer[CORE_GROUP]["check"]["result"] == "met"


def test_the_result_says_that_the_earlier_rule_applies(changed: Rulebook) -> None:
    [says] = ask(changed, "kirklees", "strategy_discussion=2026-12-11")[CORE_GROUP]["edition"]
    for fact in (
        "began on Friday 11 December 2026",
        "changed on Friday 1 January 2027",
        "earlier rule of 10 working days",
    ):
        assert fact in says


def test_the_result_says_that_the_rule_changed_and_what_a_case_from_before_keeps(changed: Rulebook) -> None:
    [says] = ask(changed, "kirklees", "initial_conference=2027-01-05")[CORE_GROUP]["edition"]
    assert says == (
        "The rule changed on Friday 1 January 2027. This case began on Tuesday 5 January 2027, so the rule of "
        "5 working days applies. A case that began before the change keeps 10 working days: if this one did, enter "
        "its first date."
    )


def test_every_way_to_take_the_dates_away_says_which_rule_applies(changed: Rulebook) -> None:
    table = worked_out(changed, "kirklees", "strategy_discussion=2026-12-11")
    fields = [["partnership", "kirklees"], ["strategy_discussion", "2026-12-11"]]
    html = calls(changed)["timetable"]({"fields": fields})["html"]
    ics = as_ics(table, changed, Wanted(past=True)).replace("\r\n ", "")
    for taken in (html, as_text(table, changed), as_csv(table, changed), ics):
        assert "the earlier rule of 10 working days applies" in taken


def test_a_rule_with_one_undated_edition_says_nothing_of_editions(book: Rulebook) -> None:
    for area in PARTNERSHIPS:
        answer = ask(book, area, "referral=2012-01-02", "strategy_discussion=2012-01-03")
        assert not [each["id"] for each in answer.deadlines if each["edition"]]


def test_three_editions_follow_each_other_in_whatever_order_they_are_written(written: Write) -> None:
    book = written(
        "first-core-group",
        (7, "valid_from = 2027-01-01\nvalid_until = 2027-06-30"),
        (5, "valid_from = 2027-07-01"),
        (10, "valid_until = 2026-12-31"),
    )
    days = {"2026-12-31": 10, "2027-01-01": 7, "2027-06-30": 7, "2027-07-01": 5}
    [rule] = [each for each in book.partnerships["kirklees"].rules if each.id == CORE_GROUP]
    held = {day: rule.for_case_begun(date.fromisoformat(day)) for day in days}
    assert {day: each and each.amount for day, each in held.items()} == days
    [says] = ask(book, "kirklees", "initial_conference=2027-03-01")[CORE_GROUP]["edition"]
    assert "before the rule changed on Thursday 1 July 2027: the earlier rule of 7 working days" in says


def test_a_case_older_than_a_dated_rule_still_sees_it_and_is_told_that_the_time_before_is_not_known(
    written: Write,
) -> None:
    book = written("first-core-group", (10, "valid_from = 2027-01-01"))
    answer = ask(book, "kirklees", "strategy_discussion=2026-12-11")
    assert answer.due[CORE_GROUP] == "2027-01-20"
    [says] = answer[CORE_GROUP]["edition"]
    assert "What held until then is not known here: ask the conference unit." in says
    assert not ask(book, "kirklees", "initial_conference=2027-01-01")[CORE_GROUP]["edition"]


def test_a_rule_that_ended_holds_for_cases_from_before_and_for_no_later_one(written: Write) -> None:
    book = written("first-core-group", (10, "valid_until = 2026-12-31"))
    [says] = ask(book, "kirklees", "initial_conference=2026-12-31")[CORE_GROUP]["edition"]
    assert says == (
        "This case began on Thursday 31 December 2026. The rule ended on Thursday 31 December 2026, and still "
        "applies to a case that began by then."
    )
    assert CORE_GROUP not in ask(book, "kirklees", "initial_conference=2027-01-01").ids


def test_a_national_rule_can_change_too(book: Rulebook) -> None:
    name = "national.first-core-group"
    [rule] = [each for each in book.national if each.id == name]
    earlier = replace(rule, valid_until=CHANGED - timedelta(days=1))
    new = replace(rule, amount=5, valid_from=CHANGED, earlier=(earlier,))
    changed = replace(book, national=tuple(new if each is rule else each for each in book.national))
    before = ask(changed, "lincolnshire", "initial_conference=2026-12-31")
    after = ask(changed, "lincolnshire", "initial_conference=2027-01-01")
    assert (before.due[name], after.due[name]) == ("2027-01-15", "2027-01-08")


def test_an_edition_written_undated_in_so_many_words_is_the_first(written: Write) -> None:
    book = written(
        "first-core-group", (10, 'valid_from = "undated"\nvalid_until = 2026-12-31'), (5, "valid_from = 2027-01-01")
    )
    assert ask(book, "kirklees", "initial_conference=2026-12-31")[CORE_GROUP]["valid_from"] == "undated"


@pytest.mark.parametrize(
    ("editions", "says"),
    [
        (
            [(10, "valid_until = 2027-01-15"), (5, "valid_from = 2027-01-01")],
            "valid_until: two editions overlap: one ends on 2027-01-15, the next begins on 2027-01-01; "
            "the first must end on 2026-12-31.",
        ),
        (
            [(10, "valid_until = 2026-12-30"), (5, "valid_from = 2027-01-01")],
            "valid_until: two editions leave a gap: one ends on 2026-12-30, the next begins on 2027-01-01; "
            "the first must end on 2026-12-31.",
        ),
        (
            [
                (10, "valid_until = 2026-12-31"),
                (5, "valid_from = 2027-06-30\nvalid_until = 2027-01-01"),
                (4, "valid_from = 2027-07-01"),
            ],
            "valid_until: 2027-01-01 is before valid_from (2027-06-30); swap the two dates.",
        ),
        (
            [(10, ""), (5, "valid_from = 2027-01-01")],
            "valid_until: this key is missing from the edition before 2027-01-01; it ends on 2026-12-31.",
        ),
        ([(10, "valid_until = 2026-12-31"), (5, "")], "id: two rules have this id; give each its own."),
        ([(10, ""), (5, "")], "id: two rules have this id; give each its own."),
        ([(10, "valid_from = 2027-01-01"), (5, "valid_from = 2027-01-01")], "valid_until: this key is missing"),
        ([(10, 'valid_from = "January 2027"')], "valid_from"),
        ([(10, "valid_from = 2027-01-01T10:00:00")], "valid_from"),
        ([(10, "earlier = []")], "earlier: this key is not known; remove it."),
        (
            [(-1, "valid_until = 2026-12-31"), (5, "valid_from = 2027-01-01")],
            "amount: must be 0 to 500 working days (found -1)",
        ),
    ],
)
def test_editions_that_contradict_each_other_stop_the_build(
    editions: list[tuple[int, str]], says: str, written: Write
) -> None:
    with pytest.raises(UserError) as refused:
        written("first-core-group", *editions)
    assert str(refused.value).startswith("partnerships/kirklees.toml, line ")
    assert "first-core-group" in str(refused.value)
    assert says in str(refused.value)

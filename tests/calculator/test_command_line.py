"""The command line, which is also the contract for checks from outside."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from calculator.__main__ import main
from calculator.builder.edition import Edition
from calculator.model import Rulebook
from tests.calculator.conftest import EVENTS, PARTNERSHIPS
from tests.calculator.oracle import rows

ROOT = Path(__file__).parents[2]
START = ["--event", "strategy_discussion=2026-12-11"]
Shell = Callable[..., tuple[int, str, str]]


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str]) -> Shell:
    """Run a command in this process: its exit status, what it printed, and what it said on standard error."""

    def run(*arguments: str) -> tuple[int, str, str]:
        status = main(arguments)
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return run


@pytest.fixture
def timetable(shell: Shell) -> Callable[..., dict[str, Any]]:
    def run(*arguments: str) -> dict[str, Any]:
        status, out, err = shell("timetable", *arguments, "--format", "json")
        assert (status, err) == (0, "")
        found: dict[str, Any] = json.loads(out)
        return found

    return run


def run_from_a_shell(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "calculator", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", check=False)  # noqa: S603


def test_kirklees_and_11_december_2026_give_a_conference_by_6_january_with_fifteen_days_counted() -> None:
    command = ["timetable", "--partnership", "kirklees", *START, "--format", "json"]
    finished = run_from_a_shell(*command)
    assert (finished.returncode, finished.stderr) == (0, "")
    [conference] = [each for each in json.loads(finished.stdout)["deadlines"] if "KH11" in each["sources"]]
    assert (conference["due"], conference["safe"], conference["milestone"]) == (
        "2027-01-06",
        "2027-01-06",
        "initial_conference",
    )
    assert conference["trigger"] == {"event": "strategy_discussion", "date": "2026-12-11", "given": True}
    assert [step["date"] for step in conference["working"] if step["counted"]] == [
        *("2026-12-14", "2026-12-15", "2026-12-16", "2026-12-17", "2026-12-18"),
        *("2026-12-21", "2026-12-22", "2026-12-23", "2026-12-24"),
        *("2026-12-29", "2026-12-30", "2026-12-31"),
        *("2027-01-04", "2027-01-05", "2027-01-06"),
    ]
    assert {step["date"]: step["why"] for step in conference["working"] if not step["counted"]} == {
        "2026-12-12": "Saturday",
        "2026-12-13": "Sunday",
        "2026-12-19": "Saturday",
        "2026-12-20": "Sunday",
        "2026-12-25": "Christmas Day",
        "2026-12-26": "Saturday",
        "2026-12-27": "Sunday",
        "2026-12-28": "Boxing Day (substitute day)",
        "2027-01-01": "New Year's Day",
        "2027-01-02": "Saturday",
        "2027-01-03": "Sunday",
    }


KEYS: dict[str, type | tuple[type, ...]] = {
    "rule": str,
    "sources": list,
    "milestone": str,
    "trigger": dict,
    "due": str,
    "safe": str,
    "time": (str, type(None)),
    "limit": str,
    "responsible": list,
    "provisional": bool,
    "reading": (str, type(None)),
    "other_readings": list,
    "consequence": (str, type(None)),
    "condition": (str, type(None)),
    "status": str,
    "working": list,
}


@pytest.mark.parametrize("area", PARTNERSHIPS)
def test_the_json_has_the_keys_and_types_of_the_contract(
    area: str, timetable: Callable[..., dict[str, Any]]
) -> None:
    found = timetable("--partnership", area, "--event", "referral=2026-12-01", *START)
    assert found["partnership"] == area
    assert [each["due"] for each in found["deadlines"]] == sorted(each["due"] for each in found["deadlines"])
    for each in found["deadlines"]:
        assert [key for key, kind in KEYS.items() if not isinstance(each[key], kind)] == []
        assert set(each["trigger"]) == {"event", "date", "given"}
        assert each["trigger"]["event"] in EVENTS
        assert isinstance(each["trigger"]["given"], bool)
        assert each["limit"] in {"normally", "no_later_than", "span"}
        assert each["status"] in {"national", "local", "target"}
        assert each["time"] in {None, "10:00"}
        assert each["sources"]
        assert each["responsible"]
        assert all(set(other) == {"says", "due", "safe"} for other in each["other_readings"])
        assert all(set(step) == {"date", "counted", "why"} and step["why"] for step in each["working"])
        for day in (each["due"], each["safe"], each["trigger"]["date"], *(step["date"] for step in each["working"])):
            assert str(date.fromisoformat(day)) == day


def test_a_rule_for_both_kinds_of_conference_appears_once_for_each(timetable: Callable[..., dict[str, Any]]) -> None:
    events = ["--event", "initial_conference=2026-12-11", "--event", "review_conference=2027-03-11"]
    found = timetable("--partnership", "kirklees", *events)["deadlines"]
    entered = [each["trigger"]["event"] for each in found if "KE01" in each["sources"] and each["trigger"]["given"]]
    assert entered == ["initial_conference", "review_conference"]


def test_an_event_may_be_repeated(timetable: Callable[..., dict[str, Any]]) -> None:
    events = ["--event", "core_group=2027-01-11", "--event", "core_group=2027-02-08"]
    found = timetable("--partnership", "warwickshire", *events)["deadlines"]
    assert [each["due"] for each in found] == ["2027-02-11", "2027-03-08"]


def test_a_fact_and_a_check_may_be_given(timetable: Callable[..., dict[str, Any]]) -> None:
    more = ["--fact", "plan_made=yes", "--done", "kirklees.conference-requested=2026-12-18"]
    found = timetable("--partnership", "kirklees", *START, *more)["deadlines"]
    [request] = [each for each in found if "KH12" in each["sources"]]
    assert [request["check"]["result"], request["check"]["working_days_late"]] == ["late", 1]
    [core_group] = [each for each in found if "KE18" in each["sources"]]
    assert core_group["condition"] is None


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--event", "strategy_discussion=2026-02-30"], "there is no 30 February 2026: it has 28 days"),
        (["--event", "strategy_discussion=2026-13-01"], "there is no month 13"),
        (["--event", "strategy_discussion=26-12-11"], "is not a date like 2026-12-11"),
        (["--event", "strategy_discussion=0026-12-11"], "outside 2012 to 2050"),
        (["--event", "strategy_discussion=11 December"], "is not a date like 2026-12-11"),
        (["--event", "strategy_discussion=tomorrow"], "is not a date like 2026-12-11"),
        (["--event", "strategy_discussion=2011-12-31"], "outside 2012 to 2050"),
        (["--event", "strategy_discussion=2051-01-01"], "outside 2012 to 2050"),
        (["--event", "strategy_discussion=" + "9" * 100_000], "is not a date like 2026-12-11"),
        (["--event", "strategy_discussion=2026-12-11\nand more"], "is not a date like 2026-12-11"),
        (["--event", "strategy_discussion=٢٠٢٦-12-11"], "is not a date like 2026-12-11"),
        (["--event", "x" * 100_000 + "=2026-12-11"], "There is no event"),
        (["--event", "strategy_discussion"], "must have the form EVENT=DATE"),
        (["--event", "strategy_discussion="], "must have the form EVENT=DATE"),
        (["--event", "icpc=2026-12-11"], "There is no event “icpc”. Use one of: expected_birth"),
        (["--event"], "expected one argument"),
        ([*START, "--event", "strategy_discussion=2026-12-14"], "give one date, not 2"),
        ([*START, "--event", "initial_conference=2026-12-10"], "Check both dates"),
        ([*START, "--fact", "plan=yes"], "There is no fact “plan”. Use one of: plan_made"),
        ([*START, "--fact", "plan_made"], "must have the form FACT=yes or FACT=no"),
        ([*START, "--fact", "plan_made=perhaps"], "answer yes or no, not “perhaps”"),
        ([*START, "--done", "kirklees.nothing=2026-12-12"], "There is no deadline “kirklees.nothing” in this case"),
        ([*START, "--done", "kirklees.minutes"], "must have the form RULE=DATE"),
        ([*START, "--done", "kirklees.minutes=2026-02-30"], "there is no 30 February 2026"),
        ([*START, "--role", "aunt"], "There is no reader “aunt”. Use one of: school"),
        ([*START, "--format", "pdf"], "invalid choice: 'pdf'"),
        ([*START, "--compare", "leeds"], "There is no partnership “leeds”"),
        ([*START, "--partnership", "leeds"], "There is no partnership “leeds”. Choose one of: darlington, kirklees"),
        ([*START, "--nonsense"], "unrecognized arguments: --nonsense"),
    ],
    ids=lambda value: value[:40] if isinstance(value, str) else "",
)
def test_bad_input_is_refused_with_status_2_and_one_sentence(arguments: list[str], says: str, shell: Shell) -> None:
    status, out, err = shell("timetable", "--partnership", "kirklees", *arguments)
    assert (status, out) == (2, "")
    assert says in err
    assert err.count("\n") == 1
    assert err.endswith("\n")
    assert len(err) < 2000


@pytest.mark.parametrize(
    "arguments", [[], ["timetable"], ["timetable", *START], ["nonsense"], ["coverage", "--all"]]
)
def test_a_command_that_is_not_complete_is_refused_with_status_2_and_one_sentence(
    arguments: list[str], shell: Shell
) -> None:
    status, out, err = shell(*arguments)
    assert (status, out, err.count("\n")) == (2, "", 1)


def test_a_shell_sees_the_exit_status_and_the_sentence_too() -> None:
    finished = run_from_a_shell(
        "timetable", "--partnership", "kirklees", "--event", "strategy_discussion=2026-02-30"
    )
    assert (finished.returncode, finished.stdout) == (2, "")
    assert all(words in finished.stderr for words in ("Strategy discussion", "30 February 2026", "28 days"))
    assert finished.stderr.count("\n") == 1


def test_help_names_every_partnership_event_fact_and_reader(
    book: Rulebook, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["timetable", "--help"])
    printed = capsys.readouterr().out
    assert stopped.value.code == 0
    assert [
        name
        for name in [*PARTNERSHIPS, *book.words.events, *book.words.facts, *book.words.viewpoints]
        if name not in printed
    ] == []


def test_coverage_prints_every_numeric_statement_and_leaves_none_out(shell: Shell) -> None:
    status, out, err = shell("coverage")
    assert (status, err) == (0, "")
    *lines, closing, others = out.splitlines()
    ids = [line.split()[0] for line in lines]
    assert len(set(ids)) == len(ids) == 68 + 7
    assert {source for row in rows() for source in row.sources} <= set(ids)
    areas = {area: sum(name.startswith(area) for name in ids) for area in ("NA", "KE", "KH", "LI", "WA", "DA")}
    assert areas == {"NA": 7, "KE": 7, "KH": 23, "LI": 2, "WA": 6, "DA": 30}
    not_rules = [line.split()[0] for line in lines if "not a rule: " in line]
    assert not_rules == ["KE08", "KH05", "KH29", "KH36", "KH50", "KH54", "KH55", "DA02"]
    assert "68 numeric statements of the local documents and 7 national ones; 67 are rules" in closing
    assert "0 unaccounted for" in closing
    assert others.startswith("89 other statements ")
    assert others.endswith(": wording 43, order 26, age 6, duration 14.")


def test_coverage_fails_when_a_statement_went_nowhere(
    shell: Shell, book: Rulebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = tuple(rule for rule in book.partnerships["lincolnshire"].rules if rule.sources != ("LI02",))
    area = replace(book.partnerships["lincolnshire"], rules=left)
    holed = replace(book, partnerships={**book.partnerships, "lincolnshire": area})
    monkeypatch.setattr(Edition, "rulebook", lambda _: holed)
    status, out, _ = shell("coverage")
    assert status == 1
    assert out.splitlines()[-2].endswith("1 unaccounted for: LI02.")


def test_coverage_asks_no_rule_of_a_statement_with_no_number_to_count_with(
    shell: Shell, book: Rulebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    [rule] = [rule for rule in book.partnerships["lincolnshire"].rules if rule.sources == ("LI02",)]
    left = [each for each in book.partnerships["lincolnshire"].rules if each is not rule]
    cited = replace(rule, sources=("LI02", "LI03"))
    area = replace(book.partnerships["lincolnshire"], rules=(*left, cited))
    citing = replace(book, partnerships={**book.partnerships, "lincolnshire": area})
    printed = {}
    for name, each in {"as it is": book, "cited": citing}.items():
        monkeypatch.setattr(Edition, "rulebook", lambda _, each=each: each)
        printed[name] = shell("coverage")
    assert printed["cited"] == printed["as it is"]
    assert printed["cited"][0] == 0


def test_two_partnerships_are_laid_side_by_side(shell: Shell) -> None:
    status, out, _ = shell("timetable", "--partnership", "kirklees", "--compare", "darlington", *START)
    assert status == 0
    core_groups = out[out.index("Core group minutes") :]
    assert "Kirklees\n    no date of its own\n  Darlington\n    Wednesday 27 January 2027" in core_groups


def test_what_was_done_in_one_partnership_does_not_stop_the_comparison_with_another(shell: Shell) -> None:
    done = ["--done", "kirklees.conference-requested=2026-12-16"]
    status, _, err = shell("timetable", "--partnership", "kirklees", "--compare", "darlington", *START, *done)
    assert (status, err) == (0, "")


@pytest.mark.parametrize("kind", ["text", "csv", "ics", "json"])
def test_every_format_can_be_printed_where_the_terminal_is_not_unicode(kind: str) -> None:
    command = [
        sys.executable,
        "-m",
        "calculator",
        "timetable",
        "--partnership",
        "kirklees",
        *START,
        "--format",
        kind,
    ]
    windows = {**os.environ, "PYTHONIOENCODING": "cp1252"}
    finished = subprocess.run(command, cwd=ROOT, env=windows, capture_output=True, check=False)  # noqa: S603
    assert (finished.returncode, finished.stderr) == (0, b"")


def test_children_of_a_case_are_given_one_by_one(timetable: Callable[..., dict[str, Any]], shell: Shell) -> None:
    """The child who joined on Monday 1 March 2027: ten working days later is Monday 15 March."""
    case = ["--partnership", "kirklees", "--event", "initial_conference=2027-01-05"]
    own = ["--child", "A", "--child", "B:initial_conference=2027-03-01,fact.plan_made=yes"]
    rows = {each["id"]: (each["due"], each["children"]) for each in timetable(*case, *own)["deadlines"]}
    assert rows["kirklees.first-core-group:child-2"] == ("2027-03-15", ["B"])
    assert rows["kirklees.first-core-group"] == ("2027-01-19", ["A"])
    status, _, says = shell("timetable", *case, "--child", "A", "--child", "B:initial_conference=2027-02-30")
    assert status == 2
    assert says.startswith("B: ")
    status, out, _ = shell("timetable", *case, *own, "--compare", "lincolnshire")
    assert (status, "First core group held, B (local)" in out) == (0, True)


def test_children_of_a_family_are_given_one_by_one(shell: Shell) -> None:
    case = ["--partnership", "kirklees", "--conference", "review_conference", "--held", "2027-04-01"]
    baby = "Baby:conference=initial_conference,held=2027-03-01"
    status, out, _ = shell("my-dates", *case, "--child", "A", "--child", baby)
    assert status == 0
    assert "Monday 1 March 2027\n  Your conference, for Baby" in out
    status, _, says = shell("my-dates", *case, "--child", "A", "--child", "Baby:conference=initial_conference")
    assert (status, says) == (2, "Baby: Enter the date of the conference.\n")

"""The dates of fixed cases are as they were when they were last looked at."""

from dataclasses import replace
from difflib import unified_diff

import pytest

from calculator.model import Rulebook
from tests.calculator.conftest import PARTNERSHIPS
from tests.calculator.snapshots import CASES, COMMAND, FOLDER, snapshot


@pytest.mark.parametrize("area", PARTNERSHIPS)
def test_no_date_of_the_fixed_cases_has_changed_unseen(area: str, book: Rulebook) -> None:
    kept = (FOLDER / f"{area}.txt").read_text(encoding="utf-8")
    now = snapshot(area, book)
    difference = unified_diff(kept.splitlines(), now.splitlines(), "kept", "now", lineterm="", n=0)
    advice = (
        f"The dates of {area} have changed. Where that is meant, run `{COMMAND}` and look at every changed line. "
        "Where neither a rule nor a calendar was changed, raise WAY_OF_COUNTING in calculator/counting.py too."
    )
    assert kept == now, "\n".join([advice, *difference])


def test_every_partnership_has_its_snapshot_and_no_other_file_lies_there(book: Rulebook) -> None:
    assert {path.stem for path in FOLDER.iterdir()} == set(book.partnerships) == set(PARTNERSHIPS)


@pytest.mark.parametrize("area", PARTNERSHIPS)
def test_every_rule_of_an_area_is_in_its_snapshot(area: str, book: Rulebook) -> None:
    """A rule that no fixed case reaches could change without a word."""
    text = snapshot(area, book)
    assert [rule.id for rule in book.rules_for(book.partnerships[area]) if not _shown(rule.sources, text)] == []


def _shown(sources: tuple[str, ...], text: str) -> bool:
    shown = [set(line.split(" | ")[4].split()) for line in text.splitlines() if line.count(" | ") == 5]
    return any(set(sources) <= each for each in shown)


def test_a_rule_that_gives_another_date_shows_in_the_snapshot_of_its_area_only(book: Rulebook) -> None:
    area = book.partnerships["kirklees"]
    rules = tuple(replace(rule, amount=14) if "KH11" in rule.sources else rule for rule in area.rules)
    changed = replace(book, partnerships={**book.partnerships, "kirklees": replace(area, rules=rules)})
    assert snapshot("kirklees", changed) != snapshot("kirklees", book)
    assert snapshot("darlington", changed) == snapshot("darlington", book)


def test_the_fixed_cases_have_dates_in_every_area(book: Rulebook) -> None:
    for area in PARTNERSHIPS:
        assert snapshot(area, book).count("\n# ") == 2 * len(CASES)

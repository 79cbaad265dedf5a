"""Adding to a list takes the one step that its table documents; without a part of it, it is refused by name."""

import csv
import io
from dataclasses import MISSING, fields
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import icalendar
import pytest

from browser.builder.pack import ROOT
from calculator.areas import with_area
from calculator.builder.areas import area_rules, shared
from calculator.builder.load import load_rulebook
from calculator.builder.tools import Place
from calculator.builder.tools.deadline_calculator import form
from calculator.exports import EXPORTS, ExportKind
from calculator.extra.user_error import UserError
from calculator.model import Direction, Rulebook, Status, Unit
from calculator.pickles import from_bytes, from_text, to_bytes, to_text
from calculator.saved import open_saved
from calculator.tools import Call, Context, all_calls, all_exports, find_tools
from calculator.units import UNITS, UnitDefinition, calendar_unit
from tests.calculator.conftest import calls

EVENT = """
[home_visit]
order = 45
title = "Visit at home"
short = "visit at home"
hint = "The day of the visit."
happens = "series"
stage = "core_group"
follows = ["initial_conference"]
series = { starts_from = ["initial_conference"], ahead = 3 }
"""
RULES = """
[[rules]]
id = "home-visit"
title = "Child visited at home"
milestone = "home_visit"
topic = "core-groups"
triggers = ["initial_conference", "home_visit"]
amount = {amount}
unit = "{unit}"
direction = "after"
limit = "no_later_than"
responsible = ["social worker"]
sources = ["KE18"]
sets = "home_visit"
"""
_DUE, _STEPS = calendar_unit(lambda start, number: start + timedelta(days=14 * number), "fortnight")
FORTNIGHTS: dict[str, Any] = {
    "singular": "fortnight", "plural": "fortnights", "due": _DUE, "steps": _STEPS,
    "most": 50, "ways": (Direction.AFTER, Direction.BEFORE), "by_the_clock": False,
    "from_event": "{span} {way} {event}",
}  # fmt: skip


@pytest.fixture
def added(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Rulebook:
    """Return the rulebook with a made-up event, and a rule that counts to it in a made-up unit."""
    monkeypatch.setitem(UNITS, Unit("fortnights"), UnitDefinition(**FORTNIGHTS))
    return with_rules(folder, EVENT, RULES.format(amount=2, unit="fortnights"))


def with_rules(folder: Path, event: str, rules: str) -> Rulebook:
    for name, text in (("events.toml", event), ("partnerships/kirklees.toml", rules)):
        path = folder / name
        path.write_text(f"{path.read_text(encoding='utf-8')}\n{text}", encoding="utf-8")
    return load_rulebook(folder)


def as_a_page_has_it(book: Rulebook) -> dict[str, Call]:
    """Return the calls of a page that brought the rules of Kirklees."""
    known: Rulebook = from_bytes(to_bytes(shared(book)))
    return calls(with_area(known, from_text(to_text(area_rules(book, book.partnerships["kirklees"])))))


FIELDS = [["partnership", "kirklees"], ["initial_conference", "2026-12-11"], ["home_visit", "2027-01-12"]]


def test_a_made_up_event_and_unit_work_from_the_rule_to_every_export(added: Rulebook) -> None:
    page = as_a_page_has_it(added)
    shown = page["timetable"]({"fields": FIELDS})
    assert "2 fortnights after the visit at home on Tuesday 12 January 2027" in shown["html"]
    assert "home_visit=2027-01-12" in shown["address"]
    opened = [*FIELDS, ["open", "kirklees.home-visit:home_visit.working"]]
    assert "fortnight 2" in page["timetable"]({"fields": opened})["html"]
    assert ["home_visit.1.day", "12"] in page["timetable_address"](shown["address"])["fields"]
    files = {
        kind: page["timetable_export"]({"fields": [*FIELDS, ["calendar.past", "yes"]], "kind": kind})["bytes"]
        for kind in EXPORTS
    }
    table, _, _ = open_saved(files["json"].decode(), added)
    held = {each.check.done for each in table.deadlines if each.check}
    visits = {each.id: str(each.count.due) for each in table.deadlines if each.rule.sets == "home_visit"}
    assert visits == {
        "kirklees.home-visit:initial_conference": "2027-01-08",
        "kirklees.home-visit:home_visit": "2027-02-09",
        "kirklees.home-visit:home_visit:2": "2027-03-09",
        "kirklees.home-visit:home_visit:3": "2027-04-06",
    }
    rows = list(csv.DictReader(io.StringIO(files["csv"].decode("utf-8-sig"))))
    assert {row["Due"] for row in rows if row["What"] == "Child visited at home"} == set(visits.values())
    days = {each.decoded("dtstart") for each in icalendar.Calendar.from_ical(files["ics"].decode()).walk("VEVENT")}
    assert {date.fromisoformat(day) for day in visits.values()} - {date(2027, 1, 8)} | held <= days
    html = form(added, Place(compared=added.areas, to_root=""))
    assert 'name="home_visit.1.day"' in html
    assert "Add another visit at home" in html


@pytest.mark.parametrize("part", ["order", "title", "short", "hint", "happens", "stage", "series"])
def test_an_event_without_a_part_is_refused_with_the_part_named(part: str, folder: Path) -> None:
    fewer = "\n".join(line for line in EVENT.splitlines() if not line.startswith(f"{part} ="))
    with pytest.raises(UserError) as refused:
        with_rules(folder, fewer, RULES.format(amount=2, unit="weeks"))
    [problem] = refused.value.problems
    assert problem.place == ("home_visit", part)
    assert (problem.file or "").endswith("events.toml")
    assert problem.line


def test_a_rule_that_names_an_event_or_unit_that_was_not_added_is_refused_with_what_there_is(folder: Path) -> None:
    with pytest.raises(UserError) as refused:
        with_rules(folder, "", RULES.format(amount=2, unit="weeks"))
    [problem] = refused.value.problems
    assert problem.place[-1] == "triggers"
    assert "initial_conference" in problem.allowed
    with pytest.raises(UserError) as refused:
        load_with_unit(folder)
    assert refused.value.problems[0].allowed == tuple(UNITS)


def load_with_unit(folder: Path) -> Rulebook:
    path = folder / "events.toml"
    path.write_text(f"{path.read_text(encoding='utf-8')}\n{EVENT}", encoding="utf-8")
    area = folder / "partnerships" / "kirklees.toml"
    area.write_text(
        area.read_text(encoding="utf-8").replace('unit = "weeks"', 'unit = "fortnights"'), encoding="utf-8"
    )
    return load_rulebook(folder)


@pytest.mark.parametrize("table", [UnitDefinition, ExportKind])
def test_an_entry_of_a_table_has_no_part_that_can_be_forgotten(table: type) -> None:
    assert [
        each.name for each in fields(table) if each.default is not MISSING or each.default_factory is not MISSING
    ] == []


@pytest.mark.parametrize("part", FORTNIGHTS)
def test_a_unit_without_a_part_is_refused_with_the_part_named(part: str) -> None:
    with pytest.raises(TypeError, match=part):
        UnitDefinition(**{name: value for name, value in FORTNIGHTS.items() if name != part})


def test_every_status_has_a_word_a_name_for_its_date_and_a_style() -> None:
    style = (ROOT / "docs" / "assets" / "tools.css").read_text(encoding="utf-8")
    for each in Status:
        assert each.word
        assert each.bound
        assert f"\n.tag-{each} {{" in style
    with pytest.raises(TypeError, match="bound"):
        Status._new_member_(Status, "agreed", "Agreed")  # type: ignore[attr-defined]


def test_a_made_up_kind_of_file_is_offered_and_made(book: Rulebook, monkeypatch: pytest.MonkeyPatch) -> None:
    kind = ExportKind(
        label="List (.lst)", suffix="lst", media="text/plain", copied=False, order=5,
        make=lambda table, *_: "\n".join(each.id for each in table.deadlines).encode(),
    )  # fmt: skip
    monkeypatch.setitem(EXPORTS, "list", kind)
    tools = find_tools()
    page = all_calls(tools, Context(rulebook=book, exports=all_exports(tools), data={}))
    made = page["timetable_export"]({"fields": FIELDS[:2], "kind": "list"})
    assert made["filename"] == "conference-dates-kirklees.lst"
    assert b"kirklees.first-core-group" in made["bytes"]
    assert 'data-export="list"' in form(book, Place(compared=book.areas, to_root=""))

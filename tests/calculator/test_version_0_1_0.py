"""What people have from version 0.1.0 still opens: links, saved timetables and calendar files."""

import json
from datetime import date
from pathlib import Path

import icalendar
import pytest

from calculator.builder.load import load_rulebook
from tests.calculator.conftest import calls

DATA = Path(__file__).parents[1] / "data" / "0.1.0"
LINKS: dict[str, str] = json.loads((DATA / "calculator" / "links.json").read_text("utf-8"))
SAVED = sorted((DATA / "calculator").glob("*/*.json"))
CALENDARS = sorted(DATA.glob("**/*.ics"))


@pytest.mark.parametrize("name", LINKS)
def test_a_link_opens_its_case(name: str) -> None:
    page = calls(load_rulebook())
    opened = page["timetable_address"](LINKS[name].partition("?")[2])
    shown = page["timetable"](opened)
    assert shown["count"] > 0
    entered = {part for part in LINKS[name].partition("?")[2].split("&") if "=20" in part and "rules=" not in part}
    assert entered <= set(shown["address"].split("&"))


@pytest.mark.parametrize("path", SAVED, ids=lambda path: path.parent.name)
def test_a_saved_timetable_opens_with_its_dates_or_says_which_moved(path: Path) -> None:
    page = calls(load_rulebook())
    text = path.read_text("utf-8")
    then = json.loads(text)
    opened = page["timetable_saved"](text)
    shown = page["timetable"](opened)
    now = json.loads(page["timetable_json"](opened))
    # Two rows for one thing on one day may have become one.
    was, is_now = ({(each["title"], each["due"]) for each in table["deadlines"]} for table in (then, now))
    assert was == is_now or "data-moved" in shown["html"]


@pytest.mark.parametrize("path", CALENDARS, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_calendar_file_reads_with_a_day_for_every_entry(path: Path) -> None:
    entries = icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")
    assert entries
    assert all(isinstance(entry.decoded("dtstart"), date) for entry in entries)

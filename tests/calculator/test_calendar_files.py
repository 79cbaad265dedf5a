"""Calendar files: entries that keep their ids, are revised and are withdrawn, read back by two libraries."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import icalendar
import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from calculator import my_dates_page
from calculator.calendar_file import Wanted, as_ics
from calculator.exports import EXPORTS
from calculator.model import InvalidInput, Rulebook, Timetable
from calculator.page import calls
from calculator.reference import is_made, new_reference
from tests.calculator.conftest import PARTNERSHIPS, worked_out
from tests.calculator.test_exports import spoilt
from tests.page_python import in_both

_python = in_both(tables=("calls", "family_calls"))

family_calls = my_dates_page.calls
Fields = list[list[str]]
START = ("referral=2026-12-01", "strategy_discussion=2026-12-11")
REFERENCE = "KC-2026-7"
PAST: Fields = [["calendar.past", "yes"]]


def fields(area: str, *events: str, reference: str = REFERENCE) -> Fields:
    return [["partnership", area], ["reference", reference], *(each.split("=") for each in events)]


def made(book: Rulebook, of: Fields) -> str:
    content: bytes = calls(book, EXPORTS, {})["timetable_export"]({"fields": [*of, *PAST], "kind": "ics"})["bytes"]
    return content.decode()


def entries(text: str) -> list[Any]:
    return icalendar.Calendar.from_ical(text).walk("VEVENT")


def by_id(book: Rulebook, of: Fields) -> dict[str, str]:
    """Return each entry’s id by its deadline’s."""
    saved = json.loads(calls(book, EXPORTS, {})["timetable_export"]({"fields": of, "kind": "json"})["bytes"])
    return dict(zip([each["id"] for each in saved["deadlines"]], uids(made(book, of)), strict=True))


def withdrawn(text: str) -> set[str]:
    return {str(each["UID"]) for each in entries(text) if each.get("STATUS") == "CANCELLED"}


def uids(text: str) -> list[str]:
    return [str(each["UID"]) for each in entries(text)]


# --- What an entry says --------------------------------------------------------------------------------


@pytest.mark.parametrize("area", PARTNERSHIPS)
def test_every_deadline_is_an_entry_on_its_latest_safe_day(area: str, book: Rulebook) -> None:
    table = worked_out(book, area, *START)
    for deadline, entry in zip(table.deadlines, entries(made(book, fields(area, *START))), strict=True):
        begins = "Aim: " if deadline.rule.status == "target" else "Last day: "
        if deadline.rule.limit == "span":  # its source does not say that it is the last day
            begins = ""
        assert str(entry["SUMMARY"]) == f"{begins}{deadline.rule.title} [{REFERENCE}]"
        if not deadline.rule.time:
            assert type(entry["DTSTART"].dt) is date
            assert entry["DTSTART"].dt == deadline.count.safe
            assert (entry["DTEND"].dt - entry["DTSTART"].dt).days == 1
        assert all(source in str(entry["DESCRIPTION"]) for source in deadline.sources)


def test_a_target_is_no_last_day(book: Rulebook) -> None:
    found = entries(made(book, fields("darlington", *START)))
    table = worked_out(book, "darlington", *START)
    aims = [each.rule.title for each in table.deadlines if each.rule.status == "target"]
    assert aims
    assert [str(each["SUMMARY"]) for each in found if str(each["SUMMARY"]).startswith("Aim: ")] == [
        f"Aim: {title} [{REFERENCE}]" for title in aims
    ]


@pytest.mark.parametrize("area", PARTNERSHIPS)
def test_a_second_library_reads_the_same_entries(area: str, book: Rulebook) -> None:
    text = made(book, [*fields(area, *START), ["calendar.remind", "7"], ["calendar.remind", "1"]])
    second = vobject.readOne(text).vevent_list
    assert [(each.uid.value, each.summary.value, each.sequence.value) for each in second] == [
        (str(each["UID"]), str(each["SUMMARY"]), str(each["SEQUENCE"])) for each in entries(text)
    ]
    for theirs, ours in zip(second, entries(text), strict=True):
        start = ours["DTSTART"].dt
        assert theirs.dtstart.value.isoformat() == start.isoformat()
        assert [each.trigger.value for each in theirs.valarm_list] == [
            each["TRIGGER"].dt for each in ours.walk("VALARM")
        ]


def test_a_time_of_day_is_londons_in_winter_and_in_summer(book: Rulebook) -> None:
    for held, offset in (("2027-01-20", 0), ("2027-07-20", 1)):
        text = made(book, fields("darlington", f"strategy_discussion={held}"))
        [timed] = [each for each in entries(text) if isinstance(each["DTSTART"].dt, datetime)]
        start = timed["DTSTART"].dt
        assert "Conference report submitted" in str(timed["SUMMARY"])
        assert timed["DTSTART"].params["TZID"] == "Europe/London"
        assert (start.hour, start.utcoffset()) == (10, timedelta(hours=offset))
        assert [str(zone["TZID"]) for zone in icalendar.Calendar.from_ical(text).walk("VTIMEZONE")] == [
            "Europe/London"
        ]
        second = [each.dtstart.value for each in vobject.readOne(text).vevent_list]
        assert start.astimezone(UTC) in [each.astimezone(UTC) for each in second if isinstance(each, datetime)]


def test_a_file_without_a_time_of_day_has_no_time_zone(book: Rulebook) -> None:
    assert "VTIMEZONE" not in made(book, fields("kirklees", *START))


def test_a_due_date_on_a_sunday_is_entered_on_the_friday_and_says_so(book: Rulebook) -> None:
    found = entries(made(book, fields("lincolnshire", "initial_conference=2026-11-30")))
    [review] = [each for each in found if "First review" in str(each["SUMMARY"])]
    assert review["DTSTART"].dt == date(2027, 2, 26)
    assert "Due Sunday 28 February 2027" in str(review["DESCRIPTION"])
    assert "Latest safe day: Friday 26 February 2027" in str(review["DESCRIPTION"])


def test_a_meeting_held_late_is_there_on_the_day_on_which_it_was_held(book: Rulebook) -> None:
    text = made(book, fields("kirklees", "initial_conference=2027-01-05", "first_core_group=2027-01-26"))
    [core_group] = [each for each in entries(text) if "First core group held" in str(each["SUMMARY"])]
    assert core_group["DTSTART"].dt == date(2027, 1, 26)
    assert str(core_group["SUMMARY"]) == f"First core group held [{REFERENCE}]"
    assert "5 working days late" in str(core_group["DESCRIPTION"])


@given(title=st.text(st.characters(exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=150))
def test_any_title_comes_back_as_it_was_written(title: str, book: Rulebook) -> None:
    text = made(spoilt(book, f"[{title}]"), fields("lincolnshire", "referral=2026-12-01"))
    assert max(len(line) for line in text.encode().split(b"\r\n")) <= 75
    [entry] = entries(text)
    assert str(entry["SUMMARY"]) == f"Last day: [{title}] [{REFERENCE}]"


def test_commas_semicolons_backslashes_and_line_ends_are_escaped(book: Rulebook) -> None:
    title = "Plan; shared, by e-mail\\post\nEND:VCALENDAR"
    [entry] = entries(made(spoilt(book, title), fields("lincolnshire", "referral=2026-12-01")))
    assert str(entry["SUMMARY"]) == f"Last day: {title} [{REFERENCE}]"


@pytest.mark.parametrize("area", PARTNERSHIPS)
def test_lines_are_short_and_end_as_the_standard_says(area: str, book: Rulebook) -> None:
    octets = made(book, fields(area, *START)).encode()
    assert octets.endswith(b"END:VCALENDAR\r\n")
    lines = octets.split(b"\r\n")
    assert max(len(line) for line in lines) <= 75
    assert not [line for line in lines if b"\n" in line or b"\r" in line]


# --- Ids -----------------------------------------------------------------------------------------------


def test_entries_have_one_id_each_and_keep_it(book: Rulebook) -> None:
    first, again = (uids(made(book, fields("kirklees", *START))) for _ in range(2))
    assert first == again
    assert len(set(first)) == len(first)


def test_a_referral_date_that_is_added_later_changes_no_id(book: Rulebook) -> None:
    before = by_id(book, fields("kirklees", START[1]))
    after = by_id(book, fields("kirklees", *START))
    assert len(before) > 15
    assert before.items() <= after.items()


def test_an_actual_date_moves_entries_and_changes_no_id(book: Rulebook) -> None:
    before = by_id(book, fields("kirklees", *START))
    held = ("initial_conference=2027-01-05", "first_core_group=2027-01-12")
    after = by_id(book, fields("kirklees", *START, *held))
    both = before.keys() & after.keys()
    assert len(both) > 15
    assert {name: before[name] for name in both} == {name: after[name] for name in both}


def test_two_cases_that_begin_on_one_day_share_no_id(book: Rulebook) -> None:
    one, other = (set(uids(made(book, fields("kirklees", *START, reference=each)))) for each in ("KC-1", "KC-2"))
    assert one
    assert not one & other


def test_a_reference_is_made_once_and_carried_by_link_saved_timetable_and_file_name(book: Rulebook) -> None:
    table = calls(book, EXPORTS, {})
    typed = [["partnership", "kirklees"], ["strategy_discussion", "2026-12-11"]]
    shown = table["timetable"]({"fields": typed})
    key = shown["keeps"]["key"]
    assert is_made(key)
    assert f"&key={key}" in shown["address"]
    assert table["timetable"]({"fields": typed})["keeps"]["key"] != key
    opened = table["timetable_address"](shown["address"])["fields"]
    assert ["key", key] in opened
    assert table["timetable"]({"fields": opened})["keeps"] == {"key": key}
    saved = table["timetable_export"]({"fields": opened, "kind": "json"})
    assert saved["filename"] == f"conference-dates-kirklees-{key}.json"
    assert json.loads(saved["bytes"])["reference"] == key
    assert ["key", key] in table["timetable_saved"](saved["bytes"].decode())["fields"]


def test_a_typed_reference_takes_the_place_of_one_that_was_made(book: Rulebook) -> None:
    table = calls(book, EXPORTS, {})
    shown = table["timetable"]({"fields": [*fields("kirklees", START[1]), ["key", "r00000001"]]})
    assert f"reference={REFERENCE}" in shown["address"]
    assert "key=" not in shown["address"]
    assert shown["keeps"] == {"key": "r00000001"}


@pytest.mark.parametrize("typed", ["Sam Smith", "Smith", "VOID BY COURT ORDER 1", "a" * 30 + "1", "1;x", "-1"])
def test_what_could_be_a_name_or_a_sentence_is_no_reference(typed: str, book: Rulebook) -> None:
    with pytest.raises(InvalidInput) as error:
        calls(book, EXPORTS, {})["timetable"]({"fields": fields("kirklees", START[1], reference=typed)})
    [each] = error.value.errors
    assert each.field == "reference"
    assert "never a name" in each.message


def test_references_that_are_made_differ() -> None:
    assert len({new_reference() for _ in range(200)}) > 190


# --- A later file --------------------------------------------------------------------------------------


NOW = datetime(2026, 12, 1, 9, 30, tzinfo=UTC)


def at(table: Timetable, book: Rulebook, now: datetime = NOW, **more: Any) -> list[Any]:
    return entries(as_ics(table, book, Wanted(now=now, **more)))


def test_a_later_file_is_a_later_revision(book: Rulebook) -> None:
    table = worked_out(book, "kirklees", *START)
    first, second = (at(table, book, NOW + timedelta(seconds=each)) for each in (0, 1))
    assert {int(each["SEQUENCE"]) for each in first} < {int(each["SEQUENCE"]) for each in second} or (
        int(first[0]["SEQUENCE"]) < int(second[0]["SEQUENCE"])
    )
    assert {each["DTSTAMP"].dt for each in first} == {NOW}
    assert int(at(table, book, datetime(2090, 1, 1, tzinfo=UTC), past=True)[0]["SEQUENCE"]) < 2**31


def test_past_dates_are_left_out_unless_they_are_wanted(book: Rulebook) -> None:
    table = worked_out(book, "kirklees", *START)
    later = datetime(2027, 1, 20, 9, tzinfo=UTC)
    kept = [each["DTSTART"].dt for each in at(table, book, later)]
    every = [each["DTSTART"].dt for each in at(table, book, later, past=True)]
    assert kept == [day for day in every if day >= date(2027, 1, 20)]
    assert 0 < len(kept) < len(every) == len(table.deadlines)


def test_a_date_of_today_is_not_past(book: Rulebook) -> None:
    table = worked_out(book, "kirklees", *START)
    day = table.deadlines[3].count.safe
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    assert day in [each["DTSTART"].dt for each in at(table, book, noon)]


def test_a_file_in_which_nothing_is_left_is_refused_in_words(book: Rulebook) -> None:
    table = worked_out(book, "kirklees", *START)
    with pytest.raises(InvalidInput, match="Choose to have past dates too"):
        at(table, book, datetime(2040, 1, 1, tzinfo=UTC))


def test_there_is_no_reminder_unless_one_is_chosen(book: Rulebook) -> None:
    assert "VALARM" not in made(book, fields("darlington", *START))
    text = made(book, [*fields("darlington", *START), *(["calendar.remind", each] for each in ("7", "1", "99"))])
    for entry in entries(text):
        start = entry["DTSTART"].dt
        day = start if isinstance(start, datetime) else datetime(start.year, start.month, start.day)  # noqa: DTZ001
        times = [day + alarm["TRIGGER"].dt for alarm in entry.walk("VALARM")]
        wanted = [(day - timedelta(days=each)).replace(hour=day.hour or 9) for each in (7, 1)]
        assert times == wanted


def test_what_an_earlier_file_had_and_the_case_no_longer_has_is_withdrawn(book: Rulebook) -> None:
    table = calls(book, EXPORTS, {})
    both = fields("kirklees", *START)
    earlier = table["timetable_earlier"](made(book, both))
    assert earlier["keeps"]["reference"] == REFERENCE
    now = fields("kirklees", START[1])
    text = made(book, [*now, *([name, value] for name, value in earlier["keeps"].items())])
    gone = withdrawn(text)
    assert gone == set(uids(made(book, both))) - set(uids(made(book, now)))
    assert gone
    assert len(vobject.readOne(text).vevent_list) == len(entries(text))


def test_nothing_is_withdrawn_where_no_earlier_file_was_opened(book: Rulebook) -> None:
    table = calls(book, EXPORTS, {})
    address = table["timetable"]({"fields": fields("kirklees", *START)})["address"]
    opened = table["timetable_address"](address.replace("referral=2026-12-01&", ""))["fields"]
    assert "CANCELLED" not in made(book, opened)


def test_a_saved_timetable_withdraws_as_an_earlier_file_does(book: Rulebook) -> None:
    table = calls(book, EXPORTS, {})
    saved = table["timetable_export"]({"fields": fields("kirklees", *START), "kind": "json"})["bytes"].decode()
    opened = table["timetable_saved"](saved)["fields"]
    assert "CANCELLED" not in made(book, opened)
    without = [pair for pair in opened if not pair[0].startswith("referral")]
    gone = {str(each["UID"]) for each in entries(made(book, without)) if each.get("STATUS") == "CANCELLED"}
    assert gone == set(uids(made(book, fields("kirklees", *START)))) - set(
        uids(made(book, fields("kirklees", START[1])))
    )


def test_what_one_reader_is_not_shown_is_not_withdrawn(book: Rulebook) -> None:
    table = calls(book, EXPORTS, {})
    kept = table["timetable_earlier"](made(book, fields("kirklees", *START)))["keeps"]
    mine = [*fields("kirklees", *START), ["role", "school"], *([name, value] for name, value in kept.items())]
    text = made(book, mine)
    assert "CANCELLED" not in text
    assert len(entries(text)) < len(entries(made(book, fields("kirklees", *START))))


@pytest.mark.parametrize(
    "text",
    [
        *("", "PK", "{}", "BEGIN:VCALENDAR\r\nEND:VCALENDAR", "x" * 2_000_000),
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a@elsewhere.example\nDTSTART:20270101\nEND:VEVENT\nEND:VCALENDAR",
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a@dates.invalid\nDTSTART:20270101\nEND:VEVENT\nEND:VCALENDAR",
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a@conference-guide.invalid\nDTSTART:20279901\nEND:VEVENT\nEND:VCALENDAR",
    ],
    ids=range(8),
)  # fmt: skip
def test_a_file_that_was_not_made_on_the_page_is_refused_in_words(text: str, book: Rulebook) -> None:
    with pytest.raises(InvalidInput) as error:
        calls(book, EXPORTS, {})["timetable_earlier"](text)
    [each] = error.value.errors
    assert each.field == "earlier"
    assert each.message.endswith("Nothing that you entered was changed.")


def test_no_word_of_an_earlier_file_comes_into_the_next(book: Rulebook) -> None:
    text = made(book, fields("kirklees", *START)).replace("SUMMARY:", "SUMMARY:Ring Bob ")
    spoilt_file = text.replace(f"X-DATES-REFERENCE:{REFERENCE}", "X-DATES-REFERENCE:Ring Bob")
    kept = calls(book, EXPORTS, {})["timetable_earlier"](spoilt_file)["keeps"]
    assert set(kept) == {"calendar.earlier"}
    assert "Bob" not in made(book, [*fields("kirklees", START[1]), ["calendar.earlier", kept["calendar.earlier"]]])


def test_an_address_cannot_withdraw_anything(book: Rulebook) -> None:
    with pytest.raises(InvalidInput, match="something that this page does not know"):
        calls(book, EXPORTS, {})["timetable_address"](
            "partnership=kirklees&calendar.earlier=2027-01-01/a@dates.invalid"
        )


# --- Families ------------------------------------------------------------------------------------------


def mine(day: str, *more: list[str]) -> Fields:
    return [
        ["partnership", "kirklees"], ["conference", "initial_conference"],
        ["held.day", day], ["held.month", "4"], ["held.year", "2027"], *more,
    ]  # fmt: skip


def test_a_family_s_conference_that_moves_keeps_every_id_once_the_earlier_file_is_opened(book: Rulebook) -> None:
    table = family_calls(book)
    first = table["my_dates_export"]({"fields": [*mine("6"), *PAST], "kind": "ics"})["bytes"].decode()
    kept = table["my_dates_earlier"](first)["keeps"]
    again = [[name, value] for name, value in kept.items()]
    made_again = table["my_dates_export"]({"fields": [*mine("8"), *again, *PAST], "kind": "ics"})
    later = made_again["bytes"].decode()
    assert uids(later) == uids(first)
    assert len(set(uids(first))) > 8
    assert made_again["filename"] == f"dates-{kept['key']}.ics"
    assert [each["DTSTART"].dt for each in entries(later)] != [each["DTSTART"].dt for each in entries(first)]
    assert len(vobject.readOne(later).vevent_list) == len(entries(later))


def test_two_families_with_a_conference_on_one_day_share_no_id(book: Rulebook) -> None:
    table = family_calls(book)
    files = [
        table["my_dates_export"]({"fields": [*mine("6", ["key", key]), *PAST], "kind": "ics"})["bytes"].decode()
        for key in ("r00000001", "r00000002")
    ]
    assert not set(uids(files[0])) & set(uids(files[1]))


def test_a_family_has_no_reminders_and_no_words_of_what_it_is_unless_they_choose(book: Rulebook) -> None:
    text = family_calls(book)["my_dates_export"]({"fields": [*mine("6"), *PAST], "kind": "ics"})["bytes"].decode()
    assert "VALARM" not in text
    chosen = mine("6", ["calendar.remind", "3"], *PAST)
    alarmed = entries(family_calls(book)["my_dates_export"]({"fields": chosen, "kind": "ics"})["bytes"].decode())
    assert {str(alarm["TRIGGER"].dt) for each in alarmed for alarm in each.walk("VALARM")} == {"-3 days, 9:00:00"}
    assert {str(alarm["DESCRIPTION"]) for each in alarmed for alarm in each.walk("VALARM")} <= {
        str(each["SUMMARY"]) for each in alarmed
    }


def test_a_family_s_meeting_that_was_late_is_there_on_the_day_on_which_it_was_held(book: Rulebook) -> None:
    held = [["first_core_group.day", "27"], ["first_core_group.month", "4"], ["first_core_group.year", "2027"]]
    text = family_calls(book)["my_dates_export"]({"fields": [*mine("6", *held), *PAST], "kind": "ics"})[
        "bytes"
    ].decode()
    assert date(2027, 4, 27) in [each["DTSTART"].dt for each in entries(text) if "eeting" in str(each["SUMMARY"])]
    assert date(2027, 4, 20) not in [each["DTSTART"].dt for each in entries(text)]


def test_a_calendar_file_of_version_0_1_0_is_withdrawn_and_made_anew(book: Rulebook) -> None:
    from tests.calculator.test_version_0_1_0 import DATA

    old = (DATA / "calculator" / "kirklees" / "conference-dates-kirklees.ics").read_text("utf-8")
    kept = calls(book, EXPORTS, {})["timetable_earlier"](old)
    assert set(kept["keeps"]) == {"calendar.earlier"}
    text = made(book, [*fields("kirklees", *START), ["calendar.earlier", kept["keeps"]["calendar.earlier"]]])
    assert withdrawn(text) == set(uids(old))

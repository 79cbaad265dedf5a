"""Every kind of timing rule that English areas publish can be written down as data, and gives the right date."""

import csv
import io
import itertools
import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import icalendar
import numpy as np
import pytest

from calculator import my_dates_page
from calculator.areas import with_area
from calculator.builder.areas import area_rules, shared
from calculator.builder.edition import alone
from calculator.builder.load import load_rulebook
from calculator.exports import EXPORTS
from calculator.extra.user_error import UserError
from calculator.model import Rulebook, Unit
from calculator.my_dates import rules_in_words
from calculator.page import calls
from calculator.pickles import from_bytes, from_text, to_bytes, to_text
from calculator.saved import open_saved
from calculator.since import changes_since
from tests.calculator import oracle
from tests.calculator.conftest import Answer
from tests.calculator.oracle import SIGN
from tests.page_python import in_both

_python = in_both(tables=("calls", "family_calls"))
family_calls = my_dates_page.calls
PACKS = Path(__file__).parents[1] / "packs"
TABLE = Path(__file__).with_name("real_kinds.csv")
AREAS = ("harbourton", "fellshire")
LONDON = ZoneInfo("Europe/London")
CHOOSE = {"sooner of ": min, "later of ": max}


@pytest.fixture(scope="session")
def real() -> Rulebook:
    """Return the rulebook with two made-up areas whose rules are like real ones."""
    return load_rulebook(packs=[PACKS / area for area in AREAS])


def kinds() -> list[dict[str, str]]:
    lines = (line for line in TABLE.read_text(encoding="utf-8").splitlines() if not line.startswith("#"))
    return list(csv.DictReader(lines))


def answered(case: str, area: str, book: Rulebook) -> Answer:
    """Return the timetable of a case as the page's own call gives it."""
    fields = [["partnership", area]]
    for each in case.split():
        name, _, value = each.removeprefix("fact:").partition("=")
        fields.append([f"fact.{name}" if each.startswith("fact:") else name, value])
    return Answer(json.loads(calls(book, EXPORTS, {})["timetable_json"]({"fields": fields})))


def worked_out_independently(counted: str, book: Rulebook, area: str) -> str:
    """Work out a date from words such as "sooner of 3 months after 2027-01-11; 20 working_days after 2027-02-01"."""
    for words, choose in CHOOSE.items():
        if counted.startswith(words):
            return choose(_one(each.strip(), book, area) for each in counted.removeprefix(words).split(";"))
    return _one(counted, book, area)


def _one(counted: str, book: Rulebook, area: str) -> str:
    amount, unit, direction, start = counted.split()
    if "T" in start:
        moment = datetime.fromisoformat(start).replace(tzinfo=LONDON).astimezone(UTC)
        ends = moment + timedelta(hours=SIGN[direction] * int(amount))
        return ends.astimezone(LONDON).strftime("%Y-%m-%dT%H:%M")
    day = date.fromisoformat(start)
    if unit == "school_days":
        terms = book.partnerships[area].terms
        first, last = min(each.first for each in terms), max(each.last for each in terms)
        every = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        closed = [each for each in every if not any(term.first <= each <= term.last for term in terms)]
        off = np.array([*closed, *oracle.PUBLISHED], dtype="datetime64[D]")
        return str(np.busday_offset(np.datetime64(day), int(amount), roll="backward", holidays=off))
    return str(oracle.counted(day, int(amount), unit, direction) if int(amount) else day)


@pytest.mark.parametrize("row", kinds(), ids=lambda row: row["kind"])
def test_a_rule_of_a_kind_that_areas_publish_gives_its_date(row: dict[str, str], real: Rulebook) -> None:
    deadline = answered(row["case"], row["area"], real)[row["deadline"]]
    moment = f"{deadline['due']}T{deadline['time']}" if deadline["time"] else deadline["due"]
    assert moment == row["due"]
    assert worked_out_independently(row["counted"], real, row["area"]) == row["due"]


def test_every_rule_of_the_made_up_areas_is_worked_out(real: Rulebook) -> None:
    worked = {row["deadline"].partition(":")[0] for row in kinds()}
    rules = {rule.id for area in AREAS for rule in real.partnerships[area].rules}
    assert rules - worked == set()
    assert len(rules) >= 57


def says(case: str, area: str, name: str, book: Rulebook) -> Iterator[str]:
    deadline = answered(case, area, book)[name]
    return itertools.chain([deadline["counted"], deadline["earliest"] or ""], deadline["warnings"])


def test_whichever_is_sooner_shows_both_in_the_working(real: Rulebook) -> None:
    birth, *_ = says(
        "initial_conference=2027-01-11 birth=2027-02-01 fact:unborn=yes",
        "harbourton",
        "harbourton.first-review-after-birth",
        real,
    )
    assert birth == (
        "20 working days after the birth on Monday 1 February 2027; this is sooner than 3 months after the initial "
        "conference on Monday 11 January 2027, which gives Sunday 11 April 2027"
    )


def test_a_date_that_is_not_entered_is_named_where_it_may_be_the_sooner(real: Rulebook) -> None:
    counted, *_ = says(
        "initial_conference=2027-01-11 fact:unborn=yes",
        "harbourton",
        "harbourton.first-review-after-birth",
        real,
    )
    assert "20 working days after the birth" in counted
    assert "not entered" in counted


def test_a_birth_counts_as_expected_until_it_is_entered_and_then_moves_what_follows(real: Rulebook) -> None:
    expected = answered("initial_conference=2027-01-11 expected_birth=2027-02-10", "harbourton", real)
    born = answered("initial_conference=2027-01-11 expected_birth=2027-02-10 birth=2027-02-01", "harbourton", real)
    name = "harbourton.first-review-after-birth"
    assert "expected" in expected[name]["counted"]
    assert [born[name]["due"], born[name]["moved_from"]] == ["2027-03-01", expected[name]["due"]]


def test_a_range_shows_both_its_ends(real: Rulebook) -> None:
    case = "initial_conference=2027-03-15 first_core_group=2027-03-23"
    counted, first, *_ = says(case, "fellshire", "fellshire.next-core-group:first_core_group", real)
    assert counted.startswith("4 to 6 weeks after the first core group")
    assert first == str(oracle.counted(date(2027, 3, 23), 4, "weeks", "after"))


@pytest.mark.parametrize(
    ("held", "result"), [("2027-04-12", "early"), ("2027-04-20", "met"), ("2027-05-05", "late")]
)
def test_a_meeting_before_a_range_begins_is_too_early(held: str, result: str, real: Rulebook) -> None:
    days = ("initial_conference=2027-03-15", "first_core_group=2027-03-23", f"core_group={held}")
    check = answered(" ".join(days), "fellshire", real)["fellshire.next-core-group:first_core_group"]["check"]
    assert check["result"] == result


def test_what_may_be_done_once_between_two_conferences_begins_with_the_first(real: Rulebook) -> None:
    case = "initial_conference=2027-03-15 review_conference=2027-06-10"
    deadline = answered(case, "fellshire", real)["fellshire.bedroom"]
    assert [deadline["earliest"], deadline["due"]] == ["2027-03-15", "2027-06-10"]


def test_what_may_not_be_done_before_another_events_day_says_so(real: Rulebook) -> None:
    case = "expected_birth=2027-06-01 initial_conference=2027-04-08"
    deadline = answered(case, "fellshire", real)["fellshire.second-opinion"]
    assert deadline["earliest"] == str(oracle.counted(date(2027, 4, 8), 5, "working_days", "after"))
    late = answered("expected_birth=2027-06-01 initial_conference=2027-05-04", "fellshire", real)
    assert late["fellshire.second-opinion"]["warnings"]


def test_visits_are_listed_from_the_last_one_held_and_end_with_the_plan(real: Rulebook) -> None:
    days = "initial_conference=2027-03-15 visit=2027-03-24 visit=2027-04-15"
    going_on = answered(days, "harbourton", real)
    visits = {name: due for name, due in going_on.due.items() if name.startswith("harbourton.visits")}
    assert len(visits) == 2 + 3
    ended = answered(f"{days} plan_ended=2027-04-20", "harbourton", real)
    assert [name for name in ended.ids if name.startswith("harbourton.visits")] == [
        "harbourton.visits:initial_conference",
        "harbourton.visits:visit",
    ]
    assert going_on["harbourton.visits:visit"]["check"]["result"] == "late"


def test_a_child_who_was_seen_again_in_time_is_not_said_to_be_unseen(real: Rulebook) -> None:
    seen = answered("initial_conference=2027-03-15 visit=2027-03-24 visit=2027-04-20", "fellshire", real)
    assert [name for name in seen.ids if "not-seen" in name] == [
        "fellshire.not-seen-four:2",
        "fellshire.not-seen-six:2",
    ]
    five_weeks = answered("initial_conference=2027-03-15 visit=2027-03-24 visit=2027-04-28", "fellshire", real)
    assert [name for name in five_weeks.ids if "not-seen" in name and ":2" not in name] == [
        "fellshire.not-seen-four"
    ]


def test_school_days_beyond_the_terms_that_are_entered_are_not_counted_in_silence(real: Rulebook) -> None:
    answer = answered("initial_conference=2027-05-27", "harbourton", real)
    assert "harbourton.school-told" not in answer.ids
    assert any("term dates" in warning for warning in answer.whole["warnings"])


def test_both_dates_of_a_conference_that_was_stood_down_are_kept_and_what_hangs_on_it_moves(real: Rulebook) -> None:
    days = (
        "strategy_discussion=2027-01-11",
        "initial_conference_stood_down=2027-01-29",
        "initial_conference=2027-02-05",
    )
    answer = answered(" ".join(days), "harbourton", real)
    assert set(answer.whole["case"]["events"]) == {day.partition("=")[0] for day in days}
    core_group = answer["harbourton.first-core-group"]
    assert [core_group["due"], core_group["moved_from"]] == ["2027-02-15", "2027-02-08"]
    assert any("do not say whether the time" in warning for warning in answer.whole["warnings"])
    says_how = answered(" ".join(days), "fellshire", real)
    assert says_how["fellshire.rearranged"]["due"] == "2027-02-05"
    assert not any("do not say whether the time" in warning for warning in says_how.whole["warnings"])


@pytest.mark.parametrize("area", ["darlington", "kirklees", "lincolnshire", "warwickshire"])
def test_a_transfer_in_conference_has_its_dates_in_every_area(area: str, real: Rulebook) -> None:
    told = answered("transfer_notified=2027-03-15", area, real)
    [conference] = told.citing("NA07")
    assert conference["due"] == "2027-04-07"
    held = answered("transfer_in_conference=2027-04-07", area, real)
    [core_group] = held.citing("NA04")
    assert core_group["due"] == str(oracle.counted(date(2027, 4, 7), 10, "working_days", "after"))
    assert any("does not name the transfer-in conference" in note for note in core_group["edition"])


# --- A first day -------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def on_saturday(real: Rulebook) -> Rulebook:
    """Return the rulebook with a first day on Saturday 15 May 2027: a working day before it would be too early."""
    area = real.partnerships["fellshire"]
    rules = tuple(
        replace(each, amount=5, unit=Unit("calendar_days")) if each.id == "fellshire.appeal" else each
        for each in area.rules
    )
    return replace(real, partnerships={**real.partnerships, "fellshire": replace(area, rules=rules)})


FIRST_DAY = [["partnership", "fellshire"], ["complaint_received", "2027-05-10"], ["calendar.past", "yes"]]


def test_a_first_day_on_a_day_off_has_no_earlier_day_to_work_to(on_saturday: Rulebook) -> None:
    appeal = answered("complaint_received=2027-05-10", "fellshire", on_saturday)["fellshire.appeal"]
    assert (appeal["due"], appeal["safe"]) == ("2027-05-15", "2027-05-15")
    page = calls(on_saturday, EXPORTS, {})
    assert "Latest safe day" not in page["timetable"]({"fields": FIRST_DAY})["html"].partition("fellshire.appeal")[2]
    files = {kind: page["timetable_export"]({"fields": FIRST_DAY, "kind": kind})["bytes"] for kind in ("csv", "ics")}
    [row] = [
        each for each in csv.DictReader(io.StringIO(files["csv"].decode("utf-8-sig"))) if "again" in each["What"]
    ]
    assert (row["Due"], row["Latest safe day"]) == ("2027-05-15", "")
    [entry] = [
        each
        for each in icalendar.Calendar.from_ical(files["ics"].decode()).walk("VEVENT")
        if str(each["summary"]).startswith("First day: ")
    ]
    assert entry.decoded("dtstart") == date(2027, 5, 15)


# --- From a page, in every file, for families --------------------------------------------------------

FIELDS = [
    ["partnership", "fellshire"],
    ["expected_birth", "2027-06-01"],
    ["initial_conference", "2027-04-08"],
    ["first_core_group", "2027-04-15"],
    ["urgent_question", "2027-04-07T21:30"],
]


def as_a_page_has_it(book: Rulebook, area: str) -> Rulebook:
    """Return the rulebook of a page that began with no area and then brought the rules of one."""
    known: Rulebook = from_bytes(to_bytes(shared(book)))
    assert not set(known.words.events) & {"joint_visit", "contact_made"}
    return with_area(known, from_text(to_text(area_rules(book, book.partnerships[area]))))


def test_rules_of_every_kind_are_on_the_page_in_its_address_and_in_every_file(real: Rulebook) -> None:
    page = calls(as_a_page_has_it(real, "fellshire"), EXPORTS, {})
    shown = page["timetable"]({"fields": FIELDS})
    assert "34 weeks of pregnancy, counted back from the expected date of birth" in shown["html"]
    assert "4 to 6 weeks after" in shown["html"]
    assert "Not before" in shown["html"]
    assert "urgent_question=2027-04-07T21%3A30" in shown["address"]
    again = page["timetable_address"](shown["address"])["fields"]
    assert ["urgent_question.1.time", "21:30"] in again
    assert page["timetable"]({"fields": again})["html"] == shown["html"]
    files = {kind: page["timetable_export"]({"fields": FIELDS, "kind": kind})["bytes"] for kind in EXPORTS}
    table, then, _ = open_saved(files["json"].decode(), real)
    assert [(each.id, each.count.due, each.time) for each in table.deadlines if each.time] == [
        ("fellshire.urgent-answer", date(2027, 4, 8), "01:30")
    ]
    assert not changes_since(then, table, real)
    rows = {row["What"]: row for row in csv.DictReader(io.StringIO(files["csv"].decode("utf-8-sig")))}
    assert rows["Next core group held"]["Not before"].startswith("Not before Thursday 13 May 2027")
    assert rows["Health answers an urgent question"]["Time"] == "01:30"
    entries = icalendar.Calendar.from_ical(files["ics"].decode()).walk("VEVENT")
    starts = {str(each["summary"]).partition(" [")[0]: each.decoded("dtstart") for each in entries}
    assert f"{starts['Last day: Health answers an urgent question']:%Y-%m-%d %H:%M}" == "2027-04-08 01:30"
    assert "Not before" in files["text"].decode()


def test_every_count_behind_the_sooner_of_two_dates_is_in_the_working(real: Rulebook) -> None:
    page = calls(as_a_page_has_it(real, "harbourton"), EXPORTS, {})
    fields = [
        ["partnership", "harbourton"],
        ["initial_conference", "2027-01-11"],
        ["birth", "2027-02-01"],
        ["fact.unborn", "yes"],
        ["open", "harbourton.first-review-after-birth.working"],
    ]
    html = page["timetable"]({"fields": fields})["html"]
    assert "working day 20" in html
    assert "month 3" in html


def test_words_that_an_area_adds_for_families_are_said_to_them(real: Rulebook) -> None:
    page = family_calls(as_a_page_has_it(real, "harbourton"))
    form = [["partnership", "harbourton"], ["conference", "initial_conference"], ["plan", "yes"]]
    held = [["held.day", "15"], ["held.month", "3"], ["held.year", "2027"]]
    html = page["my_dates"]({"fields": [*form, *held]})["html"]
    assert "The social worker should visit your child" in html
    said = [each.says for each in rules_in_words(real.partnerships["harbourton"], real)]
    assert any("whichever is sooner" in each for each in said)


def test_a_guide_of_one_area_has_no_other_areas_words(real: Rulebook) -> None:
    own = alone(real, "harbourton")
    assert "contact_made" in own.words.events
    assert "joint_visit" not in own.words.events
    assert "designated doctor" not in own.words.roles


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("events", 'stage = "plan"', 'stage = "house"', "contact_made → stage"),
        ("events", "[contact_made]", "[visit]", "the guide has this already"),
        ("facts", "question =", "ask =", "mother_fit → question"),
        ("roles", '"team-manager"', '"manager"', "“manager” is not known"),
        ("family", 'kind = "visits"', 'kind = "walks"', "“walks” is not known"),
        ("family", 'milestone = "visit"', 'milestone = "visits"', "“visits” is not known"),
    ],
)
def test_a_mistake_in_what_an_area_adds_is_shown_in_its_own_file_with_the_line(
    file: str, old: str, new: str, says: str, tmp_path: Path
) -> None:
    pack = tmp_path / "harbourton"
    shutil.copytree(PACKS / "harbourton", pack)
    path = pack / f"{file}.toml"
    path.write_text(path.read_text(encoding="utf-8").replace(old, new, 1), encoding="utf-8")
    with pytest.raises(UserError) as refused:
        load_rulebook(packs=[pack])
    assert says in str(refused.value)
    assert re.search(rf"harbourton/{file}\.toml, line \d+", str(refused.value))


def test_two_areas_cannot_mean_two_things_by_one_word(tmp_path: Path) -> None:
    packs = [tmp_path / area for area in AREAS]
    for pack in packs:
        shutil.copytree(PACKS / pack.name, pack)
    theirs = (packs[0] / "events.toml").read_text(encoding="utf-8")
    path = packs[1] / "events.toml"
    path.write_text(path.read_text(encoding="utf-8") + "\n" + theirs, encoding="utf-8")
    load_rulebook(packs=packs)
    path.write_text(path.read_text(encoding="utf-8").replace("order = 175", "order = 176"), encoding="utf-8")
    with pytest.raises(UserError, match="harbourton has this too"):
        load_rulebook(packs=packs)

"""Whatever comes in by an address or a data file is used, or refused in words that name what is wrong."""

import copy
import json
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from calculator.builder import load
from calculator.builder.load import HERE, load_rulebook
from calculator.extra.strict import TomlFile
from calculator.extra.user_error import UserError
from calculator.model import InvalidInput, Rulebook
from calculator.page import LONGEST_OPENED
from tests.calculator.conftest import EVENTS, calls

Calls = dict[str, Callable[[Any], Any]]
slow = settings(deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow])


FACTS = ("plan_made", "held_online", "transferred_in")


@pytest.fixture(scope="session")
def page(book: Rulebook) -> Calls:
    return calls(book)


# --- The address ----------------------------------------------------------------------------------------

NAMES = st.one_of(
    st.sampled_from(["partnership", "role", "compare", "open", "__proto__", "constructor", "done.", "fact.", "."]),
    st.sampled_from(
        [
            *EVENTS,
            *(f"fact.{fact}" for fact in FACTS),
            "done.kirklees.minutes",
            "core_group.2.day",
        ]
    ),
    st.builds(
        "{}.{}".format, st.sampled_from(EVENTS), st.sampled_from(["1", "0", "-1", "٣", "9" * 500, "day", "\0"])
    ),
    st.text(st.characters(codec=None), max_size=20),
)
VALUES = st.one_of(
    st.sampled_from(["kirklees", "darlington", "yes", "no", "school", "2026-12-11", "2028-02-29", "0000-00-00"]),
    st.sampled_from(
        ["9" * 900, "2026-12-11\0", "\ud800", "٢٠٢٦-١٢-١١", "__proto__", "<img src=x onerror=alert(1)>", ""]
    ),
    st.text(st.characters(codec=None), max_size=20),
)
PAIRS = st.lists(st.tuples(NAMES, VALUES), max_size=8)
JOINED = PAIRS.map(lambda pairs: "&".join(f"{name}={value}" for name, value in pairs))
KNOWN_START = st.sampled_from(["", "partnership=kirklees&", "partnership=kirklees&partnership=darlington&"])
ADDRESSES = st.one_of(
    st.builds("{}{}".format, KNOWN_START, JOINED),
    st.text(st.sampled_from("%0aF&=;+#.\0\ud800é2-"), max_size=60),
    st.text(st.characters(codec=None), max_size=60),
    st.builds(lambda address, times: address * times, JOINED, st.integers(1, 200)),
)


def in_words(refused: InvalidInput) -> bool:
    """Whether something was refused with a message for each mistake, and at least one."""
    return bool(refused.errors) and all(each.message for each in refused.errors)


def opened_and_shown(page: Calls, address: str) -> None:
    """Open an address and show what it asks for; only `InvalidInput` may stop either."""
    try:
        fields = page["timetable_address"](address)["fields"]
        assert all(isinstance(text, str) for pair in fields for text in pair)
        assert len(fields) <= LONGEST_OPENED
        json.dumps(page["timetable"]({"fields": fields}))
        for kind in ("csv", "ics", "text"):
            page["timetable_export"]({"fields": fields, "kind": kind})
    except InvalidInput as refused:
        assert in_words(refused)  # noqa: PT017


@settings(slow, max_examples=250)
@given(address=ADDRESSES)
def test_any_address_is_opened_or_refused_in_words(address: str, page: Calls) -> None:
    opened_and_shown(page, address)


@pytest.mark.parametrize(
    "address",
    [
        "partnership=kirklees&done.\ud800=2026-12-11&strategy_discussion=2026-12-11",
        "partnership=kirklees&role=\ud800&strategy_discussion=2026-12-11",
        "partnership=kirklees&done.kirklees.minutes=" + "9" * 3900,
        "partnership=kirklees&core_group." + "9" * 3900 + "=2026-12-11",
        "partnership=kirklees&" + "core_group=2026-12-11&" * 180,
        "partnership=kirklees&strategy_discussion=2026-12-11&" * 70,
        "partnership=kirklees&strategy_discussion.day=1&strategy_discussion=2026-12-11&strategy_discussion.month=1",
        "partnership=kirklees&core_group.1=2026-12-11&core_group=2026-12-12&core_group.01=2026-12-13",
        "partnership=kirklees&open=&open=__proto__&strategy_discussion=2026-12-11",
        "%",
        "%zz=%&partnership=kirklees",
        "%F0%9F=%ED%A0%80&partnership=kirklees",
    ],
    ids=lambda address: ascii(address[:40]),
)
def test_an_address_that_was_made_to_do_harm_is_opened_or_refused_in_words(address: str, page: Calls) -> None:
    opened_and_shown(page, address)


@settings(slow, max_examples=150)
@given(pairs=PAIRS)
def test_no_word_of_an_address_reaches_a_cell_of_the_spreadsheet(pairs: list[tuple[str, str]], page: Calls) -> None:
    """Only dates and answers known to the rules count, so nothing typed can be a formula."""
    start = [("partnership", "kirklees"), ("strategy_discussion", "2026-12-11")]
    typed = [(f"{name}=1+1", f"=1+1{value}") for name, value in pairs]
    plain = page["timetable_export"]({"fields": start, "kind": "csv"})["bytes"]
    try:
        made = page["timetable_export"]({"fields": [*start, *typed], "kind": "csv"})["bytes"]
    except InvalidInput:
        return
    assert made == plain


@settings(slow, max_examples=150)
@given(pairs=PAIRS, area=st.sampled_from(["kirklees", "", "\ud800", "__proto__"]))
def test_any_fields_of_my_dates_are_counted_or_refused_in_words(
    pairs: list[tuple[str, str]], area: str, page: Calls
) -> None:
    start = [("partnership", area), ("conference", "initial_conference"), ("held.day", "6")]
    rest = [("held.month", "4"), ("held.year", "2027")]
    for name in ("my_dates", "my_dates_export"):
        try:
            page[name]({"fields": [*start, *rest, *pairs]})
        except InvalidInput as refused:
            assert in_words(refused)  # noqa: PT017


# --- The data files ---------------------------------------------------------------------------------------

FILES = sorted(str(path.relative_to(HERE)) for path in HERE.rglob("*.toml"))
DATA = {file: tomllib.loads((HERE / file).read_text(encoding="utf-8")) for file in FILES}
ANYTHING = st.one_of(
    st.sampled_from([None, True, 0, -1, 15, 10**30, 1.5, float("nan"), "", "15", "x\0", "../x", [], {}, [[]], [{}]]),
    st.sampled_from([date(2026, 12, 11), {"id": "x"}, ["x", 1], {"x": {"x": []}}, [{"id": []}], "[[", "{{7*7}}"]),
    st.text(max_size=10),
)


def places(data: Any, head: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Return the way to every value in a file."""
    inner = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [head, *(place for key, value in inner for place in places(value, (*head, key)))] if inner else [head]


def spoilt_file(path: Path, data: Any) -> TomlFile:
    """Return a file with this data, which nobody has written down: it has no lines."""
    return TomlFile(path, "", copy.deepcopy(data))


def changed(data: Any, place: tuple[Any, ...], value: Any) -> Any:
    """Return a file's data with another value in one place, or with nothing there where it is `None`."""
    if not place:
        return data if value is None else value
    made = copy.deepcopy(data)
    holder = made
    for key in place[:-1]:
        holder = holder[key]
    if value is None:
        del holder[place[-1]]
    else:
        holder[place[-1]] = value
    return made


@settings(slow, max_examples=300)
@given(drawn=st.data())
def test_a_data_file_with_anything_in_any_place_is_used_or_refused_by_its_name(
    drawn: st.DataObject,
) -> None:
    file = drawn.draw(st.sampled_from(FILES))
    place = drawn.draw(st.sampled_from(places(DATA[file])[1:]))
    value = drawn.draw(ANYTHING)
    spoilt = {**DATA, file: changed(DATA[file], place, value)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(load, "read_toml", lambda path: spoilt_file(path, spoilt[str(path.relative_to(HERE))]))
        try:
            load_rulebook()
        except UserError as refused:
            assert refused.problems[0].file in {f"calculator/{each}" for each in FILES}  # noqa: PT017


@settings(slow, max_examples=100)
@given(content=st.binary(max_size=60), at=st.floats(0, 1))
def test_a_data_file_with_any_bytes_in_it_is_used_or_refused_by_its_name(content: bytes, at: float) -> None:
    whole = (HERE / "partnerships/kirklees.toml").read_bytes()
    place = int(at * len(whole))
    spoilt = whole[:place] + content + whole[place:]
    read = Path.read_bytes

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            Path,
            "read_text",
            lambda path, encoding: (spoilt if path.name == "kirklees.toml" else read(path)).decode(encoding),
        )
        try:
            load_rulebook()
        except UserError as refused:
            # What families are told is found by a rule's milestone: a spoilt one is missed in family.toml.
            assert refused.problems[0].file in {  # noqa: PT017
                "calculator/partnerships/kirklees.toml",
                "calculator/family.toml",
            }

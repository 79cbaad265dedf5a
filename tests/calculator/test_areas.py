"""The rules of one area travel with the page: what every area shares, and that area, answer as the whole does."""

import pickle
from dataclasses import replace
from io import BytesIO

import pytest

from calculator.areas import AreaRules, with_area
from calculator.builder.areas import area_rules, shared
from calculator.model import Rulebook
from calculator.pickles import from_bytes, from_text, to_bytes, to_text
from tests.calculator.conftest import EVENTS, PARTNERSHIPS, calls
from tests.calculator.test_page import boxes, kirklees, refusal, show

EVERY_DATE = [
    ["reference", "CP-12"],
    ["fact.plan_made", "yes"],
    ["done.minutes", ""],
    *([each, "2027-03-08"] for each in EVENTS),
]


def brought(book: Rulebook, *areas: str) -> Rulebook:
    """Return the rulebook of a page that has brought these areas."""
    known: Rulebook = from_bytes(to_bytes(shared(book)))
    for area in areas:
        carried: AreaRules = from_text(to_text(area_rules(book, book.partnerships[area])))
        known = with_area(known, carried)
    return known


@pytest.mark.parametrize("area", PARTNERSHIPS)
def test_an_area_that_was_brought_gives_what_the_whole_rulebook_gives(area: str, book: Rulebook) -> None:
    whole, part = calls(book), calls(brought(book, area))
    first = show(whole, [["partnership", area], *EVERY_DATE])
    opened = [["open", f"{each}.sources"] for each in _ids(first["html"])]
    asked = {"fields": [["partnership", area], *EVERY_DATE, *opened]}
    assert part["timetable"](asked) == whole["timetable"](asked)
    for kind in ("csv", "text"):
        assert part["timetable_export"]({**asked, "kind": kind}) == whole["timetable_export"](
            {**asked, "kind": kind}
        )


@pytest.mark.parametrize("conference", ["initial_conference", "review_conference"])
@pytest.mark.parametrize("area", PARTNERSHIPS)
def test_a_family_reads_the_same_where_only_its_own_area_is_there(
    area: str, conference: str, book: Rulebook
) -> None:
    fields = [["partnership", area], ["conference", conference], *boxes("held", "6", "4", "2027")]
    fields.append(["key", "r12345678"])
    whole, part = calls(book), calls(brought(book, area))
    assert part["my_dates"]({"fields": fields}) == whole["my_dates"]({"fields": fields})


def test_two_areas_that_were_brought_stand_side_by_side(book: Rulebook) -> None:
    asked = kirklees([["compare", "darlington"]])
    assert show(calls(brought(book, "kirklees", "darlington")), asked) == show(calls(book), asked)


def test_an_area_that_was_not_brought_is_not_known(book: Rulebook) -> None:
    [(field, _)] = refusal(lambda: show(calls(brought(book, "darlington")), kirklees()))
    assert field == "partnership"


def test_what_is_shared_names_no_area_and_is_the_same_whatever_areas_there_are(book: Rulebook) -> None:
    content = to_bytes(shared(book))
    for area in book.areas:
        for name in (area.id, area.name, area.full_name, area.conference_unit):
            assert name.encode() not in content, name
    other = _of_other_objects(book)
    fewer = {"darlington": other.partnerships["darlington"]}
    assert to_bytes(shared(replace(other, partnerships=fewer))) == content


def test_what_an_area_carries_holds_no_other_area(book: Rulebook) -> None:
    for area in book.areas:
        carried = area_rules(book, area)
        others = {each.id for each in book.areas} - {area.id}
        assert not {each.partnership for each in carried.documents.values()} & others
        assert not set(carried.statements) & set(shared(book).statements)


def test_a_rehearsal_needs_no_area(book: Rulebook) -> None:
    assert calls(brought(book))["timetable_rehearsal"](None) is True


def _of_other_objects(book: Rulebook) -> Rulebook:
    """Return an equal rulebook in which no two equal texts are one object, as another reading may have them."""
    content = BytesIO()
    pickler = pickle.Pickler(content)
    pickler.fast = True
    pickler.dump(book)
    copy: Rulebook = pickle.loads(content.getvalue())  # noqa: S301
    return copy


def _ids(html: str) -> list[str]:
    return [part.partition('"')[0] for part in html.split('<li class="deadline" id="')[1:]]

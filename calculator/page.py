"""What the calculator's page can ask for: the table of calls, from what the form or the address holds.

A form is a list of pairs `[name, value]`. Names: `partnership`, `compare`, `role`, `fact.<fact>`,
`<event>.day` (or `.month`, `.year`), `<event>.<number>.day` for an event that repeats, and
`done.<deadline>.day`; `open` names a fold of the result that is open; `rules` and `was` hold the version of the
rules and the dates of the link that was opened (`calculator.since`).
In an address a date stands whole: `strategy_discussion=2026-12-11`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any
from urllib.parse import parse_qsl, urlencode

from calculator import exports, family_page
from calculator.case import MOST_DATES, Typed, read_case
from calculator.model import Event, Fact, FieldError, InvalidInput, Partnership, Rulebook, Timetable
from calculator.render import render
from calculator.saved import area_of, open_saved
from calculator.since import Then, Unreadable, kept, read, since, written
from calculator.timetable import timetable
from calculator.views import comparison, seen_by

type Pairs = Iterable[tuple[str, str]]

BOXES = ("day", "month", "year")
LONGEST_ADDRESS = 4000
REHEARSAL = (("partnership", "rehearsal"), ("strategy_discussion", "2026-12-11"))
"""A case that the page works out, unseen, while nobody waits: a browser runs faster what it has run before."""


type Formats = Mapping[str, Callable[[Timetable], exports.Export]]


def calls(rulebook: Rulebook, more_formats: Formats | None = None) -> dict[str, Callable[[Any], Any]]:
    """Return the calculator's calls by name; each takes and returns plain data and raises `InvalidInput`.

    `more_formats` are kinds of file besides those of `exports`, which other rooms make.
    """
    return {
        "timetable": partial(_show, rulebook),
        "timetable_address": partial(_open, rulebook),
        "timetable_area": area_of,
        "timetable_saved": partial(_open_saved, rulebook),
        "timetable_export": partial(_export, rulebook, more_formats or {}),
        "timetable_rehearsal": lambda _: bool(_show(_rehearsed(rulebook), {"fields": REHEARSAL})),
        "timetable_json": lambda form: exports.as_json(_Asked.of(form["fields"]).table(rulebook), rulebook),
        **family_page.calls(rulebook),
    }


def _rehearsed(rulebook: Rulebook) -> Rulebook:
    """Return the rulebook with an area that takes the national rules for its own: no real one is there at first."""
    area = Partnership(
        id="rehearsal",
        name="Rehearsal",
        full_name="Rehearsal",
        conference_unit="",
        rules_version="",
        about="",
        contacts=(),
        rules=rulebook.national,
    )
    return replace(rulebook, partnerships={area.id: area})


@dataclass
class _Asked:
    """What a form asks for, sorted by kind and not yet read."""

    choices: dict[str, str] = field(default_factory=dict)
    events: dict[str, Typed] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)
    done: dict[str, Typed] = field(default_factory=dict)
    opened: set[str] = field(default_factory=set)
    earlier: dict[str, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, pairs: Pairs) -> "_Asked":
        asked = cls()
        for name, value in pairs:
            asked.add(name, value)
        return asked

    def add(self, name: str, value: str) -> None:
        stem, _, last = name.rpartition(".")
        kind, _, rest = name.partition(".")
        if name in {"partnership", "compare", "role"}:
            self.choices[name] = value
        elif name in {"rules", "was"}:
            self.earlier[name] = value
        elif name == "open":
            self.opened.add(value)
        elif kind == "fact" and rest in set(Fact):
            self.facts[rest] = value
        elif kind == "done" and rest:
            _put(self.done, *((rest.rpartition(".")[0], value, last) if last in BOXES else (rest, value)))
        elif kind in set(Event):
            _put(self.events, *((stem, value, last) if last in BOXES else (self._free(name), value)))
        else:
            self.unknown.append(name)

    def _free(self, event: str) -> str:
        """Return the name of an event's next free date: `core_group.1`, then `core_group.2`."""
        if "." in event:
            return event
        number = sum(name.partition(".")[0] == event for name in self.events) + 1
        return f"{event}.{number}"

    def table(self, rulebook: Rulebook, partnership: str | None = None) -> Timetable:
        """Return the timetable asked for; for another partnership, without what was done under this one's rules."""
        chosen = partnership or self.choices.get("partnership", "")
        if not chosen:
            raise InvalidInput([FieldError("partnership", "Choose the partnership whose dates you need.")])
        if chosen not in rulebook.partnerships:
            message = f"There is no partnership “{chosen[:40]}”. Choose one from the list."
            raise InvalidInput([FieldError("compare" if partnership else "partnership", message)])
        case = read_case(
            rulebook,
            partnership=chosen,
            events=self.events.items(),
            facts=self.facts.items(),
            done=self.done.items() if partnership is None else (),
        )
        return seen_by(timetable(case, rulebook), self.choices.get("role"), rulebook)


def _put(dates: dict[str, Typed], name: str, value: str, box: str | None = None) -> None:
    """Keep a whole date, or one box of it."""
    if box is None:
        dates[name] = value
    else:
        boxes = dates.setdefault(name, {})
        if isinstance(boxes, dict):
            boxes[box] = value


def _show(rulebook: Rulebook, form: Mapping[str, Any]) -> dict[str, Any]:
    """Return the timetable as HTML, how many dates it has, and its address."""
    asked = _Asked.of(form["fields"])
    table = asked.table(rulebook)
    now, then, unreadable = kept(table, rulebook), *_earlier(asked)
    other = asked.choices.get("compare")
    compared = comparison(table, asked.table(rulebook, other), rulebook) if other else None
    html = render(
        "timetable.html.j2",
        table=table,
        compared=compared,
        since=since(then, table, rulebook) if then else None,
        unreadable=unreadable,
        rulebook=rulebook,
        viewpoint=rulebook.words.viewpoints.get(asked.choices.get("role", "")),
        typed=asked.done,
        opened=asked.opened | {f"{name}.check" for name, _ in table.case.done},
    )
    # As long as the case is that of the link, its address goes on saying what has moved since the link was made.
    carried = then if then and then.case == now.case else now
    address = _address(table, asked, carried)
    return {"html": html, "count": len(table.deadlines), "says": news(table), "address": address}


def news(table: Timetable) -> list[str]:
    """Return, a sentence each, what a person who cannot see the result should hear of it."""
    if not table.case.events:
        return []
    found = len(table.deadlines)
    dates = "No date found." if not found else "1 date found." if found == 1 else f"{found} dates found."
    return [dates, *(f"{each.rule.title}: {each.check.says}" for each in table.deadlines if each.check)]


def _earlier(asked: _Asked) -> tuple[Then | None, bool]:
    """Return what the link that was opened carries of its dates, and whether it is there but cannot be read."""
    if not any(asked.earlier.values()):
        return None, False
    try:
        return read(asked.earlier.get("was", ""), asked.earlier.get("rules", "")), False
    except Unreadable:
        return None, True


def _address(table: Timetable, asked: _Asked, carried: Then) -> str:
    """Return the page's address: the case, the reader's choices, and the dates, so that it can say what moved.

    Where all of it would be too long for an address that is opened again, it goes without the dates.
    """
    pairs = _pairs(table, asked)
    with_dates = urlencode([*pairs, ("rules", carried.version), ("was", written(carried))])
    return with_dates if table.deadlines and len(with_dates) <= LONGEST_ADDRESS else urlencode(pairs)


def _pairs(table: Timetable, asked: _Asked) -> list[tuple[str, str]]:
    """Return the case and the choices as pairs of a name and a value."""
    case = table.case
    pairs = [("partnership", case.partnership)]
    pairs += [(event, str(day)) for event, days in case.events.items() for day in days]
    pairs += [(f"fact.{fact}", "yes" if answer else "no") for fact, answer in case.facts.items()]
    pairs += [(f"done.{name}", str(day)) for name, day in case.done]
    pairs += [(name, value) for name, value in asked.choices.items() if name != "partnership" and value]
    return pairs


def _open(rulebook: Rulebook, address: str) -> dict[str, Any]:
    """Return the form's fields for an address, each date in its three boxes, ready to be shown and mended.

    Whether there is such a partnership is known only when its rules are there: `_show` says so.

    Raises:
        InvalidInput: when the address is not one of this page's.

    """
    pairs = parse_qsl(address[:LONGEST_ADDRESS], keep_blank_values=True)
    asked = _Asked.of(pairs)
    strange = asked.unknown or not all(_has_boxes(name, rulebook) for name in asked.events)
    if strange or len(address) > LONGEST_ADDRESS or not asked.choices.get("partnership"):
        message = "The link holds something that this page does not know. Enter the dates again."
        raise InvalidInput([FieldError(None, message)])
    return _fields(asked, rulebook)


def _open_saved(rulebook: Rulebook, text: str) -> dict[str, Any]:
    """Return the form's fields for a saved timetable, with the dates that it gave then.

    Raises:
        InvalidInput: under "saved", when it is none.

    """
    table, then = open_saved(text, rulebook)
    choices = _Asked(choices={"role": table.reader or ""})
    earlier = [("rules", then.version), ("was", written(then))]
    return _fields(_Asked.of([*_pairs(table, choices), *earlier]), rulebook)


def _fields(asked: _Asked, rulebook: Rulebook) -> dict[str, Any]:
    """Return the form's fields, each date in its three boxes."""
    fields = [*asked.choices.items(), *((f"fact.{fact}", answer) for fact, answer in asked.facts.items())]
    for name, typed in asked.events.items():
        event, _, number = name.partition(".")
        repeats = rulebook.words.events[Event(event)].repeats
        fields += _boxes(f"{event}.{number or 1}" if repeats else event, typed)
    for name, typed in asked.done.items():
        fields += _boxes(f"done.{name}", typed)
    fields += asked.earlier.items()
    return {"fields": [list(pair) for pair in fields]}


def _has_boxes(name: str, rulebook: Rulebook) -> bool:
    """Whether the form has, or can add, boxes for this date of an event: `core_group.2`."""
    event, _, number = name.partition(".")
    most = MOST_DATES if rulebook.words.events[Event(event)].repeats else 1
    return not number or (number.isdecimal() and 1 <= int(number) <= most)


def _boxes(name: str, typed: Typed) -> list[tuple[str, str]]:
    """Spread a date over its boxes, digits as they are; what is no date goes into the first."""
    if not isinstance(typed, str):
        return [(f"{name}.{box}", typed.get(box, "")) for box in BOXES]
    parts = typed.split("-")
    year, month, day = parts if len(parts) == len(BOXES) else ("", "", typed)
    values = (day.lstrip("0") or day, month.lstrip("0") or month, year)
    return [(f"{name}.{box}", value) for box, value in zip(BOXES, values, strict=True)]


def _export(rulebook: Rulebook, more_formats: Formats, form: Mapping[str, Any]) -> dict[str, Any]:
    """Return the timetable as a file; the kind is one of `exports.FORMATS` or of `more_formats`."""
    table, kind = _Asked.of(form["fields"]).table(rulebook), form["kind"]
    made = more_formats[kind](table) if kind in more_formats else exports.export(table, kind, rulebook)
    return {"filename": made.filename, "type": made.type, "bytes": made.bytes}

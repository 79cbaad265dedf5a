"""What the calculator's form or address holds, sorted by kind.

A form is a list of pairs `[name, value]`. Names: `partnership`, `compare`, `role`, `fact.<fact>`,
`<event>.day` (or `.month`, `.year`, `.time`), `<event>.<number>.day` for an event that repeats, and
`done.<deadline>.day`; `child.<number>.label`, and `child.<number>.` before the name of a date or fact of one child;
`reference`, and `key` for one that was made here; `open` names a fold of the result that is open; `rules` and `was`
hold the version of the rules and the dates of the link that was opened (`calculator.link`); `calendar.past`,
`calendar.remind` and `calendar.earlier` say what a calendar file should hold.
In an address a date is whole: `strategy_discussion=2026-12-11`, or with a time of day `visit=2026-12-11T14:30`.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from calculator.case import MOST_DATES, Typed, TypedChild, read_case, time_of
from calculator.model import Event, FieldError, InvalidInput, Rulebook, Timetable, Words
from calculator.reference import is_made
from calculator.timetable import timetable
from calculator.views import seen_by

type Pairs = Iterable[tuple[str, str]]

BOXES = ("day", "month", "year")
TIME = "time"
CHOICES = ("partnership", "compare", "role", "reference", "key")


@dataclass
class Fields:
    """The fields of a form, sorted by kind and not yet read."""

    words: Words
    choices: dict[str, str] = field(default_factory=dict)
    events: dict[str, Typed] = field(default_factory=dict)
    facts: dict[str, str] = field(default_factory=dict)
    done: dict[str, Typed] = field(default_factory=dict)
    opened: set[str] = field(default_factory=set)
    earlier: dict[str, str] = field(default_factory=dict)
    calendar: list[tuple[str, str]] = field(default_factory=list)
    unknown: list[str] = field(default_factory=list)
    label: str = ""
    children: dict[int, "Fields"] = field(default_factory=dict)

    @classmethod
    def of(cls, pairs: Pairs, rulebook: Rulebook) -> "Fields":
        """Return the fields of a form or an address."""
        fields = cls(rulebook.words)
        for name, value in pairs:
            fields.add(name, value)
        return fields

    def add(self, name: str, value: str) -> None:
        """Sort one field in."""
        stem, _, last = name.rpartition(".")
        kind, _, rest = name.partition(".")
        if name in CHOICES:
            self.choices[name] = value
        elif name in {"rules", "was"}:
            self.earlier[name] = value
        elif kind == "calendar":
            self.calendar.append((rest, value))
        elif name == "open":
            self.opened.add(value)
        elif kind == "fact" and rest in self.words.facts:
            self.facts[rest] = value
        elif kind == "child":
            self._add_to_child(rest, value)
        elif kind == "done" and rest:
            _put(self.done, *((rest.rpartition(".")[0], value, last) if last in BOXES else (rest, value)))
        elif kind in self.words.events:
            _put(self.events, *((stem, value, last) if last in (*BOXES, TIME) else (self._free(name), value)))
        else:
            self.unknown.append(name)

    def _add_to_child(self, name: str, value: str) -> None:
        """Sort in a field of one child, which is a label, a date or a fact."""
        number, _, rest = name.partition(".")
        kind = rest.partition(".")[0]
        if not re.fullmatch(r"[1-9]\d?", number, re.ASCII) or kind not in {"label", "fact", *self.words.events}:
            self.unknown.append(name)
            return
        child = self.children.setdefault(int(number), Fields(self.words))
        if rest == "label":
            child.label = value
        else:
            child.add(rest, value)

    @property
    def typed_children(self) -> Iterator[TypedChild]:
        """What was typed for each child."""
        for number, each in self.children.items():
            yield TypedChild(
                number=number, label=each.label, events=[*each.events.items()], facts=[*each.facts.items()]
            )

    def _free(self, event: str) -> str:
        """Return the name of an event's next free date: `core_group.1`, then `core_group.2`."""
        if "." in event:
            return event
        number = sum(name.partition(".")[0] == event for name in self.events) + 1
        return f"{event}.{number}"

    @property
    def reference(self) -> str:
        """The case's reference: as typed, or else as it was made here, or nothing."""
        made = self.choices.get("key", "")
        return self.choices.get("reference", "").strip() or (made if is_made(made) else "")

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
            reference=self.reference,
            events=self.events.items(),
            facts=self.facts.items(),
            done=self.done.items() if partnership is None else (),
            children=self.typed_children,
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


def as_shown(asked: Fields, rulebook: Rulebook) -> list[list[str]]:
    """Return the fields as a form shows them, each date in its three boxes."""
    fields = [*asked.choices.items(), *_of_case(asked, rulebook)]
    for number, child in sorted(asked.children.items()):
        own = [("label", child.label), *_of_case(child, rulebook)]
        fields += [(f"child.{number}.{name}", value) for name, value in own]
    for name, typed in asked.done.items():
        fields += _boxes(f"done.{name}", typed)
    fields += [*asked.earlier.items(), *((f"calendar.{name}", value) for name, value in asked.calendar)]
    return [list(pair) for pair in fields]


def _of_case(asked: Fields, rulebook: Rulebook) -> list[tuple[str, str]]:
    """Return the facts and the dates of a case, or of one child, in their boxes."""
    fields = [(f"fact.{fact}", answer) for fact, answer in asked.facts.items()]
    for name, typed in asked.events.items():
        event, _, number = name.partition(".")
        repeats = rulebook.words.events[Event(event)].repeats
        fields += _boxes(f"{event}.{number or 1}" if repeats else event, typed)
    return fields


def has_boxes(name: str, rulebook: Rulebook) -> bool:
    """Whether the form has, or can add, boxes for this date of an event: `core_group.2`."""
    event, _, number = name.partition(".")
    most = MOST_DATES if rulebook.words.events[Event(event)].repeats else 1
    return not number or (number.isdecimal() and 1 <= int(number) <= most)


def _boxes(name: str, typed: Typed) -> list[tuple[str, str]]:
    """Spread a date over its boxes, digits as they are; what is no date goes into the first."""
    time = time_of(typed)
    at = [(f"{name}.{TIME}", time)] if time else []
    if not isinstance(typed, str):
        return [*((f"{name}.{box}", typed.get(box, "")) for box in BOXES), *at]
    typed = typed.partition("T")[0]
    parts = typed.split("-")
    year, month, day = parts if len(parts) == len(BOXES) else ("", "", typed)
    values = (day.lstrip("0") or day, month.lstrip("0") or month, year)
    return [*((f"{name}.{box}", value) for box, value in zip(BOXES, values, strict=True)), *at]

"""Reads what a person typed into a `Case`, with a message for each thing that must be corrected.

The command line, the page's form and the page's address all come through here.
"""

import re
from calendar import monthrange
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from calculator.model import Case, Child, Event, Fact, FieldError, InvalidInput, Rulebook
from calculator.reference import read_reference
from calculator.wording import MONTHS

FIRST, LAST = date(2012, 1, 1), date(2050, 12, 31)
"""The first and the last day that may be entered: bank holidays are known for these years."""
YEARS = range(FIRST.year, LAST.year + 1)
LONG_AGO = range(FIRST.year - 20, LAST.year + 1)
MOST_DATES = 40
"""How many dates of one repeated event a case may have."""

MOST_CHILDREN = 12
"""How many children of one case can have dates of their own."""
LONGEST_LABEL = 20
CHILDREN_FIELD = "children"
"""Where what is wrong with the children as a whole is said."""

type Typed = str | Mapping[str, str]
"""A date as typed: "2026-12-11", or what stands in the boxes "day", "month" and "year"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TypedChild:
    """What was typed for one child: a label, and only what differs from the case."""

    number: int
    label: str = ""
    events: Iterable[tuple[str, Typed]] = field(default_factory=tuple)
    facts: Iterable[tuple[str, str]] = field(default_factory=tuple)

    @property
    def name(self) -> str:
        """What the child is called: the label, or else the number."""
        return self.label.strip() or f"Child {self.number}"

    @property
    def field(self) -> str:
        """How the names of the child's fields begin: "child.2"."""
        return f"child.{self.number}"

    @property
    def given(self) -> bool:
        """Whether anything was typed."""
        dated = (typed if isinstance(typed, str) else "".join(typed.values()) for _, typed in self.events)
        return bool(self.label.strip() or any(dated) or any(answer for _, answer in self.facts))


def read_case(
    rulebook: Rulebook,
    *,
    partnership: str,
    reference: str = "",
    events: Iterable[tuple[str, Typed]] = (),
    facts: Iterable[tuple[str, str]] = (),
    done: Iterable[tuple[str, Typed]] = (),
    children: Iterable[TypedChild] = (),
) -> Case:
    """Return the case that was typed; empty dates and facts are left out.

    Args:
        rulebook: what partnerships, events and facts there are.
        partnership: id of a partnership.
        reference: the case's reference, which calendar entries are known by.
        events: pairs of an event and a date; an event that repeats may stand more than once.
        facts: pairs of a fact and "yes", "no" or "".
        done: pairs of a deadline's or rule's id and a date.
        children: the children of a case in which some dates are not those of all; none where they are.

    Raises:
        InvalidInput: with every mistake there is, each under the field in which it was made.

    """
    errors: list[FieldError] = []
    rulebook.partnership(partnership)
    events = list(events)
    case = Case(
        partnership=partnership,
        reference=_reference(reference, errors),
        events=_events(events, rulebook, errors),
        times=_times(events, rulebook, errors),
        facts=_facts(facts, rulebook, errors),
        done=tuple(_done(done, errors)),
        before_case=frozenset(each.id for each in rulebook.words.events.values() if each.before_case),
        children=_children([each for each in children if each.given], rulebook, errors),
    )
    if errors:
        raise InvalidInput(errors)
    return case


def _reference(typed: str, errors: list[FieldError]) -> str:
    try:
        return read_reference(typed)
    except ValueError as error:
        errors.append(FieldError("reference", f"Reference: {error}"))
        return ""


def _children(typed: Sequence[TypedChild], rulebook: Rulebook, errors: list[FieldError]) -> tuple[Child, ...]:
    errors += check_children(typed)
    if len(typed) > MOST_CHILDREN:
        return ()
    return tuple(_child(each, rulebook, errors) for each in sorted(typed, key=lambda each: each.number))


def check_children(typed: Sequence[TypedChild]) -> list[FieldError]:
    """Return what is wrong with a list of children: how many they are, and what they are called."""
    errors: list[FieldError] = []
    if len(typed) == 1:
        message = (
            f"Only one child is listed ({typed[0].name[:LONGEST_LABEL]}). List every child of the case. "
            "If there is only one, leave this part empty."
        )
        errors.append(FieldError(CHILDREN_FIELD, message))
    if len(typed) > MOST_CHILDREN:
        errors.append(FieldError(CHILDREN_FIELD, f"Give at most {MOST_CHILDREN} children, not {len(typed)}."))
        return errors
    _check_labels(typed, errors)
    return errors


def _check_labels(typed: Sequence[TypedChild], errors: list[FieldError]) -> None:
    seen = set[str]()
    for each in typed:
        if len(each.name) > LONGEST_LABEL or not each.name.isprintable():
            message = (
                f"Child {each.number}: what you call the child can have at most {LONGEST_LABEL} letters, numbers "
                "and signs. Initials or a number are enough."
            )
            errors.append(FieldError(f"{each.field}.label", message))
        elif each.name.casefold() in seen:
            message = f"Two children are called “{each.name}”. Call each by a label of their own."
            errors.append(FieldError(f"{each.field}.label", message))
        seen.add(each.name.casefold())


def _child(typed: TypedChild, rulebook: Rulebook, errors: list[FieldError]) -> Child:
    """Return what differs for a child; each mistake says of which child it is."""
    wrong: list[FieldError] = []
    child = Child(
        number=typed.number,
        label=typed.name,
        events=_events(typed.events, rulebook, wrong),
        times=_times(typed.events, rulebook, wrong),
        facts=_facts(typed.facts, rulebook, wrong),
    )
    errors += [of_child(each, typed.name, typed.field) for each in wrong]
    return child


def of_child(error: FieldError, label: str, field: str) -> FieldError:
    """Return a mistake with the child's label, under the child's own field."""
    return FieldError(f"{field}.{error.field}" if error.field else None, f"{label[:LONGEST_LABEL]}: {error.message}")


def _events(
    pairs: Iterable[tuple[str, Typed]], rulebook: Rulebook, errors: list[FieldError]
) -> dict[Event, tuple[date, ...]]:
    dates: dict[Event, list[date]] = {}
    for name, typed in pairs:
        field = name
        event_name = name.partition(".")[0]
        if event_name not in rulebook.words.events or not re.fullmatch(r"\w+(\.\d+)?", name, re.ASCII):
            known = ", ".join(rulebook.words.events)
            errors.append(FieldError(None, f"There is no event “{name[:40]}”. Use one of: {known}."))
            continue
        event = Event(event_name)
        definition = rulebook.words.events[event]
        day = _date(typed, field, definition.title, errors, long_ago=definition.before_case)
        if day and day not in dates.setdefault(event, []):
            dates[event].append(day)
    for event, days in dates.items():
        _check_number(event, days, rulebook, errors)
    return {event: tuple(sorted(dates[event])) for event in rulebook.words.events if dates.get(event)}


def _times(
    pairs: Iterable[tuple[str, Typed]], rulebook: Rulebook, errors: list[FieldError]
) -> dict[tuple[Event, date], str]:
    """Return the times of day that were typed, each with its event and date."""
    times: dict[tuple[Event, date], str] = {}
    for name, typed in pairs:
        event = Event(name.partition(".")[0])
        definition = rulebook.words.events.get(event)
        text = time_of(typed)
        if not text or not definition:
            continue
        day = _date(typed, name, "", [], long_ago=definition.before_case)
        try:
            time = read_time(text)
        except ValueError as error:
            errors.append(FieldError(name, f"{definition.title}: {error}"))
            continue
        if not definition.asks_time:
            errors.append(FieldError(name, f"{definition.title}: only its date is asked for, not a time of day."))
        elif day:
            times[event, day] = time
        elif not isinstance(typed, str) and not any(typed.get(box) for box in ("day", "month", "year")):
            errors.append(FieldError(name, f"{definition.title}: the time of day needs its date too."))
    return times


def time_of(typed: Typed) -> str:
    """Return the time of day in what was typed, as it is; empty where there is none."""
    if isinstance(typed, str):
        return typed.partition("T")[2].strip()
    return typed.get("time", "").strip()


def read_time(text: str) -> str:
    """Return a time of day as "14:30"; it may be typed as 14:30, 14.30, 9:05, 2:30pm or 2pm.

    Raises:
        ValueError: saying why, where it is none.

    """
    found = re.fullmatch(r"(\d{1,2})(?:[:.](\d\d))?\s*(am|pm)?", text.lower(), re.ASCII)
    hour, minute, half = (int(found[1]), int(found[2] or 0), found[3]) if found else (-1, 0, None)
    noon = 12
    if found and (half or found[2]) and minute < 60 and ((1 <= hour <= noon) if half else hour < 24):
        hour = hour % noon + (noon if half == "pm" else 0) if half else hour
        return f"{hour:02}:{minute:02}"
    raise ValueError(f"“{text[:20]}” is not a time of day. Write it as 14:30 or 2:30pm.")


def _check_number(event: Event, days: Sequence[date], rulebook: Rulebook, errors: list[FieldError]) -> None:
    words = rulebook.words.events[event]
    if len(days) > 1 and not words.repeats:
        errors.append(FieldError(rulebook.words.field(event), f"{words.title}: give one date, not {len(days)}."))
    if len(days) > MOST_DATES:
        errors.append(FieldError(rulebook.words.field(event), f"{words.title}: give at most {MOST_DATES} dates."))


def _facts(pairs: Iterable[tuple[str, str]], rulebook: Rulebook, errors: list[FieldError]) -> dict[Fact, bool]:
    facts: dict[Fact, bool] = {}
    for name, answer in pairs:
        if name not in rulebook.words.facts:
            known = ", ".join(rulebook.words.facts)
            errors.append(FieldError(None, f"There is no fact “{name[:40]}”. Use one of: {known}."))
        elif answer not in {"yes", "no", ""}:
            errors.append(FieldError(name, f"{name}: answer yes or no, not “{answer[:40]}”."))
        elif answer and facts.setdefault(Fact(name), answer == "yes") != (answer == "yes"):
            errors.append(FieldError(name, f"{name}: it is answered both yes and no. Answer once."))
    return facts


def _done(pairs: Iterable[tuple[str, Typed]], errors: list[FieldError]) -> Iterable[tuple[str, date]]:
    for name, typed in pairs:
        day = _date(typed, f"done.{name}", "The date on which it was done", errors)
        if day:
            yield name, day


def _date(typed: Typed, field: str, title: str, errors: list[FieldError], *, long_ago: bool = False) -> date | None:
    """Return the typed date, or None where it is empty or wrong; what is wrong is added to `errors`."""
    try:
        return read_date(typed, LONG_AGO, "in which a child of a case can be born") if long_ago else read_date(typed)
    except ValueError as error:
        errors.append(FieldError(field, f"{title}: {error}"))
        return None


def read_date(
    typed: Typed, years: range = YEARS, why: str = "whose bank holidays are published or worked out here"
) -> date | None:
    """Return the typed date, or None where nothing was typed; raise `ValueError`, saying why, where it is none.

    `years` are those that are allowed, and `why` says of them why only they are.
    """
    boxes = _boxes(typed)
    missing = [name for name in ("day", "month", "year") if not boxes[name]]
    if len(missing) == len(boxes):
        return None
    if missing:
        raise ValueError(f"it must include a {' and a '.join(missing)}.")
    day, month, year = _number(boxes["day"]), month_number(boxes["month"]), _number(boxes["year"])
    if day is None or month is None or year is None:
        shown = " ".join(boxes.values())[:40]
        raise ValueError(f"“{shown}” is not a date. Use numbers, for example 11 12 2026.")
    if len(boxes["year"]) != 4:
        raise ValueError(f"the year must have four numbers, for example 2026, not “{boxes['year'][:10]}”.")
    if year not in years:
        raise ValueError(f"{year} is outside {years[0]} to {years[-1]}, the years {why}.")
    return existing(day, month, year)


def existing(day: int, month: int, year: int) -> date:
    """Return a day; raise `ValueError` in words where there is none such."""
    if not 1 <= month <= len(MONTHS):
        raise ValueError(f"there is no month {month}. Use 1 to 12.")
    try:
        return date(year, month, day)
    except ValueError:
        last = monthrange(year, month)[1]
        raise ValueError(f"there is no {day} {MONTHS[month - 1]} {year}: it has {last} days.") from None


def _boxes(typed: Typed) -> dict[str, str]:
    if isinstance(typed, str):
        text = typed.partition("T")[0].strip()
        if text and not re.fullmatch(r"\d{4}-\d{1,2}-\d{1,2}", text, re.ASCII):
            raise ValueError(f"“{text[:40]}” is not a date like 2026-12-11.")
        year, _, rest = text.partition("-")
        month, _, day = rest.partition("-")
        return {"day": day, "month": month, "year": year}
    return {name: typed.get(name, "").strip() for name in ("day", "month", "year")}


def _number(text: str) -> int | None:
    return int(text) if re.fullmatch(r"\d{1,4}", text, re.ASCII) else None


def month_number(text: str) -> int | None:
    """Read a month given as a number or by its English name, "December" or "Dec"."""
    names = [name.lower() for name in MONTHS]
    found = [number for number, name in enumerate(names, start=1) if len(text) > 2 and name.startswith(text.lower())]
    return found[0] if found else _number(text)

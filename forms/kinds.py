"""The kinds of field: one table, with the boxes of each, how they are drawn, read, checked and shown in a document.

A new kind is one entry of `KINDS`. Every part of an entry is needed.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from forms.days import read_day
from forms.part import FieldKeys, Kind, Part
from forms.wording import long_day

type Control = Literal["line", "day", "lines", "one_of", "some_of"]
"""How a box is drawn: the name of a control in the template of a form's page, which draws each of these."""

BASES = ("Fact", "Observation", "Allegation", "Opinion")
"""How an entry is known. Source: Kirklees, Professional and Agency Expectations."""

SCORES = tuple(str(number) for number in range(11))


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxKind:
    """How one box is filled in.

    `read` makes an answer of what was typed, `mistake` says what no document could be made of, `shown` is the answer
    in a document and `blank` what a form to fill in by hand has there. `hint` is help for everyone. A box has at
    least `options` to choose from, or None where it has no options. `prose` boxes are wide, and get advice.
    """

    control: Control
    read: Callable[[Part, str], str]
    mistake: Callable[[Part, str], str | None]
    shown: Callable[[str], str]
    blank: Callable[[Part], list[str]]
    hint: str | None
    options: int | None
    prose: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldKind:
    """How a field is answered.

    `parts` are its boxes. Where it `repeats`, the answer is a list of rows with these boxes. Of the keys that only
    some kinds have, it may have `keys` and must have `needs`. `hint` explains it beside its boxes. A `signed` field
    has a line to sign on paper. `box` is how it is filled in where it is a single box.
    """

    parts: Callable[[FieldKeys], tuple[Part, ...]]
    repeats: bool
    keys: frozenset[str]
    needs: frozenset[str]
    hint: Callable[[FieldKeys], str | None]
    signed: bool
    box: BoxKind | None

    @property
    def of_box(self) -> BoxKind:
        """How the single box is filled in."""
        if self.box is None:
            message = "a field of this kind has several boxes, which have kinds of their own"
            raise TypeError(message)
        return self.box


# --- Boxes ----------------------------------------------------------------------------------------------


def one_line(_: Part, text: str) -> str:
    """Return what was typed into a box of one line."""
    return " ".join(line.strip() for line in text.strip().split("\n"))


def several_lines(_: Part, text: str) -> str:
    """Return what was typed into a box of several lines."""
    return text.rstrip()


def in_order(part: Part, text: str) -> str:
    """Return choices in the order of their options."""
    chosen = text.split("\n")
    return "\n".join([option for option in part.options if option in chosen] + _strange(part, text))


def _strange(part: Part, text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip() and line not in part.options]


def no_mistake(_: Part, __: str) -> str | None:
    """Return nothing: any text will do."""
    return None


def bad_day(_: Part, text: str) -> str | None:
    """Say what is wrong with a date."""
    try:
        read_day(text)
    except ValueError as error:
        return str(error)
    return None


def bad_choice(part: Part, text: str) -> str | None:
    """Say that a choice is not one of the options."""
    strange = _strange(part, text)
    if not strange:
        return None
    return f"“{strange[0][:60]}” is not one of the answers. Choose from: {', '.join(part.options)}."


def as_typed(text: str) -> str:
    """Return an answer as it was typed."""
    return text


def day_in_words(text: str) -> str:
    """Return a date in words; what is not a date as it was typed."""
    try:
        day = read_day(text)
    except ValueError:
        return text
    return long_day(day) if day else text


def birth_in_words(text: str) -> str:
    """Return a date of birth in words; what has no whole year, such as “unknown”, as it was typed."""
    return day_in_words(text) if re.search(r"\d{4}", text) else text


def to_tick(part: Part) -> list[str]:
    """Return the options with a box before each."""
    return [f"☐ {option}" for option in part.options]


def empty_line(_: Part) -> list[str]:
    """Return a line to write on."""
    return [""]


def empty_lines(part: Part) -> list[str]:
    """Return as many lines to write on as the box has."""
    return [""] * part.lines


TEXT = BoxKind(
    control="line", read=one_line, mistake=no_mistake, shown=as_typed, blank=empty_line,
    hint=None, options=None, prose=False,
)  # fmt: skip
LONG_TEXT = BoxKind(
    control="lines", read=several_lines, mistake=no_mistake, shown=as_typed, blank=empty_lines,
    hint=None, options=None, prose=True,
)  # fmt: skip
DATE = BoxKind(
    control="day", read=one_line, mistake=bad_day, shown=day_in_words, blank=empty_line,
    hint="For example, 11/12/2026 or 11 December 2026.", options=None, prose=False,
)  # fmt: skip
BIRTH = BoxKind(
    control="line", read=one_line, mistake=no_mistake, shown=birth_in_words, blank=empty_line,
    hint="A date such as 11/12/2016, a due date, a year, or “unknown”.", options=None, prose=False,
)  # fmt: skip
CHOICE = BoxKind(
    control="one_of", read=one_line, mistake=bad_choice, shown=as_typed, blank=to_tick,
    hint=None, options=2, prose=False,
)  # fmt: skip
CHOICES = BoxKind(
    control="some_of", read=in_order, mistake=bad_choice, shown=as_typed, blank=to_tick,
    hint=None, options=1, prose=False,
)  # fmt: skip


# --- Fields ---------------------------------------------------------------------------------------------


def one_box(field: FieldKeys) -> tuple[Part, ...]:
    """Return the box of a field that has a single one."""
    return (Part(id="", label=field.label, kind=field.kind, options=field.options, lines=field.lines),)


def _yes_no(field: FieldKeys) -> tuple[Part, ...]:
    answer = Part(id="answer", label=field.label, kind=Kind("choice"), options=("Yes", "No"))
    return (answer, Part(id="reason", label=field.reason or "Reason", kind=Kind("long_text"), lines=2))


def _scale(field: FieldKeys) -> tuple[Part, ...]:
    score = Part(id="score", label="Score", kind=Kind("choice"), options=SCORES)
    reason = Part(id="reason", label=field.reason or "Reason for the score", kind=Kind("long_text"), lines=3)
    return (score, reason, Part(id="up", label=field.up or "What would move it up", kind=Kind("long_text"), lines=3))


def _signature(_: FieldKeys) -> tuple[Part, ...]:
    name, role = Part(id="name", label="Name"), Part(id="role", label="Role and agency")
    return (name, role, Part(id="date", label="Date", kind=Kind("date")))


def _people(field: FieldKeys) -> tuple[Part, ...]:
    people = (Part(id="name", label="Name"), Part(id="role", label="Role, agency or relationship"))
    return (*people, *field.columns)


def _entries(field: FieldKeys) -> tuple[Part, ...]:
    text = Part(id="text", label=field.item or "What you know", kind=Kind("long_text"), lines=3)
    reminder = "Mark this as fact, observation, allegation or opinion."
    basis = Part(
        id="basis", label="This is", kind=Kind("choice"), options=BASES, goes_with="text", reminder=reminder
    )
    return (text, basis, *field.columns)


def _rows(field: FieldKeys) -> tuple[Part, ...]:
    return field.columns


def no_hint(_: FieldKeys) -> str | None:
    """Return nothing: the question is enough."""
    return None


def _ends(field: FieldKeys) -> str | None:
    return f"0: {field.lowest}. 10: {field.highest}."


NONE: frozenset[str] = frozenset()
_OPTIONS, _LIST = frozenset({"options"}), frozenset({"item", "columns"})


def _single(box: BoxKind) -> FieldKind:
    return FieldKind(
        parts=one_box, repeats=False, keys=NONE if box.options is None else _OPTIONS, needs=NONE,
        hint=no_hint, signed=False, box=box,
    )  # fmt: skip


def _several(
    parts: Callable[[FieldKeys], tuple[Part, ...]],
    keys: frozenset[str] = NONE,
    needs: frozenset[str] = NONE,
    hint: Callable[[FieldKeys], str | None] = no_hint,
    *,
    signed: bool = False,
) -> FieldKind:
    return FieldKind(parts=parts, repeats=False, keys=keys, needs=needs, hint=hint, signed=signed, box=None)


def _list(parts: Callable[[FieldKeys], tuple[Part, ...]], needs: frozenset[str]) -> FieldKind:
    return FieldKind(parts=parts, repeats=True, keys=_LIST, needs=needs, hint=no_hint, signed=False, box=None)


KINDS: dict[Kind, FieldKind] = {
    Kind("text"): _single(TEXT),
    Kind("long_text"): _single(LONG_TEXT),
    Kind("date"): _single(DATE),
    Kind("birth"): _single(BIRTH),
    Kind("choice"): _single(CHOICE),
    Kind("choices"): _single(CHOICES),
    Kind("yes_no"): _several(_yes_no, keys=frozenset({"reason"})),
    Kind("scale"): _several(
        _scale, frozenset({"lowest", "highest", "up", "reason"}), frozenset({"lowest", "highest"}), _ends
    ),
    Kind("rows"): _list(_rows, _LIST),
    Kind("people"): _list(_people, frozenset({"item"})),
    Kind("entries"): _list(_entries, frozenset({"item"})),
    Kind("signature"): _several(_signature, signed=True),
}
"""Every kind of field, by the name that a definition gives it."""

"""What a definition says of a field, and of each of its boxes."""

from dataclasses import dataclass
from typing import NewType

from calculator.model import Event

Kind = NewType("Kind", str)
"""How a field, or one box of it, is answered: a name in `forms.kinds.KINDS`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One box of a field: the smallest thing that has an answer of its own.

    `topic` is a subject of the calculator whose deadline a date in it is held against.
    `kind` is one that has a box; `id` is empty where the field has this box alone. `reminder` is advice where the
    box is empty though the one called `goes_with` is answered.
    """

    id: str
    label: str
    kind: Kind = Kind("text")
    options: tuple[str, ...] = ()
    help: str | None = None
    lines: int = 4
    goes_with: str | None = None
    reminder: str | None = None
    topic: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldKeys:
    """The keys of one question of a form.

    `prompts` help to answer it and `example` shows an invented answer. `lowest` and `highest` say what the ends of a
    scale mean; `reason` and `up` label its further boxes (`reason` also that of a yes or no). A list has `columns`,
    begins with `start` rows and ends at `most`; `item` names a row. `topic` is a subject of the calculator whose
    date belongs beside the field, `topic_else` the one where the date counted from gives none of it. Where
    `topic_by`, a choice in the same section, says which meeting it is, `topics` are the subjects of its options.
    `events` are those of the calculator of which the answer is the day. `family_words` marks what a child or parent
    says: no advice is given on it. `partnerships` are the areas whose documents ask the question; empty where it
    belongs to every area of the form.
    """

    id: str
    kind: Kind
    label: str
    help: str | None = None
    prompts: tuple[str, ...] = ()
    example: str | None = None
    options: tuple[str, ...] = ()
    lines: int = 5
    lowest: str | None = None
    highest: str | None = None
    reason: str | None = None
    up: str | None = None
    item: str | None = None
    columns: tuple[Part, ...] = ()
    start: int = 1
    most: int = 20
    sources: tuple[str, ...] = ()
    topic: str | None = None
    topic_else: str | None = None
    topic_by: str | None = None
    topics: tuple[str, ...] = ()
    events: tuple[Event, ...] = ()
    family_words: bool = False
    partnerships: tuple[str, ...] = ()

"""Where in the data files each thing of a rulebook was read, so that a mistake can be shown there."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import ClassVar

from calculator.extra.strict import TomlFile
from calculator.extra.user_error import Problem
from calculator.model import TimescaleRule

NATIONAL = "national"


@dataclass
class Places:
    """The files of the vocabulary by name, of each area, source and edition of a rule.

    `own` has the file of what an area added to the vocabulary, by the file's name and what was added, and
    `own_family` that of an area's own words for families.
    """

    WORDS: ClassVar = ("events", "facts", "roles", "words", "family")

    words: dict[str, TomlFile]
    own: dict[tuple[str, str], TomlFile] = field(default_factory=dict)
    own_family: dict[str, TomlFile] = field(default_factory=dict)
    areas: dict[str, TomlFile] = field(default_factory=dict)
    sources: dict[tuple[str, str], TomlFile] = field(default_factory=dict)
    rules: dict[tuple[str, date | str], tuple[TomlFile, int]] = field(default_factory=dict)

    def of_word(self, name: str, word: str) -> TomlFile:
        """Return the file in which an event, fact, role or topic, or something for families, is defined."""
        return self.own.get((name, word), self.words[name])

    def of_rule(self, rule: TimescaleRule) -> tuple[TomlFile, tuple[str, int]]:
        """Return the file of an edition of a rule, and its place in it."""
        file, number = self.rules[rule.id, rule.valid_from]
        return file, ("rules", number)

    def in_rule(self, rule: TimescaleRule, key: str, says: str, allowed: Iterable[str] = ()) -> Problem:
        """Return what is wrong with a key of a rule."""
        file, place = self.of_rule(rule)
        return file.problem([*place, key], says, allowed)

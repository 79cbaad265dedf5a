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
    """The files of the vocabulary by name, of each area, source and edition of a rule."""

    WORDS: ClassVar = ("events", "facts", "roles", "words", "family")

    words: dict[str, TomlFile]
    areas: dict[str, TomlFile] = field(default_factory=dict)
    sources: dict[tuple[str, str], TomlFile] = field(default_factory=dict)
    rules: dict[tuple[str, date | str], tuple[TomlFile, int]] = field(default_factory=dict)

    def of_rule(self, rule: TimescaleRule) -> tuple[TomlFile, tuple[str, int]]:
        """Return the file of an edition of a rule, and its place in it."""
        file, number = self.rules[rule.id, rule.valid_from]
        return file, ("rules", number)

    def in_rule(self, rule: TimescaleRule, key: str, says: str, allowed: Iterable[str] = ()) -> Problem:
        """Return what is wrong with a key of a rule."""
        file, place = self.of_rule(rule)
        return file.problem([*place, key], says, allowed)

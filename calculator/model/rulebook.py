"""Everything that the calculator knows, in one value."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from calculator.model.areas import BankHolidays, Partnership
from calculator.model.entered import FieldError, InvalidInput
from calculator.model.family import Family
from calculator.model.rules import Document, NationalEdition, Statement, TimescaleRule
from calculator.model.vocabulary import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook:
    """Everything the calculator knows: loaded once, passed in everywhere."""

    partnerships: Mapping[str, Partnership]
    national: tuple[TimescaleRule, ...]
    documents: Mapping[str, Document]
    statements: Mapping[str, Statement]
    bank_holidays: BankHolidays
    words: Words
    family: Family
    edition: NationalEdition

    @property
    def areas(self) -> list[Partnership]:
        """The partnerships by name, the order of every list of them on a page."""
        return sorted(self.partnerships.values(), key=lambda area: area.name)

    def partnership(self, name: str, field: str = "partnership") -> Partnership:
        """Return the partnership called `name`; raise `InvalidInput`, under `field`, when there is none."""
        if name not in self.partnerships:
            known = ", ".join(self.partnerships)
            message = f"There is no partnership “{name[:40]}”. Choose one of: {known}."
            raise InvalidInput([FieldError(field, message)])
        return self.partnerships[name]

    def documents_of(self, area: str) -> list[Document]:
        """Return the documents that a partnership wrote for its conferences, without public pages about it."""
        return [each for each in self.documents.values() if each.partnership == area and not each.read]

    def rules_for(self, partnership: Partnership) -> tuple[TimescaleRule, ...]:
        """Return the partnership's own rules and then the national ones."""
        return (*partnership.rules, *self.national)

    def for_case_begun(self, name: str, began: date | None) -> "Rulebook":
        """Return the rulebook with the one edition of each rule that holds for such a case of a partnership."""
        area = self.partnership(name)
        own, national = (
            tuple(filter(None, (rule.for_case_begun(began) for rule in rules)))
            for rules in (area.rules, self.national)
        )
        return replace(self, national=national, partnerships={**self.partnerships, name: replace(area, rules=own)})

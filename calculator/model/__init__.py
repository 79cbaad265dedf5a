"""The data of the calculator: rules and cases, with no counting in them. Import from here.

Everything here is a frozen standard-library dataclass. At build time pydantic validates the TOML files
into these classes (`calculator.builder.load`); in the browser the same objects arrive ready made.
"""

from calculator.model.areas import BankHoliday, BankHolidays, Closure, Contact, Gap, Guide, Partnership
from calculator.model.dates import Check, Count, DatedReading, Deadline, Occurrence, Step, Timetable
from calculator.model.entered import Case, FieldError, InvalidInput
from calculator.model.family import (
    Family,
    FamilyConference,
    FamilyEvent,
    FamilyGap,
    FamilyKind,
    FamilyQuestion,
    FamilyThing,
)
from calculator.model.rulebook import Rulebook
from calculator.model.rules import Condition, Day, Document, OtherReading, Statement, TimescaleRule
from calculator.model.terms import Direction, Event, Fact, Happens, Limit, Role, Stage, StatementKind, Status, Unit
from calculator.model.vocabulary import (
    EventDefinition,
    FactDefinition,
    NotAfter,
    RoleDefinition,
    Series,
    Viewpoint,
    Words,
)

__all__ = [
    "BankHoliday",
    "BankHolidays",
    "Case",
    "Check",
    "Closure",
    "Condition",
    "Contact",
    "Count",
    "DatedReading",
    "Day",
    "Deadline",
    "Direction",
    "Document",
    "Event",
    "EventDefinition",
    "Fact",
    "FactDefinition",
    "Family",
    "FamilyConference",
    "FamilyEvent",
    "FamilyGap",
    "FamilyKind",
    "FamilyQuestion",
    "FamilyThing",
    "FieldError",
    "Gap",
    "Guide",
    "Happens",
    "InvalidInput",
    "Limit",
    "NotAfter",
    "Occurrence",
    "OtherReading",
    "Partnership",
    "Role",
    "RoleDefinition",
    "Rulebook",
    "Series",
    "Stage",
    "Statement",
    "StatementKind",
    "Status",
    "Step",
    "TimescaleRule",
    "Timetable",
    "Unit",
    "Viewpoint",
    "Words",
]

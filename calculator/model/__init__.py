"""The data of the calculator: rules and cases, with no counting in them. Import from here.

Everything here is a frozen standard-library dataclass. At build time pydantic validates the TOML files
into these classes (`calculator.builder.load`); in the browser the same objects arrive ready made.
"""

from calculator.model.areas import BankHoliday, BankHolidays, Closure, Contact, Gap, Guide, Partnership, Term
from calculator.model.dates import Candidate, Check, Count, DatedReading, Deadline, Occurrence, Step, Timetable
from calculator.model.entered import Case, FieldError, InvalidInput
from calculator.model.family import (
    Family,
    FamilyConference,
    FamilyEvent,
    FamilyFact,
    FamilyGap,
    FamilyKind,
    FamilyQuestion,
    FamilyThing,
    OwnFamily,
    OwnWords,
)
from calculator.model.rulebook import Rulebook
from calculator.model.rules import Condition, Day, Document, OtherReading, Span, Statement, TimescaleRule
from calculator.model.terms import (
    Direction,
    Event,
    Fact,
    Happens,
    Limit,
    Role,
    Stage,
    StatementKind,
    Status,
    Unit,
    Whichever,
)
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
    "Candidate",
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
    "FamilyFact",
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
    "OwnFamily",
    "OwnWords",
    "Partnership",
    "Role",
    "RoleDefinition",
    "Rulebook",
    "Series",
    "Span",
    "Stage",
    "Statement",
    "StatementKind",
    "Status",
    "Step",
    "Term",
    "TimescaleRule",
    "Timetable",
    "Unit",
    "Viewpoint",
    "Whichever",
    "Words",
]

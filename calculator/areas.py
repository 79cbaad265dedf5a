"""The rules of one area, which a page loads besides what every area shares.

The browser's memory snapshot holds what every area shares, and no area. So it serves a guide of any areas, and
a reader loads the rules of those that they choose.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from calculator.model import Document, FamilyGap, Partnership, Rulebook, Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaRules:
    """What one area adds to the rulebook that all share."""

    partnership: Partnership
    documents: Mapping[str, Document]
    statements: Mapping[str, Statement]
    family_gaps: Mapping[str, FamilyGap]


def with_area(rulebook: Rulebook, area: AreaRules) -> Rulebook:
    """Return a rulebook that knows one more area."""
    name = area.partnership.id
    return replace(
        rulebook,
        partnerships={**rulebook.partnerships, name: area.partnership},
        documents={**rulebook.documents, **area.documents},
        statements={**rulebook.statements, **area.statements},
        family=replace(rulebook.family, gaps={**rulebook.family.gaps, name: area.family_gaps}),
    )

"""What travels with a page: the rules of one area, as text that a script can hold.

The browser's memory snapshot holds what every area shares, and no area. So it serves a guide of any areas, and
a reader loads the rules of those that they choose.
"""

import base64
import gzip
import io
import pickle
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from calculator.model import Document, FamilyGap, Partnership, Rulebook, Statement


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaRules:
    """What one area adds to the rulebook that all share."""

    partnership: Partnership
    documents: Mapping[str, Document]
    statements: Mapping[str, Statement]
    family_gaps: Mapping[str, FamilyGap]


def packed(value: object) -> str:
    """Return a value as text that a page can carry; the same value gives the same text."""
    content = gzip.compress(pickle.dumps(value, protocol=5), compresslevel=9, mtime=0)
    return base64.b64encode(content).decode("ascii")


def unpacked(carried: str) -> Any:
    """Return what `packed` made text of: it is part of the site, as this code is."""
    return pickle.loads(gzip.decompress(base64.b64decode(carried)))  # noqa: S301


def packed_shared(rulebook: Rulebook) -> bytes:
    """Return what every area shares as bytes that are the same whatever areas there are.

    Without a memo: it would note which equal texts are one object, and that hangs on all that was read before.
    """
    content = io.BytesIO()
    pickler = pickle.Pickler(content, protocol=5)
    pickler.fast = True
    pickler.dump(shared(rulebook))
    return content.getvalue()


def shared(rulebook: Rulebook) -> Rulebook:
    """Return the rulebook without its areas: the national rules, and the documents and statements behind them."""
    statements = _named(rulebook.statements, (source for rule in rulebook.national for source in rule.sources))
    return replace(
        rulebook,
        partnerships={},
        statements=statements,
        documents=_named(rulebook.documents, (each.document for each in statements.values())),
        family=replace(rulebook.family, gaps={}),
    )


def area_rules(rulebook: Rulebook, area: Partnership) -> AreaRules:
    """Return what an area adds to `shared`."""
    common = shared(rulebook)
    gaps = rulebook.family.gaps.get(area.id, {})
    cited = [rule.sources for rule in area.rules]
    cited += [gap.sources for gap in area.gaps] + [gap.sources for gap in gaps.values()]
    statements = _named(rulebook.statements, (source for sources in cited for source in sources))
    own = [each.id for each in rulebook.documents_of(area.id)]
    documents = _named(rulebook.documents, [*own, *(each.document for each in statements.values())])
    return AreaRules(
        partnership=area,
        statements={name: each for name, each in statements.items() if name not in common.statements},
        documents={name: each for name, each in documents.items() if name not in common.documents},
        family_gaps=gaps,
    )


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


def _named[T](known: Mapping[str, T], names: Iterable[str]) -> dict[str, T]:
    """Return the entries of these names, in the order in which they are known."""
    wanted = set(names)
    return {name: each for name, each in known.items() if name in wanted}

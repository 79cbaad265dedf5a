"""Parts a rulebook into what every area shares and what each area adds to it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from calculator.areas import AreaRules, without_own
from calculator.model import Partnership, Rulebook


def shared(rulebook: Rulebook) -> Rulebook:
    """Return the rulebook without its areas: the national rules, and the documents and statements behind them."""
    statements = _named(rulebook.statements, (source for rule in rulebook.national for source in rule.sources))
    rulebook = without_own(rulebook, rulebook.areas)
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


def _named[T](known: Mapping[str, T], names: Iterable[str]) -> dict[str, T]:
    """Return the entries of these names, in the order in which they are known."""
    wanted = set(names)
    return {name: each for name, each in known.items() if name in wanted}

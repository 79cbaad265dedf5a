"""Where each timing statement of the sources went: a rule, or a reason why no date can be counted from it.

Only a numeric statement, one without a `kind`, has to be accounted for.
"""

from collections import Counter
from collections.abc import Iterator

from calculator.model import Rulebook, StatementKind, TimescaleRule


def rules_by_statement(rulebook: Rulebook) -> dict[str, list[TimescaleRule]]:
    """Return, for every statement's id, the rules that cite it."""
    found: dict[str, list[TimescaleRule]] = {each: [] for each in rulebook.statements}
    areas = rulebook.partnerships.values()
    for rule in [*rulebook.national, *(rule for area in areas for rule in area.rules)]:
        for source in dict.fromkeys(source for edition in rule.editions for source in edition.sources):
            found[source].append(rule)
    return found


def missing(rulebook: Rulebook) -> list[str]:
    """Return ids of numeric statements that are neither a rule nor explained, or that are both."""
    return [
        source
        for source, rules in _numeric(rulebook).items()
        if bool(rules) == bool(rulebook.statements[source].not_a_rule)
    ]


def as_text(rulebook: Rulebook) -> str:
    """Return the table of numeric statements, one a line, their count, and a closing count of the others."""
    found = _numeric(rulebook)
    lines = [f"{source:<5} {_where(source, rules, rulebook)}" for source, rules in found.items()]
    national = {source for source in found if rulebook.statements[source].document == rulebook.edition.document}
    holes = missing(rulebook)
    counts = (
        f"{len(found) - len(national)} numeric statements of the local documents and {len(national)} national ones; "
        f"{sum(bool(rules) for rules in found.values())} are rules, {len(holes)} unaccounted for"
    )
    closing = f"{counts}{': ' + ', '.join(holes) if holes else ''}."
    return "\n".join([*lines, closing, _others(rulebook), ""])


def _numeric(rulebook: Rulebook) -> dict[str, list[TimescaleRule]]:
    found = rules_by_statement(rulebook)
    return {source: rules for source, rules in found.items() if rulebook.statements[source].kind is None}


def _others(rulebook: Rulebook) -> str:
    kinds = Counter(each.kind for each in rulebook.statements.values() if each.kind)
    by_kind = ", ".join(f"{kind} {kinds[kind]}" for kind in StatementKind)
    return f"{kinds.total()} other statements give no number that a date is counted from: {by_kind}."


def _where(source: str, rules: list[TimescaleRule], rulebook: Rulebook) -> str:
    ids: Iterator[str] = (rule.id for rule in rules)
    return ", ".join(ids) or f"not a rule: {rulebook.statements[source].not_a_rule}"

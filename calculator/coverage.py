"""Where each timing statement of the sources went: a rule, or a reason why no date can be counted from it."""

from collections.abc import Iterator

from calculator.model import Rulebook, TimescaleRule


def rules_by_statement(rulebook: Rulebook) -> dict[str, list[TimescaleRule]]:
    """Return, for every statement's id, the rules that cite it."""
    found: dict[str, list[TimescaleRule]] = {each: [] for each in rulebook.statements}
    areas = rulebook.partnerships.values()
    for rule in [*rulebook.national, *(rule for area in areas for rule in area.rules)]:
        for source in rule.sources:
            found[source].append(rule)
    return found


def missing(rulebook: Rulebook) -> list[str]:
    """Return ids of statements that are neither a rule nor explained, or that are both."""
    return [
        source
        for source, rules in rules_by_statement(rulebook).items()
        if bool(rules) == bool(rulebook.statements[source].not_a_rule)
    ]


def as_text(rulebook: Rulebook) -> str:
    """Return the table of statements, one a line, and a closing count."""
    found = rules_by_statement(rulebook)
    lines = [f"{source:<5} {_where(source, rules, rulebook)}" for source, rules in found.items()]
    national = {source for source, each in rulebook.statements.items() if each.document == "working-together"}
    holes = missing(rulebook)
    closing = (
        f"{len(found) - len(national)} numeric statements of the local documents and {len(national)} national ones; "
        f"{sum(bool(rules) for rules in found.values())} are rules, {len(holes)} unaccounted for"
    )
    return "\n".join([*lines, f"{closing}{': ' + ', '.join(holes) if holes else ''}.", ""])


def _where(source: str, rules: list[TimescaleRule], rulebook: Rulebook) -> str:
    ids: Iterator[str] = (rule.id for rule in rules)
    return ", ".join(ids) or f"not a rule: {rulebook.statements[source].not_a_rule}"

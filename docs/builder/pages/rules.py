"""The rulebook as pages show it: rules by stage, by topic and area, statements by heading."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import assert_never

from calculator.builder.places import NATIONAL
from calculator.extra.user_error import UserError
from calculator.model import (
    Direction,
    Document,
    Gap,
    Partnership,
    Role,
    Rulebook,
    Stage,
    Statement,
    TimescaleRule,
    Words,
)
from docs.builder.pages.library import Library, Topic

EVERYWHERE = "Everywhere (national)"

type Stages = list[tuple[str, list[TimescaleRule]]]


@dataclass(frozen=True)
class Heading:
    """Statements of one document under one heading."""

    document: Document
    heading: str
    ids: list[str]


def by_heading(rulebook: Rulebook, ids: Iterable[str]) -> list[Heading]:
    """Group ids of statements by document and heading, in the order in which they come."""
    statements = [rulebook.statements[each] for each in ids]
    grouped = groupby(statements, key=lambda statement: (statement.document, statement.heading))
    return [
        Heading(rulebook.documents[document], heading, [statement.id for statement in group])
        for (document, heading), group in grouped
    ]


def documents(area: Partnership, rulebook: Rulebook) -> list[Document]:
    """Return the documents that an area's rules come from."""
    return rulebook.documents_of(area.id)


def statements(rulebook: Rulebook) -> Mapping[str, list[Statement]]:
    """Return the timing statements of each document."""
    found: dict[str, list[Statement]] = {document: [] for document in rulebook.documents}
    for each in rulebook.statements.values():
        found[each.document].append(each)
    return found


def stages(rules: Iterable[TimescaleRule], words: Words) -> Stages:
    """Group rules by the part of the process in which a reader looks for them."""
    by_stage: dict[str, list[TimescaleRule]] = {
        "Up to the initial conference": [],
        "Before a conference": [],
        "After a conference": [],
        "Core groups and their reports": [],
        "While there is a plan": [],
        "When a child is expected or born": [],
        "When a child moves in or becomes looked after": [],
    }
    for rule in rules:
        by_stage[_stage(rule, words)].append(rule)
    return [(stage, of_stage) for stage, of_stage in by_stage.items() if of_stage]


def _stage(rule: TimescaleRule, words: Words) -> str:
    stage = words.events[rule.triggers[0]].stage
    if stage is Stage.CONFERENCE and rule.sets and words.events[rule.sets].stage is Stage.CORE_GROUP:
        stage = Stage.CORE_GROUP if words.events[rule.sets].series else stage
    match stage:
        case Stage.BEGINNING:
            return "Up to the initial conference"
        case Stage.CHANGE:
            return "When a child moves in or becomes looked after"
        case Stage.CORE_GROUP:
            return "Core groups and their reports"
        case Stage.PLAN:
            return "While there is a plan"
        case Stage.BIRTH:
            return "When a child is expected or born"
        case Stage.CONFERENCE:
            return "Before a conference" if rule.direction is Direction.BEFORE else "After a conference"
        case other:
            assert_never(other)


@dataclass(frozen=True)
class SaidByArea:
    """What one area, or the whole country (`area` is "national"), says on a subject."""

    area: str
    name: str
    rules: list[TimescaleRule]
    gaps: list[Gap]


def said(known: Library, subjects: Iterable[str]) -> list[SaidByArea]:
    """Return what each area says on the subjects (keys of `Words.topics`); the national rules come first."""
    about = set(subjects)
    national = SaidByArea(NATIONAL, EVERYWHERE, _on(known.rulebook.national, about), [])
    areas = [
        SaidByArea(area.id, area.name, _on(area.rules, about), [gap for gap in area.gaps if gap.topic in about])
        for area in known.compared
    ]
    return [national, *areas]


def said_by_topic(known: Library) -> Mapping[str, list[SaidByArea]]:
    """Return, for each subject that anyone speaks of, those who do."""
    by_topic = {topic: said(known, [topic]) for topic in known.rulebook.words.topics}
    spoken = {topic: [each for each in areas if each.rules or each.gaps] for topic, areas in by_topic.items()}
    return {topic: areas for topic, areas in spoken.items() if areas}


def rule_from(rulebook: Rulebook, statement: str) -> TimescaleRule:
    """Return the rule that rests on a statement ("KE01"): a page that needs it does not build without it.

    Raises:
        UserError: when no rule cites the statement.

    """
    for rule in all_rules(rulebook):
        if statement in rule.sources:
            return rule
    raise UserError(f"No rule cites “{statement}”, which a page in docs/ uses.")


def all_rules(rulebook: Rulebook) -> list[TimescaleRule]:
    """Return the national rules and those of every area."""
    return [*rulebook.national, *(rule for area in rulebook.partnerships.values() for rule in area.rules)]


def _on(rules: Iterable[TimescaleRule], subjects: set[str]) -> list[TimescaleRule]:
    return [rule for rule in rules if rule.topic in subjects]


def by_role(known: Library) -> list[tuple[Role, list[SaidByArea]]]:
    """Return the rules of each role that has any, the national ones first."""
    everyone = said(known, known.rulebook.words.topics)
    theirs = {
        role: [replace(each, rules=[rule for rule in each.rules if role in rule.responsible]) for each in everyone]
        for role in known.rulebook.words.roles
    }
    with_rules = {role: [each for each in areas if each.rules] for role, areas in theirs.items()}
    return [(role, areas) for role, areas in with_rules.items() if areas]


def by_source(rulebook: Rulebook) -> Mapping[str, list[TimescaleRule]]:
    """Return the rules that rest on each statement."""
    resting: dict[str, list[TimescaleRule]] = {}
    for rule in all_rules(rulebook):
        for source in rule.sources:
            resting.setdefault(source, []).append(rule)
    return resting


def topics_by_document(library: Library) -> Mapping[str, list[Topic]]:
    """Return the topics of each document."""
    found: dict[str, list[Topic]] = {document: [] for document in library.rulebook.documents}
    for topic in library.topics.values():
        found[topic.document].append(topic)
    return found

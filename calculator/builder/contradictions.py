"""Finds what no single data file can know to be wrong: names that lead nowhere, and what does not fit together."""

import re
from collections.abc import Collection, Iterator, Mapping

from calculator.builder.places import NATIONAL, Places
from calculator.extra.strict import TomlFile
from calculator.extra.user_error import Problem
from calculator.model import Direction, Event, EventDefinition, Happens, Partnership, Rulebook, TimescaleRule, Words
from calculator.record import VERSION
from calculator.units import UNITS


def contradictions(rulebook: Rulebook, places: Places) -> Iterator[Problem]:
    """Yield every contradiction, where it can be put right."""
    yield from _problems_of_words(rulebook.words, places)
    rules = [*rulebook.national, *(rule for area in rulebook.partnerships.values() for rule in area.rules)]
    ids = {rule.id for rule in rules}
    for edition in (edition for rule in rules for edition in rule.editions):
        yield from _problems_of_rule(edition, rulebook, ids, places)
    for area in rulebook.partnerships.values():
        yield from _problems_of_area(area, rulebook, places.areas[area.id])
    known = [NATIONAL, *rulebook.partnerships]
    for document in rulebook.documents.values():
        file = places.sources["documents", document.id]
        yield from file.unknown(["documents", document.id, "partnership"], [document.partnership], known)
    for statement in rulebook.statements.values():
        file = places.sources["statements", statement.id]
        yield from file.unknown(["statements", statement.id, "document"], [statement.document], rulebook.documents)
    yield from _problems_of_family(rulebook, {rule.milestone for rule in rules}, places.words["family"])


# --- Events, facts, roles -------------------------------------------------------------------------------


def _problems_of_words(words: Words, places: Places) -> Iterator[Problem]:
    file = places.words["events"]
    for event in words.events.values():
        yield from _problems_of_event(event, words, file)
    cycles = [each.id for each in words.events.values() if each.closes_cycle]
    for event_id in cycles[1:]:
        yield file.problem([event_id, "closes_cycle"], f"only one event can close a cycle, and {cycles[0]} does.")
    by_order: dict[int, Event] = {}
    for event in words.events.values():
        if by_order.setdefault(event.order, event.id) != event.id:
            says = f"{by_order[event.order]} has {event.order} too; give each event a number of its own."
            yield file.problem([event.id, "order"], says)
    needed = {fact for event in words.events.values() for fact in event.needs}
    for fact in sorted(needed & set(words.facts)):
        if not words.facts[fact].contradicted:
            says = (
                "this key is missing: an event needs the fact; say what is wrong when the answer is the other one."
            )
            yield places.words["facts"].problem([fact, "contradicted"], says)
    yield from _problems_of_roles(words, places)


def _problems_of_roles(words: Words, places: Places) -> Iterator[Problem]:
    file = places.words["roles"]
    for name, role in words.roles.items():
        yield from file.unknown([name, "readers"], role.readers, words.viewpoints)
        if bool(role.readers) == role.everyone:
            says = "name the readers who are shown this role's duties, or set everyone = true; not both."
            yield file.problem([name, "readers"], says)
    seen = {reader for role in words.roles.values() for reader in role.readers}
    for viewpoint in words.viewpoints:
        if viewpoint not in seen:
            says = "no role in roles.toml has this reader: nothing would be shown to them."
            yield places.words["words"].problem(["viewpoints", viewpoint], says)


def _problems_of_event(event: EventDefinition, words: Words, file: TomlFile) -> Iterator[Problem]:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", event.id):
        yield file.problem([event.id], "this id cannot be used; write small letters, digits and _.")
    named: Mapping[str, tuple[Event | None, ...]] = {
        "reads": (event.reads,),
        "follows": event.follows,
        "not_after": (event.not_after.event if event.not_after else None,),
        "first_of": (event.first_of,),
        "last_of": (event.last_of,),
        "series": (*event.series.starts_from, event.series.up_to) if event.series else (),
    }
    for key, events in named.items():
        yield from file.unknown([event.id, key], events, words.events)
    for key, facts in (("needs", event.needs), ("settles", event.settles)):
        yield from file.unknown([event.id, key], facts, words.facts)
    yield from _problems_of_series(event, file)
    for key in ("first_of", "last_of"):
        series = words.events.get(getattr(event, key) or event.id)
        if getattr(event, key) and series and not series.series:
            yield file.problem([event.id, key], f'{series.id} does not have happens = "series".')
    for other in (words.events.get(each) for each in (*named["follows"], *named["series"]) if each):
        if other and other.order >= event.order:
            says = f"{other.id} must be worked out before this event: give it a lower number."
            yield file.problem([event.id, "order"], says)


def _problems_of_series(event: EventDefinition, file: TomlFile) -> Iterator[Problem]:
    if (event.happens is Happens.SERIES) != bool(event.series):
        yield file.problem([event.id, "series"], 'goes with happens = "series", and only with it.')
    if event.series and bool(event.series.ahead) == bool(event.series.up_to):
        yield file.problem([event.id, "series"], "needs ahead or up_to, and not both.")
    if event.series and not event.series.starts_from:
        yield file.problem([event.id, "series", "starts_from"], "must name at least one event.")


# --- Rules ----------------------------------------------------------------------------------------------


def _problems_of_rule(
    rule: TimescaleRule, rulebook: Rulebook, ids: Collection[str], places: Places
) -> Iterator[Problem]:
    words = rulebook.words
    file, place = places.of_rule(rule)
    needed = (("sources", "statement"), ("triggers", "event"), ("responsible", "role"))
    for key, what in needed:
        if not getattr(rule, key):
            yield places.in_rule(rule, key, f"must name at least one {what}.")
    if rule.time is not None and not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", rule.time):
        yield places.in_rule(rule, "time", f"“{rule.time}” is not a time of day; write it as 10:00.")
    readings = rule.other_readings
    events = (("triggers", rule.triggers), ("sets", (rule.sets,)), ("needed_for", (rule.needed_for,)))
    more = (("counts_from_if_entered", (rule.counts_from_if_entered,)),)
    for key, names in (*events, *more, ("other_readings", tuple(each.trigger for each in readings))):
        yield from file.unknown([*place, key], names, words.events)
    facts = [each.fact for each in rule.conditions]
    yield from file.unknown([*place, "conditions"], facts, words.facts)
    yield from file.unknown([*place, "responsible"], rule.responsible, words.roles)
    yield from file.unknown([*place, "unit"], [rule.unit], UNITS)
    yield from file.unknown([*place, "other_readings"], [each.unit for each in readings], UNITS)
    yield from file.unknown([*place, "sources"], rule.sources, rulebook.statements)
    yield from file.unknown([*place, "topic"], [rule.topic], words.topics)
    yield from file.unknown([*place, "localises"], [rule.localises], ids)
    yield from file.unknown([*place, "must_precede"], [rule.must_precede], ids)
    yield from _problems_of_amounts(rule, places)
    if rule.sets in words.events:
        yield from _problems_of_event_set(rule, words, places)


def _problems_of_amounts(rule: TimescaleRule, places: Places) -> Iterator[Problem]:
    if any(reading.amount is not None and reading.amount < 1 for reading in rule.other_readings):
        yield places.in_rule(rule, "other_readings", "amount: must be 1 or more.")
    if rule.amount < 1:
        yield places.in_rule(rule, "amount", f"must be 1 or more (found {rule.amount}).")
    unit = UNITS.get(rule.unit)
    if unit and rule.amount % unit.whole:
        wholes = ", ".join(str(unit.whole * number) for number in (1, 2))
        yield places.in_rule(rule, "unit", f"{rule.unit} can only be whole days ({wholes}, …).")
    if unit and rule.direction is Direction.BEFORE and not unit.both_ways:
        yield places.in_rule(rule, "unit", f"{rule.unit} can only be counted on after an event.")


def _problems_of_event_set(rule: TimescaleRule, words: Words, places: Places) -> Iterator[Problem]:
    """Yield what keeps the event that a rule brings about from being found or named."""
    event = words.events[rule.sets or Event("")]
    milestones = event.milestones or (event.id,)
    if rule.milestone not in milestones:
        says = f"“{rule.milestone}” is not a milestone of {event.id}, which the rule sets"
        yield places.in_rule(rule, "milestone", says, milestones)
    for name in (*rule.triggers, rule.counts_from_if_entered):
        trigger = words.events.get(name) if name else None
        if trigger and trigger.order > event.order:
            says = f"{event.id} is worked out before {trigger.id}, so this rule would never set it: see `order`."
            yield places.in_rule(rule, "sets", f"{says[:-1]} in events.toml.")


# --- Areas and families ---------------------------------------------------------------------------------


def _problems_of_area(area: Partnership, rulebook: Rulebook, file: TomlFile) -> Iterator[Problem]:
    if not VERSION.fullmatch(area.rules_version):
        says = (
            f"“{area.rules_version}” cannot be part of a link; use at most 20 letters, digits, spaces, full stops, "
            "hyphens and underscores."
        )
        yield file.problem(["rules_version"], says)
    for number, gap in enumerate(area.gaps):
        yield from file.unknown(["gaps", number, "topic"], [gap.topic], rulebook.words.topics)
        yield from file.unknown(["gaps", number, "sources"], gap.sources, rulebook.statements)
    for number, contact in enumerate(area.contacts):
        yield from file.unknown(["contacts", number, "document"], [contact.document], rulebook.documents)
    for number, closure in enumerate(area.closures):
        if closure.last < closure.first:
            yield file.problem(["closures", number, "last"], "last is before first; swap the two dates.")


def _problems_of_family(rulebook: Rulebook, milestones: set[str], file: TomlFile) -> Iterator[Problem]:
    family, words = rulebook.family, rulebook.words
    yield from file.unknown(["conferences"], family.conferences, words.events)
    for event, conference in family.conferences.items():
        yield from file.unknown(["conferences", event, "plan"], [conference.plan], words.facts)
    yield from file.unknown(["asks"], family.asks, words.events)
    for event, asked in family.asks.items():
        yield from file.unknown(["asks", event, "conference"], [asked.conference], family.conferences)
    yield from file.unknown(["events"], family.events, words.events)
    for number, thing in enumerate(family.things):
        yield from file.unknown(["things", number, "milestone"], [thing.milestone], sorted(milestones))
        yield from file.unknown(["things", number, "kind"], [thing.kind], family.kinds)
        yield from file.unknown(["things", number, "only_if"], thing.only_if, words.facts)
    for topic, question in family.without_day.items():
        yield from file.unknown(["without_day", topic], [topic], words.topics)
        yield from file.unknown(["without_day", topic, "unless"], [question.unless], words.topics)
    for area, gaps in family.gaps.items():
        yield from file.unknown(["gaps", area], [area], rulebook.partnerships)
        known = rulebook.partnerships[area].gaps if area in rulebook.partnerships else ()
        for topic, gap in gaps.items():
            both = {each.topic for each in known} & set(family.without_day)
            yield from file.unknown(["gaps", area, topic], [topic], sorted(both))
            yield from file.unknown(["gaps", area, topic, "sources"], gap.sources, rulebook.statements)

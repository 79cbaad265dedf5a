"""Finds what no single data file can know to be wrong: names that lead nowhere, and what does not fit together."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace

from calculator.areas import without_own
from calculator.builder import limits
from calculator.builder.places import NATIONAL, Places
from calculator.extra.strict import TomlFile
from calculator.extra.user_error import Problem
from calculator.model import (
    Event,
    EventDefinition,
    Family,
    Happens,
    OwnFamily,
    Partnership,
    Rulebook,
    Span,
    TimescaleRule,
    Words,
)
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
    yield from _problems_of_family(rulebook, {rule.milestone for rule in rules}, places)


# --- Events, facts, roles -------------------------------------------------------------------------------


def _problems_of_words(words: Words, places: Places) -> Iterator[Problem]:
    for event in words.events.values():
        yield from _problems_of_event(event, words, places.of_word("events", event.id))
    cycles = [each.id for each in words.events.values() if each.closes_cycle]
    for event_id in cycles[1:]:
        says = f"only one event can close a cycle, and {cycles[0]} does."
        yield places.of_word("events", event_id).problem([event_id, "closes_cycle"], says)
    by_order: dict[int, Event] = {}
    for event in (each for each in words.events.values() if ("events", each.id) not in places.own):
        if by_order.setdefault(event.order, event.id) != event.id:
            says = f"{by_order[event.order]} has {event.order} too; give each event a number of its own."
            yield places.words["events"].problem([event.id, "order"], says)
    needed = {fact for event in words.events.values() for fact in event.needs}
    for fact in sorted(needed & set(words.facts)):
        if not words.facts[fact].contradicted:
            says = (
                "this key is missing: an event needs the fact; say what is wrong when the answer is the other one."
            )
            yield places.of_word("facts", fact).problem([fact, "contradicted"], says)
    yield from _problems_of_roles(words, places)


def _problems_of_roles(words: Words, places: Places) -> Iterator[Problem]:
    for name, role in words.roles.items():
        file = places.of_word("roles", name)
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
        "ended_by": event.ended_by,
        "estimated_by": (event.estimated_by,),
        "first_date_of": (event.first_date_of,),
        "counts_as": (event.counts_as,),
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
    if event.estimated_by and event.repeats:
        yield file.problem([event.id, "estimated_by"], 'goes with happens = "once", and only with it.')
    before = (*named["follows"], *named["series"], event.estimated_by)
    for other in (words.events.get(each) for each in before if each):
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
    if any(each.only_if_answered and not each.fact for each in rule.conditions):
        says = "only_if_answered waits for the answer to a fact; name it under `fact`, or remove the key."
        yield places.in_rule(rule, "conditions", says)
    yield from file.unknown([*place, "responsible"], rule.responsible, words.roles)
    spans = (*rule.alternatives, *filter(None, [rule.not_before]))
    yield from file.unknown([*place, "alternatives"], [each.trigger for each in rule.alternatives], words.events)
    if rule.not_before:
        yield from file.unknown([*place, "not_before", "trigger"], [rule.not_before.trigger], words.events)
    yield from file.unknown([*place, "ended_by"], rule.ended_by, words.events)
    yield from file.unknown([*place, "also_sets"], [rule.also_sets], words.events)
    yield from file.unknown([*place, "unless_next_entered"], [rule.unless_next_entered], words.events)
    yield from file.unknown([*place, "unit"], [rule.unit, *(each.unit for each in spans)], UNITS)
    yield from file.unknown([*place, "other_readings"], [each.unit for each in readings], UNITS)
    yield from file.unknown([*place, "sources"], rule.sources, rulebook.statements)
    yield from file.unknown([*place, "topic"], [rule.topic], words.topics)
    yield from file.unknown([*place, "localises"], [rule.localises], ids)
    yield from file.unknown([*place, "must_precede"], [rule.must_precede], ids)
    yield from _problems_of_amounts(rule, places)
    yield from _problems_of_cycle(rule, words, places)
    if rule.sets in words.events:
        yield from _problems_of_event_set(rule, words, places)


def _problems_of_amounts(rule: TimescaleRule, places: Places) -> Iterator[Problem]:
    own = Span(trigger=Event(""), amount=rule.amount, unit=rule.unit, direction=rule.direction)
    readings = [
        replace(own, amount=each.amount, unit=each.unit or own.unit)
        for each in rule.other_readings
        if each.amount is not None
    ]
    ranges = [replace(own, amount=rule.at_earliest)] if rule.at_earliest is not None else []
    spans = [
        ("amount", own),
        *(("other_readings", each) for each in readings),
        *(("at_earliest", each) for each in ranges),
    ]
    spans += [("alternatives", each) for each in rule.alternatives]
    spans += [("not_before", rule.not_before)] if rule.not_before else []
    for key, span in spans:
        for says in limits.problems(span):
            yield places.in_rule(rule, "unit" if key == "amount" and "unit" in says else key, says)
    for key, says in limits.problems_together(rule):
        yield places.in_rule(rule, key, says)


def _problems_of_cycle(rule: TimescaleRule, words: Words, places: Places) -> Iterator[Problem]:
    """Yield what keeps the meetings of a cycle from being counted."""
    also, after = (words.events.get(each or Event("")) for each in (rule.also_sets, rule.unless_next_entered))
    if also and (rule.sets is None or also.last_of != rule.sets):
        yield places.in_rule(rule, "also_sets", f"{also.id} is not the last of what the rule sets; see `last_of`.")
    if after and not after.closes_cycle:
        yield places.in_rule(rule, "unless_next_entered", f"{after.id} does not end a cycle; see `closes_cycle`.")
    if rule.number_in_cycle is not None and (rule.number_in_cycle < 1 or not rule.also_sets):
        yield places.in_rule(rule, "number_in_cycle", "must be 1 or more, and goes with also_sets alone.")


def _problems_of_event_set(rule: TimescaleRule, words: Words, places: Places) -> Iterator[Problem]:
    """Yield what keeps the event that a rule brings about from being found or named."""
    event = words.events[rule.sets or Event("")]
    milestones = event.milestones or (event.id,)
    if rule.milestone not in milestones:
        says = f"“{rule.milestone}” is not a milestone of {event.id}, which the rule sets"
        yield places.in_rule(rule, "milestone", says, milestones)
    for name in (*rule.triggers, rule.counts_from_if_entered):
        trigger = words.events.get(name) if name else None
        ends_cycle = event.closes_cycle and trigger and trigger.last_of and rule.unless_next_entered == event.id
        if trigger and trigger.order > event.order and not ends_cycle:
            says = f"{event.id} is worked out before {trigger.id}, so this rule would never set it: see `order`."
            yield places.in_rule(rule, "sets", f"{says[:-1]} in events.toml.")


# --- Areas and families ---------------------------------------------------------------------------------


def _problems_of_area(area: Partnership, rulebook: Rulebook, file: TomlFile) -> Iterator[Problem]:
    if not VERSION.fullmatch(area.rules_version):
        says = (
            f"“{area.rules_version}” cannot be part of a link; use up to four numbers with full stops or hyphens "
            "between them, such as 2026-11 or 1.2."
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
    for number, term in enumerate(area.terms):
        if term.last < term.first:
            yield file.problem(["terms", number, "last"], "last is before first; swap the two dates.")


def _problems_of_family(rulebook: Rulebook, milestones: set[str], places: Places) -> Iterator[Problem]:
    file, family = places.words["family"], rulebook.family
    yield from file.unknown(["conferences"], family.conferences, rulebook.words.events)
    for event, conference in family.conferences.items():
        yield from file.unknown(["conferences", event, "plan"], [conference.plan], rulebook.words.facts)
    yield from _problems_of_words_for_families(
        without_own(rulebook, rulebook.areas).family, rulebook, milestones, file
    )
    for area in rulebook.areas:
        own = places.own_family.get(area.id)
        if area.own and own:
            yield from _problems_of_words_for_families(area.own.family, rulebook, milestones, own)
    for name, gaps in family.gaps.items():
        of_area, keys = (places.own_family[name], ["gaps"]) if name in places.own_family else (file, ["gaps", name])
        yield from file.unknown(keys, [name], rulebook.partnerships)
        known = rulebook.partnerships[name].gaps if name in rulebook.partnerships else ()
        for topic, gap in gaps.items():
            both = {each.topic for each in known} & set(family.without_day)
            yield from of_area.unknown([*keys, topic], [topic], sorted(both))
            yield from of_area.unknown([*keys, topic, "sources"], gap.sources, rulebook.statements)


def _problems_of_words_for_families(
    family: Family | OwnFamily, rulebook: Rulebook, milestones: set[str], file: TomlFile
) -> Iterator[Problem]:
    words, every = rulebook.words, rulebook.family
    yield from file.unknown(["asks"], family.asks, words.events)
    for event, asked in family.asks.items():
        yield from file.unknown(["asks", event, "conference"], [asked.conference], every.conferences)
    yield from file.unknown(["events"], family.events, words.events)
    yield from file.unknown(["facts"], family.facts, words.facts)
    for number, thing in enumerate(family.things):
        yield from file.unknown(["things", number, "milestone"], [thing.milestone], sorted(milestones))
        yield from file.unknown(["things", number, "kind"], [thing.kind], every.kinds)
        yield from file.unknown(["things", number, "only_if"], thing.only_if, words.facts)
    for topic, question in family.without_day.items():
        yield from file.unknown(["without_day", topic], [topic], words.topics)
        yield from file.unknown(["without_day", topic, "unless"], [question.unless], words.topics)

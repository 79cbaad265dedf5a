"""Dates, amounts and verdicts in words, the same on every page and in every export."""

from collections.abc import Sequence
from datetime import date

from calculator.model import (
    Candidate,
    Case,
    Deadline,
    Direction,
    Event,
    Limit,
    Occurrence,
    Partnership,
    Span,
    TimescaleRule,
    Unit,
    Words,
)
from calculator.units import UNITS
from calculator.working_days import WEEKDAYS

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def day(value: date) -> str:
    """Return a date in full: "Wednesday 6 January 2027"."""
    return f"{WEEKDAYS[value.weekday()]} {value.day} {MONTHS[value.month - 1]} {value.year}"


def short_day(value: date) -> str:
    """Return a date for a narrow place: "Wed 6 Jan"."""
    return f"{WEEKDAYS[value.weekday()][:3]} {value.day} {MONTHS[value.month - 1][:3]}"


def joined(parts: Sequence[str]) -> str:
    """Join parts as a sentence does: "a, b and c"."""
    return " and ".join([", ".join(parts[:-1]), parts[-1]] if len(parts) > 1 else parts)


def plural(amount: int, noun: str) -> str:
    """Return an amount with its noun: "1 working day", "2 working days"."""
    return f"{amount} {noun}" if amount == 1 else f"{amount} {noun}s"


def span(amount: int, unit: Unit) -> str:
    """Return an amount of a unit: "15 working days", "1 month"."""
    if amount == 0:
        return "the same day"
    definition = UNITS[unit]
    return f"{amount} {definition.singular if amount == 1 else definition.plural}"


def span_of(rule: TimescaleRule) -> str:
    """Return the amount of a rule, from the least to the most where it gives both: "4 to 6 weeks"."""
    if rule.at_earliest is None:
        return span(rule.amount, rule.unit)
    least, most = sorted((rule.at_earliest, rule.amount))
    return f"{least} to {span(most, rule.unit)}"


def rule(rule: TimescaleRule, words: Words) -> str:
    """Return a rule's time as a phrase: "no later than 15 working days after the strategy discussion"."""
    events = " or ".join(dict.fromkeys(trigger(event, words) for event in rule.triggers))
    if rule.sets in rule.triggers:
        events = "the one before it"
    phrase = f"{_limit(rule)}{_from(span_of(rule), rule.amount, rule.unit, rule.direction, events)}"
    if rule.whichever:
        others = (from_event(each, trigger(each.trigger, words)) for each in rule.alternatives)
        phrase = f"{' or '.join([phrase, *others])}, whichever is {rule.whichever}"
    if rule.counts_first_day:
        phrase += ", which is day 1"
    if rule.not_before:
        phrase += f", and not before {from_event(rule.not_before, trigger(rule.not_before.trigger, words))}"
    return f"{phrase}, and after the one before it" if rule.since_the_last else phrase


_LIMITS = {
    Limit.NO_LATER_THAN: "no later than ",
    Limit.AT_LEAST: "at least ",
    Limit.NORMALLY: "normally within ",
    Limit.NOT_BEFORE: "not before ",
    Limit.SPAN: "",
}


def _limit(rule: TimescaleRule) -> str:
    if rule.at_earliest is not None:
        return "normally " if rule.limit is Limit.NORMALLY else ""
    if rule.limit is Limit.NORMALLY and (rule.amount == 0 or rule.direction is Direction.BEFORE):
        return "normally "
    return "" if rule.amount == 0 and rule.limit is Limit.NO_LATER_THAN else _LIMITS[rule.limit]


def from_event(counted: Span, event: str) -> str:
    """Return a span from an event, which is given as a phrase: "20 working days after the birth"."""
    return _from(span(counted.amount, counted.unit), counted.amount, counted.unit, counted.direction, event)


def _from(length: str, amount: int, unit: Unit, direction: Direction, event: str) -> str:
    if amount == 0:
        return f"on the same day as {event}"
    return UNITS[unit].from_event.format(span=length, way=direction.value, event=event)


def trigger(event: Event, words: Words) -> str:
    """Return an event as part of a sentence: "the strategy discussion"."""
    return f"the {words.events[event].short}"


def valid_from(rule: TimescaleRule) -> str:
    """Return from which day a rule holds, or "undated" where its source does not say."""
    return day(rule.valid_from) if isinstance(rule.valid_from, date) else rule.valid_from


def edition(rule: TimescaleRule, latest: TimescaleRule, began: date | None) -> str | None:
    """Say which edition of a rule a case keeps that began on this day; None where there is only one."""
    if began is None:
        return None
    case = f"This case began on {day(began)}"
    if isinstance(rule.valid_from, date) and began < rule.valid_from:
        return (
            f"{case}, before {day(rule.valid_from)}, from which this rule holds. What held until then is not known "
            "here: ask the conference unit."
        )
    length = span(rule.amount, rule.unit)
    at = latest.editions.index(rule)
    later = latest.editions[at + 1].valid_from if rule != latest else None
    if isinstance(later, date):
        return f"{case}, before the rule changed on {day(later)}: the earlier rule of {length} applies."
    if rule.valid_until:
        return f"{case}. The rule ended on {day(rule.valid_until)}, and still applies to a case that began by then."
    if not latest.earlier or not isinstance(rule.valid_from, date):
        return None
    earlier = latest.earlier[-1]
    return (
        f"The rule changed on {day(rule.valid_from)}. {case}, so the rule of {length} applies. A case that began "
        f"before the change keeps {span(earlier.amount, earlier.unit)}: if this one did, enter its first date."
    )


def verdict(done: date, due: date, late: int, *, limit: Limit, earliest: date | None, time: str | None) -> str:
    """Say whether something was done in time: "met", or by how much it was late."""
    if limit is Limit.NOT_BEFORE:
        earliest, due = due, date.max
    if earliest and done < earliest:
        return f"{day(done)} is too early: it may not be done before {day(earliest)}."
    if done == due and time:
        return f"Met, if it was done by {clock(time)}: {day(done)} is the last day."
    if done <= due:
        return f"Met: {day(done)} is in time."
    what = "after the target" if limit is Limit.NORMALLY else "late"
    if late == 0:
        return f"{day(done)} is {what}, but by less than one working day."
    return f"{day(done)} is {plural(late, 'working day')} {what}."


def clock(time: str) -> str:
    """Return a 24-hour time as it is said: "10am", "2:30pm"."""
    hour, minute = (int(part) for part in time.split(":"))
    minutes = f":{minute:02}" if minute else ""
    return f"{hour % 12 or 12}{minutes}{'am' if hour < 12 else 'pm'}"


def sentence(text: str) -> str:
    """Begin a phrase with a capital and end it with a full stop."""
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith(('.', '!', '?')) else '.'}"


def lower_first(text: str) -> str:
    """Begin a phrase without a capital, for the middle of a sentence."""
    return text[:1].lower() + text[1:]


def additions(partnership: Partnership) -> str:
    """Say which closures and bank holidays the partnership has added to the calendar; empty where none."""
    closures = [f"closed {day(each.first)} to {day(each.last)} ({each.why})" for each in partnership.closures]
    holidays = [f"{day(each.date)} ({each.name})" for each in partnership.added_bank_holidays]
    added = "; ".join([*closures, *holidays])
    note = " Local timescales do not count closures; they do not put off national ones." if closures else ""
    return f"{partnership.name} has added to the calendar: {added}.{note}" if added else ""


def for_whom(deadline: Deadline, case: Case) -> str:
    """Return the children for whom a deadline is: "A and B", "both children"; empty where a case has only one."""
    return labels([each.label for each in deadline.children], len(case.children)) if deadline.children else ""


def labels(some: Sequence[str], of: int) -> str:
    """Return the children that are meant, of so many."""
    if len(some) < of:
        return joined(some)
    return "both children" if of == 2 else "all children"


def span_from(rule: TimescaleRule, event: Event, words: Words) -> str:
    """Return from what a rule counts: "15 working days after the strategy discussion"."""
    return _from(span_of(rule), rule.amount, rule.unit, rule.direction, trigger(event, words))


def counted_from(deadline: Deadline, words: Words) -> str:
    """Say from what a deadline is counted: "15 working days after the strategy discussion on Friday …"."""
    rule = deadline.rule
    if deadline.candidates:
        return _whichever(deadline, words)
    first_day = ", which is day 1" if rule.counts_first_day else ""
    return f"{span_from(rule, deadline.trigger.event, words)}{first_day} on {_moment(deadline.trigger)}"


def _whichever(deadline: Deadline, words: Words) -> str:
    """Say which of several dates holds, and what the others are: both are needed to see that it is right."""
    holds = next(each for each in deadline.candidates if each.holds)
    others = [_beside(each, deadline, words) for each in deadline.candidates if each is not holds]
    return "; ".join([candidate(holds, words), *others])


def candidate(each: Candidate, words: Words) -> str:
    """Say what one of several dates is counted from."""
    on = f" on {_moment(each.occurrence)}" if each.occurrence else ""
    return f"{from_event(each.span, trigger(each.span.trigger, words))}{on}"


def _beside(each: Candidate, deadline: Deadline, words: Words) -> str:
    whichever = deadline.rule.whichever
    if each.count is None:
        return f"{candidate(each, words)} would hold if that is {whichever}, but that date is not entered"
    if each.count.due == deadline.count.due:
        return f"{candidate(each, words)} gives the same date"
    return f"this is {whichever} than {candidate(each, words)}, which gives {day(each.count.due)}"


def _moment(occurrence: Occurrence) -> str:
    """Return when something was or is taken to be: "Friday 11 December 2026 at 2:30pm"."""
    if occurrence.estimated:
        return f"{day(occurrence.date)}, if it is on the day that is expected"
    at = f" at {clock(occurrence.time)}" if occurrence.time else ""
    return f"{day(occurrence.date)}{at}{'' if occurrence.given else ', if that is held on the last day allowed'}"


def first_day(deadline: Deadline, words: Words) -> str:
    """Say what is the first day on which something may be done, and why; empty where there is none."""
    rule, event = deadline.rule, trigger(deadline.trigger.event, words)
    if deadline.earliest is None:
        return ""
    reasons = []
    if rule.at_earliest is not None:
        least = Span(
            trigger=deadline.trigger.event, amount=rule.at_earliest, unit=rule.unit, direction=rule.direction
        )
        reasons.append(from_event(least, event))
    if rule.not_before:
        reasons.append(from_event(rule.not_before, trigger(rule.not_before.trigger, words)))
    if rule.since_the_last:
        reasons.append(f"what {event} is counted from")
    return f"Not before {day(deadline.earliest)}: {joined(reasons)}."


def earlier_file(entries: int, reference: str) -> str:
    """Say what was taken from an earlier calendar file."""
    found = f"The earlier file has {plural(entries, 'date')}."
    if not reference:
        return (
            f"{found} An earlier edition made it, and gave its dates other ids. "
            "The next file withdraws them, and has every date anew."
        )
    return f"{found} The next file takes the place of it, and withdraws what is no longer due."


def dates_found(number: int) -> str:
    """Return, as a sentence to be heard, how many dates a result has."""
    return "No date found." if not number else "1 date found." if number == 1 else f"{number} dates found."

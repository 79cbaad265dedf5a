"""Dates, amounts and verdicts in words, the same on every page and in every export."""

from collections.abc import Sequence
from datetime import date

from calculator.model import Deadline, Direction, Event, Limit, Partnership, TimescaleRule, Unit, Words
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
    definition = UNITS[unit]
    return f"{amount} {definition.singular if amount == 1 else definition.plural}"


def rule(rule: TimescaleRule, words: Words) -> str:
    """Return a rule's time as a phrase: "no later than 15 working days after the strategy discussion"."""
    limit = "normally within" if rule.limit is Limit.NORMALLY else "no later than"
    events = " or ".join(dict.fromkeys(trigger(event, words) for event in rule.triggers))
    if rule.sets in rule.triggers:
        events = "the one before it"
    preposition = "after" if rule.direction is Direction.AFTER else "before"
    return f"{limit} {span(rule.amount, rule.unit)} {preposition} {events}"


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


def verdict(done: date, due: date, late: int, *, limit: Limit) -> str:
    """Say whether something was done in time: "met", or by how much it was late."""
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


def span_from(rule: TimescaleRule, event: Event, words: Words) -> str:
    """Return from what a rule counts: "15 working days after the strategy discussion"."""
    preposition = "after" if rule.direction is Direction.AFTER else "before"
    return f"{span(rule.amount, rule.unit)} {preposition} {trigger(event, words)}"


def counted_from(deadline: Deadline, words: Words) -> str:
    """Say from what a deadline is counted: "15 working days after the strategy discussion on Friday …"."""
    rule, occurrence = deadline.rule, deadline.trigger
    held = "" if occurrence.given else ", if that is held on the last day allowed"
    return f"{span_from(rule, occurrence.event, words)} on {day(occurrence.date)}{held}"


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

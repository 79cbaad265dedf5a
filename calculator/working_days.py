"""Which days are working days: Monday to Friday, no bank holiday in England, no closure of the partnership."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from calculator.model import BankHolidays, Partnership, Term

ONE_DAY = timedelta(days=1)
SATURDAY = 5
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """The days on which nothing is counted, and why; `published_to` is the last day known for certain.

    `terms` are those of the area's schools, where they are known. Schools close on bank holidays, in `holidays`, but
    not because an office does.
    """

    days_off: Mapping[date, str]
    published_to: date
    holidays: Mapping[date, str] = field(default_factory=dict)
    terms: tuple[Term, ...] = ()

    def why_not(self, day: date) -> str | None:
        """Return why `day` is not a working day ("Saturday", "Good Friday"), or None when it is one."""
        if day.weekday() >= SATURDAY:
            return WEEKDAYS[day.weekday()]
        return self.days_off.get(day)

    def why_no_school(self, day: date) -> str | None:
        """Return why `day` is not a school day, or None when it is one."""
        if day.weekday() >= SATURDAY:
            return WEEKDAYS[day.weekday()]
        in_term = any(term.first <= day <= term.last for term in self.terms)
        return self.holidays.get(day) or (None if in_term else "not in term time")

    def terms_reach(self, day: date) -> bool:
        """Whether it is known of `day` if there is school."""
        return any(term.first <= day for term in self.terms) and any(day <= term.last for term in self.terms)

    def safe(self, day: date) -> date:
        """Return the last working day on or before `day`."""
        while self.why_not(day):
            day -= ONE_DAY
        return day

    def working_days_after(self, day: date, until: date) -> int:
        """Return how many working days there are after `day` up to and including `until`."""
        return sum(not self.why_not(each) for each in days(day + ONE_DAY, until))


def national_calendar(bank_holidays: BankHolidays, partnership: Partnership) -> WorkingCalendar:
    """Return England's working days, with bank holidays that the partnership's file adds.

    National timescales count on this one: an office that closes does not put off a national limit.
    """
    added = {each.date: each.name for each in partnership.added_bank_holidays}
    off = {**added, **bank_holidays.days}
    return WorkingCalendar(off, bank_holidays.published_to, off, partnership.terms)


def local_calendar(bank_holidays: BankHolidays, partnership: Partnership) -> WorkingCalendar:
    """Return England's working days less the partnership's closures."""
    national = national_calendar(bank_holidays, partnership)
    closed = {
        day: f"closed: {closure.why}"
        for closure in partnership.closures
        for day in days(closure.first, closure.last)
    }
    return replace(national, days_off={**closed, **national.days_off})


def days(first: date, last: date) -> Iterator[date]:
    """Yield every day from `first` to `last`, both included."""
    return (first + timedelta(days=number) for number in range((last - first).days + 1))

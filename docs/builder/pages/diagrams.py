"""The charts of the sources, drawn from the rules: a ruler that runs downwards, with what must happen by each mark.

The calculator itself counts an invented case; nothing about time is known here. `theme/pages/_diagram.j2` draws.
"""

import textwrap
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from calculator import wording
from calculator.extra.user_error import UserError
from calculator.model import Case, Deadline, Direction, Event, Fact, Limit, Partnership, Rulebook
from calculator.timetable import timetable

# The invented case begins on a Monday that no bank holiday follows for a month.
START = date(2027, 9, 6)
WEEKS_TO_REVIEW = 4
LETTERS_IN_LINE = 34
LINE, GAP, TOP = 17, 9, 14
AMENDMENTS_SENT = Event("amendments_sent")
CORE_GROUP = Event("core_group")
DRAFT_JOINT_REPORT_SENT = Event("draft_joint_report_sent")
FIRST_CORE_GROUP = Event("first_core_group")
INITIAL_CONFERENCE = Event("initial_conference")
JOINT_REPORT_TO_TEAM_MANAGER = Event("joint_report_to_team_manager")
LAST_CORE_GROUP_BEFORE_REVIEW = Event("last_core_group_before_review")
PLAN_CONTINUES = Fact("plan_continues")
PLAN_MADE = Fact("plan_made")
REFERRAL = Event("referral")
REVIEW_CONFERENCE = Event("review_conference")
STRATEGY_DISCUSSION = Event("strategy_discussion")
MEETINGS = (
    FIRST_CORE_GROUP, CORE_GROUP, LAST_CORE_GROUP_BEFORE_REVIEW, REVIEW_CONFERENCE,
)  # fmt: skip
JOINT_REPORT = (
    LAST_CORE_GROUP_BEFORE_REVIEW, DRAFT_JOINT_REPORT_SENT, AMENDMENTS_SENT,
    JOINT_REPORT_TO_TEAM_MANAGER, REVIEW_CONFERENCE,
)  # fmt: skip


@dataclass(frozen=True)
class Step:
    """What must have happened by a mark on the ruler, and under it how it is counted or whose duty it is."""

    title: str
    detail: str
    strong: bool = False

    @property
    def lines(self) -> list[tuple[str, str]]:
        """Lines of the drawing, each with its class."""
        titles = textwrap.wrap(self.title, LETTERS_IN_LINE)
        details = textwrap.wrap(self.detail, LETTERS_IN_LINE + 5)
        return [*(("title", line) for line in titles), *(("detail", line) for line in details)]


@dataclass(frozen=True)
class Mark:
    """One mark of the ruler, `top` pixels down; a mark where nothing happens has no steps."""

    top: int
    number: int
    label: str
    steps: tuple[Step, ...]

    @property
    def lines(self) -> list[tuple[int, str, str]]:
        """Every line of text beside the mark: how far down, its class, its words."""
        down = self.top
        placed = []
        for step in self.steps:
            for style, words in step.lines:
                placed.append((down, style, words))
                down += LINE
            down += GAP
        return placed


@dataclass(frozen=True)
class Drawing:
    """A finished chart: its name, a sentence that says what it shows, and its marks from the top."""

    id: str
    title: str
    summary: str
    marks: tuple[Mark, ...]
    height: int

    @property
    def busy(self) -> list[Mark]:
        """The marks at which something happens: the chart in words."""
        return [mark for mark in self.marks if mark.steps]


type _Placed = dict[int, list[Step]]


def draw(kind: str, area: str, rulebook: Rulebook) -> Drawing:
    """Return the chart `kind` for an area.

    Raises:
        UserError: when there is no such chart or area.

    """
    if kind not in CHARTS or area not in rulebook.partnerships:
        raise UserError(
            f"diagram(“{kind}”, “{area}”): the charts are {', '.join(CHARTS)}; "
            f"the areas are {', '.join(rulebook.partnerships)}."
        )
    partnership = replace(rulebook.partnerships[area], closures=())
    return CHARTS[kind](partnership, replace(rulebook, partnerships={area: partnership}))


def _path(area: Partnership, rulebook: Rulebook) -> Drawing:
    """From the referral to the initial conference, working day by working day of the strategy discussion."""
    deadlines = _count(area, rulebook, {STRATEGY_DISCUSSION: (START,)})
    conference = next(each for each in deadlines if each.rule.sets == INITIAL_CONFERENCE)
    shown = [
        each
        for each in deadlines
        if each.count.due <= conference.count.due
        and (each.trigger.event == STRATEGY_DISCUSSION or _is_before(each, INITIAL_CONFERENCE))
    ]
    placed: _Placed = {
        -1: [Step("Referral", _after_referral(rulebook), strong=True)],
        0: [Step("Strategy discussion", "the day that the count starts from", strong=True)],
    }
    for each in shown:
        _place(placed, _working_days(each), _by_whom(each, strong=each is conference))
    return _drawing(
        f"path-{area.id}",
        f"{area.name}: from referral to conference",
        "Working days after the strategy discussion that the area counts from, "
        "if the conference is held on the last day allowed.",
        placed,
        lambda day: f"day {day}" if day >= 0 else "before",
        least=19,
    )


def _after_referral(rulebook: Rulebook) -> str:
    """Say what national guidance counts from the referral, in one line."""
    rules = [rule for rule in rulebook.national if REFERRAL in rule.triggers]
    said = [f"{rule.title.lower()}: {wording.span(rule.amount, rule.unit)}" for rule in rules]
    return f"national: {'; '.join(said)}"


def _core_groups(area: Partnership, rulebook: Rulebook) -> Drawing:
    """Core groups and reviews after an initial conference, week by week."""
    conference: dict[Event, tuple[date, ...]] = {INITIAL_CONFERENCE: (START,)}
    ahead = [each for each in _count(area, rulebook, conference) if each.rule.sets in MEETINGS]
    reviews = [each for each in ahead if _is_review(each)]
    first_review, second_review = reviews[0].count.safe, max(each.count.due for each in reviews)
    # Core groups after a review are listed once that is entered.
    after = _count(area, rulebook, {**conference, REVIEW_CONFERENCE: (first_review,)})
    by_id = {each.id: each for each in (*ahead, *after) if each.rule.sets in MEETINGS}
    placed: _Placed = {0: [Step("Initial conference makes a plan", "the outline plan", strong=True)]}
    for each in (each for each in by_id.values() if each.count.due <= second_review):
        weeks = round((each.count.due - START).days / 7)
        _place(placed, weeks, _by_count(each, rulebook))
    return _drawing(
        f"core-groups-{area.id}",
        f"{area.name}: core groups and reviews",
        "Weeks after the initial conference, to the nearest week, if each meeting is held on the last day allowed.",
        placed,
        lambda week: f"week {week}",
        least=11,
    )


def _joint_report(area: Partnership, rulebook: Rulebook) -> Drawing:
    """From the last core group to the review conference: how the joint report is written."""
    review = START + timedelta(weeks=WEEKS_TO_REVIEW)
    deadlines = _count(area, rulebook, {LAST_CORE_GROUP_BEFORE_REVIEW: (START,), REVIEW_CONFERENCE: (review,)})
    shown = [
        each
        for each in deadlines
        if START <= each.count.due <= review
        and (each.trigger.event in JOINT_REPORT[:-1] or _is_before(each, REVIEW_CONFERENCE))
        and each.rule.topic == "joint-report"
        and each.rule.sets != LAST_CORE_GROUP_BEFORE_REVIEW
    ]
    if not shown:
        raise UserError(f"diagram(“joint-report”, “{area.id}”): this area has no rules for a joint report.")
    placed: _Placed = {0: [Step("Last core group before the review", "the analysis is agreed", strong=True)]}
    for each in shown:
        _place(placed, _working_days(each), _by_whom(each, strong=False))
    _place(placed, WEEKS_TO_REVIEW * 5, Step("Review conference", "the joint report is discussed", strong=True))
    return _drawing(
        f"joint-report-{area.id}",
        f"{area.name}: the joint report",
        "Working days after the last core group, if each step takes all the time that it may "
        "and the review follows when it is due.",
        placed,
        lambda day: f"day {day}",
        least=19,
    )


CHARTS: dict[str, Callable[[Partnership, Rulebook], Drawing]] = {
    "path": _path,
    "core-groups": _core_groups,
    "joint-report": _joint_report,
}


def _count(area: Partnership, rulebook: Rulebook, events: dict[Event, tuple[date, ...]]) -> Sequence[Deadline]:
    case = Case(partnership=area.id, events=events, facts={PLAN_MADE: True, PLAN_CONTINUES: True})
    return timetable(case, rulebook).deadlines


def _is_before(deadline: Deadline, event: Event) -> bool:
    rule = deadline.rule
    return deadline.trigger.event == event and rule.direction is Direction.BEFORE


def _is_review(deadline: Deadline) -> bool:
    return deadline.rule.sets == REVIEW_CONFERENCE


def _working_days(deadline: Deadline) -> int:
    """Return how many weekdays after the start a deadline falls; no bank holiday comes between."""
    days = (deadline.count.due - START).days
    return sum((START + timedelta(days=day)).weekday() < 5 for day in range(1, days + 1))


def _place(placed: _Placed, number: int, step: Step) -> None:
    steps = placed.setdefault(number, [])
    if step not in steps:
        steps.append(step)


def _by_whom(deadline: Deadline, *, strong: bool) -> Step:
    rule = deadline.rule
    before = f"{wording.span_of(rule)} before; " if rule.direction is Direction.BEFORE else ""
    target = f"{rule.status}; " if rule.status.marked else ""
    return Step(rule.title, f"{target}{before}{', '.join(rule.who)}", strong)


def _by_count(deadline: Deadline, rulebook: Rulebook) -> Step:
    rule = deadline.rule
    latest = "no later than " if rule.limit is Limit.NO_LATER_THAN else ""
    count = wording.span_from(rule, deadline.trigger.event, rulebook.words)
    return Step(rule.title, f"{latest}{count}", strong=_is_review(deadline))


def _drawing(
    id_: str, title: str, summary: str, placed: _Placed, label: Callable[[int], str], least: int
) -> Drawing:
    """Set out the marks from the top: each at least `least` pixels high, and as high as its words are."""
    marks: list[Mark] = []
    top = TOP
    for number in range(min(placed), max(placed) + 1):
        mark = Mark(top, number, label(number), tuple(placed.get(number, ())))
        marks.append(mark)
        top += max(least, sum(LINE * len(step.lines) + GAP for step in mark.steps))
    return Drawing(id_, title, summary, tuple(marks), top)

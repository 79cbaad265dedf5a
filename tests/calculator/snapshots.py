"""A readable timetable of every partnership for a few fixed cases: a date that changes shows in review.

`python3 build.py snapshots` writes them anew, into `tests/calculator/snapshots/<area>.txt`.
"""

import sys
from pathlib import Path

from calculator.builder.load import load_rulebook
from calculator.model import Deadline, Rulebook
from tests.calculator.conftest import PARTNERSHIPS, worked_out

FOLDER = Path(__file__).with_name("snapshots")
COMMAND = "python3 build.py snapshots"
COLUMNS = "due | latest safe day | title | deadline | sources | provisional"

CASES: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "A strategy discussion only, in an ordinary month": (("strategy_discussion=2026-09-07",), ()),
    "A strategy discussion whose fifteen days go over Christmas and New Year": (
        ("strategy_discussion=2026-12-11",),
        (),
    ),
    "From the referral, over Easter and both bank holidays of May": (
        ("referral=2027-03-15", "section_47_strategy_discussion=2027-03-17", "strategy_discussion=2027-03-22"),
        (),
    ),
    "An initial conference that made a plan": (
        ("strategy_discussion=2027-01-11", "initial_conference=2027-01-29"),
        ("plan_made=yes", "plan_continues=yes"),
    ),
    "An initial conference that made no plan": (("initial_conference=2027-01-29",), ("plan_made=no",)),
    "A conference on 30 November, three months before a day that February lacks": (
        ("initial_conference=2026-11-30",),
        ("plan_made=yes",),
    ),
    "A conference on 29 February": (("initial_conference=2028-02-29",), ("plan_made=yes",)),
    "A review, with the core groups held before it": (
        (
            "initial_conference=2026-09-01",
            "first_core_group=2026-09-14",
            "core_group=2026-10-12",
            "last_core_group_before_review=2026-11-02",
            "review_conference=2026-11-26",
        ),
        ("plan_made=yes", "plan_continues=yes"),
    ),
    "A child who moved in from another area with a plan": (
        ("transfer_agreed=2027-04-01", "transfer_in_conference=2027-04-20"),
        ("transferred_in=yes",),
    ),
    "An area that was told that a child with a plan has moved in": (("transfer_notified=2026-12-11",), ()),
    "An initial conference that was stood down and held five working days later": (
        (
            "strategy_discussion=2027-01-11",
            "initial_conference_stood_down=2027-01-29",
            "initial_conference=2027-02-05",
        ),
        ("plan_made=yes",),
    ),
    "A plan that ended at the second review": (
        (
            "initial_conference=2027-01-29",
            "review_conference=2027-04-23",
            "review_conference=2027-10-08",
            "plan_ended=2027-10-08",
        ),
        ("plan_made=yes",),
    ),
    "A child who became looked after": (
        ("initial_conference=2027-01-29", "looked_after_letter=2027-02-12"),
        ("plan_made=yes",),
    ),
    "Past the last bank holidays that are published": (("initial_conference=2028-11-30",), ("plan_made=yes",)),
}
"""What each case is, and its events and facts as the command line takes them."""


def snapshot(area: str, rulebook: Rulebook) -> str:
    """Return the timetables of one partnership, a deadline a line."""
    blocks = [f"{area}: {COLUMNS}\nmade by: {COMMAND}\n"]
    for title, (events, facts) in CASES.items():
        table = worked_out(rulebook, area, *events, facts=facts)
        lines = [_line(each) for each in table.deadlines] or ["no dates"]
        blocks.append("\n".join([f"# {title}", f"# {' '.join([*events, *facts])}", *lines, ""]))
    return "\n".join(blocks)


def _line(each: Deadline) -> str:
    cells = [f"{each.count.due:%Y-%m-%d %a}", f"{each.count.safe:%Y-%m-%d %a}", each.rule.title, each.id]
    cells += [" ".join(each.sources), "provisional" if each.provisional else "certain"]
    return " | ".join(cells)


def write() -> None:
    """Write the snapshot of every partnership."""
    rulebook = load_rulebook()
    FOLDER.mkdir(exist_ok=True)
    for area in PARTNERSHIPS:
        path = FOLDER / f"{area}.txt"
        path.write_text(snapshot(area, rulebook), encoding="utf-8", newline="\n")
        sys.stdout.write(f"{path.relative_to(FOLDER.parents[2])}\n")


if __name__ == "__main__":
    write()

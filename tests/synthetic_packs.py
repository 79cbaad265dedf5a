"""Partnerships that there are not, as folders of their own: for guides of many areas.

Each has rules like a real one under names such as "Exampleshire 17": the national ones with a timescale of its own
where it has one, and closures.
"""

from pathlib import Path

DATA = """name = "Exampleshire {n}"
full_name = "Exampleshire {n} Safeguarding Children Partnership"
conference_unit = "Exampleshire {n} conference unit"
rules_version = "2026-11"
about = "A made-up partnership, with which a guide of many areas is tried out."
contacts = []

[names]
advocacy = "Exampleshire {n} advocates"

[[gaps]]
topic = "minutes"
says = "Exampleshire {n} gives no number of days for the minutes."
ask = "Ask the conference unit when the minutes are due."

[[closures]]
first = 2026-12-28
last = 2026-12-31
why = "Offices closed"
"""
RULE = """
[[rules]]
id = "{id}"
title = "{title}"
milestone = "{milestone}"
topic = "{topic}"
triggers = ["{trigger}"]
amount = {amount}
unit = "working_days"
direction = "{direction}"
limit = "no_later_than"
responsible = ["{who}"]
sources = ["{source}"]
"""
LOCAL = """sets = "first_core_group"
localises = "national.first-core-group"
"""
SOURCES = """[documents.{id}-handbook]
title = "Exampleshire {n} conference handbook"
publisher = "Exampleshire {n}"
date = "November 2026"
partnership = "{id}"
"""
STATEMENT = """
[statements.EX{n}-{at:02}]
document = "{id}-handbook"
heading = "{title}"
says = "{title}: {amount} working days {direction} the conference."
"""
REPORTS = (
    "Agency report sent",
    "Social work report shared",
    "Invitations sent",
    "Chair and family meet",
    "Papers sent to members",
    "Interpreter booked",
    "Minutes sent",
    "Outline plan sent",
    "Decision letter sent",
    "Dissent recorded",
    "Advocate told",
)


def write_packs(folder: Path, number: int) -> list[Path]:
    """Write this many partnerships below `folder`, and return the folder of each."""
    return [_write(folder / f"exampleshire-{n}", n) for n in range(1, number + 1)]


def _write(pack: Path, n: int) -> Path:
    pack.mkdir(parents=True)
    data, sources = DATA.format(n=n), SOURCES.format(n=n, id=pack.name)
    titles = ("First core group held", *REPORTS)
    for at, title in enumerate(titles):
        core_group = at == 0
        amount = 8 if core_group else 1 + (n + at) % 9
        direction = "after" if core_group or at > 6 else "before"
        data += RULE.format(
            id=title.lower().replace(" ", "-"),
            title=title,
            milestone="first_core_group" if core_group else title.lower(),
            topic="first-core-group" if core_group else "agency-report-to-unit",
            trigger="initial_conference",
            amount=amount,
            direction=direction,
            who="core group" if core_group else "social worker",
            source=f"EX{n}-{at:02}",
        ) + (LOCAL if core_group else "")
        sources += STATEMENT.format(n=n, at=at, id=pack.name, title=title, amount=amount, direction=direction)
    (pack / f"{pack.name}.toml").write_text(data, encoding="utf-8")
    (pack / "sources.toml").write_text(sources, encoding="utf-8")
    return pack

"""What MkDocs calls while it builds: the pages that are made from the calculator's data.

The rulebook is loaded once; the templates in `theme/pages` turn it into Markdown pages. A written page whose
front matter says `data: true` may use the same words and filters, so that no number stands in two places.
"""

import os
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fnmatch import fnmatch
from functools import cache, partial
from itertools import groupby
from pathlib import Path

import jinja2
from markupsafe import Markup
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.structure.files import File, Files
from mkdocs.structure.pages import Page

from calculator import wording
from calculator.counting import local_calendar
from calculator.form import form
from calculator.load import load_rulebook
from calculator.model import (
    Case,
    Deadline,
    Direction,
    Document,
    Event,
    Fact,
    Gap,
    Partnership,
    Rulebook,
    Statement,
    TimescaleRule,
    Unit,
)
from calculator.timetable import timetable

HERE = Path(__file__).parent
CONFERENCES = (Event.INITIAL_CONFERENCE, Event.TRANSFER_IN_CONFERENCE, Event.REVIEW_CONFERENCE)
BEGINNINGS = (Event.REFERRAL, Event.SECTION_47_STRATEGY_DISCUSSION, Event.STRATEGY_DISCUSSION)
CHANGES = (Event.TRANSFER_AGREED, Event.TRANSFER_IN_CONFERENCE, Event.LOOKED_AFTER_LETTER)
# In the themes' folders but of no use here: languages of search other than English, source maps, our templates.
UNUSED = ("*.map", "assets/javascripts/lunr/*", "assets/stylesheets/*", "assets/images/*", "pages/*", "sitemap.xml")

type _Stages = list[tuple[str, list[TimescaleRule]]]
type _Place = tuple[Event, int, Unit, Direction]


# --- What MkDocs calls ----------------------------------------------------------------------------


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Read the data afresh for each build; with no known address there can be no list of addresses."""
    _rulebook.cache_clear()
    if not config.site_url:
        config.theme.static_templates.discard("sitemap.xml")
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the pages that are made from data, and drop what the theme brings but no page uses."""
    for file in [file for file in files if _is_unused(file)]:
        files.remove(file)
    for path, content in _pages(_rulebook()):
        files.append(File.generated(config, path, content=content))
    return files


def on_env(env: jinja2.Environment, config: MkDocsConfig, files: Files) -> jinja2.Environment:  # noqa: ARG001
    """Let the theme's templates see the rulebook: the strip on every page names the area's own number."""
    env.globals["rulebook"] = _rulebook()
    return env


def on_page_markdown(markdown: str, page: Page, config: MkDocsConfig, files: Files) -> str:  # noqa: ARG001
    """Fill in a written page that uses the data."""
    if not page.meta.get("data"):
        return markdown
    return _environment(_rulebook()).from_string(markdown).render()


def _is_unused(file: File) -> bool:
    from_theme = file.src_dir is not None and Path(file.src_dir) != HERE
    return from_theme and any(fnmatch(file.src_uri, pattern) for pattern in UNUSED)


@cache
def _rulebook() -> Rulebook:
    return load_rulebook()


# --- The pages ------------------------------------------------------------------------------------


def _pages(rulebook: Rulebook) -> Iterator[tuple[str, str]]:
    """Yield path and Markdown of every page that is made from data."""
    environment = _environment(rulebook)

    def render(template: str, **more: object) -> str:
        return environment.get_template(template).render(**more).lstrip()

    first = _month_of_last_commit()
    for area in rulebook.partnerships.values():
        words = {"partnership": area, "stages": _stages(area.rules)}
        yield (
            f"partnerships/{area.id}.md",
            render("partnership.md.j2", documents=_documents(area, rulebook), **words),
        )
        columns, months = _reckoner(area, rulebook, first)
        shown = {rule.id for column in columns for rule in column.rules}
        others = [rule for rule in area.rules if rule.id not in shown]
        yield (
            f"tools/ready-reckoner-{area.id}.md",
            render("ready-reckoner.md.j2", columns=columns, months=months, others=others, **words),
        )
    yield "partnerships/index.md", render("partnerships.md.j2", topics=_topics(rulebook))
    yield "sources.md", render("sources.md.j2", statements=_statements(rulebook))


def _environment(rulebook: Rulebook) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE / "theme" / "pages"),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "rulebook": rulebook,
        "partnerships": sorted(rulebook.partnerships.values(), key=lambda area: area.name),
        "rule": partial(_rule_from, rulebook),
        "deadline_calculator": lambda: Markup(form(rulebook)),  # noqa: S704  (made by an escaping template)
    }
    filters: dict[str, Callable[..., object]] = {
        "day": wording.day,
        "short_day": _short_day,
        "month": lambda value: f"{wording.MONTHS[value.month - 1]} {value.year}",
        "span": lambda rule: wording.span(rule.amount, rule.unit),
        "when": partial(_when, rulebook),
        "by_heading": partial(_by_heading, rulebook),
        "sentence": lambda text: text[:1].upper() + text[1:],
        "lower_first": lambda text: text[:1].lower() + text[1:],
    }
    environment.filters |= filters
    return environment


def _rule_from(rulebook: Rulebook, statement: str) -> TimescaleRule:
    """Return the rule that rests on a statement ("KE01"): a page that needs it does not build without it."""
    rules = [*rulebook.national, *(rule for area in rulebook.partnerships.values() for rule in area.rules)]
    for rule in rules:
        if statement in rule.sources:
            return rule
    raise LookupError(f"No rule cites “{statement}”, which a page in docs/ uses.")


def _when(rulebook: Rulebook, rule: TimescaleRule) -> str:
    says = wording.rule(rule, rulebook.words)
    time = f", by {wording.clock(rule.time)}" if rule.time else ""
    return f"{says[:1].upper()}{says[1:]}{time}"


def _short_day(value: date, row: date) -> str:
    """Return a date of a table's row, with its year where that is not the row's."""
    return wording.short_day(value) + (f" {value.year}" if value.year != row.year else "")


@dataclass(frozen=True)
class _Heading:
    """Statements of one document under one heading."""

    document: Document
    heading: str
    ids: list[str]


def _by_heading(rulebook: Rulebook, ids: Iterable[str]) -> list[_Heading]:
    statements = [rulebook.statements[each] for each in ids]
    grouped = groupby(statements, key=lambda statement: (statement.document, statement.heading))
    return [
        _Heading(rulebook.documents[document], heading, [statement.id for statement in group])
        for (document, heading), group in grouped
    ]


def _documents(area: Partnership, rulebook: Rulebook) -> list[Document]:
    return [document for document in rulebook.documents.values() if document.partnership == area.id]


def _statements(rulebook: Rulebook) -> Mapping[str, list[Statement]]:
    return {
        document: [each for each in rulebook.statements.values() if each.document == document]
        for document in rulebook.documents
    }


def _stages(rules: Iterable[TimescaleRule]) -> _Stages:
    """Group rules by the part of the process in which a reader looks for them."""
    stages: dict[str, list[TimescaleRule]] = {
        "Up to the initial conference": [],
        "Before a conference": [],
        "After a conference": [],
        "Core groups and their reports": [],
        "When a child moves in or becomes looked after": [],
    }
    for rule in rules:
        stages[_stage(rule)].append(rule)
    return [(stage, of_stage) for stage, of_stage in stages.items() if of_stage]


def _stage(rule: TimescaleRule) -> str:
    trigger = rule.triggers[0]
    if trigger in BEGINNINGS:
        return "Up to the initial conference"
    if trigger in CHANGES:
        return "When a child moves in or becomes looked after"
    if Event.CORE_GROUP in (rule.sets, trigger) or trigger not in CONFERENCES:
        return "Core groups and their reports"
    return "Before a conference" if rule.direction is Direction.BEFORE else "After a conference"


@dataclass(frozen=True)
class _Area:
    """What one area says on one topic."""

    rules: list[TimescaleRule]
    gaps: list[Gap]


def _topics(rulebook: Rulebook) -> Mapping[str, list[tuple[str, _Area]]]:
    """Return, for each topic that anyone speaks of, what each area says; the national rules come first."""
    areas = sorted(rulebook.partnerships.values(), key=lambda area: area.name)
    topics: dict[str, list[tuple[str, _Area]]] = {}
    for topic in rulebook.words.topics:
        national = [rule for rule in rulebook.national if rule.topic == topic]
        said = [("Everywhere (national)", _Area(national, []))]
        for area in areas:
            rules = [rule for rule in area.rules if rule.topic == topic]
            said.append((area.name, _Area(rules, [gap for gap in area.gaps if gap.topic == topic])))
        said = [(name, each) for name, each in said if each.rules or each.gaps]
        if said:
            topics[topic] = said
    return topics


# --- The ready reckoner ---------------------------------------------------------------------------


@dataclass(frozen=True)
class _Column:
    """Duties that fall on the same day, because they have the same count from the same event."""

    rules: list[TimescaleRule]

    @property
    def titles(self) -> list[str]:
        return list(dict.fromkeys(rule.title for rule in self.rules))


@dataclass(frozen=True)
class _Cell:
    """A date in the table. Where a local and a national rule part, the earlier."""

    due: date
    safe: date
    provisional: bool


@dataclass(frozen=True)
class _Row:
    start: date
    cells: list[_Cell | None]


@dataclass(frozen=True)
class _Month:
    """One month's table. `first` is the first of the month."""

    first: date
    rows: list[_Row]

    @property
    def anchor(self) -> str:
        return f"{wording.MONTHS[self.first.month - 1].lower()}-{self.first.year}"


def _reckoner(area: Partnership, rulebook: Rulebook, first: date) -> tuple[list[_Column], list[_Month]]:
    """Return the columns, and a table of dates for each month from `first` to the last that is published."""
    calendar = local_calendar(rulebook.bank_holidays, area)
    length = (rulebook.bank_holidays.published_to - first).days + 1
    days = [first + timedelta(days=number) for number in range(length)]
    by_day = {day: _key_deadlines(area, rulebook, day) for day in days if calendar.why_not(day) is None}
    columns: dict[_Place, _Column] = {}
    for deadline in (deadline for deadlines in by_day.values() for deadline in deadlines):
        column = columns.setdefault(_place(deadline), _Column([]))
        column.rules.extend(rule for rule in deadline.rules if rule not in column.rules)
    months = [
        _Month(month, [_Row(day, [_cell(by_day[day], place) for place in columns]) for day in of_month])
        for month, of_month in groupby(by_day, key=lambda day: day.replace(day=1))
    ]
    return list(columns.values()), months


def _key_deadlines(area: Partnership, rulebook: Rulebook, day: date) -> list[Deadline]:
    """Return what a table has room for: days counted from a strategy discussion and its first conference.

    What depends on a further fact about the case, and what runs in hours, stays in the list of rules.
    """
    case = Case(partnership=area.id, events={Event.STRATEGY_DISCUSSION: (day,)}, facts={Fact.PLAN_MADE: True})
    starts = (Event.STRATEGY_DISCUSSION, Event.INITIAL_CONFERENCE)
    return [
        deadline
        for deadline in timetable(case, rulebook).deadlines
        if deadline.trigger.event in starts
        and deadline.rule.unit is not Unit.HOURS
        and not {condition.fact for condition in deadline.rule.conditions} - {None, Fact.PLAN_MADE}
    ]


def _place(deadline: Deadline) -> _Place:
    rule = deadline.rule
    return (deadline.trigger.event, rule.amount, rule.unit, rule.direction)


def _cell(deadlines: Iterable[Deadline], place: _Place) -> _Cell | None:
    here = [deadline for deadline in deadlines if _place(deadline) == place]
    if not here:
        return None
    earliest = min(here, key=lambda deadline: deadline.count.due)
    return _Cell(earliest.count.due, earliest.count.safe, earliest.provisional)


def _month_of_last_commit() -> date:
    """Return the first day of the month of the last commit, so that a build of a commit is always the same.

    Without git, of the day that SOURCE_DATE_EPOCH names, or else of today.
    """
    git = shutil.which("git")
    command = [git or "git", "-C", str(HERE), "log", "-1", "--format=%cs"]
    told = subprocess.run(command, capture_output=True, text=True, check=False).stdout.strip() if git else ""  # noqa: S603
    if told:
        return date.fromisoformat(told).replace(day=1)
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    now = datetime.fromtimestamp(int(epoch), tz=UTC) if epoch else datetime.now(tz=UTC)
    return now.date().replace(day=1)

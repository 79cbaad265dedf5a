"""What a form's page can ask for: the table of calls. A page brings its own form first.

A page's fields are `[name, value]` pairs; a name is the path of an answer (`forms.draft`).
"""

import base64
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Any

from calculator.calendar_file import Wanted
from calculator.case import read_case
from calculator.exports import EXPORTS, export
from calculator.link import read, written
from calculator.model import Event, FieldError, InvalidInput, Rulebook, Timetable
from calculator.pickles import from_text
from calculator.record import Unreadable, record
from calculator.reference import new_reference
from calculator.since import changes_since
from calculator.timetable import timetable
from forms import beside
from forms.advice import PlainWords, advice
from forms.asides import NAMED
from forms.days import in_full, read_day
from forms.document import DOCX, MARKING, Copy, Purpose, WordTemplate, file_stem, fill
from forms.draft import Draft, page_answers, page_names, read_answers
from forms.model import FormDefinition
from forms.opening import open_file, turning
from forms.outline import left_out, outline
from forms.render import render

type Pairs = Iterable[Iterable[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormData:
    """Everything that one form's page brings; `templates` are Word templates by partnership, "" for every one."""

    form: FormDefinition
    templates: Mapping[str, WordTemplate]
    words: PlainWords


def calls(rulebook: Rulebook, page: "OpenForm") -> dict[str, Callable[[Any], Any]]:
    """Return the forms' calls by name; each takes and returns plain data and raises `InvalidInput`."""
    return {
        "form_load": page.load,
        "form_look": partial(look, rulebook, page),
        "form_review": partial(review, rulebook, page),
        "form_export": partial(export_form, rulebook, page),
        "form_open": page.open,
        "form_dates": partial(dates, rulebook, page),
        "form_day": in_full,
        "form_calendar": partial(calendar, rulebook, page),
    }


@dataclass(frozen=True, slots=True)
class Typed:
    """What is typed into a form: the draft, for each path the name of its box on the page, and the mistakes."""

    draft: Draft
    names: Mapping[str, str]
    errors: Sequence[FieldError]

    def checked(self) -> Draft:
        """Return the draft; raise `InvalidInput`, by the names of the page, for what no document can be made of."""
        if self.errors:
            found = [FieldError(each.field and self.names[each.field], each.message) for each in self.errors]
            raise InvalidInput(found)
        return self.draft


class OpenForm:
    """One page's form, once the page has brought it."""

    def __init__(self) -> None:
        self._data: FormData | None = None

    def load(self, text: str) -> bool:
        """Take the form that the page carries."""
        self._data = from_text(text)
        # Goes once through an export, so that the template is compiled before anybody waits for it.
        empty = Draft(form=self.data.form.id, version=self.data.form.version, answers={})
        fill(self.data.form, self.template(""), empty, Copy(made=date(2026, 1, 1)))
        return True

    @property
    def data(self) -> FormData:
        """What the page has brought."""
        if self._data is None:
            message = "the page has brought no form"
            raise LookupError(message)
        return self._data

    @property
    def form(self) -> FormDefinition:
        """The page's form."""
        return self.data.form

    def template(self, partnership: str) -> WordTemplate:
        """Return the Word template of a partnership, or the one for all."""
        return self.data.templates.get(partnership) or self.data.templates[""]

    def typed(self, fields: Pairs) -> "Typed":
        """Return what is typed, read once."""
        answers = page_answers(fields)
        draft, _, errors = read_answers(self.form, answers)
        return Typed(draft, page_names(self.form, answers), errors)

    def open(self, content: str) -> dict[str, Any]:
        """Return a file's answers for the page to fill in, and as HTML what a person should know or choose."""
        opened = open_file(self.form, base64.b64decode(content), self.data.templates.values())
        shown = {"named": NAMED, "turning": turning(self.form, opened)}
        return {
            "answers": opened.answers(),
            "counted": dict(opened.draft.counted),
            "html": render("opened.html.j2", opened=opened, form=self.form, **shown),
            "choices": bool(opened.differences),
        }


def child_name(form: FormDefinition, draft: Draft) -> str:
    """Return the name of the first child in a draft, or nothing."""
    named = (f"{section.id}.1.{each.id}" for section, each in form.fields() if section.each and each.id == "name")
    return next((draft.answers[path] for path in named if path in draft.answers), "")


def as_text(form: FormDefinition, draft: Draft, copy: Copy) -> str:
    """Return a filled-in form as plain text that is also Markdown, with the marking at its beginning and its end."""
    marking = MARKING if copy.marking else ""
    blocks = outline(form, draft, copy=copy)
    return render("answers.txt.j2", form=form, blocks=blocks, marking=marking, notes=copy.notes)


# --- While it is filled in, and when it is checked and copied --------------------------------------------


def look(rulebook: Rulebook, page: OpenForm, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return advice and mistakes by the names of the page, what is answered, and what need not be asked again."""
    typed = page.typed(asked["fields"])
    table = _known_table(rulebook, page.form, asked)
    progress: dict[str, list[int]] = {}
    for block in outline(page.form, typed.draft):
        counts = progress.setdefault(block.section.id, [0, 0])
        counts[0] += sum(question.answered for question in block.questions)
        counts[1] += len(block.questions)
    advised = _merged(
        advice(page.form, typed.draft, page.data.words), beside.notes(rulebook, page.form, typed.draft, table)
    )
    return {
        "advice": {typed.names[path]: notes for path, notes in advised.items()},
        "mistakes": {typed.names[each.field]: each.message for each in typed.errors if each.field},
        "progress": {name: f"{done} of {all_} answered" for name, (done, all_) in progress.items()},
        "offers": beside.offers(page.form, typed.draft, table) if table else {},
        "when": None if table else beside.known_event(page.form, typed.draft),
    }


def review(rulebook: Rulebook, page: OpenForm, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return the answers to the questions of an area as a page to check and to print, with what is late."""
    typed, area = page.typed(asked["fields"]), asked.get("area", "")
    draft = typed.checked()
    late = beside.notes(rulebook, page.form, draft, _known_table(rulebook, page.form, asked))
    html = render(
        "review.html.j2",
        form=page.form,
        names=typed.names,
        blocks=outline(page.form, draft, area),
        left_out=left_out(page.form, draft, area),
        area=area,
        notes=_merged(advice(page.form, draft, page.data.words), late),
    )
    return {"html": html}


def export_form(rulebook: Rulebook, page: OpenForm, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return the form as a file: kind "docx" or "text", as a `Copy` for a `purpose`, named or not.

    What is `late` goes into it where the writer wants that.
    """
    draft = replace(page.typed(asked["fields"]).checked(), counted=asked.get("counted", {}))
    late = (
        beside.notes(rulebook, page.form, draft, _known_table(rulebook, page.form, asked))
        if asked.get("late")
        else {}
    )
    copy = Copy(
        made=date.fromisoformat(asked["date"]) if asked.get("date") else date.today(),  # noqa: DTZ011  (the reader's)
        purpose=Purpose(asked.get("purpose", Purpose.SEND)),
        marking=bool(asked.get("marking")),
        unanswered=bool(asked.get("unanswered")),
        area=asked.get("area", ""),
        notes={path: " ".join(notes) for path, notes in late.items()},
    )
    stem = file_stem(page.form.id)
    if asked.get("named") and (name := child_name(page.form, draft)):
        stem = f"{stem}-{file_stem(name)}"
    if asked["kind"] == "text":
        content = as_text(page.form, draft, replace(copy, purpose=Purpose.SEND)).encode()
        return {"filename": f"{stem}.txt", "type": "text/plain;charset=utf-8", "bytes": content}
    content = fill(page.form, page.template(asked.get("partnership", "")), draft, copy)
    saved = copy.purpose is Purpose.WRITE  # this copy holds the draft
    return {"filename": f"{stem}.docx", "type": DOCX, "bytes": content, "saved": saved}


def _known_table(rulebook: Rulebook, form: FormDefinition, asked: Mapping[str, Any]) -> Timetable | None:
    """Return the dates that were counted for the form, or None where no date to count from is known yet."""
    try:
        return form_timetable(rulebook, form, asked["counted"]) if asked.get("counted") else None
    except InvalidInput:
        return None


def _merged(one: Mapping[str, list[str]], other: Mapping[str, list[str]]) -> dict[str, list[str]]:
    return {path: [*one.get(path, []), *other.get(path, [])] for path in {**one, **other}}


# --- Dates ----------------------------------------------------------------------------------------------


def dates(rulebook: Rulebook, page: OpenForm, asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return the dates that matter for the form, counted from one that was entered.

    `asked` holds `partnership`, `event` and `date` as typed; from a draft also what it was given then. `topics`
    gives each subject's first date in words, `moved` what has changed since as HTML, `counted` what a draft keeps.
    """
    table = form_timetable(rulebook, page.form, asked)
    draft = page.typed(asked.get("fields") or ()).draft
    listed = form_topics(page.form, listed=True)
    shown = [each for each in table.deadlines if each.rule.topic in listed]
    now = record(table, rulebook)
    return {
        "html": render("dates.html.j2", deadlines=shown, words=rulebook.words),
        "moved": _moved(rulebook, table, asked),
        "counted": {
            **{name: asked[name] for name in ("partnership", "event", "date")},
            "reference": table.case.reference or new_reference(),
            "rules": now.version,
            "was": written(now),
        },
        "topics": beside.offers(page.form, draft, table),
        "fills": beside.to_fill(page.form, table),
    }


def calendar(rulebook: Rulebook, page: OpenForm, asked: Mapping[str, str]) -> dict[str, Any]:
    """Return the dates for the form as a calendar file; `past` is set where past ones are wanted too."""
    table, wanted = form_timetable(rulebook, page.form, asked), Wanted(past=bool(asked.get("past")))
    made = export(table, EXPORTS["ics"], rulebook, {}, wanted)
    return {"filename": made.filename, "type": made.type, "bytes": made.bytes}


def _moved(rulebook: Rulebook, table: Timetable, asked: Mapping[str, Any]) -> str:
    """Return as HTML which dates are not those that a draft was given; nothing where all are."""
    if not asked.get("was"):
        return ""
    try:
        found = changes_since(read(asked["was"], asked.get("rules", "")), table, rulebook)
    except Unreadable:
        return render("moved.html.j2", moved=(), unreadable=True)
    return render("moved.html.j2", moved=found.moved, unreadable=False) if found and found.moved else ""


def form_topics(form: FormDefinition, *, listed: bool = False) -> set[str]:
    """Return every subject of the calculator that matters to a form; those `listed` are not only held against."""
    of_sections = {topic for section in form.sections for topic in section.topics}
    named = [topic for _, each in form.fields() for topic in (each.topic, each.topic_else, *each.topics)]
    if not listed:
        named += [part.topic for _, each in form.fields() for part in each.parts]
    return {*form.topics, *of_sections, *filter(None, named)}


def form_timetable(rulebook: Rulebook, form: FormDefinition, asked: Mapping[str, str]) -> Timetable:
    """Return the deadlines on a form's subjects that are counted from the date entered.

    Raises:
        InvalidInput: under "when.partnership", "when.event" or "when.date".

    """
    errors: list[FieldError] = []
    day = _known_day(asked.get("date", ""), errors)
    if asked.get("partnership", "") not in rulebook.partnerships:
        errors.append(FieldError("when.partnership", "Choose your area."))
    if asked.get("event", "") not in rulebook.words.events:
        errors.append(FieldError("when.event", "Choose which date you know."))
    if errors or day is None:
        raise InvalidInput(errors)
    event = asked["event"]
    repeated = f"{event}.1" if rulebook.words.events[Event(event)].repeats else event
    try:
        case = read_case(
            rulebook,
            partnership=asked["partnership"],
            reference=asked.get("reference", ""),
            events=[(repeated, day.isoformat())],
        )
    except InvalidInput as error:
        raise InvalidInput([FieldError("when.date", each.message) for each in error.errors]) from error
    topics = form_topics(form)
    table = timetable(case, rulebook)
    found = (
        each
        for each in table.deadlines
        if each.rule.topic in topics and each.trigger.given and each.trigger.event == event
    )
    return replace(table, deadlines=tuple(found))


def _known_day(typed: str, errors: list[FieldError]) -> date | None:
    """Return the date that was entered, or None where it is empty or wrong; what is wrong is added to `errors`."""
    try:
        day = read_day(typed)
    except ValueError as error:
        errors.append(FieldError("when.date", f"Date: {error}"))
        return None
    if day is None:
        errors.append(FieldError("when.date", "Enter the date."))
    return day

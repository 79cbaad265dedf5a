"""The calculator's timetable as a Word document, through the engine that fills the forms."""

from datetime import date
from types import SimpleNamespace

from calculator.exports import ExportKind
from calculator.model import Deadline, Rulebook, Timetable, Words
from calculator.views import documents
from calculator.wording import counted_from, day, first_day, for_whom, joined
from forms.document import DOCX, Answer, Copy, WordTemplate, fill_template
from forms.part import Part
from forms.render import render

_PART = Part(id="", label="Timetable")


TEMPLATE = "forms/timetable.pickle"
"""The compiled template, among the data that the build makes."""


def timetable_document(table: Timetable, rulebook: Rulebook, template: WordTemplate, made: date) -> bytes:
    """Return a timetable as a .docx file; no name is in it."""
    words = rulebook.words
    values = {
        "partnership": _cell(table.partnership.full_name),
        "entered": [
            _row(what=words.events[event].title, days=joined([day(each) for each in days]))
            for event, days in table.case.events.items()
        ]
        + [
            _row(what=f"{child.label}: {words.events[event].short}", days=joined([day(each) for each in days]))
            for child in table.case.children
            for event, days in child.events.items()
        ],
        "warnings": [_cell(each) for each in table.warnings],
        "deadlines": [_deadline(each, table, rulebook) for each in table.deadlines],
        "documents": [
            _row(title=f"{each.title}, {each.publisher}, {each.date}", ids=", ".join(ids))
            for each, ids in documents(table, rulebook)
        ],
        "known_to": _cell(day(rulebook.bank_holidays.published_to)),
    }
    return fill_template(template, values, Copy(made=made))


DOCX_EXPORT = ExportKind(
    label="Word document (.docx)",
    suffix="docx",
    media=DOCX,
    copied=False,
    order=20,
    make=lambda table, book, data, _: timetable_document(table, book, data[TEMPLATE], date.today()),  # noqa: DTZ011
)


def _deadline(each: Deadline, table: Timetable, rulebook: Rulebook) -> SimpleNamespace:
    whom = for_whom(each, table.case)
    return _row(
        when=render("timetable-when.txt.j2", each=each).strip(),
        what=f"{each.rule.title}, {whom}" if whom else each.rule.title,
        who=", ".join(each.rule.who),
        how=_how(each, rulebook.words),
        sources=", ".join(each.sources),
    )


def _how(each: Deadline, words: Words) -> str:
    counted, earliest = counted_from(each, words), first_day(each, words)
    return render("timetable-how.txt.j2", each=each, counted=counted, earliest=earliest).strip()


def _row(**texts: str) -> SimpleNamespace:
    return SimpleNamespace(**{name: _cell(text) for name, text in texts.items()})


def _cell(text: str) -> Answer:
    return Answer("", _PART, text)

"""Forms and answers made for the tests: one form with every kind of question, and answers that can be told apart."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from forms.document import Copy, Purpose
from forms.draft import Draft, boxes
from forms.model import Field, FormDefinition, Section
from forms.part import Kind, Part

MADE = date(2027, 1, 6)
WORKING = Copy(made=MADE, purpose=Purpose.WRITE)
SENT = Copy(made=MADE)
SENT_WHOLE = Copy(made=MADE, unanswered=True)
BLANK = Copy(made=MADE, purpose=Purpose.BLANK)

EVERY_KIND = FormDefinition(
    id="every-kind",
    title="Every kind of question",
    short="Every kind",
    version=1,
    group="Tests",
    who="Nobody",
    lead="Made up.",
    sections=(
        Section(
            id="visit",
            title="The visit",
            intro="Write what you saw.",
            fields=(
                Field(id="place", kind=Kind("text"), label="Where was it?", help="The town is enough."),
                Field(id="day", kind=Kind("date"), label="When was it?"),
                Field(id="born", kind=Kind("birth"), label="Date of birth"),
                Field(id="seen", kind=Kind("long_text"), label="What did you see?"),
                Field(id="sort", kind=Kind("choice"), label="Was it agreed?", options=("Agreed", "Unannounced")),
                Field(id="present", kind=Kind("choices"), label="Who was in?", options=("Mother", "Father", "Nana")),
                Field(id="again", kind=Kind("yes_no"), label="Will you go again?"),
                Field(
                    id="safety",
                    kind=Kind("scale"),
                    label="How safe is it?",
                    lowest="Not safe",
                    highest="Safe enough",
                ),
                Field(
                    id="actions",
                    kind=Kind("rows"),
                    label="What happens next?",
                    item="Action",
                    columns=(
                        Part(id="what", label="Action"),
                        Part(id="why", label="Reason", kind=Kind("long_text")),
                        Part(id="by", label="By when", kind=Kind("date")),
                    ),
                ),
                Field(id="people", kind=Kind("people"), label="Who else knows?", item="Person"),
                Field(id="signed", kind=Kind("signature"), label="Signed by the visitor"),
            ),
        ),
        Section(
            id="children",
            title="Each child",
            each="Child",
            fields=(
                Field(id="name", kind=Kind("text"), label="Name of the child"),
                Field(id="says", kind=Kind("long_text"), label="What the child says", family_words=True),
                Field(id="harm", kind=Kind("entries"), label="What happened?", item="Event"),
            ),
        ),
    ),
)

FREE = (Kind("text"), Kind("long_text"))
"""Kinds of box that take any words."""


def token(number: int) -> str:
    """Return a word that stands nowhere else: short, so that no program breaks it over two lines."""
    return f"Qz{number:04}x"


def with_tokens(form: FormDefinition, draft: Draft) -> tuple[Draft, list[str]]:
    """Return a draft with words of their own for each answer that takes any, and these words in order.

    A long text gets two lines, with an empty one between them.
    """
    answers = dict(draft.answers)
    used: list[str] = []
    for box in boxes(form, draft):
        if box.path in answers and box.part.kind in FREE:
            new = [token(len(used) + each) for each in range(2 if box.part.kind == Kind("long_text") else 1)]
            answers[box.path] = "\n\n".join(new)
            used += new
    return replace(draft, answers=answers), used


def of(form: FormDefinition, answers: Mapping[str, str]) -> Draft:
    """Return a draft of a form with these answers."""
    return Draft(form=form.id, version=form.version, answers=dict(answers))

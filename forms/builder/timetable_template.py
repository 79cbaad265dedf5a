"""Makes the Word template of the calculator's timetable. Build time only."""

from forms.builder.compile_template import compile_template
from forms.builder.word_template import new_document, saved, table_of_rows
from forms.document import WordTemplate

TITLE = "Child protection conference dates"
FOOT = "Bank holidays in England are known up to {{ known_to }}. Check a date that matters with the conference unit."


def timetable_template() -> WordTemplate:
    """Return the compiled template that `forms.timetable` fills."""
    document = new_document(TITLE, landscape=True)
    document.add_paragraph(TITLE, style="Title")
    document.add_paragraph("{{ partnership }}", style="Question")
    table_of_rows(
        document,
        "Dates entered",
        [("Entered", 2), ("Day", 3)],
        "row in entered",
        ["{{ row.what }}", "{{ row.days }}"],
    )
    document.add_paragraph("{%p for warning in warnings %}")
    document.add_paragraph("{{ warning }}", style="Answer")
    document.add_paragraph("{%p endfor %}")
    document.add_paragraph("Deadlines", style="Heading 1")
    columns = {"Day": ("when", 4), "What": ("what", 4), "Who": ("who", 3), "How it is counted": ("how", 6)}
    columns |= {"Sources": ("sources", 2)}
    headings = [(heading, weight) for heading, (_, weight) in columns.items()]
    cells = [f"{{{{ row.{name} }}}}" for name, _ in columns.values()]
    table_of_rows(document, "Deadlines", headings, "row in deadlines", cells)
    document.add_paragraph("Documents behind these dates", style="Heading 1")
    columns = {"Document": ("title", 4), "Statements": ("ids", 2)}
    table_of_rows(
        document,
        "Documents",
        [(heading, weight) for heading, (_, weight) in columns.items()],
        "row in documents",
        [f"{{{{ row.{name} }}}}" for name, _ in columns.values()],
    )
    document.add_paragraph(FOOT, style="Hint")
    return compile_template("the timetable", saved(document), TITLE)

"""Lists, fills in and prints forms from a shell, with the code that the page runs.

python3 build.py forms list
python3 build.py forms fill FORM draft.json -o report.docx [--draft] [--marking] [--date 2026-12-30]
                                    a copy to send, or with --draft a copy to go on writing
python3 build.py forms blank safety-plan -o blank.docx
python3 build.py forms template safety-plan -o template.docx      a start for a partnership's own Word template
"""

import argparse
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

from calculator.load import DataError, load_rulebook
from calculator.model import InvalidInput
from forms.document import Copy, Purpose, fill
from forms.draft import Draft, mistakes
from forms.load import load_form, load_forms
from forms.model import FormDefinition
from forms.opening import open_file
from forms.pack import word_templates
from forms.page import as_text
from forms.word_template import word_template


def main(arguments: list[str] | None = None) -> None:
    """Run one command; end with 2 and a reason on what cannot be done."""
    options = _parser().parse_args(arguments)
    allowed = {"fill": (".docx", ".txt"), "blank": (".docx",), "template": (".docx",)}.get(options.command)
    if allowed and options.output.suffix not in allowed:
        _fail(f"The output must end in {' or '.join(allowed)}, not “{options.output.suffix}”.")
    try:
        COMMANDS[options.command](options)
    except InvalidInput as error:
        lines = [f"{each.field}: {each.message}" if each.field else each.message for each in error.errors]
        _fail("\n".join(lines))
    except (DataError, OSError) as error:
        _fail(str(error))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python3 build.py forms", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("list", help="every form: its id, version and title")
    for name, says in (("fill", "a draft as a document"), ("blank", "a form to write in"), ("template", "its tags")):
        command = commands.add_parser(name, help=says)
        command.add_argument("form", help="the id of a form, as in list")
        if name == "fill":
            command.add_argument("draft", type=Path, help="a draft (.json), or a Word document made here")
            purpose = command.add_mutually_exclusive_group()
            purpose.add_argument("--draft", dest="carries", action="store_true", help="a copy to go on writing")
            purpose.add_argument("--final", action="store_true", help="a copy to send: as without --draft")
            command.add_argument("--unanswered", action="store_true", help="keep questions without an answer")
            command.add_argument("--area", default="", help="leave out questions of other areas than this one")
            command.add_argument(
                "--partnership", default="", help="whose own Word template to use, where there is one"
            )
        if name != "template":
            command.add_argument("--marking", action="store_true", help="mark every page OFFICIAL-SENSITIVE")
            command.add_argument("--date", type=date.fromisoformat, default=date.today(), help="YYYY-MM-DD")  # noqa: DTZ011
        command.add_argument("-o", "--output", type=Path, required=True, help=".docx; for fill also .txt")
    return parser


def _list(_options: argparse.Namespace) -> None:
    for form in load_forms(load_rulebook()).values():
        sys.stdout.write(f"{form.id}  {form.version}  {form.title}\n")


def _fill(options: argparse.Namespace) -> None:
    form = _form(options)
    templates = word_templates(form)
    opened = open_file(form, options.draft.read_bytes(), templates.values())
    for words in opened.added if opened.sent else ():
        sys.stderr.write(f"Words outside the fields are not taken over: {words}\n")
    if opened.differences or opened.lost or opened.unfit:
        where = [*(each.label for each in opened.differences), *opened.lost, *(label for label, _ in opened.unfit)]
        _fail(f"Answers were changed in the document: {'; '.join(where)}. Open it on the form’s page and choose.")
    draft = opened.draft
    errors = list(mistakes(form, draft))
    if errors:
        raise InvalidInput(errors)
    copy = Copy(
        made=options.date,
        purpose=Purpose.WRITE if options.carries else Purpose.SEND,
        marking=options.marking,
        unanswered=options.unanswered,
        area=_area(form, options.area),
    )
    if options.output.suffix == ".txt":
        text = as_text(form, draft, replace(copy, purpose=Purpose.SEND))
        options.output.write_text(text, encoding="utf-8", newline="\n")
        return
    if options.partnership not in templates:
        _fail(f"There is no Word template of “{options.partnership}” for this form.")
    options.output.write_bytes(fill(form, templates[options.partnership], draft, copy))


def _area(form: FormDefinition, area: str) -> str:
    known = form.partnerships or load_rulebook().partnerships
    if area and area not in known:
        _fail(f"No questions of “{area}” are in this form. Use one of: {', '.join(known)}.")
    return area


def _blank(options: argparse.Namespace) -> None:
    form = _form(options)
    empty = Draft(form=form.id, version=form.version, answers={})
    copy = Copy(made=options.date, marking=options.marking, purpose=Purpose.BLANK)
    options.output.write_bytes(fill(form, word_templates(form)[""], empty, copy))


def _template(options: argparse.Namespace) -> None:
    options.output.write_bytes(word_template(_form(options)))


def _form(options: argparse.Namespace) -> FormDefinition:
    return load_form(options.form, load_rulebook())


def _fail(message: str) -> None:
    sys.stderr.write(f"{message}\n")
    sys.exit(2)


COMMANDS = {"list": _list, "fill": _fill, "blank": _blank, "template": _template}

if __name__ == "__main__":
    main()

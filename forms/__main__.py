"""Lists, fills in and prints forms from a shell, with the code that the page runs.

python3 build.py forms list
python3 build.py forms fill FORM draft.json -o report.docx [--draft] [--marking] [--date 2026-12-30]
                                    a copy to send, or with --draft a copy to go on writing
python3 build.py forms blank safety-plan -o blank.docx
python3 build.py forms template safety-plan -o template.docx      a start for a partnership's own Word template
python3 build.py forms call safety-plan form_look fields.json       any call that the page can make: JSON in and out
"""

import argparse
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

from calculator.builder.shell import add_call, add_edition, edition_of, make_call
from calculator.builder.tools import shell_context
from calculator.extra.user_error import UserError
from calculator.model import InvalidInput
from calculator.pickles import to_text
from calculator.tools import all_calls, find_tools
from forms.builder.form_data import form_data, glossary_terms, plain_words, word_templates
from forms.builder.load import load_form, load_forms
from forms.builder.word_template import word_template
from forms.document import Copy, Purpose, fill
from forms.draft import Draft, mistakes
from forms.model import FormDefinition
from forms.opening import open_file
from forms.page import as_text


def main(arguments: list[str] | None = None) -> None:
    """Run one command; end with 2 and a reason on what cannot be done."""
    given = sys.argv[1:] if arguments is None else arguments
    options = _parser().parse_args(given)
    options.edition = edition_of(given)
    allowed = {"fill": (".docx", ".txt"), "blank": (".docx",), "template": (".docx",)}.get(options.command)
    if allowed and options.output.suffix not in allowed:
        _fail(f"The output must end in {' or '.join(allowed)}, not “{options.output.suffix}”.")
    try:
        COMMANDS[options.command](options)
    except InvalidInput as error:
        lines = [f"{each.field}: {each.message}" if each.field else each.message for each in error.errors]
        _fail("\n".join(lines))
    except (UserError, OSError) as error:
        _fail(str(error))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python3 build.py forms", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    add_edition(parser)
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
    call = commands.add_parser("call", help="any call that the form's page can make: JSON in, JSON out")
    call.add_argument("form", help="the id of a form, as in list")
    add_call(call)
    return parser


def _list(options: argparse.Namespace) -> None:
    for form in load_forms(options.edition.every_area()).values():
        sys.stdout.write(f"{form.id}  {form.version}  {form.title}\n")


def _fill(options: argparse.Namespace) -> None:
    form = _form(options)
    templates = word_templates(form, packs=options.edition.packs)
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
        area=_area(form, options),
    )
    if options.output.suffix == ".txt":
        text = as_text(form, draft, replace(copy, purpose=Purpose.SEND))
        options.output.write_text(text, encoding="utf-8", newline="\n")
        return
    if options.partnership not in templates:
        _fail(f"There is no Word template of “{options.partnership}” for this form.")
    options.output.write_bytes(fill(form, templates[options.partnership], draft, copy))


def _area(form: FormDefinition, options: argparse.Namespace) -> str:
    area: str = options.area
    known = form.partnerships or options.edition.every_area().partnerships
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
    return load_form(options.form, options.edition.every_area())


def _call(options: argparse.Namespace) -> None:
    context = shell_context(options.edition.rulebook())
    calls = all_calls(find_tools(), context)
    data = form_data(_form(options), plain_words(glossary_terms()), packs=options.edition.packs)
    calls["form_load"](to_text(data))
    sys.stdout.write(make_call(calls, options.name, options.input))


def _fail(message: str) -> None:
    sys.stderr.write(f"{message}\n")
    sys.exit(2)


COMMANDS = {"list": _list, "fill": _fill, "blank": _blank, "template": _template, "call": _call}

if __name__ == "__main__":
    main()

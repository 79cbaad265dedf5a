"""Opens every Word file of a folder with the reader that ships, in the page's Python, and says what came of each.

python3 build.py word-files FOLDER      needs a built site

Each file is opened twice: as it is, and with the fields and the draft of a form put into it, as if somebody had
written that document around them. As it is, it is read or refused in words. With the draft in it, its answers are
those that were saved, or it is refused in words. Anything else is an error, and the command ends with 1. No file is
changed.
"""

import re
import sys
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path
from zipfile import BadZipFile

from calculator.builder.load import load_rulebook
from calculator.model import InvalidInput
from forms.builder.form_data import word_templates
from forms.builder.load import load_example, load_form
from forms.document import fill
from forms.opening import open_file
from forms.saved import Opened
from tests.forms.reading import DOCUMENT, DRAFT, packed, parts
from tests.forms.samples import WORKING
from tests.page_python import PagePython

ENDINGS = {".docx", ".docm", ".dotx", ".dotm"}
SITE = Path(__file__).parents[2] / "site"
FORM = "agency-report-lincolnshire"
UNCHANGED = "Nothing on this page was changed."
READ, REFUSED, ERROR = "read", "refused in words", "error"
BODY = re.compile(rb"<w:body(?: [^>]*)?>")
CONTENTS = re.compile(rb"<w:body>(.*?)(?:<w:sectPr.*)?</w:body>", re.DOTALL)

type Reader = Callable[[bytes], Opened]


def outcome(read: Reader, content: bytes, answers: object = None) -> tuple[str, str]:
    """Return what came of a file, and what was said of it; where `answers` are given, it must hold these."""
    try:
        opened = read(content)
    except InvalidInput as refused:
        said = " ".join(each.message for each in refused.errors)
        return (REFUSED if said.endswith(UNCHANGED) else ERROR), said.removesuffix(UNCHANGED).strip()
    except AssertionError as stopped:  # the page's Python answers with its traceback
        return ERROR, str(stopped).strip().splitlines()[-1]
    if answers is not None and opened.answers() != answers:
        return ERROR, "other answers than were saved"
    return READ, "with its answers"


def with_draft(content: bytes, document: bytes) -> bytes | None:
    """Return a file with the fields and the draft of a document in it, or None where there is no place for them."""
    try:
        with warnings.catch_warnings(action="ignore"):
            files = parts(content)
            body, ours = BODY.search(files[DOCUMENT]), parts(document)
            fields = CONTENTS.search(ours[DOCUMENT])
            if not body or not fields:
                return None
            files[DOCUMENT] = files[DOCUMENT][: body.end()] + fields[1] + files[DOCUMENT][body.end() :]
            return packed({**files, "customXml/item99.xml": ours[DRAFT]})
    except (BadZipFile, KeyError, RuntimeError, NotImplementedError, zipfile.LargeZipFile):
        return None


def word_files(folder: Path) -> list[Path]:
    """Return the Word files of a folder and of those in it."""
    return sorted(path for path in folder.rglob("*") if path.suffix.lower() in ENDINGS and path.is_file())


def outcomes(read: Reader, folder: Path, document: bytes, answers: object) -> Iterator[tuple[str, str, str, str]]:
    """Yield how each file was opened, its name, what came of it and what was said."""
    for path in word_files(folder):
        content, name = path.read_bytes(), path.relative_to(folder).as_posix()
        yield ("as it is", name, *outcome(read, content))
        drafted = with_draft(content, document)
        if drafted:
            yield ("with a draft in it", name, *outcome(read, drafted, answers))


def main() -> None:
    """Open the files, and print a line for each error and a table of the rest."""
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_dir():
        sys.exit("Say in which folder the Word files are: python3 build.py word-files FOLDER")
    form = load_form(FORM, load_rulebook())
    templates, example = word_templates(form), load_example(form)
    document = fill(form, templates[""], example, WORKING)
    counts: Counter[tuple[str, str]] = Counter()
    said: Counter[str] = Counter()
    with PagePython(SITE) as page:

        def read(content: bytes) -> Opened:
            opened: Opened = page.run(open_file, form, content, list(templates.values()))
            return opened

        for how, name, what, says in outcomes(read, Path(sys.argv[1]), document, dict(example.answers)):
            counts[how, what] += 1
            said[f"{how}, {what}: {says}"] += 1
            if what == ERROR:
                sys.stdout.write(f"{name}, {how}: {says}\n")
    sys.stdout.writelines(f"{number:5}  {what}\n" for what, number in said.most_common())
    for of in ("as it is", "with a draft in it"):
        numbers = ", ".join(f"{counts[of, what]} {what}" for what in (READ, REFUSED, ERROR))
        sys.stdout.write(f"{sum(counts[of, what] for what in (READ, REFUSED, ERROR))} files {of}: {numbers}\n")
    sys.exit(1 if any(what == ERROR for _, what in counts) else 0)


if __name__ == "__main__":
    main()

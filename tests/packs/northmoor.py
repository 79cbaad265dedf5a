"""The made-up partnership's own folder, complete with the Word template that only the test can make."""

import io
import shutil
from pathlib import Path

import docx

from calculator.builder.load import load_rulebook
from forms.builder.load import load_form
from forms.builder.word_template import word_template

FOLDER = Path(__file__).with_name("northmoor")
FORM = "safety-plan"
TEMPLATE_SAYS = "Northmoor: kept at the Old Mill"


def northmoor(where: Path) -> Path:
    """Return a copy of the folder in `where`, with a Word template of its own for one form."""
    pack = where / "northmoor"
    shutil.copytree(FOLDER, pack)
    document = docx.Document(io.BytesIO(word_template(load_form(FORM, load_rulebook()))))
    document.paragraphs[0].insert_paragraph_before(TEMPLATE_SAYS)
    (pack / "word").mkdir()
    document.save(str(pack / "word" / f"{FORM}.docx"))
    return pack

"""Makes the default Word template of a form from its definition, with tags as a partnership's own would have them.

Build time only. A4, en-GB, real heading styles, header rows that repeat, page numbers; no tables for layout.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from io import BytesIO
from typing import Any

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph

from forms.kinds import KINDS
from forms.model import Field, FormDefinition, Section
from forms.part import Part

FONT, GREY = "Arial", "8D9D9E"
INK, SOFT, ACCENT = RGBColor(0x1B, 0x29, 0x2B), RGBColor(0x46, 0x56, 0x59), RGBColor(0x17, 0x59, 0x5C)
LANDSCAPE_FROM = 6  # columns
OWN_STYLES = ("Question", "Part", "Hint", "Answer", "Cell", "Cell heading", "Signature line", "After table")
KEPT_STYLES = (
    "Normal", "Title", "Heading 1", "Heading 2", "Header", "Footer", "Default Paragraph Font", "Normal Table",
    "No List", "Table Grid", "Placeholder Text", *OWN_STYLES,
)  # fmt: skip
MORE = "{}: use another copy of these pages for each further one."


def word_template(form: FormDefinition) -> bytes:
    """Return the form as a .docx file with tags."""
    widest = max((len(each.parts) for _, each in form.fields() if each.repeats), default=0)
    document = new_document(form.title, landscape=widest >= LANDSCAPE_FROM)
    document.add_paragraph(form.title, style="Title")
    for section in form.sections:
        _section(document, section)
    return saved(document)


def saved(document: Document) -> bytes:
    """Return the bytes of a document made here."""
    file = BytesIO()
    document.save(file)
    return file.getvalue()


# --- Parts of a form ------------------------------------------------------------------------------------


def _section(document: Document, section: Section) -> None:
    with _only_if(f"has({section.id})", document):
        document.add_paragraph(section.title, style="Heading 1")
        if section.intro:
            _hint(document, section.intro)
    if not section.each:
        for each in section.fields:
            _field(document, each, section.id)
        return
    document.add_paragraph(f"{{%p for child in {section.id} %}}")
    with _only_if("has(child)", document):
        document.add_paragraph(f"{section.each} {{{{ loop.index }}}}", style="Heading 2")
        _hint(document, MORE.format(section.each))
    for each in section.fields:
        _field(document, each, "child")
    document.add_paragraph("{%p endfor %}")


def _field(document: Document, each: Field, holder: str) -> None:
    tag = f"{holder}.{each.id}"
    with _only_if(f"has({tag})", document):
        document.add_paragraph(each.label, style="Question")
        hints = [text for text in (each.help, " ".join(each.prompts)) if text]
        if hint := KINDS[each.kind].hint(each):
            document.add_paragraph(hint, style="Hint")
        if hints:
            _hint(document, " ".join(hints))
        if each.repeats:
            _rows(document, each.label, each.parts, tag)
            return
        for part in each.parts:
            _part(document, part, f"{tag}.{part.id}" if part.id else tag)
        if KINDS[each.kind].signed:
            document.add_paragraph("Signature", style="Part")
            document.add_paragraph(style="Signature line")


def _part(document: Document, part: Part, tag: str) -> None:
    with _only_if(f"has({tag})", document):
        if part.id and part.id != "answer":
            document.add_paragraph(part.label, style="Part")
        document.add_paragraph(f"{{{{ {tag} }}}}", style="Answer")


def _hint(document: Document, text: str) -> None:
    with _only_if("form.blank", document):
        document.add_paragraph(text, style="Hint")


def _rows(document: Document, label: str, parts: Sequence[Part], tag: str) -> None:
    cells = [f"{{{{ row.{part.id} }}}}" for part in parts]
    table_of_rows(document, label, [(part.label, _weight(part)) for part in parts], f"row in {tag}", cells)


def _weight(part: Part) -> int:
    return 3 if KINDS[part.kind].of_box.prose else 2


def table_of_rows(
    document: Document, label: str, columns: Sequence[tuple[str, int]], loop: str, cells: Sequence[str]
) -> None:
    """Add a table with a repeating header row, and below it one row for each turn of a loop.

    `columns` are headings, each with its share of the width.
    """
    table = document.add_table(rows=4, cols=len(columns), style="Table Grid")
    table.autofit = False
    _describe(table, label)
    header, begin, row, end = table.rows
    begin.cells[0].text = f"{{%tr for {loop} %}}"
    end.cells[0].text = "{%tr endfor %}"
    # Rows may break over a page: LibreOffice 7.4 loses some that may not where the header row is repeated.
    header._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    page = document.sections[0]
    width = (page.page_width or 0) - (page.left_margin or 0) - (page.right_margin or 0)
    whole = sum(weight for _, weight in columns)
    for at, (heading, weight) in enumerate(columns):
        table.columns[at].width = width * weight // whole
        for each in table.rows:
            each.cells[at].width = width * weight // whole
        _cell(header.cells[at], heading, "Cell heading")
        header.cells[at]._tc.get_or_add_tcPr().append(
            parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="E2EFED"/>')
        )
        _cell(row.cells[at], cells[at], "Cell")
    document.add_paragraph(style="After table")


def _cell(cell: Any, text: str, style: str) -> None:
    cell.paragraphs[0].style = style
    cell.paragraphs[0].add_run(text)


def _describe(table: Table, label: str) -> None:
    """Name a table for readers who cannot see it, and say that its first row is a header."""
    properties = table._tbl.tblPr
    look = properties.find(qn("w:tblLook"))
    if look is not None:
        properties.remove(look)
    properties.append(
        parse_xml(f'<w:tblLook {nsdecls("w")} w:val="0020" w:firstRow="1" w:noHBand="1" w:noVBand="1"/>')
    )
    caption = OxmlElement("w:tblCaption")
    caption.set(qn("w:val"), label)
    properties.append(caption)


@contextmanager
def _only_if(condition: str, document: Document) -> Iterator[None]:
    """Put what is added meanwhile under a condition."""
    document.add_paragraph(f"{{%p if {condition} %}}")
    yield
    document.add_paragraph("{%p endif %}")


# --- The page and its styles ----------------------------------------------------------------------------


def new_document(title: str, *, landscape: bool = False) -> Document:
    """Return an empty A4 document in the site's look, with a marking above and page numbers below."""
    document = docx.Document(BytesIO(_empty()))
    _page(document, landscape=landscape)
    section = document.sections[0]
    marking = section.header.paragraphs[0]
    marking.style, marking.alignment = document.styles["Header"], WD_ALIGN_PARAGRAPH.CENTER
    marking.add_run("{{ form.marking }}").bold = True
    foot = section.footer.paragraphs[0]
    foot.style = document.styles["Footer"]
    foot.add_run(f"{title}. Page ")
    _number(foot, "PAGE")
    foot.add_run(" of ")
    _number(foot, "NUMPAGES")
    return document


@cache
def _empty() -> bytes:
    """Return a document with nothing but its styles: python-docx looks through all of them at each paragraph."""
    document = docx.Document()
    _styles(document)
    _drop_unused_styles(document)
    return saved(document)


def _drop_unused_styles(document: Document) -> None:
    """Drop what python-docx brings along: some hundred styles of tables and lists that weigh more than the rest.

    Its second list of them, for versions of Word before 2013, goes too: the two must not differ.
    """
    relations = document.part.rels
    relations.pop(next(name for name, each in relations.items() if each.reltype.endswith("/stylesWithEffects")))
    kept = {document.styles[name].style_id for name in KEPT_STYLES}
    for style in list(document.styles.element.findall(qn("w:style"))):
        if style.get(qn("w:styleId")) not in kept:
            document.styles.element.remove(style)
    for link in list(document.styles.element.iter(qn("w:link"))):
        link.getparent().remove(link)


def _page(document: Document, *, landscape: bool) -> None:
    page = document.sections[0]
    page.page_width, page.page_height = (Mm(297), Mm(210)) if landscape else (Mm(210), Mm(297))
    page.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    page.left_margin = page.right_margin = Mm(20)
    page.top_margin, page.bottom_margin = Mm(20), Mm(18)
    page.header_distance = page.footer_distance = Mm(9)


def _number(paragraph: Paragraph, instruction: str) -> None:
    field = parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="{instruction}"><w:r><w:t>1</w:t></w:r></w:fldSimple>')
    paragraph._p.append(field)


def _styles(document: Document) -> None:
    styles = document.styles
    defaults = styles.element.find(qn("w:docDefaults"))
    for language in defaults.iter(qn("w:lang")):
        for key, value in (("w:val", "en-GB"), ("w:eastAsia", "en-GB")):
            language.set(qn(key), value)
    _look(styles["Normal"], size=11, after=6)
    _look(styles["Title"], size=20, colour=ACCENT, bold=True, after=10)
    _look(styles["Heading 1"], size=15, colour=ACCENT, bold=True, before=18, after=6)
    _look(styles["Heading 2"], size=13, colour=INK, bold=True, before=14, after=4)
    for name in ("Header", "Footer"):
        _look(styles[name], size=9, colour=SOFT)
    for name in OWN_STYLES:
        styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH).base_style = styles["Normal"]
    _look(styles["Question"], size=11, bold=True, before=10, after=2, keep=True)
    _look(styles["Part"], size=10, colour=SOFT, before=4, after=2, keep=True)
    _look(styles["Hint"], size=10, colour=SOFT, after=4, keep=True)
    _look(styles["Answer"], size=11)
    _box(styles["Answer"])
    _look(styles["Cell"], size=10, before=2, after=2)
    _look(styles["Cell heading"], size=10, bold=True, before=2, after=2)
    for line in styles["Table Grid"].element.iter(qn("w:tblBorders")):
        for side in line:
            side.set(qn("w:color"), GREY)
    _look(styles["Signature line"], size=20, after=8)
    _box(styles["Signature line"], sides=("bottom",))
    _look(styles["After table"], size=4)
    empty = styles.add_style("Placeholder Text", WD_STYLE_TYPE.CHARACTER)
    empty.font.color.rgb, empty.font.italic = SOFT, True


def _look(
    style: Any,
    *,
    size: float,
    colour: RGBColor = INK,
    bold: bool = False,
    before: float = 0,
    after: float = 0,
    keep: bool = False,
) -> None:
    style.font.name, style.font.size, style.font.bold, style.font.color.rgb = FONT, Pt(size), bold, colour
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{kind}"), None)
    fonts.set(qn("w:cs"), FONT)
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)
    style.paragraph_format.keep_with_next = keep or style.name.startswith("Heading")
    border = style.element.get_or_add_pPr().find(qn("w:pBdr"))
    if border is not None:
        style.element.pPr.remove(border)


def _box(style: Any, sides: Sequence[str] = ("top", "left", "bottom", "right")) -> None:
    """Draw a thin line round a style's paragraphs; those that follow each other share it."""
    lines = "".join(f'<w:{side} w:val="single" w:sz="4" w:space="4" w:color="{GREY}"/>' for side in sides)
    borders = parse_xml(f"<w:pBdr {nsdecls('w')}>{lines}</w:pBdr>")
    properties = style.element.get_or_add_pPr()
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:outlineLvl"
    )
    if len(sides) > 1:
        style.paragraph_format.left_indent = style.paragraph_format.right_indent = Mm(2)

"""Makes a Word template with tags (docxtpl's syntax) ready for the browser. Build time only.

A tag names a field as the draft does: `{{ about.conference_date }}`. Lists and children are loops, in a row or a
paragraph of their own: `{%tr for row in plan.needs %}`, `{%p for child in children %}`. `{%p if has(plan.needs) %}`
leaves out what a copy to send does not have. `form.title`, `form.made`, `form.version`, `form.marking`, `form.draft`
and `form.blank` tell of the document itself. A template with no place for the marking gets one on every page.
"""

import re
import zipfile
from collections.abc import Iterator, Mapping
from functools import partial
from io import BytesIO
from itertools import chain

import jinja2
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2 import nodes
from lxml import etree

from calculator.extra.user_error import UserError
from forms.archive import LARGEST_PART, MOST_PARTS, UNPACKING
from forms.builder.marking import with_marking
from forms.document import DOCUMENT, DRAFT, PROPERTIES, WordTemplate, word_environment
from forms.draft import generic, paths
from forms.model import FormDefinition

TYPES, RELATIONS, ROOT_RELATIONS = "[Content_Types].xml", "word/_rels/document.xml.rels", "_rels/.rels"
STYLES = "word/styles.xml"
TAGGED = re.compile(r"word/(document|(header|footer)\d*)\.xml")
# What tells of the machine or the person that a template was made on, or could not be in a document of ours.
DROPPED = re.compile(
    r"docProps/.*|customXml/.*|word/_rels/settings\.xml\.rels|.*thumbnail\..*|word/(stylesWithEffects|webSettings)\.xml"
)
OF_DOCUMENT = {"title", "made", "version", "marking", "draft", "carries", "blank"}
_HYPERLINK = "/hyperlink"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPE_PREFIX = "application/vnd.openxmlformats-"

# Only a copy that can be opened again has the draft part: a relation to a part that is not there would be an error.
_DRAFT_RELATION = (
    f'{{% if form.draft %}}<Relationship Id="rIdDraft" Type="{_OFFICE}/customXml" Target="../{DRAFT}"/>{{% endif %}}'
)
_DRAFT_TYPE = (
    '{% if form.draft %}<Override PartName="/customXml/itemProps1.xml" '
    f'ContentType="{_TYPE_PREFIX}officedocument.customXmlProperties+xml"/>{{% endif %}}'
)
_PROPERTIES_TYPE = f'<Override PartName="/{PROPERTIES}" ContentType="{_TYPE_PREFIX}package.core-properties+xml"/>'
_ROOT = (
    f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="{DOCUMENT}"/>'
    f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="{PROPERTIES}"/>'
    "</Relationships>"
)


def compile_template(name: str, content: bytes, title: str) -> WordTemplate:
    """Return a Word template as Jinja2 source and files.

    Args:
        name: what messages call the template: its file name.
        content: the bytes of a .docx file.
        title: the title that its documents have.

    Raises:
        UserError: when it is not a Word document, is far too large, holds macros, declares a document type or loads
            something from another place.

    """
    files = _read(name, content)
    tagged = {each: files.pop(each).decode() for each in list(files) if TAGGED.fullmatch(each)}
    for needed in (DOCUMENT, TYPES, RELATIONS, ROOT_RELATIONS):
        if needed not in tagged and needed not in files:
            raise UserError(f"{name}: this is not a whole Word document (.docx): it has no {needed}.")
    _refuse_what_is_elsewhere(name, files)
    patch = partial(DocxTemplate.patch_xml, None)
    parts = {each: patch(text) for each, text in with_marking(tagged, files).items()}
    parts[DOCUMENT] = _saying_what_it_carries(_with_controls(parts[DOCUMENT]))
    parts[TYPES] = _types(files.pop(TYPES), set(files) | set(parts))
    parts[RELATIONS] = _relations(files.pop(RELATIONS), set(files) | set(parts))
    parts[ROOT_RELATIONS] = _ROOT
    files.pop(ROOT_RELATIONS)
    if STYLES in files:
        files[STYLES] = _with_look_of_no_answer(files[STYLES])
    if "word/settings.xml" in files:
        files["word/settings.xml"] = _without(files["word/settings.xml"], "attachedTemplate", "rsids", "docVars")
    for part, source in parts.items():
        try:
            word_environment().parse(source)
        except (jinja2.TemplateSyntaxError, RecursionError) as error:
            raise UserError(f"{name}: {part}: a tag cannot be read: {error}.") from error
    return WordTemplate(title=title, parts=parts, files=files)


def check_tags(name: str, template: WordTemplate, form: FormDefinition) -> None:
    """Raise `UserError` naming every tag that the form has no field for, and every field without a tag."""
    known = set(paths(form))
    tagged = [source for part, source in template.parts.items() if TAGGED.fullmatch(part)]
    used = set(chain.from_iterable(tags(source) for source in tagged))
    tested = set(chain.from_iterable(tags(source, tested=True) for source in tagged))
    holders = {known_path.rsplit(".", at)[0] for known_path in known for at in range(1, known_path.count(".") + 1)}
    own = {f"form.{each}" for each in OF_DOCUMENT}
    unknown = sorted((used | tested) - known - holders - {f"{each}.*" for each in holders} - own)
    missing = sorted(known - used)
    problems = []
    if unknown:
        problems.append(f"tags that the form has no field for: {', '.join(unknown)}")
    if missing:
        problems.append(f"fields of the form that have no tag: {', '.join(missing)}")
    if problems:
        raise UserError(
            f"{name}: {'; '.join(problems)}. Mend the Word template or forms/definitions/{form.id}.toml."
        )


def tags(source: str, *, tested: bool = False) -> Iterator[str]:
    """Yield every path that a part's tags show, with a star for each loop: "plan.needs.*.action".

    With `tested`, those that it only asks about: `{%p if has(plan.needs) %}`.
    """
    yield from _paths_in(word_environment().parse(source), {}, tested=tested)


def _paths_in(node: nodes.Node, scope: Mapping[str, str], *, tested: bool, within: bool = False) -> Iterator[str]:
    if isinstance(node, nodes.For) and isinstance(node.target, nodes.Name):
        yield from _paths_in(node.iter, scope, tested=tested)
        path = _path(node.iter, scope)
        inner = {**scope, node.target.name: f"{path}.*" if path else ""}  # "": our own, over an answer's lines
        for each in node.body:
            yield from _paths_in(each, inner, tested=tested)
        return
    path = _path(node, scope)
    if path:
        if tested == within:
            yield generic(path)
        return
    called = node.node if isinstance(node, nodes.Call) else None
    within = within or (isinstance(called, nodes.Name) and called.name == "has")
    for each in node.iter_child_nodes():
        yield from _paths_in(each, scope, tested=tested, within=within)


def _path(node: nodes.Node, scope: Mapping[str, str]) -> str | None:
    """Return the path that a name leads to; "" for what belongs to no form, None for what is not a name."""
    if isinstance(node, nodes.Name):
        return scope.get(
            node.name, "" if node.name in {"loop", "lines", "inline", "control", "caller", "has"} else node.name
        )
    if isinstance(node, nodes.Getattr):
        head = _path(node.node, scope)
        return head and f"{head}.{node.attr}"
    return None


# --- Content controls: around what a tag shows, so that it can be read back -------------------------------------

_PARAGRAPH = re.compile(r"<w:p(?: [^>]*)?>(?:(?!</?w:p[ >]).)*</w:p>", re.DOTALL)
_RUN = re.compile(r"<w:r(?: [^>]*)?>((?:(?!</w:r>).)*)</w:r>", re.DOTALL)
_TEXT = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>")
_TAG = re.compile(r"\{\{\s*([A-Za-z_]\w*(?:\.\w+)*)\s*\}\}")


def _with_controls(document: str) -> str:
    return _PARAGRAPH.sub(lambda match: _paragraph(match[0]), document)


def _paragraph(xml: str) -> str:
    """Return a paragraph with its answers in controls; one that is nothing but an answer, once for each line."""
    names = [name for name in _TAG.findall(xml) if name.partition(".")[0] not in {"form", "loop"}]
    if not names:
        return xml
    said = "".join(_TEXT.findall(xml)).strip()
    if len(names) == 1 and _TAG.fullmatch(said) and "{%" not in xml:
        return (
            f"{{% for line in lines({names[0]}) %}}{_RUN.sub(lambda match: _lone_run(match[0]), xml)}{{% endfor %}}"
        )
    return _RUN.sub(lambda match: _mixed_run(match[0]), xml)


_BODY = re.compile(r"<w:body(?: [^>]*)?>")
_CARRIES = (
    "{% if form.draft %}<w:p><w:r><w:rPr><w:b/></w:rPr>"
    '<w:t xml:space="preserve">{{ form.carries }}</w:t></w:r></w:p>{% endif %}'
)


def _saying_what_it_carries(document: str) -> str:
    """Return a document whose first line says so where the answers travel in it a second time."""
    return _BODY.sub(lambda match: match[0] + _CARRIES, document, count=1)


def _lone_run(run: str) -> str:
    if not _TAG.search(run):
        return run
    return f"{{% call control(line) %}}{_styled(_TAG.sub('{{ line }}', run))}{{% endcall %}}"


_RUN_PARTS = re.compile(r"(<w:r(?: [^>]*)?>)(<w:rPr>.*?</w:rPr>|<w:rPr/>)?(.*)</w:r>", re.DOTALL)


def _mixed_run(run: str) -> str:
    """Return a run as several: each answer in a control, and what is around it, tabs and line ends too."""
    whole = _RUN_PARTS.fullmatch(run)
    if not whole or not _TAG.search(run):
        return run
    start = f"{whole[1]}{whole[2] or ''}"
    made = []
    for at, piece in enumerate(_TEXT.split(whole[3])):  # every second piece is a text
        if at % 2:
            made += [_text_run(start, *each) for each in enumerate(_TAG.split(piece)) if each[1]]
        elif piece:
            made.append(f"{start}{piece}</w:r>")
    return "".join(made)


def _text_run(start: str, at: int, piece: str) -> str:
    """Return the run of a piece of text, which is every second time the name in a tag."""
    if at % 2 and piece.partition(".")[0] not in {"form", "loop"}:
        run = _styled(f'{start}<w:t xml:space="preserve">{{{{ line }}}}</w:t></w:r>')
        return f"{{% for line in inline({piece}) %}}{{% call control(line) %}}{run}{{% endcall %}}{{% endfor %}}"
    text = f"{{{{ {piece} }}}}" if at % 2 else piece
    return f'{start}<w:t xml:space="preserve">{text}</w:t></w:r>'


def _styled(run: str) -> str:
    if "<w:rPr>" in run:
        return run if "<w:rStyle" in run else run.replace("<w:rPr>", "<w:rPr>{{ line.style }}", 1)
    return re.sub(r"(<w:r(?: [^>]*)?>)", r"\1<w:rPr>{{ line.style }}</w:rPr>", run.replace("<w:rPr/>", ""), count=1)


# --- The archive ----------------------------------------------------------------------------------------


def _read(name: str, content: bytes) -> dict[str, bytes]:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            if (
                len(archive.infolist()) > MOST_PARTS
                or sum(each.file_size for each in archive.infolist()) > LARGEST_PART
            ):
                raise UserError(f"{name}: unpacked, it would be far too large for a Word document.")
            files = {each: archive.read(each) for each in archive.namelist() if not each.endswith("/")}
    except UNPACKING as error:
        raise UserError(f"{name}: this is not a Word document (.docx).") from error
    for part in (each for each in files if each.endswith((".xml", ".rels"))):
        _refuse_what_is_no_part(f"{name}: {part}", files[part])
    macros = [each for each in files if each.endswith("vbaProject.bin")]
    if macros:
        raise UserError(f"{name}: it holds macros; save it as a Word document without them (.docx).")
    return {each: content for each, content in files.items() if not DROPPED.fullmatch(each)}


def _refuse_what_is_no_part(where: str, content: bytes) -> None:
    """Raise `UserError` for what is not XML in UTF-8, or declares a document type, which could bring anything in."""
    try:
        content.decode()
        root = etree.fromstring(content, etree.XMLParser(resolve_entities=False))
    except (etree.XMLSyntaxError, ValueError) as error:
        raise UserError(f"{where}: this part cannot be read: {error}.") from error
    if root.getroottree().docinfo.doctype:
        raise UserError(f"{where}: it declares a document type, which no Word document does.")


def _xml(root: etree._Element) -> str:
    text: str = etree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n{text}'


def _types(content: bytes, names: set[str]) -> str:
    root = etree.fromstring(content)
    for each in list(root):
        part = each.get("PartName")
        if part and part.lstrip("/") not in names:
            root.remove(each)
    return _xml(root).replace("</Types>", f"{_PROPERTIES_TYPE}{_DRAFT_TYPE}</Types>")


def _relations(content: bytes, names: set[str]) -> str:
    """Return the document's relations without those to what was dropped or was never there."""
    root = etree.fromstring(content)
    for each in list(root):
        if each.get("TargetMode") != "External" and _part(str(each.get("Target"))) not in names:
            root.remove(each)
    return _xml(root).replace("</Relationships>", f"{_DRAFT_RELATION}</Relationships>")


def _refuse_what_is_elsewhere(name: str, files: Mapping[str, bytes]) -> None:
    """Raise `UserError` where any part loads something from another place; a link that is only offered may stay."""
    for part in (each for each in files if each.endswith(".rels")):
        for each in etree.fromstring(files[part]):
            if each.get("TargetMode") == "External" and not str(each.get("Type")).endswith(_HYPERLINK):
                where = each.get("Target")
                raise UserError(f"{name}: it loads {where} from another place; put it into the file itself.")


def _part(target: str) -> str:
    """Return the name in the archive of what a relation of the document leads to."""
    if target.startswith("/"):
        return target[1:]
    return target[3:] if target.startswith("../") else f"word/{target}"


def _with_look_of_no_answer(content: bytes) -> bytes:
    """Add Word's own style of what is still to be written, by which an empty answer is known, where it lacks."""
    root = etree.fromstring(content)
    if all(each.get(qn("w:styleId")) != "PlaceholderText" for each in root.iter(qn("w:style"))):
        style = etree.SubElement(
            root, qn("w:style"), {qn("w:type"): "character", qn("w:styleId"): "PlaceholderText"}
        )
        etree.SubElement(style, qn("w:name"), {qn("w:val"): "Placeholder Text"})
        look = etree.SubElement(style, qn("w:rPr"))
        etree.SubElement(look, qn("w:i"))
        etree.SubElement(look, qn("w:color"), {qn("w:val"): "666666"})
    return _xml(root).encode()


def _without(content: bytes, *names: str) -> bytes:
    root = etree.fromstring(content)
    for each in list(root.iterchildren("*")):
        if etree.QName(each).localname in names:
            root.remove(each)
    return _xml(root).encode()

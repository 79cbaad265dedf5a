"""Leaves in a text what holds for one area: what its own documents and the national ones say, and nothing else.

The written pages compare areas. In the guide of one area a sentence about others only has no place, nor has one
that rests on their documents alone. A sentence is known by the names in it, and by its source mark: the next one
in its paragraph or list, unless that one follows a sentence which names its areas itself; “National guidance”
at the start of a sentence is such a name. A list belongs to the paragraph before it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from itertools import pairwise
from typing import cast

from calculator.builder.places import NATIONAL

CONTROL = re.compile(r"\{[%#](?:(?![%#]\}).)*[%#]\}")
EXPRESSION = re.compile(r"\{\{(?:(?!\}\}).)*\}\}")
CITE = re.compile(r"\{\{\s*cite\(([^)]*)\)\s*\}\}")
QUOTED = re.compile(r'"([^"]*)"')
# What is one piece however many full stops it holds: expressions, addresses of links, tags, words set as code.
WHOLE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\]\([^)]*\)|<[^>]+>|`[^`]*`")
SENTENCE = re.compile(r".+?(?:[.!?:;][”’\")*_]*(?:\0\d+\0)*(?=\s|$)|$)", re.DOTALL)
LEAD = re.compile(r'^(\s*(?:[-*+]|\d+\.)\s+|<p class="lead">|\| ?)(.*?)(</p>)?$')
NATIONALLY = re.compile(r"^\W*(?:In national|National) guidance\b")
FENCE = re.compile(r"^/// (\w+) \| (.+)$")
HEADING = re.compile(r"^(#+) (.+)$")
ITEM = re.compile(r"^\s*(?:[-*+]|\d+\.)\s")
LINK = re.compile(r"\[([^\]]+)\]\(([^)#\s]+\.md)(#[^)]*)?\)")
EXPLAINING = {"lead", "note", "intro", "help", "hint", "prompts", "example"}


@dataclass(slots=True)
class _Sentence:
    """A sentence with the space before it; `holds` is None until something decides."""

    text: str
    names: frozenset[str]
    cited: frozenset[str]
    needed: frozenset[str]
    holds: bool | None = None


@dataclass(frozen=True)
class OneArea:
    """Reads texts for one area.

    `own` is its id; `areas` are the names of all areas by id; `owners` is whose each source is, by the source's id;
    `unused` are ids of forms and tools that the area has no use for.
    """

    own: str
    areas: Mapping[str, str]
    owners: Mapping[str, str]
    unused: frozenset[str]
    _names: re.Pattern[str] = field(init=False)

    def __post_init__(self) -> None:
        names = "|".join(map(re.escape, self.areas.values()))
        object.__setattr__(self, "_names", re.compile(rf"\b(?:{names})\b"))

    # --- A whole page --------------------------------------------------------------------------------

    def page(self, markdown: str) -> str:
        """Return a page's Markdown, not yet filled in, as the area's own guide has it."""
        whole = markdown.splitlines()
        lines = list(self._blocks(whole))
        lines = list(self._sections(lines))
        lines = _without_empty_headings(lines)
        lines = _without_headings_of_notes(lines, whole)
        return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip() + "\n"

    def _sections(self, lines: Iterable[str]) -> Iterator[str]:
        """Leave out the parts whose heading names other areas only, but for the open questions at their end."""
        left_out = 0
        for line in lines:
            if line.startswith("/// open "):
                left_out = 0
            if heading := HEADING.match(line):
                level = len(heading[1])
                if not left_out or level <= left_out:
                    left_out = level if self._of_others(self._named(heading[2])) else 0
            if not left_out:
                yield self._with_own_names(line) if heading else line

    def _blocks(self, lines: list[str], *, is_open: bool = False) -> Iterator[str]:
        """Take a page apart into fenced blocks, paragraphs with the lists that they lead to, and single lines."""
        at = 0
        while at < len(lines):
            line = lines[at]
            if fence := FENCE.match(line):
                end = lines.index("///", at)
                yield from self._fenced(fence[1], fence[2], lines[at + 1 : end])
                at = end + 1
            elif not line.strip() or _stands_alone(line):
                yield line
                at += 1
            else:
                end = _end_of_passage(lines, at)
                yield from self._passage(lines[at:end], is_open=is_open)
                at = end

    def _fenced(self, kind: str, argument: str, lines: list[str]) -> Iterator[str]:
        if kind == "area" and argument not in {self.own, NATIONAL}:
            return
        if kind != "area" and self._of_others(self._named(argument)):
            return
        inner = list(self._blocks(lines, is_open=kind == "open"))
        if any(line.strip() for line in inner):
            yield from (f"/// {kind} | {self._with_own_names(argument)}", *inner, "///")

    def _passage(self, lines: list[str], *, is_open: bool) -> Iterator[str]:
        """Yield what holds of a paragraph and the list or table after it, or of a list alone."""
        if lines[0].startswith("{{") and EXPRESSION.fullmatch(lines[0].strip()) and not CITE.match(lines[0]):
            if not self._needs_others(self._strings(lines[0])):
                yield lines[0]
            lines = lines[1:]
        parts = [self._parted(line) for line in lines]
        table = [line.startswith("|") for line in lines]
        self._judge(parts, [ITEM.match(line) is not None for line in lines], table)
        if is_open:
            self._keep_advice([sentence for part in parts for sentence in part])
        head, rows = _head_and_rows(lines, parts)
        for sentence in head:
            sentence.holds = any(each.holds for each in rows)
        remaining = [(line, part) for line, part in zip(lines, parts, strict=True) if _stays(line, part)]
        filled = [each for each in remaining if each[0].strip()]
        if len(filled) == 1 and len([each for each in lines if each.strip()]) > 1:
            remaining = _without_lead_in(filled[0])
        yield from (self._joined(line, part) for line, part in remaining)

    # --- Sentences -----------------------------------------------------------------------------------

    def said(self, text: str) -> str:
        """Return what holds of a text of its own; nothing where none of it does."""
        part = self._parted(text)
        self._judge([part], [False], [False])
        return self._joined(text, part) if any(sentence.holds for sentence in part) else ""

    def _parted(self, line: str) -> list[_Sentence]:
        """Return a line's sentences; a row of a table is one."""
        match = LEAD.match(line)
        body = match[2] if match else line
        if line.startswith("|"):
            return [self._sentence(body)]
        whole: list[str] = []

        def hide(found: re.Match[str]) -> str:
            whole.append(found[0])
            return f"\0{len(whole) - 1}\0"

        hidden = WHOLE.sub(hide, body)
        shown = (
            re.sub(r"\0(\d+)\0", lambda each: whole[int(each[1])], each[0]) for each in SENTENCE.finditer(hidden)
        )
        return [self._sentence(each) for each in shown]

    def _sentence(self, text: str) -> _Sentence:
        cited = frozenset(each for cite in CITE.finditer(text) for each in QUOTED.findall(cite[1]))
        bare = CITE.sub("", text)
        needed = frozenset(self._strings(bare))
        national = frozenset({NATIONAL}) if NATIONALLY.match(bare) else frozenset()
        return _Sentence(text, self._named(bare) | national, cited, needed)

    def _judge(self, parts: list[list[_Sentence]], items: list[bool], rows: list[bool]) -> None:
        for part in parts:
            for sentence in part:
                sentence.holds = self._by_itself(sentence)
        in_order = [sentence for part in parts for sentence in part]
        lead = True
        for part, item, row in zip(parts, items, rows, strict=True):
            before = lead
            for sentence in part:
                if sentence.holds is None:
                    sentence.holds = self._by_next_mark(sentence, in_order, before)
                before = sentence.holds
            if part and not item and not row:
                lead = before

    def _by_itself(self, sentence: _Sentence) -> bool | None:
        if self._needs_others(sentence.needed):
            return False
        if sentence.names:
            return not self._of_others(sentence.names)
        return any(map(self.holds, sentence.cited)) if sentence.cited else None

    def _by_next_mark(self, sentence: _Sentence, in_order: list[_Sentence], before: bool) -> bool:
        at = next(index for index, each in enumerate(in_order) if each is sentence)
        marked = next((each for each in in_order[at + 1 :] if each.cited), None)
        if marked is None or marked.names:
            return before
        return any(map(self.holds, marked.cited))

    def _keep_advice(self, sentences: list[_Sentence]) -> None:
        """Keep what an open question ends with, such as “Ask the chair.”, when anything of the question remains."""
        for sentence in reversed(sentences):
            if sentence.names or sentence.cited or self._needs_others(sentence.needed):
                return
            sentence.holds = any(each.holds for each in sentences)

    def _joined(self, line: str, part: list[_Sentence]) -> str:
        match = LEAD.match(line)
        remaining = "".join(_whole_sentences(part)).strip()
        text = self._with_own_marks(self._with_own_names(remaining)).strip()
        return f"{match[1]}{text}{match[3] or ''}" if match else text

    def _with_own_names(self, text: str) -> str:
        """Name the area alone where it is in a list of areas."""
        name, own = self._names.pattern, self.areas[self.own]
        row = re.compile(rf"(?:{name})(?:’s?)?(?:(?:, | and | or |, and )(?:{name})(?:’s?)?)+")

        def only_own(match: re.Match[str]) -> str:
            mine = re.search(rf"{re.escape(own)}(?:’s?)?", match[0])
            possessive = re.search(r"’s?$", match[0])
            return match[0] if mine is None else own + (self._possessive(own) if possessive else "")

        return row.sub(only_own, text)

    def _with_own_marks(self, text: str) -> str:
        def own(match: re.Match[str]) -> str:
            ids = filter(self.holds, QUOTED.findall(match[1]))
            remaining = ", ".join(f'"{each}"' for each in ids)
            return f"{{{{ cite({remaining}) }}}}" if remaining else ""

        return CITE.sub(own, text)

    @staticmethod
    def _possessive(name: str) -> str:
        return "’" if name.endswith("s") else "’s"

    def rewritten[T](self, value: T) -> T:
        """Return data, for instance a form, with its explaining texts and its sources as they hold for the area."""
        if isinstance(value, tuple):
            return cast("T", tuple(self.rewritten(each) for each in value if not self._is_for_others(each)))
        if not is_dataclass(value) or isinstance(value, type):
            return value
        values: dict[str, object] = {each.name: self.rewritten(getattr(value, each.name)) for each in fields(value)}
        for name in EXPLAINING & values.keys():
            text = values[name]
            said = (
                tuple(filter(None, map(self.said, text))) if isinstance(text, tuple) else self.said(str(text or ""))
            )
            values[name] = said or (() if isinstance(text, tuple) else None)
        if "sources" in values:
            values["sources"] = tuple(filter(self.holds, cast("tuple[str, ...]", values["sources"])))
        return replace(value, **values)

    def _is_for_others(self, value: object) -> bool:
        """Whether a part of a form, a question or an option names other areas only."""
        head = value if isinstance(value, str) else getattr(value, "label", None) or getattr(value, "title", None)
        return isinstance(head, str) and self._of_others(self._named(head))

    # --- Whose is it? --------------------------------------------------------------------------------

    def _named(self, text: str) -> frozenset[str]:
        by_name = {name: area for area, name in self.areas.items()}
        return frozenset(by_name[name] for name in self._names.findall(text))

    def _of_others(self, names: frozenset[str]) -> bool:
        """Whether areas are named, and the own one is not."""
        areas = names - {NATIONAL}
        return bool(areas) and self.own not in areas

    def _strings(self, text: str) -> list[str]:
        """Return the strings in the expressions of a text: ids of statements, areas and forms among them."""
        return [each for found in EXPRESSION.findall(text) for each in QUOTED.findall(found)]

    def _needs_others(self, strings: Iterable[str]) -> bool:
        return any(self._is_of_others(each) for each in strings)

    def _is_of_others(self, each: str) -> bool:
        return each in self.unused or self._area(each) not in {None, self.own, NATIONAL}

    def _area(self, each: str) -> str | None:
        """Return whose a source or an area's id is; None for any other text."""
        return each if each in self.areas else self.owners.get(each)

    def holds(self, source: str) -> bool:
        """Whether a source, by its id, is the area's own or a national one."""
        return self._area(source) in {self.own, NATIONAL}


def says_something(markdown: str) -> bool:
    """Whether a page cites a source or shows a rule; what only leads on to others does not count."""
    return any(each in markdown for each in ("cite(", "timings(", "diagram(", "duties("))


def without_pages(markdown: str, gone: Callable[[str], bool]) -> str:
    """Return a page's Markdown with links to `gone` pages as plain words; items that were only links go too."""
    lines = []
    for line in markdown.splitlines():
        without = LINK.sub(lambda link: link[1] if gone(link[2]) else link[0], line)
        only_links = ITEM.match(line) and LINK.search(line) and not LINK.search(without)
        if not (only_links and without != line):
            lines.append(without)
    return "\n".join(_without_empty_headings(lines)) + "\n"


def _end_of_passage(lines: list[str], at: int) -> int:
    """Return where a paragraph ends; it takes along the list after it."""
    end = at
    while end < len(lines) and lines[end].strip() and not _stands_alone(lines[end]):
        end += 1
    is_list = ITEM.match(lines[at]) is not None
    if not is_list and end + 1 < len(lines) and not lines[end].strip() and ITEM.match(lines[end + 1]):
        return _end_of_passage(lines, end + 1)
    return end


def _stays(line: str, part: list[_Sentence]) -> bool:
    return not line.strip() or any(sentence.holds for sentence in part)


def _stands_alone(line: str) -> bool:
    return any((FENCE.match(line), HEADING.match(line), CONTROL.fullmatch(line)))


def _leads_on(line: str) -> bool:
    return re.sub(r"\{\{.*?\}\}|</?[^>]+>", "", line).rstrip().endswith(":")


def _whole_sentences(part: list[_Sentence]) -> Iterator[str]:
    """Yield what remains; a clause of “…; …” that has lost its neighbour is a sentence."""
    beside = [None, *part, None]
    for last, sentence, following in zip(beside, part, beside[2:], strict=False):
        text = sentence.text
        if last and not last.holds:
            text = re.sub(r"^(\s*)(\w)", lambda first: first[1] + first[2].upper(), text)
        if following and not following.holds:
            text = re.sub(r";((?:\s*\{\{.*?\}\})*)$", r".\1", text)
        if sentence.holds:
            yield text


def _head_and_rows(lines: list[str], parts: list[list[_Sentence]]) -> tuple[list[_Sentence], list[_Sentence]]:
    """Return a table's head, with the line below it, and its rows."""
    rows = [sentence for line, part in zip(lines, parts, strict=True) for sentence in part if line.startswith("|")]
    return rows[:2], rows[2:]


def _without_lead_in(single: tuple[str, list[_Sentence]]) -> list[tuple[str, list[_Sentence]]]:
    """Return a paragraph that has lost its list without the sentence that leads to it."""
    line, part = single
    staying = [sentence for sentence in part if sentence.holds]
    if _leads_on(staying[-1].text):
        staying = staying[:-1]
    return [(line, staying)] if staying else []


def _without_headings_of_notes(lines: list[str], whole: list[str]) -> list[str]:
    """Leave out headings that have lost all but open questions and examples; those stay, as the page's own."""
    meant = {heading for heading, below in _headings(whole) if _is_note(below)}
    lost = {heading for heading, below in _headings(lines) if _is_note(below)} - meant
    return [line for line in lines if line not in lost]


def _headings(lines: list[str]) -> Iterator[tuple[str, str]]:
    """Yield each heading below the page's title with the first line below it."""
    said = [line for line in lines if line.strip()]
    return ((line, below) for line, below in pairwise(said) if line.startswith("##"))


def _is_note(line: str) -> bool:
    return line.startswith(("/// open ", "/// example "))


def _without_empty_headings(lines: list[str]) -> list[str]:
    """Leave out headings with nothing below them; the page's own title stays."""
    remaining: list[str] = []
    for line in reversed(lines):
        heading = HEADING.match(line)
        if heading and len(heading[1]) > 1:
            following = next((each for each in reversed(remaining) if each.strip()), "")
            below = HEADING.match(following)
            if not following or (below and len(below[1]) <= len(heading[1])):
                continue
        remaining.append(line)
    return remaining[::-1]

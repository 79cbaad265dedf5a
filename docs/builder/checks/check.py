"""Checks what is written before it is built: sources, numbers, names and plain English. Part of `build.py check`.

Prints the figures; raises `UserError` with everything that must be corrected.
"""

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from statistics import mean

import markdown
from bs4 import BeautifulSoup, Tag
from mkdocs.config import load_config

from calculator import wording
from calculator.builder.edition import Edition
from calculator.extra.strict import read_toml
from calculator.extra.user_error import UserError
from docs.builder import DOCS
from docs.builder.checks import plain_english, prose
from docs.builder.pages import blocks, rules
from docs.builder.pages.form_pages import form_pages
from docs.builder.pages.library import Library, load_library
from docs.builder.pages.site_pages import made_pages
from docs.builder.pages.written import Written, finish, read_pages
from forms.advice import LONGEST_SENTENCE

PAGES = DOCS
ROOT = PAGES.parent
PROCEDURES = "procedures/"
FAMILY = "family/"
LONGEST_MEAN = 15  # words to a sentence, on families' pages
WORKED_EXAMPLES = "professionals/how-days-are-counted.md"  # its numbers are sums, which the reader can follow
FILLED_IN = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|^---.*?^---", re.DOTALL | re.MULTILINE)
LOADED_FROM_OUTSIDE = re.compile(
    r"""(?:\b(?:src|srcset|poster|data)\s*=\s*["']?|<(?:link|use|image)\b[^>]*?href\s*=\s*["']?|url\(\s*["']?
    |@import\s*(?:url\(\s*)?["']?|\b(?:fetch|import|importScripts|Worker|EventSource|WebSocket)\(\s*["'`])
    (?P<address>(?:https?:|wss?:)?//[^\s"'`)>]+)""",
    re.VERBOSE | re.IGNORECASE,
)
EXAMPLES = re.compile(r"^/// example.*?^///$", re.DOTALL | re.MULTILINE)


@dataclass(frozen=True)
class Rendered:
    """A page as it will be read: its path below docs/ and its HTML."""

    path: str
    soup: BeautifulSoup

    @cached_property
    def sentences(self) -> list[plain_english.Sentence]:
        """Every sentence outside examples."""
        return [each for each in plain_english.sentences(self.soup) if not each.in_example]


def check(edition: Edition) -> None:
    """Check every page of an edition; print the figures; raise `UserError` with all that is wrong."""
    read = load_library(edition)
    config = load_config(str(ROOT / "mkdocs.yml"))
    config.mdx_configs[blocks.__name__] = blocks.block_settings(read.rulebook.areas)
    written = read_pages(read)
    to_html = partial(markdown.markdown, extensions=config.markdown_extensions, extension_configs=config.mdx_configs)
    pages = [*_rendered(read, written, to_html), *_made(read, written, config.nav or [], to_html)]
    problems = [
        *(without_a_page(read, written) if not read.edition.packs else ()),  # a pack's page may leave topics out
        *(each for page in written.values() for each in typed(page, read)),
        *(each for page in pages for each in unsourced(page)),
        *(each for page in pages for each in from_another_host(page.path, str(page.soup))),
        *(each for file in _source_files(read) for each in from_another_host(file.name, file.read_text("utf-8"))),
        *unknown_spans(pages, read),
        *unexplained(pages, read),
        *long_sentences(pages),
        *hard_reading(pages),
        *prose.problems([(page.path, sentence.text) for page, sentence in _sentences(pages)]),
    ]
    sys.stdout.write(_figures(pages, written, read))
    if problems:
        raise UserError("\n".join(problems))


# --- Sources --------------------------------------------------------------------------------------


def without_a_page(read: Library, written: Mapping[str, Written]) -> Iterator[str]:
    """Yield topics that no page has, and timing statements that neither a page nor a rule uses."""
    covered = {topic for page in written.values() for topic in page.meta.get("topics", [])}
    for topic in read.topics.values():
        if topic.id not in covered:
            yield f"topics.toml: {topic.id} ({topic.title}): no page names it under “topics”."
    for page in written.values():
        for topic in page.meta.get("topics", []):
            if topic not in read.topics:
                yield f"{page.path}: topics: “{topic}” is not in docs/topics.toml."
    used = {each for page in written.values() for each in page.citations.cited} | set(rules.by_source(read.rulebook))
    for statement in read.rulebook.statements.values():
        if statement.id not in used and not statement.not_a_rule:
            yield f"sources.toml: {statement.id}: neither a page cites it nor a rule rests on it."


def unsourced(page: Rendered) -> Iterator[str]:
    """Yield paragraphs and lists of the procedures that say something and name no source."""
    if not page.path.startswith(PROCEDURES) or not page.soup.select(".page-sources"):
        return
    for block in page.soup.select("p, li"):
        if not _is_statement(block) or block.select(".mark"):
            continue
        if not _is_covered(block):
            yield f"{page.path}: no source mark: “{' '.join(block.get_text().split())[:80]}…”"


def _is_statement(block: Tag) -> bool:
    if block.get("role") == "heading":  # the name of an area
        return False
    elsewhere = block.find_parent(
        class_=["silent", "open", "example", "page-sources", "page-words", "diagram", "timings"]
    )
    classes = set(block.get("class") or [])
    after_related = block.name == "li" and (heading := block.find_previous("h2")) and heading.get("id") == "related"
    return not elsewhere and not after_related and not classes & {"lead", "use", "gap", "reading", "edition-note"}


def _is_covered(block: Tag) -> bool:
    """Whether a list, or the line that leads into it, has the mark for a block that has none itself."""
    holder = block.find_parent(["ul", "ol"]) if block.name == "li" else block.find_next_sibling()
    if holder is None or holder.name not in {"ul", "ol", "table", "dl", "p"}:
        return False
    if block.name == "p":
        return block.get_text().rstrip().endswith(":") and bool(holder.select(".mark"))
    lead_in = holder.find_previous_sibling()
    return bool(holder.select(".mark")) or (lead_in is not None and bool(lead_in.select(".mark")))


# --- Addresses ------------------------------------------------------------------------------------


def from_another_host(name: str, text: str) -> Iterator[str]:
    """Yield what a page, template, style sheet or script would load from another host; links to follow may stay."""
    for found in LOADED_FROM_OUTSIDE.finditer(text):
        yield (
            f"{name}: “{found['address'][:80]}” would be loaded from another host. Put the file into the guide’s "
            "own folders: nothing may be asked of others while somebody reads."
        )


def _source_files(read: Library) -> Iterator[Path]:
    """Yield what pages are made of, besides what is written: the theme, styles and scripts, also a pack's own."""
    for folder in (
        PAGES,
        ROOT / "browser",
        ROOT / "calculator/templates",
        ROOT / "forms/templates",
        *read.edition.packs,
    ):
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".html", ".j2", ".css", ".js", ".mjs", ".svg"} and "node_modules" not in path.parts:
                yield path


# --- Numbers and names ----------------------------------------------------------------------------


def typed(page: Written, read: Library) -> Iterator[str]:
    """Yield numbers of days, names and addresses that a page types instead of taking them from the data."""
    if page.path == WORKED_EXAMPLES:
        return
    text = page.file.read_text(encoding="utf-8")
    text = EXAMPLES.sub("", FILLED_IN.sub("", text))
    for found in [
        match[0] for each in (plain_english.SPAN, plain_english.WORDED_SPAN) for match in each.finditer(text)
    ]:
        yield f"{page.path}: “{found}” is typed; take it from the data with rule(…) or figure(…)."
    if page.path.startswith("hosts/"):
        return
    for found in re.findall(r"[\w.]+@[\w.]+|https?://\S+|(?<!\d)0\d{3,4}[ -]?\d{3,}", text):
        yield f"{page.path}: “{found}” is typed; take it from the data with contact(…)."
    for area in read.rulebook.partnerships.values():
        for key, name in {"unit": area.conference_unit, **area.names}.items():
            if len(name.split()) > 1 and name.lower() != "independent chair" and name in text:
                yield f"{page.path}: “{name}” is typed; write name(“{area.id}”, “{key}”)."


def unknown_spans(pages: Iterable[Rendered], read: Library) -> Iterator[str]:
    """Yield lengths of time on pages that neither a rule nor a statement gives."""
    known = _known_spans(read)
    for page, sentence in _sentences(pages):
        for amount, unit in plain_english.spans(sentence.text):
            if (amount, unit) not in known:
                yield f"{page.path}: no rule says “{amount} {unit}”: “{sentence.text[:80]}…”"


def _sentences(pages: Iterable[Rendered]) -> Iterator[tuple[Rendered, plain_english.Sentence]]:
    return ((page, sentence) for page in pages for sentence in page.sentences)


def _known_spans(read: Library) -> set[tuple[int, str]]:
    """Return every length of time in the data, as number and unit, also with its “working” left out."""
    said = [statement.says for statement in read.rulebook.statements.values()]
    said += [statement.figure or "" for statement in read.rulebook.statements.values()]
    for rule in rules.all_rules(read.rulebook):
        said += [wording.span(rule.amount, rule.unit), rule.reading or "", rule.consequence or ""]
        said += [wording.span(each.amount, each.unit) for each in (*rule.alternatives, rule.not_before) if each]
        said += [wording.span(rule.at_earliest, rule.unit)] if rule.at_earliest is not None else []
        said += [
            f"{wording.span(other.amount or rule.amount, other.unit or rule.unit)}; {other.says}"
            for other in rule.other_readings
        ]
    known = {span for text in said for span in plain_english.spans(text)}
    return known | {(amount, unit.split()[-1]) for amount, unit in known}


# --- Plain English --------------------------------------------------------------------------------


def unexplained(pages: Iterable[Rendered], read: Library) -> Iterator[str]:
    """Yield short forms that the glossary does not know and that are not a name of an area's."""
    known = {
        short
        for term in read.glossary.values()
        for spelling in term.spellings
        for short in plain_english.short_forms(spelling)
    }
    for area in read.rulebook.partnerships.values():
        for name in (area.conference_unit, area.full_name, *area.names.values()):
            known |= plain_english.short_forms(name)
    known |= set(read_toml(PAGES / "plain_english.toml").data["short_forms"])
    for page, sentence in _sentences(pages):
        for short in sorted(plain_english.short_forms(sentence.text) - known):
            yield f"{page.path}: “{short}” is not in the glossary: “{sentence.text[:80]}…”"


def long_sentences(pages: Iterable[Rendered]) -> Iterator[str]:
    """Yield sentences that are too long and that no reason in plain_english.toml allows."""
    reasons = read_toml(PAGES / "plain_english.toml").data["long_sentences"]
    for page, sentence in _sentences(pages):
        if sentence.words > LONGEST_SENTENCE and not any(sentence.text.startswith(start) for start in reasons):
            yield f"{page.path}: {sentence.words} words: “{sentence.text}”"


def hard_reading(pages: Iterable[Rendered]) -> Iterator[str]:
    """Yield families' pages whose sentences are too long on average."""
    for page in pages:
        lengths = _lengths([page]) if page.path.startswith(FAMILY) else []
        if lengths and mean(lengths) >= LONGEST_MEAN:
            yield f"{page.path}: {mean(lengths):.1f} words to a sentence; the reader needs under {LONGEST_MEAN}."


def _lengths(pages: Iterable[Rendered]) -> list[int]:
    return [sentence.words for page in pages for sentence in page.sentences if sentence.whole]


# --- Rendering and figures ------------------------------------------------------------------------


def _rendered(read: Library, written: Mapping[str, Written], to_html: Callable[[str], str]) -> Iterator[Rendered]:
    for page in (page for page in written.values() if not page.meta.get("language")):  # only English is read here
        html = finish(to_html(page.markdown), page.meta, "../" * page.path.count("/"), read)
        yield Rendered(page.path, BeautifulSoup(html, "html.parser"))


def _made(
    read: Library, written: Mapping[str, Written], nav: list[object], to_html: Callable[[str], str]
) -> Iterator[Rendered]:
    for path, content in (*made_pages(read, written, nav), *form_pages(read)):  # type: ignore[arg-type]
        text = content.partition("---\n")[2].partition("---\n")[2]
        yield Rendered(path, BeautifulSoup(to_html(text), "html.parser"))


def _figures(pages: Sequence[Rendered], written: Mapping[str, Written], read: Library) -> str:
    marks = sum(len(page.soup.select(".mark")) for page in pages)
    covered = {topic for page in written.values() for topic in page.meta.get("topics", [])}
    lines = [
        f"pages: {len(written)} written; topics with a page: {len(covered)} of {len(read.topics)}; "
        f"source marks: {marks}; terms: {len(read.glossary)}"
    ]
    for folder in (PROCEDURES, FAMILY):
        lengths = _lengths(page for page in pages if page.path.startswith(folder))
        lines.append(f"{folder} {len(lengths)} sentences, mean {mean(lengths):.1f} words, longest {max(lengths)}")
    return "\n".join(lines) + "\n"

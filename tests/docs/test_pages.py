"""Every page of the built site: headings, language, danger, links, and nothing from elsewhere."""

import re
from itertools import pairwise
from pathlib import Path
from urllib.parse import unquote, urlsplit

from calculator.builder.load import load_rulebook
from tests.docs.known import library
from tests.docs.pages import Page

NOT_FOUND = "404.html"
NEUTRAL = "measures.html"  # what “leave this page” shows: it says nothing of the guide
PACKED_LATER = "assets/python/"  # by browser/, after MkDocs


def test_every_page_has_one_main_heading_and_skips_no_level(pages: list[Page]) -> None:
    assert len(pages) > 10
    for page in pages:
        levels = [level for level, _ in page.headings]
        assert levels.count(1) == 1, page.path
        assert levels[0] == 1, page.path
        assert all(after - before <= 1 for before, after in pairwise(levels)), page.path


def test_no_mark_of_markdown_is_left_in_the_text_of_a_page(pages: list[Page]) -> None:
    for page in pages:
        assert not re.search(r"\]\([^)\s]*\)", page.text), page.path


def test_every_page_is_in_british_english_and_has_its_own_title(pages: list[Page]) -> None:
    assert {page.attributes.get("lang") for page in pages} == {"en-GB"}
    titles = [page.title.strip() for page in pages]
    assert all(titles)
    assert len(set(titles)) == len(titles)


def test_every_page_says_first_whom_to_call_when_a_child_is_in_danger(pages: list[Page]) -> None:
    for page in (page for page in pages if page.path != NEUTRAL):
        assert page.html.index('href="tel:999"') < page.html.index("<h1"), page.path


def test_an_area_page_gives_the_number_of_its_source_and_says_that_it_may_be_out_of_date(
    pages: list[Page],
) -> None:
    by_path = {page.path: " ".join(page.text.split()) for page in pages}
    head = by_path["partnerships/warwickshire.html"].partition("Search")[0]
    assert "01926 410410, as printed in a source that may be out of date" in head
    for area in ("darlington", "kirklees", "lincolnshire"):
        assert "give no telephone number for this" in by_path[f"partnerships/{area}.html"]


def test_no_telephone_number_stands_on_the_site_that_no_source_gives(pages: list[Page]) -> None:
    areas = load_rulebook().partnerships.values()
    known = {contact.value for area in areas for contact in area.contacts}
    known |= {line.number for line in library().help_lines.values() if line.number}
    for page in pages:
        numbers = set(re.findall(r"(?<![\d-])0\d{2,4}[ -]?\d{3,4}[ -]?\d{3,4}(?!\d)", page.text))
        assert numbers <= known, page.path


def test_every_link_inside_the_site_leads_somewhere(site: Path, pages: list[Page]) -> None:
    ids = {page.file: set(page.ids) for page in pages}
    for page in pages:
        for link in page.links:
            parts = urlsplit(link)
            if parts.scheme:
                known = {"http", "https", "tel", "sms", "mailto"} | ({"about"} if page.path == NOT_FOUND else set())
                assert parts.scheme in known, (page.path, link)
                continue
            target = (page.file.parent / unquote(parts.path)).resolve() if parts.path else page.file
            assert target.is_file(), (page.path, link)
            if parts.fragment and "=" not in parts.fragment:
                assert parts.fragment in ids[target], (page.path, link)
            assert target.is_relative_to(site), (page.path, link)


def test_no_page_loads_anything_from_another_host(site: Path, pages: list[Page]) -> None:
    for page in pages:
        for asset in (*page.assets, *page.later):
            assert not urlsplit(asset).scheme, (page.path, asset)
            if PACKED_LATER in asset:
                continue
            assert (page.file.parent / urlsplit(asset).path).is_file(), (page.path, asset)
    for style in site.rglob("*.css"):
        assert not re.search(r"@import|url\(\s*[\"']?(https?:)?//", style.read_text(encoding="utf-8")), style
    for script in site.glob("assets/*.js"):
        assert not re.search(r"https?://", script.read_text(encoding="utf-8")), script


def test_no_page_has_an_inline_script_so_that_a_strict_policy_can_hold(pages: list[Page]) -> None:
    assert [page.path for page in pages if page.inline_scripts] == []


def test_the_neutral_page_says_nothing_of_the_guide_and_leads_nowhere(pages: list[Page]) -> None:
    page = next(page for page in pages if page.path == NEUTRAL)
    assert page.links == []
    assert not re.search(r"child|protect|guide|conference|mark\.svg|site\.css|script", page.html, re.IGNORECASE)


def test_the_ready_reckoner_gives_the_dates_of_the_engine(pages: list[Page]) -> None:
    for area in ("darlington", "kirklees", "lincolnshire", "warwickshire"):
        page = next(page for page in pages if page.path == f"tools/ready-reckoner-{area}.html")
        table = page.html[page.html.index('id="december-2026"') :]
        row = table[table.index('<th scope="row">Fri 11 Dec</th>') :].partition("</tr>")[0]
        assert "Wed 6 Jan 2027" in row, area
        assert "31 December 2028" in page.text, area
        assert "<b>provisional</b>" in page.html, area
        assert "Sat 12 Dec</th>" not in page.html, area


def test_the_not_found_page_needs_no_other_file(pages: list[Page]) -> None:
    page = next(page for page in pages if page.path == NOT_FOUND)
    assert page.assets == []


def test_nothing_is_shipped_that_only_the_build_needs(site: Path) -> None:
    names = {file.name for file in site.rglob("*") if file.is_file()}
    assert not {name for name in names if name.endswith((".j2", ".py", ".map", ".md", ".toml"))}
    assert "sitemap.xml" not in names  # it would list nothing: the site has no known address

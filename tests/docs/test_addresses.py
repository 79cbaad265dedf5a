"""What a page loads has its content in its address, and every page has the mark of its edition."""

import hashlib
import re
import shutil
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from docs.builder.release.addresses import AT_FIXED_ADDRESSES, AddressError, find, give_addresses, plain
from tests.site.editions import mark, without_addresses

LOADED = {"script": "src", "link": "href", "img": "src", "source": "src", "iframe": "src", "object": "data"}
HASHED = re.compile(r"\.([0-9a-f]{16})\.\w+$")


def make(site: Path, **files: str) -> Path:
    defaults = {
        "edition.js": '"{{ edition }}"',
        "index.html": '<meta content="{{ edition }}"><script src="assets/page.js"></script>',
        "deep/in/page.html": '<meta content="{{ edition }}"><img src="../../assets/mark.svg">'
        '<a href="../../index.html">',
        "assets/page.js": "1",
        "assets/mark.svg": "<svg/>",
        "assets/python/python.js": '["runtime.js", "library.js", "snapshot.js", "wasm.js"]',
        "forms/blank/form.docx": "word",
        **{f"assets/python/{name}.js": name for name in ("library", "runtime", "snapshot", "wasm")},
    }
    for name, content in (defaults | files).items():
        path = site / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return site


def held(site: Path) -> dict[str, bytes]:
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def test_all_that_a_page_loads_has_the_hash_of_its_content_in_its_address(site: Path) -> None:
    loaded = set()
    for page in site.rglob("*.html"):
        soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
        addresses = [
            str(each[LOADED[each.name]]) for each in soup.find_all(list(LOADED)) if each.get(LOADED[each.name])
        ]
        addresses = [each for each in addresses if not each.partition("#")[0].endswith(".html")]  # next, previous
        addresses += [str(each["data-script"]) for each in soup.select("[data-script]")]
        addresses += re.findall(r'"search":\s*"([^"]+)"', str(soup.select_one("#__config") or ""))
        loaded |= {(page.parent / address).resolve() for address in addresses if ":" not in address}
    named_otherwise = {path.name for path in loaded if not HASHED.search(path.name)}
    assert named_otherwise == {"edition.js"}
    assert len(loaded) > 40
    for path in loaded - {(site / "edition.js").resolve()}:
        found = HASHED.search(path.name)
        assert found
        assert hashlib.sha256(path.read_bytes()).hexdigest().startswith(found[1]), path


def test_nothing_else_has_a_name_that_stays_but_what_is_asked_for_each_time(site: Path) -> None:
    stays = {name for name in held(site) if not HASHED.search(name) and not name.startswith("assets/rules/")}
    assert {Path(name).suffix for name in stays - AT_FIXED_ADDRESSES} == {".html", ".docx", ".txt"}


def test_scripts_name_the_files_that_they_load_as_they_are_called(site: Path) -> None:
    scripts = {
        "assets/python/python.js": ["library", "runtime", "snapshot", "wasm"],
        next(path.relative_to(site).as_posix() for path in site.glob("assets/javascripts/bundle.*")): [
            "search_index"
        ],
    }
    for name, loads in scripts.items():
        text = find(site, name).read_text(encoding="utf-8")
        for each in loads:
            found = re.findall(rf'"((?:search/)?{each}\.[0-9a-f]{{16}}\.js(?:on)?)"', text)
            assert len(found) == (2 if each == "search_index" else 1), each
            for address in found:
                assert (find(site, name).parent / address).is_file() or (site / address).is_file()


def test_every_page_of_the_guide_has_the_mark_that_the_script_has(site: Path) -> None:
    for page in site.rglob("*.html"):
        soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
        if page.name not in {"404.html", "measures.html"}:  # they hold nothing that could be old
            assert [each["content"] for each in soup.select("meta[name=edition]")] == [mark(site)], page
            assert str(soup.select("script")[0]["src"]).endswith("edition.js"), page
    assert not [name for name, content in held(site).items() if b"{{ edition }}" in content]


def test_the_same_site_gets_the_same_addresses_and_the_same_mark(site: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    shutil.copytree(site, again)
    without_addresses(again)
    assert not [name for name in held(again) if HASHED.search(name)]
    assert give_addresses(again) == mark(site)
    shutil.copy(site / "kept-copy.json", again)
    assert held(again) == held(site)


def test_a_change_of_one_file_changes_its_address_where_it_is_named_and_every_mark(tmp_path: Path) -> None:
    one, other = make(tmp_path / "one"), make(tmp_path / "other", **{"assets/python/wasm.js": "other"})
    marks = [give_addresses(one), give_addresses(other)]
    assert len(set(marks)) == 2
    changed = {plain(name) for name in held(other).keys() ^ held(one).keys()}
    assert changed == {"assets/python/wasm.js", "assets/python/python.js"}
    for site, its_mark in zip((one, other), marks, strict=True):
        assert f'content="{its_mark}"' in (site / "deep/in/page.html").read_text(encoding="utf-8")
        assert find(site, "assets/python/wasm.js").name in find(site, "assets/python/python.js").read_text(
            encoding="utf-8"
        )


def test_addresses_of_pages_and_documents_stay(tmp_path: Path) -> None:
    site = make(tmp_path)
    give_addresses(site)
    assert {"index.html", "deep/in/page.html", "forms/blank/form.docx", "edition.js"} <= held(site).keys()
    assert 'href="../../index.html"' in (site / "deep/in/page.html").read_text(encoding="utf-8")


def test_a_script_that_no_longer_names_what_it_loads_stops_the_build(tmp_path: Path) -> None:
    site = make(
        tmp_path, **{"assets/python/python.js": '["runtime.js", "library.js", "snapshot.js", "wasm" + ".js"]'}
    )
    with pytest.raises(AddressError, match=r'python\.js does not name "wasm\.js" once'):
        give_addresses(site)


def test_a_file_that_there_is_not_is_said_plainly(tmp_path: Path) -> None:
    with pytest.raises(AddressError, match=r"no assets/none\.js"):
        find(make(tmp_path), "assets/none.js")

"""The inventory of what others made: it names everything that ships, and says nothing that is not so."""

import hashlib
import json
import re
import subprocess
from datetime import date
from fnmatch import fnmatch
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from spdx_tools.spdx.parser.parse_anything import parse_file
from spdx_tools.spdx.validation.document_validator import validate_full_spdx_document

from browser.builder.node import node
from browser.builder.pack import BROWSER
from calculator.extra.strict import read_toml
from calculator.extra.user_error import UserError
from docs.builder import DOCS
from docs.builder.release import parts
from docs.builder.release.addresses import plain

BANNER = re.compile(rb"/\*!|@license|copyright|licensed", re.IGNORECASE)
ASK_PYTHON = """
import { loadPyodide } from "pyodide";
const python = await loadPyodide();
console.log(python.runPython(`
import decimal, json, platform, sqlite3, zlib
from compression import zstd
from xml.parsers import expat
json.dumps({
    "CPython": platform.python_version(), "zlib": zlib.ZLIB_RUNTIME_VERSION, "SQLite": sqlite3.sqlite_version,
    "Expat": expat.EXPAT_VERSION.removeprefix("expat_"), "libmpdec": decimal.__libmpdec_version__,
    "Zstandard": zstd.zstd_version,
})`));
"""


@pytest.fixture(scope="module")
def inventory(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("inventory") / "guide.spdx.json"
    parts.write_inventory(site, path, "1.2.3", date(2026, 11, 1))
    return path


def test_the_inventory_is_valid_by_the_standards_own_checker(inventory: Path) -> None:
    assert validate_full_spdx_document(parse_file(str(inventory))) == []


def test_every_file_of_the_site_is_listed_with_the_checksum_of_what_ships(site: Path, inventory: Path) -> None:
    listed = {each["fileName"][2:]: each["checksums"][1]["checksumValue"] for each in read(inventory)["files"]}
    assert listed == {
        path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in site.rglob("*")
        if path.is_file()
    }


def test_the_same_site_gives_the_same_inventory(site: Path, inventory: Path, tmp_path: Path) -> None:
    again = tmp_path / "again.spdx.json"
    parts.write_inventory(site, again, "1.2.3", date(2026, 11, 1))
    assert again.read_bytes() == inventory.read_bytes()


def test_a_file_that_nobody_is_known_to_have_made_stops_the_release(tmp_path: Path) -> None:
    strange = tmp_path / "assets" / "javascripts" / "chart.min.js"
    strange.parent.mkdir(parents=True)
    strange.write_text("chart()", encoding="utf-8")
    with pytest.raises(UserError, match=r"who made: assets/javascripts/chart\.min\.js"):
        parts.write_inventory(tmp_path, tmp_path / "guide.spdx.json", "1", date(2026, 11, 1))


def test_every_part_is_in_the_site_and_brings_its_licence(site: Path) -> None:
    names = [plain(path.relative_to(site).as_posix()) for path in site.rglob("*") if path.is_file()]
    for part in parts.parts():
        assert all(any(fnmatch(name, pattern) for name in names) for pattern in part.files), part.name
        licence = (site / part.file).read_text(encoding="utf-8")
        assert part.licence in licence, part.name
        assert len(licence) > 180, part.name
    assert "Mozilla Public License Version 2.0" in (site / "licences/pyodide.txt").read_text(encoding="utf-8")
    assert (site / "licences/this-guide.txt").read_text(encoding="utf-8").startswith("MIT License")


def test_nothing_that_stands_in_the_projects_own_room_has_another_authors_banner(site: Path) -> None:
    names = {plain(path.name) for path in (site / "assets").iterdir()}
    own = [path for path in DOCS.glob("assets/*") if path.name in names]
    assert own
    assert not [path.name for path in own if BANNER.search(path.read_bytes())]


def test_the_parts_of_materials_scripts_are_those_that_its_source_maps_name() -> None:
    maps = parts.PLACES["material"].rglob("*.min.js.map")
    named = {
        found[1]
        for each in maps
        if "lunr/" not in each.as_posix()
        for source in read(each)["sources"]
        if (found := re.search(r"node_modules/((?:@[^/]+/)?[^/]+)", source))
    }
    assert named == {part.name for part in parts.parts() if part.inside == "Material for MkDocs"}


def test_the_versions_of_what_is_compiled_in_are_those_that_python_itself_tells() -> None:
    command = [str(node()), "--input-type=module", "-e", ASK_PYTHON]
    asked = subprocess.run(command, cwd=BROWSER, capture_output=True, encoding="utf-8", check=True)  # noqa: S603
    told = json.loads(asked.stdout)
    assert told == {part.name: part.version for part in parts.parts() if part.name in told}


def test_what_a_package_says_itself_is_typed_nowhere() -> None:
    for entry in read_toml(parts.LIST).data["parts"]:
        kind, _, package = entry.get("package", "").partition(":")
        says_licence = kind == "npm" or (kind == "pypi" and metadata.metadata(package).get("License-Expression"))
        assert not (says_licence and "licence" in entry), entry["name"]
        assert kind or {"licence", "reason", "home", "inside"} <= set(entry), entry["name"]
        assert "licence" not in entry or entry["reason"], entry["name"]
        assert not re.fullmatch(r"[\d.]+", entry.get("version", "")), entry["name"]


def test_the_packages_checksums_are_those_of_what_is_included(site: Path, inventory: Path) -> None:
    sums = {each["name"]: each.get("checksums", [{}])[0] for each in read(inventory)["packages"]}
    wheel = parts._wheels_inside(site)[f"jinja2-{metadata.version('jinja2')}-py3-none-any.whl"]
    assert sums["Jinja2"]["checksumValue"] == hashlib.sha256(wheel).hexdigest()
    assert sums["MarkupSafe"]["checksumValue"] != sums["Jinja2"]["checksumValue"]
    assert len(sums["Pyodide"]["checksumValue"]) == 128


def read(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))

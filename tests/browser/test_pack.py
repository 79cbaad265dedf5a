"""What is packed for the page, and that it is what was asked for and no other."""

import contextlib
import hashlib
import json
import shutil
import threading
import tomllib
import zipfile
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from importlib.metadata import version
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest

from browser.builder import pack
from calculator.extra.user_error import UserError
from tests.browser.conftest import DATA, STUB

PACKAGE = json.loads((pack.BROWSER / "package.json").read_text(encoding="utf-8"))
LOCK_TEXT = (pack.BROWSER / "package-lock.json").read_text(encoding="utf-8")
LOCK: dict[str, Any] = json.loads(LOCK_TEXT)


def opened(wheel: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(wheel)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def wheels() -> Mapping[str, bytes]:
    return pack.browser_wheels(DATA)


def own(wheels: Mapping[str, bytes]) -> dict[str, bytes]:
    return next(opened(wheel) for name, wheel in wheels.items() if name.startswith("conference_guide"))


def test_the_npm_lock_holds_no_addresses() -> None:
    assert not [each for each in LOCK["packages"].values() if "resolved" in each]
    assert "registry" not in LOCK_TEXT


def test_npm_versions_are_exact_and_those_that_are_locked() -> None:
    wanted = PACKAGE["dependencies"] | PACKAGE["devDependencies"]
    assert {name: LOCK["packages"][f"node_modules/{name}"]["version"] for name in wanted} == wanted


def test_the_browser_runs_the_versions_that_pyproject_pins(wheels: Mapping[str, bytes]) -> None:
    project = tomllib.loads((pack.ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert f"jinja2=={version('jinja2')}" in project["dependencies"]
    assert set(wheels) == {
        f"conference_guide-{project['version']}-py3-none-any.whl",
        f"jinja2-{version('jinja2')}-py3-none-any.whl",
        f"markupsafe-{version('markupsafe')}-py3-none-any.whl",
    }


def test_a_wheel_is_pure_and_its_record_is_true(wheels: Mapping[str, bytes]) -> None:
    for name, wheel in wheels.items():
        files = opened(wheel)
        assert not [each for each in files if each.endswith((".so", ".pyd", ".c"))], name
        record = next(each for each in files if each.endswith("RECORD"))
        listed = {line.split(",")[0]: line.split(",")[2] for line in files[record].decode().splitlines()}
        assert listed == {each: "" if each == record else str(len(content)) for each, content in files.items()}


def test_the_same_inputs_give_the_same_bytes_the_snapshot_included(site: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    pack.pack(again, tmp_path / "build", DATA)
    assert digests(again / pack.ASSETS) == digests(site / pack.ASSETS)


def test_the_snapshot_tells_nothing_of_where_and_by_whom_it_was_made(
    site: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = pack.ROOT / "build" / "browser"
    (made,) = kept.glob("snapshot-*")
    (packages,) = kept.glob("packages-*")
    elsewhere = tmp_path / "another" / "place"
    (elsewhere / "builder").mkdir(parents=True)
    shutil.copy(pack.BROWSER / "builder" / "snapshot.mjs", elsewhere / "builder")
    (elsewhere / "node_modules").symlink_to(pack.NODE_MODULES)
    monkeypatch.setattr(pack, "BROWSER", elsewhere)
    for name, value in {"TZ": "Asia/Tokyo", "LANG": "de_DE.UTF-8", "USER": "someone", "PYTHONHASHSEED": "7"}.items():
        monkeypatch.setenv(name, value)
    pack._take_snapshot(packages, tmp_path)
    again = (tmp_path / "snapshot").read_bytes()
    assert str(tmp_path).encode() not in again
    place = str(pack.ROOT).encode()
    assert not [path.name for path in site.rglob("*") if path.is_file() and place in path.read_bytes()]
    assert place not in (made / "snapshot").read_bytes()
    assert hashlib.sha256(again).digest() == hashlib.sha256((made / "snapshot").read_bytes()).digest()


def digests(folder: Path) -> dict[str, str]:
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.iterdir()}


def test_what_is_unchanged_is_kept_and_what_changed_is_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    monkeypatch.setattr(pack, "_take_snapshot", lambda _, folder: make(made, folder))
    pack.pack(tmp_path / "site", tmp_path / "build", DATA)
    pack.pack(tmp_path / "site", tmp_path / "build", DATA)
    assert len(made) == 1
    pack.pack(tmp_path / "site", tmp_path / "build", {**DATA, "calculator/rulebook.pickle": b"another"})
    assert len(made) == 2
    assert len(list((tmp_path / "build/browser").glob("snapshot-*"))) == 1


def test_of_two_builds_at_once_one_waits_for_the_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    both, at_once = threading.Barrier(2), []

    def take(_: Path, folder: Path) -> None:
        with contextlib.suppress(threading.BrokenBarrierError):  # the other did not come: so it should be
            both.wait(timeout=2)
            at_once.append(folder)
        make([], folder)

    monkeypatch.setattr(pack, "_take_snapshot", take)
    rulebooks = {"one": b"one", "other": b"other"}
    with ThreadPoolExecutor() as builds:
        for name, rulebook in rulebooks.items():
            data = {**DATA, "calculator/rulebook.pickle": rulebook}
            builds.submit(pack.pack, tmp_path / name, tmp_path / "build", data)
    assert at_once == []
    assert [name for name in rulebooks if (tmp_path / name / pack.ASSETS / "form.js").exists()] == ["one", "other"]


def test_every_file_of_a_page_script_is_in_it_once() -> None:
    parts = [part for parts in pack.SCRIPTS.values() for part in dict.fromkeys(parts)]
    there = [
        path.relative_to(pack.BROWSER).as_posix()
        for name in ("form", "tool")
        for path in (pack.BROWSER / name).iterdir()
    ]
    assert sorted(there) == sorted(part for part in parts if "/" in part)
    assert all(len(parts) == len(set(parts)) for parts in pack.SCRIPTS.values())


def make(made: list[str], folder: Path) -> None:
    made.append(folder.name)
    (folder / "snapshot").write_bytes(b"memory")
    (folder / "size").write_text("6", encoding="utf-8")


def test_the_pyodide_lock_lists_what_runs_and_nothing_else(tmp_path: Path, wheels: Mapping[str, bytes]) -> None:
    pack._write_packages(tmp_path, wheels)
    packages = json.loads((tmp_path / "pyodide-lock.json").read_text(encoding="utf-8"))["packages"]
    assert {each["file_name"]: each["sha256"] for each in packages.values()} == {
        name: hashlib.sha256(wheel).hexdigest() for name, wheel in wheels.items()
    }


def test_memory_that_grew_stops_the_build(tmp_path: Path) -> None:
    grown = DATA[STUB] + b"\nKEPT = bytes(20_000_000)\n"
    with pytest.raises(UserError, match="the heap grew"):
        pack.pack(tmp_path / "site", tmp_path / "build", {**DATA, STUB: grown})
    assert not (tmp_path / "site" / pack.ASSETS).exists()


def test_what_is_packed_stays_under_twenty_megabytes(site: Path) -> None:
    assert sum(path.stat().st_size for path in (site / pack.ASSETS).iterdir()) < 20_000_000

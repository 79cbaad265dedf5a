"""On Windows, macOS and Linux the same commit gives the same bytes, and the same programs find their way."""

import ast
import http.client
import json
import os
import shutil
import subprocess
import sys
import threading
import time
import zipfile
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest

from browser.builder import environment, failures, files, pack, same_bytes, serve
from browser.builder.node import node
from docs.builder.release import kept_copy
from docs.builder.release.archives import release
from forms.document import zipped
from tests.browser import install
from tests.browser.conftest import DATA
from tests.conftest import SITE

ROOT = environment.ROOT
LIST = ["git", "ls-files", "-z"]
FROM_GIT = subprocess.run(LIST, cwd=ROOT, capture_output=True, encoding="utf-8", check=True).stdout.split("\0")[:-1]  # noqa: S603
PYTHON = sorted(path for path in FROM_GIT if path.endswith(".py") and (ROOT / path).exists())
OWN = [path for path in PYTHON if not path.startswith("tests/")]


def calls(path: str, *names: str) -> Iterator[tuple[str, str, ast.Call]]:
    """Yield the calls of functions of these names in a file: where, the name, and the call."""
    for found in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        if isinstance(found, ast.Call):
            name = found.func.attr if isinstance(found.func, ast.Attribute) else getattr(found.func, "id", "")
            if name in names:
                yield f"{path}:{found.lineno}", name, found


def leaves_open(name: str, call: ast.Call) -> bool:
    """Whether a call leaves it to the system in which code text is."""
    given = {each.arg for each in call.keywords}
    if name in ("read_text", "write_text"):
        return "encoding" not in given and len(call.args) < (1 if name == "read_text" else 2)
    return bool({"text", "universal_newlines"} & given) and "encoding" not in given


# --- Text and its line ends -----------------------------------------------------------------------


@pytest.mark.parametrize("path", PYTHON)
def test_no_text_is_read_or_written_in_whatever_code_a_system_prefers(path: str) -> None:
    named = ("read_text", "write_text", "run", "Popen", "check_output", "npm")
    assert not [where for where, name, call in calls(path, *named) if leaves_open(name, call)]


def test_what_the_project_writes_has_the_same_line_ends_on_every_system() -> None:
    wanting = [
        where
        for path in OWN
        for where, _, call in calls(path, "write_text")
        if "newline" not in {each.arg for each in call.keywords}
    ]
    assert wanting == [], "use browser.builder.files.write, or say newline"


def test_git_hands_out_the_same_bytes_whatever_it_is_set_to(tmp_path: Path) -> None:
    """Windows' git is set to turn line ends into its own."""
    copy = tmp_path / "copy"
    as_on_windows = ["-c", "core.autocrlf=true", "-c", "core.eol=crlf"]
    subprocess.run(["git", *as_on_windows, "clone", "--quiet", str(ROOT), str(copy)], check=True)  # noqa: S603, S607
    attributes = copy / ".gitattributes"
    attributes.write_bytes((ROOT / ".gitattributes").read_bytes())
    ask = ["git", *as_on_windows, "ls-files", "--eol"]
    listed = subprocess.run(ask, cwd=copy, capture_output=True, encoding="utf-8", check=True).stdout.splitlines()  # noqa: S603
    changed = [line for line in listed if line.split()[0][2:] != line.split()[1][2:]]
    assert changed == []
    kept = ("tests/data/",)  # what people have saved from an earlier version
    assert not [line for line in listed if "w/crlf" in line and not line.split("\t")[1].startswith(kept)]


@pytest.mark.parametrize("system", ["win32", "darwin", "linux"])
def test_archives_are_the_same_bytes_on_every_system(
    system: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python writes the system that it runs on into an archive, unless it is told one."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text("Hello", encoding="utf-8")
    monkeypatch.setattr("docs.builder.release.archives.write_inventory", lambda *_: None)
    monkeypatch.setattr(sys, "platform", system)
    [archive] = release({"": tmp_path / "site"}, tmp_path / "out", "1", datetime(2026, 11, 1, tzinfo=UTC))
    made = [archive.read_bytes(), zipped({"[Content_Types].xml": b"<a/>"}), *pack.browser_wheels(DATA).values()]
    for content in made:
        with zipfile.ZipFile(BytesIO(content)) as opened:
            assert {entry.create_system for entry in opened.infolist()} == {3}


def test_files_are_listed_in_one_order_though_windows_sorts_by_small_letters(tmp_path: Path) -> None:
    for name in ("b.txt", "A.txt", "a-b/x", "a/x", "C/y"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).touch()
    order = [path.relative_to(tmp_path).as_posix() for path in files.files_in(tmp_path)]
    assert order == ["A.txt", "C/y", "a/x", "a-b/x", "b.txt"]
    kept_copy.list_files(tmp_path)
    assert list(json.loads((tmp_path / kept_copy.LIST).read_text(encoding="ascii"))["files"]) == order


def test_no_two_names_differ_by_capitals_alone() -> None:
    for names in (FROM_GIT, [path.relative_to(SITE).as_posix() for path in files.files_in(SITE)]):
        assert len({name.lower() for name in names}) == len(names)


def test_a_python_that_compresses_otherwise_says_that_its_releases_have_other_checksums() -> None:
    assert same_bytes.compresses_differently() == ""
    other = zlib.compress(same_bytes.SAMPLE, 8)
    assert "checksums are not those" in same_bytes.compresses_differently(other)


# --- Programs and places --------------------------------------------------------------------------


def test_node_is_where_its_package_lays_it_on_windows_and_elsewhere() -> None:
    assert node("nt").name == "node.exe"
    assert node("nt").parent == node("posix").parents[1]
    if sys.platform != "win32":
        assert node().exists()


@pytest.mark.parametrize("path", ["build.py", "browser/__init__.py", *(
    f"browser/builder/{name}.py" for name in ("__init__", "environment", "failures")
)])  # fmt: skip
def test_what_starts_the_build_is_written_for_python_of_2020(path: str) -> None:
    ast.parse((ROOT / path).read_text(encoding="utf-8"), feature_version=(3, 9))


def test_environments_keep_programs_elsewhere_on_windows(monkeypatch: pytest.MonkeyPatch) -> None:
    assert environment.program(Path("made"), "uv") == Path("made/bin/uv")
    monkeypatch.setattr(environment, "WINDOWS", True)
    assert environment.program(Path("made"), "uv") == Path("made/Scripts/uv.exe")


@pytest.mark.parametrize(("system", "says"), [("win32", "wsl --install"), ("darwin", "on Linux alone")])
def test_the_tests_say_what_they_need_where_it_cannot_be_installed(
    system: str, says: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(install, "SYSTEM", system)
    monkeypatch.setattr(install, "missing_packages", lambda: ["firefox-esr", "nginx"])
    monkeypatch.setattr(install, "_as_root", lambda: None)
    monkeypatch.setattr(install, "_runs", lambda *_: False)
    with pytest.raises(install.InstallError, match=says):
        install.ensure_browsers()


def test_whoever_may_not_install_is_given_the_command_for_somebody_who_may(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(install, "missing_packages", lambda: ["firefox-esr", "nginx"])
    monkeypatch.setattr(install, "_as_root", lambda: None)
    monkeypatch.setattr(install, "_runs", lambda *_: False)
    monkeypatch.setattr(shutil, "which", lambda *_: "/usr/bin/apt-get")
    with pytest.raises(install.InstallError, match="sudo apt-get install firefox-esr nginx"):
        install.ensure_browsers()


# --- Files that other programs hold ---------------------------------------------------------------


def test_a_file_that_a_virus_scanner_holds_for_a_moment_is_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "made").mkdir()
    really, refused = Path.rename, iter([True, True, False])

    def held_twice(self: Path, target: Path) -> Path:
        if next(refused):
            raise PermissionError(13, "Access is denied", str(self))
        return really(self, target)

    monkeypatch.setattr(Path, "rename", held_twice)
    monkeypatch.setattr(time, "sleep", lambda _seconds: None)
    files.rename(tmp_path / "made", tmp_path / "named")
    assert (tmp_path / "named").is_dir()


def test_a_file_that_stays_held_is_named_with_what_to_do(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def held(*_: object) -> None:
        error = PermissionError(13, "The process cannot access the file", "C:\\guide\\site\\index.html")
        error.winerror = 32  # type: ignore[attr-defined,unused-ignore]
        raise error

    monkeypatch.setattr(shutil, "rmtree", held)
    monkeypatch.setattr(time, "sleep", lambda _seconds: None)
    with pytest.raises(files.LockedError, match=r"C:\\guide\\site\\index.html is in use .* OneDrive"):
        files.remove(tmp_path)


def test_a_file_without_rights_is_named_with_what_to_do() -> None:
    error = PermissionError(13, "Permission denied", "/guide/site/index.html")
    assert files.locked(error).startswith("/guide/site/index.html may not be written (Permission denied).")


# --- Serving --------------------------------------------------------------------------------------


def test_every_file_of_the_site_is_served_with_its_type_whatever_the_registry_says(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert {path.suffix for path in files.files_in(SITE)} <= set(serve.TYPES)
    monkeypatch.setattr(serve.Handler, "extensions_map", {".js": "text/plain", ".css": "application/x-css"})
    monkeypatch.setattr(serve.Handler, "log_message", lambda *_: None)
    names = [path.relative_to(SITE).as_posix() for path in files.files_in(SITE)]
    with serve.server(SITE, 0) as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        asked = http.client.HTTPConnection("127.0.0.1", running.server_port)
        for path, kind in {
            "/": "text/html; charset=utf-8",
            next(f"/{name}" for name in names if name.endswith(".js")): "text/javascript; charset=utf-8",
            next(f"/{name}" for name in names if name.endswith(".css")): "text/css; charset=utf-8",
        }.items():
            asked.request("GET", path)
            reply = asked.getresponse()
            reply.read()
            assert (reply.status, reply.getheader("Content-Type")) == (200, kind)
        asked.close()
        running.shutdown()


def test_a_port_that_is_taken_is_named() -> None:
    with serve.server(SITE, 0) as running, pytest.raises(SystemExit, match=f"Port {running.server_port} is taken"):
        serve.serve(SITE, running.server_port)


def test_each_failure_has_a_sentence_of_its_own_and_says_what_to_do() -> None:
    assert set(failures.SIGNS) == set(failures.SENTENCES)
    assert len(set(failures.SENTENCES.values())) == len(failures.SENTENCES)
    assert all(text.endswith(".") and len(text) > 60 for text in failures.SENTENCES.values())


def test_all_that_is_fetched_is_kept_in_the_folder_unless_told_otherwise(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("UV_CACHE_DIR", "UV_PYTHON_INSTALL_DIR", "npm_config_cache", "PYTHONUTF8"):
        monkeypatch.delenv(name, raising=False)
    wanted = environment.settings()
    kept = {name: value for name, value in wanted.items() if os.sep in value}
    assert {"UV_CACHE_DIR", "UV_PYTHON_INSTALL_DIR", "npm_config_cache"} == set(kept)
    assert all(Path(value).is_relative_to(ROOT) for value in kept.values())
    monkeypatch.setenv("UV_CACHE_DIR", "/elsewhere")
    assert "UV_CACHE_DIR" not in environment.settings()

"""The packages that build the guide: each is installed by its checksum, and one that was changed is refused."""

import hashlib
import re
import sys
import tomllib
from pathlib import Path

import pytest

from browser import environment
from browser.builder import pack

WHEEL = "summer-1.0-py3-none-any.whl"


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that stands in for an index, with one package on it."""
    (tmp_path / "shelf").mkdir()
    put(tmp_path / "shelf", b"season = 1")
    for setting, value in {
        "UV_NO_INDEX": "1",
        "UV_FIND_LINKS": str(tmp_path / "shelf"),
        "UV_CACHE_DIR": str(tmp_path / "cache"),
    }.items():
        monkeypatch.setenv(setting, value)
    return tmp_path / "shelf"


def put(shelf: Path, content: bytes) -> None:
    about = b"Metadata-Version: 2.1\nName: summer\nVersion: 1.0\n"
    name, wheel = pack._wheel("summer", "1.0", {"summer.py": content, "METADATA": about})
    (shelf / name).write_bytes(wheel)


def lock(shelf: Path) -> Path:
    digest = hashlib.sha256((shelf / WHEEL).read_bytes()).hexdigest()
    path = shelf.parent / "requirements.txt"
    path.write_text(f"summer==1.0 --hash=sha256:{digest}\n", encoding="utf-8")
    return path


def uv() -> str:
    return str(Path(sys.executable).with_name("uv"))


def test_a_package_is_installed_if_its_checksum_is_in_the_lock(shelf: Path) -> None:
    python = environment.install(uv(), shelf.parent / "made", lock(shelf))
    assert python.exists()
    assert list((shelf.parent / "made").rglob("summer.py"))


def test_a_changed_package_is_refused_before_any_of_it_is_there(
    shelf: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    locked = lock(shelf)
    put(shelf, b"season = 2")
    with pytest.raises(SystemExit, match=r"not what browser/requirements\.txt lists"):
        environment.install(uv(), shelf.parent / "made", locked)
    assert "Hash mismatch" in capfd.readouterr().err
    assert not list((shelf.parent / "made").rglob("summer*"))


def test_a_package_without_a_checksum_is_refused(shelf: Path, capfd: pytest.CaptureFixture[str]) -> None:
    bare = shelf.parent / "requirements.txt"
    bare.write_text("summer==1.0\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="not what"):
        environment.install(uv(), shelf.parent / "made", bare)
    assert "hash" in capfd.readouterr().err.lower()


def test_the_lock_lists_all_that_the_project_asks_for_in_the_pinned_versions_and_no_address() -> None:
    text = environment.LOCK.read_text(encoding="utf-8")
    assert environment.not_locked() == []
    assert "://" not in text
    locked = set(re.findall(r"^([a-z0-9-]+==[^ ;]+)", text, re.MULTILINE))
    with (environment.ROOT / "pyproject.toml").open("rb") as file:
        pinned = {*environment.asked_for(), *tomllib.load(file)["tool"]["uv"]["constraint-dependencies"]}
    assert locked <= pinned, "a version of a package's package is not pinned in pyproject.toml"
    assert text.count("--hash=sha256:") >= len(locked)


def test_what_the_project_asks_for_and_the_lock_lacks_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = tmp_path / "requirements.txt"
    short.write_text(environment.LOCK.read_text(encoding="utf-8").replace("jinja2==", "jinja9=="), encoding="utf-8")
    monkeypatch.setattr(environment, "LOCK", short)
    assert [package.partition("==")[0] for package in environment.not_locked()] == ["jinja2"]


def test_the_readmes_commands_take_the_version_of_uv_that_is_locked() -> None:
    said = set(re.findall(r"uv==[\d.]+", (environment.ROOT / "README.md").read_text(encoding="utf-8")))
    assert said == {package for package in environment.asked_for() if package.startswith("uv==")}


def test_whoever_starts_with_the_projects_own_python_goes_on_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("UV", "no such program")
    monkeypatch.setattr(environment, "ENVIRONMENT", Path(sys.prefix))
    environment.enter()

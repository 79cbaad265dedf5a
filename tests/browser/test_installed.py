"""A release is made of what the locks list: a changed byte in what is installed is found, and named."""

import shutil
import sysconfig
from collections.abc import Iterator
from pathlib import Path

import pytest

from browser.builder.installed import changed_packages, different
from browser.builder.pack import NODE_MODULES

SITE_PACKAGES = Path(sysconfig.get_path("purelib"))


@pytest.fixture
def packages(tmp_path: Path) -> Path:
    """Return a folder with two packages as they are installed here."""
    for path in (each for name in ("jinja2", "markupsafe") for each in SITE_PACKAGES.glob(f"{name}*")):
        shutil.copytree(path, tmp_path / path.name, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def found(folder: Path) -> list[str]:
    return list(changed_packages(folder))


def spoil(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.unlink()  # what is installed may be a link into uv's cache
    file.write_bytes(content)


def test_packages_as_they_were_packed_are_let_through(packages: Path) -> None:
    assert found(packages) == []


def test_a_changed_byte_in_an_installed_package_is_named(packages: Path) -> None:
    spoil(packages / "jinja2" / "environment.py")
    [says] = found(packages)
    assert "jinja2/environment.py is not as it was packed" in says


def test_a_missing_file_is_named(packages: Path) -> None:
    (packages / "jinja2" / "loaders.py").unlink()
    assert ["jinja2/loaders.py" in each for each in found(packages)] == [True]


def test_a_file_that_no_package_brought_is_named(packages: Path) -> None:
    (packages / "sitecustomize.py").write_text("", encoding="utf-8")
    assert found(packages) == ["sitecustomize.py belongs to no package"]


def test_a_version_that_is_in_no_lock_is_named(packages: Path) -> None:
    [info] = packages.glob("jinja2-*.dist-info")
    info.rename(packages / "jinja2-0.0.1.dist-info")
    assert "jinja2 0.0.1 is in no lock" in found(packages)


def modules(folder: Path) -> Iterator[Path]:
    for name in ("pyodide", "@types"):
        if (NODE_MODULES / name).is_dir():
            yield Path(shutil.copytree(NODE_MODULES / name, folder / "node_modules" / name))


def test_a_changed_byte_in_a_package_of_npm_is_named(tmp_path: Path) -> None:
    anew, there = tmp_path / "anew", tmp_path / "there"
    assert list(modules(anew))
    assert list(modules(there))
    assert list(different(anew / "node_modules", there / "node_modules")) == []
    spoil(there / "node_modules" / "pyodide" / "pyodide.asm.wasm")
    (there / "node_modules" / "pyodide" / "more.js").write_text("", encoding="utf-8")
    assert [each.split()[0] for each in different(anew / "node_modules", there / "node_modules")] == [
        "browser/node_modules/pyodide/more.js",
        "browser/node_modules/pyodide/pyodide.asm.wasm",
    ]

"""Every encoding that the code can ask for is in the snapshot: after a restore, none can be imported any more."""

import ast
import codecs
from collections.abc import Iterator

import pytest

from browser import answer
from browser.builder.pack import BROWSER, ROOT, read, ships
from calculator.tools import ROOMS
from tests.page_python import PagePython


def shipped() -> Iterator[str]:
    """Yield the source of each of the project's modules that a page can run."""
    yield read(BROWSER / "answer.py").decode()
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            if ships(path.relative_to(ROOT)):
                yield read(path).decode()


def asked_for(source: str) -> Iterator[str]:
    """Yield the encodings that a module names where it reads or writes text."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        named = [keyword.value for keyword in node.keywords if keyword.arg == "encoding"]
        if node.func.attr in ("encode", "decode"):
            named += node.args[:1]
        yield from (each.value for each in named if isinstance(each, ast.Constant) and isinstance(each.value, str))


def test_every_encoding_that_the_code_names_is_carried_along() -> None:
    named = {codecs.lookup(name).name for source in shipped() for name in asked_for(source)}
    assert named
    assert named <= {codecs.lookup(name).name for name in answer.CODECS}


@pytest.mark.parametrize("codec", answer.CODECS)
def test_the_pages_python_can_write_in_each_of_them(codec: str, page_python: PagePython) -> None:
    assert page_python.run(codecs.encode, "A", codec) == "A".encode(codec)


def test_in_the_pages_python_of_these_tests_there_is_nothing_that_was_not_carried_along(
    page_python: PagePython,
) -> None:
    with pytest.raises(AssertionError, match="unknown encoding: cp1252"):
        page_python.run(codecs.encode, "A", "cp1252")

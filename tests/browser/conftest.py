"""A site that holds nothing but Python and one page, packed once, and the three engines to open it in."""

import functools
import http.server
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from browser.builder.pack import pack
from calculator.pickles import to_bytes
from tests.browser.drivers import ENGINES, Browser, open_browser
from tests.site.built import once

HERE = Path(__file__).parent
RULEBOOK = {"weeks": 6, "name": "Kirklees – «é»"}
STUB = "calculator/tools/deadline_calculator.py"
DATA = {
    STUB: (HERE / "stub_page.py").read_bytes(),
    "calculator/rulebook.pickle": to_bytes(RULEBOOK),
    "forms/timetable.pickle": to_bytes(None),
}
# What a site may set: no inline script, no outside address.
POLICY = "default-src 'none'; script-src 'self' data: {wasm}; worker-src data:; base-uri 'none'; form-action 'none'"
PAGE = """<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<title>Python</title><script src="assets/python/python.js"></script></head><body></body></html>
"""


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return once(tmp_path_factory, "python-alone", _make_site) / "site"


def _make_site(folder: Path) -> None:
    pack(folder / "site", folder / "build", DATA)
    policies = {"index.html": "'wasm-unsafe-eval'", "forbidden.html": ""}
    for name, wasm in policies.items():
        (folder / "site" / name).write_text(PAGE.format(policy=POLICY.format(wasm=wasm)), encoding="utf-8")


@pytest.fixture(scope="session", params=ENGINES)
def browser(request: pytest.FixtureRequest) -> Iterator[Browser]:
    """Return each engine in turn, with no network."""
    with open_browser(request.param, offline=True) as opened:
        yield opened


@pytest.fixture
def chromium() -> Iterator[Browser]:
    with open_browser("chromium") as opened:
        yield opened


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing: a test's output is its result."""


@pytest.fixture
def served(site: Path) -> Iterator[str]:
    """Return the address of the site on this machine."""
    handler = functools.partial(_Quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()

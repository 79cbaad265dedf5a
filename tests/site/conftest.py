"""The built site, opened from disk and over http, in each browser."""

import functools
import http.server
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import trustme

from browser.bench import served
from tests.browser import drivers

WAYS = [("chromium", "disk"), ("firefox", "disk"), ("webkit", "disk"), ("chromium", "http")]


@pytest.fixture(scope="session", params=WAYS, ids="-".join)
def way(request: pytest.FixtureRequest) -> tuple[str, str]:
    """A browser engine, and how the site reaches it."""
    pair: tuple[str, str] = request.param
    return pair


@pytest.fixture(scope="session")
def address(way: tuple[str, str], site: Path) -> Iterator[str]:
    """Where the site begins: a folder's or a host's address, ending with a slash."""
    if way[1] == "disk":
        yield f"{site.as_uri()}/"
        return
    with served(site) as host:
        yield host


@pytest.fixture
def window(way: tuple[str, str]) -> Iterator[drivers.Browser]:
    """A new window with nothing stored in it."""
    with drivers.open_browser(way[0], offline=way[1] == "disk") as browser:
        yield browser


@pytest.fixture
def secure_host(site: Path) -> Iterator[str]:
    """Where the site begins on a host of this machine with https; its certificate is made for the test."""
    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    handler = functools.partial(_Quiet, directory=str(site))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"https://localhost:{server.server_port}/"
        server.shutdown()


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing: a test's output is its result."""

"""The built site, opened from disk and over http, in each browser."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, ViewportSize

from tests.browser import drivers
from tests.serving import served
from tests.site.form_page import REPORT, FormPage
from tests.site.secure_host import SecureHost, certificate

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
    host = SecureHost(site, certificate())
    yield host.address
    host.stop()


@pytest.fixture
def tab(request: pytest.FixtureRequest) -> Iterator[Page]:
    """A tab of Chromium in a new, empty profile; for a test that is marked `offline`, with no network."""
    offline = request.node.get_closest_marker("offline") is not None
    viewport: ViewportSize = {"width": 1280, "height": 900}
    context = drivers.chromium().new_context(offline=offline, viewport=viewport, accept_downloads=True)
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def report(tab: Page, site: Path) -> FormPage:
    """The report of Kirklees, opened from disk and ready."""
    return FormPage(tab, (site / "forms" / f"{REPORT}.html").as_uri()).ready()

"""The pages of the built site, and a browser to open them in."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.drivers import chromium
from tests.docs.pages import Page, read_pages


@pytest.fixture(scope="session")
def pages(site: Path) -> list[Page]:
    return read_pages(site)


@pytest.fixture(scope="session")
def browser() -> Browser:
    """Return Chromium, the installed one where there is one."""
    return chromium()

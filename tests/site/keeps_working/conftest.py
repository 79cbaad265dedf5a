"""A tab whose worker can be stopped, and held up."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.browser.drivers import chromium
from tests.site.keeps_working.tools import WORKERS


@pytest.fixture(scope="module")
def browser() -> Browser:
    return chromium()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    made.set_default_timeout(60_000)
    yield made
    made.close()


@pytest.fixture
def tab(context: BrowserContext) -> Page:
    page = context.new_page()
    page.add_init_script(WORKERS)
    return page


@pytest.fixture
def disk(site: Path) -> str:
    return f"{site.as_uri()}/"

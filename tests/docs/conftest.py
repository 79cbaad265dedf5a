"""The pages of the built site, and a browser to open them in."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.docs.pages import Page, read_pages


@pytest.fixture(scope="session")
def pages(site: Path) -> list[Page]:
    return read_pages(site)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Return Chromium, the installed one where there is one."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield chromium
        chromium.close()

"""What every room's tests share."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.page_python import PagePython

SITE = Path(__file__).parents[1] / "site"


@pytest.fixture(scope="session")
def site() -> Path:
    """The site that `build.py` made: it is what ships, so the tests do not make one of their own."""
    assert (SITE / "index.html").exists(), "There is no site to test: run `python3 build.py` first."
    return SITE


@pytest.fixture(scope="session")
def page_python(site: Path) -> Iterator[PagePython]:
    """The Python that the site carries, restored from its memory snapshot as in a page."""
    with PagePython(site) as python:
        yield python

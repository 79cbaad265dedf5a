"""What every room's tests share."""

from pathlib import Path

import pytest

SITE = Path(__file__).parents[1] / "site"


@pytest.fixture(scope="session")
def site() -> Path:
    """The site that `build.py` made: it is what ships, so the tests do not make one of their own."""
    assert (SITE / "index.html").exists(), "There is no site to test: run `python3 build.py` first."
    return SITE

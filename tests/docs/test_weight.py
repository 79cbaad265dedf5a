"""What must travel before a page can be read."""

import gzip

from tests.docs.pages import Page

LIMIT = 150_000


def compressed(page: Page) -> int:
    """Return the page, its styles, its scripts and its pictures, compressed one by one as a web server would."""
    files = [page.file, *{(page.file.parent / asset.partition("?")[0]).resolve() for asset in page.assets}]
    return sum(len(gzip.compress(file.read_bytes(), 9)) for file in files)


def test_a_page_with_no_tool_weighs_at_most_150_kb(pages: list[Page]) -> None:
    weights = {page.path: compressed(page) for page in pages if not page.has_tool}
    assert weights
    assert max(weights.values()) <= LIMIT, weights


def test_each_ready_reckoner_weighs_at_most_150_kb(pages: list[Page]) -> None:
    reckoners = [page for page in pages if page.path.startswith("tools/ready-reckoner")]
    assert len(reckoners) == 4
    assert max(compressed(page) for page in reckoners) <= LIMIT

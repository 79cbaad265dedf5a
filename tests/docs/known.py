"""What the pages of the whole guide know, read once for all tests."""

from functools import cache

from calculator.builder.edition import Edition
from docs.builder.pages.library import Library, load_library


@cache
def library() -> Library:
    return load_library(Edition())

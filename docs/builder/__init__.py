"""Makes the pages of the site, checks them and makes releases: all Python of `docs/`."""

from pathlib import Path

DOCS = Path(__file__).parents[1]
"""The folder of everything that is read: pages, theme, styles, scripts and their data."""

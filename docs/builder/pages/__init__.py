"""What makes the pages of the site: its hooks, its data in words, and the pages that come from data."""

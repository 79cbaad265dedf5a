"""Code that few pages need: not in memory when a page starts, but loaded by the page that asks for it."""

"""How Python reaches a page: what is packed for it, the memory snapshot, the worker and its page script."""

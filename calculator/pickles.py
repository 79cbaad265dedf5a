"""Values as bytes, and as text that a script can hold: the one format in which the build leaves data for a page.

What is read is part of the site, as this code is; nothing that a reader opens comes through here.
"""

import base64
import gzip
import io
import pickle
from typing import Any


def to_bytes(value: object) -> bytes:
    """Return a value as bytes; equal values give the same bytes.

    Without a memo: it would note which equal texts are one object, and that depends on all that was read before.
    """
    content = io.BytesIO()
    pickler = pickle.Pickler(content, protocol=5)
    pickler.fast = True
    pickler.dump(value)
    return content.getvalue()


def from_bytes(content: bytes) -> Any:
    """Return the value that `to_bytes` made bytes of."""
    return pickle.loads(content)  # noqa: S301


def to_text(value: object) -> str:
    """Return a value as text; equal values give the same text."""
    return base64.b64encode(gzip.compress(to_bytes(value), compresslevel=9, mtime=0)).decode("ascii")


def from_text(text: str) -> Any:
    """Return the value that `to_text` made text of."""
    return from_bytes(gzip.decompress(base64.b64decode(text)))

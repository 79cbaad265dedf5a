"""The reference of a case: typed by a person, or made once where none was typed. It is never a name.

Calendars know its entries again by it: an entry's id is made of the reference, the rule and the occurrence, and of
no date, so that it stays the same when dates move.
"""

import hashlib
import os
import re

REFERENCE = re.compile(r"(?=[^0-9]*[0-9])[A-Za-z0-9][A-Za-z0-9./_-]{0,29}")
"""A reference has a digit and no spaces, so that it holds neither a name nor a sentence: links carry it."""
_MADE = re.compile(r"r[0-9]{8}")


def read_reference(typed: str) -> str:
    """Return the reference that was typed, or nothing.

    Raises:
        ValueError: in words, where it could be a name or a sentence.

    """
    reference = typed.strip()
    if reference and not REFERENCE.fullmatch(reference):
        raise ValueError(
            "use letters, numbers and the signs - / . _ only, with at least one number and no spaces, and no more "
            "than 30 of them: a case number, never a name."
        )
    return reference


def new_reference() -> str:
    """Return a reference for a case that has none."""
    return f"r{int.from_bytes(os.urandom(5)) % 10**8:08}"


def is_made(reference: str) -> bool:
    """Whether a reference was made here, rather than typed."""
    return bool(_MADE.fullmatch(reference))


def uid(reference: str, name: str, host: str) -> str:
    """Return the id of a calendar entry: always the same for one thing of one case, and it tells nothing of it."""
    return f"{hashlib.sha256(f'{reference} {name}'.encode()).hexdigest()[:24]}@{host}"

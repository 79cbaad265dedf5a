"""Whether this Python compresses as others do: a few are made with another library, which gives other bytes."""

import hashlib
import zlib

SAMPLE = b"".join(f"{number * number}: the same bytes on every system\n".encode() for number in range(5000))
USUAL = "7d5b42091f81bcd53f83cc2addf3bfac30a0eb20992f8c9bca15fffa9e06d055"  # of zlib 1.2.13 at level 9


def compresses_differently(compressed: bytes | None = None) -> str:
    """Return a note where this Python's zlib is not the usual one, else nothing."""
    made = zlib.compress(SAMPLE, 9) if compressed is None else compressed
    if hashlib.sha256(made).hexdigest() == USUAL:
        return ""
    return (
        f"This Python compresses with zlib {zlib.ZLIB_RUNTIME_VERSION}, and not as most do. The site works, but its "
        "checksums are not those of the same edition made elsewhere: make releases with another Python.\n"
    )

"""Says in plain sentences why packages could not be had, from what pip, uv or npm complained of.

Needs the standard library alone, and the syntax of Python 3.9: `environment.py` imports it.
"""

from __future__ import annotations

CERTIFICATE = "certificate"
# The first that fits counts: a complaint about a certificate also speaks of a connection.
SIGNS = {
    "checksum": ("hash mismatch", "do not match the hashes", "checksum mismatch", "eintegrity"),
    "no hash": ("require-hashes mode", "must be pinned", "must have a hash", "require hashes"),
    CERTIFICATE: ("certificate", "unknownissuer", "unable_to_verify", "unable_to_get_issuer", "self_signed", "ssl"),
    "proxy": ("407 proxy", "proxy auth", "proxyerror", "connect to proxy", "tunnel"),
    "in use": ("being used by another process", "os error 32", "ebusy", "access is denied", "os error 5)"),
    "no wheel": ("no usable wheels", "no wheels with a matching", "not a supported wheel", "ebadplatform"),
    "not written": ("permission denied", "read-only file system", "eacces", "erofs", "eperm"),
    "full": ("no space left", "not enough space", "enospc", "disk full"),
    "connection": (
        "dns error", "name resolution", "name or service not known", "getaddrinfo", "eai_again", "enotfound",
        "connection refused", "econnrefused", "connection reset", "econnreset", "client error (connect)",
        "error sending request", "timed out", "etimedout", "timeout", "network is unreachable", "enetunreach",
        "newconnectionerror", "no route to host", "failed to fetch", "failed to download", "network connectivity",
    ),
}  # fmt: skip
SENTENCES = {
    "checksum": (
        "What was fetched is not what the guide was tested with: its checksum is different. Nothing of it was "
        "installed. Start again, from another network if you can. If it happens again, do not work round it: tell "
        "the person who looks after the guide."
    ),
    "no hash": (
        "A package has no checksum in the lock, so it was not installed. After a change to pyproject.toml, run the "
        "step pin, which writes the checksums down."
    ),
    CERTIFICATE: (
        "The connection is read by a proxy or a virus scanner with a certificate of its own, which is not trusted "
        "here. Ask your IT department for that certificate as a file, set SSL_CERT_FILE, PIP_CERT and "
        "NODE_EXTRA_CA_CERTS to the file’s path, and start again. Where the computer itself trusts it, "
        "UV_SYSTEM_CERTS=true is enough for uv."
    ),
    "proxy": (
        "The proxy did not let the request through. Ask your IT department for the proxy’s address and whether it "
        "wants a name and a password, set HTTPS_PROXY to http://name:password@address:port, and start again."
    ),
    "in use": (
        "A file in the project’s folder is in use by another program, often a virus scanner or OneDrive. Close what "
        "has it open, or move the folder to a place that is not synchronised, and start again."
    ),
    "no wheel": (
        "A package is not published for this kind of computer. The table in CONTRIBUTING.md says on which systems "
        "the guide can be built and tested."
    ),
    "not written": (
        "A file in the project’s folder cannot be written. Copy the project to a folder of yours, and start again."
    ),
    "full": "There is no space left on the disk. About 1 GB is needed; make room, and start again.",
    "connection": (
        "There is no connection to where the packages come from. Look whether the computer is on the internet. If "
        "it goes through a proxy, set HTTPS_PROXY to its address. Then start again; what was fetched is kept."
    ),
}
OTHERWISE = {
    "pip": "uv could not be installed as browser/requirements-uv.txt lists it; what pip said is above.",
    "uv": "The Python packages could not be installed as the lock lists them; what uv said is above.",
    "venv": (
        "This Python could not make an environment in .tools; what it said is above. On Debian and Ubuntu, install "
        "the package python3-venv; elsewhere, use the Python of python.org. Then start again."
    ),
    "python": "What uv said is above.",
    "npm": "What browser/package-lock.json lists could not be installed; what npm said is above.",
}
NO_PYTHON = (
    "Python 3.13 is not on this computer, and it could not be fetched. Install Python 3.13 from python.org or your "
    "software centre (for one user, no administrator is needed), or put right why it could not be fetched. Then "
    "start again. {}"
)


def kind_of(complaint: str) -> str:
    """Return what kind of failure a complaint is about, or an empty text where that is not known."""
    said = complaint.lower()
    return next((kind for kind, signs in SIGNS.items() if any(sign in said for sign in signs)), "")


def sentence(complaint: str, who: str) -> str:
    """Return what went wrong and what to do, for what `who` said: pip, uv, venv, npm, or uv about Python itself."""
    said = SENTENCES.get(kind_of(complaint), OTHERWISE[who])
    return NO_PYTHON.format(said) if who == "python" else said

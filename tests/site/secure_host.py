"""A host with https on this machine: it can be stopped, break off half way, or keep a reader waiting."""

import base64
import functools
import hashlib
import http.server
import ssl
import threading
from pathlib import Path

import trustme
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

COPYING = "?copy="


class SecureHost:
    """Serves a folder; `asked` are the addresses by which a copy of the guide is made."""

    def __init__(self, folder: Path, certificate: trustme.LeafCert) -> None:
        self.asked: list[str] = []
        self.ends_after: int | None = None
        self.waits_after: int | None = None
        self.goes_on = threading.Event()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        certificate.configure_cert(context)
        handler = functools.partial(_Handler, host=self, directory=str(folder))
        self._server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        self.address = f"https://localhost:{self._server.server_port}/"

    def stop(self) -> None:
        """Stop answering: from now on there is no host at this address."""
        self.goes_on.set()
        self._server.shutdown()
        self._server.server_close()

    def breaks(self, path: str) -> bool:
        """Note a request, wait where that is asked for, and say whether the network fails it."""
        if COPYING not in path:
            return False
        self.asked.append(path)
        if self.waits_after is not None and len(self.asked) > self.waits_after:
            self.goes_on.wait(60)
        return self.ends_after is not None and len(self.asked) > self.ends_after


class _Handler(http.server.SimpleHTTPRequestHandler):
    def __init__(self, *arguments: object, host: SecureHost, directory: str) -> None:
        self.host = host
        super().__init__(*arguments, directory=directory)  # type: ignore[arg-type]

    def do_GET(self) -> None:
        """Hand out a file, or say nothing and close."""
        if not self.host.breaks(self.path):
            super().do_GET()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Say nothing: a test's output is its result."""


def certificate() -> trustme.LeafCert:
    """Return a new certificate for this machine."""
    return trustme.CA().issue_cert("localhost")


def trusted(certificate: trustme.LeafCert) -> str:
    """Return Chromium’s argument to trust a certificate: it takes no service worker from a host it doubts."""
    key = x509.load_pem_x509_certificate(certificate.cert_chain_pems[0].bytes()).public_key()
    digest = hashlib.sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest()
    return f"--ignore-certificate-errors-spki-list={base64.b64encode(digest).decode()}"

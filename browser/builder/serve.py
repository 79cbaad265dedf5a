"""Serves the built site on this computer alone, with the types that a page needs on every system.

Python would ask Windows' registry, where any program may have changed what a script or a style is.
"""

import functools
import http.server
import sys
from pathlib import Path, PurePosixPath

TYPES = {
    ".css": "text/css; charset=utf-8",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".html": "text/html; charset=utf-8",
    ".ico": "image/x-icon",
    ".js": "text/javascript; charset=utf-8",
    ".json": "application/json; charset=utf-8",
    ".pdf": "application/pdf",
    ".png": "image/png",
    ".svg": "image/svg+xml; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
    ".woff2": "font/woff2",
    ".xml": "application/xml; charset=utf-8",
}


class Handler(http.server.SimpleHTTPRequestHandler):
    """Gives out the files of a folder."""

    def guess_type(self, path: object) -> str:
        """Return the type by the ending alone."""
        return TYPES.get(PurePosixPath(str(path)).suffix.lower(), "application/octet-stream")


def server(site: Path, port: int) -> http.server.ThreadingHTTPServer:
    """Return a server of the site that only this computer reaches."""
    return http.server.ThreadingHTTPServer(("127.0.0.1", port), functools.partial(Handler, directory=str(site)))


def serve(site: Path, port: int) -> None:
    """Serve the site until Ctrl+C.

    Raises:
        SystemExit: when another program has the port.

    """
    try:
        running = server(site, port)
    except OSError:
        sys.exit(f"Port {port} is taken by another program. Name another: serve --port {port + 1}")
    with running:
        sys.stdout.write(f"http://127.0.0.1:{running.server_port}/ (Ctrl+C stops it)\n")
        sys.stdout.flush()
        try:
            running.serve_forever()
        except KeyboardInterrupt:
            sys.stdout.write("Stopped.\n")

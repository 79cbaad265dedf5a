"""Web servers as Debian installs them, and Python's own, on a free port of this machine.

nginx and Apache run with a copy of the settings that their packages bring. In the copy these lines change, and no
other: where the server listens, which folder it serves, and where it keeps its process number, its logs and what is
on its way (so that it needs no right to write anywhere else). No type, header, compression or rewriting is set.
"""

import functools
import http.server
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from tests.browser.install import installed

PATIENCE = 30.0  # seconds until a server must listen
type Server = Callable[[Path], AbstractContextManager[str]]
# What nginx keeps while it is on its way, each in a folder of its own.
ON_THE_WAY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


class ServerError(Exception):
    """A server could not be started; the message holds what it said."""


@contextmanager
def nginx(folder: Path, settings: str = "") -> Iterator[str]:
    """Serve a folder with Debian's settings for nginx, and these more in the `server` block; yield its address."""
    with _own_folder() as own, _free_port() as (port, address):
        copy = _copied(Path("/etc/nginx"), own)
        _change(copy / "nginx.conf", {"/etc/nginx": copy, "/run/nginx.pid": own / "pid", "/var/log/nginx": own})
        site = copy / "sites-enabled" / "default"
        _change(
            site,
            {
                "listen 80 default_server;": f"listen 127.0.0.1:{port} default_server;",
                "listen [::]:80 default_server;": "",
                "root /var/www/html;": f'root "{folder}";{settings}',
            },
        )
        paths = "".join(f'{each}_temp_path "{own / each}";\n' for each in ON_THE_WAY)
        (copy / "conf.d" / "on-the-way.conf").write_text(paths, encoding="utf-8")
        command = [installed("nginx"), "-c", copy / "nginx.conf", "-e", own / "error.log"]
        _run([*command, "-t"])
        with _started([*command, "-g", "daemon off;"], port, own):
            yield address


@contextmanager
def apache(folder: Path, settings: str = "", modules: Sequence[str] = ()) -> Iterator[str]:
    """Serve a folder with Debian's settings for Apache, these more, and these more of its modules switched on."""
    with _own_folder() as own, _free_port() as (port, address):
        copy = _copied(Path("/etc/apache2"), own)
        _change(copy / "ports.conf", {"Listen 80": f"Listen 127.0.0.1:{port}"})
        _change(copy / "apache2.conf", {"<Directory /var/www/>": f'<Directory "{folder}">'})
        site = copy / "sites-enabled" / "000-default.conf"
        _change(site, {"*:80": f"*:{port}", "DocumentRoot /var/www/html": f'DocumentRoot "{folder}"\n{settings}\n'})
        for module in modules:  # what a2enmod does
            shutil.copy(copy / "mods-available" / f"{module}.load", copy / "mods-enabled")
        places = {f"APACHE_{name}_DIR": str(own) for name in ("RUN", "LOCK", "LOG")}
        who = {"APACHE_RUN_USER": "www-data", "APACHE_RUN_GROUP": "www-data", "APACHE_PID_FILE": str(own / "pid")}
        environment = {**os.environ, **places, **who}
        command = [installed("apache2"), "-d", copy]
        _run([*command, "-t"], environment)
        with _started([*command, "-D", "FOREGROUND"], port, own, environment):
            yield address


@contextmanager
def python(folder: Path) -> Iterator[str]:
    """Serve a folder with Python's own server."""
    with _own_folder() as own, _free_port() as (port, address):
        command = [sys.executable, "-m", "http.server", "--bind", "127.0.0.1", str(port)]
        with _started([*command, "--directory", folder], port, own):
            yield address


@contextmanager
def knowing_little(folder: Path, pages: str, others: str) -> Iterator[str]:
    """Serve a folder with one type for pages and another for all else; an empty one is not named."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def guess_type(self, path: object) -> str:
            return pages if str(path).endswith(".html") else others

        def send_header(self, keyword: str, value: str) -> None:
            if value:
                super().send_header(keyword, value)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(Handler, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


@contextmanager
def _own_folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="server-") as folder:
        Path(folder).chmod(0o755)  # a server that root starts reads as another user
        yield Path(folder)


@contextmanager
def _free_port() -> Iterator[tuple[int, str]]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    yield port, f"http://127.0.0.1:{port}/"


def _copied(settings: Path, own: Path) -> Path:
    """Copy a package's settings; what is switched on by a link is copied as a file."""
    return Path(shutil.copytree(settings, own / settings.name))


def _change(file: Path, changes: dict[str, object]) -> None:
    text = file.read_text(encoding="utf-8")
    for old, new in changes.items():
        if not re.search(re.escape(old), text):
            message = f"{file.name} is not as its package brings it: {old} is not there."
            raise ServerError(message)
        text = text.replace(old, str(new))
    file.write_text(text, encoding="utf-8")


def _run(command: Sequence[object], environment: dict[str, str] | None = None) -> None:
    """Have the server look at its settings; raise with what it says is wrong."""
    ran = subprocess.run(  # noqa: S603
        [str(each) for each in command], env=environment, capture_output=True, encoding="utf-8", check=False
    )
    if ran.returncode:
        raise ServerError(ran.stderr)


@contextmanager
def _started(
    command: Sequence[object], port: int, own: Path, environment: dict[str, str] | None = None
) -> Iterator[None]:
    """Run a server in the foreground until the end of the block, and leave none of its processes."""
    said = own / "said"
    with said.open("wb") as output:
        running = subprocess.Popen(  # noqa: S603
            [str(each) for each in command], env=environment, stdout=output, stderr=output
        )
        try:
            _wait(running, port, said)
            yield
        finally:
            running.terminate()
            running.wait(timeout=PATIENCE)


def _wait(running: subprocess.Popen[bytes], port: int, said: Path) -> None:
    until = time.monotonic() + PATIENCE
    while running.poll() is None and time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise ServerError(said.read_text(encoding="utf-8"))

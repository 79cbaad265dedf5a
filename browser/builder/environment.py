"""Makes the project's own environment inside its folder, from any Python since 3.9, and goes on in it.

`build.py` imports this before anything is installed: it needs the standard library alone, and the syntax of 3.9.

    .tools/uv      uv, in an environment made with `venv`, by its checksum in `requirements-uv.txt`
    .tools/python  Python 3.13, where the computer has none; uv knows its checksum
    .tools/cache   what uv and npm have fetched
    .venv          the packages of `requirements.txt`, for tests of `requirements-test.txt`, each by its checksum
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

from browser.builder.failures import CERTIFICATE, kind_of, sentence

ROOT = Path(__file__).resolve().parents[2]
ENVIRONMENT = ROOT / ".venv"
TOOLS = ROOT / ".tools"
BUILD_LOCK = ROOT / "browser" / "requirements.txt"
TEST_LOCK = ROOT / "browser" / "requirements-test.txt"
UV_LOCK = ROOT / "browser" / "requirements-uv.txt"
PYTHON = "3.13"
WINDOWS = os.name == "nt"
# What people type before the name of a step.
COMMAND = "py build.py" if WINDOWS else "python3 build.py"
# Windows refuses paths of more than 260 characters, and the longest below the folder has 157.
LONGEST_FOLDER = 100


def continue_inside(lock: Path) -> None:
    """Go on in the project's own environment, with what `lock` lists in it; return only inside it."""
    inside = Path(sys.prefix).resolve() == ENVIRONMENT.resolve()
    os.environ.update(settings())
    python = ready(lock)
    if inside:
        return
    command = [str(python), str(ROOT / "build.py"), *sys.argv[1:]]
    try:
        status = subprocess.run(command, check=False).returncode  # noqa: S603
    except KeyboardInterrupt:
        status = 130
    sys.exit(status)


def settings() -> dict[str, str]:
    """Return what uv, pip, npm and Python are to know: to write in the folder, and to read and write UTF-8.

    Whatever somebody has set otherwise stays.
    """
    wanted = {
        "UV_CACHE_DIR": str(TOOLS / "cache" / "uv"),
        "UV_PYTHON_INSTALL_DIR": str(TOOLS / "python"),
        "npm_config_cache": str(TOOLS / "cache" / "npm"),
        "NODE_USE_SYSTEM_CA": "1",
        "PYTHONUTF8": "1",
    }
    return {name: value for name, value in wanted.items() if name not in os.environ}


def ready(lock: Path) -> Path:
    """Return the Python of the environment, installing exactly what the lock lists where that is not there yet.

    The lock for tests lists all that the other does: an environment for tests builds too, and stays one for tests.
    """
    mark = ENVIRONMENT / "installed-from"
    if _text(mark).startswith(TEST_LOCK.name):
        lock = TEST_LOCK
    wanted = f"{lock.name} {digest(lock)}"
    if _works(ENVIRONMENT) and _text(mark) == wanted:
        return program(ENVIRONMENT, "python")
    _refuse_folder()
    mark.unlink(missing_ok=True)
    python = install(find_uv(), ENVIRONMENT, lock)
    mark.write_bytes(wanted.encode())
    return python


def install(uv: str, environment: Path, lock: Path) -> Path:
    """Install exactly what the lock lists and return the environment's Python; end where a checksum differs."""
    if not _works(environment):
        run_uv(uv, "venv", "--clear", "--no-project", "--python", find_python(uv), str(environment))
    _say(f"Installing the packages of {_name(lock)} …")
    sync = ["pip", "sync", "--quiet", "--require-hashes", "--no-build", "--python", str(environment), str(lock)]
    run_uv(uv, *sync)
    return program(environment, "python")


def find_uv() -> str:
    """Return where uv is: the one that started this (`uv run`), or the project's own, installed where it is not."""
    given = os.environ.get("UV")
    if given:
        return given
    folder = TOOLS / "uv"
    uv, mark = program(folder, "uv"), folder / "installed-from"
    if uv.exists() and _text(mark) == digest(UV_LOCK):
        return str(uv)
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        sys.exit(
            "This Python cannot make environments. On Debian and Ubuntu, install the package python3-venv "
            "(sudo apt install python3-venv); elsewhere, use the Python of python.org. Then start again."
        )
    _say(f"Fetching uv, which fetches the rest, into {_name(folder)} …")
    shutil.rmtree(folder, ignore_errors=True)
    _run([sys.executable, "-m", "venv", str(folder)], "venv")
    pip = [str(program(folder, "python")), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    checked = ["--require-hashes", "--no-deps", "--only-binary", ":all:", "--requirement", str(UV_LOCK)]
    _run([*pip, "--no-user", "--no-cache-dir", "--retries", "2", *checked], "pip")
    mark.write_bytes(digest(UV_LOCK).encode())
    return str(uv)


def find_python(uv: str) -> str:
    """Return a Python 3.13: this one, another on the computer, or one that uv fetches into the folder."""
    if "{}.{}".format(*sys.version_info[:2]) == PYTHON:
        return sys.executable
    find = ["python", "find", "--quiet", "--system", "--no-project", "--no-python-downloads", PYTHON]
    found = subprocess.run([uv, *find], capture_output=True, encoding="utf-8", errors="replace", check=False)  # noqa: S603
    if found.returncode == 0:
        return found.stdout.strip()
    _say(f"Fetching Python {PYTHON} into {_name(TOOLS / 'python')} …")
    run_uv(uv, "python", "install", "--no-bin", "--no-registry", PYTHON)
    return PYTHON


def run_uv(uv: str, *arguments: str, stdin: str = "") -> None:
    """Run uv, and where a certificate is not trusted, once more with those that the system trusts.

    Where it fails, end with what went wrong and what to do.
    """
    failure = _failure([uv, *arguments], stdin)
    if kind_of(failure) is CERTIFICATE and "UV_SYSTEM_CERTS" not in os.environ:
        os.environ["UV_SYSTEM_CERTS"] = "true"
        failure = _failure([uv, *arguments], stdin)
    if failure:
        _end(failure, "python" if arguments[:2] == ("python", "install") else "uv")


def program(environment: Path, name: str) -> Path:
    """Return where an environment keeps a program."""
    return environment / ("Scripts/{}.exe" if WINDOWS else "bin/{}").format(name)


def digest(lock: Path) -> str:
    """Return the hash by which an environment shows what it was made from."""
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def _works(environment: Path) -> bool:
    """Whether the environment is there, and the Python that it was made with still is."""
    said = dict(line.split(" = ", 1) for line in _text(environment / "pyvenv.cfg").splitlines() if " = " in line)
    return "home" in said and Path(said["home"]).exists() and program(environment, "python").exists()


def _refuse_folder() -> None:
    """End where nothing can be installed in the project's folder, before anything is tried."""
    if WINDOWS and len(str(ROOT)) > LONGEST_FOLDER:
        sys.exit(
            f"The folder’s path is too long: {ROOT}. Files in it would have paths that Windows refuses. Move the "
            f"folder to a place with at most {LONGEST_FOLDER} characters, such as C:\\guide, and start again."
        )
    try:
        TOOLS.mkdir(exist_ok=True)
        probe = TOOLS / "can-be-written"
        probe.touch()
        probe.unlink()
    except OSError as error:
        sys.exit(
            f"Nothing can be written into {ROOT} ({error.strerror}). The build keeps all that it needs in its own "
            "folder: copy the project to a folder of yours, and start again there."
        )


def _run(command: list[str], who: str) -> None:
    failure = _failure(command)
    if failure:
        _end(failure, who)


def _failure(command: list[str], stdin: str = "") -> str:
    """Run a command; return what it complained of where it failed."""
    try:
        done = subprocess.run(  # noqa: S603
            command, input=stdin, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, cwd=str(ROOT),
            encoding="utf-8", errors="replace",
        )  # fmt: skip
    except OSError as error:
        return f"{command[0]}: {error}"
    return (done.stdout.strip() or f"{command[0]} ended with {done.returncode}") if done.returncode else ""


def _end(failure: str, who: str) -> None:
    sys.stderr.write(failure + "\n\n")
    sys.exit(sentence(failure, who))


def _text(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix() if ROOT in path.parents else str(path)


def _say(text: str) -> None:
    sys.stderr.write(text + "\n")
    sys.stderr.flush()

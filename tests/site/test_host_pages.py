"""What the pages for hosts print and promise, held against the servers themselves and the site."""

import gzip
import re
import shlex
import tempfile
import urllib.error
import urllib.request
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from email.message import Message
from pathlib import Path
from typing import NamedTuple

import pytest
from bs4 import BeautifulSoup

from docs.builder.release.addresses import find
from tests.site.web_servers import ServerError, apache, nginx, python

NAME = "conference-guide"  # the folder that the pages put the guide into
DOCX = "forms/blank/core-group-members.docx"
PYTHON = [f"assets/python/{name}.js" for name in ("runtime", "snapshot", "wasm")]
LASTING = [*PYTHON, "assets/page.js", "assets/python/python.js", "assets/site.css", "assets/mark.svg"]
FLEETING = {"index.html", "edition.js", "kept-copy.js", "kept-copy.json", DOCX}
# Types that a server of Microsoft's has known in every version; for others a page of the site asks for a mapping.
LONG_KNOWN = {".txt", ".css", ".html", ".js"}
HIDDEN_BY_IIS = {"bin", "app_code", "app_globalresources", "app_localresources", "app_webreferences", "app_data"}


class Reply(NamedTuple):
    status: int
    headers: Message
    content: bytes
    address: str

    @property
    def type(self) -> str:
        return self.headers.get_content_type()

    @property
    def compressed(self) -> bool:
        return self.headers["Content-Encoding"] == "gzip"


def ask(address: str) -> Reply:
    """Ask for a file as a browser does that takes it compressed; return it as it was before that."""
    asked = urllib.request.Request(address, headers={"Accept-Encoding": "gzip"})  # noqa: S310
    try:
        with urllib.request.urlopen(asked, timeout=30) as reply:  # noqa: S310
            status, headers, content = reply.status, reply.headers, reply.read()
            address = reply.url
    except urllib.error.HTTPError as error:
        status, headers, content = error.code, error.headers, error.read()
    if headers["Content-Encoding"] == "gzip":
        content = gzip.decompress(content)
    return Reply(status, headers, content, address)


@pytest.fixture(scope="module")
def web_root(site: Path) -> Iterator[Path]:
    """What stands for `/var/www/html`: it holds the guide under the name that the pages give it."""
    with tempfile.TemporaryDirectory(prefix="www-") as folder:
        Path(folder).chmod(0o755)
        (Path(folder) / NAME).symlink_to(site, target_is_directory=True)
        yield Path(folder)


def soup(site: Path, page: str) -> BeautifulSoup:
    return BeautifulSoup((site / "hosts" / f"{page}.html").read_text(encoding="utf-8"), "html.parser")


def printed(site: Path, page: str, label: str) -> str:
    """Return what stands in a box to copy from."""
    box = soup(site, page).select_one(f'pre[aria-label="{label}"]')
    assert box, label
    return box.get_text()


def named(site: Path, name: str) -> str:
    """Return what a file is called in the site."""
    return find(site, name).relative_to(site).as_posix()


def files(site: Path) -> list[str]:
    return sorted(path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())


# --- Web servers ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("server", "column"), [(nginx, 1), (apache, 2), (python, 3)], ids=["nginx", "apache", "python"]
)
def test_servers_as_installed_answer_as_the_page_says_and_hand_out_every_file_as_it_is(
    site: Path, web_root: Path, server: object, column: int
) -> None:
    cells = [row.find_all("td") for row in soup(site, "web-servers").select("table tbody tr")]
    said = {row[0].get_text(): row[column].get_text() for row in cells}
    drawing, script = "A drawing (.svg)", "A script (python.js)"
    asked = {"Start page": "", "A form’s page": "forms/mapping-tool.html"}
    asked[script] = named(site, "assets/python/python.js")
    asked |= {
        "A Word document": DOCX,
        drawing: named(site, "assets/mark.svg"),
        "A page that does not exist": "nothing.html",
    }
    with server(web_root) as host:  # type: ignore[operator]
        guide = f"{host}{NAME}/"
        replies = {what: ask(guide + path) for what, path in asked.items()}
        without_slash = ask(guide.removesuffix("/"))
        held = {path: ask(guide + path).content for path in files(site)}
    assert {what: described(reply) for what, reply in replies.items()} == {
        what: said[what].split(", the ")[0] if "404" in said[what] else alike(said[what]) for what in replies
    }
    assert said["The folder with no slash at the end"].startswith("Sent on")
    assert without_slash.address == guide
    assert replies["A page that does not exist"].content != (site / "404.html").read_bytes()
    assert [path for path, content in held.items() if content != (site / path).read_bytes()] == []


def described(reply: Reply) -> str:
    if reply.status == 404:
        return "404"
    return f"{reply.status}, {alike(reply.type)}{', compressed' if reply.compressed else ''}"


def alike(said: str) -> str:
    """Return an answer with one name for JavaScript's two types, and Word's type as the page calls it."""
    word = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
    return (
        said.replace("application/javascript", "text/javascript")
        .replace(word, "the type for Word")
        .removesuffix(", not compressed")
    )


def test_the_settings_for_nginx_do_what_the_page_promises(site: Path, web_root: Path) -> None:
    with nginx(web_root, printed(site, "web-servers", "Settings for nginx")) as host:
        compressed = keeps_its_promises(site, f"{host}{NAME}/")
    assert compressed == {".html", ".js", ".css", ".svg"}


def test_the_settings_for_apache_do_what_the_page_promises(site: Path, web_root: Path) -> None:
    settings = apache_settings(site, web_root)
    with apache(web_root, settings, modules=re.findall(r"a2enmod (\w+)", settings)) as host:
        compressed = keeps_its_promises(site, f"{host}{NAME}/")
    assert compressed == {".html", ".js", ".css", ".svg"}


def apache_settings(site: Path, web_root: Path) -> str:
    settings = printed(site, "web-servers", "Settings for Apache")
    assert settings.count("/var/www/html") == 1
    return settings.replace("/var/www/html", str(web_root))


def keeps_its_promises(site: Path, guide: str) -> set[str]:
    """Check what both servers promise with the page's settings, and return what came compressed, by its ending."""
    lost = ask(f"{guide}family/nothing.html")
    assert (lost.status, lost.content) == (404, (site / "404.html").read_bytes())
    assert lost.headers.get_all("Cache-Control") == ["no-store"]
    lasting = {named(site, name) for name in LASTING}
    lasting |= {path.relative_to(site).as_posix() for path in site.glob("assets/rules/*/*.js")}
    replies = {path: ask(guide + path) for path in FLEETING | lasting}
    assert all(reply.content == (site / path).read_bytes() for path, reply in replies.items())
    kept = {path: ", ".join(reply.headers.get_all("Cache-Control", [])) for path, reply in replies.items()}
    assert kept == {
        **dict.fromkeys(lasting, "max-age=31536000, immutable"),
        **dict.fromkeys(FLEETING, "no-store"),
    }
    gone = ask(f"{guide}assets/python/python.0123456789abcdef.js")
    assert (gone.status, "max-age" in gone.headers.get("Cache-Control", "")) == (404, False)
    compressed = {path for path, reply in replies.items() if reply.compressed}
    assert all(replies[path].headers["Vary"] == "Accept-Encoding" for path in compressed)
    assert compressed >= {named(site, name) for name in PYTHON}
    return {Path(path).suffix for path in compressed}


def test_apache_needs_all_four_types_as_the_page_warns(site: Path, web_root: Path) -> None:
    settings = apache_settings(site, web_root)
    drawings = re.sub(
        r"AddOutputFilterByType DEFLATE text/\S+ (?:text/css)?", "AddOutputFilterByType DEFLATE ", settings
    )
    drawings = drawings.replace("AddOutputFilterByType DEFLATE \n", "")
    with apache(web_root, drawings, modules=["headers"]) as host:
        assert ask(f"{host}{NAME}/{named(site, 'assets/mark.svg')}").compressed
        assert not ask(f"{host}{NAME}/index.html").compressed


def test_settings_with_a_mistake_are_told_and_not_served(web_root: Path) -> None:
    for server in (nginx, apache):
        with pytest.raises(ServerError, match=r"(?i)unknown|invalid"), server(web_root, "\nNoSuchSetting on;"):
            pass


def test_the_command_for_pythons_own_server_is_the_one_that_was_tried(site: Path) -> None:
    command = shlex.split(printed(site, "web-servers", "Command for Python’s own server"))
    assert command == ["python", "-m", "http.server", "--bind", "127.0.0.1", "8000"]


def test_what_the_calculator_loads_is_as_large_as_the_page_says(site: Path) -> None:
    said = re.search(
        r"loads about (\d+) megabytes the first time. With it, about (\d+)", soup(site, "web-servers").text
    )
    assert said
    loaded = [find(site, name).read_bytes() for name in PYTHON]
    sizes = [sum(map(len, loaded)), sum(len(gzip.compress(each, 1)) for each in loaded)]
    assert [f"{size / 1e6:.0f}" for size in sizes] == list(said.groups())


# --- Windows --------------------------------------------------------------------------------------------


def test_the_file_for_windows_is_well_formed_and_names_every_type_that_an_old_server_may_not_know(
    site: Path,
) -> None:
    text = printed(site, "windows-and-sharepoint", "A web.config file to inspect")
    settings = ET.fromstring(text.encode())  # noqa: S314
    assert settings.tag == "configuration"
    assert [each.get("value") for each in settings.findall(".//defaultDocument/files/add")] == ["index.html"]
    content = settings.findall("./system.webServer/staticContent/*")
    named = [(each.tag, each.get("fileExtension")) for each in content]
    endings = sorted({path.suffix for path in site.rglob("*") if path.is_file()} - LONG_KNOWN)
    assert named == [(tag, ending) for ending in endings for tag in ("remove", "mimeMap")]
    assert all(each.get("mimeType") for each in content if each.tag == "mimeMap")


def test_the_file_for_windows_lets_pages_be_asked_for_and_keeps_only_what_has_its_content_in_its_address(
    site: Path,
) -> None:
    text = printed(site, "windows-and-sharepoint", "A web.config file to inspect")
    settings = ET.fromstring(text.encode())  # noqa: S314
    headers = settings.findall("./system.webServer/httpProtocol/customHeaders/*")
    assert [(each.tag, each.get("name"), each.get("value")) for each in headers] == [
        ("remove", "Cache-Control", None),
        ("add", "Cache-Control", "no-store"),
    ]
    [kept] = settings.findall("./location")
    folder = str(kept.get("path"))
    assert [each.get("name") for each in kept.findall(".//customHeaders/remove")] == ["Cache-Control"]
    assert [each.get("cacheControlMode") for each in kept.findall(".//clientCache")] == ["UseMaxAge"]
    in_it = [path for path in files(site) if path.startswith(f"{folder}/")]
    assert in_it
    assert [path for path in in_it if not re.search(r"[./][0-9a-f]{16}[./]", path)] == []


def test_windows_hides_no_folder_of_the_site_and_refuses_no_name(site: Path) -> None:
    names = files(site)
    assert [path for path in names if HIDDEN_BY_IIS & set(path.lower().split("/"))] == []
    assert [path for path in names if not re.fullmatch(r"[a-z0-9_./-]+", path)] == []
    reserved = re.compile(r"(?:^|/)(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|/|$)|\.(?:/|$)")
    assert [path for path in names if reserved.search(path)] == []
    assert max(map(len, names)) <= 120  # of the 260 that Windows allows for drive, folders and name

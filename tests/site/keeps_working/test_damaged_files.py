"""Files that are missing or damaged, on a disk or a host: a right answer or a plain message, and no word is lost."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from docs.builder.release.addresses import find
from tests.serving import served
from tests.site.form_page import REPORT
from tests.site.keeps_working.tools import CALCULATOR, FAILED, FORM, TOOLS, ends_well


def missing(path: Path) -> None:
    path.unlink()


def cut_short(path: Path) -> None:
    replace(path, path.read_bytes()[: path.stat().st_size // 2])


def one_byte_changed(path: Path) -> None:
    content = bytearray(path.read_bytes())
    middle = len(content) // 2
    content[middle] = ord("B") if content[middle] == ord("A") else ord("A")
    replace(path, bytes(content))


def a_byte_that_is_no_base64(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] = ord("!")
    replace(path, bytes(content))


def another_page_in_its_place(path: Path) -> None:
    replace(path, b"<!doctype html><title>Sign in</title><p>Please sign in.</p>")


def replace(path: Path, content: bytes) -> None:
    """Write a file anew; what stands there leads to the site itself, which must stay as it is."""
    path.unlink()
    path.write_bytes(content)


DAMAGES = (missing, cut_short)
SPOILT = (one_byte_changed, a_byte_that_is_no_base64)
ON_DISK = [
    *(
        (asset, damage)
        for asset in ("runtime", "wasm", "snapshot", "library", "python", "own")
        for damage in DAMAGES
    ),
    *((asset, damage) for asset in ("wasm", "snapshot", "library") for damage in SPOILT),
]
ON_A_HOST = [
    ("runtime", missing),
    ("wasm", cut_short),
    ("snapshot", cut_short),
    ("python", missing),
    ("own", cut_short),
]
DAMAGED = [*(("disk", *each) for each in ON_DISK), *(("http", *each) for each in ON_A_HOST)]


def damaged(site: Path, folder: Path) -> Path:
    """Return a copy of the site that can be damaged; its files are links."""
    return Path(shutil.copytree(site, folder / "copy", copy_function=link))


def link(of: str, at: str) -> None:
    Path(at).symlink_to(of)


@pytest.mark.parametrize(("way", "asset", "damage"), DAMAGED, ids=lambda each: getattr(each, "__name__", each))
def test_a_file_of_python_that_is_missing_or_damaged_costs_time_or_is_said_plainly(
    way: str, asset: str, damage: Any, site: Path, tmp_path: Path, context: BrowserContext
) -> None:
    copy = damaged(site, tmp_path)
    folder = copy / "assets/python"
    if asset == "library":
        missing(find(folder, "snapshot.js"))
    damage(find(folder, f"{asset}.js")) if asset != "own" else [
        damage(find(folder, f"{each}.js")) for each in ("tool", "form")
    ]
    with served(copy) as host:
        for tool in TOOLS if way == "disk" and asset in {"python", "own"} else (CALCULATOR,):
            tab = context.new_page()
            start = f"{copy.as_uri()}/" if way == "disk" else host
            ends_well(tool, tab, start, answered=asset == "snapshot")
            again = tab.locator(FAILED).get_by_role("button", name="Try again")
            if asset == "own":
                expect(again).to_be_hidden()  # without its script it would do nothing
            elif again.is_visible():
                again.click()
                tool.says_that_it_failed(tab)
            tab.close()


@pytest.mark.parametrize("damage", [*DAMAGES, *SPOILT], ids=lambda each: each.__name__)
def test_a_forms_own_file_that_is_missing_or_damaged_is_said_plainly(
    damage: Any, site: Path, tmp_path: Path, context: BrowserContext
) -> None:
    copy = damaged(site, tmp_path)
    [carried] = copy.glob(f"**/{REPORT}.*.js")
    damage(carried)
    tab = context.new_page()
    ends_well(FORM, tab, f"{copy.as_uri()}/", answered=False)
    with tab.expect_download() as saved:
        tab.locator(".form-files [data-do=save]").press("Enter")
    assert json.loads(saved.value.path().read_text(encoding="utf-8"))["answers"] == FORM.typed


def test_a_sign_in_page_in_place_of_a_file_is_said_plainly_and_trying_again_asks_the_host_anew(
    site: Path, tmp_path: Path, context: BrowserContext
) -> None:
    copy = damaged(site, tmp_path)
    file = find(copy, "assets/python/wasm.js")
    another_page_in_its_place(file)
    tab = context.new_page()
    with served(copy) as host:
        ends_well(CALCULATOR, tab, host, answered=False)
        replace(file, find(site, "assets/python/wasm.js").read_bytes())
        CALCULATOR.tries_again(tab)
        CALCULATOR.is_answered(tab)

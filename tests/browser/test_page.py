"""Python in a page, as a reader gets it: from a disk with no network, and from a static host."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.browser.conftest import RULEBOOK
from tests.browser.drivers import Browser

START = "guidePython.start().then(() => guidePython.booted.from)"
# The state and the reason after a start that is expected to fail.
FAIL = "guidePython.start().then(() => null, (failure) => [guidePython.state, failure.reason])"
ORDINARY = "(() => { window.guidePythonOptions = { snapshot: false } })()"


def call(browser: Browser, name: str, given: str = "null") -> Any:
    return browser.evaluate(f"guidePython.call({name!r}, {given})")


def test_a_page_from_disk_answers_from_the_snapshot_in_every_engine(browser: Browser, site: Path) -> None:
    browser.open((site / "index.html").as_uri())
    assert browser.evaluate("guidePython.state") == "idle"
    assert browser.evaluate(START) == "snapshot"
    assert browser.evaluate("guidePython.state") == "ready"
    given = '{"text": "Zoë </script>", "none": null, "list": [1, true]}'
    reply = call(browser, "echo", given)
    assert reply["result"] == {
        "given": {"text": "Zoë </script>", "none": None, "list": [1, True]},
        "rulebook": RULEBOOK,
    }
    assert call(browser, "table", "3")["result"].count("<td>") == 9


def test_an_export_reaches_the_page_as_bytes(browser: Browser, site: Path) -> None:
    browser.open((site / "index.html").as_uri())
    seen = browser.evaluate(
        "guidePython.start().then(() => guidePython.call('file', 'a.docx'))"
        ".then(({ result: { filename, bytes } }) => [filename, bytes instanceof Uint8Array, [...bytes]])"
    )
    assert seen == ["a.docx", True, list(range(256))]


def test_invalid_input_and_a_fault_come_back_as_messages_and_python_goes_on(browser: Browser, site: Path) -> None:
    browser.open((site / "index.html").as_uri())
    browser.evaluate(START)
    assert call(browser, "refuse")["errors"] == [
        {"field": "day", "message": "Enter a real date."},
        {"field": None, "message": "Start again."},
    ]
    fault = call(browser, "break", "{}")
    assert [error["field"] for error in fault["errors"]] == [None]
    assert "KeyError" in fault["detail"]
    assert call(browser, "table", "1")["result"] == "<tr><td>0</td></tr>"


def test_every_restore_draws_other_random_numbers(browser: Browser, site: Path) -> None:
    drawn = set()
    for _ in range(2):
        browser.open((site / "index.html").as_uri())
        browser.evaluate(START)
        drawn.add(call(browser, "draw")["result"])
    assert len(drawn) == 2


def test_without_the_snapshot_python_boots_from_the_library(browser: Browser, site: Path) -> None:
    browser.open((site / "index.html").as_uri())
    browser.evaluate(ORDINARY)
    assert browser.evaluate(START) == "library"
    assert call(browser, "echo", "1")["result"] == {"given": 1, "rulebook": RULEBOOK}


def test_calls_made_early_wait_and_only_the_newest_of_a_name_runs(chromium: Browser, site: Path) -> None:
    chromium.open((site / "index.html").as_uri())
    replies = chromium.evaluate(
        "Promise.all([guidePython.start(),"
        "  guidePython.call('echo', 1, { latest: true }),"
        "  guidePython.call('table', 1, { latest: true }),"
        "  guidePython.call('echo', 2),"
        "  guidePython.call('echo', 3, { latest: true })])"
    )
    assert replies[1] == {"superseded": True}
    assert "result" in replies[2]
    assert [reply["result"]["given"] for reply in replies[3:]] == [2, 3]


def test_it_boots_in_named_steps(chromium: Browser, site: Path) -> None:
    chromium.open((site / "index.html").as_uri())
    steps = chromium.evaluate(
        "(async (steps) => { await guidePython.start({ onstep: (step) => steps.push(step) }); return steps })([])"
    )
    assert steps == ["decode", "compile", "start", "ready"]


def test_over_http_it_asks_for_nothing_outside_its_own_folder(chromium: Browser, served: str) -> None:
    chromium.open(served)
    assert chromium.evaluate(START) == "snapshot"
    asked = {
        url.removeprefix(served).partition("?")[0] for url in chromium.requests() if not url.startswith("data:")
    }
    assert asked == {"", *(f"assets/python/{name}.js" for name in ("python", "runtime", "wasm", "snapshot"))}


@pytest.mark.parametrize("damage", ["missing", "of another build"])
def test_a_snapshot_that_cannot_be_restored_costs_time_and_nothing_else(
    chromium: Browser, site: Path, tmp_path: Path, damage: str
) -> None:
    copy = Path(shutil.copytree(site, tmp_path / "site"))
    snapshot = copy / "assets/python/snapshot.js"
    if damage == "missing":
        snapshot.unlink()
    else:
        script = copy / "assets/python/python.js"
        altered = script.read_text(encoding="utf-8").replace(
            "memory.set(packed", "memory.fill(1); memory.set(packed"
        )
        script.write_text(altered.replace("runs[each]);", "runs[each] + 64);"), encoding="utf-8")
    chromium.open((copy / "index.html").as_uri())
    assert chromium.evaluate(START) == "library"
    assert call(chromium, "table", "1")["result"] == "<tr><td>0</td></tr>"


@pytest.mark.parametrize("asset", ["runtime", "wasm"])
def test_a_missing_asset_is_said_plainly(chromium: Browser, site: Path, tmp_path: Path, asset: str) -> None:
    copy = Path(shutil.copytree(site, tmp_path / "site"))
    (copy / f"assets/python/{asset}.js").unlink()
    chromium.open((copy / "index.html").as_uri())
    early = "guidePython.call('table', 1).catch((failure) => failure.reason)"
    assert chromium.evaluate(f"Promise.all([{FAIL}, {early}])") == [["failed", "asset"], "asset"]
    assert chromium.evaluate("guidePython.call('table', 1).catch((failure) => failure.reason)") == "asset"


def test_where_webassembly_is_forbidden_it_says_so_and_loads_nothing(browser: Browser, site: Path) -> None:
    browser.open((site / "forbidden.html").as_uri())
    assert browser.evaluate(FAIL) == ["failed", "webassembly"]
    assert browser.evaluate("document.scripts.length") == 1


def test_where_a_worker_cannot_be_made_it_says_so(chromium: Browser, site: Path) -> None:
    chromium.open((site / "index.html").as_uri())
    chromium.evaluate("(() => { window.Worker = undefined })()")
    assert chromium.evaluate(FAIL) == ["failed", "worker"]

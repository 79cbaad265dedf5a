"""Measures how soon a reader has dates, against stock Pyodide, and prints the table.

Every figure is a ratio to something measured in the same run, in the same browser, in turn with it: on a busy
machine all of them slow down alike. Stock is a page that calls `loadPyodide()` from the npm package over local
http, loads the same wheels, and computes and shows the same timetable.
"""

import gzip
import json
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl

from playwright.sync_api import Browser, Page, sync_playwright

from browser.builder.pack import PYODIDE, ROOT
from calculator.builder.areas import area_rules
from calculator.builder.load import load_rulebook
from calculator.pickles import to_text
from tests.serving import served

SITE = ROOT / "site"
ROUNDS = 7
CHANGES = 60
TOOL = "tools/deadline-calculator.html"
PERSONAL = "family/my-dates.html"
CASE = "partnership=kirklees&strategy_discussion=2026-12-11"
PLAIN_PAGE = "professionals/how-days-are-counted.html"
# Presses the personal page's button, as its reader does, and times it until the first date is on the page.
PRESSED = """async () => {
    for (const [name, value] of [["partnership", "kirklees"], ["conference", "initial_conference"]])
        document.querySelector(`[name="${name}"][value="${value}"]`).checked = true;
    for (const [part, value] of [["day", "5"], ["month", "1"], ["year", "2027"]])
        document.querySelector(`[name$=".${part}"]`).value = value;
    const begun = performance.now();
    document.querySelector("[data-tool] [type=submit]").click();
    while (!document.querySelector(".deadline")) await new Promise(requestAnimationFrame);
    return performance.now() - begun;
}"""
PATIENCE = 120_000  # milliseconds
# Notes when the first date is on the page. Playwright's own waiting is what the pages' policy forbids.
WATCH = """new MutationObserver((_, watcher) => {
    if (!document.querySelector(".deadline")) return;
    window.shownAt = performance.now();
    watcher.disconnect();
}).observe(document, { childList: true, subtree: true });"""

STOCK = """<!doctype html><meta charset="utf-8"><title>Stock</title><div id="output"></div><script type="module">
import { loadPyodide } from "./pyodide/pyodide.mjs";
const python = await loadPyodide();
await python.loadPackage(WHEELS.map((name) => new URL(`wheels/${name}`, location).href));
python.runPython("import answer; answer.start()");
const call = python.globals.get("__import__")("answer").answer_text;
call("rules_load", JSON.stringify(RULES));
const fields = [...new URLSearchParams(location.hash.slice(1))];
const [text] = call("timetable", JSON.stringify({ fields })).toJs();
document.querySelector("#output").innerHTML = JSON.parse(text).result.html;
</script>"""

FLOOR = """<!doctype html><meta charset="utf-8"><title>Floor</title><script type="module">
const bytes = async (name) => new Uint8Array(await (await fetch(name)).arrayBuffer());
const [wasm, snapshot] = await Promise.all([bytes("pyodide/pyodide.asm.wasm"), bytes("snapshot")]);
await WebAssembly.compile(wasm);
new Uint8Array(new WebAssembly.Memory({ initial: 480 }).buffer).set(snapshot.subarray(0, 480 * 65536));
document.body.innerHTML = '<p class="deadline"></p>';
</script>"""


@dataclass
class Series:
    """Milliseconds of one thing, measured several times."""

    name: str
    times: list[float] = field(default_factory=list)

    @property
    def median(self) -> float:
        """The middle time."""
        return statistics.median(self.times)


def stock_site(folder: Path) -> None:
    """Lay out the stock page and the floor page beside what they load."""
    wheels = next((ROOT / "build" / "browser").glob("packages-*"))
    names = sorted(path.name for path in wheels.glob("*.whl"))
    (folder / "wheels").symlink_to(wheels)
    (folder / "pyodide").symlink_to(PYODIDE)
    (folder / "snapshot").symlink_to(next((ROOT / "build" / "browser").glob("snapshot-*")) / "snapshot")
    (folder / "stock.html").write_text(stock_page(names), encoding="utf-8", newline="\n")
    (folder / "floor.html").write_text(FLOOR, encoding="utf-8", newline="\n")


def stock_page(wheels: Sequence[str]) -> str:
    """Return a page that shows the timetable with Pyodide as it comes."""
    return STOCK.replace("WHEELS", json.dumps(wheels)).replace("RULES", json.dumps(carried_rules()))


def carried_rules() -> str:
    """Return the rules of the area that is measured, as every page hands them to Python."""
    rulebook = load_rulebook()
    return to_text(area_rules(rulebook, rulebook.partnerships[dict(parse_qsl(CASE))["partnership"]]))


def first_timetable(page: Page, address: str) -> float:
    """Open an address and return the milliseconds until the first deadline is on the page.

    On the personal page Python starts at the press of a button: there the time runs from the press.
    """
    if PERSONAL in address:
        page.goto(address, wait_until="load")
        return float(page.evaluate(PRESSED))
    page.add_init_script(WATCH)
    page.goto(address, wait_until="commit")
    return shown_at(page, PATIENCE)


def shown_at(page: Page, patience: int) -> float:
    """Return when the first date was on a watched page, in milliseconds."""
    given_up = time.monotonic() + patience / 1000
    while (shown := page.evaluate("() => window.shownAt ?? null")) is None:
        if time.monotonic() > given_up:
            raise TimeoutError(f"No date was on {page.url.partition('?')[0]} after {patience / 1000:.0f} seconds.")
        page.wait_for_timeout(50)
    return float(shown)


def uncached(browser: Browser, address: str) -> float:
    """Measure in a new profile, in which nothing is cached."""
    context = browser.new_context()
    try:
        return first_timetable(context.new_page(), address)
    finally:
        context.close()


def second_visit(browser: Browser, address: str) -> float:
    """Measure the second opening in one tab: the reader has gone to another page of the host and comes back."""
    context = browser.new_context()
    try:
        page = context.new_page()
        first_timetable(page, address)
        page.wait_for_timeout(3000)  # A browser writes compiled code to its cache a moment later.
        page.goto(f"{address.partition('#')[0].rpartition('/')[0]}/nothing.html")
        return first_timetable(page, address)
    finally:
        context.close()


def changes(browser: Browser, address: str) -> list[float]:
    """Type one date after another and return the milliseconds until each new timetable is on the page."""
    context = browser.new_context()
    page = context.new_page()
    first_timetable(page, address)
    page.wait_for_timeout(3000)  # A reader looks at the dates before changing one.
    try:
        times: list[float] = page.evaluate(
            """async (count) => {
                const output = document.querySelector("[data-output]"), times = [];
                const input = document.getElementsByName("strategy_discussion.day")[0];
                for (let number = 0; number < count; number += 1) {
                    input.value = String(1 + (number % 28));
                    const shown = new Promise((resolve) => new MutationObserver((_, observer) => {
                        observer.disconnect();
                        output.offsetHeight; // The browser lays the new timetable out.
                        resolve(performance.now());
                    }).observe(output, { childList: true }));
                    const begun = performance.now();
                    input.dispatchEvent(new Event("input", { bubbles: true }));
                    times.push((await shown) - begun);
                }
                return times;
            }""",
            CHANGES,
        )
        return times
    finally:
        context.close()


def weight(browser: Browser, address: str, root: Path) -> int:
    """Return the compressed bytes that a page asks for before it can be read (its `load` event)."""
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address, wait_until="load")
    context.close()
    files = {root / url.removeprefix(address.removesuffix(PLAIN_PAGE)).partition("?")[0] for url in asked}
    return sum(len(gzip.compress(path.read_bytes(), mtime=0)) for path in files)


def measure() -> dict[str, Series]:
    """Measure everything in turn and return the series by name."""
    series: dict[str, Series] = {}

    def note(name: str, milliseconds: float) -> None:
        series.setdefault(name, Series(name)).times.append(milliseconds)

    with (
        tempfile.TemporaryDirectory() as name,
        served(SITE) as site,
        sync_playwright() as playwright,
    ):
        stock_site(Path(name))
        with served(Path(name)) as stock:
            installed = shutil.which("chromium")
            browser = playwright.chromium.launch(executable_path=installed, args=["--no-sandbox"])
            ours = f"{site}{TOOL}#{CASE}"
            from_disk = f"{(SITE / TOOL).as_uri()}#{CASE}"
            theirs = f"{stock}stock.html#{CASE}"
            things: list[tuple[str, Callable[[Browser, str], float], str]] = [
                ("stock", uncached, theirs),
                ("disk", uncached, from_disk),
                ("http", uncached, ours),
                ("stock again", second_visit, theirs),
                ("http again", second_visit, ours),
                ("personal disk", uncached, (SITE / PERSONAL).as_uri()),
                ("personal http", uncached, f"{site}{PERSONAL}"),
                ("personal again", second_visit, f"{site}{PERSONAL}"),
                ("floor", uncached, f"{stock}floor.html"),
            ]
            for _ in range(ROUNDS):
                for thing, how, address in things:
                    note(thing, how(browser, address))
            series["change"] = Series("change", changes(browser, from_disk))
            note("weight", weight(browser, f"{site}{PLAIN_PAGE}", SITE))
            browser.close()
    return series


def report(series: dict[str, Series]) -> list[tuple[str, str, str, bool]]:
    """Return the table's rows: what, measured, what it must reach, and whether it does."""

    def ratio(what: str, ours: str, stock: str, limit: float) -> tuple[str, str, str, bool]:
        value = series[ours].median / series[stock].median
        measured = f"{series[ours].median:.0f} ms to {series[stock].median:.0f} ms: {value:.2f}"
        return what, measured, f"{limit:.2f}", value <= limit

    slowest = statistics.quantiles(series["change"].times, n=20)[-1]
    page = series["weight"].median / 1000
    return [
        ratio("from disk: opened to first timetable", "disk", "stock", 0.40),
        ratio("http, nothing cached", "http", "stock", 0.40),
        ratio("http, second visit", "http again", "stock again", 0.30),
        ratio("personal page from disk: pressed to first date", "personal disk", "stock", 0.40),
        ratio("personal page, http, nothing cached", "personal http", "stock", 0.40),
        ratio("personal page, http, second visit", "personal again", "stock again", 0.30),
        ("changed date to new timetable, 95th percentile", f"{slowest:.0f} ms", "50 ms", slowest <= 50),
        ("page with no tool, compressed", f"{page:.0f} kB", "150 kB", page <= 150),
    ]


def main() -> int:
    """Print the table; return 1 when anything misses its mark."""
    started = time.monotonic()
    series = measure()
    rows = report(series)
    for what, measured, limit, reached in rows:
        sys.stdout.write(f"{what:<50} {measured:<28} at most {limit:<8} {'reached' if reached else 'MISSED'}\n")
    size = sum(path.stat().st_size for path in SITE.rglob("*") if path.is_file()) / 1e6
    sys.stdout.write(f"floor (compile the wasm, copy the snapshot): {series['floor'].median:.0f} ms\n")
    sys.stdout.write(f"whole site: {size:.1f} MB; {ROUNDS} rounds, {time.monotonic() - started:.0f} s\n")
    return int(not all(reached for *_, reached in rows))


if __name__ == "__main__":
    sys.exit(main())

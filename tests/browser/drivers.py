"""Drives the three browser engines in one way, so that a test says what it wants and not how.

Chromium goes through Playwright, Firefox through puppeteer-core in Node, WebKitGTK through WebDriver. Where
an installed browser is missing, Playwright's own build of that engine is used. Starting an engine takes as long as
many a test, so a process runs one Chromium and one Firefox, and each window is a new context with nothing stored.
WebKit's driver knows no contexts: there each window is a browser of its own.
"""

import atexit
import contextlib
import json
import os
import queue
import shutil
import subprocess
import threading
import warnings
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any, Self

import playwright.sync_api
from playwright.sync_api import Playwright, sync_playwright
from selenium import webdriver
from selenium.webdriver.common.actions.action_builder import ActionBuilder
from selenium.webdriver.common.proxy import Proxy
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service

from browser.builder.node import node

HERE = Path(__file__).resolve().parent
BROWSER = HERE.parents[1] / "browser"
ENGINES = ("chromium", "firefox", "webkit")
PATIENCE = 90.0  # Seconds that one step may take: two shared cores can be slow.
VIEWPORT = (1280, 900)
WITH_WINDOWS = ("chromium", "chromium-browser", "google-chrome")
# Nothing listens there: whatever a page asks of the network fails at once.
NOWHERE = "127.0.0.1:9"


class BrowserError(Exception):
    """The browser could not do what was asked, or not in time."""


class Browser(ABC):
    """One window of one engine, with an empty profile; a context manager that leaves no process behind."""

    engine: str

    @abstractmethod
    def open(self, url: str) -> None:
        """Go to `url` and wait until its document has loaded."""

    @abstractmethod
    def evaluate(self, expression: str) -> Any:
        """Return the value of a JavaScript expression as JSON has it; a promise is awaited."""

    @abstractmethod
    def screenshot(self, path: Path) -> None:
        """Write what the window shows to a PNG file."""

    @abstractmethod
    def set_viewport(self, width: int, height: int) -> None:
        """Make the page's own area this large, in CSS pixels."""

    @abstractmethod
    def press(self, x: float, y: float) -> None:
        """Press the mouse down and up at this point, whatever is there by then."""

    @abstractmethod
    def requests(self) -> list[str]:
        """Return every address requested so far; in WebKit only those that the current page itself knows."""

    @abstractmethod
    def close(self) -> None:
        """End the browser."""

    def wait_for(self, condition: str, seconds: float = PATIENCE) -> Any:
        """Wait until a JavaScript expression is true, and return its value; raises when it stays false."""
        looking = f"""new Promise((resolve, reject) => {{
          const until = performance.now() + {seconds * 1000};
          const look = async () => {{
            const value = await ({condition});
            if (value) resolve(value);
            else if (performance.now() > until) reject(new Error("it did not come true"));
            else setTimeout(look, 20);
          }};
          look().catch(reject);
        }})"""
        try:
            return self.evaluate(looking)
        except BrowserError as error:
            message = f"{self.engine} waited for {condition}: {error}"
            raise BrowserError(message) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def open_browser(engine: str, *, offline: bool = False) -> Browser:
    """Open a window of an engine, with nothing stored; `offline` cuts it off from every network."""
    firefox = installed("firefox-esr", "firefox")
    if engine == "firefox" and firefox:
        return _Firefox(firefox, offline=offline)
    if engine == "webkit" and (mini := mini_browser()) and installed("WebKitWebDriver") and installed("Xvfb"):
        return _WebKit(mini, offline=offline)
    return _Playwright(engine, offline=offline)


def mini_browser() -> str | None:
    """Return WebKitGTK's own small browser, the one that its driver runs."""
    found = sorted(Path("/usr").glob("lib*/**/webkit2gtk-4.*/MiniBrowser"))
    return str(found[-1]) if found else None


def installed(*names: str) -> str | None:
    """Return the path of the first of these programs that is on this machine."""
    return next((found for name in names if (found := shutil.which(name))), None)


@cache
def _playwright() -> Playwright:
    """Return the one Playwright of this process, which allows no second."""
    started = sync_playwright().start()
    atexit.register(started.stop)
    return started


@cache
def chromium() -> playwright.sync_api.Browser:
    """Return the one Chromium that tests of a single engine share; each takes a new context of it."""
    started = launch_chromium()
    atexit.register(started.close)
    return started


@contextlib.contextmanager
def with_page_cache() -> Iterator[playwright.sync_api.Browser]:
    """Start a Chromium that keeps a page whole for a reader who goes back to it, which Playwright switches off."""
    started = launch_chromium(ignore_default_args=["--disable-back-forward-cache"], programs=WITH_WINDOWS)
    try:
        yield started
    finally:
        started.close()


def launch_chromium(
    *arguments: str,
    ignore_default_args: list[str] | None = None,
    programs: Sequence[str] = ("chromium-headless-shell", *WITH_WINDOWS),
) -> playwright.sync_api.Browser:
    """Start a Chromium of one's own, with arguments for its command line and without some of Playwright's.

    The first of `programs` that is installed is taken. The headless shell takes less time for a page, and keeps none
    whole.
    """
    executable = installed(*programs)
    sandbox = ["--no-sandbox"] if _is_root() else []
    return _playwright().chromium.launch(
        executable_path=executable, args=[*sandbox, *arguments], ignore_default_args=ignore_default_args
    )


@cache
def _playwrights_own(engine: str) -> playwright.sync_api.Browser:
    """Return the one browser of an engine that Playwright brings along."""
    started: playwright.sync_api.Browser = getattr(_playwright(), engine).launch()
    atexit.register(started.close)
    return started


class _Playwright(Browser):
    def __init__(self, engine: str, *, offline: bool) -> None:
        self.engine = engine
        browser = chromium() if engine == "chromium" else _playwrights_own(engine)
        width, height = VIEWPORT
        self.context = browser.new_context(offline=offline, viewport={"width": width, "height": height})
        self.context.set_default_timeout(PATIENCE * 1000)
        self._requests: list[str] = []
        self.context.on("request", lambda request: self._requests.append(request.url))
        self.page = self.context.new_page()

    def open(self, url: str) -> None:
        with _as_browser_error():
            self.page.goto(url)

    def evaluate(self, expression: str) -> Any:
        with _as_browser_error():
            return self.page.evaluate(f"async () => ({expression})")

    def screenshot(self, path: Path) -> None:
        self.page.screenshot(path=path)

    def set_viewport(self, width: int, height: int) -> None:
        self.page.set_viewport_size({"width": width, "height": height})

    def press(self, x: float, y: float) -> None:
        self.page.mouse.move(x, y)
        self.page.mouse.down()
        self.page.mouse.up()

    def requests(self) -> list[str]:
        return list(self._requests)

    def close(self) -> None:
        self.context.close()


class _Firefox(Browser):
    engine = "firefox"

    def __init__(self, executable: str, *, offline: bool) -> None:
        self._idle = _IDLE[offline]
        self._process = self._idle.pop() if self._idle else _FirefoxProcess(executable, offline=offline)
        try:
            self._process.ask("begin")
        except BrowserError:
            self._process.end()
            raise

    def open(self, url: str) -> None:
        self._process.ask("open", url)

    def evaluate(self, expression: str) -> Any:
        return self._process.ask("evaluate", expression)

    def screenshot(self, path: Path) -> None:
        self._process.ask("screenshot", str(path.resolve()))

    def set_viewport(self, width: int, height: int) -> None:
        self._process.ask("viewport", width, height)

    def press(self, x: float, y: float) -> None:
        self._process.ask("press", x, y)

    def requests(self) -> list[str]:
        asked: list[str] = self._process.ask("requests")
        return asked

    def close(self) -> None:
        try:
            self._process.ask("finish")
        except BrowserError:
            self._process.end()
        else:
            self._idle.append(self._process)


# The Firefoxes that no window uses now: those with a network, and those that are offline.
_IDLE: dict[bool, list["_FirefoxProcess"]] = {False: [], True: []}


@atexit.register
def _end_idle_firefoxes() -> None:
    for each in chain.from_iterable(_IDLE.values()):
        each.end()


class _FirefoxProcess:
    """A running Firefox with one window at a time."""

    def __init__(self, executable: str, *, offline: bool) -> None:
        options = {"executable": executable, "viewport": VIEWPORT, "proxy": NOWHERE if offline else None}
        self._node = subprocess.Popen(  # noqa: S603
            [node(), HERE / "firefox.mjs", json.dumps(options)],
            cwd=BROWSER,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )
        self._gone = False
        self._replies: queue.SimpleQueue[str] = queue.SimpleQueue()
        threading.Thread(target=self._listen, daemon=True).start()
        try:
            self._reply()
        except BrowserError:
            self.end()
            raise

    def _listen(self) -> None:
        assert self._node.stdout
        for line in self._node.stdout:
            self._replies.put(line)
        self._replies.put('{"error": "Firefox has gone"}')

    def _reply(self) -> Any:
        try:
            reply = json.loads(self._replies.get(timeout=PATIENCE + 10))
        except queue.Empty:
            self._gone = True  # what it answers later would be taken for the answer to something else
            message = "Firefox did not answer in time"
            raise BrowserError(message) from None
        if "error" in reply:
            raise BrowserError(reply["error"])
        return reply.get("value")

    def ask(self, action: str, *values: Any) -> Any:
        """Return what Firefox answers to an action of `firefox.mjs`."""
        assert self._node.stdin
        try:
            if self._gone:
                raise BrokenPipeError
            self._node.stdin.write(json.dumps([action, *values]) + "\n")
            self._node.stdin.flush()
        except OSError as error:
            message = "Firefox has gone"
            raise BrowserError(message) from error
        return self._reply()

    def end(self) -> None:
        """End Firefox: its Node script does when its input closes, and when it is told to stop."""
        assert self._node.stdin
        assert self._node.stdout
        with contextlib.suppress(OSError):
            self._node.stdin.close()
        for end in (self._node.terminate, self._node.kill):
            try:
                self._node.wait(timeout=20)
                break
            except subprocess.TimeoutExpired:
                end()
        self._node.wait(timeout=20)
        self._node.stdout.close()


class _WebKit(Browser):
    engine = "webkit"

    def __init__(self, executable: str, *, offline: bool) -> None:
        options = Options()
        options.binary_location = executable
        options.add_argument("--automation")
        if offline:
            options.proxy = Proxy({"proxyType": "MANUAL", "httpProxy": NOWHERE, "sslProxy": NOWHERE, "noProxy": ""})
        with contextlib.ExitStack() as started:
            display = started.enter_context(_display())
            service = Service(installed("WebKitWebDriver"), env={**os.environ, "DISPLAY": display})
            with warnings.catch_warnings(action="ignore", category=DeprecationWarning):  # Selenium's own.
                self._driver = webdriver.WebKitGTK(options=options, service=service)
            started.callback(self._driver.quit)
            self._driver.set_script_timeout(PATIENCE + 10)
            self._driver.set_page_load_timeout(PATIENCE)
            self.set_viewport(*VIEWPORT)
            self._started = started.pop_all()

    def open(self, url: str) -> None:
        with _as_browser_error():
            self._driver.get(url)

    def evaluate(self, expression: str) -> Any:
        script = f"""const done = arguments[0];
          const failed = (error) => done({{error: String(error)}});
          (async () => ({expression}))().then((value) => done({{value}}), failed)"""
        with _as_browser_error():
            reply = self._driver.execute_async_script(script)
        if "error" in reply:
            raise BrowserError(reply["error"])
        return reply.get("value")

    def screenshot(self, path: Path) -> None:
        self._driver.save_screenshot(str(path))

    def set_viewport(self, width: int, height: int) -> None:
        self._driver.set_window_size(width, height)
        inner = self.evaluate("[innerWidth, innerHeight]")
        self._driver.set_window_size(2 * width - inner[0], 2 * height - inner[1])

    def press(self, x: float, y: float) -> None:
        mouse = ActionBuilder(self._driver)
        at = mouse.pointer_action.move_to_location(round(x), round(y))  # type: ignore[no-untyped-call]
        at.pointer_down().pointer_up()
        with _as_browser_error():
            mouse.perform()

    def requests(self) -> list[str]:
        known: list[str] = self.evaluate(
            "[location.href, ...performance.getEntriesByType('resource').map((entry) => entry.name)]"
        )
        return known

    def close(self) -> None:
        self._started.close()


@contextlib.contextmanager
def _display() -> Iterator[str]:
    """Run a screen that nobody sees, under a number that nobody else has."""
    told, tell = os.pipe()
    command = [
        installed("Xvfb") or "Xvfb",
        "-displayfd",
        str(tell),
        "-screen",
        "0",
        "2000x2000x24",
        "-nolisten",
        "tcp",
    ]
    screen = subprocess.Popen(command, pass_fds=[tell], stderr=subprocess.DEVNULL)  # noqa: S603
    os.close(tell)
    try:
        # Ends with the number, or, when the screen cannot start, with nothing.
        with os.fdopen(told) as number:
            found = number.readline().strip()
        if not found:
            message = "Xvfb could not open a screen"
            raise BrowserError(message)
        yield f":{found}"
    finally:
        screen.terminate()
        try:
            screen.wait(timeout=20)
        except subprocess.TimeoutExpired:
            screen.kill()
            screen.wait()


@contextlib.contextmanager
def _as_browser_error() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        raise BrowserError(str(error)) from error


def _is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0

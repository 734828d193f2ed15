"""A served dashboard and a real Chromium: one server, one browser and its tabs per test process."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, ConsoleMessage, Page, Request, WebSocket, sync_playwright
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from cxc_metrics.intake import check
from cxc_metrics.store import open_store
from tests.browser.hostile import write_hostile

CHROMIUM_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
QUIET_MS = 500
# What a component draws in a shadow of its own no observer of the page sees.
_SHADOWS = """(() => { const shadows = window.__shadows = new Set();
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (init) {
    const shadow = attach.call(this, init); shadows.add(shadow); window.__look?.(shadow); return shadow; };
})()"""
_WATCH = """() => { window.__last = performance.now();
  if (window.__watched) return; window.__watched = true;
  const observer = new MutationObserver(records => { for (const r of records) {
      const e = r.target.nodeType === 1 ? r.target : r.target.parentElement;
      if (e && e.closest('[data-testid=stStatusWidget],[data-testid=stHeader]')) continue;
      window.__last = performance.now(); } });
  window.__look = node => observer.observe(node,
    {subtree: true, childList: true, attributes: true, characterData: true});
  [document.body, ...window.__shadows].forEach(window.__look); }"""

# Looked for in the page itself: asked from here all the time, it would cost as much as the page's own work.
_STILL = """([quiet, limit]) => new Promise(answer => { const end = performance.now() + limit;
  const look = () => {
    const left = window.__last + quiet - performance.now();
    const idle = document.querySelector('[data-testid=stApp]')?.dataset.testScriptState === 'notRunning';
    if (idle && left < 0) answer(true);
    else if (performance.now() > end) answer(false);
    else setTimeout(look, idle ? Math.max(left, 0) + 10 : 60); };
  look(); })"""

_IDLE = "document.querySelector('[data-testid=stApp]').dataset.testScriptState === 'notRunning'"


def serve(
    root: Path, register: Path, log: Path, *, key: str = "off", **environment: str
) -> tuple[subprocess.Popen[bytes], str]:
    """Start the dashboard on a free port as `make run` does; the process and its address.

    Without `key`, whoever comes from this machine is internal.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "dashboard.py", f"--server.port={port}"]
    own = {"CXC_REGISTER_DIR": str(register), "CXC_LOCAL_KEY": key, **environment}
    with log.open("wb") as output:
        process = subprocess.Popen(
            command, cwd=root, env={**os.environ, **own}, stdout=output, stderr=subprocess.STDOUT
        )
    address = f"http://127.0.0.1:{port}"
    for _ in range(3000):
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=1):
                return process, address
        except OSError:
            assert process.poll() is None, log.read_text(errors="replace")
            time.sleep(0.1)
    process.kill()
    raise AssertionError("the server did not answer: " + log.read_text(errors="replace"))


def stop(process: subprocess.Popen[bytes], log: Path) -> None:
    """End the dashboard as Ctrl+C does for a user, who must not be shown what the libraries left behind."""
    process.send_signal(signal.SIGINT)
    process.wait(timeout=300)
    said = log.read_text(errors="replace")
    assert "leaked" not in said, said
    assert "Traceback" not in said, said


@pytest.fixture(scope="session")
def address(root: Path, sample_register: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a dashboard over the sample register."""
    log = tmp_path_factory.mktemp("server") / "log.txt"
    process, url = serve(root, sample_register, log)
    yield url
    stop(process, log)


@pytest.fixture(scope="session")
def hostile_address(
    root: Path, sample_files: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Address of a dashboard over the sample register with names that want to be more than names."""
    folder = tmp_path_factory.mktemp("hostile")
    write_hostile(sample_files, folder / "files")
    with check(folder / "files") as checked:
        open_store(folder / "store").publish(checked)
    process, url = serve(root, folder / "store", folder / "log.txt")
    yield url
    stop(process, folder / "log.txt")


@pytest.fixture(scope="session")
def browser(chromium: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    """A headless Chromium with a profile of its own, which keeps the compiled scripts of the pages."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch_persistent_context(
            tmp_path_factory.mktemp("profile"),
            executable_path=chromium,
            args=CHROMIUM_FLAGS,
            accept_downloads=True,
            # What fades and pulses until a busy server answers takes processor time and proves nothing.
            reduced_motion="reduce",
        )
        started.add_init_script(_SHADOWS)
        yield started
        started.close()


class Watched:
    """A page with what happened on it: requests to other hosts, console errors."""

    def __init__(self, page: Page, address: str, *, whole: bool = True) -> None:
        self.page = page
        self.whole = whole
        self.address = address
        self.foreign: list[str] = []
        self.errors: list[str] = []
        host = urlsplit(address).netloc
        # A run was asked for or goes on. The page says so only of a long one, and a busy server may be silent
        # for longer than the page is to be quiet.
        self.waiting = False
        self.loading: set[Request] = set()
        self.listeners: dict[str, Callable[[Any], None]] = {
            "websocket": self._socket,
            "request": lambda request: self._request(request, host),
            "requestfinished": self._loaded,
            "requestfailed": self._loaded,
            "console": self._console,
            "pageerror": lambda error: self.errors.append(str(error)),
        }
        for event, listener in self.listeners.items():
            page.on(event, listener)

    def leave(self) -> None:
        """Listen no longer."""
        for event, listener in self.listeners.items():
            self.page.remove_listener(event, listener)

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.errors.append(message.text)

    def _request(self, request: Request, host: str) -> None:
        self.loading.add(request)
        if request.url.startswith("http") and urlsplit(request.url).netloc != host:
            self.foreign.append(request.url)

    def _loaded(self, request: Request) -> None:
        self.loading.discard(request)

    def _socket(self, socket: WebSocket) -> None:
        self.socket = socket
        socket.on("framesent", self._sent)
        socket.on("framereceived", self._received)
        socket.on("close", self._closed)

    def _sent(self, content: bytes | str) -> None:
        if isinstance(content, bytes) and BackMsg.FromString(content).WhichOneof("type") == "rerun_script":
            self.waiting = True

    def _received(self, content: bytes | str) -> None:
        if not isinstance(content, bytes):
            return
        said = ForwardMsg.FromString(content)
        if said.WhichOneof("type") == "new_session":
            self.waiting = True
        elif said.WhichOneof("type") == "script_finished":
            self.waiting = said.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN

    def _closed(self, _: WebSocket) -> None:
        self.waiting = False

    def open(self, path: str) -> Page:
        """Go to an address of the dashboard and wait until it is still."""
        self.page.goto(self.address + path)
        return self.settle()

    def go(self, path: str) -> Page:
        """To another address of the open page as Back goes there: it runs again and is not loaded again."""
        self.page.evaluate("path => history.pushState(null, '', path)", path)
        self.page.evaluate("dispatchEvent(new PopStateEvent('popstate'))")
        return self.settle()

    def settle(self, limit_s: float = 60) -> Page:
        """Wait until the page is still; and drawn whole, as if somebody had scrolled down."""
        rest = self.page.locator("[class*=st-key-rest_] button")
        for _ in range(5):
            page = self._still(limit_s)
            if not (self.whole and rest.count()):
                return page
            # All there are, which may be none by now: it also comes by itself.
            rest.evaluate_all("buttons => buttons.forEach(button => button.click())")
        raise AssertionError(f"the rest of {self.page.url} was not drawn")

    def _still(self, limit_s: float) -> Page:
        """Wait until the server has answered, no script runs, nothing loads and all is quiet."""
        page = self.page
        page.wait_for_selector(".st-key-footer", state="attached", timeout=limit_s * 1000)
        page.evaluate(_WATCH)
        end = time.monotonic() + limit_s
        while time.monotonic() < end:
            page.wait_for_timeout(60)
            still = page.evaluate(_STILL, [QUIET_MS, 1000 * (end - time.monotonic())])
            if still and not self.waiting and not self.loading:
                return page
        quiet_ms = page.evaluate("performance.now() - window.__last")
        raise AssertionError(
            f"{page.url} was not still after {limit_s} s: script ended {page.evaluate(_IDLE)}, "
            f"quiet for {quiet_ms:.0f} ms, answer awaited {self.waiting}, "
            f"loading {sorted(request.url for request in self.loading)}"
        )


class Tabs:
    """The tabs of a browser, used by one test after the other.

    An address loaded where a page of the dashboard was before takes half the work of a tab of its own: the
    scripts are there.
    """

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.free: list[Page] = []
        self.used: list[Watched] = []

    def open(self, address: str, *, width: int, dark: bool, whole: bool) -> Watched:
        """A tab as a stranger has it, at no address yet."""
        page = self.free.pop() if self.free else self.context.new_page()
        # A tab behind another is drawn when Chromium likes, and shows no focus.
        page.bring_to_front()
        page.set_viewport_size({"width": width, "height": 900})
        # A test that failed while it looked at the paper left the tab on paper.
        page.emulate_media(media="screen", color_scheme="dark" if dark else "light")
        watched = Watched(page, address, whole=whole)
        self.used.append(watched)
        return watched

    def clear(self) -> None:
        """Leave nothing of what was done: no page, nothing stored, nobody who listens."""
        for watched in reversed(self.used):
            page = watched.page
            if page.is_closed():
                continue
            if page.url.startswith("http"):
                page.evaluate("localStorage.clear(); sessionStorage.clear()")
            page.goto("about:blank")
            watched.leave()
            self.free.append(page)
        self.used.clear()
        self.context.clear_cookies()


@pytest.fixture(scope="session")
def tabs(browser: BrowserContext) -> Tabs:
    """The tabs of this process's browser."""
    return Tabs(browser)


@pytest.fixture
def visit(tabs: Tabs, address: str) -> Iterator[Callable[..., Watched]]:
    """Opens pages as a stranger: `visit("/countries", width=390, dark=True)`.

    `whole=False` leaves below the first screen what a reader has not scrolled to.
    """

    def open_page(
        path: str, *, width: int = 1400, dark: bool = False, base: str = address, whole: bool = True
    ) -> Watched:
        watched = tabs.open(base, width=width, dark=dark, whole=whole)
        watched.open(path)
        return watched

    yield open_page
    tabs.clear()

"""From a click until the page is still, and from a cold link, in Chromium: an empty page, a naive one, ours.

Budgets (design 6), in times of the empty page in the same run: a click on a figure, a list, a word, and
with Time, Ranking or Table in sight 3 at 10 000 exchanges, with Map or Matrix 4; from a million on one
more; a cold deep link 2. Each is done on a period that nobody asked before (it ends a day later each turn),
so that nothing is remembered.
*Still* is the last change of the page's own elements before a quiet while; the time is taken by the browser
itself. The pages take turns.
"""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from cxc_metrics.paths import REFERENCE, REGISTER_VARIABLE, ROOT

from .ground import load, median, published, ratio, store_of, unasked_days, verdict

BUDGET, WIDE_BUDGET, LINK_BUDGET = 3.0, 4.0, 2.0
LARGE = 1_000_000
MAP = REFERENCE / "geo" / "world_110m.json"
VALIDATED = re.compile("validated", re.IGNORECASE)
QUIET_MS = 800
LIMIT_S = 90
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
# What a component draws in a shadow of its own no observer of the page sees.
_SHADOWS = """(() => {
  const attach = Element.prototype.attachShadow;
  const shadows = window.__shadows = [];
  Element.prototype.attachShadow = function (init) {
    const shadow = attach.call(this, init);
    shadows.push(shadow);
    window.__observe?.(shadow);
    return shadow;
  };
})()"""
# The running man in the header is no part of the page. That the script has ended is a change of the page: a
# component that is drawn while it runs is not yet still.
_WATCH = """() => {
  window.__last = performance.now();
  if (window.__watched) return;
  window.__watched = true;
  document.addEventListener('click', () => { window.__clicked = performance.now(); }, true);
  const observer = new MutationObserver(records => { for (const record of records) {
    const node = record.target.nodeType === 1 ? record.target : record.target.parentElement;
    if (node && node.closest('[data-testid=stStatusWidget],[data-testid=stHeader]')) continue;
    window.__last = performance.now();
  } });
  window.__observe = root =>
    observer.observe(root, {subtree: true, childList: true, attributes: true, characterData: true});
  [document.body, ...window.__shadows].forEach(window.__observe);
}"""
# Of the line on top; the other pages have Streamlit's own choice.
_LINE = ".st-key-top_line"


def _choose_validated(page: Page) -> None:
    """The other view, by Streamlit's own choice."""
    page.locator("[data-testid=stButtonGroup] button", has_text=VALIDATED).first.click()


def _choose_word(page: Page) -> None:
    """A country in the sentence."""
    page.locator(f"{_LINE} .words button", has_text="anywhere").first.click()
    page.locator(f"{_LINE} [role=option]", has_text="Spain").first.click()


def _choose_figure(page: Page) -> None:
    """Another figure of the page."""
    page.locator(".st-key-overview_figures button", has_text="SME share").first.click()


def _choose_row(page: Page) -> None:
    """A row of the ranked lists: all but its own list changes, the chart too."""
    page.locator(".st-key-overview_lists [role=option] .name", has_text="Health").first.click()


@dataclass(frozen=True)
class Target:
    """A page to click on: its name, the script served, the path with a place for the last day, the click."""

    name: str
    script: str
    path: str
    click: Callable[[Page], None]
    budget: float = BUDGET


_OURS = "dashboard.py"
# The empty and the naive page are served as Streamlit serves whoever sets nothing; how our server does it
# belongs to what is measured (.streamlit/config.toml, ui/frame/server.py).
_COLLECTS = "STREAMLIT_RUNNER_POST_SCRIPT_GC"
_START = "/?period=2020-01-01..{day}"
TARGETS = (
    Target("empty", "benchmarks/empty/app.py", "/?until={day}", _choose_validated),
    Target("naive", "benchmarks/naive/app.py", "/?until={day}", _choose_validated),
    Target("a word", _OURS, _START, _choose_word),
    Target("a figure", _OURS, _START, _choose_figure),
    Target("a row, Time", _OURS, _START, _choose_row),
    Target("a row, Ranking", _OURS, f"{_START}&chart=ranking", _choose_row),
    Target("a row, Table", _OURS, f"{_START}&chart=table", _choose_row),
    Target("a row, Map", _OURS, f"{_START}&chart=map", _choose_row, WIDE_BUDGET),
    Target("a row, Matrix", _OURS, f"{_START}&chart=matrix", _choose_row, WIDE_BUDGET),
    Target("countries", _OURS, "/countries?period=2020-01-01..{day}", _choose_word, WIDE_BUDGET),
)


def main(exchanges: int = 10_000, repeat: int = 9) -> None:
    """Print the medians and the ratios to the empty page."""
    published(exchanges).close()
    print(f"browser, {exchanges:,} exchanges, load {load()}")
    with ExitStack() as stack:
        addresses = {
            script: stack.enter_context(served(script, store_of(exchanges)))
            for script in dict.fromkeys(target.script for target in TARGETS)
        }
        browser = stack.enter_context(chromium())
        clicks: dict[str, list[float]] = {target.name: [] for target in TARGETS}
        links: dict[str, list[float]] = {target.name: [] for target in TARGETS}
        for turn, day in enumerate(unasked_days(repeat + 1)):
            for target in TARGETS:
                address = addresses[target.script] + target.path.format(day=day)
                link, taken = link_and_click(browser, address, target.click)
                if turn:  # the first turn warms servers and browser up
                    clicks[target.name].append(taken)
                    links[target.name].append(link)
    print("  from a click to still")
    report(clicks, {target.name: target.budget + (exchanges >= LARGE) for target in TARGETS})
    print("  from a cold link to still")
    report(links, {target.name: LINK_BUDGET for target in TARGETS})
    print(f"  load afterwards {load()}")


def report(times: Mapping[str, Sequence[float]], budgets: Mapping[str, float]) -> None:
    for name, values in times.items():
        line = f"  {name:14} {median(values):6.0f} ms ({min(values):.0f} to {max(values):.0f})"
        if name != "empty":
            over = ratio(values, times["empty"])
            line += f", {over:.1f}× the empty page"
            budget = budgets[name]
            line += f" (budget {budget:.0f}×: {verdict(over, budget)})" if name != "naive" else ""
        print(line)


def link_and_click(browser: Browser, address: str, click: Callable[[Page], None]) -> tuple[float, float]:
    """Milliseconds of one fresh visit until its first screen is still, and of one click on it."""
    context = browser.new_context(viewport={"width": 1400, "height": 900})
    try:
        # The naive page asks a foreign host for its map; it gets it at once, as if that were next door.
        context.route("https://cdn.plot.ly/**", lambda route: route.fulfill(path=MAP))
        context.add_init_script(_SHADOWS)
        page = context.new_page()
        page.goto(address)
        page.locator(f"{_LINE} .words, [data-testid=stButtonGroup]").first.wait_for(timeout=LIMIT_S * 1000)
        page.evaluate(_WATCH)
        still(page)
        link: float = page.evaluate("window.__last")
        before = page.locator("[data-testid=stMain]").inner_text()
        click(page)
        # Until the first change: a busy server may be longer silent than a page that is ready. Looked at
        # seldom: to read the text before each frame is work for the browser, the more the larger the page.
        changed = "before => document.querySelector('[data-testid=stMain]').innerText !== before"
        page.wait_for_function(changed, arg=before, timeout=LIMIT_S * 1000, polling=100)
        still(page)
        taken: float = page.evaluate("window.__last - window.__clicked")
        return link, taken
    finally:
        context.close()


def still(page: Page) -> None:
    """Wait until the script has ended and nothing has changed for a while."""
    ended = f"""() => !document.querySelector('[data-testid=stApp][data-test-script-state=running]')
        && performance.now() - window.__last > {QUIET_MS}"""
    page.wait_for_function(ended, timeout=LIMIT_S * 1000, polling=100)


@contextmanager
def served(script: str, store: Path) -> Iterator[str]:
    """That script on a free port; its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", script, f"--server.port={port}"]
    environment = {
        **os.environ,
        REGISTER_VARIABLE: str(store),
        "PYTHONPATH": str(ROOT),
        "CXC_LOCAL_KEY": "off",
    }
    if script != _OURS:
        environment[_COLLECTS] = "true"
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _answers(f"http://127.0.0.1:{port}/_stcore/health", process)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(timeout=30)


def _answers(address: str, process: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + LIMIT_S
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(address, timeout=2):  # noqa: S310 - our own server
                return
        except OSError:
            assert process.poll() is None, f"the server ended: {address}"
            time.sleep(0.2)
    raise TimeoutError(f"{address} does not answer")


@contextmanager
def chromium() -> Iterator[Browser]:
    """A headless Chromium: CXC_CHROMIUM, else the first on PATH, else Playwright's own."""
    found = os.environ.get("CXC_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=list(FLAGS))
        yield browser
        browser.close()

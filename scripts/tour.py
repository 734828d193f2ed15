"""Make docs/tour.md: every page of the dashboard over the synthetic register, as pictures.

    .venv/bin/python scripts/tour.py            # needs a Chromium on PATH or in CXC_CHROMIUM

Draws and publishes the synthetic register in a temporary folder, serves it, and photographs each page.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Sequence
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
sys.path.insert(0, str(ROOT))

from cxc_metrics.intake import check  # noqa: E402 - the project's root comes first
from cxc_metrics.sample import generate  # noqa: E402
from cxc_metrics.store import open_store  # noqa: E402
from cxc_metrics.words.texts import say  # noqa: E402
from scripts import tour_tasks  # noqa: E402
from scripts.tour_tasks import Task  # noqa: E402
from ui.session.navigation import ENTRIES, Entry  # noqa: E402

# The synthetic register has pairs: nobody takes part in it without one.
_SHOWN = [entry for entry in ENTRIES if entry.id != "participants"]
SIZE = {"width": 1400, "height": 1000}


def main() -> None:
    """Publish, serve, photograph, write."""
    chromium = os.environ.get("CXC_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium:
        sys.exit("No Chromium found: put one on PATH or name it in CXC_CHROMIUM.")
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        files, store = Path(folder) / "files", Path(folder) / "store"
        generate(files)
        with check(files) as checked:
            open_store(store).publish(checked)
        server, address = serve(store)
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
                for entry in _SHOWN:
                    _photograph(browser, address, entry)
                tasks = list(tour_tasks.done(browser, address, IMAGES))
                browser.close()
        finally:
            server.terminate()
            server.wait()
    (ROOT / "docs" / "tour.md").write_text(_text(tasks), encoding="utf-8")


def serve(store: Path) -> tuple[subprocess.Popen[bytes], str]:
    """A dashboard over a store: the process, and its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "dashboard.py", f"--server.port={port}"]
    environment = {**os.environ, "CXC_REGISTER_DIR": str(store), "CXC_LOCAL_KEY": "off"}
    server = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
    address = f"http://127.0.0.1:{port}"
    for _ in range(600):
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=1):  # noqa: S310 - our own server
                return server, address
        except OSError:
            time.sleep(0.1)
    server.kill()
    sys.exit("The dashboard did not answer within a minute.")


def _photograph(browser: Browser, address: str, entry: Entry) -> None:
    page = browser.new_page(viewport=SIZE)
    page.goto(f"{address}/{entry.id}")
    page.wait_for_selector(".st-key-footer", state="attached", timeout=60_000)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(4_000)
    # Of what is not there yet on a busy machine there is a grey stretch.
    page.wait_for_selector("[data-testid=stSkeleton]", state="detached", timeout=60_000)
    if page.get_by_role("dialog").count():
        sys.exit(f"{page.url} opened a dialog: {page.get_by_role('dialog').inner_text()}")
    page.screenshot(path=IMAGES / f"{entry.id}.png")
    page.close()


def _tasks(tasks: Sequence[tuple[Task, int, int]]) -> str:
    """Each task before and now, as a table, then as pictures."""
    rows = [
        "| task | before | now: actions | screens down |",
        "|---|---|---|---|",
        *(f"| {task.name} | {task.before} | {actions} | {screen} |" for task, actions, screen in tasks),
    ]
    pictures = [f"![{task.name}](images/{task.picture}.png)\n\n*{task.name}*" for task, _, _ in tasks]
    intro = (
        "What readers came for, done from the start page at 1400 × 900 by `scripts/tour_tasks.py`, which "
        "counts:\na click or a text typed is an action each; an answer on screen 1 needs no scrolling. "
        "Before is the version\nof 27 November 2026."
    )
    return "\n\n".join(["## Tasks", intro, "\n".join(rows), *pictures]) + "\n"


def _text(tasks: Sequence[tuple[Task, int, int]]) -> str:
    parts = [
        "# Tour\n\nEvery page over the synthetic register: invented organisations, partnerships and results. "
        "Made by `scripts/tour.py`.\n"
    ]
    for entry in _SHOWN:
        name = say(f"nav.{entry.id}")
        parts.append(f"## {name}\n\n{say(f'nav.{entry.id}_help')}\n\n![{name} page](images/{entry.id}.png)\n")
    return "\n".join([*parts, _tasks(tasks)])


if __name__ == "__main__":
    main()

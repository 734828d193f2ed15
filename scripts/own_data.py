"""Make the pictures of docs/guides/your-own-data.md, and count the clicks and seconds of its way.

    .venv/bin/python scripts/own_data.py PATH/TO/stsm.csv     # needs a Chromium on PATH or in CXC_CHROMIUM

Serves an empty store from a temporary folder, maps and publishes the file on its Data page as a new user.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
import time
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
IMAGES = ROOT / "docs" / "images"
sys.path.insert(0, str(ROOT))

from scripts.tour import SIZE, serve  # noqa: E402 - the project's root comes first

PATIENCE_MS = 60_000
STILL_MS = 2_500


class Way:
    """A visitor on the way: clicks counted, pictures taken."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks = page, 0
        self.began = time.monotonic()

    def click(self, place: str) -> None:
        """Press what is there, once it is."""
        target = self.page.locator(place).first
        target.wait_for(timeout=PATIENCE_MS)
        self.page.wait_for_timeout(STILL_MS)
        target.click()
        self.clicks += 1

    def picture(self, name: str, heading: str = "") -> None:
        """Photograph the window, from a heading on."""
        self.page.wait_for_timeout(STILL_MS)
        if heading:
            self.page.get_by_role("heading", name=heading).first.evaluate("node => node.scrollIntoView()")
            self.page.wait_for_timeout(STILL_MS)
        self.page.screenshot(path=IMAGES / f"own-data-{name}.png")


def main() -> None:
    """Serve, map, photograph, count."""
    chromium = os.environ.get("CXC_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if not chromium or len(sys.argv) != 2:
        sys.exit("Usage: own_data.py PATH/TO/stsm.csv, with a Chromium on PATH or in CXC_CHROMIUM.")
    file = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as folder:
        server, address = serve(Path(folder) / "store")
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
                page = browser.new_page(viewport=SIZE)
                page.goto(f"{address}/data")
                way = _walked(page, file)
                browser.close()
        finally:
            server.terminate()
            server.wait()
    print(f"{way.clicks} clicks, {time.monotonic() - way.began:.0f} seconds with waiting for pictures")


def _walked(page: Page, file: Path) -> Way:
    page.locator(".st-key-upload_files button").first.wait_for(timeout=PATIENCE_MS)
    way = Way(page)
    with page.expect_file_chooser() as waiting:
        way.click(".st-key-upload_files button")
    waiting.value.set_files(file)
    way.click("button:has-text('Check'):not(.st-key-map_check *)")
    # A mapping of this very file comes with the program: a file of one's own is mapped from the start.
    way.click(".st-key-map_anew button")
    page.locator(".st-key-map_check").wait_for(timeout=PATIENCE_MS)
    way.picture("sent", "What was sent")
    way.picture("means", "What it means")
    page.get_by_role("textbox", name="Title of the register").fill("Short missions")
    page.get_by_role("textbox", name="Short name").fill("short_missions")
    page.keyboard.press("Enter")
    way.picture("gives", "What you would get")
    way.click(".st-key-map_check button")
    page.locator(".st-key-upload_publish").wait_for(timeout=PATIENCE_MS)
    way.picture("checked", "The first rows as they were read")
    way.click(".st-key-upload_publish button")
    page.get_by_text("Published as data version").first.wait_for(timeout=PATIENCE_MS)
    way.click("[data-testid=stSidebarNavLink]:has-text('Overview'), a:has-text('Overview')")
    page.locator(".st-key-overview_story").wait_for(timeout=PATIENCE_MS)
    way.picture("overview")
    return way


if __name__ == "__main__":
    main()

"""Who comes in by a real browser: with the key of the start, by a login, and out again."""

from __future__ import annotations

import re
from pathlib import Path

from playwright.sync_api import BrowserContext

from tests.browser.conftest import Watched, serve, stop

INTERNAL = "Internal: exact figures"


def test_only_the_key_of_the_start_makes_more_than_the_public(
    root: Path, sample_register: Path, browser: BrowserContext, tmp_path: Path
) -> None:
    """A stranger is told of the key; who brings it keeps all of the address but the key."""
    log = tmp_path / "log.txt"
    process, address = serve(root, sample_register, log, key="on")
    try:
        stranger = Watched(browser.new_page(), address, whole=False)
        assert INTERNAL not in stranger.open("/methods").inner_text("body")
        assert "with the key that was printed" in stranger.page.inner_text("body")
        printed = re.search(r"http://127\.0\.0\.1:\d+/\?(key=\S+)", log.read_text())
        assert printed is not None
        stranger.open(f"/methods?{printed[1]}&lang=de")
        assert INTERNAL in stranger.page.inner_text("body")
        assert "key" not in stranger.page.url
        assert "lang=de" in stranger.page.url
        [cookie] = [each for each in browser.cookies(address) if each["name"].startswith("cxc_key")]
        assert (cookie["httpOnly"], cookie["sameSite"]) == (True, "Strict")
        assert stranger.errors == []
        stranger.page.close()
    finally:
        stop(process, log)

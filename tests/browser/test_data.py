"""The task of the Data page: check files, read what is wrong, publish, serve the earlier version again."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cxc_metrics.intake import load_source
from cxc_metrics.store import Store, open_store
from tests.browser.conftest import serve, stop
from tests.browser.doing import choose
from tests.measuring.publishing import published
from tests.measuring.publishing import visit as exchange
from tests.ui.test_upload import EXCHANGES, ORGANISATIONS, PARTNERSHIPS, zipped

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.journey]

PATIENCE_MS = 60_000


@pytest.fixture
def own(root: Path, tmp_path: Path) -> Iterator[tuple[str, Store]]:
    """A dashboard over a register of its own, which this test may change; its address and its store."""
    served = {"source": load_source("cxc"), "is_synthetic": False}
    published(tmp_path, [exchange("X1", "2021-03-01")], **served).close()
    process, url = serve(root, tmp_path / "store", tmp_path / "log.txt")
    yield url, open_store(tmp_path / "store")
    stop(process, tmp_path / "log.txt")


def test_an_analyst_checks_publishes_and_returns(visit: Callable[..., Any], own: tuple[str, Store]) -> None:
    address, store = own
    before = store.current_id()
    watched = visit("/data", base=address)
    page = watched.page
    with page.expect_download() as waiting:
        page.locator(".st-key-upload_template button").click()
    assert "exchange" in pd.ExcelFile(waiting.value.path(), engine="openpyxl").sheet_names
    packed = zipped(organisation=ORGANISATIONS, partnership=PARTNERSHIPS, exchange=EXCHANGES)
    page.locator(".st-key-upload_files input[type=file]").set_input_files(
        {"name": "register.zip", "mimeType": "application/zip", "buffer": packed}
    )
    # Sending, checking and publishing may take longer than a page is silent: what is told is waited for.
    page.get_by_text("register.zip").first.wait_for(timeout=PATIENCE_MS)
    watched.settle()
    page.get_by_role("button", name="Check", exact=True).click()
    page.get_by_text("1 of 5 rows left out").first.wait_for(timeout=PATIENCE_MS)
    watched.settle()
    # Before and after stand beside each other at the button, which waits for a word: half was left out.
    beside = page.locator("table", has_text="Served now")
    held = beside.locator("tr", has_text="Held exchanges").locator("td").all_inner_texts()
    assert held == ["Held exchanges", "1", "1"]
    assert page.locator(".st-key-upload_publish button").is_disabled()
    assert page.get_by_text("1 of 2 rows of table exchange").count()
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download all data issues").click()
    issues = pd.read_csv(io.BytesIO(Path(waiting.value.path()).read_bytes()))
    wrong = issues[issues["severity"] == "reject"].iloc[0]
    assert (wrong["table"], wrong["column"], wrong["value"]) == ("exchange", "ho_country", "QQ")
    assert store.current_id() == before, "checking publishes nothing"

    page.locator(".st-key-upload_accept_loss label").click()
    page.locator(".st-key-upload_publish button:not([disabled])").click()
    page.get_by_text("Published as data version").first.wait_for(timeout=PATIENCE_MS)
    after = store.current_id()
    assert after is not None
    assert after != before
    assert f"Published as data version {after}" in page.locator("[data-testid=stMain]").inner_text()
    watched.open("/")
    assert page.locator(".st-key-footer").inner_text().count(after)

    watched.open("/data")
    choose(watched, "other_version", str(before))
    page.locator(".st-key-serve_again button").click()
    page.locator(".st-key-footer", has_text=before).wait_for(timeout=PATIENCE_MS)
    assert store.current_id() == before
    assert watched.foreign == []
    assert watched.errors == []

"""What leaves the dashboard: downloaded in a real browser and read back."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest

from cxc_metrics.measuring import measure
from cxc_metrics.scope import Scope
from cxc_metrics.store import open_store
from tests.browser.components import check_barriers, focus, stops

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.journey]

Visit = Callable[..., Any]


def download(watched: Any, chart: str, form: str, *, opened: bool) -> tuple[str, bytes]:
    """Name and bytes of one export of a chart, whose choice of files may still be open."""
    page = watched.page
    if not opened:
        page.locator(f".st-key-export_{chart} button").first.click()
    with page.expect_download() as waiting:
        page.locator(f".st-key-export_{chart}_{form} button").first.click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def test_all_forms_read_back_are_what_measuring_says_and_document_themselves(
    visit: Visit, sample_register: Path
) -> None:
    version = open_store(sample_register).current()
    assert version is not None
    by, scope = ["visitor_sector"], Scope(host_country=("DE",))
    expected = measure(version, ["O10"], by=by, scope=scope).table
    watched = visit("/sectors?host_country=DE")
    name, data = download(watched, "sectors_cross", "csv", opened=False)
    assert "synthetic" in name
    table = pd.read_csv(io.BytesIO(data))
    assert table["visitor_sector"].fillna(0).tolist() == expected["visitor_sector"].fillna(0).tolist()
    assert table["O10"].fillna(-1).tolist() == expected["O10"].fillna(-1).tolist()
    assert table["is_synthetic"].all()

    _, data = download(watched, "sectors_cross", "csv_eu", opened=True)
    assert data.startswith(b"\xef\xbb\xbf")
    european = pd.read_csv(io.BytesIO(data), sep=";", decimal=",", encoding="utf-8-sig")
    assert european["O10"].dropna().tolist() == pytest.approx(table["O10"].dropna().tolist())
    assert european["O10"].dropna().between(0, 1).all()

    _, data = download(watched, "sectors_cross", "zip", opened=True)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        metadata = json.loads(archive.read("metadata.json"))
        assert "data.csv" in archive.namelist()
    assert "Germany" in metadata["selection"]
    assert metadata["is_synthetic"] is True


def test_a_picture_is_copied_or_saved_and_a_page_leaves_whole(visit: Visit) -> None:
    """The menu open on a page of which nobody has seen the rest; the clipboard there, then not."""
    watched = visit("/sectors", whole=False)
    page = watched.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator(".st-key-export_page button").first.click()
    # The rest is drawn for the menu.
    page.locator("[class*=st-key-rest_] button").wait_for(state="detached")
    watched.settle()
    with page.expect_download() as waiting:
        page.locator(".st-key-export_page_sectors_xlsx button").first.click()
    book = openpyxl.load_workbook(io.BytesIO(Path(waiting.value.path()).read_bytes()))
    assert book.sheetnames[0] == "Contents"
    assert len(book.sheetnames) > 6
    page.keyboard.press("Escape")

    page.locator(".st-key-export_sectors_cross button").first.click()
    watched.settle()
    copy = page.locator(".st-key-copy_sectors_cross")
    copy.locator("button").first.click()
    copy.get_by_text("Copied").wait_for()
    kinds = page.evaluate("navigator.clipboard.read().then(items => items.flatMap(item => item.types))")
    assert kinds == ["image/png"]
    page.evaluate("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    with page.expect_download() as waiting:
        copy.locator("button").first.click()
    assert Path(waiting.value.path()).read_bytes().startswith(b"\x89PNG")
    copy.get_by_text("https").wait_for()
    # Walked within the menu, which closes where the focus leaves it.
    assert stops(page, "copy_sectors_cross") == ["copy"]
    page.keyboard.press("Tab")
    assert focus(page) != "copy"
    page.keyboard.press("Shift+Tab")
    assert focus(page) == "copy"
    check_barriers(page, "copy_sectors_cross")
    page.emulate_media(color_scheme="dark")
    watched.settle()
    check_barriers(page, "copy_sectors_cross")
    assert watched.errors == []

"""What leaves the dashboard: downloaded in a real browser and read back."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cxc_metrics.measuring import measure
from cxc_metrics.scope import Scope
from cxc_metrics.store import open_store

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Visit = Callable[..., Any]


def download(watched: Any, chart: str, form: str) -> tuple[str, bytes]:
    """Name and bytes of one export of a chart."""
    page = watched.page
    page.locator(f".st-key-export_{chart} button").first.click()
    with page.expect_download() as waiting:
        page.locator(f".st-key-export_{chart}_{form} button").first.click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def test_the_csv_read_back_is_what_measuring_says(visit: Visit, sample_register: Path) -> None:
    watched = visit("/countries?visitor_country=ES")
    name, data = download(watched, "countries_hosted", "csv")
    assert "synthetic" in name
    table = pd.read_csv(io.BytesIO(data), keep_default_na=False, na_values=[""])
    version = open_store(sample_register).current()
    assert version is not None
    expected = measure(version, ["O01"], by=["host_country"], scope=Scope(visitor_country=("ES",))).table
    assert table["host_country"].fillna("").tolist() == expected["host_country"].fillna("").tolist()
    assert table["O01"].tolist() == expected["O01"].tolist()
    assert table["is_synthetic"].all()


def test_the_european_csv_and_the_zip_document_themselves(visit: Visit) -> None:
    watched = visit("/sectors?host_country=DE")
    _, data = download(watched, "sectors_cross", "csv_eu")
    assert data.startswith(b"\xef\xbb\xbf")
    table = pd.read_csv(io.BytesIO(data), sep=";", decimal=",", encoding="utf-8-sig")
    assert table["O10"].dropna().between(0, 1).all()
    # The form of files is still open.
    with watched.page.expect_download() as waiting:
        watched.page.locator(".st-key-export_sectors_cross_zip button").first.click()
    packed = Path(waiting.value.path()).read_bytes()
    with zipfile.ZipFile(io.BytesIO(packed)) as archive:
        metadata = json.loads(archive.read("metadata.json"))
        assert "data.csv" in archive.namelist()
    assert "Germany" in metadata["selection"]
    assert metadata["is_synthetic"] is True

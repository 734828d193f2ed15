"""The task of the Results page: an evaluator reads a survey share with its interval and exports it."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest

from cxc_metrics.measuring import measure
from cxc_metrics.scope import Scope
from cxc_metrics.store import open_store
from cxc_metrics.studies import bounds
from cxc_metrics.words.numbers import percent

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.journey]


def test_an_evaluator_reads_a_share_with_its_interval_and_exports_it(
    visit: Callable[..., Any], sample_register: Path
) -> None:
    version = open_store(sample_register).current()
    assert version is not None
    scope = Scope(wave=1)
    expected = measure(version, ["R02"], scope=scope)
    row, extremes = expected.row(), bounds(expected, "R02").iloc[0]

    watched = visit("/results?wave=1")
    page = watched.page
    line = page.locator("tr", has_text="Satisfied with the exchange").first
    assert percent(row["R02"]) in line.inner_text()
    assert f"{percent(row['R02_low'])} to {percent(row['R02_high'])}" in line.inner_text()
    page.locator(".st-key-w_bounds label").first.click()
    watched.settle()
    assert parse_qs(urlsplit(page.url).query)["bounds"] == ["1"]
    assert f"{percent(extremes['worst'])} to {percent(extremes['best'])}" in line.inner_text()

    page.locator(".st-key-export_results_survey button").first.click()
    with page.expect_download() as waiting:
        page.locator(".st-key-export_results_survey_csv button").first.click()
    table = pd.read_csv(io.BytesIO(Path(waiting.value.path()).read_bytes()))
    told = table.set_index("kpi").loc["R02", ["value", "low", "high"]].tolist()
    assert told == pytest.approx([row["R02"], row["R02_low"], row["R02_high"]])
    assert watched.foreign == []
    assert watched.errors == []

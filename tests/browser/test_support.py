"""The task of the Support page: an adviser compares visitors with and without a service and exports it."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest

from cxc_metrics.measuring import measure
from cxc_metrics.store import open_store
from cxc_metrics.words.numbers import number, percent

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.journey]


def test_an_adviser_compares_visitors_with_and_without_a_service(
    visit: Callable[..., Any], sample_register: Path
) -> None:
    version = open_store(sample_register).current()
    assert version is not None
    groups = measure(version, ["A04"], by=["support_before"]).table.set_index("support_before")

    watched = visit("/support")
    page = watched.page
    line = page.locator("tr", has_text="Matched within 90 days").first.inner_text()
    for group in (True, False):
        assert f"{percent(groups.loc[group, 'A04'])} of {number(groups.loc[group, 'A04_n'])}" in line
    page.locator(".st-key-export_support_outcomes button").first.click()
    with page.expect_download() as waiting:
        page.locator(".st-key-export_support_outcomes_csv button").first.click()
    table = pd.read_csv(io.BytesIO(Path(waiting.value.path()).read_bytes()))
    by_group = table[table["support_before"].notna()].set_index("support_before")["A04"]
    assert by_group[True] == pytest.approx(groups.loc[True, "A04"])
    page.get_by_text("Achievements per 100 clients", exact=True).last.click()
    watched.settle()
    assert parse_qs(urlsplit(page.url).query)["support"] == ["S04"]
    assert page.get_by_text("Which countries have most achievements per 100 clients?").count() == 1
    assert watched.foreign == []
    assert watched.errors == []

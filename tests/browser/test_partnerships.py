"""The task of the Partnerships page: a manager finds the payments past 10 days of one partnership."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pandas as pd
import pytest

from cxc_metrics.store import open_store
from cxc_metrics.words.texts import say
from tests.browser.doing import select_first_row

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.journey]


def late_by_hand(store: Path) -> pd.DataFrame:
    """Unpaid exchanges past day 10 of the partnership that has most of them, from the clean tables."""
    version = open_store(store).current()
    assert version is not None
    with version:
        rows = version.query(
            """SELECT vop_id, acronym, exchange_id, vo_id, lump_sum_agreed_eur FROM exchange
               JOIN partnership ON partnership_id = vop_id
               WHERE status IN ('awaiting_reports', 'awaiting_validation', 'awaiting_payment', 'completed')
                 AND working_days >= 3 AND vo_country <> ho_country
                 AND (lump_sum_agreed_eur > 0 OR lump_sum_paid_eur > 0)
                 AND paid_on IS NULL AND date_diff('day', actual_end, $as_at) > 10""",
            {"as_at": version.manifest.as_at},
        ).to_pandas()
    most = rows["vop_id"].value_counts().sort_index(kind="stable").idxmax()
    return rows[rows["vop_id"] == most]


def find_by_name(watched: Any, acronym: str) -> None:
    """Three actions from the start page: the slash, the name, the page of that partnership."""
    page = watched.page
    page.keyboard.press("/")
    page.keyboard.type(acronym)
    options = page.locator(".st-key-top_line").get_by_role("option")
    options.filter(has_text=say("nav.partnerships")).first.click()
    watched.settle()


def test_a_manager_finds_the_late_payments_exports_them_and_opens_one(
    visit: Callable[..., Any], sample_register: Path
) -> None:
    expected = late_by_hand(sample_register)
    assert len(expected)
    watched = visit("/", whole=False)
    page = watched.page
    find_by_name(watched, expected["acronym"].iloc[0])
    place = page.locator(".st-key-work_payments").bounding_box()
    assert place["y"] < 2 * page.viewport_size["height"], "it was 2 100 pixels down"
    assert parse_qs(urlsplit(page.url).query)["my"] == [expected["vop_id"].iloc[0]]
    assert f"{len(expected)} in the list" in page.locator(".st-key-work_payments").inner_text()

    page.locator(".st-key-export_work_payments button").first.click()
    with page.expect_download() as waiting:
        page.locator(".st-key-export_work_payments_csv button").first.click()
    assert "synthetic" in waiting.value.suggested_filename
    table = pd.read_csv(io.BytesIO(Path(waiting.value.path()).read_bytes()))
    assert sorted(table["exchange_id"]) == sorted(expected["exchange_id"])
    assert (table["late_days"] > 0).all()
    amounts = expected.set_index("exchange_id")["lump_sum_agreed_eur"].astype(float)
    assert table.set_index("exchange_id")["lump_sum_agreed_eur"].to_dict() == amounts.to_dict()
    page.keyboard.press("Escape")

    address = page.url
    select_first_row(watched, "work_grid_payments")
    page.locator(".st-key-work_payments a", has_text="Open the card of").first.click()
    watched.settle()
    opened = table["exchange_id"].iloc[0]
    assert parse_qs(urlsplit(page.url).query)["exchange"] == [opened]
    assert opened in page.locator("h2").first.inner_text()
    page.go_back()
    watched.settle()
    assert page.url == address
    assert watched.foreign == []
    assert watched.errors == []

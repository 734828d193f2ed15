"""The task of the Meetings page: a manager finds what came of the meetings and takes who met whom along."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cxc_metrics.measuring import measure
from cxc_metrics.words.numbers import number
from tests.browser.doing import query
from tests.ui.reading import current

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.journey]


def test_a_manager_finds_what_came_of_meetings_and_exports_who_met_whom(
    visit: Callable[..., Any], sample_register: Path
) -> None:
    version = current(sample_register)
    row = measure(version, ["A11x"]).table.iloc[0]
    watched = visit("/meetings")
    page = watched.page
    came = f"{number(row['A11x_events'])} of {number(row['A11x_n'])}"
    page.locator(".st-key-meetings_path .textpoint", has_text=came).first.wait_for()

    page.locator(".st-key-w_met button", has_text="Industrial ecosystem").click()
    watched.settle()
    page.locator(".st-key-w_way button", has_text="From exchange to agreement").click()
    watched.settle()
    assert query(page) == {"met": ["sector"], "way": ["A11e"]}
    page.locator(".st-key-export_meetings_matrix button").first.click()
    with page.expect_download() as waiting:
        page.locator(".st-key-export_meetings_matrix_csv button").first.click()
    table = pd.read_csv(io.BytesIO(Path(waiting.value.path()).read_bytes()))
    expected = measure(version, ["A09w"], by=["participant_sector", "met_sector"]).table
    key = ["participant_sector", "met_sector"]
    exported = table.dropna(subset=key).set_index(key)["A09w"].to_dict()
    assert exported == expected.dropna(subset=key).set_index(key)["A09w"].to_dict()
    assert watched.foreign == []
    assert watched.errors == []

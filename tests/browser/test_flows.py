"""The task of the Flows page: an analyst finds a corridor, by its visits or their lack, and opens it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cxc_metrics.contract import countries
from cxc_metrics.store import DataVersion
from cxc_metrics.studies import corridors
from cxc_metrics.words.texts import say
from pages.flows.corridors_fitted import SIDES
from tests.browser.doing import click_cell, query, select_first_row
from tests.ui.reading import current

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.journey]


def test_an_analyst_opens_a_pair_from_a_list_and_from_the_matrix_and_back_closes_it(
    visit: Callable[..., Any], sample_register: Path
) -> None:
    version = current(sample_register)
    found = corridors(version)
    watched = visit("/flows")
    check_a_row_of_the_list(watched, found)
    check_a_cell_of_the_matrix(watched, found.table, version)
    assert watched.foreign == []
    assert watched.errors == []


def check_a_row_of_the_list(watched: Any, found: Any) -> None:
    page = watched.page
    below = found.table[found.table["fewer"].fillna(False).astype(bool)].sort_values(
        "adjusted", kind="stable"
    )
    used = found.table.sort_values("observed", ascending=False, kind="stable")
    if found.not_measurable:
        assert "Not measurable" in page.locator("[data-testid=stMain]").inner_text()
    elif below.empty:
        assert say("flows.fewer_none") in page.locator("[data-testid=stMain]").inner_text()
    table, grid = (used, "corridor_rows") if below.empty else (below, "fewer_rows")
    select_first_row(watched, grid)
    chosen = query(page)
    pair = [table[side].iloc[0] for side in SIDES]
    assert chosen == {side: [code] for side, code in zip(SIDES, pair, strict=True)}
    assert "→" in page.locator("h2").first.inner_text()
    assert say("flows.pair_gravity_modelled") in page.locator("table").first.inner_text()
    page.go_back()
    watched.settle()
    assert query(page) == {}


def check_a_cell_of_the_matrix(watched: Any, table: pd.DataFrame, version: DataVersion) -> None:
    page = watched.page
    shown = table[table["shown"].fillna(False).astype(bool)]
    used = shown[shown["observed"].gt(0)].sort_values("observed", ascending=False, kind="stable")
    best = [used[side].iloc[0] for side in SIDES]
    assert say("flows.one_pair") not in page.locator("[data-testid=stMain]").inner_text()
    click_cell(watched, "flows_matrix", *best)
    assert query(page) == {side: [code] for side, code in zip(SIDES, best, strict=True)}
    names = [countries()[code].name_en for code in best]
    assert page.locator("h2").first.inner_text() == " → ".join(names)
    assert say("flows.one_pair") in page.locator("[data-testid=stMain]").inner_text()
    page.go_back()
    watched.settle()
    assert query(page) == {}
    assert say("flows.one_pair") not in page.locator("[data-testid=stMain]").inner_text()

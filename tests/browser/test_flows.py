"""The task of the Flows page: an analyst finds a corridor, by its visits or their lack,, and opens it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from cxc_metrics.measure import corridors
from cxc_metrics.register import open_register
from tests.browser.doing import select_first_row
from ui.words import say

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_an_analyst_finds_a_corridor_and_opens_the_pair(
    visit: Callable[..., Any], sample_register: Path
) -> None:
    snapshot = open_register(sample_register).current()
    assert snapshot is not None
    found = corridors(snapshot)
    below = found.table[found.table["fewer"].fillna(False).astype(bool)].sort_values(
        "adjusted", kind="stable"
    )
    used = found.table.sort_values("observed", ascending=False, kind="stable")
    watched = visit("/flows")
    page = watched.page
    if found.not_measurable:
        assert "Not measurable" in page.locator("[data-testid=stMain]").inner_text()
    elif below.empty:
        assert say("flows.fewer_none") in page.locator("[data-testid=stMain]").inner_text()
    table, grid = (used, "corridor_rows") if below.empty else (below, "fewer_rows")
    select_first_row(watched, grid)
    query = parse_qs(urlsplit(page.url).query)
    pair = [table["visitor_country"].iloc[0], table["host_country"].iloc[0]]
    assert [query["visitor_country"][0], query["host_country"][0]] == pair
    assert "→" in page.locator("h2").first.inner_text()
    assert say("flows.pair_gravity_modelled") in page.locator("table").first.inner_text()
    page.go_back()
    watched.settle()
    assert "visitor_country" not in parse_qs(urlsplit(page.url).query)
    assert watched.foreign == []
    assert watched.errors == []


def test_the_keyboard_reaches_every_control_in_the_order_of_the_page(visit: Callable[..., Any]) -> None:
    page = visit("/flows").page
    reached: list[str] = []
    for _ in range(120):
        page.keyboard.press("Tab")
        key = page.evaluate(
            """() => { const e = document.activeElement.closest('[class*=st-key-]');
                 return e ? e.className.match(/st-key-([\\w-]+)/)[1] : ''; }"""
        )
        if key and key not in reached:
            reached.append(key)
        if "export_fewer" in reached:
            break
    wanted = ["pop_period", "inspect_structure", "w_flows_show", "export_flows_matrix", "w_flows_view"]
    wanted += ["w_corridor_rows", "export_corridors", "flows_gravity", "export_fewer"]
    assert [key for key in reached if key in wanted] == wanted

"""The task of the Hosting gaps page: which Member States host fewer than one would think?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cxc_metrics.studies import gaps
from cxc_metrics.words import language
from tests.browser.doing import hover, query
from tests.ui.reading import current

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.journey]
MOST_ACTIONS = 2


def test_an_analyst_sees_who_hosts_fewer_in_two_actions_and_opens_one(
    visit: Callable[..., Any], sample_register: Path
) -> None:
    with current(sample_register) as version:
        found = gaps(version)
    members = found.table[found.table["eu_member"]].sort_values("gap", kind="stable", na_position="last")
    watched = visit("/")
    page, actions = watched.page, 0
    link = page.get_by_role("link", name="Hosting gaps").first
    # A folded sidebar is moved out of the window, and its links count as visible.
    folded = page.get_by_test_id("stExpandSidebarButton")
    if folded.is_visible():
        folded.click()
        actions += 1
    link.click()
    actions += 1
    watched.settle()
    assert actions <= MOST_ACTIONS
    fewer = members[members["fewer"].fillna(value=False)]
    title = page.locator("h2").first.inner_text()
    wanted = f"{len(fewer)} Member State" if len(fewer) else "none hosts clearly fewer"
    assert wanted in title
    assert title in page.locator(".st-key-gaps [role=img], .st-key-gaps [aria-label]").first.evaluate(
        "node => node.getAttribute('aria-label') || ''"
    )
    # The third row of the chart, far from its dot: a click anywhere on a row is one on its country.
    chosen = members.iloc[2]
    bar = page.locator(".st-key-gaps .barlayer .trace").last.locator("path").nth(2)
    bar.scroll_into_view_if_needed()
    watched.settle()
    box = bar.bounding_box()
    assert box is not None
    place = box["x"] + box["width"] * 0.9, box["y"] + box["height"] / 2
    hover(page, "gaps", *place)
    page.mouse.click(*place)
    watched.settle()
    assert query(page) == {"country": [chosen["country"]]}
    own = found.corridors[found.corridors["host_country"] == chosen["country"]]
    first = own[(own["observed"] > 0) | (own["modelled"] >= 0.5)].iloc[0]
    row = page.locator("table tbody tr").first
    assert language.label("visitor_country", first["visitor_country"]) in row.inner_text()
    address = row.locator("a").first.get_attribute("href")
    assert f"visitor_country={first['visitor_country']}&host_country={chosen['country']}" in str(address)
    assert (watched.foreign, watched.errors) == ([], [])

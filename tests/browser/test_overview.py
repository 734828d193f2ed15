"""The task of the Overview page: read how far the target is, open the largest corridor, and go back."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from cxc_metrics.store import open_store
from tests.browser.doing import click_first_bar

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.journey]

HELD = """status IN ('awaiting_reports', 'awaiting_validation', 'awaiting_payment', 'completed')
    AND working_days >= 3 AND vo_country <> ho_country AND vop_id IS NOT NULL"""


def by_hand(store: Path) -> tuple[str, list[tuple[str, str, int]]]:
    """Target attainment as it is written, and the corridors with most exchanges, from the clean tables."""
    version = open_store(store).current()
    assert version is not None
    with version:
        attained = version.query(
            f"""SELECT sum((SELECT count(*) FROM exchange WHERE vop_id = partnership_id AND {HELD}))
                / sum(target_exchanges) AS share
                FROM partnership WHERE target_unit = 'exchange' AND target_exchanges > 0"""
        )["share"][0].as_py()
        pairs = version.query(
            f"""SELECT vo_country, ho_country, count(*) AS n FROM exchange WHERE {HELD}
                GROUP BY ALL ORDER BY n DESC"""
        ).to_pylist()
    most = pairs[0]["n"]
    return f"{attained:.1%}", [
        (row["vo_country"], row["ho_country"], row["n"]) for row in pairs if row["n"] == most
    ]


def test_an_analyst_reads_the_attainment_opens_the_top_corridor_and_goes_back(
    visit: Callable[..., Any], sample_register: Path
) -> None:
    attained, largest = by_hand(sample_register)
    watched = visit("/")
    page = watched.page
    story = page.locator(".st-key-overview_story")
    assert f"({attained})" in story.inner_text()
    assert (
        attained in page.locator(".st-key-overview_figures button", has_text="Target attainment").inner_text()
    )
    address, told = page.url, story.inner_text()

    click_first_bar(watched, "overview_corridors")
    query = parse_qs(urlsplit(page.url).query)
    chosen = (query["visitor_country"][0], query["host_country"][0], largest[0][2])
    assert chosen in largest
    assert f"{chosen[2]} exchanges were held" in story.inner_text()
    # Of visits between two countries it is no news that the others are missing.
    assert "Member States" not in story.inner_text()

    page.go_back()
    watched.settle()
    assert page.url == address
    assert story.inner_text() == told
    assert watched.foreign == []
    assert watched.errors == []

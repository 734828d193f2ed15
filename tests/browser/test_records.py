"""The task of the Exchanges page: the records behind a number, one exchange's card, its visitor's card."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from cxc_metrics.store import open_store
from tests.browser.doing import pick_first_row, query, serious

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.journey]

# The visitor with most countable exchanges (the rule C of definitions 1, over the clean table).
_BUSIEST = """
    SELECT o.organisation_id, o.name, count(*) AS held, min(e.exchange_id) AS first
    FROM exchange AS e JOIN organisation AS o ON o.organisation_id = e.vo_id
    WHERE e.status IN ('awaiting_reports', 'awaiting_validation', 'awaiting_payment', 'completed')
      AND e.working_days >= 3 AND e.vo_country <> e.ho_country AND e.vop_id IS NOT NULL
    GROUP BY ALL ORDER BY held DESC, o.organisation_id LIMIT 1"""


def test_an_analyst_searches_a_record_and_follows_it_to_its_organisation(
    visit: Callable[..., Any], sample_register: Path
) -> None:
    version = open_store(sample_register).current()
    assert version is not None
    with version:
        busiest = version.query(_BUSIEST).to_pylist()[0]
    watched = visit("/exchanges?order=exchange_id")
    page = watched.page
    page.locator(".st-key-w_search input").fill(busiest["organisation_id"])
    page.locator(".st-key-w_search input").press("Enter")
    watched.settle()
    assert query(page) == {"order": ["exchange_id"], "search": [busiest["organisation_id"]]}

    pick_first_row(watched, "exchange_rows")
    opened = query(page)["exchange"][0]
    card = page.locator("[data-testid=stMain]").inner_text()
    assert f"Exchange {opened}" in card
    assert "Counts as held" in card
    page.go_back()
    watched.settle()
    assert "exchange" not in query(page)
    assert opened not in page.locator("h2").first.inner_text()

    watched.go(f"/exchanges?exchange={busiest['first']}")
    page.locator(".st-key-open_visitor button").click()
    watched.settle()
    assert query(page) == {"organisation": [busiest["organisation_id"]]}
    held = page.locator(".cxc-tile", has_text="Held as visitor").inner_text()
    assert held.split()[-1] == str(busiest["held"])

    page.go_back()
    watched.settle()
    assert query(page) == {"exchange": [busiest["first"]]}
    check_a_heading_orders_the_whole_list_and_not_the_page(watched)
    assert watched.foreign == []
    assert watched.errors == []


def check_a_heading_orders_the_whole_list_and_not_the_page(watched: Any) -> None:
    page: Page = watched.go("/exchanges?page=2")
    rows = page.locator(".st-key-exchange_rows tbody tr")
    heading = page.locator(".st-key-exchange_rows thead th").last
    heading.locator("button").click()
    watched.settle()
    assert query(page) == {"order": ["exchange_id"]}
    assert heading.get_attribute("aria-sort") == "ascending"
    assert heading.locator("button").evaluate("button => button === document.activeElement"), "lost the focus"
    lowest = rows.first.locator("td").last.inner_text()
    page.keyboard.press("Enter")
    watched.settle()
    assert query(page) == {"order": ["-exchange_id"]}
    assert page.locator(".st-key-w_order input").input_value() == "Exchange, downwards"
    assert heading.get_attribute("aria-sort") == "descending"
    highest = [row.inner_text() for row in rows.locator("td:last-child").all()]
    assert highest == sorted(highest, reverse=True)
    assert min(highest) > lowest, "another page of the list, and not the same rows turned round"
    assert serious(page) == []

    rows.nth(2).locator("td").last.click()
    watched.settle()
    assert query(page)["order"] == ["-exchange_id"]
    assert query(page)["exchange"] == [highest[2]]

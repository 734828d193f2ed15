"""The address is the selection: deep links, page changes, reload, Back. Clicks on charts: test_places."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from cxc_metrics.words.texts import say
from tests.browser.doing import query
from ui.session.navigation import ENTRIES

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.journey]

Visit = Callable[..., Any]


def sentence(page: Page) -> str:
    """The selection as the line on top says it."""
    return page.locator(".st-key-top_line .words").inner_text()


def unfold(watched: Any) -> None:
    """Open the navigation where it is folded: the start page takes its width."""
    folded = watched.page.locator("[data-testid=stExpandSidebarButton]")
    if folded.count():
        folded.click()
        watched.settle()


def go_to(watched: Any, name: str) -> Page:
    """Follow a link of the navigation."""
    unfold(watched)
    watched.page.locator("[data-testid=stSidebarNavLink]", has_text=name).click()
    return watched.settle()


def test_a_cold_deep_link_goes_through_the_shell_and_keeps_its_filters(visit: Visit) -> None:
    page = visit("/countries?host_country=DE&visitor_country=EL", whole=False).page
    assert page.locator("h1").inner_text() == "Countries"
    assert query(page) == {"host_country": ["DE"], "visitor_country": ["EL"]}
    assert "Germany" in sentence(page)
    assert "Greece" in sentence(page)
    assert page.locator(".st-key-top_line .badge", has_text="Synthetic").is_visible()


def test_all_pages_are_offered_and_a_filter_stays_across_them_and_reload_and_back_undoes_one_step(
    visit: Visit,
) -> None:
    watched = visit("/?host_country=DE", whole=False)
    assert watched.page.locator("h1").inner_text() == "Overview"
    unfold(watched)
    links = watched.page.locator("[data-testid=stSidebarNavLink]").all_inner_texts()
    # A register of pairs has nothing for the page of those who take part without them.
    offered = [entry.id for entry in ENTRIES if entry.id != "participants"]
    assert [link.strip().split("\n")[-1] for link in links] == [say(f"nav.{page_id}") for page_id in offered]
    page = go_to(watched, "Sectors")
    assert query(page) == {"host_country": ["DE"]}
    assert "Germany" in sentence(page)
    page.reload()
    watched.settle()
    assert query(page) == {"host_country": ["DE"]}
    page.locator(".st-key-top_line button", has_text="reset").click()
    watched.settle()
    assert query(page) == {}
    page.go_back()
    watched.settle()
    assert query(page) == {"host_country": ["DE"]}
    assert "Germany" in sentence(page)
    page.go_back()
    watched.settle()
    if page.locator("h1").inner_text() != "Overview":
        # On a busy machine Streamlit's client may write a change of page as two entries, the first bare;
        # the shell keeps the selection there (tests/ui/test_pages.py), and one more step leads back.
        page.go_back()
        watched.settle()
    assert page.locator("h1").inner_text() == "Overview"
    assert query(page) == {"host_country": ["DE"]}


def test_what_cannot_be_applied_is_said_and_the_rest_is_kept_on_the_start_page_by_its_name(
    visit: Visit,
) -> None:
    selected = "host_country=DE&host_country=QQ&period=2023-12-31..2023-01-01"
    page = visit(f"/overview?{selected}", whole=False).page
    assert page.locator("h1").inner_text() == "Overview"
    assert not page.get_by_role("dialog").count()
    text = page.locator("[data-testid=stMain]").inner_text()
    assert "QQ" in text
    assert "ends before it starts" in text
    assert query(page) == {"host_country": ["DE"]}

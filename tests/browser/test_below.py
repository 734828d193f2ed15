"""What lies below the first screen comes when a reader scrolls to it or asks for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.journey]

Visit = Callable[..., Any]


def rest(page: Page) -> int:
    """Whether the button stands there that draws the rest."""
    return page.get_by_role("button", name="Show the rest of this page").count()


def select(watched: Any, status: str) -> None:
    """Another selection by its address, from the top of the page."""
    page = watched.page
    page.evaluate("document.querySelector('[data-testid=stMain]').scrollTo(0, 0)")
    watched.settle()
    watched.go(f"/?host_country=DE&status={status}")
    assert rest(page)
    assert not page.locator(".st-key-overview_corridors").count()


def test_the_rest_of_a_page_comes_when_it_is_scrolled_to_or_asked_for_and_changes_nothing_above(
    visit: Visit,
) -> None:
    """On one load of the page, each time with a selection that puts it at its top again."""
    watched = visit("/?host_country=DE&host_country=QQ", whole=False)
    page = watched.page
    assert rest(page)
    assert not page.locator(".st-key-overview_corridors").count()
    check_what_is_open_stays_open(watched)
    select(watched, "validated")
    page.mouse.move(700, 600)
    page.mouse.wheel(0, 900)
    page.wait_for_selector(".st-key-overview_corridors")
    watched.settle()
    assert not rest(page)
    select(watched, "held")
    page.get_by_role("button", name="Show the rest of this page").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".st-key-overview_corridors")
    watched.settle()
    assert not rest(page)
    select(watched, "validated")
    check_it_is_asked_for_once_however_often(watched)
    assert not watched.errors


def check_what_is_open_stays_open(watched: Any) -> None:
    """A panel that was opened meanwhile stays open, and what was told stays told."""
    page = watched.page
    page.locator(".st-key-inspect_overview_chart_time button").focus()
    page.keyboard.press("Enter")
    page.locator("[class*=st-key-rest_] button").evaluate("button => button.click()")
    page.wait_for_selector(".st-key-overview_corridors", state="attached")
    watched.settle()
    assert page.get_by_role("dialog").is_visible()
    assert page.locator("[data-testid=stAlert]", has_text="QQ").count() == 1
    page.keyboard.press("Escape")
    page.get_by_role("dialog").wait_for(state="hidden")
    watched.settle()


def check_it_is_asked_for_once_however_often(watched: Any) -> None:
    """Of two answers to the same call Streamlit's client may get half of one, and the page is gone."""
    page = watched.page
    sent: list[object] = []

    def note(frame: object) -> None:
        sent.append(frame)

    watched.socket.on("framesent", note)
    wait = "await new Promise(resolve => setTimeout(resolve, 60));"
    presses = f"async button => {{ for (let i = 0; i < 3; i++) {{ button.click(); {wait} }} }}"
    page.locator("[class*=st-key-rest_] button").evaluate(presses)
    page.wait_for_selector("[class*=st-key-rest_] button", state="detached")
    watched.settle()
    assert len(sent) == 1
    assert page.locator(".st-key-overview_corridors").count()


def test_the_rest_comes_also_where_it_is_jumped_over(visit: Callable[..., Any]) -> None:
    watched = visit("/meetings", whole=False)
    page, headings = watched.page, watched.page.locator("[data-testid=stMain] h2")
    first = headings.count()
    page.locator("[data-testid=stMain]").evaluate("main => { main.scrollTop = main.scrollHeight; }")
    headings.nth(first).wait_for(state="attached", timeout=60_000)
    assert watched.errors == []

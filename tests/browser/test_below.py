"""What lies below the first screen comes when a reader scrolls to it or asks for it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Visit = Callable[..., Any]


def rest(page: Page) -> int:
    """Whether the button stands there that draws the rest."""
    return page.get_by_role("button", name="Show the rest of this page").count()


def test_the_wheel_and_the_keyboard_draw_the_rest_and_a_new_selection_is_at_the_top_again(
    visit: Visit,
) -> None:
    watched = visit("/", whole=False)
    page = watched.page
    assert rest(page)
    assert not page.locator(".st-key-overview_corridors").count()
    page.mouse.move(700, 600)
    page.mouse.wheel(0, 900)
    page.wait_for_selector(".st-key-overview_corridors")
    watched.settle()
    assert not rest(page)
    page.evaluate("document.querySelector('[data-testid=stMain]').scrollTo(0, 0)")
    watched.settle()
    page.locator("[data-testid=stButtonGroup] button", has_text="validated").first.click()
    watched.settle()
    assert rest(page)
    assert not page.locator(".st-key-overview_corridors").count()
    page.get_by_role("button", name="Show the rest of this page").focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".st-key-overview_corridors")
    watched.settle()
    assert not rest(page)
    assert not watched.errors


def test_nothing_above_changes_when_the_rest_comes(visit: Visit) -> None:
    """A panel that was opened meanwhile stays open, and what was told stays told."""
    watched = visit("/?host_country=DE&host_country=QQ", whole=False)
    page = watched.page
    page.locator(".st-key-inspect_overview_target button").focus()
    page.keyboard.press("Enter")
    page.locator("[class*=st-key-rest_] button").evaluate("button => button.click()")
    page.wait_for_selector(".st-key-overview_corridors", state="attached")
    watched.settle()
    assert page.get_by_role("dialog").is_visible()
    assert page.locator("[data-testid=stAlert]", has_text="QQ").count() == 1
    assert not watched.errors


def test_the_rest_is_asked_for_once_however_often(visit: Visit) -> None:
    """Of two answers to the same call Streamlit's client may get half of one, and the page is gone."""
    watched = visit("/results", whole=False)
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
    assert page.locator("h2").count() > 5
    assert not watched.errors

"""The line on top in a browser: two actions a filter, several values, the slash key, always in sight."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Locator, Page

from tests.browser.components import PHONE, check_barriers, check_component, check_focus_stays, focus
from tests.browser.doing import query

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.journey]

Visit = Callable[..., Any]
# Above what is drawn at the top of the window, nothing else is: neither the page nor Streamlit's header.
_ON_TOP = """() => { const at = document.querySelector('.st-key-top_line');
  const box = at.getBoundingClientRect(), place = [box.x + 12, box.y + box.height / 2];
  return [at.contains(document.elementFromPoint(...place)), box.y, box.bottom]; }"""


def line(page: Page) -> Locator:
    """The line as it is seen."""
    return page.locator(".st-key-top_line")


def word(page: Page, name: str) -> Locator:
    """A word by how it is read out."""
    return line(page).get_by_role("button", name=name, exact=True)


def option(page: Page, name: str) -> Locator:
    """A value in the list that is open."""
    return line(page).get_by_role("option", name=name)


def test_a_filter_takes_two_actions_and_several_values_one_more_each(visit: Visit) -> None:
    watched = visit("/exchanges", whole=False)
    page: Page = watched.page
    word(page, "from anywhere").click()
    option(page, "Spain").locator(".count").wait_for(timeout=60_000)  # it was open before the numbers came
    option(page, "Spain").click()
    watched.settle()
    assert query(page) == {"visitor_country": ["ES"]}
    check_focus_stays(watched, "visitor_country")
    assert "Spain" in word(page, "from Spain").inner_text()

    page.keyboard.press("Enter")
    for name in ("Portugal", "Greece"):
        option(page, name).locator(".tick").click()
        watched.settle()
    assert query(page) == {"visitor_country": ["EL", "ES", "PT"]}
    assert option(page, "Greece").get_attribute("aria-selected") == "true", "the list stays open"
    page.keyboard.press("Escape")
    check_focus_stays(watched, "visitor_country")
    word(page, "2020 to May 2024").click()
    option(page, "2022").click()
    watched.settle()
    assert query(page)["period"] == ["2022-01-01..2022-12-31"]
    page.go_back()
    watched.settle()
    assert "period" not in query(page)
    assert watched.errors == []
    assert watched.foreign == []


def test_the_keyboard_alone_selects_searches_and_comes_back(visit: Visit) -> None:
    watched = visit("/results", whole=False)
    page: Page = watched.page
    word(page, "Exchanges held").focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert focus(page) == "visitor_sector"
    page.keyboard.press("Enter")
    page.keyboard.type("heal")
    page.keyboard.press("Enter")
    watched.settle()
    assert query(page) == {"sector": ["9"]}
    check_focus_stays(watched, "visitor_sector")

    page.keyboard.press("Enter")
    page.keyboard.press("End")
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    page.keyboard.press(" ")
    watched.settle()
    assert len(query(page)["sector"]) == 2
    page.keyboard.press("Escape")
    assert focus(page) == "visitor_sector"

    page.keyboard.press("/")
    assert focus(page) == "filter"
    page.keyboard.press("Escape")
    assert focus(page) == "visitor_sector", "where it was before the slash"
    page.keyboard.press("/")
    page.keyboard.type("partnerships")
    page.keyboard.press("Enter")
    watched.settle()
    assert page.locator("h1").inner_text() == "Partnerships"
    assert len(query(page)["sector"]) == 2
    assert watched.errors == []


def test_it_stays_in_sight_and_bears_what_components_have_to(visit: Visit) -> None:
    watched = visit("/flows", whole=False)
    page: Page = watched.page
    main = page.locator("[data-testid=stMain]")
    main.evaluate("main => main.scrollTo(0, 1500)")
    watched.settle()
    is_there, top, _ = page.evaluate(_ON_TOP)
    assert is_there
    assert 0 <= top < 60
    word(page, "of any partnership").click()
    watched.settle()
    check_barriers(page, "top_line")  # with a list open
    page.keyboard.press("Escape")
    main.evaluate("main => main.scrollTo(0, 0)")
    check_component(watched, "top_line", paper="invented organisations", controls=".frame")
    assert page.viewport_size == PHONE
    main.evaluate("main => main.scrollTo(0, 1500)")
    watched.settle()
    is_there, top, bottom = page.evaluate(_ON_TOP)
    assert is_there
    assert top >= 60, "below the header"
    assert bottom < 160, "one line and its badges"
    word(page, "to anywhere").click()
    box = line(page).get_by_role("dialog").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= PHONE["width"]
    check_barriers(page, "top_line")

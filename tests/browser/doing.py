"""What several browser tests do on a page: read its address, click on the map or on a grid's first row."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Page

_LARGEST_SHAPE = """() => {
  const shapes = document.querySelectorAll('.st-key-countries_map path.choroplethlocation');
  const boxes = [...shapes].map(path => path.getBoundingClientRect());
  boxes.sort((a, b) => b.width * b.height - a.width * a.height);
  return [boxes[0].x + boxes[0].width / 2, boxes[0].y + boxes[0].height / 2]; }"""


def query(page: Page) -> dict[str, list[str]]:
    """The parameters in the address bar; the data version is always there and left out here."""
    found = parse_qs(urlsplit(page.evaluate("location.href")).query)
    assert found.pop("data"), "the address names its data version"
    return found


def click_largest_country(watched: Any) -> None:
    """Click on the middle of the largest country of the map on the Countries page."""
    page = watched.page
    page.locator(".st-key-countries_map").first.scroll_into_view_if_needed()
    # The map fetches its geometry after the page is still.
    page.wait_for_selector(".st-key-countries_map path.choroplethlocation", state="attached", timeout=60_000)
    watched.settle()
    page.mouse.click(*page.evaluate(_LARGEST_SHAPE))
    watched.settle()


def select_first_row(watched: Any, key: str) -> None:
    """Mark the first row of a grid by its box at the left; a canvas has no elements to name."""
    grid = watched.page.locator(f"[class*=st-key-{key}] [data-testid=stDataFrame]").first
    grid.scroll_into_view_if_needed()
    watched.settle()
    box = grid.bounding_box()
    assert box is not None
    watched.page.mouse.click(box["x"] + 15, box["y"] + 55)
    watched.settle()

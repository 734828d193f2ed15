"""What several browser tests do on a page: read its address, click on a map, a matrix or a grid; axe."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, TimeoutError

# The middle of the largest whose middle is its own: that of a country with islands may be in the sea.
_LARGEST_SHAPE = """paths => {
  const boxes = paths.map(path => [path, path.getBoundingClientRect()])
    .map(([path, box]) => [path, box.x + box.width / 2, box.y + box.height / 2, box.width * box.height])
    .filter(([path, x, y]) => path.getRootNode().elementFromPoint(x, y) === path);
  boxes.sort((a, b) => b[3] - a[3]);
  return boxes[0].slice(1, 3); }"""
# Coloured countries of a map: not those that are hatched or dotted.
VALUED = ".shapes path[role=option]:not([class])"

# Of the page, or of the dialog upon it.
_TALLEST = """() => Math.max(window.innerHeight, ...[...document.querySelectorAll(
  '[data-testid=stMain], [data-testid=stDialog], [data-testid=stDialog] *')].map(e => e.scrollHeight))"""

_MADE = """() => [...document.querySelectorAll(
    'script, img[src="x"], img[src*="evil"], a[href*="evil"], a[href^="javascript"], .katex, b, [onerror]')]
  .filter(e => e.closest('[data-testid=stMain], [data-testid=stSidebar], [data-baseweb=popover]'))
  .map(e => e.outerHTML.slice(0, 200))"""
WIDER = """() => {
  const main = document.querySelector('[data-testid=stMain]');
  return Math.max(document.documentElement.scrollWidth, main.scrollWidth) - window.innerWidth; }"""


def check_names_are_text(page: Page) -> None:
    """Nothing ran, and no element was made out of a name."""
    assert page.evaluate("window.__hit") is None, "a name was executed"
    assert page.evaluate(_MADE) == []


def query(page: Page) -> dict[str, list[str]]:
    """The parameters in the address bar; the data version is always there and left out here."""
    found = parse_qs(urlsplit(page.evaluate("location.href")).query)
    assert found.pop("data"), "the address names its data version"
    return found


def hover(page: Page, key: str, x: float, y: float) -> None:
    """Move the mouse upon a mark of a chart until its label is there: a click before it has no mark."""
    page.mouse.move(x - 1, y)
    page.mouse.move(x, y)
    page.wait_for_selector(f".st-key-{key} .hoverlayer .hovertext", state="attached", timeout=60_000)


def click_largest_country(watched: Any) -> None:
    """Click on the middle of the largest country of the map on the Countries page."""
    page = watched.page
    page.locator(".st-key-countries_map").first.scroll_into_view_if_needed()
    shapes = page.locator(f".st-key-countries_map {VALUED}")
    shapes.first.wait_for(state="attached", timeout=60_000)
    watched.settle()
    page.mouse.click(*shapes.evaluate_all(_LARGEST_SHAPE))
    watched.settle()


def click_first_bar(watched: Any, key: str) -> None:
    """Click on the first of ranked bars."""
    bar = watched.page.locator(f".st-key-{key} .fill").first
    bar.scroll_into_view_if_needed()
    # Scrolling may call for what lies below, which moves the chart.
    watched.settle()
    bar.click()
    watched.settle()


def choose(watched: Any, key: str, text: str) -> None:
    """Choose an option by typing a part of it; again where a run of the page closed the list meanwhile."""
    page = watched.page
    for _ in range(6):
        page.locator(f".st-key-{key} input").click()
        page.locator(f".st-key-{key} input").fill(text)
        try:
            page.locator("[role=option]", has_text=text).first.click(timeout=10_000)
        except TimeoutError:
            page.keyboard.press("Escape")
            watched.settle()
            continue
        watched.settle()
        return
    raise AssertionError(f"no option {text!r} of {key} can be chosen")


def select_first_row(watched: Any, key: str) -> None:
    """Mark the first row of a grid by its box at the left; a canvas has no elements to name."""
    grid = watched.page.locator(f"[class*=st-key-{key}] [data-testid=stDataFrame]").first
    grid.scroll_into_view_if_needed()
    watched.settle()
    box = grid.bounding_box()
    assert box is not None
    watched.page.mouse.click(box["x"] + 15, box["y"] + 55)
    watched.settle()


def pick_first_row(watched: Any, key: str) -> None:
    """Open the first row of a table that shows a part of a list, by the keyboard."""
    row = watched.page.locator(f".st-key-{key} tbody button").first
    row.focus()
    row.press("Enter")
    watched.settle()


def cell_of(page: Page, key: str, row: object, column: object) -> Locator:
    """The cell of a matrix, by the codes of its row and column."""
    return page.locator(f'.st-key-{key} td[data-stop="{row} {column}"]')


def click_cell(watched: Any, key: str, row: object, column: object) -> None:
    """Click on one cell of a matrix."""
    cell = cell_of(watched.page, key, row, column)
    cell.scroll_into_view_if_needed()
    # Scrolling may call for what lies below, which moves the matrix.
    watched.settle()
    cell.click()
    watched.settle()


def serious(page: Page, within: str | None = None) -> list[str]:
    """Serious and critical accessibility violations, each with its first place; `within` a CSS selector.

    In a window as high as the page: axe does not judge the contrast of what is scrolled out of sight.
    """
    window = page.viewport_size
    assert window is not None
    page.set_viewport_size({"width": window["width"], "height": page.evaluate(_TALLEST)})
    page.wait_for_timeout(500)
    found = Axe().run(page, context=within).response["violations"]
    page.set_viewport_size(window)
    return [
        f"{violation['id']}: {violation['nodes'][0]['html'][:200]}"
        for violation in found
        if violation["impact"] in {"serious", "critical"}
    ]

"""Names that want to be more than names: shown as text on every page, and no page grows wider for them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from cxc_metrics.words.plain import one_line
from tests.browser.hostile import LONG, NAMES, PARTNERSHIPS
from ui.session.navigation import ENTRIES

pytestmark = [pytest.mark.browser, pytest.mark.slow]

Visit = Callable[..., Any]
# 1400 px, the same at 200 % zoom, and a phone.
WIDTHS = (1400, 700, 390)
ADDRESSES = ["/" if entry.id == "overview" else f"/{entry.id}" for entry in ENTRIES]
# Whose card is opened: HTML, Markdown, LaTeX, addresses that want to be links, the long name.
CARDS = (2, 3, 5, 8, 12)
_MADE = """() => [...document.querySelectorAll(
    'script, img[src="x"], img[src*="evil"], a[href*="evil"], a[href^="javascript"], .katex, b, [onerror]')]
  .filter(e => e.closest('[data-testid=stMain], [data-testid=stSidebar], [data-baseweb=popover]'))
  .map(e => e.outerHTML.slice(0, 200))"""
_WIDER = """() => {
  const main = document.querySelector('[data-testid=stMain]');
  return Math.max(document.documentElement.scrollWidth, main.scrollWidth) - window.innerWidth; }"""


def check_names_are_text(page: Page) -> None:
    """Nothing ran, and no element was made out of a name."""
    assert page.evaluate("window.__hit") is None, "a name was executed"
    assert page.evaluate(_MADE) == []


@pytest.mark.parametrize("path", ADDRESSES)
def test_names_are_text_and_nothing_is_wider_than_the_window(
    visit: Visit, hostile_address: str, path: str
) -> None:
    watched = visit(path, base=hostile_address)
    page = watched.page
    assert page.query_selector_all("[data-testid=stException]") == []
    for width in WIDTHS:
        if width != page.viewport_size["width"]:
            page.set_viewport_size({"width": width, "height": 900})
            watched.settle()
        assert page.evaluate(_WIDER) <= 1, f"the page is wider than {width} px"
    check_names_are_text(page)
    assert watched.foreign == []
    assert watched.errors == []


def test_a_card_shows_its_name_as_text(visit: Visit, hostile_address: str) -> None:
    watched = visit("/exchanges", width=390, base=hostile_address)
    for place in CARDS:
        page = watched.open(f"/exchanges?organisation=ORG-{place + 1:07}")
        heading = page.locator("h2").first.inner_text()
        seen = " ".join(heading.split()).replace("\N{WORD JOINER}", "")
        assert one_line(f"{NAMES[place]} {place}") in seen
        check_names_are_text(page)
        assert page.evaluate(_WIDER) <= 1
    assert watched.foreign == []
    assert watched.errors == []


def test_a_select_box_and_a_hover_label_show_the_name_as_it_is(visit: Visit, hostile_address: str) -> None:
    watched = visit("/partnerships", base=hostile_address)
    page = watched.page
    box = page.locator(".st-key-w_my input")
    box.click()
    box.fill("<script>")
    option = page.locator("[role=option]").first
    option.wait_for()
    assert "<script>window.__hit=1</script>" in option.inner_text()
    check_names_are_text(page)
    page.keyboard.press("Escape")
    chart = page.locator(".st-key-partnerships_held")
    chart.scroll_into_view_if_needed()
    labels = " ".join(chart.locator(".yaxislayer-above text").all_text_contents())
    assert "<" in labels or "**" in labels, "the labels of the bars are the names"
    for bar in chart.locator(".points .point path").all()[:6]:
        place = bar.bounding_box()
        assert place is not None
        page.mouse.move(place["x"] + min(4, place["width"] / 2), place["y"] + place["height"] / 2)
        page.wait_for_timeout(120)
    check_names_are_text(page)
    assert watched.errors == []


def test_a_long_name_is_whole_in_its_card_and_300_partnerships_can_be_searched(
    visit: Visit, hostile_address: str
) -> None:
    # The last of the 13 kinds of names is the long one: 38 = 2 × 13 + 12.
    watched = visit("/partnerships?my=H-038", width=390, base=hostile_address)
    page = watched.page
    text = page.locator("[data-testid=stMain]").inner_text()
    assert LONG in text.replace("\n", "")
    assert page.evaluate(_WIDER) <= 1
    box = page.locator(".st-key-w_my input")
    box.click()
    box.fill(f" {PARTNERSHIPS - 1}")
    assert page.locator("[role=option]").count() >= 1
    check_names_are_text(page)

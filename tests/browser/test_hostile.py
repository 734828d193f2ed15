"""Names that want to be more than names: text in cards, boxes and labels. On whole pages: test_pages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cxc_metrics.words.plain import one_line
from tests.browser.doing import WIDER, check_names_are_text
from tests.browser.hostile import LONG, NAMES, PARTNERSHIPS

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.journey]

Visit = Callable[..., Any]
# Whose card is opened: HTML, Markdown, LaTeX, addresses that want to be links, the long name.
CARDS = (2, 3, 5, 8, 12)


def test_a_card_shows_its_name_as_text(visit: Visit, hostile_address: str) -> None:
    cards = {place: f"/exchanges?organisation=ORG-{place + 1:07}" for place in CARDS}
    watched = visit(cards[CARDS[0]], width=390, base=hostile_address)
    page = watched.page
    for place, card in cards.items():
        if place != CARDS[0]:
            watched.go(card)
        heading = page.locator("h2").first.inner_text()
        seen = " ".join(heading.split()).replace("\N{WORD JOINER}", "")
        assert one_line(f"{NAMES[place]} {place}") in seen
        check_names_are_text(page)
        assert page.evaluate(WIDER) <= 1
    assert watched.foreign == []
    assert watched.errors == []


def test_a_select_box_and_a_bar_show_the_name_as_it_is(visit: Visit, hostile_address: str) -> None:
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
    labels = " ".join(chart.locator(".name").all_text_contents())
    assert "<" in labels or "**" in labels, "the labels of the bars are the names"
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
    assert page.evaluate(WIDER) <= 1
    box = page.locator(".st-key-w_my input")
    box.click()
    box.fill(f" {PARTNERSHIPS - 1}")
    assert page.locator("[role=option]").count() >= 1
    check_names_are_text(page)

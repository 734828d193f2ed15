"""Every page in a real browser: no foreign request, no console error, no serious accessibility violation."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cxc_metrics.words.texts import say
from tests.browser.doing import serious
from ui.session.navigation import ENTRIES

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PAGES = [entry.id for entry in ENTRIES]


@pytest.mark.parametrize("page_id", PAGES)
def test_a_page_is_calm_for_everybody(visit: Callable[..., Any], page_id: str) -> None:
    watched = visit("/" if page_id == "overview" else f"/{page_id}")
    page = watched.page
    assert page.query_selector_all("[data-testid=stException]") == []
    assert serious(page) == []
    page.set_viewport_size({"width": 390, "height": 900})
    watched.settle()
    overflow = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth - window.innerWidth")
    assert overflow <= 1, "the page is wider than a phone"
    assert serious(page) == []
    page.emulate_media(color_scheme="dark")
    page.reload()
    watched.settle()
    assert serious(page) == []
    assert watched.foreign == []
    assert watched.errors == []


def test_the_overview_is_the_start_and_all_pages_are_in_the_navigation(visit: Callable[..., Any]) -> None:
    page = visit("/", whole=False).page
    links = page.eval_on_selector_all(
        "[data-testid=stSidebarNavLink]", "es => es.map(e => e.innerText.trim())"
    )
    # A register of pairs has nothing for the page of those who take part without them.
    offered = [page_id for page_id in PAGES if page_id != "participants"]
    assert [link.split("\n")[-1] for link in links] == [say(f"nav.{page_id}") for page_id in offered]

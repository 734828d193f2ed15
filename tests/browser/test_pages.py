"""Every page in a real browser: no foreign request, no console error, no serious accessibility violation."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe

from ui.navigation import ENTRIES
from ui.words import say

pytestmark = [pytest.mark.browser, pytest.mark.slow]
PAGES = [entry.id for entry in ENTRIES]


@pytest.mark.parametrize("page_id", PAGES)
@pytest.mark.parametrize(
    ("width", "dark"), [(1400, False), (390, False), (1400, True)], ids=["wide", "phone", "dark"]
)
def test_a_page_is_calm_for_everybody(
    visit: Callable[..., object], page_id: str, width: int, dark: bool
) -> None:
    path = "/" if page_id == "overview" else f"/{page_id}"
    watched = visit(path, width=width, dark=dark)
    page = watched.page
    assert watched.foreign == []
    assert watched.errors == []  # but for the probes of a deep link, see Watched
    assert page.query_selector_all("[data-testid=stException]") == []
    overflow = page.evaluate("document.querySelector('[data-testid=stMain]').scrollWidth - window.innerWidth")
    assert overflow <= 1, "the page is wider than the screen"
    serious = [
        f"{violation['id']}: {violation['nodes'][0]['html'][:200]}"
        for violation in Axe().run(page).response["violations"]
        if violation["impact"] in {"serious", "critical"}
    ]
    assert serious == []


def test_the_overview_is_the_start_and_all_pages_are_in_the_navigation(visit: Callable[..., object]) -> None:
    page = visit("/").page
    links = page.eval_on_selector_all(
        "[data-testid=stSidebarNavLink]", "es => es.map(e => e.innerText.trim())"
    )
    assert [link.split("\n")[-1] for link in links] == [say(f"nav.{page_id}") for page_id in PAGES]

"""Every page in a real browser: no foreign request, no console error, no serious accessibility violation,
reached by Tab alone, no wider than its window, and no name is more than text.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser import keyboard
from tests.browser.doing import WIDER, check_names_are_text, serious
from ui.session.navigation import ENTRIES

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.journey]
PAGES = [entry.id for entry in ENTRIES]
# 1400 px, the same at 200 % zoom, and a phone.
WIDTHS = (1400, 700, 390)
PAPER = "getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor"


@pytest.mark.parametrize("page_id", PAGES)
def test_a_page_is_calm_for_everybody(visit: Callable[..., Any], hostile_address: str, page_id: str) -> None:
    """Loaded once, and the dark comes while it is open, as at dusk: loading costs more than looking.

    With the names that nobody wants; by the keyboard; as wide as its window at every width; without
    violations in the light of a screen and in the dark of a phone.
    """
    watched = visit("/" if page_id == "overview" else f"/{page_id}", base=hostile_address)
    page = watched.page
    assert page.query_selector_all("[data-testid=stException]") == []
    check_names_are_text(page)
    if page_id in keyboard.PAGES:
        keyboard.check_the_walk(watched, page_id)
    assert serious(page) == []
    for width in WIDTHS:
        if width != page.viewport_size["width"]:
            page.set_viewport_size({"width": width, "height": 900})
            watched.settle()
        assert page.evaluate(WIDER) <= 1, f"the page is wider than {width} px"
    light = page.evaluate(PAPER)
    page.emulate_media(color_scheme="dark")
    page.wait_for_function(f"light => ({PAPER}) !== light", arg=light, timeout=60_000)
    # What the server has coloured comes with the next run, which a reader asks for by this key.
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("r")
    watched.settle()
    assert serious(page) == []
    check_names_are_text(page)
    assert watched.foreign == []
    assert watched.errors == []

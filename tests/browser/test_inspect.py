"""The Inspect panel with all it can show: for everybody, and closed by Escape to where the reader was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cxc_metrics.measuring import measure
from tests.browser.doing import choose, serious
from tests.ui.reading import current

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.journey]


def test_the_panel_with_rows_and_sql_is_calm_and_escape_returns_to_its_button(
    visit: Callable[..., Any], sample_register: Path
) -> None:
    """In the light of a screen, then in the dark of a phone, on one load of the page, in German."""
    held = measure(current(sample_register), ["O01"]).value("O01")
    watched = visit("/?lang=de", whole=False)
    page = watched.page
    panel = page.get_by_role("dialog")
    for name, dark in (("chart_time", False), ("headline", True)):
        opener = f".st-key-inspect_overview_{name} button"
        if dark:
            page.set_viewport_size({"width": 390, "height": 900})
            page.emulate_media(color_scheme="dark")
            watched.settle()
        page.locator(opener).focus()
        page.keyboard.press("Enter")
        panel.wait_for(timeout=60_000)
        watched.settle()
        if name == "headline":
            # The numbers are written in the language chosen, also when the panel runs again.
            choose(watched, "inspect_kpi", "O01 ")
        for toggle in ("inspect_rows", "inspect_sql"):
            # What was switched on is on again in the next panel.
            if not panel.locator(f".st-key-{toggle} input").is_checked():
                panel.locator(f".st-key-{toggle} label").first.click()
                watched.settle()
        panel.locator("[data-testid=stCode]").nth(1).wait_for(timeout=60_000)
        watched.settle()
        if name == "headline":
            assert f"{held:,}".replace(",", ".") in panel.inner_text()
        assert panel.locator("tbody tr").count() > 0
        assert panel.locator("thead button").count() == 0, "a heading would order the first rows only"
        assert "SELECT" in panel.locator("[data-testid=stCode]").last.inner_text()
        assert serious(page) == []
        assert panel.evaluate("e => e.scrollWidth - e.clientWidth") <= 1, "the panel is wider than its window"

        page.keyboard.press("Escape")
        panel.wait_for(state="hidden", timeout=60_000)
        watched.settle()
        assert panel.count() == 0
        assert page.locator(opener).evaluate("button => button === document.activeElement")
    assert watched.foreign == []
    assert watched.errors == []

"""The Inspect panel with all it can show: for everybody, and closed by Escape to where the reader was."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cxc_metrics.measuring import measure
from tests.browser.doing import serious
from tests.ui.reading import current

pytestmark = [pytest.mark.browser, pytest.mark.slow]

OPENER = ".st-key-inspect_overview_target button"


@pytest.mark.parametrize(("width", "dark"), [(1400, False), (390, True)])
def test_the_panel_with_rows_and_sql_is_calm_and_escape_returns_to_its_button(
    visit: Callable[..., Any], width: int, *, dark: bool
) -> None:
    watched = visit("/", width=width, dark=dark, whole=False)
    page = watched.page
    page.locator(OPENER).focus()
    page.keyboard.press("Enter")
    panel = page.get_by_role("dialog")
    panel.wait_for(timeout=60_000)
    watched.settle()
    for toggle in ("inspect_rows", "inspect_sql"):
        panel.locator(f".st-key-{toggle} label").first.click()
        watched.settle()
    panel.locator("[data-testid=stCode]").nth(1).wait_for(timeout=60_000)
    watched.settle()
    assert panel.locator("tbody tr").count() > 0
    assert panel.locator("thead button").count() == 0, "a heading would order the first rows only"
    assert "SELECT" in panel.locator("[data-testid=stCode]").last.inner_text()
    assert serious(page) == []
    assert panel.evaluate("e => e.scrollWidth - e.clientWidth") <= 1, "the panel is wider than its window"

    page.keyboard.press("Escape")
    panel.wait_for(state="hidden", timeout=60_000)
    watched.settle()
    assert panel.count() == 0
    assert page.locator(OPENER).evaluate("button => button === document.activeElement")
    assert watched.foreign == []
    assert watched.errors == []


def test_the_panel_writes_numbers_in_the_language_chosen_also_when_it_runs_again(
    visit: Callable[..., Any], sample_register: Path
) -> None:
    held = measure(current(sample_register), ["O01"]).value("O01")
    watched = visit("/?lang=de", whole=False)
    page = watched.page
    page.locator(".st-key-inspect_overview_funnel button").click()
    panel = page.get_by_role("dialog")
    panel.wait_for(timeout=60_000)
    panel.locator(".st-key-inspect_kpi input").click()
    page.locator("[role=option]", has_text="O01 ").first.click()
    watched.settle()
    panel.locator(".st-key-inspect_rows label").first.click()
    watched.settle()
    assert f"{held:,}".replace(",", ".") in panel.inner_text()
    assert watched.errors == []

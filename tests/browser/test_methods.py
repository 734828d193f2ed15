"""The task of the Methods page: find how a figure is computed, read it, and pass its link on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cxc_metrics.catalogue import kpi
from tests.browser.doing import query

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.journey]


def test_an_analyst_finds_a_definition_and_passes_its_link_on(visit: Callable[..., Any]) -> None:
    watched = visit("/methods")
    page = watched.page
    page.locator(".st-key-w_methods_search input").fill("o07")
    page.locator(".st-key-w_methods_search input").press("Enter")
    watched.settle()
    assert query(page) == {"search": ["o07"]}
    page.locator(".st-key-box_O07 summary").click()
    watched.settle()
    told = page.locator(".st-key-box_O07").inner_text()
    assert kpi("O07").definition in told
    assert kpi("O07").caveat in told

    page.locator(".st-key-box_O07 a", has_text="Link to O07").first.click()
    watched.settle()
    assert query(page)["kpi"] == ["O07"]
    link = page.url
    later = visit(link.removeprefix(watched.address))
    shown = later.page.locator("[data-testid=stMain]").inner_text()
    assert "In the present selection:" in shown
    assert "mode = 'virtual'" in shown, "the exact statement"
    assert watched.foreign == later.foreign == []
    assert watched.errors == later.errors == []

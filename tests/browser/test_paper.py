"""A whole page: the browser's search finds its last part at once, and it stands on sheets of A4 uncut."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from cxc_metrics.words.texts import say

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.journey]
# Millimetres in the pixels of CSS, and the width of a sheet between its margins.
MM = 96 / 25.4
MARGIN, WIDTH = 12, 210 - 2 * 12
_WIDEST = """() => Math.max(0, ...[...document.querySelectorAll(
  '[data-testid=stPlotlyChart] svg.main-svg, [data-testid=stTable] table')]
  .map(e => e.getBoundingClientRect().width))"""


def test_a_whole_page_is_searched_and_printed(visit: Callable[..., Any], tmp_path: Path) -> None:
    watched = visit("/?whole=1&visitor_country=ES", whole=False)
    page = watched.page
    # Without a scroll or a click: what stands lowest, and what stood behind each tab.
    body = page.locator("[data-testid=stMain]").inner_text()
    assert say("overview.news") in body
    assert page.locator(".st-key-overview_chart_matrix td").count() > 100
    assert page.locator(".st-key-overview_chart_table td").count() > 30
    assert page.locator("[data-testid=stMain] [data-testid=stPopover]").count() == 0
    page.get_by_role("button", name=say("page.with_controls")).click()
    watched.settle()
    assert "whole" not in page.url
    assert "visitor_country=ES" in page.url
    page.go_back()
    watched.settle()
    file = tmp_path / "page.pdf"
    margins = dict.fromkeys(("top", "bottom", "left", "right"), f"{MARGIN}mm")
    page.emulate_media(media="print")
    page.pdf(path=file, format="A4", print_background=True, margin=margins)
    page.emulate_media(media="screen")
    text = re.sub(r"\s+", " ", " ".join(sheet.extract_text() for sheet in PdfReader(file).pages))
    for expected in ("All visits from Spain", "as at 2024-05-31", say("nav.overview"), say("overview.news")):
        assert expected in text
    assert say("chart.inspect") not in text
    assert page.evaluate(_WIDEST) <= WIDTH * MM
    assert watched.errors == []

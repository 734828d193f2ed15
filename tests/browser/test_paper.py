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
    text = " ".join(sheets_of(page, tmp_path / "page.pdf"))
    for expected in ("All visits from Spain", "as at 2024-05-31", say("nav.overview"), say("overview.news")):
        assert expected in text
    assert say("chart.inspect") not in text
    assert page.evaluate(_WIDEST) <= WIDTH * MM
    assert watched.errors == []


def test_a_heading_stands_whole_on_the_sheet_of_what_it_is_about(
    visit: Callable[..., Any], tmp_path: Path
) -> None:
    """Hosting gaps: below its first heading is a chart as high as a sheet."""
    watched = visit("/gaps?whole=1", whole=False)
    headings = [re.sub(r"\s+", " ", text) for text in watched.page.locator("h2").all_inner_texts()]
    sheets = sheets_of(watched.page, tmp_path / "page.pdf")
    assert len(headings) > 1
    for heading in headings:
        [sheet] = [sheet for sheet in sheets if heading in sheet]
        assert not sheet.strip().endswith(heading), "what it is about is on the next"


def sheets_of(page: Any, file: Path) -> list[str]:
    """The words of each sheet of A4, as a browser prints the page."""
    margins = dict.fromkeys(("top", "bottom", "left", "right"), f"{MARGIN}mm")
    page.emulate_media(media="print")
    page.pdf(path=file, format="A4", print_background=True, margin=margins)
    page.emulate_media(media="screen")
    return [re.sub(r"\s+", " ", sheet.extract_text()) for sheet in PdfReader(file).pages]

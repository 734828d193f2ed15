"""Behind one number, in one action from wherever it stands; and its SQL runs elsewhere."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pytest
from playwright.sync_api import TimeoutError, expect

from cxc_metrics.access import open_register
from cxc_metrics.measuring import measure
from cxc_metrics.scope import Scope
from tests.browser.doing import cell_of, hover, query
from tests.ui.reading import current

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.journey]


def check_told(watched: Any, expected: str) -> None:
    """The panel comes to say this; its parts arrive one after the other."""
    panel = watched.page.get_by_role("dialog")
    expect(panel).to_contain_text(re.compile(rf"(?<!\d){re.escape(expected)}"), timeout=60_000)
    watched.settle()


def close(watched: Any) -> None:
    watched.page.keyboard.press("Escape")
    watched.page.get_by_role("dialog").wait_for(state="hidden", timeout=60_000)
    watched.settle()


def test_every_kind_of_number_opens_what_is_behind_it_and_the_page_stays(
    visit: Callable[..., Any], sample_register: Path, tmp_path: Path
) -> None:
    version = current(sample_register)
    watched = visit("/?chart=matrix", whole=False)
    page = watched.page
    page.evaluate("document.querySelector('h2').mark = true")
    pair = measure(version, ["O01"], scope=Scope(visitor_country="ES", host_country="IT")).value("O01")
    cell_of(page, "overview_chart_matrix", "ES", "IT").click(button="right")
    check_told(watched, f"{pair} exchanges")
    check_sql_runs_elsewhere(watched, sample_register, tmp_path / "parquet", pair)
    close(watched)
    assert "visitor_country" not in page.url
    assert page.evaluate("document.querySelector('h2').mark"), "the page was drawn again"

    spain = measure(version, ["O01"], scope=Scope(visitor_country="ES")).value("O01")
    row = page.locator(".st-key-overview_lists [role=option]", has_text="Spain").first
    row.locator(".value").click()
    check_told(watched, f"{spain} exchanges")
    close(watched)
    assert "visitor_country" not in page.url

    page.locator(".st-key-overview_figures button", has_text="SME share").focus()
    page.keyboard.press("i")
    check_told(watched, "O04 · SME share")
    close(watched)
    assert watched.errors == []


def check_sql_runs_elsewhere(watched: Any, register: Path, folder: Path, value: float) -> None:
    """Two actions to the SQL of one figure; DuckDB alone runs it on what `cxc register export` writes."""
    panel = watched.page.get_by_role("dialog")
    panel.locator(".st-key-inspect_sql label").first.click()
    panel.locator("code", has_text="SELECT").first.wait_for(timeout=60_000)
    [sql] = [text for text in panel.locator("code").all_inner_texts() if "SELECT" in text]
    open_register(register).export(folder)
    with duckdb.connect(config={"file_search_path": str(folder)}) as elsewhere:
        row = elsewhere.sql(sql).df().iloc[0]
    assert row["O01"] == value


def test_marks_of_a_chart_and_headline_figures_open_it_too(
    visit: Callable[..., Any], sample_register: Path
) -> None:
    version = current(sample_register)
    watched = visit("/", whole=False)
    years = measure(version, ["O01"], by=["year"]).table
    year = watched.page.locator(".st-key-overview_chart_time .period").nth(1)
    year.click()
    check_told(watched, f"{years['O01'].iloc[1]} exchanges")
    close(watched)
    watched.go("/?chart=ranking")
    ranked = measure(version, ["O01"], by=["visitor_country"]).table
    most = ranked.sort_values("O01", ascending=False, kind="stable")["O01"].iloc[0]
    bar = watched.page.locator(".st-key-overview_chart_ranking .row").first
    bar.locator(".fill").click(button="right")
    check_told(watched, f"{most} exchanges")
    close(watched)
    bar.locator(".value").click()
    check_told(watched, f"{most} exchanges")
    close(watched)
    assert "visitor_country" not in watched.page.url, "what opens a number filters nothing"
    watched.open("/gaps")
    click_mark(watched, "gaps", 0, "right")
    check_told(watched, "O01 · Exchanges held")
    close(watched)
    assert query(watched.page) == {}, "what opens a mark of a chart selects no country"
    watched.open("/sectors")
    tile = watched.page.locator(".cxc-tile", has_text="Cross-sector share").locator(".value button").first
    tile.click()
    check_told(watched, "O10 · ")
    assert watched.errors == []


def click_mark(watched: Any, key: str, place: int, button: Any) -> None:
    """Point at a mark of a chart until its label is there, then click; again where it was drawn anew."""
    page = watched.page
    mark = page.locator(f".st-key-{key} .points .point path").nth(place)
    mark.scroll_into_view_if_needed()
    for _ in range(3):
        watched.settle()
        box = mark.bounding_box()
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        hover(page, key, x, y)
        page.mouse.click(x, y, button=button)
        try:
            page.get_by_role("dialog").wait_for(timeout=60_000)
        except TimeoutError:
            page.mouse.move(0, 0)  # off the mark, so that pointing at it is news
        else:
            return

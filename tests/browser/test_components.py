"""The components of our own that stand on many pages, each under all that components have to bear."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.components import LEAST_TARGET, check_component, check_focus_stays, focus
from tests.browser.doing import cell_of, query

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.journey]


def test_a_table_that_orders_a_longer_list(visit: Callable[..., Any]) -> None:
    watched = visit("/exchanges?order=exchange_id")
    page = watched.page
    heading = page.locator(".st-key-exchange_rows thead button").nth(1)
    heading.focus()
    stop = focus(page)
    page.keyboard.press("Enter")
    check_focus_stays(watched, stop)
    assert query(page)["order"] == ["host"]
    check_component(watched, "exchange_rows", paper="EXC-")


def test_a_map_is_clicked_walked_with_arrows_and_moved_without_selecting(visit: Callable[..., Any]) -> None:
    watched = visit("/countries", whole=False)
    page, there = watched.page, ".st-key-countries_map"
    check_small_ones_are_squares(page, there)
    germany = page.locator(f"{there} path[data-code=DE]")
    place = germany.bounding_box()
    check_moving_selects_nothing(watched, there, place)
    germany.hover()
    assert page.locator(f"{there} .tip").inner_text().splitlines()[0] == "Germany"
    page.mouse.click(place["x"] + place["width"] / 2, place["y"] + place["height"] / 2)
    watched.settle()
    assert query(page) == {"host_country": ["DE"]}
    assert germany.get_attribute("aria-selected") == "true"
    assert page.locator(f"{there} .arc").count() > 3
    # As a list: a letter, an arrow in protocol order, Enter; and the focus stays.
    page.locator(f"{there} .places").focus()
    page.keyboard.press("f")
    page.keyboard.press("ArrowRight")
    assert page.locator(f"{there} .tip b").inner_text() == "Croatia"
    assert page.locator(f"{there} .places").get_attribute("aria-activedescendant") == "at-HR"
    page.keyboard.press("Enter")
    check_focus_stays(watched, "places")
    assert query(page) == {"host_country": ["HR"]}
    check_component(watched, "countries_map", controls=".zoom")
    assert watched.foreign == []
    assert watched.errors == []


def test_a_matrix_is_walked_with_arrows_and_its_headings_stay(visit: Callable[..., Any]) -> None:
    watched = visit("/?chart=matrix", whole=False)
    page, key = watched.page, "overview_chart_matrix"
    cell_of(page, key, "DE", "ES").click()
    watched.settle()
    chosen = {"visitor_country": ["DE"], "host_country": ["ES"]}
    assert {name: query(page)[name] for name in chosen} == chosen
    assert focus(page) == "DE ES"
    # By arrows past what does not apply, which takes no Enter; the cell left of it does, and keeps the focus.
    cell_of(page, key, "DE", "DE").focus()
    page.keyboard.press("Enter")
    watched.settle()
    assert {name: query(page)[name] for name in chosen} == chosen
    page.keyboard.press("ArrowLeft")
    stop = focus(page)
    assert stop.startswith("DE ")
    assert stop != "DE DE"
    page.keyboard.press("Home")
    assert focus(page) == "DE BE"
    page.keyboard.press("Control+End")
    assert page.locator(f".st-key-{key} .told").inner_text().count("→") == 1
    watched.settle()  # the last cell may lie where the rest of the page is near, which then comes
    cell_of(page, key, "ES", "IT").focus()
    page.keyboard.press("Enter")
    check_focus_stays(watched, "ES IT")
    assert query(page)["visitor_country"] == ["ES"]
    assert page.locator(f".st-key-{key} td.chosen").count() == 1
    check_component(watched, key, paper="Spain", controls=".told")
    check_headings_stay(page, key)
    assert watched.errors == []


def check_headings_stay(page: Page, key: str) -> None:
    """On the phone that the page stands on: its last cell in sight, the name and the code of it are too."""
    region, cells = page.locator(f".st-key-{key} .region"), page.locator(f".st-key-{key} td")
    cells.last.scroll_into_view_if_needed()
    around, last = region.bounding_box(), cells.last.bounding_box()
    row = page.locator(f".st-key-{key} tbody tr").last.locator("th").bounding_box()
    column = page.locator(f".st-key-{key} thead th").last.bounding_box()
    assert region.evaluate("one => one.scrollWidth > one.clientWidth"), "wide enough to be pushed aside"
    assert around["x"] <= row["x"] + 1 < last["x"]
    assert around["y"] <= column["y"] + 1 < last["y"]


def test_the_table_of_the_start_page_is_text_and_a_row_of_it_filters(visit: Callable[..., Any]) -> None:
    watched = visit("/?chart=table&figure=O04", whole=False)
    page, key = watched.page, "overview_chart_table"
    cell = page.locator(f".st-key-{key} tbody tr", has_text="Spain").locator("td").first
    assert cell.inner_text().endswith("%")
    cell.click()
    watched.settle()
    assert query(page)["visitor_country"] == ["ES"]
    assert page.locator(f".st-key-{key} tr", has_text="Spain").locator("td.chosen").count() > 1
    check_component(watched, key, paper="Spain")
    assert watched.errors == []


def check_small_ones_are_squares(page: Page, there: str) -> None:
    """Malta is a square and no shape to be pointed at; all options are numbered as one list."""
    options = page.locator(f"{there} [role=option]")
    options.nth(30).wait_for(state="attached", timeout=60_000)
    malta = page.locator(f"{there} [role=option][data-code=MT]").bounding_box()
    assert min(malta["width"], malta["height"]) >= LEAST_TARGET
    places = options.evaluate_all("all => all.map(one => Number(one.ariaPosInSet))")
    assert sorted(places) == list(range(1, len(places) + 1))


def check_moving_selects_nothing(watched: Any, there: str, place: Any) -> None:
    """Bring near by button and wheel, drag from a country, show the whole again."""
    page, moves = watched.page, watched.page.locator(f"{there} .moves")
    x, y = place["x"] + place["width"] / 2, place["y"] + place["height"] / 2
    page.locator(f"{there} .zoom button").first.click()
    page.mouse.move(x, y)
    page.keyboard.down("Control")
    page.mouse.wheel(0, -200)
    page.keyboard.up("Control")
    near = moves.get_attribute("transform")
    assert "scale(1)" not in near
    page.mouse.down()
    page.mouse.move(x + 40, y + 30, steps=4)
    page.mouse.up()
    moved = moves.get_attribute("transform")
    assert moved != near
    # Another button opens a menu, which may swallow that it is let go.
    west = page.locator(there).bounding_box()
    x, y = west["x"] + 12, west["y"] + 0.45 * west["height"]
    page.mouse.move(x, y)
    page.mouse.down(button="right")
    page.mouse.move(x + 40, y + 30, steps=4)
    page.mouse.up(button="right")
    assert moves.get_attribute("transform") == moved
    page.locator(f"{there} .zoom button").last.click()
    assert "scale(1)" in moves.get_attribute("transform")
    watched.settle()
    assert query(page) == {}

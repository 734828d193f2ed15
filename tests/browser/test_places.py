"""The tasks of Countries and Sectors: find who hosts more than it sends, and the strongest cross-over."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from cxc_metrics.contract import countries, ecosystems
from cxc_metrics.measuring import measure
from tests.browser.doing import (
    VALUED,
    cell_of,
    choose,
    click_cell,
    click_first_bar,
    click_largest_country,
    query,
    select_first_row,
)
from tests.measuring.crossing import THOROUGH
from tests.ui.reading import current

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.journey]

Visit = Callable[..., Any]


def written(page: Page) -> str:
    """The words and figures of the page; pictures label their axes as their width allows."""
    parts = ("stHeading", "stMarkdown", "stHtml", "stCaptionContainer", "stTable")
    places = page.locator(", ".join(f"[data-testid=stMain] [data-testid={part}]" for part in parts))
    return "\n".join(text.strip() for text in places.all_inner_texts())


def test_an_analyst_finds_who_hosts_more_than_it_sends_and_shares_the_link(
    visit: Visit, sample_register: Path
) -> None:
    table = measure(current(sample_register), ["N03"], by=["visitor_country"]).table.dropna(subset=["N03"])
    best = table[~table["N03_flag"].str.contains("u")].sort_values("N03", kind="stable").iloc[-1]
    name = countries()[best["visitor_country"]].name_en
    watched = visit("/countries")
    page = watched.page
    page.locator(".st-key-w_show button", has_text="Net balance").click()
    watched.settle()
    assert query(page) == {"show": ["balance"]}
    told = f"hosted {best['N03_received']}, sent {best['N03_sent']}"
    assert told in page.locator("[data-testid=stMarkdown]", has_text="Highest:").inner_text()
    check_a_click_on_the_balance_map(watched)

    choose(watched, "w_country", name)
    assert query(page) == {"show": ["balance"], "country": [best["visitor_country"]]}
    assert f"{name} as host" in written(page)
    assert page.locator(".cxc-tile", has_text="Net balance").count() == 1

    again = visit(page.url.removeprefix(watched.address))
    # What lies below may still be on its way where a busy machine took a pause for the end.
    for _ in range(100):
        if written(again.page) == written(page):
            break
        page.wait_for_timeout(200)
    assert written(again.page) == written(page)
    for one in (watched, again):
        assert one.foreign == []
        assert one.errors == []


def check_a_click_on_the_balance_map(watched: Any) -> None:
    """It opens that country, and Back closes it."""
    page = watched.page
    click_largest_country(watched)
    opened = query(page)
    assert opened["show"] == ["balance"]
    assert f"{countries()[opened['country'][0]].name_en} as visitor" in written(page)
    page.go_back()
    watched.settle()
    assert query(page) == {"show": ["balance"]}
    assert "as visitor" not in written(page)


def test_every_picture_of_the_countries_page_is_a_filter_and_a_drag_is_none(
    visit: Visit, sample_register: Path
) -> None:
    """On one load of the page, which costs more than all that is done upon it."""
    watched = visit("/countries")
    for chosen in (click_largest_country, click_a_bar):
        chosen(watched)
        assert len(query(watched.page)["host_country"]) == 1
        go_back_to_all(watched)
    check_a_row_of_the_table(watched, sample_register)
    go_back_to_all(watched)
    check_a_cell_of_the_matrix(watched, sample_register)
    go_back_to_all(watched)
    check_a_drag_is_no_click(watched)
    assert watched.errors == []


def go_back_to_all(watched: Any) -> None:
    watched.page.go_back()
    watched.settle()
    assert query(watched.page) == {}


def check_a_drag_is_no_click(watched: Any) -> None:
    """On the map from one country to another, on bars from one to another, on a matrix from cell to cell.

    `make thorough` drags more ways. Along one bar a drag is a click, as on every button.
    """
    page = watched.page
    places = {
        "countries_map": (VALUED, ((60, 25), (15, 0), (-40, -40))),
        "countries_sent": (".fill", ((8, 60), (60, 90), (-40, 60))),
        "countries_matrix": ("td.has", ((-40, -40), (60, 25))),
    }
    for key, (mark, drags) in places.items():
        shape = page.locator(f".st-key-{key} {mark}").nth(3 if "map" in key else 0)
        shape.wait_for(state="attached", timeout=60_000)
        shape.scroll_into_view_if_needed()
        watched.settle()
        box = shape.bounding_box()
        assert box is not None
        x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
        for across, down in drags if THOROUGH else drags[:1]:
            page.mouse.move(x, y)
            page.mouse.down()
            page.mouse.move(x + across / 2, y + down / 2, steps=4)
            page.mouse.move(x + across, y + down, steps=4)
            page.mouse.up()
            watched.settle()
            assert query(page) == {}, (key, across, down)


def click_a_bar(watched: Any) -> None:
    click_first_bar(watched, "countries_hosted")


def check_a_row_of_the_table(watched: Any, register: Path) -> None:
    table = measure(current(register), ["O01"], by=["host_country"]).table
    most = table.sort_values("O01", ascending=False, kind="stable")["host_country"].iloc[0]
    select_first_row(watched, "countries_table")
    assert query(watched.page) == {"host_country": [most]}


def check_a_cell_of_the_matrix(watched: Any, register: Path) -> None:
    sides = ["visitor_country", "host_country"]
    table = measure(current(register), ["O01"], by=sides).table
    table = table[table["O01"] > 0]
    best = table.sort_values("O01", ascending=False, kind="stable").iloc[0]
    click_cell(watched, "countries_matrix", *(best[side] for side in sides))
    assert query(watched.page) == {side: [best[side]] for side in sides}


def test_the_strongest_cross_over_is_clicked_and_back_undoes_it(visit: Visit, sample_register: Path) -> None:
    sides = ["visitor_sector", "host_sector"]
    table = measure(current(sample_register), ["O01"], by=sides).table.dropna(subset=sides)
    table = table[table["O01"] > 0]
    codes = sorted({*table["visitor_sector"], *table["host_sector"]})
    across = table[table["visitor_sector"] != table["host_sector"]]
    best = across.sort_values("O01", ascending=False, kind="stable").iloc[0]
    names = [ecosystems()[int(best[side])].name_en for side in sides]
    watched = visit("/sectors", whole=False)
    page = watched.page
    assert f"{names[0]} → {names[1]} ({best['O01']})" in written(page)
    pair = [best[side] for side in sides]
    click_cell(watched, "sectors_matrix", *pair)
    chosen = {"sector": [str(best[sides[0]])], "host_sector": [str(best[sides[1]])]}
    assert query(page) == chosen
    assert page.locator(".cxc-tile .value").first.inner_text() == str(best["O01"])
    # All cells are still there, the selected one framed: the same place takes the filter away.
    assert page.locator(".st-key-sectors_matrix td").count() == len(codes) ** 2
    assert page.locator(".st-key-sectors_matrix td.chosen").count() == 1
    cell_of(page, "sectors_matrix", *pair).hover()
    told = page.locator(".st-key-sectors_matrix .told").inner_text()
    assert told.startswith(f"{names[0]} → {names[1]}: {best['O01']} ")
    click_cell(watched, "sectors_matrix", *pair)
    assert query(page) == {}
    page.go_back()
    watched.settle()
    assert query(page) == chosen
    page.go_back()
    watched.settle()
    assert query(page) == {}
    check_a_profile_is_in_its_link(watched)
    assert watched.foreign == []
    assert watched.errors == []


def check_a_profile_is_in_its_link(watched: Any) -> None:
    watched.whole = True  # it lies below the first screen
    page = watched.go("/sectors?show=against&sector_profile=9")
    assert "Health as visitor" in written(page)
    page.locator(".st-key-w_show button", has_text="Exchanges").click()
    watched.settle()
    assert query(page) == {"sector_profile": ["9"]}
    page.go_back()
    watched.settle()
    assert query(page) == {"show": ["against"], "sector_profile": ["9"]}

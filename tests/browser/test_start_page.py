"""The start page by its tasks: how many actions they take, and what is read then; its components."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from cxc_metrics.measuring import measure
from cxc_metrics.scope import Scope
from tests.browser.components import check_component, check_focus_stays
from tests.browser.doing import query
from tests.ui.reading import current
from ui.session.navigation import SIDEBAR_WIDTH

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.journey]
MOST_ACTIONS = 3
# Where the navigation ends on screen, each time that changes.
_SIDEBAR_ENDS = """(() => {
  const ends = window.sidebarEnds = [];
  const look = () => {
    const bar = document.querySelector('[data-testid=stSidebar]');
    const end = bar && Math.round(bar.getBoundingClientRect().right);
    if (bar && ends.at(-1) !== end) ends.push(end);
    requestAnimationFrame(look);
  };
  look();
})()"""


def row(page: Page, name: str) -> Any:
    """A row of the ranked lists."""
    return page.locator(".st-key-overview_lists [role=option]", has_text=name).first


def heading(page: Page) -> str:
    """What the chart in sight says."""
    return page.locator("h2").first.inner_text()


def test_health_visits_from_spain_over_time_take_two_actions_and_a_share_of_them_one_more(
    visit: Callable[..., Any], sample_register: Path
) -> None:
    watched = visit("/", whole=False)
    page, actions = watched.page, 0
    for name in ("Spain", "Health"):
        row(page, name).click()
        actions += 1
        watched.settle()
    scope = Scope(visitor_country="ES", visitor_sector=9)
    years = measure(current(sample_register), ["O01", "O04"], by=["year"], scope=scope).table
    counts = dict(zip(years["year"], years["O01"], strict=True))
    first, last = counts[2021], counts[2023]
    verb = "rose" if last > first else "fell"
    assert heading(page) == f"Health visits from Spain {verb} from {first} in 2021 to {last} in 2023"
    assert actions == 2 <= MOST_ACTIONS
    # Each list keeps its rows and marks its own.
    for name in ("Spain", "Health"):
        assert row(page, name).get_attribute("aria-selected") == "true"
    assert row(page, "Italy").get_attribute("aria-selected") == "false"

    page.locator(".st-key-overview_figures button", has_text="SME share").click()
    actions += 1
    watched.settle()
    assert heading(page).startswith("SME share of visitors in Health visits from Spain")
    assert actions == MOST_ACTIONS
    check_focus_stays(watched, "O04")
    page.get_by_role("tab", name="Ranking").click()
    watched.settle()
    assert page.locator(".st-key-overview_chart_ranking").count()
    assert not page.locator(".st-key-overview_chart_time").count(), "only the one in sight is drawn"
    assert watched.errors == []


def test_the_navigation_is_folded_before_it_is_seen_and_opens_as_wide_as_it_is_told(
    visit: Callable[..., Any],
) -> None:
    watched = visit("/", whole=False)
    page = watched.page
    page.add_init_script(_SIDEBAR_ENDS)
    page.reload()
    watched.settle()
    assert page.evaluate("window.sidebarEnds.filter(end => end > 0)") == []
    page.get_by_test_id("stExpandSidebarButton").click()
    watched.settle()
    assert page.evaluate("window.sidebarEnds.at(-1)") == SIDEBAR_WIDTH
    assert watched.errors == []


def test_rows_are_chosen_by_keyboard_alone_and_the_focus_stays(visit: Callable[..., Any]) -> None:
    watched = visit("/?host_country=DE", whole=False)
    page = watched.page
    row(page, "Spain").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    watched.settle()
    second = page.url
    assert second.count("visitor_country=") == 1
    page.keyboard.press("ArrowUp")
    page.keyboard.press(" ")
    watched.settle()
    check_focus_stays(watched, "visitor_country ES")
    assert page.url.count("visitor_country=") == 2
    page.keyboard.press(" ")
    watched.settle()
    assert page.url == second, "again takes it away"


def test_a_bar_of_a_ranking_filters_by_keyboard_and_again_takes_it_away(visit: Callable[..., Any]) -> None:
    watched = visit("/?chart=ranking", whole=False)
    page = watched.page
    bars = page.locator(".st-key-overview_chart_ranking .row")
    before, code = bars.all_inner_texts(), bars.nth(1).get_attribute("data-behind")
    bars.first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    watched.settle()
    assert query(page)["visitor_country"] == [code]
    check_focus_stays(watched, str(code))
    assert bars.nth(1).get_attribute("aria-pressed") == "true"
    assert bars.all_inner_texts() == before, "it marks its own, and leaves the others"
    page.keyboard.press("Enter")
    watched.settle()
    assert "visitor_country" not in query(page)
    assert watched.errors == []


def test_lists_and_years_bear_what_every_component_has_to(visit: Callable[..., Any]) -> None:
    named = {
        "overview_figures": ".name",
        "overview_lists": ".name",
        "overview_chart_time": ".when",
        "overview_chart_ranking": ".name",
    }
    for key, name_of in named.items():
        watched = visit("/?chart=ranking" if key.endswith("ranking") else "/", whole=False)
        watched.page.emulate_media(color_scheme="light")
        watched.page.set_viewport_size({"width": 1400, "height": 900})
        watched.settle()
        check_component(watched, key)
        watched.page.emulate_media(media="print")
        names = watched.page.locator(f".st-key-{key} {name_of}")
        assert all(name.is_visible() for name in names.all())
        watched.page.emulate_media(media="screen")


def test_a_country_stands_beside_the_eu_average_and_then_beside_another_selection(
    visit: Callable[..., Any], sample_register: Path
) -> None:
    """Two actions for a comparison, and all of it in the first screen: beside the figures, and in Time."""
    version = current(sample_register)
    watched = visit("/?visitor_country=ES", whole=False)
    page = watched.page
    compare(page, "EU average")
    watched.settle()
    spain = Scope(visitor_country="ES")
    against = measure(version, ["O01"], scope=spain, compare="eu_average").change("O01")
    held = page.locator(".st-key-overview_figures button", has_text="Exchanges held")
    assert against is not None
    assert against.text() in held.inner_text()
    legend = page.locator(".st-key-overview_chart_time .series")
    assert legend.all_inner_texts() == ["This selection", "EU average (the average Member State)"]

    # Kept, and another country chosen beside it: the other selection stays what it is.
    compare(page, "Keep this selection")
    watched.settle()
    row(page, "Italy").click()
    watched.settle()
    other = measure(version, ["O01"], scope=Scope(visitor_country="IT"), compare=spain).change("O01")
    assert other is not None
    assert other.text() in held.inner_text()
    assert "Spain" in legend.all_inner_texts()[1]
    assert watched.errors == []


def compare(page: Page, name: str) -> None:
    """Choose what the selection is compared with by its word in the line."""
    line = page.locator(".st-key-top_line")
    line.locator("[data-stop=beside]").click()
    line.get_by_role("option", name=name).click()

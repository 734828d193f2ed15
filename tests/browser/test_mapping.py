"""Map and publish files that nobody has described, as a new user would: by the mouse, and by the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, TimeoutError

from cxc_metrics.access import open_register
from tests.browser.conftest import serve, stop
from tests.browser.doing import choose, serious
from tests.measuring.publishing import published
from tests.measuring.publishing import visit as exchange

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.journey]

PATIENCE_MS = 60_000
MOST_TABS = 200


@pytest.fixture(scope="module")
def own(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """A dashboard over a store of its own that holds another register; its address and the store's folder."""
    folder = tmp_path_factory.mktemp("mapping")
    published(folder, [exchange("X1", "2021-03-01")]).close()
    process, url = serve(root, folder / "store", folder / "log.txt")
    yield url, folder / "store"
    stop(process, folder / "log.txt")


def tab_to(page: Page, key: str) -> None:
    """Go on by Tab until the focus is on a button of that key."""
    within = "key => document.activeElement.matches(`[class*=st-key-${key}] button`)"
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if page.evaluate(within, key):
            return
    raise AssertionError(f"{key} is not reached by Tab")


def choose_by_keyboard(watched: Any, file: Path) -> None:
    """Choose a file with Tab and Enter; again where the page was drawn anew in between and took the focus."""
    page: Page = watched.page
    for patience in (PATIENCE_MS / 4, PATIENCE_MS / 4, PATIENCE_MS):
        watched.settle()
        tab_to(page, "upload_files")
        try:
            with page.expect_file_chooser(timeout=patience) as waiting:
                page.keyboard.press("Enter")
        except TimeoutError as late:
            missed = late
        else:
            waiting.value.set_files(file)
            return
    raise missed


def first_open(page: Page, *keys: str) -> str:
    """Wait for the first of these parts that is there; its key."""
    listed = ", ".join(f".st-key-{key}" for key in keys)
    page.locator(listed).first.wait_for(timeout=PATIENCE_MS)
    return next(key for key in keys if page.locator(f".st-key-{key}").count())


def test_missions_are_mapped_and_published_by_the_mouse(
    visit: Callable[..., Any], own: tuple[str, Path], shared_data: Path
) -> None:
    address, store = own
    before = {register.name for register in open_register(store).registers()}
    watched = visit("/data", base=address)
    page = watched.page
    with page.expect_file_chooser() as waiting:
        page.locator(".st-key-upload_files button").first.click()
    waiting.value.set_files(shared_data / "cost_ca19130" / "stsm.csv")
    page.get_by_text("stsm.csv").first.wait_for(timeout=PATIENCE_MS)
    watched.settle()
    page.get_by_role("button", name="Check", exact=True).click()
    # A mapping of this very file is shipped: a new user's own file has none, so it is mapped anew.
    if first_open(page, "map_anew", "map_check") == "map_anew":
        assert page.get_by_text("Recognised as").count()
        page.locator(".st-key-map_anew button").click()
    page.locator(".st-key-map_check").wait_for(timeout=PATIENCE_MS)
    watched.settle()
    main = page.locator("[data-testid=stMain]").inner_text()
    assert "27 rows, 14 columns" in main
    assert "Every value of the columns of countries and lists is understood." in main
    assert serious(page) == []
    page.get_by_role("textbox", name="Title of the register").fill("Short missions")
    page.get_by_role("textbox", name="Short name").fill("short_missions")
    page.keyboard.press("Enter")
    watched.settle()
    page.locator(".st-key-map_check button").click()
    page.locator(".st-key-upload_publish button:not([disabled])").wait_for(timeout=PATIENCE_MS)
    watched.settle()
    assert "0 of 27 rows left out" in page.locator("[data-testid=stMain]").inner_text()
    page.locator(".st-key-upload_publish button").click()
    page.get_by_text("Published as data version").first.wait_for(timeout=PATIENCE_MS)
    watched.settle()
    main = page.locator("[data-testid=stMain]").inner_text()
    assert "Short missions" in main
    assert (store / "sources" / "short_missions" / "map.toml").is_file()
    # What pandas counts in the file (its README): on the page a reader opens next, and by the figures.
    watched.go("/?register=hand_made_synthetic")
    page.get_by_test_id("stExpandSidebarButton").click()  # on the start page the sidebar is folded
    choose(watched, "w_register", "Short missions")
    story = page.locator(".st-key-overview_story").inner_text()
    assert story.startswith("27 exchanges were held.")
    assert "Romania → Germany with 3" in story
    assert counted(store, "short_missions", "O01", "I01", "O08o", "O08h") == [27, 60_082, 13, 12]
    after = {register.name for register in open_register(store).registers()}
    assert after == before | {"short_missions"}, "publishing took nothing off the screen"
    assert watched.foreign == []
    assert watched.errors == []


def test_meetings_are_mapped_and_published_by_the_keyboard(
    visit: Callable[..., Any], own: tuple[str, Path], shared_data: Path
) -> None:
    address, store = own
    watched = visit("/data", base=address)
    page = watched.page
    choose_by_keyboard(watched, shared_data / "cost_ca19130" / "meetings.csv")
    page.get_by_text("meetings.csv").first.wait_for(timeout=PATIENCE_MS)
    watched.settle()
    tab_to(page, "FormSubmitter-upload-Check")
    page.keyboard.press("Enter")
    if first_open(page, "map_anew", "map_check") == "map_anew":
        watched.settle()
        tab_to(page, "map_anew")
        page.keyboard.press("Enter")
    page.locator(".st-key-map_check").wait_for(timeout=PATIENCE_MS)
    watched.settle()
    assert "394 rows, 13 columns" in page.locator("[data-testid=stMain]").inner_text()
    tab_to(page, "map_check")
    page.keyboard.press("Enter")
    page.locator(".st-key-upload_publish button:not([disabled])").wait_for(timeout=PATIENCE_MS)
    watched.settle()
    tab_to(page, "upload_publish")
    page.keyboard.press("Enter")
    page.get_by_text("Published as data version").first.wait_for(timeout=PATIENCE_MS)
    watched.settle()
    assert "394" in page.locator("[data-testid=stMain]").inner_text()
    assert counted(store, "meetings", "E01", "E02", "E03", "E04s", "E04h") == [394, 349, 31, 34, 17]
    assert counted(store, "meetings", "E06") == [pytest.approx(364_741.80)]
    assert watched.foreign == []
    assert watched.errors == []


def counted(store: Path, register: str, *kpis: str) -> list[float]:
    """Figures of the version that a register serves."""
    reader = open_register(store, register).reader()
    assert reader is not None
    measured = reader.measure(kpis)
    return [measured[kpi].value for kpi in kpis]

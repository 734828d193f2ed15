"""A finger on a phone: a tap filters, one that stays opens what is behind, a pan of the map does neither."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import CDPSession, Locator

from tests.browser.components import PHONE
from tests.browser.doing import VALUED, query

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.journey]
_LONG_MS = 700  # longer than what the page takes for a long press


class Finger:
    """One finger on the page of a tab that takes itself for a phone."""

    def __init__(self, watched: Any) -> None:
        self.watched, self.page = watched, watched.page
        self.session: CDPSession = self.page.context.new_cdp_session(self.page)
        self.session.send("Emulation.setTouchEmulationEnabled", {"enabled": True})

    def leave(self) -> None:
        """The tab is another test's next."""
        self.session.send("Emulation.setTouchEmulationEnabled", {"enabled": False})
        self.session.detach()

    def tap(self, at: Locator, *, stays_ms: int = 0) -> None:
        """Down upon the middle, and up again at once or after a while."""
        x, y = self._middle(at)
        self._send("touchStart", (x, y))
        self.page.wait_for_timeout(stays_ms)
        self._send("touchEnd")
        self.watched.settle()

    def pan(self, at: Locator, by: int) -> None:
        """Down, sideways by so many pixels, up."""
        x, y = self._middle(at)
        self._send("touchStart", (x, y))
        for part in range(1, 6):
            self._send("touchMove", (x + by * part / 5, y))
        self._send("touchEnd")
        self.watched.settle()

    def _middle(self, at: Locator) -> tuple[float, float]:
        at.scroll_into_view_if_needed()
        self.watched.settle()
        box = at.bounding_box()
        assert box is not None
        return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    def _send(self, kind: str, *points: tuple[float, float]) -> None:
        touched = [{"x": x, "y": y} for x, y in points]
        self.session.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": touched})


@pytest.fixture
def finger(visit: Callable[..., Any]) -> Iterator[Finger]:
    watched = visit("/?chart=map", whole=False, width=PHONE["width"])
    touching = Finger(watched)
    yield touching
    touching.leave()


def test_a_tap_filters_a_long_press_explains_and_a_pan_does_neither(finger: Finger) -> None:
    page = finger.page
    page.locator(f".st-key-overview_chart_map {VALUED}").first.wait_for(state="attached", timeout=60_000)
    finger.pan(page.locator(".st-key-overview_chart_map").first, -120)
    assert query(page) == {"chart": ["map"]}
    assert not page.get_by_role("dialog").count()

    rows = page.locator(".st-key-overview_lists [role=option] .name")
    finger.tap(rows.filter(has_text="Spain").first, stays_ms=_LONG_MS)
    panel = page.get_by_role("dialog")
    panel.wait_for(timeout=60_000)
    finger.watched.settle()
    assert "O01 · " in panel.inner_text()
    assert query(page) == {"chart": ["map"]}, "what opens it filters nothing"
    page.keyboard.press("Escape")
    panel.wait_for(state="hidden", timeout=60_000)
    finger.watched.settle()

    finger.tap(rows.filter(has_text="Spain").first)
    assert query(page)["visitor_country"] == ["ES"]
    line = page.locator(".st-key-top_line")
    finger.tap(line.locator("[data-stop=host_country]"))
    finger.tap(line.get_by_role("option", name="Italy"))
    assert query(page)["host_country"] == ["IT"]
    assert finger.watched.errors == []


def test_a_mark_of_a_chart_explains_itself_to_a_finger_that_stays_and_is_not_selected(finger: Finger) -> None:
    page = finger.page
    finger.watched.open("/gaps")
    mark = page.locator(".st-key-gaps .points .point path").first
    finger.tap(mark, stays_ms=_LONG_MS)
    panel = page.get_by_role("dialog")
    panel.wait_for(timeout=60_000)
    finger.watched.settle()
    assert "O01 · " in panel.inner_text()
    assert query(page) == {}
    page.keyboard.press("Escape")
    panel.wait_for(state="hidden", timeout=60_000)
    finger.watched.settle()
    finger.tap(mark)
    assert list(query(page)) == ["country"]
    assert finger.watched.errors == []

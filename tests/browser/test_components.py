"""The components of our own that stand on many pages, each under all that components have to bear."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.browser.components import check_component, check_focus_stays, focus

pytestmark = [pytest.mark.browser, pytest.mark.slow]


def test_a_table_that_orders_a_longer_list(visit: Callable[..., Any]) -> None:
    watched = visit("/exchanges?order=exchange_id")
    page = watched.page
    heading = page.locator(".st-key-exchange_rows thead button").nth(1)
    heading.focus()
    stop = focus(page)
    page.keyboard.press("Enter")
    check_focus_stays(watched, stop)
    check_component(watched, "exchange_rows", paper="EXC-")

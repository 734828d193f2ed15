"""Schemes side by side in a browser: choosing a topic changes chart, table and address."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.journey]


def test_a_topic_is_chosen_and_linked(visit: Callable[..., Any]) -> None:
    watched = visit("/schemes")
    page = watched.page
    page.locator(".st-key-w_topic input").click()
    page.locator("[role=option]", has_text="Satisfaction and skills").click()
    page.locator("h2", has_text="How satisfied are they?").wait_for(timeout=60_000)
    watched.settle()
    assert "topic=satisfaction" in page.url
    assert page.locator("td", has_text="91 % of sending companies").count() == 1
    chart = page.locator(".st-key-schemes_chart")
    assert chart.locator(".legendtext").all_text_contents() == ["Measured here", "Published"]
    page.locator("summary", has_text="Sources of the published figures").click()
    link = page.locator("a[href='http://www.cea-pme.com/cea-pme/cea-pme-projects/mobilisesme.html']")
    link.first.wait_for()
    assert watched.errors == []
    assert watched.foreign == []

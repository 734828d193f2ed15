"""The system's theme is switched while a page is open: what is drawn by a run follows, too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from cxc_metrics.export.pictures.colours import DARK, LIGHT

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.journey]


def test_a_page_that_is_open_follows_the_theme(visit: Callable[..., Any]) -> None:
    watched = visit("/partnerships")
    page = watched.page
    tiles = page.locator(".cxc-tiles").first
    for scheme, palette in (("dark", DARK), ("light", LIGHT)):
        page.emulate_media(color_scheme=scheme)
        page.wait_for_function(
            "colour => document.querySelector('.cxc-tiles').style.getPropertyValue('--surface') === colour",
            arg=palette.surface,
        )
        watched.settle()
        assert f"--muted:{palette.muted}" in tiles.get_attribute("style")
    assert watched.errors == []

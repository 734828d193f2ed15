"""Draws the page again when its theme has changed while it is open; it takes no room."""

from __future__ import annotations

from typing import Final

from .registering import own_component

_WATCH: Final = own_component("theme_change")


def watch(*, dark: bool) -> None:
    """Watch for another theme than the one that the page is drawn for."""
    _WATCH(key="theme_change", data={"dark": dark}, height=1, on_changed_change=_drawn_again)


def _drawn_again() -> None:
    """Nothing has to be done: the run that follows sees the new theme."""

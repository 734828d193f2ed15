"""An empty stretch that calls once when a reader comes near it, unless the button beside it was pressed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from .registering import own_component

_STRETCH: Final = own_component("coming_near")


def draw(key: str, *, height: int, button: str, on_near: Callable[[], None]) -> None:
    """The stretch, `height` pixels high; `button` is the CSS selector of what calls as well."""
    _STRETCH(key=key, data={"button": button}, height=height, on_near_change=on_near)

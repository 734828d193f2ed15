"""A drag over a map is no click: the browser reports one where the button is let go, plotly takes it for one.

Other charts tell a drag from a click themselves.
"""

from __future__ import annotations

from typing import Final

from .registering import own_component

_GUARD: Final = own_component("drags")


def guard(key: str) -> None:
    """Draw the guard of a page's map; it takes no room."""
    _GUARD(key=f"drags_{key}", height=1)

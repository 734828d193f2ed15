"""A drag over a map is no click: the browser reports one where the button is let go, plotly takes it for one.

Other charts tell a drag from a click themselves.
"""

from __future__ import annotations

from typing import Final

import streamlit as st

# A hand is never quite still: less than so many pixels is a click.
_STILL_PIXELS: Final = 6
_GUARD: Final = st.components.v2.component(
    "cxc_drags",
    html="<div class='guard' aria-hidden='true'></div>",
    js="""
    export default function ({ parentElement }) {
      const guard = parentElement.querySelector('.guard');
      guard.leave?.();
      let from = null;
      const pressed = (event) => { from = [event.clientX, event.clientY]; };
      const clicked = (event) => {
        if (!from || !event.target.closest?.('.js-plotly-plot .geo')) return;
        const moved = Math.hypot(event.clientX - from[0], event.clientY - from[1]);
        if (moved > STILL) { event.stopImmediatePropagation(); event.preventDefault(); }
      };
      document.addEventListener('pointerdown', pressed, true);
      document.addEventListener('click', clicked, true);
      guard.leave = () => {
        document.removeEventListener('pointerdown', pressed, true);
        document.removeEventListener('click', clicked, true);
      };
      return guard.leave;
    }
    """.replace("STILL", str(_STILL_PIXELS)),
)


def guard(key: str) -> None:
    """Draw the guard of a page's map; it takes no room."""
    _GUARD(key=f"drags_{key}", height=1)

"""What lies below the first screen is measured and drawn when a reader comes near it (docs/decisions/016).

A page hands the drawing of it to `rest`. Until then a button stands there, and under it an empty stretch as
high as what will come, so that the scroll bar tells the truth and nothing jumps.
"""

from __future__ import annotations

from collections.abc import Callable, MutableMapping
from typing import Final
from urllib.parse import urlencode

import streamlit as st

from cxc_metrics.words.texts import say
from ui.components import coming_near

from . import untellable
from .address import address, resumed, scope
from .asked_whole import is_whole

_BUTTON: Final = "[class*=st-key-rest_] button"
_OPEN, _STAY, _WAITS = "_below_open", "_below_stay", "_below_waits"
# As `_OPEN`: nobody scrolls here, draw every page whole.
ALWAYS: Final = "always"


def rest(page_id: str, draw: Callable[[], None], *, height: int) -> None:
    """Draw the rest of a page if it was asked for in this selection, otherwise what calls it.

    `height` in pixels is about that of the rest at the width of a desk. It runs on its own (a fragment): what
    stands above is left alone when the rest comes, and so is the line that ends it.
    """
    untellable.line()
    if is_whole():
        draw()
        untellable.line()
        return
    _rest(page_id, draw, height=height)


@st.fragment
@resumed
def _rest(page_id: str, draw: Callable[[], None], *, height: int) -> None:
    address_asked = f"{page_id}?{urlencode(address(scope()), doseq=True)}"
    was_open = st.session_state.get(_OPEN)
    if st.session_state.pop(_STAY, False) and was_open not in (None, ALWAYS):
        st.session_state[_OPEN] = address_asked
    if st.session_state.get(_OPEN) in (address_asked, ALWAYS):
        st.session_state.pop(_WAITS, None)
        draw()
        untellable.line()
        return
    st.session_state[_WAITS] = address_asked
    with st.container(key=f"below_{page_id}"):
        st.button(
            say("chart.rest"),
            key=f"rest_{page_id}",
            icon=":material/expand_more:",
            on_click=_opens(address_asked),
        )
        coming_near.draw(f"near_{page_id}", height=height, button=_BUTTON, on_near=_opens(address_asked))


def draw_whole(state: MutableMapping[str, object]) -> None:
    """From now on every page of that session state is drawn whole: for runs without a browser."""
    state[_OPEN] = ALWAYS


def forget_rest() -> None:
    """Called by the shell at the start of each run: whether the page has a rest is not known yet."""
    st.session_state.pop(_WAITS, None)


def waits() -> bool:
    """Whether the page shown has a rest that nobody has come near."""
    return _WAITS in st.session_state


def open_rest() -> None:
    """Draw that rest in the next run."""
    st.session_state[_OPEN] = st.session_state[_WAITS]


def stay() -> None:
    """After a click on a mark: the reader looks at it, so all that is drawn stays drawn."""
    st.session_state[_STAY] = True


def _opens(address_asked: str) -> Callable[[], None]:
    def opened() -> None:
        st.session_state[_OPEN] = address_asked

    return opened

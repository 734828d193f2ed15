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

from . import untellable
from .address import address, resumed, scope

# Calls home once, when the stretch has come into view and stayed: while a page is put together, what stands
# above it may not have its height yet. Once also means either the stretch or the button: a second call while
# the first answer is on its way would make Streamlit drop half of that answer, and the page with it.
_WATCHER: Final = st.components.v2.component(
    "cxc_below",
    html="<div class='stretch' aria-hidden='true'></div>",
    css="""
    .stretch { height: 100%; }
    """,
    js="""
    export default function ({ parentElement, setTriggerValue }) {
      const stretch = parentElement.querySelector('.stretch');
      stretch.leave?.();
      let soon, called = false;
      const observer = new IntersectionObserver((entries) => {
        clearTimeout(soon);
        if (!entries.at(-1).isIntersecting) return;
        soon = setTimeout(() => { call(); setTriggerValue('near', true); }, 250);
      });
      const call = () => {
        called = true;
        clearTimeout(soon);
        observer.disconnect();
        setTimeout(() => { called = false; }, 10000);  // nothing came: the button helps
      };
      const pressed = (event) => {
        if (!event.target.closest?.('[class*=st-key-rest_] button')) return;
        if (called) event.stopPropagation(); else call();
      };
      stretch.leave = () => {
        clearTimeout(soon);
        observer.disconnect();
        document.removeEventListener('click', pressed, true);
      };
      document.addEventListener('click', pressed, true);
      observer.observe(stretch);
      return stretch.leave;
    }
    """,
)
_OPEN, _STAY = "_below_open", "_below_stay"
# As `_OPEN`: nobody scrolls here, draw every page whole.
ALWAYS: Final = "always"


def rest(page_id: str, draw: Callable[[], None], *, height: int) -> None:
    """Draw the rest of a page if it was asked for in this selection, otherwise what calls it.

    `height` in pixels is about that of the rest at the width of a desk. It runs on its own (a fragment): what
    stands above is left alone when the rest comes, and so is the line that ends it.
    """
    untellable.line()
    _rest(page_id, draw, height=height)


@st.fragment
@resumed
def _rest(page_id: str, draw: Callable[[], None], *, height: int) -> None:
    address_asked = f"{page_id}?{urlencode(address(scope()), doseq=True)}"
    was_open = st.session_state.get(_OPEN)
    if st.session_state.pop(_STAY, False) and was_open not in (None, ALWAYS):
        st.session_state[_OPEN] = address_asked
    if st.session_state.get(_OPEN) in (address_asked, ALWAYS):
        draw()
        untellable.line()
        return
    with st.container(key=f"below_{page_id}"):
        st.button(
            say("chart.rest"),
            key=f"rest_{page_id}",
            icon=":material/expand_more:",
            on_click=_opens(address_asked),
        )
        _WATCHER(key=f"near_{page_id}", height=height, on_near_change=_opens(address_asked))


def draw_whole(state: MutableMapping[str, object]) -> None:
    """From now on every page of that session state is drawn whole: for runs without a browser."""
    state[_OPEN] = ALWAYS


def stay() -> None:
    """After a click on a mark: the reader looks at it, so all that is drawn stays drawn."""
    st.session_state[_STAY] = True


def _opens(address_asked: str) -> Callable[[], None]:
    def opened() -> None:
        st.session_state[_OPEN] = address_asked

    return opened

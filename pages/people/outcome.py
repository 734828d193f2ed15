"""What the last click did, said once: done, or why not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from cxc_metrics.errors import CxcError
from cxc_metrics.words.plain import markdown_text

_DONE, _FAILED, _KEY = "_people_done", "_people_failed", "_people_key"


@contextmanager
def telling(done: str) -> Iterator[None]:
    """Do something and say so in the next run; a CxcError is said instead."""
    try:
        yield
    except CxcError as error:
        st.session_state[_FAILED] = str(error)
    else:
        st.session_state[_DONE] = done


def draw() -> None:
    """Say it."""
    if done := st.session_state.pop(_DONE, ""):
        st.success(markdown_text(done), icon=":material/check_circle:")
    if failed := st.session_state.pop(_FAILED, ""):
        st.error(markdown_text(failed), icon=":material/error:")


def keep_key(text: str) -> None:
    """A key that was just made, for the next run alone."""
    st.session_state[_KEY] = text


def take_key() -> str:
    """The key that was just made; it is not kept."""
    return str(st.session_state.pop(_KEY, ""))

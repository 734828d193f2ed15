"""A picture into the clipboard in one click: made by the server when it is asked for."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from cxc_metrics.errors import CxcError
from cxc_metrics.words.texts import say
from ui.components import copied_picture


def copy_button(key: str, make: Callable[[], bytes], *, file: str) -> None:
    """The button; `make` gives the PNG, `file` is its name where it must be saved instead."""
    wanted, clicks = f"{key}_wanted", f"{key}_clicks"

    def clicked() -> None:
        st.session_state[wanted] = True
        st.session_state[clicks] = st.session_state.get(clicks, 0) + 1

    png, problem = b"", ""
    if st.session_state.pop(wanted, False):
        try:
            png = make()
        except CxcError as error:
            problem = str(error)
    words = {word: say(f"copy.{word}") for word in copied_picture.WORDS}
    answer = st.session_state.get(clicks, 0)
    copied_picture.draw(key, words, file=file, on_copy=clicked, png=png, problem=problem, answer=answer)

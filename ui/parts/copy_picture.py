"""A picture into the clipboard in one click: made by the server when it is asked for.

Browsers have a clipboard for pictures on addresses they trust: https, or the machine itself. Elsewhere the
picture is saved as a file, and a word says why.
"""

from __future__ import annotations

import base64
from collections.abc import Callable
from pathlib import Path
from typing import Final

import streamlit as st

from cxc_metrics.errors import CxcError
from cxc_metrics.words.texts import say

_FILES: Final = Path(__file__).parent
_WORDS: Final = ("copy", "help", "making", "copied", "no_clipboard", "refused")
_BUTTON: Final = st.components.v2.component(
    "cxc_copy_picture",
    html="<div class='cxc-copy'><button type='button'></button><span role='status'></span></div>",
    css=(_FILES / "copy_picture.css").read_text(encoding="utf-8"),
    js=(_FILES / "copy_picture.js").read_text(encoding="utf-8"),
    isolate_styles=False,
)


def copy_button(key: str, make: Callable[[], bytes], *, name: str) -> None:
    """The button; `make` gives the PNG, `name` is the file's where it must be saved instead."""
    wanted = f"{key}_wanted"

    def clicked() -> None:
        st.session_state[wanted] = True

    answer: dict[str, str] = {}
    if st.session_state.pop(wanted, False):
        try:
            answer["png"] = base64.b64encode(make()).decode()
        except CxcError as problem:
            answer["problem"] = str(problem)
    words = {word: say(f"copy.{word}") for word in _WORDS}
    _BUTTON(key=key, data={"words": words, "name": name, **answer}, on_copy_change=clicked)

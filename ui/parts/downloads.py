"""Files to take along: the one place where a download button is drawn.

Streamlit makes the file of a function later, outside a run, and then does not know for whom. Here it is said;
a file that was given to nobody is given out to nobody (`ui/session/files_given.py`).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import streamlit as st

from ui import session


def download_button(
    label: str,
    content: bytes | Callable[[], bytes],
    *,
    file_name: str,
    media_type: str,
    key: str,
    help: str | None = None,
    icon: str | None = None,
    width: Literal["content", "stretch"] = "content",
) -> None:
    """A button for a file: content that is there, or a function that makes it when somebody asks.

    Nothing is drawn again when it is taken.
    """
    st.download_button(
        label,
        session.for_same_person(content) if callable(content) else content,
        file_name=file_name,
        mime=media_type,
        key=key,
        help=help,
        icon=icon,
        on_click="ignore",
        width=width,
    )

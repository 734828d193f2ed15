"""A button that puts a picture into the clipboard; where there is none for pictures, it is saved as a file.

Browsers have one on addresses they trust: https, or the machine itself (docs/decisions/138).
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import Final

from .registering import own_component

_BUTTON: Final = own_component("copied_picture")
WORDS: Final = ("copy", "help", "making", "copied", "no_clipboard", "refused")


def draw(
    key: str,
    words: Mapping[str, str],
    *,
    file: str,
    on_copy: Callable[[], None],
    png: bytes = b"",
    problem: str = "",
    answer: int = 0,
) -> None:
    """The button with its `words` (`WORDS`); `file` is what the picture is called where it is saved.

    A click calls `on_copy`; the run after it hands over the `png`, or the `problem` why there is none.
    `answer` numbers the clicks: what is handed over twice alike, the browser does not look at again.
    """
    made = {"png": base64.b64encode(png).decode(), "problem": problem, "answer": answer}
    _BUTTON(key=key, data={"words": dict(words), "file": file, **made}, on_copy_change=on_copy)

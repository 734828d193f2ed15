"""Registers a component of which the files stand beside."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

import streamlit as st

if TYPE_CHECKING:
    from streamlit.components.v2.types import ComponentRenderer

FILES: Final = Path(__file__).parent


def own_component(name: str, *before: str, in_shadow: bool = True) -> ComponentRenderer:
    """The mounting command of the component `name`: its `.js`, and `.css` and `.html` where there are such.

    Called once, at the level of a module. Scripts named `before` stand before its own. `in_shadow`: its
    styles are its own, and no others reach it.
    """
    scripts = [(FILES / f"{file}.js").read_text(encoding="utf-8") for file in ("shared", *before, name)]
    style = _text(f"{name}.css")
    if in_shadow:
        style = f"{_text('shared.css')}\n{style}"
    return st.components.v2.component(
        f"cxc_{name}",
        html=_text(f"{name}.html"),
        css=style or None,
        js="\n".join(scripts),
        isolate_styles=in_shadow,
    )


def _text(file: str) -> str:
    path = FILES / file
    return path.read_text(encoding="utf-8") if path.exists() else ""

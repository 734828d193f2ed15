"""A bar while something works, and nothing after it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

from cxc_metrics.words.plain import markdown_text

Progress = Callable[[str, float], None]


@contextmanager
def working(label: str) -> Iterator[Progress]:
    """Draw the bar where the call stands; what is told to it moves it."""
    place = st.empty()
    bar = place.progress(0.0, text=label)

    def progress(step: str, done: float) -> None:
        bar.progress(min(max(done, 0.0), 1.0), text=markdown_text(step))

    try:
        yield progress
    finally:
        place.empty()

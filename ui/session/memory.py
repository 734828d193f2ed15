"""What is kept between runs for all visitors: answers about data versions, which never change."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import ParamSpec, TypeVar, cast

import streamlit as st

_P = ParamSpec("_P")
_R = TypeVar("_R")
_EMPTYING: list[Callable[[], None]] = []


def remembered(most: int) -> Callable[[Callable[_P, _R]], Callable[_P, _R]]:
    """Keep the last answers of a function of frozen arguments, for all visitors; until `forget`.

    Not one of Streamlit's caches: a page asks sixty times, and those take a tenth of its time to make keys.
    """

    def remember(function: Callable[_P, _R]) -> Callable[_P, _R]:
        kept = lru_cache(maxsize=most)(function)
        _EMPTYING.append(kept.cache_clear)
        return cast("Callable[_P, _R]", kept)

    return remember


def forget() -> None:
    """Empty every cache, as a server has it that was just started."""
    st.cache_resource.clear()
    st.cache_data.clear()
    for empty in _EMPTYING:
        empty()

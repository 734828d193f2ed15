"""What is kept between runs for all visitors: answers about data versions, which never change."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable
from functools import lru_cache
from threading import Lock
from typing import Generic, ParamSpec, TypeVar, cast

import streamlit as st

_P = ParamSpec("_P")
_R = TypeVar("_R")
_K = TypeVar("_K")
_V = TypeVar("_V")
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


class Kept(Generic[_K, _V]):
    """The last values by what they are of, for all visitors; until `forget`.

    For what is asked several at once and wanted one by one, where `remembered` would keep the whole list.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._values: OrderedDict[_K, _V] = OrderedDict()
        self._lock = Lock()
        _EMPTYING.append(self._values.clear)

    def get(self, key: _K) -> _V | None:
        """The value, which is now the last to go; None where it is not kept."""
        with self._lock:
            if key not in self._values:
                return None
            self._values.move_to_end(key)
            return self._values[key]

    def keep(self, key: _K, value: _V) -> None:
        """From now on; what was not asked for longest goes."""
        with self._lock:
            self._values[key] = value
            self._values.move_to_end(key)
            while len(self._values) > self._most:
                self._values.popitem(last=False)


def forget() -> None:
    """Empty every cache, as a server has it that was just started."""
    st.cache_resource.clear()
    st.cache_data.clear()
    for empty in _EMPTYING:
        empty()

"""To whom each file that Streamlit holds was given: its address alone opens nothing.

Streamlit gives a file to whoever names it. Its address cannot be guessed (`ui/frame/server.py`), but stands
in lists of downloads and in logs of proxies, also when its reader has logged out.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Final, Generic, TypeVar

from starlette.requests import HTTPConnection
from streamlit.runtime.scriptrunner import get_script_run_ctx

from cxc_metrics.errors import CxcError
from cxc_metrics.people import Person, UnknownKey

from .who_visits import person, person_of, person_of_visit

# More than Streamlit holds at any time: it lets go of a file that no page shows.
_MOST: Final = 20_000
K = TypeVar("K", bound=Hashable)


class _Readers(Generic[K]):
    """Who may have what; the least recently added goes first, and is then for nobody."""

    def __init__(self) -> None:
        self._of: OrderedDict[K, frozenset[Person]] = OrderedDict()
        self._lock = Lock()

    def add(self, key: K, more: frozenset[Person]) -> None:
        with self._lock:
            self._of[key] = self._of.pop(key, frozenset()) | more
            while len(self._of) > _MOST:
                self._of.popitem(last=False)

    def of(self, key: K) -> frozenset[Person]:
        return self._of.get(key, frozenset())


_MADE: Final = _Readers[bytes]()
_GIVEN: Final = _Readers[str]()


def for_same_person(make: Callable[[], bytes]) -> Callable[[], bytes]:
    """A file that is made when somebody asks, later and without a run: only if the visit is the same person's
    still, and for them alone.

    Raises CxcError if it is not.
    """
    context, at_first = get_script_run_ctx(), person()

    def made() -> bytes:
        now = person_of_visit(context.session_id) if context else None
        if now is not None and now != at_first:
            raise CxcError("You are logged out, or may see other things by now. Load the page anew.")
        content = make()
        # Streamlit names the file when no run says whose it is.
        _MADE.add(_digest(content), frozenset({at_first}))
        return content

    return made


def give(file_id: str, content: bytes) -> None:
    """Called when Streamlit names a file: it is whose run draws it, or for whom it was made."""
    drawn_by = frozenset({person()}) if get_script_run_ctx() is not None else frozenset()
    _GIVEN.add(file_id, drawn_by | _MADE.of(_digest(content)))


def may_have(file_id: str, request: HTTPConnection) -> bool:
    """Whether a file was given to the very person who sends a request."""
    try:
        return person_of(request) in _GIVEN.of(file_id)
    except UnknownKey:
        return False


def _digest(content: bytes) -> bytes:
    return hashlib.blake2b(content, digest_size=20).digest()

"""How much is done for requests at once, and for how long: the dashboard is served by the same process."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final, TypeVar

import anyio
import anyio.to_thread

from .problems import Refused

MOST_AT_ONCE: Final = 8
LONGEST_S: Final = 30.0
MOST_FIGURES: Final = 30
MOST_BREAKDOWNS: Final = 4
MOST_CELLS: Final = 2_000_000
MOST_RECORDS: Final = 10_000

T = TypeVar("T")


class Places:
    """Requests worked on at once, each within a time."""

    def __init__(self, most: int = MOST_AT_ONCE, longest_s: float = LONGEST_S) -> None:
        self._free, self._longest_s = threading.BoundedSemaphore(most), longest_s

    async def work(self, task: Callable[[], T]) -> T:
        """The result of a task, worked out in a thread of its own.

        Raises Refused where all places are taken, or where it takes too long: what was begun then goes on,
        keeps its place, and its result is not waited for.
        """
        if not self._free.acquire(blocking=False):
            raise Refused(503, "Too many requests are being answered. Try again in a moment.", retry_s=2)
        begun = threading.Event()

        def kept() -> T:
            begun.set()
            try:
                return task()
            finally:
                self._free.release()

        try:
            with anyio.fail_after(self._longest_s):
                return await anyio.to_thread.run_sync(kept, abandon_on_cancel=True)
        except TimeoutError:
            raise Refused(
                503,
                f"It takes longer than {self._longest_s:g} s. Ask for fewer figures, fewer breakdowns, or a "
                "narrower selection.",
                retry_s=30,
            ) from None
        finally:
            if not begun.is_set():
                self._free.release()

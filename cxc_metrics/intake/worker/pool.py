"""Reading processes shared by all visitors of a server: few, one kept warm; who comes later waits."""

from __future__ import annotations

import atexit
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Final

from cxc_metrics.intake.workbench import Progress
from cxc_metrics.temporary import own_folder, sweep

from .limits import Limits
from .process import Reader

MOST_AT_ONCE: Final = 2
_KEPT_WARM: Final = 1
_LOOK_SECONDS: Final = 0.2
WAITING: Final = "Waiting until another check has ended"


class Workers:
    """At most `most` processes at a time. `close` ends those that are idle."""

    def __init__(self, limits: Limits | None = None, most: int = MOST_AT_ONCE) -> None:
        self.limits = limits or Limits()
        self._most = most
        self._free: list[Reader] = []
        self._busy = self._started = 0
        self._changed = threading.Condition()
        sweep()
        self._logs: Path | None = None

    def warm(self) -> None:
        """Start a process, so that the first check need not wait for its libraries."""
        with self._changed:
            if not self._free and self._busy < self._most:
                self._free.append(self._new())

    @contextmanager
    def reader(self, progress: Progress) -> Iterator[Reader]:
        """A process for one job, waited for if all are busy; `progress` may raise to give up."""
        self._take_place(progress)
        reader: Reader | None = None
        try:
            reader = self._next()
            yield reader
        finally:
            self._give_back(reader)

    def close(self) -> None:
        """End the idle processes."""
        with self._changed:
            while self._free:
                self._free.pop().end()
            if self._logs is not None:
                shutil.rmtree(self._logs, ignore_errors=True)
                self._logs = None

    def _take_place(self, progress: Progress) -> None:
        with self._changed:
            while self._busy >= self._most:
                self._changed.wait(_LOOK_SECONDS)
                progress(WAITING, 0.0)
            self._busy += 1

    def _next(self) -> Reader:
        with self._changed:
            while self._free:
                reader = self._free.pop()
                if reader.is_alive():
                    return reader
                reader.end()
            return self._new()

    def _new(self) -> Reader:
        if self._logs is None:
            self._logs = own_folder("reader")
        self._started += 1
        return Reader(self.limits, self._logs / f"{self._started}.txt")

    def _give_back(self, reader: Reader | None) -> None:
        with self._changed:
            self._busy -= 1
            if reader is not None:
                if reader.is_alive() and not reader.is_worn() and len(self._free) < _KEPT_WARM:
                    self._free.append(reader)
                else:
                    reader.end()
            self._changed.notify_all()


@cache
def shared_workers() -> Workers:
    """Those of this process."""
    workers = Workers()
    atexit.register(workers.close)
    return workers

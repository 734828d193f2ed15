"""Which data files this process holds open: at most eight, the least recently asked rests first.

A file at rest is opened again by the next question, so nobody who still holds its version is hurt; one that
is being asked is never closed. A file that was replaced on the disk is opened anew.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from cxc_metrics.engine.duckdb import DuckDbEngine
from cxc_metrics.errors import RegisterError

MOST_OPEN: Final = 8
_WAIT_SECONDS: Final = 60
# Inode, time and size: what a file that replaces another cannot share with it.
_Stamp = tuple[int, int, int]


class _Opened:
    """One file that is open, and how many questions are being asked of it."""

    def __init__(self, engine: DuckDbEngine, stamp: _Stamp) -> None:
        self.engine, self.stamp = engine, stamp
        self.asking = 0


class Openings:
    """The files that are open, each once for all versions of it; safe to share between threads."""

    def __init__(self, most: int = MOST_OPEN) -> None:
        self._most = most
        self._files: OrderedDict[Path, _Opened] = OrderedDict()
        self._changed = threading.Condition()

    def __len__(self) -> int:
        return len(self._files)

    @contextmanager
    def engine(self, file: Path, folders: tuple[Path, ...]) -> Iterator[DuckDbEngine]:
        """The engine of a data file for one question; RegisterError if the file cannot be read."""
        opened = self._take(file, folders)
        try:
            yield opened.engine
        finally:
            self._give_back(opened)

    def rest(self, file: Path) -> None:
        """Close a file unless it is being asked; the next question opens it again."""
        with self._changed:
            opened = self._files.get(file)
            if opened is not None and not opened.asking:
                del self._files[file]
                opened.engine.close()

    def _take(self, file: Path, folders: tuple[Path, ...]) -> _Opened:
        with self._changed:
            opened = self._current(file)
            if opened is None:
                opened = self._files[file] = _Opened(DuckDbEngine(file, folders), _stamp(file))
            self._files.move_to_end(file)
            opened.asking += 1
            self._trim()
            return opened

    def _current(self, file: Path) -> _Opened | None:
        """What is open of the file as it lies on the disk.

        What was replaced there is closed first, when nobody asks it any more: until then DuckDB would give
        its old state to whoever opens that path.
        """
        while (opened := self._files.get(file)) is not None and opened.stamp != _stamp(file):
            if not opened.asking:
                self._files.pop(file).engine.close()
            elif not self._changed.wait(_WAIT_SECONDS):
                raise RegisterError(f"The data file {file} was replaced while it was being read. Try again.")
        return opened

    def _give_back(self, opened: _Opened) -> None:
        with self._changed:
            opened.asking -= 1
            self._changed.notify_all()
            self._trim()

    def _trim(self) -> None:
        idle = [file for file, opened in self._files.items() if not opened.asking]
        for file in idle[: max(len(self._files) - self._most, 0)]:
            self._files.pop(file).engine.close()


def _stamp(file: Path) -> _Stamp:
    try:
        status = file.stat()
    except OSError:
        return (0, 0, 0)
    return (status.st_ino, status.st_mtime_ns, status.st_size)


# One for the process: connections to one file share a database, whoever opened it.
OPENINGS: Final = Openings()

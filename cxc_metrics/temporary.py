"""Temporary folders that say whose they are, so that a later start can remove what a dead process left.

A folder's name holds the machine, the process and when it began: `cxc-<what>-<machine>-<pid>-<began>-…`.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import socket
import tempfile
import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import psutil

_NAME = re.compile(r"cxc-[a-z]+-(?P<machine>[0-9a-f]{8})-(?P<pid>\d+)-(?P<began>\d+)-")
# The clock may have been set since; a number is not given to another process within these seconds.
_SLACK_SECONDS = 5
_DAY = 86_400.0


def own_folder(what: str) -> Path:
    """A new temporary folder of this process. Removing it is up to the caller; if that fails, to a sweep."""
    return Path(tempfile.mkdtemp(prefix=f"cxc-{what}-{_machine()}-{os.getpid()}-{_began(os.getpid())}-"))


@contextmanager
def own_folder_for(what: str) -> Iterator[Path]:
    """Such a folder for the time of a `with`."""
    folder = own_folder(what)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class Kept(os.PathLike[str]):
    """A file that was moved to a temporary folder of its own, and is removed with the last use of this."""

    def __init__(self, file: Path) -> None:
        folder = own_folder("kept")
        self._file = Path(shutil.move(file, folder / file.name))
        weakref.finalize(self, shutil.rmtree, folder, ignore_errors=True)

    def __fspath__(self) -> str:
        return str(self._file)


def sweep() -> list[Path]:
    """Remove the temporary folders whose process has ended without doing so, and return them.

    Folders of another machine (a container with the same /tmp) are taken for forgotten after a day.
    """
    swept = []
    for path in Path(tempfile.gettempdir()).glob("cxc-*-*-*"):
        match = _NAME.match(path.name)
        if match and _forgotten(path, match["machine"], int(match["pid"]), int(match["began"])):
            shutil.rmtree(path, ignore_errors=True)
            swept.append(path)
    return swept


def _forgotten(path: Path, machine: str, pid: int, began: int) -> bool:
    if machine != _machine():
        try:
            return time.time() - path.stat().st_mtime > _DAY
        except OSError:
            return False
    try:
        return abs(_began(pid) - began) > _SLACK_SECONDS
    except psutil.NoSuchProcess:
        return True
    except psutil.Error:
        return False


def _began(pid: int) -> int:
    return int(psutil.Process(pid).create_time())


@cache
def _machine() -> str:
    return hashlib.sha256(socket.gethostname().encode()).hexdigest()[:8]

"""Limits that a process sets itself, where the system has them; the watch outside is for everywhere."""

from __future__ import annotations

import contextlib
import importlib.util

import psutil

# Address space is not memory: threads and memory maps reserve far more than they use.
_RESERVED = 4


def confine(memory: int) -> None:
    """No allocation beyond four times `memory` on top of what is reserved now; no dump of a crash.

    It stops a request for 512 GB before the system grants it; what is really used is watched from outside.
    """
    if importlib.util.find_spec("resource") is None:  # Windows
        return
    import resource

    with contextlib.suppress(OSError, ValueError):
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    most = psutil.Process().memory_info().vms + _RESERVED * memory
    with contextlib.suppress(OSError, ValueError):  # macOS knows the limit and does not keep it
        resource.setrlimit(resource.RLIMIT_AS, (most, resource.RLIM_INFINITY))

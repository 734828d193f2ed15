"""Run in a process of its own: publishes and is killed at a named moment, as by a power cut.

Moments are the steps of progress, or `pointer` for the instant before the pointer's file is replaced. The
process is forked from one that has loaded this module and nothing else, so that it need not load it again.
"""

from __future__ import annotations

import os
import signal
from pathlib import Path

from cxc_metrics.store import Store
from tests.store.hand_made import checked, exchange, register_rows


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def publish_and_die(store: Path, key: str, moment: str) -> None:
    """Publish one exchange of that id and be killed."""
    replace = Path.replace

    def replace_or_die(self: Path, target: Path) -> Path:
        if moment == "pointer" and Path(target).name == "current.json":
            die()
        return replace(self, target)

    Path.replace = replace_or_die  # type: ignore[method-assign, assignment]
    Store(store).publish(
        checked(register_rows([exchange(key)])), progress=lambda step, _done: step == moment and die()
    )

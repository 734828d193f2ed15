"""Run in a process of its own: publishes and is killed at a named moment, as by a power cut.

Arguments: the store, the exchange's id, the moment. Moments are the steps of progress, or `pointer` for the
instant before the pointer's file is replaced.
"""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from cxc_metrics.register import Register
from tests.register.hand_made import checked, exchange, register_rows


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def main() -> None:
    store, key, moment = sys.argv[1:]
    replace = Path.replace

    def replace_or_die(self: Path, target: Path) -> Path:
        if moment == "pointer" and Path(target).name == "current.json":
            die()
        return replace(self, target)

    Path.replace = replace_or_die  # type: ignore[method-assign, assignment]
    Register(Path(store)).publish(
        checked(register_rows([exchange(key)])), progress=lambda step, _done: step == moment and die()
    )


if __name__ == "__main__":
    main()

"""One run of the intake benchmark in a process of its own; prints what it took as JSON.

    python -m benchmarks.intake_run bare|check|publish|apart FOLDER [--statements]

A fresh process each, so that peak memory is that run's alone and no run finds warm buffers of another.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import tempfile
import time
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Self

import duckdb

from cxc_metrics.intake import check, check_apart
from cxc_metrics.intake import workbench as bench
from cxc_metrics.intake.worker.pool import Workers
from cxc_metrics.store import open_store

WORKS = ("bare", "check", "publish", "apart")


class Steps:
    """Processor seconds by step, from the progress intake and register tell."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._current = ""
        self._since = time.process_time()

    def __call__(self, step: str, _done: float) -> None:
        now = time.process_time()
        if self._current:
            self.seconds[self._current] = self.seconds.get(self._current, 0.0) + now - self._since
        self._current, self._since = step, now


class TimedConnection:
    """A DuckDB connection that remembers the processor seconds of its statements."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self._last = ""
        self.seconds: dict[str, float] = {}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._connection, name)

    def execute(self, sql: str, parameters: object = None) -> Self:
        self._last = sql
        self._timed(self._connection.execute, sql, parameters)
        return self

    def fetchall(self) -> list[tuple[Any, ...]]:
        found: list[tuple[Any, ...]] = self._timed(self._connection.fetchall)
        return found

    def _timed(self, work: Any, *arguments: object) -> Any:
        start = time.process_time()
        try:
            return work(*arguments)
        finally:
            taken = time.process_time() - start
            self.seconds[self._last] = self.seconds.get(self._last, 0.0) + taken


def bare(folder: Path) -> dict[str, float]:
    """What any tool pays: DuckDB reads the same files into tables, guessing types from the first rows.

    It is told the quotation mark (the first rows have none) and to leave out rows that break the guess: the
    sample has some near its end, and without that nothing would be read at all.
    """
    taken = {}
    with duckdb.connect(":memory:") as connection:
        connection.execute("SET enable_progress_bar = false")
        for file in sorted(folder.glob("*.csv")):
            start = time.process_time()
            source = f"read_csv('{file}', quote='\"', ignore_errors=true)"
            connection.execute(f"CREATE TABLE {file.stem} AS SELECT * FROM {source}")
            taken[file.stem] = time.process_time() - start
    return taken


def checked(folder: Path, *, publish: bool) -> dict[str, float]:
    """Intake as the command line does it; publishing to an empty store."""
    steps = Steps()
    with (
        tempfile.TemporaryDirectory(prefix="cxc-benchmark-") as store,
        check(folder, progress=steps) as result,
    ):
        if publish:
            open_store(Path(store)).publish(result, progress=steps)
        steps("", 1.0)
    return steps.seconds


def apart(folder: Path) -> dict[str, float]:
    """As the command line and the Data page do it: the check in a process of its own, then publishing."""
    workers = Workers()
    with (
        tempfile.TemporaryDirectory(prefix="cxc-benchmark-") as store,
        check_apart(folder, workers=workers) as result,
    ):
        open_store(Path(store)).publish(result)
    workers.close()
    return {}


def processor_seconds() -> float:
    """Those of this process and of the ones it waited for."""
    return time.process_time() + sum(os.times()[2:4])


def peak_memory() -> int:
    """Bytes. On Linux getrusage begins with the parent's peak, so the process's own account is preferred."""
    status = Path("/proc/self/status")
    if status.is_file():
        found = re.search(r"VmHWM:\s+(\d+) kB", status.read_text())
        if found:
            return int(found[1]) * 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def time_statements() -> list[TimedConnection]:
    """From now on intake's connections are timed."""
    timed: list[TimedConnection] = []
    connect = duckdb.connect

    def timing(*arguments: Any, **options: Any) -> TimedConnection:
        timed.append(TimedConnection(connect(*arguments, **options)))
        return timed[-1]

    bench.duckdb = SimpleNamespace(connect=timing)  # type: ignore[attr-defined]
    return timed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("work", choices=WORKS)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--statements", action="store_true")
    chosen = parser.parse_args()
    timed = time_statements() if chosen.statements else []
    wall, cpu = time.perf_counter(), processor_seconds()
    if chosen.work == "bare":
        steps = bare(chosen.folder)
    elif chosen.work == "apart":
        steps = apart(chosen.folder)
    else:
        steps = checked(chosen.folder, publish=chosen.work == "publish")
    result = {
        "wall": time.perf_counter() - wall,
        "cpu": processor_seconds() - cpu,
        "peak": max(peak_memory(), resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024),
        "steps": steps,
        "statements": {sql: taken for one in timed for sql, taken in one.seconds.items()},
    }
    print(json.dumps(result))


if __name__ == "__main__":
    main()
